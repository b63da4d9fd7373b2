-- PostgreSQL
--
-- A mail that waits for somebody whose account has changed is looked at before it is sent: whoever
-- has lost the role, the area or the account is not told, and who answers for it now is.
ALTER TABLE outbox ADD COLUMN recheck BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX outbox_recheck ON outbox (id) WHERE recheck;
