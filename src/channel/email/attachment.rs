//! What hangs on a mail: its name made harmless, its type as the mail claims it, its bytes.
//!
//! A type is a claim and a name is a stranger's words: whoever stores a file looks at its bytes.

use mail_parser::{Message, MessagePart, MimeHeaders as _, PartType};

use super::{cut, is_type, one_line};

/// The most files of one mail.
const MOST: usize = 50;

/// The longest name, in characters.
const LONGEST_NAME: usize = 120;

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// What it is called: no folder, no character that a file system or a header minds.
    pub name: String,
    /// Its type, as the mail claims it, in lower case: `application/pdf`.
    pub kind: String,
    /// It stands within the text, as the picture of a signature does.
    pub is_inline: bool,
    /// Its bytes, decoded.
    pub bytes: Vec<u8>,
}

/// The files of a mail, in their order.
pub(super) fn all(message: &Message<'_>) -> Vec<Attachment> {
    let is_file = |at: usize, part: &MessagePart<'_>| {
        let is_shown =
            u32::try_from(at).is_ok_and(|id| message.text_body.contains(&id) || message.html_body.contains(&id));
        match part.body {
            PartType::Multipart(_) => false,
            PartType::Text(_) | PartType::Html(_) => !is_shown,
            PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Message(_) => {
                !is_type(part, "message", "delivery-status")
            }
        }
    };
    let files = message.parts.iter().enumerate().filter(|(at, part)| is_file(*at, part));
    files.take(MOST).enumerate().map(|(number, (_, part))| file(part, number + 1)).collect()
}

fn file(part: &MessagePart<'_>, number: usize) -> Attachment {
    let kind = part.content_type().map_or_else(
        || "application/octet-stream".to_owned(),
        |found| format!("{}/{}", found.ctype(), found.subtype().unwrap_or("octet-stream")).to_ascii_lowercase(),
    );
    let is_attached = part.content_disposition().is_some_and(mail_parser::ContentType::is_attachment);
    Attachment {
        name: name(part.attachment_name().unwrap_or_default(), &kind, number),
        is_inline: !is_attached && (part.content_id().is_some() || matches!(part.body, PartType::InlineBinary(_))),
        bytes: part.contents().to_vec(),
        kind: cut(&one_line(&kind), LONGEST_NAME),
    }
}

/// A name that is one: what stands behind the last slash of either kind, without what means something to a machine.
fn name(given: &str, kind: &str, number: usize) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = one_line(last)
        .chars()
        .map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | ';') { '_' } else { c })
        .collect();
    let plain = plain.trim().trim_start_matches('.').trim();
    if !plain.is_empty() {
        return short(plain);
    }
    let ending = match kind {
        "application/pdf" => ".pdf",
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        "image/gif" => ".gif",
        "text/plain" => ".txt",
        "text/calendar" => ".ics",
        "message/rfc822" => ".eml",
        _ => "",
    };
    format!("attachment-{number}{ending}")
}

/// A long name keeps its ending, by which people and programs know it.
fn short(name: &str) -> String {
    let long = name.chars().count();
    if long <= LONGEST_NAME {
        return name.to_owned();
    }
    let ending =
        name.rfind('.').map(|at| &name[at..]).filter(|ending| ending.chars().count() <= 10).unwrap_or_default();
    format!("{}{ending}", cut(name, LONGEST_NAME - ending.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere() {
        let named = |given: &str| name(given, "application/pdf", 2);
        assert_eq!(named("../../etc/passwd"), "passwd");
        assert_eq!(named("C:\\temp\\a.pdf"), "a.pdf");
        assert_eq!(named("..\u{202e}fdp.exe"), "fdp.exe");
        assert_eq!(named("a\r\nb: c\".pdf"), "a b_ c_.pdf");
        assert_eq!(named(".."), "attachment-2.pdf");
        assert_eq!(named(""), "attachment-2.pdf");
        assert_eq!(named(&format!("{}.tar.gz", "x".repeat(300))).chars().count(), LONGEST_NAME);
    }
}
