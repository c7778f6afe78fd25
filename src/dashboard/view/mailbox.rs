//! The demo's mailbox: the e-mails that would have left, read as sent.
//!
//! A mail's HTML is shown in a sandboxed frame served from its own address, never in this page.

use askama::Template;

use super::layout::Frame;
use crate::dashboard::icons::{self, glyph};

/// The page at `/demo/mail` and `/demo/mail/N`.
#[derive(Clone, Debug, Template)]
#[template(path = "mailbox.html")]
pub struct MailboxPage {
    pub frame: Frame,
    /// Newest first.
    pub threads: Vec<ThreadLine>,
    pub open: Option<Thread>,
}

/// One thread in the list.
#[derive(Clone, Debug)]
pub struct ThreadLine {
    pub href: String,
    pub subject: String,
    /// How many mails it has.
    pub count: usize,
    pub to: String,
    /// The newest mail's first words.
    pub preview: String,
    /// "10:52"
    pub at: String,
    pub is_current: bool,
}

/// The thread that is open.
#[derive(Clone, Debug)]
pub struct Thread {
    pub subject: String,
    /// Oldest first, as a mail program shows them.
    pub mails: Vec<Mail>,
}

/// One mail.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Its place in the page: `#mail-N`.
    pub anchor: String,
    pub from_name: String,
    pub from_address: String,
    /// The sender's letter in its dome.
    pub letter: String,
    pub at: String,
    /// The headers as sent, in their order: From, To, Subject, Date, Message-ID, In-Reply-To…
    pub headers: Vec<(String, String)>,
    pub body: Body,
    /// Shown open; earlier mails of the thread are folded.
    pub is_open: bool,
}

/// Which part of a mail is shown.
#[derive(Clone, Debug)]
pub enum Body {
    /// The HTML part at its own address, and the link that shows the text instead.
    Html { src: String, text_href: String },
    /// The text part, and the link that shows the HTML instead, where there is one.
    Text { text: String, html_href: Option<String> },
}

impl Thread {
    fn has_many(&self) -> bool {
        self.mails.len() > 1
    }
}
