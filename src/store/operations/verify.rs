//! The invariants of the architecture as SQL queries, each naming the rows that break it. `mabit
//! verify` runs them all through `services::operations::verify`.
//!
//! A healthy database gives no rows. The texts hold ids, references, states and numbers, never
//! anything about a child.

use chrono::{DateTime, Utc};

use crate::store::{DbTime, StoreError, Tx, on_backend, row};

/// A query that finds rows breaking an invariant.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Number of the invariant in `docs/architecture.md`.
    pub invariant: u8,
    query: &'static str,
}

/// A row that breaks an invariant, and how.
#[derive(Clone, Debug)]
pub struct BrokenRow {
    /// Kind of row, as in the audit log.
    pub entity: String,
    pub id: uuid::Uuid,
    pub what: String,
}
row!(BrokenRow { entity, id, what });

/// A query for the columns `entity`, `id` and `what`. `$1` limits the rows; the order is fixed.
macro_rules! check {
    ($invariant:literal, $query:literal) => {
        Check { invariant: $invariant, query: concat!($query, " ORDER BY 1, 2, 3 LIMIT $1") }
    };
}

/// Invariants that hold at every moment.
pub const ALWAYS: &[Check] = &[
    // 1. The counts of a pool fit together.
    check!(
        1,
        "SELECT 'pool' AS entity, id, 'capacity ' || capacity || ', free ' || free || ', promised ' \
         || promised || CASE WHEN overcommitted THEN ', overcommitted' ELSE '' END AS what \
         FROM bed_pool WHERE free < 0 OR free > capacity OR promised < 0 \
         OR overcommitted <> (promised > free)"
    ),
    // 2. The promised beds of a pool are those of its live offers.
    check!(
        2,
        "SELECT 'pool' AS entity, bed_pool.id, 'promised ' || promised || ', beds in live offers ' \
         || coalesce(live.beds, 0) AS what \
         FROM bed_pool LEFT JOIN (SELECT pool_id, count(*) AS beds FROM offer_bed \
         JOIN offer ON offer.id = offer_bed.offer_id WHERE offer.state IN ('pending', 'accepted') \
         GROUP BY pool_id) AS live ON live.pool_id = bed_pool.id \
         WHERE promised <> coalesce(live.beds, 0)"
    ),
    // 3. At most one live offer; in it (and in one with arrived children) a bed for every child,
    //    all in its shelter.
    check!(
        3,
        "SELECT 'request' AS entity, id, reference || ' has no child' AS what \
         FROM placement_request WHERE NOT EXISTS \
         (SELECT 1 FROM child WHERE child.request_id = placement_request.id)"
    ),
    check!(
        3,
        "SELECT 'request' AS entity, request_id AS id, 'live offers ' || count(*) AS what \
         FROM offer WHERE state IN ('pending', 'accepted') GROUP BY request_id HAVING count(*) > 1"
    ),
    check!(
        3,
        "SELECT 'offer' AS entity, offer.id, offer.state || ', children without a bed ' || count(*) \
         AS what FROM offer JOIN child ON child.request_id = offer.request_id \
         WHERE offer.state IN ('pending', 'accepted', 'arrived') AND NOT EXISTS \
         (SELECT 1 FROM offer_bed WHERE offer_bed.offer_id = offer.id \
         AND offer_bed.position = child.position) GROUP BY offer.id, offer.state"
    ),
    check!(
        3,
        "SELECT 'offer' AS entity, offer_bed.offer_id AS id, \
         'beds of another request, child or shelter ' || count(*) AS what \
         FROM offer_bed LEFT JOIN offer ON offer.id = offer_bed.offer_id \
         AND offer.request_id = offer_bed.request_id AND offer.shelter_id = offer_bed.shelter_id \
         LEFT JOIN child ON child.request_id = offer_bed.request_id \
         AND child.position = offer_bed.position \
         LEFT JOIN bed_pool ON bed_pool.id = offer_bed.pool_id \
         AND bed_pool.shelter_id = offer_bed.shelter_id \
         WHERE offer.id IS NULL OR child.request_id IS NULL OR bed_pool.id IS NULL \
         GROUP BY offer_bed.offer_id"
    ),
    check!(
        3,
        "SELECT 'offer' AS entity, offer.id, offer.state || ', in a shelter or pool out of use' AS what \
         FROM offer JOIN shelter ON shelter.id = offer.shelter_id \
         WHERE offer.state IN ('pending', 'accepted', 'arrived') AND (NOT shelter.active \
         OR EXISTS (SELECT 1 FROM offer_bed JOIN bed_pool ON bed_pool.id = offer_bed.pool_id \
         WHERE offer_bed.offer_id = offer.id AND NOT bed_pool.active))"
    ),
    // 4. The state of a request follows from its offers; it has a due time exactly while open.
    check!(
        4,
        "SELECT 'request' AS entity, id, reference || ' is ' || state || ', offers pending ' \
         || coalesce(pending, 0) || ', accepted ' || coalesce(accepted, 0) || ', not come ' \
         || coalesce(missed, 0) || ', come ' || coalesce(come, 0) AS what \
         FROM placement_request LEFT JOIN (SELECT request_id, \
         sum(CASE WHEN state = 'pending' THEN 1 ELSE 0 END) AS pending, \
         sum(CASE WHEN state = 'accepted' THEN 1 ELSE 0 END) AS accepted, \
         sum(CASE WHEN state = 'no_show' THEN 1 ELSE 0 END) AS missed, \
         sum(CASE WHEN state IN ('arrived', 'departed') THEN 1 ELSE 0 END) AS come, \
         max(CASE WHEN state IN ('pending', 'accepted', 'no_show') THEN created_at END) AS last_not_come, \
         max(CASE WHEN state IN ('arrived', 'departed') THEN created_at END) AS last_come \
         FROM offer GROUP BY request_id) AS offers ON offers.request_id = placement_request.id \
         WHERE (state = 'offered') <> (coalesce(pending, 0) > 0) \
         OR (state = 'accepted') <> (coalesce(accepted, 0) > 0) \
         OR (state = 'placed') <> (last_come IS NOT NULL AND last_come >= coalesce(last_not_come, last_come)) \
         OR (state = 'missing' AND coalesce(missed, 0) = 0 AND NOT EXISTS (SELECT 1 FROM audit_log \
         WHERE audit_log.request_id = placement_request.id AND action = 'request.lost'))"
    ),
    check!(
        4,
        "SELECT 'request' AS entity, id, reference || ' is ' || state \
         || CASE WHEN next_due_at IS NULL THEN ', not due' ELSE ', due' END \
         || CASE WHEN ended_at IS NULL THEN ', not ended' ELSE ', ended' END AS what \
         FROM placement_request \
         WHERE (next_due_at IS NOT NULL) <> (state IN ('waiting', 'offered', 'accepted', 'missing')) \
         OR (ended_at IS NULL) <> (state IN ('waiting', 'offered', 'accepted', 'missing'))"
    ),
    // 5. Every step has its mails, one for each recipient, and none is left out.
    check!(
        5,
        "SELECT 'request' AS entity, request_id AS id, 'cycle ' || cycle || ', step ' || step \
         || ' has no mail' AS what \
         FROM escalation WHERE how = 'mailed' AND NOT EXISTS (SELECT 1 FROM outbox \
         WHERE outbox.request_id = escalation.request_id AND outbox.cycle = escalation.cycle \
         AND outbox.step = escalation.step AND outbox.kind = 'escalation')"
    ),
    check!(
        5,
        "SELECT 'mail' AS entity, id, 'of no step taken' AS what \
         FROM outbox WHERE kind = 'escalation' AND NOT EXISTS (SELECT 1 FROM escalation \
         WHERE escalation.request_id = outbox.request_id AND escalation.cycle = outbox.cycle \
         AND escalation.step = outbox.step AND escalation.how = 'mailed')"
    ),
    check!(
        5,
        "SELECT 'request' AS entity, request_id AS id, 'cycle ' || cycle || ', step ' || step \
         || ' was caught up with by no later step' AS what \
         FROM escalation WHERE how = 'caught_up' AND NOT EXISTS (SELECT 1 FROM escalation AS later \
         WHERE later.request_id = escalation.request_id AND later.cycle = escalation.cycle \
         AND later.step > escalation.step AND later.at = escalation.at AND later.how = 'mailed')"
    ),
    check!(
        5,
        "SELECT 'request' AS entity, request_id AS id, 'cycle ' || cycle || ', step ' || step \
         || ', mails to one account ' || count(*) AS what \
         FROM outbox WHERE kind = 'escalation' \
         GROUP BY request_id, cycle, step, account_id HAVING count(*) > 1"
    ),
    check!(
        5,
        "SELECT 'mail' AS entity, id, 'sent before it was written, or without an attempt' AS what \
         FROM outbox WHERE sent_at < created_at OR (sent_at IS NOT NULL AND attempts < 1)"
    ),
    check!(
        5,
        "SELECT 'request' AS entity, request_id AS id, 'cycle ' || cycle || ', steps ' || count(*) \
         || ' from ' || min(step) || ' to ' || max(step) AS what \
         FROM escalation GROUP BY request_id, cycle HAVING min(step) <> 1 OR max(step) <> count(*)"
    ),
    check!(
        5,
        "SELECT 'request' AS entity, request_id AS id, 'cycle ' || cycle \
         || ' does not follow the cycle before it' AS what \
         FROM (SELECT request_id, cycle, lag(cycle) OVER (PARTITION BY request_id ORDER BY cycle) \
         AS before FROM escalation GROUP BY request_id, cycle) AS cycles \
         WHERE cycle <> coalesce(before, 0) + 1"
    ),
    check!(
        5,
        "SELECT 'request' AS entity, id, reference || ' stands at cycle ' || esc_cycle || ' after step ' \
         || esc_step || ', steps taken in it ' || coalesce(here, 0) || ', last cycle taken ' \
         || coalesce(last, 0) AS what \
         FROM placement_request LEFT JOIN (SELECT escalation.request_id, max(cycle) AS last, \
         sum(CASE WHEN cycle = esc_cycle THEN 1 ELSE 0 END) AS here \
         FROM escalation JOIN placement_request ON placement_request.id = escalation.request_id \
         GROUP BY escalation.request_id) AS taken ON taken.request_id = placement_request.id \
         WHERE esc_step <> coalesce(here, 0) \
         OR coalesce(last, 0) <> CASE WHEN esc_step > 0 THEN esc_cycle ELSE esc_cycle - 1 END"
    ),
    // 6. Every change has its audit entry: the inner query lists the entries that must exist.
    check!(
        6,
        "SELECT entity, id, 'no audit row ' || action AS what FROM (\
         SELECT 'partner' AS entity, id, 'partner.create' AS action FROM partner \
         UNION ALL SELECT 'account', id, 'account.create' FROM account \
         UNION ALL SELECT 'token', id, 'token.create' FROM api_token \
         UNION ALL SELECT 'duty', id, 'duty.add' FROM duty_shift \
         UNION ALL SELECT 'duty', id, 'duty.except' FROM duty_exception \
         UNION ALL SELECT 'token', id, 'token.revoke' FROM api_token WHERE revoked_at IS NOT NULL \
         UNION ALL SELECT 'shelter', id, 'shelter.create' FROM shelter \
         UNION ALL SELECT 'pool', id, 'pool.create' FROM bed_pool \
         UNION ALL SELECT 'request', id, 'request.create' FROM placement_request \
         UNION ALL SELECT 'request', id, 'request.acknowledge' FROM placement_request WHERE ack_at IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM audit_log WHERE audit_log.request_id = placement_request.id \
         AND audit_log.action = 'request.hand_over') \
         UNION ALL SELECT 'request', id, 'request.withdraw' FROM placement_request WHERE state = 'withdrawn' \
         UNION ALL SELECT 'request', id, 'request.close' FROM placement_request WHERE state = 'closed' \
         UNION ALL SELECT 'offer', id, 'offer.create' FROM offer \
         UNION ALL SELECT 'offer', id, 'offer.accept' FROM offer WHERE accepted_at IS NOT NULL \
         UNION ALL SELECT 'offer', id, 'offer.decline' FROM offer WHERE state = 'declined' \
         UNION ALL SELECT 'offer', id, 'offer.expire' FROM offer WHERE state = 'expired' \
         UNION ALL SELECT 'offer', id, 'offer.withdraw' FROM offer WHERE state = 'withdrawn' \
         UNION ALL SELECT 'offer', id, 'offer.arrive' FROM offer WHERE arrived_at IS NOT NULL \
         UNION ALL SELECT 'offer', id, 'offer.no_show' FROM offer WHERE state = 'no_show' \
         UNION ALL SELECT 'offer', id, 'offer.depart' FROM offer WHERE state = 'departed' \
         UNION ALL SELECT 'offer', offer.id, 'offer.undo' FROM offer JOIN audit_log AS done ON \
         done.entity_id = offer.id WHERE (offer.state = 'pending' AND done.action = 'offer.accept') \
         OR (offer.state = 'accepted' AND done.action IN ('offer.arrive', 'offer.no_show')) \
         OR (offer.state = 'arrived' AND done.action = 'offer.depart') \
         EXCEPT SELECT entity, entity_id, action FROM audit_log) AS unwritten"
    ),
    check!(
        6,
        "SELECT 'request' AS entity, request_id AS id, action || ', steps ' || sum(step) \
         || ', audit rows ' || sum(entry) AS what \
         FROM (SELECT request_id, 1 AS step, 0 AS entry, \
         CASE how WHEN 'mailed' THEN 'escalation.step' WHEN 'nobody' THEN 'escalation.skip' \
         WHEN 'caught_up' THEN 'escalation.catch_up' ELSE 'escalation.pass_over' END AS action FROM escalation \
         UNION ALL SELECT request_id, 0, 1, action FROM audit_log \
         WHERE action IN ('escalation.step', 'escalation.skip', 'escalation.catch_up', \
         'escalation.pass_over')) AS steps \
         GROUP BY request_id, action HAVING sum(entry) < sum(step)"
    ),
];

