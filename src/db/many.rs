//! One statement over many rows, in one text for both engines. PostgreSQL gets them as arrays, in one round trip: six to
//! eight times as fast as one by one. SQLite has no round trip, and runs the prepared statement once for each row.
//!
//! In the text, `{rows}` is where the rows are read from, called `r`; `{1}`, `{2}` … are values that all rows share;
//! `{for update}`, or `{for update of c}`, holds the rows that are read, as on SQLite the one writer does.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Postgres, SqlSafeStr as _, SqlStr};

use super::conn::Conn;
use super::row::Row;
use super::sqlite::Hold;
use super::tx::Tx;
use super::value::Value;
use crate::error::{Error, Result};

/// The texts put together so far: by where the text and the columns stand in the program, and for which engine.
type Texts = HashMap<(usize, usize, bool), Arc<str>>;

static TEXTS: LazyLock<RwLock<Texts>> = LazyLock::new(RwLock::default);

/// Rows, by the names of their columns, and what is asked about them.
#[derive(Debug)]
pub struct Many {
    columns: &'static [&'static str],
    rows: Vec<Vec<Value>>,
    text: &'static str,
    shared: Vec<Value>,
}

impl Many {
    /// This about these rows.
    #[must_use]
    pub fn over(columns: &'static [&'static str], rows: Vec<Vec<Value>>, text: &'static str) -> Self {
        Self { columns, rows, text, shared: Vec::new() }
    }

    /// With these values, which all rows share.
    #[must_use]
    pub fn with(mut self, shared: Vec<Value>) -> Self {
        self.shared = shared;
        self
    }

    /// The text for one engine, put together at its first use: there are as many as there are calls in the program.
    fn text(&self, is_postgres: bool) -> SqlStr {
        let key = (self.text.as_ptr() as usize, self.columns.as_ptr() as usize, is_postgres);
        if let Some(known) = TEXTS.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return AssertSqlSafe(Arc::clone(known)).into_sql_str();
        }
        let written: Arc<str> = self.written(is_postgres).into();
        TEXTS.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&written));
        // Safe, because text comes in as `&'static str` alone.
        AssertSqlSafe(written).into_sql_str()
    }

    fn written(&self, is_postgres: bool) -> String {
        let mut text = String::with_capacity(self.text.len() + 160);
        for (at, part) in self.text.split(['{', '}']).enumerate() {
            match part {
                _ if at % 2 == 0 => text.push_str(part),
                "rows" => self.source(&mut text, is_postgres),
                "for update" if is_postgres => text.push_str("FOR UPDATE"),
                "for update of c" if is_postgres => text.push_str("FOR UPDATE OF c"),
                "for update of j" if is_postgres => text.push_str("FOR UPDATE OF j"),
                number => {
                    if let Ok(number) = number.parse::<usize>() {
                        // Writing to a String cannot fail.
                        let _ = write!(text, "${}", self.columns.len() + number);
                    }
                }
            }
        }
        text
    }

    /// Where the rows are read from: on SQLite the one whose turn it is.
    fn source(&self, text: &mut String, is_postgres: bool) {
        let first = self.rows.first();
        text.push_str(if is_postgres { "UNNEST(" } else { "(SELECT " });
        for (at, column) in self.columns.iter().enumerate() {
            let (comma, number) = (if at == 0 { "" } else { ", " }, at + 1);
            // Writing to a String cannot fail.
            let _ = if is_postgres {
                write!(text, "{comma}CAST(${number} AS {}[])", first.map_or("TEXT", |row| kind(&row[at])))
            } else {
                write!(text, "{comma}${number} AS {column}")
            };
        }
        let _ = if is_postgres { write!(text, ") AS r({})", self.columns.join(", ")) } else { write!(text, ") AS r") };
    }

    /// The statement for PostgreSQL, a column an array.
    fn query(self, text: SqlStr) -> Result<Query<'static, Postgres, PgArguments>> {
        let mut query = sqlx::query(text);
        let mut rows: Vec<_> = self.rows.into_iter().map(Vec::into_iter).collect();
        for _ in self.columns {
            let column: Vec<Value> = rows.iter_mut().filter_map(Iterator::next).collect();
            query = match column.first() {
                Some(Value::Int(_)) => {
                    query.bind(each(column, |v| if let Value::Int(v) = v { Some(v) } else { None })?)
                }
                Some(Value::Text(_)) => {
                    query.bind(each(column, |v| if let Value::Text(v) = v { Some(v) } else { None })?)
                }
                Some(Value::Bool(_)) => {
                    query.bind(each(column, |v| if let Value::Bool(v) = v { Some(v) } else { None })?)
                }
                _ => return Err(mixed()),
            };
        }
        Ok(super::conn::bind(query, self.shared))
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Int(_) => "BIGINT",
        Value::Bool(_) => "BOOLEAN",
        Value::Float(_) => "DOUBLE PRECISION",
        Value::Text(_) => "TEXT",
    }
}

fn mixed() -> Error {
    Error::Internal(anyhow::anyhow!("a column of many rows holds several kinds, or one that no array is made of"))
}

fn each<T>(column: Vec<Value>, read: impl Fn(Value) -> Option<T>) -> Result<Vec<T>> {
    column.into_iter().map(|value| read(value).ok_or_else(mixed)).collect()
}

impl Tx {
    /// Every row that is found for any of them. Where there are none, nothing is asked.
    ///
    /// # Errors
    /// What the database says.
    pub async fn all_of(&mut self, many: Many) -> Result<Vec<Row>> {
        if many.rows.is_empty() {
            return Ok(Vec::new());
        }
        match &mut **self {
            Conn::Sqlite(Hold::Writing(turn)) => {
                let text = many.text(false);
                Ok(turn.rows_of(&text, &many.rows, &many.shared)?.into_iter().map(Row::Sqlite).collect())
            }
            Conn::Postgres(guard) => {
                let text = many.text(true);
                Ok(many.query(text)?.fetch_all(guard.get()).await?.into_iter().map(Row::Postgres).collect())
            }
            // A Tx writes.
            Conn::Sqlite(Hold::Reading(_)) => Err(mixed()),
        }
    }

    /// Writes them all.
    ///
    /// # Errors
    /// What the database says.
    pub async fn exec_of(&mut self, many: Many) -> Result<()> {
        if many.rows.is_empty() {
            return Ok(());
        }
        match &mut **self {
            Conn::Sqlite(Hold::Writing(turn)) => {
                let text = many.text(false);
                turn.execute_of(&text, &many.rows, &many.shared)
            }
            Conn::Postgres(guard) => {
                let text = many.text(true);
                many.query(text)?.execute(guard.get()).await?;
                Ok(())
            }
            // A Tx writes.
            Conn::Sqlite(Hold::Reading(_)) => Err(mixed()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::value::args;

    #[test]
    fn one_text_is_written_for_each_engine() {
        let text = "SELECT c.id, {1} AS now FROM {rows} CROSS JOIN c WHERE c.id = r.id {for update}";
        let many = Many::over(&["id", "seq"], vec![args!["a", 1_i64]], text).with(args![5_i64]);
        assert_eq!(
            many.written(false),
            "SELECT c.id, $3 AS now FROM (SELECT $1 AS id, $2 AS seq) AS r CROSS JOIN c WHERE c.id = r.id "
        );
        assert_eq!(
            many.written(true),
            "SELECT c.id, $3 AS now FROM UNNEST(CAST($1 AS TEXT[]), CAST($2 AS BIGINT[])) AS r(id, seq) CROSS JOIN c WHERE c.id = r.id FOR UPDATE"
        );
    }
}
