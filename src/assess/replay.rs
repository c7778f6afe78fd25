//! Other weights tried on past leads, before they go live: who would move, and how well each score would have told who is won.
//!
//! It reads and counts; nothing is written. What was read of a lead is weighed twice, so the two scores differ by the
//! weights alone, where the lead's own score was given by this engine.

use super::{heard, opinion};
use crate::assistant::evidence::Weights;
use crate::bot::Bot;
use crate::bot::bands::Bands;
use crate::bot::pipeline::Category;
use crate::contact;
use crate::db::Conn;
use crate::error::Result;
use crate::id::LeadId;
use crate::lead;
use crate::lead::reach::Reach;
use crate::lead::score::Temperature;
use crate::time::Timestamp;

/// How many leads are tried, the newest.
pub const TRIED: i64 = 200;

/// A lead under other weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Which.
    pub lead: LeadId,
    /// What to call the person.
    pub who: String,
    /// When it was captured.
    pub captured_at: Timestamp,
    /// How far it came.
    pub category: Category,
    /// The score it has, and the temperature that it comes to by the bot's bands; none while it is not scored.
    pub old: Option<(u8, Temperature)>,
    /// The score it would have.
    pub new: (u8, Temperature),
}

impl Tried {
    /// Whether its temperature would be another.
    #[must_use]
    pub fn moves(&self) -> bool {
        self.old.is_none_or(|(_, temperature)| temperature != self.new.1)
    }

    /// By how many points it would move.
    #[must_use]
    pub fn by(&self) -> i16 {
        i16::from(self.new.0) - self.old.map_or(0, |(score, _)| i16::from(score))
    }

    /// Whether it came to something.
    fn is_won(&self) -> bool {
        matches!(self.category, Category::Good | Category::Done)
    }
}

/// Of the leads with a score of 0 to 9, 10 to 19, … 90 to 100: how many there are, and how many came to something.
pub type Calibration = [(i64, i64); 10];

/// What came of trying.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    /// Each lead that was tried: those that move most first.
    pub tried: Vec<Tried>,
    /// There are older ones, which were not tried.
    pub has_more: bool,
}

impl Replay {
    /// How many would be warmer, and how many colder.
    #[must_use]
    pub fn moved(&self) -> (usize, usize) {
        let moved = self.tried.iter().filter(|one| one.moves() && one.old.is_some());
        let (up, down): (Vec<_>, Vec<_>) = moved.partition(|one| one.by() > 0);
        (up.len(), down.len())
    }

    /// How well the scores that leads have tell who is won.
    #[must_use]
    pub fn calibration_now(&self) -> Calibration {
        calibration(self.tried.iter().filter_map(|one| Some((one.old?.0, one.is_won()))))
    }

    /// How well the scores that they would have do.
    #[must_use]
    pub fn calibration_then(&self) -> Calibration {
        calibration(self.tried.iter().map(|one| (one.new.0, one.is_won())))
    }
}

fn calibration(scores: impl Iterator<Item = (u8, bool)>) -> Calibration {
    let mut bins = [(0, 0); 10];
    for (score, is_won) in scores {
        let bin = &mut bins[usize::from(score / 10).min(9)];
        bin.0 += 1;
        bin.1 += i64::from(is_won);
    }
    bins
}

/// Tries weights and bands on the bot's newest leads, as far as the plan lets anybody see.
///
/// # Errors
/// What the database says.
pub async fn replay(conn: &mut Conn, bot: &Bot, weights: &Weights, bands: &Bands, reach: Reach) -> Result<Replay> {
    let most = match reach {
        Reach::All => TRIED,
        Reach::Newest(few) => few.min(TRIED),
    };
    let mut leads = lead::past(conn, &bot.id, None, most + 1).await?;
    let has_more = i64::try_from(leads.len()).unwrap_or(i64::MAX) > most;
    leads.truncate(usize::try_from(most).unwrap_or(0));
    let mut tried = Vec::with_capacity(leads.len());
    for lead in leads {
        let heard = heard::of_contact(conn, &lead.contact_id).await?;
        let known = lead.score.and_then(|score| u8::try_from(score.clamp(0, 100)).ok());
        let score = if heard.has_words() {
            opinion::score(&heard, &bot.settings().region, weights, bands).1.score
        } else if let Some(known) = known {
            known
        } else {
            continue;
        };
        let who =
            contact::by_id(conn, &lead.contact_id).await?.map_or_else(String::new, |known| known.who().to_owned());
        tried.push(Tried {
            who,
            captured_at: lead.captured_at,
            category: lead.category,
            old: known.map(|known| (known, Temperature::of(known, &bot.settings().bands))),
            new: (score, Temperature::of(score, bands)),
            lead: lead.id,
        });
    }
    tried.sort_by_key(|one| (!one.moves(), -i32::from(one.by().abs()), std::cmp::Reverse(one.captured_at)));
    Ok(Replay { tried, has_more })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(old: Option<u8>, new: u8, category: Category) -> Tried {
        let bands = Bands::default();
        let banded = |score| (score, Temperature::of(score, &bands));
        Tried {
            lead: crate::id::Id::parse("lead_00000000000000000000000001").unwrap_or_else(|| panic!("an id")),
            who: String::new(),
            captured_at: Timestamp::default(),
            category,
            old: old.map(banded),
            new: banded(new),
        }
    }

    #[test]
    fn who_is_won_is_counted_by_tenths_of_the_score() {
        let replay = Replay {
            tried: vec![
                tried(Some(5), 45, Category::Out),
                tried(Some(100), 95, Category::Done),
                tried(None, 99, Category::Good),
                tried(Some(72), 72, Category::Active),
            ],
            has_more: false,
        };
        assert_eq!((replay.calibration_now()[0], replay.calibration_now()[9]), ((1, 0), (1, 1)));
        assert_eq!((replay.calibration_then()[4], replay.calibration_then()[9]), ((1, 0), (2, 2)));
        assert_eq!(replay.calibration_then()[7], (1, 0));
        assert_eq!(replay.moved(), (1, 0), "one becomes warm; who had no score has not moved");
    }
}
