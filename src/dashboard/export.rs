//! Leads in a file: those of the list that is looked at, or one. What the plan hides is in no file.

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use tokio::sync::mpsc::Receiver;
use url::form_urlencoded;

use super::error::{Answer, Fault};
use super::layout::{self, Seat};
use super::leads::Asked;
use super::view::error::{Action, ErrorPage};
use crate::app::App;
use crate::door::auth::SignedIn;
use crate::error::{Error, Result};
use crate::id::{Id as _, LeadId};
use crate::lead::export::{self, MOST_NAMED, Shape, Wanted};
use crate::lead::list::Filter;
use crate::lead::reach::{self, Reach};
use crate::lead::{self, whole};
use crate::organisation::role::Right;

/// `GET /leads/export`: the leads of the list's filters as CSV, or those whose ids are named; `bom=1` for Excel. Members
/// who may take leads away may call it.
///
/// # Errors
/// 403 for a viewer, and where the plan shows the newest leads alone; 404 when the address names somebody else's bot.
pub async fn many(
    State(app): State<App>,
    who: SignedIn,
    Query(asked): Query<Asked>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    who.must(Right::Export)?;
    let asked = asked.tidy();
    let seat = Seat::take(&mut app.db.read().await?, who, &asked.bot, &headers).await?;
    let bot = seat.bot.clone().ok_or(Error::NotFound("bot"))?;
    if seat.reach != Reach::All {
        return Ok(locked(&seat)?);
    }
    let query = query.unwrap_or_default();
    let only = named(&query)?;
    let filter = if only.is_empty() { asked.filter(&seat, app.clock.now()) } else { Filter::default() };
    let name = format!("leads-{}", app.clock.now().in_zone(seat.zone()).date());
    leave(&app, &seat, Wanted { bot, filter, only, bom: has_bom(&query) }, &name).await
}

/// `GET /leads/{id}/export`: one lead as CSV. Members who may take leads away may call it.
///
/// # Errors
/// 403 for a viewer; 404 when it is not their organisation's, or lies beyond the plan.
pub async fn one(State(app): State<App>, who: SignedIn, Path(id): Path<String>, RawQuery(query): RawQuery) -> Answer {
    let (seat, lead) = find(&app, who, &id).await?;
    let bot = seat.bot.clone().ok_or(Error::NotFound("lead"))?;
    let bom = has_bom(&query.unwrap_or_default());
    let wanted = Wanted { bot, filter: Filter::default(), only: vec![lead.id.clone()], bom };
    leave(&app, &seat, wanted, lead.id.as_str()).await
}

/// `GET /leads/{id}/contact.json`: everything that is stored about the lead's contact (docs/contact-export.md). Members
/// who may take leads away may call it.
///
/// # Errors
/// 403 for a viewer, and where the plan shows the newest leads alone, since a contact may have others; 404 when it is not
/// their organisation's.
pub async fn contact(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let (seat, lead) = find(&app, who, &id).await?;
    if seat.reach != Reach::All {
        return Ok(locked(&seat)?);
    }
    let mut tx = app.tx().await?;
    let member = &seat.who.member;
    whole::note(&mut tx, &member.organisation_id, Some(&member.id), &lead).await?;
    tx.commit().await?;
    let told = whole::stream(app.db.clone(), lead.contact_id.clone(), app.clock.now());
    Ok(file(told, "application/json; charset=utf-8", &format!("{}.json", lead.contact_id)))
}

/// A lead that may be taken away, and the seat it is seen from.
async fn find(app: &App, who: SignedIn, id: &str) -> Result<(Seat, lead::Lead), Fault> {
    who.must(Right::Export)?;
    let id = LeadId::parse(id).ok_or(Error::NotFound("lead"))?;
    let mut conn = app.db.read().await?;
    let lead = lead::by_id(&mut conn, &id).await?.ok_or(Error::NotFound("lead"))?;
    let seat = Seat::at(&mut conn, who, &lead.bot_id).await?;
    let lead = reach::find(&mut conn, &lead.bot_id, &id, seat.reach).await?;
    Ok((seat, lead))
}

async fn leave(app: &App, seat: &Seat, wanted: Wanted, name: &str) -> Answer {
    let shape = Shape::read(&mut app.db.read().await?, &wanted.bot).await?;
    let mut tx = app.tx().await?;
    let member = &seat.who.member;
    export::note(&mut tx, &member.organisation_id, Some(&member.id), &wanted).await?;
    tx.commit().await?;
    let told = export::stream(app.db.clone(), shape, wanted);
    Ok(file(told, "text/csv; charset=utf-8; header=present", &format!("{name}.csv")))
}

/// A file that is saved, not shown. `name` is a word of ours. What fails on the way cuts it off, so that nobody takes half
/// of it for the whole.
fn file(told: Receiver<Result<Vec<u8>>>, kind: &'static str, name: &str) -> Response {
    let pieces = stream::unfold(told, |mut told| async move {
        let piece = told.recv().await?;
        if let Err(error) = &piece {
            crate::door::problem::log(error);
        }
        Some((piece.map(Bytes::from), told))
    });
    // What makes it smaller on its way asks once more behind the end.
    let mut response = Body::from_stream(pieces.fuse()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(saved) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, saved);
    }
    response
}

/// The plan keeps what it hides: no file holds it.
fn locked(seat: &Seat) -> Result<Response> {
    let page = ErrorPage {
        frame: layout::frame("Export is locked", seat.theme()),
        what: "Export is locked".to_owned(),
        why: "This plan shows the newest 5 leads. Every lead is stored, and all of them can be exported once the plan \
              is Advanced or Boost. Nothing was exported."
            .to_owned(),
        action: Action { text: "Go to Leads".to_owned(), href: "/leads".to_owned() },
        reference: None,
    };
    Ok((StatusCode::FORBIDDEN, layout::drawn(&page)?).into_response())
}

/// The leads that are named one by one: `id=…&id=…`.
fn named(query: &str) -> Result<Vec<LeadId>> {
    let ids = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == "id");
    let ids: Option<Vec<LeadId>> = ids.take(MOST_NAMED + 1).map(|(_, id)| LeadId::parse(&id)).collect();
    let ids = ids.ok_or(Error::NotFound("lead"))?;
    if ids.len() > MOST_NAMED {
        return Err(Error::field("id", "too_many", format!("Choose at most {MOST_NAMED} leads, or use the filters")));
    }
    Ok(ids)
}

fn has_bom(query: &str) -> bool {
    form_urlencoded::parse(query.as_bytes()).any(|(key, value)| key == "bom" && value == "1")
}
