//! Table `outbox`: mail on its way.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::coded;
use crate::domain::locale::Locale;
use crate::store::identity::accounts::AccountRecord;
use crate::store::{Stamp, StoreError, Tx, on_backend, push_list, recurs, row};

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
    /// What leaves first: 0 a child who is missing, 1 whatever somebody must act on, 2 the rest.
    pub priority: i32,
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
    /// When the server first refused it for good.
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
    created_at: stamp,
    next_attempt_at: stamp,
    attempts,
    fence,
    sent_at: optional_stamp,
    last_error,
    refused_at: optional_stamp,
    cancelled_at: optional_stamp,
});

/// Rows put into one statement.
const CHUNK: usize = 1_000;

/// Puts mail into the outbox; one that is there already is left as it is.
pub async fn insert_many(tx: &mut Tx, mails: &[OutboxRecord]) -> Result<(), StoreError> {
    tx.committed.mail |= !mails.is_empty();
    for chunk in mails.chunks(CHUNK) {
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
                    .push_bind(Stamp(mail.created_at))
                    .push_bind(Stamp(mail.next_attempt_at));
            });
            query.push(" ON CONFLICT (dedupe) DO NOTHING");
            query.build().persistent(recurs(chunk.len(), CHUNK)).execute(conn).await?;
        });
    }
    Ok(())
}

/// Mail that is to be sent: not what was given up, nor what waits for an account that was shut or has
/// changed and was not looked at since.
macro_rules! waits {
    () => {
        "outbox.sent_at IS NULL AND outbox.cancelled_at IS NULL AND NOT outbox.recheck \
         AND NOT EXISTS (SELECT 1 FROM account WHERE account.id = outbox.account_id AND NOT account.active)"
    };
}

pub(crate) use waits;

/// Claims mail that is due for `holder`, at most `limit`, until `lease` from now. What another
/// holds is passed over; what nobody marked in time can be claimed again.
pub async fn claim(
    tx: &mut Tx,
    holder: Uuid,
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
        query.push(", holder = ").push_bind(holder);
        query.push(", attempts = attempts + 1 WHERE id").push(open).push(concat!(
            "SELECT id FROM outbox WHERE ", waits!(), " AND next_attempt_at <= "
        ));
        query.push_bind(Stamp(now));
        query.push(" AND (lease_until IS NULL OR lease_until <= ").push_bind(Stamp(now));
        query.push(") ORDER BY priority, next_attempt_at LIMIT ").push_bind(limit).push(close);
        query.push(" RETURNING *");
        query.build_query_as().fetch_all(conn).await?
    }))
}

/// Instances that hold mail and are nowhere to be seen: on PostgreSQL they have no session, on
/// SQLite they are others than `me`, since a file serves one instance.
pub async fn missing_holders(tx: &mut Tx, me: Uuid) -> Result<Vec<Uuid>, StoreError> {
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

/// Ends the leases of instances that are gone. Gives how many.
pub async fn release(tx: &mut Tx, gone: &[Uuid]) -> Result<u64, StoreError> {
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

/// Marks a mail as sent: whoever knows that the server took it may, also when its claim was lost
/// meanwhile. It is never sent before it was written, whatever the clock says.
pub async fn mark_sent(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE outbox SET sent_at = CASE WHEN created_at > $2 THEN created_at ELSE $2 END, \
             lease_until = NULL, last_error = NULL WHERE id = $1 AND sent_at IS NULL",
        )
        .bind(id)
        .bind(Stamp(now))
        .execute(conn)
        .await?;
    });
    Ok(())
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

/// Notes that the server refused a claimed mail for good. It is shown as undeliverable, and
/// tried again at a moment all the same; without one it is given up.
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
        .bind(Stamp(now))
        .bind(again_at.map(Stamp))
        .bind(error)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Gives up mail of these kinds about requests that was not sent yet: what it tells has passed.
