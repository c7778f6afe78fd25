//! What was just done, told once on the next page.
//!
//! A short-lived cookie carries a word from the answer to a form to the page after it; the sentence is made from what the
//! database says then. The cookie names and opens nothing.

use axum::http::HeaderMap;
use axum_extra::extract::cookie::CookieJar;

use super::view::layout::{Toast, Undo};
use super::{badge, leads};
use crate::bot::Bot;
use crate::contact;
use crate::conversation;
use crate::conversation::handoff::{self, Refusal};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::id::{ConversationId, Id as _, LeadId, MergeId, NoteId, TaskId};
use crate::lead::reach::{self, Reach};
use crate::{lead, organisation, tag};

const COOKIE: &str = "frontdesk_told";

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A lead was moved, from this status.
    Moved { lead: LeadId, from: String },
    /// A note was saved.
    Noted,
    /// A note was deleted.
    NoteDeleted { lead: LeadId, note: NoteId },
    /// And brought back.
    NoteRestored,
    /// A tag was given, by its key.
    Tagged { lead: LeadId, tag: String },
    /// A tag was taken away, by its key.
    Untagged { lead: LeadId, tag: String },
    /// An e-mail is on its way again.
    SentAgain,
    /// Many leads were changed, or begun to be.
    Bulk(TaskId),
    /// A view is kept.
    ViewSaved,
    /// And kept no longer.
    ViewRemoved,
    /// A person's word counts as a lead's temperature, or the score's again.
    Warmed,
    /// A lead is somebody's, or nobody's.
    Assigned,
    /// A contact was edited.
    Edited,
    /// Another lead went into this one.
    Joined { lead: LeadId, merge: MergeId },
    /// And came back.
    Parted,
    /// A pipeline was saved.
    PipelineSaved,
    /// A lead was deleted.
    Deleted,
    /// Settings were saved.
    Saved,
    /// Something of the settings was deleted.
    Removed,
    /// A conversation stays as it is, and why.
    Refused { conversation: ConversationId, why: Refusal },
    /// What was said in a conversation is on its way to its visitor.
    TranscriptMailed,
    /// Or is not: they gave no address in it.
    NoAddress,
    /// Somebody is asked to join.
    Invited,
    /// A member was removed.
    MemberRemoved,
}

/// The Set-Cookie that takes it to the next page.
pub fn cookie(told: &Told) -> String {
    let word = match told {
        Told::Refused { conversation, why } => format!("refused.{conversation}.{}", why.code()),
        Told::Moved { lead, from } => format!("moved.{lead}.{from}"),
        Told::Noted => "noted".to_owned(),
        Told::NoteDeleted { lead, note } => format!("note-deleted.{lead}.{note}"),
        Told::NoteRestored => "note-restored".to_owned(),
        Told::Tagged { lead, tag } => format!("tagged.{lead}.{tag}"),
        Told::Untagged { lead, tag } => format!("untagged.{lead}.{tag}"),
        Told::SentAgain => "sent-again".to_owned(),
        Told::Bulk(task) => format!("bulk.{task}"),
        Told::ViewSaved => "view-saved".to_owned(),
        Told::ViewRemoved => "view-removed".to_owned(),
        Told::Warmed => "warmed".to_owned(),
        Told::Assigned => "assigned".to_owned(),
        Told::Edited => "edited".to_owned(),
        Told::Joined { lead, merge } => format!("joined.{lead}.{merge}"),
        Told::Parted => "parted".to_owned(),
        Told::PipelineSaved => "pipeline-saved".to_owned(),
        Told::Deleted => "deleted".to_owned(),
        Told::Saved => "saved".to_owned(),
        Told::Removed => "removed".to_owned(),
        Told::TranscriptMailed => "transcript-mailed".to_owned(),
        Told::NoAddress => "no-address".to_owned(),
        Told::Invited => "invited".to_owned(),
        Told::MemberRemoved => "member-removed".to_owned(),
    };
    format!("{COOKIE}={word}; Path=/; HttpOnly; SameSite=Lax; Max-Age=20")
}

