//! Leads that nobody has looked at are told of, past the time that their bot gives: looked at every minute, told by a job.

use std::time::{Duration, Instant};

use crate::app::App;
use crate::bot::{self, Bot};
use crate::channel::sms::twilio::Twilio;
use crate::contact;
use crate::error::{Error, Result};
use crate::event::Channel;
use crate::id::{BotId, LeadId};
use crate::job::{Job, Outcome, retry};
use crate::lead::{self, Lead, unreviewed};
use crate::metric;
use crate::notify::mail::SendError;
use crate::notify::message::Outgoing;
use crate::notify::team_mail::{self, Said, TeamMail};

use super::{mail, summon};

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(60);

/// How far back it is asked, before a text is sent again, whether the provider has it: longer than the pauses between tries.
const LOOKED_BACK: Duration = Duration::from_hours(6);

/// Looks, until the server stops.
pub async fn watch(app: App) {
    super::regularly(
        &app,
        EVERY,
        "leads that nobody has looked at could not be read; they are looked at again soon",
        look,
    )
    .await;
}

/// Looks once, at each bot. Any node looks; what one has done the next finds done.
///
/// # Errors
/// What the database says.
pub async fn look(app: &App) -> Result<()> {
    let mut conn = app.db.read().await?;
    let mut late = Vec::new();
    for bot in bot::all(&mut conn).await? {
        if !unreviewed::all_due(&mut conn, &bot, app.clock.now()).await?.is_empty() {
            late.push(bot);
        }
    }
    drop(conn);
    for bot in late {
        let mut tx = app.tx().await?;
        if unreviewed::tell(&mut tx, &bot).await? > 0 {
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Tells those of a step of the leads that nobody has looked at meanwhile.
pub(super) async fn run(app: &App, of: &BotId, (leads, step): (&[LeadId], i64), job: &Job) -> Result<Outcome> {
    let mut conn = app.db.read().await?;
    let Some(bot) = bot::by_id(&mut conn, of).await? else { return Ok(Outcome::Done) };
    let mut left = Vec::new();
    for id in leads {
        let found = lead::by_id(&mut conn, id).await?;
        if let Some(lead) = found.filter(|lead| lead.is_new && lead.erased_at.is_none())
            && let Some(contact) = contact::by_id(&mut conn, &lead.contact_id).await?
        {
            left.push((lead, contact.who().to_owned()));
        }
    }
    drop(conn);
    if left.is_empty() {
        return Ok(Outcome::Done);
    }
    metric::handoff("unreviewed");
    if step == 1 { by_mail(app, &bot, &left, job).await } else { by_sms(app, &bot, left.len(), job).await }
}

async fn by_mail(app: &App, bot: &Bot, leads: &[(Lead, String)], job: &Job) -> Result<Outcome> {
    let to = &bot.settings().handoff_rules.escalate_to;
    let (Some(transport), false) = (&app.mail, to.is_empty()) else { return Ok(Outcome::Done) };
    let zone = &bot.settings().time_zone;
    let many = leads.len();
    let title = match leads {
        [(_, who)] => format!("Nobody has opened the lead of {who}"),
        _ => format!("Nobody has opened {many} leads"),
    };
    let said = |(lead, who): &(Lead, String)| Said {
        who: who.clone(),
        at: lead.captured_at.in_zone(zone).strftime("%a %-d %b, %H:%M").to_string(),
        text: lead.summary.clone().or_else(|| lead.intent.clone()).unwrap_or_else(|| "Left their details.".to_owned()),
    };
    let (from_name, from_address) = mail::view::sender(app, bot);
    let rendered = team_mail::render(&TeamMail {
        bot_name: bot.name.clone(),
        initial: bot.name.chars().next().map(String::from).unwrap_or_default(),
        accent: mail::view::accent_of(bot),
        subject: title.clone(),
        kicker: "Not opened yet".to_owned(),
        title,
        said: leads.iter().map(said).collect(),
        open: "Open the leads".to_owned(),
        link: match leads {
            [(lead, _)] => app.public(&format!("/leads/{}", lead.id)),
            _ => app.public(&format!("/leads?bot={}&new=1", bot.key)),
        },
        why: format!(
            "You get this because you are among the next recipients of {}. It is set up under Hours & handoff.",
            bot.name
        ),
        ..TeamMail::default()
    });
    let rendered = rendered.map_err(|error| Error::Internal(anyhow::Error::new(error)))?;
    let outgoing = Outgoing {
        from_name,
        from_address,
        to: to.clone(),
        reply_to: None,
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        // The same at each attempt: the job's.
        message_id: format!("{}.unreviewed@{}", job.id, app.host()),
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
        Err(SendError { permanent: true, .. }) => (false, "refused"),
        Err(_) => (true, "later"),
    };
    metric::send("email", outcome, begun.elapsed());
    if is_later {
        let why = "the mail server said not now".to_owned();
        return Ok(super::again(retry::HOURS, job.attempts, job.id.as_str(), why));
    }
    Ok(Outcome::Done)
}

async fn by_sms(app: &App, bot: &Bot, many: usize, job: &Job) -> Result<Outcome> {
    let Some(twilio) = &app.sms else { return Ok(Outcome::Done) };
    let twilio: &Twilio = twilio;
    let Some(from) = bot::address(&mut app.db.read().await?, &bot.id, Channel::Sms).await? else {
        return Ok(Outcome::Done);
    };
    let what = if many == 1 { "a lead that nobody has".to_owned() } else { format!("{many} leads that nobody has") };
    let text =
        format!("{}: there is {what} opened. {}", bot.name, app.public(&format!("/leads?bot={}&new=1", bot.key)));
    let text = if many == 1 { text } else { text.replace("there is", "there are") };
    for number in &bot.settings().handoff_rules.escalate_sms {
        if let Some(outcome) =
            summon::text_to(twilio, (&from, number), &text, (app.clock.now().minus(LOOKED_BACK), job)).await
        {
            return Ok(outcome);
        }
    }
    Ok(Outcome::Done)
}
