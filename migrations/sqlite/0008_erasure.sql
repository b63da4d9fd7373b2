-- SQLite
--
-- Requests that ended long ago, or that somebody asked to have erased, are deleted with everything
-- about them. What is kept is enough to count, and not enough to tell one child by.

-- A child whose request was erased.
CREATE TABLE child_statistic (
    -- Random, so that the order of the rows says nothing about times or siblings.
    id                BLOB PRIMARY KEY,
    -- In which the request was made, by the local clock: 2026-11.
    month             TEXT NOT NULL,
    -- Code of the region of its city; empty where the table of cities did not have it any more.
    region            TEXT NOT NULL,
    -- As in reports: 0-5, 6-11, 12-14, 15-17, 18+.
    age_band          TEXT NOT NULL,
    gender            TEXT NOT NULL CHECK (gender IN ('female', 'male', 'other')),
    -- placed, withdrawn, or how a coordinator closed it.
    outcome           TEXT NOT NULL,
    -- Whether a bed was offered, and whether the child arrived in one.
    offered           BOOLEAN NOT NULL,
    placed            BOOLEAN NOT NULL,
    -- From the request to the first offer and to the arrival, whole minutes.
    minutes_to_offer  INTEGER,
    minutes_to_bed    INTEGER,
    -- Refusals by shelters: a JSON list of their codes.
    declined          TEXT NOT NULL
);
CREATE INDEX child_statistic_month ON child_statistic (month);

-- Requests are deleted now where they used to be stripped of some columns.
DROP INDEX placement_request_retain;
ALTER TABLE placement_request DROP COLUMN stripped_at;
CREATE INDEX placement_request_retain ON placement_request (ended_at) WHERE ended_at IS NOT NULL;

-- Mail that was sent or given up is deleted after a while; what an escalation step must still have,
-- for as long as its request is there, is emptied of its address and contents.
CREATE INDEX outbox_finished ON outbox (created_at) WHERE sent_at IS NOT NULL OR cancelled_at IS NOT NULL;

-- A child is deleted with its beds gone before it: without this, each deletion would read all beds.
CREATE INDEX offer_bed_child ON offer_bed (request_id, position);
