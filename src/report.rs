//! Reports: what happened at a bot within a span of time, in numbers. It reads, and changes nothing.
//!
//! Where a span may hold very many conversations, what needs each of them opened is read from the newest of them, and the
//! page says so.

mod sql;
pub mod team;

use crate::db::Conn;
use crate::error::Result;
use crate::event::Author;
use crate::id::{BotId, FormId};
use crate::time::Timestamp;

/// From how many of the newest conversations reply times are read.
pub const TIMED: i64 = 500;

/// From how many of the newest leads their pages are read.
pub const PAGED: i64 = 5_000;

/// The finest time that leads are counted by, in milliseconds: every time zone's day begins at one of these.
pub const QUARTER: i64 = 15 * 60 * 1_000;

/// A span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its first moment.
    pub from: Timestamp,
    /// The first moment after it.
    pub until: Timestamp,
}

/// Conversations that began in a span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Talks {
    /// In which the visitor wrote.
    pub begun: i64,
    /// Of these, those that the assistant held alone.
    pub alone: i64,
    /// Of these, those in which the visitor wrote twice or more.
    pub twice: i64,
}

/// The conversations that began in a span.
///
/// # Errors
/// What the database says.
pub async fn talks(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Talks> {
    sql::talks(conn, bot, span).await
}

/// Leads captured within a quarter of an hour, of one temperature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caught {
    /// When the quarter began.
    pub at: Timestamp,
    /// Their temperature; none without a score.
    pub temperature: Option<String>,
    /// How many.
    pub n: i64,
}

/// The leads captured in a span, by quarters of an hour and by temperature.
///
/// # Errors
/// What the database says.
pub async fn leads(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Vec<Caught>> {
    sql::leads(conn, bot, span).await
}

/// How many leads there are of something, by its key.
pub type Counted = Vec<(String, i64)>;

/// The leads captured in a span by the channel of their latest conversation, most first.
///
/// # Errors
/// What the database says.
pub async fn by_source(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Counted> {
    sql::by_source(conn, bot, span).await
}

/// The leads captured in a span by status, most first.
///
/// # Errors
/// What the database says.
pub async fn by_status(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Counted> {
    sql::by_status(conn, bot, span).await
}

/// The leads captured in a span by tag, most first; a lead counts for each of its tags.
///
/// # Errors
/// What the database says.
pub async fn by_tag(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Counted> {
    sql::by_tag(conn, bot, span).await
}

/// The pages that the leads of a span were captured on, without what follows `?` or `#`, most first; of the newest
/// [`PAGED`] leads.
///
/// # Errors
/// What the database says.
pub async fn by_page(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Counted> {
    let mut pages: Counted = Vec::new();
    for (address, n) in sql::by_page(conn, bot, span).await? {
        let page = address.split(['?', '#']).next().unwrap_or_default().to_owned();
        match pages.iter_mut().find(|(known, _)| *known == page) {
            Some((_, sum)) => *sum += n,
            None => pages.push((page, n)),
        }
    }
    pages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(pages)
}

/// Why leads of a span went where the pipeline asks for a reason, most first.
///
/// # Errors
/// What the database says.
pub async fn reasons(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Counted> {
    sql::reasons(conn, bot, span).await
}

/// How many leads of a span have each score that any has.
///
/// # Errors
/// What the database says.
pub async fn scores(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Vec<(i64, i64)>> {
    sql::scores(conn, bot, span).await
}

/// How a form fared in a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fared {
    /// Which.
    pub form: FormId,
    /// The tag it belongs to; empty for the bot's default form.
    pub tag: String,
    /// How often it was shown.
    pub shown: i64,
    /// How often it was sent.
    pub sent: i64,
    /// How often it was declined.
    pub declined: i64,
    /// Those that were begun and left: the last field that was filled, and how many stopped there; none filled is empty.
    pub stopped: Counted,
}

/// How a bot's forms fared in a span, the most shown first.
///
/// # Errors
/// What the database says.
pub async fn forms(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Vec<Fared>> {
    let mut forms = sql::forms(conn, bot, span).await?;
    forms.sort_by_key(|form| (-form.shown, form.tag.clone()));
    Ok(forms)
}

/// In how many conversations a form was shown, and in how many one was sent.
///
/// # Errors
/// What the database says.
pub async fn reached(conn: &mut Conn, bot: &BotId, span: Span) -> Result<(i64, i64)> {
    sql::reached(conn, bot, span).await
}

/// How many answers visitors rated helpful, and how many not.
///
/// # Errors
/// What the database says.
pub async fn rated(conn: &mut Conn, bot: &BotId, span: Span) -> Result<(i64, i64)> {
    sql::rated(conn, bot, span).await
}

/// The median waits, in milliseconds, over the newest [`TIMED`] conversations of a span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// From the visitor's first words to the first answer by anybody.
    pub answer: Option<i64>,
    /// From the visitor's first words to a person's first.
    pub person: Option<i64>,
}

/// How long visitors waited.
///
/// # Errors
/// What the database says.
pub async fn waits(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Waits> {
    let (mut answers, mut persons) = (Vec::new(), Vec::new());
    let firsts = sql::firsts(conn, bot, span).await?;
    for (conversation, asked) in firsts.iter().filter(|(.., author, _)| *author == Author::Visitor).map(|f| (&f.0, f.2))
    {
        let after = |wanted: &[Author]| {
            let those =
                firsts.iter().filter(|(of, author, at)| of == conversation && wanted.contains(author) && *at >= asked);
            those.map(|(.., at)| at.since(asked).as_millis()).min()
        };
        answers.extend(after(&[Author::Bot, Author::Agent]));
        persons.extend(after(&[Author::Agent]));
    }
    Ok(Waits { answer: median(answers), person: median(persons) })
}

fn median(mut all: Vec<u128>) -> Option<i64> {
    all.sort_unstable();
    i64::try_from(*all.get(all.len().checked_sub(1)? / 2)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_one_of_those_that_were_measured() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![5]), Some(5));
        assert_eq!(median(vec![9, 1, 4, 7]), Some(4));
    }
}
