//! A bot's rules, as they are kept.

use super::{Rule, sql};
use crate::bot::Bot;
use crate::db::Tx;
use crate::error::Result;
use crate::id::RuleId;

/// Writes a bot's rules, in order, in place of those it had.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, bot: &Bot, rules: &[Rule]) -> Result<()> {
    sql::remove_rules(tx, &bot.id).await?;
    for (rule, position) in rules.iter().zip(0_i64..) {
        let id: RuleId = tx.id();
        let rule = Rule { id: id.to_string(), ..rule.clone() };
        sql::insert_rule(tx, &bot.id, &id, &rule, position).await?;
    }
    Ok(())
}
