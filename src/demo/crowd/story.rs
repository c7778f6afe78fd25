//! What happened to an invented lead, as rows.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use super::content::{ENDS, PAGES, REASONS, REPLIES, WISHES};
use super::person::{self, Person};
use super::rng::Rng;
use super::sql::Rows;
use crate::bot::Bot;
use crate::bot::bands::Bands;
use crate::contact::Contact;
use crate::contact::identity::Kind;
use crate::conversation::Body;
use crate::conversation::message::ReceiptRow;
use crate::db::args;
use crate::error::{Error, Result};
use crate::event::{Author, Channel};
use crate::id::{ContactId, ConversationId, Id, IdentityId, Ids, LeadId, MemberId};
use crate::lead::history::Kind as Change;
use crate::lead::pipeline::{Category, Status};
use crate::lead::score::Temperature;
use crate::lead::{Origin, folded};
use crate::time::Timestamp;

const DAY: u64 = 24 * 60 * 60 * 1000;

/// Where people write, by how many of a hundred.
const CHANNELS: &[(u64, Channel)] = &[
    (68, Channel::Web),
    (11, Channel::Sms),
    (9, Channel::Whatsapp),
    (7, Channel::Email),
    (3, Channel::Telegram),
    (2, Channel::Api),
];

/// How far leads are, of a hundred, by their age: of this week, of these two months, older.
const FAR: [(u64, [(u64, Category); 5]); 3] =
    [(7 * DAY, far([58, 26, 10, 4, 2])), (60 * DAY, far([20, 30, 25, 15, 10])), (u64::MAX, far([5, 13, 20, 34, 28]))];

const fn far(weights: [u64; 5]) -> [(u64, Category); 5] {
    let [open, active, good, done, out] = weights;
    [
        (open, Category::Open),
        (active, Category::Active),
        (good, Category::Good),
        (done, Category::Done),
        (out, Category::Out),
    ]
}

/// Everything that stories are told with.
pub(super) struct Teller<'a> {
    bot: &'a Bot,
    statuses: Vec<Status>,
    /// The first ones are asked for more often.
    tags: Vec<(u64, String)>,
    team: Vec<MemberId>,
    seed: u64,
    /// How many leads were there before.
    before: u64,
    /// What order numbers begin with.
    order: String,
}

impl<'a> Teller<'a> {
    pub fn new(bot: &'a Bot, tags: Vec<String>, team: Vec<MemberId>, seed: u64, before: u64) -> Self {
        let initials = bot.name.split_whitespace().filter_map(|word| word.chars().next());
        let order = initials.filter(|c| c.is_alphabetic()).flat_map(char::to_uppercase).take(3).collect();
        let weights = (0_u32..).map(|place| 1_000_u64 >> place.min(9));
        let statuses = bot.settings().pipeline().statuses.clone();
        Self { bot, statuses, tags: weights.zip(tags).collect(), team, seed, before, order }
    }

    /// Adds the rows of the lead of this number, captured at `at`.
    pub fn tell(&self, rows: &mut Rows, number: u64, at: Timestamp, now: Timestamp) -> Result<()> {
        let number = number + self.before;
        let mut rng = Rng::of(self.seed, number);
        // So many ids are never made for one lead, so no two leads share one.
        let ids = Ids::Counted(Arc::new(AtomicU64::new(((self.seed & 0xff_ffff) << 40) | (number << 6))));
        let who = person::person(&mut rng, number).ok_or(Error::NotFound("person"))?;
        let channel = rng.weighed(CHANNELS).copied().unwrap_or(Channel::Web);
        let mut told = Telling { teller: self, rng, ids, at, now, who, channel, order: None };
        if told.rng.is_one_of_a_hundred(45) {
            told.order = Some(format!("{}-{:06}", self.order, number % 1_000_000));
        }
        told.tell(rows)
    }
}

/// One story.
struct Telling<'a> {
    teller: &'a Teller<'a>,
    rng: Rng,
    ids: Ids,
    at: Timestamp,
    now: Timestamp,
    who: Person,
    channel: Channel,
    order: Option<String>,
}

fn later(at: Timestamp, millis: u64) -> Timestamp {
    at.plus(Duration::from_millis(millis))
}

