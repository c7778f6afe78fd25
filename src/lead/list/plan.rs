//! By which index a list is read. The database's own guess is not asked: it knows neither how many leads a value has, which
//! `lead_tally` does, nor that 26 rows are enough.
//!
//! Two ways, and each statement says which it takes (`lead/sql/list.rs` hides the other columns from the engine):
//!
//! - **in order**: along an index that is in the list's order, testing each row, until the page is full. Quick where one of
//!   a few hundred fits.
//! - **sorted**: all that one filter has, by its own index, put in order in memory. Quick where that filter has few. The
//!   indexes hold all that a list is put in order by, so no row is read for it.
//!
//! | asked for | by capture | by last change | by score |
//! |---|---|---|---|
//! | nothing | `lead_newest` | `lead_updated` | `lead_scored` |
//! | status, temperature | its own index, in order | `lead_updated` in order, or its own sorted | its own by score (`lead_status_scored` …), in order |
//! | tag | `lead_tag` in order | `lead_updated` in order, or `lead_tag` sorted | `lead_tag_scored` in order |
//! | source, assignee, unseen | its own index, in order | `lead_updated` in order, or its own sorted | `lead_scored` in order, or its own sorted |
//! | dates | `lead_newest`, a part of it | `lead_updated` in order, or that part sorted | `lead_scored` in order, or that part sorted |
//! | scores | `lead_newest` in order, or `lead_scored` sorted | `lead_updated` in order, or `lead_scored` sorted | `lead_scored`, a part of it |
//! | words | `lead_newest` in order, or `lead_search` sorted | `lead_updated` in order, or `lead_search` sorted | `lead_scored` in order, or `lead_search` sorted |
//! | the newest few alone (plan) | `lead_newest`, then sorted | the same | the same |
//!
//! Several filters: the way that visits least, by their counts as if they had nothing to do with each other. They may have
//! (nobody has touched the new ones, so they are last by change): so a way in order goes only so far, and what it does not
//! fill is sorted then.

use super::{Assignee, Counts, Filter, Order};

/// What leads are found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lead) enum By {
    /// The order's own index.
    All,
    Status,
    Temperature,
    Source,
    Assignee,
    Unseen,
    Tag,
    Dates,
    Scores,
    Words,
    /// The bot's newest, so many.
    Newest(i64),
}

impl By {
    /// Whether its index is in this order.
    pub(in crate::lead) fn is_in_order_of(self, order: Order) -> bool {
        match self {
            Self::All => true,
            Self::Status | Self::Temperature | Self::Tag => order != Order::Updated,
            Self::Source | Self::Assignee | Self::Unseen | Self::Dates => order == Order::Captured,
            Self::Scores => order == Order::Score,
            Self::Words | Self::Newest(_) => false,
        }
    }

    /// What one of its leads costs where they are put in order, in microseconds or so: a row of an index almost nothing,
    /// a lead's own row some steps in two trees.
    fn cost(self, is_alone: bool) -> f64 {
        match self {
            Self::Tag => 3.0,
            Self::Words => 6.0,
            _ if is_alone => 0.5,
            _ => 5.0,
        }
    }
}

/// What testing a lead costs: some filters' columns are in every index, the others are read from its row.
fn test(each: &[(By, i64)]) -> f64 {
    let is_indexed = |by: &By| matches!(by, By::Tag | By::Dates | By::Scores);
    if each.iter().all(|(by, _)| is_indexed(by)) { 1.5 } else { 5.0 }
}

/// How a list is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lead) struct Plan {
    /// What leads are found by.
    pub by: By,
    /// They are put in order in memory, all of them.
    pub is_sorted: bool,
    /// How many are looked at before it is given up for the other way.
    pub visits: Option<i64>,
}

/// The most that is looked at in order in vain.
const FURTHEST: f64 = 10_000.0;

/// How many leads each filter has; what the tally does not know is added by who has counted it.
#[derive(Clone, Debug, Default)]
pub(in crate::lead) struct Known {
    /// All of the bot's.
    pub total: i64,
    /// By each filter.
    pub each: Vec<(By, i64)>,
}

/// The filters that are set.
pub(in crate::lead) fn set(filter: &Filter) -> Vec<By> {
    let Filter { search, tag, status, temperature, least, most, source, from, until, assignee, unseen } = filter;
    let all = [
        (status.is_some(), By::Status),
        (temperature.is_some(), By::Temperature),
        (source.is_some(), By::Source),
        (assignee.is_some(), By::Assignee),
        (*unseen, By::Unseen),
        (tag.is_some(), By::Tag),
        (from.is_some() || until.is_some(), By::Dates),
        (least.is_some() || most.is_some(), By::Scores),
        (search.as_deref().is_some_and(|text| !text.trim().is_empty()), By::Words),
    ];
    all.into_iter().filter(|(is_set, _)| *is_set).map(|(_, by)| by).collect()
}

/// How many leads this filter alone has, where the counts know.
pub(in crate::lead) fn counted(filter: &Filter, by: By, counts: &Counts) -> Option<i64> {
    let of = |known: &std::collections::BTreeMap<String, i64>, value: &str| known.get(value).copied().unwrap_or(0);
    match by {
        By::All => Some(counts.total),
        By::Status => Some(of(&counts.by_status, filter.status.as_deref()?)),
        By::Temperature => Some(of(&counts.by_temperature, filter.temperature?.as_str())),
        By::Source => Some(of(&counts.by_channel, filter.source?.as_str())),
        By::Assignee => Some(match filter.assignee.as_ref()? {
            Assignee::Nobody => of(&counts.by_assignee, ""),
            Assignee::Member(id) => of(&counts.by_assignee, id.as_str()),
        }),
        By::Unseen => Some(counts.unseen),
        By::Tag => Some(of(&counts.by_tag, filter.tag.as_deref()?)),
        By::Scores => Some(counts.scored(filter.least.unwrap_or(0).max(0), filter.most.unwrap_or(i64::MAX))),
        By::Dates | By::Words | By::Newest(_) => None,
    }
}

