//! Invitations: somebody is asked to join by e-mail, and joins once, by a signed link.
//!
//! The link holds the invitation's id and a signature over it and the time of its last sending. It expires; sending it again
//! makes a new one and ends the old. Who may give what is the members' rule (`member::Actor`).

mod sql;

use std::time::Duration;

use serde_json::json;

use super::access;
use super::member::{self, Actor, Allowed, NewMember};
use super::role::Role;
use super::signing::{self, Key};
use super::trail::{self, Entry, What};
use super::{Organisation, by_id as home_of};
use crate::db::{Conn, Tx, record};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::id::{BotId, Id as _, InvitationId, MemberId, OrganisationId};
use crate::time::Timestamp;

/// How long a link works.
pub const LASTS: Duration = Duration::from_hours(7 * 24);
/// The most that are open at once in one organisation.
pub const MOST: usize = 200;

record! {
    /// Somebody who is asked to join.
    #[derive(Clone, Debug)]
    pub struct Invitation {
        /// Its id.
        pub id: InvitationId,
        /// What they are asked to join.
        pub organisation_id: OrganisationId,
        /// What they will sign in with.
        pub email: String,
        /// What they will be.
        pub role: Role,
        /// The modules they will have, as a member's are stored.
        pub modules: Option<String>,
        /// The bots they will see, as a list of ids; none: all.
        pub bots: Option<String>,
        /// Who asked them.
        pub invited_by: Option<MemberId>,
        /// When they were asked first.
        pub created_at: Timestamp,
        /// When they were asked last.
        pub renewed_at: Timestamp,
        /// When the link ends.
        pub expires_at: Timestamp,
        /// When a mail server took the e-mail.
        pub mailed_at: Option<Timestamp>,
        /// What one said instead.
        pub trouble: Option<String>,
        /// When they joined.
        pub accepted_at: Option<Timestamp>,
    }
}

impl Invitation {
    /// What they will be allowed.
    #[must_use]
    pub fn allowed(&self) -> Allowed {
        let bots = self.bots.as_deref().map(|stored| {
            // What cannot be read opens nothing: no bot is called so.
            let ids: Vec<String> = serde_json::from_str(stored).unwrap_or_default();
            ids.iter().filter_map(|id| BotId::parse(id)).collect::<Vec<_>>()
        });
        Allowed { role: self.role, modules: access::modules(self.modules.as_deref()), bots }
    }

    /// Whether its link still works at `now`.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.accepted_at.is_none() && self.expires_at > now
    }

    /// The path of its link.
    ///
    /// # Errors
    /// None.
    pub fn path(&self, key: &Key) -> Result<String> {
        Ok(format!("/join/{}?key={}", self.id, key.sign(&self.words())?))
    }

    /// What is signed.
    fn words(&self) -> String {
        format!("invitation {} {}", self.id, self.renewed_at.millis())
    }
}

/// Asks somebody to join, in the transaction that also asks for the e-mail. Who was asked already is asked again, with
/// what they shall be allowed now.
///
/// # Errors
/// `Forbidden` for what the asker may not give; `Invalid` when the e-mail is none, somebody signs in with it, too many are
/// asked already, or no bot is named.
pub async fn invite(
    tx: &mut Tx,
    home: &Organisation,
    by: Actor<'_>,
    email: &str,
    allowed: &Allowed,
) -> Result<Invitation> {
    by.must_be_able_to_give(None, allowed)?;
    let email = email.trim().to_lowercase();
    if !email_address::EmailAddress::is_valid(&email) || email.chars().count() > 254 {
        return Err(Error::field("email", "invalid", "Enter a full email address, like name@example.com"));
    }
    if allowed.bots.as_ref().is_some_and(Vec::is_empty) {
        return Err(Error::field("bots", "required", "Choose one bot at least"));
    }
    super::sql::hold_members(tx, &home.id).await?;
    if member::by_email(tx, &email).await?.is_some() {
        return Err(Error::field("email", "taken", "Somebody signs in with this email already"));
    }
    // The link is signed by it, and the e-mail's job only reads.
    signing::make(tx).await?;
    let open = sql::open_of(tx, &home.id).await?;
    let known = open.iter().find(|one| one.email == email);
    if known.is_none() && open.len() >= MOST {
        return Err(Error::field("email", "too_many", format!("{MOST} people are asked already")));
    }
    let id = known.map_or_else(|| tx.id(), |one| one.id.clone());
    let now = tx.now;
    let ids = allowed.bots.as_ref().map(|bots| json!(bots).to_string());
    let invitation = Invitation {
        id,
        organisation_id: home.id.clone(),
        email,
        role: allowed.role,
        modules: allowed.modules.as_ref().map(|modules| json!(modules).to_string()),
        bots: ids,
        invited_by: Some(by.id.clone()),
        created_at: known.map_or(now, |one| one.created_at),
        renewed_at: now,
        expires_at: now.plus(LASTS),
        mailed_at: None,
        trouble: None,
        accepted_at: None,
    };
    sql::put(tx, &invitation).await?;
    note(tx, &invitation, Some(by.id), What::MemberInvited).await?;
    tx.emit(Event::Invited { invitation: invitation.id.clone() });
    Ok(invitation)
}

