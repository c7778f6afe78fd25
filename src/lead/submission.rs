//! A submission: one captured request. It makes a lead, or joins the one its contact has.
//!
//! Everything happens in the caller's transaction: the form's end, the contact's details and claims, the lead, the
//! submission, its line in the history, the e-mail. Who shares an identity with it waits meanwhile, so that two
//! submissions at one instant make one lead with one follow-up.

pub mod drawn;
mod edit;
mod whose;

use super::history::{self, Change};
use super::{Lead, Origin, folded, notification, sql};
use crate::bot::Bot;
use crate::contact::identity::{self, Kind};
use crate::contact::{self, Contact, Details};
use crate::conversation::message::ReceiptRow;
use crate::conversation::{self, Body, Conversation, NewMessage};
use crate::db::{Conn, Json, Tx, record};
use crate::error::{Error, FieldError, Result};
use crate::event::{Channel, Event};
use crate::form::answer::Answer;
use crate::form::definition::Values;
use crate::form::field::{self, Field};
use crate::form::session::{self, Session, State};
use crate::id::{ConversationId, FormSessionId, LeadId, SubmissionId};
use crate::metric;
use crate::tag;
use crate::time::Timestamp;
use whose::{Whose, claims, lock_keys, whose};

record! {
    /// One captured request.
    #[derive(Clone, Debug)]
    pub struct Submission {
        /// Its id.
        pub id: SubmissionId,
        /// Its lead.
        pub lead_id: LeadId,
        /// Where it was captured.
        pub conversation_id: Option<ConversationId>,
        /// 0 for the one that made the lead; a follow-up's number after that.
        pub number: i64,
        /// What kind it was; empty where it has none.
        pub tag: String,
        /// What made it.
        pub origin: Origin,
        /// On which channel.
        pub channel: Channel,
        /// What was answered, as a person reads it.
        pub answers: Json<Vec<ReceiptRow>>,
        /// The place of its receipt in the conversation.
        pub seq: i64,
        /// When.
        pub created_at: Timestamp,
        /// When it was sent again with changes.
        pub edited_at: Option<Timestamp>,
    }
}

/// What came of sending a form.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The submission.
    pub submission: SubmissionId,
    /// The place of its receipt.
    pub seq: i64,
    /// When its receipt was stored.
    pub at: Timestamp,
}

/// A visitor sends a form. Sent again with the same client id, it is the same submission; with another, an edit of it.
///
/// # Errors
/// `Invalid` names every field that is wrong; `NotFound` when the form is not this conversation's.
pub async fn submit(
    tx: &mut Tx,
    bot: &Bot,
    to: &Conversation,
    form: &FormSessionId,
    values: &Values,
    client_id: Option<String>,
    host: &str,
) -> Result<Submitted> {
    let session = session::find(tx, &to.id, form).await?;
    let language = to.language.as_deref().unwrap_or(&bot.settings().language);
    let definition = session.definition.0.shown(language);
    let answers = definition.validate_all(values, &bot.settings().region).map_err(|wrong| {
        Error::Invalid(
            wrong
                .into_iter()
                .map(|w| FieldError { field: w.field, code: w.code.to_string(), message: w.message })
                .collect(),
        )
    })?;
    let sent = Sent::of(&answers);
    // A form is sent by one at a time: who was first decides, the others find it sent.
    let keys = lock_keys(tx, to, &sent).await?;
    let borrowed: Vec<(Kind, &str)> = keys.iter().map(|(kind, value)| (*kind, value.as_str())).collect();
    identity::lock(tx, &bot.id, &borrowed).await?;
    let to = conversation::by_id(tx, &to.id).await?.ok_or(Error::NotFound("conversation"))?;
    let session = session::find(tx, &to.id, &session.id).await?;
    if let Some(earlier) = sql::submission_of_session(tx, &session.id).await? {
        return edit::edit(tx, bot, &to, &session, earlier, &sent, client_id).await;
    }
    if session.state == State::Sent {
        return Err(Error::Conflict("closed"));
    }
    capture(tx, bot, &to, &session, &sent, client_id, host).await
}

/// What a form says, in the shapes the rest needs.
struct Sent {
    rows: Vec<ReceiptRow>,
    details: Details,
    email_key: Option<String>,
    order_number: Option<String>,
    values: Values,
}

