//! What a file is: told by its bytes, never by its name or by what a browser claims. Pure.
//!
//! What is not on the list here is refused. What could act where it is opened (a page, a drawing with scripts in it, a
//! program) is on no list, and nothing whose name would start a program is taken, whatever it holds.

use crate::bot::files::Group;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its media type.
    pub mime: &'static str,
    /// To which group it belongs.
    pub group: Group,
}

/// So many bytes of its beginning tell a file's kind, and a picture's size.
pub const HEAD: usize = 64 * 1024;

/// Pictures that every browser draws and that hold nothing but points: they alone are shown in place.
const SHOWN: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// Whether a file of this media type is shown in place. Everything else is a download.
#[must_use]
pub fn is_shown(mime: &str) -> bool {
    SHOWN.contains(&mime)
}

/// The media type to serve: one of ours, or none that means anything.
#[must_use]
pub fn served(mime: &str) -> &'static str {
    match ALL.iter().find(|kind| kind.mime == mime) {
        Some(Kind { mime: "text/plain", .. }) => "text/plain; charset=utf-8",
        Some(Kind { mime: "text/csv", .. }) => "text/csv; charset=utf-8",
        Some(kind) => kind.mime,
        None => "application/octet-stream",
    }
}

macro_rules! kinds {
    ($($name:ident = $mime:literal, $group:ident;)*) => {
        $(const $name: Kind = Kind { mime: $mime, group: Group::$group };)*
        /// Every kind there is.
        pub const ALL: &[Kind] = &[$($name),*];
    };
}

kinds! {
    PNG = "image/png", Picture;
    JPEG = "image/jpeg", Picture;
    GIF = "image/gif", Picture;
    WEBP = "image/webp", Picture;
    HEIC = "image/heic", Picture;
    PDF = "application/pdf", Pdf;
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Document;
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Document;
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation", Document;
    TEXT = "text/plain", Document;
    CSV = "text/csv", Document;
    MP3 = "audio/mpeg", Media;
    OGG = "audio/ogg", Media;
    WAV = "audio/wav", Media;
    M4A = "audio/mp4", Media;
    MP4 = "video/mp4", Media;
    MOV = "video/quicktime", Media;
    WEBM = "video/webm", Media;
    ZIP = "application/zip", Archive;
}

/// The media types of these groups as a field for files wants them (HTML standard, 4.10.5.1.17), with the endings by which
/// systems know what they have no type for.
#[must_use]
pub fn accepted(groups: &[Group]) -> String {
    let mut all: Vec<&str> = ALL.iter().filter(|kind| groups.contains(&kind.group)).map(|kind| kind.mime).collect();
    if groups.contains(&Group::Document) {
        all.extend([".docx", ".xlsx", ".pptx", ".txt", ".csv"]);
    }
    if groups.contains(&Group::Picture) {
        all.push(".heic");
    }
    all.join(",")
}

/// What people call such a file.
#[must_use]
pub fn word(mime: &str) -> &'static str {
    match mime {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/heic" => "Picture",
        "application/pdf" => "PDF",
        "text/plain" => "Text",
        "text/csv" => "Table",
        "application/zip" => "ZIP archive",
        mime if mime == DOCX.mime => "Word",
        mime if mime == XLSX.mime => "Excel",
        mime if mime == PPTX.mime => "PowerPoint",
        mime if mime.starts_with("audio/") => "Sound",
        mime if mime.starts_with("video/") => "Video",
        _ => "File",
    }
}

/// Endings that some system acts upon when such a file is opened, in lower case.
const ACTS: &str = " ade adp apk app appref-ms bat chm cmd com cpl crt dll dmg docm dotm exe gadget hta htm html inf ins isp \
    jar js jse jsp lnk mde mht mhtml mjs msc msi msp mst pif ppam pptm ps1 psm1 py rb reg scf scr sct sh shs svg svgz sys \
    url vb vbe vbs ws wsc wsf wsh xht xhtml xlam xlsm xml xsl ";

/// Whether a file of this name would start something where it is opened.
#[must_use]
pub fn acts(name: &str) -> bool {
    let ending = ending(name);
    !ending.is_empty() && ACTS.contains(&format!(" {ending} "))
}

