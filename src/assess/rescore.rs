//! A bot's leads are scored by other weights or bands: the settings are saved at once, and a task goes through past leads, a
//! piece at a time. Whoever comes meanwhile is scored by the new ones already.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{heard, opinion, weights};
use crate::assistant::evidence::Weights;
use crate::bot::bands::Bands;
use crate::bot::{self, Bot, Capture, Settings};
use crate::db::{Json, Tx};
use crate::error::{Error, Result};
use crate::id::{self, BotId, LeadId, MemberId, TaskId};
use crate::lead::score::{self, Scored};
use crate::lead::{self, Lead, detail};
use crate::organisation::trail::{self, Entry, What};
use crate::task::{self, Kind, NewTask, State, Task};
use crate::time::Timestamp;

/// How many leads a piece scores.
pub const PIECE: i64 = 25;

/// What a person chose.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// At which bot.
    pub bot: &'a BotId,
    /// Who.
    pub by: &'a MemberId,
    /// What they saw, by [`version`].
    pub seen: &'a str,
    /// How much each kind of evidence counts.
    pub weights: &'a Weights,
    /// Where the bands begin.
    pub bands: Bands,
    /// When a conversation is a lead without a form.
    pub capture: Capture,
}

/// What a bot scores by, in a word that changes with it: for who saves what they saw earlier.
#[must_use]
pub fn version(settings: &Settings) -> String {
    let Settings { score_preset, score_weights, bands, capture, .. } = settings;
    id::token_hash(&json!([score_preset, score_weights, bands, capture]).to_string())
}

/// What the task knows between its pieces: the last lead done.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Plan {
    before: Option<(i64, LeadId)>,
}

/// Changes what a bot scores by; gives the task that scores past leads, where that makes a difference to any.
///
/// # Errors
/// `Invalid` when a weight or a band is out of bounds; `Conflict("changed")` when it is no longer what they saw.
pub async fn change(tx: &mut Tx, change: &Change<'_>) -> Result<Option<TaskId>> {
    change.weights.check()?;
    change.bands.check()?;
    let bot = bot::hold(tx, change.bot).await?;
    let was = bot.settings().clone();
    if version(&was) != change.seen {
        return Err(Error::Conflict("changed"));
    }
    let settings = Settings {
        score_preset: change.weights.preset,
        score_weights: super::own(change.weights),
        bands: change.bands,
        capture: change.capture,
        ..was.clone()
    };
    if settings == was {
        return Ok(None);
    }
    bot::set_settings(tx, &bot.id, &settings).await?;
    note(tx, &bot, change.by, &was, &settings).await?;
    let scores = |settings: &Settings| (settings.score_preset, settings.score_weights.clone(), settings.bands);
    if scores(&was) == scores(&settings) {
        return Ok(None);
    }
    let organisation = &bot.organisation_id;
    // What the last change had begun would be done over.
    while let Some(earlier) = task::running(tx, organisation, &bot.id, Kind::Rescore).await? {
        task::end(tx, &earlier, State::Stopped, Some("The score was changed again")).await?;
    }
    let total = lead::list::counts(tx, &bot.id).await?.total;
    if total == 0 {
        return Ok(None);
    }
    let detail = serde_json::to_value(Plan::default()).map_err(anyhow::Error::new)?;
    let new = NewTask { organisation, bot: Some(&bot.id), by: change.by, kind: Kind::Rescore, total, detail };
    let id = task::draft(tx, &new).await?;
    let task = task::find(tx, organisation, &id).await?;
    task::start(tx, &task).await?;
    Ok(Some(id))
}

/// The line of the trail: which settings, by their keys and numbers.
async fn note(tx: &mut Tx, bot: &Bot, by: &MemberId, was: &Settings, became: &Settings) -> Result<()> {
    let mut detail = BTreeMap::from([("setting", json!("score"))]);
    if was.score_preset != became.score_preset {
        detail.insert("preset", json!(became.score_preset));
    }
    if was.capture != became.capture {
        detail.insert("capture", json!(became.capture));
    }
    if was.score_weights != became.score_weights {
        detail.insert("weights", json!(became.score_weights.keys().collect::<Vec<_>>()));
    }
    if was.bands != became.bands {
        let Bands { warm_from, hot_from, low_from, medium_from, high_from } = became.bands;
        let told = [("warm_from", warm_from), ("hot_from", hot_from), ("low_from", low_from)];
        let told = told.into_iter().chain([("medium_from", medium_from), ("high_from", high_from)]);
        detail.extend(told.map(|(key, from)| (key, json!(from))));
    }
    let entry = Entry {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by: Some(by),
        what: What::SettingsChanged,
        subject: bot.id.as_str(),
        detail: json!(detail),
    };
    trail::note(tx, &entry).await
}

/// Does the next piece of the task.
///
/// # Errors
/// `Conflict("stopped")` when a person stopped it, or another change of the score did.
pub async fn piece(tx: &mut Tx, task: &Task) -> Result<()> {
    let Json(detail) = &task.detail;
    let mut plan: Plan = serde_json::from_value(detail.clone()).unwrap_or_default();
    let id = task.bot_id.clone().ok_or(Error::NotFound("bot"))?;
    let bot = bot::by_id(tx, &id).await?.ok_or(Error::NotFound("bot"))?;
    let before = plan.before.as_ref().map(|(at, id)| (Timestamp::from_millis(*at), id));
    let leads = lead::past(tx, &bot.id, before, PIECE).await?;
    let Some(last) = leads.last() else { return task::end(tx, task, State::Done, None).await };
    plan.before = Some((last.captured_at.millis(), last.id.clone()));
    let weights = weights(bot.settings());
    for lead in &leads {
        rescore(tx, &bot, lead, &weights).await?;
    }
    let pieces = i64::try_from(leads.len()).unwrap_or(0).min((task.total - task.done).max(0));
    task::went_on(tx, task, pieces, &serde_json::to_value(plan).map_err(anyhow::Error::new)?).await
}

/// Scores a lead by what was said; one of whom nothing was said keeps its score, in the band where that is now.
async fn rescore(tx: &mut Tx, bot: &Bot, lead: &Lead, weights: &Weights) -> Result<()> {
    match lead::erase::hold(tx, &lead.id).await {
        Err(Error::Conflict(_) | Error::NotFound(_)) => return Ok(()),
        held => held?,
    }
    let lead = lead::find(tx, &bot.id, &lead.id).await?;
    let heard = heard::of_contact(tx, &lead.contact_id).await?;
    if heard.has_words() {
        let (_, scored) = opinion::score(&heard, &bot.settings().region, weights, &bot.settings().bands);
        return score::set(tx, bot, &lead, &scored).await;
    }
    let Some(score) = lead.score.and_then(|score| u8::try_from(score.clamp(0, 100)).ok()) else { return Ok(()) };
    let known = detail::stored(tx, &lead.id).await?;
    score::set(tx, bot, &lead, &Scored { score, reasons: known.reasons, signals: known.signals }).await
}
