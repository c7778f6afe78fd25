//! How a bot passes a conversation to a person: who gets it, how long a visitor waits before they are told more, whom it
//! goes to next, and what is asked afterwards. Pure.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::{Error, FieldError, Result};
use crate::event::names;

names! {
    /// Who gets a conversation that waits for a person.
    pub enum Assignment {
        /// It rings for everybody who is available, and whoever takes it first has it.
        FirstToTake = "first_to_take",
        /// It goes to the available agent who was given one longest ago and has room; everybody else still sees it.
        RoundRobin = "round_robin",
    }
}

/// How a bot passes conversations to its team. Each a bot's own, kept with its settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HandoffRules {
    /// Who gets a conversation.
    pub assignment: Assignment,
    /// How many open conversations one agent is given at once by [`Assignment::RoundRobin`]; they may take more themselves.
    pub capacity: u32,
    /// After so many minutes of waiting the visitor is told when an answer will come.
    pub wait_limit_minutes: u32,
    /// After so many minutes of waiting the next recipients are told, and after as many again the numbers.
    pub escalate_after_minutes: u32,
    /// The e-mail addresses that are told next, in lower case.
    pub escalate_to: Vec<String>,
    /// The phone numbers that are told last, by text message, in E.164.
    pub escalate_sms: Vec<String>,
    /// After so many hours a lead that nobody has opened is told to the next recipients; 0 never does.
    pub unreviewed_after_hours: u32,
    /// Whether the visitor is asked how it went when a person closes the conversation.
    pub ask_csat: bool,
    /// Whether the visitor is sent what was said when the conversation is closed, to the address they gave in it.
    pub mail_transcript: bool,
    /// Whether agents see what a visitor writes before it is sent. The widget says so while it is on.
    pub typed_ahead: bool,
    /// After so many minutes without the visitor, what an agent said is mailed to them.
    pub absent_mail_minutes: u32,
}

/// The most addresses, and the most numbers, that are told.
pub const MOST_TOLD: usize = 10;

impl Default for HandoffRules {
    fn default() -> Self {
        Self {
            assignment: Assignment::FirstToTake,
            capacity: 4,
            wait_limit_minutes: 3,
            escalate_after_minutes: 10,
            escalate_to: Vec::new(),
            escalate_sms: Vec::new(),
            unreviewed_after_hours: 24,
            ask_csat: true,
            mail_transcript: false,
            typed_ahead: false,
            absent_mail_minutes: 5,
        }
    }
}

impl HandoffRules {
    /// How long a visitor waits before they are told when an answer will come.
    #[must_use]
    pub fn wait_limit(&self) -> Duration {
        minutes(self.wait_limit_minutes)
    }

    /// How long a visitor waits before the next recipients are told.
    #[must_use]
    pub fn escalate_after(&self) -> Duration {
        minutes(self.escalate_after_minutes)
    }

    /// How long a lead stays unopened before the next recipients are told; `None`: for ever.
    #[must_use]
    pub fn unreviewed_after(&self) -> Option<Duration> {
        let hours = self.unreviewed_after_hours;
        (hours > 0).then(|| Duration::from_secs(u64::from(hours) * 60 * 60))
    }

    /// How long a visitor is away before what an agent said is mailed to them.
    #[must_use]
    pub fn absent_mail_after(&self) -> Duration {
        minutes(self.absent_mail_minutes)
    }

    /// Whether each number is one that can be kept, and each address and phone number could be one. Whether a number is
    /// one of its country is the contact's business.
    ///
    /// # Errors
    /// `Invalid` names each field that cannot be kept.
    pub fn check(&self) -> Result<()> {
        let numbers = [
            ("capacity", self.capacity, 1, 50),
            ("wait_limit_minutes", self.wait_limit_minutes, 1, 60),
            ("escalate_after_minutes", self.escalate_after_minutes, 1, 1440),
            ("unreviewed_after_hours", self.unreviewed_after_hours, 0, 720),
            ("absent_mail_minutes", self.absent_mail_minutes, 1, 1440),
        ];
        let mut wrong: Vec<FieldError> = numbers
            .into_iter()
            .filter(|(_, given, least, most)| given < least || given > most)
            .map(|(field, _, least, most)| {
                told(field, "out_of_range", format!("Enter a number from {least} to {most}"))
            })
            .collect();
        if let Some(odd) = self.escalate_to.iter().find(|address| !email_address::EmailAddress::is_valid(address)) {
            wrong.push(told("escalate_to", "invalid", format!("{odd} is not a full email address")));
        } else if self.escalate_to.len() > MOST_TOLD {
            wrong.push(told("escalate_to", "too_many", format!("Enter at most {MOST_TOLD} addresses")));
        }
        if let Some(odd) = self.escalate_sms.iter().find(|number| !is_e164(number)) {
            let message = format!("{odd} is not a phone number with its country, like +44 20 7946 0018");
            wrong.push(told("escalate_sms", "invalid", message));
        } else if self.escalate_sms.len() > MOST_TOLD {
            wrong.push(told("escalate_sms", "too_many", format!("Enter at most {MOST_TOLD} numbers")));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }
}

fn minutes(minutes: u32) -> Duration {
    Duration::from_secs(u64::from(minutes) * 60)
}

fn told(field: &str, code: &str, message: String) -> FieldError {
    FieldError { field: field.to_owned(), code: code.to_owned(), message }
}

/// A plus, a country's digit and at most fourteen more (ITU-T E.164, 6.2.1).
fn is_e164(number: &str) -> bool {
    let digits = number.strip_prefix('+').unwrap_or_default();
    (7..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(rules: &HandoffRules) -> Vec<String> {
        match rules.check() {
            Err(Error::Invalid(fields)) => fields.into_iter().map(|field| field.field).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn what_a_bot_begins_with_can_be_kept() {
        let usual = HandoffRules::default();
        assert!(usual.check().is_ok());
        assert_eq!(usual.wait_limit(), Duration::from_secs(180));
        assert!(usual.escalate_after() > usual.wait_limit());
        assert!(!usual.typed_ahead, "nobody reads along before the owner says so");
    }

    #[test]
    fn every_field_that_cannot_be_kept_is_named() {
        let odd = HandoffRules {
            capacity: 0,
            wait_limit_minutes: 61,
            escalate_to: vec!["mirela@".into()],
            escalate_sms: vec!["+442079460018".into(), "020 7946 0018".into()],
            ..HandoffRules::default()
        };
        assert_eq!(wrong(&odd), ["capacity", "wait_limit_minutes", "escalate_to", "escalate_sms"]);
        let many = HandoffRules { escalate_to: vec!["a@example.com".into(); 11], ..HandoffRules::default() };
        assert_eq!(wrong(&many), ["escalate_to"]);
        let never = HandoffRules { unreviewed_after_hours: 0, ..HandoffRules::default() };
        assert!(never.check().is_ok());
        assert_eq!(never.unreviewed_after(), None);
    }

    #[test]
    fn rules_written_by_an_older_version_still_read() {
        let rules: HandoffRules = serde_json::from_str(r#"{"assignment":"round_robin"}"#).unwrap();
        assert_eq!(rules, HandoffRules { assignment: Assignment::RoundRobin, ..HandoffRules::default() });
    }
}
