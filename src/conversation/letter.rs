//! E-mails about a conversation, a row for each and each for one address: to the team, that somebody waits, what a visitor
//! wrote and who was called for; to the visitor, a transcript.
//!
//! What one tells is fixed when it is made, so that each attempt sends the same mail, and its key tells it from every other,
//! so that none is made twice. All that one address gets about a conversation is one thread, whatever it is about; the mail
//! about the lead that begins it is noted here as well.
//!
//! When a visitor's words are mailed to the agent who has the conversation is a pure rule ([`decide`]).

mod sql;

use std::time::Duration;

use super::{Body, Conversation, Message, message};
use crate::db::{Conn, Tx, record};
use crate::error::Result;
use crate::event::{Author, Event, names};
use crate::id::{ConversationId, MailId, MemberId};
use crate::time::Timestamp;

/// How long a visitor must have paused before their words are mailed, so that one thought is one mail.
pub const PAUSE: Duration = Duration::from_secs(45);

/// Words wait no longer than this for their visitor to pause.
const LONGEST_PAUSE: Duration = Duration::from_mins(3);

/// While the agent is at the dashboard it is looked again so often whether they have read what was written.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// How far back a conversation is read for what its visitor wrote.
const FAR: i64 = 200;

names! {
    /// What such a mail is about.
    pub enum Kind {
        /// A lead; the mail is the lead's, and noted here for its thread.
        Lead = "lead",
        /// A visitor waits for a person.
        Summon = "summon",
        /// What a visitor wrote to the agent who has the conversation.
        Words = "words",
        /// The conversation was given to its reader.
        Assigned = "assigned",
        /// A note of the team names its reader.
        Mentioned = "mentioned",
        /// All that was said, for the visitor.
        Transcript = "transcript",
    }
}

names! {
    /// How far such a mail has come.
    pub enum State {
        /// It waits for its turn, or for the next try.
        Queued = "queued",
        /// The mail server has it.
        Sent = "sent",
        /// It was given up, or came back.
        Failed = "failed",
    }
}
crate::db::named!(Kind, State);

record! {
    /// A mail about a conversation.
    #[derive(Clone, Debug)]
    pub struct Letter {
        /// Its id.
        pub id: MailId,
        /// About which conversation.
        pub conversation_id: ConversationId,
        /// What it is about.
        pub kind: Kind,
        /// To whom, in lower case.
        pub recipient: String,
        /// The member it is for; of a transcript, the one who asked for it. None for whoever is no member, or the house.
        pub member_id: Option<MemberId>,
        /// It tells what was said after this message,
        pub after_seq: i64,
        /// and up to this one.
        pub until_seq: i64,
        /// What it is about besides: the note's id, or when the wait began, in milliseconds; else empty.
        pub detail: String,
        /// Its subject where it begins a thread; else the thread's.
        pub subject: String,
        /// Its Message-ID, without angle brackets.
        pub message_id: String,
        /// How far it has come.
        pub state: State,
        /// The mail server's own words, where it said no.
        pub words: Option<String>,
        /// When it was made.
        pub created_at: Timestamp,
    }
}

/// A mail to be made.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// What it is about.
    pub kind: Kind,
    /// What tells it from every other of its kind to this address.
    pub key: String,
    /// To whom.
    pub recipient: &'a str,
    /// The member it is for, or who asked for it.
    pub member: Option<&'a MemberId>,
    /// It tells what was said after the one message and up to the other.
    pub range: (i64, i64),
    /// What it is about besides.
    pub detail: String,
    /// Its subject, where it begins a thread.
    pub subject: String,
    /// The house's own host name, for the Message-ID.
    pub host: &'a str,
}

/// Makes a mail and has it sent; false where one was made of it before.
///
/// # Errors
/// What the database says.
pub async fn make(tx: &mut Tx, of: &Conversation, new: New<'_>) -> Result<bool> {
    let id: MailId = tx.id();
    let recipient = new.recipient.trim().to_lowercase();
    let first = thread(tx, &of.id, &recipient, new.kind).await?.into_iter().next();
    let letter = Letter {
        message_id: format!("{id}.{}@{}", of.id, new.host),
        id,
        conversation_id: of.id.clone(),
        kind: new.kind,
        recipient,
        member_id: new.member.cloned(),
        after_seq: new.range.0,
        until_seq: new.range.1,
        detail: new.detail,
        subject: first.map_or(new.subject, |first| first.subject),
        state: State::Queued,
        words: None,
        created_at: tx.now,
    };
    let is_new = sql::insert(tx, &letter, &new.key).await?;
    if is_new {
        tx.emit(Event::LetterQueued { letter: letter.id });
    }
    Ok(is_new)
}

/// Notes that a member was told of a conversation by the mail about its lead, which others send: what they are mailed next
/// stands in its thread.
///
/// # Errors
/// What the database says.
pub async fn note_lead_mail(
    tx: &mut Tx,
    of: &ConversationId,
    (member, recipient): (&MemberId, &str),
    (message_id, subject): (&str, &str),
    until_seq: i64,
) -> Result<()> {
    let letter = Letter {
        id: tx.id(),
        conversation_id: of.clone(),
        kind: Kind::Lead,
        recipient: recipient.trim().to_lowercase(),
        member_id: Some(member.clone()),
        after_seq: 0,
        until_seq,
        detail: String::new(),
        subject: subject.to_owned(),
        message_id: message_id.to_owned(),
        state: State::Sent,
        words: None,
        created_at: tx.now,
    };
    sql::insert(tx, &letter, message_id).await.map(drop)
}

