//! The e-mail about a submission, filled with what the database says now.

use std::time::Duration;

use crate::app::App;
use crate::bot::{self, Bot, accent};
use crate::channel::email::signed::{self, Action, Link, Whose};
use crate::contact::{self, Contact, phone::Phone};
use crate::conversation::attachment::in_words;
use crate::conversation::{self, Body, Message, message};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::event::{Author, Channel};
use crate::lead::notification::Notification;
use crate::lead::submission::{self, Submission};
use crate::lead::{self, Lead};
use crate::notify::lead_mail::{
    self, Accent, Act, Band, FollowUp, Hue, LeadMail, Line, Row, Speaker, Tag, Temperature,
};
use crate::notify::message::Outgoing;
use crate::organisation::access::Access;
use crate::organisation::member::{self, Member};
use crate::organisation::role::Right;
use crate::tag;

/// How many of the last messages the first e-mail shows.
const LAST_MESSAGES: i64 = 8;

/// How long a link in it works.
pub(in crate::work) const LINKS_LAST: Duration = Duration::from_hours(24 * 14);

/// A member who reads it, and what they may do.
pub(in crate::work) type Reader = (Member, Access);

/// Those it goes to: each member who may answer there by themselves, all others together.
pub(super) async fn readers(
    app: &App,
    notification: &Notification,
    left: Vec<String>,
) -> Result<Vec<(Option<Reader>, Vec<String>)>> {
    let mut conn = app.db.read().await?;
    let Some(bot) = bot::by_id(&mut conn, &notification.bot_id).await? else { return Ok(vec![(None, left)]) };
    let people = member::list(&mut conn, &bot.organisation_id).await?;
    let may = |access: &Access| access.sees(&bot.id) && (access.can(Right::Answer) || access.can(Right::ChangeLeads));
    let (mut readers, mut others) = (Vec::new(), Vec::new());
    for to in left {
        let known = people.iter().find(|(member, access)| member.email.eq_ignore_ascii_case(to.trim()) && may(access));
        match known {
            Some(reader) => readers.push((Some(reader.clone()), vec![to])),
            None => others.push(to),
        }
    }
    if !others.is_empty() || readers.is_empty() {
        readers.push((None, others));
    }
    Ok(readers)
}

/// The e-mail, ready to send to this reader; the same at each attempt but for what has changed meanwhile.
pub(super) async fn outgoing(app: &App, notification: &Notification, reader: Option<&Reader>) -> Result<Outgoing> {
    let key = app.mail_key().await?;
    let mut conn = app.db.read().await?;
    let bot = bot::by_id(&mut conn, &notification.bot_id).await?.ok_or(Error::NotFound("bot"))?;
    let lead = lead::by_id(&mut conn, &notification.lead_id).await?.ok_or(Error::NotFound("lead"))?;
    let submission =
        submission::by_id(&mut conn, &notification.submission_id).await?.ok_or(Error::NotFound("submission"))?;
    let contact = contact::by_id(&mut conn, &lead.contact_id).await?.ok_or(Error::NotFound("contact"))?;
    let mut view = view(app, &mut conn, &bot, &lead, &submission, &contact, notification).await?;
    let mut reply_to = contact.email.clone().map(|email| (contact.name.clone().unwrap_or_default(), email));
    if let Some((member, access)) = reader {
        let talk = submission.conversation_id.as_ref().filter(|_| access.can(Right::Answer));
        if let (Some(talk), Some(inbound)) = (talk, &app.config.inbound_mail) {
            let token = signed::reply_token(&key, talk, Whose::Member(&member.id));
            reply_to = Some((contact.name.clone().unwrap_or_default(), inbound.reply_address(&token)));
            view.answer_name = Some(view.reply_name.take().unwrap_or_else(|| "the visitor".to_owned()));
        }
        let until = notification.created_at.plus(LINKS_LAST);
        let link = |action| {
            let link = Link {
                action,
                member: member.id.clone(),
                lead: Some(lead.id.clone()),
                conversation: talk.cloned(),
                until,
            };
            app.public(&format!("/answer/{}", link.sign(&key)))
        };
        if talk.is_some() {
            view.acts.push(Act { label: "Take the conversation".to_owned(), url: link(Action::Take) });
        }
        if access.can(Right::ChangeLeads) {
            view.acts.push(Act { label: "Mark handled".to_owned(), url: link(Action::Handled) });
        }
        if talk.is_some() {
            view.acts.push(Act { label: "Close the conversation".to_owned(), url: link(Action::Close) });
        }
    }
    let rendered = lead_mail::render(&view).map_err(|e| Error::Internal(anyhow::Error::new(e)))?;
    let (from_name, from_address) = sender(app, &bot);
    // Erased while this was read: what was read of it is not sent.
    lead::by_id(&mut conn, &lead.id).await?.filter(|lead| lead.erased_at.is_none()).ok_or(Error::NotFound("lead"))?;
    Ok(Outgoing {
        from_name,
        from_address,
        to: notification.recipients.0.clone(),
        reply_to,
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        message_id: notification.message_id.clone(),
        in_reply_to: notification.thread.0.last().cloned(),
        references: notification.thread.0.clone(),
        list_id: Some(format!("leads.{}.{}", bot.key, app.host())),
        list_unsubscribe: Some(app.public("/leads")),
        auto_submitted: true,
        date_ms: notification.created_at.millis(),
    })
}

/// "NAME desk", and the configured address.
pub(in crate::work) fn sender(app: &App, bot: &Bot) -> (String, String) {
    (format!("{} desk", bot.name), super::from_address(app))
}

