//! Captured requests are written down: their contacts learn, their leads are made or joined, the e-mails are queued.

use std::collections::HashMap;

use super::Submission;
use super::sent::Sent;
use super::whose::Whose;
use crate::bot::Bot;
use crate::contact::identity::{self, Key};
use crate::contact::{self, Contact};
use crate::conversation::{Body, Conversation, message};
use crate::db::{Json, Tx};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::id::{BotId, ContactId, ConversationId, FormSessionId, SubmissionId};
use crate::lead::history::{self, Change};
use crate::lead::notification::{self, News};
use crate::lead::{Lead, Origin, folded, sql, temperature};
use crate::metric;
use crate::tag::{self, Tag};
use crate::time::Timestamp;

/// A request that was captured, by a form or without one, and whose contact is known.
pub(super) struct Captured<'a> {
    /// Whose lead it makes.
    pub bot: &'a Bot,
    /// Where, as it was before.
    pub to: &'a Conversation,
    /// The submission's id.
    pub id: SubmissionId,
    /// What kind it is; empty for none in particular.
    pub tag: &'a str,
    /// What the conversation was, where that says more than the tag; empty else.
    pub was: &'a str,
    /// What made it.
    pub origin: Origin,
    /// The form that was sent.
    pub session: Option<&'a FormSessionId>,
    /// What was said.
    pub sent: &'a Sent,
    /// The e-mail and the phone it claims.
    pub claims: &'a [Key],
    /// The place of its receipt.
    pub seq: i64,
    /// Whose it is.
    pub whose: Whose,
}

/// Writes them down, each under the lead that it makes or joins, and queues the e-mails about them. No two are about the
/// same contact.
pub(super) async fn store(tx: &mut Tx, captured: Vec<Captured<'_>>, host: &str) -> Result<()> {
    let intents = said_before(tx, &captured).await?;
    let contacts = learn(tx, &captured).await?;
    let mut done = Vec::with_capacity(captured.len());
    for one in &captured {
        let contact = contacts.get(&one.whose.contact).ok_or(Error::NotFound("contact"))?;
        let lead = lead_of(tx, one, intents.get(&one.to.id).cloned());
        let submission = submission(tx, one, &lead);
        done.push(Done { one, contact, lead, submission });
    }
    put_leads(tx, &done).await?;
    let joined: Vec<_> = done.iter().filter(|done| done.is_follow_up()).map(Done::followed).collect();
    temperature::lapse(tx, &joined).await?;
    let changes: Vec<_> =
        done.iter().flat_map(|done| done.changes().into_iter().map(|change| (&done.lead.id, change))).collect();
    history::note_all(tx, &changes).await?;
    let submissions: Vec<_> = done.iter().map(|done| (&done.one.bot.id, done.one.session, &done.submission)).collect();
    sql::insert_submissions(tx, &submissions).await?;
    let notifications = tell(tx, &done, host).await?;
    for (Done { one, lead, .. }, notification) in done.into_iter().zip(notifications) {
        metric::captured(one.origin.as_str(), one.to.channel);
        tx.emit(Event::SubmissionCaptured {
            bot: one.bot.id.clone(),
            lead: lead.id,
            submission: one.id.clone(),
            notification,
            formed_in: one.session.map(|_| one.to.id.clone()),
        });
    }
    Ok(())
}

/// What became of one.
struct Done<'a> {
    one: &'a Captured<'a>,
    contact: &'a Contact,
    /// With the submission counted.
    lead: Lead,
    submission: Submission,
}

impl Done<'_> {
    /// Whether it joined a lead; else it made one.
    fn is_follow_up(&self) -> bool {
        self.lead.submissions > 1
    }

    /// The lead, with what a search looks in.
    fn lead(&self) -> (&Lead, String) {
        (&self.lead, folded(self.contact, self.lead.order_number.as_deref()))
    }

    /// The lead it joined, with when its conversation began.
    fn followed(&self) -> (&Bot, &Lead, Timestamp) {
        (self.one.bot, &self.lead, self.one.to.started_at)
    }

    /// What the history says of it.
    fn changes(&self) -> Vec<Change<'_>> {
        let plain = Change { kind: history::Kind::Captured, was: None, became: None, reason: None, by: None };
        if !self.is_follow_up() {
            let reason = Some(self.one.to.channel.as_str());
            return vec![Change { became: Some(&self.lead.status), reason, ..plain }];
        }
        let became = Some(self.one.tag).filter(|tag| !tag.is_empty());
        let mut changes = vec![Change { kind: history::Kind::FollowUp, became, ..plain }];
        if self.one.whose.claim.is_some() {
            changes.push(Change { kind: history::Kind::Joined, reason: Some("same details given"), ..plain });
        }
        changes
    }
}

