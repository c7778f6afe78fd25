//! Identifiers: one type per noun, `lead_01k…` everywhere (URL, JSON, log, column), sortable by time of birth.
//!
//! An id names a thing and opens nothing: whoever holds one still needs the scope. Secrets are [`token`]s, kept as
//! hashes. Ids are made by [`Ids`], which is injected, so that tests can foretell them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::time::Timestamp;

/// Crockford's base 32, lower case: no i, l, o, u, so that an id can be read aloud.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The length of an id behind its prefix: 128 bits, five to a letter.
const LETTERS: usize = 26;

/// A typed identifier.
pub trait Id: Sized {
    /// What stands before the underscore.
    const PREFIX: &'static str;
    /// Takes a text that [`parse`](Id::parse) or [`Ids`] has shaped.
    fn from_text(text: String) -> Self;
    /// Reads an id that came from outside; `None` when it cannot be one of this kind.
    fn parse(text: &str) -> Option<Self> {
        let letters = text.strip_prefix(Self::PREFIX)?.strip_prefix('_')?;
        let is_id = letters.len() == LETTERS && letters.bytes().all(|b| ALPHABET.contains(&b));
        is_id.then(|| Self::from_text(text.to_owned()))
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id as it is written everywhere.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Id for $name {
            const PREFIX: &'static str = $prefix;
            fn from_text(text: String) -> Self {
                Self(text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

/// Calls `$then! { A, B, … }` with every id type, so that other modules can say what an id is to them.
#[macro_export]
macro_rules! for_each_id {
    ($then:ident) => {
        $then! {
            OrganisationId, MemberId, BotId, ContactId, IdentityId, ConversationId, MessageId, FormId, FormSessionId,
            TagId, LeadId, SubmissionId, NotificationId, RuleId, EntryId, JobId, DeliveryId, NoteId, ChangeId,
            MergeId, ViewId, TaskId, TrailId, SourceId, PageId, QuestionId, RemarkId,
            InvitationId, CannedId, MailId, AttachmentId
        }
    };
}

ids! {
    /// Who runs this installation, or one of several who do.
    OrganisationId = "org";
    /// A person who signs in.
    MemberId = "mem";
    /// One assistant on one site.
    BotId = "bot";
    /// One person as one bot knows them.
    ContactId = "con";
    /// One way a contact is recognised.
    IdentityId = "idn";
    /// One exchange on one channel.
    ConversationId = "cnv";
    /// One entry of a conversation.
    MessageId = "msg";
    /// A form's definition.
    FormId = "frm";
    /// A form being filled.
    FormSessionId = "fse";
    /// A tag of a bot.
    TagId = "tag";
    /// The record of a contact worth following up.
    LeadId = "lead";
    /// One captured request.
    SubmissionId = "sub";
    /// Something the outside must be told.
    NotificationId = "ntf";
    /// A rule of a bot.
    RuleId = "rul";
    /// One entry of a bot's knowledge.
    EntryId = "ent";
    /// One piece of work of the back room.
    JobId = "job";
    /// One message on its way through a provider.
    DeliveryId = "dlv";
    /// A private note on a lead.
    NoteId = "note";
    /// What the team says among itself beside a conversation.
    RemarkId = "rem";
    /// One line of a lead's history.
    ChangeId = "chg";
    /// Two leads joined by a person.
    MergeId = "mrg";
    /// A way of looking at the list that somebody keeps.
    ViewId = "view";
    /// Work that a person started and watches.
    TaskId = "task";
    /// One line of the audit trail.
    TrailId = "trl";
    /// A file or a site that a bot answers from.
    SourceId = "src";
    /// A page of such a site.
    PageId = "page";
    /// A question that nothing answered.
    QuestionId = "unq";
    /// Somebody who is asked to join.
    InvitationId = "inv";
    /// A reply that is kept ready.
    CannedId = "can";
    /// An e-mail to a visitor who has left.
    MailId = "mail";
    /// A file that somebody sent.
    AttachmentId = "att";
}

/// Where new ids come from.
#[derive(Clone, Debug)]
pub enum Ids {
    /// UUID version 7 (RFC 9562): time, then a counter and randomness.
    System,
    /// Counted, for tests.
    Counted(Arc<AtomicU64>),
}

impl Ids {
    /// Ids that count from one.
    #[must_use]
    pub fn counted() -> Self {
        Self::Counted(Arc::new(AtomicU64::new(0)))
    }

    /// A new id; later ones sort after earlier ones of the same process.
    pub fn next<T: Id>(&self, now: Timestamp) -> T {
        let bits = match self {
            #[expect(clippy::disallowed_methods, reason = "the one place where ids are born")]
            Self::System => uuid::Uuid::now_v7().as_u128(),
            Self::Counted(count) => {
                let time = u128::try_from(now.millis()).unwrap_or_default() << 80;
                time | u128::from(count.fetch_add(1, Ordering::Relaxed) + 1)
            }
        };
        let mut text = String::with_capacity(T::PREFIX.len() + 1 + LETTERS);
        text.push_str(T::PREFIX);
        text.push('_');
        for place in (0..LETTERS).rev() {
            let five_bits = (bits >> (place * 5)) & 31;
            text.push(char::from(ALPHABET[five_bits as usize]));
        }
        T::from_text(text)
    }
}

/// A new secret: 256 random bits in base64url, 43 characters.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn token() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| anyhow::anyhow!("no randomness from the system: {e}"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// A name for one request, for answers and the log: 128 bits in hexadecimal. It opens nothing, so where the system gives
/// no randomness a count does.
#[must_use]
pub fn request() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mut bytes = [0_u8; 16];
    if getrandom::fill(&mut bytes).is_err() {
        bytes[8..].copy_from_slice(&COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    }
    hex::encode(bytes)
}

/// What is stored of a secret: its SHA-256 in hexadecimal. Enough for 256-bit tokens; passwords get argon2.
#[must_use]
pub fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Whether a text has the shape of a visitor's secret: 43 to 128 characters of base64url.
#[must_use]
pub fn is_token(text: &str) -> bool {
    (43..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_another_kind_does_not() {
        let id: LeadId = Ids::System.next(Timestamp::from_millis(0));
        assert_eq!(LeadId::parse(id.as_str()), Some(id.clone()));
        assert_eq!(BotId::parse(id.as_str()), None);
        assert_eq!(LeadId::parse("lead_'; DROP TABLE lead; --"), None);
    }

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        let ids: Vec<JobId> = (0..1_000).map(|_| Ids::System.next(Timestamp::from_millis(0))).collect();
        assert!(ids.is_sorted());
    }

    #[test]
    fn tokens_differ_and_have_their_shape() {
        let (a, b) = (token().unwrap(), token().unwrap());
        assert_ne!(a, b);
        assert!(is_token(&a) && !is_token("short") && !is_token(&format!("{a} ")));
        assert_eq!(token_hash(&a).len(), 64);
    }
}
