//! Column types and macros that serve both databases: times are microseconds on SQLite and
//! `timestamptz` on PostgreSQL, codes are their words on both. Used by every file of `store`.

use super::Tx;
use chrono::{DateTime, Utc};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Encode, Postgres, QueryBuilder, Sqlite, Type};

/// A time in a column of either database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DbTime(pub DateTime<Utc>);

impl From<DbTime> for DateTime<Utc> {
    fn from(time: DbTime) -> Self {
        time.0
    }
}

impl Type<Sqlite> for DbTime {
    fn type_info() -> <Sqlite as sqlx::Database>::TypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }

    fn compatible(ty: &<Sqlite as sqlx::Database>::TypeInfo) -> bool {
        <i64 as Type<Sqlite>>::compatible(ty)
    }
}

impl Encode<'_, Sqlite> for DbTime {
    fn encode_by_ref(
        &self,
        buffer: &mut <Sqlite as sqlx::Database>::ArgumentBuffer,
    ) -> Result<IsNull, BoxDynError> {
        <i64 as Encode<'_, Sqlite>>::encode(self.0.timestamp_micros(), buffer)
    }
}

impl<'r> Decode<'r, Sqlite> for DbTime {
    fn decode(value: <Sqlite as sqlx::Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        let micros = <i64 as Decode<'r, Sqlite>>::decode(value)?;
        Ok(Self(DateTime::from_timestamp_micros(micros).ok_or("a moment out of range")?))
    }
}

impl Type<Postgres> for DbTime {
    fn type_info() -> <Postgres as sqlx::Database>::TypeInfo {
        <DateTime<Utc> as Type<Postgres>>::type_info()
    }
}

impl Encode<'_, Postgres> for DbTime {
    fn encode_by_ref(
        &self,
        buffer: &mut <Postgres as sqlx::Database>::ArgumentBuffer,
    ) -> Result<IsNull, BoxDynError> {
        <DateTime<Utc> as Encode<'_, Postgres>>::encode_by_ref(&self.0, buffer)
    }
}

impl<'r> Decode<'r, Postgres> for DbTime {
    fn decode(value: <Postgres as sqlx::Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(<DateTime<Utc> as Decode<'r, Postgres>>::decode(value)?))
    }
}

/// Reads a struct from a row of either database, a field from the column of its name or the one
/// that is named: as it is, or as a `code`, a `time` (of another column where it is null), an
/// `optional_time`, an `optional_code`, `json`, a struct of `columns` of its own, or an `optional`
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
            $crate::store::DbTime: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
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
    (@get $row:ident, $column:expr, time) => {
        $row.try_get::<$crate::store::DbTime, _>($column)?.into()
    };
    (@get $row:ident, $column:expr, time, $other:literal) => {
        match $row.try_get::<Option<$crate::store::DbTime>, _>($column)? {
            Some(moment) => moment.into(),
            None => $row.try_get::<$crate::store::DbTime, _>($other)?.into(),
        }
    };
    (@get $row:ident, $column:expr, columns) => { sqlx::FromRow::from_row($row)? };
    (@get $row:ident, $column:expr, optional) => {
        match $row.try_get::<Option<uuid::Uuid>, _>($column)? {
            Some(_) => Some(sqlx::FromRow::from_row($row)?),
            None => None,
        }
    };
    (@get $row:ident, $column:expr, optional_time) => {
        $row.try_get::<Option<$crate::store::DbTime>, _>($column)?.map(Into::into)
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

/// The error of a column that holds none of the values it may have.
pub(crate) fn unreadable(column: &str, value: &str) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: format!("{value:?} is not one of its values").into(),
    }
}

impl Tx {
    /// The end of a SELECT that locks its rows; empty on SQLite, which has one writer.
    pub(crate) fn for_update(&self) -> &'static str {
        if self.is_postgres() { " FOR UPDATE" } else { "" }
    }
}

/// Whether to keep a statement of so many rows prepared. Its text comes again only for one row and
/// for a full batch.
pub(crate) fn keep_prepared(rows: usize, most: usize) -> bool {
    rows == 1 || rows == most
}

/// Appends `(a, b, …)` with bound values, for `IN`.
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
