//! An e-mail address that a contact gave.
//!
//! Parsing yields one normalised form, which is the contact's identity: two spellings of one mailbox are equal.
//! It says nothing about whether the mailbox exists or belongs to who typed it: claimed is not verified.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::char::is_combining_mark;

pub mod find;

/// What a visitor reads beside an address that is not one.
pub const MESSAGE: &str = "Enter a full email address, like name@example.com";

/// The longest address that SMTP can carry (RFC 5321 section 4.5.3.1.3, less the angle brackets).
const LONGEST: usize = 254;

/// An e-mail address in its normalised form: trimmed, lower-cased, an international domain in its ASCII spelling.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// The text is not a full e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{MESSAGE}")]
pub struct NotAnEmail;

impl Email {
    /// Reads an address as a visitor typed it.
    ///
    /// # Errors
    /// [`NotAnEmail`] unless it has one @, a local part of 1 to 64 characters and a domain with a dot inside.
    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        let text = text.trim();
        if text.chars().count() > LONGEST {
            return Err(NotAnEmail);
        }
        let (local, domain) = text.split_once('@').ok_or(NotAnEmail)?;
        if !is_local_part(local) || !is_domain(domain) {
            return Err(NotAnEmail);
        }
        let address = format!("{}@{}", local.to_lowercase(), ascii(domain)?);
        // Lower-casing and the ASCII spelling may lengthen what was just inside the limit.
        if address.chars().count() > LONGEST {
            return Err(NotAnEmail);
        }
        Ok(Self(address))
    }

    /// The first address in free text, if there is one: written, or spelled out (`ann at example dot com`).
    #[must_use]
    pub fn find_in(text: &str) -> Option<Self> {
        find::all(text).into_iter().next().map(|found| found.email)
    }

    /// The normalised address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_local_part(text: &str) -> bool {
    // A dot only between other characters (RFC 5321 section 4.1.2, Dot-string): no mailer takes it elsewhere.
    let is_dotted = text.starts_with('.') || text.ends_with('.') || text.contains("..");
    (1..=64).contains(&text.chars().count()) && text.chars().all(is_local_character) && !is_dotted
}

fn is_local_character(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !r#"@<>"(),;:\[]"#.contains(c)
}

/// Whether the text names a host that could be on the internet: labels of letters, digits and inner hyphens.
pub(crate) fn is_domain(text: &str) -> bool {
    let labels: Vec<&str> = text.split('.').collect();
    let Some(top) = labels.last() else {
        return false;
    };
    labels.len() >= 2
        && labels.iter().all(|label| is_label(label))
        && top.chars().count() >= 2
        && !top.chars().all(char::is_numeric)
}

fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.chars().count())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.chars().all(|c| is_domain_character(c) && c != '.')
}

fn is_domain_character(c: char) -> bool {
    // Marks are letters' parts in Devanagari, Thai and others.
    c.is_alphanumeric() || is_combining_mark(c) || c == '-' || c == '.'
}

