//! E-mail that comes in: the raw bytes of a message (RFC 5322, MIME), read into what the product can use.
//!
//! Pure and bounded, and it believes nothing: who a mail says it is from is hearsay until its reply address is verified
//! ([`signed`]) and the receiving server was asked ([`auth`]). It stores nothing, answers nobody and decides nothing.

mod attachment;
pub mod auth;
mod bounce;
mod flow;
mod guard;
mod head;
mod html;
pub mod imap;
mod kind;
pub mod mailbox;
mod quote;
mod reply;
pub mod signed;
#[cfg(test)]
mod tests;

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _, PartType};

pub use attachment::Attachment;
pub use bounce::Bounce;
pub use kind::Kind;

/// The largest mail that is read, in bytes; what large providers let through is below it.
pub const LARGEST: usize = 25 * 1024 * 1024;

/// The longest text that is kept of a mail, in characters.
const LONGEST: usize = 20_000;

/// How much of a body is looked at, in bytes: a machine wrote what is longer.
const LONGEST_BODY: usize = 1024 * 1024;

/// The longest subject that is kept, in characters.
const LONGEST_SUBJECT: usize = 300;

/// A mail, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inbound {
    /// Its Message-ID, without angle brackets.
    pub message_id: Option<String>,
    /// The mails it answers, by Message-ID: In-Reply-To first, then References from the latest to the oldest.
    pub answers: Vec<String>,
    /// Who it says it is from: none unless it names one address, once. Folded to lower case.
    pub from: Option<String>,
    /// What they call themselves; cleaned.
    pub from_name: Option<String>,
    /// Every address it was sent to, as headers tell it: To, Cc, and those that receiving servers add. Lower case.
    pub to: Vec<String>,
    /// Its subject: one line.
    pub subject: String,
    /// The new words alone: without quotes, without what stands under a signature's line. Empty where all of it is quoted.
    pub text: String,
    /// All words, quotes included.
    pub whole: String,
    /// What was attached.
    pub attachments: Vec<Attachment>,
    /// What kind of mail it is.
    pub kind: Kind,
    /// What receiving servers found about its sender: Authentication-Results, the last server's first.
    pub results: Vec<String>,
}

impl Inbound {
    /// The new words; or all of them, where there are none and nothing marks which are quoted: somebody who writes below an
    /// unmarked quote has written all the same. For a writer to whom no quote of ours is a secret.
    #[must_use]
    pub fn any_words(&self) -> &str {
        let is_marked = self.whole.lines().any(|line| line.trim_start().starts_with('>'));
        if self.text.is_empty() && !is_marked { &self.whole } else { &self.text }
    }
}

/// Why a mail is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is larger than [`LARGEST`].
    #[error("the mail is too large")]
    TooLarge,
    /// So many parts or headers that reading it would take a machine's memory.
    #[error("the mail has too many parts or headers")]
    TooMany,
    /// It has no headers at all.
    #[error("these bytes are no mail")]
    NoMail,
}

/// Reads a mail.
///
/// # Errors
/// When it is too large, built to take memory, or no mail at all. A mail with mistakes is read as far as it goes.
pub fn parse(bytes: &[u8]) -> Result<Inbound, Unreadable> {
    let bytes = guard::check(bytes)?;
    let message = MessageParser::default().parse(&*bytes).filter(|found| !found.parts.is_empty());
    let message = message.ok_or(Unreadable::NoMail)?;
    let head = head::Head::read(&message);
    if !head.is_mail() {
        return Err(Unreadable::NoMail);
    }
    let body = body(&message);
    let whole = cut(&reply::tidy(&body), LONGEST);
    let text = cut(&reply::new_words(&body), LONGEST);
    let (from, from_name) = head.sender(&message);
    Ok(Inbound {
        message_id: head.message_id(),
        answers: head.answers(),
        from,
        from_name,
        to: head.recipients(),
        subject: cut(&one_line(message.subject().unwrap_or_default()), LONGEST_SUBJECT),
        attachments: attachment::all(&message),
        kind: kind::of(&message, &head, &body),
        results: head.results(),
        text,
        whole,
    })
}

/// What a mail says, as plain text: its plain parts, or its HTML read as text where it has no other.
fn body(message: &Message<'_>) -> String {
    let mut body = words(message, &message.text_body);
    if body.trim().is_empty() {
        body = words(message, &message.html_body);
    }
    body
}

fn words(message: &Message<'_>, ids: &[u32]) -> String {
    let mut all = String::new();
    for part in ids.iter().filter_map(|id| message.part(*id)) {
        let left = LONGEST_BODY.saturating_sub(all.len());
        let said = match &part.body {
            PartType::Text(text) => flow::unflowed(head_of(text, left), part),
            PartType::Html(text) => html::text(head_of(text, left)),
            _ => continue,
        };
        if !all.is_empty() && !said.trim().is_empty() {
            all.push('\n');
        }
        all.push_str(&said);
    }
    all
}

/// The beginning of a text, at most so many bytes, no letter cut in half.
fn head_of(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// One parameter of a part's content type.
fn parameter<'a>(part: &'a MessagePart<'_>, name: &str) -> Option<&'a str> {
    part.content_type()?.attribute(name)
}

/// Whether a part is of this type and subtype.
fn is_type(part: &MessagePart<'_>, kind: &str, subtype: &str) -> bool {
    part.content_type().is_some_and(|found| {
        found.ctype().eq_ignore_ascii_case(kind) && found.subtype().is_some_and(|sub| sub.eq_ignore_ascii_case(subtype))
    })
}

/// One line of plain characters.
fn one_line(text: &str) -> String {
    let plain = |c: char| if c.is_whitespace() || c.is_control() { ' ' } else { c };
    let spaced: String = text.chars().map(plain).filter(|c| !reply::is_unseen(*c)).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cut(text: &str, characters: usize) -> String {
    text.char_indices().nth(characters).map_or_else(|| text.to_owned(), |(at, _)| text[..at].trim_end().to_owned())
}
