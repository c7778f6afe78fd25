//! Relevance: which entries answer a question, by the words they share, and whether any does.
//!
//! Pure. `terms` makes both the stored search text and the query, so the two always agree. An entry below the floor is
//! not returned: an unrelated question gets nothing rather than the least bad entry.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::{is_one_slip, words};
use stem::stem;

mod stem;
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

/// Which way of making terms this is: raise it whenever [`terms`] makes other ones of the same text, and the entries that
/// are there get theirs anew.
pub const TERMS_BY: i64 = 1;

/// Entries that answer less than this do not answer.
pub const FLOOR: f32 = 0.48;

/// What a match in each part of an entry is worth: in what is asked, in what is answered once, and at most.
const IN_QUESTION: f32 = 1.0;
const IN_BODY: f32 = 0.7;
const OFTEN_IN_BODY: f32 = 0.8;
/// What is left of it where the word is not the same: a slip of the finger, a word that begins like it, a wider word.
const SLIP: f32 = 0.85;
const BEGINNING: f32 = 0.7;
const WIDER: f32 = 0.8;

/// What a word weighs that says little, and what anything has.
const LIGHT: f32 = 0.3;
const MEASURE: f32 = 0.7;
/// What a word weighs that no entry uses, against one that a single entry uses: the visitor may only say it otherwise.
const UNKNOWN: f32 = 0.75;

/// As if there were so many entries more, about other things: among three, no word would be rare.
const ELSEWHERE: usize = 20;

/// What more than this of is words that no entry uses, is not answered here.
const STRANGE: f32 = 0.42;

/// What is left of an entry that asks how much where how long is asked.
const OTHER_MEASURE: f32 = 0.75;

/// How much counts what of the question an entry covers, and how much what else the entry is about.
const COVERED: f32 = 0.85;

/// The shortest beginning that two words may share.
const SHORTEST_BEGINNING: usize = 5;

/// How many entries there are, and how many of them use a term where that was counted.
#[derive(Debug, Clone, Default)]
pub struct Census {
    /// All entries of the bot.
    pub entries: usize,
    /// By term; of others, those among the candidates count.
    pub uses: BTreeMap<String, usize>,
}

/// The words of a text that carry meaning, reduced to what entries and questions have in common, in order.
///
/// Lower case, no accents, no stop words of the six languages, simple endings removed, common synonyms made one.
#[must_use]
pub fn terms(text: &str) -> Vec<String> {
    let said = words(text);
    let mut terms = Vec::with_capacity(said.len());
    let mut at = 0;
    while at < said.len() {
        let word = &said[at];
        if let Some((length, phrase)) = vocabulary::phrase(&said[at..]) {
            terms.extend(phrase.split(' ').map(|word| vocabulary::common_word(stem(word.to_owned()))));
            at += length;
            continue;
        }
        at += 1;
        if vocabulary::is_stop_word(word) {
            continue;
        }
        let stem = stem(word.clone());
        if vocabulary::is_stop_stem(&stem) {
            continue;
        }
        let term = vocabulary::common_word(stem);
        let wider = vocabulary::wider(&term);
        terms.push(term);
        terms.extend(wider.map(str::to_owned));
    }
    terms
}

