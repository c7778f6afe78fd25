//! The bytes of a file as text, whichever way it was saved: UTF-8, UTF-16 with its mark, else Windows-1252. Pure.
//!
//! It reads a file as it comes in. What looks like UTF-8 is taken for it; the first byte that cannot be makes it
//! Windows-1252, as old spreadsheets save, as long as nothing before it was anything but plain ASCII.

use crate::event::names;

names! {
    /// How a file is written.
    pub enum Encoding {
        /// As it should be.
        Utf8 = "utf-8",
        /// As some spreadsheets save "Unicode text".
        Utf16 = "utf-16",
        /// As older ones save CSV.
        Windows = "windows-1252",
    }
}

/// Windows-1252 where it is not Latin-1 (WHATWG Encoding, index windows-1252).
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Bytes that are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoText {
    /// An Excel workbook, or another archive.
    Workbook,
    /// Most likely UTF-16 without its mark.
    Binary,
    /// It began as UTF-8 and did not go on as such.
    Mixed,
}

/// Reads a file as it comes in.
#[derive(Debug, Default)]
pub struct Decoder {
    encoding: Option<Encoding>,
    is_big: bool,
    /// Bytes that are no character yet.
    held: Vec<u8>,
    /// Something that is not ASCII was read as UTF-8.
    is_proven: bool,
}

impl Decoder {
    /// How the file is written, as far as it was read.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding.unwrap_or(Encoding::Utf8)
    }

    /// Adds the text of these bytes.
    ///
    /// # Errors
    /// [`NoText`] where they are none.
    pub fn push(&mut self, bytes: &[u8], is_last: bool, out: &mut String) -> Result<(), NoText> {
        self.held.extend_from_slice(bytes);
        if self.encoding.is_none() {
            if self.held.len() < 4 && !is_last {
                return Ok(());
            }
            self.begin()?;
        }
        let held = std::mem::take(&mut self.held);
        match self.encoding() {
            Encoding::Utf8 => self.utf8(held, is_last, out),
            Encoding::Utf16 => {
                self.utf16(&held, is_last, out);
                Ok(())
            }
            Encoding::Windows => {
                windows(&held, out);
                Ok(())
            }
        }
    }

    fn begin(&mut self) -> Result<(), NoText> {
        let (encoding, mark) = match self.held.as_slice() {
            [b'P', b'K', 3 | 5, ..] => return Err(NoText::Workbook),
            [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
            [0xff, 0xfe, ..] => (Encoding::Utf16, 2),
            [0xfe, 0xff, ..] => {
                self.is_big = true;
                (Encoding::Utf16, 2)
            }
            bytes if bytes.iter().take(4).any(|byte| *byte == 0) => return Err(NoText::Binary),
            _ => (Encoding::Utf8, 0),
        };
        self.is_proven = mark == 3;
        self.encoding = Some(encoding);
        self.held.drain(..mark);
        Ok(())
    }

    fn utf8(&mut self, held: Vec<u8>, is_last: bool, out: &mut String) -> Result<(), NoText> {
        let good = match std::str::from_utf8(&held) {
            Ok(text) => {
                self.is_proven |= !text.is_ascii();
                out.push_str(text);
                return Ok(());
            }
            Err(error) => {
                let good = error.valid_up_to();
                let text = std::str::from_utf8(&held[..good]).unwrap_or_default();
                self.is_proven |= !text.is_ascii();
                out.push_str(text);
                if error.error_len().is_none() && !is_last {
                    self.held = held[good..].to_vec();
                    return Ok(());
                }
                good
            }
        };
        if self.is_proven {
            return Err(NoText::Mixed);
        }
        self.encoding = Some(Encoding::Windows);
        windows(&held[good..], out);
        Ok(())
    }

    fn utf16(&mut self, held: &[u8], is_last: bool, out: &mut String) {
        let unit = |pair: &[u8]| {
            let pair = [pair[0], pair[1]];
            if self.is_big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
        };
        let mut units: Vec<u16> = held.chunks_exact(2).map(unit).collect();
        let mut rest = held.len() % 2;
        // Half of a pair waits for the other half.
        if !is_last && units.last().is_some_and(|last| (0xd800..0xdc00).contains(last)) {
            units.pop();
            rest += 2;
        }
        out.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        self.held = held[held.len() - rest..].to_vec();
    }
}

fn windows(bytes: &[u8], out: &mut String) {
    out.extend(bytes.iter().map(|byte| match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        other => char::from(*other),
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Read in pieces of this size.
    fn read(bytes: &[u8], size: usize) -> Result<(String, Encoding), NoText> {
        let (mut decoder, mut out) = (Decoder::default(), String::new());
        for piece in bytes.chunks(size) {
            decoder.push(piece, false, &mut out)?;
        }
        decoder.push(&[], true, &mut out)?;
        Ok((out, decoder.encoding()))
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let mark: &[u8] = if big { &[0xfe, 0xff] } else { &[0xff, 0xfe] };
        let units = text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
        mark.iter().copied().chain(units).collect()
    }

    #[test]
    fn what_is_no_text_is_told_apart() {
        assert_eq!(read(b"PK\x03\x04rest", 3), Err(NoText::Workbook));
        assert_eq!(read(b"N\0a\0m\0e\0", 2), Err(NoText::Binary));
        assert_eq!(read(b"Zo\xc3\xab,Gr\xfcn", 4), Err(NoText::Mixed));
        assert_eq!(read(b"\xef\xbb\xbfa\xff", 9), Err(NoText::Mixed));
    }

    #[test]
    fn an_old_spreadsheets_file_is_read_as_it_was_meant() {
        let told = read(b"Gr\xfcn,\x80 5,\x93x\x94", 2).unwrap();
        assert_eq!(told, ("Grün,€ 5,“x”".to_owned(), Encoding::Windows));
        assert_eq!(read(b"cut\xc3", 9).unwrap(), ("cutÃ".to_owned(), Encoding::Windows));
    }

    proptest! {
        #[test]
        fn a_text_is_read_alike_however_it_is_saved_and_cut(text in "[^\0]{0,30}", size in 1usize..9) {
            let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
            prop_assert_eq!(read(&marked, size).unwrap(), (text.clone(), Encoding::Utf8));
            for big in [true, false] {
                prop_assert_eq!(read(&utf16(&text, big), size).unwrap(), (text.clone(), Encoding::Utf16));
            }
        }
    }
}
