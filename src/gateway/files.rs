//! Files: what a visitor sends, and what anybody sent, served. Nothing that is served can act in this origin: it is a picture
//! of points, or a download.
//!
//! A file comes as a form (`multipart/form-data`), which a page of another site may send as it is; one that watches its
//! progress asks first (Fetch standard, 3.2.2), so that is answered too.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};

use super::{Asked, admit, readable};
use crate::app::App;
use crate::app::attached::{Sending, may_be_so_long};
use crate::bot::{self, Bot};
use crate::contact::identity::Sender;
use crate::conversation;
use crate::conversation::attachment::{self, Attachment, File, Owner, Who, kind, name};
use crate::door::address::Address;
use crate::door::auth::SignedIn;
use crate::door::problem::Problem;
use crate::error::{Error, Result};
use crate::id::{self, AttachmentId, Id as _};
use crate::lead::reach::{self, Reach};
use crate::organisation::role::Right;

/// The longest field that stands before the file.
const LONGEST_FIELD: usize = 200;

/// A file that is stored.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Stored {
    /// What `message.send` names it by, under `files`.
    id: String,
    /// What it is called, made harmless.
    name: String,
    /// Its media type, by its bytes.
    kind: String,
    /// How many bytes it has.
    size: i64,
    /// What opens it, as in the message that says it.
    key: String,
}

/// May a page of another site send a file, and watch it go? Asked by a browser before it does.
///
/// # Errors
/// 404 and 403 as for a socket.
pub async fn preflight(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    admit(&app, &asked, &headers).await?;
    let may = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST")),
        (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600")),
    ];
    Ok(readable(&headers, Ok((StatusCode::NO_CONTENT, may).into_response())))
}

