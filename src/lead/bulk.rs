//! Many leads changed at once: those a person checked, in one transaction; or all that a filter finds, a piece at a time
//! by the back room.
//!
//! Each lead is changed by the verb that changes one, so a pipeline's rules hold, and each has its line of history. What
//! cannot be changed stays as it is and is counted by its reason. Either way it is a task, which says what became of it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::list::{self, At, Filter, Look, Place};
use super::reach::{self, Reach};
use super::{Lead, assign, move_to, retag};
use crate::bot::Bot;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::id::{Id as _, LeadId, MemberId, OrganisationId, TaskId};
use crate::organisation::trail::{self, Entry, What};
use crate::tag;
use crate::task::{self, Kind, NewTask, State, Task};

/// The most leads that are changed in one transaction because somebody checked them.
pub const MOST: usize = 200;
/// How many a piece of a task changes at least, where there are so many.
const PIECE: i64 = 200;

/// What is to be done to each of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// To another status.
    Move {
        /// Its key.
        to: String,
        /// Why, where that status asks.
        reason: Option<String>,
    },
    /// To somebody, or to nobody.
    Assign {
        /// Who.
        to: Option<MemberId>,
    },
    /// To another tag.
    Tag {
        /// Its key.
        to: String,
    },
}

/// What became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcome {
    /// Changed.
    pub changed: i64,
    /// Were so before.
    pub same: i64,
    /// The pipeline has no such move from where they are, or they have nothing to change.
    pub refused: i64,
    /// Were not there any more.
    pub gone: i64,
}

/// One change, so that it can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Step {
    lead: LeadId,
    was: String,
    became: String,
}

/// What a task of this kind knows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Detail {
    /// What is done.
    pub action: Action,
    /// What became of them so far.
    pub outcome: Outcome,
    /// All that this finds; none where they were checked one by one.
    filter: Option<Filter>,
    /// It went on to this place of the list.
    after: Option<(i64, LeadId)>,
    /// What was changed, where it can be taken back.
    #[serde(default)]
    steps: Vec<Step>,
    /// It takes another task back.
    #[serde(default)]
    pub undoes: bool,
}

impl Detail {
    /// Reads what a task knows; none where it is of another kind.
    #[must_use]
    pub fn of(task: &Task) -> Option<Self> {
        if task.kind != Kind::Bulk {
            return None;
        }
        serde_json::from_value(task.detail.0.clone()).ok()
    }

    /// Whether it can be taken back.
    #[must_use]
    pub fn has_undo(&self) -> bool {
        !self.steps.is_empty()
    }

    fn value(&self) -> Result<Value> {
        Ok(serde_json::to_value(self).map_err(anyhow::Error::new)?)
    }

    fn new(action: &Action) -> Self {
        let action = action.clone();
        Self { action, outcome: Outcome::default(), filter: None, after: None, steps: Vec::new(), undoes: false }
    }
}

/// Refuses what could be done to no lead at all.
async fn check(conn: &mut Conn, bot: &Bot, action: &Action) -> Result<()> {
    match action {
        Action::Move { to, reason } => {
            let status = bot.settings().pipeline().status(to);
            let status =
                status.ok_or_else(|| Error::field("status", "not_allowed", "Choose one of the statuses offered"))?;
            if status.asks_reason && reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
                return Err(Error::field("reason", "required", "Say why"));
            }
        }
        Action::Assign { to: Some(to) } => {
            if !assign::people(conn, &bot.organisation_id).await?.iter().any(|person| person.id == *to) {
                return Err(Error::NotFound("member"));
            }
        }
        Action::Assign { to: None } => {}
        Action::Tag { to } => {
            if !tag::list(conn, &bot.id).await?.iter().any(|tag| tag.key == *to) {
                return Err(Error::field("tag", "not_allowed", "Choose one of the tags offered"));
            }
        }
    }
    Ok(())
}

