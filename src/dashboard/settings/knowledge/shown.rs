//! The page of the knowledge, every word decided.

use axum::http::HeaderMap;
use axum::response::Response;

use super::{Asked, Draft, HERE};
use crate::app::App;
use crate::assistant::answer::{self, Voice};
use crate::assistant::language;
use crate::bot::Bot;
use crate::dashboard::layout::{self, Seat};
use crate::dashboard::overview::unanswered as lines;
use crate::dashboard::view::knowledge::{self as view, KnowledgePage};
use crate::dashboard::view::layout::Place;
use crate::dashboard::view::part::field::Field;
use crate::dashboard::{told, way, words};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::id::{EntryId, Id as _, QuestionId, SourceId};
use crate::knowledge::source::{self, Kind, Source, State, site};
use crate::knowledge::unanswered::{self, Between};
use crate::knowledge::{self, Found, quote, read};
use crate::lead::reach;
use crate::task::Task;

/// How many questions without an answer are shown.
const QUESTIONS: i64 = 25;

/// How many answers are on a page.
const ENTRIES: usize = 50;

pub(super) async fn page(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    headers: &HeaderMap,
    asked: &Asked,
    draft: &Draft,
) -> Result<Response> {
    let bot = seat.bot.clone().ok_or(Error::NotFound("bot"))?;
    let here = way::with(HERE, &[("bot", seat.key())]);
    let toast = told::toast(conn, &bot, headers, &here).await?;
    let before = EntryId::parse(&asked.before);
    let mut own = knowledge::own(conn, &bot.id, before.as_ref(), i64::try_from(ENTRIES).unwrap_or(50) + 1).await?;
    let has_more = own.len() > ENTRIES;
    own.truncate(ENTRIES);
    let last = own.last().filter(|_| has_more).map(|entry| entry.id.to_string());
    let waiting = unanswered::count(conn, &bot.id, Between::EVER).await?;
    let count = knowledge::count_own(conn, &bot.id).await?;
    let ask = words::one_line(&asked.ask, 300);
    let list = source::list(conn, &bot.id).await?;
    let mut running = Vec::new();
    for source in list.iter().filter(|source| source.state == State::Reading) {
        running.extend(site::running(conn, source).await?.map(|task| (source.id.clone(), task)));
    }
    let page = KnowledgePage {
        frame: layout::frame("Knowledge", seat.theme()),
        desk: layout::desk(app, conn, seat, Place::Knowledge, &here, toast).await?,
        csrf: seat.who.csrf.clone(),
        bot: seat.key().to_owned(),
        bot_name: bot.name.clone(),
        error: (!draft.wrong.is_empty()).then(|| "Nothing was saved. Look at what is marked.".to_owned()),
        told: if ask.is_empty() { None } else { Some(told_of(conn, &bot, &ask).await?) },
        ask,
        editor: editor(conn, seat, &bot, asked, draft).await?,
        questions: lines::lines(conn, &bot.id, Between::EVER, QUESTIONS, seat).await?,
        questions_line: format!(
            "{} wait{} for an answer. An answer is used at once, whoever asks next.",
            words::count(waiting, "question"),
            if waiting == 1 { "s" } else { "" }
        ),
        events: running.first().map(|(_, task)| format!("/tasks/{}/events", task.id)),
        sources: sources(app, seat, &list, &running),
        largest: read::LARGEST,
        largest_words: format!("up to {} MB", read::LARGEST / 1024 / 1024),
        site: Field { value: draft.wish.site.clone(), error: draft.error("site") },
        file_error: draft.error("file"),
        entries: own.iter().map(|entry| line(seat, entry)).collect(),
        entries_line: words::count(count, "answer"),
        add_href: way::with(HERE, &[("bot", seat.key()), ("add", "1")]),
        more_href: last.map(|last| way::with(HERE, &[("bot", seat.key()), ("before", &last)]) + "#entries-title"),
        here,
    };
    layout::page(app, seat, headers, &page)
}

fn line(seat: &Seat, entry: &Found) -> view::Entry {
    view::Entry {
        id: entry.id.to_string(),
        question: entry.question.clone(),
        answer: quote::cut(&entry.answer, 160),
        edit_href: way::with(HERE, &[("bot", seat.key()), ("edit", entry.id.as_str())]),
    }
}

/// What the assistant would say to that, out of the knowledge.
async fn told_of(conn: &mut Conn, bot: &Bot, ask: &str) -> Result<view::Told> {
    let found = knowledge::search(conn, &bot.id, ask).await?;
    if let Some(best) = found.first() {
        let source = Some((best.title.clone(), best.url.as_deref().and_then(way::web)));
        return Ok(view::Told { text: best.told(ask), source, is_answer: true });
    }
    let settings = bot.settings();
    let language = language::detect(ask).unwrap_or(&settings.language);
    let voice = Voice { language, team: &settings.team, bot: &bot.name };
    let talk = answer::small_talk(ask);
    let reply = talk.map_or_else(|| voice.no_answer(), |kind| voice.small_talk(kind));
    Ok(view::Told { text: reply.text, source: None, is_answer: talk.is_some() })
}

