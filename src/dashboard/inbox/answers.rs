//! What the bot knows, for whoever answers: looked for by the visitor's last question or by what is typed, and put into the
//! draft. The draft is the agent's: nothing is sent by it.

use super::Asked;
use crate::conversation::{Body, Conversation, message};
use crate::dashboard::layout::Seat;
use crate::dashboard::view::inbox::{Answers, Known};
use crate::dashboard::{way, words};
use crate::db::Conn;
use crate::error::Result;
use crate::event::Author;
use crate::knowledge::{self, Found, quote};
use crate::organisation::role::Right;

/// How many are offered.
const MOST: usize = 6;

/// How far back the visitor's last question is looked for, in messages.
const BACK: i64 = 30;

/// The longest question, in characters.
const LONGEST: usize = 300;

/// The search as the page shows it, and what it puts into the draft.
pub async fn of(conn: &mut Conn, seat: &Seat, talk: &Conversation, asked: &Asked) -> Result<(Answers, String)> {
    let typed = asked.answers.as_deref().map(|typed| words::one_line(typed, LONGEST));
    let words = match &typed {
        Some(typed) if !typed.is_empty() => typed.clone(),
        _ => last_question(conn, talk).await?,
    };
    if typed.is_none() {
        return Ok((Answers { words, ..Answers::default() }, String::new()));
    }
    let here = format!("/inbox/{}", talk.id);
    let mut found = knowledge::search(conn, &talk.bot_id, &words).await?;
    found.truncate(MOST);
    let draft = found.iter().find(|one| one.id.as_str() == asked.insert).map(|one| inserted(one, &words));
    let known = found.iter().map(|one| Known {
        title: one.title.clone(),
        line: quote::cut(&one.told(&words), 160),
        url: web(one),
        text: inserted(one, &words),
        href: way::with(&here, &[("show", &asked.show), ("answers", &words), ("insert", one.id.as_str())]),
    });
    let add = way::with("/settings/knowledge", &[("bot", seat.key()), ("add", "1"), ("ask", &words)]);
    let answers = Answers {
        is_open: true,
        found: known.collect(),
        add_href: (found.is_empty() && seat.who.can(Right::ChangeSettings)).then_some(add),
        words,
    };
    Ok((answers, draft.unwrap_or_default()))
}

/// What the visitor said last, in words.
async fn last_question(conn: &mut Conn, talk: &Conversation) -> Result<String> {
    let (said, _) = message::before(conn, &talk.id, i64::MAX, BACK).await?;
    let last = said.into_iter().rev().filter(|one| one.author == Author::Visitor).find_map(|one| match one.body {
        Body::Text { text, .. } => Some(words::one_line(&text.replace('\n', " "), LONGEST)),
        _ => None,
    });
    Ok(last.unwrap_or_default())
}

/// What stands in the draft: what the assistant would say of it, and where it is from.
fn inserted(one: &Found, asked: &str) -> String {
    let text = one.told(asked);
    web(one).map_or_else(|| text.clone(), |url| format!("{text}\n{url}"))
}

fn web(one: &Found) -> Option<String> {
    one.url.as_deref().and_then(way::web)
}
