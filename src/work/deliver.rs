//! What the assistant or an agent said leaves as text messages: split, numbered, handed over in order, once.
//!
//! Twilio takes no idempotency key. So a part is marked before it is handed over; after a crash in between, Twilio is
//! asked whether it has the message before it is sent again.

use std::time::Instant;

use tracing::Instrument as _;

use crate::app::App;
use crate::bot;
use crate::channel::sms;
use crate::channel::sms::twilio::{SendError, Twilio};
use crate::contact::identity;
use crate::conversation::attachment::in_links;
use crate::conversation::provider::{self, Delivery, State};
use crate::conversation::{self, Body, Conversation, Message};
use crate::error::Result;
use crate::event::Channel;
use crate::form::field::Field;
use crate::id::ConversationId;
use crate::job::{self, Job, Outcome, retry};
use crate::metric;

/// The longest text message sent in one piece, in segments; a longer reply is split at its sentences.
const SEGMENTS: usize = 4;

/// Hands over everything of the conversation that waits.
pub(super) async fn run(app: &App, id: &ConversationId, job: &Job) -> Result<Outcome> {
    let mut conn = app.db.read().await?;
    let Some(conversation) = conversation::by_id(&mut conn, id).await? else { return Ok(Outcome::Done) };
    let identity = identity::by_id(&mut conn, &conversation.identity_id).await?;
    let from = bot::address(&mut conn, &conversation.bot_id, Channel::Sms).await?;
    drop(conn);
    let (Some(identity), Some(from)) = (identity, from) else { return Ok(Outcome::Done) };
    split(app, &conversation).await?;
    let Some(twilio) = &app.sms else {
        return Ok(Outcome::Retry {
            after: std::time::Duration::from_secs(300),
            why: "Twilio is not configured yet".to_owned(),
        });
    };
    let waiting = provider::waiting(&mut app.db.read().await?, id).await?;
    for delivery in waiting {
        if identity.stopped_at.is_some() {
            let stopped = "the recipient asked to hear no more (STOP)";
            if let Some(outcome) = fail(app, job, delivery, stopped).await? {
                return Ok(outcome);
            }
            continue;
        }
        if let Some(outcome) = hand_over(app, twilio, id, (&from, &identity.value), delivery, job).await? {
            return Ok(outcome);
        }
    }
    Ok(Outcome::Done)
}

/// Puts on its way what was said and is not.
async fn split(app: &App, conversation: &Conversation) -> Result<()> {
    let mut tx = app.tx().await?;
    let language = conversation.language.as_deref().unwrap_or("en");
    let unsent = provider::unsent(&mut tx, &conversation.id).await?;
    for message in unsent {
        let parts = sms::segment::split(&words(app, &message, language), SEGMENTS);
        let parts: Vec<(String, i64)> = parts
            .into_iter()
            .map(|part| {
                let segments = i64::try_from(sms::segment::measure(&part).segments).unwrap_or(1);
                (part, segments)
            })
            .collect();
        provider::put_on_way(&mut tx, &conversation.id, &message.id, &parts).await?;
    }
    tx.commit().await
}

/// What a message says where there are only words.
fn words(app: &App, message: &Message, language: &str) -> String {
    match &message.body {
        Body::Text { text, sources, files, .. } => {
            let plain = in_links(&text.replace("**", ""), files, |path| app.public(path));
            let page = sources.iter().find_map(|source| source.url.as_deref()).filter(|url| url.starts_with("http"));
            page.map_or_else(|| plain.clone(), |url| format!("{plain} {url}"))
        }
        Body::Form(offer) => {
            // The first question whose answer is not known; none when the form is about to be sent as it is.
            let fields = offer.fields.iter().filter_map(|field| serde_json::from_value::<Field>(field.clone()).ok());
            let mut open = fields.filter(|field| offer.values.get(&field.key).is_none());
            open.next().map(|field| field.ask(language)).unwrap_or_default()
        }
        other => other.line(),
    }
}

/// Hands one part over; an outcome means: stop here.
async fn hand_over(
    app: &App,
    twilio: &Twilio,
    conversation: &ConversationId,
    (from, to): (&str, &str),
    mut delivery: Delivery,
    job: &Job,
) -> Result<Option<Outcome>> {
    if delivery.state == State::Trying
        && let Some(tried_at) = delivery.tried_at
    {
        match twilio.find_sent(from, to, &delivery.text, tried_at.millis()).await {
            Ok(found) => {
                let known = provider::all(&mut app.db.read().await?, conversation).await?;
                let is_known = |sid: &str| known.iter().any(|other| other.provider_id.as_deref() == Some(sid));
                if let Some(sent) = found.into_iter().find(|sent| !is_known(&sent.sid)) {
                    delivery.provider_id = Some(sent.sid);
                    delivery.state = State::Sent;
                    return update(app, job, &delivery).await;
                }
            }
            Err(error) => return refused(app, delivery, &error, job).await,
        }
    }
    delivery.state = State::Trying;
    delivery.tried_at = delivery.tried_at.or(Some(app.clock.now()));
    if let Some(lost) = update(app, job, &delivery).await? {
        return Ok(Some(lost));
    }
    let report_to = url::Url::parse(&app.public("/hooks/twilio/status")).ok();
    let begun = Instant::now();
    let span = tracing::debug_span!("send", channel = "sms");
    let answer = twilio.send(from, to, &delivery.text, report_to.as_ref()).instrument(span).await;
    let outcome = match &answer {
        Ok(_) => "sent",
        Err(error) if error.is_permanent() => "refused",
        Err(_) => "later",
    };
    metric::send("sms", outcome, begun.elapsed());
    match answer {
        Ok(sent) => {
            delivery.provider_id = Some(sent.sid);
            delivery.state = State::Sent;
            update(app, job, &delivery).await
        }
        Err(error) if error.is_permanent() => fail(app, job, delivery, &told(&error)).await,
        Err(error) => refused(app, delivery, &error, job).await,
    }
}

/// Twilio's own words, for the owner.
fn told(error: &SendError) -> String {
    match error {
        SendError::Refused(refusal) | SendError::Settings(refusal) => refusal.words.clone(),
        SendError::Later { .. } => error.to_string(),
    }
}

/// Not now: the words are kept, and the job comes again, or after hours of trying it is given up.
async fn refused(app: &App, mut delivery: Delivery, error: &SendError, job: &Job) -> Result<Option<Outcome>> {
    let why = error.to_string();
    let asked = if let SendError::Later { retry_after, .. } = error { *retry_after } else { None };
    let Some(after) = asked.or_else(|| retry::wait(retry::HOURS, job.attempts, delivery.id.as_str())) else {
        return fail(app, job, delivery, &why).await;
    };
    delivery.error = Some(why.clone());
    let lost = update(app, job, &delivery).await?;
    Ok(lost.or(Some(Outcome::Retry { after, why })))
}

async fn fail(app: &App, job: &Job, mut delivery: Delivery, why: &str) -> Result<Option<Outcome>> {
    delivery.state = State::Failed;
    delivery.error = Some(why.to_owned());
    update(app, job, &delivery).await
}

/// Writes down how a part stands; [`Outcome::Lost`] when another node took the work meanwhile, whose word counts.
async fn update(app: &App, job: &Job, delivery: &Delivery) -> Result<Option<Outcome>> {
    let mut tx = app.tx().await?;
    if !job::hold(&mut tx, job).await? {
        return Ok(Some(Outcome::Lost));
    }
    provider::update(&mut tx, delivery).await?;
    tx.commit().await.map(|()| None)
}
