//! Recognising an intent: cues of every language, less what is negated, general policy or already settled.
//!
//! The number that matters is how often a form would pop up wrongly, so doubt means no intent.

use std::sync::LazyLock;

use super::custom::Examples;
use super::pattern::{Cue, Pattern, cues, patterns};
use super::{Intent, english, others};
use crate::text::fold;

/// The words of one language, as text; see `pattern` for the notation.
pub(super) struct Pack {
    /// Classes of words.
    pub classes: &'static str,
    /// The cues.
    pub cues: &'static str,
    /// What makes a clause a question about policy.
    pub policy: &'static str,
    /// What says that nothing is wanted any more.
    pub solved: &'static str,
    /// What makes a clause no wish for a person, although it names one.
    pub about_the_bot: &'static str,
    /// Ways to ask to leave one's details.
    pub details: &'static str,
    /// Words that negate the cue after them.
    pub negators: &'static str,
    /// Words that may stand between a negator and its cue.
    pub fillers: &'static str,
    /// Whether a negator after the cue counts too (German).
    pub negates_after: bool,
}

struct Compiled {
    cues: Vec<Cue>,
    policy: Vec<Pattern>,
    solved: Vec<Pattern>,
    about_the_bot: Vec<Pattern>,
    details: Vec<Pattern>,
    negators: Vec<&'static str>,
    fillers: Vec<&'static str>,
    negates_after: bool,
}

static PACKS: LazyLock<Vec<Compiled>> =
    LazyLock::new(|| [&english::PACK].into_iter().chain(others::PACKS).map(compile).collect());

fn compile(pack: &'static Pack) -> Compiled {
    Compiled {
        cues: cues(pack.cues, pack.classes),
        policy: patterns(pack.policy, pack.classes),
        solved: patterns(pack.solved, pack.classes),
        about_the_bot: patterns(pack.about_the_bot, pack.classes),
        details: patterns(pack.details, pack.classes),
        negators: pack.negators.split_whitespace().collect(),
        fillers: pack.fillers.split_whitespace().collect(),
        negates_after: pack.negates_after,
    }
}

/// Below this a message has no intent.
const FLOOR: f32 = 0.55;

/// The most clauses of one message that are looked at.
const CLAUSES: usize = 40;

/// The intent of a message, built in or of the bot's own tags.
pub(super) fn recognise(text: &str, own: &Examples) -> Option<(Intent, f32)> {
    let clauses = clauses(text);
    let found = builtin(&clauses).map(|(intent, confidence)| (own.stand_in(&intent).unwrap_or(intent), confidence));
    match (found, own.closest(&asserted(&clauses))) {
        // A built-in request gives way only to a surer likeness.
        (Some((_, confidence)), Some((key, likeness))) if likeness > confidence => {
            Some((Intent::Custom(key), likeness))
        }
        (None, Some((key, likeness))) => Some((Intent::Custom(key), likeness)),
        (found, _) => found,
    }
}

/// The built-in intent of a message cut into clauses, with its confidence.
pub(super) fn builtin(clauses: &[Vec<String>]) -> Option<(Intent, f32)> {
    let mut scores: Vec<(Intent, f32)> = Vec::new();
    for clause in unsettled(clauses) {
        // A stem of one language may match a word of another, so every language's vetoes count.
        let is_policy = PACKS.iter().any(|pack| is_any(&pack.policy, clause));
        let is_about_bot = PACKS.iter().any(|pack| is_any(&pack.about_the_bot, clause));
        for cue in PACKS.iter().flat_map(|pack| &pack.cues) {
            let is_vetoed = match cue.intent {
                Intent::AgentRequest => is_about_bot,
                Intent::Spam => false,
                _ => is_policy,
            };
            if !is_vetoed && is_asserted(&cue.pattern, clause) {
                add(&mut scores, &cue.intent, f32::from(cue.weight) / 100.0);
            }
        }
    }
    scores.into_iter().filter(|(_, score)| *score >= FLOOR).max_by(|a, b| a.1.total_cmp(&b.1))
}

