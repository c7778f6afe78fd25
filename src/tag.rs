//! Tags: what kind of interaction a submission was. Seven are built in; a bot may have more.

mod sql;
pub mod understood;

use std::collections::HashMap;

use crate::db::{Conn, Json, Tx, record};
use crate::error::Result;
use crate::event::names;
use crate::id::{BotId, TagId};

names! {
    /// What a tag says of a submission.
    pub enum Kind {
        /// The visitor wants something: it may have a form.
        Request = "request",
        /// Something was done for them.
        Outcome = "outcome",
    }
}
crate::db::named!(Kind);

record! {
    /// A tag of a bot.
    #[derive(Clone, Debug)]
    pub struct Tag {
        /// Its id.
        pub id: TagId,
        /// What it is stored as, like `refund_request`.
        pub key: String,
        /// What people read.
        pub label: String,
        /// Request or outcome.
        pub kind: Kind,
        /// Its colour, one of the design's eight hues.
        pub hue: String,
        /// Its icon's name.
        pub icon: String,
        /// Things visitors say when they want it.
        pub examples: Json<Vec<String>>,
        /// Who is e-mailed about it, beside the bot's own recipients.
        pub recipients: Json<Vec<String>>,
        /// A tag that is off makes no form and no lead.
        pub active: bool,
        /// Its place in lists.
        pub position: i64,
    }
}

/// A tag to make.
#[derive(Clone, Debug)]
pub struct NewTag {
    /// What it is stored as.
    pub key: String,
    /// What people read.
    pub label: String,
    /// Request or outcome.
    pub kind: Kind,
    /// Its colour.
    pub hue: String,
    /// Its icon's name.
    pub icon: String,
    /// Things visitors say when they want it.
    pub examples: Vec<String>,
    /// Who is e-mailed about it.
    pub recipients: Vec<String>,
    /// On or off.
    pub active: bool,
}

/// Key, label, kind, hue, icon of each built-in tag.
const BUILT_IN: [(&str, &str, Kind, &str, &str); 7] = [
    ("agent_request", "Agent request", Kind::Request, "plum", "headset"),
    ("order_question", "Order question", Kind::Request, "blue", "package"),
    ("coupon_request", "Coupon request", Kind::Request, "sand", "ticket"),
    ("refund_request", "Refund request", Kind::Request, "rust", "undo-2"),
    ("cancellation", "Cancellation", Kind::Request, "rose", "ban"),
    ("order_resolved", "Order resolved", Kind::Outcome, "green", "check"),
    ("coupon_created", "Coupon created", Kind::Outcome, "teal", "ticket-check"),
];

/// The built-in tags, all on.
#[must_use]
pub fn built_in() -> Vec<NewTag> {
    BUILT_IN
        .iter()
        .map(|&(key, label, kind, hue, icon)| NewTag {
            key: key.into(),
            label: label.into(),
            kind,
            hue: hue.into(),
            icon: icon.into(),
            examples: Vec::new(),
            recipients: Vec::new(),
            active: true,
        })
        .collect()
}

/// Makes a tag, or changes the one of that key.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, bot: &BotId, tag: &NewTag, position: i64) -> Result<()> {
    sql::put(tx, bot, tag, position).await
}

/// Says who is e-mailed about a tag, beside the bot's own recipients.
///
/// # Errors
/// What the database says.
pub async fn set_recipients(tx: &mut Tx, bot: &BotId, key: &str, recipients: &[String]) -> Result<()> {
    sql::set_recipients(tx, bot, key, recipients).await
}

/// A bot's tags, in their order.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn, bot: &BotId) -> Result<Vec<Tag>> {
    sql::list(conn, bot).await
}

/// A bot's tag of that key.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, bot: &BotId, key: &str) -> Result<Option<Tag>> {
    sql::find(conn, bot, key).await
}

/// The tags of these keys, each of its bot.
///
/// # Errors
/// What the database says.
pub async fn find_all(tx: &mut Tx, keys: &[(&BotId, &str)]) -> Result<HashMap<(BotId, String), Tag>> {
    let found = sql::find_all(tx, keys).await?;
    Ok(found.into_iter().map(|(bot, tag)| ((bot, tag.key.clone()), tag)).collect())
}
