//! What an owner may know of the language model, the question whether it is there, and those whose answers are data.

use std::time::{Duration, Instant};

use super::App;
use crate::bot::uses::Use;
use crate::db::Conn;
use crate::error::Result;
use crate::id::BotId;
use crate::llm::prompt::Prompt;
use crate::llm::{Answer, Failure, budget};
use crate::metric;
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
    /// Tokens today by what they were used for, in the order of `Use::ALL`.
    pub tokens: [i64; Use::ALL.len()],
    /// Why the last request that failed did, in a sentence of ours, and when.
    pub failure: Option<(&'static str, Timestamp)>,
}

/// What came of asking for data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Consulted<T> {
    /// This.
    Said(T),
    /// Nothing that can be used.
    Nothing,
    /// Nobody was asked: too many ask at once, or the server stops.
    Later,
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
        let all = today.prompt_tokens + today.completion_tokens;
        Ok(Some(Wording {
            name: settings.name.clone(),
            host: settings.host().to_owned(),
            deadline: settings.deadline,
            budget: i64::from(settings.budget_per_day),
            spent: today.spent,
            asked: today.asked,
            answered: today.answered,
            tokens: [all - today.doubt_tokens - today.notes_tokens, today.doubt_tokens, today.notes_tokens],
            failure: failure.map(|(failure, at)| (failure.words(), at)),
        }))
    }

    /// Asks the model something whose answer is data, within the bot's budget.
    ///
    /// # Errors
    /// What the database says.
    pub async fn consult<T>(
        &self,
        bot: &BotId,
        prompt: &Prompt,
        read: impl FnOnce(&Answer) -> Option<T>,
    ) -> Result<Consulted<T>> {
        let Some(llm) = &self.llm else { return Ok(Consulted::Nothing) };
        let of = prompt.of().as_str();
        let mut tx = self.tx().await?;
        let aside = budget::set_aside(&mut tx, bot, prompt, llm.settings().budget_per_day).await?;
        tx.commit().await?;
        let Some(aside) = aside else {
            metric::model_asked(of, "budget");
            return Ok(Consulted::Nothing);
        };
        let asked = llm.ask(prompt, |_| true, self.stop.clone().cancelled_owned()).await;
        let (found, outcome) = match &asked.answer {
            Ok(answer) => match read(answer) {
                Some(found) => (Consulted::Said(found), "answered"),
                None => (Consulted::Nothing, "unknown"),
            },
            Err(failure @ (Failure::Busy | Failure::Stopped)) => (Consulted::Later, failure.as_str()),
            Err(failure) => (Consulted::Nothing, failure.as_str()),
        };
        metric::model_asked(of, outcome);
        let mut tx = self.tx().await?;
        budget::settle(&mut tx, bot, aside, &asked, matches!(found, Consulted::Said(_))).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// Asks the model for one word; how long that took, or what is wrong, in a sentence of ours. `None` without a model.
    pub async fn try_model(&self) -> Option<std::result::Result<Duration, &'static str>> {
        let llm = self.llm.as_ref()?;
        let begun = Instant::now();
        let asked = llm.ask(&Prompt::hello(), |_| true, self.stop.clone().cancelled_owned()).await;
        Some(asked.answer.map(|_| begun.elapsed()).map_err(Failure::words))
    }
}
