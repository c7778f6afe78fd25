//! A crowd of invented leads, as many as are asked for: to see and to measure what a million are like.
//!
//! Each has a contact, what it is recognised by, a conversation of five messages, one to three submissions, and its moves
//! through the bot's pipeline, over the two years before now. All of it follows from the seed, the number asked for and
//! the moment. Nobody is told, nothing is sent. They go in some thousands a transaction, oldest first, so memory stays small.

mod content;
mod person;
mod rng;
mod sql;
mod story;

use std::time::{Duration, Instant};

use crate::app::App;
use crate::bot::{self, Bot};
use crate::db::Conn;
use crate::error::Result;
use crate::lead::list;
use crate::organisation;
use crate::tag;

use super::seed;
use rng::Rng;
use story::Teller;

/// So many are written by one statement.
const TOGETHER: u64 = 500;

/// So many are one transaction.
const A_COMMIT: u64 = 4_000;

/// How far back the first of them lies.
const SPAN: Duration = Duration::from_secs(2 * 365 * 24 * 60 * 60);

/// How many, and by which seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// So many leads.
    pub leads: u64,
    /// Other seeds make other people.
    pub seed: u64,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// So many leads are written.
    pub done: u64,
    /// Of so many.
    pub of: u64,
    /// For so long it has been at it.
    pub took: Duration,
}

impl Progress {
    /// Leads a second so far.
    #[must_use]
    pub fn rate(&self) -> u64 {
        let millis = u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX).max(1);
        self.done.saturating_mul(1000) / millis
    }

    /// How long the others will take.
    #[must_use]
    pub fn left(&self) -> Duration {
        Duration::from_secs((self.of - self.done.min(self.of)) / self.rate().max(1))
    }
}

/// The bot of this key, or the first, where a crowd may go into it.
///
/// # Errors
/// Words for the terminal: there is no such bot, or it is at work and no demo.
pub async fn place(conn: &mut Conn, key: Option<&str>) -> Result<Bot> {
    let is_demo = seed::is_demo(conn).await?;
    let home = organisation::first(conn).await?;
    let bots = match &home {
        Some(home) => bot::list(conn, &home.id).await?,
        None => Vec::new(),
    };
    let found = match key {
        Some(key) => bots.into_iter().find(|bot| bot.key == key),
        None => bots.into_iter().next(),
    };
    let bot = found.ok_or_else(|| anyhow::anyhow!("there is no such bot: `frontdesk bot list` shows them"))?;
    if !is_demo && list::counts(conn, &bot.id).await?.total > 0 {
        let told = "invented leads would stand among the real ones of this bot, and nobody could tell them apart again: this installation is no demo. Give another data folder with --data, or a bot without leads with --bot";
        return Err(anyhow::anyhow!(told).into());
    }
    Ok(bot)
}

/// Writes them, and tells how far it is after each transaction.
///
/// # Errors
/// What the database says; what was told of before is written.
pub async fn fill(app: &App, bot: &Bot, asked: Asked, tell: &mut impl FnMut(Progress)) -> Result<()> {
    let begun = Instant::now();
    let mut conn = app.db.read().await?;
    let before = list::counts(&mut conn, &bot.id).await?.total;
    let team = sql::team(&mut conn, &bot.organisation_id).await?;
    let tags = tag::list(&mut conn, &bot.id).await?;
    drop(conn);
    let tags = tags.into_iter().filter(|tag| tag.active && tag.kind == tag::Kind::Request).map(|tag| tag.key).collect();
    let teller = Teller::new(bot, tags, team, asked.seed, u64::try_from(before).unwrap_or(0));
    let mut rng = Rng::of(asked.seed, u64::MAX);
    let now = app.clock.now();
    let first = now.minus(SPAN);
    let step = u64::try_from(SPAN.as_millis()).unwrap_or(u64::MAX) / asked.leads.max(1);
    let mut done = 0;
    while done < asked.leads {
        let mut tx = app.tx().await?;
        tx.as_history(now);
        let end = asked.leads.min(done + A_COMMIT);
        while done < end {
            let mut rows = sql::Rows::default();
            let part = end.min(done + TOGETHER);
            for number in done..part {
                // One each step, somewhere in it: later ones have later ids, as they would.
                let at = first.plus(Duration::from_millis(number * step + rng.below(step.max(1))));
                teller.tell(&mut rows, number, at, now)?;
            }
            done = part;
            rows.write(&mut tx).await?;
        }
        tx.commit().await?;
        tell(Progress { done, of: asked.leads, took: begun.elapsed() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_tells_how_long_it_takes_still() {
        let progress = Progress { done: 1_000, of: 4_000, took: Duration::from_secs(2) };
        assert_eq!((progress.rate(), progress.left()), (500, Duration::from_secs(6)));
        let begun = Progress { done: 0, of: 4_000, took: Duration::ZERO };
        assert_eq!((begun.rate(), begun.left()), (0, Duration::from_secs(4_000)));
    }
}
