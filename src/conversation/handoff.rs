//! Who answers, passing from the assistant to an agent.
//!
//! So far in one way: an agent who writes has taken the conversation. Ringing, giving back and the queues come later.

use super::{Appended, Conversation, NewMessage, say, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::event::Event;
use crate::id::MemberId;

/// An agent says something, and has the conversation by that, where no agent had it. What was said before, under the
/// same client id, is not said again and takes nothing.
///
/// # Errors
/// `NotFound` when there is no such conversation, `Conflict("closed")` when it is closed.
pub async fn answer(tx: &mut Tx, agent: &MemberId, to: &Conversation, new: NewMessage) -> Result<Appended> {
    let appended = say(tx, to, new).await?;
    if !appended.again {
        take(tx, agent, to).await?;
    }
    Ok(appended)
}

/// Gives a conversation that the assistant has, or nobody, to an agent; the assistant is quiet from then on. False when
/// an agent has it already, or it is closed.
///
/// # Errors
/// What the database says.
pub async fn take(tx: &mut Tx, agent: &MemberId, conversation: &Conversation) -> Result<bool> {
    let taken = sql::take(tx, &conversation.id, agent).await?;
    if taken {
        tx.emit(Event::ConversationChanged { bot: conversation.bot_id.clone(), conversation: conversation.id.clone() });
    }
    Ok(taken)
}
