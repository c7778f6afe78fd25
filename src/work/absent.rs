//! What an agent said is mailed to a visitor who has left: looked at when its time has come, sent once, in one thread.

use crate::app::App;
use crate::bot::hours::words;
use crate::bot::{self, Bot};
use crate::bus::Topic;
use crate::channel::email::signed::{self, Whose};
use crate::contact::identity::{self, Sender};
use crate::contact::{self, Contact};
use crate::conversation::absent::{self, Decision, Facts, Mail, State};
use crate::conversation::attachment::in_links;
use crate::conversation::{self, Body, Conversation, Message, message};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::event::Author;
use crate::id::ConversationId;
use crate::job::{self, Job, Outcome, retry};
use crate::notify::absent_mail::{self, AbsentMail, Said};
use crate::notify::mail::Transport;
use crate::notify::message::Outgoing;
use crate::time::Timestamp;

use super::{Work, post};

/// One conversation's mails leave one after the other.
pub(super) fn lane(id: &ConversationId) -> String {
    format!("absent/{id}")
}

/// Everything about the conversation and whom it is with, as it is now.
struct About {
    conversation: Conversation,
    bot: Bot,
    contact: Contact,
    is_here: bool,
}

/// Sends what was made and has not left, then looks whether there is more to tell.
pub(super) async fn run(app: &App, id: &ConversationId, job: &Job) -> Result<Outcome> {
    let Some(transport) = &app.mail else { return Ok(Outcome::Done) };
    let mut conn = app.db.read().await?;
    let Some(about) = about(app, &mut conn, id).await? else { return Ok(Outcome::Done) };
    let made = absent::of(&mut conn, id).await?;
    if let Some(mail) = made.iter().find(|mail| mail.state == State::Queued) {
        let mail = mail.clone();
        drop(conn);
        return send(app, transport, &about, &mail, job).await;
    }
    let (told, unseen) = absent::unseen(&mut conn, &about.conversation).await?;
    drop(conn);
    let facts = Facts {
        channel: about.conversation.channel,
        unseen: unseen.iter().map(|message| (message.seq, message.at)).collect(),
        told,
        is_here: about.is_here,
        has_address: about.contact.email.is_some(),
        // The settings say whether, the bot how soon.
        after: app.config.mail.absent_after.map(|_| about.bot.settings().handoff_rules.absent_mail_after()),
    };
    let now = app.clock.now();
    match absent::decide(&facts, now) {
        Decision::Nothing => Ok(Outcome::Done),
        Decision::Wait(until) => {
            let work = Work::Absent { conversation: id.clone() };
            super::look_again(app, lane(id), &work, until, job).await
        }
        Decision::Send { after, until } => {
            let mut tx = app.tx().await?;
            // Another node does it: what this one does must not count.
            if !job::hold(&mut tx, job).await? {
                return Ok(Outcome::Lost);
            }
            let to = about.contact.email.as_deref().unwrap_or_default();
            let mail = absent::make(&mut tx, &about.conversation, (after, until), to, app.host()).await?;
            tx.commit().await?;
            send(app, transport, &about, &mail, job).await
        }
    }
}

async fn about(app: &App, conn: &mut Conn, id: &ConversationId) -> Result<Option<About>> {
    let Some(conversation) = conversation::by_id(conn, id).await? else { return Ok(None) };
    let Some(bot) = bot::by_id(conn, &conversation.bot_id).await? else { return Ok(None) };
    let Some(contact) = contact::by_id(conn, &conversation.contact_id).await? else { return Ok(None) };
    let identity = identity::by_id(conn, &conversation.identity_id).await?;
    let is_here = identity.is_some_and(|identity| {
        let sender = Sender { kind: identity.kind, value: identity.value, channel: conversation.channel };
        app.bus.is_heard(&Topic::Sender(bot.id.clone(), sender.topic()))
    });
    Ok(Some(About { conversation, bot, contact, is_here }))
}

