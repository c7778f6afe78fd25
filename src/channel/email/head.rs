//! A mail's own headers: who, to whom, in answer to what. Those of its parts are not asked.

use email_address::EmailAddress;
use mail_parser::{Address, HeaderName, HeaderValue, Message};

use super::{cut, one_line};

/// The most addresses that are looked at.
const MOST_ADDRESSES: usize = 100;
/// The most Message-IDs that are looked at.
const MOST_IDS: usize = 50;
/// The longest Message-ID that counts as one.
const LONGEST_ID: usize = 250;
/// The longest name, in characters.
const LONGEST_NAME: usize = 100;

/// Where servers write whom a mail was really for, beside To and Cc.
const RECIPIENTS: [&str; 8] =
    ["to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "apparently-to"];

/// The headers: names in lower case, values unfolded, in their order.
pub(super) struct Head(Vec<(String, String)>);

impl Head {
    pub(super) fn read(message: &Message<'_>) -> Self {
        let raw = message.headers_raw();
        Self(raw.map(|(name, value)| (name.trim().to_ascii_lowercase(), unfolded(value))).collect())
    }

    /// Whether these are a mail's: any of those that every mail has some of.
    pub(super) fn is_mail(&self) -> bool {
        ["from", "to", "subject", "date", "message-id", "received"].iter().any(|name| self.first(name).is_some())
    }

    /// All values of a header, in their order.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a header.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The mail's own name.
    pub(super) fn message_id(&self) -> Option<String> {
        ids(self.first("message-id")?).into_iter().next()
    }

    /// What it answers: the mail answered, then its thread from the latest to the oldest.
    pub(super) fn answers(&self) -> Vec<String> {
        let mut answers = self.first("in-reply-to").map(ids).unwrap_or_default();
        let thread = self.first("references").map(ids).unwrap_or_default();
        for id in thread.into_iter().rev() {
            if !answers.contains(&id) {
                answers.push(id);
            }
        }
        answers.truncate(MOST_IDS);
        answers
    }

    /// Who it says it is from: nobody, where it says so twice or names several.
    pub(super) fn sender(&self, message: &Message<'_>) -> (Option<String>, Option<String>) {
        let Some(address) = message.from().filter(|_| self.all("from").count() == 1) else { return (None, None) };
        let Address::List(list) = address else { return (None, None) };
        let [one] = list.as_slice() else { return (None, None) };
        let name = one.name.as_deref().map(|name| cut(&one_line(name), LONGEST_NAME)).filter(|name| !name.is_empty());
        (one.address.as_deref().and_then(folded), name)
    }

    /// Every address it was sent to.
    pub(super) fn recipients(&self) -> Vec<String> {
        let mut to: Vec<String> = Vec::new();
        for name in RECIPIENTS {
            for value in self.all(name) {
                for found in addresses(value) {
                    if !to.contains(&found) && to.len() < MOST_ADDRESSES {
                        to.push(found);
                    }
                }
            }
        }
        to
    }

    /// What receiving servers found about its sender, the last server's first.
    pub(super) fn results(&self) -> Vec<String> {
        self.all("authentication-results").take(20).map(|value| cut(value, 4_000)).collect()
    }
}

/// A header's value on one line (RFC 5322, 2.2.3).
fn unfolded(value: &str) -> String {
    value.split(['\r', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// An address, folded, where it is one.
fn folded(address: &str) -> Option<String> {
    let address = address.trim().to_lowercase();
    EmailAddress::is_valid(&address).then_some(address)
}

/// The addresses of a list, as far as they are any. Names are not of interest, so quotes and comments need no grammar: what
/// stands around an `@` without a sign that separates is one.
fn addresses(value: &str) -> Vec<String> {
    let separates = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"' | '(' | ')' | ':');
    value.split(separates).filter(|word| word.contains('@')).take(MOST_ADDRESSES).filter_map(folded).collect()
}

/// The Message-IDs of a header, without their brackets. Some programs leave the brackets out.
pub(super) fn ids(value: &str) -> Vec<String> {
    let words = value.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ','));
    let is_id =
        |word: &&str| word.len() <= LONGEST_ID && word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_graphic());
    words.filter(is_id).take(MOST_IDS).map(str::to_owned).collect()
}

/// The Message-ID of a mail within this one.
pub(super) fn id_of(message: &Message<'_>) -> Option<String> {
    match message.header(HeaderName::MessageId)? {
        HeaderValue::Text(id) => ids(id).into_iter().next(),
        HeaderValue::TextList(all) => all.first().and_then(|id| ids(id).into_iter().next()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_whatever_stands_around_them() {
        let found = addresses("\"Ann, B\" <Ann@X.Example>, undisclosed:; <reply+abc@in.example> (comment), c@@d, @e");
        assert_eq!(found, ["ann@x.example", "reply+abc@in.example"]);
    }

    #[test]
    fn ids_lose_their_brackets() {
        assert_eq!(ids("<a@b> <c@d>,e@f"), ["a@b", "c@d", "e@f"]);
        assert!(ids("  <>  ").is_empty() && ids(&format!("<{}@b>", "a".repeat(300))).is_empty());
    }
}