impl Sent {
    fn of(answers: &[(Field, Answer)]) -> Self {
        let mut sent = Self {
            rows: Vec::new(),
            details: Details::default(),
            email_key: None,
            order_number: None,
            values: Values::new(),
        };
        for (field, answer) in answers {
            let shown = answer.display(field);
            match (field.kind, answer) {
                (field::Kind::Name, _) => sent.details.name = Some(shown.clone()),
                (field::Kind::Email, Answer::Email(email)) => {
                    sent.email_key = Some(email.as_str().to_owned());
                    sent.details.email = Some(shown.clone());
                }
                (field::Kind::Phone, Answer::Phone(phone)) => sent.details.phone = Some(phone.as_str().to_owned()),
                (field::Kind::Company, _) => sent.details.company = Some(shown.clone()),
                (field::Kind::Website, _) => sent.details.website = Some(shown.clone()),
                (field::Kind::OrderNumber, _) => sent.order_number = Some(shown.clone()),
                _ => {}
            }
            sent.values.insert(field.key.clone(), answer.value());
            sent.rows.push(ReceiptRow { key: field.key.clone(), label: field.label.clone(), value: shown });
        }
        sent
    }
}

/// Makes the submission, and its lead where the contact has none to join.
async fn capture(
    tx: &mut Tx,
    bot: &Bot,
    to: &Conversation,
    session: &Session,
    sent: &Sent,
    client_id: Option<String>,
    host: &str,
) -> Result<Submitted> {
    let whose = whose(tx, bot, to, sent).await?;
    learn(tx, bot, &whose, sent).await?;
    session::mark_sent(tx, &session.id, &sent.values).await?;
    let id: SubmissionId = tx.id();
    let receipt = receipt(session, &id, sent, false);
    let appended = conversation::say(tx, to, NewMessage::visitor(client_id, receipt)).await?;
    let captured = Captured {
        id: id.clone(),
        tag: &session.tag,
        origin: Origin::Form,
        session: Some(&session.id),
        sent,
        seq: appended.seq,
    };
    record(tx, bot, to, &captured, whose, host).await?;
    Ok(Submitted { submission: id, seq: appended.seq, at: appended.at })
}

/// Notes what it says of its contact.
async fn learn(tx: &mut Tx, bot: &Bot, whose: &Whose, sent: &Sent) -> Result<()> {
    for (kind, value) in claims(sent) {
        identity::claim(tx, &bot.id, &whose.contact, kind, &value, false).await?;
    }
    contact::learn(tx, &whose.contact, &sent.details, whose.by_claim).await
}

/// A request that was captured, by a form or without one, and whose contact is known.
struct Captured<'a> {
    id: SubmissionId,
    tag: &'a str,
    origin: Origin,
    session: Option<&'a FormSessionId>,
    sent: &'a Sent,
    seq: i64,
}

/// Writes the submission down under the lead that it makes or joins, and queues the e-mail about it.
async fn record(
    tx: &mut Tx,
    bot: &Bot,
    to: &Conversation,
    captured: &Captured<'_>,
    whose: Whose,
    host: &str,
) -> Result<()> {
    let contact = contact::by_id(tx, &whose.contact).await?.ok_or(Error::NotFound("contact"))?;
    let lead = lead_of(tx, bot, to, captured, &contact, whose).await?;
    let submission = Submission {
        id: captured.id.clone(),
        lead_id: lead.id.clone(),
        conversation_id: Some(to.id.clone()),
        number: lead.submissions - 1,
        tag: captured.tag.to_owned(),
        origin: captured.origin,
        channel: to.channel,
        answers: Json(captured.sent.rows.clone()),
        seq: captured.seq,
        created_at: tx.now,
        edited_at: None,
    };
    sql::insert_submission(tx, &bot.id, captured.session, &submission).await?;
    let notification = tell(tx, bot, &lead, &submission, &contact, host).await?;
    metric::captured(captured.origin.as_str(), to.channel);
    tx.emit(Event::SubmissionCaptured {
        bot: bot.id.clone(),
        lead: lead.id,
        submission: captured.id.clone(),
        notification,
    });
    Ok(())
}