/// What stands behind the last point of a name, in lower case.
fn ending(name: &str) -> String {
    let name = name.trim_end_matches(['.', ' ']);
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

/// What a file is, by its first [`HEAD`] bytes, its name (which only tells apart what is alike inside), and whether all of it is
/// plain text. None for whatever is not known.
#[must_use]
pub fn sniff(head: &[u8], name: &str, is_text: bool) -> Option<Kind> {
    let at = |from: usize, what: &[u8]| head.get(from..from + what.len()) == Some(what);
    let kind = if at(0, b"\x89PNG\r\n\x1a\n") {
        PNG
    } else if at(0, b"\xff\xd8\xff") {
        JPEG
    } else if at(0, b"GIF87a") || at(0, b"GIF89a") {
        GIF
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        WEBP
    } else if at(0, b"RIFF") && at(8, b"WAVE") {
        WAV
    } else if at(0, b"%PDF-") {
        PDF
    } else if at(0, b"PK\x03\x04") {
        zipped(head)
    } else if at(0, b"OggS") {
        OGG
    } else if at(0, b"ID3") || matches!(head, [0xff, 0xfb | 0xf3 | 0xf2, ..]) {
        MP3
    } else if at(0, b"\x1a\x45\xdf\xa3") {
        // EBML says which of its formats it is in its first element (RFC 8794, 11.2.8).
        head.get(..64.min(head.len()))?.windows(4).any(|four| four == b"webm").then_some(WEBM)?
    } else if at(4, b"ftyp") {
        branded(head.get(8..12)?)?
    } else if is_text && !is_markup(head) {
        if matches!(ending(name).as_str(), "csv" | "tsv") { CSV } else { TEXT }
    } else {
        return None;
    };
    Some(kind)
}

/// An office file is an archive whose parts have well-known names (ECMA-376, part 2).
fn zipped(head: &[u8]) -> Kind {
    let holds = |part: &[u8]| head.windows(part.len()).any(|window| window == part);
    if !holds(b"[Content_Types].xml") && !holds(b"_rels/.rels") && !holds(b"docProps/") {
        return ZIP;
    }
    [(&b"word/"[..], DOCX), (b"xl/", XLSX), (b"ppt/", PPTX)]
        .into_iter()
        .find_map(|(part, kind)| holds(part).then_some(kind))
        .unwrap_or(ZIP)
}

/// What the first brand of a file of boxes says it is (ISO/IEC 14496-12, 4.3).
fn branded(brand: &[u8]) -> Option<Kind> {
    Some(match brand {
        b"heic" | b"heix" | b"hevc" | b"heim" | b"heis" | b"mif1" | b"msf1" => HEIC,
        b"M4A " | b"M4B " => M4A,
        b"qt  " => MOV,
        b"isom" | b"iso2" | b"iso4" | b"iso5" | b"iso6" | b"mp41" | b"mp42" | b"avc1" | b"M4V " | b"dash" | b"3gp4"
        | b"3gp5" => MP4,
        _ => return None,
    })
}

/// Text that a browser or a shell would act upon.
fn is_markup(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let start = head.iter().position(|byte| !byte.is_ascii_whitespace()).map_or(&[][..], |at| &head[at..]);
    start.starts_with(b"<") || start.starts_with(b"#!")
}

/// How wide and high a picture is, in points, where its first bytes say so.
#[must_use]
pub fn size(kind: Kind, head: &[u8]) -> Option<(i64, i64)> {
    let two_little = |at: usize| Some(i64::from(u16::from_le_bytes(head.get(at..at + 2)?.try_into().ok()?)));
    let four = |at: usize| Some(i64::from(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?)));
    let three_little = |at: usize| {
        let three = head.get(at..at + 3)?;
        Some(i64::from(u32::from_le_bytes([three[0], three[1], three[2], 0])))
    };
    let found = match kind {
        PNG => (four(16)?, four(20)?),
        GIF => (two_little(6)?, two_little(8)?),
        JPEG => frame(head)?,
        WEBP => match head.get(12..16)? {
            b"VP8X" => (three_little(24)? + 1, three_little(27)? + 1),
            b"VP8 " => (two_little(26)? & 0x3fff, two_little(28)? & 0x3fff),
            b"VP8L" => {
                let bits = u32::from_le_bytes(head.get(21..25)?.try_into().ok()?);
                (i64::from(bits & 0x3fff) + 1, i64::from((bits >> 14) & 0x3fff) + 1)
            }
            _ => return None,
        },
        _ => return None,
    };
    Some(found).filter(|(wide, high)| *wide > 0 && *high > 0 && *wide <= 100_000 && *high <= 100_000)
}

