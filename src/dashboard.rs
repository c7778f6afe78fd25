//! The dashboard: the pages an owner and their agents work in.
//!
//! A page is an askama template and a plain struct whose words are already decided: times are
//! formatted, links are built, plurals are chosen. Templates hold no rule of the product and no
//! SQL, and every page works without scripts. Handlers translate; the product's verbs decide.

pub mod error;
pub mod icons;
pub mod view;

mod answer;
mod audit;
mod badge;
mod canned;
mod export;
mod import;
mod inbox;
mod join;
mod layout;
mod lead;
mod leads;
mod login;
mod overview;
mod plan;
mod privacy;
mod profile;
mod settings;
mod setup;
mod task;
mod team;
mod told;
mod transcript;
mod way;
mod words;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::middleware;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};

use crate::app::App;
use crate::door::auth::SignedIn;
use crate::organisation::role::Right;

/// What a page of ours may load and do (Content Security Policy level 3).
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self' ws: wss:; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// The dashboard's pages. What no door knows ends here as well: a page that says so.
pub fn routes(app: &App) -> Router<App> {
    let mut pages = Router::new()
        .route("/login", get(login::page).post(login::sign_in))
        .route("/logout", post(login::sign_out))
        .route("/preferences", post(login::preferences))
        .route("/setup", get(setup::page).post(setup::found))
        .route("/answer/{token}", get(answer::page).post(answer::act))
        .route("/leads", get(leads::page))
        .route("/leads/live", get(leads::live::listen))
        .route("/leads/bulk", post(leads::bulk::change))
        .route("/leads/bulk/{task}/undo", post(leads::bulk::undo))
        .route("/leads/bulk/{task}/stop", post(leads::bulk::stop))
        .route("/leads/views", post(leads::views::keep))
        .route("/leads/views/{id}", post(leads::views::change))
        .route("/leads/export", get(export::many))
        .route("/leads/import", get(import::page))
        .route("/imports/{id}", get(import::map).post(import::decide))
        .route("/tasks", get(task::list))
        .route("/tasks/{id}", get(task::page))
        .route("/tasks/{id}/stop", post(task::stop))
        .route("/tasks/{id}/undo", post(task::undo))
        .route("/tasks/{id}/again", post(task::again))
        .route("/tasks/{id}/refused.csv", get(task::refused))
        .route("/tasks/{id}/events", get(task::events))
        .route("/leads/{id}", get(lead::page))
        .route("/leads/{id}/export", get(export::one))
        .route("/leads/{id}/contact.json", get(export::contact))
        .route("/leads/{id}/status", post(lead::change::move_to))
        .route("/leads/{id}/notes", post(lead::change::add_note))
        .route("/leads/{id}/notes/{note}", post(lead::notes::change))
        .route("/leads/{id}/tags", post(lead::tags::change))
        .route("/leads/{id}/temperature", post(lead::desk::set_temperature))
        .route("/leads/{id}/assignee", post(lead::desk::assign))
        .route("/leads/{id}/contact", post(lead::edit::save))
        .route("/leads/{id}/join", get(lead::join::page).post(lead::join::join))
        .route("/leads/{id}/part", post(lead::join::part))
        .route("/leads/{id}/notifications/{notification}/again", post(lead::change::send_again))
        .route("/overview", get(overview::page))
        .route("/leads/{id}/erase", get(lead::erase::page).post(lead::erase::post))
        .route("/leads/{id}/delete", get(lead::erase::delete_page).post(lead::erase::delete))
        .route("/audit", get(audit::page))
        .route("/audit.csv", get(audit::csv))
        .route("/settings/privacy", get(privacy::page).post(privacy::post))
        .route("/inbox", get(inbox::page))
        .route("/inbox/presence", post(inbox::set_presence))
        .route("/inbox/canned", get(canned::offer))
        .route("/inbox/{id}", get(inbox::open))
        .route("/inbox/{id}/say", post(inbox::say))
        .route("/inbox/{id}/note", post(inbox::note))
        .route("/inbox/{id}/move", post(inbox::shift))
        .route("/inbox/{id}/transcript", post(inbox::transcript))
        .route("/settings/knowledge", get(settings::knowledge::page).post(settings::knowledge::post))
        .route("/settings/pipeline", get(settings::pipeline::page).post(settings::pipeline::post))
        .route("/settings/forms", get(settings::forms::page).post(settings::forms::post))
        .route("/settings/notifications", get(settings::notifications::page).post(settings::notifications::post))
        .route("/settings/score", get(settings::score::page).post(settings::score::post))
        .route("/settings/model", get(settings::model::page).post(settings::model::post))
        .route("/settings/tags", get(settings::tags::page).post(settings::tags::post))
        .route("/settings/hours", get(settings::hours::page).post(settings::hours::post))
        .route("/settings/canned", get(settings::canned::page).post(settings::canned::post))
        .route("/team", get(team::page).post(team::post))
        .route("/join/{id}", get(join::page).post(join::post))
        .route("/profile", get(profile::page).post(profile::post))
        .route("/plan", get(plan::page));
    if app.demo().is_none() {
        pages = pages.route("/", get(home));
    }
    guarded(app, pages.fallback(error::nowhere))
}

/// Where files are sent to: larger than forms, and on their way for longer.
pub fn uploads(app: &App) -> Router<App> {
    let uploads = Router::new()
        .route("/imports", post(import::upload))
        .route("/inbox/{id}/files", post(inbox::attach))
        .route("/settings/knowledge/files", post(settings::knowledge::upload::post));
    guarded(app, uploads)
}

/// Pages as browsers should have them: refusals drawn for people, and everything said that a page must not do.
pub fn guarded(app: &App, pages: Router<App>) -> Router<App> {
    pages.layer(middleware::from_fn_with_state(app.clone(), error::drawn)).layer(middleware::map_response(restricted))
}

/// `GET /`, where this is no demo: to the first page that is theirs, the leads for who is not signed in. Anyone may call it.
async fn home(who: Option<SignedIn>) -> Response {
    let may = |right| who.as_ref().is_none_or(|who| who.can(right));
    let first =
        [(Right::SeeLeads, "/leads"), (Right::SeeInbox, "/inbox"), (Right::ChangeSettings, "/settings/pipeline")];
    let first = first.into_iter().find(|(right, _)| may(*right)).map_or("/leads", |(_, page)| page);
    Redirect::to(first).into_response()
}

/// Adds what the handler has not said otherwise.
async fn restricted(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
