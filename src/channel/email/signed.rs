//! What an e-mail of ours carries that opens something: the address that answers go to, and links that do one thing.
//!
//! Both are signed (HMAC-SHA256 under the installation's own key), each under a name of its own, so that neither passes for
//! the other. A reply address says which conversation, and whose: a member's holds for that member alone, though it does not
//! name them, since whom the signature was made for is read from who writes. It never ends, because people answer old mail.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use crate::event::names;
use crate::id::{ConversationId, Id, LeadId, MemberId};
use crate::time::Timestamp;

/// Letters of a signature of a reply address: 100 bits, since a local part holds 64 letters (RFC 5321, 4.5.3.1.1).
const SHORT: usize = 20;

/// Letters of a signature of a link: 160 bits.
const LONG: usize = 32;

/// Crockford's base 32, as ids have it: it survives a server that changes letters' case.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Whose answers an address takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose<'a> {
    /// This member's.
    Member(&'a MemberId),
    /// The visitor's of the conversation.
    Visitor,
}

impl Whose<'_> {
    const fn letter(self) -> char {
        match self {
            Self::Member(_) => 'm',
            Self::Visitor => 'v',
        }
    }
}

/// A reply address as it was written: nothing of it is believed before [`Claim::is_for`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The conversation it names.
    pub conversation: ConversationId,
    /// It says that it is the visitor's, else a member's.
    pub is_visitors: bool,
    signature: String,
}

/// What stands between the plus and the `@`: version, whose, the conversation's id, the signature; 48 letters.
#[must_use]
pub fn reply_token(key: &SecretString, conversation: &ConversationId, whose: Whose<'_>) -> String {
    format!("1{}{}{}", whose.letter(), letters(conversation), signature(key, &meant(conversation, whose), SHORT))
}

fn meant(conversation: &ConversationId, whose: Whose<'_>) -> String {
    match whose {
        Whose::Member(member) => format!("reply/1/{conversation}/{member}"),
        Whose::Visitor => format!("reply/1/{conversation}/visitor"),
    }
}

impl Claim {
    /// Reads what stood between the plus and the `@`; none where it is nothing of ours.
    #[must_use]
    pub fn read(token: &str) -> Option<Self> {
        let token = token.to_ascii_lowercase();
        let rest = token.strip_prefix('1').filter(|rest| rest.is_ascii())?;
        let is_visitors = match rest.get(..1)? {
            "v" => true,
            "m" => false,
            _ => return None,
        };
        let (id, signature) = rest.get(1..)?.split_at_checked(26)?;
        let conversation = ConversationId::parse(&format!("{}_{id}", ConversationId::PREFIX))?;
        (signature.len() == SHORT).then(|| Self { conversation, is_visitors, signature: signature.to_owned() })
    }

    /// Whether it was signed for them. It takes the same time whatever is wrong with it.
    #[must_use]
    pub fn is_for(&self, key: &SecretString, whose: Whose<'_>) -> bool {
        let right = signature(key, &meant(&self.conversation, whose), SHORT);
        let is_right = bool::from(right.as_bytes().ct_eq(self.signature.as_bytes()));
        is_right & (self.is_visitors == matches!(whose, Whose::Visitor))
    }
}

names! {
    /// What a link in an e-mail does.
    pub enum Action {
        /// The member takes the conversation.
        Take = "take",
        /// The member has seen to the lead.
        Handled = "handled",
        /// The conversation ends.
        Close = "close",
    }
}

/// What a link was signed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it does.
    pub action: Action,
    /// For whom it does it.
    pub member: MemberId,
    /// The lead it was sent about; none where it was sent about a conversation alone.
    pub lead: Option<LeadId>,
    /// In which conversation, where there is one.
    pub conversation: Option<ConversationId>,
    /// Until when it works.
    pub until: Timestamp,
}

impl Link {
    /// What stands in the link's address: plain names, and the signature over them.
    #[must_use]
    pub fn sign(&self, key: &SecretString) -> String {
        let named = self.named();
        let signature = signature(key, &format!("link/1/{named}"), LONG);
        format!("{named}.{signature}")
    }

    fn named(&self) -> String {
        let conversation = self.conversation.as_ref().map_or("none", letters);
        let lead = self.lead.as_ref().map_or("none", letters);
        let seconds = self.until.millis() / 1_000;
        format!("{}.{}.{lead}.{conversation}.{seconds}", self.action, letters(&self.member))
    }

