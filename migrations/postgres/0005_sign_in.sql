-- PostgreSQL
--
-- Signing in under attack: tries are limited in several scopes at once, and a browser in which
-- somebody has signed in is known from then on.

-- A try to sign in that has failed or is under way, in one of the scopes that limit it, such as
-- an account from one network. It is noted before its password is looked at, so that tries sent
-- together don't slip past the limit, and taken back when it was right.
CREATE TABLE sign_in_try (
    -- The try: it has a row in each of its scopes, and all of them are taken back together.
    id          UUID NOT NULL,
    -- SHA-256 of the scope's name: what was typed may be of any length.
    scope       BYTEA NOT NULL,
    -- It counts until then; each scope has its own time.
    expires_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (id, scope)
);
CREATE INDEX sign_in_try_scope ON sign_in_try (scope, expires_at);
CREATE INDEX sign_in_try_expires_at ON sign_in_try (expires_at);

-- Its part is taken over; what it held counts for a quarter of an hour at most.
DROP TABLE sign_in_failure;

-- A browser in which an account has signed in: the limits that others run into don't hold it up.
-- Several accounts may share a browser.
CREATE TABLE known_device (
    -- SHA-256 of the 256 random bits in its cookie.
    hash        BYTEA NOT NULL,
    account_id  UUID NOT NULL REFERENCES account (id),
    -- The last sign-in: of too many, those that were not used for longest are forgotten.
    seen_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (hash, account_id)
);
CREATE INDEX known_device_account ON known_device (account_id, seen_at);
CREATE INDEX known_device_seen_at ON known_device (seen_at);