impl Telling<'_> {
    fn id<T: Id>(&self) -> T {
        self.ids.next(self.at)
    }

    fn tell(mut self, rows: &mut Rows) -> Result<()> {
        let began = self.at.minus(Duration::from_millis(60_000 + self.rng.below(300_000)));
        let (contact, identity, talk): (ContactId, IdentityId, ConversationId) = (self.id(), self.id(), self.id());
        let details = self.who.details.clone();
        let bot = &self.teller.bot.id;
        rows.contacts.push(args![
            &contact,
            bot,
            details.name.clone(),
            details.email.clone(),
            details.phone.clone(),
            details.company.clone(),
            details.website.clone(),
            began
        ]);
        let secret = format!(
            "{:016x}{:016x}{:016x}{:016x}",
            self.at.millis(),
            self.rng.draw(),
            self.rng.draw(),
            self.rng.draw()
        );
        rows.identities.push(args![&identity, bot, Kind::Visitor, secret, &contact, true, began]);
        if let Some(email) = &details.email {
            let claim: IdentityId = self.id();
            rows.identities.push(args![&claim, bot, Kind::Email, email.as_str(), &contact, false, self.at]);
        }
        let wish = self.talk(rows, &contact, &identity, &talk, began)?;
        self.lead(rows, contact, &talk, wish)
    }

    /// The conversation and its five messages; what they want, in a line.
    fn talk(
        &mut self,
        rows: &mut Rows,
        contact: &ContactId,
        identity: &IdentityId,
        talk: &ConversationId,
        began: Timestamp,
    ) -> Result<&'static str> {
        let (first, wish, asked) = self.rng.pick(WISHES).copied().unwrap_or_default();
        let reply = self.rng.word(REPLIES);
        let company = self.who.details.company.clone().unwrap_or_else(|| "the office".to_owned());
        let reply = reply.replace("{order}", self.order.as_deref().unwrap_or("unknown")).replace("{company}", &company);
        let reach = self.who.details.email.clone().or_else(|| self.who.details.phone.clone()).unwrap_or_default();
        let said = [
            (Author::Visitor, first.to_owned()),
            (Author::Bot, asked.to_owned()),
            (Author::Visitor, reply),
            (Author::Visitor, reach),
            (Author::Bot, self.rng.word(ENDS).to_owned()),
        ];
        let is_web = self.channel == Channel::Web;
        let page = format!("https://shop.example{}", self.rng.word(PAGES));
        let last = later(self.at, 5_000);
        rows.conversations.push(args![
            talk,
            &self.teller.bot.id,
            contact,
            identity,
            self.channel,
            crate::conversation::Status::Bot,
            is_web.then_some(self.who.language),
            is_web.then_some(self.who.zone),
            is_web.then_some(page),
            began,
            last
        ]);
        let span = u64::try_from(self.at.since(began).as_millis()).unwrap_or(0);
        for ((seq, place), (author, text)) in (1_i64..).zip([0, 8, 60, 100, 101]).zip(said) {
            let at = if place > 100 { last } else { later(began, span * place / 100) };
            let body = serde_json::to_string(&Body::text(text)).map_err(anyhow::Error::new)?;
            let id: crate::id::MessageId = self.ids.next(at);
            rows.messages.push(args![&id, talk, seq, author, body, at]);
        }
        Ok(wish)
    }

    fn lead(&mut self, rows: &mut Rows, contact: ContactId, talk: &ConversationId, wish: &str) -> Result<()> {
        let lead: LeadId = self.id();
        let status = self.status()?;
        let age = u64::try_from(self.now.since(self.at).as_millis()).unwrap_or(0);
        let is_first = self.teller.statuses.first() == Some(&status);
        let submissions = self.submissions(rows, &lead, talk, age)?;
        let (count, tag, mut updated) = submissions;
        let held = (!is_first && self.rng.is_one_of_a_hundred(60))
            .then(|| self.rng.pick(&self.teller.team).cloned())
            .flatten();
        if !is_first {
            let reach = (90 * DAY).min(age);
            updated = updated.max(later(self.at, self.rng.below(self.rng.clone().below(reach.max(1)).max(1))));
            let reason = status.asks_reason.then(|| self.rng.word(REASONS));
            let by = held.as_ref().or(self.teller.team.first());
            let was = self.teller.statuses.first().map(|status| status.key.as_str());
            let id: crate::id::ChangeId = self.ids.next(updated);
            rows.changes.push(args![&id, &lead, Change::Status, was, Some(status.key.as_str()), reason, by, updated]);
        }
        let fresh = if age < 14 * DAY { 55 } else { 3 };
        let is_new = is_first && self.rng.is_one_of_a_hundred(fresh);
        // Two of them, so that the middle is the more frequent.
        let score = self.rng.is_one_of_a_hundred(90).then(|| self.rng.below(101).midpoint(self.rng.below(101)));
        let temperature =
            score.map(|score| Temperature::of(u8::try_from(score).unwrap_or(100), &Bands::default()).as_str());
        let details = self.who.details.clone();
        let known = Contact {
            id: contact.clone(),
            name: details.name,
            email: details.email,
            phone: details.phone,
            company: details.company,
            website: details.website,
            created_at: self.at,
        };
        let id: crate::id::ChangeId = self.id();
        rows.changes.push(args![
            &id,
            &lead,
            Change::Captured,
            None::<&str>,
            Some("signals"),
            None::<&str>,
            None::<&MemberId>,
            self.at
        ]);
        rows.leads.push(args![
            &lead,
            &self.teller.bot.id,
            &contact,
            tag,
            status.key.as_str(),
            status.category,
            score.map(|score| i64::try_from(score).unwrap_or(100)),
            temperature,
            self.channel,
            wish,
            count,
            is_new,
            self.order.clone(),
            folded(&known, self.order.as_deref()),
            held.as_ref(),
            status.asks_reason.then(|| self.rng.word(REASONS)),
            self.at,
            updated
        ]);
        Ok(())
    }

    /// How far it has come by its age.
    fn status(&mut self) -> Result<Status> {
        let age = u64::try_from(self.now.since(self.at).as_millis()).unwrap_or(0);
        let weights = FAR.iter().find(|(up_to, _)| age < *up_to).map(|(_, weights)| weights);
        let category = weights.and_then(|weights| self.rng.weighed(weights)).copied();
        let found = self.teller.statuses.iter().find(|status| Some(status.category) == category);
        found.or(self.teller.statuses.first()).cloned().ok_or(Error::NotFound("status"))
    }

    /// One to three submissions: how many, the newest one's tag, and when that was.
    fn submissions(
        &mut self,
        rows: &mut Rows,
        lead: &LeadId,
        talk: &ConversationId,
        age: u64,
    ) -> Result<(i64, String, Timestamp)> {
        let count = self.rng.weighed(&[(82, 1), (13, 2), (5, 3)]).copied().unwrap_or(1);
        let (mut tag, mut at) = (String::new(), self.at);
        for number in 0..count {
            tag = self.rng.weighed(&self.teller.tags).cloned().unwrap_or_default();
            if number > 0 {
                at = later(at, self.rng.below((20 * DAY).min(age / 4).max(1)));
            }
            let id: crate::id::SubmissionId = self.ids.next(at);
            let answers = serde_json::to_string(&self.answers()).map_err(anyhow::Error::new)?;
            rows.submissions.push(args![
                &id,
                &self.teller.bot.id,
                lead,
                talk,
                number,
                tag.as_str(),
                Origin::Signals,
                self.channel,
                answers,
                4_i64,
                at
            ]);
        }
        Ok((count, tag, at))
    }

    fn answers(&self) -> Vec<ReceiptRow> {
        let details = &self.who.details;
        let all = [
            ("name", "Name", &details.name),
            ("email", "Email", &details.email),
            ("phone", "Phone", &details.phone),
            ("company", "Company", &details.company),
            ("order_number", "Order number", &self.order),
        ];
        let row = |(key, label, value): (&str, &str, &Option<String>)| {
            Some(ReceiptRow { key: key.to_owned(), label: label.to_owned(), value: value.clone()? })
        };
        all.into_iter().filter_map(row).collect()
    }
}
