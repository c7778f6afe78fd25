//! Statements of tags.

use super::understood::{Heard, Taken};
use super::{NewTag, Tag};
use crate::conversation::Body;
use crate::db::{Conn, Json, Many, Record as _, Row, Tx, args};
use crate::error::Result;
use crate::id::{BotId, ConversationId, TagId};

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

pub(super) async fn note(tx: &mut Tx, bot: &BotId, at: (&ConversationId, i64), taken: Taken<'_>) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "INSERT INTO understood (conversation_id, seq, bot_id, label, confidence, form, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (conversation_id, seq) DO UPDATE SET label = excluded.label, confidence = excluded.confidence, form = excluded.form",
        args![at.0, at.1, bot, taken.label, taken.confidence, taken.form, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn newest(conn: &mut Conn, bot: &BotId, most: i64) -> Result<Vec<Heard>> {
    let rows = conn
        .all(
            "SELECT u.conversation_id, u.seq, u.label, u.confidence, u.form, u.corrected, u.created_at, m.body
             FROM understood u JOIN message m ON m.conversation_id = u.conversation_id AND m.seq = u.seq
             WHERE u.bot_id = $1 ORDER BY u.created_at DESC, u.conversation_id DESC, u.seq DESC LIMIT $2",
            args![bot, most],
        )
        .await?;
    heard(&rows)
}

pub(super) async fn corrected(conn: &mut Conn, bot: &BotId, most: i64) -> Result<Vec<Heard>> {
    let rows = conn
        .all(
            "SELECT u.conversation_id, u.seq, u.label, u.confidence, u.form, u.corrected, u.created_at, m.body
             FROM understood u JOIN message m ON m.conversation_id = u.conversation_id AND m.seq = u.seq
             WHERE u.bot_id = $1 AND u.corrected IS NOT NULL ORDER BY u.created_at DESC, u.conversation_id DESC, u.seq DESC LIMIT $2",
            args![bot, most],
        )
        .await?;
    heard(&rows)
}

fn heard(rows: &[Row]) -> Result<Vec<Heard>> {
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let Json(body) = row.get::<Json<Body>>("body")?;
        let Body::Text { text, .. } = body else { continue };
        all.push(Heard {
            conversation: row.get("conversation_id")?,
            seq: row.get("seq")?,
            text,
            label: row.get("label")?,
            confidence: row.get("confidence")?,
            form: row.get("form")?,
            corrected: row.get("corrected")?,
            at: row.get("created_at")?,
        });
    }
    Ok(all)
}

pub(super) async fn wished(conn: &mut Conn, conversation: &ConversationId) -> Result<Option<String>> {
    let row = conn
        .row(
            "SELECT label FROM understood WHERE conversation_id = $1 AND form = 'open' AND label <> 'spam' ORDER BY seq DESC LIMIT 1",
            args![conversation],
        )
        .await?;
    Ok(match row {
        Some(row) => Some(row.get("label")?),
        None => None,
    })
}

pub(super) async fn correct(tx: &mut Tx, bot: &BotId, at: (&ConversationId, i64), label: &str) -> Result<bool> {
    let changed = tx
        .exec(
            "UPDATE understood SET corrected = $4 WHERE conversation_id = $1 AND seq = $2 AND bot_id = $3",
            args![at.0, at.1, bot, label],
        )
        .await?;
    Ok(changed > 0)
}
