//! `frontdesk score`: what conversations come to and why, a JSON line for each.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::lines;
use crate::assistant::evidence::measure::{Said, preset, turns, value};
use crate::assistant::evidence::{Kind, Reading, Weights, read, weigh};
use crate::bot::ScorePreset;
use crate::config::Config;
use crate::lead::detail::{Signal, SignalKind};
use crate::lead::score::Temperature;

/// One conversation. Other keys are not looked at.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Value,
    /// `generic` or `uk_property`; the bot's where it is left out.
    preset: Option<String>,
    turns: Vec<Said>,
}

#[derive(Serialize)]
struct Answer {
    id: Value,
    band: &'static str,
    score: u8,
    signals: Map<String, Value>,
    reasons: Vec<Why>,
}

/// One reason: the message counts from 1.
#[derive(Serialize)]
struct Why {
    name: String,
    points: i64,
    evidence: String,
    turn: Option<i64>,
}

/// Answers each line of the file, or of standard input.
pub(super) async fn score(config: &Config, bot: Option<&str>, file: Option<&Path>) -> anyhow::Result<()> {
    let settings = lines::settings(config, bot).await?;
    lines::answer(file, |line: Line| {
        let preset = line.preset.as_deref().map_or(settings.score_preset, preset);
        let reading = read(&turns(&line.turns), &settings.region);
        let scored = weigh(&reading, &Weights::preset(preset));
        let reasons = scored.reasons.into_iter();
        Answer {
            id: line.id,
            band: Temperature::of(scored.score, &settings.bands).as_str(),
            score: scored.score,
            signals: signals(&reading, &scored.signals, preset),
            reasons: reasons
                .map(|reason| Why {
                    name: reason.name,
                    points: reason.points,
                    evidence: reason.evidence,
                    turn: reason.seq,
                })
                .collect(),
        }
    })
}

/// The general signals in the visitor's words, null when not told; for homes the four with their codes too.
fn signals(reading: &Reading, found: &[Signal], preset: ScorePreset) -> Map<String, Value> {
    let first = |kind: Kind| reading.first(kind).map(|evidence| evidence.words.as_str());
    let times = [(Kind::Now, "now"), (Kind::Soon, "soon"), (Kind::Later, "later")];
    let time = times.into_iter().find(|(kind, _)| reading.first(*kind).is_some());
    let specifics = reading.evidence.iter().filter(|evidence| evidence.kind == Kind::Specific).count();
    let mut signals = Map::new();
    if preset == ScorePreset::UkProperty {
        for kind in SignalKind::ALL {
            signals.insert(kind.to_string(), json!(value(found, *kind)));
        }
    }
    signals.insert("budget".to_owned(), json!(first(Kind::Budget)));
    signals.insert("timeline".to_owned(), json!(time.map(|(_, word)| word)));
    signals.insert("specifics".to_owned(), json!(specifics));
    signals.insert("next_step".to_owned(), json!(first(Kind::NextStep)));
    signals.insert("engaged".to_owned(), json!(first(Kind::Engaged).is_some()));
    signals
}
