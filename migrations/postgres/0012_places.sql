-- PostgreSQL
--
-- Whoever brings a child to a shelter must find its door, and the shelter must be able to call the
-- team: an address and how to get in, and the telephone of a partner.
ALTER TABLE shelter ADD COLUMN address TEXT;
ALTER TABLE shelter ADD COLUMN access_note TEXT;
ALTER TABLE partner ADD COLUMN phone TEXT;
