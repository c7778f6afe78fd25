//! Hours and rules as they stand in the form: texts as they were typed, read into what is kept, or told field by field.

use jiff::civil::Date;

use super::files::{LARGEST, Sent};
use crate::bot::Settings;
use crate::bot::files::Files;
use crate::bot::handoff_rules::{Assignment, HandoffRules};
use crate::bot::hours::check::WEEKDAYS;
use crate::bot::hours::day::{Day, Interval, Minute};
use crate::bot::hours::{Hours, Special};
use crate::contact::email::Email;
use crate::contact::phone::Phone;
use crate::error::{Error, FieldError};

/// The longest text of one field that is taken in, in characters.
const LONGEST: usize = 80;
/// The longest list of addresses or numbers.
const LONGEST_LIST: usize = 4_000;
/// The most rows of closures or openings that are taken in, and of times of a day.
const MOST_ROWS: usize = 130;
const MOST_TIMES: usize = 8;

/// The numbers among the rules, in the order of the page.
pub const NUMBERS: [&str; 5] =
    ["capacity", "wait_limit_minutes", "escalate_after_minutes", "unreviewed_after_hours", "absent_mail_minutes"];

/// The rows that are not like the week.
pub const KINDS: [&str; 2] = ["closure", "opening"];

/// What a button asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    Save,
    /// Draw it again.
    Look,
    /// Another row, of closures (0) or of openings (1).
    Add(usize),
    /// One row less.
    Drop(usize, usize),
    /// Another time on a day of the week.
    Times(usize),
    /// Tuesday to Friday as Monday.
    Copy,
}

impl Act {
    /// Reads a button's value; what nobody knows only draws the form again.
    pub fn read(text: &str) -> Self {
        let mut parts = text.split('.');
        let (word, what) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let kind = KINDS.iter().position(|kind| *kind == what);
        let at = parts.next().and_then(|text| text.parse().ok());
        match (word, kind, at) {
            ("save", ..) => Self::Save,
            ("copy", ..) => Self::Copy,
            ("add", Some(kind), _) => Self::Add(kind),
            ("drop", Some(kind), Some(at)) => Self::Drop(kind, at),
            ("times", ..) => WEEKDAYS.iter().position(|day| *day == what).map_or(Self::Look, Self::Times),
            _ => Self::Look,
        }
    }
}

/// A time as it was typed: from, to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    pub from: String,
    pub to: String,
}

/// A closure or an opening as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub name: String,
    pub first: String,
    pub last: String,
    pub yearly: bool,
    pub times: Times,
}

/// The form.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a box of the form, in any combination")]
pub struct Draft {
    /// What the settings were when it was first drawn.
    pub seen: String,
    /// No hours: the team is always there.
    pub is_always: bool,
    pub zone: String,
    pub week: [Vec<Times>; 7],
    /// Closures, then openings.
    pub rows: [Vec<Row>; 2],
    pub handoff: bool,
    pub assignment: Assignment,
    /// In the order of [`NUMBERS`].
    pub numbers: [String; 5],
    pub escalate_to: String,
    pub escalate_sms: String,
    pub ask_csat: bool,
    pub mail_transcript: bool,
    pub typed_ahead: bool,
    pub files: Sent,
}

/// What it comes to.
pub struct Checked {
    pub hours: Option<Hours>,
    pub rules: HandoffRules,
    pub files: Files,
}

impl Draft {
    /// What is saved; where nothing is, an office's week stands ready to be chosen.
    pub fn of(settings: &Settings, today: Date) -> Self {
        let rules = &settings.handoff_rules;
        let zone = &settings.time_zone;
        let hours = settings.hours.clone().unwrap_or_else(|| Hours::office(zone));
        let week = hours.weekly.map(|day| day.into_iter().map(typed).collect());
        Self {
            seen: settings.handoff_version(),
            is_always: settings.hours.is_none(),
            zone: hours.time_zone,
            week,
            rows: [hours.closures, hours.openings].map(|list| list.iter().map(|one| row(one, today)).collect()),
            handoff: settings.handoff,
            assignment: rules.assignment,
            numbers: [
                rules.capacity,
                rules.wait_limit_minutes,
                rules.escalate_after_minutes,
                rules.unreviewed_after_hours,
                rules.absent_mail_minutes,
            ]
            .map(|number| number.to_string()),
            escalate_to: rules.escalate_to.join("\n"),
            escalate_sms: rules.escalate_sms.join("\n"),
            ask_csat: rules.ask_csat,
            mail_transcript: rules.mail_transcript,
            typed_ahead: rules.typed_ahead,
            files: Sent::of(&settings.files),
        }
    }

