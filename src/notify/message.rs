//! Builds the message a mail server is handed (RFC 5322, MIME) from an [`Outgoing`].
//!
//! Names and subjects reach headers through lettre's types only, cleaned first. The same
//! [`Outgoing`] always gives the same bytes, so a mail built again after a crash is the same mail.
//! It sends nothing.

use std::time::{Duration, SystemTime};

use lettre::Address;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};
use sha2::{Digest, Sha256};

use super::clean;

/// The longest name shown in a header.
const NAME_LENGTH: usize = 80;
/// The longest subject: mail programs show far less, and RFC 5322 allows 998 bytes a line.
const SUBJECT_LENGTH: usize = 200;
/// A thread's References keep the first mail and the latest of the others.
const REFERENCES: usize = 20;

/// One mail to be sent: everything in it, and the words of no one but its maker and the visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The name before the sender's address, such as "Loam & Lantern desk".
    pub from_name: String,
    /// The sender's address; bounces come back to it.
    pub from_address: String,
    /// Whom it goes to; all are named in `To`.
    pub to: Vec<String>,
    /// Whom an answer goes to, name and address. An address that is none is left out.
    pub reply_to: Option<(String, String)>,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// With or without its angle brackets; the same for each attempt to send this mail.
    pub message_id: String,
    /// The mail this one answers, by its Message-ID.
    pub in_reply_to: Option<String>,
    /// The thread so far, oldest first, by Message-ID.
    pub references: Vec<String>,
    /// Names the stream of mails to filters (RFC 2919), such as `leads.loam.desk.example`.
    pub list_id: Option<String>,
    /// The page where these mails can be turned off (RFC 2369).
    pub list_unsubscribe: Option<String>,
    /// Whether a machine wrote it (RFC 3834). Keeps holiday replies from reaching the visitor.
    pub auto_submitted: bool,
    /// When it was written, in unix milliseconds.
    pub date_ms: i64,
}

/// Why a mail can't be built, whoever it is sent to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    #[error("the sender's address {0:?} is not an e-mail address")]
    Sender(String),
    #[error("{0:?} is not a Message-ID")]
    MessageId(String),
    #[error("none of the recipients has an e-mail address")]
    NoRecipient,
    #[error("the message could not be built: {0}")]
    Message(String),
}

/// A built mail with its envelope.
#[derive(Debug, Clone)]
pub struct Built {
    pub message_id: String,
    pub bytes: Vec<u8>,
    pub from: Address,
    pub to: Vec<Address>,
    /// Recipients that are no e-mail address, as they were given.
    pub invalid: Vec<String>,
}

/// Builds the message: text first, then HTML, both quoted-printable so that no line is ever too
/// long, no byte needs 8BITMIME, and nothing in them can look like the boundary (RFC 2045, 6.7).
pub fn build(mail: &Outgoing) -> Result<Built, Unsendable> {
    let from =
        address(&mail.from_address).ok_or_else(|| Unsendable::Sender(clean::line(&mail.from_address, NAME_LENGTH)))?;
    let (to, invalid) = recipients(&mail.to);
    if to.is_empty() {
        return Err(Unsendable::NoRecipient);
    }
    let message_id = message_id(&mail.message_id)?;
    let date = SystemTime::UNIX_EPOCH + Duration::from_millis(mail.date_ms.max(0).unsigned_abs());
    let mut builder = Message::builder()
        .from(mailbox(&mail.from_name, from.clone()))
        .date(date)
        .message_id(Some(message_id.clone()))
        .subject(clean::line(&mail.subject, SUBJECT_LENGTH));
    for to in &to {
        builder = builder.to(Mailbox::new(None, to.clone()));
    }
    if let Some((name, reply)) = &mail.reply_to
        && let Some(reply) = address(reply)
    {
        builder = builder.reply_to(mailbox(name, reply));
    }
    if let Some(parent) = &mail.in_reply_to {
        builder = builder.in_reply_to(self::message_id(parent)?);
    }
    if let Some(thread) = references(&mail.references)? {
        builder = builder.references(thread);
    }
    for (name, value) in extra_headers(mail) {
        builder = builder.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
    }
    let message = builder
        .multipart(
            MultiPart::alternative()
                .boundary(boundary(&message_id))
                .singlepart(part(ContentType::TEXT_PLAIN, &mail.text)?)
                .singlepart(part(ContentType::TEXT_HTML, &mail.html)?),
        )
        .map_err(|error| Unsendable::Message(error.to_string()))?;
    Ok(Built { message_id, bytes: message.formatted(), from, to, invalid })
}

