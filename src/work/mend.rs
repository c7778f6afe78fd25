//! What NATS lost is found in the database: conversations that moved on without a ring for those who listen here.
//!
//! One statement for the whole node, not one for each socket. While NATS is away it is how nodes hear of each other.

use std::time::Duration;

use crate::app::App;
use crate::bus::Topic;
use crate::bus::nats::Nats;
use crate::conversation::moved;
use crate::error::Result;
use crate::time::Timestamp;

/// How long a lost ring stays lost while NATS is there, and while it is not.
const SELDOM: Duration = Duration::from_secs(20);
const OFTEN: Duration = Duration::from_secs(2);

/// How far back to look beyond the last look: clocks of nodes differ, and a transaction's moment is when it began.
const SLACK: Duration = Duration::from_secs(15);

/// Looks from time to time, until the server stops.
pub async fn mend(app: App, nats: Nats) {
    let mut looked = app.clock.now();
    let mut slept = Duration::ZERO;
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            () = tokio::time::sleep(OFTEN) => slept += OFTEN,
        }
        if slept < SELDOM && app.bus.is_connected() == Some(true) {
            continue;
        }
        slept = Duration::ZERO;
        let now = app.clock.now();
        // When the database does not answer, the next look goes back to the last that was one.
        if look(&app, &nats, looked.minus(SLACK)).await.is_ok() {
            looked = now;
        }
    }
}

async fn look(app: &App, nats: &Nats, since: Timestamp) -> Result<()> {
    let moved = moved::since(&mut app.db.read().await?, since).await?;
    for conversation in moved {
        let topics = [
            Topic::Conversation(conversation.id.clone()),
            Topic::Sender(conversation.bot_id.clone(), conversation.sender().topic()),
            Topic::Bot(conversation.bot_id.clone()),
        ];
        nats.mend(&topics, &conversation.id, conversation.last_seq);
    }
    nats.turn();
    Ok(())
}
