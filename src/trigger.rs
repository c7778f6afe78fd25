//! Triggers: when the assistant asks for details, hands over, or keeps quiet.
//!
//! `decide` is pure: rules, facts and an understanding in, actions out. It runs nothing, stores nothing and reads no
//! clock. What the visitor asks for comes first, then the owner's rules in their order. Nothing here asks twice for
//! what was declined or sent in the same conversation, unless the visitor asks.

pub mod ask;
pub mod condition;
mod decide;
pub mod doubt;
mod offered;
pub mod react;
mod ring;
pub mod rules;
mod speak;
mod sql;
mod standing;
pub mod thank;
pub mod thought;
pub mod watch;
pub mod written;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use condition::Condition;
pub use decide::decide;

/// The key under which the bot's default form is declined, submitted and open.
pub const DEFAULT_FORM: &str = "default";

/// One rule of a bot: when, then, how often.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// What tells rules apart in the facts.
    pub id: String,
    /// The owner's name for it.
    pub name: String,
    /// A rule that is off never fires.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// When it fires.
    pub when: Condition,
    /// What it does.
    pub then: Action,
    /// How often it fires for the same visitor.
    #[serde(default)]
    pub once: Once,
}

fn yes() -> bool {
    true
}

/// How often a rule may fire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Once {
    /// Once in each conversation.
    #[default]
    Conversation,
    /// Once for a visitor, over all their conversations.
    Visitor,
}

/// What a decision asks the caller to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// Show the form of this tag, or the bot's default form.
    ShowForm {
        /// The tag's key; none means the default form.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tag: Option<String>,
    },
    /// Offer the form of this tag, in one reply to tap.
    OfferForm {
        /// The tag's key.
        tag: String,
    },
    /// Ring the team.
    HandOff,
    /// Say these words, beside or instead of an answer.
    Say {
        /// The words, as the owner wrote them.
        text: String,
    },
    /// Give no answer to this message.
    StaySilent,
}

/// What is known when a message arrives, or when time passes on a page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// Messages the visitor wrote in this conversation, this one included.
    pub visitor_messages: u32,
    /// The address of the page the visitor is on, whole or its path.
    pub page_url: Option<String>,
    /// Seconds the visitor has spent on that page.
    pub seconds_on_page: u32,
    /// The visitor's message; empty when no message caused the decision.
    pub text: String,
    /// The knowledge has an answer to it. True when nothing was asked.
    pub answered: bool,
    /// Whether the team is within its hours; `None` when the bot has no hours.
    pub within_hours: Option<bool>,
    /// Rules that have fired in this conversation.
    pub fired_in_conversation: BTreeSet<String>,
    /// Rules that have fired for this visitor, in any conversation.
    pub fired_for_visitor: BTreeSet<String>,
    /// Forms declined in this conversation: tag keys, or `DEFAULT_FORM`.
    pub declined: BTreeSet<String>,
    /// Forms sent in this conversation: tag keys, or `DEFAULT_FORM`.
    pub submitted: BTreeSet<String>,
    /// The form that stands open in the conversation: a tag key, or `DEFAULT_FORM`.
    pub open_form: Option<String>,
    /// Request tags that are on for this bot. A form for any other tag is never shown.
    pub tags_on: BTreeSet<String>,
}

/// A decision: what to do, and which rules fired (to be remembered by the caller).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    /// What to do, in order. At most one form.
    pub actions: Vec<Action>,
    /// The ids of the rules that fired.
    pub fired: Vec<String>,
}
