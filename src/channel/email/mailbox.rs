//! How far a mailbox has been read: kept, so that after a restart no mail is left out and none is read again.

mod sql;

use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::id;

/// What a mailbox is called in the table: a hash, since its user is most often an address.
#[must_use]
pub fn name(host: &str, user: &str, folder: &str) -> String {
    id::token_hash(&format!("{host}\n{user}\n{folder}"))
}

/// The UIDVALIDITY and the last UID that were read; none before the first.
///
/// # Errors
/// What the database says.
pub async fn read_to(conn: &mut Conn, name: &str) -> Result<Option<(i64, i64)>> {
    sql::read_to(conn, name).await
}

/// Notes how far it has been read. It never goes back under the same UIDVALIDITY.
///
/// # Errors
/// What the database says.
pub async fn note(tx: &mut Tx, name: &str, uid_validity: i64, last_uid: i64) -> Result<()> {
    sql::note(tx, name, uid_validity, last_uid).await
}
