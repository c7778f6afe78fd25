//! Statements of tags.

use super::{NewTag, Tag};
use crate::db::{Conn, Many, Record as _, Tx, args};
use crate::error::Result;
use crate::id::{BotId, TagId};

pub(super) async fn put(tx: &mut Tx, bot: &BotId, tag: &NewTag, position: i64) -> Result<()> {
    let id: TagId = tx.id();
    let examples = serde_json::to_string(&tag.examples).map_err(anyhow::Error::new)?;
    let recipients = serde_json::to_string(&tag.recipients).map_err(anyhow::Error::new)?;
    tx.exec(
        "INSERT INTO tag (id, bot_id, key, label, kind, hue, icon, examples, recipients, active, position)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (bot_id, key) DO UPDATE SET label = excluded.label, kind = excluded.kind, hue = excluded.hue, icon = excluded.icon,
           examples = excluded.examples, recipients = excluded.recipients, active = excluded.active, position = excluded.position",
        args![
            &id,
            bot,
            tag.key.as_str(),
            tag.label.as_str(),
            tag.kind,
            tag.hue.as_str(),
            tag.icon.as_str(),
            examples,
            recipients,
            tag.active,
            position
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_recipients(tx: &mut Tx, bot: &BotId, key: &str, recipients: &[String]) -> Result<()> {
    let recipients = serde_json::to_string(recipients).map_err(anyhow::Error::new)?;
    tx.exec("UPDATE tag SET recipients = $3 WHERE bot_id = $1 AND key = $2", args![bot, key, recipients]).await?;
    Ok(())
}

pub(super) async fn list(conn: &mut Conn, bot: &BotId) -> Result<Vec<Tag>> {
    conn.list(
        "SELECT id, key, label, kind, hue, icon, examples, recipients, active, position FROM tag WHERE bot_id = $1 ORDER BY position, id",
        args![bot],
    )
    .await
}

pub(super) async fn find(conn: &mut Conn, bot: &BotId, key: &str) -> Result<Option<Tag>> {
    conn.find(
        "SELECT id, key, label, kind, hue, icon, examples, recipients, active, position FROM tag WHERE bot_id = $1 AND key = $2",
        args![bot, key],
    )
    .await
}

pub(super) async fn find_all(tx: &mut Tx, keys: &[(&BotId, &str)]) -> Result<Vec<(BotId, Tag)>> {
    let text =
        "SELECT t.bot_id, t.id, t.key, t.label, t.kind, t.hue, t.icon, t.examples, t.recipients, t.active, t.position
         FROM {rows} CROSS JOIN tag t WHERE t.bot_id = r.bot_id AND t.key = r.key";
    let asked = keys.iter().map(|(bot, key)| args![*bot, *key]).collect();
    let rows = tx.all_of(Many::over(&["bot_id", "key"], asked, text)).await?;
    rows.iter().map(|row| Ok((row.get("bot_id")?, Tag::read(row)?))).collect()
}
