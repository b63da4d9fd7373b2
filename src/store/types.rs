//! How moments and codes are kept: microseconds on SQLite, timestamptz on PostgreSQL; codes
//! as their words on both.

use chrono::{DateTime, Utc};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Encode, Postgres, QueryBuilder, Sqlite, Type};

/// A moment, as both databases keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp(pub DateTime<Utc>);

impl From<Stamp> for DateTime<Utc> {
    fn from(stamp: Stamp) -> Self {
        stamp.0
    }
}

impl Type<Sqlite> for Stamp {
    fn type_info() -> <Sqlite as sqlx::Database>::TypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }

    fn compatible(ty: &<Sqlite as sqlx::Database>::TypeInfo) -> bool {
        <i64 as Type<Sqlite>>::compatible(ty)
    }
}

impl Encode<'_, Sqlite> for Stamp {
    fn encode_by_ref(
        &self,
        buffer: &mut <Sqlite as sqlx::Database>::ArgumentBuffer,
    ) -> Result<IsNull, BoxDynError> {
        <i64 as Encode<'_, Sqlite>>::encode(self.0.timestamp_micros(), buffer)
    }
}

impl<'r> Decode<'r, Sqlite> for Stamp {
    fn decode(value: <Sqlite as sqlx::Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        let micros = <i64 as Decode<'r, Sqlite>>::decode(value)?;
        Ok(Self(DateTime::from_timestamp_micros(micros).ok_or("a moment out of range")?))
    }
}

impl Type<Postgres> for Stamp {
    fn type_info() -> <Postgres as sqlx::Database>::TypeInfo {
        <DateTime<Utc> as Type<Postgres>>::type_info()
    }
}

impl Encode<'_, Postgres> for Stamp {
    fn encode_by_ref(
        &self,
        buffer: &mut <Postgres as sqlx::Database>::ArgumentBuffer,
    ) -> Result<IsNull, BoxDynError> {
        <DateTime<Utc> as Encode<'_, Postgres>>::encode_by_ref(&self.0, buffer)
    }
}

impl<'r> Decode<'r, Postgres> for Stamp {
    fn decode(value: <Postgres as sqlx::Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(<DateTime<Utc> as Decode<'r, Postgres>>::decode(value)?))
    }
}

/// Reads a struct from a row of either database, a field from the column of its name or the one
/// that is named: as it is, or as a `code`, a `stamp` (of another column where it is null), an
/// `optional_stamp`, an `optional_code`, `json`, a struct of `columns` of its own, or an `optional`
/// such struct, which is there when the column is not null.
macro_rules! row {
    ($name:ty { $($field:ident $(: $how:ident)? $(= $column:literal $(or $other:literal)?)?),* $(,)? }) => {
        impl<'r, R> sqlx::FromRow<'r, R> for $name
        where
            R: sqlx::Row,
            &'static str: sqlx::ColumnIndex<R>,
            uuid::Uuid: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
            String: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
            Vec<u8>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
            i32: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
            i64: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
            f64: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
            bool: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
            $crate::store::Stamp: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
        {
            fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
                Ok(Self {
                    $($field: $crate::store::row!(
                        @get row, $crate::store::row!(@column $field $($column)?)
                        $(, $how)? $($(, $other)?)?
                    )),*
                })
            }
        }
    };
    (@column $field:ident) => { stringify!($field) };
    (@column $field:ident $column:literal) => { $column };
    (@get $row:ident, $column:expr) => { $row.try_get($column)? };
    (@get $row:ident, $column:expr, stamp) => {
        $row.try_get::<$crate::store::Stamp, _>($column)?.into()
    };
    (@get $row:ident, $column:expr, stamp, $other:literal) => {
        match $row.try_get::<Option<$crate::store::Stamp>, _>($column)? {
            Some(moment) => moment.into(),
            None => $row.try_get::<$crate::store::Stamp, _>($other)?.into(),
        }
    };
    (@get $row:ident, $column:expr, columns) => { sqlx::FromRow::from_row($row)? };
    (@get $row:ident, $column:expr, optional) => {
        match $row.try_get::<Option<uuid::Uuid>, _>($column)? {
            Some(_) => Some(sqlx::FromRow::from_row($row)?),
            None => None,
        }
    };
    (@get $row:ident, $column:expr, optional_stamp) => {
        $row.try_get::<Option<$crate::store::Stamp>, _>($column)?.map(Into::into)
    };
    (@get $row:ident, $column:expr, code) => {{
        let code: String = $row.try_get($column)?;
        crate::domain::Coded::parse_code(&code)
            .ok_or_else(|| $crate::store::unreadable($column, &code))?
    }};
    (@get $row:ident, $column:expr, optional_code) => {
        match $row.try_get::<Option<String>, _>($column)? {
            None => None,
            Some(code) => Some(
                crate::domain::Coded::parse_code(&code)
                    .ok_or_else(|| $crate::store::unreadable($column, &code))?,
            ),
        }
    };
    (@get $row:ident, $column:expr, json) => {{
        let text: String = $row.try_get($column)?;
        serde_json::from_str(&text)
            .map_err(|_| $crate::store::unreadable($column, &text))?
    }};
}
pub(crate) use row;

/// The error of a column that holds something it can't.
pub(crate) fn unreadable(column: &str, value: &str) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: format!("{value:?} is not one of its values").into(),
    }
}

/// Whether a statement of so many rows is worth keeping prepared: its text recurs when it has one
/// row, or as many as ever go into one.
pub(crate) fn recurs(rows: usize, most: usize) -> bool {
    rows == 1 || rows == most
}

/// Adds `(a, b, …)` of bound values, for `IN`.
pub(crate) fn push_list<'a, DB, T>(query: &mut QueryBuilder<DB>, values: &'a [T])
where
    DB: Database,
    T: Clone + Encode<'a, DB> + Type<DB> + 'a,
{
    query.push("(");
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(value.clone());
    }
    query.push(")");
}
