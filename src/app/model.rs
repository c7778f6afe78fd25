//! What an owner may know of the language model, and the question whether it is there.

use std::time::{Duration, Instant};

use super::App;
use crate::db::Conn;
use crate::error::Result;
use crate::id::BotId;
use crate::llm::prompt::Prompt;
use crate::llm::{Failure, budget};
use crate::time::Timestamp;

/// A model that is set up, and what a bot has used of it.
#[derive(Clone, Debug)]
pub struct Wording {
    /// Its name.
    pub name: String,
    /// Where it answers.
    pub host: String,
    /// How long it may take.
    pub deadline: Duration,
    /// Tokens that the bot may use today, and those it has.
    pub budget: i64,
    /// Used, and set aside.
    pub spent: i64,
    /// Requests today.
    pub asked: i64,
    /// Those that gave something.
    pub answered: i64,
    /// Why the last request that failed did, in a sentence of ours, and when.
    pub failure: Option<(&'static str, Timestamp)>,
}

impl App {
    /// The model, where one is set up, and what this bot has used of it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn wording(&self, conn: &mut Conn, bot: &BotId) -> Result<Option<Wording>> {
        let Some(llm) = &self.llm else { return Ok(None) };
        let (settings, today) = (llm.settings(), budget::today(conn, bot, self.clock.now()).await?);
        let failure = budget::last_failure(conn, bot).await?;
        Ok(Some(Wording {
            name: settings.name.clone(),
            host: settings.host().to_owned(),
            deadline: settings.deadline,
            budget: i64::from(settings.budget_per_day),
            spent: today.spent,
            asked: today.asked,
            answered: today.answered,
            failure: failure.map(|(failure, at)| (failure.words(), at)),
        }))
    }

    /// Asks the model for one word; how long that took, or what is wrong, in a sentence of ours. `None` without a model.
    pub async fn try_model(&self) -> Option<std::result::Result<Duration, &'static str>> {
        let llm = self.llm.as_ref()?;
        let begun = Instant::now();
        let asked = llm.ask(&Prompt::hello(), |_| true, self.stop.clone().cancelled_owned()).await;
        Some(asked.answer.map(|_| begun.elapsed()).map_err(Failure::words))
    }
}
