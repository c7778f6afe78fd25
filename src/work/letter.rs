//! An e-mail about a conversation leaves: filled with what was said, handed over, and how that went written down.

pub(super) mod transcript;
mod view;

use crate::app::App;
use crate::bot::{self, Bot};
use crate::contact::{self, Contact};
use crate::conversation::letter::{self, Kind, Letter, New, State};
use crate::conversation::{self, Conversation};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::id::{MailId, MemberId};
use crate::job::{self, Job, Outcome, retry};
use crate::notify::message::Outgoing;
use crate::notify::rendered::Rendered;
use crate::organisation::access::Access;
use crate::organisation::member::{self, Member};
use crate::organisation::role::Right;

use super::post::{self, Handed};

/// Everything that such a mail is about, as it is now.
struct About {
    conversation: Conversation,
    bot: Bot,
    contact: Contact,
}

/// Sends one that has not left.
pub(super) async fn run(app: &App, id: &MailId, job: &Job) -> Result<Outcome> {
    let found = letter::by_id(&mut app.db.read().await?, id).await?;
    let Some(letter) = found.filter(|letter| letter.state == State::Queued) else { return Ok(Outcome::Done) };
    let Some(transport) = &app.mail else {
        return ended(app, &letter, Handed::failed("no mail server is set up"), job).await;
    };
    let built = match outgoing(app, &letter).await {
        Ok(Some(built)) => built,
        Ok(None) => return ended(app, &letter, Handed::failed("whom it was for may not read it any more"), job).await,
        // Erased meanwhile.
        Err(Error::NotFound(_)) => return Ok(Outcome::Done),
        Err(error) => return Err(error),
    };
    let steps = if letter.kind == Kind::Transcript { retry::DAYS } else { retry::HOURS };
    let handed = post::hand_over(transport, &built, steps, (job, id.as_str())).await;
    ended(app, &letter, handed, job).await
}

/// Writes down how it went.
async fn ended(app: &App, letter: &Letter, handed: Handed, job: &Job) -> Result<Outcome> {
    let mut tx = app.tx().await?;
    if !job::hold(&mut tx, job).await? {
        return Ok(Outcome::Lost);
    }
    letter::mark(&mut tx, &letter.id, handed.state, handed.words.as_deref()).await?;
    tx.commit().await?;
    Ok(handed.outcome())
}

/// Makes one, unless another node has this job by now: then what this one does must not count.
pub(super) async fn make(app: &App, of: &Conversation, new: New<'_>, job: &Job) -> Result<Outcome> {
    let mut tx = app.tx().await?;
    if !job::hold(&mut tx, job).await? {
        return Ok(Outcome::Lost);
    }
    letter::make(&mut tx, of, new).await?;
    tx.commit().await?;
    Ok(Outcome::Done)
}

/// A mail in its thread, of these words.
fn posted(
    letter: &Letter,
    earlier: &[&Letter],
    rendered: Rendered,
    (from_name, from_address): (String, String),
    reply_to: Option<(String, String)>,
) -> Outgoing {
    Outgoing {
        from_name,
        from_address,
        to: vec![letter.recipient.clone()],
        reply_to,
        subject: if earlier.is_empty() { rendered.subject } else { format!("Re: {}", rendered.subject) },
        text: rendered.text,
        html: rendered.html,
        message_id: letter.message_id.clone(),
        in_reply_to: earlier.last().map(|other| other.message_id.clone()),
        references: earlier.iter().map(|other| other.message_id.clone()).collect(),
        list_id: None,
        list_unsubscribe: None,
        auto_submitted: true,
        date_ms: letter.created_at.millis(),
    }
}

/// The mail, the same at each attempt; none where its reader may not read it any more.
async fn outgoing(app: &App, letter: &Letter) -> Result<Option<Outgoing>> {
    let mut conn = app.db.read().await?;
    let about = about(&mut conn, letter).await?;
    drop(conn);
    let built = match letter.kind {
        Kind::Transcript => Some(transcript::outgoing(app, letter, &about).await?),
        _ => view::outgoing(app, letter, &about).await?,
    };
    // Erased while this was read: what was read of it is not sent.
    self::about(&mut app.db.read().await?, letter).await?;
    Ok(built)
}

async fn about(conn: &mut Conn, letter: &Letter) -> Result<About> {
    let absent = || Error::NotFound("conversation");
    let conversation = conversation::by_id(conn, &letter.conversation_id).await?.ok_or_else(absent)?;
    let bot = bot::by_id(conn, &conversation.bot_id).await?.ok_or_else(absent)?;
    let contact = contact::by_id(conn, &conversation.contact_id).await?.ok_or_else(absent)?;
    Ok(About { conversation, bot, contact })
}

/// A member of the bot's organisation who may answer there, as things stand now.
pub(super) async fn reader(conn: &mut Conn, bot: &Bot, id: &MemberId) -> Result<Option<(Member, Access)>> {
    let people = member::list(conn, &bot.organisation_id).await?;
    let may = |access: &Access| access.can(Right::Answer) && access.sees(&bot.id);
    Ok(people.into_iter().find(|(member, access)| member.id == *id && may(access)))
}
