//! A message read: folded words in clauses, and which cues each clause asserts and which it denies.

use super::cue::{Cue, Cues, Hit};
use crate::assistant::language;
use crate::text::fold;

/// The most words of a message that are read.
const WORDS: usize = 600;

/// A word of a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The word as it is compared: folded, a slip of the finger mended.
    pub said: String,
}

/// A part of a message up to a mark, or to a "but".
#[derive(Clone, Debug, Default)]
pub(super) struct Clause {
    /// Its words.
    pub words: Vec<Place>,
    /// What it asserts, a bit each.
    pub asserted: u64,
    /// What it denies.
    pub denied: u64,
    /// Whether it ends a sentence.
    pub ends_sentence: bool,
}

impl Clause {
    /// Whether it asserts this.
    pub fn says(&self, cue: Cue) -> bool {
        self.asserted & cue.bit() != 0
    }

    /// Whether it denies this.
    pub fn denies(&self, cue: Cue) -> bool {
        self.denied & cue.bit() != 0
    }
}

/// A message read.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// Its clauses, none empty.
    pub clauses: Vec<Clause>,
    /// It is in a language that the assistant does not understand.
    pub is_foreign: bool,
}

impl Reading {
    /// What any clause asserts.
    pub fn asserted(&self) -> u64 {
        self.clauses.iter().fold(0, |all, clause| all | clause.asserted)
    }
}

/// Reads a message.
pub(super) fn read(text: &str, cues: &Cues) -> Reading {
    let mut clauses = cut(text);
    let mut budget = 60;
    for place in clauses.iter_mut().flat_map(|clause| &mut clause.words) {
        if place.said.len() >= 5 && budget > 0 && !cues.is_known(&place.said) && !language::is_common(&place.said) {
            budget -= 1;
            if let Some(meant) = cues.mended(&place.said) {
                place.said = meant.to_owned();
            }
        }
    }
    let told = language::weigh(clauses.iter().flat_map(|clause| &clause.words).map(|place| place.said.as_str()));
    let mut hits = Vec::new();
    for clause in &mut clauses {
        hits.clear();
        cues.find(&clause.words, told.spoken, &mut hits);
        judge(clause, &hits, told.spoken);
    }
    let is_foreign = told.is_foreign || !language::is_latin(text);
    Reading { clauses, is_foreign }
}

/// How many words before a cue a "not" reaches it from, and after it where verbs come first (German).
const REACH: usize = 4;
const GERMAN: u8 = 1 << 2;

fn judge(clause: &mut Clause, hits: &[Hit], spoken: u8) {
    let holds = |cue: Cue| matches!(cue, Cue::Missing | Cue::NotWork | Cue::CantCome | Cue::Bot | Cue::Policy);
    let is_held = |at: usize| hits.iter().any(|hit| holds(hit.cue) && hit.span.0 <= at && at < hit.span.1);
    let negators: Vec<(usize, usize)> = hits
        .iter()
        .filter(|hit| hit.cue == Cue::Negation && !is_held(hit.span.0))
        .map(|hit| hit.span)
        .filter(|(from, _)| !asks_why_not(clause, *from))
        .collect();
    if clause.words.iter().any(|place| is_number(&place.said)) {
        clause.asserted |= Cue::Mine.bit();
    }
    for hit in hits {
        let (from, to) = hit.span;
        let before = negators.iter().any(|(_, end)| *end <= from && from - end < REACH);
        let inside = negators.iter().any(|(start, end)| from < *start && *end < to);
        let after = spoken & GERMAN != 0 && negators.iter().any(|(start, _)| *start >= to && start - to < 2);
        if hit.cue.is_negatable() && (before || inside || after) {
            clause.denied |= hit.cue.bit();
        } else {
            clause.asserted |= hit.cue.bit();
        }
    }
}

