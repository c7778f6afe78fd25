//! All that a contact and those who answered said to each other, over all conversations, as far back as it is worth reading.

use std::collections::HashSet;

use super::opinion::{self, Opinions};
use crate::assistant::turn::{Place, Turn};
use crate::conversation::message::{self, ReceiptRow};
use crate::conversation::{self, Body, Conversation, Message, discussed};
use crate::db::Conn;
use crate::error::Result;
use crate::event::Author;
use crate::form::preset::CONSENT;
use crate::id::{ContactId, ConversationId, FormSessionId};

/// How many conversations are read, the newest.
const TALKS: usize = 20;

/// How many messages of each, the newest.
const MESSAGES: i64 = 500;

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Is {
    /// Words that somebody wrote.
    Words,
    /// A form that the visitor sent; its tag is empty for the bot's default form.
    Form {
        /// The tag.
        tag: String,
        /// Which.
        form: FormSessionId,
    },
    /// A form that the visitor put aside.
    Declined(FormSessionId),
}

/// One thing said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Its number there.
    pub seq: i64,
    /// The visitor said it; else the assistant or the team.
    pub is_visitor: bool,
    /// What it is.
    pub is: Is,
    /// Its words; a form's have a line for each answer.
    pub text: String,
}

impl Line {
    /// The visitor wrote it.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.is_visitor && self.is == Is::Words
    }
}

/// All that was said.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// In the order it was said.
    pub lines: Vec<Line>,
    /// How far each conversation had come.
    pub places: Vec<(ConversationId, i64)>,
    /// What they were shown.
    pub products: Vec<String>,
    /// What a model found in it.
    pub opinions: Opinions,
}

impl Heard {
    /// As the assistant reads it.
    #[must_use]
    pub fn turns(&self) -> Vec<Turn<'_>> {
        let turn = |line: &'_ Line| Place { conversation: Some(line.conversation.clone()), seq: line.seq };
        let read = self.lines.iter().filter(|line| !matches!(line.is, Is::Declined(_)));
        read.map(|line| Turn { place: turn(line), is_visitor: line.is_visitor, text: &line.text }).collect()
    }

    /// How far a conversation had come.
    #[must_use]
    pub fn seq(&self, talk: &ConversationId) -> Option<i64> {
        self.places.iter().find(|(id, _)| id == talk).map(|(_, seq)| *seq)
    }

    /// Whether the visitor said anything at all.
    #[must_use]
    pub fn has_words(&self) -> bool {
        self.lines.iter().any(|line| line.is_visitor && !line.text.is_empty())
    }
}

/// Reads what was said with a contact.
///
/// # Errors
/// What the database says.
pub async fn of_contact(conn: &mut Conn, contact: &ContactId) -> Result<Heard> {
    let talks = conversation::of_contact(conn, contact).await?;
    let mut heard = Heard { places: talks.iter().map(place).collect(), ..Heard::default() };
    for talk in &talks[talks.len().saturating_sub(TALKS)..] {
        let (messages, _) = message::before(conn, &talk.id, i64::MAX, MESSAGES).await?;
        heard.lines.extend(messages.into_iter().filter_map(|message| line(&talk.id, message)));
    }
    forget_corrected(&mut heard.lines);
    let shown = discussed::of_contact(conn, contact).await?;
    heard.products = shown.into_iter().map(|product| product.title).collect();
    heard.opinions = opinion::of_contact(conn, contact).await?;
    Ok(heard)
}

/// How far each conversation of a contact has come.
///
/// # Errors
/// What the database says.
pub async fn places(conn: &mut Conn, contact: &ContactId) -> Result<Vec<(ConversationId, i64)>> {
    Ok(conversation::of_contact(conn, contact).await?.iter().map(place).collect())
}

fn place(talk: &Conversation) -> (ConversationId, i64) {
    (talk.id.clone(), talk.last_seq)
}

fn line(talk: &ConversationId, message: Message) -> Option<Line> {
    let is_visitor = message.author == Author::Visitor;
    let (is, text) = match message.body {
        Body::Text { text, .. } if message.author != Author::System => (Is::Words, text),
        Body::Receipt { rows, tag, form, .. } => (Is::Form { tag: tag.unwrap_or_default(), form }, answers(&rows)),
        Body::Declined { form } => (Is::Declined(form), String::new()),
        _ => return None,
    };
    Some(Line { conversation: talk.clone(), seq: message.seq, is_visitor, is, text })
}

/// A form as it is read: a line for each answer. A name and a tick say nothing of what they want.
fn answers(rows: &[ReceiptRow]) -> String {
    let telling = rows.iter().filter(|row| !row.value.is_empty() && row.key != CONSENT && row.key != "name");
    let lines: Vec<String> = telling.map(|row| format!("{}: {}", row.label, row.value)).collect();
    lines.join("\n")
}

/// A form sent again takes the place of what was sent before.
fn forget_corrected(lines: &mut Vec<Line>) {
    let mut seen = HashSet::new();
    lines.reverse();
    lines.retain(|line| match &line.is {
        Is::Form { form, .. } => seen.insert(form.clone()),
        _ => true,
    });
    lines.reverse();
}
