//! How much each kind of evidence counts: two presets as data, and an owner's own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Kind;
use crate::bot::ScorePreset;
use crate::error::{Error, FieldError, Result};

/// What one kind counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// Points each time, -100 to 100.
    pub points: i64,
    /// How often it counts at most, 0 to 10.
    #[serde(default = "once")]
    pub most: u8,
}

const fn once() -> u8 {
    1
}

/// How much each kind counts. What is not set counts as its preset says, so a kind that a later version adds is not lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// What they began from.
    pub preset: ScorePreset,
    /// What the owner changed, by kind.
    pub own: BTreeMap<Kind, Weight>,
}

impl Default for Weights {
    fn default() -> Self {
        Self::preset(ScorePreset::General)
    }
}

impl Weights {
    /// A preset, nothing changed.
    #[must_use]
    pub const fn preset(preset: ScorePreset) -> Self {
        Self { preset, own: BTreeMap::new() }
    }

    /// What a kind counts.
    #[must_use]
    pub fn of(&self, kind: Kind) -> Weight {
        self.own.get(&kind).copied().unwrap_or_else(|| usual(self.preset, kind))
    }

    /// Whether the four signals of a home's buyer are shown with the score.
    #[must_use]
    pub fn are_of_property(&self) -> bool {
        self.preset == ScorePreset::UkProperty
    }

    /// Every kind with what it counts, in the order they are shown.
    pub fn rows(&self) -> impl Iterator<Item = (Kind, Weight)> {
        Kind::ALL.iter().map(|kind| (*kind, self.of(*kind)))
    }

    /// Whether each weight is within its bounds: what speaks for buying adds, what speaks against takes away.
    ///
    /// # Errors
    /// `Invalid` names each kind that is not.
    pub fn check(&self) -> Result<()> {
        let wrong = self.own.iter().filter(|(kind, weight)| {
            let bounds = if kind.is_against() { -100..=0 } else { 0..=100 };
            !bounds.contains(&weight.points) || weight.most > 10
        });
        let told: Vec<FieldError> = wrong
            .map(|(kind, _)| FieldError {
                field: kind.to_string(),
                code: "out_of_bounds".to_owned(),
                message: if kind.is_against() {
                    "Enter a number from -100 to 0".to_owned()
                } else {
                    "Enter a number from 0 to 100".to_owned()
                },
            })
            .collect();
        if told.is_empty() { Ok(()) } else { Err(Error::Invalid(told)) }
    }
}

/// What a kind counts in a preset.
///
/// Without money told, or without a time within three months, all the rest comes to 69 at most: such a lead is warm.
/// A need with one exact thing about it comes to 40, and so does one with a next step and a way to reach them; a need and
/// nothing more is cold. What money and time are worth together stands in `Ready`.
const fn usual(preset: ScorePreset, kind: Kind) -> Weight {
    let is_property = matches!(preset, ScorePreset::UkProperty);
    let (points, most) = match kind {
        Kind::Need => (33, 1),
        Kind::Specific => (7, 2),
        Kind::Budget | Kind::Now | Kind::Soon => (7, 1),
        Kind::NextStep => (6, 1),
        Kind::Contact => (if is_property { 3 } else { 4 }, 1),
        Kind::Engaged => (if is_property { 3 } else { 5 }, 1),
        Kind::Position => (if is_property { 3 } else { 0 }, 1),
        Kind::Ready => (26, 1),
        Kind::Later => (0, 1),
        Kind::Browsing => (-25, 1),
        Kind::Support => (-40, 1),
        Kind::Refused | Kind::Job | Kind::Seller | Kind::Study => (-100, 1),
    };
    Weight { points, most }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_owner_leaves_out_counts_as_in_the_preset() {
        let own: Weights = serde_json::from_str(r#"{"own":{"budget":{"points":30}}}"#).unwrap();
        assert_eq!(own.of(Kind::Budget), Weight { points: 30, most: 1 });
        assert_eq!(own.of(Kind::Need), Weights::default().of(Kind::Need));
        assert!(own.check().is_ok());
        let again: Weights = serde_json::from_str(&serde_json::to_string(&own).unwrap()).unwrap();
        assert_eq!(again, own);
    }

    #[test]
    fn what_speaks_for_buying_cannot_take_away() {
        let of = |kind, points, most| {
            Weights { own: BTreeMap::from([(kind, Weight { points, most })]), ..Weights::default() }.check().is_ok()
        };
        assert!(of(Kind::Budget, 0, 1) && of(Kind::Refused, -100, 1) && of(Kind::Specific, 3, 10));
        assert!(!of(Kind::Budget, -1, 1) && !of(Kind::Refused, 1, 1) && !of(Kind::Need, 101, 1));
        assert!(!of(Kind::Specific, 3, 11));
    }

    #[test]
    fn the_presets_keep_their_own_bounds() {
        for preset in ScorePreset::ALL {
            let all = Weights { own: Weights::preset(*preset).rows().collect(), ..Weights::preset(*preset) };
            assert!(all.check().is_ok());
        }
    }
}
