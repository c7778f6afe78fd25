//! A bot's knowledge: what the assistant may answer from, and what it could not answer.
//!
//! An entry is a question with its answer, as the owner wrote it, or a passage of a file or of a page of their site, under
//! its heading. The engine's full-text index finds candidates; [`rank`] decides which of them answer, the same on both
//! engines.

pub mod index;
pub mod plain;
pub mod quote;
pub mod rank;
pub mod read;
pub mod source;
mod sql;
pub mod unanswered;

use crate::db::{Conn, Tx, dialect, record};
use crate::error::{Error, FieldError, Result};
use crate::id::{BotId, EntryId, SourceId};

/// Something the assistant may answer with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Where it is from, as a visitor reads it.
    pub title: String,
    /// What is asked.
    pub question: String,
    /// What is answered.
    pub answer: String,
    /// Its page.
    pub url: Option<String>,
}

record! {
    /// An entry that answers a question.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Found {
        /// Its id.
        pub id: EntryId,
        /// Where it is from.
        pub title: String,
        /// What is asked.
        pub question: String,
        /// What is answered.
        pub answer: String,
        /// Its page.
        pub url: Option<String>,
        /// The file or site that it is a passage of; none where the owner wrote it as an answer.
        pub source_id: Option<SourceId>,
    }
}

impl Found {
    /// What is said of it to who asked this: the owner's answer as they wrote it, without its marks, or of a passage the
    /// sentences that say most about it.
    #[must_use]
    pub fn told(&self, asked: &str) -> String {
        if self.source_id.is_some() { quote::quote(asked, &self.answer) } else { plain::plain(&self.answer) }
    }
}

/// Adds an entry.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, bot: &BotId, new: &NewEntry) -> Result<EntryId> {
    let id: EntryId = tx.id();
    sql::insert(tx, &id, bot, new, &terms_of(new)).await?;
    Ok(id)
}

/// The longest answer an owner writes, in characters; a message holds as much.
const LONGEST_ANSWER: usize = 3_000;

impl NewEntry {
    /// What an owner typed, as an entry: without a title it is called by its question.
    ///
    /// # Errors
    /// `Invalid`, field by field.
    pub fn typed(title: &str, question: &str, answer: &str, url: &str) -> Result<Self> {
        let mut wrong = Vec::new();
        let mut check = |field: &str, is_wrong: bool, code: &str, message: String| {
            if is_wrong {
                wrong.push(FieldError { field: field.to_owned(), code: code.to_owned(), message });
            }
        };
        let [title, question, answer, url] = [title, question, answer, url].map(str::trim);
        check("question", question.is_empty(), "required", "Enter the question".to_owned());
        check("answer", answer.is_empty(), "required", "Enter the answer".to_owned());
        for (field, value, most) in [
            ("title", title, 120),
            ("question", question, 300),
            ("answer", answer, LONGEST_ANSWER),
            ("url", url, 1_000),
        ] {
            check(field, value.chars().count() > most, "too_long", format!("At most {most} characters"));
        }
        let is_web = url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let message = "Enter a whole address, like https://example.com/delivery".to_owned();
        check("url", !url.is_empty() && !is_web, "invalid", message);
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        Ok(Self {
            title: if title.is_empty() { quote::cut(question, 120) } else { title.to_owned() },
            question: question.to_owned(),
            answer: answer.to_owned(),
            url: (!url.is_empty()).then(|| url.to_owned()),
        })
    }
}

/// What an owner wrote themselves, newest first: at most so many, older than the entry named.
///
/// # Errors
/// What the database says.
pub async fn own(conn: &mut Conn, bot: &BotId, before: Option<&EntryId>, most: i64) -> Result<Vec<Found>> {
    sql::own(conn, bot, before, most).await
}

/// How many entries the owner wrote themselves.
///
/// # Errors
/// What the database says.
pub async fn count_own(conn: &mut Conn, bot: &BotId) -> Result<i64> {
    sql::count_own(conn, bot).await
}

/// An entry that the owner wrote.
///
/// # Errors
/// `NotFound` when there is none, it is another bot's, or it is a passage.
pub async fn find(conn: &mut Conn, bot: &BotId, id: &EntryId) -> Result<Found> {
    sql::find(conn, bot, id).await?.ok_or(Error::NotFound("entry"))
}

/// Changes an entry that the owner wrote.
///
/// # Errors
/// `NotFound` as [`find`].
pub async fn change(tx: &mut Tx, bot: &BotId, id: &EntryId, new: &NewEntry) -> Result<()> {
    if sql::change(tx, bot, id, new, &terms_of(new)).await? { Ok(()) } else { Err(Error::NotFound("entry")) }
}

/// Removes an entry that the owner wrote.
///
/// # Errors
/// `NotFound` as [`find`].
pub async fn remove(tx: &mut Tx, bot: &BotId, id: &EntryId) -> Result<()> {
    if sql::remove(tx, bot, id).await? { Ok(()) } else { Err(Error::NotFound("entry")) }
}

fn terms_of(new: &NewEntry) -> String {
    rank::terms(&format!("{} {} {}", new.title, new.question, new.answer)).join(" ")
}

/// Gives a bot these entries in place of all that its owner wrote; its files and sites stay.
///
/// # Errors
/// What the database says.
pub async fn replace(tx: &mut Tx, bot: &BotId, entries: &[NewEntry]) -> Result<()> {
    sql::remove_all(tx, bot).await?;
    for entry in entries {
        add(tx, bot, entry).await?;
    }
    Ok(())
}

/// How far entries are counted: beyond it a word is as common as it gets.
const COUNTED: i64 = 2_000;

/// The entries that answer a question, best first; none when nothing does.
///
/// # Errors
/// What the database says.
pub async fn search(conn: &mut Conn, bot: &BotId, question: &str) -> Result<Vec<Found>> {
    let mut terms = rank::terms(crate::text::head(question, 500));
    terms.sort_unstable();
    terms.dedup();
    terms.truncate(32);
    let query = dialect::match_any(conn, &terms);
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let begun = std::time::Instant::now();
    let mut found: Vec<Found> = sql::candidates(conn, bot, &query).await?;
    let candidates: Vec<rank::Candidate<'_>> = found
        .iter()
        .map(|entry| rank::Candidate {
            id: entry.id.as_str(),
            title: &entry.title,
            question: &entry.question,
            body: &entry.answer,
        })
        .collect();
    let mut census = rank::Census {
        entries: usize::try_from(sql::count_all(conn, bot, COUNTED).await?).unwrap_or(0),
        ..rank::Census::default()
    };
    // Fewer than could come are all that use any of the terms: they can be counted as they are.
    if candidates.len() >= dialect::KNOWLEDGE_CANDIDATES {
        for term in terms {
            let query = dialect::match_any(conn, std::slice::from_ref(&term));
            let uses = sql::count_using(conn, bot, &query, COUNTED).await?;
            census.uses.insert(term, usize::try_from(uses).unwrap_or(0));
        }
    }
    let order: Vec<String> =
        rank::rank_among(question, &candidates, &census).into_iter().map(|scored| scored.id).collect();
    found.retain(|entry| order.iter().any(|id| id == entry.id.as_str()));
    found.sort_by_key(|entry| order.iter().position(|id| id == entry.id.as_str()));
    crate::metric::searched(begun.elapsed());
    Ok(found)
}
