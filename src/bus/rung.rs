//! Which message of a conversation was last rung for on this node, so that a ring which never came can be found.
//!
//! It remembers what is recent and forgets the rest by itself; what it forgot costs one read too many, never a message.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::id::ConversationId;

#[derive(Debug, Default)]
struct Generations {
    now: HashMap<ConversationId, i64>,
    before: HashMap<ConversationId, i64>,
}

/// The last message rung for, by conversation, for as long as two turns.
#[derive(Debug, Default)]
pub(super) struct Rung(Mutex<Generations>);

impl Rung {
    /// Notes that a message was rung for. Gives what was known before; 0 when nothing was.
    pub(super) fn note(&self, conversation: &ConversationId, seq: i64) -> i64 {
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = generations.now.get(conversation).copied();
        let known = newest.max(generations.before.get(conversation).copied()).unwrap_or(0);
        if newest != Some(known.max(seq)) {
            generations.now.insert(conversation.clone(), known.max(seq));
        }
        known
    }

    /// What was not noted since the last turn is forgotten at the next.
    pub(super) fn turn(&self) {
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        generations.before = std::mem::take(&mut generations.now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id as _;

    #[test]
    fn what_is_noted_is_known_for_two_turns() {
        let (rung, conversation) = (Rung::default(), ConversationId::from_text("cnv_1".into()));
        assert_eq!(rung.note(&conversation, 3), 0);
        rung.turn();
        assert_eq!(rung.note(&conversation, 2), 3, "the newest counts, in whatever order they come");
        rung.turn();
        assert_eq!(rung.note(&conversation, 4), 3);
        rung.turn();
        rung.turn();
        assert_eq!(rung.note(&conversation, 4), 0);
    }
}
