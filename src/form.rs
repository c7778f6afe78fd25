//! Forms: what a bot asks, and the filling of them. A tag has a form of its own, else the bot's default serves.
//!
//! A form is one schema on every channel: a card in the widget, one question a message where no card can be drawn.

pub mod answer;
pub mod ask;
pub mod check;
pub mod definition;
pub mod field;
pub mod parse;
pub mod preset;
pub mod session;
mod sql;
pub mod validate;

use crate::db::{Conn, Json, Tx, record};
use crate::error::{Error, Result};
use crate::id::{BotId, FormId};

use definition::Definition;

record! {
    /// A form of a bot.
    #[derive(Clone, Debug)]
    pub struct Form {
        /// Its id.
        pub id: FormId,
        /// The tag it belongs to; empty for the default form.
        pub tag: String,
        /// What it asks.
        pub definition: Json<Definition>,
    }
}

/// Makes a bot's form for a tag (`None`: its default form), or changes it.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, bot: &BotId, tag: Option<&str>, definition: &Definition) -> Result<()> {
    sql::put(tx, bot, tag.unwrap_or_default(), definition).await
}

/// The form for a tag, else the bot's default.
///
/// # Errors
/// `NotFound` when the bot has neither.
pub async fn for_tag(conn: &mut Conn, bot: &BotId, tag: Option<&str>) -> Result<Form> {
    if let Some(tag) = tag
        && let Some(form) = sql::find(conn, bot, tag).await?
    {
        return Ok(form);
    }
    sql::find(conn, bot, "").await?.ok_or(Error::NotFound("form"))
}

/// A bot's forms, the default one first.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn, bot: &BotId) -> Result<Vec<Form>> {
    sql::list(conn, bot).await
}

/// How a form has fared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fared {
    /// How often it was shown.
    pub views: i64,
    /// How often it was sent.
    pub submissions: i64,
    /// How often it was put aside.
    pub declined: i64,
    /// Of those neither sent nor declined: the last field that was answered (empty for none), and how many stopped there.
    pub stopped_after: Vec<(String, i64)>,
}

/// How a form has fared since it was made.
///
/// # Errors
/// What the database says.
pub async fn fared(conn: &mut Conn, form: &FormId) -> Result<Fared> {
    sql::fared(conn, form).await
}