/// Does it to one, and counts what became of it.
async fn apply(tx: &mut Tx, bot: &Bot, lead: &Lead, by: &MemberId, detail: &mut Detail) -> Result<()> {
    let (was, became) = match &detail.action {
        Action::Move { to, .. } => (lead.status.clone(), to.clone()),
        Action::Assign { to } => {
            let had = assign::of(tx, &lead.id).await?;
            let text = |id: Option<&MemberId>| id.map(|id| id.as_str().to_owned()).unwrap_or_default();
            (text(had.as_ref().map(|person| &person.id)), text(to.as_ref()))
        }
        Action::Tag { to } => (lead.tag.clone(), to.clone()),
    };
    if was == became {
        detail.outcome.same += 1;
        return Ok(());
    }
    let done = match &detail.action {
        Action::Move { to, reason } => {
            move_to(tx, bot, &lead.id, &lead.status, to, reason.as_deref(), by).await.map(|()| true)
        }
        Action::Assign { to } => assign::assign(tx, bot, &lead.id, to.as_ref(), by).await,
        Action::Tag { to } => retag::retag(tx, bot, &lead.id, to, by).await,
    };
    match done {
        Ok(true) => {
            detail.outcome.changed += 1;
            if detail.filter.is_none() {
                detail.steps.push(Step { lead: lead.id.clone(), was, became });
            }
        }
        Ok(false) => detail.outcome.same += 1,
        Err(Error::Invalid(_) | Error::Conflict(_)) => detail.outcome.refused += 1,
        Err(Error::NotFound(_)) => detail.outcome.gone += 1,
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Changes the leads that somebody checked, in this transaction. The task says what became of them.
///
/// # Errors
/// `Invalid` when none or too many are named, or the action could be done to none; what the database says.
pub async fn now(
    tx: &mut Tx,
    bot: &Bot,
    leads: &[LeadId],
    action: &Action,
    by: &MemberId,
    reach: Reach,
) -> Result<TaskId> {
    if leads.is_empty() {
        return Err(Error::field("id", "required", "Check the leads first"));
    }
    if leads.len() > MOST {
        return Err(Error::field("id", "too_many", "Check at most 200 leads"));
    }
    check(tx, bot, action).await?;
    let mut detail = Detail::new(action);
    // In one order by all, so that two who share several never wait for each other.
    let mut leads: Vec<&LeadId> = leads.iter().collect();
    leads.sort();
    leads.dedup();
    for id in &leads {
        match reach::find(tx, &bot.id, id, reach).await {
            Ok(lead) => apply(tx, bot, &lead, by, &mut detail).await?,
            Err(Error::NotFound(_)) => detail.outcome.gone += 1,
            Err(error) => return Err(error),
        }
    }
    kept(tx, bot, by, leads.len(), &detail).await
}

/// Keeps what was done as a task that is over, and tells the trail.
async fn kept(tx: &mut Tx, bot: &Bot, by: &MemberId, total: usize, detail: &Detail) -> Result<TaskId> {
    let new = NewTask {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by,
        kind: Kind::Bulk,
        total: i64::try_from(total).unwrap_or(i64::MAX),
        detail: detail.value()?,
    };
    let id = task::draft(tx, &new).await?;
    let task = task::by_id(tx, &id).await?.ok_or(Error::NotFound("task"))?;
    task::end(tx, &task, State::Done, None).await?;
    told(tx, bot, &id, Some(by), detail).await?;
    Ok(id)
}

async fn told(tx: &mut Tx, bot: &Bot, task: &TaskId, by: Option<&MemberId>, detail: &Detail) -> Result<()> {
    let what = match &detail.action {
        Action::Move { to, .. } => json!({ "move": to }),
        Action::Assign { to } => json!({ "assign": to }),
        Action::Tag { to } => json!({ "tag": to }),
    };
    let entry = Entry {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by,
        what: What::LeadsChanged,
        subject: task.as_str(),
        detail: json!({ "action": what, "outcome": detail.outcome, "undoes": detail.undoes }),
    };
    trail::note(tx, &entry).await
}

/// Begins to change all leads that a filter finds at this moment; the back room does it. `total` is what is shown beside
/// the progress.
///
/// # Errors
/// `Invalid` when the action could be done to none; what the database says.
pub async fn start(
    tx: &mut Tx,
    bot: &Bot,
    filter: &Filter,
    total: i64,
    action: &Action,
    by: &MemberId,
) -> Result<TaskId> {
    check(tx, bot, action).await?;
    let now = tx.now;
    // What is captured from now on was not seen by who asked.
    let until = filter.until.map_or(now, |until| until.min(now));
    let filter = Filter { until: Some(until), ..filter.clone() };
    let detail = Detail { filter: Some(filter), ..Detail::new(action) };
    let new = NewTask {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by,
        kind: Kind::Bulk,
        total,
        detail: detail.value()?,
    };
    let id = task::draft(tx, &new).await?;
    let task = task::by_id(tx, &id).await?.ok_or(Error::NotFound("task"))?;
    task::start(tx, &task).await?;
    Ok(id)
}

/// Does the next piece of a task; the order of capture never changes, so that none is passed over and none done twice.
///
/// # Errors
/// `Conflict("stopped")` when a person stopped it meanwhile; what the database says.
pub async fn piece(tx: &mut Tx, bot: &Bot, task: &Task) -> Result<()> {
    let (Some(mut detail), Some(by)) = (Detail::of(task), task.member_id.clone()) else {
        return task::end(tx, task, State::Failed, Some("Nobody knows any more what was to be done.")).await;
    };
    let mut seen = 0;
    let mut is_over = false;
    while seen < PIECE && !is_over {
        let at = match &detail.after {
            Some((key, id)) => At::After(Place { key: *key, id: id.clone() }, 0),
            None => At::Start,
        };
        let look = Look { filter: detail.filter.clone().unwrap_or_default(), at, ..Look::default() };
        let page = list::page(tx, &bot.id, &look).await?;
        is_over = !page.has_after;
        for line in &page.lines {
            detail.after = Some((line.captured_at.millis(), line.id.clone()));
            seen += 1;
            match super::by_id(tx, &line.id).await? {
                Some(lead) if line.erased_at.is_none() => apply(tx, bot, &lead, &by, &mut detail).await?,
                _ => detail.outcome.gone += 1,
            }
        }
    }
    if is_over {
        task::describe(tx, task, task.done + seen, &detail.value()?).await?;
        told(tx, bot, &task.id, Some(&by), &detail).await?;
        return task::end(tx, task, State::Done, None).await;
    }
    task::went_on(tx, task, seen, &detail.value()?).await
}

/// Takes back what was done to leads that somebody checked: each that is still as it was left goes back, where the
/// pipeline has that move.
///
/// # Errors
/// `NotFound` when it is no such task of this bot's, `Conflict("undone")` when there is nothing to take back.
pub async fn undo(
    tx: &mut Tx,
    bot: &Bot,
    organisation: &OrganisationId,
    task: &TaskId,
    by: &MemberId,
) -> Result<TaskId> {
    let task = task::find(tx, organisation, task).await?;
    if task.bot_id.as_ref() != Some(&bot.id) {
        return Err(Error::NotFound("task"));
    }
    let mut done = Detail::of(&task).ok_or(Error::NotFound("task"))?;
    if done.steps.is_empty() {
        return Err(Error::Conflict("undone"));
    }
    let steps = std::mem::take(&mut done.steps);
    task::describe(tx, &task, task.total, &done.value()?).await?;
    let mut back = Detail { undoes: true, ..Detail::new(&done.action) };
    for step in &steps {
        let lead = match super::find(tx, &bot.id, &step.lead).await {
            Ok(lead) => lead,
            Err(Error::NotFound(_)) => {
                back.outcome.gone += 1;
                continue;
            }
            Err(error) => return Err(error),
        };
        back.action = match &done.action {
            Action::Move { .. } => Action::Move { to: step.was.clone(), reason: None },
            Action::Assign { .. } => Action::Assign { to: MemberId::parse(&step.was) },
            Action::Tag { .. } => Action::Tag { to: step.was.clone() },
        };
        let is_as_left = match &done.action {
            Action::Move { .. } => lead.status == step.became,
            Action::Assign { .. } => {
                let has = assign::of(tx, &lead.id).await?;
                has.as_ref().map_or("", |person| person.id.as_str()) == step.became
            }
            Action::Tag { .. } => lead.tag == step.became,
        };
        if is_as_left {
            apply(tx, bot, &lead, by, &mut back).await?;
        } else {
            back.outcome.refused += 1;
        }
    }
    // What is told is the step that was taken back, which cannot be taken back itself.
    back.steps.clear();
    back.action = done.action;
    kept(tx, bot, by, steps.len(), &back).await
}
