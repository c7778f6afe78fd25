//! What a member chooses for themselves: name, colour, password, whether they are there, what they are told of.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};

use super::hue::Hue;
use super::member::{self, Member};
use super::password::{LONGEST, SHORTEST};
use super::preferences::Preferences;
use super::sql;
use crate::db::Tx;
use crate::error::{FieldError, Result};
use crate::id::{self, MemberId};
use crate::time::Timestamp;

/// How old what is kept of somebody's last sign of life may be: one write in so long, however much they do.
const SEEN: Duration = Duration::from_secs(5 * 60);

/// Changes what a member is called, and the colour behind their initials; none: one by their name.
///
/// # Errors
/// `Invalid` when there is no name, or one too long.
pub async fn set(tx: &mut Tx, member: &MemberId, name: &str, hue: Option<&str>) -> Result<()> {
    let hue = hue.filter(|hue| Hue::parse(hue).is_some());
    sql::set_profile(tx, member, member::checked_name(name)?, hue).await
}

/// Whether conversations may be given to them.
///
/// # Errors
/// What the database says.
pub async fn set_away(tx: &mut Tx, member: &MemberId, away: bool) -> Result<()> {
    sql::set_away(tx, member, away).await
}

/// What they want to be told of.
///
/// # Errors
/// What the database says.
pub async fn set_wishes(tx: &mut Tx, member: &MemberId, wishes: &Preferences) -> Result<()> {
    let wishes = serde_json::to_string(wishes).map_err(anyhow::Error::new)?;
    sql::set_wishes(tx, member, &wishes).await
}

/// Gives a member another password, hashed by `password::hash`, and ends their other sessions: whoever else has the old one
/// is out. `token` is the session's that stays.
///
/// # Errors
/// What the database says.
pub async fn set_password(tx: &mut Tx, member: &MemberId, password_hash: &str, token: &str) -> Result<()> {
    sql::set_password(tx, member, password_hash).await?;
    sql::end_other_sessions(tx, member, &id::token_hash(token)).await
}

/// What is wrong with a new password; never logged.
#[must_use]
pub fn password_fault(new: &SecretString) -> Option<FieldError> {
    let length = new.expose_secret().chars().count();
    let message = match length {
        ..SHORTEST => "Use at least 8 characters",
        SHORTEST..=LONGEST => return None,
        _ => "Use at most 256 characters",
    };
    let (field, code) = ("password".to_owned(), "length".to_owned());
    Some(FieldError { field, code, message: message.to_owned() })
}

/// Whether it is time to write down that they are here.
#[must_use]
pub fn is_news(member: &Member, now: Timestamp) -> bool {
    member.seen_at.is_none_or(|seen| now.since(seen) >= SEEN)
}

/// They are here.
///
/// # Errors
/// What the database says.
pub async fn seen(tx: &mut Tx, member: &MemberId) -> Result<()> {
    sql::set_seen(tx, member).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_neither_short_nor_endless() {
        let fault = |text: &str| password_fault(&SecretString::from(text.to_owned())).map(|wrong| wrong.message);
        assert_eq!(fault("seven77"), Some("Use at least 8 characters".to_owned()));
        assert_eq!(fault("eight888"), None);
        assert_eq!(fault("zwölf"), Some("Use at least 8 characters".to_owned()), "letters are counted, not bytes");
        assert!(fault(&"x".repeat(257)).is_some() && fault(&"x".repeat(256)).is_none());
    }
}
