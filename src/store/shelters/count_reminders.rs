//! Tables `count_ask`, `count_link` and `signing_key`: shelters that are asked whether their
//! counts are still right.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::locale::Locale;
use crate::store::{Stamp, StoreError, Tx, on_backend, push_list, row};

/// When a shelter was asked for its counts.
#[derive(Clone, Debug)]
pub struct AskRecord {
    /// The shelter.
    pub shelter_id: Uuid,
    /// When it was asked last.
    pub asked_at: DateTime<Utc>,
    /// How often since it last reported any count.
    pub times: i32,
    /// When it reported after having been asked.
    pub answered_at: Option<DateTime<Utc>>,
}
row!(AskRecord { shelter_id, asked_at: stamp, times, answered_at: optional_stamp });

/// Every shelter that was ever asked, in order of id.
pub async fn asks(tx: &mut Tx) -> Result<Vec<AskRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM count_ask ORDER BY shelter_id").fetch_all(conn).await?
    }))
}

/// Notes that a shelter is asked now; false when it was asked less than `every` ago, or by an
/// instance whose clock is a little ahead. A moment that lies further ahead, because the clock was
/// set back, counts for nothing.
pub async fn ask(
    tx: &mut Tx,
    shelter_id: Uuid,
    every: TimeDelta,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let touched = on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO count_ask (shelter_id, asked_at, times) VALUES ($1, $2, 1) \
             ON CONFLICT (shelter_id) DO UPDATE SET asked_at = excluded.asked_at, \
             times = count_ask.times + 1 \
             WHERE count_ask.asked_at <= $3 OR count_ask.asked_at >= $4",
        )
        .bind(shelter_id)
        .bind(Stamp(now))
        .bind(Stamp(now - every))
        .bind(Stamp(now + every))
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(touched == 1)
}

/// Notes that shelters have reported: those asked before have answered.
pub async fn answered(
    tx: &mut Tx,
    shelters: &[Uuid],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("UPDATE count_ask SET times = 0, answered_at = ");
        query.push_bind(Stamp(now)).push(" WHERE times > 0 AND shelter_id IN ");
        push_list(&mut query, shelters);
        query.build().persistent(shelters.len() == 1).execute(conn).await?;
    });
    Ok(())
}

/// A link to the form on which a shelter enters its counts.
#[derive(Clone, Debug)]
pub struct CountLink {
    /// Its id, which the address shows beside its signature.
    pub id: Uuid,
    /// The shelter whose counts it takes.
    pub shelter_id: Uuid,
    /// Whom it was mailed to; `None` is the shelter's own address.
    pub account_id: Option<Uuid>,
    /// The language of the mail it went out with.
    pub locale: Locale,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
    /// When it was used.
    pub used_at: Option<DateTime<Utc>>,
}
row!(CountLink {
    id,
    shelter_id,
    account_id,
    locale: code,
    expires_at: stamp,
    used_at: optional_stamp
});

/// Adds a link.
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
        .bind(Stamp(link.expires_at))
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// The link of an id.
pub async fn link(tx: &mut Tx, id: Uuid) -> Result<Option<CountLink>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM count_link WHERE id = $1")
            .bind(id)
            .fetch_optional(conn)
            .await?
    }))
}

/// Uses a link up; false when it was used, or has ended, before.
pub async fn use_link(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let touched = on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "UPDATE count_link SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2",
        )
        .bind(id)
        .bind(Stamp(now))
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(touched == 1)
}

/// Forgets links that ended before a moment.
pub async fn forget_links(tx: &mut Tx, before: DateTime<Utc>) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("DELETE FROM count_link WHERE expires_at < $1")
            .bind(Stamp(before))
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// The key links are signed with, if there is one yet.
pub async fn signing_key(tx: &mut Tx) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, Vec<u8>>("SELECT key FROM signing_key").fetch_optional(conn).await?
    }))
}

/// Keeps `fresh` as the key links are signed with, unless there is one.
pub async fn keep_signing_key(tx: &mut Tx, fresh: &[u8]) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>("INSERT INTO signing_key (id, key) VALUES (1, $1) ON CONFLICT (id) DO NOTHING")
            .bind(fresh.to_vec())
            .execute(conn)
            .await?;
    });
    Ok(())
}
