//! Members: the people who sign in.

use serde_json::json;

use super::access::Access;
use super::preferences::Preferences;
use super::role::{Module, Right, Role};
use super::trail::{self, Entry, What};
use super::{Organisation, sql};
use crate::db::{Conn, Json, Tx, record};
use crate::error::{Error, Result};
use crate::id::{BotId, MemberId, OrganisationId};
use crate::time::Timestamp;

record! {
    /// A person who signs in.
    #[derive(Clone, Debug)]
    pub struct Member {
        /// Their id.
        pub id: MemberId,
        /// Where they belong.
        pub organisation_id: OrganisationId,
        /// What they sign in with.
        pub email: String,
        /// What they are called.
        pub name: String,
        /// What they may do.
        pub role: Role,
        /// How the dashboard looks to them: `auto`, `light` or `dark`.
        pub theme: String,
        /// Single letters do nothing for them (WCAG 2.2, 2.1.4).
        pub keys_off: bool,
        /// They have chosen to be away: no conversation is given to them.
        pub away: bool,
        /// The colour behind their initials, by its name; none: one by what they are called.
        pub hue: Option<String>,
        /// What they want to be told of, and how.
        pub wishes: Json<Preferences>,
        /// When they last did something here, to some minutes.
        pub seen_at: Option<Timestamp>,
        /// What their password is compared with.
        pub password_hash: String,
        /// When they were added.
        pub created_at: Timestamp,
    }
}

/// Somebody to add.
#[derive(Debug)]
pub struct NewMember<'a> {
    /// What they sign in with.
    pub email: &'a str,
    /// What they are called.
    pub name: &'a str,
    /// What they may do.
    pub role: Role,
    /// Their password, hashed by [`super::password::hash`].
    pub password_hash: &'a str,
}

/// The longest name, in characters.
const LONGEST_NAME: usize = 100;

/// A name as it is kept.
///
/// # Errors
/// `Invalid` when there is none, or it is too long.
pub fn checked_name(name: &str) -> Result<&str> {
    let name = name.trim();
    if (1..=LONGEST_NAME).contains(&name.chars().count()) {
        return Ok(name);
    }
    Err(Error::field("name", "invalid", "Enter a name, up to 100 characters"))
}

/// Adds a member.
///
/// # Errors
/// `Invalid` when the e-mail is none, `Conflict` when somebody has it already.
pub async fn add(tx: &mut Tx, organisation: &OrganisationId, new: &NewMember<'_>) -> Result<MemberId> {
    let email = new.email.trim().to_lowercase();
    if !email_address::EmailAddress::is_valid(&email) {
        return Err(Error::field("email", "invalid", "Enter a full email address, like name@example.com"));
    }
    if sql::member_by_email(tx, &email).await?.is_some() {
        return Err(Error::Conflict("email_taken"));
    }
    let id: MemberId = tx.id();
    sql::insert_member(tx, &id, organisation, &email, new).await?;
    Ok(id)
}

/// The member who signs in with this e-mail.
///
/// # Errors
/// What the database says.
pub async fn by_email(conn: &mut Conn, email: &str) -> Result<Option<Member>> {
    sql::member_by_email(conn, &email.trim().to_lowercase()).await
}

/// Everybody who signs in to an organisation, by name, with what they may do and see.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn, organisation: &OrganisationId) -> Result<Vec<(Member, Access)>> {
    sql::members(conn, organisation).await
}

/// What a member shall be allowed from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// What they are.
    pub role: Role,
    /// The modules they have; none named: all that their role has.
    pub modules: Option<Vec<Module>>,
    /// The bots they may see; none named: all.
    pub bots: Option<Vec<BotId>>,
}

/// Who changes what others may do.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    /// Their id.
    pub id: &'a MemberId,
    /// What they may do themselves.
    pub access: &'a Access,
}

