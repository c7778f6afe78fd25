//! A contact: one person as one bot knows them, across channels and conversations.

pub mod email;
pub mod fold;
pub mod identity;
pub mod phone;
mod sql;

use std::collections::HashMap;

use crate::db::{Conn, Tx, record};
use crate::error::{Error, Result};
use crate::id::{BotId, ContactId};
use crate::time::Timestamp;

record! {
    /// What is known of a person.
    #[derive(Clone, Debug)]
    pub struct Contact {
        /// Their id.
        pub id: ContactId,
        /// What they are called.
        pub name: Option<String>,
        /// Their e-mail address.
        pub email: Option<String>,
        /// Their phone number in E.164.
        pub phone: Option<String>,
        /// Where they work.
        pub company: Option<String>,
        /// Its site, or theirs.
        pub website: Option<String>,
        /// When they first wrote.
        pub created_at: Timestamp,
    }
}

impl Contact {
    /// What to call them: name, else e-mail, else phone, else "Anonymous".
    #[must_use]
    pub fn who(&self) -> &str {
        [&self.name, &self.email, &self.phone].into_iter().find_map(|known| known.as_deref()).unwrap_or("Anonymous")
    }
}

/// What a submission says of its contact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// What they are called.
    pub name: Option<String>,
    /// Their e-mail address, as they wrote it.
    pub email: Option<String>,
    /// Their phone number in E.164.
    pub phone: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// Its site, or theirs.
    pub website: Option<String>,
}

/// Makes a contact of whom nothing is known.
///
/// # Errors
/// What the database says.
pub async fn create(tx: &mut Tx, bot: &BotId) -> Result<ContactId> {
    let id: ContactId = tx.id();
    sql::insert(tx, &id, bot).await?;
    Ok(id)
}

/// The contact with this id.
///
/// # Errors
/// What the database says.
pub async fn by_id(conn: &mut Conn, id: &ContactId) -> Result<Option<Contact>> {
    sql::by_id(conn, id).await
}

/// Learns what a submission says. Later beats earlier, unless this person was only matched by a claim: then what is
/// known stays, and only gaps are filled.
///
/// # Errors
/// What the database says.
pub async fn learn(tx: &mut Tx, id: &ContactId, details: &Details, only_gaps: bool) -> Result<Contact> {
    let mut known = learn_all(tx, &[(id, details)], only_gaps).await?;
    known.remove(id).ok_or(Error::NotFound("contact"))
}

/// The same of many, each named once; gives what is known of them now.
///
/// # Errors
/// What the database says.
pub async fn learn_all(
    tx: &mut Tx,
    said: &[(&ContactId, &Details)],
    only_gaps: bool,
) -> Result<HashMap<ContactId, Contact>> {
    let known = if only_gaps { sql::fill(tx, said).await? } else { sql::overwrite(tx, said).await? };
    Ok(known.into_iter().map(|contact| (contact.id.clone(), contact)).collect())
}

/// Writes what is known of somebody anew: what is `None` is known no more.
///
/// # Errors
/// What the database says.
pub async fn replace(tx: &mut Tx, id: &ContactId, details: &Details) -> Result<()> {
    sql::replace(tx, id, details).await
}