/// The form for an answer, where one is being written.
async fn editor(conn: &mut Conn, seat: &Seat, bot: &Bot, asked: &Asked, draft: &Draft) -> Result<Option<view::Editor>> {
    if draft.is_entry {
        let wish = &draft.wish;
        let field = |name: &str, value: &str| Field { value: value.to_owned(), error: draft.error(name) };
        return Ok(Some(view::Editor {
            heading: heading(&wish.entry),
            entry: wish.entry.clone(),
            answers: wish.answers.clone(),
            note: None,
            question: field("question", &wish.question),
            answer: field("answer", &wish.answer),
            title: field("title", &wish.title),
            url: field("url", &wish.url),
        }));
    }
    if let Some(id) = EntryId::parse(&asked.edit) {
        let entry = knowledge::find(conn, &bot.id, &id).await?;
        return Ok(Some(view::Editor {
            heading: heading(id.as_str()),
            entry: id.to_string(),
            answers: String::new(),
            note: None,
            question: Field::of(entry.question),
            answer: Field::of(entry.answer),
            title: Field::of(entry.title),
            url: Field::of(entry.url.unwrap_or_default()),
        }));
    }
    let empty = view::Editor {
        heading: heading(""),
        entry: String::new(),
        answers: String::new(),
        note: None,
        question: Field::default(),
        answer: Field::default(),
        title: Field::default(),
        url: Field::default(),
    };
    if let Some(id) = QuestionId::parse(&asked.answer) {
        // Answered meanwhile, or gone with who asked it: there is nothing to fill in.
        let found = unanswered::find(conn, &bot.id, &id).await?;
        let Some(question) = found else { return Ok(Some(empty)) };
        if !reach::hides(conn, &bot.id, seat.reach, &[&question.contact]).await?.is_empty() {
            return Err(Error::NotFound("question"));
        }
        return Ok(Some(view::Editor {
            answers: id.to_string(),
            note: Some(format!("Asked {}.", words::count(question.times, "time"))),
            question: Field::of(question.text),
            ..empty
        }));
    }
    let question = Field::of(words::one_line(&asked.ask, 300));
    Ok((!asked.add.is_empty()).then_some(view::Editor { question, ..empty }))
}

fn heading(entry: &str) -> String {
    if entry.is_empty() { "Add an answer".to_owned() } else { "Change this answer".to_owned() }
}

fn sources(app: &App, seat: &Seat, list: &[Source], running: &[(SourceId, Task)]) -> Vec<view::Source> {
    let now = app.clock.now();
    let one = |source: &Source| {
        let task = running.iter().find(|(id, _)| *id == source.id).map(|(_, task)| task);
        let (state, class) = match source.state {
            State::Reading if task.is_none() => ("Not read", "is-bad"),
            State::Reading => ("Being read", "is-busy"),
            State::Ready => ("Read", "is-good"),
            State::Failed => ("Not read", "is-bad"),
        };
        let (kind, icon) = match source.kind {
            Kind::Markdown => ("Markdown", "file-text"),
            Kind::Html => ("HTML", "code"),
            Kind::Pdf => ("PDF", "file-text"),
            Kind::Text => ("Text", "file-text"),
            Kind::Site => ("Site", "link"),
        };
        let pages = (source.kind == Kind::Site).then(|| words::count(source.pages, "page"));
        let parts = [Some(words::count(source.passages, "passage")), pages, Some(size(source.bytes))];
        view::Source {
            id: source.id.to_string(),
            icon,
            name: source.title.clone(),
            kind,
            state,
            class,
            // A version before said nothing where a reading was given up.
            words: source
                .words
                .clone()
                .or_else(|| (source.state == State::Reading && task.is_none()).then(|| site::GIVEN_UP.to_owned())),
            size: parts.into_iter().flatten().collect::<Vec<_>>().join(", "),
            read_at: source.read_at.map(|at| words::moment(at, now, seat.zone())),
            progress: task.map(|task| (task.done, task.total.max(1))),
            again: (source.kind == Kind::Site && task.is_none()).then_some(if source.state == State::Ready {
                "Read again"
            } else {
                "Try again"
            }),
        }
    };
    list.iter().map(one).collect()
}

/// "1.2 MB", "14 KB".
fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_told_as_people_say_it() {
        assert_eq!([0, 999, 14_200, 1_250_000].map(size), ["0 bytes", "999 bytes", "14 KB", "1.2 MB"]);
    }
}
