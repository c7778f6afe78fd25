//! Reading files and pages: from bytes that somebody sent to passages that can be searched and quoted.
//!
//! Pure, in bounded time and memory: what is larger than its bound is cut, what is no text is refused in words. Nothing
//! that is read is ever markup or an instruction; it is text.

pub mod decode;
pub mod html;
pub mod kind;
pub mod markdown;
pub mod pdf;
pub mod plain;
pub mod robots;
pub mod sitemap;

use super::quote;
use crate::text::head;

/// The largest file that is taken, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;

/// How much text of one file or page is kept, in characters.
pub const MOST_TEXT: usize = 2_000_000;

/// How many passages one file or page has at most.
pub const MOST_PASSAGES: usize = 3_000;

/// How long a passage is at most, in characters: some paragraphs.
const PASSAGE: usize = 700;

/// How long a heading or a title is at most, in characters.
const HEADING: usize = 160;

/// What a file or a page says.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Document {
    /// What it is called, where it says so.
    pub title: String,
    /// Its parts, each under its heading, in order.
    pub sections: Vec<Section>,
}

/// A part of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Section {
    /// The heading; empty where there is none.
    pub heading: String,
    /// Paragraphs, one a line.
    pub text: String,
}

/// Something that can be found and quoted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// The heading that it stands under; may be empty.
    pub heading: String,
    /// What it says.
    pub text: String,
}

impl Document {
    /// Adds a part; one that says nothing is left out.
    pub fn push(&mut self, heading: &str, text: &str) {
        let text = lines(text);
        if !text.is_empty() {
            self.sections.push(Section { heading: one_line(heading), text });
        }
    }

    /// The document cut into passages: at headings, and within a part between paragraphs, or else between sentences.
    #[must_use]
    pub fn passages(&self) -> Vec<Passage> {
        let mut passages: Vec<Passage> = Vec::new();
        let mut left = MOST_TEXT;
        for section in &self.sections {
            let mut text = String::new();
            let mut close = |text: &mut String| {
                if !text.is_empty() {
                    passages.push(Passage { heading: section.heading.clone(), text: std::mem::take(text) });
                }
            };
            for piece in section.text.lines().flat_map(pieces) {
                let length = piece.chars().count();
                if text.chars().count() + 1 + length > PASSAGE {
                    close(&mut text);
                }
                if left < length {
                    break;
                }
                left -= length;
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(&piece);
            }
            close(&mut text);
            if passages.len() >= MOST_PASSAGES {
                passages.truncate(MOST_PASSAGES);
                break;
            }
        }
        passages
    }
}

/// A paragraph in pieces that fit into a passage: whole where it does.
fn pieces(paragraph: &str) -> Vec<String> {
    if paragraph.chars().count() <= PASSAGE {
        return vec![paragraph.to_owned()];
    }
    let mut pieces: Vec<String> = vec![String::new()];
    for sentence in quote::sentences(paragraph) {
        // A sentence without an end is cut where a word ends.
        for part in words_within(sentence, PASSAGE) {
            let is_full = pieces.last().is_some_and(|last| last.chars().count() + 1 + part.chars().count() > PASSAGE);
            if is_full {
                pieces.push(String::new());
            }
            if let Some(last) = pieces.last_mut() {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(part);
            }
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn words_within(text: &str, most: usize) -> Vec<&str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    loop {
        let first = head(rest, most);
        if first.len() == rest.len() {
            parts.push(rest);
            return parts;
        }
        let end = first.rfind(char::is_whitespace).filter(|at| *at > 0).unwrap_or(first.len());
        parts.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
}

/// Text on one line, without what cannot be seen, cut to a heading's length.
fn one_line(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    quote::cut(&shown(&words.join(" ")), HEADING)
}

/// Paragraphs one a line, the space within them made single, without what cannot be seen.
fn lines(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let words: Vec<&str> =
            line.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
        if !words.is_empty() {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&shown(&words.join(" ")));
        }
    }
    out
}

/// Without marks that take no room or turn the direction of what follows: a page must not dress up an answer.
fn shown(text: &str) -> String {
    let is_hidden = |c: char| matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{FFFD}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !is_hidden(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn headings_begin_passages_and_long_parts_are_cut_between_sentences() {
        let mut document = Document::default();
        document.push("Delivery", "We post on weekdays.\n\n  It takes   two days.");
        document.push("Nothing", " \n ");
        document.push("Care", &"Wash it by hand in warm water. ".repeat(60));
        let passages = document.passages();
        assert_eq!(passages[0].text, "We post on weekdays.\nIt takes two days.");
        assert!(passages.iter().all(|passage| passage.heading != "Nothing"));
        let care: Vec<_> = passages.iter().filter(|passage| passage.heading == "Care").collect();
        assert!(care.len() >= 3 && care.iter().all(|passage| passage.text.ends_with("warm water.")), "{care:?}");
    }

    #[test]
    fn what_cannot_be_seen_is_not_kept() {
        let mut document = Document::default();
        document.push("a\u{202E}b", "Free\u{200B} deli\u{AD}very\u{7}now");
        assert_eq!(document.passages(), [Passage { heading: "ab".into(), text: "Free delivery now".into() }]);
    }

    #[test]
    fn one_word_of_megabytes_is_cut_and_bounded() {
        let mut document = Document::default();
        document.push("", &"x".repeat(3_000_000));
        let passages = document.passages();
        assert!(passages.len() <= MOST_PASSAGES && passages.iter().all(|p| p.text.len() <= PASSAGE));
    }

    proptest! {
        #[test]
        fn every_word_of_a_short_text_is_in_a_passage_and_none_is_longer(text in "([a-z]{1,9}[ .\n]{1,2}){0,400}") {
            let mut document = Document::default();
            document.push("", &text);
            let passages = document.passages();
            prop_assert!(passages.iter().all(|passage| passage.text.chars().count() <= PASSAGE));
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let kept: Vec<String> = passages.iter().flat_map(|passage| words(&passage.text)).collect();
            prop_assert_eq!(kept, words(&text));
        }
    }
}
