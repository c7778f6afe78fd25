//! What kind of mail it is: a person's, or a machine's that must never be answered (RFC 3834).

use mail_parser::{Message, MessagePart};

use super::bounce::{self, Bounce};
use super::head::Head;
use super::{is_type, parameter};

/// A mail that has come by so many servers goes round in a circle.
const LOOPS: usize = 25;

/// What kind of mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A person wrote it.
    #[default]
    Reply,
    /// A machine wrote it by itself: an absence, a receipt, a mail that goes round.
    AutoReply,
    /// A mail of ours that came back.
    Bounce(Bounce),
    /// An invitation.
    Calendar,
    /// It went to many.
    List,
}

/// How absence notes begin their subjects, in lower case.
const ABSENT: [&str; 17] = [
    "automatic reply:",
    "automatic reply",
    "auto reply:",
    "auto-reply:",
    "autoreply:",
    "auto: ",
    "out of office",
    "out-of-office",
    "automatische antwort",
    "abwesenheitsnotiz",
    "abwesend:",
    "réponse automatique",
    "respuesta automática",
    "risposta automatica",
    "resposta automática",
    "automatisch antwoord",
    "autosvar:",
];

/// Headers by which machines say so, whatever they hold.
const MACHINES: [&str; 8] = [
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-autoreply-from",
    "x-mail-autoreply",
    "x-auto-reply-from",
    "x-ms-exchange-generated-message-source",
    "x-auto-response-suppress",
];

/// Headers of what goes to many.
const LISTS: [&str; 5] = ["list-id", "list-post", "list-unsubscribe", "list-help", "x-mailing-list"];

/// What kind this one is.
pub(super) fn of(message: &Message<'_>, head: &Head, body: &str) -> Kind {
    if head.all("received").count() >= LOOPS {
        return Kind::AutoReply;
    }
    if let Some(bounce) = bounce::of(message, head, body) {
        return Kind::Bounce(bounce);
    }
    if is_automatic(message, head) {
        return Kind::AutoReply;
    }
    let precedence = head.first("precedence").unwrap_or_default().to_ascii_lowercase();
    if matches!(precedence.as_str(), "bulk" | "list" | "junk") || LISTS.iter().any(|name| head.first(name).is_some()) {
        return Kind::List;
    }
    let invitation = message.parts.iter().find(|part| is_invitation(part));
    match invitation.map(method) {
        // Somebody's calendar says whether they come.
        Some(method) if matches!(method.as_str(), "REPLY" | "COUNTER" | "DECLINECOUNTER") => Kind::AutoReply,
        Some(_) => Kind::Calendar,
        None => Kind::Reply,
    }
}

fn is_automatic(message: &Message<'_>, head: &Head) -> bool {
    let submitted = head.first("auto-submitted").unwrap_or("no").trim().to_ascii_lowercase();
    let is = |name: &str, value: &str| head.all(name).any(|found| found.trim().eq_ignore_ascii_case(value));
    let is_receipt = message.parts.iter().any(|part| {
        is_type(part, "message", "disposition-notification")
            || parameter(part, "report-type").is_some_and(|kind| kind.eq_ignore_ascii_case("disposition-notification"))
    });
    let subject = message.subject().unwrap_or_default().trim().to_lowercase();
    // What stands behind a semicolon is a parameter (RFC 3834, 5).
    submitted.split(';').next().map(str::trim) != Some("no")
        || MACHINES.iter().any(|name| head.first(name).is_some())
        || is("precedence", "auto_reply")
        || is("precedence", "auto-reply")
        || is("delivered-to", "autoresponder")
        || is_receipt
        || bounce::has_no_way_back(head)
        || ABSENT.iter().any(|begin| subject.starts_with(begin))
}

fn is_invitation(part: &MessagePart<'_>) -> bool {
    is_type(part, "text", "calendar") || is_type(part, "application", "ics")
}

/// What an invitation asks for (RFC 5546): by its type's parameter, else by its own line.
fn method(part: &MessagePart<'_>) -> String {
    let named = parameter(part, "method").map(str::to_ascii_uppercase);
    named.unwrap_or_else(|| {
        let text = String::from_utf8_lossy(part.contents());
        let line =
            text.lines().take(50).find_map(|line| line.trim().strip_prefix("METHOD:").map(str::to_ascii_uppercase));
        line.unwrap_or_default()
    })
}