/// An e-mail address that may stand in an envelope, or nothing.
pub(super) fn address(words: &str) -> Option<Address> {
    let words = words.trim();
    if words.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | ',')) {
        return None;
    }
    words.parse().ok()
}

fn recipients(given: &[String]) -> (Vec<Address>, Vec<String>) {
    let (mut to, mut invalid) = (Vec::new(), Vec::new());
    for words in given {
        match address(words) {
            Some(address) if !to.contains(&address) => to.push(address),
            Some(_) => {}
            None => invalid.push(words.clone()),
        }
    }
    (to, invalid)
}

fn mailbox(name: &str, address: Address) -> Mailbox {
    let name = clean::line(name, NAME_LENGTH);
    Mailbox::new((!name.is_empty()).then_some(name), address)
}

/// `<left@right>` of printable ASCII, as RFC 5322 (3.6.4) wants it.
fn message_id(words: &str) -> Result<String, Unsendable> {
    let bare = words.trim().trim_start_matches('<').trim_end_matches('>');
    let is_printable = bare.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b',' | b'"'));
    let has_two_sides =
        bare.split_once('@').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty() && !right.contains('@'));
    if is_printable && has_two_sides && bare.len() <= 240 {
        Ok(format!("<{bare}>"))
    } else {
        Err(Unsendable::MessageId(clean::line(words, NAME_LENGTH)))
    }
}

fn references(thread: &[String]) -> Result<Option<String>, Unsendable> {
    let ids = thread.iter().map(|id| message_id(id)).collect::<Result<Vec<_>, _>>()?;
    let Some((first, rest)) = ids.split_first() else {
        return Ok(None);
    };
    let latest = &rest[rest.len().saturating_sub(REFERENCES - 1)..];
    let kept: Vec<&str> = std::iter::once(first).chain(latest).map(String::as_str).collect();
    Ok(Some(kept.join(" ")))
}

