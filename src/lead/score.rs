//! A lead's score: 0 to 100, how ready to buy, and the temperature it comes to.
//!
//! It bands and stores a number; how the number comes about is not decided here.

use super::{Lead, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::event::{Event, names};

names! {
    /// A band of the score.
    pub enum Temperature {
        /// 70 and more.
        Hot = "hot",
        /// 40 to 69.
        Warm = "warm",
        /// Below 40.
        Cold = "cold",
    }
}

impl Temperature {
    /// The band that a score falls into.
    #[must_use]
    pub const fn of(score: u8) -> Self {
        match score {
            70.. => Self::Hot,
            40..=69 => Self::Warm,
            _ => Self::Cold,
        }
    }
}

/// Gives a lead its score, and the temperature that goes with it. More than 100 counts as 100.
///
/// # Errors
/// What the database says.
pub async fn set(tx: &mut Tx, lead: &Lead, score: u8) -> Result<()> {
    let score = score.min(100);
    sql::set_score(tx, &lead.id, i64::from(score), Temperature::of(score).as_str()).await?;
    tx.emit(Event::LeadChanged { bot: lead.bot_id.clone(), lead: lead.id.clone() });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bands_meet_without_a_gap() {
        let bands: Vec<_> = [0, 39, 40, 69, 70, 100].into_iter().map(|score| Temperature::of(score).as_str()).collect();
        assert_eq!(bands, ["cold", "cold", "warm", "warm", "hot", "hot"]);
    }
}
