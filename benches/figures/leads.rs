//! A million leads, put into the database behind the product's back: each with a contact and a submission. And how long
//! the dashboard's list of them takes.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

use crate::desk::Serving;
use crate::process::get_as;
use crate::table::quantile;

/// How many.
pub const MANY: u64 = 1_000_000;

/// How often a page is asked for; a page that takes long, less often.
const ASKED: usize = 5;
const LONGEST: Duration = Duration::from_secs(3);

/// The first is captured then, and each next a second later.
const BEGAN: u64 = 1_760_000_000_000;

/// The statements, for an engine that writes a number of 26 digits like this. They read the numbers from `n`.
fn statements(digits: &str) -> [String; 3] {
    let at = format!("{BEGAN} + i * 1000");
    let bot = "(SELECT id FROM bot LIMIT 1)";
    let email = "'ada' || i || '@example.org'";
    let tag = "CASE i % 3 WHEN 0 THEN 'agent_request' WHEN 1 THEN 'order_question' ELSE 'refund_request' END";
    [
        format!(
            "INSERT INTO contact (id, bot_id, name, email, created_at, updated_at)
             SELECT 'con_' || {digits}, {bot}, 'Ada Grove ' || i, {email}, {at}, {at} FROM n"
        ),
        format!(
            "INSERT INTO lead (id, bot_id, contact_id, is_current, tag, status, category, score, temperature, origin,
               first_channel, last_channel, submissions, is_new, folded, captured_at, updated_at)
             SELECT 'lead_' || {digits}, {bot}, 'con_' || {digits}, TRUE, {tag},
               CASE i % 4 WHEN 0 THEN 'new' WHEN 1 THEN 'contacted' WHEN 2 THEN 'qualified' ELSE 'converted' END,
               CASE i % 4 WHEN 0 THEN 'open' WHEN 1 THEN 'active' WHEN 2 THEN 'good' ELSE 'done' END,
               40, 'warm', 'form', 'web', 'web', 1, i % 50 = 0, 'ada grove ' || i || ' ' || {email}, {at}, {at} FROM n"
        ),
        format!(
            "INSERT INTO submission (id, bot_id, lead_id, number, tag, origin, channel, answers, seq, created_at)
             SELECT 'sub_' || {digits}, {bot}, 'lead_' || {digits}, 0, {tag}, 'form', 'web', '[]', 1, {at} FROM n"
        ),
    ]
}

/// Fills a file of SQLite.
pub fn fill_sqlite(file: &Path) -> Result<()> {
    let conn = rusqlite::Connection::open(file)?;
    conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN")?;
    conn.execute_batch(&format!(
        "CREATE TEMP TABLE n (i INTEGER PRIMARY KEY);
         WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < {MANY}) INSERT INTO n SELECT i FROM c"
    ))?;
    for statement in statements("printf('%026d', i)") {
        conn.execute_batch(&statement)?;
    }
    conn.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}

/// Fills a database of PostgreSQL.
pub async fn fill_postgres(url: &str) -> Result<()> {
    let mut conn = sqlx::PgConnection::connect(url).await?;
    // As a replica writes: what refers to what is not checked row by row.
    conn.execute("SET session_replication_role = replica").await?;
    conn.execute(AssertSqlSafe(format!("CREATE TEMP TABLE n AS SELECT generate_series(1, {MANY}) AS i"))).await?;
    for statement in statements("lpad(i::text, 26, '0')") {
        conn.execute(AssertSqlSafe(statement)).await?;
    }
    conn.execute("VACUUM ANALYZE contact, lead, submission").await?;
    conn.execute("CHECKPOINT").await?;
    conn.close().await?;
    Ok(())
}

/// How long the list takes: its first page, one from the middle, and a search that finds one lead.
pub fn list(desk: &Serving, bot: &str) -> Result<[Duration; 3]> {
    let cookie = desk.sign_in()?;
    let middle = MANY / 2;
    let deep = format!("older={}.lead_{middle:026}", BEGAN + middle * 1000);
    let one = format!("q=ada{middle}%40example.org");
    let mut all = [Duration::ZERO; 3];
    for (took, query) in all.iter_mut().zip(["", &deep, &one]) {
        let (begun, mut waits) = (Instant::now(), Vec::new());
        while waits.is_empty() || (waits.len() < ASKED && begun.elapsed() < LONGEST) {
            let asked = Instant::now();
            let page = get_as(desk.address, &format!("/leads?bot={bot}&{query}"), &cookie)?;
            waits.push(asked.elapsed());
            ensure!(page.starts_with("HTTP/1.1 200") && page.contains("Ada Grove"), "the list of leads");
        }
        *took = quantile(&mut waits, 0.5);
    }
    Ok(all)
}
