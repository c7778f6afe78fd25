//! A conversation, sent to its visitor by e-mail: to the address that they gave in it, and to no other.
//!
//! What else is known of them may have been told elsewhere, by somebody who only says they are the same person. The mail holds
//! this one conversation, so whoever gave the address gets what they, or whoever sat there, wrote themselves.

use super::sql;
use crate::contact::email::Email;
use crate::conversation::letter::{self, Kind, New};
use crate::conversation::{Conversation, Status};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::id::{ConversationId, MemberId};

/// The address that a visitor gave in a conversation, the latest; none where they gave none.
///
/// # Errors
/// What the database says.
pub async fn address(conn: &mut Conn, of: &ConversationId) -> Result<Option<String>> {
    let answers = sql::submission::answers_in(conn, of).await?;
    let given = answers.iter().flatten().filter(|row| row.key == "email");
    Ok(given.into_iter().find_map(|row| Email::parse(&row.value).ok()).map(|email| email.to_string()))
}

/// Sends it, as far as it has come: asked for by a member, or by the bot itself. False where it was sent as it is now before;
/// none where there is no address.
///
/// # Errors
/// What the database says.
pub async fn send(tx: &mut Tx, of: &Conversation, by: Option<&MemberId>, host: &str) -> Result<Option<bool>> {
    let Some(to) = address(tx, &of.id).await? else { return Ok(None) };
    let new = New {
        kind: Kind::Transcript,
        key: of.last_seq.to_string(),
        recipient: &to,
        member: by,
        range: (0, of.last_seq),
        detail: String::new(),
        // Its own, in the visitor's language, each time it is written.
        subject: String::new(),
        host,
    };
    letter::make(tx, of, new).await.map(Some)
}

/// Whether it is to be sent by itself now: it is closed, and a word was said in it.
#[must_use]
pub fn is_over(of: &Conversation) -> bool {
    of.status == Status::Closed && of.visitor_messages > 0
}