/// One spelling for a domain written in Unicode or in its ASCII form (UTS 46), so that both are one identity.
fn ascii(domain: &str) -> Result<String, NotAnEmail> {
    if domain.is_ascii() {
        return Ok(domain.to_ascii_lowercase());
    }
    match url::Host::parse(domain) {
        Ok(url::Host::Domain(domain)) if is_domain(&domain) => Ok(domain),
        _ => Err(NotAnEmail),
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Email {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Email {
    type Error = NotAnEmail;

    fn try_from(text: String) -> Result<Self, NotAnEmail> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Option<String> {
        Email::parse(text).ok().map(Into::into)
    }

    #[test]
    fn two_spellings_of_one_mailbox_are_one_identity() {
        for spelling in ["Ann.Lee@Example.COM", " ann.lee@example.com\n", "ANN.LEE@EXAMPLE.COM"] {
            assert_eq!(parsed(spelling).as_deref(), Some("ann.lee@example.com"));
        }
        assert_eq!(Email::parse("ann@BÜCHER.example"), Email::parse("ann@xn--bcher-kva.example"));
    }

    #[test]
    fn full_addresses_are_taken() {
        for text in [
            "a@b.co",
            "pat+news@sub.example.co.uk",
            "o'hara@example.com",
            "josé@example.com",
            "用户@例子.广告",
            "user@उदाहरण.भारत",
            "a.b-c_d=e@x1.io",
        ] {
            assert!(Email::parse(text).is_ok(), "{text}");
        }
        assert!(Email::parse(&format!("{}@example.com", "a".repeat(64))).is_ok());
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            " ",
            "@",
            "ann",
            "ann@",
            "@example.com",
            ".ann@example.com",
            "ann.@example.com",
            "an..n@example.com",
            "ann@example",
            "jemima.op@post",
            "ann@@example.com",
            "ann@ex@ample.com",
            "ann lee@example.com",
            "ann@exa mple.com",
            "ann@-example.com",
            "ann@example-.com",
            "ann@.example.com",
            "ann@example..com",
            "ann@example.com.",
            "ann@example.c",
            "ann@example.123",
            "ann@127.0.0.1",
            "ann@[127.0.0.1]",
            "Ann <ann@example.com>",
            "\"ann\"@example.com",
            "a(b)@example.com",
            "a,b@example.com",
            "a;b@example.com",
            "a:b@example.com",
            "a\\b@example.com",
            "ann@exam_ple.com",
            "ann\n@example.com",
            "ann@example.com\r\nBcc: x@y.zz",
            "an\0n@example.com",
            "ann@example.com,bob@example.com",
        ] {
            assert_eq!(Email::parse(text), Err(NotAnEmail), "{text:?}");
        }
        assert!(Email::parse(&format!("{}@example.com", "a".repeat(65))).is_err());
        assert!(Email::parse(&format!("a@{}.com", "b".repeat(64))).is_err());
        assert!(Email::parse(&format!("a@{}com", "b.".repeat(130))).is_err());
    }

    #[test]
    fn the_first_address_is_found_in_free_text() {
        for (text, expected) in [
            ("MIKE@EXAMPLE.NET.", Some("mike@example.net")),
            ("mi correo: lucia@campo.example", Some("lucia@campo.example")),
            ("Email:raj@example.com\nOrder: 55102", Some("raj@example.com")),
            ("it's <ann@example.com>, thanks", Some("ann@example.com")),
            ("'ann@example.com'", Some("ann@example.com")),
            ("ann@example or bob@example.com?", Some("bob@example.com")),
            ("find me on insta @clay.by.jo", None),
            ("no address", None),
            ("@", None),
        ] {
            assert_eq!(Email::find_in(text).map(String::from).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn an_address_travels_as_a_string() {
        let email: Email = serde_json::from_str("\" Ann@Example.com \"").unwrap();
        assert_eq!(serde_json::to_string(&email).unwrap(), "\"ann@example.com\"");
        assert!(serde_json::from_str::<Email>("\"ann\"").is_err());
    }

    proptest! {
        #[test]
        fn reading_again_changes_nothing(text in "[\\PC]{1,12}@[\\PC]{1,12}\\.[a-z]{2,4}") {
            if let Ok(email) = Email::parse(&text) {
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email));
            }
        }

        #[test]
        fn what_is_taken_can_be_written_to(text in "[ -~À-ÖØ-öа-я]{1,12}@[ -~À-ÖØ-öа-я]{1,12}\\.[a-z]{2,4}") {
            if let Ok(email) = Email::parse(&text) {
                prop_assert!(email.as_str().parse::<lettre::Address>().is_ok(), "{}", email);
            }
        }

        #[test]
        fn any_text_is_searched_without_panic(text in ".{0,60}") {
            let _ = Email::find_in(&text);
        }

        #[test]
        fn an_address_is_found_amid_words(local in "[a-z0-9]{1,10}", domain in "[a-z]{1,8}\\.[a-z]{2,4}") {
            let found = Email::find_in(&format!("write to {local}@{domain}, please"));
            prop_assert_eq!(found.map(String::from), Some(format!("{local}@{domain}")));
        }
    }
}
