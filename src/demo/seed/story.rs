//! A demo lead, as it came to be: the conversation, the forms that were sent in it, and what the team did about it.

use std::time::Duration;

use serde_json::{Value, json};

use super::timeline::{self, Happening};
use super::{Person, detail, house};
use crate::bot::Bot;
use crate::contact::email::Email;
use crate::contact::identity::{self, Kind, Sender};
use crate::contact::phone::Phone;
use crate::contact::{self, Details};
use crate::conversation::provider::{self, State as Sending};
use crate::conversation::{self, Body, Conversation, NewMessage, Status, Whereabouts, handoff};
use crate::db::Tx;
use crate::demo::content::{DemoBot, DemoLead, DemoProduct, DemoProfile, DemoTurn};
use crate::error::{Error, Result};
use crate::event::{Author, Channel};
use crate::form::definition::Known;
use crate::form::definition::{Definition, Values};
use crate::form::field;
use crate::form::session::{self, Cause};
use crate::id::{self, ContactId};
use crate::lead::notification::{self, State as Mailing};
use crate::lead::pipeline::{Category, Pipeline};
use crate::lead::submission::drawn::{self, Drawn};
use crate::lead::{self, Lead, Origin, note, submission};
use crate::time::Timestamp;

/// How long an agent's conversation counts as still going on.
const STILL_ON: Duration = Duration::from_secs(12 * 60 * 60);

/// Everything that a story is told with.
struct Teller<'a> {
    bot: &'a Bot,
    lead: &'a DemoLead,
    /// Who acts for the team.
    agent: &'a Person,
    details: Details,
    /// What the bot sells.
    products: &'a [DemoProduct],
    now: Timestamp,
    host: &'a str,
}

/// Writes a lead with everything that led to it and came of it.
pub(super) async fn tell(
    tx: &mut Tx,
    bot: &Bot,
    demo: &DemoBot,
    team: &[Person],
    lead: &DemoLead,
    now: Timestamp,
    host: &str,
) -> Result<()> {
    let named = team.iter().find(|person| Some(&person.email) == lead.assignee.as_ref());
    let agent = named.or(team.first()).ok_or(Error::NotFound("member"))?;
    let profile = &demo.profile;
    let details = details(lead, &profile.region)?;
    let teller = Teller { bot, lead, agent, details, products: &demo.products, now, host };
    let story = timeline::of(lead, now);
    let Some((first, last)) = story.first().map(|event| event.0).zip(story.last().map(|event| event.0)) else {
        return Ok(());
    };
    tx.as_history(first);
    let sender = teller.sender()?;
    let (talk, identity) = conversation::begin(tx, bot, &sender, &whereabouts(profile, lead)).await?;
    let mut has_joined = false;
    for (at, event) in story {
        tx.as_history(at);
        match event {
            Happening::Said(turn) => {
                if turn.author == "agent" && !has_joined {
                    teller.join(tx, &talk).await?;
                    has_joined = true;
                }
                teller.say(tx, &talk, turn).await?;
            }
            Happening::Captured(number) => {
                if number == 0 {
                    teller.introduce(tx, &identity.contact_id).await?;
                }
                teller.capture(tx, &talk, number).await?;
                teller.mail(tx, &identity.contact_id, at).await?;
            }
        }
    }
    let found = lead::current(tx, &identity.contact_id).await?.ok_or(Error::NotFound("lead"))?;
    teller.follow(tx, &found, &talk, last).await?;
    tx.as_history(last);
    teller.leave(tx, &talk, has_joined, last).await
}

/// Who they are, with the phone number in E.164.
fn details(lead: &DemoLead, region: &str) -> Result<Details> {
    let phone = lead.phone.as_deref().map(|phone| Phone::parse(phone, region)).transpose();
    let phone = phone.map_err(|_| Error::field("phone", "invalid", "The demo has a number that is none"))?;
    Ok(Details {
        name: lead.name.clone(),
        email: lead.email.clone(),
        phone: phone.map(|phone| phone.as_str().to_owned()),
        company: lead.company.clone(),
        website: None,
    })
}

/// Where they were: only a browser tells its page and its time zone.
fn whereabouts(profile: &DemoProfile, lead: &DemoLead) -> Whereabouts {
    let is_web = lead.source == Channel::Web.as_str();
    let path = lead.page.as_deref().or(is_web.then_some("/"));
    Whereabouts {
        page_url: path.map(|path| house::page(profile, path)),
        language: is_web.then(|| "en-GB".to_owned()),
        time_zone: is_web.then(|| profile.time_zone.clone()),
        // Both are in the same invented town, and so are most who write to them.
        place: is_web.then(|| "Wexcombe, United Kingdom".to_owned()),
        ..Whereabouts::default()
    }
}

