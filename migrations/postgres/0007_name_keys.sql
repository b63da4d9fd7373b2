-- PostgreSQL
--
-- Names that look alike are one name.

-- What names are compared by: Unicode form, case, blanks and invisible marks aside. The service
-- computes it; null until it has done so for a row of before, and for good where an earlier row
-- has the same key already, so that no data of before is refused.
ALTER TABLE partner ADD COLUMN name_key TEXT;
ALTER TABLE shelter ADD COLUMN name_key TEXT;
ALTER TABLE bed_pool ADD COLUMN name_key TEXT;

CREATE UNIQUE INDEX partner_name_key_unique ON partner (name_key);
CREATE UNIQUE INDEX shelter_name_key_unique ON shelter (partner_id, name_key);
CREATE UNIQUE INDEX bed_pool_name_key_unique ON bed_pool (shelter_id, name_key);
