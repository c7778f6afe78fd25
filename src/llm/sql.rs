//! Statements of what was used.

use super::budget::Use;
use super::{Failure, Tokens};
use crate::bot::uses::Use as Of;
use crate::db::{Conn, Tx, args};
use crate::error::Result;
use crate::id::BotId;
use crate::time::Timestamp;

/// Sets tokens aside, where the day's budget holds them.
pub(super) async fn reserve(tx: &mut Tx, bot: &BotId, day: i64, tokens: i64, budget: i64) -> Result<bool> {
    let done = tx
        .exec(
            "INSERT INTO llm_use (bot_id, day, asked, answered, prompt_tokens, completion_tokens, spent)
             VALUES ($1, $2, 0, 0, 0, 0, $3)
             ON CONFLICT (bot_id, day) DO UPDATE SET spent = llm_use.spent + excluded.spent
             WHERE llm_use.spent + excluded.spent <= $4",
            args![bot, day, tokens, budget],
        )
        .await?;
    Ok(done > 0)
}

/// Notes what a request has used, in place of what was set aside for it.
pub(super) async fn settle(
    tx: &mut Tx,
    bot: &BotId,
    (day, of): (i64, Of),
    set_aside: i64,
    used: Tokens,
    answered: bool,
) -> Result<()> {
    let if_for = |one: Of| if of == one { used.total() } else { 0 };
    tx.exec(
        "UPDATE llm_use SET asked = asked + 1, answered = answered + $3, prompt_tokens = prompt_tokens + $4,
           completion_tokens = completion_tokens + $5, spent = spent + $6, doubt_tokens = doubt_tokens + $7,
           notes_tokens = notes_tokens + $8
         WHERE bot_id = $1 AND day = $2",
        args![
            bot,
            day,
            i64::from(answered),
            used.prompt,
            used.completion,
            used.total() - set_aside,
            if_for(Of::Doubt),
            if_for(Of::Notes)
        ],
    )
    .await?;
    Ok(())
}

/// Gives back what was set aside for a request that was never sent.
pub(super) async fn release(tx: &mut Tx, bot: &BotId, day: i64, set_aside: i64) -> Result<()> {
    tx.exec("UPDATE llm_use SET spent = spent - $3 WHERE bot_id = $1 AND day = $2", args![bot, day, set_aside]).await?;
    Ok(())
}

pub(super) async fn note_failure(tx: &mut Tx, bot: &BotId, day: i64, failure: Failure, at: Timestamp) -> Result<()> {
    tx.exec(
        "UPDATE llm_use SET failure = $3, failed_at = $4 WHERE bot_id = $1 AND day = $2",
        args![bot, day, failure.as_str(), at],
    )
    .await?;
    Ok(())
}

pub(super) async fn of_day(conn: &mut Conn, bot: &BotId, day: i64) -> Result<Option<Use>> {
    conn.find(
        "SELECT asked, answered, prompt_tokens, completion_tokens, spent, doubt_tokens, notes_tokens FROM llm_use WHERE bot_id = $1 AND day = $2",
        args![bot, day],
    )
    .await
}

pub(super) async fn last_failure(conn: &mut Conn, bot: &BotId) -> Result<Option<(String, Timestamp)>> {
    let row = conn
        .row(
            "SELECT failure, failed_at FROM llm_use WHERE bot_id = $1 AND failure IS NOT NULL ORDER BY day DESC LIMIT 1",
            args![bot],
        )
        .await?;
    Ok(row.map(|row| Ok::<_, sqlx::Error>((row.get("failure")?, row.get("failed_at")?))).transpose()?)
}
