//! A conversation that has come to rest is thought about: its lead is made, scored, summed up.
//!
//! It is asked for by the work that answered, in the transaction of the answer, where there is something to think about:
//! so what a visitor says waits for none of this, and a crash loses none of it.

use super::Work;
use crate::app::App;
use crate::app::model::Consulted;
use crate::assess::capture::{LONG, SETTLES};
use crate::assess::{self, Mind, Settled, Thought};
use crate::bot::{Bot, Capture};
use crate::conversation::{self, Conversation};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::{self, ConversationId, LeadId};
use crate::job::{self, Job, NewJob, Outcome};
use crate::lead;
use crate::llm::prompt::Prompt;
use crate::time::Timestamp;
use crate::{bot, tag};

/// One conversation is thought about by one at a time.
pub(super) fn lane(id: &ConversationId) -> String {
    format!("assess/{id}")
}

/// After an answer: asks for it where the contact has a lead, or may become one.
///
/// # Errors
/// What the database says.
pub(super) async fn after_answer(tx: &mut Tx, bot: &Bot, about: &Conversation, is_telling: bool) -> Result<()> {
    let may_capture = match bot.settings().capture {
        Capture::Forms => false,
        Capture::Signals => is_telling,
        Capture::Everyone => true,
    };
    if may_capture || lead::current(tx, &about.contact_id).await?.is_some() {
        ask(tx, &about.id, tx.now.plus(SETTLES)).await?;
    }
    Ok(())
}

async fn ask(tx: &mut Tx, id: &ConversationId, run_at: Timestamp) -> Result<()> {
    let work = serde_json::to_string(&Work::Assess { conversation: id.clone() }).map_err(anyhow::Error::new)?;
    job::enqueue(tx, &[NewJob { lane: lane(id), work, run_at }]).await
}

/// Thinks about a conversation, and about whatever else its contact said.
pub(super) async fn run(app: &App, id: &ConversationId, job: &Job) -> Result<Outcome> {
    let mut conn = app.db.read().await?;
    let Some(conversation) = conversation::by_id(&mut conn, id).await? else { return Ok(Outcome::Done) };
    let Some(bot) = bot::by_id(&mut conn, &conversation.bot_id).await? else { return Ok(Outcome::Done) };
    let now = app.clock.now();
    let settled = conversation.updated_at.plus(SETTLES);
    if settled > now && now.since(conversation.started_at) < LONG {
        drop(conn);
        return again(app, app.tx().await?, id, job, settled).await;
    }
    let tags = tag::list(&mut conn, &bot.id).await?;
    let lessons = tag::understood::lessons(&mut conn, &bot.id).await?;
    let model = app.model(&bot.id, &tags, &lessons);
    let mind = Mind { bot: &bot, tags: &tags, model: &model, host: app.host() };
    let mut thought = assess::think(&mut conn, mind, &conversation).await?;
    drop(conn);
    if !consult(app, mind, id, &mut thought).await? {
        return again(app, app.tx().await?, id, job, now.plus(SETTLES)).await;
    }
    let mut tx = app.tx().await?;
    match assess::settle(&mut tx, mind, id, &thought).await {
        Ok(Settled::Done) => {}
        Ok(Settled::Again(at)) => return again(app, tx, id, job, at).await,
        Ok(Settled::Stale) => {
            drop(tx);
            return again(app, app.tx().await?, id, job, now.plus(SETTLES)).await;
        }
        // There is nobody left to think about.
        Err(Error::Conflict("erased") | Error::NotFound(_)) => return Ok(Outcome::Done),
        Err(error) => return Err(error),
    }
    finish(tx, job).await
}

/// Lets a model take notes of the conversation, once about the same words, where its bot has one that does. Where it says
/// nothing of use, the thought stays as it is. False where it has no time just now.
async fn consult(app: &App, mind: Mind<'_>, id: &ConversationId, thought: &mut Thought) -> Result<bool> {
    if app.llm.is_none() || !mind.bot.settings().model.notes {
        return Ok(true);
    }
    let (Some(case), Ok(mark)) = (thought.case(mind, id), id::token()) else { return Ok(true) };
    let prompt = Prompt::notes(&case, &mark);
    match app.consult(&mind.bot.id, &prompt, |answer| answer.notes(&mark)).await? {
        Consulted::Said(opinion) => thought.take(mind, id, opinion),
        Consulted::Nothing => {}
        Consulted::Later => return Ok(false),
    }
    Ok(true)
}

/// The same work once more, as if nobody had tried: it did not fail. What this transaction has written stays.
async fn again(app: &App, mut tx: Tx, id: &ConversationId, job: &Job, at: Timestamp) -> Result<Outcome> {
    ask(&mut tx, id, at).await?;
    let ended = finish(tx, job).await;
    // Who sleeps until the next due job may not know of this one.
    app.wake.notify_one();
    ended
}

async fn finish(mut tx: Tx, job: &Job) -> Result<Outcome> {
    // Another node took it meanwhile: what this one has written is dropped.
    if !job::remove(&mut tx, job).await? {
        return Ok(Outcome::Lost);
    }
    tx.commit().await.map(|()| Outcome::Removed)
}

/// A lead that nobody has thought about yet: at once, so that the e-mail about it can say what it wants.
///
/// # Errors
/// What the database says.
pub(super) async fn at_once(app: &App, id: &LeadId) -> Result<()> {
    let mut conn = app.db.read().await?;
    let Some(lead) = lead::by_id(&mut conn, id).await? else { return Ok(()) };
    if lead.score.is_some() || lead.summary.is_some() || lead.erased_at.is_some() {
        return Ok(());
    }
    let Some(conversation) = conversation::of_contact(&mut conn, &lead.contact_id).await?.pop() else { return Ok(()) };
    let Some(bot) = bot::by_id(&mut conn, &lead.bot_id).await? else { return Ok(()) };
    let tags = tag::list(&mut conn, &bot.id).await?;
    let lessons = tag::understood::lessons(&mut conn, &bot.id).await?;
    let model = app.model(&bot.id, &tags, &lessons);
    let mind = Mind { bot: &bot, tags: &tags, model: &model, host: app.host() };
    let thought = assess::think(&mut conn, mind, &conversation).await?;
    drop(conn);
    let mut tx = app.tx().await?;
    if assess::update(&mut tx, mind, id, &thought).await? {
        tx.commit().await?;
    }
    Ok(())
}
