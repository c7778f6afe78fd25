//! Whether the owner's e-mail about a submission arrived, in words.
//!
//! The words are the handler's ("Delivered to 2 people, 11:52"); the glyph and colour are the state's.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::dashboard::icons;

/// How far an e-mail has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailStage {
    /// Waiting to be sent, or for its next try.
    Queued,
    /// The mail server took it.
    Sent,
    /// The recipients' server took it.
    Delivered,
    /// Given up, until somebody asks for another try.
    Failed,
    /// No mail server is configured, or nobody is to be told.
    Off,
}

/// The line "Email sent" of a lead or a submission.
#[derive(Clone, Debug, Template)]
#[template(path = "part/email.html")]
pub struct EmailState {
    pub stage: EmailStage,
    /// "Not delivered, mailbox full."
    pub text: String,
    pub send_again: Option<SendAgain>,
}

/// A posted form that puts a failed e-mail back into the outbox.
#[derive(Clone, Debug)]
pub struct SendAgain {
    pub action: String,
    pub csrf: String,
    /// Names the mail to send: a hidden field `notification`.
    pub notification: String,
}

impl EmailStage {
    fn class(self) -> &'static str {
        match self {
            Self::Queued => "is-queued",
            Self::Sent | Self::Delivered => "is-sent",
            Self::Failed => "is-failed",
            Self::Off => "is-off",
        }
    }

    fn icon(self) -> icons::Icon {
        icons::icon(match self {
            Self::Queued => "clock",
            Self::Sent => "check",
            Self::Delivered => "circle-check",
            Self::Failed => "circle-alert",
            Self::Off => "info",
        })
    }
}

/// Writes nothing but its own escaped template.
impl HtmlSafe for EmailState {}
