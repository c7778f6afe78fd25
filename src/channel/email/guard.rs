//! What is looked at before a mail is parsed: whether parsing it would take a machine's memory, or its stack.
//!
//! A parser makes a record of each header and of each part, and reads a mail within a mail by calling itself. A mail of
//! some megabytes can hold millions of either, so they are counted first, line by line. Everything that could be a head
//! counts as one: who builds such a mail knows how to hide it.

use std::borrow::Cow;

use super::{LARGEST, Unreadable};

/// The most lines of headers, all parts together; real mail has hundreds.
const MOST_HEADER_LINES: usize = 50_000;

/// The most lines that can begin a part; lists and patches have such lines in their text as well.
const MOST_BOUNDARIES: usize = 20_000;

/// The most parts that hold others: none lies deeper than this.
const MOST_HOLDERS: usize = 500;

/// The bytes to parse, where they may be parsed. A mail within a mail is not to be encoded (RFC 2046, 5.2.1), since nobody
/// could look into it on the way: one that is, is given as a file that holds no mail.
pub(super) fn check(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Unreadable> {
    if bytes.len() > LARGEST {
        return Err(Unreadable::TooLarge);
    }
    let mut checked = Cow::Borrowed(bytes);
    let (mut heads, mut boundaries, mut holders, mut at) = (0_usize, 0_usize, 0_usize, 0_usize);
    let (mut in_head, mut is_after_boundary) = (true, false);
    // Of the run of lines without an empty one: where it holds a mail, and whether something is encoded.
    let (mut mails, mut is_encoded) = (Vec::new(), false);
    for line in bytes.split(|byte| *byte == b'\n') {
        let begins = at;
        at += line.len() + 1;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            // The headers of a mail within a mail follow at once, and so do those of a digest's.
            in_head = !mails.is_empty() || is_after_boundary;
            opened(&mut checked, &mut mails, &mut is_encoded);
            is_after_boundary = false;
            continue;
        }
        is_after_boundary = line.starts_with(b"--");
        if is_after_boundary {
            boundaries += 1;
            in_head = true;
        }
        heads += usize::from(in_head);
        for slash in line.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(slash, _)| slash) {
            if ends_with(&line[..slash], b"multipart") {
                holders += 1;
            } else if ends_with(&line[..slash], b"message") {
                holders += 1;
                mails.push(begins + slash - b"message".len());
            }
        }
        is_encoded |= holds(line, b"base64") || holds(line, b"quoted-printable");
        if boundaries > MOST_BOUNDARIES || heads > MOST_HEADER_LINES || holders > MOST_HOLDERS {
            return Err(Unreadable::TooMany);
        }
    }
    opened(&mut checked, &mut mails, &mut is_encoded);
    Ok(checked)
}

/// A run of lines has ended: what it calls an encoded mail is called something else.
fn opened(checked: &mut Cow<'_, [u8]>, mails: &mut Vec<usize>, is_encoded: &mut bool) {
    let places = std::mem::take(mails);
    if std::mem::take(is_encoded) && !places.is_empty() {
        let bytes = checked.to_mut();
        for place in places {
            bytes[place] = b'x';
        }
    }
}

fn ends_with(text: &[u8], word: &[u8]) -> bool {
    text.len() >= word.len() && text[text.len() - word.len()..].eq_ignore_ascii_case(word)
}

/// Whether a line holds a word, in whatever case. Long lines are bodies.
fn holds(line: &[u8], word: &[u8]) -> bool {
    line.len() < 2_000 && line.windows(word.len()).any(|found| found.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_built_to_take_memory_is_not_parsed() {
        let refused = |text: String| check(text.as_bytes()).map(drop);
        assert_eq!(refused("a".repeat(LARGEST + 1)), Err(Unreadable::TooLarge));
        assert_eq!(refused("a:\n".repeat(60_000)), Err(Unreadable::TooMany));
        assert_eq!(refused("--x\n".repeat(30_000)), Err(Unreadable::TooMany));
        let heads = "a:\n".repeat(60_000);
        assert_eq!(refused(format!("A: b\nContent-Type: message/rfc822\n\n{heads}")), Err(Unreadable::TooMany));
        assert_eq!(refused(format!("A: b\n\n--b\n\n{heads}")), Err(Unreadable::TooMany));
        let nested = "Content-Type: MESSAGE/rfc822\n\n".repeat(1_000);
        assert_eq!(refused(nested), Err(Unreadable::TooMany));
        let digests = "--b\n\nContent-Type: multipart/digest; boundary=b\n\n".repeat(1_000);
        assert_eq!(refused(digests), Err(Unreadable::TooMany));
    }

    #[test]
    fn an_encoded_mail_within_a_mail_is_a_file() {
        let text = "A: b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nRnJvbTog\r\n";
        let checked = check(text.as_bytes()).unwrap();
        assert_eq!(*checked, *text.replace("message/", "xessage/").as_bytes());
        let plain =
            "Content-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==";
        assert!(matches!(check(plain.as_bytes()).unwrap(), Cow::Borrowed(_)), "its own part may be encoded");
    }

    #[test]
    fn a_long_text_is_no_reason() {
        let text = format!("From: a@b.example\n\n{}", "a: line of a log\n".repeat(100_000));
        assert!(check(text.as_bytes()).is_ok());
        let file =
            format!("A: b\n\n--b\nContent-Type: text/plain\n\n{}\n--b--\n", "a: line of a log\n".repeat(100_000));
        assert!(check(file.as_bytes()).is_ok());
    }
}
