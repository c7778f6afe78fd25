//! The decision itself: what the visitor asks for, then the owner's rules, with one restraint over both.
//!
//! The restraint: an automatic form is never shown for what was declined or sent in this conversation, nor beside a
//! form that stands open, nor for a tag that is off. An explicit request passes the first two.

use std::collections::BTreeSet;

use super::{Action, DEFAULT_FORM, Decision, Facts, Once, Rule};
use crate::assistant::{Form, Intent, Understanding};

/// Decides what to do about a message, or about time passing on a page.
///
/// At most one form is shown. The caller remembers `fired`, and what becomes of the form.
#[must_use]
pub fn decide(rules: &[Rule], facts: &Facts, understanding: &Understanding) -> Decision {
    let mut decision = Decision::default();
    let asked = explicit_request(facts, understanding);
    match &asked {
        Some(Asked { tag }) if facts.open_form.as_deref() != Some(form_key(tag.as_deref())) => {
            decision.actions.push(Action::ShowForm { tag: tag.clone() });
        }
        Some(_) => {}
        None => {
            let wanted = understanding.intent.as_ref().map(|intent| intent.key().to_owned());
            if let Some(tag) = wanted.filter(|key| may_ask(Some(key), facts, understanding)) {
                match understanding.form {
                    Form::Open => decision.actions.push(Action::ShowForm { tag: Some(tag) }),
                    Form::Chip => decision.actions.push(Action::OfferForm { tag }),
                    Form::None => {}
                }
            }
        }
    }
    for rule in rules.iter().filter(|rule| rule.enabled && !has_fired(rule, facts)) {
        if rule.when.is_met(facts, understanding)
            && can_act(&rule.then, asked.is_some(), &decision, facts, understanding)
        {
            decision.actions.push(rule.then.clone());
            decision.fired.push(rule.id.clone());
        }
    }
    decision
}

/// The form the visitor asks for in so many words: without a tag it is the default form.
struct Asked {
    tag: Option<String>,
}

fn explicit_request(facts: &Facts, understanding: &Understanding) -> Option<Asked> {
    let intent = understanding.intent.as_ref();
    let tag = intent.map(Intent::key).filter(|key| facts.tags_on.contains(*key)).map(str::to_owned);
    if understanding.explicit_details || understanding.chip {
        // "Let me leave my details" and "Ask the workshop" name no intent: they ask for a person.
        let person = Intent::AgentRequest.key();
        let tag = tag.or_else(|| facts.tags_on.contains(person).then(|| person.to_owned()));
        return Some(Asked { tag });
    }
    let is_asked = intent == Some(&Intent::AgentRequest) && understanding.form == Form::Open;
    tag.filter(|_| is_asked).map(|tag| Asked { tag: Some(tag) })
}

fn has_fired(rule: &Rule, facts: &Facts) -> bool {
    facts.fired_in_conversation.contains(&rule.id)
        || (rule.once == Once::Visitor && facts.fired_for_visitor.contains(&rule.id))
}

fn can_act(then: &Action, asked: bool, decision: &Decision, facts: &Facts, understanding: &Understanding) -> bool {
    let already = |kind: fn(&Action) -> bool| decision.actions.iter().any(kind);
    match then {
        Action::ShowForm { tag } => {
            !asked
                && !already(|action| matches!(action, Action::ShowForm { .. }))
                && may_ask(tag.as_deref(), facts, understanding)
        }
        Action::OfferForm { tag } => {
            !asked
                && !already(|action| matches!(action, Action::ShowForm { .. } | Action::OfferForm { .. }))
                && may_ask(Some(tag), facts, understanding)
        }
        Action::HandOff => !already(|action| *action == Action::HandOff),
        Action::Say { text } => !text.trim().is_empty(),
        // Silence is no answer to somebody who asks for a person.
        Action::StaySilent => !asked && !already(|action| *action == Action::StaySilent),
    }
}

/// Whether the assistant may show this form unasked.
pub(super) fn may_ask(tag: Option<&str>, facts: &Facts, understanding: &Understanding) -> bool {
    let is_on = tag.is_none_or(|key| facts.tags_on.contains(key));
    is_on
        && facts.open_form.is_none()
        && !understanding.is_surely_spam()
        && !covers(&facts.declined, tag)
        && !covers(&facts.submitted, tag)
}

/// Whether a form is among those already dealt with. The default form and the one for talking to a person ask for
/// nothing but the visitor's details, so any form dealt with covers them.
fn covers(dealt_with: &BTreeSet<String>, tag: Option<&str>) -> bool {
    match tag {
        None => !dealt_with.is_empty(),
        Some(key) if key == Intent::AgentRequest.key() => !dealt_with.is_empty(),
        Some(key) => dealt_with.contains(key),
    }
}

