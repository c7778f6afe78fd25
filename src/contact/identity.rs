//! How a contact is recognised: by the visitor's own token, by a channel's address, by what they claim.
//!
//! Claimed is not verified. A claim lets the owner see two conversations as one person's; it never shows a visitor
//! anything, because a conversation is seen by the identity it is held under, never by its contact.

use std::collections::HashMap;
use std::fmt;

use super::sql;
use crate::db::{Conn, Tx, dialect, record};
use crate::error::Result;
use crate::event::{Channel, names};
use crate::id::{self, BotId, ContactId, IdentityId};
use crate::time::Timestamp;

names! {
    /// What an identity is made of.
    pub enum Kind {
        /// The SHA-256 of the secret that a browser keeps.
        Visitor = "visitor",
        /// A number that text messages came from.
        Sms = "sms",
        /// A WhatsApp number in E.164.
        Whatsapp = "whatsapp",
        /// A Telegram account's number.
        Telegram = "telegram",
        /// An e-mail address, normalised.
        Email = "email",
        /// A phone number in E.164.
        Phone = "phone",
    }
}
crate::db::named!(Kind);

record! {
    /// One way one contact is recognised.
    #[derive(Clone, Debug)]
    pub struct Identity {
        /// Its id.
        pub id: IdentityId,
        /// What it is made of.
        pub kind: Kind,
        /// Its value, normalised.
        pub value: String,
        /// Whom it stands for.
        pub contact_id: ContactId,
        /// Whether it was proven, not only said.
        pub verified: bool,
        /// When its holder asked to hear no more.
        pub stopped_at: Option<Timestamp>,
    }
}

/// What somebody is recognised by, under one bot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Whose contact they are.
    pub bot: BotId,
    /// What it is made of.
    pub kind: Kind,
    /// Its value, normalised.
    pub value: String,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.bot, self.kind, self.value)
    }
}

/// Somebody who speaks: the identity a conversation is held under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// What they are recognised by.
    pub kind: Kind,
    /// Its value, normalised.
    pub value: String,
    /// The channel they speak on.
    pub channel: Channel,
}

impl Sender {
    /// A visitor of the widget, by the hash of their secret.
    #[must_use]
    pub fn visitor(token_hash: &str) -> Self {
        Self { kind: Kind::Visitor, value: token_hash.to_owned(), channel: Channel::Web }
    }

    /// What the sender is called on the bus: a hash, because a number or an address of a person's must not stand there.
    #[must_use]
    pub fn topic(&self) -> String {
        let mut hash = id::token_hash(&format!("{}:{}", self.kind, self.value));
        // 128 bits: enough that no two senders meet, and half to keep for each socket.
        hash.truncate(32);
        hash
    }

    /// A number that writes on WhatsApp, in E.164.
    #[must_use]
    pub fn whatsapp(number: &str) -> Self {
        Self { kind: Kind::Whatsapp, value: number.to_owned(), channel: Channel::Whatsapp }
    }

    /// An account that writes on Telegram, by its number there.
    #[must_use]
    pub fn telegram(account: &str) -> Self {
        Self { kind: Kind::Telegram, value: account.to_owned(), channel: Channel::Telegram }
    }

    /// An address that writes e-mail, normalised.
    #[must_use]
    pub fn email(address: &str) -> Self {
        Self { kind: Kind::Email, value: address.to_owned(), channel: Channel::Email }
    }

    /// A number that writes text messages, in E.164.
    #[must_use]
    pub fn sms(number: &str) -> Self {
        Self { kind: Kind::Sms, value: number.to_owned(), channel: Channel::Sms }
    }
}

/// The identity of this kind and value.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, bot: &BotId, kind: Kind, value: &str) -> Result<Option<Identity>> {
    sql::identity(conn, bot, kind, value).await
}

/// The identity with this id.
///
/// # Errors
/// What the database says.
pub async fn by_id(conn: &mut Conn, id: &IdentityId) -> Result<Option<Identity>> {
    sql::identity_by_id(conn, id).await
}

/// Makes everyone else who is about this sender, or any of these claims, wait for this transaction's end.
///
/// # Errors
/// What the database says.
pub async fn lock(tx: &mut Tx, bot: &BotId, keys: &[(Kind, &str)]) -> Result<()> {
    let mut keys = keys.iter().map(|(kind, value)| format!("{bot}/{kind}/{value}")).collect();
    dialect::lock_keys(tx, &mut keys).await
}