/// A visitor's file. It is said by a message afterwards.
///
/// # Errors
/// 404 and 403 as for a socket, 422 for a file that is empty, of a kind that is not taken, or where none are taken at all; 413
/// for one that is too large, as soon as that is seen; 429 for too many.
#[utoipa::path(post, path = "/attachments", operation_id = "post_attachment", tag = "visitor", params(("bot" = String, Query, description = "The bot's public key")),
    request_body(content = String, content_type = "multipart/form-data", description = "In this order: `visitor` (the secret, as in `open`), `id` (the file's own, from the client: sent again, it is stored once), `file` (with its name)"),
    responses(
        (status = 200, description = "It is stored, and waits a day to be said", body = Stored),
        (status = 403, description = "The bot lists its allowed sites, and the page is on none of them"),
        (status = 404, description = "No bot has this key"),
        (status = 413, description = "It is too large"),
        (status = 422, description = "It is empty, of a kind that is not taken, or did not arrive whole"),
        (status = 429, description = "Too many files"),
    )
)]
pub async fn post(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    Address(address): Address,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Problem> {
    app.limits.file(address).map_err(|retry_after| Error::TooMany { retry_after })?;
    let bot = admit(&app, &asked, &headers).await?;
    let taken = take(&app, &bot, &headers, form).await;
    let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok(readable(&headers, taken.map(|stored| (no_store, Json(stored)).into_response())))
}

async fn take(app: &App, bot: &Arc<Bot>, headers: &HeaderMap, mut form: Multipart) -> Result<Stored> {
    // As it is set now: the owner may have changed it a moment ago.
    let bot = app.bots.by_key(&app.db, &bot.key).await?.ok_or(Error::NotFound("bot"))?;
    let rules = &bot.settings().files;
    if !rules.is_on() {
        return Err(Error::field("file", "off", "Files cannot be sent here"));
    }
    may_be_so_long(length(headers), rules.most_bytes())?;
    let secret = field(&mut form, "visitor").await?;
    if !id::is_token(&secret) {
        return Err(Error::field("visitor", "wrong_kind", "A secret of 43 to 128 characters of base64url is expected"));
    }
    let sender = Sender::visitor(&id::token_hash(&secret));
    app.limits.message(&sender.value).map_err(|retry_after| Error::TooMany { retry_after })?;
    let client_id = field(&mut form, "id").await?;
    let file = next(&mut form, "file").await?;
    let called = file.file_name().unwrap_or_default().to_owned();
    let conversation = conversation::current(&mut app.db.read().await?, &bot.id, &sender).await?;
    let sending = Sending {
        bot: &bot.id,
        owner: owner(&sender),
        conversation: conversation.as_ref().map(|open| &open.id),
        client_id: &client_id,
        name: &called,
        most: rules.most_bytes(),
        groups: &rules.groups,
    };
    let stored = app.attach(sending, file).await?;
    let mut tx = app.tx().await?;
    let File { id, name, kind, size, key, .. } = attachment::shown(&mut tx, stored).await?;
    // The key by which links are signed may have been made for this.
    tx.commit().await?;
    Ok(Stored { id: id.to_string(), name, kind, size, key })
}

/// A visitor, as the owner of files.
pub(super) fn owner(sender: &Sender) -> Owner {
    Owner { who: Who::Visitor, key: sender.value.clone() }
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn next<'a>(form: &'a mut Multipart, called: &'static str) -> Result<Field<'a>> {
    let expected = || Error::field(called, "required", format!("The field {called} is expected here"));
    form.next_field().await.ok().flatten().filter(|field| field.name() == Some(called)).ok_or_else(expected)
}

async fn field(form: &mut Multipart, called: &'static str) -> Result<String> {
    let mut field = next(form, called).await?;
    let wrong = || Error::field(called, "wrong_kind", "A short text is expected");
    let mut text = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|_| wrong())? {
        text.extend_from_slice(&piece);
        if text.len() > LONGEST_FIELD {
            return Err(wrong());
        }
    }
    String::from_utf8(text).map_err(|_| wrong())
}

/// What the address of a file says.
#[derive(Debug, Deserialize)]
pub struct Opened {
    /// What opens it for whoever holds the message that says it.
    #[serde(default)]
    key: String,
}

/// `GET /attachments/{id}/{name}`: a file, for whoever holds the message, or who is signed in and may see where it was said.
///
/// # Errors
/// 404 for everybody else, as for what is not there.
pub async fn read(
    State(app): State<App>,
    who: Option<SignedIn>,
    Path((id, _)): Path<(String, String)>,
    Query(opened): Query<Opened>,
) -> Result<Response, Problem> {
    let absent = || Error::NotFound("attachment");
    let id = AttachmentId::parse(&id).ok_or_else(absent)?;
    let mut conn = app.db.read().await?;
    let found = attachment::find(&mut conn, &id).await?.ok_or_else(absent)?;
    let has_key = !opened.key.is_empty() && attachment::opens(&mut conn, &id, &opened.key).await?;
    let may = has_key
        || match &who {
            Some(who) => may_see(&mut conn, who, &found).await?,
            None => false,
        };
    drop(conn);
    if !may {
        return Err(absent().into());
    }
    let pieces = app.store.read(&id, app.clock.now()).await?.ok_or_else(absent)?;
    let mime = found.kind.as_deref().unwrap_or_default();
    let is_shown = kind::is_shown(mime);
    let headers = [
        (header::CONTENT_TYPE, kind::served(mime).to_owned()),
        (header::CONTENT_LENGTH, found.bytes.to_string()),
        (header::CONTENT_DISPOSITION, name::disposition(is_shown, &found.name)),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
        // Whoever has no cookie for it has the key in the address: their page may show it.
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            if has_key { "cross-origin" } else { "same-origin" }.to_owned(),
        ),
        // An erasure reaches browsers within the hour.
        (header::CACHE_CONTROL, "private, max-age=3600, no-transform".to_owned()),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// Whether they may see where it was said: their organisation's bot, and a contact within the plan. What was said nowhere yet
/// is its sender's alone.
async fn may_see(conn: &mut crate::db::Conn, who: &SignedIn, found: &Attachment) -> Result<bool> {
    if !who.can(Right::SeeInbox) && !who.can(Right::SeeLeads) {
        return Ok(false);
    }
    let (Some(conversation), Some(_)) = (&found.conversation_id, &found.said_as) else { return Ok(false) };
    let bot = bot::by_id(conn, &found.bot_id).await?;
    if !bot.is_some_and(|bot| bot.organisation_id == who.member.organisation_id && who.access.sees(&bot.id)) {
        return Ok(false);
    }
    let Some(talk) = conversation::by_id(conn, conversation).await? else { return Ok(false) };
    let reach = Reach::of(who.access.plan);
    Ok(reach::hides(conn, &found.bot_id, reach, &[&talk.contact_id]).await?.is_empty())
}
