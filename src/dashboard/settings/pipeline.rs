//! The page of a bot's pipeline: a preset or an own one, what it does to the leads there are, and the change itself.

mod draft;
mod shown;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::app::App;
use crate::bot::Bot;
use crate::dashboard::error::Answer;
use crate::dashboard::layout::{self, Seat};
use crate::dashboard::told::{self, Told};
use crate::dashboard::view::layout::Place;
use crate::dashboard::view::pipeline::{self as view, PipelinePage};
use crate::dashboard::{way, words};
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, FieldError, Result};
use crate::lead::pipeline::Pipeline;
use crate::lead::remap::{self, Change, Effect};
use crate::organisation::trail::{self, What};
use crate::task::{self, Kind};
use draft::{Act, Draft};

/// Where it is.
const HERE: &str = "/settings/pipeline";

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    bot: String,
}

/// What was wrong with a draft, or what became of the settings meanwhile.
#[derive(Default)]
struct Trouble {
    wrong: Vec<FieldError>,
    sentence: Option<String>,
}

/// `GET /settings/pipeline`: a bot's pipeline, to be looked at and changed. Owners and admins may call it.
///
/// # Errors
/// 404 when the address names a bot of somebody else, 403 for other roles.
pub async fn page(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    let (mut conn, seat, bot) = super::seat(&app, who, &asked.bot, &headers).await?;
    let draft = Draft::of(bot.settings());
    Ok(drawn(&app, &mut conn, &seat, &bot, &draft, &headers, None, Trouble::default()).await?)
}

/// `POST /settings/pipeline`: changes the draft, shows what a change does, or does it. Owners and admins may call it.
///
/// # Errors
/// 422, with the draft, when it cannot be kept; 409, with the draft, when somebody saved another meanwhile.
pub async fn post(
    State(app): State<App>,
    who: SignedIn,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (mut conn, seat, bot) = super::posted(&app, who, &headers, &pairs).await?;
    let field = |name: &str| super::field(&pairs, name);
    let mut draft = Draft::read(&pairs, bot.settings());
    let act = Act::read(field("do"));
    if matches!(act, Act::Save | Act::Apply) {
        return Ok(save(&app, conn, &seat, &bot, &draft, &headers, act == Act::Apply).await?);
    }
    draft.act(&act, bot.settings());
    Ok(drawn(&app, &mut conn, &seat, &bot, &draft, &headers, None, Trouble::default()).await?)
}

