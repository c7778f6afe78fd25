//! Nobody who waits for a person is forgotten: every few seconds it is looked at who waits, and for how long. Any node looks;
//! what one has done the next finds done.

use std::time::Duration;

use crate::app::App;
use crate::assistant::Model;
use crate::conversation::{self, queue};
use crate::error::Result;
use crate::id::ConversationId;
use crate::trigger::react::House;
use crate::trigger::watch::look_after;
use crate::{bot, tag};

/// How often.
const EVERY: Duration = Duration::from_secs(5);

/// Looks, until the server stops.
pub async fn watch(app: App) {
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(error) = look(&app).await {
            tracing::warn!(%error, "who waits for a person could not be read; it is looked at again soon");
        }
    }
}

/// Looks once.
///
/// # Errors
/// What the database says.
pub async fn look(app: &App) -> Result<()> {
    let restless = queue::restless(&mut app.db.read().await?, app.clock.now()).await?;
    for id in restless {
        if let Err(error) = look_at(app, &id).await {
            // One that cannot be looked after keeps no other waiting.
            tracing::warn!(%error, "a conversation that waits could not be looked after");
        }
    }
    Ok(())
}

async fn look_at(app: &App, id: &ConversationId) -> Result<()> {
    let mut conn = app.db.read().await?;
    let Some(found) = conversation::by_id(&mut conn, id).await? else { return Ok(()) };
    let Some(bot) = bot::by_id(&mut conn, &found.bot_id).await? else { return Ok(()) };
    let tags = tag::list(&mut conn, &bot.id).await?;
    drop(conn);
    let model = Model::builtin();
    let house = House { bot: &bot, tags: &tags, model: &model, host: app.host(), now: app.clock.now() };
    let mut tx = app.tx().await?;
    if look_after(&mut tx, &house, id).await?.is_empty() {
        return Ok(());
    }
    tx.commit().await
}
