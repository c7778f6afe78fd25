//! The score's breakdown: the rail with its thresholds, and every reason with its points.
//!
//! The points add up to the score; who computed them is not this page's business.

use super::super::part::badge::Temperature;

/// Why a lead has its score.
#[derive(Clone, Debug)]
pub struct Breakdown {
    pub points: u8,
    pub temperature: Temperature,
    /// Where Warm begins, 40 by default.
    pub warm_from: u8,
    /// Where Hot begins, 70 by default.
    pub hot_from: u8,
    pub reasons: Vec<Reason>,
}

/// One signal that counted.
#[derive(Clone, Debug)]
pub struct Reason {
    pub name: String,
    pub evidence: String,
    pub points: i32,
    /// The message it came from.
    pub href: Option<String>,
}

impl Breakdown {
    pub(super) fn warm_width(&self) -> u8 {
        self.hot_from.saturating_sub(self.warm_from)
    }

    pub(super) fn hot_width(&self) -> u8 {
        100u8.saturating_sub(self.hot_from)
    }

    /// The mark's place, kept inside the rail.
    pub(super) fn mark(&self) -> u8 {
        self.points.clamp(1, 99)
    }

    /// A reason's bar, in hundredths of the largest reason's.
    pub(super) fn share(&self, reason: &Reason) -> u32 {
        let largest = self.reasons.iter().map(|r| r.points.unsigned_abs()).max();
        match largest {
            Some(largest) if largest > 0 => reason.points.unsigned_abs() * 100 / largest,
            _ => 0,
        }
    }
}

impl Reason {
    /// "+25", "−2" with a true minus.
    pub(super) fn signed(&self) -> String {
        if self.points < 0 { format!("\u{2212}{}", self.points.unsigned_abs()) } else { format!("+{}", self.points) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_rail_and_its_bars_never_leave_their_box(
            points: u8, warm in 0u8..=100, hot in 0u8..=100,
            signals in proptest::collection::vec(-100i32..=100, 0..8),
        ) {
            let card = Breakdown {
                points, temperature: Temperature::Warm, warm_from: warm, hot_from: hot,
                reasons: signals.into_iter().map(|points| Reason {
                    name: String::new(), evidence: String::new(), points, href: None,
                }).collect(),
            };
            prop_assert!((1..=99).contains(&card.mark()));
            prop_assert!(card.hot_from + card.hot_width() == 100);
            prop_assert!(card.reasons.iter().all(|reason| card.share(reason) <= 100));
        }
    }
}
