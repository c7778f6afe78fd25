//! How many leads there are of each kind, as triggers keep it, and as a scan counts it.

use std::collections::BTreeMap;

use crate::db::Conn;
use crate::error::Result;
use crate::id::BotId;
use crate::lead::sql;

/// How many leads there are of each kind, as triggers keep it: no list is counted for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub total: i64,
    /// Those nobody has opened since their last submission.
    pub unseen: i64,
    /// By status.
    pub by_status: BTreeMap<String, i64>,
    /// By what counts as their temperature; those without a score under the empty text.
    pub by_temperature: BTreeMap<String, i64>,
    /// By the channel of the latest conversation.
    pub by_channel: BTreeMap<String, i64>,
    /// By whose they are; those of nobody under the empty text.
    pub by_assignee: BTreeMap<String, i64>,
    /// By tag; a lead counts for each of its tags.
    pub by_tag: BTreeMap<String, i64>,
    /// By score; those without one are not here.
    pub by_score: BTreeMap<i64, i64>,
}

impl Counts {
    /// How many have a score within these bounds.
    #[must_use]
    pub fn scored(&self, least: i64, most: i64) -> i64 {
        if least > most { 0 } else { self.by_score.range(least..=most).map(|(_, n)| n).sum() }
    }

    /// The average score of those that have one.
    #[must_use]
    pub fn average(&self) -> Option<i64> {
        let (points, count) =
            self.by_score.iter().fold((0, 0), |(points, count), (score, n)| (points + score * n, count + n));
        (count > 0).then(|| (points + count / 2) / count)
    }

    fn of(rows: Vec<(String, String, i64)>) -> Self {
        let mut counts = Self::default();
        for (facet, value, n) in rows {
            match facet.as_str() {
                "all" => counts.total = n,
                "new" => counts.unseen = n,
                "status" => drop(counts.by_status.insert(value, n)),
                "temperature" => drop(counts.by_temperature.insert(value, n)),
                "channel" => drop(counts.by_channel.insert(value, n)),
                "assignee" => drop(counts.by_assignee.insert(value, n)),
                "tag" => drop(counts.by_tag.insert(value, n)),
                "score" => drop(value.parse().map(|score| counts.by_score.insert(score, n))),
                _ => {}
            }
        }
        counts
    }
}

/// The counts on top of a bot's list.
///
/// # Errors
/// What the database says.
pub async fn counts(conn: &mut Conn, bot: &BotId) -> Result<Counts> {
    Ok(Counts::of(sql::tally(conn, bot).await?))
}

/// The same, counted by looking at every lead: what [`counts`] must equal. It takes seconds for a million.
///
/// # Errors
/// What the database says.
pub async fn recount(conn: &mut Conn, bot: &BotId) -> Result<Counts> {
    Ok(Counts::of(sql::recount(conn, bot).await?))
}

/// How many rows of `lead_tag` are not what the bot's submissions say: too many, or missing.
///
/// # Errors
/// What the database says.
pub async fn wrong_tags(conn: &mut Conn, bot: &BotId) -> Result<i64> {
    sql::wrong_tags(conn, bot).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_added_up_and_averaged() {
        let counts = Counts { by_score: [(0, 1), (50, 2), (100, 1)].into(), ..Counts::default() };
        assert_eq!((counts.scored(0, 100), counts.scored(1, 99), counts.scored(60, 40)), (4, 2, 0));
        assert_eq!((counts.average(), Counts::default().average()), (Some(50), None));
    }
}