impl Actor<'_> {
    /// Whether they may make somebody who has the role `was` into one who is allowed that: nobody gives what they do not
    /// have, and owners are made, changed and removed by owners alone.
    #[must_use]
    pub fn can_give(&self, was: Option<Role>, allowed: &Allowed) -> bool {
        let is_owners = was == Some(Role::Owner) || allowed.role == Role::Owner;
        let modules = self.access.modules.as_ref().is_none_or(|own| {
            allowed.modules.as_ref().is_some_and(|given| given.iter().all(|module| own.contains(module)))
        });
        let bots = self
            .access
            .bots
            .as_ref()
            .is_none_or(|own| allowed.bots.as_ref().is_some_and(|given| given.iter().all(|bot| own.contains(bot))));
        self.access.can(Right::ChangeTeam) && (!is_owners || self.access.role == Role::Owner) && modules && bots
    }

    /// Refuses what they may not give.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn must_be_able_to_give(&self, was: Option<Role>, allowed: &Allowed) -> Result<()> {
        if self.can_give(was, allowed) { Ok(()) } else { Err(Error::Forbidden) }
    }
}

/// Changes what a colleague may do and see, as [`allow`] does.
///
/// # Errors
/// `Forbidden` for what the actor may not give; `NotFound` when it is nobody of theirs; `Conflict("last_owner")`.
pub async fn change(
    tx: &mut Tx,
    home: &Organisation,
    by: Actor<'_>,
    member: &MemberId,
    allowed: &Allowed,
) -> Result<()> {
    let was = access_of(tx, home, member).await?;
    by.must_be_able_to_give(Some(was.role), allowed)?;
    allow(tx, home, member, allowed, Some(by.id)).await
}

/// Removes a member: they sign in no more, at once. What they did stays theirs by name.
///
/// # Errors
/// `Forbidden` for an owner, where the actor is none; `NotFound` when it is nobody of theirs; `Conflict("yourself")`;
/// `Conflict("last_owner")` when nobody would be left who may do everything.
pub async fn remove(tx: &mut Tx, home: &Organisation, by: Actor<'_>, member: &MemberId) -> Result<()> {
    if by.id == member {
        return Err(Error::Conflict("yourself"));
    }
    sql::hold_members(tx, &home.id).await?;
    let was = access_of(tx, home, member).await?;
    by.must_be_able_to_give(Some(was.role), &was.allowed())?;
    must_leave_an_owner(tx, home, member).await?;
    sql::disable(tx, member).await?;
    sql::end_sessions_of(tx, member).await?;
    let (organisation, subject, detail) = (&home.id, member.as_str(), json!({ "role": was.role }));
    trail::note(tx, &Entry { organisation, bot: None, by: Some(by.id), what: What::MemberRemoved, subject, detail })
        .await
}

async fn access_of(conn: &mut Conn, home: &Organisation, member: &MemberId) -> Result<Access> {
    let found = sql::members(conn, &home.id).await?.into_iter().find(|(one, _)| one.id == *member);
    found.map(|(_, access)| access).ok_or(Error::NotFound("member"))
}

/// Whether there is a whole owner besides this one.
async fn must_leave_an_owner(conn: &mut Conn, home: &Organisation, member: &MemberId) -> Result<()> {
    let is_other = |(other, access): &(Member, Access)| other.id != *member && access.allowed().is_whole();
    if sql::members(conn, &home.id).await?.iter().any(is_other) { Ok(()) } else { Err(Error::Conflict("last_owner")) }
}

impl Allowed {
    /// Everything there is: an owner with each module and each bot.
    fn is_whole(&self) -> bool {
        self.role == Role::Owner && self.modules.is_none() && self.bots.is_none()
    }
}

/// Changes what a member may do and see; whoever sits at a socket by their session loses it within a second.
///
/// # Errors
/// `Conflict("last_owner")` when nobody would be left who may do everything.
pub async fn allow(
    tx: &mut Tx,
    home: &Organisation,
    member: &MemberId,
    allowed: &Allowed,
    by: Option<&MemberId>,
) -> Result<()> {
    sql::hold_members(tx, &home.id).await?;
    if !allowed.is_whole() {
        must_leave_an_owner(tx, home, member).await?;
    }
    limit(tx, member, allowed).await?;
    let bots = allowed.bots.as_ref().map(|bots| bots.iter().map(ToString::to_string).collect::<Vec<_>>());
    let detail = json!({ "role": allowed.role, "modules": allowed.modules, "bots": bots });
    let (organisation, subject) = (&home.id, member.as_str());
    trail::note(tx, &Entry { organisation, bot: None, by, what: What::MemberChanged, subject, detail }).await
}

