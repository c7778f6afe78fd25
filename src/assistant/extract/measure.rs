//! How well details are drawn out of a file of messages whose details are known, in the format of the development set
//! (`text`, `region`, `prompt`, `expect`). It compares, and judges nothing.

use serde::Deserialize;
use serde_json::Value;

use super::{Contacts, Setting, contacts_in};
use crate::text::fold;

/// The details that are compared, by their keys.
pub const KEYS: [&str; 5] = ["name", "email", "phone", "order_number", "company"];

/// A message and what is in it.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    /// What it is called.
    #[serde(default)]
    pub id: Value,
    /// The message.
    pub text: String,
    /// The language it is written in.
    #[serde(default)]
    pub lang: String,
    /// The site's country.
    #[serde(default)]
    pub region: String,
    /// What the bot asked last.
    pub prompt: Option<String>,
    /// The details, by key: a text, null for none, or a list of which any is right.
    pub expect: serde_json::Map<String, Value>,
}

/// What came out right of one kind of detail.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    /// Found as expected.
    pub right: u32,
    /// Found, and wrong or not there.
    pub invented: u32,
    /// There, and not found or found wrong.
    pub missed: u32,
}

impl Count {
    /// The harmonic mean of precision and recall, 0 to 1; 1 where there was nothing to find and nothing was found.
    #[must_use]
    pub fn f1(self) -> f64 {
        let all = f64::from(2 * self.right + self.invented + self.missed);
        if all == 0.0 { 1.0 } else { f64::from(2 * self.right) / all }
    }
}

/// What came out of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// How many messages there were.
    pub rows: u32,
    /// How many came out wholly right.
    pub right: u32,
    /// How many hold nothing.
    pub empty: u32,
    /// In how many of those nothing was found.
    pub clean: u32,
    /// By detail, in the order of [`KEYS`].
    pub counts: [Count; 5],
    /// The ids of the rows that came out wrong.
    pub wrong: Vec<Value>,
}

/// Draws the details out of each message and compares them.
pub fn figures(rows: impl IntoIterator<Item = Row>) -> Figures {
    let mut figures = Figures::default();
    for row in rows {
        let setting = Setting { region: &row.region, prompt: row.prompt.as_deref(), own: &[] };
        let found = values(contacts_in(&row.text, &setting));
        let expected = KEYS.map(|key| row.expect.get(key).unwrap_or(&Value::Null));
        let mut is_right = true;
        for (at, key) in KEYS.into_iter().enumerate() {
            let (wanted, got, count) = (expected[at], found[at].as_deref(), &mut figures.counts[at]);
            let is_same = is_right_for(key, wanted, got);
            is_right &= is_same;
            count.right += u32::from(is_same && got.is_some());
            count.invented += u32::from(!is_same && got.is_some());
            count.missed += u32::from(!is_same && !wanted.is_null());
        }
        figures.rows += 1;
        figures.right += u32::from(is_right);
        if expected.iter().all(|value| value.is_null()) {
            figures.empty += 1;
            figures.clean += u32::from(found.iter().all(Option::is_none));
        }
        if !is_right {
            figures.wrong.push(row.id);
        }
    }
    figures
}

fn values(found: Contacts) -> [Option<String>; 5] {
    [found.name, found.email.map(Into::into), found.phone.map(Into::into), found.order_number, found.company]
}

fn is_right_for(key: &str, wanted: &Value, got: Option<&str>) -> bool {
    match wanted {
        Value::Array(any) => any.iter().any(|wanted| is_right_for(key, wanted, got)),
        Value::String(wanted) => got.is_some_and(|got| compared(key, got) == compared(key, wanted)),
        _ => got.is_none(),
    }
}

/// Names without case and accents, order numbers by their letters and digits alone (the labelling guide).
fn compared(key: &str, value: &str) -> String {
    if key == "order_number" {
        return value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    }
    let parts = fold(value).replace(['.', ',', '-'], " ");
    parts.split_whitespace().collect::<Vec<_>>().join(" ")
}