/// Keeps an intent's strongest cue; each further one makes it a little surer.
fn add(scores: &mut Vec<(Intent, f32)>, intent: &Intent, weight: f32) {
    const AGREEMENT: f32 = 0.01;
    match scores.iter_mut().find(|(known, _)| known == intent) {
        Some((_, score)) => *score = (score.max(weight) + AGREEMENT).min(0.99),
        None => scores.push((intent.clone(), weight)),
    }
}

/// Whether the clause says this and does not negate it.
fn is_asserted(pattern: &Pattern, clause: &[String]) -> bool {
    pattern.matches(clause).any(|(start, end)| !PACKS.iter().any(|pack| pack.is_negated(clause, start, end)))
}

impl Compiled {
    fn is_negated(&self, clause: &[String], start: usize, end: usize) -> bool {
        let is_filler = |word: &&String| self.fillers.contains(&word.as_str());
        let is_negator = |word: Option<&String>| word.is_some_and(|word| self.negators.contains(&word.as_str()));
        let before = clause[..start].iter().rev().find(|word| !is_filler(word));
        let after = clause[end..].iter().find(|word| !is_filler(word));
        is_negator(before) || (self.negates_after && is_negator(after))
    }
}

fn is_any(patterns: &[Pattern], clause: &[String]) -> bool {
    patterns.iter().any(|pattern| pattern.is_in(clause))
}

/// What is said after the visitor last calls a matter settled ("never mind", "it has arrived"): all of it, if they don't.
fn unsettled(clauses: &[Vec<String>]) -> &[Vec<String>] {
    let is_complaint = |word: &String| english::COMPLAINTS.split_whitespace().any(|complaint| complaint == word);
    let is_settled = |clause: &Vec<String>| {
        PACKS.iter().any(|pack| is_any(&pack.solved, clause)) && !clause.iter().any(is_complaint)
    };
    clauses.iter().rposition(is_settled).map_or(clauses, |last| &clauses[last + 1..])
}

/// The words that may be like an example: those of clauses that are neither settled, negated nor about policy.
fn asserted(clauses: &[Vec<String>]) -> Vec<String> {
    let negates = |pair: &[String]| {
        let is_doubt = pair.get(1).is_some_and(|next| matches!(next.as_str(), "know" | "sure" | "understand"));
        !is_doubt && PACKS.iter().any(|pack| pack.negators.contains(&pair[0].as_str()))
    };
    let is_negated = |clause: &[String]| (0..clause.len()).any(|at| negates(&clause[at..]));
    let is_policy = |clause: &[String]| PACKS.iter().any(|pack| is_any(&pack.policy, clause));
    let stays = |clause: &&Vec<String>| !is_negated(clause) && !is_policy(clause);
    unsettled(clauses).iter().filter(stays).flatten().cloned().collect()
}

/// Whether the visitor asks in so many words to leave their details.
#[must_use]
pub fn asks_to_leave_details(text: &str) -> bool {
    clauses(crate::text::head(text, crate::assistant::ANALYSED_CHARS))
        .iter()
        .any(|clause| PACKS.iter().flat_map(|pack| &pack.details).any(|pattern| is_asserted(pattern, clause)))
}

/// A message as clauses of folded words: what negation and policy reach. Common slips of English spelling are mended.
pub(super) fn clauses(text: &str) -> Vec<Vec<String>> {
    let folded = fold(text);
    let chars: Vec<char> = folded.chars().collect();
    let mut clauses = vec![Vec::new()];
    let mut word = String::new();
    for (at, c) in chars.iter().enumerate() {
        if c.is_alphanumeric() {
            word.push(*c);
            continue;
        }
        end_word(&mut word, &mut clauses);
        // A dot inside an address or a number ends nothing.
        let ends = matches!(c, '!' | '?' | ';' | '\n' | ',' | '…')
            || (*c == '.' && chars.get(at + 1).is_none_or(|next| !next.is_alphanumeric()));
        if ends && clauses.last().is_some_and(|clause| !clause.is_empty()) {
            clauses.push(Vec::new());
        }
    }
    end_word(&mut word, &mut clauses);
    clauses.retain(|clause| !clause.is_empty());
    clauses.truncate(CLAUSES);
    clauses
}

