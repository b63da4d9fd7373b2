//! Queries on the table `outbox`: mail to send, committed with the change it tells of. Services
//! insert; `mail::delivery` claims, sends and marks.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::coded;
use crate::domain::locale::Locale;
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

/// SQL condition on `outbox`: unsent, not cancelled, not held back, its account not shut.
macro_rules! deliverable {
    () => {
        "outbox.sent_at IS NULL AND outbox.cancelled_at IS NULL AND NOT outbox.recheck \
         AND NOT EXISTS (SELECT 1 FROM account WHERE account.id = outbox.account_id AND NOT account.active)"
    };
}

pub(crate) use deliverable;

/// Cancels unsent mail of these kinds about requests: what it tells no longer holds.
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

/// How much mail waits, and when the oldest was written.
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

/// Active accounts to which mail of these kinds about a request has been sent (or may have been)
/// since a moment.
pub async fn mailed_accounts(
    tx: &mut Tx,
    request_id: Uuid,
    kinds: &[&'static str],
    since: DateTime<Utc>,
) -> Result<Vec<AccountRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT * FROM account WHERE active AND id IN (SELECT account_id FROM outbox \
             WHERE attempts > 0 AND request_id = ",
        );
        query.push_bind(request_id).push(" AND created_at >= ").push_bind(DbTime(since));
        query.push(" AND kind IN ");
        push_list(&mut query, kinds);
        query.push(") ORDER BY id");
        query.build_query_as().fetch_all(conn).await?
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

/// When the mail server last took a mail, up to `now`.
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
