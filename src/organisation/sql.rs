//! Statements of organisations, members, sessions and the installation's settings.

use super::member::{Member, NewMember};
use super::role::Role;
use super::session::Session;
use super::{Organisation, Plan};
use crate::db::{Conn, Record as _, Sql, Tx, args};
use crate::error::Result;
use crate::id::{MemberId, OrganisationId};
use crate::time::Timestamp;

pub(super) async fn insert(tx: &mut Tx, id: &OrganisationId, name: &str, plan: Plan) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "INSERT INTO organisation (id, name, plan, created_at) VALUES ($1, $2, $3, $4)",
        args![id, name, plan, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn first(conn: &mut Conn) -> Result<Option<Organisation>> {
    conn.find("SELECT id, name, plan, created_at FROM organisation ORDER BY created_at, id LIMIT 1", args![]).await
}

pub(super) async fn plan(conn: &mut Conn, id: &OrganisationId) -> Result<Option<Plan>> {
    let row = conn.row("SELECT plan FROM organisation WHERE id = $1", args![id]).await?;
    Ok(row.map(|row| row.get("plan")).transpose()?)
}

pub(super) async fn set_plan(tx: &mut Tx, id: &OrganisationId, plan: Plan) -> Result<()> {
    tx.exec("UPDATE organisation SET plan = $2 WHERE id = $1", args![id, plan]).await?;
    Ok(())
}

pub(super) async fn setting(conn: &mut Conn, key: &str) -> Result<Option<String>> {
    let row = conn.row("SELECT value FROM setting WHERE key = $1", args![key]).await?;
    Ok(row.map(|row| row.get("value")).transpose()?)
}

pub(super) async fn set_setting(tx: &mut Tx, key: &str, value: Option<&str>) -> Result<()> {
    match value {
        Some(value) => {
            tx.exec(
                "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                args![key, value],
            )
            .await?
        }
        None => tx.exec("DELETE FROM setting WHERE key = $1", args![key]).await?,
    };
    Ok(())
}

pub(super) async fn insert_member(
    tx: &mut Tx,
    id: &MemberId,
    organisation: &OrganisationId,
    email: &str,
    new: &NewMember<'_>,
) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "INSERT INTO member (id, organisation_id, email, name, role, password_hash, theme, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'auto', $7)",
        args![id, organisation, email, new.name, new.role, new.password_hash, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn member_by_email(conn: &mut Conn, email: &str) -> Result<Option<Member>> {
    conn.find(
        "SELECT id, organisation_id, email, name, role, theme, password_hash, created_at FROM member
         WHERE email = $1 AND disabled_at IS NULL",
        args![email],
    )
    .await
}

pub(super) async fn active_members(conn: &mut Conn, organisation: &OrganisationId) -> Result<Vec<Member>> {
    conn.list(
        "SELECT id, organisation_id, email, name, role, theme, password_hash, created_at FROM member
         WHERE organisation_id = $1 AND disabled_at IS NULL ORDER BY name, id",
        args![organisation],
    )
    .await
}

pub(super) async fn set_theme(tx: &mut Tx, member: &MemberId, theme: &str) -> Result<()> {
    tx.exec("UPDATE member SET theme = $2 WHERE id = $1", args![member, theme]).await?;
    Ok(())
}

pub(super) async fn set_password(tx: &mut Tx, member: &MemberId, hash: &str) -> Result<()> {
    tx.exec("UPDATE member SET password_hash = $2 WHERE id = $1", args![member, hash]).await?;
    Ok(())
}

pub(super) async fn insert_session(
    tx: &mut Tx,
    hash: &str,
    member: &MemberId,
    csrf: &str,
    expires_at: Timestamp,
) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "INSERT INTO session (token_hash, member_id, csrf, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        args![hash, member, csrf, now, expires_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn session(conn: &mut Conn, hash: &str, now: Timestamp) -> Result<Option<Session>> {
    let row = conn
        .row(
            "SELECT m.id, m.organisation_id, m.email, m.name, m.role, m.theme, m.password_hash, m.created_at, s.csrf
             FROM session s JOIN member m ON m.id = s.member_id
             WHERE s.token_hash = $1 AND s.expires_at > $2 AND m.disabled_at IS NULL",
            args![hash, now],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Session { member: Member::read(&row)?, csrf: row.get("csrf")? }))
}

/// The sessions among these that hold, and what their members may do.
pub(super) async fn roles(conn: &mut Conn, hashes: &[String], now: Timestamp) -> Result<Vec<(String, Role)>> {
    let mut sql = Sql::new(
        "SELECT s.token_hash, m.role FROM session s JOIN member m ON m.id = s.member_id WHERE m.disabled_at IS NULL AND s.expires_at > ",
    );
    sql.bind("{} AND s.token_hash IN (''", now);
    for hash in hashes {
        sql.bind(", {}", hash);
    }
    sql.push(")");
    let (text, values) = sql.done();
    let rows = conn.all(text, values).await?;
    rows.iter().map(|row| Ok((row.get("token_hash")?, row.get("role")?))).collect()
}

pub(super) async fn end_session(tx: &mut Tx, hash: &str) -> Result<()> {
    tx.exec("DELETE FROM session WHERE token_hash = $1", args![hash]).await?;
    Ok(())
}

pub(super) async fn end_sessions_of(tx: &mut Tx, member: &MemberId) -> Result<()> {
    tx.exec("DELETE FROM session WHERE member_id = $1", args![member]).await?;
    Ok(())
}

pub(super) async fn end_sessions_before(tx: &mut Tx) -> Result<()> {
    let now = tx.now;
    tx.exec("DELETE FROM session WHERE expires_at <= $1", args![now]).await?;
    Ok(())
}
