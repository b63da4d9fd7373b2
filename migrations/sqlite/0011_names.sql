-- SQLite
--
-- Tables carry the names of docs/glossary.md. These five, and what is named after them, were made
-- before it was written; a word of the code, the documents and the API is now the word of the table.
ALTER TABLE beat RENAME TO heartbeat;
ALTER TABLE second_step RENAME TO totp;
ALTER TABLE half_sign_in RENAME TO pending_sign_in;
ALTER TABLE count_ask RENAME TO count_reminder;
ALTER TABLE audit RENAME TO audit_log;

-- SQLite renames no index and no trigger: they are made anew.
DROP INDEX audit_position;
DROP INDEX audit_request;
CREATE INDEX audit_log_position ON audit_log (position, id);
CREATE INDEX audit_log_request ON audit_log (request_id) WHERE request_id IS NOT NULL;

DROP TRIGGER audit_no_update;
DROP TRIGGER audit_no_delete;
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
