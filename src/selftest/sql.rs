//! Statements of the selftest: its own database made and dropped, and what the books say at the end.

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::db::{Conn, args};
use crate::error::Result;

/// Makes the database `name` on this server. The name is one of ours: letters, digits and underscores.
pub(super) async fn create_database(server: &str, name: &str) -> anyhow::Result<()> {
    run(server, format!("CREATE DATABASE {name} TEMPLATE template0")).await
}

/// Drops it again, whoever is still connected to it.
pub(super) async fn drop_database(server: &str, name: &str) -> anyhow::Result<()> {
    run(server, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await
}

async fn run(server: &str, statement: String) -> anyhow::Result<()> {
    let mut admin = PgConnection::connect(server).await?;
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut admin).await?;
    admin.close().await?;
    Ok(())
}

/// The form and the id of every submission.
pub(super) async fn submissions(conn: &mut Conn) -> Result<Vec<(String, String)>> {
    let rows = conn.all("SELECT coalesce(form_session_id, '') AS form, id FROM submission", args![]).await?;
    rows.iter().map(|row| Ok((row.get("form")?, row.get("id")?))).collect()
}

/// The submission, the Message-ID and the state of every notification.
pub(super) async fn notifications(conn: &mut Conn) -> Result<Vec<(String, String, String)>> {
    let rows = conn.all("SELECT submission_id, message_id, state FROM notification", args![]).await?;
    rows.iter().map(|row| Ok((row.get("submission_id")?, row.get("message_id")?, row.get("state")?))).collect()
}

/// How many leads there are.
pub(super) async fn leads(conn: &mut Conn) -> Result<i64> {
    conn.count("SELECT COUNT(*) AS n FROM lead", args![]).await
}

/// In how many conversations the visitor wrote something the assistant has not dealt with.
pub(super) async fn unanswered(conn: &mut Conn) -> Result<i64> {
    conn.count(
        "SELECT COUNT(*) AS n FROM conversation c
         WHERE EXISTS (SELECT 1 FROM message m WHERE m.conversation_id = c.id AND m.author = 'visitor' AND m.seq > c.answered_seq)",
        args![],
    )
    .await
}