async fn save(
    app: &App,
    mut conn: Conn,
    seat: &Seat,
    bot: &Bot,
    draft: &Draft,
    headers: &HeaderMap,
    was_shown: bool,
) -> Result<Response> {
    let pipeline = draft.pipeline();
    if let Err(Error::Invalid(wrong)) = check(draft, &pipeline) {
        let trouble = Trouble { wrong, ..Trouble::default() };
        let page = drawn(app, &mut conn, seat, bot, draft, headers, None, trouble).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let effects = remap::effects(&mut conn, &bot.id, bot.settings(), &pipeline).await?;
    if !was_shown && draft.seen == bot.settings().pipeline_version() && effects.iter().any(|effect| effect.leads > 0) {
        return drawn(app, &mut conn, seat, bot, draft, headers, Some(&effects), Trouble::default()).await;
    }
    drop(conn);
    let mut tx = app.tx().await?;
    let by = &seat.who.member.id;
    let change = Change { bot: &bot.id, by, seen: &draft.seen, pipeline: &pipeline, choices: &draft.choices };
    match remap::change(&mut tx, &change).await {
        Ok(_) => tx.commit().await?,
        Err(Error::Conflict(why)) => {
            drop(tx);
            return overtaken(app, seat, draft, headers, why).await;
        }
        Err(error) => return Err(error),
    }
    let mut response = Redirect::to(&way::with(HERE, &[("bot", seat.key())])).into_response();
    layout::add_cookie(&mut response, &told::cookie(&Told::PipelineSaved));
    Ok(response)
}

/// What a form may be wrong in beside its pipeline.
fn check(draft: &Draft, pipeline: &Pipeline) -> Result<()> {
    if draft.is_own() && draft.listed && pipeline.moves.is_empty() {
        return Err(Error::field("moves", "none", "Allow at least one move, or let leads move anywhere"));
    }
    pipeline.check()
}

/// Somebody was faster, or their change is still being carried out: told, with the draft as it was.
async fn overtaken(app: &App, seat: &Seat, draft: &Draft, headers: &HeaderMap, why: &str) -> Result<Response> {
    let mut conn = app.db.read().await?;
    let id = seat.bot.as_ref().map(|bot| bot.id.clone()).ok_or(Error::NotFound("bot"))?;
    let bot = crate::bot::by_id(&mut conn, &id).await?.ok_or(Error::NotFound("bot"))?;
    let sentence = if why == "remapping" {
        "Leads are still being moved for the last change. Save again when that is done.".to_owned()
    } else {
        let organisation = &bot.organisation_id;
        let lines = trail::list(
            &mut conn,
            organisation,
            &trail::Look { what: Some(What::PipelineChanged), ..trail::Look::default() },
            20,
        )
        .await?;
        let by = lines.into_iter().find(|line| line.bot_id.as_ref() == Some(&bot.id)).and_then(|line| line.by);
        let by = by.unwrap_or_else(|| "Somebody".to_owned());
        format!(
            "{by} has saved another pipeline while you were editing, and nothing of yours was saved. Your changes are still here: \
             save again to put them in the place of theirs, or discard them."
        )
    };
    let draft = Draft { seen: bot.settings().pipeline_version(), ..draft.clone() };
    let trouble = Trouble { sentence: Some(sentence), ..Trouble::default() };
    let page = drawn(app, &mut conn, seat, &bot, &draft, headers, None, trouble).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

#[expect(clippy::too_many_arguments, reason = "everything the page is drawn from, each of another kind")]
async fn drawn(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    bot: &Bot,
    draft: &Draft,
    headers: &HeaderMap,
    effects: Option<&[Effect]>,
    trouble: Trouble,
) -> Result<Response> {
    let here = way::with(HERE, &[("bot", seat.key())]);
    let toast = told::toast(conn, bot, headers, &here).await?;
    let settings = bot.settings();
    let error =
        |field: &str| trouble.wrong.iter().find(|one| one.field.starts_with(field)).map(|one| one.message.clone());
    let running = task::running(conn, &bot.organisation_id, &bot.id, Kind::Remap).await?;
    let page = PipelinePage {
        frame: layout::frame("Pipeline", seat.theme()),
        desk: layout::desk(app, conn, seat, Place::Pipeline, &here, toast).await?,
        csrf: seat.who.csrf.clone(),
        bot: bot.key.clone(),
        seen: draft.seen.clone(),
        discard_href: here,
        presets: shown::presets(draft, settings),
        preset: draft.preset.clone(),
        is_own: draft.is_own(),
        rows: shown::rows(draft, &trouble.wrong),
        may_add: shown::may_add(draft),
        listed: draft.listed,
        starts: shown::starts(draft),
        preview: shown::preview(draft),
        is_changed: !shown::is_saved(draft, settings),
        error: trouble.sentence,
        statuses_error: error("statuses"),
        moves_error: error("moves").or_else(|| error("move.")),
        is_wrong: !trouble.wrong.is_empty(),
        running: running.map(|task| view::Running {
            words: format!("{} of {}", words::number(task.done), words::count(task.total, "lead")),
            done: task.done,
            total: task.total.max(1),
        }),
        mapping: effects.map(|effects| shown::mapping(draft, settings, effects)),
        fields: draft.fields(),
    };
    layout::page(app, seat, headers, &page)
}
