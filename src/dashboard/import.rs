//! Bringing leads in from a file: it is read as it comes in, its columns are named, its first lines shown, then it is set
//! going. Nothing of a file that cannot be read is kept.

use axum::Form;
use axum::extract::multipart::Field;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::error::Answer;
use super::layout::{self, Seat, may_change};
use super::leads::Asked;
use super::view::import::{Choice, Column, ImportPage, MapPage, Row};
use super::view::layout::Place;
use super::words;
use crate::app::App;
use crate::bot::Bot;
use crate::db::Conn;
use crate::door::auth::{SignedIn, same_site};
use crate::error::{Error, Result};
use crate::event::Channel;
use crate::id::TaskId;
use crate::lead::import::decode::Encoding;
use crate::lead::import::intake::{Intake, LARGEST, Refusal};
use crate::lead::import::{self, Becomes, Choices, Detail, Duplicates, Shown, Target};
use crate::organisation::role::Right;
use crate::tag;
use crate::task::{State as Stands, Task};

/// How many lines are stored at once.
const BATCH: usize = 500;

/// `GET /leads/import`: the page that takes a file. Members who may bring leads in may call it.
///
/// # Errors
/// 403 for a viewer, 404 when the address names somebody else's bot.
pub async fn page(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    who.must(Right::Export)?;
    let mut conn = app.db.read().await?;
    let seat = Seat::take(&mut conn, who, &asked.tidy().bot, &headers).await?;
    Ok(drawn(&app, &mut conn, &seat, &headers, None).await?)
}

async fn drawn(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    headers: &HeaderMap,
    error: Option<String>,
) -> Result<Response> {
    let bot = seat.bot.as_ref().ok_or(Error::NotFound("bot"))?;
    let page = ImportPage {
        frame: layout::frame("Import leads", seat.theme()),
        desk: layout::desk(app, conn, seat, Place::Leads, "/leads/import", None).await?,
        bot: bot.key.clone(),
        bot_name: bot.name.clone(),
        error,
        largest: LARGEST,
    };
    layout::page(app, seat, headers, &page)
}

/// `POST /imports`: takes a file; its form carries `csrf` and `bot` before it. Members who may bring leads in may call it.
///
/// # Errors
/// 403, 404 as the page; 422 with the page and the reason, when the file cannot be read or is too large.
pub async fn upload(State(app): State<App>, who: SignedIn, headers: HeaderMap, form: Multipart) -> Answer {
    same_site(&headers, &app)?;
    who.must(Right::Export)?;
    let mut sent = Sent { app: &app, form, task: None };
    let seat = sent.seat(who, &headers).await?;
    let taken = sent.take(&seat, &headers).await;
    let task = sent.task.take();
    match (taken, task) {
        (Ok(()), Some(task)) => Ok(Redirect::to(&format!("/imports/{task}")).into_response()),
        (Ok(()), None) => Err(Error::from(Refusal::Empty).into()),
        (Err(error), task) => {
            if let Some(task) = task {
                let mut tx = app.tx().await?;
                import::discard(&mut tx, &task).await?;
                tx.commit().await?;
            }
            let Error::Invalid(fields) = error else { return Err(error.into()) };
            let why = fields.into_iter().next().map(|field| field.message);
            let page = drawn(&app, &mut app.db.read().await?, &seat, &headers, why).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// A form with a file, on its way in.
struct Sent<'a> {
    app: &'a App,
    form: Multipart,
    /// The draft, once its first lines are stored.
    task: Option<TaskId>,
}

fn broken<E>(_: E) -> Error {
    Error::field("file", "broken", "The file did not arrive whole: send it again")
}

impl Sent<'_> {
    /// What stands before the file: the session's token, and the bot.
    async fn seat(&mut self, who: SignedIn, headers: &HeaderMap) -> Result<Seat> {
        let token = self.text("csrf").await?;
        who.check_csrf(&token)?;
        let bot = self.text("bot").await?;
        let seat = Seat::take(&mut self.app.db.read().await?, who, &words::one_line(&bot, 200), headers).await?;
        if seat.bot.is_none() { Err(Error::NotFound("bot")) } else { Ok(seat) }
    }

    async fn text(&mut self, name: &str) -> Result<String> {
        let field = self.form.next_field().await.map_err(broken)?.filter(|field| field.name() == Some(name));
        let mut field = field.ok_or(Error::Forbidden)?;
        let mut text = Vec::new();
        while let Some(piece) = field.chunk().await.map_err(broken)? {
            text.extend_from_slice(&piece);
            if text.len() > 1_000 {
                return Err(Error::Forbidden);
            }
        }
        String::from_utf8(text).map_err(|_| Error::Forbidden)
    }

    async fn take(&mut self, seat: &Seat, headers: &HeaderMap) -> Result<()> {
        let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        // Not a byte more is read of what says itself that it is too large.
        if length.is_some_and(|length| length > LARGEST + 64 * 1024) {
            return Err(Refusal::TooLarge.into());
        }
        let bot = seat.bot.clone().ok_or(Error::NotFound("bot"))?;
        let app = self.app;
        let Some(mut field) =
            self.form.next_field().await.map_err(broken)?.filter(|field| field.name() == Some("file"))
        else {
            return Err(Error::field("file", "required", "Choose a file"));
        };
        let mut intake = Intake::default();
        while let Some(piece) = next(&mut field).await? {
            intake.feed(&piece)?;
            store(app, seat, &bot, &mut self.task, &mut intake, BATCH).await?;
        }
        intake.end()?;
        store(app, seat, &bot, &mut self.task, &mut intake, 1).await?;
        let Some(task) = &self.task else { return Err(Refusal::Empty.into()) };
        let mut tx = app.tx().await?;
        import::ready(&mut tx, task, &bot, &intake).await?;
        tx.commit().await
    }
}

/// The next piece. The server's own bound says no a little later than the file's.
async fn next(field: &mut Field<'_>) -> Result<Option<bytes::Bytes>> {
    field.chunk().await.map_err(|error| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Refusal::TooLarge.into() } else { broken(error) }
    })
}

