//! Links in e-mails: take a conversation, mark a lead handled, close. They work without signing in, for the member they
//! were sent to, for exactly what they say, for two weeks.
//!
//! A mail scanner opens every link it sees. So opening one changes nothing: the page asks, and its button posts. What the
//! member may do is asked anew each time.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use serde::Deserialize;

use super::error::Answer;
use super::layout;
use super::view::answer::{AnswerPage, Way};
use super::view::layout::Theme;
use crate::app::App;
use crate::bot::{self, Bot};
use crate::channel::email::signed::{Action, Link};
use crate::contact;
use crate::conversation::handoff::{self, Move, Refusal};
use crate::conversation::{self, Conversation, letter};
use crate::db::{Conn, Tx};
use crate::door::auth::same_site;
use crate::door::moves;
use crate::error::{Error, Result};
use crate::lead::reach::{self, Reach};
use crate::lead::{self, Lead};
use crate::organisation::access::Access;
use crate::organisation::member::{self, Member};
use crate::organisation::role::Right;

/// What a link opens: everything it names, as it is now.
struct Opened {
    link: Link,
    member: Member,
    access: Access,
    bot: Bot,
    lead: Option<Lead>,
    talk: Option<Conversation>,
    who: String,
}

/// The posted page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Posted {
    /// Nobody is signed in: the link's own signature stands for it.
    csrf: String,
}

/// `GET /answer/{token}`: says what the link would do, and does nothing. Whoever holds the link may call it.
///
/// # Errors
/// 404 for a link that was not signed, has ended, or whose member may not do that any more.
pub async fn page(State(app): State<App>, Path(token): Path<String>) -> Answer {
    let opened = open(&app, &mut app.db.read().await?, &token).await?;
    let (title, what, button) = match opened.link.action {
        Action::Take => (
            "Take the conversation?",
            "The assistant falls silent there, and the visitor sees that you are in.",
            "Take it",
        ),
        Action::Handled => ("Mark as handled?", "The lead is no longer marked as new.", "Mark handled"),
        Action::Close => {
            ("Close the conversation?", "What the visitor writes next begins another. Nothing is deleted.", "Close it")
        }
    };
    drawn(&opened, title, what, Some(button), StatusCode::OK)
}

/// `POST /answer/{token}`: does it. Whoever holds the link may call it.
///
/// # Errors
/// 404 as above, 403 for a form from elsewhere.
pub async fn act(
    State(app): State<App>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(_): Form<Posted>,
) -> Answer {
    same_site(&headers, &app)?;
    let opened = open(&app, &mut app.db.read().await?, &token).await?;
    let mut tx = app.tx().await?;
    match perform(&mut tx, &opened).await? {
        Ok(title) => {
            tx.commit().await?;
            drawn(&opened, title, "You can close this page.", None, StatusCode::OK)
        }
        Err(why) => drawn(&opened, "Nothing was changed", &why, None, StatusCode::CONFLICT),
    }
}

/// Does what the link says; what was done already is done. Else why not, for people.
async fn perform(tx: &mut Tx, opened: &Opened) -> Result<Result<&'static str, String>> {
    let (wanted, done) = match opened.link.action {
        Action::Handled => {
            lead::mark_seen(tx, opened.lead.as_ref().ok_or(Error::NotFound("lead"))?).await?;
            return Ok(Ok("The lead is handled"));
        }
        Action::Take => (Move::Claim, "The conversation is yours"),
        Action::Close => (Move::Close, "The conversation is closed"),
    };
    let talk = opened.talk.as_ref().ok_or(Error::NotFound("conversation"))?;
    let moved = handoff::shift(tx, talk, &wanted, &moves::by(&opened.member, &opened.access)).await?;
    if let (Ok(hand), Move::Claim) = (&moved, &wanted) {
        // Who takes it from their mailbox goes on there.
        let known = letter::told(tx, &talk.id, &opened.member.id).await?;
        handoff::note_by_mail(tx, &talk.id, known, hand.team_seen).await?;
    }
    Ok(match moved {
        Ok(_) => Ok(done),
        Err(refused) if refused.why == Refusal::Already => Ok(done),
        Err(refused) if refused.why == Refusal::Closed && wanted == Move::Close => Ok(done),
        Err(refused) => Err(refused.sentence()),
    })
}

async fn open(app: &App, conn: &mut Conn, token: &str) -> Result<Opened> {
    let absent = || Error::NotFound("link");
    let link = Link::read(&app.mail_key().await?, token, app.clock.now()).ok_or_else(absent)?;
    let lead = match &link.lead {
        Some(id) => Some(lead::by_id(conn, id).await?.filter(|lead| lead.erased_at.is_none()).ok_or_else(absent)?),
        None => None,
    };
    let talk = match &link.conversation {
        Some(id) => Some(conversation::by_id(conn, id).await?.ok_or_else(absent)?),
        None => None,
    };
    let of = lead.as_ref().map(|lead| &lead.bot_id).or(talk.as_ref().map(|talk| &talk.bot_id)).ok_or_else(absent)?;
    let bot = bot::by_id(conn, of).await?.ok_or_else(absent)?;
    if talk.as_ref().is_some_and(|talk| talk.bot_id != bot.id) {
        return Err(absent());
    }
    let people = member::list(conn, &bot.organisation_id).await?;
    let (member, access) = people.into_iter().find(|(member, _)| member.id == link.member).ok_or_else(absent)?;
    let right = if link.action == Action::Handled { Right::ChangeLeads } else { Right::Answer };
    if !(access.can(right) && access.sees(&bot.id)) {
        return Err(absent());
    }
    // What lies beyond the plan is not there, by whatever way.
    let lead = match lead {
        Some(lead) => Some(reach::find(conn, &bot.id, &lead.id, Reach::of(access.plan)).await?),
        None => None,
    };
    let of =
        talk.as_ref().map(|talk| &talk.contact_id).or(lead.as_ref().map(|lead| &lead.contact_id)).ok_or_else(absent)?;
    if !reach::hides(conn, &bot.id, Reach::of(access.plan), &[of]).await?.is_empty() {
        return Err(absent());
    }
    let contact = contact::by_id(conn, of).await?;
    let who = contact.map_or_else(|| "Anonymous".to_owned(), |contact| contact.who().to_owned());
    Ok(Opened { link, member, access, bot, lead, talk, who })
}

fn drawn(opened: &Opened, title: &str, what: &str, button: Option<&str>, status: StatusCode) -> Answer {
    let way = match (&opened.talk, button) {
        (_, Some(_)) => None,
        (Some(talk), None) => {
            Way { text: "Open it in the Inbox".to_owned(), href: format!("/inbox/{}", talk.id) }.into()
        }
        (None, None) => opened
            .lead
            .as_ref()
            .map(|lead| Way { text: "Open the lead".to_owned(), href: format!("/leads/{}", lead.id) }),
    };
    let page = AnswerPage {
        frame: layout::frame(title.trim_end_matches('?'), Theme::Auto),
        title: title.to_owned(),
        bot: opened.bot.name.clone(),
        who: opened.who.clone(),
        what: what.to_owned(),
        button: button.map(str::to_owned),
        csrf: String::new(),
        way,
    };
    Ok((status, layout::drawn(&page)?).into_response())
}
