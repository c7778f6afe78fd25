//! What a line of a file becomes, or every reason why it cannot. Pure: whom it is about is not known here.

use crate::bot::pipeline::{Category, Pipeline};
use crate::contact::Details;
use crate::contact::email::Email;
use crate::contact::identity::{Key, Kind};
use crate::contact::phone::Phone;
use crate::conversation::message::ReceiptRow;
use crate::event::Channel;
use crate::id::BotId;
use crate::lead::note;
use crate::tag::Tag;
use crate::text;
use crate::time::Timestamp;

use super::parse::key;
use super::{Choices, Target, cell};

/// The longest name, company, website or order number, in characters.
const LONGEST: usize = 200;

/// The longest of everything else.
const LONGEST_TEXT: usize = 4_000;

/// What lines are read by.
#[derive(Debug)]
pub struct Rules<'a> {
    /// Whose leads they become.
    pub bot: &'a BotId,
    /// The country whose numbers need no prefix.
    pub region: &'a str,
    /// The time zone of days and times that name none.
    pub zone: &'a str,
    /// Where leads may stand.
    pub pipeline: &'a Pipeline,
    /// The bot's tags.
    pub tags: &'a [Tag],
    /// The columns' names.
    pub head: &'a [String],
    /// What the person chose.
    pub choices: &'a Choices,
    /// Nothing was captured later than this.
    pub now: Timestamp,
}

/// What a line becomes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Planned {
    /// Who they are.
    pub details: Details,
    /// Their e-mail address, normalised.
    pub email_key: Option<String>,
    /// The order they spoke of.
    pub order_number: Option<String>,
    /// What kind of request it is; empty for none.
    pub tag: String,
    /// Where the lead stands.
    pub status: Option<(String, Category)>,
    /// 0 to 100.
    pub score: Option<u8>,
    /// Where it came from.
    pub channel: Option<Channel>,
    /// When it was captured, where the file says.
    pub captured_at: Option<Timestamp>,
    /// What they want, in a line.
    pub intent: Option<String>,
    /// What they want, in more words.
    pub summary: Option<String>,
    /// A private note.
    pub note: Option<String>,
    /// Everything, as a person reads it.
    pub rows: Vec<ReceiptRow>,
}

impl Planned {
    /// What they can be recognised by.
    #[must_use]
    pub fn keys(&self, bot: &BotId) -> Vec<Key> {
        let of = |kind, value: &Option<String>| value.clone().map(|value| Key { bot: bot.clone(), kind, value });
        of(Kind::Email, &self.email_key).into_iter().chain(of(Kind::Phone, &self.details.phone)).collect()
    }

    /// What to call them in a preview.
    #[must_use]
    pub fn who(&self) -> &str {
        let Details { name, email, phone, company, .. } = &self.details;
        [name, email, phone, company].into_iter().find_map(|known| known.as_deref()).unwrap_or("Anonymous")
    }
}

/// Reads a line.
///
/// # Errors
/// Every reason why it becomes nothing, in words that repeat nothing of what stands in it.
pub fn plan(cells: &[String], rules: &Rules<'_>) -> Result<Planned, Vec<String>> {
    let mut line = Line { rules, planned: Planned::default(), first: None, last: None, wrong: Vec::new() };
    if cells.len() > rules.head.len() {
        let told = format!("It has {} cells, the first line has {}", cells.len(), rules.head.len());
        line.wrong.push(told);
    }
    for ((text, target), name) in cells.iter().zip(&rules.choices.columns).zip(rules.head) {
        let text = clean(cell::read_back(text));
        if !text.is_empty() {
            line.take(*target, name, text);
        }
    }
    line.done()
}

/// Without what surrounds it and what cannot be seen.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect::<String>().trim().to_owned()
}

struct Line<'a> {
    rules: &'a Rules<'a>,
    planned: Planned,
    first: Option<String>,
    last: Option<String>,
    wrong: Vec<String>,
}

