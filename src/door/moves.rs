//! Moves of a conversation as doors say them: the words for them, and who makes them.

use std::time::Duration;

use crate::conversation::handoff::{By, Move};
use crate::error::{Error, Result};
use crate::id::{Id as _, MemberId};
use crate::organisation::access::Access;
use crate::organisation::member::Member;
use crate::organisation::role::Role;
use crate::time::Timestamp;

/// The longest a conversation is snoozed: a month.
const LONGEST_SNOOZE: u32 = 31 * 24 * 60;

/// What is asked for, in words; as the socket and the page say it.
///
/// # Errors
/// `Invalid` for a word nobody knows, and where a colleague or a time is missing.
pub fn read(wanted: &str, to: Option<&str>, minutes: Option<u32>, now: Timestamp) -> Result<Move> {
    Ok(match wanted {
        "claim" => Move::Claim,
        "release" => Move::Release,
        "hand_back" => Move::HandBack,
        "close" => Move::Close,
        "reopen" => Move::Reopen,
        "transfer" => {
            let to = to.and_then(MemberId::parse);
            Move::Transfer(to.ok_or_else(|| Error::field("to", "required", "Choose a colleague"))?)
        }
        "snooze" => {
            let minutes = minutes.filter(|minutes| (1..=LONGEST_SNOOZE).contains(minutes));
            let minutes =
                minutes.ok_or_else(|| Error::field("minutes", "out_of_range", "Choose a time from now to a month"))?;
            Move::Snooze(now.plus(Duration::from_secs(u64::from(minutes) * 60)))
        }
        _ => return Err(Error::field("do", "unknown", "There is no such move")),
    })
}

/// A member as the state machine knows them.
#[must_use]
pub fn by<'a>(member: &'a Member, access: &Access) -> By<'a> {
    let may_overrule = matches!(access.role, Role::Owner | Role::Admin);
    By::Member { id: &member.id, name: &member.name, may_overrule }
}