impl Teller<'_> {
    /// The identity their conversation is held under, by its channel.
    fn sender(&self) -> Result<Sender> {
        let phone = || self.details.phone.clone().ok_or(Error::NotFound("phone"));
        Ok(match Channel::parse(&self.lead.source) {
            Some(Channel::Sms) => Sender::sms(&phone()?),
            Some(Channel::Whatsapp) => Sender::whatsapp(&phone()?),
            Some(Channel::Telegram) => Sender::telegram(phone()?.trim_start_matches('+')),
            Some(Channel::Email) => {
                let email = self.lead.email.as_deref().and_then(|email| Email::parse(email).ok());
                Sender::email(email.ok_or(Error::NotFound("email"))?.as_str())
            }
            Some(Channel::Web | Channel::Api) | None => Sender::visitor(&id::token_hash(&id::token()?)),
        })
    }

    async fn join(&self, tx: &mut Tx, talk: &Conversation) -> Result<()> {
        let body = Body::Event { event: "joined".to_owned(), name: Some(self.agent.name.clone()) };
        let event = NewMessage { client_id: None, author: Author::System, author_name: None, body };
        conversation::say(tx, talk, event).await.map(drop)
    }

    async fn say(&self, tx: &mut Tx, talk: &Conversation, turn: &DemoTurn) -> Result<()> {
        let author = Author::parse(&turn.author).unwrap_or(Author::Visitor);
        let author_name = (author == Author::Agent).then(|| self.agent.name.clone());
        let message = NewMessage { client_id: None, author, author_name, body: Body::text(&turn.text) };
        conversation::say(tx, talk, message).await.map(drop)
    }

    /// What no form asked and the team knows all the same: the company, and the number where the form has no place for it.
    async fn introduce(&self, tx: &mut Tx, contact: &ContactId) -> Result<()> {
        let known =
            Details { company: self.details.company.clone(), phone: self.details.phone.clone(), ..Details::default() };
        if let Some(phone) = &known.phone {
            identity::claim(tx, &self.bot.id, contact, Kind::Phone, phone, false).await?;
        }
        contact::learn(tx, contact, &known, true).await.map(drop)
    }

    /// A submission: by the tag's form, or drawn from the conversation where they left less than the form asks.
    async fn capture(&self, tx: &mut Tx, talk: &Conversation, number: usize) -> Result<()> {
        let later = number.checked_sub(1).and_then(|index| self.lead.follow_ups.get(index));
        let tag = later.map_or(self.lead.tag.as_str(), |later| later.tag.as_str());
        if self.lead.name.is_none() || self.lead.email.is_none() {
            let drawn = Drawn {
                tag,
                was: "",
                origin: Origin::Signals,
                details: self.details.clone(),
                order_number: self.lead.order_number.clone(),
                rows: Vec::new(),
            };
            return drawn::capture(tx, self.bot, talk, &drawn, self.host).await.map(drop);
        }
        let sent_at = tx.now;
        let said_at = self.last_said(tx, talk).await?;
        tx.as_history(sent_at.minus(Duration::from_secs(40)).max(said_at));
        let (form, _) = session::offer(tx, self.bot, talk, Some(tag), Cause::Intent, &Known::default(), None).await?;
        tx.as_history(sent_at);
        let values = self.values(&form.definition.0, later.map(|later| later.message.as_str()));
        let sending = submission::Sending { bot: self.bot, to: talk, form: &form.id, values: &values, client_id: None };
        submission::submit(tx, sending, self.host).await.map(drop)
    }

    async fn last_said(&self, tx: &mut Tx, talk: &Conversation) -> Result<Timestamp> {
        Ok(conversation::by_id(tx, &talk.id).await?.map_or(talk.started_at, |talk| talk.updated_at))
    }

    /// What they filled in.
    fn values(&self, form: &Definition, message: Option<&str>) -> Values {
        let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
        let own = |key: &str| match message {
            Some(message) => ["message", "document", "occasion"].contains(&key).then(|| json!(message)),
            None => self.lead.answers.get(key).map(|answer| json!(answer)),
        };
        let answer = |asked: &field::Field| -> Option<Value> {
            match asked.kind {
                field::Kind::Name => text(&self.lead.name),
                field::Kind::Email => text(&self.lead.email),
                field::Kind::Phone => text(&self.lead.phone),
                field::Kind::Company => text(&self.lead.company),
                field::Kind::OrderNumber => text(&self.lead.order_number),
                field::Kind::Consent => Some(json!(true)),
                _ => own(&asked.key),
            }
        };
        form.asked().filter_map(|asked| Some((asked.key.clone(), answer(asked)?))).collect()
    }

    /// The e-mail about the submission left at once, or the mail server would not have it.
    async fn mail(&self, tx: &mut Tx, contact: &ContactId, at: Timestamp) -> Result<()> {
        let lead = lead::current(tx, contact).await?.ok_or(Error::NotFound("lead"))?;
        tx.as_history(at.plus(Duration::from_secs(2)));
        for queued in notification::of(tx, &lead.id).await? {
            if queued.state != Mailing::Queued {
                continue;
            }
            match self.lead.mail_refused.as_deref() {
                Some(words) => notification::mark(tx, &queued, Mailing::Failed, &[], Some(words)).await?,
                None => notification::mark(tx, &queued, Mailing::Sent, &queued.recipients.0, None).await?,
            }
        }
        Ok(())
    }

    /// What came of it: the score, the words for it, the moves, the note; and whether somebody has opened it.
    async fn follow(&self, tx: &mut Tx, found: &Lead, talk: &Conversation, last: Timestamp) -> Result<()> {
        detail::put(tx, self.bot, self.lead, found, talk, self.products).await?;
        lead::set_words(tx, found, &self.lead.intent, &self.lead.summary).await?;
        if self.lead.assignee.is_some() {
            lead::assign(tx, self.bot, &found.id, Some(&self.agent.id), &self.agent.id).await?;
        }
        if !self.lead.is_new {
            lead::mark_seen(tx, found).await?;
        }
        let steps = steps(self.bot.settings().pipeline(), &self.lead.status);
        let count = u32::try_from(steps.len()).unwrap_or(0);
        let mut moments = timeline::afterwards(last, self.now, count + 1).into_iter();
        let mut from = found.status.as_str();
        for (step, at) in steps.into_iter().zip(moments.by_ref()) {
            tx.as_history(at);
            // Only the last of them asks why.
            let reason = self.lead.lost_reason.as_deref().filter(|_| step == self.lead.status);
            lead::move_to(tx, self.bot, &found.id, from, step, reason, &self.agent.id).await?;
            from = step;
        }
        if let (Some(text), Some(at)) = (&self.lead.note, moments.next()) {
            tx.as_history(at);
            note::add(tx, &found.id, &self.agent.id, text).await?;
        }
        Ok(())
    }

    /// How the conversation stands now. Everything in it is dealt with, and what a provider carries has arrived.
    async fn leave(&self, tx: &mut Tx, talk: &Conversation, has_joined: bool, last: Timestamp) -> Result<()> {
        let talk = conversation::by_id(tx, &talk.id).await?.ok_or(Error::NotFound("conversation"))?;
        conversation::mark_answered(tx, &talk.id).await?;
        if talk.channel == Channel::Sms {
            arrive(tx, &talk).await?;
        }
        let status = self.bot.settings().pipeline().status(&self.lead.status);
        if status.is_some_and(|status| matches!(status.category, Category::Done | Category::Out)) {
            return conversation::set_status(tx, &talk, Status::Closed).await;
        }
        if has_joined && self.now.since(last) < STILL_ON {
            return handoff::is_held_by(tx, &talk, &self.agent.id).await;
        }
        Ok(())
    }
}

