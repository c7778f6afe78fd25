//! A cell of a CSV file (RFC 4180), made harmless for spreadsheets, and read back. Pure.
//!
//! A spreadsheet takes a text that begins with `=`, `+`, `-`, `@`, a tab or a line break for a formula. Such a cell gets an
//! apostrophe in front, which spreadsheets take for "this is text". Two kinds are left as they are, because they can do
//! nothing but be a number, and programs want them plain: a phone number in E.164, and a number with a sign.
//! What cannot be seen and means nothing in a table (NUL, control characters) is dropped; marks of the writing's
//! direction are text and stay.

/// What makes a cell need more than copying.
const fn needs_care(byte: u8) -> bool {
    // 0xc2 begins the second set of control characters.
    byte < 0x20 || byte == 0x7f || byte == 0xc2 || byte == b'"' || byte == b',' || byte == b';'
}

/// Characters that begin a formula, in the wide forms that East Asian spreadsheets take too.
fn begins_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
}

/// Whether a spreadsheet might run this, behind any apostrophes of its own.
fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    if text.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    let text = text.trim_start();
    text.chars().next().is_some_and(begins_formula) && !is_plain_number(text)
}

/// A sign and digits: a phone number in E.164, an amount.
fn is_plain_number(text: &str) -> bool {
    let Some(number) = text.strip_prefix(['+', '-']) else { return false };
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    number.len() <= 20 && are_digits(whole) && are_digits(part)
}

/// Adds a text as a cell.
pub fn push(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let Some(first) = bytes.first() else { return };
    // The other lead bytes begin spaces and wide signs too.
    let is_plain_start = first.is_ascii_alphanumeric() || matches!(*first, 0xc3..=0xdf | 0xe4..=0xee);
    let ends_plainly = bytes.last().is_some_and(|last| *last != b' ');
    if is_plain_start && ends_plainly && !bytes.iter().any(|byte| needs_care(*byte)) {
        out.extend_from_slice(bytes);
        return;
    }
    push_carefully(out, text);
}

#[cold]
fn push_carefully(out: &mut Vec<u8>, text: &str) {
    let text = plain(text);
    let guard = if is_formula(&text) { "'" } else { "" };
    let quoted = text.contains(['"', ',', ';', '\n', '\r', '\t']) || text.starts_with(' ') || text.ends_with(' ');
    if !quoted {
        out.extend_from_slice(guard.as_bytes());
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    out.extend_from_slice(guard.as_bytes());
    for (place, part) in text.split('"').enumerate() {
        if place > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'"');
}

/// Without control characters; line breaks are one kind.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// What a cell said before it was made harmless: our own files come back as they left.
#[must_use]
pub fn read_back(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cell(text: &str) -> String {
        let mut out = Vec::new();
        push(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_formula_is_told_as_text() {
        for (text, told) in [
            ("=1+1", "'=1+1"),
            ("+44 20 7946 0018", "'+44 20 7946 0018"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\n=1\""),
            ("  =cmd|'/c calc'!A0", "\"'  =cmd|'/c calc'!A0\""),
            ("\0=1", "'=1"),
            ("\u{a0}=1", "'\u{a0}=1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
            ("'=1", "''=1"),
        ] {
            assert_eq!(cell(text), told, "{text:?}");
        }
    }

    #[test]
    fn what_can_only_be_a_number_stays_one() {
        for text in ["+447700900123", "-12.50", "+0", "2026-11-21T10:00:00Z", "Ann", "", "O'Hara", "'tis"] {
            assert_eq!(cell(text), text);
        }
        assert_eq!(cell("+44(0)77"), "'+44(0)77");
        assert_eq!(cell("-1e5"), "'-1e5");
    }

    #[test]
    fn what_cannot_be_seen_goes_and_the_direction_of_writing_stays() {
        assert_eq!(cell("a\0b\u{7}c\u{1b}[31m\u{7f}"), "abc[31m");
        assert_eq!(cell("evil\u{202e}gpj.exe"), "evil\u{202e}gpj.exe");
        assert_eq!(cell("one\r\ntwo\rthree"), "\"one\ntwo\nthree\"");
    }

    proptest! {
        #[test]
        fn another_reader_reads_back_what_was_written(cells in prop::collection::vec(any::<String>(), 1..6)) {
            let mut out = Vec::new();
            for (place, text) in cells.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                push(&mut out, text);
            }
            // A line of one empty cell is no line to anybody.
            out.extend_from_slice(b",end\r\n");
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_slice());
            let read = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(read.len(), cells.len() + 1);
            for (was, is) in cells.iter().zip(read.iter()) {
                prop_assert_eq!(read_back(is), plain(was));
                prop_assert!(!is_formula(is) || is.starts_with('\''));
            }
        }

        #[test]
        fn signs_and_apostrophes_come_back_too(text in "['=+@\t -]{0,4}[0-9a]{0,3}") {
            let mut out = Vec::new();
            push(&mut out, &text);
            out.extend_from_slice(b",end\r\n");
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_slice());
            let read = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(read_back(&read[0]), text);
        }
    }
}
