//! What a member of the team reads about a conversation, filled with what was said.

use crate::app::App;
use crate::channel::email::signed::{self, Action, Link, Whose};
use crate::conversation::attachment::in_links;
use crate::conversation::letter::{self, Kind, Letter};
use crate::conversation::{Body, Message, message, remark};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::event::Author;
use crate::notify::lead_mail::Act;
use crate::notify::message::Outgoing;
use crate::notify::team_mail::{self, Said, TeamMail};
use crate::organisation::member::Member;
use crate::time::Timestamp;
use crate::work::mail;
use crate::work::mail::view::LINKS_LAST;

use super::{About, posted};

/// How many of the last words of who waits are shown.
const LAST: usize = 3;

/// The mail; none where its reader may not answer there any more.
pub(super) async fn outgoing(app: &App, letter: &Letter, about: &About) -> Result<Option<Outgoing>> {
    let mut conn = app.db.read().await?;
    let reader = match &letter.member_id {
        Some(id) => match super::reader(&mut conn, &about.bot, id).await? {
            Some((member, _)) => Some(member),
            None => return Ok(None),
        },
        None => None,
    };
    let thread = letter::thread(&mut conn, &letter.conversation_id, &letter.recipient, letter.kind).await?;
    let earlier: Vec<&Letter> = thread.iter().take_while(|other| other.id != letter.id).collect();
    let mut view = view(app, &mut conn, letter, about).await?;
    drop(conn);
    view.subject.clone_from(&letter.subject);
    view.link = app.public(&format!("/inbox/{}", letter.conversation_id));
    view.why = why(app, letter, about);
    let reply_to = match &reader {
        Some(member) => answerable(app, letter, about, member, &mut view).await?,
        None => None,
    };
    let rendered = team_mail::render(&view).map_err(|error| Error::Internal(anyhow::Error::new(error)))?;
    Ok(Some(posted(letter, &earlier, rendered, mail::view::sender(app, &about.bot), reply_to)))
}

/// What a member can do from the mail: links of their own, and an address that takes their answers. A note is the team's, so
/// nobody answers the visitor by answering it.
async fn answerable(
    app: &App,
    letter: &Letter,
    about: &About,
    member: &Member,
    view: &mut TeamMail,
) -> Result<Option<(String, String)>> {
    if letter.kind == Kind::Mentioned {
        return Ok(None);
    }
    let key = app.mail_key().await?;
    let link = |label: &str, action| {
        let (member, conversation) = (member.id.clone(), Some(letter.conversation_id.clone()));
        let link = Link { action, member, lead: None, conversation, until: letter.created_at.plus(LINKS_LAST) };
        Act { label: label.to_owned(), url: app.public(&format!("/answer/{}", link.sign(&key))) }
    };
    if letter.kind == Kind::Summon {
        view.acts.push(link("Take the conversation", Action::Take));
    }
    view.acts.push(link("Close the conversation", Action::Close));
    let Some(inbound) = &app.config.inbound_mail else { return Ok(None) };
    let first = about.contact.name.as_deref().and_then(|name| name.split_whitespace().next());
    view.answer_name = Some(first.unwrap_or("the visitor").to_owned());
    let token = signed::reply_token(&key, &letter.conversation_id, Whose::Member(&member.id));
    Ok(Some((about.contact.name.clone().unwrap_or_default(), inbound.reply_address(&token))))
}

async fn view(app: &App, conn: &mut Conn, letter: &Letter, about: &About) -> Result<TeamMail> {
    let (bot, who) = (&about.bot, about.contact.who());
    let zone = &bot.settings().time_zone;
    let frame = TeamMail {
        bot_name: bot.name.clone(),
        initial: bot.name.chars().next().map(String::from).unwrap_or_default(),
        accent: mail::view::accent_of(bot),
        open: "Open it in the Inbox".to_owned(),
        ..TeamMail::default()
    };
    if letter.kind == Kind::Mentioned {
        let remarks = remark::of(conn, &letter.conversation_id).await?;
        let note = remarks.into_iter().find(|remark| remark.id.to_string() == letter.detail);
        let note = note.ok_or(Error::NotFound("remark"))?;
        let by = note.member_name.clone().unwrap_or_else(|| "A colleague".to_owned());
        return Ok(TeamMail {
            kicker: "A note".to_owned(),
            title: format!("{by} named you in a note about {who}"),
            more: Some("No visitor reads it. Answer in the Inbox: answers to this email reach nobody.".to_owned()),
            said: vec![Said { who: by, at: stamp(note.created_at, zone), text: note.text }],
            ..frame
        });
    }
    let told = message::between(conn, &letter.conversation_id, letter.after_seq, letter.until_seq + 1).await?;
    let mut said: Vec<Said> = told.iter().filter_map(|message| said(app, message, who, zone)).collect();
    let (kicker, title, more) = match letter.kind {
        Kind::Summon => {
            said.drain(..said.len().saturating_sub(LAST));
            let more = format!("{who} asked for a person {} ago, and nobody has come yet.", waited(letter));
            ("Waiting", "Somebody is waiting".to_owned(), Some(more))
        }
        Kind::Assigned => ("Yours", format!("The conversation with {who} is yours"), None),
        _ => ("Yours", format!("{who} wrote to you"), None),
    };
    Ok(TeamMail { kicker: kicker.to_owned(), title, more, said, ..frame })
}

fn said(app: &App, message: &Message, who: &str, zone: &str) -> Option<Said> {
    if message.author != Author::Visitor {
        return None;
    }
    let Body::Text { text, files, .. } = &message.body else { return None };
    Some(Said {
        who: who.to_owned(),
        at: stamp(message.at, zone),
        text: in_links(text, files, |path| app.public(path)),
    })
}

fn stamp(at: Timestamp, zone: &str) -> String {
    at.in_zone(zone).strftime("%a %-d %b, %H:%M").to_string()
}

/// How long they had waited when the mail was made: "3 minutes".
fn waited(letter: &Letter) -> String {
    let since = letter.detail.parse().map_or(letter.created_at, Timestamp::from_millis);
    match letter.created_at.since(since).as_secs() / 60 {
        0 | 1 => "a minute".to_owned(),
        minutes @ 2..120 => format!("{minutes} minutes"),
        minutes => format!("{} hours", minutes / 60),
    }
}

/// Why it comes to its reader, and where that is changed.
fn why(app: &App, letter: &Letter, about: &About) -> String {
    let name = &about.bot.name;
    let profile = app.public("/profile");
    match (letter.kind, &letter.member_id) {
        (Kind::Summon, None) => {
            format!("You get this because nobody of {name} has answered yet. It is set up under Hours & handoff.")
        }
        (Kind::Summon, Some(_)) => {
            format!("You get this because nobody of {name} has answered yet. Change what you get: {profile}")
        }
        (Kind::Mentioned, _) => {
            format!("You get this because you were not in the Inbox. Change what you get: {profile}")
        }
        _ => format!(
            "You get this because you have this conversation of {name} and are not in the Inbox. Change what you get: {profile}"
        ),
    }
}
