//! An e-mail about a conversation leaves: filled with what was said, handed over, and how that went written down.

pub(super) mod transcript;
mod view;

use std::time::Instant;

use crate::app::App;
use crate::bot::{self, Bot};
use crate::contact::{self, Contact};
use crate::conversation::letter::{self, Kind, Letter, State};
use crate::conversation::{self, Conversation};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::id::{MailId, MemberId};
use crate::job::{self, Job, Outcome, retry};
use crate::metric;
use crate::notify::mail::SendError;
use crate::organisation::access::Access;
use crate::organisation::member::{self, Member};
use crate::organisation::role::Right;

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
        return ended(app, &letter, (State::Failed, Some("no mail server is set up")), None, job).await;
    };
    let built = match outgoing(app, &letter).await {
        Ok(Some(built)) => built,
        Ok(None) => {
            let why = Some("whom it was for may not read it any more");
            return ended(app, &letter, (State::Failed, why), None, job).await;
        }
        // Erased meanwhile.
        Err(Error::NotFound(_)) => return Ok(Outcome::Done),
        Err(error) => return Err(error),
    };
    let begun = Instant::now();
    let answer = transport.send(&built).await;
    let (state, words, outcome) = match &answer {
        Ok(_) => (State::Sent, None, "sent"),
        Err(SendError { permanent: true, words, .. }) => (State::Failed, Some(words.as_str()), "refused"),
        Err(SendError { words, .. }) => (State::Queued, Some(words.as_str()), "later"),
    };
    metric::send("email", outcome, begun.elapsed());
    let steps = if letter.kind == Kind::Transcript { retry::DAYS } else { retry::HOURS };
    let again = if state == State::Queued { retry::wait(steps, job.attempts, id.as_str()) } else { None };
    let state = if state == State::Queued && again.is_none() { State::Failed } else { state };
    ended(app, &letter, (state, words), again, job).await
}

/// Writes down how it went; it is tried again after this long.
async fn ended(
    app: &App,
    letter: &Letter,
    (state, words): (State, Option<&str>),
    again: Option<std::time::Duration>,
    job: &Job,
) -> Result<Outcome> {
    let mut tx = app.tx().await?;
    if !job::hold(&mut tx, job).await? {
        return Ok(Outcome::Lost);
    }
    letter::mark(&mut tx, &letter.id, state, words).await?;
    tx.commit().await?;
    Ok(again.map_or(Outcome::Done, |after| Outcome::Retry { after, why: "the mail server said not now".to_owned() }))
}

/// The mail, the same at each attempt; none where its reader may not read it any more.
async fn outgoing(app: &App, letter: &Letter) -> Result<Option<crate::notify::message::Outgoing>> {
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
