-- SQLite
--
-- Whom one calls: the person or team behind an account, of a partner and never a child, so that a
-- coordinator reaches a team by telephone and a team the coordinator on duty. Null until somebody
-- says it.
ALTER TABLE account ADD COLUMN name TEXT;
ALTER TABLE account ADD COLUMN phone TEXT;