fn end_word(word: &mut String, clauses: &mut Vec<Vec<String>>) {
    if word.is_empty() {
        return;
    }
    let said = std::mem::take(word);
    if said == "but" {
        clauses.push(Vec::new());
    } else if let Some(clause) = clauses.last_mut() {
        clause.extend(english::mended(&said).split(' ').map(str::to_owned));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::intent::Model;
    use proptest::prelude::*;

    fn intent(text: &str) -> Option<Intent> {
        Model::builtin().recognise(text).map(|(intent, _)| intent)
    }

    #[test]
    fn every_line_of_every_pack_parses() {
        for pack in [&english::PACK].into_iter().chain(others::PACKS) {
            let lines = super::super::pattern::entries(pack.cues).count();
            assert_eq!(cues(pack.cues, pack.classes).len(), lines);
            let all = [pack.cues, pack.policy, pack.solved, pack.about_the_bot, pack.details];
            for pattern in all.iter().flat_map(|lines| patterns(lines, pack.classes)) {
                assert!(!format!("{pattern:?}").contains("\"{"), "unknown class in {pattern:?}");
            }
        }
    }

    #[test]
    fn the_same_words_negated_or_in_general_ask_for_nothing() {
        for (asked, not_asked) in [
            ("I want a refund", "I am not asking for a refund"),
            ("please cancel my order", "please don't cancel my order"),
            ("can you call me tomorrow", "there is no need to call me"),
            ("how do I return my order", "what is your return policy"),
            ("cancel my subscription", "is there a cancellation fee"),
            ("I want to speak to a human", "are you a human"),
            ("where is my parcel", "how long do parcels take"),
            ("book a viewing", "not ready to book a viewing"),
            ("I need a discount code", "I'm not interested in a discount"),
            ("my refund has not come", "never mind, my refund has arrived"),
            ("quiero cancelar mi pedido", "no quiero cancelar mi pedido"),
            ("ich möchte stornieren", "ich möchte nicht stornieren"),
            ("je veux annuler", "je ne veux pas annuler"),
        ] {
            assert!(intent(asked).is_some(), "{asked}");
            assert_eq!(intent(not_asked), None, "{not_asked}");
        }
    }

    #[test]
    fn what_comes_after_a_settled_matter_still_counts() {
        assert_eq!(intent("where is my order? oh never mind, found it"), None);
        assert_eq!(
            intent("It has arrived, thanks. Can I have a discount code for the next one?"),
            Some(Intent::CouponRequest)
        );
        assert_eq!(intent("my parcel has arrived broken"), Some(Intent::OrderQuestion));
    }

    #[test]
    fn ten_megabytes_of_one_word_are_understood_at_once() {
        let text = "refund".repeat(1_700_000);
        let spaced = "cancel not ".repeat(900_000);
        for text in [text, spaced] {
            let understanding = crate::assistant::understand(&text, &Model::builtin());
            assert!(understanding.confidence <= 1.0);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_text_gives_a_confidence_between_none_and_certain(text in any::<String>()) {
            if let Some((_, confidence)) = Model::builtin().recognise(&text) {
                prop_assert!((FLOOR..=1.0).contains(&confidence));
            }
        }

        #[test]
        fn case_and_spacing_change_nothing(at in 0usize..3) {
            let text = ["i want a refund", "track my order", "speak to a person"][at];
            prop_assert_eq!(intent(text), intent(&text.to_uppercase().replace(' ', "   ")));
        }
    }
}
