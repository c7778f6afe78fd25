//! Who runs this: an organisation, its members and its plan.
//!
//! It says who somebody is and what their role may do; which bot they look at is the door's business.

pub mod access;
pub mod hue;
pub mod invitation;
pub mod member;
pub mod password;
pub mod preferences;
pub mod presence;
pub mod profile;
pub mod role;
pub mod session;
pub mod signing;
mod sql;
pub mod trail;

use crate::db::{Conn, Tx, record};
use crate::error::{Error, Result};
use crate::event::names;
use crate::id::OrganisationId;
use crate::time::Timestamp;

names! {
    /// What an organisation pays for; a self-hosted one starts on Boost.
    pub enum Plan {
        /// Shows the newest five leads.
        Free = "free",
        /// Shows the newest five leads.
        Starter = "starter",
        /// Shows all.
        Advanced = "advanced",
        /// Shows all.
        Boost = "boost",
    }
}
crate::db::named!(Plan);

record! {
    /// Who runs Frontdesk.
    #[derive(Clone, Debug)]
    pub struct Organisation {
        /// Its id.
        pub id: OrganisationId,
        /// Its name.
        pub name: String,
        /// Its plan.
        pub plan: Plan,
        /// When it was made.
        pub created_at: Timestamp,
    }
}

/// Makes an organisation.
///
/// # Errors
/// What the database says.
pub async fn create(tx: &mut Tx, name: &str) -> Result<OrganisationId> {
    let id: OrganisationId = tx.id();
    sql::insert(tx, &id, name, Plan::Boost).await?;
    Ok(id)
}

/// The first organisation, the one a self-hosted installation has.
///
/// # Errors
/// What the database says.
pub async fn first(conn: &mut Conn) -> Result<Option<Organisation>> {
    sql::first(conn).await
}

/// The organisation with this id.
///
/// # Errors
/// What the database says.
pub async fn by_id(conn: &mut Conn, id: &OrganisationId) -> Result<Option<Organisation>> {
    sql::by_id(conn, id).await
}

/// What an organisation pays for.
///
/// # Errors
/// `NotFound` when there is no such organisation.
pub async fn plan(conn: &mut Conn, id: &OrganisationId) -> Result<Plan> {
    sql::plan(conn, id).await?.ok_or(Error::NotFound("organisation"))
}

/// Puts an organisation on another plan.
///
/// # Errors
/// What the database says.
pub async fn set_plan(tx: &mut Tx, id: &OrganisationId, plan: Plan) -> Result<()> {
    sql::set_plan(tx, id, plan).await
}

/// A setting of the installation itself.
///
/// # Errors
/// What the database says.
pub async fn setting(conn: &mut Conn, key: &str) -> Result<Option<String>> {
    sql::setting(conn, key).await
}

/// Writes a setting of the installation itself; `None` removes it.
///
/// # Errors
/// What the database says.
pub async fn set_setting(tx: &mut Tx, key: &str, value: Option<&str>) -> Result<()> {
    sql::set_setting(tx, key, value).await
}
