//! What comes back: a row of either engine, its columns by name, and records read from it.

use rusqlite::types::Value as Held;
use serde::de::DeserializeOwned;
use sqlx::postgres::PgRow;
use sqlx::{Row as _, ValueRef as _};

use super::sqlite::statement::SqliteRow;
use crate::event::{Author, Channel};
use crate::for_each_id;
use crate::id::{self, Id as _};
use crate::time::Timestamp;

/// One row.
pub enum Row {
    /// Of SQLite.
    Sqlite(SqliteRow),
    /// Of PostgreSQL.
    Postgres(PgRow),
}

impl Row {
    /// A column's value.
    ///
    /// # Errors
    /// When there is no such column, or it holds another kind.
    pub fn get<T: Column>(&self, name: &str) -> Result<T, sqlx::Error> {
        T::read(self, name)
    }

    /// The text in the column at this place, not copied; `None` for NULL. For whoever reads very many rows.
    ///
    /// # Errors
    /// When there is no such column, or it holds another kind.
    pub fn text_at(&self, place: usize) -> Result<Option<&str>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => match row.at(place) {
                Some(Held::Text(text)) => Ok(Some(text)),
                Some(Held::Null) => Ok(None),
                _ => Err(sqlx::Error::ColumnIndexOutOfBounds { index: place, len: 0 }),
            },
            Self::Postgres(row) => row.try_get(place),
        }
    }

    /// The whole number in the column at this place; `None` for NULL.
    ///
    /// # Errors
    /// When there is no such column, or it holds another kind.
    pub fn int_at(&self, place: usize) -> Result<Option<i64>, sqlx::Error> {
        match self {
            Self::Sqlite(row) => match row.at(place) {
                Some(Held::Integer(number)) => Ok(Some(*number)),
                Some(Held::Null) => Ok(None),
                _ => Err(sqlx::Error::ColumnIndexOutOfBounds { index: place, len: 0 }),
            },
            Self::Postgres(row) => row.try_get(place),
        }
    }

    fn is_null(&self, name: &str) -> Result<bool, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(row) => matches!(held(row, name)?, Held::Null),
            Self::Postgres(row) => row.try_get_raw(name)?.is_null(),
        })
    }
}

/// What a column can be read as.
pub trait Column: Sized {
    /// Reads the column `name`.
    ///
    /// # Errors
    /// When there is no such column, or it holds another kind.
    fn read(row: &Row, name: &str) -> Result<Self, sqlx::Error>;
}

/// What a row can be read as.
pub trait Record: Sized {
    /// Reads the whole row.
    ///
    /// # Errors
    /// When a column is missing or holds another kind.
    fn read(row: &Row) -> Result<Self, sqlx::Error>;
}

/// What a column of SQLite holds.
fn held<'r>(row: &'r SqliteRow, name: &str) -> Result<&'r Held, sqlx::Error> {
    row.get(name).ok_or_else(|| sqlx::Error::ColumnNotFound(name.to_owned()))
}

macro_rules! native {
    ($($type:ty: $($shape:pat => $value:expr),+;)*) => {$(
        impl Column for $type {
            fn read(row: &Row, name: &str) -> Result<Self, sqlx::Error> {
                match row {
                    Row::Sqlite(row) => match held(row, name)? {
                        $($shape => Ok($value),)+
                        other => Err(decode_error(name, format!("it holds {}", other.data_type()))),
                    },
                    Row::Postgres(row) => row.try_get(name),
                }
            }
        }
    )*};
}
#[expect(clippy::cast_precision_loss, reason = "SQLite stores a whole float as an integer")]
mod native {
    use super::{Column, Held, Row, decode_error, held};
    use sqlx::Row as _;

    native! {
        i64: Held::Integer(v) => *v;
        bool: Held::Integer(v) => *v != 0;
        f64: Held::Real(v) => *v, Held::Integer(v) => *v as Self;
        String: Held::Text(v) => v.clone();
    }
}

impl<T: Column> Column for Option<T> {
    fn read(row: &Row, name: &str) -> Result<Self, sqlx::Error> {
        if row.is_null(name)? { Ok(None) } else { T::read(row, name).map(Some) }
    }
}

impl Column for Timestamp {
    fn read(row: &Row, name: &str) -> Result<Self, sqlx::Error> {
        i64::read(row, name).map(Self::from_millis)
    }
}

macro_rules! id_columns {
    ($($name:ident),*) => {$(
        impl Column for id::$name {
            fn read(row: &Row, name: &str) -> Result<Self, sqlx::Error> {
                String::read(row, name).map(Self::from_text)
            }
        }
    )*};
}
for_each_id!(id_columns);

/// A document in a TEXT column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> Column for Json<T> {
    fn read(row: &Row, name: &str) -> Result<Self, sqlx::Error> {
        let text = String::read(row, name)?;
        serde_json::from_str(&text).map(Json).map_err(|e| decode_error(name, e))
    }
}

/// A column held something the program has no word for.
pub fn decode_error(column: &str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: source.into() }
}

/// Makes enums of plain names (`event::names!`) readable and bindable.
macro_rules! named {
    ($($name:ty),* $(,)?) => {$(
        impl $crate::db::Column for $name {
            fn read(row: &$crate::db::Row, name: &str) -> Result<Self, sqlx::Error> {
                let text = <String as $crate::db::Column>::read(row, name)?;
                Self::parse(&text).ok_or_else(|| $crate::db::row::decode_error(name, format!("unknown name {text:?}")))
            }
        }
        impl $crate::db::IntoValue for $name {
            fn into_value(self) -> $crate::db::Value {
                $crate::db::Value::Text(Some(self.as_str().to_owned()))
            }
            fn null() -> $crate::db::Value {
                $crate::db::Value::Text(None)
            }
        }
    )*};
}
pub(crate) use named;
named!(Channel, Author);

/// `record! { struct Lead { id: LeadId, … } }`: a struct read from columns of the same names.
macro_rules! record {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$fmeta:meta])* $fvis:vis $field:ident : $type:ty),* $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$fmeta])* $fvis $field: $type),* }

        impl $crate::db::Record for $name {
            fn read(row: &$crate::db::Row) -> Result<Self, sqlx::Error> {
                Ok(Self { $($field: row.get(stringify!($field))?),* })
            }
        }
    };
}
pub(crate) use record;
