//! A piece of an import: some lines, in the order of the file, each of which makes a lead, joins one, or says why not.

use serde::{Deserialize, Serialize};

use super::plan::{self, Planned};
use super::{Counts, Detail, Duplicates, Fate, PIECE, bot_of, read, rules, told, written};
use crate::bot::Bot;
use crate::contact::{self, Contact, Details, identity};
use crate::db::{Json, Tx};
use crate::error::{Error, Result};
use crate::id::{ContactId, LeadId, MemberId, SubmissionId};
use crate::lead::history::{self, Change};
use crate::lead::score::Temperature;
use crate::lead::sql::import::{self as sql, Became};
use crate::lead::submission::Submission;
use crate::lead::{self, Lead, Origin, folded, note};
use crate::metric;
use crate::organisation::trail::What;
use crate::tag;
use crate::task::{self, State, Task};
use crate::time::Timestamp;

/// What a line changed: what an undo reads.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Done {
    /// When.
    pub at: Timestamp,
    /// Whose lead.
    pub contact: ContactId,
    /// The contact was made for it.
    pub is_new_contact: bool,
    /// The lead that the new one follows.
    pub previous: Option<LeadId>,
    /// The follow-up.
    pub submission: Option<SubmissionId>,
    /// A note was written.
    pub is_noted: bool,
    /// What was filled in.
    pub filled: Filled,
    /// What a follow-up wrote over.
    pub was: Option<Was>,
}

/// What was filled in, by its column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Filled {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub company: Option<String>,
    pub website: Option<String>,
    pub order_number: Option<String>,
}

impl Filled {
    /// What is known now and was not before.
    fn between(was: &Contact, is: &Contact) -> Self {
        let gained = |was: &Option<String>, is: &Option<String>| if was.is_none() { is.clone() } else { None };
        Self {
            name: gained(&was.name, &is.name),
            email: gained(&was.email, &is.email),
            phone: gained(&was.phone, &is.phone),
            company: gained(&was.company, &is.company),
            website: gained(&was.website, &is.website),
            order_number: None,
        }
    }

    /// The contact's part of it.
    pub fn details(&self) -> Details {
        let Self { name, email, phone, company, website, .. } = self.clone();
        Details { name, email, phone, company, website }
    }
}

/// A lead before a follow-up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Was {
    pub tag: String,
    pub intent: Option<String>,
    pub order_number: Option<String>,
    pub updated_at: Timestamp,
}

impl Was {
    fn of(lead: &Lead) -> Self {
        let Lead { tag, intent, order_number, updated_at, .. } = lead.clone();
        Self { tag, intent, order_number, updated_at }
    }
}

/// Does the next piece of an import.
///
/// # Errors
/// `Conflict("stopped")` when a person stopped it meanwhile; what the database says.
pub async fn piece(tx: &mut Tx, task: &Task) -> Result<()> {
    let (bot, mut detail): (Bot, Detail) = (bot_of(tx, task).await?, read(&task.detail.0)?);
    let by = task.member_id.clone().ok_or(Error::NotFound("member"))?;
    let lines = sql::rows(tx, &task.id, detail.line, PIECE).await?;
    let count = i64::try_from(lines.len()).unwrap_or(0);
    let tags = tag::list(tx, &bot.id).await?;
    let choices = detail.clone();
    let rules = rules(&bot, &choices, &tags, tx.now);
    let planned: Vec<_> = lines.iter().map(|(line, cells)| (*line, plan::plan(cells, &rules))).collect();
    let keys: Vec<_> =
        planned.iter().filter_map(|(_, one)| one.as_ref().ok()).flat_map(|one| one.keys(&bot.id)).collect();
    identity::lock_all(tx, keys.iter()).await?;
    let mut became = Vec::with_capacity(planned.len());
    for (line, one) in planned {
        let mut outcome = match one {
            Ok(one) => Work { bot: &bot, task, by: &by, detail: &choices, one: &one }.take(tx).await?,
            Err(why) => Became { line, fate: Fate::Refused, words: Some(why.join("; ")), lead: None, done: None },
        };
        outcome.line = line;
        detail.line = line;
        add(&mut detail.counts, outcome.fate);
        became.push(outcome);
    }
    sql::set(tx, &task.id, &became).await?;
    task::went_on(tx, task, count, &written(&detail)?).await?;
    if count < PIECE {
        told(tx, task, What::LeadsImported, written(&detail.counts)?).await?;
        task::end(tx, task, State::Done, None).await?;
    }
    Ok(())
}

