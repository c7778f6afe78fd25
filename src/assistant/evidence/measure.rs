//! How well conversations are scored whose band and signals are known, in the format of the development set (`preset`,
//! `turns`, `expect`). It compares, and judges nothing.

use serde::Deserialize;
use serde_json::Value;

use super::{Weights, score};
use crate::assistant::signal;
use crate::assistant::turn::Turn;
use crate::bot::ScorePreset;
use crate::bot::bands::Bands;
use crate::lead::detail::{Signal, SignalKind};
use crate::lead::score::Temperature;

/// A message of a conversation in a file.
#[derive(Debug, Deserialize)]
pub struct Said {
    /// `visitor`, or anybody else.
    pub role: String,
    /// The words.
    pub text: String,
}

/// What a conversation is known to come to.
#[derive(Debug, Deserialize)]
pub struct Expected {
    /// hot, warm or cold.
    pub band: String,
    /// The four signals by key, where they are known: a code, null, or a list of which any is right.
    pub signals: Option<serde_json::Map<String, Value>>,
}

/// A conversation.
#[derive(Debug, Deserialize)]
pub struct Row {
    /// What it is called.
    #[serde(default)]
    pub id: Value,
    /// `generic`, `general` or `uk_property`.
    #[serde(default)]
    pub preset: String,
    /// The messages, oldest first.
    pub turns: Vec<Said>,
    /// What it is known to come to.
    pub expect: Expected,
}

/// What came out of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// How many conversations there were.
    pub rows: u32,
    /// How many came to the right band.
    pub right: u32,
    /// How many came out hot that are cold, or cold that are hot.
    pub flips: u32,
    /// How many have known signals.
    pub with_signals: u32,
    /// In how many of those all four are right.
    pub all_signals: u32,
    /// The ids of the rows where something is wrong.
    pub wrong: Vec<Value>,
}

/// A preset by the name it has in files.
#[must_use]
pub fn preset(name: &str) -> ScorePreset {
    if name == ScorePreset::UkProperty.as_str() { ScorePreset::UkProperty } else { ScorePreset::General }
}

/// The messages of a file's conversation, numbered from 1.
#[must_use]
pub fn turns(said: &[Said]) -> Vec<Turn<'_>> {
    let numbered = (1_i64..).zip(said);
    numbered
        .map(|(seq, said)| match said.role.as_str() {
            "visitor" => Turn::visitor(seq, &said.text),
            _ => Turn::ours(seq, &said.text),
        })
        .collect()
}

/// Scores each conversation by its preset, and compares.
pub fn figures(rows: impl IntoIterator<Item = Row>) -> Figures {
    let mut figures = Figures::default();
    for row in rows {
        let scored = score(&turns(&row.turns), "GB", &Weights::preset(preset(&row.preset)));
        let band = Temperature::of(scored.score, &Bands::default()).as_str();
        let wanted = row.expect.band.as_str();
        let mut is_right = band == wanted;
        figures.rows += 1;
        figures.right += u32::from(is_right);
        figures.flips += u32::from(matches!((band, wanted), ("hot", "cold") | ("cold", "hot")));
        if let Some(known) = &row.expect.signals {
            let all = SignalKind::ALL.iter().all(|kind| {
                let got = value(&scored.signals, *kind);
                known.get(kind.as_str()).is_none_or(|wanted| is_right_for(wanted, got))
            });
            figures.with_signals += 1;
            figures.all_signals += u32::from(all);
            is_right &= all;
        }
        if !is_right {
            figures.wrong.push(row.id);
        }
    }
    figures
}

/// The code of a signal among those found.
#[must_use]
pub fn value(signals: &[Signal], kind: SignalKind) -> Option<&'static str> {
    signals.iter().find(|signal| signal.kind == kind).map(|signal| signal::code(&signal.value))
}

fn is_right_for(wanted: &Value, got: Option<&str>) -> bool {
    match wanted {
        Value::Array(any) => any.iter().any(|wanted| is_right_for(wanted, got)),
        wanted => wanted.as_str() == got,
    }
}