/// Stores what is read, once it is so much; the first lines make the draft.
async fn store(
    app: &App,
    seat: &Seat,
    bot: &Bot,
    task: &mut Option<TaskId>,
    intake: &mut Intake,
    least: usize,
) -> Result<()> {
    let Some(rows) = intake.take(least) else { return Ok(()) };
    let mut tx = app.tx().await?;
    let id = if let Some(id) = task.clone() {
        id
    } else {
        import::sweep(&mut tx).await?;
        import::begin(&mut tx, &seat.who.member.organisation_id, bot, &seat.who.member.id).await?
    };
    for batch in rows.chunks(BATCH) {
        import::store(&mut tx, &id, batch).await?;
    }
    tx.commit().await?;
    *task = Some(id);
    Ok(())
}

/// A draft, and the seat it is seen from.
struct Draft {
    seat: Seat,
    bot: Bot,
    task: Task,
    detail: Detail,
}

async fn find(conn: &mut Conn, who: SignedIn, id: &str) -> Result<Draft> {
    who.must(Right::Export)?;
    let id = super::task::find(conn, &who, id).await?.id;
    let (task, detail) = import::find(conn, &who.member.organisation_id, &id).await?;
    let bot = task.bot_id.clone().ok_or(Error::NotFound("bot"))?;
    let seat = Seat::at(conn, who, &bot).await?;
    let bot = seat.bot.clone().ok_or(Error::NotFound("bot"))?;
    Ok(Draft { seat, bot, task, detail })
}

/// `GET /imports/{id}`: what the file's columns hold, and what its first lines become. Members who may bring leads in may
/// call it.
///
/// # Errors
/// 403 for a viewer, 404 when it is not their organisation's.
pub async fn map(State(app): State<App>, who: SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    let mut conn = app.db.read().await?;
    let draft = find(&mut conn, who, &id).await?;
    if draft.task.state != Stands::Draft {
        return Ok(Redirect::to(&format!("/tasks/{}", draft.task.id)).into_response());
    }
    Ok(mapped(&app, &mut conn, &draft, &headers, None).await?)
}

async fn mapped(
    app: &App,
    conn: &mut Conn,
    draft: &Draft,
    headers: &HeaderMap,
    error: Option<String>,
) -> Result<Response> {
    let Draft { seat, bot, task, detail } = draft;
    let shown = import::preview(conn, task, detail, bot, app.clock.now()).await?;
    let tags = tag::list(conn, &bot.id).await?;
    let choices = &detail.choices;
    let one = |key: &str, name: &str, chosen: &str| choice(key, name, key == chosen);
    let here = format!("/imports/{}", task.id);
    let page = MapPage {
        frame: layout::frame("Import leads", seat.theme()),
        desk: layout::desk(app, conn, seat, Place::Leads, &here, None).await?,
        action: here,
        line: format!(
            "{}, {}, separated by {}",
            words::count(task.total, "line"),
            written(detail.encoding),
            separator(detail)
        ),
        notice: (detail.encoding == Encoding::Windows).then(|| {
            "This file is not UTF-8 and was read as Windows-1252. Look at names with accents before you go on."
                .to_owned()
        }),
        error,
        columns: columns(detail, &shown),
        duplicates: [
            (Duplicates::Join, "Join their lead as a follow-up"),
            (Duplicates::Fill, "Fill what is missing, change nothing else"),
            (Duplicates::Skip, "Leave the line out"),
        ]
        .map(|(key, name)| choice(key.as_str(), name, key == choices.duplicates))
        .into(),
        tags: std::iter::once(choice("", "None", choices.tag.is_empty()))
            .chain(tags.iter().map(|tag| one(&tag.key, &tag.label, &choices.tag)))
            .collect(),
        statuses: bot
            .settings()
            .pipeline()
            .statuses
            .iter()
            .map(|status| one(&status.key, &status.label, &choices.status))
            .collect(),
        sources: Channel::ALL
            .iter()
            .map(|channel| one(channel.as_str(), source(*channel), choices.channel.as_str()))
            .collect(),
        rows: shown.into_iter().map(|line| row(line, choices.duplicates)).collect(),
        start: format!("Import {}", words::count(task.total, "line")),
    };
    layout::page(app, seat, headers, &page)
}

