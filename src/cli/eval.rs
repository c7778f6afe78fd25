//! `frontdesk eval`: how well the assistant understands what a person has understood before and written down: messages
//! with what they ask for, messages with the details in them, conversations with their band and signals. Which of them a
//! line is, its keys tell.

mod contacts;
mod scores;

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::path::Path;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::lines;
use crate::assistant::{Form, Model, evidence, extract};

/// A line of a file, by what is known of it.
#[derive(Debug)]
enum Known {
    /// `intent`: what the message asks for.
    Intent(Row),
    /// `expect`: the details that are in it.
    Contacts(extract::measure::Row),
    /// `turns`, `expect`: what the conversation comes to.
    Score(evidence::measure::Row),
}

impl<'de> Deserialize<'de> for Known {
    fn deserialize<D: Deserializer<'de>>(line: D) -> Result<Self, D::Error> {
        let line = Value::deserialize(line)?;
        let read = if line.get("intent").is_some() {
            serde_json::from_value(line).map(Self::Intent)
        } else if line.get("expect").is_none() {
            return Err(D::Error::custom("it has neither `intent` nor `expect`: nothing is known of it"));
        } else if line.get("turns").is_some() {
            serde_json::from_value(line).map(Self::Score)
        } else {
            serde_json::from_value(line).map(Self::Contacts)
        };
        read.map_err(D::Error::custom)
    }
}

/// A message with the label a person gave it.
#[derive(Debug, Deserialize)]
struct Row {
    text: String,
    #[serde(default)]
    lang: String,
    intent: String,
    /// Other labels that are right too.
    #[serde(default)]
    accept: Accept,
}

#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum Accept {
    #[default]
    None,
    One(String),
    Some(Vec<String>),
}

impl Row {
    fn accepts(&self, label: &str) -> bool {
        self.intent == label
            || match &self.accept {
                Accept::None => false,
                Accept::One(one) => one == label,
                Accept::Some(some) => some.iter().any(|one| one == label),
            }
    }
}

/// What was counted of a label.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    right: u32,
    /// Given, and wrong.
    given: u32,
    /// Wanted, and not given.
    wanted: u32,
}

/// What was counted of messages.
#[derive(Debug, Default)]
struct Measures {
    labels: BTreeMap<String, Count>,
    rows: u32,
    none: u32,
    opened_on_none: u32,
    shown_on_none: u32,
    requests: u32,
    missed: u32,
    wrong_form: u32,
}

/// Whether a label has a form: nothing and spam have none.
fn has_form(label: &str) -> bool {
    !matches!(label, "none" | "spam")
}

impl Measures {
    fn add(&mut self, row: &Row, label: &str, form: Form) {
        self.rows += 1;
        let is_right = row.accepts(label);
        if is_right {
            self.labels.entry(label.to_owned()).or_default().right += 1;
        } else {
            self.labels.entry(label.to_owned()).or_default().given += 1;
            self.labels.entry(row.intent.clone()).or_default().wanted += 1;
        }
        if row.intent == "none" {
            self.none += 1;
            let is_shown = has_form(label) && !is_right;
            self.shown_on_none += u32::from(is_shown);
            self.opened_on_none += u32::from(is_shown && form == Form::Open);
        } else if has_form(&row.intent) {
            self.requests += 1;
            self.missed += u32::from(!is_right && !has_form(label));
            self.wrong_form += u32::from(!is_right && has_form(label));
        }
    }

    /// The mean of the labels' F1, each label as much as any other: of those that a person gave, or that were given.
    fn macro_f1(&self) -> f64 {
        let scores: Vec<f64> = self.labels.values().map(|count| count.f1()).collect();
        ratio_of(scores.iter().sum(), scores.len().try_into().unwrap_or(u32::MAX))
    }
}

impl Count {
    fn f1(self) -> f64 {
        ratio_of(f64::from(2 * self.right), 2 * self.right + self.given + self.wanted)
    }
}

fn ratio_of(part: f64, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { part / f64::from(whole) }
}

fn share(part: u32, whole: u32) -> f64 {
    ratio_of(f64::from(part), whole)
}