async fn view(
    app: &App,
    conn: &mut Conn,
    bot: &Bot,
    lead: &Lead,
    submission: &Submission,
    contact: &Contact,
    notification: &Notification,
) -> Result<LeadMail> {
    let zone = &bot.settings().time_zone;
    let tag = tag::find(conn, &bot.id, &submission.tag).await?;
    let messages = messages(conn, lead, submission).await?;
    let lines = messages.iter().filter_map(|message| line(message, zone)).collect();
    let follow_up = (submission.number > 0).then(|| FollowUp {
        number: u32::try_from(submission.number).unwrap_or(u32::MAX),
        first_subject: notification.subject.clone(),
        changed: Vec::new(),
    });
    let phone = contact.phone.as_deref().map(|e164| (national(e164), e164.to_owned()));
    Ok(LeadMail {
        bot_name: bot.name.clone(),
        team: bot.settings().line.clone(),
        initial: bot.name.chars().next().map(String::from).unwrap_or_default(),
        accent: accent_of(bot),
        who: contact.who().to_owned(),
        tag: tag.map_or_else(
            || Tag { label: "Details left".to_owned(), hue: Hue::Grey },
            |tag| Tag { label: tag.label, hue: Hue::from_key(&tag.hue) },
        ),
        wants: lead_mail::wants(&submission.tag).to_owned(),
        temperature: temperature(lead),
        summary: lead.summary.clone().or_else(|| lead.intent.clone()),
        open_url: app.public(&format!("/leads/{}", lead.id)),
        reply_name: contact
            .email
            .as_ref()
            .and(contact.name.as_deref())
            .and_then(|name| name.split_whitespace().next())
            .map(str::to_owned),
        contact: contact_rows(contact, phone.as_ref()),
        call: phone,
        answers: answer_rows(submission),
        origin: origin_rows(conn, submission, zone).await?,
        transcript: lines,
        message_count: messages.len(),
        follow_up,
        sent_to: notification.recipients.0.join(", "),
        settings_url: app.public("/leads"),
        ..LeadMail::default()
    })
}

/// The messages it shows: the last before the first submission; for a follow-up, those since the one before.
async fn messages(conn: &mut Conn, lead: &Lead, submission: &Submission) -> Result<Vec<Message>> {
    let Some(id) = &submission.conversation_id else { return Ok(Vec::new()) };
    let until = submission.seq + 1;
    if submission.number == 0 {
        return Ok(message::before(conn, id, until, LAST_MESSAGES).await?.0);
    }
    let earlier = submission::of(conn, &lead.id).await?;
    let before = earlier
        .iter()
        .rev()
        .find(|other| other.number < submission.number && other.conversation_id.as_ref() == Some(id));
    message::between(conn, id, before.map_or(0, |other| other.seq), until).await
}

fn line(message: &Message, zone: &str) -> Option<Line> {
    let Body::Text { text, files, .. } = &message.body else { return None };
    let who = match message.author {
        Author::Visitor => Speaker::Visitor,
        Author::Agent => Speaker::Agent,
        Author::Bot | Author::System => Speaker::Assistant,
    };
    let at = message.at.in_zone(zone).strftime("%H:%M").to_string();
    Some(Line { who, name: message.name.clone().unwrap_or_default(), at, text: in_words(text, files) })
}

fn temperature(lead: &Lead) -> Option<Temperature> {
    let score = u8::try_from(lead.score?).ok()?;
    let (band, label) = match lead.temperature.as_deref()? {
        "hot" => (Band::Hot, "Hot"),
        "warm" => (Band::Warm, "Warm"),
        _ => (Band::Cold, "Cold"),
    };
    Some(Temperature { band, label: label.to_owned(), score })
}

pub(in crate::work) fn accent_of(bot: &Bot) -> Accent {
    let tones = accent::from_colour(&bot.settings().accent);
    Accent {
        fill: tones.light.fill,
        on: tones.light.on,
        ink: tones.light.ink,
        dark_fill: tones.dark.fill,
        dark_on: tones.dark.on,
        dark_ink: tones.dark.ink,
    }
}

/// A number as people at home write it.
fn national(e164: &str) -> String {
    Phone::parse(e164, "").map_or_else(|_| e164.to_owned(), |phone| phone.national())
}

fn contact_rows(contact: &Contact, phone: Option<&(String, String)>) -> Vec<Row> {
    let name = contact.name.as_deref().map(|name| Row::text("Name", name));
    let email = contact.email.as_deref().map(|email| Row::email("Email", email));
    let phone = phone.map(|(display, e164)| Row::phone("Phone", display, e164));
    let company = contact.company.as_deref().map(|company| Row::text("Company", company));
    [name, email, phone, company].into_iter().flatten().collect()
}

/// What the form asked beside the ways to reach them.
fn answer_rows(submission: &Submission) -> Vec<Row> {
    let known = ["name", "email", "phone", "company", "consent"];
    submission
        .answers
        .0
        .iter()
        .filter(|row| !known.contains(&row.key.as_str()))
        .map(|row| Row::text(&row.label, &row.value))
        .collect()
}

async fn origin_rows(conn: &mut Conn, submission: &Submission, zone: &str) -> Result<Vec<Row>> {
    let source = match submission.channel {
        Channel::Web => "Widget",
        Channel::Sms => "SMS",
        Channel::Whatsapp => "WhatsApp",
        Channel::Telegram => "Telegram",
        Channel::Email => "Email",
        Channel::Api => "API",
    };
    let mut rows = vec![
        Row::text("Source", source),
        Row::text("Captured", &submission.created_at.in_zone(zone).strftime("%a %-d %b %Y, %H:%M").to_string()),
    ];
    let conversation = match &submission.conversation_id {
        Some(id) => conversation::by_id(conn, id).await?,
        None => None,
    };
    if let Some(url) = conversation.and_then(|found| found.page_url) {
        rows.push(Row::link("Page", &url, &url));
    }
    Ok(rows)
}
