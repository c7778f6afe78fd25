//! Sessions: a random token in a cookie, its hash in a table.

use std::collections::HashMap;
use std::time::Duration;

use super::access::Access;
use super::member::Member;
use super::sql;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::id::{self, MemberId};
use crate::time::Timestamp;

/// How long a session lasts without signing in again.
pub const LASTS: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who.
    pub member: Member,
    /// What they may do and see.
    pub access: Access,
    /// What their forms must carry.
    pub csrf: String,
}

/// Opens a session; gives the token for the cookie. A new token at each sign-in, so that none can be planted.
///
/// # Errors
/// What the database says.
pub async fn open(tx: &mut Tx, member: &MemberId) -> Result<String> {
    let token = id::token()?;
    let csrf = id::token()?;
    let expires_at = tx.now.plus(LASTS);
    sql::insert_session(tx, &id::token_hash(&token), member, &csrf, expires_at).await?;
    sql::end_sessions_before(tx).await?;
    Ok(token)
}

/// Who holds this token.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, token: &str, now: Timestamp) -> Result<Option<Session>> {
    sql::session(conn, &id::token_hash(token), now).await
}

/// What those who hold these sessions may do and see, by the hash of the token; without those that have ended or whose member is
/// disabled.
///
/// # Errors
/// What the database says.
pub async fn accesses(conn: &mut Conn, hashes: &[String], now: Timestamp) -> Result<HashMap<String, Access>> {
    let mut found = HashMap::with_capacity(hashes.len());
    for some in hashes.chunks(1_000) {
        found.extend(sql::accesses(conn, some, now).await?);
    }
    Ok(found)
}

/// Ends a session.
///
/// # Errors
/// What the database says.
pub async fn close(tx: &mut Tx, token: &str) -> Result<()> {
    sql::end_session(tx, &id::token_hash(token)).await
}
