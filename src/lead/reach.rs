//! How far a plan lets anybody see: all leads, or the newest few. What lies beyond is stored, counted and mailed, and its
//! data is in no answer of any door.

use std::collections::HashSet;

use super::sql;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::id::{BotId, ContactId, LeadId};
use crate::lead::Lead;
use crate::organisation::Plan;

/// How many leads Free and Starter show.
pub const FEW: i64 = 5;

/// Which of a bot's leads may be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// All of them.
    #[default]
    All,
    /// So many, the last captured ones.
    Newest(i64),
}

impl Reach {
    /// What a plan shows.
    #[must_use]
    pub const fn of(plan: Plan) -> Self {
        match plan {
            Plan::Free | Plan::Starter => Self::Newest(FEW),
            Plan::Advanced | Plan::Boost => Self::All,
        }
    }
}

/// The lead with this id, of this bot, where it may be seen.
///
/// # Errors
/// `NotFound` when there is none, when it is another bot's, and when it lies beyond the plan: the three look alike.
pub async fn find(conn: &mut Conn, bot: &BotId, id: &LeadId, reach: Reach) -> Result<Lead> {
    let lead = super::find(conn, bot, id).await?;
    match reach {
        Reach::All => Ok(lead),
        Reach::Newest(most) if sql::newer(conn, &lead, most).await? < most => Ok(lead),
        Reach::Newest(_) => Err(Error::NotFound("lead")),
    }
}

/// Which of these contacts lie beyond: those who have leads, and none that may be seen. Whoever has no lead is seen.
///
/// # Errors
/// What the database says.
pub async fn hides(conn: &mut Conn, bot: &BotId, reach: Reach, contacts: &[&ContactId]) -> Result<HashSet<ContactId>> {
    match reach {
        Reach::Newest(most) if !contacts.is_empty() => sql::beyond(conn, bot, most, contacts).await,
        _ => Ok(HashSet::new()),
    }
}