/// A JPEG says its size in the frame's header, behind other segments (ITU-T T.81, B.2.2).
fn frame(head: &[u8]) -> Option<(i64, i64)> {
    let mut at = 2;
    while let Some(&[0xff, marker, high, low]) = head.get(at..at + 4).and_then(|four| four.first_chunk::<4>()) {
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            let two = |at: usize| Some(i64::from(u16::from_be_bytes(head.get(at..at + 2)?.try_into().ok()?)));
            return Some((two(at + 7)?, two(at + 5)?));
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mime(head: &[u8], name: &str) -> Option<&'static str> {
        let is_text = std::str::from_utf8(head).is_ok_and(|text| !text.contains('\0'));
        sniff(head, name, is_text).map(|kind| kind.mime)
    }

    #[test]
    fn a_file_is_what_its_bytes_say_whatever_it_is_called() {
        assert_eq!(mime(b"\x89PNG\r\n\x1a\n....", "x.html"), Some("image/png"));
        assert_eq!(mime(b"%PDF-1.7\n", "x.png"), Some("application/pdf"));
        assert_eq!(mime(b"RIFF\x10\0\0\0WEBPVP8 ", "a"), Some("image/webp"));
        assert_eq!(mime(b"PK\x03\x04....[Content_Types].xml....word/document.xml", "a.zip"), Some(DOCX.mime));
        assert_eq!(mime(b"PK\x03\x04....holiday/one.jpg", "a.docx"), Some("application/zip"));
        assert_eq!(mime(b"\0\0\0\x18ftypheic....", "a.png"), Some("image/heic"));
        assert_eq!(mime(b"\0\0\0\x18ftypcrx ....", "a.png"), None);
        assert_eq!(mime(b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", "a"), Some("video/webm"));
        assert_eq!(mime(b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", "a"), None);
        assert_eq!(mime("gr\u{fc}\u{df}e\n".as_bytes(), "a.md"), Some("text/plain"));
        assert_eq!(mime(b"a;b\n1;2\n", "a.CSV"), Some("text/csv"));
    }

    #[test]
    fn what_could_act_is_no_kind_at_all() {
        for head in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"[..],
            b"\xef\xbb\xbf \n<!doctype html><script>",
            b"<?xml version='1.0'?>",
            b"#!/bin/sh\n",
            b"MZ\x90\0",
            b"\x7fELF\x02\x01\x01\0",
            b"\xca\xfe\xba\xbe",
            b"a\0b",
            b"\xff\xfeh\0i\0",
        ] {
            assert_eq!(mime(head, "picture.png"), None, "{head:?}");
        }
    }

    #[test]
    fn a_name_that_starts_something_is_known_however_it_is_written() {
        for name in ["a.exe", "invoice.pdf.EXE", "x.Svg", "a.html", "a.exe. ", "a.docm"] {
            assert!(acts(name), "{name}");
        }
        for name in ["a.pdf", "exe", "a.exe.pdf", "report", ".", "a b.png", "x. "] {
            assert!(!acts(name), "{name}");
        }
    }

    #[test]
    fn only_pictures_of_points_are_shown_and_only_known_types_are_served() {
        let shown: Vec<_> = ALL.iter().filter(|kind| is_shown(kind.mime)).map(|kind| kind.mime).collect();
        assert_eq!(shown, ["image/png", "image/jpeg", "image/gif", "image/webp"]);
        assert!(!is_shown("image/svg+xml"));
        for odd in ["image/svg+xml", "text/html", "", "text/javascript"] {
            assert_eq!(served(odd), "application/octet-stream");
        }
        assert_eq!(served("text/plain"), "text/plain; charset=utf-8");
    }

    #[test]
    fn a_picture_says_how_large_it_is() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0";
        assert_eq!(size(PNG, png), Some((640, 480)));
        assert_eq!(size(GIF, b"GIF89a\x20\x00\x10\x00"), Some((32, 16)));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08\0\x10\0\x20\x01";
        assert_eq!(size(JPEG, jpeg), Some((32, 16)));
        assert_eq!(size(PNG, b"\x89PNG"), None);
        assert_eq!(size(GIF, b"GIF89a\0\0\0\0"), None);
    }

    proptest! {
        #[test]
        fn no_bytes_at_all_are_too_odd_to_be_looked_at(head in proptest::collection::vec(any::<u8>(), 0..200), name in ".{0,20}", is_text: bool) {
            if let Some(kind) = sniff(&head, &name, is_text) {
                prop_assert!(ALL.contains(&kind));
            }
            for kind in ALL {
                let mut made = head.clone();
                made.splice(0..0, b"\xff\xd8\xff".iter().copied());
                let _ = size(*kind, &head);
                let _ = size(*kind, &made);
            }
        }

        #[test]
        fn what_begins_like_markup_is_never_taken_for_text(gap in "[ \n\t]{0,10}", rest in ".{0,40}") {
            prop_assert_eq!(mime(format!("{gap}<{rest}").as_bytes(), "a.txt"), None);
        }
    }
}
