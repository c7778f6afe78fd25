//! Canned replies for whoever answers: those that a few typed letters mean, filled for one visitor and in their language.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse as _;
use serde::{Deserialize, Serialize};

use super::error::Answer;
use super::layout::Seat;
use super::words;
use crate::app::App;
use crate::canned::{self, Canned, Facts};
use crate::contact;
use crate::conversation::{self, Conversation};
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, Result};
use crate::id::{ConversationId, Id as _};
use crate::lead::{self, reach};
use crate::organisation::role::Right;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    bot: String,
    /// What was typed behind the slash.
    q: String,
    /// For whom they are filled.
    conversation: String,
}

/// One of them.
#[derive(Debug, Serialize)]
struct Offered {
    shortcut: String,
    title: String,
    /// Filled, and ready to be sent.
    text: String,
    /// Which of its languages it is (ISO 639-1).
    language: String,
}

/// Those that were found, the likeliest first.
#[derive(Debug, Serialize)]
struct Offer {
    replies: Vec<Offered>,
}

/// `GET /inbox/canned`: canned replies of a bot, as JSON. Agents, admins and owners may call it.
///
/// # Errors
/// 403 for who may not answer; 404 for a bot or a conversation of somebody else, and one that lies beyond the plan.
pub async fn offer(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    who.must(Right::Answer)?;
    let mut conn = app.db.read().await?;
    let talk = match asked.conversation.as_str() {
        "" => None,
        id => {
            let gone = || Error::NotFound("conversation");
            let id = ConversationId::parse(id).ok_or_else(gone)?;
            Some(conversation::by_id(&mut conn, &id).await?.ok_or_else(gone)?)
        }
    };
    let seat = match &talk {
        Some(talk) => Seat::at(&mut conn, who, &talk.bot_id).await?,
        None => Seat::take(&mut conn, who, &words::one_line(&asked.bot, 100), &headers).await?,
    };
    let bot = seat.bot.as_ref().ok_or(Error::NotFound("bot"))?;
    let mut facts = Facts { agent: seat.who.member.name.clone(), bot: bot.name.clone(), ..Facts::default() };
    let own = bot.settings().language.as_str();
    let mut language = own;
    if let Some(talk) = &talk {
        if !reach::hides(&mut conn, &bot.id, seat.reach, &[&talk.contact_id]).await?.is_empty() {
            return Err(Error::NotFound("conversation").into());
        }
        language = talk.language.as_deref().unwrap_or(own);
        visitor(&mut conn, talk, &mut facts).await?;
    }
    let all = canned::of_bot(&mut conn, &bot.organisation_id, &bot.id).await?;
    let found = canned::found(&all, &words::one_line(&asked.q, 100));
    let replies = found.into_iter().map(|one| offered(one, language, own, &facts)).collect();
    Ok(Json(Offer { replies }).into_response())
}

fn offered(one: &Canned, language: &str, own: &str, facts: &Facts) -> Offered {
    let (language, text) = one.text(language, own);
    Offered {
        shortcut: one.shortcut.clone(),
        title: one.title.clone(),
        text: canned::fill(text, facts),
        language: language.to_owned(),
    }
}

/// What is known of the visitor.
async fn visitor(conn: &mut Conn, talk: &Conversation, facts: &mut Facts) -> Result<()> {
    if let Some(contact) = contact::by_id(conn, &talk.contact_id).await? {
        facts.name = contact.name.unwrap_or_default();
    }
    if let Some(lead) = lead::current(conn, &talk.contact_id).await? {
        facts.order = lead.order_number.unwrap_or_default();
    }
    Ok(())
}
