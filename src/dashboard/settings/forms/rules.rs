//! When a form comes by itself: the two rules that its page has switches for. An owner's other rules stay as they are.

use crate::dashboard::view::forms as view;
use crate::trigger::{Action, Condition, Once, Rule};

/// After how many messages, where nobody has said.
const COUNT: u32 = 6;
/// The most that can be counted to.
const MOST: u32 = 50;

/// What is switched on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The knowledge has no answer.
    pub no_answer: bool,
    /// After so many messages.
    pub messages: bool,
    /// How many.
    pub count: u32,
}

fn shows(rule: &Rule, tag: &str) -> bool {
    matches!(&rule.then, Action::ShowForm { tag: shown } if shown.as_deref().unwrap_or_default() == tag)
}

impl Chosen {
    /// What the rules of a bot say for the form of a tag.
    pub fn of(rules: &[Rule], tag: &str) -> Self {
        let mut chosen = Self { no_answer: false, messages: false, count: COUNT };
        for rule in rules.iter().filter(|rule| shows(rule, tag)) {
            match rule.when {
                Condition::NoAnswer => chosen.no_answer |= rule.enabled,
                Condition::VisitorMessages { at_least } => {
                    chosen.messages |= rule.enabled;
                    chosen.count = at_least;
                }
                _ => {}
            }
        }
        chosen
    }

    /// All of it, in a line that changes with it.
    pub fn words(&self) -> String {
        format!("{} {} {}", self.no_answer, self.messages, self.count)
    }

    /// What was posted; a number that is none is the usual one.
    pub fn read(pairs: &[(String, String)]) -> Self {
        let field = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
        let count = field("rule.messages.count").and_then(|text| text.parse().ok()).unwrap_or(COUNT);
        Self {
            no_answer: field("rule.no_answer").is_some(),
            messages: field("rule.messages").is_some(),
            count: count.clamp(1, MOST),
        }
    }

    /// The bot's rules with these two as they are chosen.
    pub fn applied(&self, rules: &[Rule], tag: &str) -> Vec<Rule> {
        let mut rules = rules.to_vec();
        let wanted = [
            (Condition::NoAnswer, self.no_answer, "No answer"),
            (Condition::VisitorMessages { at_least: self.count }, self.messages, "After some messages"),
        ];
        for (when, is_on, name) in wanted {
            let same = |rule: &&mut Rule| {
                shows(rule, tag) && std::mem::discriminant(&rule.when) == std::mem::discriminant(&when)
            };
            if let Some(rule) = rules.iter_mut().find(same) {
                rule.enabled = is_on;
                rule.when = when;
            } else if is_on {
                rules.push(Rule {
                    id: String::new(),
                    name: name.to_owned(),
                    enabled: true,
                    when,
                    then: Action::ShowForm { tag: Some(tag).filter(|tag| !tag.is_empty()).map(str::to_owned) },
                    once: Once::Conversation,
                });
            }
        }
        rules
    }

    /// As the page shows it.
    pub fn shown(&self, is_default: bool) -> Vec<view::Rule> {
        let rule = |key, name, note, is_on, count| view::Rule { key, name, note, is_on, count, is_fixed: false };
        let note = if is_default {
            "They say so, or press the button in the chat"
        } else {
            "The assistant understands what they want"
        };
        vec![
            view::Rule { is_fixed: true, ..rule("asked", "The visitor asks for it", note, true, None) },
            rule(
                "no_answer",
                "The assistant has no answer",
                "Offers the form once in a conversation, never forces it",
                self.no_answer,
                None,
            ),
            rule(
                "messages",
                "After a number of messages",
                "Once in a conversation",
                self.messages,
                Some(self.count.to_string()),
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_change_their_rules_and_no_others() {
        let other = Rule {
            id: "rule_1".into(),
            name: "Returns page".into(),
            enabled: true,
            when: Condition::Keyword { any_of: vec!["returns".into()] },
            then: Action::ShowForm { tag: Some("refund_request".into()) },
            once: Once::Visitor,
        };
        let rules = vec![other.clone()];
        let off = Chosen::of(&rules, "refund_request");
        assert_eq!(off, Chosen { no_answer: false, messages: false, count: 6 });
        assert_eq!(off.applied(&rules, "refund_request"), rules, "nothing was chosen, nothing is written");
        let on = Chosen { no_answer: true, messages: true, count: 3 };
        let mut now = on.applied(&rules, "refund_request");
        assert_eq!((now.len(), &now[0]), (3, &other));
        assert_eq!(Chosen::of(&now, "refund_request"), on);
        assert_eq!(Chosen::of(&now, ""), off, "another form is another matter");
        now[1].id = "rule_2".into();
        let again = Chosen { no_answer: false, ..on }.applied(&now, "refund_request");
        assert!(again.len() == 3 && again[1].id == "rule_2" && !again[1].enabled);
    }

    #[test]
    fn a_count_that_is_none_is_the_usual_one() {
        let read = |count: &str| Chosen::read(&[("rule.messages.count".to_owned(), count.to_owned())]).count;
        assert_eq!([read("4"), read(""), read("x"), read("0"), read("900"), read("-1")], [4, 6, 6, 1, 50, 6]);
    }
}
