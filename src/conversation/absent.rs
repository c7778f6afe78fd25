//! What an agent said while the visitor was away, mailed to them: when, what, and what was mailed already.
//!
//! When is a pure rule ([`decide`]). What a mail tells is fixed when it is made, so each attempt sends the same one, and no
//! message is in two. All mails of a conversation are one thread.

mod sql;

use std::time::Duration;

use super::{Body, Conversation, Message, handoff, message};
use crate::db::{Conn, Tx, record};
use crate::error::Result;
use crate::event::{Author, Channel};
use crate::id::{ConversationId, MailId};
use crate::time::Timestamp;

pub use super::letter::State;

/// How long an agent must have paused before what they said is mailed, so that one thought is one mail.
const PAUSE: Duration = Duration::from_secs(60);

/// Who comes back after so long reads it in an older mail, or not at all.
const TOO_LATE: Duration = Duration::from_hours(48);

/// How far back a conversation is read for what its agent said.
const FAR: i64 = 200;

record! {
    /// A mail to a visitor who has left.
    #[derive(Clone, Debug)]
    pub struct Mail {
        /// Its id.
        pub id: MailId,
        /// About which conversation.
        pub conversation_id: ConversationId,
        /// It tells what was said after this message,
        pub after_seq: i64,
        /// and up to this one.
        pub until_seq: i64,
        /// To whom.
        pub recipient: String,
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

/// What is known when it is to be decided.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Where the conversation is held.
    pub channel: Channel,
    /// What the agent said that neither the visitor has seen nor a mail has told: its number and when, oldest first.
    pub unseen: Vec<(i64, Timestamp)>,
    /// The number up to which the visitor has seen it, or was mailed it.
    pub told: i64,
    /// The visitor has the widget open at this moment.
    pub is_here: bool,
    /// There is an address to mail to.
    pub has_address: bool,
    /// How long words wait for their visitor; none where they are never mailed.
    pub after: Option<Duration>,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Nothing, until the agent says more.
    Nothing,
    /// Look again then.
    Wait(Timestamp),
    /// Mail what was said after the one number and up to the other.
    Send {
        /// After this one.
        after: i64,
        /// Up to this one.
        until: i64,
    },
}

/// Whether what an agent said is mailed now.
#[must_use]
pub fn decide(facts: &Facts, now: Timestamp) -> Decision {
    let (Some(after), Some((_, oldest)), Some((until, newest))) =
        (facts.after, facts.unseen.first(), facts.unseen.last())
    else {
        return Decision::Nothing;
    };
    if facts.channel != Channel::Web || !facts.has_address || now.since(*newest) > TOO_LATE {
        return Decision::Nothing;
    }
    if facts.is_here {
        return Decision::Wait(now.plus(after));
    }
    // After a pause of the agent's, but not for ever while they go on.
    let due = oldest.plus(after).max(newest.plus(PAUSE)).min(oldest.plus(after * 2));
    if due > now { Decision::Wait(due) } else { Decision::Send { after: facts.told, until: *until } }
}

/// What an agent said that the visitor was not mailed and has not seen: with the number up to which they have. Who writes has
/// seen what stands above, whatever their browser tells.
///
/// # Errors
/// What the database says.
pub async fn unseen(conn: &mut Conn, of: &Conversation) -> Result<(i64, Vec<Message>)> {
    let (recent, _) = message::before(conn, &of.id, i64::MAX, FAR).await?;
    let wrote = recent.iter().rev().find(|message| message.author == Author::Visitor).map_or(0, |message| message.seq);
    let seen = handoff::of(conn, &of.id).await?.map_or(0, |hand| hand.visitor_seen);
    let told = sql::told(conn, &of.id).await?.max(wrote).max(seen);
    let is_news = |message: &Message| {
        message.seq > told && message.author == Author::Agent && matches!(message.body, Body::Text { .. })
    };
    Ok((told, recent.into_iter().filter(is_news).collect()))
}

/// Makes a mail of what was said between two numbers; the same where one was made of it before.
///
/// # Errors
/// What the database says.
pub async fn make(tx: &mut Tx, of: &Conversation, range: (i64, i64), recipient: &str, host: &str) -> Result<Mail> {
    let id: MailId = tx.id();
    let new = Mail {
        message_id: format!("{id}.{}@{host}", of.id),
        id,
        conversation_id: of.id.clone(),
        after_seq: range.0,
        until_seq: range.1,
        recipient: recipient.to_owned(),
        state: State::Queued,
        words: None,
        created_at: tx.now,
    };
    sql::insert(tx, &new).await?;
    Ok(sql::at(tx, &of.id, range.0).await?.unwrap_or(new))
}

/// All mails of a conversation, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, conversation: &ConversationId) -> Result<Vec<Mail>> {
    sql::of(conn, conversation).await
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
    let Some(mail) = sql::named(tx, message_id).await? else { return Ok(false) };
    sql::mark(tx, &mail.id, State::Failed, Some(words)).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_millis(1_795_257_960_000 + minutes * 60_000)
    }

    fn facts(unseen: &[(i64, i64)]) -> Facts {
        Facts {
            channel: Channel::Web,
            unseen: unseen.iter().map(|(seq, minutes)| (*seq, at(*minutes))).collect(),
            told: 4,
            is_here: false,
            has_address: true,
            after: Some(Duration::from_mins(5)),
        }
    }

    #[test]
    fn words_wait_for_their_visitor_and_leave_together() {
        let said = facts(&[(5, 0), (7, 2)]);
        assert_eq!(decide(&said, at(4)), Decision::Wait(at(5)));
        assert_eq!(decide(&said, at(5)), Decision::Send { after: 4, until: 7 });
        let goes_on = facts(&[(5, 0), (7, 5)]);
        assert_eq!(decide(&goes_on, at(5)), Decision::Wait(at(6)), "a pause first");
        let goes_on_and_on = facts(&[(5, 0), (9, 10)]);
        assert_eq!(decide(&goes_on_and_on, at(10)), Decision::Send { after: 4, until: 9 }, "and not for ever");
    }

    #[test]
    fn nothing_is_mailed_to_who_is_here_has_no_address_or_writes_texts() {
        let said = facts(&[(5, 0)]);
        assert_eq!(decide(&Facts { is_here: true, ..said.clone() }, at(9)), Decision::Wait(at(14)));
        assert_eq!(decide(&Facts { has_address: false, ..said.clone() }, at(9)), Decision::Nothing);
        assert_eq!(decide(&Facts { channel: Channel::Sms, ..said.clone() }, at(9)), Decision::Nothing);
        assert_eq!(decide(&Facts { after: None, ..said.clone() }, at(9)), Decision::Nothing);
        assert_eq!(decide(&facts(&[]), at(9)), Decision::Nothing);
        assert_eq!(decide(&said, at(60 * 24 * 3)), Decision::Nothing, "days later it is no news");
    }

    proptest! {
        /// Whenever it is looked: a wait ends, and what was said is mailed within twice the time, to who is not here.
        #[test]
        fn no_word_is_forgotten(times in prop::collection::vec(0_i64..30, 1..8)) {
            let mut times = times;
            times.sort_unstable();
            let unseen: Vec<(i64, i64)> = (5..).zip(times.iter().copied()).collect();
            let (mut now, facts) = (at(times[times.len() - 1]), facts(&unseen));
            for _ in 0..10 {
                match decide(&facts, now) {
                    Decision::Wait(until) => {
                        prop_assert!(until > now);
                        now = until;
                    }
                    Decision::Send { after, until } => {
                        prop_assert_eq!((after, until), (4, unseen[unseen.len() - 1].0));
                        return Ok(());
                    }
                    Decision::Nothing => prop_assert!(false, "forgotten"),
                }
            }
            prop_assert!(false, "it never left");
        }
    }
}