/// The mail with this id.
///
/// # Errors
/// What the database says.
pub async fn by_id(conn: &mut Conn, id: &MailId) -> Result<Option<Letter>> {
    sql::by_id(conn, id).await
}

/// What an address was mailed about a conversation, oldest first: the thread that a mail of this kind stands in. Transcripts
/// are a thread of their own.
///
/// # Errors
/// What the database says.
pub async fn thread(conn: &mut Conn, of: &ConversationId, recipient: &str, kind: Kind) -> Result<Vec<Letter>> {
    let all = sql::to(conn, of, recipient).await?;
    let is_alike = |other: &Letter| (other.kind == Kind::Transcript) == (kind == Kind::Transcript);
    Ok(all.into_iter().filter(is_alike).collect())
}

/// The Message-IDs of all mails about a conversation, but for the one about its lead, which is the lead's.
///
/// # Errors
/// What the database says.
pub async fn message_ids(conn: &mut Conn, of: &ConversationId) -> Result<Vec<String>> {
    sql::message_ids(conn, of).await
}

/// Up to which message a member was mailed what was said; none where they were mailed nothing.
///
/// # Errors
/// What the database says.
pub async fn told(conn: &mut Conn, of: &ConversationId, member: &MemberId) -> Result<Option<i64>> {
    sql::told(conn, of, member).await
}

/// Writes down how far one has come.
///
/// # Errors
/// What the database says.
pub async fn mark(tx: &mut Tx, id: &MailId, state: State, words: Option<&str>) -> Result<()> {
    sql::mark(tx, id, state, words).await
}

/// A mail came back, by its Message-ID; false when it is none of these.
///
/// # Errors
/// What the database says.
pub async fn came_back(tx: &mut Tx, message_id: &str, words: &str) -> Result<bool> {
    let Some(letter) = sql::named(tx, message_id).await? else { return Ok(false) };
    sql::mark(tx, &letter, State::Failed, Some(words)).await?;
    Ok(true)
}

/// What a visitor wrote that the agent has neither read nor been mailed: the number up to which they know it, and the rest.
///
/// # Errors
/// What the database says.
pub async fn unread(
    conn: &mut Conn,
    of: &Conversation,
    agent: &MemberId,
    team_seen: i64,
) -> Result<(i64, Vec<Message>)> {
    let known = told(conn, &of.id, agent).await?.unwrap_or(0).max(team_seen);
    let (recent, _) = message::before(conn, &of.id, i64::MAX, FAR).await?;
    let is_news = |message: &Message| {
        message.seq > known && message.author == Author::Visitor && matches!(message.body, Body::Text { .. })
    };
    Ok((known, recent.into_iter().filter(is_news).collect()))
}

/// What to do about a visitor's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Nothing, until they write more.
    Nothing,
    /// Look again then.
    Wait(Timestamp),
    /// Mail them.
    Send,
}

/// Whether what a visitor wrote is mailed to the agent who has the conversation: never while they are at the dashboard, where
/// they may read it; else once the visitor has paused, or has not for a while. `unread` are the moments of what they have not
/// read, oldest first.
#[must_use]
pub fn decide(unread: &[Timestamp], is_here: bool, now: Timestamp) -> Decision {
    let (Some(oldest), Some(newest)) = (unread.first(), unread.last()) else { return Decision::Nothing };
    if is_here {
        return Decision::Wait(now.plus(LOOK_AGAIN));
    }
    let due = newest.plus(PAUSE).min(oldest.plus(LONGEST_PAUSE));
    if due <= now { Decision::Send } else { Decision::Wait(due) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_795_257_960_000 + seconds * 1_000)
    }

    #[test]
    fn one_thought_is_one_mail_and_who_goes_on_is_not_waited_for_for_ever() {
        assert_eq!(decide(&[], false, at(0)), Decision::Nothing);
        assert_eq!(decide(&[at(0), at(30)], false, at(40)), Decision::Wait(at(75)));
        assert_eq!(decide(&[at(0), at(30)], false, at(75)), Decision::Send);
        assert_eq!(decide(&[at(0), at(170)], false, at(180)), Decision::Send);
        assert_eq!(decide(&[at(0)], true, at(100)), Decision::Wait(at(160)), "they may read it at the dashboard");
    }

    proptest! {
        #[test]
        fn whatever_was_written_is_mailed_within_the_longest_pause(times in prop::collection::vec(0_i64..600, 1..20)) {
            let mut times = times;
            times.sort_unstable();
            let all: Vec<Timestamp> = times.iter().map(|seconds| at(*seconds)).collect();
            let mut now = all[0];
            loop {
                let written: Vec<Timestamp> = all.iter().copied().filter(|at| *at <= now).collect();
                match decide(&written, false, now) {
                    Decision::Send => break,
                    Decision::Wait(until) => {
                        prop_assert!(until > now);
                        now = until;
                    }
                    Decision::Nothing => prop_assert!(false, "forgotten"),
                }
            }
            prop_assert!(now.since(all[0]) <= LONGEST_PAUSE);
        }
    }
}
