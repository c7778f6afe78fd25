//! Intents: what a visitor's message asks for, and the model that recognises it.
//!
//! Cues of six languages and a small classifier over them, over words and pieces of words, trained from the built-in packs
//! and the owner's phrases when it is first needed; then rules that overrule it (`veto`). It refuses to guess: what is
//! not sure is offered, and what is unlikely is nothing.

mod cue;
mod feature;
mod own;
mod pack;
mod reading;
#[cfg(test)]
mod tests;
mod veto;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use softmax::{Fit, Lesson, Rows, shares};

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

/// What to do about an intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Sure: its form opens.
    Open,
    /// Half sure: one tappable offer of it.
    Chip,
    /// Nothing is asked for.
    #[default]
    None,
}

impl Form {
    /// As it is kept and told.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Chip => "chip",
            Self::None => "none",
        }
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

/// What all bots share: the cues, and what was learned from the packs.
struct Base {
    cues: cue::Cues,
    rows: Rows,
    examples: Vec<Lesson>,
}

/// How the packs are learned; chosen by leaving out a fifth of them at a time.
const FIT: Fit = Fit { rounds: 12, step: 0.25, decay: 0.08 };

/// Learned once for each process, when a message or a bot's own phrases are first understood.
static BASE: LazyLock<Base> = LazyLock::new(|| {
    let cues = cue::Cues::new(&pack::CUES);
    let lesson = |(text, label): (&str, usize)| Lesson {
        features: feature::features(&reading::read(text, &cues), feature::WEIGHTS),
        label,
        scores: Vec::new(),
        weight: 1.0,
    };
    let examples: Vec<Lesson> = pack::phrases().map(lesson).collect();
    let rows = Rows::fit(&examples, &examples, pack::COUNT, FIT);
    Base { cues, rows, examples }
});

/// From this share on the model is sure, and from that on half sure.
const SURE: f32 = 0.74;
const HALF_SURE: f32 = 0.44;

/// How much of what speaks for other requests speaks for some form all the same.
const KINSHIP: f32 = 0.5;

/// What a message asks for, and how sure that is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recognised {
    /// What it asks for; `None` for questions, greetings and everything else that needs no form.
    pub intent: Option<Intent>,
    /// How sure the model is of that, also of nothing, 0 to 1.
    pub confidence: f32,
    /// What to do about it. Never anything about spam.
    pub form: Form,
}

impl Recognised {
    /// The label as it is stored and shown: the intent's key, or `none`.
    #[must_use]
    pub fn label(&self) -> &str {
        self.intent.as_ref().map_or("none", Intent::key)
    }

    fn nothing(confidence: f32) -> Self {
        Self { intent: None, confidence: confidence.clamp(0.0, 1.0), form: Form::None }
    }
}

/// What recognises intents for one bot. Make it once for each bot, when its tags change.
#[derive(Debug, Clone, Default)]
pub struct Model {
    own: Option<own::Own>,
}

impl Model {
    /// A model that knows the built-in intents and these phrases of the bot: of its own tags, of built-in ones, and of
    /// none (the tag `none`), each as the owner wrote or corrected it.
    ///
    /// A tag whose examples mostly ask for a quote or an appointment also takes over that built-in intent, which
    /// has no tag of its own: an agency's "Viewing request" then hears every way of asking for an appointment.
    #[must_use]
    pub fn new(tags: &[TagExamples]) -> Self {
        Self { own: own::Own::learn(&BASE, tags) }
    }

    /// A model that knows the built-in intents only.
    #[must_use]
    pub fn builtin() -> Self {
        Self::default()
    }

    /// What a message asks for and how sure the model is.
    #[must_use]
    pub fn recognise(&self, text: &str) -> Recognised {
        self.hear(text).0
    }

    /// The same, and whether the visitor asks in so many words to leave their details: the message is read once for both.
    pub(super) fn hear(&self, text: &str) -> (Recognised, bool) {
        let (base, text) = (&*BASE, crate::text::head(text, super::ANALYSED_CHARS));
        let reading = reading::read(text, &base.cues);
        let leaves_details = reading.clauses.iter().any(|clause| clause.says(cue::Cue::Details));
        (self.weighed(text, veto::anew(&reading).unwrap_or(reading)), leaves_details)
    }

    fn weighed(&self, text: &str, reading: reading::Reading) -> Recognised {
        let base = &*BASE;
        let found = match &self.own {
            Some(own) => own.recognise(base, &reading),
            None => recognise(base, &reading),
        };
        // An owner may have taught a code; nobody else has.
        if !has_word(text) && !matches!(found.intent, Some(Intent::Custom(_))) {
            return Recognised::nothing(1.0);
        }
        found
    }
}

impl Model {
    /// What a message may be, the likeliest first, each with its share of one; before any rule overrules it.
    #[must_use]
    pub fn weigh(&self, text: &str) -> Vec<(String, f32)> {
        let base = &*BASE;
        let reading = reading::read(crate::text::head(text, super::ANALYSED_CHARS), &base.cues);
        let mut shares = if let Some(own) = &self.own {
            own.weigh(base, &reading)
        } else {
            let features = feature::features(&reading, feature::WEIGHTS);
            named(&shares(&base.rows.score(&[], &features)), |at| pack::LABELS.get(at).cloned().flatten())
        };
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        shares
    }
}

/// Shares with their labels' keys.
fn named(shares: &[f32], intent: impl Fn(usize) -> Option<Intent>) -> Vec<(String, f32)> {
    let key = |at: usize| intent(at).map_or_else(|| "none".to_owned(), |intent| intent.key().to_owned());
    shares.iter().enumerate().map(|(at, share)| (key(at), *share)).collect()
}

/// Whether anything is said in words. A postcode, a size, a number answers something, and asks for nothing.
fn has_word(text: &str) -> bool {
    let is_word = |part: &str| {
        part.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !part.chars().any(|c| c.is_ascii_digit())
    };
    text.split_whitespace().any(is_word)
}

/// What the packs alone make of a message.
fn recognise(base: &Base, reading: &reading::Reading) -> Recognised {
    if reading.is_foreign || reading.clauses.is_empty() {
        return Recognised::nothing(1.0);
    }
    let features = feature::features(reading, feature::WEIGHTS);
    judge(&shares(&base.rows.score(&[], &features)), reading, &|label| pack::LABELS[label].clone())
}

/// Makes a decision of the labels' shares. `intent` names a label by its number.
fn judge(shares: &[f32], reading: &reading::Reading, intent: &dyn Fn(usize) -> Option<Intent>) -> Recognised {
    let nothing = shares[pack::NONE];
    let spam = shares[pack::SPAM];
    let forms = || shares.iter().copied().enumerate().filter(|(label, _)| *label != pack::NONE && *label != pack::SPAM);
    let (label, best) = forms().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((pack::NONE, 0.0));
    if spam > nothing && spam > best {
        return Recognised { intent: Some(Intent::Spam), confidence: spam, form: Form::None };
    }
    let all: f32 = forms().map(|(_, share)| share).sum();
    let confidence = (best + KINSHIP * (all - best)).min(1.0);
    match intent(label) {
        Some(intent) if confidence >= HALF_SURE && !veto::is_vetoed(&intent, reading) => {
            let form = if confidence >= SURE { Form::Open } else { Form::Chip };
            Recognised { intent: Some(intent), confidence, form }
        }
        _ => Recognised::nothing(nothing.max(1.0 - confidence)),
    }
}
