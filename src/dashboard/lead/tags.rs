//! The tags of a lead: those of its submissions, and what the team adds or takes away.

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
use crate::dashboard::view::lead::desk::TagChoice;
use crate::dashboard::view::part::badge::Tag;
use crate::dashboard::{badge, way};
use crate::door::auth::SignedIn;
use crate::lead::retag;

/// The keys of its tags, each once, the newest first.
fn keys<'a>(known: &'a Known<'_>) -> Vec<&'a str> {
    let mut keys: Vec<&str> = Vec::new();
    for submission in known.submissions.iter().rev() {
        if !submission.tag.is_empty() && !keys.contains(&submission.tag.as_str()) {
            keys.push(&submission.tag);
        }
    }
    keys
}

/// Every tag of its submissions once, the newest first.
pub(super) fn of(known: &Known<'_>) -> Vec<Tag> {
    keys(known).into_iter().filter_map(|key| badge::tag(&known.tags, key)).collect()
}

/// The bot's tags as a menu; none for who may only look, and for an erased lead.
pub(super) fn menu(known: &Known<'_>) -> Vec<TagChoice> {
    if !known.seat.may_change() || known.lead.erased_at.is_some() {
        return Vec::new();
    }
    let has = keys(known);
    let choice = |tag: &crate::tag::Tag| {
        let badge = badge::tag(&known.tags, &tag.key)?;
        Some(TagChoice { key: tag.key.clone(), tag: badge, has: has.contains(&tag.key.as_str()) })
    };
    known.tags.iter().filter(|tag| tag.active || has.contains(&tag.key.as_str())).filter_map(choice).collect()
}

/// A tag to be given, or taken away.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Posted {
    csrf: String,
    add: String,
    remove: String,
    next: String,
}

/// `POST /leads/{id}/tags`: gives a lead a tag beside those it has, or takes one away. Members who may change leads may call
/// it.
///
/// # Errors
/// 422 when the bot has no such tag.
pub async fn change(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Posted>,
) -> Answer {
    may_change(&app, &who, &headers, &form.csrf)?;
    let mut tx = app.tx().await?;
    let found = find(&mut tx, who, &id).await?;
    let (lead, by) = (found.lead.id.clone(), &found.seat.who.member.id);
    let told = if form.remove.is_empty() {
        retag::add(&mut tx, &found.bot, &lead, &form.add, by).await?;
        Told::Tagged { lead, tag: form.add }
    } else {
        retag::take_away(&mut tx, &found.bot, &lead, &form.remove, by).await?;
        Told::Untagged { lead, tag: form.remove }
    };
    tx.commit().await?;
    Ok(back(way::back(&form.next), &told))
}
