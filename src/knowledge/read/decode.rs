//! Bytes as text, whatever they claim to be written in.
//!
//! A mark at the beginning is believed first, then the bytes themselves where they are UTF-8, then what was declared
//! (WHATWG Encoding, HTML 13.2.3.2), and at last Windows-1252, in which every byte is something.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far in a page may say what it is written in: HTML 13.2.3.2.
const DECLARED_WITHIN: usize = 1_024;

/// The text of these bytes. `declared` is what a server or a person says they are written in.
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Cow<'a, str> {
    if let Some((marked, mark)) = Encoding::for_bom(bytes) {
        return marked.decode_without_bom_handling(&bytes[mark..]).0;
    }
    if let Some(wide) = without_mark(bytes) {
        return wide.decode_without_bom_handling(bytes).0;
    }
    if is_utf8(bytes) {
        return UTF_8.decode_without_bom_handling(bytes).0;
    }
    let named = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes())).or_else(|| in_page(bytes));
    // It says UTF-8 and is not.
    let named = named.filter(|encoding| *encoding != UTF_8).unwrap_or(WINDOWS_1252);
    named.decode_without_bom_handling(bytes).0
}

/// Whether it is UTF-8; cut within a letter it is as well, if there were such letters before.
fn is_utf8(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && !bytes[..error.valid_up_to()].is_ascii(),
    }
}

/// UTF-16 without its mark: every other byte of plain letters is zero.
fn without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let first = &bytes[..bytes.len().min(512) & !1];
    if first.len() < 16 {
        return None;
    }
    let zeros = |at: usize| first.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
    let half = first.len() / 2;
    match (zeros(0), zeros(1)) {
        (high, low) if high * 10 >= half * 7 && low * 10 < half => Some(UTF_16BE),
        (high, low) if low * 10 >= half * 7 && high * 10 < half => Some(UTF_16LE),
        _ => None,
    }
}

/// What a page says of itself: `<meta charset=…>`, or within a `content`.
fn in_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let first = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARED_WITHIN)]).to_ascii_lowercase();
    let at = first.find("charset=")?;
    let label = first[at + "charset=".len()..].trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c))).unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_whatever_it_is_written_in_and_whatever_it_claims() {
        let said = "Größe: 12 €, señor";
        let (latin, _, _) = encoding_rs::ISO_8859_15.encode(said);
        let wide = |order: fn(u16) -> [u8; 2]| said.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let long = "Grosse Tassen sind da".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        for (bytes, declared, read) in [
            (said.as_bytes().to_vec(), Some("utf-8"), said),
            (said.as_bytes().to_vec(), Some("iso-8859-1"), said),
            ([b"\xEF\xBB\xBF".to_vec(), said.as_bytes().to_vec()].concat(), None, said),
            (latin.to_vec(), Some("iso-8859-15"), said),
            ([b"\xFF\xFE".to_vec(), wide(u16::to_le_bytes)].concat(), Some("utf-8"), said),
            (long, None, "Grosse Tassen sind da"),
            (b"caf\xE9".to_vec(), Some("utf-8"), "café"),
            (b"caf\xE9".to_vec(), Some("no such thing"), "café"),
            (b"<meta charset=\"windows-1251\">\xCF\xF0".to_vec(), None, "<meta charset=\"windows-1251\">Пр"),
        ] {
            assert_eq!(decode(&bytes, declared), read, "{declared:?}");
        }
    }

    #[test]
    fn a_letter_that_was_cut_spoils_nothing_before_it() {
        let bytes = "größer für".as_bytes();
        let cut = &bytes[..bytes.len() - 2];
        assert!(decode(cut, None).starts_with("größer f"));
        assert_eq!(decode(&[], None), "");
    }
}
