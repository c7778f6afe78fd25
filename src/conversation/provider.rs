//! Messages that come and go through a provider: each inbound one stored once, each outbound one followed to its end.

use super::message::Message;
use super::sql;
use crate::db::{Conn, Tx, record};
use crate::error::Result;
use crate::event::{Channel, names};
use crate::id::{ConversationId, DeliveryId, MessageId};
use crate::time::Timestamp;

names! {
    /// How far a part of a message has come. A later state never goes back to an earlier one.
    pub enum State {
        /// Not handed over yet.
        Waiting = "waiting",
        /// Being handed over: after a crash it may or may not have left, so look before sending again.
        Trying = "trying",
        /// The provider has it.
        Sent = "sent",
        /// It is on the person's device.
        Delivered = "delivered",
        /// It will not arrive.
        Failed = "failed",
    }
}
crate::db::named!(State);

record! {
    /// One part of a message on its way.
    #[derive(Clone, Debug)]
    pub struct Delivery {
        /// Its id.
        pub id: DeliveryId,
        /// Which message.
        pub message_id: MessageId,
        /// Which part of it, from 0.
        pub part: i64,
        /// The words of this part.
        pub text: String,
        /// How many segments the provider counts.
        pub segments: i64,
        /// How far it has come.
        pub state: State,
        /// What the provider calls it.
        pub provider_id: Option<String>,
        /// Why it failed, in the provider's words.
        pub error: Option<String>,
        /// When it was first tried.
        pub tried_at: Option<Timestamp>,
    }
}

/// Notes that a provider delivered this; false when it has been noted before, and nothing more should be done.
///
/// # Errors
/// What the database says.
pub async fn note_inbound(tx: &mut Tx, channel: Channel, provider_id: &str) -> Result<bool> {
    sql::insert_inbound(tx, channel, provider_id).await
}

/// What was said to the visitor and is not on its way yet, oldest first.
///
/// # Errors
/// What the database says.
pub async fn unsent(conn: &mut Conn, conversation: &ConversationId) -> Result<Vec<Message>> {
    sql::unsent(conn, conversation).await
}

/// Puts the parts of a message on their way.
///
/// # Errors
/// What the database says.
pub async fn put_on_way(
    tx: &mut Tx,
    conversation: &ConversationId,
    message: &MessageId,
    parts: &[(String, i64)],
) -> Result<()> {
    for (part, (text, segments)) in (0_i64..).zip(parts) {
        let delivery = Delivery {
            id: tx.id(),
            message_id: message.clone(),
            part,
            text: text.clone(),
            segments: *segments,
            state: State::Waiting,
            provider_id: None,
            error: None,
            tried_at: None,
        };
        sql::insert_delivery(tx, conversation, &delivery).await?;
    }
    Ok(())
}

/// What waits to be handed over, in the order it was said.
///
/// # Errors
/// What the database says.
pub async fn waiting(conn: &mut Conn, conversation: &ConversationId) -> Result<Vec<Delivery>> {
    sql::deliveries_waiting(conn, conversation).await
}

/// Everything that was handed over in a conversation.
///
/// # Errors
/// What the database says.
pub async fn all(conn: &mut Conn, conversation: &ConversationId) -> Result<Vec<Delivery>> {
    sql::deliveries(conn, conversation).await
}

/// Writes down how far a part has come.
///
/// # Errors
/// What the database says.
pub async fn update(tx: &mut Tx, delivery: &Delivery) -> Result<()> {
    sql::set_delivery(tx, &delivery.id, delivery).await
}

/// Hears from the provider how far its message has come; false when it is none of ours. Reports come late and out of
/// order: one that would go back is passed over.
///
/// # Errors
/// What the database says.
pub async fn report(tx: &mut Tx, provider_id: &str, state: State, error: Option<String>) -> Result<bool> {
    let Some(mut delivery) = sql::delivery_by_provider(tx, provider_id).await? else { return Ok(false) };
    if state > delivery.state {
        delivery.state = state;
        delivery.error = error.or(delivery.error);
        sql::set_delivery(tx, &delivery.id.clone(), &delivery).await?;
    }
    Ok(true)
}