/// The contacts learn what is said of them; gives what is known of them now.
async fn learn(tx: &mut Tx, captured: &[Captured<'_>]) -> Result<HashMap<ContactId, Contact>> {
    for one in captured {
        if let Some(basis) = one.whose.claim {
            identity::link(tx, &one.to.identity_id, &one.to.contact_id, &one.whose.contact, basis).await?;
        }
    }
    let claims: Vec<_> =
        captured.iter().flat_map(|one| one.claims.iter().map(|key| (key, &one.whose.contact))).collect();
    identity::claim_all(tx, &claims).await?;
    let said = |by_claim| {
        let asked = captured.iter().filter(move |one| one.whose.claim.is_some() == by_claim);
        asked.map(|one| (&one.whose.contact, &one.sent.details)).collect::<Vec<_>>()
    };
    let mut contacts = contact::learn_all(tx, &said(false), false).await?;
    contacts.extend(contact::learn_all(tx, &said(true), true).await?);
    Ok(contacts)
}

/// The lead the submission makes or joins, with the submission counted.
fn lead_of(tx: &Tx, one: &Captured<'_>, intent: Option<String>) -> Lead {
    let (bot, tag, sent, channel, now) = (one.bot, one.tag, one.sent, one.to.channel, tx.now);
    let Whose { contact, current, .. } = one.whose.clone();
    match current {
        Some(lead) if lead.can_be_joined(now, bot.settings().regroup_days) => Lead {
            submissions: lead.submissions + 1,
            tag: tag.to_owned(),
            last_channel: channel,
            intent: intent.or(lead.intent),
            is_new: true,
            order_number: sent.order_number.clone().or(lead.order_number),
            updated_at: now,
            ..lead
        },
        earlier => {
            // Somebody who wrote and asked for nothing in particular wanted to know something.
            let was = match (one.was, one.origin) {
                ("", Origin::Conversation) if tag.is_empty() => "info_only",
                ("", _) => tag,
                (was, _) => was,
            };
            let first = bot.settings().pipeline().first(was);
            Lead {
                id: tx.id(),
                bot_id: bot.id.clone(),
                contact_id: contact,
                previous_lead_id: earlier.map(|earlier| earlier.id),
                tag: tag.to_owned(),
                status: first.key.clone(),
                category: first.category,
                score: None,
                temperature: None,
                origin: one.origin,
                first_channel: channel,
                last_channel: channel,
                intent,
                summary: None,
                submissions: 1,
                is_new: true,
                order_number: sent.order_number.clone(),
                captured_at: now,
                updated_at: now,
                erased_at: None,
            }
        }
    }
}

fn submission(tx: &Tx, one: &Captured<'_>, lead: &Lead) -> Submission {
    Submission {
        id: one.id.clone(),
        lead_id: lead.id.clone(),
        conversation_id: Some(one.to.id.clone()),
        number: lead.submissions - 1,
        tag: one.tag.to_owned(),
        origin: one.origin,
        channel: one.to.channel,
        answers: Json(one.sent.rows.clone()),
        seq: one.seq,
        created_at: tx.now,
        edited_at: None,
    }
}

/// Stores the leads; an earlier one that a new one follows rests.
async fn put_leads(tx: &mut Tx, done: &[Done<'_>]) -> Result<()> {
    let (joined, made): (Vec<&Done<'_>>, Vec<_>) = done.iter().partition(|done| done.is_follow_up());
    sql::rest(tx, made.iter().filter_map(|done| done.lead.previous_lead_id.as_ref())).await?;
    sql::insert(tx, &made.into_iter().map(Done::lead).collect::<Vec<_>>()).await?;
    sql::join(tx, &joined.into_iter().map(Done::lead).collect::<Vec<_>>()).await
}

/// The longest line that says what they want, in characters.
const INTENT_LENGTH: usize = 160;

/// Among how many messages what they want is looked for.
const LOOKED_AT: i64 = 50;

/// What each visitor last wrote in their conversation: the first version of "what they want".
async fn said_before(tx: &mut Tx, captured: &[Captured<'_>]) -> Result<HashMap<ConversationId, String>> {
    let places: Vec<&Conversation> = captured.iter().map(|one| one.to).collect();
    let mut said = HashMap::new();
    for (conversation, body) in message::written(tx, &places, LOOKED_AT).await? {
        if let Body::Text { text, .. } = body
            && text.chars().count() > 2
        {
            // The newest comes first.
            said.entry(conversation).or_insert_with(|| in_a_line(&text));
        }
    }
    Ok(said)
}

fn in_a_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= INTENT_LENGTH {
        line
    } else {
        line.chars().take(INTENT_LENGTH - 1).collect::<String>() + "…"
    }
}

/// Queues the e-mails to the bots' recipients and the tags' own.
async fn tell(tx: &mut Tx, done: &[Done<'_>], host: &str) -> Result<Vec<Option<crate::id::NotificationId>>> {
    let mut keys: Vec<(&BotId, &str)> = done.iter().map(|done| (&done.one.bot.id, done.one.tag)).collect();
    keys.retain(|(_, tag)| !tag.is_empty());
    keys.sort_unstable();
    keys.dedup();
    let tags = tag::find_all(tx, &keys).await?;
    let news = done.iter().map(|Done { one, contact, lead, submission }| {
        let tag: Option<&Tag> = tags.get(&(one.bot.id.clone(), one.tag.to_owned()));
        let mut recipients = one.bot.settings().recipients.clone();
        recipients.extend(tag.into_iter().flat_map(|tag| tag.recipients.0.iter().cloned()));
        recipients.sort_unstable();
        recipients.dedup();
        let what = tag.map_or("details left", |tag| tag.label.as_str());
        let subject = format!("New lead: {}, {what}", contact.who());
        News { lead, submission: &submission.id, recipients, subject }
    });
    notification::queue(tx, news.collect(), host).await
}