    /// What a link says, where it was signed and still works at `now`.
    #[must_use]
    pub fn read(key: &SecretString, token: &str, now: Timestamp) -> Option<Self> {
        let (named, given) = token.rsplit_once('.')?;
        let right = signature(key, &format!("link/1/{named}"), LONG);
        if !bool::from(right.as_bytes().ct_eq(given.as_bytes())) {
            return None;
        }
        let mut parts = named.split('.');
        let action = Action::parse(parts.next()?)?;
        let member = id::<MemberId>(parts.next()?)?;
        let (lead, conversation) = (parts.next()?, parts.next()?);
        let is_none = |letters: &str| letters == "none";
        let lead = if is_none(lead) { None } else { Some(id::<LeadId>(lead)?) };
        let conversation = if is_none(conversation) { None } else { Some(id::<ConversationId>(conversation)?) };
        let until = Timestamp::from_millis(parts.next()?.parse::<i64>().ok()?.checked_mul(1_000)?);
        let is_whole = parts.next().is_none();
        (is_whole && now <= until).then_some(Self { action, member, lead, conversation, until })
    }
}

fn id<T: Id>(letters: &str) -> Option<T> {
    T::parse(&format!("{}_{letters}", T::PREFIX))
}

/// An id without its prefix.
fn letters<T: std::fmt::Display + AsLetters>(id: &T) -> &str {
    id.as_letters()
}

/// The letters of an id.
trait AsLetters {
    fn as_letters(&self) -> &str;
}

macro_rules! as_letters {
    ($($id:ident)*) => {$(
        impl AsLetters for $id {
            fn as_letters(&self) -> &str {
                self.as_str().rsplit('_').next().unwrap_or_default()
            }
        }
    )*};
}
as_letters! { ConversationId LeadId MemberId }

/// So many letters of the signature over a text.
fn signature(key: &SecretString, text: &str, length: usize) -> String {
    // HMAC takes a key of any length (RFC 2104), so there is always a result.
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(key.expose_secret().as_bytes()) else {
        return String::new();
    };
    mac.update(text.as_bytes());
    let bytes = mac.finalize().into_bytes();
    let (mut out, mut bits, mut held) = (String::with_capacity(length), 0_u32, 0_u32);
    // As many bytes as it takes: what is asked for is shorter than the hash.
    for byte in bytes.into_iter().take(length * 5 / 8 + 1) {
        bits = (bits << 8) | u32::from(byte);
        held += 8;
        while held >= 5 && out.len() < length {
            held -= 5;
            out.push(char::from(ALPHABET[((bits >> held) & 31) as usize]));
        }
        bits &= (1 << held) - 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::id::Ids;

    fn key() -> SecretString {
        "a key of the installation".into()
    }

    fn new<T: Id>() -> T {
        Ids::System.next(Timestamp::from_millis(0))
    }

    #[test]
    fn an_address_holds_for_whom_it_was_made_and_in_any_case() {
        let (talk, other): (ConversationId, ConversationId) = (new(), new());
        let (ann, ben): (MemberId, MemberId) = (new(), new());
        let token = reply_token(&key(), &talk, Whose::Member(&ann));
        assert!(token.len() == 48 && token.bytes().all(|b| ALPHABET.contains(&b)), "{token}");
        let claim = Claim::read(&token.to_uppercase()).unwrap();
        assert_eq!(claim.conversation, talk);
        assert!(claim.is_for(&key(), Whose::Member(&ann)));
        assert!(!claim.is_for(&key(), Whose::Member(&ben)) && !claim.is_for(&key(), Whose::Visitor));
        assert!(!claim.is_for(&"another key".into(), Whose::Member(&ann)));
        let theirs = Claim::read(&reply_token(&key(), &talk, Whose::Visitor)).unwrap();
        assert!(theirs.is_for(&key(), Whose::Visitor) && !theirs.is_for(&key(), Whose::Member(&ann)));
        let moved = Claim { conversation: other, ..theirs };
        assert!(!moved.is_for(&key(), Whose::Visitor), "signed for one conversation alone");
    }

    #[test]
    fn a_link_does_one_thing_for_one_member_until_its_end() {
        let until = Timestamp::from_millis(1_795_257_960_000);
        let conversation = Some(new());
        let link = Link { action: Action::Take, member: new(), lead: Some(new()), conversation, until };
        let token = link.sign(&key());
        assert_eq!(Link::read(&key(), &token, until), Some(link.clone()));
        assert_eq!(Link::read(&key(), &token, Timestamp::from_millis(until.millis() + 1)), None);
        assert_eq!(Link::read(&key(), &token.replace("take.", "close."), until), None);
        let later = token.replace("1795257960", "1995257960");
        assert_eq!(Link::read(&key(), &later, until), None);
        let bare = Link { conversation: None, ..link };
        assert_eq!(Link::read(&key(), &bare.sign(&key()), until), Some(bare));
    }

    proptest! {
        #[test]
        fn nothing_else_is_read_as_one(text in "\\PC{0,120}", ours in "[0-9a-z.]{0,140}") {
            for token in [&text, &ours] {
                prop_assert!(Link::read(&key(), token, Timestamp::from_millis(0)).is_none());
                if let Some(claim) = Claim::read(token) {
                    prop_assert!(!claim.is_for(&key(), Whose::Visitor));
                }
            }
        }
    }
}
