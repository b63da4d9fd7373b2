-- SQLite
--
-- One file for each database, with the same tables, columns, names and constraints.
-- Moments are microseconds since 1970, UTC; ids are UUIDs made by the service, in order of time;
-- lists and policies are JSON text. Codes are the words of the API.

-- A partner association. Requests and shelters belong to one.
CREATE TABLE partner (
    id          BLOB PRIMARY KEY,
    name        TEXT NOT NULL CONSTRAINT partner_name_unique UNIQUE,
    city        TEXT NOT NULL,
    created_at  BIGINT NOT NULL
);

-- A person's sign-in. `email` is kept in lower case, so that one address is one account.
-- `password_hash` (argon2id) is null until the person has set a password by a link.
CREATE TABLE account (
    id             BLOB PRIMARY KEY,
    email          TEXT NOT NULL CONSTRAINT account_email_unique UNIQUE,
    password_hash  TEXT,
    roles          TEXT NOT NULL,
    partner_id     BLOB REFERENCES partner (id),
    locale         TEXT NOT NULL CHECK (locale IN ('fr', 'ar', 'en')),
    -- Cities, regions or the nation a coordinator answers for.
    scope          TEXT NOT NULL,
    active         BOOLEAN NOT NULL,
    created_at     BIGINT NOT NULL
);

-- One-time links: to set a password, or to make the first admin (no account yet).
-- Only the hash is kept, so that a copy of the database opens nothing.
CREATE TABLE link (
    hash        BLOB PRIMARY KEY,
    account_id  BLOB REFERENCES account (id),
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT
);

-- Bearer tokens of programs. Only the SHA-256 of 256 random bits is kept.
CREATE TABLE api_token (
    id          BLOB PRIMARY KEY,
    account_id  BLOB NOT NULL REFERENCES account (id),
    label       TEXT NOT NULL,
    hash        BLOB NOT NULL CONSTRAINT api_token_hash_unique UNIQUE,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT,
    revoked_at  BIGINT
);
CREATE INDEX api_token_account ON api_token (account_id);

-- A house of a partner. Without a place of its own it stands at its city's centre.
-- `answer_bits` holds its last answers to offers, newest lowest, 1 = in time: what the
-- matcher calls responsiveness.
CREATE TABLE shelter (
    id            BLOB PRIMARY KEY,
    partner_id    BLOB NOT NULL REFERENCES partner (id),
    name          TEXT NOT NULL,
    city          TEXT NOT NULL,
    lat           REAL,
    lon           REAL,
    phone         TEXT,
    email         TEXT,
    features      TEXT NOT NULL,
    answer_bits   BIGINT NOT NULL DEFAULT 0,
    answer_count  INTEGER NOT NULL DEFAULT 0 CHECK (answer_count BETWEEN 0 AND 20),
    version       BIGINT NOT NULL DEFAULT 1,
    created_at    BIGINT NOT NULL,
    CONSTRAINT shelter_place CHECK ((lat IS NULL) = (lon IS NULL))
);
CREATE INDEX shelter_partner ON shelter (partner_id);

-- Interchangeable beds of one shelter. `free` counts what stands empty, promised beds
-- included; `promised` equals the beds of its pending and accepted offers (invariant 2).
-- The checks hold invariant 1 even against a bug: only a pool whose shelter reported fewer
-- beds than it had promised to accepted children may be overcommitted.
CREATE TABLE bed_pool (
    id             BLOB PRIMARY KEY,
    shelter_id     BLOB NOT NULL REFERENCES shelter (id),
    name           TEXT NOT NULL,
    gender         TEXT NOT NULL CHECK (gender IN ('female', 'male', 'any')),
    age_min        INTEGER NOT NULL,
    age_max        INTEGER NOT NULL,
    capacity       INTEGER NOT NULL,
    free           INTEGER NOT NULL,
    promised       INTEGER NOT NULL DEFAULT 0,
    closed         BOOLEAN NOT NULL DEFAULT FALSE,
    overcommitted  BOOLEAN NOT NULL DEFAULT FALSE,
    note_code      TEXT,
    -- Its shelter refused a child for want of a bed the count had promised: until it is
    -- reported anew it ranks as if its count were not fresh at all.
    doubted        BOOLEAN NOT NULL DEFAULT FALSE,
    reported_at    BIGINT NOT NULL,
    version        BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT bed_pool_ages CHECK (0 <= age_min AND age_min <= age_max AND age_max <= 120),
    CONSTRAINT bed_pool_free CHECK (0 <= free AND free <= capacity),
    CONSTRAINT bed_pool_promised CHECK (0 <= promised AND (overcommitted OR promised <= free)),
    -- So that a bed of an offer can be held to the offer's shelter.
    CONSTRAINT bed_pool_in_shelter UNIQUE (id, shelter_id)
);
CREATE INDEX bed_pool_shelter ON bed_pool (shelter_id);

