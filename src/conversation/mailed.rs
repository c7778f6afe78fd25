//! Words that came by e-mail, said in a conversation: a member's as theirs, a visitor's as the visitor's.
//!
//! Whoever calls has verified who wrote them. A mail that is delivered twice is said once. Old mail is answered too: what
//! was closed is opened again, unless its visitor has begun another conversation meanwhile, where it then belongs.

use super::attachment::{self, Owner};
use super::handoff::{self, By, Move};
use super::letter;
use super::message::LONGEST;
use super::provider::note_inbound;
use super::{Body, Conversation, NewMessage, Status, hold, say, sql};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::event::Channel;
use crate::id::{self, ConversationId};
use crate::organisation::member::Member;

/// The most messages that one mail becomes.
const MOST: usize = 5;

/// A mail's words.
#[derive(Clone, Copy, Debug)]
pub struct Mailed<'a> {
    /// What tells this mail from every other: its Message-ID, or a hash of its bytes where it has none.
    pub key: &'a str,
    /// Who sent it; part of what tells mails apart, so that nobody can use up another's Message-ID.
    pub from: &'a str,
    /// What it says, new words alone.
    pub text: &'a str,
    /// Whose files came with it.
    pub owner: &'a Owner,
    /// Those files, stored already.
    pub files: &'a [String],
}

/// A member answers. Their words go out on the conversation's channel as any agent's do, and they have it from then on.
/// `None` when this mail was heard before, else the conversation it was said in.
///
/// # Errors
/// `NotFound` when there is no such conversation, or it was erased.
pub async fn by_member(
    tx: &mut Tx,
    member: &Member,
    to: &ConversationId,
    mail: Mailed<'_>,
) -> Result<Option<Conversation>> {
    let by = By::Member { id: &member.id, name: &member.name, may_overrule: false };
    let Some(open) = arrived(tx, to, mail, &by).await? else { return Ok(None) };
    let seen = handoff::of(tx, &open.id).await?.map_or(0, |hand| hand.team_seen);
    let known = letter::told(tx, &open.id, &member.id).await?;
    for (client_id, body) in bodies(tx, &open, mail).await? {
        handoff::answer(tx, (&member.id, &member.name), &open, Some(client_id), body).await?;
    }
    handoff::note_by_mail(tx, &open.id, known, seen).await?;
    Ok(Some(open))
}

/// The visitor answers, and a person is rung for where none has the conversation: who answers by mail reads no widget, where
/// the assistant's answer would stand. `None` when this mail was heard before, else the conversation it was said in.
///
/// # Errors
/// `NotFound` when there is no such conversation, or it was erased.
pub async fn by_visitor(tx: &mut Tx, to: &ConversationId, mail: Mailed<'_>) -> Result<Option<Conversation>> {
    let Some(open) = arrived(tx, to, mail, &By::House).await? else { return Ok(None) };
    if open.status == Status::Bot {
        // Rung for already is as good.
        handoff::shift(tx, &open, &Move::Ask, &By::House).await?.ok();
    }
    for (client_id, body) in bodies(tx, &open, mail).await? {
        say(tx, &open, NewMessage::visitor(Some(client_id), body)).await?;
    }
    Ok(Some(open))
}

/// Notes the mail, and holds the conversation it is said in; `None` when it was noted before.
async fn arrived(tx: &mut Tx, to: &ConversationId, mail: Mailed<'_>, by: &By<'_>) -> Result<Option<Conversation>> {
    let absent = || Error::NotFound("conversation");
    let held = hold(tx, to).await?.ok_or_else(absent)?;
    if !note_inbound(tx, Channel::Email, &noted(to, mail)).await? {
        return Ok(None);
    }
    if held.status != Status::Closed {
        return Ok(Some(held));
    }
    if let Some(newer) = sql::open_under(tx, &held.identity_id).await? {
        return Ok(Some(newer));
    }
    // It cannot be refused: it is closed, it is held, and there is no newer one.
    handoff::shift(tx, &held, &Move::Reopen, by).await?.ok();
    hold(tx, to).await?.ok_or_else(absent).map(Some)
}

/// What is noted of a mail: a hash, since a Message-ID may tell who sent it.
fn noted(to: &ConversationId, mail: Mailed<'_>) -> String {
    id::token_hash(&format!("{to}\n{}\n{}", mail.from, mail.key))
}

/// The messages it becomes, each with the id that its sender would have given it.
fn pieces(mail: Mailed<'_>) -> Vec<(String, String)> {
    let key: String = id::token_hash(&format!("{}\n{}", mail.from, mail.key)).chars().take(32).collect();
    let mut texts = split(mail.text, LONGEST);
    if texts.is_empty() && !mail.files.is_empty() {
        texts.push(String::new());
    }
    texts.into_iter().take(MOST).enumerate().map(|(at, text)| (format!("mail-{key}-{at}"), text)).collect()
}

/// The same as they are said: the files come with the last words.
async fn bodies(tx: &mut Tx, open: &Conversation, mail: Mailed<'_>) -> Result<Vec<(String, Body)>> {
    let mut pieces = pieces(mail);
    let Some((client_id, text)) = pieces.pop() else { return Ok(Vec::new()) };
    let place = (&open.id, client_id.as_str());
    let files = attachment::claim(tx, &open.bot_id, mail.owner, place, mail.files).await?;
    let before = pieces.into_iter().map(|(client_id, text)| (client_id, Body::text(text)));
    Ok(before.chain([(client_id, Body::with_files(text, files))]).collect())
}

/// A long text in pieces of at most so many characters: between paragraphs, else between lines, else between words.
fn split(text: &str, most: usize) -> Vec<String> {
    let (mut pieces, mut rest) = (Vec::new(), text.trim());
    while let Some((edge, _)) = rest.char_indices().nth(most) {
        let head = &rest[..edge];
        let at = ["\n\n", "\n", " "].iter().find_map(|gap| head.rfind(gap).filter(|at| *at > edge / 2));
        let (piece, left) = rest.split_at(at.unwrap_or(edge));
        pieces.push(piece.trim().to_owned());
        rest = left.trim_start();
    }
    if !rest.is_empty() {
        pieces.push(rest.to_owned());
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_long_mail_is_split_between_paragraphs() {
        assert_eq!(split("one two three", 100), ["one two three"]);
        assert_eq!(split("first line\nsecond\n\nthird part here", 20), ["first line\nsecond", "third part here"]);
        assert_eq!(split("wordswithoutanyspace", 8), ["wordswit", "houtanys", "pace"]);
        assert!(split("  \n ", 10).is_empty());
    }

    proptest! {
        #[test]
        fn no_word_is_lost(text in "[a-zé \n]{0,300}", most in 5_usize..40) {
            let pieces = split(&text, most);
            prop_assert!(pieces.iter().all(|piece| !piece.is_empty() && piece.chars().count() <= most));
            let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(plain(&pieces.concat()), plain(&text));
        }
    }
}
