//! Queries on the table `outbox`: mail to send, committed with the change it tells of. Services
//! insert; `mail::delivery` claims, sends and marks.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::account::Locale;
use crate::domain::coded;
use crate::store::identity::accounts::AccountRecord;
use crate::store::{DbTime, StoreError, Tx, keep_prepared, on_backend, push_list, row};

/// A mail to send. It holds what the text is rendered from, never the text itself.
#[derive(Clone, Debug)]
pub struct OutboxRecord {
    /// Also the Message-ID of the mail, so that one sent twice is recognised.
    pub id: Uuid,
    /// Unique: inserting a second row with the same key does nothing.
    pub dedupe: String,
    /// Code of the notification, such as `escalation`.
    pub kind: String,
    pub account_id: Option<Uuid>,
    pub address: String,
    pub locale: Locale,
    pub request_id: Option<Uuid>,
    /// Order of sending: 0 about a missing child, 1 when somebody must act, 2 the rest.
    pub priority: i32,
    /// From 1; only of escalation mails.
    pub step: Option<i32>,
    /// From 1; only of escalation mails.
    pub cycle: Option<i32>,
    /// JSON of the notification.
    pub payload: String,
    pub created_at: DateTime<Utc>,
    pub next_attempt_at: DateTime<Utc>,
    pub attempts: i32,
    /// Raised by each claim; only the holder of the latest may mark the row.
    pub fence: i64,
    /// When the mail server took it.
    pub sent_at: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
    /// When the mail server first refused it permanently.
    pub refused_at: Option<DateTime<Utc>>,
    /// When it was given up.
    pub cancelled_at: Option<DateTime<Utc>>,
}
row!(OutboxRecord {
    id,
    dedupe,
    kind,
    account_id,
    address,
    locale: code,
    request_id,
    priority,
    step,
    cycle,
    payload,
    created_at: time,
    next_attempt_at: time,
    attempts,
    fence,
    sent_at: optional_time,
    last_error,
    refused_at: optional_time,
    cancelled_at: optional_time,
});

/// Rows in one statement.
const BATCH: usize = 1_000;

/// Adds mails; those whose `dedupe` exists are left out.
pub async fn insert_many(tx: &mut Tx, mails: &[OutboxRecord]) -> Result<(), StoreError> {
    tx.committed.mail |= !mails.is_empty();
    for chunk in mails.chunks(BATCH) {
        on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO outbox (id, dedupe, kind, account_id, address, locale, request_id, priority, \
                 step, cycle, payload, created_at, next_attempt_at) ",
            );
            query.push_values(chunk, |mut row, mail| {
                row.push_bind(mail.id)
                    .push_bind(mail.dedupe.clone())
                    .push_bind(mail.kind.clone())
                    .push_bind(mail.account_id)
                    .push_bind(mail.address.clone())
                    .push_bind(mail.locale.code())
                    .push_bind(mail.request_id)
                    .push_bind(mail.priority)
                    .push_bind(mail.step)
                    .push_bind(mail.cycle)
                    .push_bind(mail.payload.clone())
                    .push_bind(DbTime(mail.created_at))
                    .push_bind(DbTime(mail.next_attempt_at));
            });
            query.push(" ON CONFLICT (dedupe) DO NOTHING");
            query.build().persistent(keep_prepared(chunk.len(), BATCH)).execute(conn).await?;
        });
    }
    Ok(())
}

/// SQL condition on `outbox`: to be sent; neither cancelled nor held back, nor to an account that
/// was shut.
macro_rules! deliverable {
    () => {
        "outbox.sent_at IS NULL AND outbox.cancelled_at IS NULL AND NOT outbox.recheck \
         AND NOT EXISTS (SELECT 1 FROM account WHERE account.id = outbox.account_id AND NOT account.active)"
    };
}

pub(crate) use deliverable;