fn add(counts: &mut Counts, fate: Fate) {
    match fate {
        Fate::Made => counts.made += 1,
        Fate::Joined => counts.joined += 1,
        Fate::Skipped => counts.skipped += 1,
        Fate::Refused => counts.refused += 1,
        Fate::Waiting | Fate::Undone => {}
    }
}

/// One line that becomes something.
struct Work<'a> {
    bot: &'a Bot,
    task: &'a Task,
    by: &'a MemberId,
    detail: &'a Detail,
    one: &'a Planned,
}

impl Work<'_> {
    async fn take(&self, tx: &mut Tx) -> Result<Became> {
        let keys = self.one.keys(&self.bot.id);
        let mut known = None;
        for key in &keys {
            if let Some(found) = identity::find(tx, &self.bot.id, key.kind, &key.value).await? {
                known = Some(found.contact_id);
                break;
            }
        }
        let current = match &known {
            Some(contact) => lead::current(tx, contact).await?,
            None => None,
        };
        let choice = self.detail.choices.duplicates;
        if let (Some(lead), Duplicates::Skip) = (&current, choice) {
            return Ok(became(Fate::Skipped, Some("Is a lead already"), Some(lead.id.clone()), None));
        }
        let is_new_contact = known.is_none();
        let contact = match known {
            Some(contact) => contact,
            None => contact::create(tx, &self.bot.id).await?,
        };
        let claims: Vec<_> = keys.iter().map(|key| (key, &contact)).collect();
        identity::claim_all(tx, &claims).await?;
        let was = contact::by_id(tx, &contact).await?.ok_or(Error::NotFound("contact"))?;
        let is = contact::learn(tx, &contact, &self.one.details, true).await?;
        let filled = Filled::between(&was, &is);
        let done = Done {
            at: tx.now,
            contact,
            is_new_contact,
            previous: None,
            submission: None,
            is_noted: self.one.note.is_some(),
            filled,
            was: None,
        };
        match current {
            Some(lead) if choice == Duplicates::Fill => self.fill(tx, &lead, &is, done).await,
            Some(lead) if lead.can_be_joined(tx.now, self.bot.settings().regroup_days) => {
                self.follow(tx, lead, &is, done).await
            }
            earlier => self.make(tx, earlier.map(|lead| lead.id), &is, done).await,
        }
    }

    async fn make(&self, tx: &mut Tx, previous: Option<LeadId>, contact: &Contact, mut done: Done) -> Result<Became> {
        let (one, now) = (self.one, tx.now);
        let pipeline = self.bot.settings().pipeline();
        let chosen = pipeline.status(&self.detail.choices.status).map(|status| (status.key.clone(), status.category));
        let first = pipeline.first(&one.tag);
        let (status, category) = one.status.clone().or(chosen).unwrap_or((first.key.clone(), first.category));
        let channel = one.channel.unwrap_or(self.detail.choices.channel);
        let lead = Lead {
            id: tx.id(),
            bot_id: self.bot.id.clone(),
            contact_id: contact.id.clone(),
            previous_lead_id: previous.clone(),
            tag: one.tag.clone(),
            status,
            category,
            score: one.score.map(i64::from),
            temperature: one.score.map(|score| Temperature::of(score, &self.bot.settings().bands).as_str().to_owned()),
            origin: Origin::Import,
            first_channel: channel,
            last_channel: channel,
            intent: one.intent.clone(),
            summary: one.summary.clone(),
            submissions: 1,
            is_new: false,
            order_number: one.order_number.clone(),
            captured_at: one.captured_at.unwrap_or(now),
            updated_at: now,
            erased_at: None,
        };
        lead::sql::rest(tx, previous.iter()).await?;
        lead::sql::insert(tx, &[(&lead, folded(contact, lead.order_number.as_deref()))]).await?;
        sql::mark_imported(tx, &lead.id, &self.task.id).await?;
        self.submission(tx, &lead, 0).await?;
        let kind = history::Kind::Captured;
        let change = Change { kind, was: None, became: Some(&lead.status), reason: Some("import"), by: Some(self.by) };
        history::note(tx, &lead.id, change).await?;
        self.note(tx, &lead.id).await?;
        metric::captured(Origin::Import.as_str(), channel);
        done.previous = previous;
        Ok(became(Fate::Made, None, Some(lead.id), Some(json(&done)?)))
    }

    async fn follow(&self, tx: &mut Tx, lead: Lead, contact: &Contact, mut done: Done) -> Result<Became> {
        done.was = Some(Was::of(&lead));
        let number = lead.submissions;
        let lead = Lead {
            tag: self.one.tag.clone(),
            intent: self.one.intent.clone().or(lead.intent),
            submissions: lead.submissions + 1,
            order_number: self.one.order_number.clone().or(lead.order_number),
            updated_at: tx.now,
            ..lead
        };
        sql::follow_up(tx, &lead, &folded(contact, lead.order_number.as_deref())).await?;
        done.submission = Some(self.submission(tx, &lead, number).await?);
        let tag = Some(lead.tag.as_str()).filter(|tag| !tag.is_empty());
        let kind = history::Kind::FollowUp;
        let change = Change { kind, was: None, became: tag, reason: Some("import"), by: Some(self.by) };
        history::note(tx, &lead.id, change).await?;
        self.note(tx, &lead.id).await?;
        Ok(became(Fate::Joined, Some("Follow-up"), Some(lead.id), Some(json(&done)?)))
    }

    async fn fill(&self, tx: &mut Tx, lead: &Lead, contact: &Contact, mut done: Done) -> Result<Became> {
        if lead.order_number.is_none() {
            done.filled.order_number.clone_from(&self.one.order_number);
        }
        done.is_noted = false;
        if done.filled == Filled::default() {
            return Ok(became(Fate::Skipped, Some("Nothing was missing"), Some(lead.id.clone()), None));
        }
        done.was = Some(Was::of(lead));
        let order = lead.order_number.as_deref().or(self.one.order_number.as_deref());
        lead::sql::refold(tx, &lead.id, order, &folded(contact, order)).await?;
        Ok(became(Fate::Joined, Some("Gaps filled"), Some(lead.id.clone()), Some(json(&done)?)))
    }

    async fn submission(&self, tx: &mut Tx, lead: &Lead, number: i64) -> Result<SubmissionId> {
        let submission = Submission {
            id: tx.id(),
            lead_id: lead.id.clone(),
            conversation_id: None,
            number,
            tag: lead.tag.clone(),
            origin: Origin::Import,
            channel: lead.last_channel,
            answers: Json(self.one.rows.clone()),
            seq: 0,
            created_at: if number == 0 { lead.captured_at } else { tx.now },
            edited_at: None,
        };
        lead::sql::insert_submissions(tx, &[(&self.bot.id, None, &submission)]).await?;
        Ok(submission.id)
    }

    async fn note(&self, tx: &mut Tx, lead: &LeadId) -> Result<()> {
        match &self.one.note {
            Some(text) => note::add(tx, lead, self.by, text).await,
            None => Ok(()),
        }
    }
}

fn became(fate: Fate, words: Option<&str>, lead: Option<LeadId>, done: Option<String>) -> Became {
    Became { line: 0, fate, words: words.map(str::to_owned), lead, done }
}

fn json(done: &Done) -> Result<String> {
    Ok(serde_json::to_string(done).map_err(anyhow::Error::new)?)
}
