//! All that belongs to one person: contacts that were grouped, leads that were joined, conversations under either.

use std::collections::BTreeSet;

use crate::contact::identity;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::{BotId, ContactId, ConversationId, LeadId};
use crate::lead::sql::erase as sql;

/// What was reached, each in the order of its ids.
#[derive(Debug, Default)]
pub(super) struct Reached {
    pub contacts: Vec<ContactId>,
    pub leads: Vec<LeadId>,
    /// Those of them that were not erased before.
    pub unerased: Vec<LeadId>,
    pub conversations: Vec<ConversationId>,
    /// The Message-IDs of e-mails that were sent to the person.
    pub mails: Vec<String>,
}

/// How often a group may grow while it is being held: each time somebody must have grouped another contact with it.
const TRIES: usize = 8;

/// Follows every tie from this contact on.
pub(super) async fn from(tx: &mut Tx, bot: &BotId, contact: &ContactId) -> Result<Reached> {
    let mut contacts = BTreeSet::from([contact.clone()]);
    loop {
        let known: Vec<ContactId> = contacts.iter().cloned().collect();
        contacts.extend(sql::tied(tx, bot, &known).await?);
        if contacts.len() == known.len() {
            let (leads, conversations) = (sql::leads_of(tx, &known).await?, sql::conversations_of(tx, &known).await?);
            let unerased = leads.iter().filter(|(_, is_erased)| !is_erased).map(|(id, _)| id.clone()).collect();
            let leads = leads.into_iter().map(|(id, _)| id).collect();
            return Ok(Reached { contacts: known, leads, unerased, conversations, mails: Vec::new() });
        }
    }
}

/// The same, held until the transaction ends: nobody captures, groups or writes about any of it meanwhile. Held in the
/// order in which a submission holds them: who they are recognised by, then leads; the conversations are the caller's.
pub(super) async fn hold(tx: &mut Tx, bot: &BotId, contact: &ContactId) -> Result<Reached> {
    let mut reached = from(tx, bot, contact).await?;
    for _ in 0..TRIES {
        let keys = sql::keys_of(tx, &reached.contacts).await?;
        identity::lock_all(tx, keys.iter()).await?;
        sql::hold_leads(tx, &reached.leads).await?;
        // Who had begun before has ended by now: looked at once more.
        let now = from(tx, bot, contact).await?;
        let is_same = now.contacts == reached.contacts
            && now.leads == reached.leads
            && sql::keys_of(tx, &now.contacts).await?.len() == keys.len();
        reached = now;
        if is_same {
            return Ok(reached);
        }
    }
    Err(Error::Unavailable("the person's conversations are being grouped just now".to_owned()))
}
