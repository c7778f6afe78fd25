//! Nobody who waits for a person is forgotten: every few seconds it is looked at who waits, and for how long. Any node looks;
//! what one has done the next finds done.

use std::time::Duration;

use crate::app::App;
use crate::assistant::Model;
use crate::conversation::queue;
use crate::error::Result;
use crate::id::{BotId, ConversationId};
use crate::trigger::react::House;
use crate::trigger::watch::{Staff, is_due, look_after};
use crate::{bot, tag};

/// How often.
const EVERY: Duration = Duration::from_secs(5);

/// Looks, until the server stops.
pub async fn watch(app: App) {
    super::regularly(&app, EVERY, "who waits for a person could not be read; it is looked at again soon", look).await;
}

/// Looks once: who waits, bot by bot.
///
/// # Errors
/// What the database says.
pub async fn look(app: &App) -> Result<()> {
    let restless = queue::restless(&mut app.db.read().await?, app.clock.now()).await?;
    for of_bot in restless.chunk_by(|one, next| one.0 == next.0) {
        let Some((bot, _)) = of_bot.first() else { continue };
        let ids = of_bot.iter().map(|(_, id)| id);
        if let Err(error) = look_at(app, bot, ids).await {
            // A bot whose conversations cannot be looked after keeps no other's waiting.
            tracing::warn!(%error, "conversations that wait could not be looked after");
        }
    }
    Ok(())
}

async fn look_at(app: &App, bot: &BotId, ids: impl Iterator<Item = &ConversationId>) -> Result<()> {
    let mut conn = app.db.read().await?;
    let Some(bot) = bot::by_id(&mut conn, bot).await? else { return Ok(()) };
    let tags = tag::list(&mut conn, &bot.id).await?;
    let model = Model::builtin();
    let house = House { bot: &bot, tags: &tags, model: &model, host: app.host(), now: app.clock.now() };
    let staff = Staff::of(&mut conn, &house).await?;
    drop(conn);
    for id in ids {
        if let Err(error) = look_at_one(app, &house, &staff, id).await {
            // One that cannot be looked after keeps no other waiting.
            tracing::warn!(%error, "a conversation that waits could not be looked after");
        }
    }
    Ok(())
}

async fn look_at_one(app: &App, house: &House<'_>, staff: &Staff, id: &ConversationId) -> Result<()> {
    if !is_due(&mut app.db.read().await?, house, staff, id).await? {
        return Ok(());
    }
    let mut tx = app.tx().await?;
    if look_after(&mut tx, house, staff, id).await?.is_empty() {
        return Ok(());
    }
    tx.commit().await
}
