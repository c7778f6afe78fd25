//! A draft as the page shows it: every word decided.

use super::draft::{Draft, Row};
use crate::bot::Settings;
use crate::dashboard::view::part::field::Field;
use crate::dashboard::view::pipeline::{self as view, Choice, Preset, Start};
use crate::dashboard::{badge, words};
use crate::error::FieldError;
use crate::lead::pipeline::check::MOST;
use crate::lead::pipeline::{Category, OWN, PRESETS, Pipeline};
use crate::lead::remap::Effect;
use crate::organisation::hue::Hue;

/// The presets, each with what it is for.
const ABOUT: [(&str, &str, &str); 4] = [
    ("sales", "Sales", "Five stages to a sale; Lost asks for the reason"),
    ("short", "Short", "Four stages, nothing asked"),
    ("support", "Support", "New, Handled, Closed, and back by Reopen"),
    ("enquiries", "Enquiries", "Nine stages; a quote, information only and spam begin in their own"),
];

/// A category in the owner's words.
pub fn category(category: Category) -> &'static str {
    match category {
        Category::Open => "Open",
        Category::Active => "Active",
        Category::Good => "Good",
        Category::Done => "Done",
        Category::Out => "Out",
    }
}

/// The cards to choose from.
pub fn presets(draft: &Draft, settings: &Settings) -> Vec<Preset> {
    let about = |key: &str| ABOUT.iter().find(|(known, ..)| *known == key);
    let card = |key: &str, name: &str, note: &str| Preset {
        key: key.to_owned(),
        name: name.to_owned(),
        note: note.to_owned(),
        is_chosen: draft.preset == key,
        is_saved: settings.pipeline().key == key,
    };
    let own = card(OWN, "Your own", "Names, colours, order and moves as you work");
    let presets = PRESETS.iter().filter_map(|preset| about(&preset.key)).map(|(key, name, note)| card(key, name, note));
    presets.chain(std::iter::once(own)).collect()
}

/// The statuses to edit.
pub fn rows(draft: &Draft, wrong: &[FieldError]) -> Vec<view::Row> {
    let pipeline = named(draft);
    let last = draft.rows.len().saturating_sub(1);
    draft.rows.iter().enumerate().map(|(at, row)| one(&pipeline, row, at, last, wrong)).collect()
}

fn one(pipeline: &Pipeline, row: &Row, at: usize, last: usize, wrong: &[FieldError]) -> view::Row {
    let error =
        |word: &str| wrong.iter().find(|one| one.field == format!("{word}.{at}")).map(|one| one.message.clone());
    let status = &pipeline.statuses[at];
    let choice = |key: &str, name: String, chosen: &str| Choice { key: key.to_owned(), name, is_chosen: key == chosen };
    let hues = Hue::ALL.iter().map(|hue| choice(hue.as_str(), words::of_key(hue.as_str()), &row.hue));
    view::Row {
        at,
        key: row.key.clone(),
        name: status.label.clone(),
        status: badge::status(pipeline, &status.key, status.category),
        label: Field { value: row.label.clone(), error: error("label").or_else(|| error("key")) },
        categories: Category::ALL
            .iter()
            .map(|one| choice(one.as_str(), category(*one).to_owned(), status.category.as_str()))
            .collect(),
        category_error: error("category").or_else(|| error("hue")),
        hues: std::iter::once(choice("", "Standard".to_owned(), &row.hue)).chain(hues).collect(),
        asks: row.asks,
        is_first: at == 0,
        is_last: at == last,
    }
}

/// The pipeline that is meant, with a name for each status that has none yet.
fn named(draft: &Draft) -> Pipeline {
    let mut pipeline = draft.pipeline();
    for (at, status) in pipeline.statuses.iter_mut().enumerate() {
        if status.label.is_empty() {
            status.label = format!("Status {}", at + 1);
        }
    }
    pipeline
}

/// The matrix of moves: a line for each status, a cell for each other one.
pub fn starts(draft: &Draft) -> Vec<Start> {
    let pipeline = named(draft);
    let name = |at: usize| pipeline.statuses[at].label.clone();
    let cell = |from: usize, to: usize| view::Cell {
        to,
        name: format!("From {} to {}", name(from), name(to)),
        is_self: from == to,
        is_allowed: draft.steps.contains_key(&(from, to)),
        words: draft.steps.get(&(from, to)).cloned().unwrap_or_default(),
        plain: name(to),
    };
    let places = 0..draft.rows.len();
    let start =
        |from: usize| Start { at: from, name: name(from), cells: places.clone().map(|to| cell(from, to)).collect() };
    places.clone().map(start).collect()
}

/// What owners and agents will see.
pub fn preview(draft: &Draft) -> view::Preview {
    let pipeline = named(draft);
    let shown = |status: &crate::lead::pipeline::Status| badge::status(&pipeline, &status.key, status.category);
    let lead = |status: &crate::lead::pipeline::Status| view::Moves {
        status: shown(status),
        moves: pipeline
            .moves_from(&status.key)
            .into_iter()
            .map(|step| view::Move {
                label: step.label.to_owned(),
                disc: badge::disc(&pipeline, &step.to.key, step.to.category),
                asks: step.to.asks_reason,
            })
            .collect(),
    };
    view::Preview { leads: pipeline.statuses.iter().map(lead).collect() }
}

/// Whether the draft is what is saved.
pub fn is_saved(draft: &Draft, settings: &Settings) -> bool {
    draft.pipeline() == *settings.pipeline()
}

/// Whether a status may be added.
pub fn may_add(draft: &Draft) -> bool {
    draft.is_own() && draft.rows.len() < MOST
}

/// What becomes of the leads, to be looked at before it is done.
pub fn mapping(draft: &Draft, settings: &Settings, effects: &[Effect]) -> view::Mapping {
    let (old, new) = (settings.pipeline(), draft.pipeline());
    let line = |effect: &Effect| {
        let map = &effect.mapping;
        let chosen = draft.choices.get(&map.from).filter(|key| new.status(key).is_some()).unwrap_or(&map.to);
        let was = old.status(&map.from);
        let before = was.map_or(map.category, |status| status.category);
        let choice = |status: &crate::lead::pipeline::Status| Choice {
            key: status.key.clone(),
            name: status.label.clone(),
            is_chosen: status.key == *chosen,
        };
        view::Line {
            key: map.from.clone(),
            status: badge::status(old, &map.from, before),
            leads: words::count(effect.leads, "lead"),
            stays: (map.from == map.to).then(|| {
                let after = category(map.category).to_lowercase();
                format!("stays, and counts as {after} from now on")
            }),
            choices: if map.from == map.to { Vec::new() } else { new.statuses.iter().map(choice).collect() },
        }
    };
    let leads: i64 = effects.iter().map(|effect| effect.leads).sum();
    view::Mapping {
        sentence: format!(
            "{} {} a place in the new pipeline. Their history keeps what they were called.",
            words::count(leads, "lead"),
            if leads == 1 { "gets" } else { "get" }
        ),
        lines: effects.iter().map(line).collect(),
    }
}
