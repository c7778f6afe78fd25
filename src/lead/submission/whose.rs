//! Whose a submission is: what it can be recognised by, and which contact that comes to.
//!
//! A claimed e-mail or phone groups; it never takes a submission away from a sender who has a lead already.

use std::collections::HashMap;

use crate::contact::identity::{self, Key, Kind};
use crate::db::Tx;
use crate::error::Result;
use crate::id::ContactId;
use crate::lead::{Lead, sql};

/// Whose a submission is.
#[derive(Clone, Debug)]
pub(super) struct Whose {
    /// The contact.
    pub contact: ContactId,
    /// What decided, where that was a claim.
    pub claim: Option<Kind>,
    /// The contact's current lead.
    pub current: Option<Lead>,
}

/// What is known of the contacts that some submissions could be about.
pub(super) struct Known {
    claimed: HashMap<Key, ContactId>,
    leads: HashMap<ContactId, Lead>,
}

impl Known {
    /// Reads it: for each submission its sender's own contact, and what it claims. The caller holds the lock of all these
    /// keys. The leads are held.
    pub async fn read<'a>(tx: &mut Tx, of: impl Iterator<Item = (&'a ContactId, &'a [Key])> + Clone) -> Result<Self> {
        let keys: Vec<&Key> = of.clone().flat_map(|(_, claims)| claims).collect();
        let claimed = identity::contacts_of(tx, &keys).await?;
        let mut contacts: Vec<&ContactId> = of.map(|(own, _)| own).chain(claimed.values()).collect();
        contacts.sort_unstable();
        contacts.dedup();
        let leads = sql::hold_current(tx, &contacts).await?;
        Ok(Self { leads: leads.into_iter().map(|lead| (lead.contact_id.clone(), lead)).collect(), claimed })
    }

    /// Every contact that it could be about.
    pub fn possible(&self, own: &ContactId, claims: &[Key]) -> Vec<ContactId> {
        claims.iter().filter_map(|key| self.claimed.get(key)).chain([own]).cloned().collect()
    }

    /// Whose submission it is: the sender's own contact when that has a lead; else whoever the claimed e-mail, then the
    /// claimed phone, belongs to; else the sender's own.
    pub fn whose(&self, own: &ContactId, claims: &[Key]) -> Whose {
        let mine = Whose { contact: own.clone(), claim: None, current: self.leads.get(own).cloned() };
        if mine.current.is_some() {
            return mine;
        }
        let joined = claims.iter().find_map(|key| {
            let contact = self.claimed.get(key)?;
            let lead = self.leads.get(contact)?;
            Some(Whose { contact: contact.clone(), claim: Some(key.kind), current: Some(lead.clone()) })
        });
        joined.unwrap_or(mine)
    }
}
