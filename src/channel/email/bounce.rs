//! Mails that come back: which one, whom it did not reach, for good or for now, and the server's own words.
//!
//! By the standard's report where there is one (RFC 3464), else by what servers without it write.

use mail_parser::{Message, MessagePart, PartType};

use super::head::{self, Head};
use super::{cut, is_type, one_line};

/// The longest words of a server that are kept, in characters.
const LONGEST: usize = 300;

/// A mail that came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounce {
    /// Which: its Message-ID, where the report holds it.
    pub of: Option<String>,
    /// Whom it did not reach, in lower case.
    pub recipient: Option<String>,
    /// It will not arrive; else the server goes on trying.
    pub is_permanent: bool,
    /// The enhanced status code (RFC 3463), such as `5.1.1`.
    pub status: Option<String>,
    /// The server's own words: one line.
    pub why: String,
}

/// What subjects of servers without the standard's report say, in lower case.
const SUBJECTS: [&str; 14] = [
    "undeliver",
    "delivery status notification",
    "failure notice",
    "mail delivery failed",
    "mail delivery failure",
    "delivery failure",
    "delivery has failed",
    "returned mail",
    "message not delivered",
    "unzustellbar",
    "nicht zustellbar",
    "non remis",
    "no se puede entregar",
    "mancato recapito",
];

/// The bounce that this mail is; none where it is none.
pub(super) fn of(message: &Message<'_>, head: &Head, body: &str) -> Option<Bounce> {
    let report = message.parts.iter().find(|part| is_type(part, "message", "delivery-status"));
    if let Some(report) = report {
        let mut bounce = read(&String::from_utf8_lossy(report.contents()));
        bounce.of = original(message, head);
        if bounce.why.is_empty() {
            bounce.why = first_line(body);
        }
        return Some(bounce);
    }
    (is_from_a_server(message, head) && is_about_failure(message)).then(|| guessed(message, head, body))
}

/// The report's first recipient whom the mail did not reach, or the first of all.
fn read(report: &str) -> Bounce {
    let unix = report.replace("\r\n", "\n");
    let blocks =
        unix.split("\n\n").map(fields).filter(|block| block.iter().any(|(name, _)| name.ends_with("-recipient")));
    let mut blocks: Vec<Vec<(String, String)>> = blocks.collect();
    let failed = |block: &Vec<(String, String)>| {
        value(block, "action").is_some_and(|action| action.eq_ignore_ascii_case("failed"))
    };
    let at = blocks.iter().position(failed).unwrap_or(0);
    if at >= blocks.len() {
        return Bounce::default();
    }
    let block = blocks.swap_remove(at);
    let typed =
        |name: &str| value(&block, name).map(|value| value.split_once(';').map_or(value, |(_, rest)| rest).trim());
    let status = value(&block, "status").and_then(|value| value.split_whitespace().next()).map(str::to_owned);
    let action = value(&block, "action").unwrap_or_default().to_ascii_lowercase();
    let is_five = status.as_deref().is_some_and(|status| status.starts_with('5'));
    let recipient = typed("final-recipient").or_else(|| typed("original-recipient"));
    let why = typed("diagnostic-code").filter(|why| !why.is_empty()).or(status.as_deref()).unwrap_or_default();
    Bounce {
        of: None,
        recipient: recipient.map(|address| cut(&one_line(address.trim_matches(['<', '>'])), LONGEST).to_lowercase()),
        is_permanent: action == "failed" || (is_five && action != "delayed"),
        why: cut(&one_line(why), LONGEST),
        status,
    }
}

/// The fields of one block: names in lower case, values unfolded.
fn fields(block: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in block.lines() {
        if line.starts_with([' ', '\t'])
            && let Some((_, value)) = fields.last_mut()
        {
            value.push(' ');
            value.push_str(line.trim());
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}

fn value<'a>(block: &'a [(String, String)], name: &str) -> Option<&'a str> {
    block.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
}

/// The Message-ID of the mail that came back: of the one within, of its headers, or of what this one answers.
fn original(message: &Message<'_>, head: &Head) -> Option<String> {
    let within = |part: &MessagePart<'_>| match &part.body {
        PartType::Message(found) => head::id_of(found),
        _ if is_type(part, "text", "rfc822-headers") || is_type(part, "message", "rfc822") => {
            named(&String::from_utf8_lossy(part.contents()))
        }
        _ => None,
    };
    message.parts.iter().find_map(within).or_else(|| head.answers().into_iter().next())
}

/// The Message-ID that a text of headers names.
fn named(text: &str) -> Option<String> {
    let is_id = |line: &&str| line.get(..11).is_some_and(|name| name.eq_ignore_ascii_case("message-id:"));
    text.lines().map(str::trim_start).find(is_id).and_then(|line| head::ids(&line[11..]).into_iter().next())
}

/// Whether a server sent it: without a way back (RFC 5321, 4.5.5), or under a server's name.
fn is_from_a_server(message: &Message<'_>, head: &Head) -> bool {
    let local = |address: &str| address.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let from = message.from().and_then(|from| from.first()).and_then(|one| one.address.as_deref()).map(local);
    let is_server = from.is_some_and(|from| matches!(from.as_str(), "mailer-daemon" | "postmaster" | "mail-daemon"));
    is_server || has_no_way_back(head)
}

/// Whether its envelope had no sender.
pub(super) fn has_no_way_back(head: &Head) -> bool {
    head.first("return-path").is_some_and(|path| path.trim() == "<>")
}

fn is_about_failure(message: &Message<'_>) -> bool {
    let subject = message.subject().unwrap_or_default().to_lowercase();
    SUBJECTS.iter().any(|words| subject.contains(words))
}

/// As servers without the report tell it (qmail, old Exim, some providers).
fn guessed(message: &Message<'_>, head: &Head, body: &str) -> Bounce {
    let lines = || body.lines().map(str::trim).filter(|line| !line.is_empty());
    // A reply code (RFC 5321, 4.2.1): whether it is for good.
    let code = |line: &str| {
        let is_code = |word: &&str| {
            word.len() == 3 && word.starts_with(['4', '5']) && word.bytes().all(|byte| byte.is_ascii_digit())
        };
        line.split(|c: char| !c.is_ascii_alphanumeric()).find(is_code).map(|word| word.starts_with('5'))
    };
    let told = lines().find(|line| code(line).is_some());
    let address = |word: &str| {
        let word = word.trim_matches(['<', '>', ':', ',', ';', '"', '\'', '(', ')']);
        email_address::EmailAddress::is_valid(word).then(|| word.to_lowercase())
    };
    Bounce {
        of: named(body).or_else(|| original(message, head)),
        recipient: lines().take(40).flat_map(str::split_whitespace).find_map(address),
        // Who says it could not deliver, and does not say that it goes on trying, has given up.
        is_permanent: told.and_then(code).unwrap_or(true) && !body.to_lowercase().contains("still being retried"),
        status: None,
        why: told.map_or_else(|| first_line(body), |line| cut(&one_line(line), LONGEST)),
    }
}

fn first_line(body: &str) -> String {
    cut(&one_line(body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default()), LONGEST)
}
