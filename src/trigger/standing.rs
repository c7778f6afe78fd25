//! Which form is shown again, and why a form is shown: it stands open and was asked for once more, details were told, or the
//! visitor's own words ask for it. Pure.

use super::decide::may_ask;
use super::ring::PERSON;
use super::{Action, DEFAULT_FORM, Facts};
use crate::assistant::{Intent, Remark, Understanding};
use crate::form::session::Cause;

/// Whether the form for a person was shown before: who asks again is not asked for their details again.
pub(super) fn has_dealt_with_person(facts: &Facts) -> bool {
    let dealt_with = [&facts.declined, &facts.submitted];
    facts.open_form.as_deref() == Some(PERSON) || dealt_with.iter().any(|forms| forms.contains(PERSON))
}

/// The form for what was told when nothing else shows one: who says who they are, or names an order, wants something of it.
pub(super) fn details_form(facts: &Facts, understanding: &Understanding) -> Option<Action> {
    let (key, may) = match understanding.remark {
        Remark::Order => (Intent::OrderQuestion.key(), facts.tags_on.contains(Intent::OrderQuestion.key())),
        Remark::Details => (PERSON, facts.visitor_messages > 1 && may_offer_person(facts)),
        _ => return None,
    };
    let tag = Some(key).filter(|key| facts.tags_on.contains(*key));
    (may && may_ask(tag, facts, understanding)).then(|| Action::ShowForm { tag: tag.map(str::to_owned) })
}

/// Whether a form may be offered to somebody whom no words help: none stands open, was sent or declined.
pub(super) fn may_offer_person(facts: &Facts) -> bool {
    facts.open_form.is_none() && facts.declined.is_empty() && facts.submitted.is_empty()
}

/// The form that stands open and is asked for once more, or told what it asks: it comes again, under the visitor's eye.
pub(super) fn open_again(facts: &Facts, understanding: &Understanding) -> Option<Action> {
    let open = facts.open_form.as_deref()?;
    let wanted = understanding.intent.as_ref().map(Intent::key);
    let is_wanted = wanted == Some(open)
        || (wanted.is_none() && (asks_for_form(understanding) || understanding.remark.fills_forms()));
    is_wanted.then(|| Action::ShowForm { tag: (open != DEFAULT_FORM).then(|| open.to_owned()) })
}

/// Why this form is offered: the visitor asked, or was understood, or a rule added it.
pub(super) fn cause(tag: Option<&str>, understanding: &Understanding) -> Cause {
    if asks_for_form(understanding) {
        return Cause::Asked;
    }
    let wanted = understanding.intent.as_ref().map(Intent::key);
    if wanted.is_some() && wanted == tag { Cause::Intent } else { Cause::Rule }
}

/// Whether the visitor's own words ask for a form, so that the form is the answer.
pub(super) fn asks_for_form(understanding: &Understanding) -> bool {
    understanding.explicit_details || understanding.chip
}
