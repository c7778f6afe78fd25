//! One lead as a line: each cell is written straight into the piece that leaves, without a copy of its own.

use std::borrow::Cow;
use std::io::Write as _;
use std::time::Duration;

use serde::Deserialize;

use super::{Shape, cell};
use crate::db::Row;
use crate::error::Result;
use crate::lead::sql::export::{BETWEEN, WITHIN, at};
use crate::time::Timestamp;

/// The signals that have columns of their own, in their order.
const SIGNALS: [&str; 4] = ["chain", "mortgage", "scheme", "sdlt"];

/// What an erased person is called.
pub const ERASED: &str = "Erased";

/// An answer to a field, as it is stored.
#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    key: Cow<'a, str>,
    #[serde(borrow, default)]
    label: Cow<'a, str>,
    #[serde(borrow, default)]
    value: Cow<'a, str>,
}

/// A signal, as it is stored; what else it says is not for this file.
#[derive(Deserialize)]
struct Signal<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    value: Cow<'a, str>,
}

/// Adds a lead's line.
///
/// # Errors
/// A column that is not there, a fault of ours.
pub fn push(shape: &Shape, row: &Row, out: &mut Vec<u8>) -> Result<()> {
    let mut line = Line { out, row, is_erased: row.int_at(at::ERASED)?.is_some(), shape };
    line.identity()?;
    line.standing()?;
    line.words()?;
    line.traces()?;
    line.answers()?;
    line.out.extend_from_slice(b"\r\n");
    Ok(())
}

struct Line<'a> {
    out: &'a mut Vec<u8>,
    row: &'a Row,
    is_erased: bool,
    shape: &'a Shape,
}

impl<'a> Line<'a> {
    fn text(&self, place: usize) -> Result<&'a str> {
        Ok(self.row.text_at(place)?.unwrap_or_default())
    }

    /// What belongs to a person; nothing of one who was erased.
    fn of_person(&self, place: usize) -> Result<&'a str> {
        if self.is_erased { Ok("") } else { self.text(place) }
    }

    fn cell(&mut self, text: &str) {
        self.out.push(b',');
        cell::push(self.out, text);
    }

    fn person(&mut self, places: &[usize]) -> Result<()> {
        for place in places {
            let text = self.of_person(*place)?;
            self.cell(text);
        }
        Ok(())
    }

    fn number(&mut self, number: Option<i64>) {
        self.out.push(b',');
        if let Some(number) = number {
            // Writing to a Vec cannot fail.
            let _ = write!(self.out, "{number}");
        }
    }

    fn time(&mut self, at: Option<i64>) {
        self.out.push(b',');
        if let Some(at) = at {
            push_time(self.out, at);
        }
    }

    fn identity(&mut self) -> Result<()> {
        let id = self.text(at::ID)?;
        cell::push(self.out, id);
        self.time(self.row.int_at(at::CAPTURED)?);
        self.time(self.row.int_at(at::UPDATED)?);
        let name = if self.is_erased { ERASED } else { self.text(at::NAME)? };
        self.cell(name);
        self.person(&[at::EMAIL, at::PHONE, at::COMPANY, at::WEBSITE, at::ORDER])
    }

    fn standing(&mut self) -> Result<()> {
        let shape = self.shape;
        let label = |key: &'a str| shape.tags.get(key).map_or(key, String::as_str);
        let newest = self.text(at::TAG)?;
        self.cell(label(newest));
        match self.row.text_at(at::TAGS)? {
            None => self.cell(label(newest)),
            Some(all) => {
                let all: Vec<&str> = all.split(BETWEEN).map(label).collect();
                self.cell(&all.join(", "));
            }
        }
        let status = self.text(at::STATUS)?;
        self.cell(shape.statuses.get(status).map_or(status, String::as_str));
        let category = self.text(at::CATEGORY)?;
        self.cell(category);
        let score = self.row.int_at(at::SCORE)?;
        self.number(score);
        let temperature = self.text(at::TEMPERATURE)?;
        self.cell(band(temperature));
        self.cell(score.map_or("", quality));
        let by = match (self.row.text_at(at::SET)?, self.row.text_at(at::SET_BY)?) {
            (Some(_), by) => by.unwrap_or("A person"),
            (None, _) if score.is_some() => "Score",
            (None, _) => "",
        };
        self.cell(by);
        for place in [at::FIRST, at::LAST, at::ORIGIN] {
            let text = self.text(place)?;
            self.cell(text);
        }
        self.cell(&shape.bot);
        let owner = self.text(at::OWNER)?;
        self.cell(owner);
        Ok(())
    }

    fn words(&mut self) -> Result<()> {
        self.person(&[at::INTENT, at::SUMMARY])?;
        let stored = self.of_person(at::SIGNALS)?;
        let signals: Vec<Signal<'_>> = parsed(stored);
        for kind in SIGNALS {
            let value = signals.iter().find(|signal| signal.kind == kind).map_or("", |signal| &signal.value);
            self.cell(value);
        }
        let others = signals.iter().filter(|signal| !SIGNALS.contains(&&*signal.kind));
        let others: Vec<String> = others.map(|signal| pair(&signal.kind, &signal.value)).collect();
        self.cell(&others.join("; "));
        Ok(())
    }

    fn traces(&mut self) -> Result<()> {
        self.number(self.row.int_at(at::SUBMISSIONS)?);
        self.person(&[at::PAGE, at::REFERRER, at::ZONE, at::PLACE])?;
        let last = self.text(at::MAILS)?.rsplit(BETWEEN).next().and_then(|mail| mail.split_once(WITHIN));
        self.time(last.and_then(|(at, _)| at.parse().ok()));
        let to: Vec<Cow<'_, str>> = last.map_or_else(Vec::new, |(_, to)| parsed(to));
        self.cell(&to.join(", "));
        let notes = self.of_person(at::NOTES)?;
        let notes: Vec<String> = notes.split(BETWEEN).filter_map(note).collect();
        self.cell(&notes.join("\n"));
        self.person(&[at::REASON])?;
        let days = u64::try_from(self.shape.retention_days).unwrap_or(0);
        let kept = self.row.int_at(at::UPDATED)?.filter(|_| days > 0 && !self.is_erased);
        let kept = kept.map(|at| Timestamp::from_millis(at).plus(Duration::from_secs(days * 24 * 60 * 60)));
        self.time(kept.map(Timestamp::millis));
        Ok(())
    }

    /// What was answered to the bot's own fields. What was found later stands for what was said before.
    fn answers(&mut self) -> Result<()> {
        let customs = &self.shape.customs;
        let (sent, found) = (self.of_person(at::ANSWERS)?, self.of_person(at::FIELDS)?);
        let each = sent.split(BETWEEN).chain([found]).flat_map(parsed::<Answer<'_>>);
        let mut cells: Vec<Cow<'_, str>> = vec![Cow::Borrowed(""); customs.len()];
        let mut others: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
        for Answer { key, label, value } in each.filter(|answer| !customs.is_contact(&answer.key)) {
            if let Some(place) = customs.place(&key, &label) {
                cells[place] = value;
                continue;
            }
            let label = if label.is_empty() { key } else { label };
            match others.iter_mut().find(|(known, _)| *known == label) {
                Some((_, known)) => *known = value,
                None => others.push((label, value)),
            }
        }
        for text in &cells {
            self.cell(text);
        }
        let others: Vec<String> = others.iter().map(|(label, value)| pair(label, value)).collect();
        self.cell(&others.join("; "));
        Ok(())
    }
}

