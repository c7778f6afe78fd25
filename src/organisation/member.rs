//! Members: the people who sign in.

use super::role::Role;
use super::sql;
use crate::db::{Conn, Tx, record};
use crate::error::{Error, Result};
use crate::id::{MemberId, OrganisationId};
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

/// The members of an organisation who may sign in, by name.
///
/// # Errors
/// What the database says.
pub async fn active(conn: &mut Conn, organisation: &OrganisationId) -> Result<Vec<Member>> {
    sql::active_members(conn, organisation).await
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
