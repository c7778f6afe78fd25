//! Looking for what should be gone: in every byte of the data folder, and in every text column of every table.

use std::path::Path;

use frontdesk::db::Db;
use sqlx::{AssertSqlSafe, Row as _};

use crate::support::house::House;

/// Where any of these stands, whatever the case of its letters.
pub async fn found(house: &House, needles: &[String]) -> Vec<String> {
    let mut found = in_files(house.data.path(), needles);
    found.extend(rows_with(house, needles).await);
    found
}

/// The same in every file below a folder.
pub fn in_files(folder: &Path, needles: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(in_files(&path, needles));
            continue;
        }
        // Lossy, and searched by the standard library's own: a test's build is slow with bytes.
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap_or_default()).to_ascii_lowercase();
        let hits = needles.iter().filter_map(|needle| Some((needle, text.find(&needle.to_lowercase())?)));
        found.extend(hits.map(|(needle, at)| format!("{needle} in {} at {at}", path.display())));
    }
    found
}

/// The tables' text columns that hold any of these.
pub async fn rows_with(house: &House, needles: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for (table, column) in columns(house).await {
        let text = format!(
            "SELECT DISTINCT lower(CAST(\"{column}\" AS TEXT)) AS text FROM \"{table}\" WHERE \"{column}\" IS NOT NULL"
        );
        for held in texts(house, text).await {
            found.extend(
                needles
                    .iter()
                    .filter(|needle| held.contains(&needle.to_lowercase()))
                    .map(|needle| format!("{table}.{column}: {needle}")),
            );
        }
    }
    found
}

/// How many rows each table has that an erasure leaves alone.
pub async fn others(house: &House) -> Vec<String> {
    let mut counts = Vec::new();
    for table in [
        "organisation",
        "member",
        "bot",
        "tag",
        "form",
        "knowledge_entry",
        "lead",
        "submission",
        "form_session",
        "notification",
        "lead_tag",
    ] {
        let text = format!("SELECT CAST(COUNT(*) AS TEXT) AS text FROM {table}");
        counts.push(format!("{table} {}", texts(house, text).await.remove(0)));
    }
    let kept = "SELECT CAST(COUNT(*) AS TEXT) AS text FROM lead WHERE erased_at IS NULL AND folded <> '' AND order_number <> 'QF-7771234'";
    counts.push(format!("searched {}", texts(house, kept.to_owned()).await.remove(0)));
    counts
}

async fn columns(house: &House) -> Vec<(String, String)> {
    let rows = match &house.app.db {
        Db::Sqlite(_) => {
            "SELECT m.name || '.' || p.name AS text FROM sqlite_schema m JOIN pragma_table_info(m.name) p
            WHERE m.type = 'table' AND p.type = 'TEXT' AND m.name NOT LIKE 'sqlite_%'"
        }
        Db::Postgres(_) => {
            "SELECT table_name || '.' || column_name AS text FROM information_schema.columns
            WHERE table_schema = current_schema() AND data_type IN ('text', 'character varying', 'json', 'jsonb')"
        }
    };
    let all = texts(house, rows.to_owned()).await;
    all.iter().filter_map(|name| name.split_once('.')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

async fn texts(house: &House, text: String) -> Vec<String> {
    if let Db::Postgres(pool) = &house.app.db {
        let rows = sqlx::query(AssertSqlSafe(text)).fetch_all(pool).await.unwrap();
        return rows.iter().filter_map(|row| row.get::<Option<String>, _>("text")).collect();
    }
    let rows = house.app.db.read().await.unwrap().all(AssertSqlSafe(text), vec![]).await.unwrap();
    rows.iter().filter_map(|row| row.get::<Option<String>>("text").ok().flatten()).collect()
}
