//! A pipeline as it stands in the form: what was typed, before it is looked at. Each button that is no "Save" changes the
//! draft and draws it again, so that the page works without scripts.

use std::collections::{BTreeMap, BTreeSet};

use crate::bot::Settings;
use crate::dashboard::words;
use crate::lead::pipeline::check::{self, new_key};
use crate::lead::pipeline::{Category, OWN, PRESETS, Pipeline, Status, Step};

/// The longest text of a field that is taken in, in characters; what is longer than a label may be is still shown as wrong.
const LONGEST: usize = 200;

/// One status of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its key; empty while it is new.
    pub key: String,
    pub label: String,
    pub category: String,
    pub hue: String,
    pub asks: bool,
}

/// The form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// A preset's key, or `own`.
    pub preset: String,
    pub rows: Vec<Row>,
    /// Only the moves of `steps` are allowed; else any to any.
    pub listed: bool,
    /// Allowed moves by the rows' places, with a button's words; empty words are the status's own.
    pub steps: BTreeMap<(usize, usize), String>,
    /// What the settings were when the form was first drawn.
    pub seen: String,
    /// Where the leads of an old status go, where a person chose.
    pub choices: BTreeMap<String, String>,
}

/// What a button asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    Save,
    /// Save, with the mapping that was shown.
    Apply,
    /// Back from the mapping.
    Edit,
    /// Look at a preset, or at the own pipeline.
    Preset(String),
    /// Make what is shown one's own.
    Own,
    Add,
    Remove(usize),
    /// Put a row at another place.
    Place(usize, usize),
}

impl Act {
    /// Reads a button's value; what nobody knows only draws the form again.
    pub fn read(text: &str) -> Self {
        let mut parts = text.split('.');
        let word = parts.next().unwrap_or_default();
        let rest: Vec<&str> = parts.collect();
        let place = |n: usize| rest.get(n).and_then(|text| text.parse::<usize>().ok());
        match (word, place(0), place(1)) {
            ("save", ..) => Self::Save,
            ("apply", ..) => Self::Apply,
            ("own", ..) => Self::Own,
            ("add", ..) => Self::Add,
            ("remove", Some(at), _) => Self::Remove(at),
            ("up", Some(at), _) => Self::Place(at, at.saturating_sub(1)),
            ("down", Some(at), _) => Self::Place(at, at.saturating_add(1)),
            ("place", Some(from), Some(to)) => Self::Place(from, to),
            ("preset", ..) => Self::Preset(rest.first().copied().unwrap_or_default().to_owned()),
            _ => Self::Edit,
        }
    }
}

impl Draft {
    /// What is saved.
    pub fn of(settings: &Settings) -> Self {
        Self { seen: settings.pipeline_version(), ..Self::from_pipeline(settings.pipeline()) }
    }

    fn from_pipeline(pipeline: &Pipeline) -> Self {
        let row = |status: &Status| Row {
            key: status.key.clone(),
            label: status.label.clone(),
            category: status.category.as_str().to_owned(),
            hue: status.hue.clone().unwrap_or_default(),
            asks: status.asks_reason,
        };
        let at = |key: &str| pipeline.statuses.iter().position(|status| status.key == key);
        let step = |step: &Step| Some(((at(&step.from)?, at(&step.to)?), step.label.clone()));
        Self {
            preset: pipeline.key.clone(),
            rows: pipeline.statuses.iter().map(row).collect(),
            listed: !pipeline.moves.is_empty(),
            steps: pipeline.moves.iter().filter_map(step).collect(),
            ..Self::default()
        }
    }

