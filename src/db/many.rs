//! One statement over many rows, in one text for both engines. PostgreSQL gets them as arrays, in one round trip: six to
//! eight times as fast as one by one. SQLite has no round trip, and runs the prepared statement once for each row.
//!
//! In the text, `FROM {rows}` is where the rows are read from, called `r`, and what is found by them is behind a `CROSS JOIN`;
//! `{1}`, `{2}` … are values that all rows share; `{for update}`, or `{for update of c}`, holds the rows that are read, as on
//! SQLite the one writer does.

use std::borrow::Cow;
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
        let template = if is_postgres { Cow::Borrowed(self.text) } else { for_one_row(self.text) };
        let mut text = String::with_capacity(template.len() + 160);
        for (at, part) in template.split(['{', '}']).enumerate() {
            match part {
                _ if at % 2 == 0 && is_postgres => text.push_str(part),
                _ if at % 2 == 0 => self.numbered(&mut text, part),
                "rows" => self.source(&mut text),
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

    /// Where PostgreSQL reads the rows from.
    fn source(&self, text: &mut String) {
        let first = self.rows.first();
        text.push_str("UNNEST(");
        for at in 0..self.columns.len() {
            let (comma, number) = (if at == 0 { "" } else { ", " }, at + 1);
            // Writing to a String cannot fail.
            let _ = write!(text, "{comma}CAST(${number} AS {}[])", first.map_or("TEXT", |row| kind(&row[at])));
        }
        // As above.
        let _ = write!(text, ") AS r({})", self.columns.join(", "));
    }

    /// For SQLite, with the number of its value in place of each `r.column`.
    fn numbered(&self, text: &mut String, part: &str) {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut rest = part;
        while let Some(at) = rest.find("r.") {
            let (before, name) = (&rest[..at], &rest[at + 2..]);
            let end = name.find(|c| !is_name(c)).unwrap_or(name.len());
            let place = self.columns.iter().position(|column| *column == &name[..end]);
            text.push_str(before);
            match place.filter(|_| !before.ends_with(is_name)) {
                // Writing to a String cannot fail.
                Some(place) => drop(write!(text, "${}", place + 1)),
                None => text.push_str(&rest[at..at + 2 + end]),
            }
            rest = &name[end..];
        }
        text.push_str(rest);
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

/// The text for SQLite, which has one row at a time: its values stand where `r.column` is. So an `INSERT` is one of `VALUES`,
/// and an `UPDATE` one without a join: SQLite keeps a copy of each page that a statement of many rows changes, to be able
/// to take that statement back, and none for these.
fn for_one_row(text: &'static str) -> Cow<'static, str> {
    let text = text.replace("FROM {rows} CROSS JOIN ", "FROM ");
    let Some(rest) = text.strip_suffix("FROM {rows}").filter(|text| text.starts_with("INSERT")) else {
        return text.replace("FROM {rows}", "").into();
    };
    (rest.trim_end().replacen("SELECT ", "VALUES (", 1) + ")").into()
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
        assert_eq!(many.written(false), "SELECT c.id, $3 AS now FROM c WHERE c.id = $1 ");
        assert_eq!(
            many.written(true),
            "SELECT c.id, $3 AS now FROM UNNEST(CAST($1 AS TEXT[]), CAST($2 AS BIGINT[])) AS r(id, seq) CROSS JOIN c WHERE c.id = r.id FOR UPDATE"
        );
    }

    #[test]
    fn sqlite_writes_one_row_at_a_time_without_a_join() {
        let written = |text| Many::over(&["id", "seq"], vec![args!["a", 1_i64]], text).written(false);
        assert_eq!(
            written("INSERT INTO c (id, seq, at, her) SELECT r.id, r.seq, {1}, (SELECT her.id FROM her) FROM {rows}"),
            "INSERT INTO c (id, seq, at, her) VALUES ($1, $2, $3, (SELECT her.id FROM her))"
        );
        assert_eq!(
            written("INSERT INTO c (id) SELECT r.id FROM {rows} WHERE TRUE ON CONFLICT (id) DO NOTHING"),
            "INSERT INTO c (id) SELECT $1  WHERE TRUE ON CONFLICT (id) DO NOTHING"
        );
        assert_eq!(
            written("UPDATE c SET seq = r.seq FROM {rows} WHERE c.id = r.id"),
            "UPDATE c SET seq = $2  WHERE c.id = $1"
        );
        assert_eq!(
            written("DELETE FROM c WHERE id IN (SELECT r.id FROM {rows})"),
            "DELETE FROM c WHERE id IN (SELECT $1 )"
        );
    }
}
