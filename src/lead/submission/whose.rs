//! Whose a submission is: what it can be recognised by, and which contact that comes to.
//!
//! A claimed e-mail or phone groups; it never takes a submission away from a sender who has a lead already.

use super::Sent;
use crate::bot::Bot;
use crate::contact::identity::{self, Identity, Kind};
use crate::conversation::Conversation;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::ContactId;
use crate::lead::{self, Lead};

/// Everything this submission could be recognised by: its sender, and what it claims.
pub(super) async fn lock_keys(tx: &mut Tx, to: &Conversation, sent: &Sent) -> Result<Vec<(Kind, String)>> {
    let own = identity::by_id(tx, &to.identity_id).await?.ok_or(Error::NotFound("identity"))?;
    let mut keys = vec![(own.kind, own.value)];
    keys.extend(claims(sent));
    Ok(keys)
}

/// The e-mail and the phone it claims, normalised.
pub(super) fn claims(sent: &Sent) -> Vec<(Kind, String)> {
    let email = sent.email_key.clone().map(|email| (Kind::Email, email));
    let phone = sent.details.phone.clone().map(|phone| (Kind::Phone, phone));
    email.into_iter().chain(phone).collect()
}

/// Whose a submission is.
pub(super) struct Whose {
    /// The contact.
    pub contact: ContactId,
    /// Whether a claim decided.
    pub by_claim: bool,
    /// The contact's current lead.
    pub current: Option<Lead>,
}

/// Whose submission it is: the sender's own contact when that has a lead; else whoever the claimed e-mail, then the
/// claimed phone, belongs to; else the sender's own.
pub(super) async fn whose(tx: &mut Tx, bot: &Bot, to: &Conversation, sent: &Sent) -> Result<Whose> {
    let own = &to.contact_id;
    let current = lead::current(tx, own).await?;
    if current.is_some() {
        return Ok(Whose { contact: own.clone(), by_claim: false, current });
    }
    for (kind, value) in claims(sent) {
        let known: Option<Identity> = identity::find(tx, &bot.id, kind, &value).await?;
        let Some(known) = known.filter(|known| known.contact_id != *own) else { continue };
        let current = lead::current(tx, &known.contact_id).await?;
        if current.is_none() {
            continue;
        }
        identity::link(tx, &to.identity_id, own, &known.contact_id, kind).await?;
        return Ok(Whose { contact: known.contact_id, by_claim: true, current });
    }
    Ok(Whose { contact: own.clone(), by_claim: false, current: None })
}
