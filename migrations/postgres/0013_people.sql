-- PostgreSQL
--
-- Teams and shelters call the coordinator on duty: a name to ask for, and a number.
ALTER TABLE account ADD COLUMN name TEXT;
ALTER TABLE account ADD COLUMN phone TEXT;
