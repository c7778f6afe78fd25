//! Questions that nothing answered, counted for the owner, who adds an answer.
//!
//! Nobody's words are copied: a question is a place in a conversation, and a hash that is the same for all who ask the
//! same. What a person wrote is read from their message, and goes with it.

mod sql;

use crate::conversation::{Body, Conversation};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::id::{BotId, ContactId, QuestionId, token_hash};
use crate::text;
use crate::time::Timestamp;

use super::rank;

/// The longest part of a question that is shown, in characters.
const SHOWN: usize = 240;

/// A question, and how often it was asked in other words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The one of them that was asked last.
    pub id: QuestionId,
    /// As it was asked last, on one line, cut to some 240 characters.
    pub text: String,
    /// By whom.
    pub contact: ContactId,
    /// How often.
    pub times: i64,
    /// When it was asked last.
    pub asked_at: Timestamp,
}

/// Since when, and until before when, questions were asked.
#[derive(Clone, Copy, Debug)]
pub struct Between {
    /// The first moment.
    pub from: Timestamp,
    /// The first moment after.
    pub until: Timestamp,
}

impl Between {
    /// Whenever.
    pub const EVER: Self = Self { from: Timestamp::from_millis(0), until: Timestamp::from_millis(i64::MAX) };
}

/// Notes that the message with this number was not answered.
///
/// # Errors
/// What the database says.
pub async fn note(tx: &mut Tx, conversation: &Conversation, seq: i64, asked: &str) -> Result<()> {
    sql::insert(tx, conversation, seq, &likeness(asked)).await
}

/// The questions that wait for an answer, the most asked first, at most so many.
///
/// # Errors
/// What the database says.
pub async fn waiting(conn: &mut Conn, bot: &BotId, between: Between, most: i64) -> Result<Vec<Question>> {
    sql::waiting(conn, bot, between, most).await
}

/// How many different questions wait for an answer.
///
/// # Errors
/// What the database says.
pub async fn count(conn: &mut Conn, bot: &BotId, between: Between) -> Result<i64> {
    sql::count(conn, bot, between).await
}

/// The question with this id, where it still waits: as it was asked, and by whom.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, bot: &BotId, id: &QuestionId) -> Result<Option<Question>> {
    sql::find(conn, bot, id).await
}

/// The owner has dealt with this question, however often and in whatever words it was asked: they added an answer, or want
/// none. Asked again without an answer, it comes back.
///
/// # Errors
/// What the database says.
pub async fn settle(tx: &mut Tx, bot: &BotId, id: &QuestionId) -> Result<bool> {
    sql::settle(tx, bot, id).await
}

/// The same for all who ask the same: by the words that carry meaning, whatever their order.
fn likeness(asked: &str) -> String {
    let head = text::head(asked, 500);
    let mut terms = rank::terms(head);
    if terms.is_empty() {
        terms = text::words(head);
    }
    terms.sort_unstable();
    terms.dedup();
    let mut hash = token_hash(&terms.join(" "));
    hash.truncate(32);
    hash
}

/// The words of a message, on one line.
fn line(body: &Body) -> String {
    let text = body.line();
    let words: Vec<&str> = text::head(&text, SHOWN * 2).split_whitespace().collect();
    let line: String = words.join(" ").chars().filter(|c| !c.is_control()).collect();
    match text::head(&line, SHOWN) {
        whole if whole.len() == line.len() => line,
        cut => format!("{}…", cut.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_the_same_in_other_words_is_counted_as_one() {
        let same =
            ["Do you deliver to Norway?", "deliver to norway", "Can you ship it to Norway please", "NORWAY delivery??"];
        for asked in same {
            assert_eq!(likeness(asked), likeness(same[0]), "{asked}");
        }
        assert_ne!(likeness("Do you deliver to Sweden?"), likeness(same[0]));
        assert_ne!(likeness("what is that"), likeness("who is it"), "words without meaning are told apart as they are");
        assert!(!likeness("my name is Ann Bell").contains("ann"));
    }

    #[test]
    fn a_question_is_shown_on_one_line_and_cut() {
        assert_eq!(line(&Body::text("Is it\n\n warm?\u{7}")), "Is it warm?");
        let long = line(&Body::text("wide ".repeat(400)));
        assert!(long.ends_with("wide…") && long.chars().count() <= SHOWN + 1, "{long}");
    }
}
