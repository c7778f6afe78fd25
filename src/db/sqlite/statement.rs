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

/// The place in the text of each value: `$2` is the second one wherever it stands, while SQLite numbers parameters in the
/// order in which they first appear.
struct Places(Vec<Option<usize>>);

impl Places {
    fn of(statement: &CachedStatement<'_>) -> Self {
        let number = |place| statement.parameter_name(place)?.get(1..)?.parse::<usize>().ok()?.checked_sub(1);
        Self((1..=statement.parameter_count()).map(number).collect())
    }

    /// Binds the values, and after them those that all rows share.
    fn bind(&self, statement: &mut CachedStatement<'_>, values: &[Value], shared: &[Value]) -> rusqlite::Result<()> {
        for (place, at) in self.0.iter().enumerate() {
            let value = at.and_then(|at| values.get(at).or_else(|| shared.get(at.checked_sub(values.len())?)));
            if let Some(value) = value {
                statement.raw_bind_parameter(place + 1, value)?;
            }
        }
        Ok(())
    }
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
    Places::of(&statement).bind(&mut statement, values, &[])?;
    read(&mut statement, most, &mut found)?;
    Ok(found)
}

/// Runs it once for each of these, with what all share; gives every row.
pub fn rows_of(conn: &Connection, sql: &str, each: &[Vec<Value>], all: &[Value]) -> rusqlite::Result<Vec<SqliteRow>> {
    let (mut statement, mut found) = (conn.prepare_cached(sql)?, Vec::new());
    let places = Places::of(&statement);
    for values in each {
        places.bind(&mut statement, values, all)?;
        read(&mut statement, usize::MAX, &mut found)?;
    }
    Ok(found)
}

/// Runs it; gives the number of rows it touched.
pub fn execute(conn: &Connection, sql: &str, values: &[Value]) -> rusqlite::Result<u64> {
    let mut statement = conn.prepare_cached(sql)?;
    Places::of(&statement).bind(&mut statement, values, &[])?;
    Ok(u64::try_from(statement.raw_execute()?).unwrap_or(0))
}

/// Runs it once for each of these, with what all share.
pub fn execute_of(conn: &Connection, sql: &str, each: &[Vec<Value>], all: &[Value]) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(sql)?;
    let places = Places::of(&statement);
    for values in each {
        places.bind(&mut statement, values, all)?;
        statement.raw_execute()?;
    }
    Ok(())
}