/// Sends it again, by a new link; the old one ends.
///
/// # Errors
/// `NotFound` when there is no such open invitation; `Forbidden` for one that the asker could not have given.
pub async fn renew(tx: &mut Tx, home: &Organisation, by: Actor<'_>, id: &InvitationId) -> Result<Invitation> {
    let known = hold(tx, home, id).await?;
    invite(tx, home, by, &known.email, &known.allowed()).await
}

/// Takes it back: the link ends.
///
/// # Errors
/// `NotFound` when there is no such open invitation; `Forbidden` for one that the asker could not have given.
pub async fn revoke(tx: &mut Tx, home: &Organisation, by: Actor<'_>, id: &InvitationId) -> Result<()> {
    let known = hold(tx, home, id).await?;
    by.must_be_able_to_give(None, &known.allowed())?;
    sql::remove(tx, id).await?;
    note(tx, &known, Some(by.id), What::InvitationRevoked).await
}

/// One that is not accepted, held until the transaction ends.
async fn hold(tx: &mut Tx, home: &Organisation, id: &InvitationId) -> Result<Invitation> {
    sql::hold(tx, id).await?;
    let known = sql::by_id(tx, id).await?.filter(|one| one.organisation_id == home.id && one.accepted_at.is_none());
    known.ok_or(Error::NotFound("invitation"))
}

/// Who is asked and has not joined, newest first; those whose link has ended as well.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn, home: &OrganisationId) -> Result<Vec<Invitation>> {
    sql::open_of(conn, home).await
}

/// The invitation with this id, whatever became of it.
///
/// # Errors
/// What the database says.
pub async fn by_id(conn: &mut Conn, id: &InvitationId) -> Result<Option<Invitation>> {
    sql::by_id(conn, id).await
}

/// The invitation that a link opens.
///
/// # Errors
/// `NotFound` when there is none, it is not signed, it has ended, or somebody joined by it.
pub async fn opened(conn: &mut Conn, id: &InvitationId, signature: &str, now: Timestamp) -> Result<Invitation> {
    let gone = || Error::NotFound("invitation");
    let key = signing::key(conn).await?.ok_or_else(gone)?;
    let found = sql::by_id(conn, id).await?.filter(|one| one.is_open(now)).ok_or_else(gone)?;
    if key.is_right(&found.words(), signature) { Ok(found) } else { Err(gone()) }
}

/// Who joins.
#[derive(Debug)]
pub struct Joiner<'a> {
    /// What they are called.
    pub name: &'a str,
    /// Their password, hashed by `password::hash`.
    pub password_hash: &'a str,
}

/// Joins, once: the link ends with it. Who was removed before comes back as the member they were.
///
/// # Errors
/// `NotFound` as [`opened`] says; `Invalid` when there is no name, or somebody signs in with the e-mail by now.
pub async fn accept(tx: &mut Tx, id: &InvitationId, signature: &str, joiner: &Joiner<'_>) -> Result<MemberId> {
    sql::hold(tx, id).await?;
    let now = tx.now;
    let found = opened(tx, id, signature, now).await?;
    let name = member::checked_name(joiner.name)?;
    let home = home_of(tx, &found.organisation_id).await?.ok_or(Error::NotFound("invitation"))?;
    let allowed = found.allowed();
    let new = NewMember { email: &found.email, name, role: allowed.role, password_hash: joiner.password_hash };
    let member = match super::sql::removed_by_email(tx, &home.id, &found.email).await? {
        Some(known) => {
            super::sql::bring_back(tx, &known, &new).await?;
            known
        }
        None => match member::add(tx, &home.id, &new).await {
            Err(Error::Conflict("email_taken")) => {
                return Err(Error::field("name", "taken", "Somebody signs in with this email already"));
            }
            other => other?,
        },
    };
    member::limit(tx, &member, &allowed).await?;
    sql::mark_accepted(tx, id).await?;
    note(tx, &found, Some(&member), What::MemberJoined).await?;
    Ok(member)
}

/// How the sending of its e-mail went: taken, or not with these words of the server's. One that was sent again meanwhile
/// is left alone.
///
/// # Errors
/// What the database says.
pub async fn mark_mailed(tx: &mut Tx, invitation: &Invitation, trouble: Option<&str>) -> Result<()> {
    sql::mark_mailed(tx, invitation, trouble).await
}

async fn note(tx: &mut Tx, of: &Invitation, by: Option<&MemberId>, what: What) -> Result<()> {
    let detail = json!({ "role": of.role, "modules": of.allowed().modules });
    let (organisation, subject) = (&of.organisation_id, of.id.as_str());
    trail::note(tx, &Entry { organisation, bot: None, by, what, subject, detail }).await
}
