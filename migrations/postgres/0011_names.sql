-- PostgreSQL
--
-- Tables carry the names of docs/glossary.md. These five, and what is named after them, were made
-- before it was written; a word of the code, the documents and the API is now the word of the table.
ALTER TABLE beat RENAME TO heartbeat;
ALTER TABLE second_step RENAME TO totp;
ALTER TABLE half_sign_in RENAME TO pending_sign_in;
ALTER TABLE count_ask RENAME TO count_reminder;
ALTER TABLE audit RENAME TO audit_log;

ALTER TABLE heartbeat RENAME CONSTRAINT beat_pkey TO heartbeat_pkey;
ALTER TABLE totp RENAME CONSTRAINT second_step_pkey TO totp_pkey;
ALTER TABLE totp RENAME CONSTRAINT second_step_account_id_fkey TO totp_account_id_fkey;
ALTER TABLE pending_sign_in RENAME CONSTRAINT half_sign_in_pkey TO pending_sign_in_pkey;
ALTER TABLE pending_sign_in
    RENAME CONSTRAINT half_sign_in_account_id_fkey TO pending_sign_in_account_id_fkey;
ALTER TABLE count_reminder RENAME CONSTRAINT count_ask_pkey TO count_reminder_pkey;
ALTER TABLE count_reminder
    RENAME CONSTRAINT count_ask_shelter_id_fkey TO count_reminder_shelter_id_fkey;
ALTER TABLE count_reminder RENAME CONSTRAINT count_ask_times_check TO count_reminder_times_check;
ALTER TABLE audit_log RENAME CONSTRAINT audit_pkey TO audit_log_pkey;

ALTER SEQUENCE audit_id_seq RENAME TO audit_log_id_seq;
ALTER INDEX audit_position RENAME TO audit_log_position;
ALTER INDEX audit_request RENAME TO audit_log_request;

-- Defaults and triggers keep to their function under its new name.
ALTER FUNCTION audit_position() RENAME TO audit_log_position;
ALTER FUNCTION audit_is_append_only() RENAME TO audit_log_is_append_only;
CREATE OR REPLACE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit_log is append-only'; END $$;
ALTER TRIGGER audit_no_change ON audit_log RENAME TO audit_log_no_change;
