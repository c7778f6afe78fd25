//! A bot's pipeline becomes another: the settings are saved at once, and a task maps the leads, piece by piece. Whoever
//! captures meanwhile does so by the new one already; the history keeps the old keys.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::history::{self, Change as Line, Kind as LineKind};
use super::list::Counts;
use super::pipeline::change::{Mapping, mappings};
use super::pipeline::{Category, OWN, Pipeline};
use super::{list, sql};
use crate::bot::{self, Settings};
use crate::db::{Conn, Json, Tx};
use crate::error::{Error, Result};
use crate::id::{BotId, LeadId, MemberId, TaskId};
use crate::organisation::trail::{self, Entry, What};
use crate::task::{self, Kind, NewTask, State, Task};

/// How many leads a piece maps.
pub const PIECE: i64 = 500;

/// After so long nobody captures by the settings of before: sockets hold a bot's copy for a second at most, and a
/// transaction that began by it is short.
pub const SETTLES: Duration = Duration::from_secs(3);

/// What a person chose.
#[derive(Debug)]
pub struct Change<'a> {
    /// At which bot.
    pub bot: &'a BotId,
    /// Who.
    pub by: &'a MemberId,
    /// What they saw, by [`Settings::pipeline_version`].
    pub seen: &'a str,
    /// The new pipeline: a preset, or an own one by its key.
    pub pipeline: &'a Pipeline,
    /// Old statuses by key, and where their leads go, where the rule's answer is not wanted.
    pub choices: &'a BTreeMap<String, String>,
}

/// What a change of pipeline does to leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// What becomes of them.
    pub mapping: Mapping,
    /// How many there are.
    pub leads: i64,
}

/// What a change to this pipeline would do, by the rule of [`super::pipeline::change`].
///
/// # Errors
/// What the database says.
pub async fn effects(conn: &mut Conn, bot: &BotId, settings: &Settings, new: &Pipeline) -> Result<Vec<Effect>> {
    let counts = list::counts(conn, bot).await?;
    let known = known(conn, bot, settings.pipeline(), &counts).await?;
    let leads = |key: &str| counts.by_status.get(key).copied().unwrap_or(0);
    let effect = |mapping: Mapping| Effect { leads: leads(&mapping.from), mapping };
    Ok(mappings(&known, new).into_iter().map(effect).collect())
}

/// The statuses that leads have or may have, in the pipeline's order; after them those it does not know any more.
async fn known(conn: &mut Conn, bot: &BotId, old: &Pipeline, counts: &Counts) -> Result<Vec<(String, Category)>> {
    let mut known: Vec<_> = old.statuses.iter().map(|status| (status.key.clone(), status.category)).collect();
    for (key, n) in &counts.by_status {
        if *n > 0
            && old.status(key).is_none()
            && let Some(category) = sql::category_of(conn, bot, key).await?
        {
            known.push((key.clone(), category));
        }
    }
    Ok(known)
}

/// What the task knows between its pieces.
#[derive(Debug, Serialize, Deserialize)]
struct Plan {
    mappings: Vec<Mapping>,
    /// Which mapping is being done.
    at: usize,
    /// The last lead done of it.
    after: Option<(i64, LeadId)>,
}

/// Changes a bot's pipeline; gives the task that maps the leads, where some may have to be mapped.
///
/// # Errors
/// `Invalid` when the pipeline does not hold or a choice names no status of it; `Conflict("changed")` when it is no longer
/// what they saw; `Conflict("remapping")` while leads are still being mapped for the last change.
pub async fn change(tx: &mut Tx, change: &Change<'_>) -> Result<Option<TaskId>> {
    change.pipeline.check()?;
    let bot = bot::hold(tx, change.bot).await?;
    let mut settings = bot.settings().clone();
    if settings.pipeline_version() != change.seen {
        return Err(Error::Conflict("changed"));
    }
    if task::running(tx, &bot.organisation_id, &bot.id, Kind::Remap).await?.is_some() {
        return Err(Error::Conflict("remapping"));
    }
    let mut effects = effects(tx, &bot.id, &settings, change.pipeline).await?;
    for effect in &mut effects {
        choose(&mut effect.mapping, change)?;
    }
    let was = settings.pipeline.clone();
    settings.pipeline.clone_from(&change.pipeline.key);
    if change.pipeline.key == OWN {
        settings.own_pipeline = Some(change.pipeline.clone());
    }
    bot::set_settings(tx, &bot.id, &settings).await?;
    let leads: i64 = effects.iter().map(|effect| effect.leads).sum();
    let keys: Vec<&str> = change.pipeline.statuses.iter().map(|status| status.key.as_str()).collect();
    let detail = json!({ "from": was, "to": settings.pipeline, "statuses": keys, "leads": leads });
    let (organisation, subject) = (&bot.organisation_id, bot.id.as_str());
    let what = What::PipelineChanged;
    trail::note(tx, &Entry { organisation, bot: Some(&bot.id), by: Some(change.by), what, subject, detail }).await?;
    if effects.is_empty() {
        return Ok(None);
    }
    let plan = Plan { mappings: effects.into_iter().map(|effect| effect.mapping).collect(), at: 0, after: None };
    let new = NewTask {
        organisation,
        bot: Some(&bot.id),
        by: change.by,
        kind: Kind::Remap,
        total: leads,
        detail: serde_json::to_value(plan).map_err(anyhow::Error::new)?,
    };
    let id = task::draft(tx, &new).await?;
    let task = task::find(tx, organisation, &id).await?;
    task::start(tx, &task).await?;
    Ok(Some(id))
}

