//! What the classifier sees of a message: its cues alone, beside each other and denied; its words and pairs of words; and
//! pieces of three to five letters inside words, for slips of the finger and endings.
//!
//! A feature is a number below 2^16: the first ones are cues, exact; the others are hashed, and share a number rarely.

use super::cue::COUNT;
use super::reading::{Clause, Reading};

/// How many features there are.
pub(super) const BUCKETS: usize = 1 << 16;
const HASHED_FROM: u64 = 4096;

/// The features of a message, each with its value.
pub(super) type Features = Vec<(u16, f32)>;

/// How much each kind counts for, beside the others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights {
    pub cues: f32,
    pub words: f32,
    pub letters: f32,
}

pub(super) const WEIGHTS: Weights = Weights { cues: 2.2, words: 1.5, letters: 1.2 };

/// The features of a message read.
pub(super) fn features(reading: &Reading, weights: Weights) -> Features {
    let mut cues = Vec::with_capacity(64);
    for clause in &reading.clauses {
        of_clause(clause, &mut cues);
    }
    let mut words = Vec::with_capacity(64);
    let mut letters = Vec::with_capacity(256);
    let mut before = "^";
    for place in reading.clauses.iter().flat_map(|clause| &clause.words) {
        let said = if place.said.bytes().any(|byte| byte.is_ascii_digit()) { "0" } else { place.said.as_str() };
        words.push(hashed(1, &[said.as_bytes()]));
        words.push(hashed(2, &[before.as_bytes(), b" ", said.as_bytes()]));
        pieces(said, &mut letters);
        before = said;
    }
    let mut all = Features::with_capacity(cues.len() + words.len() + letters.len() + 1);
    all.push((0, 1.0));
    for (mut group, weight) in [(cues, weights.cues), (words, weights.words), (letters, weights.letters)] {
        group.sort_unstable();
        group.dedup();
        let value = weight / root(group.len().max(1));
        all.extend(group.into_iter().map(|feature| (feature, value)));
    }
    all
}

fn root(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX)).sqrt()
}

/// Cues alone, in pairs, and denied. Pairs are of one clause: who wants a thing says so beside it.
fn of_clause(clause: &Clause, into: &mut Vec<u16>) {
    let asserted = bits(clause.asserted);
    for (nth, one) in asserted.iter().enumerate() {
        into.push(1 + one);
        for other in &asserted[nth + 1..] {
            into.push(200 + one * u16::try_from(COUNT).unwrap_or(64) + other);
        }
    }
    for denied in bits(clause.denied) {
        into.push(100 + denied);
    }
}

fn bits(set: u64) -> Vec<u16> {
    (0..u16::try_from(COUNT).unwrap_or(64)).filter(|bit| set & (1 << bit) != 0).collect()
}

/// Pieces of three to five letters of a word with its ends marked.
fn pieces(word: &str, into: &mut Vec<u16>) {
    let mut marked = [0_u8; 48];
    let bytes = word.as_bytes();
    let length = bytes.len().min(46);
    marked[0] = b'<';
    marked[1..=length].copy_from_slice(&bytes[..length]);
    marked[length + 1] = b'>';
    let marked = &marked[..length + 2];
    for size in 3..=5 {
        for piece in marked.windows(size) {
            into.push(hashed(3, &[piece]));
        }
    }
}

/// FNV-1a, folded to the buckets behind the cues.
fn hashed(kind: u8, parts: &[&[u8]]) -> u16 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut take = |byte: u8| {
        hash ^= u64::from(byte);
        hash = hash.wrapping_mul(0x0100_0000_01b3);
    };
    take(kind);
    for part in parts {
        for byte in *part {
            take(*byte);
        }
    }
    hash ^= hash >> 32;
    u16::try_from(HASHED_FROM + hash % (BUCKETS as u64 - HASHED_FROM)).unwrap_or(u16::MAX)
}