/// Notes that the person's phone has everything that was said to them, so that none of it is sent again.
async fn arrive(tx: &mut Tx, talk: &Conversation) -> Result<()> {
    for message in provider::unsent(tx, &talk.id).await? {
        provider::put_on_way(tx, &talk.id, &message.id, &[(message.body.line(), 1)]).await?;
    }
    for mut delivery in provider::waiting(tx, &talk.id).await? {
        delivery.state = Sending::Delivered;
        delivery.tried_at = Some(tx.now);
        provider::update(tx, &delivery).await?;
    }
    Ok(())
}

/// The statuses that a lead went through to this one, in order, the first one left out.
fn steps<'a>(pipeline: &'a Pipeline, status: &str) -> Vec<&'a str> {
    let Some(target) = pipeline.statuses.iter().position(|known| known.key == status).filter(|place| *place > 0) else {
        return Vec::new();
    };
    let ends_badly = pipeline.statuses[target].category == Category::Out;
    let is_passed = |category: Category| category == Category::Active || (category == Category::Good && !ends_badly);
    let between = pipeline.statuses[1..target].iter().filter(|known| is_passed(known.category));
    between.chain([&pipeline.statuses[target]]).map(|known| known.key.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_goes_through_the_statuses_before_its_own() {
        let sales = Pipeline::preset("sales");
        assert_eq!(steps(sales, "new"), [""; 0]);
        assert_eq!(steps(sales, "converted"), ["contacted", "qualified", "converted"]);
        assert_eq!(steps(sales, "lost"), ["contacted", "lost"]);
        assert_eq!(steps(Pipeline::preset("support"), "closed"), ["handled", "closed"]);
    }
}
