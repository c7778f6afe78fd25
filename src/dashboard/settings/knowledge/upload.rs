//! A file for the knowledge, as it comes in: bounded before anything looks at it.

use axum::extract::multipart::Field;
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode, header};

use super::{Draft, done, note, refused};
use crate::app::App;
use crate::dashboard::error::Answer;
use crate::dashboard::layout::Seat;
use crate::dashboard::told::Told;
use crate::dashboard::words;
use crate::door::auth::{SignedIn, same_site};
use crate::error::{Error, Result};
use crate::knowledge::read::LARGEST;
use crate::knowledge::read::kind::Refusal;
use crate::knowledge::source::{self, NewFile};
use crate::organisation::role::Right;

/// `POST /settings/knowledge/files`: takes a file; its form carries `csrf` and `bot` before it. Owners and admins may call
/// it.
///
/// # Errors
/// 403, 404 as the page; 422 with the page and the reason, when the file cannot be read or is too large.
pub async fn post(State(app): State<App>, who: SignedIn, headers: HeaderMap, mut form: Multipart) -> Answer {
    same_site(&headers, &app)?;
    who.must(Right::ChangeSettings)?;
    let token = text(&mut form, "csrf").await?;
    who.check_csrf(&token)?;
    let bot = text(&mut form, "bot").await?;
    let seat = Seat::take(&mut app.db.read().await?, who, &words::one_line(&bot, 100), &headers).await?;
    match take(&app, &seat, &headers, &mut form).await {
        Ok(()) => Ok(done(&seat, &Told::Saved)),
        Err(Error::Invalid(wrong)) => Ok(refused(&app, &seat, &headers, Draft { wrong, ..Draft::default() }).await?),
        Err(error) => Err(error.into()),
    }
}

fn wrong(words: impl Into<String>) -> Error {
    Error::field("file", "refused", words)
}

fn broken<E>(_: E) -> Error {
    wrong("The file did not arrive whole: send it again")
}

async fn text(form: &mut Multipart, name: &str) -> Result<String> {
    let field = form.next_field().await.map_err(broken)?.filter(|field| field.name() == Some(name));
    let mut field = field.ok_or(Error::Forbidden)?;
    let text = bytes(&mut field, 1_000).await.map_err(|_| Error::Forbidden)?;
    String::from_utf8(text).map_err(|_| Error::Forbidden)
}

/// What a field holds, not a byte more than so many.
async fn bytes(field: &mut Field<'_>, most: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let piece = field.chunk().await.map_err(|error| {
            // The server's own bound says no a little later.
            if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
                wrong(Refusal::TooLarge.words())
            } else {
                broken(error)
            }
        })?;
        let Some(piece) = piece else { return Ok(bytes) };
        if bytes.len() + piece.len() > most {
            return Err(wrong(Refusal::TooLarge.words()));
        }
        bytes.extend_from_slice(&piece);
    }
}

async fn take(app: &App, seat: &Seat, headers: &HeaderMap, form: &mut Multipart) -> Result<()> {
    let bot = seat.bot.clone().ok_or(Error::NotFound("bot"))?;
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    // Not a byte more is read of what says itself that it is too large.
    if length.is_some_and(|length| length > LARGEST + 64 * 1024) {
        return Err(wrong(Refusal::TooLarge.words()));
    }
    let field = form.next_field().await.map_err(broken)?.filter(|field| field.name() == Some("file"));
    let Some(mut field) = field else { return Err(wrong("Choose a file")) };
    let name = words::one_line(field.file_name().unwrap_or_default(), 120);
    if name.is_empty() {
        return Err(wrong("Choose a file"));
    }
    let bytes = bytes(&mut field, LARGEST).await?;
    let length = bytes.len();
    let (kind, passages) = app.read_file(&name, bytes).await?;
    let by = &seat.who.member.id;
    let mut tx = app.tx().await?;
    let new = NewFile { bot: &bot.id, by, name: &name, kind, bytes: length, passages: &passages };
    let added = source::add_file(&mut tx, &new).await?;
    note(&mut tx, seat, &bot, added.as_str(), "file_added").await?;
    tx.commit().await
}