-- A call for a bed for one child or one sibling group. `reference` is the only identifier
-- that leaves by mail. The policy is copied in, so that later edits don't touch it; the
-- esc_ columns say how far the request has come in it.
CREATE TABLE placement_request (
    id               BLOB PRIMARY KEY,
    reference        TEXT NOT NULL CONSTRAINT placement_request_reference_unique UNIQUE,
    partner_id       BLOB NOT NULL REFERENCES partner (id),
    created_by       BLOB REFERENCES account (id),
    city             TEXT NOT NULL,
    urgency          TEXT NOT NULL CHECK (urgency IN ('emergency', 'urgent', 'planned')),
    -- The same as a number, so that the most urgent sorts first.
    urgency_rank     INTEGER NOT NULL,
    needs            TEXT NOT NULL,
    -- How far from its city a bed may be, kilometres; the default reach is copied in.
    reach_km         REAL NOT NULL,
    -- False when the team asked only to be ranked: beds are then never promised by themselves.
    hold             BOOLEAN NOT NULL,
    -- The team's own file number; stripped when the request is old.
    case_ref         TEXT,
    state            TEXT NOT NULL CHECK (state IN
                     ('waiting', 'offered', 'accepted', 'placed', 'missing', 'withdrawn', 'closed')),
    created_at       BIGINT NOT NULL,
    -- Since when it has no accepted offer.
    unmatched_since  BIGINT NOT NULL,
    ended_at         BIGINT,
    outcome          TEXT,
    end_reason       TEXT,
    policy           TEXT NOT NULL,
    -- Which version of its urgency's policy that is; 0 is the one of the settings.
    policy_version   INTEGER NOT NULL DEFAULT 0,
    esc_why          TEXT NOT NULL CHECK (esc_why IN
                     ('unmatched', 'on_the_way', 'missing_on_the_way', 'missing')),
    esc_since        BIGINT NOT NULL,
    esc_cycle        INTEGER NOT NULL,
    esc_step         INTEGER NOT NULL,
    -- When somebody must be told next; null once nobody has to act (invariant 4).
    next_due_at      BIGINT,
    ack_by           BLOB REFERENCES account (id),
    ack_at           BIGINT,
    ack_until        BIGINT,
    -- What the coordinator who took it on is doing, as a code.
    ack_note         TEXT,
    -- When both sides were asked whether the child has arrived; null while nobody was.
    asked_at         BIGINT,
    version          BIGINT NOT NULL DEFAULT 1,
    -- When it was stripped to statistics.
    stripped_at      BIGINT,
    CONSTRAINT placement_request_due CHECK
        ((next_due_at IS NOT NULL) = (state IN ('waiting', 'offered', 'accepted', 'missing'))),
    CONSTRAINT placement_request_ended CHECK
        ((ended_at IS NULL) = (state IN ('waiting', 'offered', 'accepted', 'missing')))
);
-- What the sweep looks for, each second.
CREATE INDEX placement_request_due ON placement_request (next_due_at) WHERE next_due_at IS NOT NULL;
-- An open request nobody would ever be told of: there must be none, and the auditor looks.
CREATE INDEX placement_request_lost ON placement_request (id) WHERE next_due_at IS NULL AND ended_at IS NULL;
-- The same for those escalated ahead of all others: on the way too long, or missing.
CREATE INDEX placement_request_due_first ON placement_request (next_due_at)
    WHERE next_due_at IS NOT NULL AND esc_why <> 'unmatched';