fn extra_headers(mail: &Outgoing) -> Vec<(&'static str, String)> {
    let bare = |words: &str| {
        words.chars().filter(char::is_ascii_graphic).filter(|c| !matches!(c, '<' | '>')).collect::<String>()
    };
    let mut headers = Vec::new();
    if let Some(id) = &mail.list_id {
        headers.push(("List-Id", format!("<{}>", bare(id))));
    }
    if let Some(url) = &mail.list_unsubscribe {
        headers.push(("List-Unsubscribe", format!("<{}>", bare(url))));
    }
    if mail.auto_submitted {
        headers.push(("Auto-Submitted", "auto-generated".to_owned()));
        // Exchange and Outlook heed this one only: an absence note would go to the visitor, who
        // is the Reply-To of a lead's mail.
        headers.push(("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned()));
    }
    headers
}

fn part(kind: ContentType, words: &str) -> Result<SinglePart, Unsendable> {
    let body = Body::new_with_encoding(words.to_owned(), ContentTransferEncoding::QuotedPrintable)
        .map_err(|_| Unsendable::Message("the text does not encode".to_owned()))?;
    Ok(SinglePart::builder().content_type(kind).body(body))
}

/// Drawn from the Message-ID, so that a mail built twice is the same; `=_` can't stand in
/// quoted-printable text.
fn boundary(message_id: &str) -> String {
    format!("=_{}", &hex::encode(Sha256::digest(message_id))[..32])
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::MessageParser;
    use proptest::prelude::*;

    pub(crate) fn outgoing() -> Outgoing {
        Outgoing {
            from_name: "Loam & Lantern desk".into(),
            from_address: "desk@loam.example".into(),
            to: vec!["sales@loam.example".into()],
            reply_to: Some(("Ana María".into(), "ana@mail.example".into())),
            subject: "New lead: Ana María, Refund request".into(),
            text: "Ana María asked for a refund".into(),
            html: "<p>Ana María asked for a refund</p>".into(),
            message_id: "lead-1.sub-1@desk.example".into(),
            in_reply_to: None,
            references: vec![],
            list_id: Some("leads.loam.desk.example".into()),
            list_unsubscribe: Some("https://desk.example/settings/notifications".into()),
            auto_submitted: true,
            date_ms: 1_795_171_560_000,
        }
    }

    fn headers(bytes: &[u8]) -> Vec<String> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_mail_carries_its_headers_and_both_parts() {
        let built = build(&outgoing()).unwrap();
        insta::assert_snapshot!("built_mail", String::from_utf8(built.bytes).unwrap().replace("\r\n", "\n"));
    }

    #[test]
    fn the_same_mail_built_twice_is_the_same_bytes() {
        assert_eq!(build(&outgoing()).unwrap().bytes, build(&outgoing()).unwrap().bytes);
    }

    #[test]
    fn a_follow_up_joins_the_thread() {
        let built = build(&Outgoing {
            in_reply_to: Some("<lead-1.sub-1@desk.example>".into()),
            references: vec!["lead-1.sub-1@desk.example".into()],
            message_id: "lead-1.sub-2@desk.example".into(),
            ..outgoing()
        })
        .unwrap();
        let headers = headers(&built.bytes);
        assert!(headers.contains(&"In-Reply-To: <lead-1.sub-1@desk.example>".to_owned()));
        assert!(headers.contains(&"References: <lead-1.sub-1@desk.example>".to_owned()));
    }

    #[test]
    fn a_long_thread_keeps_its_first_mail_and_the_latest() {
        let thread: Vec<String> = (0..100).map(|n| format!("m{n}@h")).collect();
        let kept = references(&thread).unwrap().unwrap();
        assert_eq!(kept.split(' ').count(), REFERENCES);
        assert!(kept.starts_with("<m0@h> <m81@h>") && kept.ends_with("<m99@h>"));
    }

    #[test]
    fn a_message_id_with_a_line_break_is_refused() {
        for bad in ["a@b\r\nBcc: c@d", "no-at", "a@", "@b", "a@b@c", "a b@c", "<a@b>,<c@d>", "é@b"] {
            assert!(matches!(message_id(bad), Err(Unsendable::MessageId(_))), "{bad}");
        }
    }

    #[test]
    fn one_recipient_that_is_no_address_does_not_lose_the_others() {
        let built = build(&Outgoing {
            to: vec!["not an address".into(), "a@b.example".into(), "a@b.example".into()],
            ..outgoing()
        })
        .unwrap();
        assert_eq!(built.to.len(), 1);
        assert_eq!(built.invalid, ["not an address"]);
        let nobody = Outgoing { to: vec!["x@y\r\nz".into()], ..outgoing() };
        assert_eq!(build(&nobody).unwrap_err(), Unsendable::NoRecipient);
    }

    #[test]
    fn a_reply_address_that_is_none_is_left_out() {
        let mail = Outgoing { reply_to: Some(("Eve".into(), "eve@x>,<all@y".into())), ..outgoing() };
        assert!(!headers(&build(&mail).unwrap().bytes).iter().any(|h| h.starts_with("Reply-To")));
    }

    proptest! {
        #[test]
        fn no_name_or_subject_can_add_a_header(name in any::<String>(), subject in any::<String>(), reply in any::<String>()) {
            let plain = headers(&build(&outgoing()).unwrap().bytes);
            let mail = Outgoing {
                from_name: format!("a{name}"),
                reply_to: Some((reply, "ana@mail.example".into())),
                subject: format!("New lead: {subject}, \r\nBcc: x@y"),
                ..outgoing()
            };
            let built = build(&mail).unwrap();
            let names = |headers: &[String]| headers.iter().map(|h| h.split(':').next().unwrap().to_owned()).collect::<Vec<_>>();
            prop_assert_eq!(names(&headers(&built.bytes)), names(&plain));
            prop_assert!(built.bytes.is_ascii());
            prop_assert!(built.bytes.split(|b| *b == b'\n').all(|line| line.len() <= 998));
        }

        #[test]
        fn the_subject_a_reader_sees_is_the_cleaned_one(subject in "[\\PC]{1,60}") {
            let built = build(&Outgoing { subject: format!("S {subject} E"), ..outgoing() }).unwrap();
            let parsed = MessageParser::default().parse(&built.bytes).unwrap();
            let seen = parsed.subject().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(seen, clean::line(&format!("S {subject} E"), 200));
        }
    }
}
