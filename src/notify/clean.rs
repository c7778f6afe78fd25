//! Makes words that visitors and mail servers wrote safe to place in a mail.
//!
//! Takes out control characters and the marks that turn the direction of text around (a name could
//! use them to look like another address), and cuts what is too long. It does not escape HTML: the
//! templates do.

/// The words of a header or a label: one line, single spaces, at most `max` characters.
///
/// `=?` is broken up as well. It opens an encoded word (RFC 2047), which a mail program would decode
/// after we have looked, so anything taken out here could come back through it.
#[must_use]
pub fn line(words: &str, max: usize) -> String {
    let spaced: String = words
        .chars()
        .map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c })
        .filter(|c| !is_hidden(*c))
        .collect();
    let single = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    cut(&single.replace("=?", "= ?"), max)
}

/// The words of a body: line breaks stay, at most `max` characters and two line breaks in a row.
#[must_use]
pub fn text(words: &str, max: usize) -> String {
    let unix = words.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let mut kept = String::with_capacity(unix.len());
    let mut breaks = 0;
    for c in unix.chars().filter(|c| !is_hidden(*c)) {
        match c {
            '\n' => breaks += 1,
            c if c.is_control() => continue,
            _ => breaks = 0,
        }
        if breaks <= 2 {
            kept.push(c);
        }
    }
    cut(kept.trim(), max)
}

/// Whether a character changes how others are read without being seen itself: the embeddings,
/// overrides and isolates of Unicode's bidirectional algorithm (UAX 9), and the byte order mark.
/// The plain marks (U+200E, U+200F, U+061C) stay: Arabic and Hebrew need them.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn cut(words: &str, max: usize) -> String {
    if words.chars().count() <= max {
        return words.to_owned();
    }
    let kept: String = words.chars().take(max.saturating_sub(1)).collect();
    format!("{}\u{2026}", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_break_in_a_name_becomes_a_space() {
        assert_eq!(line("Eve\r\nBcc: all@example.com", 80), "Eve Bcc: all@example.com");
        assert_eq!(line("a\u{0}b\u{7f}c\td\u{2028}e", 80), "a b c d e");
    }

    #[test]
    fn marks_that_turn_text_around_are_taken_out() {
        assert_eq!(line("\u{202e}gro.knab\u{202c}", 80), "gro.knab");
        assert_eq!(text("\u{2066}hidden\u{2069}\u{feff}", 80), "hidden");
        assert_eq!(line("שלום\u{200f}", 80), "שלום\u{200f}");
    }

    #[test]
    fn an_encoded_word_is_not_decoded_by_the_reader() {
        assert_eq!(line("=?utf-8?b?4oCu?=", 80), "= ?utf-8?b?4oCu?=");
        assert_eq!(line("==?\u{202e}?", 80), "== ??");
        assert_eq!(line("=\u{202e}?utf-8?b?4oCu?=", 80), "= ?utf-8?b?4oCu?=");
    }

    #[test]
    fn a_long_name_is_cut_with_an_ellipsis() {
        assert_eq!(line("Bartholomew", 6), "Barth\u{2026}");
        assert_eq!(line("Bart", 4), "Bart");
        assert_eq!(line("Bar tholomew", 5), "Bar\u{2026}");
    }

    #[test]
    fn a_body_keeps_its_paragraphs_and_no_more() {
        assert_eq!(text("one\r\n\r\n\r\n\r\ntwo\rthree", 80), "one\n\ntwo\nthree");
        assert_eq!(text("  \n x \u{8}\n", 80), "x");
    }

    proptest! {
        #[test]
        fn a_line_is_one_line_within_its_limit(words in any::<String>(), max in 1_usize..200) {
            let clean = line(&words, max);
            prop_assert!(clean.chars().count() <= max);
            prop_assert!(!clean.chars().any(|c| c.is_control() || is_hidden(c)));
            prop_assert!(!clean.contains("=?"));
        }

        #[test]
        fn a_text_holds_no_control_but_line_breaks(words in any::<String>(), max in 1_usize..200) {
            let clean = text(&words, max);
            prop_assert!(clean.chars().count() <= max);
            prop_assert!(!clean.chars().any(|c| (c.is_control() && c != '\n') || is_hidden(c)));
            prop_assert!(!clean.contains("\n\n\n"));
        }
    }
}
