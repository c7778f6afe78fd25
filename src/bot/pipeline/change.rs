//! One pipeline becomes another: where the leads of each old status go. Pure.
//!
//! The rule: a status that stays, stays. Else the first of the same category; else the nearest category, counted along open,
//! active, good, done, out; of two as near the earlier, so that no lead is said to be further than it was.

use serde::{Deserialize, Serialize};

use super::{Category, Pipeline, Status};

/// What becomes of the leads of one status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The status they have.
    pub from: String,
    /// The status they get; the same where only its category is another.
    pub to: String,
    /// How far that is.
    pub category: Category,
}

/// The status for leads that were so far.
///
/// # Panics
/// Never for a pipeline with a status.
#[must_use]
pub fn nearest(pipeline: &Pipeline, category: Category) -> &Status {
    let far = |other: Category| ((category as i8) - (other as i8)).abs();
    let by = |status: &&Status| (far(status.category), status.category as i8);
    // The first of several as near is taken, which is the first in the pipeline's order.
    pipeline.statuses.iter().min_by_key(by).unwrap_or(&pipeline.statuses[0])
}

/// What becomes of the leads of each status that does not stay as it is. `known` are the statuses leads have, each with its
/// category; it may name some that the old pipeline no longer has.
#[must_use]
pub fn mappings(known: &[(String, Category)], new: &Pipeline) -> Vec<Mapping> {
    let mapped = known.iter().filter_map(|(key, category)| {
        let to = new.status(key).unwrap_or_else(|| nearest(new, *category));
        let stays = to.key == *key && to.category == *category;
        (!stays).then(|| Mapping { from: key.clone(), to: to.key.clone(), category: to.category })
    });
    mapped.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::PRESETS;
    use super::*;

    fn known(pipeline: &Pipeline) -> Vec<(String, Category)> {
        pipeline.statuses.iter().map(|status| (status.key.clone(), status.category)).collect()
    }

    fn told(old: &str, new: &str) -> Vec<String> {
        let maps = mappings(&known(Pipeline::preset(old)), Pipeline::preset(new));
        maps.into_iter().map(|map| format!("{}>{}", map.from, map.to)).collect()
    }

    #[test]
    fn presets_become_each_other_by_category() {
        assert_eq!(told("sales", "sales"), [""; 0]);
        assert_eq!(told("sales", "short"), ["converted>qualified"], "as near is lost, which would say too much");
        assert_eq!(
            told("sales", "support"),
            ["contacted>handled", "qualified>handled", "converted>closed", "lost>closed"]
        );
        assert_eq!(told("support", "sales"), ["handled>contacted", "closed>converted"]);
        assert_eq!(
            told("sales", "enquiries"),
            ["new>contacted", "qualified>potential_customer", "converted>info_only", "lost>not_interested"]
        );
    }

    #[test]
    fn a_status_that_stays_with_another_category_is_told_so() {
        let mut sales = Pipeline::preset("sales").clone();
        sales.statuses[1].category = Category::Good;
        let maps = mappings(&known(Pipeline::preset("sales")), &sales);
        assert_eq!(maps, [Mapping { from: "contacted".into(), to: "contacted".into(), category: Category::Good }]);
    }

    proptest! {
        #[test]
        fn every_status_has_a_place_and_what_is_mapped_is_settled(
            old in prop::sample::select(PRESETS.iter().map(|p| p.key.clone()).collect::<Vec<_>>()),
            new in prop::sample::select(PRESETS.iter().map(|p| p.key.clone()).collect::<Vec<_>>()),
        ) {
            let new = Pipeline::preset(&new);
            let known = known(Pipeline::preset(&old));
            let maps = mappings(&known, new);
            for (key, category) in &known {
                let to = maps.iter().find(|map| map.from == *key).map_or(key, |map| &map.to);
                let status = new.status(to).unwrap();
                let exact = new.statuses.iter().any(|status| status.category == *category);
                prop_assert!(new.status(key).is_some() || !exact || status.category == *category);
            }
            // Done a second time, nothing is left to do.
            let after: Vec<_> = maps.iter().map(|map| (map.to.clone(), map.category)).collect();
            prop_assert!(mappings(&after, new).is_empty());
        }
    }
}
