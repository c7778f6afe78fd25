//! Relevance: which entries answer a question, by the words they share, and whether any does.
//!
//! Pure. `terms` makes both the stored search text and the query, so the two always agree. An entry below the floor is
//! not returned: an unrelated question gets nothing rather than the least bad entry.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::{is_one_slip, words};

mod vocabulary;

/// An entry that may answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub question: &'a str,
    pub body: &'a str,
}

/// An entry that answers, and how well, 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    pub id: String,
    pub score: f32,
}

/// Entries that answer less than this do not answer.
pub const FLOOR: f32 = 0.52;

/// What a match in each part of an entry is worth.
const IN_QUESTION: f32 = 1.0;
const IN_BODY: f32 = 0.7;

/// The words of a text that carry meaning, reduced to what entries and questions have in common, in order.
///
/// Lower case, no accents, no stop words of the six languages, simple endings removed, common synonyms made one.
#[must_use]
pub fn terms(text: &str) -> Vec<String> {
    words(text)
        .into_iter()
        .filter(|word| !vocabulary::is_stop_word(word))
        .map(|word| vocabulary::common_word(stem(word)))
        .collect()
}

/// The entries that answer a question, best first. Give it a bot's whole knowledge, or the best hits of a search.
pub fn rank(question: &str, candidates: &[Candidate<'_>]) -> Vec<Scored> {
    let asked: BTreeSet<String> = terms(question).into_iter().collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let entries: Vec<Entry> = candidates.iter().map(Entry::new).collect();
    let rarity = Rarity::of(&entries);
    let mut scored: Vec<Scored> = entries
        .iter()
        .zip(candidates)
        .map(|(entry, candidate)| Scored { id: candidate.id.to_owned(), score: relevance(&asked, entry, &rarity) })
        .filter(|scored| scored.score >= FLOOR)
        .collect();
    scored.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    scored
}

struct Entry {
    question: BTreeSet<String>,
    body: BTreeSet<String>,
}

impl Entry {
    fn new(candidate: &Candidate<'_>) -> Self {
        let question = terms(candidate.title).into_iter().chain(terms(candidate.question)).collect();
        Self { question, body: terms(candidate.body).into_iter().collect() }
    }

    fn worth(&self, term: &str) -> f32 {
        if has(&self.question, term) {
            IN_QUESTION
        } else if has(&self.body, term) {
            IN_BODY
        } else {
            0.0
        }
    }
}

fn has(terms: &BTreeSet<String>, term: &str) -> bool {
    terms.contains(term) || terms.iter().any(|known| is_one_slip(term, known))
}

/// A word no entry uses counts as if half of one did: what is asked about may be elsewhere.
const UNKNOWN: f32 = 0.5;

/// How much each term says: one that few entries use says more.
struct Rarity {
    entries: f32,
    uses: BTreeMap<String, f32>,
}

impl Rarity {
    fn of(entries: &[Entry]) -> Self {
        let mut uses = BTreeMap::new();
        for entry in entries {
            for term in entry.question.union(&entry.body) {
                *uses.entry(term.clone()).or_insert(0.0) += 1.0;
            }
        }
        Self { entries: entries.iter().map(|_| 1.0).sum(), uses }
    }

    fn weight(&self, term: &str) -> f32 {
        let used = self.uses.get(term).copied().unwrap_or(UNKNOWN);
        (1.0 + self.entries / used).ln()
    }
}

/// Mostly how much of what was asked the entry covers; a little, how much else the entry is about.
fn relevance(asked: &BTreeSet<String>, entry: &Entry, rarity: &Rarity) -> f32 {
    let all: f32 = asked.iter().map(|term| rarity.weight(term)).sum();
    let covered: f32 = asked.iter().map(|term| rarity.weight(term) * entry.worth(term)).sum();
    let about: f32 = entry.question.iter().map(|term| rarity.weight(term)).sum();
    let shared: f32 = entry.question.iter().filter(|term| has(asked, term)).map(|term| rarity.weight(term)).sum();
    let focus = if about > 0.0 { shared / about } else { 0.0 };
    0.75 * covered / all + 0.25 * focus
}

/// A word without its common endings. Not grammar: it only has to treat an entry's word and a question's word alike.
fn stem(word: String) -> String {
    let mut stem = word;
    if !stem.is_ascii() || stem.len() < 4 || stem.bytes().any(|b| b.is_ascii_digit()) {
        return stem;
    }
    if let Some(start) = stem.strip_suffix("ies").filter(|start| start.len() > 2) {
        stem = format!("{start}y");
    } else if ["sses", "shes", "ches", "xes", "zes"].iter().any(|end| stem.ends_with(end)) {
        stem.truncate(stem.len() - 2);
    } else if stem.ends_with('s') && !["ss", "us", "is"].iter().any(|end| stem.ends_with(end)) {
        stem.truncate(stem.len() - 1);
    }
    for (end, shortest) in [("ation", 4), ("ing", 3), ("ment", 4), ("able", 4), ("ed", 3), ("en", 6)] {
        if let Some(start) = stem.strip_suffix(end).filter(|start| start.len() >= shortest) {
            stem = start.to_owned();
            break;
        }
    }
    if stem.len() > 4 && stem.ends_with(['e', 'o', 'a', 'y']) {
        stem.truncate(stem.len() - 1);
    }
    without_double(&stem).to_owned()
}

fn without_double(word: &str) -> &str {
    let bytes = word.as_bytes();
    match bytes {
        [.., a, b] if a == b && !matches!(b, b'e') => &word[..word.len() - 1],
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_of_a_word_are_one_term() {
        for group in [
            &["delivery", "deliveries", "delivered", "deliver", "shipping", "postage"][..],
            &["engrave", "engraving", "engraved", "engravings"],
            &["cancel", "cancelled", "cancelling", "cancellation", "cancellations"],
            &["price", "prices", "cost", "costs", "fee", "fees"],
            &["valuation", "value", "valuations"],
            &["pedido", "pedidos"],
        ] {
            let all: BTreeSet<_> = group.iter().map(|word| terms(word)).collect();
            assert_eq!(all.len(), 1, "{all:?}");
        }
    }

    #[test]
    fn small_words_of_six_languages_carry_no_meaning() {
        for text in ["what is the", "el de la", "ist der und", "le est dans", "il della", "o não com", ""] {
            assert!(terms(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn nothing_answers_a_question_without_meaning_or_candidates() {
        assert!(rank("what is it", &[Candidate { id: "a", title: "It", question: "what", body: "is" }]).is_empty());
        assert!(rank("delivery", &[]).is_empty());
    }

    proptest! {
        #[test]
        fn any_text_ranks_between_floor_and_one_in_order(question in ".{0,60}", title in ".{0,30}", body in ".{0,80}") {
            let candidates = [
                Candidate { id: "a", title: &title, question: &question, body: &body },
                Candidate { id: "b", title: &body, question: "", body: &question },
            ];
            let ranked = rank(&question, &candidates);
            prop_assert!(ranked.iter().all(|scored| (FLOOR..=1.01).contains(&scored.score)));
            prop_assert!(ranked.windows(2).all(|pair| pair[0].score >= pair[1].score));
        }

        #[test]
        fn terms_are_plain_words(text in any::<String>()) {
            prop_assert!(terms(&text).iter().all(|term| !term.is_empty() && !term.contains(char::is_whitespace)));
        }
    }
}
