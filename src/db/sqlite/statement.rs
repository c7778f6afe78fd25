//! One statement on one connection of SQLite: bound, run, its rows copied out.

use std::sync::Arc;

use rusqlite::types::{ToSqlOutput, Value as Held, ValueRef};
use rusqlite::{CachedStatement, Connection, ToSql};

use crate::db::value::Value;

/// A row, copied out of SQLite.
pub struct SqliteRow {
    columns: Arc<[Box<str>]>,
    values: Vec<Held>,
}

impl SqliteRow {
    /// The column's value, where there is such a column.
    pub fn get(&self, name: &str) -> Option<&Held> {
        let place = self.columns.iter().position(|column| **column == *name)?;
        self.values.get(place)
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Int(Some(v)) => ValueRef::Integer(*v),
            Self::Bool(Some(v)) => ValueRef::Integer(i64::from(*v)),
            Self::Float(Some(v)) => ValueRef::Real(*v),
            Self::Text(Some(v)) => ValueRef::Text(v.as_bytes()),
            Self::Int(None) | Self::Bool(None) | Self::Float(None) | Self::Text(None) => ValueRef::Null,
        }))
    }
}

/// Finds the statement among the prepared ones, and binds: `$2` is the second value wherever it stands, while SQLite
/// numbers parameters in the order in which they first appear.
fn bound<'c>(conn: &'c Connection, sql: &str, values: &[Value]) -> rusqlite::Result<CachedStatement<'c>> {
    let mut statement = conn.prepare_cached(sql)?;
    for place in 1..=statement.parameter_count() {
        let number = statement.parameter_name(place).and_then(|name| name.get(1..)?.parse::<usize>().ok());
        if let Some(value) = number.and_then(|number| values.get(number.checked_sub(1)?)) {
            statement.raw_bind_parameter(place, value)?;
        }
    }
    Ok(statement)
}

/// Runs it; gives every row, or the first `most`.
pub fn rows(conn: &Connection, sql: &str, values: &[Value], most: usize) -> rusqlite::Result<Vec<SqliteRow>> {
    let mut statement = bound(conn, sql, values)?;
    let columns: Arc<[Box<str>]> = statement.column_names().into_iter().map(Box::from).collect();
    let mut found = Vec::new();
    let mut rows = statement.raw_query();
    while found.len() < most
        && let Some(row) = rows.next()?
    {
        let values = (0..columns.len()).map(|place| row.get::<_, Held>(place)).collect::<Result<_, _>>()?;
        found.push(SqliteRow { columns: Arc::clone(&columns), values });
    }
    Ok(found)
}

/// Runs it; gives the number of rows it touched.
pub fn execute(conn: &Connection, sql: &str, values: &[Value]) -> rusqlite::Result<u64> {
    let touched = bound(conn, sql, values)?.raw_execute()?;
    Ok(u64::try_from(touched).unwrap_or(0))
}