/// How many leads a filter finds, where the counts know it.
pub(in crate::lead) fn exactly(filter: &Filter, counts: &Counts) -> Option<i64> {
    match set(filter).as_slice() {
        [] => Some(counts.total),
        [by] => counted(filter, *by, counts),
        _ => None,
    }
}

/// The way that needs no counts, where there is one: along an index that has the filter and the order both.
pub(in crate::lead) fn plain(set: &[By], order: Order) -> Option<Plan> {
    let rest: Vec<By> = set.iter().copied().filter(|by| *by != By::Dates || order != Order::Captured).collect();
    let in_order = |by| Some(Plan { by, is_sorted: false, visits: None });
    match rest.as_slice() {
        [] => in_order(By::All),
        // What is tested besides is in the index.
        [by] if by.is_in_order_of(order) => in_order(*by),
        _ => None,
    }
}

/// The way that visits least for `need` rows.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "counts of leads, as weights")]
pub(in crate::lead) fn choose(known: &Known, order: Order, need: i64) -> Plan {
    let total = known.total.max(1) as f64;
    let hits = known.each.iter().fold(total, |hits, (_, n)| hits * (*n as f64 / total).min(1.0));
    let sorted = sorted(known);
    let few = known.each.iter().map(|(_, n)| *n).min().unwrap_or(known.total) as f64;
    let mut best = (few * sorted.by.cost(known.each.len() == 1), sorted);
    for (by, n) in known.each.iter().copied().chain([(By::All, known.total)]) {
        if !by.is_in_order_of(order) || hits < 1.0 {
            continue;
        }
        let visits = need as f64 * n as f64 / hits;
        let cost = visits.min(n as f64) * test(&known.each);
        if cost < best.0 {
            let furthest = (visits * 2.0 + 200.0).min(FURTHEST.max(visits * 1.5));
            best = (cost, Plan { by, is_sorted: false, visits: Some(furthest as i64) });
        }
    }
    best.1
}

/// All that the rarest filter has, put in order.
pub(in crate::lead) fn sorted(known: &Known) -> Plan {
    let rarest = known.each.iter().min_by_key(|(_, n)| *n).map_or(By::All, |(by, _)| *by);
    Plan { by: rarest, is_sorted: true, visits: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(total: i64, each: &[(By, i64)], order: Order) -> (By, bool) {
        let plan = choose(&Known { total, each: each.to_vec() }, order, 26);
        (plan.by, plan.is_sorted)
    }

    #[test]
    fn the_rare_is_sorted_and_the_frequent_walked() {
        let million = 1_000_000;
        assert_eq!(way(million, &[(By::Status, 4_000)], Order::Updated), (By::Status, true));
        assert_eq!(way(million, &[(By::Status, 300_000)], Order::Updated), (By::All, false));
        assert_eq!(way(million, &[(By::Tag, 1_000)], Order::Updated), (By::Tag, true));
        assert_eq!(way(million, &[(By::Tag, 200_000)], Order::Updated), (By::All, false));
        assert_eq!(way(million, &[(By::Source, 200_000)], Order::Score), (By::All, false));
        assert_eq!(way(million, &[(By::Words, 3)], Order::Captured), (By::Words, true));
        assert_eq!(way(million, &[(By::Words, 50_000)], Order::Captured), (By::All, false));
        assert_eq!(way(million, &[(By::Words, 0)], Order::Captured), (By::Words, true));
    }

    #[test]
    fn of_several_filters_the_rarest_leads() {
        let each = [(By::Status, 300_000), (By::Temperature, 90_000), (By::Unseen, 400)];
        assert_eq!(way(1_000_000, &each, Order::Updated), (By::Unseen, true));
        assert_eq!(way(1_000_000, &each[..2], Order::Captured), (By::Temperature, false));
    }

    #[test]
    fn what_an_index_has_in_order_needs_no_counts() {
        let in_order = |set: &[By], order| plain(set, order).map(|plan| plan.by);
        assert_eq!(in_order(&[], Order::Score), Some(By::All));
        assert_eq!(in_order(&[By::Status, By::Dates], Order::Captured), Some(By::Status));
        assert_eq!(in_order(&[By::Dates], Order::Captured), Some(By::All));
        assert_eq!(in_order(&[By::Scores], Order::Score), Some(By::Scores));
        assert_eq!(in_order(&[By::Tag], Order::Score), Some(By::Tag));
        for (set, order) in [
            (vec![By::Status], Order::Updated),
            (vec![By::Source], Order::Score),
            (vec![By::Status, By::Tag], Order::Captured),
        ] {
            assert_eq!(plain(&set, order), None);
        }
    }

    #[test]
    fn a_walk_ends_somewhere() {
        let plan = choose(&Known { total: 1_000_000, each: vec![(By::Dates, 41_000)] }, Order::Updated, 26);
        assert_eq!(plan.by, By::All);
        assert!(plan.visits.is_some_and(|visits| (700..3_000).contains(&visits)), "{plan:?}");
    }
}
