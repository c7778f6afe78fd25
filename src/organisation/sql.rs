//! Statements of organisations, members, sessions and the installation's settings.

use std::collections::HashMap;

use super::access::{self, Access};
use super::member::{Member, NewMember};
use super::presence;
use super::role::Role;
use super::session::Session;
use super::{Organisation, Plan};
use crate::db::{Conn, Record as _, Row, Sql, Tx, args};
use crate::error::Result;
use crate::id::{BotId, MemberId, OrganisationId};
use crate::time::Timestamp;

/// The columns of a member, who is `m`.
macro_rules! member_columns {
    () => {
        "m.id, m.organisation_id, m.email, m.name, m.role, m.theme, m.keys_off, m.away, m.hue, m.wishes, m.seen_at, m.password_hash, m.created_at"
    };
}

/// What a member may, beside their row: one row for each bot they are held to.
macro_rules! access_columns {
    () => {
        "m.modules, o.plan, b.bot_id"
    };
}

/// Where those come from; the member is `m`.
macro_rules! access_joins {
    () => {
        " JOIN organisation o ON o.id = m.organisation_id LEFT JOIN member_bot b ON b.member_id = m.id"
    };
}

/// One access from its rows, which differ in the bot alone.
fn access<'r>(first: &Row, rows: impl Iterator<Item = &'r Row>) -> Result<Access> {
    let stored: Option<String> = first.get("modules")?;
    let bots: Vec<Option<BotId>> = rows.map(|row| row.get("bot_id")).collect::<Result<_, _>>()?;
    let bots: Vec<BotId> = bots.into_iter().flatten().collect();
    Ok(Access {
        role: first.get("role")?,
        modules: access::modules(stored.as_deref()),
        bots: (!bots.is_empty()).then_some(bots),
        plan: first.get("plan")?,
    })
}

/// Rows of several people, put together by what tells them apart.
fn by<'r>(rows: &'r [Row], column: &str) -> Result<Vec<(String, Vec<&'r Row>)>> {
    let (mut order, mut found) = (Vec::new(), HashMap::<String, Vec<&Row>>::new());
    for row in rows {
        let key: String = row.get(column)?;
        if !found.contains_key(&key) {
            order.push(key.clone());
        }
        found.entry(key).or_default().push(row);
    }
    Ok(order.into_iter().filter_map(|key| found.remove(&key).map(|rows| (key, rows))).collect())
}

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

pub(super) async fn by_id(conn: &mut Conn, id: &OrganisationId) -> Result<Option<Organisation>> {
    conn.find("SELECT id, name, plan, created_at FROM organisation WHERE id = $1", args![id]).await
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
        concat!("SELECT ", member_columns!(), " FROM member m WHERE m.email = $1 AND m.disabled_at IS NULL"),
        args![email],
    )
    .await
}

pub(super) async fn members(conn: &mut Conn, organisation: &OrganisationId) -> Result<Vec<(Member, Access)>> {
    let rows = conn
        .all(
            concat!(
                "SELECT ",
                member_columns!(),
                ", ",
                access_columns!(),
                " FROM member m",
                access_joins!(),
                " WHERE m.organisation_id = $1 AND m.disabled_at IS NULL ORDER BY m.name, m.id, b.bot_id"
            ),
            args![organisation],
        )
        .await?;
    by(&rows, "id")?
        .into_iter()
        .map(|(_, rows)| Ok((Member::read(rows[0])?, access(rows[0], rows.into_iter())?)))
        .collect()
}

/// Holds all members until the transaction ends, so that two changes at once cannot take the last owner away.
pub(super) async fn hold_members(tx: &mut Tx, organisation: &OrganisationId) -> Result<()> {
    tx.exec("UPDATE member SET role = role WHERE organisation_id = $1", args![organisation]).await?;
    Ok(())
}

pub(super) async fn set_allowed(
    tx: &mut Tx,
    member: &MemberId,
    role: Role,
    modules: Option<&str>,
    bots: &[BotId],
) -> Result<()> {
    tx.exec("UPDATE member SET role = $2, modules = $3 WHERE id = $1", args![member, role, modules]).await?;
    tx.exec("DELETE FROM member_bot WHERE member_id = $1", args![member]).await?;
    for bot in bots {
        tx.exec("INSERT INTO member_bot (member_id, bot_id) VALUES ($1, $2)", args![member, bot]).await?;
    }
    Ok(())
}

pub(super) async fn set_keys_off(tx: &mut Tx, member: &MemberId, off: bool) -> Result<()> {
    tx.exec("UPDATE member SET keys_off = $2 WHERE id = $1", args![member, off]).await?;
    Ok(())
}

pub(super) async fn set_theme(tx: &mut Tx, member: &MemberId, theme: &str) -> Result<()> {
    tx.exec("UPDATE member SET theme = $2 WHERE id = $1", args![member, theme]).await?;
    Ok(())
}

/// Somebody who was removed from this organisation, by the e-mail they signed in with.
pub(super) async fn removed_by_email(conn: &mut Conn, home: &OrganisationId, email: &str) -> Result<Option<MemberId>> {
    let row = conn
        .row(
            "SELECT id FROM member WHERE organisation_id = $1 AND email = $2 AND disabled_at IS NOT NULL",
            args![home, email],
        )
        .await?;
    Ok(row.map(|row| row.get("id")).transpose()?)
}

