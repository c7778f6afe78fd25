//! Views: ready-made ways of looking at the list, and those that are kept.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::{Asked, Known};
use crate::app::App;
use crate::dashboard::error::Answer;
use crate::dashboard::layout::{self, Seat};
use crate::dashboard::told::{self, Told};
use crate::dashboard::view::leads::{Kept, Save, Tab, Views};
use crate::dashboard::{way, words};
use crate::db::Conn;
use crate::door::auth::{SignedIn, same_site};
use crate::error::{Error, Result};
use crate::id::{Id as _, ViewId};
use crate::lead::view::{self, Keeper, NewView};
use crate::organisation::role::Right;

/// The ready-made ones: name, query.
const READY: [(&str, &str); 4] =
    [("All", ""), ("Hottest first", "sort=hottest"), ("New this week", "captured=7"), ("Mine", "owner=me")];

/// The tabs over the list, and what can be done with the one that is on.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, known: &Known<'_>) -> Result<Views> {
    let (asked, seat) = (known.asked, known.seat);
    let now = Asked { show: String::new(), ..asked.clone() }.query();
    let href =
        |query: &str| Asked { show: asked.show.clone(), ..Asked::read(query) }.address("/leads", seat.key(), ("", ""));
    let tab = |name: &str, query: &str, is_shared: bool| Tab {
        name: name.to_owned(),
        href: href(query),
        is_current: query == now,
        is_shared,
    };
    let mut tabs: Vec<Tab> = READY.iter().map(|(name, query)| tab(name, query, false)).collect();
    let member = &seat.who.member;
    let kept = view::list(conn, &known.bot.id, &member.id).await?;
    tabs.extend(kept.iter().map(|view| tab(&view.name, &view.query, view.shared)));
    let current = kept.iter().find(|view| view.query == now);
    let is_ready = READY.iter().any(|(_, query)| *query == now);
    Ok(Views {
        tabs,
        kept: current
            .filter(|view| view.is_managed_by(keeper(seat)))
            .map(|view| Kept { name: view.name.clone(), action: format!("/leads/views/{}", view.id) }),
        save: (current.is_none() && !is_ready).then(|| Save { query: now, may_share: seat.may_change() }),
        csrf: seat.who.csrf.clone(),
        next: asked.address("/leads", seat.key(), ("", "")),
        bot: known.bot.key.clone(),
    })
}

/// A posted view.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Posted {
    csrf: String,
    next: String,
    bot: String,
    name: String,
    query: String,
    shared: String,
    #[serde(rename = "do")]
    what: String,
}

fn back(next: &str, told: &Told) -> Response {
    let mut response = Redirect::to(way::back(next)).into_response();
    layout::add_cookie(&mut response, &told::cookie(told));
    response
}

/// Whoever sits here, as somebody who keeps views.
fn keeper(seat: &Seat) -> Keeper<'_> {
    Keeper { id: &seat.who.member.id, access: &seat.who.access }
}

/// Refuses a form from elsewhere, without the session's token, or from somebody who may not see leads.
fn check(app: &App, who: &SignedIn, headers: &HeaderMap, csrf: &str) -> Result<()> {
    same_site(headers, app)?;
    who.check_csrf(csrf)?;
    who.must(Right::SeeLeads)
}

/// `POST /leads/views`: keeps a view. Members who see leads may call it; for the team, those who may change leads.
///
/// # Errors
/// 422 when its name is missing or too long, or there are too many.
pub async fn keep(State(app): State<App>, who: SignedIn, headers: HeaderMap, Form(form): Form<Posted>) -> Answer {
    check(&app, &who, &headers, &form.csrf)?;
    let mut tx = app.tx().await?;
    let seat = Seat::take(&mut tx, who, &form.bot, &headers).await?;
    let bot = seat.bot.clone().ok_or(Error::NotFound("bot"))?;
    let name = words::one_line(&form.name, view::LONGEST + 1);
    // Read and written again, so that nothing is kept that no address of ours says.
    let query = Asked { bot: String::new(), show: String::new(), ..Asked::read(&form.query) }.query();
    let new = NewView { bot: &bot.id, by: keeper(&seat), name: &name, query: &query, shared: form.shared == "1" };
    view::add(&mut tx, &bot, &new).await?;
    tx.commit().await?;
    Ok(back(&form.next, &Told::ViewSaved))
}

/// `POST /leads/views/{id}`: renames or removes a view. Who made it may call it, and for the team's who may change settings.
///
/// # Errors
/// 404 when they do not see it, 403 when it is not theirs to change, 422 for a name that is missing or too long.
pub async fn change(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Posted>,
) -> Answer {
    check(&app, &who, &headers, &form.csrf)?;
    let id = ViewId::parse(&id).ok_or(Error::NotFound("view"))?;
    let mut tx = app.tx().await?;
    let seat = Seat::take(&mut tx, who, &form.bot, &headers).await?;
    let bot = seat.bot.clone().ok_or(Error::NotFound("bot"))?;
    let by = keeper(&seat);
    let told = match form.what.as_str() {
        "rename" => {
            view::rename(&mut tx, &bot, &id, &words::one_line(&form.name, view::LONGEST + 1), by).await?;
            Told::ViewSaved
        }
        "remove" => {
            view::remove(&mut tx, &bot, &id, by).await?;
            Told::ViewRemoved
        }
        _ => return Err(Error::field("do", "not_allowed", "Choose what is to be done").into()),
    };
    tx.commit().await?;
    Ok(back(&form.next, &told))
}
