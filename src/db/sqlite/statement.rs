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

    /// The value of the column at this place.
    pub fn at(&self, place: usize) -> Option<&Held> {
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

/// Binds the values: `$2` is the second one wherever it stands, while SQLite numbers parameters in the order in which
/// they first appear.
fn bind(statement: &mut CachedStatement<'_>, values: &[Value], shared: &[Value]) -> rusqlite::Result<()> {
    for place in 1..=statement.parameter_count() {
        let number = statement.parameter_name(place).and_then(|name| name.get(1..)?.parse::<usize>().ok());
        let value = number.and_then(|number| {
            let at = number.checked_sub(1)?;
            values.get(at).or_else(|| shared.get(at.checked_sub(values.len())?))
        });
        if let Some(value) = value {
            statement.raw_bind_parameter(place, value)?;
        }
    }
    Ok(())
}

/// Reads up to `most` rows of what was bound.
fn read(statement: &mut CachedStatement<'_>, most: usize, found: &mut Vec<SqliteRow>) -> rusqlite::Result<()> {
    let columns: Arc<[Box<str>]> = match found.first() {
        Some(row) => Arc::clone(&row.columns),
        None => statement.column_names().into_iter().map(Box::from).collect(),
    };
    let mut rows = statement.raw_query();
    while found.len() < most
        && let Some(row) = rows.next()?
    {
        let values = (0..columns.len()).map(|place| row.get::<_, Held>(place)).collect::<Result<_, _>>()?;
        found.push(SqliteRow { columns: Arc::clone(&columns), values });
    }
    Ok(())
}

/// Runs it; gives every row, or the first `most`.
pub fn rows(conn: &Connection, sql: &str, values: &[Value], most: usize) -> rusqlite::Result<Vec<SqliteRow>> {
    let (mut statement, mut found) = (conn.prepare_cached(sql)?, Vec::new());
    bind(&mut statement, values, &[])?;
    read(&mut statement, most, &mut found)?;
    Ok(found)
}

/// Runs it once for each of these, with what all share; gives every row.
pub fn rows_of(conn: &Connection, sql: &str, each: &[Vec<Value>], all: &[Value]) -> rusqlite::Result<Vec<SqliteRow>> {
    let (mut statement, mut found) = (conn.prepare_cached(sql)?, Vec::new());
    for values in each {
        bind(&mut statement, values, all)?;
        read(&mut statement, usize::MAX, &mut found)?;
    }
    Ok(found)
}

/// Runs it; gives the number of rows it touched.
pub fn execute(conn: &Connection, sql: &str, values: &[Value]) -> rusqlite::Result<u64> {
    let mut statement = conn.prepare_cached(sql)?;
    bind(&mut statement, values, &[])?;
    Ok(u64::try_from(statement.raw_execute()?).unwrap_or(0))
}

/// Runs it once for each of these, with what all share.
pub fn execute_of(conn: &Connection, sql: &str, each: &[Vec<Value>], all: &[Value]) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(sql)?;
    for values in each {
        bind(&mut statement, values, all)?;
        statement.raw_execute()?;
    }
    Ok(())
}
