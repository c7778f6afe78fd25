//! What somebody who words answers is asked, and what comes back: a language model's part in an answer.
//!
//! It is shown this one conversation and what the bot itself knows, and nothing of anybody else's. What it wants done is a
//! wish: the rules for forms hold for it as they do for the owner's rules, by the facts at the moment of doing.

use super::decide::may_ask;
use super::{DEFAULT_FORM, Facts};
use crate::assistant::{self, Intent, Understanding};
use crate::id::MessageId;
use crate::knowledge::Found;

/// A message to answer, with everything that the answer may be made of.
#[derive(Clone, Debug)]
pub struct Question {
    /// The message's number.
    pub seq: i64,
    /// What the visitor wrote.
    pub text: String,
    /// What was said before in this conversation, oldest first.
    pub earlier: Vec<Earlier>,
    /// The title of the page that the visitor is on, as their browser tells it.
    pub page: Option<String>,
    /// What the bot knows about it, best first.
    pub passages: Vec<Found>,
    /// The forms that may be offered.
    pub forms: Vec<Form>,
    /// Whether a person may be asked for.
    pub may_hand_off: bool,
    /// The bot's name.
    pub bot: String,
    /// What its people are called.
    pub team: String,
    /// The language to answer in.
    pub language: String,
}

/// Something said before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// By the visitor, or to them.
    pub by_visitor: bool,
    /// The words.
    pub text: String,
}

/// A form that may be offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Its tag's key.
    pub key: String,
    /// What people read.
    pub label: String,
}

/// An answer as it was worded, checked against what was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The message's id: what was shown while it came bears it already.
    pub id: MessageId,
    /// The words; none when the embedded assistant is to answer under this id.
    pub text: Option<String>,
    /// The passages that they name, by their places in the question.
    pub cited: Vec<usize>,
    /// What is to be done beside.
    pub wanted: Option<Wanted>,
}

/// What a model may want done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The form of this tag is offered.
    Form {
        /// The tag's key, as the model wrote it.
        tag: String,
    },
    /// A person is asked for.
    Person,
}

impl Wanted {
    fn tag(&self) -> &str {
        match self {
            Self::Form { tag } => tag,
            Self::Person => "agent_request",
        }
    }

    /// The tag whose form may be shown for it now: one that is on, and neither put aside, nor sent, nor standing open.
    #[must_use]
    pub fn allowed(&self, facts: &Facts, understanding: &Understanding) -> Option<&str> {
        let tag = self.tag();
        let is_form = tag != DEFAULT_FORM && facts.tags_on.contains(tag);
        (is_form && may_ask(Some(tag), facts, understanding)).then_some(tag)
    }
}

/// An answer as it is about to be said.
pub(super) struct Worded {
    pub(super) written: Written,
    /// It wants to offer a form, and may: a person is offered by a quick reply.
    pub(super) offers_person: bool,
}

impl Written {
    pub(super) fn worded(self, facts: &Facts, understanding: &Understanding) -> Worded {
        let offers_person = self.wanted.as_ref().is_some_and(|wanted| wanted.allowed(facts, understanding).is_some());
        Worded { written: self, offers_person }
    }
}

/// Makes sure of what the embedded engine is not sure of. Half-sure of a request, it opens that request's form where the
/// model heard the same; where it heard none and found no answer, what the model heard counts.
pub(super) fn refine(understanding: &mut Understanding, facts: &Facts, written: Option<&Written>) {
    let wanted = written.and_then(|written| written.wanted.as_ref());
    let Some(tag) = wanted.and_then(|wanted| wanted.allowed(facts, understanding)) else { return };
    let heard = understanding.intent.as_ref().map(Intent::key);
    let opens = match understanding.form {
        assistant::Form::Open => false,
        assistant::Form::Chip => heard == Some(tag),
        assistant::Form::None => heard.is_none() && !facts.answered,
    };
    if opens {
        understanding.intent = Some(Intent::from_key(tag));
        understanding.form = assistant::Form::Open;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::id::Id as _;

    fn set(keys: &[&str]) -> BTreeSet<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    fn form(tag: &str) -> Wanted {
        Wanted::Form { tag: tag.to_owned() }
    }

    #[test]
    fn a_wish_passes_by_the_rules_for_forms_or_not_at_all() {
        let facts = Facts { tags_on: set(&["agent_request", "refund_request"]), ..Facts::default() };
        let none = Understanding::default();
        assert_eq!(form("refund_request").allowed(&facts, &none), Some("refund_request"));
        assert_eq!(Wanted::Person.allowed(&facts, &none), Some("agent_request"));
        for unknown in ["coupon_request", "default", "", "refund_request ", "../refund_request"] {
            assert_eq!(form(unknown).allowed(&facts, &none), None, "{unknown}");
        }
        let refund = set(&["refund_request"]);
        for facts in [
            Facts { declined: refund.clone(), ..facts.clone() },
            Facts { submitted: refund, ..facts.clone() },
            Facts { open_form: Some("agent_request".to_owned()), ..facts.clone() },
        ] {
            assert_eq!(form("refund_request").allowed(&facts, &none), None);
            assert_eq!(Wanted::Person.allowed(&facts, &none), None);
        }
        let spam = Understanding { intent: Some(Intent::Spam), confidence: 0.9, ..Understanding::default() };
        assert_eq!(form("refund_request").allowed(&facts, &spam), None);
    }

    #[test]
    fn a_form_opens_for_a_wish_only_where_nothing_else_was_heard_or_found() {
        let facts = Facts { tags_on: set(&["refund_request", "cancellation"]), ..Facts::default() };
        let refined = |intent: Option<Intent>, form_: assistant::Form, answered: bool| {
            let mut understanding = Understanding { intent, form: form_, ..Understanding::default() };
            let id = MessageId::from_text("msg_1".into());
            let written = Written { id, text: None, cited: Vec::new(), wanted: Some(form("refund_request")) };
            refine(&mut understanding, &Facts { answered, ..facts.clone() }, Some(&written));
            (understanding.form == assistant::Form::Open).then_some(understanding.intent).flatten()
        };
        use assistant::Form::{Chip, None as Nothing, Open};
        assert_eq!(refined(None, Nothing, false), Some(Intent::RefundRequest));
        assert_eq!(refined(None, Nothing, true), None);
        assert_eq!(refined(Some(Intent::RefundRequest), Chip, true), Some(Intent::RefundRequest));
        assert_eq!(refined(Some(Intent::Cancellation), Chip, false), None);
        assert_eq!(refined(Some(Intent::Cancellation), Open, false), Some(Intent::Cancellation));
    }
}
