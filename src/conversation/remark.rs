//! What the team says among itself beside a conversation, and what it did with it. No visitor is told of any of it: it is
//! no message of the log, and no socket of a visitor reads it.

mod sql;

use super::Conversation;
use crate::db::{Conn, Tx, record};
use crate::error::{Error, Result};
use crate::event::{Event, names};
use crate::id::{ConversationId, MemberId, RemarkId};
use crate::time::Timestamp;

names! {
    /// What a remark is.
    pub enum Kind {
        /// Words of a member.
        Note = "note",
        /// What a member did with the conversation.
        Move = "move",
    }
}
crate::db::named!(Kind);

/// The longest note, in characters.
pub const LONGEST: usize = 4_000;

record! {
    /// One of them.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Remark {
        /// Its id.
        pub id: RemarkId,
        /// It stands behind this message.
        pub seq: i64,
        /// Who made it; none for the house.
        pub member_id: Option<MemberId>,
        /// What they were called then.
        pub member_name: Option<String>,
        /// What it is.
        pub kind: Kind,
        /// What it says.
        pub text: String,
        /// When.
        pub created_at: Timestamp,
    }
}

/// Makes a remark.
///
/// # Errors
/// `Invalid` for a note that says nothing or too much.
pub async fn add(
    tx: &mut Tx,
    to: &Conversation,
    kind: Kind,
    text: &str,
    by: Option<(&MemberId, &str)>,
) -> Result<RemarkId> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::field("text", "required", "Write the note first"));
    }
    if text.chars().count() > LONGEST {
        return Err(Error::field("text", "too_long", "A note holds 4,000 characters at most"));
    }
    let id: RemarkId = tx.id();
    sql::insert(tx, &id, &to.id, kind, text, by).await?;
    Ok(id)
}

/// A member notes something; whom they name with an @ finds it in their Inbox.
///
/// # Errors
/// `Invalid` for a note that says nothing or too much.
pub async fn note(tx: &mut Tx, to: &Conversation, text: &str, by: (&MemberId, &str)) -> Result<RemarkId> {
    let id = add(tx, to, Kind::Note, text, Some(by)).await?;
    let people = sql::people(tx, &to.bot_id).await?;
    let named: Vec<&MemberId> = mentioned(text, &people).into_iter().filter(|member| *member != by.0).collect();
    for member in named {
        sql::insert_mention(tx, member, &id, &to.id).await?;
        let (conversation, member) = (to.id.clone(), member.clone());
        tx.emit(Event::MemberCalled { conversation, member, remark: Some(id.clone()) });
    }
    tx.emit(Event::ConversationChanged { bot: to.bot_id.clone(), conversation: to.id.clone() });
    Ok(id)
}

/// Who is named with an @: by their first name where only one has it, or by the whole name.
fn mentioned<'a>(text: &str, people: &'a [(MemberId, String)]) -> Vec<&'a MemberId> {
    let folded = crate::text::fold(text);
    let is_named = |name: &str| {
        let wanted = format!("@{}", crate::text::fold(name));
        folded.match_indices(&wanted).any(|(at, _)| {
            let behind = folded[at + wanted.len()..].chars().next();
            behind.is_none_or(|c| !c.is_alphanumeric())
        })
    };
    let first = |name: &str| name.split_whitespace().next().unwrap_or_default().to_owned();
    let is_alone =
        |name: &str| people.iter().filter(|(_, other)| first(other).eq_ignore_ascii_case(&first(name))).count() == 1;
    people
        .iter()
        .filter(|(_, name)| is_named(name) || (is_alone(name) && is_named(&first(name))))
        .map(|(member, _)| member)
        .collect()
}

/// The remarks beside a conversation, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, id: &ConversationId) -> Result<Vec<Remark>> {
    sql::of(conn, id).await
}

/// The conversations in which this member is called and has not looked yet.
///
/// # Errors
/// What the database says.
pub async fn calling(conn: &mut Conn, member: &MemberId) -> Result<Vec<ConversationId>> {
    sql::calling(conn, member).await
}

/// They have looked.
///
/// # Errors
/// What the database says.
pub async fn looked(tx: &mut Tx, member: &MemberId, id: &ConversationId) -> Result<()> {
    sql::remove_mentions(tx, member, id).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id as _;

    #[test]
    fn who_is_named_with_an_at_is_called() {
        let people: Vec<(MemberId, String)> = ["Mirela Ionescu", "Jonas Weiß", "Jonas Berg", "Ève Roy"]
            .iter()
            .enumerate()
            .map(|(n, name)| (MemberId::from_text(format!("mem_{n}")), (*name).to_owned()))
            .collect();
        let called = |text: &str| -> Vec<String> {
            mentioned(text, &people).into_iter().map(|id| id.as_str().to_owned()).collect()
        };
        assert_eq!(called("@Mirela can you look?"), ["mem_0"]);
        assert_eq!(called("@mirela ionescu and @eve"), ["mem_0", "mem_3"]);
        assert_eq!(called("@Jonas?"), Vec::<String>::new(), "there are two");
        assert_eq!(called("@Jonas Berg, please"), ["mem_2"]);
        assert_eq!(called("mail mirela@example.com or @Mirelas"), Vec::<String>::new());
    }
}
