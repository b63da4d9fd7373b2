-- PostgreSQL
--
-- Who is on duty, who decides how escalation goes, and shelters that are asked for their counts.

-- Whether a person wishes mail of offers: a team of the answers, a shelter of those that wait.
ALTER TABLE account ADD COLUMN mail_offers BOOLEAN NOT NULL DEFAULT FALSE;

-- For the people of a partner, when an offer is made or a child is asked about.
CREATE INDEX account_partner ON account (partner_id);

-- Weekly hours in which an account is on duty for an area: a city, a region, or the nation
-- (whose code is empty). Minutes of the local day of `zone`, so that the hours stay what they
-- are when the clocks change; `to_minute` at or before `from_minute` ends the next day.
CREATE TABLE duty_shift (
    id           UUID PRIMARY KEY,
    account_id   UUID NOT NULL REFERENCES account (id),
    area_kind    TEXT NOT NULL CHECK (area_kind IN ('city', 'region', 'national')),
    area_code    TEXT NOT NULL,
    -- A bit for each weekday, Monday lowest.
    days         INTEGER NOT NULL CHECK (days BETWEEN 1 AND 127),
    from_minute  INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute    INTEGER NOT NULL CHECK (to_minute BETWEEN 0 AND 1439),
    zone         TEXT NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    CONSTRAINT duty_shift_area CHECK ((area_kind = 'national') = (area_code = ''))
);
CREATE INDEX duty_shift_account ON duty_shift (account_id);

-- A dated exception to the weekly hours: somebody is off, somebody else serves, or both (a swap).
-- Without an area it holds for all of them.
CREATE TABLE duty_exception (
    id           UUID PRIMARY KEY,
    area_kind    TEXT CHECK (area_kind IN ('city', 'region', 'national')),
    area_code    TEXT,
    off_account  UUID REFERENCES account (id),
    on_account   UUID REFERENCES account (id),
    starts_at    TIMESTAMPTZ NOT NULL,
    ends_at      TIMESTAMPTZ NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    CONSTRAINT duty_exception_somebody CHECK (off_account IS NOT NULL OR on_account IS NOT NULL),
    CONSTRAINT duty_exception_area CHECK
        ((area_kind IS NULL) = (area_code IS NULL) AND (area_kind IS NOT NULL OR off_account IS NOT NULL)),
    CONSTRAINT duty_exception_time CHECK (starts_at < ends_at)
);
CREATE INDEX duty_exception_end ON duty_exception (ends_at);

-- The escalation policy of an urgency, every version of it: the highest is in force for new
-- requests. Without a row the settings are.
CREATE TABLE escalation_policy (
    urgency         TEXT NOT NULL CHECK (urgency IN ('emergency', 'urgent', 'planned')),
    version         INTEGER NOT NULL CHECK (version > 0),
    policy          TEXT NOT NULL,
    created_by      UUID REFERENCES account (id),
    created_at      TIMESTAMPTZ NOT NULL,
    CONSTRAINT escalation_policy_version PRIMARY KEY (urgency, version)
);

-- When a shelter was last asked whether its counts are still right, how often since it last
-- reported any, and when it did.
CREATE TABLE count_ask (
    shelter_id   UUID PRIMARY KEY REFERENCES shelter (id),
    asked_at     TIMESTAMPTZ NOT NULL,
    times        INTEGER NOT NULL CHECK (times >= 0),
    answered_at  TIMESTAMPTZ
);

-- A signed link to the form on which a shelter enters its counts without signing in. What the
-- mail shows beside the id is an HMAC of it, so that no secret is kept here.
CREATE TABLE count_link (
    id          UUID PRIMARY KEY,
    shelter_id  UUID NOT NULL REFERENCES shelter (id),
    -- Whom it was mailed to; null is the shelter's own address. Once the account is shut, or of
    -- another partner, the link is dead.
    account_id  UUID REFERENCES account (id),
    locale      TEXT NOT NULL CHECK (locale IN ('fr', 'ar', 'en')),
    expires_at  TIMESTAMPTZ NOT NULL,
    used_at     TIMESTAMPTZ
);
CREATE INDEX count_link_shelter ON count_link (shelter_id);

-- The key those links are signed with: one row, made when first needed.
CREATE TABLE signing_key (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    key  BYTEA NOT NULL
);
