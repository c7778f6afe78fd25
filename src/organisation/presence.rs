//! Who of the team is there. Each open socket of a member says so again and again; who says nothing for a while is gone,
//! also where their node died.

use std::time::Duration;

use super::access::Access;
use super::member::{self, Member};
use super::role::Right;
use super::sql;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::event::names;
use crate::id::{BotId, MemberId, OrganisationId};
use crate::time::Timestamp;

/// For so long a socket's word holds.
pub const HOLDS: Duration = Duration::from_secs(45);

/// So often a socket gives it.
pub const BEAT: Duration = Duration::from_secs(15);

names! {
    /// Whether somebody takes conversations.
    pub enum Availability {
        /// They do.
        Available = "available",
        /// They are there, and do not.
        Away = "away",
    }
}

/// Whether a member is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presence {
    /// What they have chosen.
    pub state: Availability,
    /// A socket of theirs spoke lately.
    pub is_here: bool,
    /// When they were last given a conversation.
    pub assigned_at: Timestamp,
}

impl Presence {
    /// Whether they take conversations now.
    #[must_use]
    pub fn takes(self) -> bool {
        self.is_here && self.state == Availability::Available
    }

    /// `available`, `away` or `offline`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        if self.is_here { self.state.as_str() } else { "offline" }
    }
}

/// A socket of theirs is open.
///
/// # Errors
/// What the database says.
pub async fn beat(tx: &mut Tx, member: &MemberId) -> Result<()> {
    let until = tx.now.plus(HOLDS);
    sql::set_here(tx, member, until).await
}

/// They were given a conversation just now: the next goes to somebody else first.
///
/// # Errors
/// What the database says.
pub async fn note_assigned(tx: &mut Tx, member: &MemberId) -> Result<()> {
    sql::set_assigned(tx, member).await
}

/// Whether a socket of this member spoke lately.
///
/// # Errors
/// What the database says.
pub async fn is_here(conn: &mut Conn, member: &MemberId, now: Timestamp) -> Result<bool> {
    Ok(sql::presence(conn, member).await?.is_some_and(|row| row.until > now))
}

/// Everybody of an organisation, by name, with how they are there.
///
/// # Errors
/// What the database says.
pub async fn everybody(
    conn: &mut Conn,
    organisation: &OrganisationId,
    now: Timestamp,
) -> Result<Vec<(Member, Access, Presence)>> {
    let members = member::list(conn, organisation).await?;
    let known = sql::presences(conn, organisation).await?;
    Ok(members
        .into_iter()
        .map(|(member, access)| {
            let row = known.get(&member.id);
            let presence = Presence {
                state: if member.away { Availability::Away } else { Availability::Available },
                is_here: row.is_some_and(|row| row.until > now),
                assigned_at: row.map_or(Timestamp::from_millis(0), |row| row.assigned_at),
            };
            (member, access, presence)
        })
        .collect())
}

/// Those who take conversations of this bot now; who was given one the longest ago comes first.
///
/// # Errors
/// What the database says.
pub async fn taking(
    conn: &mut Conn,
    organisation: &OrganisationId,
    bot: &BotId,
    now: Timestamp,
) -> Result<Vec<Member>> {
    let mut found: Vec<_> = everybody(conn, organisation, now)
        .await?
        .into_iter()
        .filter(|(_, access, presence)| presence.takes() && access.can(Right::Answer) && access.sees(bot))
        .collect();
    found.sort_by_key(|(member, _, presence)| (presence.assigned_at, member.id.clone()));
    Ok(found.into_iter().map(|(member, ..)| member).collect())
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) until: Timestamp,
    pub(super) assigned_at: Timestamp,
}
