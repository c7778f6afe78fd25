//! Twilio's calls: a text message came in, or one that went out has come further.
//!
//! Only Twilio may: the signature over the public URL of the settings (never the Host header) and every field decides.
//! A call that was heard before is acknowledged again and does nothing.

use axum::body::Bytes;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::bot::{self, Bot};
use crate::channel::signature::{self, Secrets, Signed};
use crate::channel::sms::keyword::Keyword;
use crate::channel::sms::{self, Delivery, SmsInbound};
use crate::contact::identity::{self, Sender};
use crate::conversation::provider::{self, State as Progress};
use crate::conversation::{self, Body, NewMessage, Whereabouts};
use crate::door::problem::Problem;
use crate::error::{Error, Result};
use crate::event::Channel;

/// A message came in: `POST /hooks/twilio/sms`. Twilio may.
///
/// # Errors
/// 403 for a bad signature or another account, 422 for missing fields, 404 for a number that is no bot's.
#[utoipa::path(post, path = "/hooks/twilio/sms", tag = "hooks", responses(
    (status = 200, description = "Stored, or stored before; an empty TwiML document", content_type = "text/xml"),
    (status = 403, description = "Not signed by the configured account"),
    (status = 404, description = "The number is no bot's"),
    (status = 422, description = "Fields are missing")
))]
pub async fn inbound(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let fields = signed_fields(&app, &uri, &headers, &body)?;
    let message = sms::parse(&fields)
        .map_err(|missing| Error::field(missing.0, "required", "Twilio sends this field with each message"))?;
    is_our_account(&app, &message.account)?;
    let channel = match message.channel {
        sms::Channel::Sms => Channel::Sms,
        sms::Channel::Whatsapp => Channel::Whatsapp,
    };
    let bot =
        bot::by_address(&mut app.db.read().await?, channel, &message.to).await?.ok_or(Error::NotFound("number"))?;
    if message.is_from_a_number() {
        receive(&app, &bot, channel, message).await?;
    }
    // An empty answer: replies go out through the outbox, so that a lost answer loses none.
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, "text/xml")], "<Response/>").into_response())
}

async fn receive(app: &App, bot: &Bot, channel: Channel, message: SmsInbound) -> Result<()> {
    let mut tx = app.tx().await?;
    if !provider::note_inbound(&mut tx, channel, &message.sid).await? {
        return Ok(());
    }
    let sender = Sender::sms(&message.from);
    let (conversation, identity) = conversation::begin(&mut tx, bot, &sender, &Whereabouts::default()).await?;
    let stopped = identity.stopped_at.is_some();
    let keyword = message.keyword(stopped);
    let said = NewMessage::visitor(Some(message.sid.clone()), Body::text(words(&message)));
    conversation::say(&mut tx, &conversation, said).await?;
    let answer = match keyword {
        Some(Keyword::Stop) => {
            identity::set_stopped(&mut tx, &identity.id, true).await?;
            // Twilio confirms it by itself, and takes nothing more for this number.
            None
        }
        Some(Keyword::Start) => {
            identity::set_stopped(&mut tx, &identity.id, false).await?;
            Some(format!("{}: you are back. Ask us anything. Reply HELP for help, STOP to hear no more.", bot.name))
        }
        Some(Keyword::Help) => Some(format!(
            "{}: ask us anything, or write AGENT to reach a person. Reply STOP to hear no more.",
            bot.name
        )),
        None => None,
    };
    if let Some(text) = answer.filter(|_| message.opt_out.is_none()) {
        // Where Twilio has seen the keyword itself, it has answered already.
        conversation::say(&mut tx, &conversation, NewMessage::bot(Body::text(text))).await?;
    }
    if keyword.is_some() || stopped {
        // A keyword is no question, and to somebody who asked for silence the assistant says nothing.
        conversation::mark_answered(&mut tx, &conversation.id).await?;
    }
    tx.commit().await
}

/// What a message says; pictures are named, because they are not fetched yet.
fn words(message: &SmsInbound) -> String {
    let text: String =
        message.body.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(4_000).collect();
    match (text.trim(), message.media.len()) {
        ("", 0) => "(an empty message)".to_owned(),
        (text, 0) => text.to_owned(),
        ("", n) => format!("(sent {n} attachment{})", if n == 1 { "" } else { "s" }),
        (text, n) => format!("{text} (with {n} attachment{})", if n == 1 { "" } else { "s" }),
    }
}

/// A message that went out has come further: `POST /hooks/twilio/status`. Twilio may.
///
/// # Errors
/// 403 for a bad signature or another account, 422 for missing fields.
#[utoipa::path(post, path = "/hooks/twilio/status", tag = "hooks", responses(
    (status = 204, description = "Noted"),
    (status = 403, description = "Not signed by the configured account"),
    (status = 422, description = "Fields are missing")
))]
pub async fn status(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let fields = signed_fields(&app, &uri, &headers, &body)?;
    let update = sms::parse_status(&fields)
        .map_err(|missing| Error::field(missing.0, "required", "Twilio sends this field with each report"))?;
    is_our_account(&app, &update.account)?;
    let state = match update.delivery {
        Some(Delivery::Sent) => Progress::Sent,
        Some(Delivery::Delivered | Delivery::Read) => Progress::Delivered,
        Some(Delivery::Failed) => Progress::Failed,
        Some(Delivery::Queued | Delivery::Sending) | None => return Ok(StatusCode::NO_CONTENT),
    };
    let error = update.error.map(|code| format!("Twilio error {code}"));
    let mut tx = app.tx().await?;
    provider::report(&mut tx, &update.sid, state, error).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The fields of a form that Twilio signed.
fn signed_fields(app: &App, uri: &axum::http::Uri, headers: &HeaderMap, body: &[u8]) -> Result<Vec<(String, String)>> {
    let twilio = app.config.twilio.as_ref().ok_or(Error::NotFound("hook"))?;
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(body).into_owned().collect();
    let url = app.public(uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str));
    let signed = Signed {
        url: &url,
        signature: header(signature::HEADER).unwrap_or_default(),
        settings: header(signature::SETTINGS_HEADER),
    };
    let tokens = [twilio.auth_token.clone()];
    if signature::is_signed(signed, &fields, Secrets { tokens: &tokens, keys: &[] }) {
        Ok(fields)
    } else {
        Err(Error::Forbidden)
    }
}

fn is_our_account(app: &App, account: &str) -> Result<()> {
    let ours = app.config.twilio.as_ref().is_some_and(|twilio| twilio.account_sid == account);
    if ours { Ok(()) } else { Err(Error::Forbidden) }
}