/// The number of an order, a contract, an account: who tells it speaks of their own.
fn is_number(word: &str) -> bool {
    (4..=14).contains(&word.len()) && word.bytes().filter(u8::is_ascii_digit).count() >= 4
}

/// "Why can't I cancel", "can't you call me": the not asks, it denies nothing.
fn asks_why_not(clause: &Clause, at: usize) -> bool {
    let word = |at: usize| clause.words.get(at).map_or("", |place| place.said.as_str());
    let is_modal = matches!(word(at), "cant" | "couldnt" | "wont" | "wouldnt" | "cannot");
    is_modal && (matches!(word(at + 1), "you" | "i" | "we" | "someone" | "somebody") || at > 0 && word(at - 1) == "why")
        || matches!(word(at), "cant" | "cannot")
            && matches!(word(at + 1), "find" | "get" | "seem" | "reach" | "see" | "wait")
        || matches!(word(at), "not" | "no")
            && matches!(word(at + 1), "happy" | "satisfied" | "sure" | "only" | "longer")
        || word(at) == "dont" && matches!(word(at + 1), "know" | "understand" | "hesitate" | "like" | "see" | "forget")
        || word(at) == "without"
}

/// Cuts a message into clauses of folded words.
fn cut(text: &str) -> Vec<Clause> {
    let text = unelided(text);
    let folded = fold(&text);
    let mut clauses = vec![Clause::default()];
    let mut word = String::new();
    let mut count = 0;
    let mut letters = folded.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_alphanumeric() {
            word.push(letter);
            continue;
        }
        end_word(&mut word, &mut clauses, &mut count);
        if count >= WORDS {
            break;
        }
        // A dot inside an address or a number ends nothing.
        let is_inside = letters.peek().is_some_and(|next| next.is_alphanumeric());
        let ends_sentence = matches!(letter, '!' | '?' | '\n' | '…') || (letter == '.' && !is_inside);
        let ends_clause =
            ends_sentence || matches!(letter, ';' | '(' | ')') || (matches!(letter, ',' | ':') && !is_inside);
        end_clause(&mut clauses, ends_clause, ends_sentence);
    }
    end_word(&mut word, &mut clauses, &mut count);
    clauses.retain(|clause| !clause.words.is_empty());
    clauses
}

fn end_clause(clauses: &mut Vec<Clause>, ends_clause: bool, ends_sentence: bool) {
    let Some(last) = clauses.last_mut() else { return };
    if last.words.is_empty() {
        return;
    }
    last.ends_sentence |= ends_sentence;
    if ends_clause {
        clauses.push(Clause::default());
    }
}

/// Words longer than this are no words.
const LONGEST: usize = 40;

fn end_word(word: &mut String, clauses: &mut Vec<Clause>, count: &mut usize) {
    if word.is_empty() {
        return;
    }
    let said = std::mem::take(word);
    *count += 1;
    if matches!(said.as_str(), "but" | "pero" | "aber" | "sondern" | "mais" | "mas") {
        end_clause(clauses, true, false);
        return;
    }
    if let Some(last) = clauses.last_mut()
        && said.len() <= LONGEST
    {
        last.words.push(Place { said });
    }
}

/// French and Italian join small words by an apostrophe; English does not.
fn unelided(text: &str) -> String {
    const ELIDED: [&str; 18] = [
        "l", "d", "j", "m", "t", "s", "n", "c", "qu", "dov", "un", "dell", "all", "nell", "dall", "sull", "quell",
        "com",
    ];
    if !text.contains(['\'', '\u{2019}']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut start = 0;
    for (at, mark) in text.char_indices() {
        if mark == '\'' || mark == '\u{2019}' {
            let before = text[start..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            out.push_str(&text[start..at]);
            let is_elided = before.len() <= 5 && ELIDED.contains(&before.to_lowercase().as_str());
            out.push(if is_elided { ' ' } else { mark });
            start = at + mark.len_utf8();
        }
    }
    out.push_str(&text[start..]);
    out
}