    /// What was posted; a form without a word of hours is as they are set.
    pub fn read(pairs: &[(String, String)], settings: &Settings, today: Date) -> Self {
        let find = |name: &str, longest: usize| {
            let found = pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
            found.map(|value| value.chars().filter(|c| !matches!(c, '\0' | '\r')).take(longest).collect::<String>())
        };
        let mut draft = Self::of(settings, today);
        let Some(open) = find("open", LONGEST) else { return draft };
        let short = |name: &str| find(name, LONGEST).unwrap_or_default();
        let is_on = |name: &str| find(name, LONGEST).is_some();
        let times = |name: &str| {
            let (from, to) = (find(&format!("{name}.from"), LONGEST), find(&format!("{name}.to"), LONGEST));
            (from.is_some() || to.is_some())
                .then(|| Times { from: from.unwrap_or_default(), to: to.unwrap_or_default() })
        };
        draft.is_always = open == "always";
        draft.seen = find("seen", 200).unwrap_or_default();
        draft.zone = short("time_zone");
        for (day, listed) in WEEKDAYS.iter().zip(&mut draft.week) {
            *listed = (0..MOST_TIMES).map_while(|at| times(&format!("{day}.{at}"))).collect();
        }
        for (kind, rows) in KINDS.iter().zip(&mut draft.rows) {
            let row = |at: usize| {
                let name = format!("{kind}.{at}");
                Some(Row {
                    first: find(&format!("{name}.first"), LONGEST)?,
                    name: short(&format!("{name}.name")),
                    last: short(&format!("{name}.last")),
                    yearly: is_on(&format!("{name}.yearly")),
                    times: times(&name).unwrap_or_default(),
                })
            };
            *rows = (0..MOST_ROWS).map_while(row).collect();
        }
        draft.handoff = is_on("handoff");
        draft.assignment = Assignment::parse(&short("assignment")).unwrap_or(draft.assignment);
        for (name, number) in NUMBERS.iter().zip(&mut draft.numbers) {
            *number = short(name);
        }
        draft.escalate_to = find("escalate_to", LONGEST_LIST).unwrap_or_default();
        draft.escalate_sms = find("escalate_sms", LONGEST_LIST).unwrap_or_default();
        draft.ask_csat = is_on("ask_csat");
        draft.mail_transcript = is_on("mail_transcript");
        draft.typed_ahead = is_on("typed_ahead");
        if let Some(megabytes) = find(LARGEST, LONGEST) {
            draft.files.read(is_on, megabytes);
        }
        draft
    }

    /// What a button changes of it.
    pub fn act(&mut self, act: &Act) {
        match act {
            Act::Add(kind) if self.rows[*kind].len() < MOST_ROWS => self.rows[*kind].push(Row::default()),
            Act::Drop(kind, at) if *at < self.rows[*kind].len() => drop(self.rows[*kind].remove(*at)),
            Act::Times(day) if self.week[*day].len() < MOST_TIMES => {
                let times = &mut self.week[*day];
                // A day that was closed has one empty line already.
                let more = if times.is_empty() { 2 } else { 1 };
                times.extend(std::iter::repeat_n(Times::default(), more));
            }
            Act::Copy => {
                let (monday, others) = self.week.split_at_mut(1);
                others.iter_mut().take(4).for_each(|day| day.clone_from(&monday[0]));
            }
            _ => {}
        }
    }

