//! Whose a lead is, and how ready to buy a person says it is.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde::Deserialize;

use super::change::back;
use super::{Known, find};
use crate::app::App;
use crate::dashboard::error::Answer;
use crate::dashboard::layout::may_change;
use crate::dashboard::told::Told;
use crate::dashboard::view::lead::desk::{Colleague, Forms, Owner};
use crate::dashboard::view::part::badge::Initials;
use crate::dashboard::way;
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, Result};
use crate::id::{Id as _, MemberId};
use crate::lead::score::Temperature;
use crate::lead::{self, temperature};
use crate::organisation::member;
use crate::organisation::role::Right;

/// What all forms of the panel carry.
pub(super) fn forms(known: &Known<'_>) -> Forms {
    Forms {
        base: format!("/leads/{}", known.lead.id),
        csrf: known.seat.who.csrf.clone(),
        next: known.here.clone(),
        may_change: known.seat.may_change(),
    }
}

/// Whose it is, and whose it could be: of everybody who may change leads.
///
/// # Errors
/// What the database says.
pub(super) async fn owner(conn: &mut Conn, known: &Known<'_>) -> Result<Owner> {
    let has = lead::assign::of(conn, &known.lead.id).await?;
    let members =
        if known.seat.may_change() { member::list(conn, &known.bot.organisation_id).await? } else { Vec::new() };
    let able = members.into_iter().filter(|(_, access)| access.can(Right::ChangeLeads)).map(|(member, _)| member);
    let choice = |member: member::Member| Colleague {
        id: member.id.to_string(),
        circle: Initials::of(&member.name),
        is_current: has.as_ref().is_some_and(|has| has.id == member.id),
        name: member.name,
    };
    let choices = able.map(choice).collect();
    let name = has.map(|has| has.name);
    Ok(Owner { circle: name.as_deref().map(Initials::of), name, choices })
}

/// A posted owner.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Assign {
    csrf: String,
    assignee: String,
    next: String,
}

/// `POST /leads/{id}/assignee`: gives a lead to a member, or to nobody. Members who may change leads may call it.
///
/// # Errors
/// 422 when the member is not of the organisation.
pub async fn assign(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Assign>,
) -> Answer {
    may_change(&app, &who, &headers, &form.csrf)?;
    let to = match form.assignee.as_str() {
        "" => None,
        id => Some(MemberId::parse(id).ok_or_else(unknown)?),
    };
    let mut tx = app.tx().await?;
    let found = find(&mut tx, who, &id).await?;
    lead::assign(&mut tx, &found.bot, &found.lead.id, to.as_ref(), &found.seat.who.member.id).await?;
    tx.commit().await?;
    Ok(back(way::back(&form.next), &Told::Assigned))
}

fn unknown() -> Error {
    Error::field("assignee", "unknown", "Choose somebody of your team")
}

/// A posted temperature.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Warm {
    csrf: String,
    /// `hot`, `warm`, `cold`; `score` lets the score decide again.
    temperature: String,
    next: String,
}

/// `POST /leads/{id}/temperature`: a person says how ready to buy a lead is. Members who may change leads may call it.
///
/// # Errors
/// 422 when it is none of the four words.
pub async fn set_temperature(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Warm>,
) -> Answer {
    may_change(&app, &who, &headers, &form.csrf)?;
    let to = Temperature::parse(&form.temperature);
    if to.is_none() && form.temperature != "score" {
        return Err(Error::field("temperature", "unknown", "Choose Hot, Warm or Cold").into());
    }
    let mut tx = app.tx().await?;
    let found = find(&mut tx, who, &id).await?;
    temperature::set(&mut tx, &found.bot, &found.lead.id, to, &found.seat.who.member.id).await?;
    tx.commit().await?;
    Ok(back(way::back(&form.next), &Told::Warmed))
}