/// The Set-Cookie after it was told.
pub fn none() -> String {
    format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// Whether something is to be told.
pub fn is_there(headers: &HeaderMap) -> bool {
    CookieJar::from_headers(headers).get(COOKIE).is_some()
}

fn read(headers: &HeaderMap) -> Option<Told> {
    let jar = CookieJar::from_headers(headers);
    let mut parts = jar.get(COOKIE)?.value().split('.');
    match (parts.next()?, parts.next(), parts.next()) {
        ("moved", Some(lead), Some(from)) => Some(Told::Moved { lead: LeadId::parse(lead)?, from: from.to_owned() }),
        ("noted", None, None) => Some(Told::Noted),
        ("note-deleted", Some(lead), Some(note)) => {
            Some(Told::NoteDeleted { lead: LeadId::parse(lead)?, note: NoteId::parse(note)? })
        }
        ("note-restored", None, None) => Some(Told::NoteRestored),
        ("tagged", Some(lead), Some(tag)) => Some(Told::Tagged { lead: LeadId::parse(lead)?, tag: tag.to_owned() }),
        ("untagged", Some(lead), Some(tag)) => Some(Told::Untagged { lead: LeadId::parse(lead)?, tag: tag.to_owned() }),
        ("sent-again", None, None) => Some(Told::SentAgain),
        ("bulk", Some(task), None) => Some(Told::Bulk(TaskId::parse(task)?)),
        ("view-saved", None, None) => Some(Told::ViewSaved),
        ("view-removed", None, None) => Some(Told::ViewRemoved),
        ("warmed", None, None) => Some(Told::Warmed),
        ("assigned", None, None) => Some(Told::Assigned),
        ("edited", None, None) => Some(Told::Edited),
        ("joined", Some(lead), Some(merge)) => {
            Some(Told::Joined { lead: LeadId::parse(lead)?, merge: MergeId::parse(merge)? })
        }
        ("parted", None, None) => Some(Told::Parted),
        ("pipeline-saved", None, None) => Some(Told::PipelineSaved),
        ("deleted", None, None) => Some(Told::Deleted),
        ("saved", None, None) => Some(Told::Saved),
        ("removed", None, None) => Some(Told::Removed),
        ("refused", Some(conversation), Some(why)) => {
            Some(Told::Refused { conversation: ConversationId::parse(conversation)?, why: Refusal::parse(why)? })
        }
        ("transcript-mailed", None, None) => Some(Told::TranscriptMailed),
        ("no-address", None, None) => Some(Told::NoAddress),
        ("invited", None, None) => Some(Told::Invited),
        ("member-removed", None, None) => Some(Told::MemberRemoved),
        _ => None,
    }
}

/// The toast about it, with a way back where there is one. `here` is the page it stands on.
///
/// # Errors
/// What the database says.
pub async fn toast(conn: &mut Conn, bot: &Bot, headers: &HeaderMap, here: &str) -> Result<Option<Toast>> {
    let told = read(headers);
    let plain = |text: &str| Some(Toast { text: text.to_owned(), undo: None });
    match told {
        None => Ok(None),
        Some(Told::Noted) => Ok(plain("Note saved")),
        Some(Told::NoteRestored) => Ok(plain("The note is back")),
        Some(Told::NoteDeleted { lead, note }) => {
            let fields = vec![("do".to_owned(), "restore".to_owned()), ("next".to_owned(), here.to_owned())];
            let undo = Some(Undo { action: format!("/leads/{lead}/notes/{note}"), fields });
            Ok(Some(Toast { text: "Note deleted".to_owned(), undo }))
        }
        Some(Told::Tagged { lead, tag }) => tagged(conn, bot, &lead, &tag, true, here).await,
        Some(Told::Untagged { lead, tag }) => tagged(conn, bot, &lead, &tag, false, here).await,
        Some(Told::SentAgain) => Ok(plain("The email is being sent again")),
        Some(Told::Saved) => Ok(plain("Saved")),
        Some(Told::Removed) => Ok(plain("Deleted")),
        Some(Told::TranscriptMailed) => Ok(plain("The transcript is on its way to the visitor")),
        Some(Told::NoAddress) => Ok(plain("They gave no email address in this conversation")),
        Some(Told::Invited) => Ok(plain("The invitation is on its way")),
        Some(Told::MemberRemoved) => Ok(plain("Removed from the team")),
        Some(Told::Deleted) => Ok(plain("The lead was deleted with all its data")),
        Some(Told::ViewSaved) => Ok(plain("View saved")),
        Some(Told::ViewRemoved) => Ok(plain("View deleted")),
        Some(Told::Bulk(task)) => leads::bulk::toast(conn, bot, &task, here).await,
        Some(Told::Warmed) => Ok(plain("Temperature saved")),
        Some(Told::Assigned) => Ok(plain("Owner saved")),
        Some(Told::Edited) => Ok(plain("Contact saved")),
        Some(Told::Parted) => Ok(plain("The two leads stand apart again")),
        Some(Told::Joined { lead, merge }) => {
            let fields = vec![("merge".to_owned(), merge.to_string()), ("next".to_owned(), here.to_owned())];
            let undo = Some(Undo { action: format!("/leads/{lead}/part"), fields });
            Ok(Some(Toast { text: "The two leads are one now".to_owned(), undo }))
        }
        Some(Told::Refused { conversation, why }) => {
            // The cookie is only a note: a name is told of this bot's own conversation alone.
            let own = conversation::find(conn, &bot.id, &conversation).await.is_ok();
            let hand = if own { handoff::of(conn, &conversation).await? } else { None };
            let by = hand.and_then(|hand| hand.agent_name);
            Ok(plain(&why.sentence(by.as_deref())))
        }
        Some(Told::PipelineSaved) => Ok(plain("Pipeline saved")),
        Some(Told::Moved { lead, from }) => match shown(conn, bot, &lead).await {
            Ok(lead) => moved(conn, bot, &lead, &from, here).await.map(Some),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        },
    }
}

/// "Tagged Refund request", with the way back.
async fn tagged(
    conn: &mut Conn,
    bot: &Bot,
    lead: &LeadId,
    key: &str,
    is_given: bool,
    here: &str,
) -> Result<Option<Toast>> {
    let Some(tag) = tag::find(conn, &bot.id, key).await? else { return Ok(None) };
    let (text, way_back) = if is_given { ("Tagged", "remove") } else { ("Tag taken away:", "add") };
    let fields = vec![(way_back.to_owned(), tag.key), ("next".to_owned(), here.to_owned())];
    let undo = Some(Undo { action: format!("/leads/{lead}/tags"), fields });
    Ok(Some(Toast { text: format!("{text} {}", tag.label), undo }))
}

/// The lead, where the plan shows it: the cookie is only a note, and anybody may write one.
async fn shown(conn: &mut Conn, bot: &Bot, id: &LeadId) -> Result<lead::Lead> {
    let reach = Reach::of(organisation::plan(conn, &bot.organisation_id).await?);
    reach::find(conn, &bot.id, id, reach).await
}

async fn moved(conn: &mut Conn, bot: &Bot, lead: &lead::Lead, from: &str, here: &str) -> Result<Toast> {
    let contact = contact::by_id(conn, &lead.contact_id).await?.ok_or(Error::NotFound("contact"))?;
    let pipeline = badge::pipeline(bot);
    let way_back =
        pipeline.moves_from(&lead.status).into_iter().find(|step| step.to.key == from && !step.to.asks_reason);
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let undo = way_back.map(|step| Undo {
        action: format!("/leads/{}/status", lead.id),
        fields: vec![field("from", &lead.status), field("status", &step.to.key), field("next", here)],
    });
    Ok(Toast {
        text: format!("{} moved to {}", badge::who(&contact), badge::status_name(pipeline, &lead.status)),
        undo,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header;

    fn carried(value: &str) -> Option<Told> {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, format!("{COOKIE}={value}").parse().unwrap());
        read(&headers)
    }

    #[test]
    fn what_was_done_reads_back_and_nonsense_is_nothing() {
        let lead = crate::id::Ids::counted().next(crate::time::Timestamp::from_millis(1));
        let told = Told::Moved { lead, from: "new".into() };
        let cookie = cookie(&told);
        let value = cookie.split(['=', ';']).nth(1).unwrap();
        assert_eq!(carried(value), Some(told));
        for nonsense in ["", "moved", "moved.x.new", "noted.x", "<b>"] {
            assert_eq!(carried(nonsense), None, "{nonsense}");
        }
    }
}
