//! What a pipeline must be before it is kept, and the keys of new statuses. Pure.

use std::collections::{BTreeSet, HashSet};

use super::{Category, Pipeline};
use crate::error::{Error, FieldError, Result};
use crate::organisation::hue::Hue;
use crate::text;

/// The fewest statuses.
pub const FEWEST: usize = 2;
/// The most.
pub const MOST: usize = 20;
/// The longest label, in characters; a button's words too.
pub const LONGEST: usize = 40;
impl Pipeline {
    /// Looks whether leads can live in it.
    ///
    /// # Errors
    /// `Invalid`, with everything that is wrong: `statuses`, `label.N`, `key.N`, `category.N`, `hue.N`, `moves`, `move.N`, where
    /// `N` counts from 0.
    pub fn check(&self) -> Result<()> {
        let mut wrong = Wrong::default();
        if self.statuses.len() < FEWEST {
            wrong.say("statuses", "too_few", format!("A pipeline has at least {FEWEST} statuses"));
        }
        if self.statuses.len() > MOST {
            wrong.say("statuses", "too_many", format!("A pipeline has at most {MOST} statuses"));
        }
        self.check_statuses(&mut wrong);
        self.check_moves(&mut wrong);
        if wrong.0.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong.0)) }
    }

    fn check_statuses(&self, wrong: &mut Wrong) {
        let (mut keys, mut labels) = (HashSet::new(), HashSet::new());
        for (n, status) in self.statuses.iter().enumerate() {
            if let Err(why) = words(&status.label) {
                wrong.say(&format!("label.{n}"), "label", why);
            } else if !labels.insert(text::fold(&status.label)) {
                wrong.say(&format!("label.{n}"), "twice", "Another status has this name");
            }
            if !is_key(&status.key) || !keys.insert(status.key.as_str()) {
                wrong.say(&format!("key.{n}"), "key", "This status has no key of its own");
            }
            if status.hue.as_ref().is_some_and(|hue| Hue::parse(hue).is_none()) {
                wrong.say(&format!("hue.{n}"), "unknown", "Choose one of the colours offered");
            }
        }
        if self.statuses.first().is_some_and(|first| matches!(first.category, Category::Done | Category::Out)) {
            wrong.say("category.0", "first", "A lead begins in the first status, so it cannot be an end");
        }
    }

    fn check_moves(&self, wrong: &mut Wrong) {
        let mut seen = HashSet::new();
        for (n, step) in self.moves.iter().enumerate() {
            let field = format!("move.{n}");
            if self.status(&step.from).is_none() || self.status(&step.to).is_none() || step.from == step.to {
                wrong.say(&field, "unknown", "A move leads from one of these statuses to another");
            } else if !seen.insert((&step.from, &step.to)) {
                wrong.say(&field, "twice", "This move is listed twice");
            } else if let Err(why) = words(&step.label) {
                wrong.say(&field, "label", why);
            }
        }
    }
}

#[derive(Default)]
struct Wrong(Vec<FieldError>);

impl Wrong {
    fn say(&mut self, field: &str, code: &str, message: impl Into<String>) {
        self.0.push(FieldError { field: field.to_owned(), code: code.to_owned(), message: message.into() });
    }
}

/// Words that people read: some, not too many, on one line.
fn words(label: &str) -> Result<(), &'static str> {
    if label.trim().is_empty() {
        return Err("Write a name");
    }
    if label.chars().count() > LONGEST {
        return Err("Use at most 40 characters");
    }
    if label.chars().any(char::is_control) {
        return Err("Use one line of text");
    }
    Ok(())
}