    /// What was posted. The rows of a preset are its own, whatever was sent.
    pub fn read(pairs: &[(String, String)], settings: &Settings) -> Self {
        let mut draft = Self::default();
        let mut rows: BTreeMap<usize, Row> = BTreeMap::new();
        let (mut steps, mut labels) = (BTreeSet::new(), BTreeMap::new());
        for (name, value) in pairs {
            let value: String = value.chars().filter(|c| *c != '\0').take(LONGEST).collect();
            let (word, rest) = name.split_once('.').unwrap_or((name, ""));
            match (word, rest) {
                ("preset", "") => draft.preset = value,
                ("seen", "") => draft.seen = value,
                ("listed", "") => draft.listed = value == "listed",
                ("map", key) => drop(draft.choices.insert(key.to_owned(), value)),
                ("step", places) => steps.extend(pair(places)),
                ("word", places) => labels.extend(pair(places).map(|at| (at, value))),
                (word, place) => {
                    // A few more than may be kept, so that too many can be told.
                    let Some(at) = place.parse().ok().filter(|at| *at <= check::MOST + 5) else { continue };
                    let row = rows.entry(at).or_default();
                    match word {
                        "key" => row.key = value,
                        "label" => row.label = words::one_line(&value, LONGEST),
                        "category" => row.category = value,
                        "hue" => row.hue = value,
                        "asks" => row.asks = true,
                        _ => {}
                    }
                }
            }
        }
        if draft.preset != OWN {
            let preset = Self::from_pipeline(Pipeline::preset(&draft.preset));
            return Self { seen: draft.seen, choices: draft.choices, ..preset };
        }
        // Places may have gaps; the steps follow their rows.
        let places: BTreeMap<usize, usize> = rows.keys().enumerate().map(|(new, old)| (*old, new)).collect();
        for (from, to) in steps {
            if let (Some(from_now), Some(to_now)) = (places.get(&from), places.get(&to)) {
                let label = labels.remove(&(from, to)).unwrap_or_default();
                draft.steps.insert((*from_now, *to_now), label);
            }
        }
        draft.rows = rows.into_values().collect();
        if draft.rows.is_empty() {
            draft = Self { seen: draft.seen, choices: draft.choices, ..Self::own(settings) };
        }
        draft
    }

    /// The own pipeline that was kept, else what is in force, to begin with.
    fn own(settings: &Settings) -> Self {
        let from = settings.own_pipeline.as_ref().unwrap_or_else(|| settings.pipeline());
        Self { preset: OWN.to_owned(), ..Self::from_pipeline(from) }
    }

    /// Does what a button asks for, except saving.
    pub fn act(&mut self, act: &Act, settings: &Settings) {
        let kept = (self.seen.clone(), BTreeMap::new());
        match act {
            Act::Preset(key) if key == OWN => (*self, (self.seen, self.choices)) = (Self::own(settings), kept),
            Act::Preset(key) if PRESETS.iter().any(|preset| preset.key == *key) => {
                *self = Self::from_pipeline(Pipeline::preset(key));
                (self.seen, self.choices) = kept;
            }
            Act::Own => OWN.clone_into(&mut self.preset),
            Act::Add if self.is_own() && self.rows.len() < check::MOST => {
                let category = Category::Active.as_str().to_owned();
                self.rows.push(Row { category, ..Row::default() });
            }
            Act::Remove(at) if self.is_own() && *at < self.rows.len() => {
                self.rows.remove(*at);
                self.replace(|place| (place != *at).then(|| place - usize::from(place > *at)));
            }
            Act::Place(from, to) if self.is_own() && *from < self.rows.len() && *to < self.rows.len() => {
                let row = self.rows.remove(*from);
                self.rows.insert(*to, row);
                let (from, to) = (*from, *to);
                self.replace(|place| {
                    Some(if place == from {
                        to
                    } else if from < place && place <= to {
                        place - 1
                    } else if to <= place && place < from {
                        place + 1
                    } else {
                        place
                    })
                });
            }
            _ => {}
        }
    }

    /// The moves follow their rows to other places; those of a row that is gone go with it.
    fn replace(&mut self, to: impl Fn(usize) -> Option<usize>) {
        let steps = std::mem::take(&mut self.steps).into_iter();
        self.steps = steps.filter_map(|((a, b), label)| Some(((to(a)?, to(b)?), label))).collect();
    }

    /// Whether its statuses can be changed.
    pub fn is_own(&self) -> bool {
        self.preset == OWN
    }

