//! Folding: the spelling under which text is stored beside itself to be searched.
//!
//! Both engines compare folded text with plain LIKE, since neither lower-cases and strips diacritics alike. Fold the
//! column and the query by the same function. Folded text is for finding, never for showing.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::phone::Phone;

/// Lower-cases text and takes off its diacritics, so that "Zsófia Weiß" is found by "zsofia weiss".
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            '’' | 'ʼ' => folded.push('\''),
            // PostgreSQL takes no NUL in text; a mark may come out of lower-casing (İ).
            '\0' => {}
            c if is_combining_mark(c) => {}
            c => folded.push(c),
        }
    }
    folded
}

/// The spellings under which a phone number is searched: with its country's code and as dialled at home.
#[must_use]
pub fn fold_phone(phone: &Phone) -> String {
    let international = digits(phone.as_str());
    let national = digits(&phone.national());
    if international.ends_with(&national) { international } else { format!("{international} {national}") }
}

/// The digits to look for when a search could mean a phone number, however it is spaced.
#[must_use]
pub fn phone_needle(query: &str) -> Option<String> {
    if query.chars().any(|c| !c.is_numeric() && !c.is_whitespace() && !"+-().,/".contains(c)) {
        return None;
    }
    let digits = digits(&query.replace("(0)", ""));
    // 00 is how most of the world dials +.
    let needle = digits.strip_prefix("00").unwrap_or(&digits);
    (needle.len() >= 3).then(|| needle.to_owned())
}

fn digits(text: &str) -> String {
    text.nfkd().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
            ("O’Hara", "o'hara"),
            ("a\0b", "ab"),
            ("Ελλάδα", "ελλαδα"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn a_phone_number_is_found_as_typed_at_home_or_abroad() {
        let phone = Phone::parse("020 7946 0018", "GB").unwrap();
        let column = fold_phone(&phone);
        assert_eq!(column, "442079460018 02079460018");
        for query in ["020 7946", "+44 (0)20 7946", "0044 20 7946 0018", "7946-0018"] {
            let needle = phone_needle(query).unwrap();
            assert!(column.contains(&needle), "{query} looks for {needle}");
        }
        assert_eq!(phone_needle("Ann"), None);
        assert_eq!(phone_needle("12"), None);
    }

    proptest! {
        #[test]
        fn folding_again_changes_nothing(text in ".{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
