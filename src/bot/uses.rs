//! What a bot uses a language model for, where one is set up: each by itself, so that an owner pays for what helps.

use serde::{Deserialize, Serialize};

use crate::event::names;

names! {
    /// Something that a model is asked for.
    pub enum Use {
        /// The words of an answer.
        Replies = "replies",
        /// What a message asks for that the assistant is half sure of.
        Doubt = "doubt",
        /// Details, signals and the summary of a conversation that rests.
        Notes = "notes",
    }
}

/// What a bot's owner has left on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Uses {
    /// See [`Use::Replies`].
    pub replies: bool,
    /// See [`Use::Doubt`].
    pub doubt: bool,
    /// See [`Use::Notes`].
    pub notes: bool,
}

impl Default for Uses {
    fn default() -> Self {
        Self { replies: true, doubt: true, notes: true }
    }
}

impl Uses {
    /// Whether it may be asked for this.
    #[must_use]
    pub const fn of(self, one: Use) -> bool {
        match one {
            Use::Replies => self.replies,
            Use::Doubt => self.doubt,
            Use::Notes => self.notes,
        }
    }

    /// These are on, the others off.
    #[must_use]
    pub fn only(on: &[Use]) -> Self {
        let has = |one| on.contains(&one);
        Self { replies: has(Use::Replies), doubt: has(Use::Doubt), notes: has(Use::Notes) }
    }
}