    /// The hours alone, where they can be kept: what the preview shows; none: always.
    pub fn hours(&self) -> Result<Option<Hours>, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let hours = self.read_hours(&mut wrong);
        if wrong.is_empty() { Ok(hours) } else { Err(wrong) }
    }

    /// What it comes to, or every field that is wrong.
    pub fn checked(&self, region: &str) -> Result<Checked, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let hours = self.read_hours(&mut wrong);
        let rules = self.read_rules(region, &mut wrong);
        let files = self.files.checked(&mut wrong);
        if wrong.is_empty() { Ok(Checked { hours, rules, files }) } else { Err(wrong) }
    }

    fn read_hours(&self, wrong: &mut Vec<FieldError>) -> Option<Hours> {
        if self.is_always {
            return None;
        }
        let mut hours = Hours { time_zone: self.zone.clone(), ..Hours::default() };
        for ((field, typed), day) in WEEKDAYS.iter().zip(&self.week).zip(&mut hours.weekly) {
            for times in typed.iter().filter(|times| !times.is_empty()) {
                match times.read() {
                    Some(interval) => day.push(interval),
                    None => wrong.push(told(field, "Enter a beginning and an end, like 09:00 to 17:30")),
                }
            }
        }
        // Empty rows are left out, so that a row's place and its field's number differ.
        let mut places: [Vec<usize>; 2] = Default::default();
        for (kind, rows) in self.rows.iter().enumerate() {
            for (at, row) in rows.iter().enumerate().filter(|(_, row)| **row != Row::default()) {
                match row.read() {
                    Ok(special) => {
                        places[kind].push(at);
                        if kind == 0 { &mut hours.closures } else { &mut hours.openings }.push(special);
                    }
                    Err(message) => wrong.push(told(&format!("{}.{at}", KINDS[kind]), message)),
                }
            }
        }
        if let Err(Error::Invalid(faults)) = hours.check() {
            wrong.extend(faults.into_iter().map(|fault| FieldError { field: placed(&fault.field, &places), ..fault }));
        }
        Some(hours)
    }

    fn read_rules(&self, region: &str, wrong: &mut Vec<FieldError>) -> HandoffRules {
        let before = wrong.len();
        let [capacity, wait_limit_minutes, escalate_after_minutes, unreviewed_after_hours, absent_mail_minutes] =
            std::array::from_fn(|at| {
                self.numbers[at].parse::<u32>().unwrap_or_else(|_| {
                    wrong.push(told(NUMBERS[at], "Enter a whole number"));
                    0
                })
            });
        let mut escalate_to = Vec::new();
        for line in lines(&self.escalate_to) {
            match Email::parse(line) {
                Ok(email) => escalate_to.push(email.as_str().to_owned()),
                Err(_) => wrong.push(told("escalate_to", &format!("“{line}” is no email address"))),
            }
        }
        let mut escalate_sms = Vec::new();
        for line in lines(&self.escalate_sms) {
            match Phone::parse(line, region) {
                Ok(phone) => escalate_sms.push(phone.as_str().to_owned()),
                Err(_) => wrong.push(told("escalate_sms", &format!("“{line}” is no phone number"))),
            }
        }
        escalate_to.dedup();
        escalate_sms.dedup();
        let rules = HandoffRules {
            assignment: self.assignment,
            capacity,
            wait_limit_minutes,
            escalate_after_minutes,
            escalate_to,
            escalate_sms,
            unreviewed_after_hours,
            ask_csat: self.ask_csat,
            mail_transcript: self.mail_transcript,
            typed_ahead: self.typed_ahead,
            absent_mail_minutes,
        };
        if wrong.len() == before
            && let Err(Error::Invalid(faults)) = rules.check()
        {
            wrong.extend(faults);
        }
        rules
    }
}

impl Times {
    pub fn is_empty(&self) -> bool {
        self.from.is_empty() && self.to.is_empty()
    }

    fn read(&self) -> Option<Interval> {
        Some(Interval { from: Minute::parse(&self.from)?, to: Minute::parse(&self.to)? })
    }
}

impl Row {
    fn read(&self) -> Result<Special, &'static str> {
        let day = |text: &str| Day::parse(text).map(|day| if self.yearly { day.yearly() } else { day });
        let first = day(&self.first).ok_or("Enter the first day")?;
        let last = if self.last.is_empty() { None } else { Some(day(&self.last).ok_or("Enter a last day, or none")?) };
        let hours = if self.times.is_empty() {
            None
        } else {
            Some(self.times.read().ok_or("Enter a beginning and an end, or leave both empty for the whole day")?)
        };
        Ok(Special { name: self.name.clone(), first, last: last.filter(|last| *last != first), hours })
    }
}

fn typed(interval: Interval) -> Times {
    Times { from: interval.from.to_string(), to: interval.to.to_string() }
}

/// A field for a date wants a year: of a day that comes each year, the next one's.
fn row(special: &Special, today: Date) -> Row {
    let dated = |day: Day| Day::once(day.next(today)).to_string();
    Row {
        name: special.name.clone(),
        first: dated(special.first),
        last: special.last.map(dated).unwrap_or_default(),
        yearly: special.first.is_yearly(),
        times: special.hours.map(typed).unwrap_or_default(),
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', ',', ';']).map(str::trim).filter(|line| !line.is_empty())
}

fn told(field: &str, message: &str) -> FieldError {
    FieldError { field: field.to_owned(), code: "invalid".to_owned(), message: message.to_owned() }
}

/// The field of the row that a kept one stands in.
fn placed(field: &str, places: &[Vec<usize>; 2]) -> String {
    let place = field.split_once('.').and_then(|(kind, at)| {
        let kind = KINDS.iter().position(|known| *known == kind)?;
        Some(format!("{}.{}", KINDS[kind], places[kind].get(at.parse::<usize>().ok()?)?))
    });
    place.unwrap_or_else(|| field.to_owned())
}

#[cfg(test)]
mod tests;
