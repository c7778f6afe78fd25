//! Where the bands of a score begin. Two views of one number: the temperature, and the quality. Pure.

use serde::{Deserialize, Serialize};

use crate::error::{Error, FieldError, Result};

/// From which score on a lead is Warm, is Hot; and is of low, medium, high quality. Each a bot's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bands {
    /// Below it is Cold.
    pub warm_from: u8,
    /// From it on is Hot.
    pub hot_from: u8,
    /// Below it is very low.
    pub low_from: u8,
    /// From it on is medium.
    pub medium_from: u8,
    /// From it on is high.
    pub high_from: u8,
}

/// What an owner has one kind of evidence count. Its kinds and bounds are `assistant::evidence`'s.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    /// Points each time; less than nothing for what speaks against buying.
    pub points: i64,
    /// How often it counts at most.
    pub most: u8,
}

impl Default for Bands {
    fn default() -> Self {
        Self { warm_from: 40, hot_from: 70, low_from: 40, medium_from: 60, high_from: 80 }
    }
}

impl Bands {
    /// Whether each band begins after the one below it, and holds a score.
    ///
    /// # Errors
    /// `Invalid` names each bound that is out of order.
    pub fn check(&self) -> Result<()> {
        let bounds = [
            ("warm_from", 0, self.warm_from),
            ("hot_from", self.warm_from, self.hot_from),
            ("low_from", 0, self.low_from),
            ("medium_from", self.low_from, self.medium_from),
            ("high_from", self.medium_from, self.high_from),
        ];
        let wrong = bounds.into_iter().filter(|(_, below, from)| from <= below || *from > 100);
        let told = wrong.map(|(field, below, _)| FieldError {
            field: field.to_owned(),
            code: "out_of_order".to_owned(),
            message: format!("Enter a number from {} to 100", u16::from(below) + 1),
        });
        let told: Vec<FieldError> = told.collect();
        if told.is_empty() { Ok(()) } else { Err(Error::Invalid(told)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(bands: Bands) -> Vec<String> {
        match bands.check() {
            Err(Error::Invalid(fields)) => fields.into_iter().map(|field| field.field).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn bands_must_rise_and_stay_within_a_hundred() {
        let own = Bands::default();
        assert!(own.check().is_ok());
        assert!(Bands { warm_from: 1, hot_from: 100, ..own }.check().is_ok());
        assert_eq!(wrong(Bands { warm_from: 70, ..own }), ["hot_from"]);
        assert_eq!(wrong(Bands { warm_from: 0, hot_from: 101, ..own }), ["warm_from", "hot_from"]);
        assert_eq!(wrong(Bands { medium_from: 40, high_from: 40, ..own }), ["medium_from", "high_from"]);
    }

    #[test]
    fn bands_written_without_a_bound_have_the_usual_one() {
        let bands: Bands = serde_json::from_str(r#"{"hot_from":85}"#).unwrap();
        assert_eq!(bands, Bands { hot_from: 85, ..Bands::default() });
    }
}