/// Writes what a member may do and see; who may do that is asked before.
pub(super) async fn limit(tx: &mut Tx, member: &MemberId, allowed: &Allowed) -> Result<()> {
    if allowed.bots.as_ref().is_some_and(Vec::is_empty) {
        // Kept as no limit it would open every bot.
        return Err(Error::field("bots", "required", "Choose one bot at least"));
    }
    let names = allowed.modules.as_ref().map(|modules| json!(modules).to_string());
    sql::set_allowed(tx, member, allowed.role, names.as_deref(), allowed.bots.as_deref().unwrap_or_default()).await
}

/// Chooses whether single letters do something.
///
/// # Errors
/// What the database says.
pub async fn set_keys_off(tx: &mut Tx, member: &MemberId, off: bool) -> Result<()> {
    sql::set_keys_off(tx, member, off).await
}

/// Chooses how the dashboard looks.
///
/// # Errors
/// What the database says.
pub async fn set_theme(tx: &mut Tx, member: &MemberId, theme: &str) -> Result<()> {
    let theme = if matches!(theme, "light" | "dark") { theme } else { "auto" };
    sql::set_theme(tx, member, theme).await
}

/// Gives a member another password, and ends their sessions.
///
/// # Errors
/// What the database says.
pub async fn set_password(tx: &mut Tx, member: &MemberId, password_hash: &str) -> Result<()> {
    sql::set_password(tx, member, password_hash).await?;
    sql::end_sessions_of(tx, member).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id as _;
    use crate::organisation::Plan;

    fn access(role: Role, modules: Option<Vec<Module>>, bots: Option<Vec<BotId>>) -> Access {
        Access { role, modules, bots, plan: Plan::Boost }
    }

    fn can_give(by: &Access, was: Option<Role>, role: Role, modules: Option<Vec<Module>>) -> bool {
        let id = MemberId::parse("mem_00000000000000000000000001").unwrap();
        Actor { id: &id, access: by }.can_give(was, &Allowed { role, modules, bots: by.bots.clone() })
    }

    #[test]
    fn owners_are_made_and_changed_by_owners_alone() {
        let (owner, admin) = (access(Role::Owner, None, None), access(Role::Admin, None, None));
        for role in Role::ALL {
            assert!(can_give(&owner, Some(*role), *role, None) && can_give(&owner, None, *role, None));
            assert_eq!(can_give(&admin, None, *role, None), *role != Role::Owner);
            assert_eq!(can_give(&admin, Some(*role), Role::Viewer, None), *role != Role::Owner);
            let below = access(Role::Agent, None, None);
            assert!(!can_give(&below, Some(*role), Role::Viewer, None), "agents give nothing");
        }
    }

    #[test]
    fn nobody_gives_what_they_do_not_have() {
        let held = access(Role::Admin, Some(vec![Module::Team, Module::Leads]), None);
        assert!(can_give(&held, None, Role::Agent, Some(vec![Module::Leads])));
        assert!(!can_give(&held, None, Role::Agent, Some(vec![Module::Inbox])));
        assert!(!can_give(&held, None, Role::Agent, None), "all is more than some");
        let without = access(Role::Owner, Some(vec![Module::Leads]), None);
        assert!(!can_give(&without, None, Role::Viewer, Some(Vec::new())), "without the team there is nothing to give");
        let bot = BotId::parse("bot_00000000000000000000000001").unwrap();
        let at_one = access(Role::Admin, None, Some(vec![bot]));
        let id = MemberId::parse("mem_00000000000000000000000001").unwrap();
        let all = Allowed { role: Role::Agent, modules: None, bots: None };
        assert!(!Actor { id: &id, access: &at_one }.can_give(None, &all));
    }
}
