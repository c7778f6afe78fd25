//! What the classifier sees of a message: its cues alone, beside each other and denied; its words and pairs of words; and
//! pieces of three to five letters inside words, for slips of the finger and endings.

use softmax::{Features, Group};

use super::cue::COUNT;
use super::reading::{Clause, Reading};

/// The first numbers are cues, exact; from here on features are hashed, and share a number rarely.
const HASHED_FROM: u16 = 4096;

/// How much each kind counts for, beside the others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights {
    pub cues: f32,
    pub words: f32,
    pub letters: f32,
}

/// Chosen by leaving out a fifth of the packs at a time.
pub(super) const WEIGHTS: Weights = Weights { cues: 2.2, words: 1.5, letters: 1.2 };

/// The features of a message read.
pub(super) fn features(reading: &Reading, weights: Weights) -> Features {
    let (mut cues, mut words, mut letters) = (Group::default(), Group::default(), Group::default());
    for clause in &reading.clauses {
        of_clause(clause, &mut cues);
    }
    let mut before = "^";
    for place in reading.clauses.iter().flat_map(|clause| &clause.words) {
        let said = number_or_code(&place.said).unwrap_or(&place.said);
        words.add_word(before, said, HASHED_FROM);
        letters.add_pieces(said, HASHED_FROM);
        before = said;
    }
    let mut all = vec![(0, 1.0)];
    cues.weigh(weights.cues, &mut all);
    words.weigh(weights.words, &mut all);
    letters.weigh(weights.letters, &mut all);
    all
}

/// Numbers are alike, and so are codes of letters and digits.
fn number_or_code(word: &str) -> Option<&'static str> {
    let has_digits = word.bytes().any(|byte| byte.is_ascii_digit());
    let has_letters = word.bytes().any(|byte| byte.is_ascii_alphabetic());
    has_digits.then_some(if has_letters { "x0" } else { "0" })
}

/// Cues alone, in pairs, and denied. Pairs are of one clause: who wants a thing says so beside it.
fn of_clause(clause: &Clause, into: &mut Group) {
    let asserted = bits(clause.asserted);
    for (nth, one) in asserted.iter().enumerate() {
        into.add(1 + one);
        for other in &asserted[nth + 1..] {
            into.add(200 + one * 64 + other);
        }
    }
    for denied in bits(clause.denied) {
        into.add(100 + denied);
    }
}

fn bits(set: u64) -> Vec<u16> {
    (0_u16..64).take(COUNT).filter(|bit| set & (1 << bit) != 0).collect()
}
