//! Table `outbox`: mail on its way.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::accounts::AccountRecord;
use super::{Stamp, StoreError, Tx, on_backend, push_list, row};
use crate::domain::account::Locale;

/// A mail to send. It holds what the text is made of, never the text.
#[derive(Clone, Debug)]
pub struct OutboxRecord {
    /// Its id; the mail's Message-ID is made of it.
    pub id: Uuid,
    /// Two rows never share this.
    pub dedupe: String,
    /// What it is about.
    pub kind: String,
    /// The recipient's account.
    pub account_id: Option<Uuid>,
    /// The recipient's address.
    pub address: String,
    /// The recipient's language.
    pub locale: Locale,
    /// The request it is about.
    pub request_id: Option<Uuid>,
    /// The escalation step, from 1.
    pub step: Option<i32>,
    /// The escalation cycle, from 1.
    pub cycle: Option<i32>,
    /// JSON of what the text is made of.
    pub payload: String,
    /// When it was put here.
    pub created_at: DateTime<Utc>,
    /// When it is tried next.
    pub next_attempt_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i32,
    /// Raised by each claim; only the holder of the present one may mark the row.
    pub fence: i64,
    /// When the server took it.
    pub sent_at: Option<DateTime<Utc>>,
    /// What went wrong last.
    pub last_error: Option<String>,
}
row!(OutboxRecord {
    id,
    dedupe,
    kind,
    account_id,
    address,
    locale: code,
    request_id,
    step,
    cycle,
    payload,
    created_at: stamp,
    next_attempt_at: stamp,
    attempts,
    fence,
    sent_at: optional_stamp,
    last_error,
});

/// Rows put into one statement.
const CHUNK: usize = 1_000;

/// Puts mail into the outbox; one that is there already is left as it is.
pub async fn insert_many(tx: &mut Tx, mails: &[OutboxRecord]) -> Result<(), StoreError> {
    tx.committed.mail |= !mails.is_empty();
    for chunk in mails.chunks(CHUNK) {
        on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO outbox (id, dedupe, kind, account_id, address, locale, request_id, step, cycle, \
                 payload, created_at, next_attempt_at) ",
            );
            query.push_values(chunk, |mut row, mail| {
                row.push_bind(mail.id)
                    .push_bind(mail.dedupe.clone())
                    .push_bind(mail.kind.clone())
                    .push_bind(mail.account_id)
                    .push_bind(mail.address.clone())
                    .push_bind(mail.locale.code())
                    .push_bind(mail.request_id)
                    .push_bind(mail.step)
                    .push_bind(mail.cycle)
                    .push_bind(mail.payload.clone())
                    .push_bind(Stamp(mail.created_at))
                    .push_bind(Stamp(mail.next_attempt_at));
            });
            query.push(" ON CONFLICT (dedupe) DO NOTHING");
            query.build().persistent(chunk.len() == 1).execute(conn).await?;
        });
    }
    Ok(())
}

/// Mail that is to be sent: not what waits for an account that was shut.
macro_rules! waits {
    () => {
        "outbox.sent_at IS NULL AND NOT EXISTS (SELECT 1 FROM account \
         WHERE account.id = outbox.account_id AND NOT account.active)"
    };
}

/// Claims mail that is due, at most `limit`, until `lease` from now. What another holds is
/// passed over; what nobody marked in time can be claimed again.
pub async fn claim(
    tx: &mut Tx,
    now: DateTime<Utc>,
    lease: TimeDelta,
    limit: i64,
) -> Result<Vec<OutboxRecord>, StoreError> {
    // PostgreSQL may run an `IN` more than once, and so lock more rows than the limit: an array
    // is made once.
    let (open, close) = if tx.is_postgres() {
        (" = ANY (ARRAY(", " FOR UPDATE SKIP LOCKED))")
    } else {
        (" IN (", ")")
    };
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("UPDATE outbox SET fence = fence + 1, lease_until = ");
        query.push_bind(Stamp(now + lease));
        query.push(", attempts = attempts + 1 WHERE id").push(open).push(concat!(
            "SELECT id FROM outbox WHERE ", waits!(), " AND next_attempt_at <= "
        ));
        query.push_bind(Stamp(now));
        query.push(" AND (lease_until IS NULL OR lease_until <= ").push_bind(Stamp(now));
        query.push(") ORDER BY next_attempt_at LIMIT ").push_bind(limit).push(close);
        query.push(" RETURNING *");
        query.build_query_as().fetch_all(conn).await?
    }))
}

/// Marks a claimed mail as sent; false when the claim was lost meanwhile.
pub async fn mark_sent(
    tx: &mut Tx,
    id: Uuid,
    fence: i64,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let touched = on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE outbox SET sent_at = $3, lease_until = NULL, last_error = NULL \
             WHERE id = $1 AND fence = $2 AND sent_at IS NULL",
        )
        .bind(id)
        .bind(fence)
        .bind(Stamp(now))
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(touched == 1)
}

/// Gives a claimed mail back, to be tried again at a moment.
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
        .bind(Stamp(again_at))
        .bind(error)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// When the next mail can be claimed, if any waits.
pub async fn next_attempt(tx: &mut Tx) -> Result<Option<DateTime<Utc>>, StoreError> {
    let at: Option<Stamp> = on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, Option<Stamp>>(concat!(
            "SELECT min(CASE WHEN lease_until > next_attempt_at THEN lease_until ELSE next_attempt_at END) \
             FROM outbox WHERE ", waits!()
        ))
        .fetch_one(conn)
        .await?
    });
    Ok(at.map(Into::into))
}

/// How much mail waits, and since when the oldest of it.
pub async fn backlog(tx: &mut Tx) -> Result<(i64, Option<DateTime<Utc>>), StoreError> {
    let (count, oldest): (i64, Option<Stamp>) = on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(concat!(
            "SELECT count(*), min(created_at) FROM outbox WHERE ", waits!()
        ))
            .fetch_one(conn)
            .await?
    });
    Ok((count, oldest.map(Into::into)))
}

/// Active accounts that were mailed an escalation of a request, each once.
pub async fn mailed_about(tx: &mut Tx, request_id: Uuid) -> Result<Vec<AccountRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT * FROM account WHERE active AND id IN (SELECT account_id FROM outbox \
             WHERE request_id = $1 AND kind = 'escalation') ORDER BY id",
        )
        .bind(request_id)
        .fetch_all(conn)
        .await?
    }))
}

/// How far the mails of one step have come.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The request.
    pub request_id: Uuid,
    /// The cycle.
    pub cycle: i32,
    /// The step.
    pub step: i32,
    /// Its mails.
    pub mails: i64,
    /// Of these, sent.
    pub sent: i64,
    /// Of these, tried in vain so far.
    pub failing: i64,
}
row!(Delivery { request_id, cycle, step, mails, sent, failing });

/// How far the escalation mails of requests have come, by (request, cycle, step).
pub async fn deliveries(
    tx: &mut Tx,
    ids: &[Uuid],
) -> Result<HashMap<(Uuid, i32, i32), Delivery>, StoreError> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<Delivery> = on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new(
                "SELECT request_id, cycle, step, count(*) AS mails, count(sent_at) AS sent, \
                 count(CASE WHEN sent_at IS NULL THEN last_error END) AS failing \
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

/// When mail was last taken by the mail server.
pub async fn last_sent(tx: &mut Tx) -> Result<Option<DateTime<Utc>>, StoreError> {
    let at: Option<Stamp> = on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, Option<Stamp>>("SELECT max(sent_at) FROM outbox").fetch_one(conn).await?
    });
    Ok(at.map(Into::into))
}
