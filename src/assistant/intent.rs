//! Intents: what a visitor's message asks for, and the model that recognises it.
//!
//! First version: cue patterns per language with negation, policy and already-solved vetoes, and a comparison with
//! the example phrases of the bot's own tags. `Model` is where a trained classifier will live; callers do not change.
//! It refuses to guess: a message without a clear cue has no intent.

mod custom;
mod english;
mod others;
mod pattern;
mod recognise;

use serde::{Deserialize, Serialize};

pub use recognise::asks_to_leave_details;

/// What a visitor's message asks for. Its key is the key of the tag it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Intent {
    /// A person, a call back, a way to reach people, a complaint to someone.
    AgentRequest,
    /// About an order already placed: where it is, what is wrong with it, a change to it.
    OrderQuestion,
    /// A code, a discount, an offer or a better price.
    CouponRequest,
    /// Money back, a return, an exchange, a double charge.
    RefundRequest,
    /// To stop an order, subscription, booking, contract or account.
    Cancellation,
    /// A price, an estimate, a quote.
    QuoteRequest,
    /// To book or move a viewing, a visit, a demo.
    AppointmentRequest,
    /// Unsolicited selling, prizes, phishing.
    Spam,
    /// One of the bot's own tags, by its key.
    Custom(String),
}

impl Intent {
    /// The key of the tag this intent stands for.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::AgentRequest => "agent_request",
            Self::OrderQuestion => "order_question",
            Self::CouponRequest => "coupon_request",
            Self::RefundRequest => "refund_request",
            Self::Cancellation => "cancellation",
            Self::QuoteRequest => "quote_request",
            Self::AppointmentRequest => "appointment_request",
            Self::Spam => "spam",
            Self::Custom(key) => key,
        }
    }

    /// The intent a tag's key stands for; a key that is not built in is one of the bot's own.
    #[must_use]
    pub fn from_key(key: &str) -> Self {
        match key {
            "agent_request" => Self::AgentRequest,
            "order_question" => Self::OrderQuestion,
            "coupon_request" => Self::CouponRequest,
            "refund_request" => Self::RefundRequest,
            "cancellation" => Self::Cancellation,
            "quote_request" => Self::QuoteRequest,
            "appointment_request" => Self::AppointmentRequest,
            "spam" => Self::Spam,
            own => Self::Custom(own.to_owned()),
        }
    }
}

impl From<String> for Intent {
    fn from(key: String) -> Self {
        Self::from_key(&key)
    }
}

impl From<Intent> for String {
    fn from(intent: Intent) -> Self {
        intent.key().to_owned()
    }
}

/// Example phrases of one of the bot's own tags, as the owner wrote them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagExamples {
    /// The tag's key.
    pub tag: String,
    /// Messages that should be recognised as this tag.
    pub examples: Vec<String>,
}

/// What recognises intents for one bot. Make it once for each bot, when its tags change.
#[derive(Debug, Clone, Default)]
pub struct Model {
    custom: custom::Examples,
}

impl Model {
    /// A model that knows the built-in intents and these tags of the bot.
    ///
    /// A tag whose examples mostly ask for a quote or an appointment also takes over that built-in intent, which
    /// has no tag of its own: an agency's "Viewing request" then hears every way of asking for an appointment.
    #[must_use]
    pub fn new(tags: &[TagExamples]) -> Self {
        Self { custom: custom::Examples::new(tags) }
    }

    /// A model that knows the built-in intents only.
    #[must_use]
    pub fn builtin() -> Self {
        Self::default()
    }

    /// The intent of a message and how sure the model is, 0 to 1; `None` when the message asks for nothing that
    /// needs a person or a form.
    #[must_use]
    pub fn recognise(&self, text: &str) -> Option<(Intent, f32)> {
        recognise::recognise(text, &self.custom)
    }
}
