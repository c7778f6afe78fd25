//! A message in words, made ready to be read: compatibility letters plain, what cannot be seen gone, and what holds
//! addresses and numbers marked as such, so that no name is read out of them.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use crate::text::fold;

/// What stands in a place of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    /// An e-mail address or a phone number; whose it is is known by its place.
    Contact,
    /// A web address or a handle.
    Link,
}

/// A word, and what stands around it.
#[derive(Clone, Debug)]
pub(super) struct Word<'t> {
    pub shown: &'t str,
    pub folded: String,
    pub start: usize,
    pub end: usize,
    /// What stands before it, back to the word before.
    pub lead: &'t str,
    /// What stands after it, up to the next word.
    pub gap: &'t str,
    pub kind: Kind,
}

impl Word<'_> {
    /// Nothing but spaces follows: the next word may belong to it.
    pub fn is_open(&self) -> bool {
        is_blank(self.gap) || (self.is_initial() && is_blank(self.gap.trim_start_matches('.')))
    }

    /// A sentence or a line begins here.
    pub fn begins(&self) -> bool {
        self.start == 0 || self.lead.contains(['\n', '!', '?', ';', '。', '！', '？']) || self.lead.contains(". ")
    }

    pub fn is_capital(&self) -> bool {
        self.shown.starts_with(char::is_uppercase)
    }

    /// "F." of "John F. Kennedy".
    pub fn is_initial(&self) -> bool {
        self.gap.starts_with('.') && self.is_capital() && self.shown.chars().count() == 1
    }

    pub fn has_digit(&self) -> bool {
        self.shown.chars().any(|c| c.is_ascii_digit())
    }
}

fn is_blank(gap: &str) -> bool {
    !gap.is_empty() && gap.chars().all(|c| c.is_whitespace() && c != '\n' && c != '\r')
}

/// The text with compatibility letters in their plain form (𝐉𝐨 is Jo) and without what takes no room.
pub(super) fn plain(text: &str, limit: usize) -> String {
    let text = crate::text::head(text, limit);
    if text.is_ascii() {
        return text.chars().filter(|c| *c != '\0').collect();
    }
    // The ordinal signs stay: "n.º", "nº".
    let parts = text.chars().flat_map(|c| {
        let one = if "ºª²³½¼¾".contains(c) { Some(c) } else { None };
        one.into_iter()
            .chain(if one.is_none() { Some(c) } else { None }.into_iter().flat_map(|c| [c].into_iter().nfkc()))
    });
    let seen = parts.filter(|c| !is_unseen(*c)).map(|c| if c == '\u{2019}' || c == '\u{2BC}' { '\'' } else { c });
    seen.take(limit * 2).nfc().collect()
}

/// NUL, soft hyphens, zero-width signs and the marks that turn the direction of writing.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\0' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
    )
}

/// The words of a text; what lies in a span is one word of its kind.
pub(super) fn words<'t>(text: &'t str, spans: &[(Range<usize>, Kind)]) -> Vec<Word<'t>> {
    let mut marks: Vec<(Range<usize>, Kind)> = spans.to_vec();
    let mut at = 0;
    let mut next_span = 0;
    let mut plain_marks = Vec::new();
    while at < text.len() {
        if let Some((span, _)) = marks.get(next_span)
            && at >= span.start
        {
            at = at.max(span.end);
            next_span += 1;
            continue;
        }
        let limit = marks.get(next_span).map_or(text.len(), |(span, _)| span.start);
        let Some(start) = text[at..limit].find(is_letter).map(|offset| at + offset) else {
            at = limit;
            if next_span >= marks.len() {
                break;
            }
            continue;
        };
        let end = text[start..limit].find(|c| !is_inside(c)).map_or(limit, |offset| start + offset);
        let shown = text[start..end].trim_end_matches(['-', '\'', '_']);
        plain_marks.push((start..start + shown.len(), Kind::Plain));
        at = end;
    }
    marks.extend(plain_marks);
    marks.sort_by_key(|(span, _)| span.start);
    let mut words: Vec<Word<'t>> = Vec::with_capacity(marks.len());
    for (place, (span, kind)) in marks.iter().enumerate() {
        let before = if place == 0 { 0 } else { marks[place - 1].0.end };
        let after = marks.get(place + 1).map_or(text.len(), |(next, _)| next.start);
        let shown = &text[span.clone()];
        words.push(Word {
            shown,
            folded: fold(shown),
            start: span.start,
            end: span.end,
            lead: &text[before..span.start],
            gap: &text[span.end..after],
            kind: *kind,
        });
    }
    words
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '&'
}

fn is_inside(c: char) -> bool {
    is_letter(c) || matches!(c, '-' | '\'' | '_') || unicode_normalization::char::is_combining_mark(c)
}

/// Where phrases of words end: the place after each.
pub(super) fn after<'a>(words: &'a [Word<'_>], phrases: &'a [&str]) -> impl Iterator<Item = usize> + 'a {
    (0..words.len()).flat_map(move |at| phrases.iter().filter_map(move |phrase| matches_at(words, at, phrase)))
}

/// The place after the phrase, where it stands here.
pub(super) fn matches_at(words: &[Word<'_>], at: usize, phrase: &str) -> Option<usize> {
    let mut place = at;
    for wanted in phrase.split(' ') {
        if words.get(place)?.folded != wanted {
            return None;
        }
        place += 1;
    }
    Some(place)
}