impl fmt::Display for Measures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{:5}  {:.3}     {:.3}   {:.3}   {:.3}   {:.3}",
            self.rows,
            self.macro_f1(),
            share(self.opened_on_none, self.none),
            share(self.shown_on_none, self.none),
            share(self.missed, self.requests),
            share(self.wrong_form, self.requests),
        )
    }
}

const HEAD: &str = "             rows  macro-F1  opened  shown   missed  wrong form";

/// Measures the assistant against a file, and prints what came out.
pub(super) fn eval(file: &Path) -> anyhow::Result<()> {
    let model = Model::builtin();
    let mut all = Measures::default();
    let mut languages: BTreeMap<String, Measures> = BTreeMap::new();
    let (mut details, mut talks) = (Vec::new(), Vec::new());
    lines::each(Some(file), |known: Known| {
        match known {
            Known::Intent(row) => {
                let found = model.recognise(&row.text);
                all.add(&row, found.label(), found.form);
                languages.entry(row.lang.clone()).or_default().add(&row, found.label(), found.form);
            }
            Known::Contacts(row) => details.push(row),
            Known::Score(row) => talks.push(row),
        }
        Ok(())
    })?;
    let is_empty = all.rows == 0 && details.is_empty() && talks.is_empty();
    anyhow::ensure!(!is_empty, "{} holds no line of which anything is known", file.display());
    if all.rows > 0 {
        print!("{}", told(&all, &languages));
    }
    if !details.is_empty() {
        print!("{}", contacts::told(details));
    }
    if !talks.is_empty() {
        print!("{}", scores::told(talks));
    }
    Ok(())
}

/// The rows that came out wrong, by their ids, for whoever wants to look.
fn wrong(text: &mut String, ids: &[Value]) {
    if ids.is_empty() {
        return;
    }
    let named = ids.iter().map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
    let _ = writeln!(text, "\nwrong: {}", named.collect::<Vec<_>>().join(" "));
}

fn told(all: &Measures, languages: &BTreeMap<String, Measures>) -> String {
    let mut text = format!("{HEAD}\nall         {all}\n");
    for (language, measures) in languages {
        let name = if language.is_empty() { "no language" } else { language };
        // Writing to a string never fails.
        let _ = writeln!(text, "{name:<12}{measures}");
    }
    let _ = writeln!(
        text,
        "\nopened, shown: of {} messages that ask for nothing, how many a form opened on, or was",
        all.none
    );
    let _ = writeln!(text, "opened or offered on. missed, wrong form: of {} requests.\n", all.requests);
    let _ = writeln!(text, "label                 F1     right  given wrongly  not given");
    for (label, count) in &all.labels {
        let _ =
            writeln!(text, "{label:<20}  {:.3}  {:5}  {:13}  {:9}", count.f1(), count.right, count.given, count.wanted);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(intent: &str, accept: &[&str]) -> Row {
        let accept = Accept::Some(accept.iter().map(|label| (*label).to_owned()).collect());
        Row { text: String::new(), lang: "en".to_owned(), intent: intent.to_owned(), accept }
    }

    #[test]
    fn each_mistake_counts_where_it_belongs() {
        let mut all = Measures::default();
        all.add(&row("none", &[]), "none", Form::None);
        all.add(&row("none", &[]), "refund_request", Form::Open);
        all.add(&row("none", &[]), "refund_request", Form::Chip);
        all.add(&row("none", &[]), "spam", Form::None);
        all.add(&row("cancellation", &["refund_request"]), "refund_request", Form::Open);
        all.add(&row("cancellation", &[]), "none", Form::None);
        all.add(&row("cancellation", &[]), "refund_request", Form::Open);
        all.add(&row("cancellation", &[]), "cancellation", Form::Chip);
        all.add(&row("spam", &[]), "none", Form::None);
        let counted = (all.none, all.opened_on_none, all.shown_on_none, all.requests, all.missed, all.wrong_form);
        assert_eq!(counted, (4, 1, 2, 4, 1, 1));
        // none: 1 right, 2 given, 3 wanted; refund: 1 right, 3 given; cancellation: 1 right, 2 wanted; spam: none right.
        let mean = (2.0 / 7.0 + 2.0 / 5.0 + 2.0 / 4.0 + 0.0) / 4.0;
        assert!((all.macro_f1() - mean).abs() < 1e-9, "{}", all.macro_f1());
    }
}