/// Claims due mail for the instance `holder`, at most `limit`, until `now + lease`. Rows under
/// another's lease are passed over; expired leases are taken over.
pub async fn claim(
    tx: &mut Tx,
    holder: Uuid,
    now: DateTime<Utc>,
    lease: TimeDelta,
    limit: i64,
) -> Result<Vec<OutboxRecord>, StoreError> {
    // PostgreSQL may run a subquery in `IN` more than once and then lock more rows than the limit;
    // one in an array runs once.
    let (open, close) = if tx.is_postgres() {
        (" = ANY (ARRAY(", " FOR UPDATE SKIP LOCKED))")
    } else {
        (" IN (", ")")
    };
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("UPDATE outbox SET fence = fence + 1, lease_until = ");
        query.push_bind(DbTime(now + lease));
        query.push(", holder = ").push_bind(holder);
        query.push(", attempts = attempts + 1 WHERE id").push(open).push(concat!(
            "SELECT id FROM outbox WHERE ", deliverable!(), " AND next_attempt_at <= "
        ));
        query.push_bind(DbTime(now));
        query.push(" AND (lease_until IS NULL OR lease_until <= ").push_bind(DbTime(now));
        query.push(") ORDER BY priority, next_attempt_at LIMIT ").push_bind(limit).push(close);
        query.push(" RETURNING *");
        query.build_query_as().fetch_all(conn).await?
    }))
}

/// Instances with leases that run no more: on PostgreSQL they have no session, on SQLite they are
/// any but `me`, since a file serves one instance.
pub async fn dead_holders(tx: &mut Tx, me: Uuid) -> Result<Vec<Uuid>, StoreError> {
    let query = if tx.is_postgres() {
        "SELECT DISTINCT holder FROM outbox WHERE lease_until IS NOT NULL AND holder <> $1 \
         AND NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE application_name = 'mabit ' || holder)"
    } else {
        "SELECT DISTINCT holder FROM outbox WHERE lease_until IS NOT NULL AND holder <> $1"
    };
    let missing: Vec<(Uuid,)> = on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(query).bind(me).fetch_all(conn).await?
    });
    Ok(missing.into_iter().map(|(id,)| id).collect())
}

/// Ends the leases of these instances; returns how many.
pub async fn release_leases(tx: &mut Tx, gone: &[Uuid]) -> Result<u64, StoreError> {
    let touched = on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(
            "UPDATE outbox SET lease_until = NULL WHERE lease_until IS NOT NULL AND holder IN ",
        );
        push_list(&mut query, gone);
        query.build().execute(conn).await?.rows_affected()
    });
    tx.committed.mail |= touched > 0;
    Ok(touched)
}

/// Marks a mail as sent. Ignores the fence on purpose: whoever knows that the server took the mail
/// may say so, even after losing the claim. `sent_at` is never before `created_at`.
pub async fn mark_sent(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE outbox SET sent_at = CASE WHEN created_at > $2 THEN created_at ELSE $2 END, \
             lease_until = NULL, last_error = NULL WHERE id = $1 AND sent_at IS NULL",
        )
        .bind(id)
        .bind(DbTime(now))
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Ends a claim after a failed attempt; the mail is tried again at `again_at`.
pub async fn mark_failed(
    tx: &mut Tx,
    id: Uuid,
    fence: i64,
    again_at: DateTime<Utc>,
    error: &str,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE outbox SET lease_until = NULL, next_attempt_at = $3, last_error = $4 \
             WHERE id = $1 AND fence = $2 AND sent_at IS NULL",
        )
        .bind(id)
        .bind(fence)
        .bind(DbTime(again_at))
        .bind(error)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Notes that the server refused a mail permanently: it shows as undeliverable. It is tried again
