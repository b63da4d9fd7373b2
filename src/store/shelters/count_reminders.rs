//! Queries on the tables `count_reminder` (shelters that were asked by mail for new counts),
//! `count_link` (the one-time links in those mails) and `signing_key`. Used by
//! `services::shelters::count_reminders`.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::locale::Locale;
use crate::store::{DbTime, StoreError, Tx, on_backend, push_list, row};

/// A row of `count_reminder`: when a shelter was last reminded that its counts are old.
#[derive(Clone, Debug)]
pub struct ReminderRecord {
    pub shelter_id: Uuid,
    pub asked_at: DateTime<Utc>,
    /// Reminders since it last reported.
    pub times: i32,
    /// When it last reported after a reminder.
    pub answered_at: Option<DateTime<Utc>>,
}
row!(ReminderRecord { shelter_id, asked_at: time, times, answered_at: optional_time });

/// Every shelter that was ever reminded, in order of id.
pub async fn reminders(tx: &mut Tx) -> Result<Vec<ReminderRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM count_reminder ORDER BY shelter_id")
            .fetch_all(conn)
            .await?
    }))
}

/// Notes that a shelter is asked now; false when it was asked less than `every` ago. What was asked
/// further ahead than that, while a clock was wrong, counts for nothing.
pub async fn note_reminder(
    tx: &mut Tx,
    shelter_id: Uuid,
    every: TimeDelta,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let touched = on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO count_reminder (shelter_id, asked_at, times) VALUES ($1, $2, 1) \
             ON CONFLICT (shelter_id) DO UPDATE SET asked_at = excluded.asked_at, \
             times = count_reminder.times + 1 \
             WHERE count_reminder.asked_at <= $3 OR count_reminder.asked_at >= $4",
        )
        .bind(shelter_id)
        .bind(DbTime(now))
        .bind(DbTime(now - every))
        .bind(DbTime(now + every))
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(touched == 1)
}

/// Notes that shelters have reported: their reminders are answered.
pub async fn note_reported(
    tx: &mut Tx,
    shelters: &[Uuid],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("UPDATE count_reminder SET times = 0, answered_at = ");
        query.push_bind(DbTime(now)).push(" WHERE times > 0 AND shelter_id IN ");
        push_list(&mut query, shelters);
        query.build().persistent(shelters.len() == 1).execute(conn).await?;
    });
    Ok(())
}

/// Forgets that a shelter was reminded.
pub async fn forget_reminders(tx: &mut Tx, shelter_id: Uuid) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM count_reminder WHERE shelter_id = $1")
            .bind(shelter_id)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// A row of `count_link`: a one-time link to the form on which a shelter enters its counts.
#[derive(Clone, Debug)]
pub struct CountLink {
    /// Stands in the address, beside a signature.
    pub id: Uuid,
    pub shelter_id: Uuid,
    /// Whom it was mailed to; `None` is the shelter's own address.
    pub account_id: Option<Uuid>,
    /// Language of the mail and of the form.
    pub locale: Locale,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
}
row!(CountLink {
    id,
    shelter_id,
    account_id,
    locale: code,
    expires_at: time,
    used_at: optional_time
});

pub async fn insert_link(tx: &mut Tx, link: &CountLink) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO count_link (id, shelter_id, account_id, locale, expires_at) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(link.id)
        .bind(link.shelter_id)
        .bind(link.account_id)
        .bind(link.locale.code())
        .bind(DbTime(link.expires_at))
        .execute(conn)
        .await?;
    });
    Ok(())
}

pub async fn link(tx: &mut Tx, id: Uuid) -> Result<Option<CountLink>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM count_link WHERE id = $1")
            .bind(id)
            .fetch_optional(conn)
            .await?
    }))
}

/// Marks a link as used. False when it was used before or has expired.
pub async fn use_link(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let touched = on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE count_link SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2",
        )
        .bind(id)
        .bind(DbTime(now))
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(touched == 1)
}

/// Deletes links that expired before a moment.
pub async fn delete_expired_links(tx: &mut Tx, before: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM count_link WHERE expires_at < $1")
            .bind(DbTime(before))
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// The key that signs links, once one was made.
pub async fn signing_key(tx: &mut Tx) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, Vec<u8>>("SELECT key FROM signing_key").fetch_optional(conn).await?
    }))
}

/// Stores `fresh` as the key that signs links, unless there is one.
pub async fn insert_signing_key(tx: &mut Tx, fresh: &[u8]) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("INSERT INTO signing_key (id, key) VALUES (1, $1) ON CONFLICT (id) DO NOTHING")
            .bind(fresh.to_vec())
            .execute(conn)
            .await?;
    });
    Ok(())
}
