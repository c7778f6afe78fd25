//! Hands a mail to the outside: a mail server, a directory (the demo) or a test's memory.
//!
//! One call is one attempt, and its result says for each recipient whether the mail was taken. It
//! keeps no queue and tries nothing again: the job that calls it does.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::clean;
use super::message::{self, Outgoing};

pub mod config;
mod files;
mod smtp;

pub use config::{MailConfig, Problem, Security};
pub use files::file_name;

/// The way out for mails, shared by all who send.
#[derive(Clone)]
pub enum Transport {
    /// A mail server.
    Smtp(Arc<smtp::Smtp>),
    /// A directory of `.eml` files, one for each mail.
    Files(PathBuf),
    /// What a test reads back.
    Memory(Memory),
}

/// What became of a mail that at least one recipient's server has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What the server said when it took the mail, such as "250 OK, queued as 4A1B".
    pub server_words: String,
    pub accepted: Vec<String>,
    pub refused: Vec<Refusal>,
}

/// One recipient the mail did not go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub address: String,
    /// Whether trying again is pointless (a 5xx reply, or no e-mail address at all).
    pub permanent: bool,
    /// The server's own words, safe to show.
    pub words: String,
}

/// The mail went to no one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct SendError {
    /// Whether trying again is pointless. A wrong password is not: the owner can set it right.
    pub permanent: bool,
    /// The server's own words with their code, or what went wrong on the way to it. Safe to show.
    pub words: String,
    /// Each recipient's refusal, where the server gave one.
    pub refused: Vec<Refusal>,
}

impl SendError {
    fn temporary(words: &str) -> Self {
        Self { permanent: false, words: clean::line(words, WORDS_LENGTH), refused: Vec::new() }
    }

    fn permanent(words: &str) -> Self {
        Self { permanent: true, ..Self::temporary(words) }
    }

    /// Everybody was refused: pointless to try again only if it is so for each.
    fn from_refusals(refused: Vec<Refusal>) -> Self {
        let permanent = refused.iter().all(|refusal| refusal.permanent);
        let words = refused
            .iter()
            .find(|refusal| refusal.permanent == permanent)
            .map_or_else(String::new, |refusal| refusal.words.clone());
        Self { permanent, words, refused }
    }
}

/// The longest answer of a server that is kept.
const WORDS_LENGTH: usize = 300;

impl Transport {
    /// Opens the way out that the configuration names. Connects to nothing yet.
    pub fn open(config: &MailConfig) -> Result<Self, Vec<Problem>> {
        match config.destination()? {
            config::Destination::Smtp(server) => {
                smtp::Smtp::open(server).map(|smtp| Self::Smtp(Arc::new(smtp))).map_err(|problem| vec![problem])
            }
            config::Destination::Files(dir) => Ok(Self::Files(dir)),
            config::Destination::Memory => Ok(Self::memory()),
        }
    }

    /// A way out that only remembers.
    #[must_use]
    pub fn memory() -> Self {
        Self::Memory(Memory::default())
    }

    /// Sends a mail to all its recipients.
    pub async fn send(&self, mail: &Outgoing) -> Result<Receipt, SendError> {
        self.send_to(mail, &mail.to).await
    }

    /// Sends a mail to some of its recipients: those who are left after an earlier attempt. The
    /// mail itself still names them all.
    pub async fn send_to(&self, mail: &Outgoing, recipients: &[String]) -> Result<Receipt, SendError> {
        let mut built = message::build(mail).map_err(|error| SendError::permanent(&error.to_string()))?;
        let left: Vec<_> = recipients.iter().filter_map(|words| message::address(words)).collect();
        built.to.retain(|address| left.contains(address));
        built.invalid.retain(|words| recipients.contains(words));
        if built.to.is_empty() {
            return Err(SendError::permanent(&message::Unsendable::NoRecipient.to_string()));
        }
        let sent = match self {
            Self::Smtp(smtp) => smtp.send(&built).await,
            Self::Files(dir) => files::write(dir.clone(), built.clone()).await,
            Self::Memory(memory) => memory.take(mail, &built),
        };
        let unaddressed = built.invalid.into_iter().map(|address| Refusal {
            address,
            permanent: true,
            words: "not an e-mail address".to_owned(),
        });
        match sent {
            Ok(mut receipt) => {
                receipt.refused.extend(unaddressed);
                Ok(receipt)
            }
            Err(mut error) => {
                error.refused.extend(unaddressed);
                Err(error)
            }
        }
    }

