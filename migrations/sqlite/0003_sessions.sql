-- SQLite
--
-- People sign in to the pages.

-- A browser that is signed in. Only the SHA-256 of the 256 random bits in its cookie is kept, so
-- that a copy of the database opens nothing. It ends when it was not seen for a while, and at the
-- latest at `expires_at`.
CREATE TABLE session (
    hash        BLOB PRIMARY KEY,
    account_id  BLOB NOT NULL REFERENCES account (id),
    created_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_seen ON session (seen_at);

-- Failed tries to sign in, kept for a quarter of an hour: whoever guesses must wait. They count by
-- address and account together, so that nobody can lock another out.
CREATE TABLE sign_in_failure (
    -- SHA-256 of the mail address that was tried; the caller's network address in the clear.
    email_hash  BLOB NOT NULL,
    address     TEXT NOT NULL,
    at          BIGINT NOT NULL
);
CREATE INDEX sign_in_failure_address ON sign_in_failure (address, at);
CREATE INDEX sign_in_failure_at ON sign_in_failure (at);