fn form_key(tag: Option<&str>) -> &str {
    tag.unwrap_or(DEFAULT_FORM)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::{Model, understand};
    use crate::trigger::Condition;
    use proptest::prelude::*;

    fn set(keys: &[&str]) -> BTreeSet<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    fn facts() -> Facts {
        Facts {
            visitor_messages: 1,
            answered: true,
            tags_on: set(&["agent_request", "refund_request"]),
            ..Facts::default()
        }
    }

    fn form(tag: &str) -> Action {
        Action::ShowForm { tag: Some(tag.to_owned()) }
    }

    fn rule(id: &str, when: Condition, then: Action) -> Rule {
        Rule { id: id.to_owned(), name: id.to_owned(), enabled: true, when, then, once: Once::Conversation }
    }

    fn actions(text: &str, facts: &Facts, rules: &[Rule]) -> Vec<Action> {
        let facts = Facts { text: text.to_owned(), ..facts.clone() };
        decide(rules, &facts, &understand(text, &Model::builtin())).actions
    }

    #[test]
    fn what_the_visitor_wants_decides_the_form() {
        let declined = Facts { declined: set(&["refund_request", "agent_request"]), ..facts() };
        let sent = Facts { submitted: set(&["refund_request"]), ..facts() };
        let open = Facts { open_form: Some("agent_request".to_owned()), ..facts() };
        let off = Facts { tags_on: BTreeSet::new(), ..facts() };
        let table: &[(&str, &Facts, &[Action])] = &[
            ("I want a refund", &facts(), &[form("refund_request")]),
            ("what is your refund policy", &facts(), &[]),
            ("can I speak to someone", &facts(), &[form("agent_request")]),
            ("Talk to a person", &facts(), &[form("agent_request")]),
            ("Ask the workshop", &facts(), &[form("agent_request")]),
            ("Ask the workshop", &off, &[Action::ShowForm { tag: None }]),
            ("let me leave my details", &facts(), &[form("agent_request")]),
            ("let me leave my details", &off, &[Action::ShowForm { tag: None }]),
            ("I want a refund", &declined, &[]),
            ("can I speak to someone", &declined, &[form("agent_request")]),
            ("I want a refund", &sent, &[]),
            ("can I speak to someone", &sent, &[form("agent_request")]),
            ("I want a refund", &open, &[]),
            ("can I speak to someone", &open, &[]),
            ("I want a refund", &off, &[]),
            ("can I speak to someone", &off, &[]),
            ("I want a discount code", &facts(), &[]),
            ("hello", &facts(), &[]),
        ];
        for (text, facts, expected) in table {
            assert_eq!(actions(text, facts, &[]), *expected, "{text} with {facts:?}");
        }
    }

    #[test]
    fn who_is_half_understood_is_offered_what_they_may_want() {
        let half = |key: &str| Understanding {
            intent: Some(Intent::from_key(key)),
            form: Form::Chip,
            ..Understanding::default()
        };
        let offer = |tag: &str| Action::OfferForm { tag: tag.to_owned() };
        let open = Facts { open_form: Some("agent_request".to_owned()), ..facts() };
        let declined = Facts { declined: set(&["refund_request"]), ..facts() };
        for key in ["refund_request", "agent_request"] {
            assert_eq!(decide(&[], &facts(), &half(key)).actions, [offer(key)]);
            assert!(decide(&[], &open, &half(key)).actions.is_empty());
            assert!(decide(&[], &declined, &half(key)).actions.is_empty(), "{key}");
        }
        assert!(decide(&[], &facts(), &half("coupon_request")).actions.is_empty(), "its tag is off");
        let asks = rule("r", Condition::VisitorMessages { at_least: 1 }, form("agent_request"));
        let both = decide(&[asks], &facts(), &half("refund_request")).actions;
        assert_eq!(
            both,
            [offer("refund_request"), form("agent_request")],
            "the rule's form comes too: the caller shows it alone"
        );
    }

    #[test]
    fn rules_fire_in_order_with_one_form_at_most() {
        let rules = [
            rule("hi", Condition::VisitorMessages { at_least: 1 }, Action::Say { text: "We are moving.".to_owned() }),
            rule("no", Condition::NoAnswer, form("agent_request")),
            rule("six", Condition::VisitorMessages { at_least: 1 }, Action::ShowForm { tag: None }),
        ];
        let unanswered = Facts { answered: false, ..facts() };
        let said = Action::Say { text: "We are moving.".to_owned() };
        assert_eq!(actions("what is that", &unanswered, &rules), [said.clone(), form("agent_request")]);
        assert_eq!(actions("what is that", &facts(), &rules), [said.clone(), Action::ShowForm { tag: None }]);
        assert_eq!(actions("I want a refund", &unanswered, &rules), [form("refund_request"), said.clone()]);
        let sent = Facts { submitted: set(&["refund_request"]), ..unanswered.clone() };
        assert_eq!(actions("what is that", &sent, &rules), [said], "the details are known already");
    }

    #[test]
    fn a_rule_fires_once() {
        let rules = [rule("r", Condition::VisitorMessages { at_least: 1 }, Action::HandOff)];
        let fired = Facts { fired_in_conversation: set(&["r"]), ..facts() };
        let earlier = Facts { fired_for_visitor: set(&["r"]), ..facts() };
        assert_eq!(actions("a", &facts(), &rules), [Action::HandOff]);
        assert!(actions("a", &fired, &rules).is_empty());
        assert_eq!(actions("a", &earlier, &rules), [Action::HandOff]);
        let visitor_rules = [Rule { once: Once::Visitor, ..rules[0].clone() }];
        assert!(actions("a", &earlier, &visitor_rules).is_empty());
        let off = [Rule { enabled: false, ..rules[0].clone() }];
        assert!(actions("a", &facts(), &off).is_empty());
    }

    #[test]
    fn silence_never_meets_a_request_for_a_person() {
        let rules = [rule("quiet", Condition::VisitorMessages { at_least: 1 }, Action::StaySilent)];
        assert_eq!(actions("hm", &facts(), &rules), [Action::StaySilent]);
        assert_eq!(actions("talk to a person", &facts(), &rules), [form("agent_request")]);
    }

    #[test]
    fn a_rule_reads_as_written() {
        let json =
            r#"{"id":"r1","name":"After six","when":{"visitor_messages":{"at_least":6}},"then":{"do":"show_form"}}"#;
        let rule: Rule = serde_json::from_str(json).unwrap();
        assert!(rule.enabled);
        assert_eq!(rule.once, Once::Conversation);
        assert_eq!(rule.then, Action::ShowForm { tag: None });
    }

    fn any_keys() -> impl Strategy<Value = BTreeSet<String>> {
        proptest::collection::btree_set(
            prop_oneof![Just("agent_request"), Just("refund_request"), Just(DEFAULT_FORM)].prop_map(str::to_owned),
            0..3,
        )
    }

    proptest! {
        #[test]
        fn no_automatic_form_repeats_or_stacks_or_serves_a_tag_that_is_off(
            declined in any_keys(), submitted in any_keys(), tags_on in any_keys(), open: bool, refund: bool,
            rule_tag in proptest::option::of(prop_oneof![Just("agent_request"), Just("refund_request")]),
        ) {
            let facts = Facts {
                declined, submitted, tags_on, visitor_messages: 1,
                open_form: open.then(|| "refund_request".to_owned()), ..Facts::default()
            };
            let understanding = Understanding { intent: refund.then_some(Intent::RefundRequest), form: Form::Open, ..Understanding::default() };
            let rules = [
                rule("a", Condition::VisitorMessages { at_least: 1 }, Action::ShowForm { tag: rule_tag.map(str::to_owned) }),
                rule("b", Condition::VisitorMessages { at_least: 1 }, Action::ShowForm { tag: None }),
            ];
            let decision = decide(&rules, &facts, &understanding);
            let forms: Vec<_> = decision.actions.iter().filter_map(|action| match action {
                Action::ShowForm { tag } => Some(tag.as_deref()),
                _ => None,
            }).collect();
            prop_assert!(forms.len() <= 1);
            for tag in forms {
                prop_assert!(!open);
                let key = form_key(tag);
                prop_assert!(!facts.declined.contains(key) && !facts.submitted.contains(key));
                prop_assert!(tag.is_none_or(|key| facts.tags_on.contains(key)));
            }
        }

        #[test]
        fn an_explicit_request_is_always_met_unless_its_form_stands_open(declined in any_keys(), submitted in any_keys()) {
            let facts = Facts { declined, submitted, ..facts() };
            let understanding = Understanding { intent: Some(Intent::AgentRequest), form: Form::Open, ..Understanding::default() };
            prop_assert_eq!(decide(&[], &facts, &understanding).actions, vec![form("agent_request")]);
        }
    }
}
