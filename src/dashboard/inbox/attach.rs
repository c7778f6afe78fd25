//! A file that an agent sends: taken in, and said at once.

use axum::extract::multipart::Field;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Redirect};

use super::own;
use crate::app::App;
use crate::app::attached::{Sending, may_be_so_long};
use crate::bot::files;
use crate::conversation::attachment::{self, Owner, Who};
use crate::conversation::{Body, Status, handoff};
use crate::dashboard::error::Answer;
use crate::dashboard::way;
use crate::door::auth::{SignedIn, same_site};
use crate::error::{Error, Result};
use crate::organisation::role::Right;

/// `POST /inbox/{id}/files`: sends a file, and takes the conversation where no agent has it. Its form carries `csrf`, `next` and
/// `client_id` before the file. Agents and above may.
///
/// # Errors
/// 404 for a conversation of somebody else, 413 and 422 for a file that is not taken, 409 when it is closed.
pub async fn post(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Answer {
    same_site(&headers, &app)?;
    who.check_csrf(&text(&mut form, "csrf").await?)?;
    who.must(Right::Answer)?;
    let back = text(&mut form, "next").await?;
    let client_id = text(&mut form, "client_id").await?;
    let member = who.member.clone();
    let (_, found) = own(&mut app.db.read().await?, who, &id).await?;
    if found.status == Status::Closed {
        return Err(Error::Conflict("closed").into());
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    may_be_so_long(length, files::most_bytes())?;
    let file = next(&mut form, "file").await?;
    let called = file.file_name().unwrap_or_default().to_owned();
    if called.is_empty() {
        return Err(Error::field("file", "required", "Choose a file").into());
    }
    let owner = Owner { who: Who::Agent, key: member.id.to_string() };
    let sending = Sending::trusted(&found.bot_id, owner.clone(), Some(&found.id), (&client_id, &called));
    let stored = app.attach(sending, file).await?;
    let mut tx = app.tx().await?;
    let said_as = format!("file-{}", stored.id);
    let files =
        attachment::claim(&mut tx, &found.bot_id, &owner, (&found.id, &said_as), &[stored.id.to_string()]).await?;
    let body = Body::with_files("", files);
    handoff::answer(&mut tx, (&member.id, &member.name), &found, Some(said_as), body).await?;
    tx.commit().await?;
    Ok(Redirect::to(way::back(&back)).into_response())
}

async fn next<'a>(form: &'a mut Multipart, called: &str) -> Result<Field<'a>> {
    form.next_field().await.ok().flatten().filter(|field| field.name() == Some(called)).ok_or(Error::Forbidden)
}

async fn text(form: &mut Multipart, called: &str) -> Result<String> {
    let mut field = next(form, called).await?;
    let mut text = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|_| Error::Forbidden)? {
        text.extend_from_slice(&piece);
        if text.len() > 1_000 {
            return Err(Error::Forbidden);
        }
    }
    String::from_utf8(text).map_err(|_| Error::Forbidden)
}
