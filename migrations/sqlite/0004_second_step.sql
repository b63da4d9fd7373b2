-- SQLite
--
-- A second step to signing in, for who switched it on; and what of a browser its owner can tell it
-- by.

-- A secret that an account's phone shares with us, from which both make codes (RFC 6238). It can't
-- be kept as a hash. It counts from the moment a first code has shown that the phone has it.
CREATE TABLE second_step (
    account_id    BLOB PRIMARY KEY REFERENCES account (id),
    secret        BLOB NOT NULL,
    begun_at      BIGINT NOT NULL,
    confirmed_at  BIGINT,
    -- The half minute of the last code that was used, since 1970: none up to it is taken again.
    last_code     BIGINT NOT NULL DEFAULT 0
);

-- Somebody who has given the right password, and not yet the code. Kept for minutes, by the hash of
-- what the browser holds.
CREATE TABLE half_sign_in (
    hash        BLOB PRIMARY KEY,
    account_id  BLOB NOT NULL REFERENCES account (id),
    expires_at  BIGINT NOT NULL
);

-- A browser and a system by their names, nothing finer.
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';
