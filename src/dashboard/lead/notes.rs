//! The team's notes: shown with what may be done to each, changed by who wrote it, deleted and brought back.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde::Deserialize;

use super::change::{back, plain};
use super::{Known, find};
use crate::app::App;
use crate::dashboard::error::Answer;
use crate::dashboard::layout::may_change;
use crate::dashboard::told::Told;
use crate::dashboard::view::lead::{Note, Notes};
use crate::dashboard::view::part::badge::Initials;
use crate::dashboard::{way, words};
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, Result};
use crate::id::{Id as _, NoteId};
use crate::lead::note::{self, Hand};
use crate::organisation::role::Right;

/// The notes of a lead, with the form for another. `draft` was typed and not saved.
pub(super) async fn of(
    conn: &mut Conn,
    known: &Known<'_>,
    here: &str,
    draft: String,
    error: Option<String>,
) -> Result<Notes> {
    let (now, zone, who) = (known.app.clock.now(), known.seat.zone(), &known.seat.who);
    let may_write = known.seat.may_change() && known.lead.erased_at.is_none();
    let shown = |note: note::Note| {
        let is_own = may_write && note.member_id == who.member.id;
        Note {
            action: format!("/leads/{}/notes/{}", known.lead.id, note.id),
            circle: Initials::of(&note.author),
            at: words::stamp(note.created_at, now, zone),
            may_edit: is_own,
            may_delete: is_own || (may_write && who.can(Right::Erase)),
            is_edited: note.edited_at.is_some(),
            text: note.text,
            by: note.author,
        }
    };
    Ok(Notes {
        notes: note::of(conn, &known.lead.id).await?.into_iter().map(shown).collect(),
        action: format!("/leads/{}/notes", known.lead.id),
        next: here.to_owned(),
        csrf: who.csrf.clone(),
        may_write,
        draft,
        error,
    })
}

/// What is to be done to a note.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Posted {
    csrf: String,
    /// `save`, `delete`, `restore`.
    r#do: String,
    text: String,
    next: String,
}

/// `POST /leads/{id}/notes/{note}`: changes, deletes or restores a note. Its author may, as long as they may change leads; an
/// owner or admin may delete and restore what others wrote.
///
/// # Errors
/// 403 for a note of somebody else, 404 when it is none of this lead's, 422 when it would be empty or too long.
pub async fn change(
    State(app): State<App>,
    who: SignedIn,
    Path((id, note)): Path<(String, String)>,
    headers: HeaderMap,
    Form(form): Form<Posted>,
) -> Answer {
    may_change(&app, &who, &headers, &form.csrf)?;
    let note = NoteId::parse(&note).ok_or(Error::NotFound("note"))?;
    let mut tx = app.tx().await?;
    let found = find(&mut tx, who, &id).await?;
    let (who, lead) = (&found.seat.who, &found.lead.id);
    let hand = Hand { bot: &found.bot, lead, by: &who.member.id, is_above: who.can(Right::Erase) };
    let told = match form.r#do.as_str() {
        "delete" => note::delete(&mut tx, hand, &note).await.map(|()| Told::NoteDeleted { lead: lead.clone(), note })?,
        "restore" => note::restore(&mut tx, hand, &note).await.map(|()| Told::NoteRestored)?,
        _ => note::edit(&mut tx, hand, &note, &plain(&form.text)).await.map(|()| Told::Noted)?,
    };
    tx.commit().await?;
    Ok(back(way::back(&form.next), &told))
}
