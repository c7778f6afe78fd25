//! What was shown in a conversation: products, or homes, as they were then. A price that changes later changes nothing here.

mod sql;

use crate::db::{Conn, Tx, record};
use crate::error::{Error, Result};
use crate::id::{ContactId, ConversationId};
use crate::time::Timestamp;

/// The longest text of a product, in characters.
const LONGEST: usize = 300;

/// How many of a contact's are read: the newest.
pub const MOST: i64 = 60;

/// Something that was shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// What it is called.
    pub title: String,
    /// Its price as people read it: "£48.00".
    pub price: String,
    /// Why it was shown, or how it stood: "Suggested", "Offer accepted".
    pub note: String,
    /// The address of its picture: on the web, or a path of this house.
    pub image: Option<String>,
    /// The address of its page.
    pub url: Option<String>,
}

record! {
    /// Something that was discussed.
    #[derive(Clone, Debug)]
    pub struct Discussed {
        /// Where.
        pub conversation_id: ConversationId,
        /// What it is called.
        pub title: String,
        /// Its price then.
        pub price: String,
        /// Why it was shown.
        pub note: String,
        /// The address of its picture.
        pub image: Option<String>,
        /// The address of its page.
        pub url: Option<String>,
        /// When it was first shown.
        pub created_at: Timestamp,
    }
}

/// Notes what was shown, after what was shown before. The same title in one conversation is noted once, as it was last.
///
/// # Errors
/// `Invalid` when a title is missing or a text is too long; what the database says.
pub async fn note(tx: &mut Tx, conversation: &ConversationId, shown: &[Shown]) -> Result<()> {
    for one in shown {
        let texts = [Some(&one.title), Some(&one.price), Some(&one.note), one.image.as_ref(), one.url.as_ref()];
        let is_right = |text: &String| text.chars().count() <= LONGEST && !text.contains('\0');
        if one.title.trim().is_empty() || !texts.into_iter().flatten().all(is_right) {
            return Err(Error::field("product", "invalid", "Name the product in at most 300 characters"));
        }
        sql::put(tx, conversation, one).await?;
    }
    Ok(())
}

/// What was discussed with a contact over all conversations, in the order it was shown.
///
/// # Errors
/// What the database says.
pub async fn of_contact(conn: &mut Conn, contact: &ContactId) -> Result<Vec<Discussed>> {
    let mut newest = sql::of_contact(conn, contact, MOST).await?;
    newest.reverse();
    Ok(newest)
}