/// The same for many.
///
/// # Errors
/// What the database says.
pub async fn lock_all(tx: &mut Tx, keys: impl Iterator<Item = &Key>) -> Result<()> {
    dialect::lock_keys(tx, &mut keys.map(Key::to_string).collect()).await
}

/// What these identities are recognised by.
///
/// # Errors
/// What the database says.
pub async fn keys_of(tx: &mut Tx, ids: &[&IdentityId]) -> Result<HashMap<IdentityId, Key>> {
    sql::keys_of(tx, ids).await
}

/// Whom these keys stand for, those that stand for anybody.
///
/// # Errors
/// What the database says.
pub async fn contacts_of(tx: &mut Tx, keys: &[&Key]) -> Result<HashMap<Key, ContactId>> {
    sql::contacts_of(tx, keys).await
}

/// The sender's identity, made with a new contact where there is none. The caller holds its [`lock`].
///
/// A text message proves its number: it also stands as a verified phone, so that the same number left in a form on the
/// site is the same contact.
///
/// # Errors
/// What the database says.
pub async fn find_or_make(tx: &mut Tx, bot: &BotId, sender: &Sender) -> Result<Identity> {
    if let Some(found) = find(tx, bot, sender.kind, &sender.value).await? {
        return Ok(found);
    }
    let by_phone = if sender.kind == Kind::Sms { find(tx, bot, Kind::Phone, &sender.value).await? } else { None };
    let contact_id = match by_phone {
        Some(phone) => phone.contact_id,
        None => super::create(tx, bot).await?,
    };
    let identity = Identity {
        id: tx.id(),
        kind: sender.kind,
        value: sender.value.clone(),
        contact_id,
        verified: true,
        stopped_at: None,
    };
    sql::insert_identities(tx, &[(bot, identity.clone())]).await?;
    if sender.kind == Kind::Sms {
        claim(tx, bot, &identity.contact_id, Kind::Phone, &sender.value, true).await?;
        sql::fill_phone(tx, &identity.contact_id, &sender.value).await?;
    }
    Ok(identity)
}

/// Notes that this contact goes by this e-mail or phone; who had it before keeps it.
///
/// # Errors
/// What the database says.
pub async fn claim(
    tx: &mut Tx,
    bot: &BotId,
    contact: &ContactId,
    kind: Kind,
    value: &str,
    verified: bool,
) -> Result<()> {
    let identity = Identity {
        id: tx.id(),
        kind,
        value: value.to_owned(),
        contact_id: contact.clone(),
        verified,
        stopped_at: None,
    };
    sql::insert_identities(tx, &[(bot, identity)]).await
}

/// Notes of many that a contact goes by this key, unproven; who had it before keeps it.
///
/// # Errors
/// What the database says.
pub async fn claim_all(tx: &mut Tx, claims: &[(&Key, &ContactId)]) -> Result<()> {
    let mut new = Vec::with_capacity(claims.len());
    for (key, contact) in claims {
        let (value, contact_id) = (key.value.clone(), (*contact).clone());
        new.push((
            &key.bot,
            Identity { id: tx.id(), kind: key.kind, value, contact_id, verified: false, stopped_at: None },
        ));
    }
    sql::insert_identities(tx, &new).await
}

/// Notes that this contact goes by this key no longer, where only a claim said so and nothing is held under it.
///
/// # Errors
/// What the database says.
pub async fn unclaim(tx: &mut Tx, key: &Key, contact: &ContactId) -> Result<()> {
    sql::unclaim(tx, key, contact).await
}

/// Everything that a contact is recognised by.
///
/// # Errors
/// What the database says.
pub async fn keys_of_contact(conn: &mut Conn, contact: &ContactId) -> Result<Vec<Key>> {
    sql::keys_of_contact(conn, contact).await
}

/// Groups what was held under `identity` with another contact, and writes down why, so that it can be undone.
///
/// # Errors
/// What the database says.
pub async fn link(tx: &mut Tx, identity: &IdentityId, from: &ContactId, to: &ContactId, basis: Kind) -> Result<()> {
    sql::link(tx, identity, from, to, basis).await
}

/// Notes that the holder asked to hear no more, or to hear again.
///
/// # Errors
/// What the database says.
pub async fn set_stopped(tx: &mut Tx, id: &IdentityId, stopped: bool) -> Result<()> {
    let at = stopped.then_some(tx.now);
    sql::set_stopped(tx, id, at).await
}
