//! What a file is: by its content first, and by its name where the content could be several.

use super::super::source::Kind;
use super::LARGEST;
use super::decode::decode;

/// Why a file is not read, in words for whoever sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It has no bytes, or none that say anything.
    Empty,
    /// It is larger than files may be.
    TooLarge,
    /// It is a document of an office program.
    Office,
    /// It is a picture, a program, an archive.
    NoText,
}

impl Refusal {
    /// A sentence that says what to do.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Empty => "This file is empty".to_owned(),
            Self::TooLarge => {
                format!("This file is too large: files may have up to {} MB. Split it", LARGEST / 1024 / 1024)
            }
            Self::Office => "This is a document of an office program: save it as PDF, and send that".to_owned(),
            Self::NoText => "This file holds no text: send PDF, HTML, Markdown or plain text".to_owned(),
        }
    }
}

/// How files begin that are no text: <https://en.wikipedia.org/wiki/List_of_file_signatures>.
const NO_TEXT: [&[u8]; 10] = [
    b"\x89PNG",
    b"\xFF\xD8\xFF",
    b"GIF8",
    b"\x1F\x8B",
    b"7z\xBC\xAF",
    b"Rar!",
    b"\x7FELF",
    b"MZ\x90",
    b"BZh",
    b"\xFD7zXZ",
];

/// What kind of file this is.
///
/// # Errors
/// Why it is none that can be read.
pub fn of(name: &str, bytes: &[u8]) -> Result<Kind, Refusal> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::Empty);
    }
    if bytes.len() > LARGEST {
        return Err(Refusal::TooLarge);
    }
    let first = &bytes[..bytes.len().min(1_024)];
    // PDF 1.7, 7.5.2: readers accept the mark anywhere within the first 1,024 bytes.
    if first.windows(5).any(|five| five == b"%PDF-") {
        return Ok(Kind::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") || bytes.starts_with(b"{\\rtf") {
        return Err(Refusal::Office);
    }
    if NO_TEXT.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(Refusal::NoText);
    }
    let text = decode(first, None);
    let strange = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    if strange * 20 > text.chars().count() {
        return Err(Refusal::NoText);
    }
    let text = text.trim_start().to_ascii_lowercase();
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_page =
        text.starts_with("<!doctype html") || ["<html", "<head", "<body"].iter().any(|tag| text.contains(tag));
    Ok(match ending.as_str() {
        "md" | "markdown" => Kind::Markdown,
        "html" | "htm" | "xhtml" => Kind::Html,
        _ if is_page => Kind::Html,
        _ => Kind::Text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say_whatever_it_is_called() {
        for (name, bytes, kind) in [
            ("care.txt", &b"%PDF-1.7 ..."[..], Ok(Kind::Pdf)),
            ("care.pdf", b"plain words", Ok(Kind::Text)),
            ("care", b"  <!DOCTYPE html><p>Hi", Ok(Kind::Html)),
            ("care.md", b"# Care", Ok(Kind::Markdown)),
            ("care.md", b"<html>", Ok(Kind::Markdown)),
            ("care.docx", b"PK\x03\x04 ...", Err(Refusal::Office)),
            ("care.txt", b"\x89PNG\r\n\x1A\n", Err(Refusal::NoText)),
            ("care.txt", b"a\x01\x02\x03\x04\x05b", Err(Refusal::NoText)),
            ("care.txt", b"", Err(Refusal::Empty)),
            ("care.txt", b" \n\t ", Err(Refusal::Empty)),
        ] {
            assert_eq!(of(name, bytes), kind, "{name}");
        }
        assert_eq!(of("a.txt", &vec![b'a'; LARGEST + 1]), Err(Refusal::TooLarge));
    }
}