fn choice(key: &str, name: &str, is_chosen: bool) -> Choice {
    Choice { key: key.to_owned(), name: name.to_owned(), is_chosen }
}

const fn written(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf16 => "UTF-16",
        Encoding::Windows => "Windows-1252",
    }
}

fn separator(detail: &Detail) -> String {
    match detail.separator {
        ',' => "commas".to_owned(),
        ';' => "semicolons".to_owned(),
        '\t' => "tabs".to_owned(),
        other => format!("“{other}”"),
    }
}

const fn source(channel: Channel) -> &'static str {
    match channel {
        Channel::Web => "Web",
        Channel::Sms => "SMS",
        Channel::Whatsapp => "WhatsApp",
        Channel::Telegram => "Telegram",
        Channel::Email => "Email",
        Channel::Api => "API",
    }
}

fn columns(detail: &Detail, shown: &[Shown]) -> Vec<Column> {
    let one = |(place, name): (usize, &String)| {
        let sample = shown.iter().filter_map(|line| line.cells.get(place)).find(|cell| !cell.trim().is_empty());
        let chosen = detail.choices.columns.get(place);
        Column {
            field: format!("column_{place}"),
            name: if name.is_empty() { format!("Column {}", place + 1) } else { words::one_line(name, 100) },
            sample: words::one_line(sample.map_or("", String::as_str), 60),
            targets: Target::ALL
                .iter()
                .map(|target| choice(target.as_str(), target.label(), Some(target) == chosen))
                .collect(),
        }
    };
    detail.head.iter().enumerate().map(one).collect()
}

fn row(shown: Shown, duplicates: Duplicates) -> Row {
    let known = match duplicates {
        Duplicates::Join => "Follow-up of a lead",
        Duplicates::Fill => "Fills what is missing",
        Duplicates::Skip => "Left out: a lead already",
    };
    let (who, becomes, why) = match shown.becomes {
        Becomes::Lead(who) => (who, "New lead", None),
        Becomes::Known(who) => (who, known, None),
        Becomes::Refused(why) => (String::new(), "Left out", Some(why.join("; "))),
    };
    Row { line: shown.line, who: words::one_line(&who, 100), becomes: becomes.to_owned(), why }
}

/// `POST /imports/{id}`: keeps what was chosen, then shows it, sets it going or drops the file. Members who may bring leads
/// in may call it.
///
/// # Errors
/// 403, 404 as the page; 409 when it was set going before; 422, with the page, for a choice that cannot be.
pub async fn decide(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> Answer {
    let of = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    may_change(&app, &who, &headers, of("csrf"))?;
    let mut tx = app.tx().await?;
    let draft = find(&mut tx, who, &id).await?;
    let here = format!("/imports/{}", draft.task.id);
    if of("do") == "discard" {
        import::discard(&mut tx, &draft.task.id).await?;
        tx.commit().await?;
        return Ok(Redirect::to("/leads/import").into_response());
    }
    let chosen = match chosen(&draft.detail, of) {
        Some(choices) => import::choose(&mut tx, &draft.task, &draft.detail, &draft.bot, choices).await,
        None => Err(Error::field("columns", "unknown", "Choose from what is offered")),
    };
    if let Err(Error::Invalid(fields)) = chosen {
        drop(tx);
        let why = fields.into_iter().next().map(|field| field.message);
        let page = mapped(&app, &mut app.db.read().await?, &draft, &headers, why).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    chosen?;
    let is_start = of("do") == "start";
    if is_start {
        let (task, detail) = import::find(&mut tx, &draft.task.organisation_id, &draft.task.id).await?;
        import::start(&mut tx, &task, &detail, &draft.bot).await?;
    }
    tx.commit().await?;
    let next = if is_start { format!("/tasks/{}", draft.task.id) } else { here };
    Ok(Redirect::to(&next).into_response())
}

/// What was chosen; none where something is not on offer.
fn chosen<'a>(detail: &Detail, of: impl Fn(&str) -> &'a str) -> Option<Choices> {
    let columns = (0..detail.head.len()).map(|place| Target::parse(of(&format!("column_{place}"))));
    Some(Choices {
        columns: columns.collect::<Option<Vec<_>>>()?,
        duplicates: Duplicates::parse(of("duplicates"))?,
        tag: of("tag").to_owned(),
        status: of("status").to_owned(),
        channel: Channel::parse(of("source"))?,
    })
}