/// Hands a mail over, and writes down how that went.
async fn send(app: &App, transport: &Transport, about: &About, mail: &Mail, job: &Job) -> Result<Outcome> {
    let built = match outgoing(app, about, mail).await {
        Ok(built) => built,
        // Erased meanwhile.
        Err(Error::NotFound(_)) => return Ok(Outcome::Done),
        Err(error) => return Err(error),
    };
    let handed = post::hand_over(transport, &built, retry::HOURS, (job, mail.id.as_str())).await;
    let mut tx = app.tx().await?;
    if !job::hold(&mut tx, job).await? {
        return Ok(Outcome::Lost);
    }
    absent::mark(&mut tx, &mail.id, handed.state, handed.words.as_deref()).await?;
    tx.commit().await?;
    Ok(handed.outcome())
}

/// The mail, the same at each attempt.
async fn outgoing(app: &App, about: &About, mail: &Mail) -> Result<Outgoing> {
    let About { conversation, bot, .. } = about;
    let key = app.mail_key().await?;
    let mut conn = app.db.read().await?;
    let told = message::between(&mut conn, &conversation.id, mail.after_seq, mail.until_seq + 1).await?;
    let told: Vec<Message> = told.into_iter().filter(|message| message.author == Author::Agent).collect();
    let earlier = absent::of(&mut conn, &conversation.id).await?;
    let earlier: Vec<&Mail> = earlier.iter().take_while(|other| other.id != mail.id).collect();
    // Erased while this was read: what was read of it is not sent.
    conversation::by_id(&mut conn, &conversation.id).await?.ok_or(Error::NotFound("conversation"))?;
    drop(conn);
    let zone = conversation.time_zone.as_deref().unwrap_or(&bot.settings().time_zone);
    let language = conversation.language.as_deref().unwrap_or_default();
    let agent = told.last().and_then(|message| message.name.clone());
    let inbound = app.config.inbound_mail.as_ref();
    let reply_to =
        inbound.map(|inbound| inbound.reply_address(&signed::reply_token(&key, &conversation.id, Whose::Visitor)));
    let mut view = AbsentMail {
        bot_name: bot.name.clone(),
        initial: bot.name.chars().next().map(String::from).unwrap_or_default(),
        accent: super::mail::view::accent_of(bot),
        agent: agent.unwrap_or_else(|| bot.name.clone()),
        said: told
            .iter()
            .filter_map(|message| said(app, message, (zone, language), mail.created_at, &bot.name))
            .collect(),
        language: language.to_owned(),
        takes_answers: reply_to.is_some(),
        page: conversation.page_url.clone(),
        first_subject: None,
    };
    if !earlier.is_empty() {
        view.first_subject = Some(absent_mail::subject(&view));
    }
    let rendered = absent_mail::render(&view).map_err(|error| Error::Internal(anyhow::Error::new(error)))?;
    let (_, from_address) = super::mail::view::sender(app, bot);
    Ok(Outgoing {
        from_name: bot.name.clone(),
        from_address,
        // As it was when the mail was made: a later address is for later mails.
        to: vec![mail.recipient.clone()],
        reply_to: reply_to.map(|address| (bot.name.clone(), address)),
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        message_id: mail.message_id.clone(),
        in_reply_to: earlier.last().map(|other| other.message_id.clone()),
        references: earlier.iter().map(|other| other.message_id.clone()).collect(),
        list_id: None,
        list_unsubscribe: None,
        // A person wrote it: absence notes are kept out where they arrive.
        auto_submitted: false,
        date_ms: mail.created_at.millis(),
    })
}

fn said(app: &App, message: &Message, (zone, language): (&str, &str), now: Timestamp, bot: &str) -> Option<Said> {
    let Body::Text { text, files, .. } = &message.body else { return None };
    let at = words::stamp(message.at, now, zone, language);
    Some(Said {
        who: message.name.clone().unwrap_or_else(|| bot.to_owned()),
        at,
        text: in_links(text, files, |path| app.public(path)),
    })
}