/// Whether it can be a key: small letters, digits and underscores, a letter first.
fn is_key(key: &str) -> bool {
    key.len() <= 48
        && key.starts_with(|first: char| first.is_ascii_lowercase())
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// A key for a new status, made of its label; it stays when the label changes. `taken` are those that others have, now or
/// in the history of leads.
#[must_use]
pub fn new_key(label: &str, taken: &BTreeSet<String>) -> String {
    let folded = text::fold(label);
    let mut key = String::new();
    for c in folded.chars() {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            key.push(c);
        } else if !key.ends_with('_') {
            key.push('_');
        }
    }
    let mut stem = key.trim_matches('_').chars().take(LONGEST).collect::<String>().trim_end_matches('_').to_owned();
    if !is_key(&stem) {
        stem = if stem.is_empty() {
            "status".to_owned()
        } else {
            format!("status_{stem}").chars().take(LONGEST).collect()
        };
    }
    let numbered = (2..).map(|n: u32| format!("{stem}_{n}"));
    std::iter::once(stem.clone()).chain(numbered).find(|key| !taken.contains(key)).unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{OWN, PRESETS, Status, Step};
    use super::*;

    fn status(key: &str, label: &str, category: Category) -> Status {
        Status { key: key.into(), label: label.into(), category, asks_reason: false, hue: None }
    }

    fn own(statuses: Vec<Status>, moves: Vec<Step>) -> Pipeline {
        Pipeline { key: OWN.into(), statuses, moves }
    }

    fn wrong(pipeline: &Pipeline) -> Vec<String> {
        match pipeline.check() {
            Err(Error::Invalid(fields)) => fields.into_iter().map(|field| field.field).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn every_preset_holds() {
        for preset in PRESETS.iter() {
            assert!(preset.check().is_ok(), "{}", preset.key);
        }
    }

    #[test]
    fn what_is_wrong_is_named_by_its_place() {
        let (open, out) = (Category::Open, Category::Out);
        assert_eq!(wrong(&own(vec![status("a", "A", open)], vec![])), ["statuses"]);
        let many = (0..21).map(|n| status(&format!("s{n}"), &format!("S{n}"), open)).collect();
        assert_eq!(wrong(&own(many, vec![])), ["statuses"]);
        let two = || vec![status("a", "Neu", open), status("b", "NEU ", open)];
        assert_eq!(wrong(&own(vec![status("a", "Neu", open), status("b", "néu", open)], vec![])), ["label.1"]);
        assert_eq!(
            wrong(&own(vec![status("a", " ", out), status("a", "B\nC", open)], vec![])),
            ["label.0", "label.1", "key.1", "category.0"]
        );
        assert_eq!(
            wrong(&own(vec![status("a", &"ü".repeat(41), open), status("B", "B", open)], vec![])),
            ["label.0", "key.1"]
        );
        let step = |from: &str, to: &str| Step { from: from.into(), to: to.into(), label: "Go".into() };
        let mut named = two();
        named[1].label = "Done".into();
        let moves = vec![step("a", "b"), step("a", "b"), step("a", "a"), step("a", "z")];
        assert_eq!(wrong(&own(named, moves)), ["move.1", "move.2", "move.3"]);
        let mut hued = two();
        hued[1] = Status { hue: Some("mauve".into()), label: "Done".into(), ..hued[1].clone() };
        assert_eq!(wrong(&own(hued, vec![])), ["hue.1"]);
    }

    #[test]
    fn a_key_is_made_of_the_words_and_never_taken_twice() {
        let taken: BTreeSet<String> = ["follow_up".to_owned(), "status".to_owned()].into();
        assert_eq!(new_key("Follow-up", &taken), "follow_up_2");
        assert_eq!(new_key("Zurückgerufen!", &taken), "zuruckgerufen");
        assert_eq!(new_key("已联系", &taken), "status_2");
        assert_eq!(new_key("2nd call", &taken), "status_2nd_call");
    }

    fn any_status() -> impl Strategy<Value = Status> {
        let category = prop::sample::select(Category::ALL);
        ("[a-c]{0,2}", ".{0,45}", category, prop::option::of("(plum|blue|x)"))
            .prop_map(|(key, label, category, hue)| Status { key, label, category, asks_reason: false, hue })
    }

    proptest! {
        #[test]
        fn a_pipeline_that_holds_gives_every_lead_a_place_and_only_moves_it_knows(
            statuses in prop::collection::vec(any_status(), 0..23),
            moves in prop::collection::vec(("[a-c]{1,2}", "[a-c]{1,2}", ".{0,3}"), 0..4),
        ) {
            let moves = moves.into_iter().map(|(from, to, label)| Step { from, to, label }).collect();
            let pipeline = own(statuses, moves);
            if pipeline.check().is_ok() {
                prop_assert!((FEWEST..=MOST).contains(&pipeline.statuses.len()));
                prop_assert!(!matches!(pipeline.first("anything").category, Category::Done | Category::Out));
                for status in &pipeline.statuses {
                    prop_assert_eq!(pipeline.status(&status.key), Some(status), "one status a key");
                    prop_assert!(pipeline.moves_from(&status.key).iter().all(|m| m.to.key != status.key));
                }
            }
        }

        #[test]
        fn any_label_gives_a_key_that_holds(label in ".{0,60}", taken in prop::collection::btree_set("[a-z_]{1,8}", 0..5)) {
            let key = new_key(&label, &taken);
            prop_assert!(is_key(&key), "{key}");
            prop_assert!(!taken.contains(&key));
        }
    }
}
