//! Statements of rules and of what has fired.

use std::collections::BTreeSet;

use super::Rule;
use crate::conversation::Conversation;
use crate::db::{Conn, Json, Tx, args};
use crate::error::Result;
use crate::id::{BotId, RuleId};

pub(super) async fn insert_rule(tx: &mut Tx, bot: &BotId, id: &RuleId, rule: &Rule, position: i64) -> Result<()> {
    let rule = serde_json::to_string(rule).map_err(anyhow::Error::new)?;
    tx.exec("INSERT INTO rule (id, bot_id, rule, position) VALUES ($1, $2, $3, $4)", args![id, bot, rule, position])
        .await?;
    Ok(())
}

pub(super) async fn remove_rules(tx: &mut Tx, bot: &BotId) -> Result<()> {
    tx.exec("DELETE FROM rule_fired WHERE rule_id IN (SELECT id FROM rule WHERE bot_id = $1)", args![bot]).await?;
    tx.exec("DELETE FROM rule WHERE bot_id = $1", args![bot]).await?;
    Ok(())
}

pub(super) async fn set_rule(tx: &mut Tx, bot: &BotId, rule: &Rule, position: i64) -> Result<()> {
    let text = serde_json::to_string(rule).map_err(anyhow::Error::new)?;
    let values = args![rule.id.as_str(), bot, text, position];
    tx.exec("UPDATE rule SET rule = $3, position = $4 WHERE id = $1 AND bot_id = $2", values).await?;
    Ok(())
}

pub(super) async fn remove_rule(tx: &mut Tx, bot: &BotId, id: &str) -> Result<()> {
    tx.exec("DELETE FROM rule_fired WHERE rule_id IN (SELECT id FROM rule WHERE id = $1 AND bot_id = $2)", args![id, bot])
        .await?;
    tx.exec("DELETE FROM rule WHERE id = $1 AND bot_id = $2", args![id, bot]).await?;
    Ok(())
}

pub(super) async fn rules(conn: &mut Conn, bot: &BotId) -> Result<Vec<Rule>> {
    let rows = conn.all("SELECT rule FROM rule WHERE bot_id = $1 ORDER BY position, id", args![bot]).await?;
    rows.iter()
        .map(|row| {
            let Json(rule) = row.get("rule")?;
            Ok(rule)
        })
        .collect()
}

/// The rules that have fired in this conversation, and those that have for its visitor.
pub(super) async fn fired(
    conn: &mut Conn,
    conversation: &Conversation,
) -> Result<(BTreeSet<String>, BTreeSet<String>)> {
    let rows = conn
        .all("SELECT rule_id, conversation_id FROM rule_fired WHERE identity_id = $1", args![&conversation.identity_id])
        .await?;
    let (mut here, mut anywhere) = (BTreeSet::new(), BTreeSet::new());
    for row in rows {
        let rule: String = row.get("rule_id")?;
        if row.get::<String>("conversation_id")? == conversation.id.as_str() {
            here.insert(rule.clone());
        }
        anywhere.insert(rule);
    }
    Ok((here, anywhere))
}

pub(super) async fn note_fired(tx: &mut Tx, rule: &str, conversation: &Conversation) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "INSERT INTO rule_fired (rule_id, conversation_id, identity_id, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (rule_id, conversation_id) DO NOTHING",
        args![rule, &conversation.id, &conversation.identity_id, now],
    )
    .await?;
    Ok(())
}