    /// The pipeline that is meant; it may be wrong in any way. A new status gets its key.
    pub fn pipeline(&self) -> Pipeline {
        if !self.is_own() {
            return Pipeline::preset(&self.preset).clone();
        }
        let mut taken: BTreeSet<String> = self.rows.iter().map(|row| row.key.clone()).collect();
        // A key of a preset's keeps its meaning: who goes to that preset later finds the leads where they were.
        let mut statuses = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let key = if row.key.is_empty() { new_key(&row.label, &taken) } else { row.key.clone() };
            taken.insert(key.clone());
            statuses.push(Status {
                key,
                label: row.label.trim().to_owned(),
                category: Category::parse(&row.category).unwrap_or(Category::Active),
                asks_reason: row.asks,
                hue: Some(row.hue.clone()).filter(|hue| !hue.is_empty()),
            });
        }
        let step = |((from, to), label): (&(usize, usize), &String)| {
            let (from, to): (&Status, &Status) = (statuses.get(*from)?, statuses.get(*to)?);
            let label = if label.trim().is_empty() { &to.label } else { label };
            Some(Step { from: from.key.clone(), to: to.key.clone(), label: label.trim().to_owned() })
        };
        let moves = if self.listed { self.steps.iter().filter_map(step).collect() } else { Vec::new() };
        Pipeline { key: OWN.to_owned(), statuses, moves }
    }

    /// Everything of it, as hidden fields.
    pub fn fields(&self) -> Vec<(String, String)> {
        let mut fields = vec![("preset".to_owned(), self.preset.clone())];
        if self.is_own() {
            fields.push(("listed".to_owned(), if self.listed { "listed" } else { "any" }.to_owned()));
            for (at, row) in self.rows.iter().enumerate() {
                for (word, value) in
                    [("key", &row.key), ("label", &row.label), ("category", &row.category), ("hue", &row.hue)]
                {
                    fields.push((format!("{word}.{at}"), value.clone()));
                }
                if row.asks {
                    fields.push((format!("asks.{at}"), "on".to_owned()));
                }
            }
            for ((from, to), label) in &self.steps {
                fields.push((format!("step.{from}.{to}"), "on".to_owned()));
                fields.push((format!("word.{from}.{to}"), label.clone()));
            }
        }
        fields
    }
}

fn pair(text: &str) -> Option<(usize, usize)> {
    let (from, to) = text.split_once('.')?;
    Some((from.parse().ok()?, to.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn support() -> Draft {
        let mut draft = Draft::of(&Settings { pipeline: "support".into(), ..Settings::default() });
        draft.act(&Act::Own, &Settings::default());
        draft
    }

    fn moves(draft: &Draft) -> Vec<String> {
        draft.pipeline().moves.iter().map(|step| format!("{}>{} {}", step.from, step.to, step.label)).collect()
    }

    #[test]
    fn what_is_posted_again_is_what_was_shown() {
        let draft = support();
        let again = Draft::read(&draft.fields(), &Settings::default());
        assert_eq!(again, Draft { seen: String::new(), ..draft });
    }

    #[test]
    fn moves_follow_their_statuses() {
        let mut draft = support();
        let before: BTreeSet<String> = moves(&draft).into_iter().collect();
        draft.act(&Act::read("down.0"), &Settings::default());
        assert_eq!(draft.rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["handled", "new", "closed"]);
        assert_eq!(moves(&draft).into_iter().collect::<BTreeSet<_>>(), before);
        draft.act(&Act::read("place.2.0"), &Settings::default());
        assert_eq!(moves(&draft).into_iter().collect::<BTreeSet<_>>(), before);
        draft.act(&Act::read("remove.0"), &Settings::default());
        assert_eq!(moves(&draft), ["new>handled Mark handled"]);
        for odd in ["remove.9", "up.0", "down.1", "place.0.7", "place", "add.x.y", ""] {
            let rows = draft.rows.len();
            draft.act(&Act::read(odd), &Settings::default());
            assert!(draft.rows.len() <= rows + 1, "{odd}");
        }
    }

    #[test]
    fn a_new_status_gets_a_key_and_a_kept_one_keeps_its_own() {
        let mut draft = support();
        draft.act(&Act::Add, &Settings::default());
        draft.rows[3].label = "Handled".into();
        draft.rows[1].label = "Seen to".into();
        let pipeline = draft.pipeline();
        let keys: Vec<_> = pipeline.statuses.iter().map(|status| status.key.as_str()).collect();
        assert_eq!(keys, ["new", "handled", "closed", "handled_2"]);
        assert!(pipeline.check().is_ok());
        assert_eq!(pipeline.moves.len(), 4);
    }

    #[test]
    fn nonsense_is_a_form_and_no_fault() {
        let pairs = [
            ("preset", "own"),
            ("label.99999999999999999999", "x"),
            ("label.3", "A\nB"),
            ("step.3", "on"),
            ("step.3.3", "on"),
            ("nonsense", ""),
        ];
        let pairs: Vec<_> = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let draft = Draft::read(&pairs, &Settings::default());
        assert_eq!((draft.rows.len(), draft.rows[0].label.as_str()), (1, "AB"));
        assert!(draft.pipeline().check().is_err());
    }
}
