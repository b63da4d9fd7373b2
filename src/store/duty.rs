//! Queries on the tables `duty_shift` (weekly hours of a coordinator) and `duty_exception` (dated
//! changes). Used by `services::duty`.

use chrono::{DateTime, Utc};
use sqlx::Row;
use uuid::Uuid;

use super::{DbTime, StoreError, Tx, on_backend, unreadable};
use crate::domain::duty::{Area, Days, Exception, Plan, Shift};
use crate::domain::zone::Zone;

/// Reads a shift or an exception from a row of either database.
macro_rules! from_row {
    ($name:ty, $row:ident => $made:expr) => {
        impl<'r, R> sqlx::FromRow<'r, R> for DutyRow<$name>
        where
            R: Row,
            &'static str: sqlx::ColumnIndex<R>,
            Uuid: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
            String: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
            i32: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
            DbTime: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
        {
            fn from_row($row: &'r R) -> Result<Self, sqlx::Error> {
                Ok(Self($made))
            }
        }
    };
}

/// A shift or an exception, read from its row.
struct DutyRow<T>(T);

from_row!(Shift, row => {
    let (kind, code): (String, String) = (row.try_get("area_kind")?, row.try_get("area_code")?);
    let (days, zone): (i32, String) = (row.try_get("days")?, row.try_get("zone")?);
    Shift {
        id: row.try_get("id")?,
        account_id: row.try_get("account_id")?,
        area: Area::from_parts(&kind, &code).ok_or_else(|| unreadable("area_kind", &kind))?,
        days: Days::from_bits(days).ok_or_else(|| unreadable("days", &days.to_string()))?,
        from: row.try_get("from_minute")?,
        to: row.try_get("to_minute")?,
        zone: Zone::parse(&zone).ok_or_else(|| unreadable("zone", &zone))?,
    }
});
from_row!(Exception, row => {
    let kind: Option<String> = row.try_get("area_kind")?;
    let code: Option<String> = row.try_get("area_code")?;
    let area = match (&kind, &code) {
        (Some(kind), Some(code)) => {
            Some(Area::from_parts(kind, code).ok_or_else(|| unreadable("area_kind", kind))?)
        }
        _ => None,
    };
    Exception {
        id: row.try_get("id")?,
        area,
        off: row.try_get("off_account")?,
        on: row.try_get("on_account")?,
        from: row.try_get::<DbTime, _>("starts_at")?.into(),
        to: row.try_get::<DbTime, _>("ends_at")?.into(),
    }
});

/// The duty roster: all shifts, and the exceptions that end after a moment, each in order of id.
pub async fn plan(tx: &mut Tx, ending_after: DateTime<Utc>) -> Result<Plan, StoreError> {
    let shifts: Vec<DutyRow<Shift>> = on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM duty_shift ORDER BY id").fetch_all(conn).await?
    });
    let exceptions: Vec<DutyRow<Exception>> = on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM duty_exception WHERE ends_at > $1 ORDER BY id")
            .bind(DbTime(ending_after))
            .fetch_all(conn)
            .await?
    });
    Ok(Plan {
        shifts: shifts.into_iter().map(|row| row.0).collect(),
        exceptions: exceptions.into_iter().map(|row| row.0).collect(),
    })
}

pub async fn insert_shift(
    tx: &mut Tx,
    shift: &Shift,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO duty_shift (id, account_id, area_kind, area_code, days, from_minute, \
             to_minute, zone, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(shift.id)
        .bind(shift.account_id)
        .bind(shift.area.kind())
        .bind(shift.area.code())
        .bind(shift.days.bits())
        .bind(shift.from)
        .bind(shift.to)
        .bind(shift.zone.name())
        .bind(DbTime(now))
        .execute(conn)
        .await?;
    });
    Ok(())
}

pub async fn insert_exception(
    tx: &mut Tx,
    exception: &Exception,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(
            "INSERT INTO duty_exception (id, area_kind, area_code, off_account, on_account, \
             starts_at, ends_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(exception.id)
        .bind(exception.area.as_ref().map(Area::kind))
        .bind(exception.area.as_ref().map(Area::code))
        .bind(exception.off)
        .bind(exception.on)
        .bind(DbTime(exception.from))
        .bind(DbTime(exception.to))
        .bind(DbTime(now))
        .execute(conn)
        .await?;
    });
    Ok(())
}

pub async fn shift(tx: &mut Tx, id: Uuid) -> Result<Option<Shift>, StoreError> {
    let found: Option<DutyRow<Shift>> = on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM duty_shift WHERE id = $1")
            .bind(id)
            .fetch_optional(conn)
            .await?
    });
    Ok(found.map(|row| row.0))
}

pub async fn exception(tx: &mut Tx, id: Uuid) -> Result<Option<Exception>, StoreError> {
    let found: Option<DutyRow<Exception>> = on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM duty_exception WHERE id = $1")
            .bind(id)
            .fetch_optional(conn)
            .await?
    });
    Ok(found.map(|row| row.0))
}

/// Deletes the shift or exception with this id; false when there is none.
pub async fn remove(tx: &mut Tx, id: Uuid) -> Result<bool, StoreError> {
    let mut touched = 0;
    for query in
        ["DELETE FROM duty_shift WHERE id = $1", "DELETE FROM duty_exception WHERE id = $1"]
    {
        touched += on_backend!(tx, conn => {
            sqlx::query::<Db>(query).bind(id).execute(conn).await?.rows_affected()
        });
    }
    Ok(touched > 0)
}
