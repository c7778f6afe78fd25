//! Whose a lead is: a member of the team, or nobody.

use serde_json::json;

use super::history::{self, Change, Kind};
use super::sql;
use crate::bot::Bot;
use crate::db::{Conn, Tx, record};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::id::{LeadId, MemberId, OrganisationId};
use crate::organisation::trail::{self, Entry, What};

record! {
    /// Somebody who can have leads.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Person {
        /// Their id.
        pub id: MemberId,
        /// What they are called.
        pub name: String,
    }
}

/// Everybody of an organisation who can be given a lead, by name.
///
/// # Errors
/// What the database says.
pub async fn people(conn: &mut Conn, organisation: &OrganisationId) -> Result<Vec<Person>> {
    sql::people(conn, organisation).await
}

/// Who has a lead; none while nobody does.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, lead: &LeadId) -> Result<Option<Person>> {
    sql::assignee(conn, lead).await
}

/// Gives a lead to somebody, or to nobody, and writes down who did. False where it was theirs before.
///
/// # Errors
/// `NotFound` when it is another bot's lead, `Invalid` when the member is not of the bot's organisation, `Conflict` when it
/// went into another.
pub async fn assign(tx: &mut Tx, bot: &Bot, lead: &LeadId, to: Option<&MemberId>, by: &MemberId) -> Result<bool> {
    let lead = sql::hold(tx, &bot.id, lead).await?;
    let to = match to {
        Some(id) => {
            let people = sql::people(tx, &bot.organisation_id).await?;
            Some(
                people
                    .into_iter()
                    .find(|person| person.id == *id)
                    .ok_or_else(|| Error::field("assignee", "unknown", "Choose somebody of your team"))?,
            )
        }
        None => None,
    };
    let was = sql::assignee(tx, &lead.id).await?;
    if was == to {
        return Ok(false);
    }
    sql::set_assignee(tx, &lead.id, to.as_ref().map(|person| &person.id)).await?;
    let change = Change {
        kind: Kind::Assigned,
        was: was.as_ref().map(|person| person.name.as_str()),
        became: to.as_ref().map(|person| person.name.as_str()),
        reason: None,
        by: Some(by),
    };
    history::note(tx, &lead.id, change).await?;
    let entry = Entry {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by: Some(by),
        what: What::LeadAssigned,
        subject: lead.id.as_str(),
        detail: json!({ "to": to.map(|person| person.id) }),
    };
    trail::note(tx, &entry).await?;
    tx.emit(Event::LeadChanged { bot: bot.id.clone(), lead: lead.id });
    Ok(true)
}
