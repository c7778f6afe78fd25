//! The side that is read: which tables there are, in the order of their references, and all their rows.
//!
//! Everything comes from the schema of the SQLite file, on one connection that reads one snapshot. It blocks.

use std::path::Path;

use anyhow::{Context as _, bail};
use rusqlite::{Connection, OpenFlags};
use tokio::sync::mpsc::Sender;

use super::row::{Draft, quoted};
use super::{Parcel, Sum};

/// How much is sent at once, in bytes.
const CHUNK: usize = 256 * 1024;

/// A table as its schema declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// How many rows it has.
    pub rows: u64,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// What the one text for both engines knows (migrations/README.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// TEXT.
    Text,
    /// BIGINT.
    Whole,
    /// BOOLEAN: 0 or 1 on SQLite.
    Boolean,
}

pub(super) fn open(file: &Path) -> anyhow::Result<Connection> {
    let conn = super::super::backup::open(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    // The snapshot begins with the first statement that reads, and lasts as long as the connection.
    conn.execute_batch("BEGIN")?;
    Ok(conn)
}

/// The tables of the product, each after those it refers to. Search indexes and the list of migrations are the engine's.
pub(super) fn tables(conn: &Connection) -> anyhow::Result<Vec<Table>> {
    let names = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY name";
    let names: Vec<String> = conn.prepare(names)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut waiting = Vec::new();
    for name in names {
        let references = "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list(?1) WHERE \"table\" <> ?1";
        let references: Vec<String> =
            conn.prepare(references)?.query_map([&name], |row| row.get(0))?.collect::<Result<_, _>>()?;
        waiting.push((table(conn, name)?, references));
    }
    let mut ordered: Vec<Table> = Vec::new();
    while !waiting.is_empty() {
        let is_ready = |needs: &[String]| needs.iter().all(|need| ordered.iter().any(|table| table.name == *need));
        let Some(at) = waiting.iter().position(|(_, needs)| is_ready(needs)) else {
            let names: Vec<_> = waiting.iter().map(|(table, _)| table.name.as_str()).collect();
            bail!("these tables refer to each other in a ring: {}", names.join(", "));
        };
        ordered.push(waiting.remove(at).0);
    }
    Ok(ordered)
}

fn table(conn: &Connection, name: String) -> anyhow::Result<Table> {
    let declared: Vec<(String, String)> = conn
        .prepare("SELECT name, type FROM pragma_table_info(?1) ORDER BY cid")?
        .query_map([&name], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let columns = declared.into_iter().map(|(column, declared)| {
        let kind = match declared.to_ascii_uppercase().as_str() {
            "TEXT" => Kind::Text,
            "BIGINT" => Kind::Whole,
            "BOOLEAN" => Kind::Boolean,
            other => bail!("{name}.{column} is a {other}, which this move does not know"),
        };
        Ok(Column { name: column, kind })
    });
    let columns = columns.collect::<anyhow::Result<Vec<_>>>()?;
    let rows: i64 = conn.query_row(&format!("SELECT COUNT(*) FROM {}", quoted(&name)), [], |row| row.get(0))?;
    Ok(Table { name, columns, rows: u64::try_from(rows)? })
}

/// Reads every row of every table, and hands them over. Ends quietly when nobody takes them any more.
pub(super) fn read(file: &Path, send: &Sender<Parcel>) -> anyhow::Result<()> {
    let conn = open(file)?;
    for table in tables(&conn)? {
        let name = table.name.clone();
        if !hand_over(&conn, table, send).with_context(|| format!("the table {name}"))? {
            break;
        }
    }
    Ok(())
}

fn hand_over(conn: &Connection, table: Table, send: &Sender<Parcel>) -> anyhow::Result<bool> {
    if send.blocking_send(Parcel::Table(table.clone())).is_err() {
        return Ok(false);
    }
    let names: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
    let mut statement = conn.prepare(&format!("SELECT {} FROM {}", names.join(", "), quoted(&table.name)))?;
    let mut rows = statement.query([])?;
    let (mut sum, mut draft) = (Sum::default(), Draft::default());
    let (mut lines, mut pending) = (Vec::with_capacity(CHUNK + 4096), 0);
    while let Some(row) = rows.next()? {
        draft.begin();
        for (at, column) in table.columns.iter().enumerate() {
            draft.add(column, row.get_ref(at)?)?;
        }
        sum.hashes += u128::from(draft.end(&mut lines));
        sum.rows += 1;
        pending += 1;
        if lines.len() >= CHUNK {
            let full = std::mem::replace(&mut lines, Vec::with_capacity(CHUNK + 4096));
            if send.blocking_send(Parcel::Rows(full, pending)).is_err() {
                return Ok(false);
            }
            pending = 0;
        }
    }
    let rest = pending == 0 || send.blocking_send(Parcel::Rows(lines, pending)).is_ok();
    Ok(rest && send.blocking_send(Parcel::End(sum)).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conn(schema: &str) -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(schema).unwrap();
        conn
    }

    #[test]
    fn tables_come_after_those_they_refer_to_and_the_engines_own_not_at_all() {
        let conn = conn(
            "CREATE TABLE a (id TEXT PRIMARY KEY, b TEXT REFERENCES b (id), self TEXT REFERENCES a (id));
             CREATE TABLE b (id TEXT PRIMARY KEY, n BIGINT NOT NULL, yes BOOLEAN);
             CREATE TABLE _sqlx_migrations (version BIGINT);
             CREATE VIRTUAL TABLE search USING fts5 (a, b);
             INSERT INTO b VALUES ('x', 1, TRUE);",
        );
        let tables = tables(&conn).unwrap();
        assert_eq!(
            tables.iter().map(|table| (table.name.as_str(), table.rows)).collect::<Vec<_>>(),
            [("b", 1), ("a", 0)]
        );
        let kinds: Vec<_> = tables[0].columns.iter().map(|column| column.kind).collect();
        assert_eq!(kinds, [Kind::Text, Kind::Whole, Kind::Boolean]);
    }

    #[test]
    fn a_ring_and_an_unknown_type_are_named() {
        let ring = conn("CREATE TABLE a (b TEXT REFERENCES b (a)); CREATE TABLE b (a TEXT REFERENCES a (b));");
        assert!(tables(&ring).unwrap_err().to_string().contains("a, b"));
        let odd = conn("CREATE TABLE a (at DATETIME)");
        assert!(tables(&odd).unwrap_err().to_string().contains("a.at is a DATETIME"));
    }
}