-- Open ones, for the lists of those who must act.
CREATE INDEX placement_request_open ON placement_request (id) WHERE next_due_at IS NOT NULL;
-- Who waits, most urgent and oldest first, when beds come free.
CREATE INDEX placement_request_waiting ON placement_request (urgency_rank, created_at, id)
    WHERE state = 'waiting';
CREATE INDEX placement_request_partner ON placement_request (partner_id, id);
CREATE INDEX placement_request_city ON placement_request (city, id);
CREATE INDEX placement_request_retain ON placement_request (ended_at)
    WHERE ended_at IS NOT NULL AND stripped_at IS NULL;

-- A child of a request: nothing else about a child is ever stored.
CREATE TABLE child (
    request_id     BLOB NOT NULL REFERENCES placement_request (id),
    position       INTEGER NOT NULL CHECK (position BETWEEN 0 AND 7),
    age            INTEGER NOT NULL CHECK (age BETWEEN 0 AND 120),
    gender         TEXT NOT NULL CHECK (gender IN ('female', 'male', 'other')),
    age_estimated  BOOLEAN NOT NULL,
    PRIMARY KEY (request_id, position)
);

-- A promise of one shelter's beds to one request.
CREATE TABLE offer (
    id               BLOB PRIMARY KEY,
    request_id       BLOB NOT NULL REFERENCES placement_request (id),
    shelter_id       BLOB NOT NULL REFERENCES shelter (id),
    state            TEXT NOT NULL CHECK (state IN
                     ('pending', 'accepted', 'declined', 'expired', 'withdrawn', 'arrived', 'no_show', 'departed')),
    created_at       BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL,
    -- When the state last changed.
    changed_at       BIGINT NOT NULL,
    accepted_at      BIGINT,
    arrived_at       BIGINT,
    -- The coordinator who chose the shelter by hand; null when the matcher did.
    chosen_by        BLOB REFERENCES account (id),
    override_reason  TEXT,
    decline_reason   TEXT,
    decline_detail   TEXT,
    CONSTRAINT offer_of_request UNIQUE (id, request_id),
    CONSTRAINT offer_in_shelter UNIQUE (id, shelter_id)
);
-- At most one live offer a request (invariant 3).
CREATE UNIQUE INDEX offer_one_live ON offer (request_id) WHERE state IN ('pending', 'accepted');
CREATE INDEX offer_request ON offer (request_id);
CREATE INDEX offer_shelter ON offer (shelter_id, id);
CREATE INDEX offer_pending ON offer (id) WHERE state = 'pending';
CREATE INDEX offer_expiry ON offer (expires_at) WHERE state = 'pending';

-- The bed of each child. The compound keys hold the rest of invariant 3: the children are
-- the request's own, each once, and every pool is of the offer's shelter.
CREATE TABLE offer_bed (
    offer_id    BLOB NOT NULL,
    request_id  BLOB NOT NULL,
    position    INTEGER NOT NULL,
    shelter_id  BLOB NOT NULL,
    pool_id     BLOB NOT NULL,
    PRIMARY KEY (offer_id, position),
    FOREIGN KEY (offer_id, request_id) REFERENCES offer (id, request_id),
    FOREIGN KEY (offer_id, shelter_id) REFERENCES offer (id, shelter_id),
    FOREIGN KEY (request_id, position) REFERENCES child (request_id, position),
    FOREIGN KEY (pool_id, shelter_id) REFERENCES bed_pool (id, shelter_id)
);
CREATE INDEX offer_bed_pool ON offer_bed (pool_id);

