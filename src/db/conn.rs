//! A connection of either engine, and the four ways to run a statement on it.

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{PgConnection, Postgres, SqlSafeStr, SqlStr, Transaction};
use tokio::time::Instant;

use super::row::{Record, Row};
use super::sqlite::Hold;
use super::value::Value;
use crate::error::Result;
use crate::metric;

/// A connection of PostgreSQL: out of the pool, or inside a transaction.
pub enum Guard {
    /// Back to the pool when dropped.
    Pooled(PoolConnection<Postgres>),
    /// Rolled back when dropped.
    Tx(Transaction<'static, Postgres>),
}

impl Guard {
    pub(super) fn get(&mut self) -> &mut PgConnection {
        match self {
            Self::Pooled(conn) => conn,
            Self::Tx(tx) => tx,
        }
    }
}

/// A connection of either engine.
pub enum Conn {
    /// To SQLite.
    Sqlite(Hold),
    /// To PostgreSQL.
    Postgres(Guard),
}

/// A statement of PostgreSQL with its values.
fn bound(sql: SqlStr, values: Vec<Value>) -> Query<'static, Postgres, PgArguments> {
    bind(sqlx::query(sql), values)
}

pub(super) fn bind(
    mut query: Query<'static, Postgres, PgArguments>,
    values: Vec<Value>,
) -> Query<'static, Postgres, PgArguments> {
    for value in values {
        query = match value {
            Value::Int(v) => query.bind(v),
            Value::Bool(v) => query.bind(v),
            Value::Float(v) => query.bind(v),
            Value::Text(v) => query.bind(v),
        };
    }
    query
}

impl Conn {
    /// Every row.
    ///
    /// # Errors
    /// What the database says.
    pub async fn all(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<Vec<Row>> {
        let (sql, begun) = (sql.into_sql_str(), Instant::now());
        let rows = match self {
            Self::Sqlite(hold) => hold.rows(sql, values, usize::MAX).await?.into_iter().map(Row::Sqlite).collect(),
            Self::Postgres(guard) => {
                bound(sql, values).fetch_all(guard.get()).await?.into_iter().map(Row::Postgres).collect()
            }
        };
        metric::read(begun.elapsed());
        Ok(rows)
    }

    /// Every row, read as records.
    ///
    /// # Errors
    /// What the database says, or a column that cannot be read.
    pub async fn list<T: Record>(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<Vec<T>> {
        let rows = self.all(sql, values).await?;
        rows.iter().map(|row| T::read(row).map_err(Into::into)).collect()
    }

    /// The first row, where there is one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn row(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<Option<Row>> {
        let (sql, begun) = (sql.into_sql_str(), Instant::now());
        let row = match self {
            Self::Sqlite(hold) => hold.rows(sql, values, 1).await?.pop().map(Row::Sqlite),
            Self::Postgres(guard) => bound(sql, values).fetch_optional(guard.get()).await?.map(Row::Postgres),
        };
        metric::read(begun.elapsed());
        Ok(row)
    }

    /// The first row as a record, where there is one.
    ///
    /// # Errors
    /// What the database says, or a column that cannot be read.
    pub async fn find<T: Record>(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<Option<T>> {
        let row = self.row(sql, values).await?;
        Ok(row.as_ref().map(T::read).transpose()?)
    }

    /// The first row's column `n`, for counts: `SELECT … AS n`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn count(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<i64> {
        let row = self.row(sql, values).await?;
        Ok(row.map(|row| row.get("n")).transpose()?.unwrap_or(0))
    }

    /// Runs a statement that writes; gives the number of rows it touched. A read-only connection refuses.
    ///
    /// # Errors
    /// What the database says.
    pub(super) async fn run(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<u64> {
        let sql = sql.into_sql_str();
        Ok(match self {
            Self::Sqlite(hold) => hold.execute(sql, values).await?,
            Self::Postgres(guard) => bound(sql, values).execute(guard.get()).await?.rows_affected(),
        })
    }

    /// Whether this is PostgreSQL; for `dialect` alone.
    pub(super) fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }
}
