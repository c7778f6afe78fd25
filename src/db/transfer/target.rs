//! The side that is filled: an empty PostgreSQL, in one transaction that ends only when all is there and the same.

use std::str::FromStr as _;

use anyhow::{Context as _, bail};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};
use tokio::sync::mpsc::Receiver;

use super::row::{hash_sql, quoted};
use super::source::Table;
use super::{Parcel, Step, Sum};
use crate::db::{Db, migrate};
use crate::time::Timestamp;

/// An empty database with its tables, inside a transaction.
pub(super) struct Target(PgConnection);

impl Target {
    /// Looks that the database is empty, makes its tables, and locks them against whoever might start a server there.
    pub(super) async fn open(url: &str, tables: &[Table], now: Timestamp) -> anyhow::Result<Self> {
        let options = PgConnectOptions::from_str(url)
            .context("--to: expected postgres://user:password@host/name")?
            .application_name("frontdesk migrate");
        let mut conn = options.connect().await.context("the PostgreSQL of --to could not be reached")?;
        let encoding: String = sqlx::query_scalar("SHOW server_encoding").fetch_one(&mut conn).await?;
        if encoding != "UTF8" {
            bail!(
                "the database of --to keeps {encoding}; make one that keeps UTF8 (createdb --encoding=UTF8 --template=template0 NAME)"
            );
        }
        for name in names(&mut conn).await? {
            let is_known = name == "_sqlx_migrations" || tables.iter().any(|table| table.name == name);
            if !is_known {
                bail!(
                    "the database of --to is not empty: it holds a table {name}, which is none of Frontdesk's. Make a new one"
                );
            }
        }
        let db = Db::open(url).await?;
        let migrated = migrate::run(&db, None, now).await;
        db.close().await;
        migrated?;
        sqlx::raw_sql("BEGIN").execute(&mut conn).await?;
        let mut target = Self(conn);
        target.lock(tables).await?;
        Ok(target)
    }

    async fn lock(&mut self, tables: &[Table]) -> anyhow::Result<()> {
        let there = names(&mut self.0).await?;
        for table in tables {
            let name = quoted(&table.name);
            if !there.contains(&table.name) {
                bail!("the migrations made no table {} on PostgreSQL", table.name);
            }
            let lock = format!("LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE");
            sqlx::raw_sql(AssertSqlSafe(lock)).execute(&mut self.0).await?;
            self.keepers(&table.name, "DISABLE").await?;
            let any = format!("SELECT EXISTS (SELECT 1 FROM {name})");
            let is_filled: bool = sqlx::query_scalar(AssertSqlSafe(any)).fetch_one(&mut self.0).await?;
            if is_filled {
                bail!(
                    "the database of --to is not empty: its table {} has rows. Nothing was changed; name an empty one",
                    table.name
                );
            }
        }
        Ok(())
    }

    /// Takes all that is handed over; gives how many rows of how many tables.
    pub(super) async fn take(
        &mut self,
        parcels: &mut Receiver<Parcel>,
        told: &mut impl FnMut(&Step),
    ) -> anyhow::Result<(u64, usize)> {
        let (mut all, mut count) = (0, 0);
        while let Some(parcel) = parcels.recv().await {
            let Parcel::Table(table) = parcel else { bail!("rows without a table") };
            let sum = self.fill(&table, parcels, told).await.with_context(|| format!("the table {}", table.name))?;
            told(&Step::Checked { table: table.name, rows: sum.rows });
            all += sum.rows;
            count += 1;
        }
        Ok((all, count))
    }

    async fn fill(
        &mut self,
        table: &Table,
        parcels: &mut Receiver<Parcel>,
        told: &mut impl FnMut(&Step),
    ) -> anyhow::Result<Sum> {
        let columns: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
        let copy = format!("COPY {} ({}) FROM STDIN", quoted(&table.name), columns.join(", "));
        // One statement for a table: rows that refer to each other may come in any order.
        let mut copying = self.0.copy_in_raw(&copy).await?;
        let mut rows = 0;
        let sum = loop {
            match parcels.recv().await {
                Some(Parcel::Rows(lines, count)) => {
                    copying.send(lines).await?;
                    rows += count;
                    told(&Step::Sent { table: table.name.clone(), rows, of: table.rows });
                }
                Some(Parcel::End(sum)) => break sum,
                Some(Parcel::Table(_)) | None => bail!("its rows ended before they were whole"),
            }
        };
        copying.finish().await?;
        self.keepers(&table.name, "ENABLE").await?;
        let found = sqlx::query(AssertSqlSafe(hash_sql(&table.name, &table.columns))).fetch_one(&mut self.0).await?;
        let there =
            Sum { rows: u64::try_from(found.try_get::<i64, _>(0)?)?, hashes: found.try_get::<String, _>(1)?.parse()? };
        if there.rows != sum.rows || sum.rows != table.rows {
            bail!("{} rows left and {} came; nothing was moved", sum.rows, there.rows);
        }
        if there != sum {
            bail!("its rows came over changed; nothing was moved");
        }
        Ok(sum)
    }

    /// Puts to sleep, or wakes, what keeps other tables from this one (the migrations' `lead_` triggers): their rows come over
    /// by themselves, and nothing is to be counted twice. What somebody else hung there stays awake.
    async fn keepers(&mut self, table: &str, verb: &str) -> anyhow::Result<()> {
        let names = "SELECT CAST(tgname AS TEXT) FROM pg_trigger WHERE tgrelid = CAST($1 AS regclass) AND NOT tgisinternal AND tgname LIKE 'lead\\_%'";
        for keeper in sqlx::query_scalar::<_, String>(names).bind(quoted(table)).fetch_all(&mut self.0).await? {
            let change = format!("ALTER TABLE {} {verb} TRIGGER {}", quoted(table), quoted(&keeper));
            sqlx::raw_sql(AssertSqlSafe(change)).execute(&mut self.0).await?;
        }
        Ok(())
    }

    /// Makes it all true, and lets PostgreSQL learn what it has.
    pub(super) async fn commit(mut self) -> anyhow::Result<()> {
        sqlx::raw_sql("COMMIT").execute(&mut self.0).await?;
        sqlx::raw_sql("ANALYZE").execute(&mut self.0).await?;
        self.0.close().await?;
        Ok(())
    }
}

/// The tables in the schema that a connection writes to.
async fn names(conn: &mut PgConnection) -> anyhow::Result<Vec<String>> {
    let names = "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1";
    Ok(sqlx::query_scalar(names).fetch_all(conn).await?)
}