/// The lead the submission makes or joins, with the submission counted.
async fn lead_of(
    tx: &mut Tx,
    bot: &Bot,
    to: &Conversation,
    captured: &Captured<'_>,
    known: &Contact,
    whose: Whose,
) -> Result<Lead> {
    let (tag, sent, Whose { contact, by_claim, current }) = (captured.tag, captured.sent, whose);
    let intent = said_before(tx, to).await?;
    let now = tx.now;
    if let Some(mut lead) = current.clone().filter(|lead| lead.can_be_joined(now, bot.settings().regroup_days)) {
        lead.submissions += 1;
        tag.clone_into(&mut lead.tag);
        lead.last_channel = to.channel;
        lead.intent = intent.or(lead.intent);
        lead.is_new = true;
        lead.order_number = sent.order_number.clone().or(lead.order_number);
        lead.updated_at = now;
        sql::join(tx, &lead, &folded(known, lead.order_number.as_deref())).await?;
        let became = Some(tag).filter(|tag| !tag.is_empty());
        let change = Change { kind: history::Kind::FollowUp, was: None, became, reason: None, by: None };
        history::note(tx, &lead.id, &change).await?;
        if by_claim {
            let change = Change {
                kind: history::Kind::Joined,
                was: None,
                became: None,
                reason: Some("same details given"),
                by: None,
            };
            history::note(tx, &lead.id, &change).await?;
        }
        return Ok(lead);
    }
    if let Some(earlier) = &current {
        sql::rest(tx, &earlier.id).await?;
    }
    let first = bot.settings().pipeline().first(tag);
    let lead = Lead {
        id: tx.id(),
        bot_id: bot.id.clone(),
        contact_id: contact,
        previous_lead_id: current.map(|earlier| earlier.id),
        tag: tag.to_owned(),
        status: first.key.clone(),
        category: first.category,
        score: None,
        temperature: None,
        origin: captured.origin,
        first_channel: to.channel,
        last_channel: to.channel,
        intent,
        summary: None,
        submissions: 1,
        is_new: true,
        order_number: sent.order_number.clone(),
        captured_at: now,
        updated_at: now,
    };
    sql::insert(tx, &lead, &folded(known, lead.order_number.as_deref())).await?;
    let change = Change {
        kind: history::Kind::Captured,
        was: None,
        became: Some(&lead.status),
        reason: Some(to.channel.as_str()),
        by: None,
    };
    history::note(tx, &lead.id, &change).await?;
    Ok(lead)
}

/// The longest line that says what they want, in characters.
const INTENT_LENGTH: usize = 160;

/// What the visitor last wrote in this conversation: the first version of "what they want".
async fn said_before(tx: &mut Tx, to: &Conversation) -> Result<Option<String>> {
    let (messages, _) = conversation::message::after(tx, &to.id, 0, 50).await?;
    let last = messages.into_iter().rev().find_map(|message| match message.body {
        Body::Text { text, .. } if message.author == crate::event::Author::Visitor && text.chars().count() > 2 => {
            Some(text)
        }
        _ => None,
    });
    Ok(last.map(|text| {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.chars().count() <= INTENT_LENGTH {
            line
        } else {
            line.chars().take(INTENT_LENGTH - 1).collect::<String>() + "…"
        }
    }))
}

/// What stands in the conversation once a form was sent.
fn receipt(session: &Session, submission: &SubmissionId, sent: &Sent, edited: bool) -> Body {
    Body::Receipt {
        form: session.id.clone(),
        submission: submission.clone(),
        tag: session.tag().map(str::to_owned),
        title: "Details sent".to_owned(),
        rows: sent.rows.clone(),
        edited,
    }
}

/// Queues the e-mail to the bot's recipients and the tag's own.
async fn tell(
    tx: &mut Tx,
    bot: &Bot,
    lead: &Lead,
    submission: &Submission,
    contact: &Contact,
    host: &str,
) -> Result<Option<crate::id::NotificationId>> {
    let tag = tag::find(tx, &bot.id, &submission.tag).await?;
    let mut recipients = bot.settings().recipients.clone();
    if let Some(tag) = &tag {
        recipients.extend(tag.recipients.0.iter().cloned());
    }
    recipients.sort_unstable();
    recipients.dedup();
    let what = tag.map_or_else(|| "details left".to_owned(), |tag| tag.label);
    let subject = format!("New lead: {}, {what}", contact.who());
    notification::queue(tx, lead, &submission.id, recipients, &subject, host).await
}

/// A lead's submissions, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, lead: &LeadId) -> Result<Vec<Submission>> {
    sql::submissions(conn, lead).await
}

/// The submission with this id.
///
/// # Errors
/// What the database says.
pub async fn by_id(conn: &mut Conn, id: &SubmissionId) -> Result<Option<Submission>> {
    sql::submission(conn, id).await
}
