//! A conversation, as its visitor is sent it: when it was closed, where the bot does so, or because an agent sends it.

use crate::app::App;
use crate::bot::hours::words;
use crate::channel::email::signed::{self, Whose};
use crate::conversation::attachment::in_links;
use crate::conversation::letter::{self, Letter};
use crate::conversation::{self, Body, Message, message};
use crate::error::{Error, Result};
use crate::event::Author;
use crate::id::ConversationId;
use crate::job::{self, Job, Outcome};
use crate::lead::transcript;
use crate::notify::message::Outgoing;
use crate::notify::transcript_mail::{self, Said, Speaker, TranscriptMail};
use crate::work::mail;
use crate::{bot, metric};

use super::{About, posted};

/// A conversation was closed: its visitor is sent it, where the bot does so and they gave an address in it.
pub(in crate::work) async fn farewell(app: &App, id: &ConversationId, job: &Job) -> Result<Outcome> {
    let mut conn = app.db.read().await?;
    let Some(found) = conversation::by_id(&mut conn, id).await? else { return Ok(Outcome::Done) };
    let Some(bot) = bot::by_id(&mut conn, &found.bot_id).await? else { return Ok(Outcome::Done) };
    drop(conn);
    // Opened again meanwhile, it goes on.
    if !bot.settings().handoff_rules.mail_transcript || !transcript::is_over(&found) {
        return Ok(Outcome::Done);
    }
    let mut tx = app.tx().await?;
    if !job::hold(&mut tx, job).await? {
        return Ok(Outcome::Lost);
    }
    transcript::send(&mut tx, &found, None, app.host()).await?;
    tx.commit().await?;
    metric::handoff("transcript");
    Ok(Outcome::Done)
}

/// The mail, the same at each attempt.
pub(super) async fn outgoing(app: &App, letter: &Letter, about: &About) -> Result<Outgoing> {
    let About { conversation, bot, .. } = about;
    let key = app.mail_key().await?;
    let mut conn = app.db.read().await?;
    let thread = letter::thread(&mut conn, &conversation.id, &letter.recipient, letter.kind).await?;
    let earlier: Vec<&Letter> = thread.iter().take_while(|other| other.id != letter.id).collect();
    // The newest of it, where it is very long; one more than is shown tells that there is more.
    let (told, has_more) = message::before(&mut conn, &conversation.id, letter.until_seq + 1, 600).await?;
    drop(conn);
    let language = conversation.language.as_deref().unwrap_or_default();
    let zone = conversation.time_zone.as_deref().unwrap_or(&bot.settings().time_zone);
    let said = |message: &Message| {
        let Body::Text { text, files, .. } = &message.body else { return None };
        let by = match message.author {
            Author::Visitor => Speaker::Visitor,
            Author::Bot => Speaker::Assistant,
            Author::Agent => Speaker::Agent,
            Author::System => return None,
        };
        let at = words::stamp(message.at, letter.created_at, zone, language);
        Some(Said { by, name: message.name.clone(), at, text: in_links(text, files, |path| app.public(path)) })
    };
    // Sent to the address that its visitor gave in it: whoever answers from there is taken for them.
    let inbound = app.config.inbound_mail.as_ref();
    let reply_to =
        inbound.map(|inbound| inbound.reply_address(&signed::reply_token(&key, &conversation.id, Whose::Visitor)));
    let view = TranscriptMail {
        bot_name: bot.name.clone(),
        initial: bot.name.chars().next().map(String::from).unwrap_or_default(),
        accent: mail::view::accent_of(bot),
        language: language.to_owned(),
        day: words::day(conversation.started_at, letter.created_at, zone, language),
        said: told.iter().filter_map(said).collect(),
        is_cut: has_more,
        takes_answers: reply_to.is_some(),
    };
    let rendered = transcript_mail::render(&view).map_err(|error| Error::Internal(anyhow::Error::new(error)))?;
    let sender = (bot.name.clone(), mail::view::sender(app, bot).1);
    let reply_to = reply_to.map(|address| (bot.name.clone(), address));
    Ok(posted(letter, &earlier, rendered, sender, reply_to))
}
