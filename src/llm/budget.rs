//! What a bot may use of the model in a day, and what it has used.
//!
//! Before a request its likely cost is set aside in one statement that holds the budget, so that many visitors at once do
//! not pass it together; afterwards what it truly was takes its place. What a crash leaves set aside counts as used: the
//! endpoint has counted it too.

use std::time::Duration;

use super::prompt::Prompt;
use super::{Asked, Failure, sql};
use crate::bot::uses::Use as Of;
use crate::db::{Conn, Tx, record};
use crate::error::Result;
use crate::id::BotId;
use crate::time::Timestamp;

record! {
    /// What was used on a day.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub struct Use {
        /// Requests.
        pub asked: i64,
        /// Those that gave something.
        pub answered: i64,
        /// Tokens sent.
        pub prompt_tokens: i64,
        /// Tokens that came back.
        pub completion_tokens: i64,
        /// Both, and what is set aside.
        pub spent: i64,
        /// Of both, what decided doubts.
        pub doubt_tokens: i64,
        /// Of both, what went into notes.
        pub notes_tokens: i64,
    }
}

/// Tokens set aside for a request.
#[derive(Debug)]
pub struct SetAside {
    of: Of,
    day: i64,
    tokens: i64,
}

/// The day that a moment belongs to.
fn day(at: Timestamp) -> i64 {
    at.millis().div_euclid(i64::try_from(Duration::from_secs(86_400).as_millis()).unwrap_or(i64::MAX))
}

/// Sets aside what a request may use; `None` when the day's budget does not hold it.
///
/// # Errors
/// What the database says.
pub async fn set_aside(tx: &mut Tx, bot: &BotId, prompt: &Prompt, budget: u32) -> Result<Option<SetAside>> {
    let set_aside = SetAside { of: prompt.of(), day: day(tx.now), tokens: prompt.most() };
    let budget = i64::from(budget);
    let fits = set_aside.tokens <= budget && sql::reserve(tx, bot, set_aside.day, set_aside.tokens, budget).await?;
    Ok(fits.then_some(set_aside))
}

/// Notes what a request has used and how it went. `was_useful` says whether its answer was one.
///
/// # Errors
/// What the database says.
pub async fn settle(tx: &mut Tx, bot: &BotId, aside: SetAside, asked: &Asked, was_useful: bool) -> Result<()> {
    let SetAside { of, day, tokens } = aside;
    match &asked.answer {
        Err(Failure::Busy | Failure::Resting) => return sql::release(tx, bot, day, tokens).await,
        // Nobody's fault.
        Err(Failure::Stopped) | Ok(_) => {}
        Err(failure) => sql::note_failure(tx, bot, day, *failure, tx.now).await?,
    }
    sql::settle(tx, bot, (day, of), tokens, asked.tokens, was_useful).await
}

/// What a bot has used today.
///
/// # Errors
/// What the database says.
pub async fn today(conn: &mut Conn, bot: &BotId, now: Timestamp) -> Result<Use> {
    Ok(sql::of_day(conn, bot, day(now)).await?.unwrap_or_default())
}

/// Why the last request that failed did, and when.
///
/// # Errors
/// What the database says.
pub async fn last_failure(conn: &mut Conn, bot: &BotId) -> Result<Option<(Failure, Timestamp)>> {
    let found = sql::last_failure(conn, bot).await?;
    // A word of a newer version is not known here, and nothing to fail over.
    Ok(found.and_then(|(word, at)| Some((Failure::parse(&word)?, at))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_one_of_utc() {
        assert_eq!(day(Timestamp::from_millis(0)), 0);
        assert_eq!(day(Timestamp::from_millis(86_399_999)), 0);
        assert_eq!(day(Timestamp::from_millis(1_795_257_960_000)), 20_778);
    }
}
