//! The status history: who changed what, newest first, in words.

use super::Known;
use crate::dashboard::view::lead::{Change, ChangeMark};
use crate::dashboard::view::part::badge::Disc;
use crate::dashboard::{badge, transcript, words};
use crate::db::Conn;
use crate::error::Result;
use crate::event::Channel;
use crate::lead::history::{self, Entry, Kind};
use crate::lead::score::Temperature;

/// A lead's history.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, known: &Known<'_>) -> Result<Vec<Change>> {
    Ok(history::of(conn, &known.lead.id).await?.into_iter().map(|entry| change(known, entry)).collect())
}

fn change(known: &Known<'_>, entry: Entry) -> Change {
    let pipeline = badge::pipeline(known.bot);
    let became = entry.became.as_deref().unwrap_or_default();
    let disc = pipeline.status(became).map_or(Disc::Open, |status| badge::disc(pipeline, &status.key, status.category));
    let by = entry.by.as_ref().map(|name| format!(" by {name}")).unwrap_or_default();
    let icon = |name: &str| ChangeMark::Icon(name.to_owned());
    let (mark, what, who, reason) = match entry.kind {
        Kind::Captured => {
            (ChangeMark::Status(disc), badge::status_name(pipeline, became), captured(entry.reason.as_deref()), None)
        }
        Kind::FollowUp => {
            let tag = badge::tag(&known.tags, became).map(|tag| format!(", {}", tag.name)).unwrap_or_default();
            (icon("receipt-text"), "Follow-up".to_owned(), tag, None)
        }
        Kind::Assigned => {
            let what = entry.became.map_or_else(|| "Given to nobody".to_owned(), |name| format!("Given to {name}"));
            (icon("user-round"), what, by, None)
        }
        Kind::Tagged => {
            let tag = badge::tag(&known.tags, became).map_or_else(String::new, |tag| tag.name);
            (icon("tag"), format!("Tagged {tag}"), by, None)
        }
        Kind::Untagged => {
            let tag = badge::tag(&known.tags, became).map_or_else(String::new, |tag| tag.name);
            (icon("tag"), format!("Tag {tag} taken away"), by, None)
        }
        Kind::Note => (icon("pencil"), format!("Note {became}"), by, None),
        Kind::Status => (ChangeMark::Status(disc), badge::status_name(pipeline, became), by, entry.reason),
        Kind::Joined => (
            icon("users-round"),
            "Another conversation joined".to_owned(),
            String::new(),
            entry.reason.map(|_| "The same details were given".to_owned()),
        ),
        Kind::Score => {
            let (was, became) = (entry.was.clone().unwrap_or_default(), became.to_owned());
            (icon("flame"), format!("Score {was} to {became}"), String::new(), None)
        }
        Kind::Temperature => warmed(became, &by, entry.reason.as_deref()),
        Kind::Edited => {
            let shown = |text: Option<&String>| text.map_or_else(|| "nothing".to_owned(), |text| format!("“{text}”"));
            let from_to = format!("{} became {}", shown(entry.was.as_ref()), shown(entry.became.as_ref()));
            let field = words::of_key(entry.reason.as_deref().unwrap_or("contact"));
            (icon("pencil"), format!("{field} edited"), by, Some(from_to))
        }
        Kind::Merged => (icon("merge"), "Joined with another lead".to_owned(), by, None),
        Kind::Unmerged => (icon("undo-2"), "Parted from another lead".to_owned(), by, None),
    };
    let at = words::stamp(entry.created_at, known.app.clock.now(), known.seat.zone());
    Change { mark, what, who, at, reason }
}

/// "Hot, set by Priya Raman", "Warm, by the score again".
fn warmed(became: &str, by: &str, why: Option<&str>) -> (ChangeMark, String, String, Option<String>) {
    let (icon, word) = match Temperature::parse(became) {
        Some(Temperature::Hot) => ("flame", "Hot"),
        Some(Temperature::Warm) => ("sun", "Warm"),
        Some(Temperature::Cold) => ("snowflake", "Cold"),
        None => ("undo-2", "Not scored"),
    };
    let how = match why {
        Some("conversation") => ", by the score again: they came back".to_owned(),
        Some(_) => format!(", by the score again{}", by.replacen(" by ", ", chosen by ", 1)),
        None => format!(", set{by} until their next conversation"),
    };
    (ChangeMark::Icon(icon.to_owned()), word.to_owned(), how, None)
}

/// ", captured from the web widget".
fn captured(channel: Option<&str>) -> String {
    match channel.and_then(Channel::parse) {
        Some(Channel::Web) => ", captured from the widget".to_owned(),
        Some(channel) => format!(", captured by {}", transcript::channel(channel)),
        None => ", captured".to_owned(),
    }
}
