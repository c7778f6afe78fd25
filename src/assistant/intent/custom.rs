//! The bot's own tags, recognised by likeness to the owner's example phrases.
//!
//! First version: shared words weighed by how rare they are among the examples. A trained model replaces it later.

use std::collections::{BTreeMap, BTreeSet};

use super::recognise::{builtin, clauses};
use super::{Intent, TagExamples};
use crate::knowledge::rank::terms;

/// The example phrases of a bot's tags, ready to compare.
#[derive(Debug, Clone, Default)]
pub(super) struct Examples {
    phrases: Vec<(String, BTreeSet<String>)>,
    rarity: BTreeMap<String, f32>,
    stand_ins: Vec<(Intent, String)>,
}

/// Likeness below this is chance.
const FLOOR: f32 = 0.55;

impl Examples {
    pub fn new(tags: &[TagExamples]) -> Self {
        let phrases: Vec<(String, BTreeSet<String>)> = tags
            .iter()
            .filter(|tag| matches!(Intent::from_key(&tag.tag), Intent::Custom(_)))
            .flat_map(|tag| tag.examples.iter().map(|example| (tag.tag.clone(), terms(example).into_iter().collect())))
            .filter(|(_, words): &(String, BTreeSet<String>)| !words.is_empty())
            .collect();
        let mut tags_of: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
        for (tag, words) in &phrases {
            for word in words {
                tags_of.entry(word).or_default().insert(tag);
            }
        }
        // A word that one tag alone uses says most; one that all use says little.
        let rarity = tags_of
            .iter()
            .map(|(word, tags)| ((*word).clone(), 1.0 / tags.iter().map(|_| 1.0_f32).sum::<f32>()))
            .collect();
        Self { phrases, rarity, stand_ins: stand_ins(tags) }
    }

    /// The tag a message is most like, with the likeness 0 to 1.
    pub fn closest(&self, said: &[String]) -> Option<(String, f32)> {
        let said: BTreeSet<String> = terms(&said.join(" ")).into_iter().collect();
        self.phrases
            .iter()
            .map(|(tag, words)| (tag, self.likeness(&said, words)))
            .filter(|(_, likeness)| *likeness >= FLOOR)
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(tag, likeness)| (tag.clone(), likeness))
    }

    /// The bot's tag that takes over a built-in intent, if one does.
    pub fn stand_in(&self, intent: &Intent) -> Option<Intent> {
        self.stand_ins.iter().find(|(built_in, _)| built_in == intent).map(|(_, tag)| Intent::Custom(tag.clone()))
    }

    /// Shared weight over all weight, both ways: 1 for the example itself. Words no example has weigh half.
    fn likeness(&self, said: &BTreeSet<String>, words: &BTreeSet<String>) -> f32 {
        let weigh = |word: &String| self.rarity.get(word).copied().unwrap_or(0.5);
        let shared: f32 = said.intersection(words).map(weigh).sum();
        let all: f32 = said.iter().map(weigh).sum::<f32>() + words.iter().map(weigh).sum::<f32>();
        if all > 0.0 { (2.0 * shared / all).min(0.95) } else { 0.0 }
    }
}

/// Tags whose examples mostly mean a quote or an appointment take that intent over, which has no tag of its own.
fn stand_ins(tags: &[TagExamples]) -> Vec<(Intent, String)> {
    let mut found = Vec::new();
    for intent in [Intent::QuoteRequest, Intent::AppointmentRequest] {
        let share = |tag: &TagExamples| {
            let hits =
                tag.examples.iter().filter(|text| builtin(&clauses(text)).is_some_and(|(found, _)| found == intent));
            (hits.count() * 100).checked_div(tag.examples.len()).unwrap_or(0)
        };
        let best = tags.iter().map(|tag| (share(tag), tag)).max_by_key(|(share, _)| *share);
        if let Some((share, tag)) = best
            && share > 50
        {
            found.push((intent, tag.tag.clone()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::Model;
    use super::*;

    fn model() -> Model {
        let tag = |tag: &str, examples: &[&str]| TagExamples {
            tag: tag.to_owned(),
            examples: examples.iter().map(|example| (*example).to_owned()).collect(),
        };
        Model::new(&[
            tag(
                "viewing_request",
                &["can I book a viewing", "I would like to view the house", "arrange a viewing for Saturday"],
            ),
            tag("valuation", &["what is my house worth", "value my property", "I want a market appraisal"]),
        ])
    }

    fn key(text: &str) -> Option<String> {
        model().recognise(text).map(|(intent, _)| intent.key().to_owned())
    }

    #[test]
    fn a_message_like_an_example_gets_its_tag() {
        assert_eq!(key("could you value my property please").as_deref(), Some("valuation"));
        assert_eq!(key("how much is my house worth").as_deref(), Some("valuation"));
        assert_eq!(key("do you sell garden hoses"), None);
        assert_eq!(key("I do not want you to value my property"), None);
        assert_eq!(key("can you value my property? never mind"), None);
    }

    #[test]
    fn a_tag_about_appointments_hears_every_way_of_asking_for_one() {
        assert_eq!(key("can I come and see the flat on Sunday").as_deref(), Some("viewing_request"));
        assert_eq!(key("speak to a person").as_deref(), Some("agent_request"));
    }

    #[test]
    fn a_model_without_tags_knows_no_custom_intent() {
        assert_eq!(Model::builtin().recognise("value my property"), None);
    }
}
