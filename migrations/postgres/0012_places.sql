-- PostgreSQL
--
-- Teams find the door, and whom to call; what is no longer used leaves the board and keeps its
-- history.

-- Street and number, and how to get in (a bell, a guard, a back door).
ALTER TABLE shelter ADD COLUMN address TEXT
    CONSTRAINT shelter_address CHECK (length(address) BETWEEN 1 AND 300);
ALTER TABLE shelter ADD COLUMN access_note TEXT
    CONSTRAINT shelter_access_note CHECK (length(access_note) BETWEEN 1 AND 500);

-- The number under which the association itself is reached.
ALTER TABLE partner ADD COLUMN phone TEXT;

-- Rows are never deleted: requests, offers and the audit log name them.
ALTER TABLE partner ADD COLUMN active BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE shelter ADD COLUMN active BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE bed_pool ADD COLUMN active BOOLEAN NOT NULL DEFAULT TRUE;
