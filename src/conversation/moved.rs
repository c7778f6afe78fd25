//! Which conversations have moved on lately, on whichever node: for who may have missed the ring.

mod sql;

use crate::contact::identity::{Kind, Sender};
use crate::db::{Conn, record};
use crate::error::Result;
use crate::event::Channel;
use crate::id::{BotId, ConversationId};
use crate::time::Timestamp;

record! {
    /// A conversation, and how far it has come.
    #[derive(Clone, Debug)]
    pub struct Moved {
        /// Which.
        pub id: ConversationId,
        /// Whose.
        pub bot_id: BotId,
        /// Its newest message.
        pub last_seq: i64,
        /// What the identity it is held under is recognised by.
        pub kind: Kind,
        /// Its value.
        pub value: String,
        /// On which channel.
        pub channel: Channel,
    }
}

impl Moved {
    /// Who speaks in it.
    #[must_use]
    pub fn sender(&self) -> Sender {
        Sender { kind: self.kind, value: self.value.clone(), channel: self.channel }
    }
}

/// Those with a message since `since`.
///
/// # Errors
/// What the database says.
pub async fn since(conn: &mut Conn, since: Timestamp) -> Result<Vec<Moved>> {
    sql::since(conn, since).await
}
