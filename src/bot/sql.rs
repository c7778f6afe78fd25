//! Statements of bots and their addresses.

use super::{Bot, Settings};
use crate::db::{Conn, Tx, args};
use crate::error::{Error, Result};
use crate::event::Channel;
use crate::id::{BotId, OrganisationId};

pub(super) async fn insert(tx: &mut Tx, bot: &Bot) -> Result<()> {
    let (now, settings) = (tx.now, serde_json::to_string(&bot.settings.0).map_err(anyhow::Error::new)?);
    let rows = tx
        .exec(
            "INSERT INTO bot (id, organisation_id, key, name, settings, created_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (key) DO NOTHING",
            args![&bot.id, &bot.organisation_id, bot.key.as_str(), bot.name.as_str(), settings, now],
        )
        .await?;
    if rows == 0 { Err(Error::Conflict("bot_key_taken")) } else { Ok(()) }
}

pub(super) async fn set_settings(tx: &mut Tx, id: &BotId, settings: &Settings) -> Result<()> {
    let settings = serde_json::to_string(settings).map_err(anyhow::Error::new)?;
    tx.exec("UPDATE bot SET settings = $2 WHERE id = $1", args![id, settings]).await?;
    Ok(())
}

/// Nobody else changes it until the transaction ends.
pub(super) async fn hold(tx: &mut Tx, id: &BotId) -> Result<()> {
    tx.exec("UPDATE bot SET name = name WHERE id = $1", args![id]).await?;
    Ok(())
}

pub(super) async fn by_key(conn: &mut Conn, key: &str) -> Result<Option<Bot>> {
    conn.find("SELECT id, organisation_id, key, name, settings FROM bot WHERE key = $1", args![key]).await
}

pub(super) async fn by_id(conn: &mut Conn, id: &BotId) -> Result<Option<Bot>> {
    conn.find("SELECT id, organisation_id, key, name, settings FROM bot WHERE id = $1", args![id]).await
}

pub(super) async fn list(conn: &mut Conn, organisation: &OrganisationId) -> Result<Vec<Bot>> {
    conn.list(
        "SELECT id, organisation_id, key, name, settings FROM bot WHERE organisation_id = $1 ORDER BY id",
        args![organisation],
    )
    .await
}

pub(super) async fn all(conn: &mut Conn) -> Result<Vec<Bot>> {
    conn.list("SELECT id, organisation_id, key, name, settings FROM bot ORDER BY id", args![]).await
}

pub(super) async fn set_address(tx: &mut Tx, bot: &BotId, channel: Channel, address: &str) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "INSERT INTO bot_address (channel, address, bot_id, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (channel, address) DO UPDATE SET bot_id = excluded.bot_id",
        args![channel, address, bot, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn by_address(conn: &mut Conn, channel: Channel, address: &str) -> Result<Option<Bot>> {
    conn.find(
        "SELECT b.id, b.organisation_id, b.key, b.name, b.settings FROM bot_address a JOIN bot b ON b.id = a.bot_id
         WHERE a.channel = $1 AND a.address = $2",
        args![channel, address],
    )
    .await
}

pub(super) async fn address(conn: &mut Conn, bot: &BotId, channel: Channel) -> Result<Option<String>> {
    let row = conn
        .row(
            "SELECT address FROM bot_address WHERE bot_id = $1 AND channel = $2 ORDER BY created_at, address LIMIT 1",
            args![bot, channel],
        )
        .await?;
    Ok(row.map(|row| row.get("address")).transpose()?)
}