-- A step of a policy that was taken, or left out.
CREATE TABLE escalation (
    request_id  BLOB NOT NULL REFERENCES placement_request (id),
    cycle       INTEGER NOT NULL,
    step        INTEGER NOT NULL,
    why         TEXT NOT NULL,
    level       TEXT NOT NULL CHECK (level IN ('city', 'region', 'national')),
    due_at      BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    -- Whether people were mailed, or why not: nobody was on duty; it came late and a later
    -- step's mail stands for it; a coordinator went straight to a later step.
    how         TEXT NOT NULL CHECK (how IN ('mailed', 'nobody', 'caught_up', 'passed_over')),
    PRIMARY KEY (request_id, cycle, step)
);

-- Mail to send. It commits together with what it tells of. A row holds what the text is
-- made of, never the text. `dedupe` makes each (request, step, cycle, recipient) one row.
-- Delivery claims a row by raising `fence` and setting a lease; only the holder of the
-- present fence may mark it. `holder` is the instance that claimed it last: when that is gone,
-- the row need not wait for the lease to end.
CREATE TABLE outbox (
    id               BLOB PRIMARY KEY,
    dedupe           TEXT NOT NULL CONSTRAINT outbox_dedupe_unique UNIQUE,
    kind             TEXT NOT NULL,
    account_id       BLOB REFERENCES account (id),
    address          TEXT NOT NULL,
    locale           TEXT NOT NULL,
    request_id       BLOB REFERENCES placement_request (id),
    -- What leaves first: 0 a child who is missing, 1 whatever somebody must act on, 2 the rest.
    priority         INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 2),
    step             INTEGER,
    cycle            INTEGER,
    payload          TEXT NOT NULL,
    created_at       BIGINT NOT NULL,
    next_attempt_at  BIGINT NOT NULL,
    attempts         INTEGER NOT NULL DEFAULT 0,
    lease_until      BIGINT,
    holder           BLOB,
    fence            BIGINT NOT NULL DEFAULT 0,
    sent_at          BIGINT,
    last_error       TEXT,
    -- When the server first refused it for good: it is shown as undeliverable.
    refused_at       BIGINT,
    -- When it was given up: what it tells has passed, or it was refused too long.
    cancelled_at     BIGINT
);
CREATE INDEX outbox_due ON outbox (priority, next_attempt_at) WHERE sent_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX outbox_held ON outbox (holder) WHERE lease_until IS NOT NULL;
CREATE INDEX outbox_refused ON outbox (refused_at) WHERE refused_at IS NOT NULL;
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX outbox_request ON outbox (request_id, cycle, step);

-- Everything that changed, by whom; append-only. Once a minute new rows are sealed into a
-- hash chain. `position` orders rows so that none can appear before one already read.
CREATE TABLE audit (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    position    BIGINT GENERATED ALWAYS AS (id) VIRTUAL,
    at          BIGINT NOT NULL,
    -- Null when the service acted by itself.
    actor       BLOB,
    action      TEXT NOT NULL,
    entity      TEXT NOT NULL,
    entity_id   BLOB NOT NULL,
    request_id  BLOB,
    detail      TEXT NOT NULL
);
CREATE INDEX audit_position ON audit (position, id);
CREATE INDEX audit_request ON audit (request_id) WHERE request_id IS NOT NULL;

-- A seal covers the rows with first_position <= position <= last_position, in order, and the seal before it.
CREATE TABLE audit_seal (
    id              BIGINT PRIMARY KEY,
    first_position  BIGINT NOT NULL,
    last_position   BIGINT NOT NULL,
    row_count       BIGINT NOT NULL,
    hash            BLOB NOT NULL,
    at              BIGINT NOT NULL
);

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

-- First answers to POSTs with an Idempotency-Key; kept for 24 hours.
CREATE TABLE idempotency (
    account_id   BLOB NOT NULL REFERENCES account (id),
    key          TEXT NOT NULL,
    fingerprint  BLOB NOT NULL,
    response     TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    CONSTRAINT idempotency_key PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- When each running instance last finished a sweep: all that was due by then was acted on.
CREATE TABLE beat (
    instance    BLOB PRIMARY KEY,
    started_at  BIGINT NOT NULL,
    at          BIGINT NOT NULL
);
