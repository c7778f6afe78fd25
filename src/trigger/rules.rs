//! A bot's rules as its owner arranges them. A rule that stays keeps its id, so that what it has done is not forgotten: who
//! was asked once is not asked again because another rule was changed.

use super::{Rule, sql};
use crate::bot::Bot;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::id::{BotId, RuleId};

/// A bot's rules, in order.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, bot: &BotId) -> Result<Vec<Rule>> {
    sql::rules(conn, bot).await
}

/// These are its rules from now on, in this order. One with the id of a rule that it has takes that one's place; any other is
/// new.
///
/// # Errors
/// What the database says.
pub async fn change(tx: &mut Tx, bot: &BotId, rules: &[Rule]) -> Result<()> {
    let had = sql::rules(tx, bot).await?;
    for gone in had.iter().filter(|rule| !rules.iter().any(|kept| kept.id == rule.id)) {
        sql::remove_rule(tx, bot, &gone.id).await?;
    }
    for (rule, position) in rules.iter().zip(0_i64..) {
        if had.iter().any(|known| known.id == rule.id) {
            sql::set_rule(tx, bot, rule, position).await?;
        } else {
            let id: RuleId = tx.id();
            let rule = Rule { id: id.to_string(), ..rule.clone() };
            sql::insert_rule(tx, bot, &id, &rule, position).await?;
        }
    }
    Ok(())
}

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
