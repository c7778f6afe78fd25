//! What can happen: the vocabulary of the bus and of the back room, and the two plain names everything shares.
//!
//! Events are facts, told after they are committed. Nobody decides by an event what the database should say.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::id::{
    BotId, ConversationId, InvitationId, LeadId, MailId, MemberId, MessageId, NotificationId, RemarkId, SubmissionId,
    TaskId,
};

/// An enum of plain names: its text is the same in columns, JSON and metrics.
macro_rules! names {
    ($(#[$doc:meta])* $vis:vis enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        $vis enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)* }

        impl $name {
            /// Every one of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name as it is stored and sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Reads a name.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

    };
}
pub(crate) use names;

names! {
    /// Where a conversation is held.
    pub enum Channel {
        /// The widget.
        Web = "web",
        /// Text messages.
        Sms = "sms",
        /// WhatsApp.
        Whatsapp = "whatsapp",
        /// Telegram.
        Telegram = "telegram",
        /// E-mail.
        Email = "email",
        /// A program.
        Api = "api",
    }
}

names! {
    /// Who wrote a message.
    pub enum Author {
        /// The person on the other side.
        Visitor = "visitor",
        /// The assistant.
        Bot = "bot",
        /// A member of the team.
        Agent = "agent",
        /// Frontdesk itself.
        System = "system",
    }
}

impl Channel {
    /// Whether a form can be drawn there; elsewhere it is asked, one field a message.
    #[must_use]
    pub const fn draws_forms(self) -> bool {
        matches!(self, Self::Web | Self::Api)
    }
}

/// Something that happened.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A sender's conversation has begun: their other tabs want to know.
    ConversationBegan {
        /// Whose conversation.
        bot: BotId,
        /// Which.
        conversation: ConversationId,
        /// With whom: the identity it is held under, as `contact::identity::Sender::topic` calls it.
        sender: String,
    },
    /// A message stands in a conversation.
    MessageAppended {
        /// Whose conversation.
        bot: BotId,
        /// Where.
        conversation: ConversationId,
        /// On which channel it is held.
        channel: Channel,
        /// Its place in the conversation.
        seq: i64,
        /// Who wrote it.
        author: Author,
        /// Whether the assistant answers there; it keeps quiet once a person has been rung for.
        to_bot: bool,
        /// Whether an agent has the conversation; what an older node tells of does not say so.
        #[serde(default)]
        to_agent: bool,
        /// The message whole, as JSON, so that whoever hears of it need not look it up.
        message: Told,
    },
    /// A conversation's status or agent is another.
    ConversationChanged {
        /// Whose conversation.
        bot: BotId,
        /// Which.
        conversation: ConversationId,
    },
    /// Somebody is typing; never stored.
    Typing {
        /// Whose conversation.
        bot: BotId,
        /// Where.
        conversation: ConversationId,
        /// Who.
        author: Author,
        /// Begins or ends.
        on: bool,
        /// What a visitor has typed so far, where the owner lets agents read along and one is in; kept nowhere.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
    },
    /// One side has read up to a message.
    Seen {
        /// Whose conversation.
        bot: BotId,
        /// Where.
        conversation: ConversationId,
        /// Who: the visitor, or the team.
        reader: Author,
        /// Up to which.
        seq: i64,
    },
    /// A visitor waits for a person, and the next of those to be told are to be told.
    PersonAwaited {
        /// Whose visitor.
        bot: BotId,
        /// Where.
        conversation: ConversationId,
        /// The how-manieth time, from one.
        step: i64,
    },
    /// A member of the team is to be told of a conversation: it was given to them, or a note names them.
    MemberCalled {
        /// Where.
        conversation: ConversationId,
        /// Who.
        member: MemberId,
        /// The note that names them; none where the conversation was given to them.
        remark: Option<RemarkId>,
    },
    /// The agent who has a conversation answers from their mailbox, and was not mailed all that its visitor wrote.
    AgentBehind {
        /// Which.
        conversation: ConversationId,
    },
    /// A conversation was closed.
    ConversationEnded {
        /// Which.
        conversation: ConversationId,
    },
    /// An e-mail about a conversation is to leave.
    LetterQueued {
        /// Which.
        letter: MailId,
    },
    /// Nobody has looked at some leads, and the next of those to be told are to be told.
    LeadsUnreviewed {
        /// Of which bot.
        bot: BotId,
        /// Which.
        leads: Vec<LeadId>,
        /// The how-manieth time, from one.
        step: i64,
    },
    /// Something was written into a form that is not sent yet, and its writer consented to its being kept.
    FormKept {
        /// Whose form.
        bot: BotId,
        /// In which conversation.
        conversation: ConversationId,
    },
    /// The bot's answer as far as it is worded; never stored. The message with this id takes its place.
    Draft {
        /// Whose conversation.
        bot: BotId,
        /// Where.
        conversation: ConversationId,
        /// The message that it becomes.
        id: MessageId,
        /// The words so far; none when nothing comes of it.
        text: Option<String>,
    },
    /// A submission was captured, and its lead made or joined.
    SubmissionCaptured {
        /// Whose lead.
        bot: BotId,
        /// Which.
        lead: LeadId,
        /// The submission.
        submission: SubmissionId,
        /// The e-mail that tells of it, where anybody is to be told.
        notification: Option<NotificationId>,
        /// Where the visitor sent it as a form; none for what was drawn from a conversation.
        formed_in: Option<ConversationId>,
    },
    /// The owner asked for an e-mail to be sent again.
    NotificationQueued {
        /// The lead it tells of: its e-mails leave in order.
        lead: LeadId,
        /// Which e-mail.
        notification: NotificationId,
    },
    /// A lead is not what it was: status, new mark, fields.
    LeadChanged {
        /// Whose lead.
        bot: BotId,
        /// Which.
        lead: LeadId,
    },
    /// A person's data was erased, or a lead with all of it removed: whoever was told of it must forget it too.
    LeadErased {
        /// Whose lead.
        bot: BotId,
        /// Which.
        lead: LeadId,
        /// Its conversations: their sockets close.
        conversations: Vec<ConversationId>,
        /// The Message-IDs of the e-mails about it: those that lie here as files go.
        #[serde(default)]
        mails: Vec<String>,
    },
    /// Somebody is asked to join by e-mail.
    Invited {
        /// By which invitation.
        invitation: InvitationId,
    },
    /// A task began, went on, or ended.
    TaskMoved {
        /// Of which bot; none where it concerns the whole organisation.
        bot: Option<BotId>,
        /// Which.
        task: TaskId,
        /// There is more to do: the back room goes on with it.
        goes_on: bool,
    },
}

/// A text that is told to many: as JSON, and as the frame that tells of it, which the first teller makes and all others
/// share. Between machines the JSON travels alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Arc<str>", into = "Arc<str>")]
pub struct Told {
    json: Arc<str>,
    frame: OnceLock<Bytes>,
}

impl Told {
    /// The frame, made once: every listener on this machine sends the same bytes.
    #[must_use]
    pub fn frame(&self, make: impl FnOnce(&str) -> String) -> Bytes {
        self.frame.get_or_init(|| make(&self.json).into()).clone()
    }
}

impl Deref for Told {
    type Target = str;
    fn deref(&self) -> &str {
        &self.json
    }
}

impl From<Arc<str>> for Told {
    fn from(json: Arc<str>) -> Self {
        Self { json, frame: OnceLock::new() }
    }
}

impl From<String> for Told {
    fn from(json: String) -> Self {
        Arc::<str>::from(json).into()
    }
}

impl From<Told> for Arc<str> {
    fn from(told: Told) -> Self {
        told.json
    }
}
