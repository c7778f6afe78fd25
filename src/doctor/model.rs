//! The language model, where one is set up: it is asked for one word, and what bots have used of it today is looked at. No
//! visitor's word is sent, and the few tokens are counted for nobody.

use super::{DEADLINE, Finding};
use crate::bot;
use crate::config::{Config, Model};
use crate::db::Conn;
use crate::error::Result;
use crate::llm::prompt::Prompt;
use crate::llm::{Failure, Llm, budget};
use crate::time::Clock;

/// From this part of its budget on a bot is told of.
const NEARLY: (i64, i64) = (9, 10);

pub(super) async fn look(config: &Config) -> Vec<Finding> {
    let Some(settings) = &config.model else {
        return vec![Finding::ok("model", "not set up: the embedded assistant answers by itself")];
    };
    let answer = match Llm::new(settings) {
        Ok(llm) => llm.ask(&Prompt::hello(), |_| true, tokio::time::sleep(DEADLINE)).await.answer.map(drop),
        Err(error) => return vec![Finding::problem("model", error.to_string())],
    };
    // Our own patience is shorter than a long deadline.
    let answer = answer.map_err(|failure| if failure == Failure::Stopped { Failure::Late } else { failure });
    std::iter::once(judge(settings, answer)).chain(plain(settings)).collect()
}

fn judge(settings: &Model, answer: std::result::Result<(), Failure>) -> Finding {
    let place = format!("{} at {}", settings.name, settings.host());
    match answer {
        Ok(()) => Finding::ok("model", format!("{place} answers, within {} seconds", settings.deadline.as_secs())),
        // Nobody is without an answer.
        Err(why) => {
            Finding::warning("model", format!("{place}: {} Until then the embedded assistant answers", why.words()))
        }
    }
}

/// A key that goes over the public network in the open.
fn plain(settings: &Model) -> Option<Finding> {
    let is_open = settings.base_url.scheme() == "http" && settings.networks.is_empty();
    is_open.then(|| {
        let said =
            "model.base_url begins with http://: the key and what visitors write go there in the open; use https://";
        Finding::problem("model", said)
    })
}

/// What bots have used today of what they may.
pub(super) async fn used(conn: &mut Conn, config: &Config) -> Result<Vec<Finding>> {
    let Some(settings) = &config.model else { return Ok(Vec::new()) };
    let (budget, now) = (i64::from(settings.budget_per_day), Clock::System.now());
    let (mut total, mut near) = (0, Vec::new());
    for bot in bot::all(conn).await? {
        let spent = budget::today(conn, &bot.id, now).await?.spent;
        total += spent;
        if spent.saturating_mul(NEARLY.1) >= budget.saturating_mul(NEARLY.0) {
            near.push(bot.key);
        }
    }
    Ok(vec![judge_used(total, budget, &near)])
}

fn judge_used(total: i64, budget: i64, near: &[String]) -> Finding {
    if near.is_empty() {
        return Finding::ok("model use", format!("{total} tokens today; each bot may use {budget}"));
    }
    let said = format!(
        "{} has used nearly all of its {budget} tokens for today, and the embedded assistant answers from there on: raise model.budget_per_day if that is not enough",
        near.join(", ")
    );
    Finding::warning("model use", said)
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;
    use crate::config::Overrides;

    fn settings(base_url: &str, networks: &str) -> Model {
        let set = [("BASE_URL", base_url), ("NAME", "small"), ("NETWORKS", networks)];
        let environment = set.map(|(key, value)| (format!("FRONTDESK_MODEL__{key}"), value.to_owned()));
        Config::load(None, environment.into_iter(), Overrides::default()).unwrap().model.unwrap()
    }

    #[test]
    fn a_model_that_does_not_answer_is_no_problem_and_a_key_in_the_open_is() {
        let model = settings("https://api.example/v1", "");
        assert_eq!(judge(&model, Ok(())).state, State::Ok);
        let found = judge(&model, Err(Failure::Key));
        assert!(found.state == State::Warning && found.said.contains("model.key"), "{found:?}");
        assert_eq!(plain(&model), None);
        assert_eq!(plain(&settings("http://api.example/v1", "")).unwrap().state, State::Problem);
        assert_eq!(plain(&settings("http://10.0.0.5/v1", "10.0.0.0/8")), None);
    }

    #[test]
    fn a_bot_near_its_budget_is_named() {
        assert_eq!(judge_used(10, 1_000, &[]).state, State::Ok);
        let found = judge_used(950, 1_000, &["loam".to_owned()]);
        assert!(found.state == State::Warning && found.said.contains("loam"));
    }
}