/// at `again_at` all the same; with `None` it is cancelled.
pub async fn mark_refused(
    tx: &mut Tx,
    id: Uuid,
    fence: i64,
    now: DateTime<Utc>,
    again_at: Option<DateTime<Utc>>,
    error: &str,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE outbox SET lease_until = NULL, last_error = $5, \
             refused_at = coalesce(refused_at, $3), \
             next_attempt_at = coalesce($4, next_attempt_at), \
             cancelled_at = CASE WHEN $4 IS NULL THEN $3 ELSE cancelled_at END \
             WHERE id = $1 AND fence = $2 AND sent_at IS NULL",
        )
        .bind(id)
        .bind(fence)
        .bind(DbTime(now))
        .bind(again_at.map(DbTime))
        .bind(error)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Cancels unsent mail of these kinds about requests: what they say no longer holds.
pub async fn cancel(
    tx: &mut Tx,
    request_ids: &[Uuid],
    kinds: &[&'static str],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for chunk in request_ids.chunks(BATCH) {
        on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new("UPDATE outbox SET cancelled_at = ");
            query.push_bind(DbTime(now));
            query.push(" WHERE sent_at IS NULL AND cancelled_at IS NULL AND kind IN ");
            push_list(&mut query, kinds);
            query.push(" AND request_id IN ");
            push_list(&mut query, chunk);
            query.build().persistent(chunk.len() == 1).execute(conn).await?;
        });
    }
    Ok(())
}

/// Cancels unsent alerts made before a moment whose recipient gets a newer one made at `now`: after
/// a long outage of the mail server one is enough.
pub async fn supersede_alerts(
    tx: &mut Tx,
    request_ids: &[Uuid],
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for chunk in request_ids.chunks(BATCH) {
        on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new("UPDATE outbox SET cancelled_at = ");
            query.push_bind(DbTime(now)).push(
                " WHERE kind = 'escalation' AND sent_at IS NULL AND cancelled_at IS NULL \
                 AND created_at < ",
            );
            query.push_bind(DbTime(before)).push(
                " AND EXISTS (SELECT 1 FROM outbox AS newer WHERE newer.kind = 'escalation' \
                 AND newer.request_id = outbox.request_id AND newer.account_id = outbox.account_id \
                 AND newer.created_at = ",
            );
            query.push_bind(DbTime(now)).push(") AND request_id IN ");
            push_list(&mut query, chunk);
            query.build().persistent(false).execute(conn).await?;
        });
    }
    Ok(())
}

/// Cancels unsent mail whose `dedupe` begins with a text.
pub async fn supersede_keys(
    tx: &mut Tx,
    beginning: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE outbox SET cancelled_at = $2 WHERE sent_at IS NULL AND cancelled_at IS NULL \
             AND dedupe LIKE $1",
        )
        .bind(format!("{beginning}%"))
        .bind(DbTime(now))
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Whether [`claim`] would find anything.
pub async fn any_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>(concat!(
            "SELECT EXISTS (SELECT 1 FROM outbox WHERE ", deliverable!(),
            " AND next_attempt_at <= $1 AND (lease_until IS NULL OR lease_until <= $1))"
        ))
        .bind(DbTime(now))
        .fetch_one(conn)
        .await?
    }))
}

/// Number of mails to send, and when the oldest was made.
pub async fn backlog(tx: &mut Tx) -> Result<(i64, Option<DateTime<Utc>>), StoreError> {
    let (count, oldest): (i64, Option<DbTime>) = on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(concat!(
            "SELECT count(*), min(created_at) FROM outbox WHERE ", deliverable!()
        ))
            .fetch_one(conn)
            .await?
    });
    Ok((count, oldest.map(Into::into)))
}

/// Active accounts to which an alert or handover of a request has been sent (or may have been)
/// since a moment.
pub async fn alerted_accounts(
    tx: &mut Tx,
    request_id: Uuid,
    since: DateTime<Utc>,
) -> Result<Vec<AccountRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT * FROM account WHERE active AND id IN (SELECT account_id FROM outbox \
             WHERE request_id = $1 AND kind IN ('escalation', 'handed_over') AND attempts > 0 \
             AND created_at >= $2) ORDER BY id",
        )
        .bind(request_id)
        .bind(DbTime(since))
        .fetch_all(conn)
        .await?
    }))
}

