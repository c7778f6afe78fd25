//! What somebody types into the page of the score, and what it comes to. What was refused is never cleared.

use std::collections::BTreeMap;

use crate::assess::{self, rescore};
use crate::assistant::evidence::{Kind, Weight, Weights};
use crate::bot::bands::Bands;
use crate::bot::{Capture, ScorePreset, Settings};
use crate::error::{Error, FieldError};

/// The bounds of the bands, by their fields' names.
pub(super) const BANDS: [&str; 5] = ["warm_from", "hot_from", "low_from", "medium_from", "high_from"];

/// The longest number that is kept as it was typed, in characters.
const LONGEST: usize = 6;

/// What a button asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// The weights of a preset.
    Preset(ScorePreset),
    /// What these would do.
    Try,
    /// These, from now on.
    Use,
}

impl Act {
    /// Reads a button's value. What nobody knows changes nothing: it tries.
    pub fn read(word: &str) -> Self {
        let preset = word.strip_prefix("preset.").and_then(ScorePreset::parse);
        match (preset, word) {
            (Some(preset), _) => Self::Preset(preset),
            (None, "use") => Self::Use,
            (None, _) => Self::Try,
        }
    }
}

/// The form as it was typed.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// What the settings were when it was first drawn.
    pub seen: String,
    pub capture: Capture,
    pub preset: ScorePreset,
    /// Points and how often, by kind.
    pub weights: BTreeMap<Kind, (String, String)>,
    /// By the names of [`BANDS`].
    pub bands: [String; 5],
}

fn typed(weights: &Weights) -> BTreeMap<Kind, (String, String)> {
    weights.rows().map(|(kind, weight)| (kind, (weight.points.to_string(), weight.most.to_string()))).collect()
}

fn bounds(bands: Bands) -> [u8; 5] {
    [bands.warm_from, bands.hot_from, bands.low_from, bands.medium_from, bands.high_from]
}

impl Draft {
    /// What is set.
    pub fn of(settings: &Settings) -> Self {
        Self {
            seen: rescore::version(settings),
            capture: settings.capture,
            preset: settings.score_preset,
            weights: typed(&assess::weights(settings)),
            bands: bounds(settings.bands).map(|from| from.to_string()),
        }
    }

    /// What was posted; what is missing is as it is set.
    pub fn read(pairs: &[(String, String)], settings: &Settings) -> Self {
        let find = |name: &str| {
            let found = pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim());
            found.map(|value| crate::text::head(value, LONGEST).to_owned())
        };
        let word = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let mut draft = Self::of(settings);
        if let Some(seen) = word("seen") {
            crate::text::head(seen, 200).clone_into(&mut draft.seen);
        }
        if let Some(preset) = word("preset").and_then(ScorePreset::parse) {
            draft.begin_from(preset);
        }
        draft.capture = word("capture").and_then(Capture::parse).unwrap_or(draft.capture);
        for (kind, (points, most)) in &mut draft.weights {
            *points = find(&format!("w.{kind}")).unwrap_or_else(|| points.clone());
            *most = find(&format!("m.{kind}")).unwrap_or_else(|| most.clone());
        }
        for (name, from) in BANDS.iter().zip(&mut draft.bands) {
            *from = find(name).unwrap_or_else(|| from.clone());
        }
        draft
    }

    /// Takes over a preset's weights, where it is another one's.
    pub fn begin_from(&mut self, preset: ScorePreset) {
        if self.preset != preset {
            self.preset = preset;
            self.weights = typed(&Weights::preset(preset));
        }
    }

    /// What it comes to, or every field that is wrong.
    pub fn checked(&self) -> Result<(Weights, Bands), Vec<FieldError>> {
        let mut wrong = Vec::new();
        let mut number = |field: String, text: &str| {
            let found = text.replace('−', "-").parse::<i64>().ok();
            if found.is_none() {
                let message = "Enter a whole number".to_owned();
                wrong.push(FieldError { field, code: "invalid".to_owned(), message });
            }
            found.unwrap_or(0)
        };
        let mut weights = Weights::preset(self.preset);
        for (kind, (points, most)) in &self.weights {
            let (points, most) = (number(format!("w.{kind}"), points), number(format!("m.{kind}"), most));
            let weight = Weight { points, most: u8::try_from(most.clamp(0, 255)).unwrap_or(u8::MAX) };
            if weights.of(*kind) != weight {
                weights.own.insert(*kind, weight);
            }
        }
        let [warm_from, hot_from, low_from, medium_from, high_from] = std::array::from_fn(|at| {
            u8::try_from(number(BANDS[at].to_owned(), &self.bands[at]).clamp(0, 255)).unwrap_or(u8::MAX)
        });
        let bands = Bands { warm_from, hot_from, low_from, medium_from, high_from };
        if wrong.is_empty() {
            for checked in [weights.check().map_err(|error| of_weights(error, &weights)), bands.check()] {
                if let Err(Error::Invalid(told)) = checked {
                    wrong.extend(told);
                }
            }
        }
        if wrong.is_empty() { Ok((weights, bands)) } else { Err(wrong) }
    }
}

