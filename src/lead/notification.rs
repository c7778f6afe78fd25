//! Notifications: e-mails about submissions, from queued to sent or not delivered; what the lead shows of them.
//!
//! An e-mail's identity (Message-ID, thread, subject) is fixed when it is queued, in the submission's transaction, so
//! that every attempt sends the same one.

use super::{Lead, sql};
use crate::db::{Conn, Json, Tx, record};
use crate::error::{Error, Result};
use crate::event::{Event, names};
use crate::id::{BotId, LeadId, NotificationId, SubmissionId};
use crate::time::Timestamp;

names! {
    /// How far an e-mail has come.
    pub enum State {
        /// It waits for its turn, or for the next try.
        Queued = "queued",
        /// The mail server has it.
        Sent = "sent",
        /// It was given up.
        Failed = "failed",
    }
}
crate::db::named!(State);

record! {
    /// An e-mail about a submission.
    #[derive(Clone, Debug)]
    pub struct Notification {
        /// Its id.
        pub id: NotificationId,
        /// Whose.
        pub bot_id: BotId,
        /// About which lead.
        pub lead_id: LeadId,
        /// About which submission.
        pub submission_id: SubmissionId,
        /// To whom.
        pub recipients: Json<Vec<String>>,
        /// Those of them whose server has it.
        pub accepted: Json<Vec<String>>,
        /// Its Message-ID, without angle brackets.
        pub message_id: String,
        /// The Message-IDs of the e-mails before it in its thread, oldest first.
        pub thread: Json<Vec<String>>,
        /// Its subject; a thread's stays that of its first e-mail.
        pub subject: String,
        /// How far it has come.
        pub state: State,
        /// How often it was tried.
        pub attempts: i64,
        /// The mail server's own words, where it said no.
        pub words: Option<String>,
        /// When it was queued.
        pub created_at: Timestamp,
        /// When the mail server took it.
        pub sent_at: Option<Timestamp>,
    }
}

/// What an e-mail is to tell.
#[derive(Clone, Debug)]
pub struct News<'a> {
    /// The lead, with the submission counted.
    pub lead: &'a Lead,
    /// The submission.
    pub submission: &'a SubmissionId,
    /// To whom.
    pub recipients: Vec<String>,
    /// The subject, where a thread begins with it.
    pub subject: String,
}

/// Queues an e-mail about each submission, in the thread of its lead; `None` where nobody is to be told.
///
/// # Errors
/// What the database says.
pub async fn queue(tx: &mut Tx, news: Vec<News<'_>>, host: &str) -> Result<Vec<Option<NotificationId>>> {
    let (mut ids, mut queued) = (Vec::with_capacity(news.len()), Vec::with_capacity(news.len()));
    for News { lead, submission, recipients, subject } in news {
        if recipients.is_empty() {
            ids.push(None);
            continue;
        }
        // The first submission has none before it.
        let earlier = if lead.submissions > 1 { sql::notifications(tx, &lead.id).await? } else { Vec::new() };
        let id: NotificationId = tx.id();
        let message_id = format!("{id}.{}@{host}", lead.id);
        queued.push(Notification {
            id: id.clone(),
            bot_id: lead.bot_id.clone(),
            lead_id: lead.id.clone(),
            submission_id: submission.clone(),
            recipients: Json(recipients),
            accepted: Json(Vec::new()),
            message_id,
            subject: earlier.first().map_or(subject, |first| first.subject.clone()),
            thread: Json(earlier.into_iter().map(|before| before.message_id).collect()),
            state: State::Queued,
            attempts: 0,
            words: None,
            created_at: tx.now,
            sent_at: None,
        });
        ids.push(Some(id));
    }
    sql::insert_notifications(tx, &queued).await?;
    Ok(ids)
}

/// The notification with this id.
///
/// # Errors
/// What the database says.
pub async fn by_id(conn: &mut Conn, id: &NotificationId) -> Result<Option<Notification>> {
    sql::notification(conn, id).await
}

/// A lead's notifications, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, lead: &LeadId) -> Result<Vec<Notification>> {
    sql::notifications(conn, lead).await
}

/// Writes down how an attempt ended: who has it now, the server's words where it said no, and the state.
///
/// # Errors
/// What the database says.
pub async fn mark(
    tx: &mut Tx,
    notification: &Notification,
    state: State,
    accepted: &[String],
    words: Option<&str>,
) -> Result<()> {
    let sent_at = if state == State::Sent { Some(tx.now) } else { notification.sent_at };
    sql::set_notification(tx, &notification.id, state, accepted, words, sent_at).await?;
    tx.emit(Event::LeadChanged { bot: notification.bot_id.clone(), lead: notification.lead_id.clone() });
    Ok(())
}

/// One that was sent came back from somebody, as its server says: by its Message-ID, and whom it did not reach. False when it
/// is none of ours. Whom the report names by another address is taken for the recipient where there is one alone.
///
/// # Errors
/// What the database says.
pub async fn came_back(tx: &mut Tx, message_id: &str, recipient: Option<&str>, words: &str) -> Result<bool> {
    let Some(found) = sql::notification_named(tx, message_id).await? else { return Ok(false) };
    let is_named = |to: &&String| recipient.is_some_and(|name| to.eq_ignore_ascii_case(name));
    let named = found.recipients.0.iter().find(is_named);
    let lost = named.or_else(|| found.recipients.0.first().filter(|_| found.recipients.0.len() == 1));
    let accepted: Vec<String> = found.accepted.0.iter().filter(|to| Some(*to) != lost).cloned().collect();
    // One that still waits for others goes on; so does one that others have.
    let state = if found.state == State::Sent && accepted.is_empty() { State::Failed } else { found.state };
    let told = lost.map_or_else(|| words.to_owned(), |to| format!("{to}: {words}"));
    let words =
        found.words.filter(|before| !before.contains(&told)).map_or(told.clone(), |before| format!("{before}; {told}"));
    sql::set_notification(tx, &found.id, state, &accepted, Some(&words), found.sent_at).await?;
    tx.emit(Event::LeadChanged { bot: found.bot_id, lead: found.lead_id });
    Ok(true)
}

/// Sends again what was given up.
///
/// # Errors
/// `NotFound` when it is not this lead's, `Conflict` when it was sent or is still being tried.
pub async fn send_again(tx: &mut Tx, lead: &LeadId, id: &NotificationId) -> Result<()> {
    super::erase::hold(tx, lead).await?;
    let notification =
        by_id(tx, id).await?.filter(|found| found.lead_id == *lead).ok_or(Error::NotFound("notification"))?;
    if notification.state != State::Failed {
        return Err(Error::Conflict("not_failed"));
    }
    sql::set_notification(tx, id, State::Queued, &notification.accepted.0, None, None).await?;
    tx.emit(Event::NotificationQueued { lead: lead.clone(), notification: id.clone() });
    tx.emit(Event::LeadChanged { bot: notification.bot_id, lead: lead.clone() });
    Ok(())
}
