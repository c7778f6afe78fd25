//! A lead's score: 0 to 100, how ready to buy, what it is made of, and the temperature it comes to.
//!
//! It bands and stores a number with its reasons; how they come about is not decided here.

use super::detail::{self, Detail, Reason, Signal};
use super::history::{self, Change, Kind};
use super::{Lead, sql, temperature};
use crate::bot::Bot;
use crate::bot::bands::Bands;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::event::{Event, names};

names! {
    /// A band of the score.
    pub enum Temperature {
        /// 70 and more, unless the bot says otherwise.
        Hot = "hot",
        /// 40 to 69.
        Warm = "warm",
        /// Below 40.
        Cold = "cold",
    }
}
crate::db::named!(Temperature);

impl Temperature {
    /// The band that a score falls into.
    #[must_use]
    pub const fn of(score: u8, bands: &Bands) -> Self {
        if score >= bands.hot_from {
            Self::Hot
        } else if score >= bands.warm_from {
            Self::Warm
        } else {
            Self::Cold
        }
    }
}

/// A score, and what it was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scored {
    /// More than 100 counts as 100.
    pub score: u8,
    /// Their points add up to the score. None, where nobody can say.
    pub reasons: Vec<Reason>,
    /// What was found beside it.
    pub signals: Vec<Signal>,
}

/// Scores a lead anew, and gives it the temperature that goes with it by the bot's bands. What a person said of the
/// temperature stays, unless a conversation has begun since. What is so already is not written.
///
/// # Errors
/// `Invalid` when the points do not add up to the score, or a text is too long; what the database says.
pub async fn set(tx: &mut Tx, bot: &Bot, lead: &Lead, scored: &Scored) -> Result<()> {
    let score = scored.score.min(100);
    let points: i64 = scored.reasons.iter().map(|reason| reason.points).sum();
    if !scored.reasons.is_empty() && points != i64::from(score) {
        return Err(Error::field("reasons", "sum", "The points of the reasons do not add up to the score"));
    }
    let own = Temperature::of(score, &bot.settings().bands);
    let told = temperature::of(tx, &lead.id).await?;
    let newest = sql::newest_conversation(tx, &lead.contact_id).await?;
    let stays = told.as_ref().filter(|told| newest.is_none_or(|newest| newest <= told.at));
    let counts = stays.map_or(own, |told| told.temperature);
    let lapses = told.is_some() && stays.is_none();
    let known = detail::stored(tx, &lead.id).await?;
    let is_so = lead.score == Some(i64::from(score)) && lead.temperature.as_deref() == Some(counts.as_str());
    if is_so && !lapses && known.reasons == scored.reasons && known.signals == scored.signals {
        return Ok(());
    }
    sql::set_score(tx, &lead.id, i64::from(score), counts, lapses).await?;
    if !scored.reasons.is_empty() || !scored.signals.is_empty() || !known.is_bare() {
        let detail = Detail { fields: known.fields, signals: scored.signals.clone(), reasons: scored.reasons.clone() };
        detail::set(tx, lead, &detail).await?;
    }
    // The first score is no change.
    if let Some(before) = lead.score
        && before != i64::from(score)
    {
        let (was, became) = (before.to_string(), score.to_string());
        let change = Change { kind: Kind::Score, was: Some(&was), became: Some(&became), reason: None, by: None };
        history::note(tx, &lead.id, change).await?;
    }
    tx.emit(Event::LeadChanged { bot: lead.bot_id.clone(), lead: lead.id.clone() });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bands_meet_without_a_gap() {
        let of = |bands: &Bands, scores: [u8; 6]| scores.map(|score| Temperature::of(score, bands).as_str());
        let usual = of(&Bands::default(), [0, 39, 40, 69, 70, 100]);
        assert_eq!(usual, ["cold", "cold", "warm", "warm", "hot", "hot"]);
        let own = Bands { warm_from: 10, hot_from: 100, ..Bands::default() };
        assert_eq!(of(&own, [0, 9, 10, 70, 99, 100]), ["cold", "cold", "warm", "warm", "warm", "hot"]);
    }
}