/// How far the mails of one escalation step have come.
#[derive(Clone, Debug)]
pub struct StepMails {
    pub request_id: Uuid,
    pub cycle: i32,
    pub step: i32,
    pub mails: i64,
    pub sent: i64,
    /// Unsent after at least one failed attempt.
    pub failing: i64,
    pub refused: i64,
    /// Cancelled without having been refused.
    pub cancelled: i64,
    /// Of any unsent one.
    pub last_error: Option<String>,
}
row!(StepMails { request_id, cycle, step, mails, sent, failing, refused, cancelled, last_error });

/// The escalation mails of requests, by request, cycle and step.
pub async fn step_mails(
    tx: &mut Tx,
    ids: &[Uuid],
) -> Result<HashMap<(Uuid, i32, i32), StepMails>, StoreError> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(BATCH) {
        let rows: Vec<StepMails> = on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new(
                "SELECT request_id, cycle, step, count(*) AS mails, count(sent_at) AS sent, \
                 count(CASE WHEN sent_at IS NULL THEN last_error END) AS failing, \
                 count(CASE WHEN sent_at IS NULL THEN refused_at END) AS refused, \
                 count(CASE WHEN sent_at IS NULL AND refused_at IS NULL THEN cancelled_at END) AS cancelled, \
                 max(CASE WHEN sent_at IS NULL THEN last_error END) AS last_error \
                 FROM outbox WHERE kind = 'escalation' AND request_id IN ",
            );
            push_list(&mut query, chunk);
            query.push(" GROUP BY request_id, cycle, step");
            query.build_query_as().persistent(false).fetch_all(conn).await?
        });
        found.extend(rows.into_iter().map(|row| ((row.request_id, row.cycle, row.step), row)));
    }
    Ok(found)
}

/// When the mail server last took a mail; times after `now` were written while the clock was wrong
/// and don't count.
pub async fn last_sent(
    tx: &mut Tx,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let at: Option<DbTime> = on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, Option<DbTime>>("SELECT max(sent_at) FROM outbox WHERE sent_at <= $1")
            .bind(DbTime(now))
            .fetch_one(conn)
            .await?
    });
    Ok(at.map(Into::into))
}

coded! {
    pub enum MailState {
        /// The mail server took it.
        Sent = "sent",
        /// To be sent, perhaps after failed attempts.
        Waiting = "waiting",
        /// The mail server refused it permanently.
        Undeliverable = "undeliverable",
        /// Given up before it was sent, because what it says no longer held.
        Cancelled = "cancelled",
    }
}

impl OutboxRecord {
    pub fn state(&self) -> MailState {
        match self {
            Self { sent_at: Some(_), .. } => MailState::Sent,
            Self { refused_at: Some(_), .. } => MailState::Undeliverable,
            Self { cancelled_at: Some(_), .. } => MailState::Cancelled,
            _ => MailState::Waiting,
        }
    }
}

/// A page of mails before an id, newest first; all, or those in one state.
pub async fn list(
    tx: &mut Tx,
    state: Option<MailState>,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<OutboxRecord>, StoreError> {
    let narrowed = match state {
        None => "",
        Some(MailState::Sent) => " AND sent_at IS NOT NULL",
        Some(MailState::Undeliverable) => " AND sent_at IS NULL AND refused_at IS NOT NULL",
        Some(MailState::Cancelled) => {
            " AND sent_at IS NULL AND refused_at IS NULL AND cancelled_at IS NOT NULL"
        }
        Some(MailState::Waiting) => {
            " AND sent_at IS NULL AND refused_at IS NULL AND cancelled_at IS NULL"
        }
    };
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("SELECT * FROM outbox WHERE id < ");
        query.push_bind(before.unwrap_or(Uuid::max())).push(narrowed);
        query.push(" ORDER BY id DESC LIMIT ").push_bind(limit);
        query.build_query_as().fetch_all(conn).await?
    }))
}
