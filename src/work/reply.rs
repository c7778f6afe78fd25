//! The assistant answers: loads what it needs, and lets `trigger::react` say it, in one transaction.

mod model;

use crate::app::App;
use crate::conversation;
use crate::error::{Error, Result};
use crate::event::{Author, Event};
use crate::id::ConversationId;
use crate::job::{self, Job, Outcome};
use crate::trigger::react::{self, House};
use crate::trigger::thought::think;
use crate::work::assess;
use crate::{bot, tag};
use model::Pen;

/// Answers everything in the conversation that is not answered.
pub(super) async fn run(app: &App, id: &ConversationId, job: &Job) -> Result<Outcome> {
    let mut conn = app.db.read().await?;
    let Some(conversation) = conversation::by_id(&mut conn, id).await? else { return Ok(Outcome::Done) };
    let Some(bot) = bot::by_id(&mut conn, &conversation.bot_id).await? else { return Ok(Outcome::Done) };
    let tags = tag::list(&mut conn, &bot.id).await?;
    let lessons = tag::understood::lessons(&mut conn, &bot.id).await?;
    let model = app.model(&bot.id, &tags, &lessons);
    let house = House { bot: &bot, tags: &tags, model: &model, host: app.host(), now: app.clock.now() };
    let typing =
        |on| Event::Typing { bot: bot.id.clone(), conversation: id.clone(), author: Author::Bot, on, words: None };
    app.bus.publish(typing(true));
    let mut pen = Pen::new(app, &house, &conversation);
    let reacted = async {
        let mut thoughts = think(&mut conn, &house, &conversation).await?;
        if let Some(doubt) = pen.doubt(&mut conn, &mut thoughts).await? {
            drop(conn);
            pen.decide(&doubt, &mut thoughts).await?;
            conn = app.db.read().await?;
        }
        let asked = pen.question(&mut conn, &mut thoughts).await?;
        drop(conn);
        if let Some(question) = asked {
            pen.write(&question, &mut thoughts).await?;
        }
        let mut tx = app.tx().await?;
        let is_telling = react::react(&mut tx, &house, id, thoughts).await?;
        assess::after_answer(&mut tx, &bot, &conversation, is_telling).await?;
        // Another node took it meanwhile: what this one has written is dropped, and the other answers.
        if !job::remove(&mut tx, job).await? {
            return Ok(Outcome::Lost);
        }
        tx.commit().await.map(|()| Outcome::Removed)
    };
    let outcome = reacted.await;
    pen.put_down();
    app.bus.publish(typing(false));
    match outcome {
        // It was erased, or closed, while the answer was found: nobody waits for it any more.
        Err(Error::Conflict("closed")) => Ok(Outcome::Done),
        outcome => outcome,
    }
}