pub(super) async fn bring_back(tx: &mut Tx, member: &MemberId, new: &NewMember<'_>) -> Result<()> {
    tx.exec(
        "UPDATE member SET name = $2, role = $3, password_hash = $4, away = FALSE, disabled_at = NULL WHERE id = $1",
        args![member, new.name, new.role, new.password_hash],
    )
    .await?;
    Ok(())
}

pub(super) async fn disable(tx: &mut Tx, member: &MemberId) -> Result<()> {
    let now = tx.now;
    tx.exec("UPDATE member SET disabled_at = $2 WHERE id = $1", args![member, now]).await?;
    Ok(())
}

pub(super) async fn set_profile(tx: &mut Tx, member: &MemberId, name: &str, hue: Option<&str>) -> Result<()> {
    tx.exec("UPDATE member SET name = $2, hue = $3 WHERE id = $1", args![member, name, hue]).await?;
    Ok(())
}

pub(super) async fn set_away(tx: &mut Tx, member: &MemberId, away: bool) -> Result<()> {
    tx.exec("UPDATE member SET away = $2 WHERE id = $1", args![member, away]).await?;
    Ok(())
}

pub(super) async fn set_wishes(tx: &mut Tx, member: &MemberId, wishes: &str) -> Result<()> {
    tx.exec("UPDATE member SET wishes = $2 WHERE id = $1", args![member, wishes]).await?;
    Ok(())
}

pub(super) async fn set_seen(tx: &mut Tx, member: &MemberId) -> Result<()> {
    let now = tx.now;
    tx.exec("UPDATE member SET seen_at = $2 WHERE id = $1", args![member, now]).await?;
    Ok(())
}

/// Ends the sessions of a member but the one with this token's hash.
pub(super) async fn end_other_sessions(tx: &mut Tx, member: &MemberId, kept: &str) -> Result<()> {
    tx.exec("DELETE FROM session WHERE member_id = $1 AND token_hash <> $2", args![member, kept]).await?;
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
    let rows = conn
        .all(
            concat!(
                "SELECT s.csrf, ",
                member_columns!(),
                ", ",
                access_columns!(),
                " FROM session s JOIN member m ON m.id = s.member_id",
                access_joins!(),
                " WHERE s.token_hash = $1 AND s.expires_at > $2 AND m.disabled_at IS NULL ORDER BY b.bot_id"
            ),
            args![hash, now],
        )
        .await?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some(Session { member: Member::read(row)?, access: access(row, rows.iter())?, csrf: row.get("csrf")? }))
}

/// The sessions among these that hold, and what their members may do and see.
pub(super) async fn accesses(conn: &mut Conn, hashes: &[String], now: Timestamp) -> Result<Vec<(String, Access)>> {
    let mut sql = Sql::new(concat!(
        "SELECT s.token_hash, m.role, ",
        access_columns!(),
        " FROM session s JOIN member m ON m.id = s.member_id",
        access_joins!(),
        " WHERE m.disabled_at IS NULL AND s.expires_at > "
    ));
    sql.bind("{} AND s.token_hash IN (''", now);
    for hash in hashes {
        sql.bind(", {}", hash);
    }
    sql.push(") ORDER BY s.token_hash, b.bot_id");
    let (text, values) = sql.done();
    let rows = conn.all(text, values).await?;
    by(&rows, "token_hash")?.into_iter().map(|(hash, rows)| Ok((hash, access(rows[0], rows.into_iter())?))).collect()
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

pub(super) async fn set_here(tx: &mut Tx, member: &MemberId, until: Timestamp) -> Result<()> {
    tx.exec(
        "INSERT INTO presence (member_id, until, assigned_at) VALUES ($1, $2, 0) ON CONFLICT (member_id) DO UPDATE SET until = $2",
        args![member, until],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_assigned(tx: &mut Tx, member: &MemberId) -> Result<()> {
    let now = tx.now;
    tx.exec("UPDATE presence SET assigned_at = $2 WHERE member_id = $1", args![member, now]).await?;
    Ok(())
}

fn presence_row(row: &Row) -> Result<presence::Row> {
    Ok(presence::Row { until: row.get("until")?, assigned_at: row.get("assigned_at")? })
}

pub(super) async fn presence(conn: &mut Conn, member: &MemberId) -> Result<Option<presence::Row>> {
    let row = conn.row("SELECT until, assigned_at FROM presence WHERE member_id = $1", args![member]).await?;
    row.as_ref().map(presence_row).transpose()
}

pub(super) async fn presences(
    conn: &mut Conn,
    organisation: &OrganisationId,
) -> Result<HashMap<MemberId, presence::Row>> {
    let rows = conn
        .all(
            "SELECT p.member_id, p.until, p.assigned_at FROM presence p JOIN member m ON m.id = p.member_id
             WHERE m.organisation_id = $1",
            args![organisation],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("member_id")?, presence_row(row)?))).collect()
}