/// A stored list. What is none is passed over: a line of a file is not where it would be mended.
fn parsed<'a, T: Deserialize<'a>>(json: &'a str) -> Vec<T> {
    if json.len() <= 2 { Vec::new() } else { serde_json::from_str(json).unwrap_or_default() }
}

fn pair(label: &str, value: &str) -> String {
    format!("{label}: {value}")
}

fn note(stored: &str) -> Option<String> {
    let mut parts = stored.splitn(3, WITHIN);
    let (at, by, text) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?);
    let mut out = Vec::new();
    push_time(&mut out, at);
    // The time is plain ASCII.
    Some(format!("{} {by}: {text}", String::from_utf8(out).unwrap_or_default()))
}

/// The band of a score that people sort their day by.
fn band(temperature: &str) -> &str {
    match temperature {
        "hot" => "Hot",
        "warm" => "Warm",
        "cold" => "Cold",
        other => other,
    }
}

/// The other view of the same number.
const fn quality(score: i64) -> &'static str {
    match score {
        80.. => "High",
        60..=79 => "Medium",
        40..=59 => "Low",
        _ => "Very low",
    }
}

/// ISO 8601 in UTC, to the second.
fn push_time(out: &mut Vec<u8>, millis: i64) {
    if let Ok(at) = jiff::Timestamp::from_second(millis.div_euclid(1000)) {
        // Writing to a Vec cannot fail.
        let _ = write!(out, "{at}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_utc_to_the_second() {
        let mut out = Vec::new();
        push_time(&mut out, 1_784_548_800_999);
        assert_eq!(out, b"2026-07-20T12:00:00Z");
    }

    #[test]
    fn both_views_of_a_score_meet_without_a_gap() {
        let all: Vec<_> = [0, 39, 40, 59, 60, 79, 80, 100].into_iter().map(quality).collect();
        assert_eq!(all, ["Very low", "Very low", "Low", "Low", "Medium", "Medium", "High", "High"]);
    }

    #[test]
    fn what_is_stored_amiss_is_passed_over() {
        assert!(parsed::<Signal<'_>>("{").is_empty() && parsed::<Answer<'_>>("[1]").is_empty());
        assert_eq!(parsed::<Signal<'_>>(r#"[{"kind":"chain","value":"Chain-free","seq":7}]"#)[0].value, "Chain-free");
        assert_eq!(note("0\u{1f}Ann\u{1f}a\u{1f}b").as_deref(), Some("1970-01-01T00:00:00Z Ann: a\u{1f}b"));
        assert_eq!(note(""), None);
    }
}
