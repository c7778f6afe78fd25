//! A submission: one captured request. It makes a lead, or joins the one its contact has.
//!
//! Everything happens in the caller's transaction: the form's end, the contact's details and claims, the lead, the
//! submission, its line in the history, the e-mail. Who shares an identity with it waits meanwhile, so that two
//! submissions at one instant make one lead with one follow-up.
//!
//! Forms that are sent at one moment are stored by the same few statements (`submission/together.rs`); one alone is the same with one.

pub mod drawn;
mod edit;
mod sent;
mod store;
mod together;
mod whose;

use super::{Origin, sql};
use crate::bot::Bot;
use crate::conversation::message::ReceiptRow;
use crate::conversation::{Body, Conversation};
use crate::db::{Conn, Json, Tx, record};
use crate::error::{Error, Result};
use crate::event::Channel;
use crate::form::definition::Values;
use crate::form::session::Session;
use crate::id::{ConversationId, FormSessionId, LeadId, SubmissionId};
use crate::time::Timestamp;

pub use together::submit_all;

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

/// A form that a visitor sends.
#[derive(Clone, Copy, Debug)]
pub struct Sending<'a> {
    /// To whom.
    pub bot: &'a Bot,
    /// In which conversation, as its sender knows it.
    pub to: &'a Conversation,
    /// The form.
    pub form: &'a FormSessionId,
    /// What they filled in.
    pub values: &'a Values,
    /// The sender's own id for it: the idempotency key.
    pub client_id: Option<&'a str>,
}

/// What is answered to a form as it is sent: by whom to whom, which form, what they said their name is, and whether the
/// same visitor has sent one before. It stands right of leads, so it is handed in.
pub type Thanks<'a> = dyn Fn(&Bot, &Conversation, &Session, Option<&str>, bool) -> Option<Body> + Sync + 'a;

/// What stands of a form that is being sent.
#[derive(Clone, Debug)]
pub(super) enum Standing {
    /// It can be sent.
    Open,
    /// It was sent, and what it said was not kept as a submission.
    Closed,
    /// It was sent: this is what it made.
    Stored {
        /// The submission.
        submission: SubmissionId,
        /// Its lead.
        lead: LeadId,
    },
}

/// A visitor sends a form. Sent again with the same client id, it is the same submission; with another, an edit of it.
/// The caller thanks for it.
///
/// # Errors
/// `Invalid` names every field that is wrong; `NotFound` when the form is not this conversation's.
pub async fn submit(tx: &mut Tx, sending: Sending<'_>, host: &str) -> Result<Submitted> {
    submit_all(tx, &[sending], host, None).await?.pop().unwrap_or(Err(Error::NotFound("form")))
}

/// A lead's submissions, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, lead: &LeadId) -> Result<Vec<Submission>> {
    sql::submissions(conn, lead).await
}

/// What made each submission that was captured in this conversation.
///
/// # Errors
/// What the database says.
pub async fn origins_in(conn: &mut Conn, conversation: &ConversationId) -> Result<Vec<Origin>> {
    sql::origins_in(conn, conversation).await
}

/// The submission with this id.
///
/// # Errors
/// What the database says.
pub async fn by_id(conn: &mut Conn, id: &SubmissionId) -> Result<Option<Submission>> {
    sql::submission(conn, id).await
}
