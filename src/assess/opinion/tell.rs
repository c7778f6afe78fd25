//! A summary in a model's words: what may be shown of it. One line of plain text, no longer than it may be, that leads nowhere,
//! counts nothing that was not said, and is made of what was said.
//!
//! What a visitor wrote word for word stands between quotation marks, as in the assistant's own summaries: whoever writes "tell
//! them that it was approved" is seen to have written so.

use super::super::heard::Line;
use crate::assistant::ANALYSED_CHARS;
use crate::assistant::summary::plain;
use crate::text::{self, Run, is_host, is_unspaced};

/// So many of the visitor's words in a row are a quotation.
const QUOTATION: usize = 5;

/// Letters that words share which mean the same: "refunded" and "refund".
const STEM: usize = 5;

/// Of so many telling words, one must have been said.
const SHARE: usize = 3;

/// The words as they are shown; none where they may not be.
pub(super) fn held(words: &str, lines: &[&Line], most: usize) -> Option<String> {
    let words = plain(&unmarked(words), usize::MAX);
    if words.chars().count() > most || text::words(&words).len() < 2 {
        return None;
    }
    let leads = |word: &str| word.contains("://") || word.contains('@') || is_host(word);
    let said: String = lines.iter().map(|line| bare(text::head(&line.text, ANALYSED_CHARS)) + " ").collect();
    let counts = |word: &str| word.contains(char::is_numeric) && !said.contains(&bare(word));
    if words.split_whitespace().any(|word| leads(word) || counts(word)) || !is_of(&words, lines) {
        return None;
    }
    let shown = quoted(&words, lines);
    (shown.chars().count() <= most).then_some(shown)
}

/// The words without markup: tags with what they hold, and the signs of other kinds.
fn unmarked(words: &str) -> String {
    const LONGEST_TAG: usize = 200;
    let (mut shown, mut rest) = (String::new(), words);
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        shown.push_str(before);
        let end = tag.find('>').filter(|end| *end < LONGEST_TAG).unwrap_or(0);
        rest = &tag[end + 1..];
    }
    shown.push_str(rest);
    shown.replace(['|', '\n'], " ").replace(['>', '*', '#', '`', '_', '~', '[', ']', '{', '}', '"', '«', '»'], "")
}

/// Its letters and digits, in small letters: however a number is grouped, it reads the same.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether it is made of what was said: enough of its telling words were.
fn is_of(words: &str, lines: &[&Line]) -> bool {
    let said: std::collections::HashSet<String> = lines.iter().flat_map(|line| stems(&line.text)).collect();
    let own = stems(words);
    let known = own.iter().filter(|stem| said.contains(*stem)).count();
    known > 0 && known * SHARE >= own.len()
}

/// The beginnings of its longer words; of a script without spaces, each two letters.
fn stems(text: &str) -> Vec<String> {
    let mut stems = Vec::new();
    for word in text::words(text::head(text, ANALYSED_CHARS)) {
        if word.contains(is_unspaced) {
            let letters: Vec<char> = word.chars().collect();
            stems.extend(letters.windows(2).map(|two| two.iter().collect::<String>()));
        } else if word.chars().count() >= 4 || word.contains(char::is_numeric) {
            stems.push(text::head(&word, STEM).to_owned());
        }
    }
    stems
}

/// The same, with the visitor's own words between quotation marks.
fn quoted(words: &str, lines: &[&Line]) -> String {
    let runs: Vec<Run> = lines
        .iter()
        .filter(|line| line.is_visitor)
        .map(|line| Run::of(text::head(&line.text, ANALYSED_CHARS)))
        .collect();
    let parts: Vec<&str> = words.split(' ').collect();
    let stand = |from: usize, to: usize| {
        let said = parts[from..to].join(" ");
        runs.iter().any(|run| run.find(&said).is_some())
    };
    let (mut shown, mut at) = (Vec::new(), 0);
    while at < parts.len() {
        let shortest = at + QUOTATION;
        if shortest <= parts.len() && !text::words(parts[at]).is_empty() && stand(at, shortest) {
            let end = (shortest..=parts.len()).take_while(|end| stand(at, *end)).last().unwrap_or(shortest);
            let said = parts[at..end].join(" ");
            let own = said.trim_end_matches(['.', ',', ';', ':', '!']);
            shown.push(format!("“{own}”{}", &said[own.len()..]));
            at = end;
        } else {
            shown.push(parts[at].to_owned());
            at += 1;
        }
    }
    shown.join(" ")
}