/// Rows that were due before `$2` and have not been acted on.
pub const ACTED_ON: &[Check] = &[
    check!(
        4,
        "SELECT 'request' AS entity, id, reference || ' is past due' AS what \
         FROM placement_request WHERE next_due_at < $2"
    ),
    check!(
        4,
        "SELECT 'offer' AS entity, id, 'pending past its time' AS what \
         FROM offer WHERE state = 'pending' AND expires_at < $2"
    ),
];

/// Audit entries made before `$2` that are not sealed.
pub const SEALED: &[Check] = &[check!(
    6,
    "SELECT entity, entity_id AS id, action || ' at position ' || position || ' is not sealed' AS what \
     FROM audit_log WHERE at < $2 AND position > (SELECT coalesce(max(last_position), 0) FROM audit_seal)"
)];

/// Runs a check. `before` is `$2` of the checks in [`ACTED_ON`] and [`SEALED`].
pub async fn broken_rows(
    tx: &mut Tx,
    check: Check,
    before: Option<DateTime<Utc>>,
    limit: i64,
) -> Result<Vec<BrokenRow>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let query = sqlx::query_as::<Db, BrokenRow>(check.query).bind(limit);
        let query = match before {
            Some(moment) => query.bind(DbTime(moment)),
            None => query,
        };
        query.fetch_all(conn).await?
    }))
}

