//! Somebody waits for a person, and nobody has come: the team is told by e-mail, then the next of them, then by text message.

use std::time::Instant;

use crate::app::App;
use crate::bot::{self, Bot};
use crate::channel::sms::twilio::Twilio;
use crate::contact;
use crate::conversation::handoff::{self, Hand};
use crate::conversation::{self, Body, Conversation, Status, message};
use crate::error::{Error, Result};
use crate::event::{Author, Channel};
use crate::id::ConversationId;
use crate::job::{Job, Outcome, retry};
use crate::metric;
use crate::notify::lead_mail::Accent;
use crate::notify::message::Outgoing;
use crate::notify::summon_mail::{self, SummonMail};
use crate::work::mail;

/// Who is told at this step: nobody, some by e-mail, some by text message.
enum Told<'a> {
    Mail(&'a [String]),
    Sms(&'a [String]),
}

/// Tells those of a step, where the visitor has not been answered meanwhile.
pub(super) async fn run(app: &App, id: &ConversationId, step: i64, job: &Job) -> Result<Outcome> {
    let mut conn = app.db.read().await?;
    let Some(found) = conversation::by_id(&mut conn, id).await? else { return Ok(Outcome::Done) };
    let Some(bot) = bot::by_id(&mut conn, &found.bot_id).await? else { return Ok(Outcome::Done) };
    let Some(hand) = handoff::of(&mut conn, id).await? else { return Ok(Outcome::Done) };
    drop(conn);
    // Handed back with a promise, they still wait to hear from a person.
    if matches!(hand.status, Status::Agent | Status::Closed) {
        return Ok(Outcome::Done);
    }
    let (settings, rules) = (bot.settings(), &bot.settings().handoff_rules);
    let told = match step {
        1 => Told::Mail(&settings.recipients),
        2 => Told::Mail(&rules.escalate_to),
        _ => Told::Sms(&rules.escalate_sms),
    };
    match told {
        Told::Mail([]) | Told::Sms([]) => Ok(Outcome::Done),
        Told::Mail(to) => by_mail(app, (&bot, &found, &hand), (step, to), job).await,
        Told::Sms(to) => by_sms(app, (&bot, &found), to, job).await,
    }
}

async fn by_mail(
    app: &App,
    (bot, found, hand): (&Bot, &Conversation, &Hand),
    (step, to): (i64, &[String]),
    job: &Job,
) -> Result<Outcome> {
    let Some(transport) = &app.mail else { return Ok(Outcome::Done) };
    let mut conn = app.db.read().await?;
    let contact = contact::by_id(&mut conn, &found.contact_id).await?.ok_or(Error::NotFound("contact"))?;
    let log = message::after(&mut conn, &found.id, (found.last_seq - 30).max(0), 30).await?.0;
    drop(conn);
    let last = log.into_iter().rev().find_map(|message| match message.body {
        Body::Text { .. } if message.author == Author::Visitor => Some(message.body.line()),
        _ => None,
    });
    let since = hand.waiting_since.or(hand.promised_at).unwrap_or(found.updated_at);
    let minutes = app.clock.now().since(since).as_secs() / 60;
    let rendered = summon_mail::render(&SummonMail {
        bot_name: bot.name.clone(),
        initial: bot.name.chars().next().map(String::from).unwrap_or_default(),
        accent: Accent::default(),
        who: contact.who().to_owned(),
        waited: match minutes {
            0 | 1 => "a minute".to_owned(),
            _ => format!("{minutes} minutes"),
        },
        last: last.unwrap_or_default(),
        link: app.public(&format!("/inbox/{}", found.id)),
        why: format!(
            "You get this because nobody of {} has answered yet. It is set up under Hours and handoff.",
            bot.name
        ),
    });
    let rendered = rendered.map_err(|error| Error::Internal(anyhow::Error::new(error)))?;
    let outgoing = Outgoing {
        from_name: format!("{} desk", bot.name),
        from_address: mail::from_address(app),
        to: to.to_vec(),
        reply_to: None,
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        message_id: format!("{}.{}.{step}@{}", found.id, hand.promised_at.unwrap_or(since).millis(), app.host()),
        in_reply_to: None,
        references: Vec::new(),
        list_id: None,
        list_unsubscribe: None,
        auto_submitted: true,
        date_ms: app.clock.now().millis(),
    };
    let begun = Instant::now();
    let answer = transport.send(&outgoing).await;
    let (is_later, outcome) = match &answer {
        Ok(_) => (false, "sent"),
        Err(error) if error.permanent => (false, "refused"),
        Err(_) => (true, "later"),
    };
    metric::send("email", outcome, begun.elapsed());
    if is_later {
        let why = "the mail server said not now".to_owned();
        return Ok(super::again(retry::HOURS, job.attempts, job.id.as_str(), why));
    }
    Ok(Outcome::Done)
}

async fn by_sms(app: &App, (bot, found): (&Bot, &Conversation), to: &[String], job: &Job) -> Result<Outcome> {
    let Some(twilio) = &app.sms else { return Ok(Outcome::Done) };
    let Some(from) = bot::address(&mut app.db.read().await?, &bot.id, Channel::Sms).await? else {
        return Ok(Outcome::Done);
    };
    let text =
        format!("{}: a visitor is waiting for a person. {}", bot.name, app.public(&format!("/inbox/{}", found.id)));
    for number in to {
        if let Some(outcome) = text_to(twilio, (&from, number), &text, (found, job)).await {
            return Ok(outcome);
        }
    }
    Ok(Outcome::Done)
}

/// Sends one, unless an earlier attempt has; an outcome means: again later.
async fn text_to(
    twilio: &Twilio,
    (from, to): (&str, &str),
    text: &str,
    (found, job): (&Conversation, &Job),
) -> Option<Outcome> {
    let later = |why: String| Some(super::again(retry::HOURS, job.attempts, job.id.as_str(), why));
    if job.attempts > 1 {
        match twilio.find_sent(from, to, text, found.started_at.millis()).await {
            Ok(sent) if !sent.is_empty() => return None,
            Ok(_) => {}
            Err(error) if error.is_permanent() => return None,
            Err(error) => return later(error.to_string()),
        }
    }
    let begun = Instant::now();
    let answer = twilio.send(from, to, text, None).await;
    let outcome = match &answer {
        Ok(_) => "sent",
        Err(error) if error.is_permanent() => "refused",
        Err(_) => "later",
    };
    metric::send("sms", outcome, begun.elapsed());
    match answer {
        Err(error) if !error.is_permanent() => later(error.to_string()),
        _ => None,
    }
}

/// One conversation's bells ring one after the other.
pub(super) fn lane(id: &ConversationId) -> String {
    format!("summon/{id}")
}
