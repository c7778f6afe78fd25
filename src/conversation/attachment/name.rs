//! What a file is called: a stranger's words, made harmless for lists, headers and file systems. Pure.

use std::fmt::Write as _;

/// The longest name, in characters.
pub const LONGEST: usize = 120;

/// A name that leads nowhere: what stands behind the last slash of either kind, without what cannot be seen or turns the
/// direction of reading, and without signs that a file system or a header minds. A long one keeps its ending.
#[must_use]
pub fn tidy(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .filter(|c| !is_unseen(*c))
        .map(|c| match c {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' | ';' | '%' => '_',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = plain.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    if plain.is_empty() { "file".to_owned() } else { short(plain) }
}

/// Controls, marks of direction (Unicode, UAX 9), and what has no width.
fn is_unseen(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

fn short(name: &str) -> String {
    let long = name.chars().count();
    if long <= LONGEST {
        return name.to_owned();
    }
    let ending = name.rfind('.').map(|at| &name[at..]).filter(|ending| ending.chars().count() <= 10);
    let ending = ending.unwrap_or_default();
    let head: String = name.chars().take(LONGEST - ending.chars().count()).collect();
    format!("{}{ending}", head.trim_end())
}

/// A name within an address (RFC 3986, 2.3): every byte that is not unreserved is written as `%XX`.
#[must_use]
pub fn in_address(name: &str) -> String {
    let mut written = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            written.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(written, "%{byte:02X}");
        }
    }
    written
}

/// The header `Content-Disposition` (RFC 6266): for every reader a name in plain ASCII, and for those of this century the
/// true one (RFC 8187).
#[must_use]
pub fn disposition(is_shown: bool, name: &str) -> String {
    let way = if is_shown { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\') || c == ' ' { c } else { '_' })
        .collect();
    format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{}", in_address(name))
}

/// How large a file is, as people say it: "120 KB".
#[must_use]
pub fn size(bytes: i64) -> String {
    const KILOBYTE: i64 = 1_024;
    const MEGABYTE: i64 = 1_048_576;
    match bytes {
        1 => "1 byte".to_owned(),
        ..KILOBYTE => format!("{bytes} bytes"),
        KILOBYTE..MEGABYTE => format!("{} KB", (bytes + 512) / KILOBYTE),
        // In tenths, rounded.
        _ => {
            let tenths = (bytes * 10 + 524_288) / 1_048_576;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_leads_nowhere() {
        assert_eq!(tidy("../../x"), "x");
        assert_eq!(tidy("..\\..\\windows\\a.pdf"), "a.pdf");
        assert_eq!(tidy("a\r\nSet-Cookie: b.png"), "a Set-Cookie_ b.png");
        assert_eq!(tidy("in\u{202e}fdp.exe"), "infdp.exe");
        assert_eq!(tidy(".htaccess"), "htaccess");
        for empty in ["", "..", "/", "\u{202e}", ". ."] {
            assert_eq!(tidy(empty), "file", "{empty:?}");
        }
        let long = tidy(&format!("{}.pdf", "x".repeat(300)));
        assert!(
            long.chars().count() == LONGEST && std::path::Path::new(&long).extension().is_some_and(|it| it == "pdf")
        );
    }

    #[test]
    fn a_header_holds_one_name_in_two_spellings() {
        assert_eq!(
            disposition(false, "Gr\u{fc}n 1.pdf"),
            "attachment; filename=\"Gr_n 1.pdf\"; filename*=UTF-8''Gr%C3%BCn%201.pdf"
        );
        assert_eq!(disposition(true, "a\"b.png"), "inline; filename=\"a_b.png\"; filename*=UTF-8''a%22b.png");
    }

    #[test]
    fn a_size_is_told_as_people_say_it() {
        let told = [(1_023, "1023 bytes"), (122_880, "120 KB"), (1_048_576, "1.0 MB"), (26_214_400, "25.0 MB")];
        for (bytes, words) in told {
            assert_eq!(size(bytes), words);
        }
    }

    proptest! {
        #[test]
        fn a_tidy_name_is_plain_whatever_was_given(given in ".{0,200}") {
            let name = tidy(&given);
            prop_assert!(!name.is_empty() && name.chars().count() <= LONGEST);
            prop_assert!(!name.contains(['/', '\\', '\n', '\r', '\0', '"']) && !name.starts_with('.'));
            prop_assert!(name.chars().all(|c| !c.is_control() && !is_unseen(c)));
            prop_assert_eq!(&tidy(&name), &name);
            prop_assert!(disposition(false, &name).bytes().all(|byte| (0x20..0x7f).contains(&byte)));
        }
    }
}