/// The engine names kinds; the form has two fields for each.
fn of_weights(error: Error, weights: &Weights) -> Error {
    let Error::Invalid(told) = error else { return error };
    let placed = told.into_iter().map(|one| {
        let many = Kind::parse(&one.field).is_some_and(|kind| weights.of(kind).most > 10);
        let (mark, message) = if many { ("m", "Enter a number from 0 to 10".to_owned()) } else { ("w", one.message) };
        FieldError { field: format!("{mark}.{}", one.field), message, ..one }
    });
    Error::Invalid(placed.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(own: &[(&str, &str)]) -> Vec<(String, String)> {
        own.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn fields(draft: &Draft) -> Vec<String> {
        draft.checked().map_or_else(|wrong| wrong.into_iter().map(|one| one.field).collect(), |_| Vec::new())
    }

    #[test]
    fn only_what_is_not_as_in_the_preset_is_the_owners_own() {
        let settings = Settings::default();
        let (weights, bands) = Draft::of(&settings).checked().unwrap();
        assert_eq!((weights.own.len(), bands), (0, settings.bands));
        let draft = Draft::read(&pairs(&[("w.budget", "30"), ("hot_from", "75")]), &settings);
        let (weights, bands) = draft.checked().unwrap();
        assert_eq!((weights.own.len(), weights.of(Kind::Budget).points, bands.hot_from), (1, 30, 75));
    }

    #[test]
    fn what_cannot_be_is_named_and_kept_as_it_was_typed() {
        let settings = Settings::default();
        let read = |own: &[(&str, &str)]| Draft::read(&pairs(own), &settings);
        assert_eq!(fields(&read(&[("w.budget", "much")])), ["w.budget"]);
        assert_eq!(fields(&read(&[("w.budget", "-5"), ("m.specific", "11")])), ["m.specific", "w.budget"]);
        assert_eq!(fields(&read(&[("hot_from", "20")])), ["hot_from"]);
        assert_eq!(fields(&read(&[("high_from", "999999999999")])), ["high_from"]);
        assert_eq!(read(&[("w.budget", "much")]).weights[&Kind::Budget].0, "much");
    }

    #[test]
    fn another_preset_brings_its_own_weights() {
        let settings = Settings::default();
        let mut draft = Draft::read(&pairs(&[("w.budget", "99")]), &settings);
        draft.begin_from(ScorePreset::UkProperty);
        assert_eq!(draft.checked().unwrap().0, Weights::preset(ScorePreset::UkProperty));
        assert_eq!(Act::read("preset.uk_property"), Act::Preset(ScorePreset::UkProperty));
        assert_eq!((Act::read("use"), Act::read("preset.none"), Act::read("")), (Act::Use, Act::Try, Act::Try));
    }
}