/// The entries that answer a question, best first, of a bot's whole knowledge.
#[must_use]
pub fn rank(question: &str, candidates: &[Candidate<'_>]) -> Vec<Scored> {
    rank_among(question, candidates, &Census { entries: candidates.len(), uses: BTreeMap::new() })
}

/// The entries that answer a question, best first, of the best hits of a search among more.
#[must_use]
pub fn rank_among(question: &str, candidates: &[Candidate<'_>], census: &Census) -> Vec<Scored> {
    let entries: Vec<Entry> = candidates.iter().map(Entry::new).collect();
    let rarity = Rarity::of(&entries, census);
    let asked: Vec<Asked> = parts(question).into_iter().filter_map(|part| Asked::read(part, &rarity)).collect();
    let best = |entry: &Entry| asked.iter().map(|asked| asked.relevance(entry, &rarity)).fold(0.0, f32::max);
    let mut scored: Vec<Scored> = entries
        .iter()
        .zip(candidates)
        .map(|(entry, candidate)| Scored { id: candidate.id.to_owned(), score: best(entry) })
        .filter(|scored| scored.score >= FLOOR)
        .collect();
    scored.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    scored
}

/// What may be asked by itself in a message: all of it, and each sentence that asks where others only tell.
fn parts(question: &str) -> Vec<&str> {
    let mut parts = vec![question];
    let sentences = super::quote::sentences(question);
    if sentences.len() > 1 {
        parts.extend(sentences.into_iter().filter(|sentence| sentence.ends_with(['?', '？'])));
    }
    parts
}

/// What is asked: each term once, with what it weighs.
struct Asked {
    terms: Vec<(String, f32)>,
    all: f32,
}

impl Asked {
    /// Nothing is asked where no word carries meaning, or only how much or how long is asked of nothing; and nothing that
    /// could be answered where too much of it is unheard of.
    fn read(text: &str, rarity: &Rarity) -> Option<Self> {
        let said: BTreeSet<String> = terms(text).into_iter().collect();
        // A country says more than that it is abroad.
        let is_wider = |term: &String| said.iter().any(|one| vocabulary::wider(one) == Some(term));
        let kept = said.iter().filter(|term| !is_wider(term));
        let terms: Vec<(String, f32)> = kept.map(|term| (term.clone(), rarity.weight(term))).collect();
        let all: f32 = terms.iter().map(|(_, weight)| weight).sum();
        let is_known =
            |term: &str| rarity.is_used(term) || vocabulary::wider(term).is_some_and(|one| rarity.is_used(one));
        let strange: f32 = terms
            .iter()
            .filter(|(term, _)| !is_known(term) && !vocabulary::is_light(term))
            .map(|(_, weight)| weight)
            .sum();
        let is_measured = terms.iter().all(|(term, _)| vocabulary::is_measure(term));
        (!is_measured && strange <= STRANGE * all).then_some(Self { terms, all })
    }

    /// Mostly how much of what was asked the entry covers; a little, how much else the entry is about.
    fn relevance(&self, entry: &Entry, rarity: &Rarity) -> f32 {
        let (mut covered, mut is_met) = (0.0, false);
        for (term, weight) in &self.terms {
            let worth = entry.worth(term);
            is_met |= worth > 0.0 && !vocabulary::is_measure(term);
            covered += weight * worth;
        }
        if !is_met {
            return 0.0;
        }
        let about: f32 = entry.question.iter().map(|term| rarity.weight(term)).sum();
        let is_asked = |term: &&String| self.terms.iter().any(|(asked, _)| alike(asked, term) > 0.0);
        let shared: f32 = entry.question.iter().filter(is_asked).map(|term| rarity.weight(term)).sum();
        let focus = if about > 0.0 { shared / about } else { 0.0 };
        let relevance = COVERED * covered / self.all + (1.0 - COVERED) * focus;
        if self.asks_otherwise_than(entry) { OTHER_MEASURE * relevance } else { relevance }
    }

    /// How much is asked, and the entry tells how long.
    fn asks_otherwise_than(&self, entry: &Entry) -> bool {
        let mut asked = self.terms.iter().map(|(term, _)| term).filter(|term| vocabulary::is_measure(term)).peekable();
        let mut told = entry.question.iter().filter(|term| vocabulary::is_measure(term)).peekable();
        asked.peek().is_some() && told.peek().is_some() && !asked.any(|term| entry.question.contains(term))
    }
}

struct Entry {
    question: BTreeSet<String>,
    body: BTreeMap<String, u8>,
}

impl Entry {
    fn new(candidate: &Candidate<'_>) -> Self {
        let question = terms(candidate.title).into_iter().chain(terms(candidate.question)).collect();
        let mut body: BTreeMap<String, u8> = BTreeMap::new();
        for term in terms(candidate.body) {
            let times = body.entry(term).or_insert(0);
            *times = times.saturating_add(1);
        }
        Self { question, body }
    }

    fn worth(&self, term: &str) -> f32 {
        let asked = likeness(term, &self.question, self.question.iter()) * IN_QUESTION;
        if asked >= IN_QUESTION {
            return asked;
        }
        let told = match self.body.get(term) {
            // What is done with anything is said in any answer.
            _ if vocabulary::is_light(term) => 0.0,
            Some(1) => IN_BODY,
            Some(_) => OFTEN_IN_BODY,
            None => self.body.keys().map(|known| alike(term, known)).fold(0.0, f32::max) * IN_BODY,
        };
        let wide = vocabulary::wider(term).map_or(0.0, |wider| WIDER * self.worth(wider));
        asked.max(told).max(wide)
    }
}

/// How much a term is like the one of these that is most like it.
fn likeness<'t>(term: &str, known: &BTreeSet<String>, all: impl Iterator<Item = &'t String>) -> f32 {
    if known.contains(term) { 1.0 } else { all.map(|known| alike(term, known)).fold(0.0, f32::max) }
}

/// Whether two terms are the same, or as good as that, 0 to 1.
fn alike(asked: &str, known: &str) -> f32 {
    if asked == known {
        1.0
    } else if is_one_slip(asked, known) {
        SLIP
    } else if asked.len().min(known.len()) >= SHORTEST_BEGINNING
        && (known.starts_with(asked) || asked.starts_with(known))
    {
        BEGINNING
    } else {
        0.0
    }
}

/// How much each term says: one that few entries use says more (BM25's inverse document frequency).
struct Rarity {
    entries: f32,
    uses: BTreeMap<String, f32>,
}

impl Rarity {
    fn of(entries: &[Entry], census: &Census) -> Self {
        let mut uses: BTreeMap<String, f32> = BTreeMap::new();
        for entry in entries {
            let words = entry.question.iter().chain(entry.body.keys().filter(|term| !entry.question.contains(*term)));
            for term in words {
                *uses.entry(term.clone()).or_insert(0.0) += 1.0;
            }
        }
        for (term, counted) in &census.uses {
            uses.insert(term.clone(), count(*counted));
        }
        Self { entries: count(census.entries.max(entries.len()) + ELSEWHERE), uses }
    }

    fn is_used(&self, term: &str) -> bool {
        self.uses.contains_key(term)
    }

    fn weight(&self, term: &str) -> f32 {
        let of = |used: f32| (1.0 + (self.entries - used.min(self.entries) + 0.5) / (used + 0.5)).ln();
        let plain = self.uses.get(term).map_or_else(|| UNKNOWN * of(1.0), |used| of(*used));
        if vocabulary::is_light(term) {
            LIGHT * plain
        } else if vocabulary::is_measure(term) && !self.is_used(term) {
            // An entry tells how long, and does not say "duration".
            MEASURE * MEASURE * plain
        } else if vocabulary::is_measure(term) {
            MEASURE * plain
        } else {
            plain
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of entries, far below what a float holds exactly")]
fn count(number: usize) -> f32 {
    number as f32
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

    fn first(question: &str, entries: &[(&str, &str, &str)]) -> Option<String> {
        let candidates: Vec<Candidate<'_>> =
            entries.iter().map(|(title, question, body)| Candidate { id: title, title, question, body }).collect();
        rank(question, &candidates).into_iter().next().map(|scored| scored.id)
    }

    /// A shop's entries in each language: one of them answers, in other words and numbers of it.
    #[test]
    fn an_entry_is_found_in_its_language_and_from_another() {
        let spanish = [
            ("Envíos", "¿Cuánto cuesta el envío?", "El envío cuesta 4 euros y tarda dos días."),
            ("Devoluciones", "¿Puedo devolver un pedido?", "Tiene 30 días para las devoluciones."),
            ("Velas", "¿De qué son las velas?", "Las velas son de cera de abeja."),
        ];
        let german = [
            ("Versand", "Was kostet der Versand?", "Die Lieferung kostet 4 Euro und dauert zwei Tage."),
            ("Rückgabe", "Kann ich etwas zurückgeben?", "Innerhalb von 30 Tagen."),
            ("Kerzen", "Woraus sind die Kerzen?", "Unsere Kerzen sind aus Bienenwachs."),
        ];
        for (question, entries, title) in [
            ("precio de envíos", spanish, "Envíos"),
            ("how much is delivery", spanish, "Envíos"),
            ("¿puedo devolver mis pedidos?", spanish, "Devoluciones"),
            ("¿la vela es de abeja?", spanish, "Velas"),
            ("Wie teuer ist die Lieferung?", german, "Versand"),
            ("cuánto cuesta el envío", german, "Versand"),
            ("Sind Ihre Kerzen aus Bienenwachs?", german, "Kerzen"),
            ("Rückgaben möglich?", german, "Rückgabe"),
        ] {
            assert_eq!(first(question, &entries).as_deref(), Some(title), "{question}");
        }
    }

    #[test]
    fn a_word_that_no_entry_uses_sinks_no_answer_and_what_anything_has_is_none() {
        let entries = [
            ("Lantern", "How much is the lantern?", "It is £48."),
            ("Repairs", "Do you repair lanterns?", "For life."),
            ("Delivery", "How much is delivery, and how long does it take?", "£3.50, two days."),
        ];
        let of = |question: &str| first(question, &entries);
        assert_eq!(of("what would the lantern set me back in price").as_deref(), Some("Lantern"));
        assert_eq!(
            of("Hi! I moved last week and it is my first garden. Do you repair lanterns?").as_deref(),
            Some("Repairs")
        );
        for nothing in ["how much is it", "how long", "how much are the curtains", "do you sell curtains"] {
            assert_eq!(of(nothing), None, "{nothing}");
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
