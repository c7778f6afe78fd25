//! The Leads page: what the address asks for, as a table or a board, with the counters, filters and views over it.
//!
//! The page is the truth: scripts ask for the same address again and put its parts in place.

mod asked;
mod board;
pub mod bulk;
mod counters;
mod filters;
mod listing;
pub mod live;
mod pager;
mod row;
pub mod views;

pub use asked::Asked;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::error::Answer;
use super::layout::{self, Seat};
use super::view::layout::Place;
use super::view::leads::{Filters, LeadsPage, Listing, Tools, Views};
use super::{told, way};
use crate::app::App;
use crate::bot::Bot;
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::door::problem::Problem;
use crate::error::{Error, Result};
use crate::lead::assign::{self, Person};
use crate::lead::list::{self, Counts};
use crate::organisation::role::Right;
use crate::tag::{self, Tag};

/// What the parts of the page are made from.
pub struct Known<'a> {
    app: &'a App,
    seat: &'a Seat,
    bot: &'a Bot,
    tags: &'a [Tag],
    people: &'a [Person],
    counts: &'a Counts,
    asked: &'a Asked,
}

/// `GET /leads`: a bot's leads, 25 a page, or as a board. Every member who sees leads may call it.
///
/// # Errors
/// 404 when the address names a bot of somebody else.
pub async fn page(State(app): State<App>, who: SignedIn, RawQuery(query): RawQuery, headers: HeaderMap) -> Answer {
    who.must(Right::SeeLeads)?;
    let asked = Asked::read(query.as_deref().unwrap_or_default());
    let mut conn = app.db.read().await?;
    let seat = Seat::take(&mut conn, who, &asked.bot, &headers).await?;
    let Some(bot) = seat.bot.clone() else { return Ok(without_bot(&app, &mut conn, &seat, &headers).await?) };
    let here = asked.here(seat.key());
    let toast = told::toast(&mut conn, &bot, &headers, &here).await?;
    let tags = tag::list(&mut conn, &bot.id).await?;
    let people = assign::people(&mut conn, &bot.organisation_id).await?;
    let counts = list::counts(&mut conn, &bot.id).await?;
    let known =
        Known { app: &app, seat: &seat, bot: &bot, tags: &tags, people: &people, counts: &counts, asked: &asked };
    let mut page = LeadsPage {
        frame: layout::frame("Leads", seat.theme()),
        desk: layout::desk(&app, &mut conn, &seat, Place::Leads, &here, toast).await?,
        live: way::with("/leads/live", &[("bot", seat.key())]),
        total: counts.total,
        unseen: counts.unseen,
        counters: counters::of(&bot, &counts, &asked, seat.key(), seat.reach),
        filters: filters::of(&known),
        views: views::of(&mut conn, &known).await?,
        tools: tools(&known),
        progress: bulk::progress(&mut conn, &known).await?,
        listing: Listing::default(),
    };
    let status = match listing::of(&mut conn, &known).await {
        Ok(listing) => {
            page.listing = listing;
            StatusCode::OK
        }
        Err(error @ (Error::Unavailable(_) | Error::Internal(_))) => {
            let reference = headers.get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
            page.listing = Listing::Failed { reference: reference.to_owned(), retry_href: here };
            // It is logged there, under the same reference.
            Problem(error).into_response().status()
        }
        Err(error) => return Err(error.into()),
    };
    let mut response = layout::page(&app, &seat, &headers, &page)?;
    *response.status_mut() = status;
    Ok(response)
}

/// The head's links: table or board, and files.
fn tools(known: &Known<'_>) -> Tools {
    let (asked, key) = (known.asked, known.seat.key());
    let show = |show: &str| Asked { show: show.to_owned(), ..asked.clone() }.address("/leads", key, ("", ""));
    Tools {
        table_href: show(""),
        board_href: show("board"),
        is_board: asked.show == "board",
        export_href: listing::export_href(known),
        import_href: listing::import_href(known),
    }
}

/// There is an organisation and no bot yet: the command that makes one stands where the snippet would.
async fn without_bot(app: &App, conn: &mut Conn, seat: &Seat, headers: &HeaderMap) -> Result<Response> {
    let page = LeadsPage {
        frame: layout::frame("Leads", seat.theme()),
        desk: layout::desk(app, conn, seat, Place::Leads, "/leads", None).await?,
        live: String::new(),
        total: 0,
        unseen: 0,
        counters: Vec::new(),
        filters: Filters::default(),
        views: Views::default(),
        tools: Tools::default(),
        progress: Vec::new(),
        listing: Listing::Empty { snippet: "frontdesk bot add --name \"My shop\"".to_owned() },
    };
    layout::page(app, seat, headers, &page)
}