    /// Whether a mail could leave now: connects and signs in, or looks at the directory.
    pub async fn check(&self) -> Result<(), SendError> {
        match self {
            Self::Smtp(smtp) => smtp.check().await,
            Self::Files(dir) => files::check(dir.clone()).await,
            Self::Memory(_) => Ok(()),
        }
    }
}

/// Mails a test has sent, and the failures it has arranged.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    inner: Arc<Mutex<Remembered>>,
}

#[derive(Debug, Default)]
struct Remembered {
    sent: Vec<Outgoing>,
    failures: std::collections::VecDeque<SendError>,
}

impl Memory {
    /// What was sent so far, oldest first.
    #[must_use]
    pub fn sent(&self) -> Vec<Outgoing> {
        self.lock().sent.clone()
    }

    /// The next mail fails so; each call arranges one more failure.
    pub fn fail_next(&self, permanent: bool, words: &str) {
        let error = if permanent { SendError::permanent(words) } else { SendError::temporary(words) };
        self.lock().failures.push_back(error);
    }

    fn take(&self, mail: &Outgoing, built: &message::Built) -> Result<Receipt, SendError> {
        let mut memory = self.lock();
        if let Some(error) = memory.failures.pop_front() {
            return Err(error);
        }
        memory.sent.push(mail.clone());
        Ok(Receipt {
            server_words: "kept in memory".to_owned(),
            accepted: built.to.iter().map(ToString::to_string).collect(),
            refused: Vec::new(),
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Remembered> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(to: &[&str]) -> Outgoing {
        Outgoing {
            from_name: String::new(),
            from_address: "desk@loam.example".into(),
            to: to.iter().map(|to| (*to).to_owned()).collect(),
            reply_to: None,
            subject: "New lead".into(),
            text: "text".into(),
            html: "<p>text</p>".into(),
            message_id: "a@b".into(),
            in_reply_to: None,
            references: Vec::new(),
            list_id: None,
            list_unsubscribe: None,
            auto_submitted: true,
            date_ms: 0,
        }
    }

    #[tokio::test]
    async fn memory_keeps_what_was_sent_and_fails_as_arranged() {
        let memory = Memory::default();
        let transport = Transport::Memory(memory.clone());
        memory.fail_next(true, "552 Mailbox\r\nfull");
        let error = transport.send(&mail(&["a@x.example"])).await.unwrap_err();
        assert_eq!((error.permanent, error.words.as_str()), (true, "552 Mailbox full"));
        transport.send(&mail(&["a@x.example"])).await.unwrap();
        assert_eq!(memory.sent(), [mail(&["a@x.example"])]);
    }

    #[tokio::test]
    async fn a_mail_for_no_one_is_final() {
        let error = Transport::memory().send(&mail(&["nobody"])).await.unwrap_err();
        assert!(error.permanent, "{error:?}");
        let both = mail(&["a@x.example", "b@x.example"]);
        let stranger = ["c@x.example".to_owned()];
        assert!(Transport::memory().send_to(&both, &stranger).await.unwrap_err().permanent);
    }

    #[test]
    fn all_refused_is_final_only_if_it_is_for_each() {
        let refusal = |permanent, words: &str| Refusal { address: "a@x".into(), permanent, words: words.into() };
        let mixed = SendError::from_refusals(vec![refusal(true, "550 gone"), refusal(false, "451 later")]);
        assert_eq!((mixed.permanent, mixed.words.as_str()), (false, "451 later"));
        let all = SendError::from_refusals(vec![refusal(true, "550 gone"), refusal(true, "552 full")]);
        assert_eq!((all.permanent, all.words.as_str()), (true, "550 gone"));
    }
}