pub async fn cancel(
    tx: &mut Tx,
    request_ids: &[Uuid],
    kinds: &[&'static str],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for chunk in request_ids.chunks(CHUNK) {
        on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new("UPDATE outbox SET cancelled_at = ");
            query.push_bind(Stamp(now));
            query.push(" WHERE sent_at IS NULL AND cancelled_at IS NULL AND kind IN ");
            push_list(&mut query, kinds);
            query.push(" AND request_id IN ");
            push_list(&mut query, chunk);
            query.build().persistent(chunk.len() == 1).execute(conn).await?;
        });
    }
    Ok(())
}

/// Gives up alerts about requests that were not sent before a moment, where the same person has
/// been written a newer one at `now`: after a long silence of the mail server one mail is enough.
pub async fn supersede_alerts(
    tx: &mut Tx,
    request_ids: &[Uuid],
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for chunk in request_ids.chunks(CHUNK) {
        on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new("UPDATE outbox SET cancelled_at = ");
            query.push_bind(Stamp(now)).push(
                " WHERE kind = 'escalation' AND sent_at IS NULL AND cancelled_at IS NULL \
                 AND created_at < ",
            );
            query.push_bind(Stamp(before)).push(
                " AND EXISTS (SELECT 1 FROM outbox AS newer WHERE newer.kind = 'escalation' \
                 AND newer.request_id = outbox.request_id AND newer.account_id = outbox.account_id \
                 AND newer.created_at = ",
            );
            query.push_bind(Stamp(now)).push(") AND request_id IN ");
            push_list(&mut query, chunk);
            query.build().persistent(false).execute(conn).await?;
        });
    }
    Ok(())
}

/// Gives up mail whose key begins so and that was not sent yet: newer stands in for it.
pub async fn supersede(tx: &mut Tx, beginning: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE outbox SET cancelled_at = $2 WHERE sent_at IS NULL AND cancelled_at IS NULL \
             AND dedupe LIKE $1",
        )
        .bind(format!("{beginning}%"))
        .bind(Stamp(now))
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Whether any mail can be claimed.
pub async fn any_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>(concat!(
            "SELECT EXISTS (SELECT 1 FROM outbox WHERE ", waits!(),
            " AND next_attempt_at <= $1 AND (lease_until IS NULL OR lease_until <= $1))"
        ))
        .bind(Stamp(now))
        .fetch_one(conn)
        .await?
    }))
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

/// Active accounts that were, or may have been, mailed an escalation of a request since a
/// moment, each once.
pub async fn mailed_about(
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
        .bind(Stamp(since))
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
    /// Of these, refused for good.
    pub refused: i64,
    /// Of these, given up because what they told had passed.
    pub cancelled: i64,
    /// What went wrong last with one that was not sent.
    pub last_error: Option<String>,
}
row!(Delivery { request_id, cycle, step, mails, sent, failing, refused, cancelled, last_error });

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

/// When mail was last taken by the mail server. What it took at a moment that lies ahead, because
/// the clock was set back since, counts for nothing.
pub async fn last_sent(
    tx: &mut Tx,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let at: Option<Stamp> = on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, Option<Stamp>>("SELECT max(sent_at) FROM outbox WHERE sent_at <= $1")
            .bind(Stamp(now))
            .fetch_one(conn)
            .await?
    });
    Ok(at.map(Into::into))
}

coded! {
    /// Where a mail stands.
    pub enum MailState {
        /// The mail server took it.
        Sent = "sent",
        /// It is on its way, or tried again later.
        Waiting = "waiting",
        /// The mail server refused it for good; it is shown with its reason.
        Undeliverable = "undeliverable",
        /// What it told had passed before it could be sent.
        Cancelled = "cancelled",
    }
}

impl OutboxRecord {
    /// Where it stands.
    pub fn state(&self) -> MailState {
        match self {
            Self { sent_at: Some(_), .. } => MailState::Sent,
            Self { refused_at: Some(_), .. } => MailState::Undeliverable,
            Self { cancelled_at: Some(_), .. } => MailState::Cancelled,
            _ => MailState::Waiting,
        }
    }
}

/// Mails before an id, newest first, at most `limit`; with `state` only those that stand there.
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
