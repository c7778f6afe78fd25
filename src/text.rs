//! Text made comparable: folded to lower case without accents, and cut into words.
//!
//! One folding serves indexing, searching and understanding, because `LOWER('Ü')` stays `Ü` on the embedded engine and a word
//! must look the same wherever it is compared. It knows nothing of any language's grammar, and never changes what is shown.

pub mod html;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Folds text for comparison: lower case, accents removed, apostrophes and what cannot be seen dropped.
///
/// "Zsófia Weiß" and "zsofia weiss" fold to the same. Composed and decomposed text, wide digits and ligatures too
/// (Unicode's compatibility decomposition, UAX 15). Scripts without case or accents pass unchanged.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(|c| !is_dropped(*c)).map(|c| c.to_ascii_lowercase()).collect();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            // A mark may come out of lower-casing (İ).
            c if is_dropped(c) || is_combining_mark(c) => {}
            c => folded.push(c),
        }
    }
    folded
}

/// Apostrophes, and what takes no room: NUL, soft hyphens, zero-width marks.
fn is_dropped(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{2BC}' | '\0' | '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{FEFF}')
}

/// The words of a text, folded, in order. A word is a run of letters and digits.
pub fn words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether a letter is of a script that puts no spaces between words.
#[must_use]
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{2E80}'..='\u{A4CF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// A text as it is looked through: its words, folded, without anything between them.
#[derive(Clone, Debug, Default)]
pub struct Run {
    letters: String,
    /// Where words begin, and where the last one ends.
    bounds: Vec<usize>,
}

impl Run {
    /// Reads a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut run = Self { letters: String::new(), bounds: vec![0] };
        for word in words(text) {
            run.letters.push_str(&word);
            run.bounds.push(run.letters.len());
        }
        run
    }

    /// Where these words stand in it first, as whole words one after the other, however they are spaced and marked. The
    /// range counts for comparing with others of the same text alone.
    #[must_use]
    pub fn find(&self, said: &str) -> Option<std::ops::Range<usize>> {
        let wanted = words(said).concat();
        if wanted.is_empty() {
            return None;
        }
        if wanted.contains(is_unspaced) {
            return self.letters.find(&wanted).map(|at| at..at + wanted.len());
        }
        let is_end = |end: &usize| self.bounds.binary_search(end).is_ok();
        let mut starts = self.bounds.iter().filter(|start| self.letters[**start..].starts_with(&wanted));
        starts.find(|start| is_end(&(*start + wanted.len()))).map(|start| *start..start + wanted.len())
    }
}

/// Whether these words stand in a text, as [`Run::find`] has it.
#[must_use]
pub fn stands(said: &str, text: &str) -> bool {
    Run::of(text).find(said).is_some()
}

/// Whether a word looks like the name of a host, with or without what comes behind.
#[must_use]
pub fn is_host(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let host = word.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| label.len() >= 2 && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    labels.len() >= 2
        && labels.iter().all(is_label)
        && labels.last().is_some_and(|last| last.chars().all(char::is_alphabetic))
}

/// The first `limit` characters of a text, never cutting one in half.
#[must_use]
pub fn head(text: &str, limit: usize) -> &str {
    text.char_indices().nth(limit).map_or(text, |(at, _)| &text[..at])
}

/// Whether one letter is missing, extra, wrong or swapped with its neighbour. First letters must agree,
/// and short words have no slips.
#[must_use]
pub fn is_one_slip(said: &str, meant: &str) -> bool {
    let (said, meant) = (said.as_bytes(), meant.as_bytes());
    if said.len() < 5 || meant.len() < 5 || said.len().abs_diff(meant.len()) > 1 || said[0] != meant[0] {
        return false;
    }
    let same = said.iter().zip(meant).take_while(|(a, b)| a == b).count();
    let (rest, wanted) = (&said[same..], &meant[same..]);
    match said.len().cmp(&meant.len()) {
        std::cmp::Ordering::Less => rest == &wanted[1..],
        std::cmp::Ordering::Greater => &rest[1..] == wanted,
        std::cmp::Ordering::Equal => {
            let swapped = rest.len() >= 2 && rest[0] == wanted[1] && rest[1] == wanted[0] && rest[2..] == wanted[2..];
            swapped || (!rest.is_empty() && rest[1..] == wanted[1..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_many_languages_fold_to_plain_letters() {
        for (shown, folded) in [
            ("Trần Ngọc Lan", "tran ngoc lan"),
            ("Siân Prydderch", "sian prydderch"),
            ("ŁUCJAN Dąbrowski", "lucjan dabrowski"),
            ("Μαρία", "μαρια"),
            ("Größe", "grosse"),
            ("don’t DON'T", "dont dont"),
            ("cafe\u{301}", "cafe"),
        ] {
            assert_eq!(fold(shown), folded);
        }
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(words("LL-20418, please!"), ["ll", "20418", "please"]);
        assert!(words(" ?! ").is_empty());
    }

    #[test]
    fn words_stand_in_a_text_whole_and_in_a_row() {
        let text = "Hi, I'm Zsófia (order LL-20418), call 0161 715 0001 — 我叫李雷。";
        for said in ["zsofia", "ll20418", "LL 20418", "order ll-20418 call", "0161-7150001", "李雷", "Im Zsofia"] {
            assert!(stands(said, text), "{said}");
        }
        for said in ["", "?!", "zsof", "LL-2041", "2041", "Zsófia call", "715 0001 0161", "李明"] {
            assert!(!stands(said, text), "{said}");
        }
    }

    proptest! {
        #[test]
        fn a_part_of_whole_words_stands_in_its_text(before in ".{0,20}", said in "[a-zé]{1,8}( [0-9a-z]{1,5}){0,3}", after in ".{0,20}") {
            let text = format!("{before} {said} {after}");
            prop_assert!(stands(&said, &text));
        }

        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_head_is_a_prefix_of_at_most_its_limit(text in any::<String>(), limit in 0usize..50) {
            let cut = head(&text, limit);
            prop_assert!(text.starts_with(cut) && cut.chars().count() <= limit);
        }
    }

    #[test]
    fn names_are_found_without_their_accents() {
        for (text, folded) in [
            ("Zsófia", "zsofia"),
            ("WEIẞ", "weiss"),
            ("Straße", "strasse"),
            ("Ørsted Łódź", "orsted lodz"),
            ("İstanbul ışık", "istanbul isik"),
            ("Cafe\u{301}", "cafe"),
            ("ﬁne Ａｎｎ", "fine ann"),
            ("O’Hara", "ohara"),
            ("a\0b", "ab"),
            ("Ελλάδα", "ελλαδα"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    proptest! {
        #[test]
        fn folding_again_changes_nothing(text in ".{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