impl Line<'_> {
    fn take(&mut self, target: Target, name: &str, text: String) {
        let most = if matches!(target, Target::Note | Target::Summary | Target::Intent | Target::Field) {
            LONGEST_TEXT.min(note::LONGEST)
        } else {
            LONGEST
        };
        if target != Target::Ignore && text.chars().count() > most {
            self.wrong.push(format!("{}: longer than {most} characters", target.label()));
            return;
        }
        let planned = &mut self.planned;
        match target {
            Target::Ignore => {}
            Target::Name => planned.details.name = Some(one_line(&text)),
            Target::FirstName => self.first = Some(one_line(&text)),
            Target::LastName => self.last = Some(one_line(&text)),
            Target::Email => self.email(&text),
            Target::Phone => match Phone::parse(&text, self.rules.region) {
                Ok(phone) => planned.details.phone = Some(phone.as_str().to_owned()),
                Err(_) => self.wrong.push("Phone: not a number that could be dialled".to_owned()),
            },
            Target::Company => planned.details.company = Some(one_line(&text)),
            Target::Website => planned.details.website = Some(one_line(&text)),
            Target::OrderNumber => planned.order_number = Some(one_line(&text)),
            Target::Tag => self.tag(&text),
            Target::Status => self.status(&text),
            Target::Score => match text.parse().ok().filter(|score| *score <= 100) {
                Some(score) => planned.score = Some(score),
                None => self.wrong.push("Score: not a whole number from 0 to 100".to_owned()),
            },
            Target::Source => planned.channel = Channel::parse(&text::fold(&text)),
            Target::Captured => {
                match moment(&text, self.rules).filter(|at| *at <= self.rules.now && at.millis() >= 0) {
                    Some(at) => planned.captured_at = Some(at),
                    None => self.wrong.push("Captured: not a day, or one that is still to come".to_owned()),
                }
            }
            Target::Intent => planned.intent = Some(text::head(&one_line(&text), 160).to_owned()),
            Target::Summary => planned.summary = Some(text),
            Target::Note => planned.note = Some(text),
            Target::Field => {
                let label = text::head(name.trim(), LONGEST).to_owned();
                planned.rows.push(ReceiptRow { key: slug(&label), label, value: text });
            }
        }
    }

    fn email(&mut self, text: &str) {
        match Email::parse(text) {
            Ok(email) => {
                self.planned.details.email = Some(text.to_owned());
                self.planned.email_key = Some(email.as_str().to_owned());
            }
            Err(_) => self.wrong.push("Email: not a full address".to_owned()),
        }
    }

    fn tag(&mut self, said: &str) {
        let said = key(said);
        let found = self.rules.tags.iter().find(|tag| key(&tag.key) == said || key(&tag.label) == said);
        match found {
            Some(tag) => self.planned.tag.clone_from(&tag.key),
            None => self.wrong.push("Tag: none that this bot has".to_owned()),
        }
    }

    fn status(&mut self, said: &str) {
        let said = key(said);
        let all = &self.rules.pipeline.statuses;
        match all.iter().find(|status| key(&status.key) == said || key(&status.label) == said) {
            Some(status) => self.planned.status = Some((status.key.clone(), status.category)),
            None => self.wrong.push("Status: none of this bot's pipeline".to_owned()),
        }
    }

    fn done(mut self) -> Result<Planned, Vec<String>> {
        let whole: Vec<String> = self.first.into_iter().chain(self.last).collect();
        let details = &mut self.planned.details;
        if details.name.is_none() && !whole.is_empty() {
            details.name = Some(whole.join(" "));
        }
        let Details { name, email, phone, company, website } = details.clone();
        if [&name, &email, &phone, &company].into_iter().all(Option::is_none) && self.wrong.is_empty() {
            self.wrong.push("No name, email, phone or company".to_owned());
        }
        if !self.wrong.is_empty() {
            return Err(self.wrong);
        }
        let known = [
            ("name", "Name", name),
            ("email", "Email", email),
            ("phone", "Phone", phone),
            ("company", "Company", company),
            ("website", "Website", website),
            ("order_number", "Order number", self.planned.order_number.clone()),
        ];
        let known = known.into_iter().filter_map(|(key, label, value)| {
            Some(ReceiptRow { key: key.to_owned(), label: label.to_owned(), value: value? })
        });
        self.planned.rows = known.chain(self.planned.rows).collect();
        if self.planned.tag.is_empty() {
            self.planned.tag.clone_from(&self.rules.choices.tag);
        }
        Ok(self.planned)
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A field's key: what answers of a form are kept under.
fn slug(label: &str) -> String {
    let words = text::words(label).join("_");
    if words.is_empty() { "field".to_owned() } else { words }
}

/// A day or a moment, in the ways that files write them. Between slashes the day comes first, except in the US.
fn moment(text: &str, rules: &Rules<'_>) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Some(Timestamp::from_millis(at.as_millisecond()));
    }
    let zone = jiff::tz::TimeZone::get(rules.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let slashes: &[&str] =
        if rules.region.eq_ignore_ascii_case("US") { &["%m/%d/%Y"] } else { &["%d/%m/%Y", "%d-%m-%Y"] };
    let days = slashes.iter().chain(&["%d.%m.%Y", "%Y-%m-%d", "%Y/%m/%d", "%d %b %Y", "%d %B %Y"]);
    let times = ["", " %H:%M:%S", " %H:%M", "T%H:%M:%S", "T%H:%M"];
    let at = days.flat_map(|day| times.map(|time| format!("{day}{time}"))).find_map(|form| {
        if form.contains("%H") {
            jiff::civil::DateTime::strptime(&form, text).ok()
        } else {
            jiff::civil::Date::strptime(&form, text).ok().map(|day| day.at(0, 0, 0, 0))
        }
    })?;
    let at = at.to_zoned(zone).ok()?;
    Some(Timestamp::from_millis(at.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests;
