//! Saved views: ways of looking at the list that somebody keeps, for themselves or for the team.
//!
//! Whoever sees leads may keep views of their own. One for the team is made by who may change leads, and renamed or
//! removed by who made it or who may change the bot's settings; the trail tells of those.

use serde_json::json;

use super::sql;
use crate::bot::Bot;
use crate::db::{Conn, Tx, record};
use crate::error::{Error, Result};
use crate::id::{BotId, MemberId, ViewId};
use crate::organisation::access::Access;
use crate::organisation::role::Right;
use crate::organisation::trail::{self, Entry, What};
use crate::time::Timestamp;

/// The most views of one bot, over all members.
pub const MOST: i64 = 40;
/// The longest name, in characters.
pub const LONGEST: usize = 60;
/// The longest query, in bytes.
const LONGEST_QUERY: usize = 1_000;

record! {
    /// A way of looking at the list.
    #[derive(Clone, Debug)]
    pub struct View {
        /// Its id.
        pub id: ViewId,
        /// Of which bot.
        pub bot_id: BotId,
        /// Who keeps it.
        pub member_id: MemberId,
        /// What it is called.
        pub name: String,
        /// The filters and the order, as they stand in an address.
        pub query: String,
        /// The whole team sees it.
        pub shared: bool,
        /// When it was made.
        pub created_at: Timestamp,
    }
}

impl View {
    /// Whether this member may rename and remove it.
    #[must_use]
    pub fn is_managed_by(&self, by: Keeper<'_>) -> bool {
        self.member_id == *by.id || (self.shared && by.access.can(Right::ChangeSettings))
    }
}

/// Who keeps views.
#[derive(Clone, Copy, Debug)]
pub struct Keeper<'a> {
    /// Their id.
    pub id: &'a MemberId,
    /// What they may do.
    pub access: &'a Access,
}

/// A view to be kept.
#[derive(Debug)]
pub struct NewView<'a> {
    /// Of which bot.
    pub bot: &'a BotId,
    /// Who keeps it.
    pub by: Keeper<'a>,
    /// What it is called.
    pub name: &'a str,
    /// The filters and the order, as they stand in an address.
    pub query: &'a str,
    /// The whole team sees it.
    pub shared: bool,
}

/// The views of a bot that a member sees: their own and the team's, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn, bot: &BotId, member: &MemberId) -> Result<Vec<View>> {
    sql::views(conn, bot, member).await
}

fn named(name: &str) -> Result<&str> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::field("name", "required", "Name the view"));
    }
    if name.chars().count() > LONGEST {
        return Err(Error::field("name", "too_long", "Keep the name under 60 characters"));
    }
    Ok(name)
}

/// Keeps a view.
///
/// # Errors
/// `Invalid` when its name is missing or too long, or the bot has too many; `Forbidden` when it is for the team and they
/// may not change leads.
pub async fn add(tx: &mut Tx, bot: &Bot, new: &NewView<'_>) -> Result<ViewId> {
    let name = named(new.name)?;
    if new.query.len() > LONGEST_QUERY {
        return Err(Error::field("name", "too_long", "These filters are too long to keep"));
    }
    if new.shared && !new.by.access.can(Right::ChangeLeads) {
        return Err(Error::Forbidden);
    }
    if sql::count_views(tx, new.bot).await? >= MOST {
        return Err(Error::field("name", "too_many", "There are 40 views already. Delete one first"));
    }
    let id = sql::insert_view(tx, new, name).await?;
    if new.shared {
        told(tx, bot, &id, new.by, "made").await?;
    }
    Ok(id)
}

async fn managed(tx: &mut Tx, bot: &Bot, id: &ViewId, by: Keeper<'_>) -> Result<View> {
    let view = sql::view(tx, id).await?.filter(|view| view.bot_id == bot.id);
    // Somebody else's own view is not there.
    let view = view.filter(|view| view.shared || view.member_id == *by.id).ok_or(Error::NotFound("view"))?;
    if view.is_managed_by(by) { Ok(view) } else { Err(Error::Forbidden) }
}

/// Gives a view another name.
///
/// # Errors
/// `NotFound` when it is not one they see, `Forbidden` when it is the team's and not theirs to change, `Invalid` as for
/// [`add`].
pub async fn rename(tx: &mut Tx, bot: &Bot, id: &ViewId, name: &str, by: Keeper<'_>) -> Result<()> {
    let view = managed(tx, bot, id, by).await?;
    sql::rename_view(tx, id, named(name)?).await?;
    if view.shared { told(tx, bot, id, by, "renamed").await } else { Ok(()) }
}

/// Removes a view.
///
/// # Errors
/// `NotFound` when it is not one they see, `Forbidden` when it is the team's and not theirs to change.
pub async fn remove(tx: &mut Tx, bot: &Bot, id: &ViewId, by: Keeper<'_>) -> Result<()> {
    let view = managed(tx, bot, id, by).await?;
    sql::remove_view(tx, id).await?;
    if view.shared { told(tx, bot, id, by, "removed").await } else { Ok(()) }
}

/// The trail tells of what concerns the team. A view's name may hold a visitor's, so it stays out.
async fn told(tx: &mut Tx, bot: &Bot, id: &ViewId, by: Keeper<'_>, what: &str) -> Result<()> {
    let entry = Entry {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by: Some(by.id),
        what: What::SettingsChanged,
        subject: id.as_str(),
        detail: json!({ "view": what }),
    };
    trail::note(tx, &entry).await
}
