//! Members: the people who sign in.

use serde_json::json;

use super::access::Access;
use super::role::{Module, Role};
use super::trail::{self, Entry, What};
use super::{Organisation, sql};
use crate::db::{Conn, Tx, record};
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
    let is_whole = |role: Role, modules: bool, bots: bool| role == Role::Owner && !modules && !bots;
    let stays = is_whole(allowed.role, allowed.modules.is_some(), allowed.bots.is_some());
    let others = sql::members(tx, &home.id).await?;
    let is_other = |(other, access): &(Member, Access)| {
        other.id != *member && is_whole(access.role, access.modules.is_some(), access.bots.is_some())
    };
    if !stays && !others.iter().any(is_other) {
        return Err(Error::Conflict("last_owner"));
    }
    let names = allowed.modules.as_ref().map(|modules| json!(modules).to_string());
    sql::set_allowed(tx, member, allowed.role, names.as_deref(), allowed.bots.as_deref().unwrap_or_default()).await?;
    let bots = allowed.bots.as_ref().map(|bots| bots.iter().map(ToString::to_string).collect::<Vec<_>>());
    let detail = json!({ "role": allowed.role, "modules": allowed.modules, "bots": bots });
    let (organisation, subject) = (&home.id, member.as_str());
    trail::note(tx, &Entry { organisation, bot: None, by, what: What::MemberChanged, subject, detail }).await
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
