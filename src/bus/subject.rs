//! What a topic is called on NATS, and back: `bot.<id>.conversation.<id>`, `bot.<id>.sender.<hash>`, `bot.<id>.inbox`.
//!
//! A subject stands in a NATS server's monitoring and in its log, so it holds ids and hashes alone, never an address or
//! a number of a person's.

use super::Topic;
use crate::event::Event;
use crate::id::{BotId, ConversationId, Id as _};

/// Everything that any node rings for.
pub(super) const ALL: &str = "bot.>";

/// A node has more work than hands.
pub(super) const WORK: &str = "frontdesk.work";

/// The name of `topic`, of which `event` tells; `None` when it has none that NATS could carry.
pub(super) fn name(topic: &Topic, event: &Event) -> Option<String> {
    match topic {
        Topic::Conversation(conversation) => {
            bot_of(event).map(|bot| format!("bot.{}.conversation.{}", bot.as_str(), conversation.as_str()))
        }
        Topic::Sender(bot, sender) => is_word(sender).then(|| format!("bot.{}.sender.{sender}", bot.as_str())),
        Topic::Bot(bot) => Some(format!("bot.{}.inbox", bot.as_str())),
    }
}

/// The topic of that name; `None` when this program has no such topic.
pub(super) fn topic(name: &str) -> Option<Topic> {
    let mut parts = name.strip_prefix("bot.")?.split('.');
    let bot = BotId::parse(parts.next()?)?;
    let topic = match (parts.next()?, parts.next()) {
        ("conversation", Some(id)) => Topic::Conversation(ConversationId::parse(id)?),
        ("sender", Some(hash)) => Topic::Sender(bot, hash.to_owned()),
        ("inbox", None) => Topic::Bot(bot),
        _ => return None,
    };
    parts.next().is_none().then_some(topic)
}

/// Whose event it is.
fn bot_of(event: &Event) -> Option<&BotId> {
    match event {
        Event::ConversationBegan { bot, .. }
        | Event::MessageAppended { bot, .. }
        | Event::ConversationChanged { bot, .. }
        | Event::Typing { bot, .. }
        | Event::Draft { bot, .. }
        | Event::SubmissionCaptured { bot, .. }
        | Event::LeadChanged { bot, .. }
        | Event::FormKept { bot, .. }
        | Event::Seen { bot, .. }
        | Event::PersonAwaited { bot, .. }
        | Event::LeadErased { bot, .. }
        | Event::TaskMoved { bot: Some(bot), .. } => Some(bot),
        Event::TaskMoved { bot: None, .. }
        | Event::NotificationQueued { .. }
        | Event::MemberCalled { .. }
        | Event::AgentBehind { .. }
        | Event::ConversationEnded { .. }
        | Event::LetterQueued { .. }
        | Event::LeadsUnreviewed { .. }
        | Event::Invited { .. } => None,
    }
}

/// A dot, a star or a space would be a name of another shape.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Author;
    use crate::id::Ids;
    use crate::time::Timestamp;

    #[test]
    fn a_name_reads_back_and_what_is_none_does_not() {
        let at = Timestamp::from_millis(0);
        let (bot, conversation): (BotId, ConversationId) = (Ids::System.next(at), Ids::System.next(at));
        let (author, talk) = (Author::Bot, conversation.clone());
        let event = Event::Typing { bot: bot.clone(), conversation: talk, author, on: true, words: None };
        let sender = Topic::Sender(bot.clone(), "0f3a".into());
        for topic_ in [Topic::Conversation(conversation), sender, Topic::Bot(bot.clone())] {
            assert_eq!(topic(&name(&topic_, &event).unwrap()), Some(topic_));
        }
        assert_eq!(name(&Topic::Sender(bot, "sms:+44 7700".into()), &event), None);
        for other in ["bot.x.inbox", "bot", "frontdesk.work", "bot.bot_00000000000000000000000000.room.1"] {
            assert_eq!(topic(other), None, "{other}");
        }
    }
}