/// What a person chose goes before the rule, where the status does not stay.
fn choose(mapping: &mut Mapping, change: &Change<'_>) -> Result<()> {
    let Some(chosen) = change.choices.get(&mapping.from).filter(|_| mapping.from != mapping.to) else { return Ok(()) };
    let to = change.pipeline.status(chosen).ok_or_else(|| {
        Error::field(&format!("map.{}", mapping.from), "unknown", "Choose one of the statuses of the new pipeline")
    })?;
    (mapping.to, mapping.category) = (to.key.clone(), to.category);
    Ok(())
}

/// Does the next piece of the task.
///
/// # Errors
/// `Conflict("early")` when all is done and somebody may still capture by the settings of before: it is to be tried again
/// after [`SETTLES`]; `Conflict("stopped")` when a person stopped it.
pub async fn piece(tx: &mut Tx, task: &Task) -> Result<()> {
    let Json(detail) = &task.detail;
    let mut plan: Plan = serde_json::from_value(detail.clone()).map_err(anyhow::Error::new)?;
    let bot = task.bot_id.clone().ok_or(Error::NotFound("bot"))?;
    let Some(map) = plan.mappings.get(plan.at).cloned() else { return last_look(tx, task, &bot, plan).await };
    let after = plan.after.as_ref().map_or((i64::MIN, ""), |(at, id)| (*at, id.as_str()));
    let mapped = sql::remap(tx, &bot, &map, after, PIECE).await?;
    if map.from != map.to {
        let line = Line {
            kind: LineKind::Status,
            was: Some(&map.from),
            became: Some(&map.to),
            reason: Some("The pipeline changed"),
            by: task.member_id.as_ref(),
        };
        let lines: Vec<_> = mapped.iter().map(|(_, id)| (id, line)).collect();
        history::note_all(tx, &lines).await?;
    }
    let n = i64::try_from(mapped.len()).unwrap_or(0);
    if n < PIECE {
        (plan.at, plan.after) = (plan.at + 1, None);
    } else {
        plan.after = mapped.last().map(|(at, id)| (at.millis(), id.clone()));
    }
    task::went_on(tx, task, n, &serde_json::to_value(plan).map_err(anyhow::Error::new)?).await
}

/// Everything was gone through: somebody may have captured by the old pipeline meanwhile, or had a lead in their hands.
async fn last_look(tx: &mut Tx, task: &Task, bot: &BotId, mut plan: Plan) -> Result<()> {
    for at in 0..plan.mappings.len() {
        let map = &plan.mappings[at];
        if map.from != map.to && sql::has_status(tx, bot, &map.from).await? {
            (plan.at, plan.after) = (at, None);
            return task::went_on(tx, task, 0, &serde_json::to_value(plan).map_err(anyhow::Error::new)?).await;
        }
    }
    if tx.now.since(task.created_at) < SETTLES {
        return Err(Error::Conflict("early"));
    }
    task::end(tx, task, State::Done, None).await
}

/// What is told of a move to a status that is not there any more.
#[must_use]
pub fn no_longer(pipeline: &Pipeline, key: &str) -> String {
    let labels: Vec<&str> = pipeline.statuses.iter().map(|status| status.label.as_str()).collect();
    let key: String = key.chars().filter(|c| c.is_alphanumeric() || *c == '_').take(40).collect();
    format!("There is no status “{key}” in this pipeline now. It has {}", labels.join(", "))
}
