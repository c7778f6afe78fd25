//! One message of a conversation, as the assistant reads it: who said it, where it stands, its words.

use crate::id::ConversationId;

/// Where something was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The conversation, where there is one: lines of a file have none.
    pub conversation: Option<ConversationId>,
    /// The message's number in it.
    pub seq: i64,
}

/// One message. A form that was sent is read as the visitor's too, a line for each answer: `Email: ann@example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn<'a> {
    /// Where it stands.
    pub place: Place,
    /// Whether the visitor said it. Nobody else's words count for them; they only give sense to a short answer.
    pub is_visitor: bool,
    /// Its words, as written.
    pub text: &'a str,
}

impl<'a> Turn<'a> {
    /// A visitor's message.
    #[must_use]
    pub const fn visitor(seq: i64, text: &'a str) -> Self {
        Self { place: Place { conversation: None, seq }, is_visitor: true, text }
    }

    /// A message of the bot or of the team.
    #[must_use]
    pub const fn ours(seq: i64, text: &'a str) -> Self {
        Self { place: Place { conversation: None, seq }, is_visitor: false, text }
    }

    /// The same message, in a conversation.
    #[must_use]
    pub fn of(self, conversation: &ConversationId) -> Self {
        Self { place: Place { conversation: Some(conversation.clone()), ..self.place }, ..self }
    }
}