/// A row of `heartbeat`: the heartbeat of an instance.
#[derive(Clone, Copy, Debug)]
pub struct HeartbeatRecord {
    pub started_at: DateTime<Utc>,
    /// When it last finished a sweep.
    pub at: DateTime<Utc>,
}
row!(HeartbeatRecord { started_at: time, at: time });

/// When the instances that are remembered last finished a sweep, newest first. One later than now,
/// by a clock that was wrong, says nothing of what was done by now.
pub async fn heartbeats(
    tx: &mut Tx,
    now: DateTime<Utc>,
) -> Result<Vec<HeartbeatRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT started_at, at FROM heartbeat WHERE at <= $1 ORDER BY at DESC",
        )
        .bind(DbTime(now))
        .fetch_all(conn)
        .await?
    }))
}

/// Numbers of rows that the report of `mabit verify` names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableCounts {
    pub requests: i64,
    pub offers: i64,
    pub pools: i64,
    pub mails: i64,
    pub audit_rows: i64,
    pub seals: i64,
}
row!(TableCounts { requests, offers, pools, mails, audit_rows, seals });

pub async fn table_counts(tx: &mut Tx) -> Result<TableCounts, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT (SELECT count(*) FROM placement_request) AS requests, \
             (SELECT count(*) FROM offer) AS offers, (SELECT count(*) FROM bed_pool) AS pools, \
             (SELECT count(*) FROM outbox) AS mails, (SELECT count(*) FROM audit_log) AS audit_rows, \
             (SELECT count(*) FROM audit_seal) AS seals",
        )
        .fetch_one(conn)
        .await?
    }))
}
