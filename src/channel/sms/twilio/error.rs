//! What can go wrong when a message is sent, sorted by what to do about it.
//!
//! The codes are Twilio's (Error and warning dictionary). Twilio's own words may hold a phone number, so they are kept
//! for the owner's eyes and never printed by Debug or Display.

use std::fmt;
use std::time::Duration;

use httpclient::{Error, InMemoryError};
use serde::Deserialize;

use super::wire::NOT_CONNECTED;

/// A setting that can't be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Setup {
    /// The address of Twilio's interface is none, or would carry the token in the open.
    #[error("the Twilio address must be an https URL with no query, like https://api.twilio.com")]
    Base,
    /// The account's id has another shape.
    #[error("the Twilio account must be AC and 32 hexadecimal digits")]
    Account,
    /// There is no token.
    #[error("the Twilio auth token is empty")]
    Token,
    /// The machine has no certificates to know Twilio by.
    #[error("this machine has no CA certificates; install the package ca-certificates")]
    Certificates,
}

/// Why a message was not sent, or is not known to have been.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Twilio will never send this message to this person. Don't try again.
    #[error("Twilio refused the message: {0}")]
    Refused(Refusal),
    /// Twilio doesn't take the account's settings. Try again once the owner has mended them.
    #[error("Twilio doesn't take the account's settings: {0}")]
    Settings(Refusal),
    /// Something passing. Try again later.
    #[error("Twilio could not be reached, or asks to wait")]
    Later {
        /// How long Twilio asks to wait, at most an hour.
        retry_after: Option<Duration>,
        /// Whether Twilio may have taken the message all the same: look before sending again.
        may_have_arrived: bool,
    },
}

/// Twilio's answer to what it doesn't take.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The status of the answer.
    pub status: u16,
    /// Twilio's error code, when it gave one.
    pub code: Option<u32>,
    /// Twilio's own words. They may name the recipient: for the owner, never for a log.
    pub words: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    code: Option<u32>,
    message: String,
}

impl SendError {
    /// Whether trying again can't help.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    /// Whether the person has stopped messages from this number (21610: they replied STOP).
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        matches!(self, Self::Refused(Refusal { code: Some(21610), .. }))
    }

    /// It may have been carried out or not: the answer was late, cut off or not to be read.
    pub(super) fn unclear() -> Self {
        Self::Later { retry_after: None, may_have_arrived: true }
    }
}

/// Sorts what came back by what to do about it.
pub(super) fn classify(error: InMemoryError) -> SendError {
    let response = match error {
        Error::HttpError(response) => response,
        Error::Custom(what) if what == NOT_CONNECTED => {
            return SendError::Later { retry_after: None, may_have_arrived: false };
        }
        _ => return SendError::unclear(),
    };
    let status = response.status().as_u16();
    let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
    let retry_after = retry_after
        .and_then(|seconds| seconds.trim().parse().ok())
        .map(|seconds: u64| Duration::from_secs(seconds.min(3600)));
    let body: Body = response.body.json().unwrap_or_default();
    let refusal = Refusal { status, code: body.code, words: body.message };
    match (status, body.code) {
        // Too fast: for the account (20429), the sender's queue (21611, 30001), a rate (14107, 63018).
        (429, _) | (_, Some(20429 | 21611 | 30001 | 14107 | 63018)) => {
            SendError::Later { retry_after, may_have_arrived: false }
        }
        (500.. | 408 | 425, _) => SendError::Later { retry_after, may_have_arrived: true },
        // Codes from 21000 on are about the message even where the status is about rights.
        (401 | 403 | 404, code) if code.is_none_or(|code| code < 21000) => SendError::Settings(refusal),
        _ => SendError::Refused(refusal),
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "status {}, code {code}", self.status),
            None => write!(f, "status {}", self.status),
        }
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Refusal({self})")
    }
}
