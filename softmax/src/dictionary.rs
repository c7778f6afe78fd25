//! Words, and beginnings of words, each with the numbers that somebody keeps under it.

use std::collections::HashMap;

/// A dictionary of words and beginnings.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    whole: HashMap<String, Vec<u16>>,
    starts: HashMap<String, Vec<u16>>,
    /// The shortest and the longest beginning, in bytes.
    lengths: Option<(usize, usize)>,
}

impl Dictionary {
    /// Keeps a number under a word.
    pub fn add(&mut self, word: &str, number: u16) {
        self.whole.entry(word.to_owned()).or_default().push(number);
    }

    /// Keeps a number under all words that begin so.
    pub fn add_start(&mut self, start: &str, number: u16) {
        let (shortest, longest) = self.lengths.unwrap_or((start.len(), start.len()));
        self.lengths = Some((shortest.min(start.len()), longest.max(start.len())));
        self.starts.entry(start.to_owned()).or_default().push(number);
    }

    /// Puts the numbers of a word, and of its beginnings, behind `into`.
    pub fn find(&self, word: &str, into: &mut Vec<u16>) {
        into.extend(self.whole.get(word).into_iter().flatten());
        let Some((shortest, longest)) = self.lengths else { return };
        for length in shortest..=longest.min(word.len()) {
            if let Some(start) = word.get(..length) {
                into.extend(self.starts.get(start).into_iter().flatten());
            }
        }
    }

    /// Whether anything is kept under this word.
    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        let mut found = Vec::new();
        self.find(word, &mut found);
        !found.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_beginnings_are_found() {
        let mut dictionary = Dictionary::default();
        dictionary.add("refund", 1);
        dictionary.add_start("ref", 2);
        dictionary.add_start("reé", 3);
        let found = |word: &str| {
            let mut found = Vec::new();
            dictionary.find(word, &mut found);
            found
        };
        assert_eq!(found("refund"), [1, 2]);
        assert_eq!(found("refunds"), [2]);
        assert_eq!(found("reé"), [3]);
        assert!(found("re").is_empty() && !dictionary.knows("r") && dictionary.knows("refuse"));
    }
}
