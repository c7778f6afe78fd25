//! Fitting weights to examples. The same examples always give the same weights.

use crate::{BUCKETS, Features, shares};

/// An example: its features, its label, and what it scores before anything is learned (empty: nothing).
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Its features.
    pub features: Features,
    /// The number of its label.
    pub label: usize,
    /// What each label scores already.
    pub scores: Vec<f32>,
    /// How many examples it counts for.
    pub weight: f32,
}

/// How weights are fitted.
#[derive(Clone, Copy, Debug)]
pub struct Fit {
    /// How often all examples are gone through.
    pub rounds: u32,
    /// The length of a step.
    pub step: f32,
    /// How much of each weight is lost in a round.
    pub decay: f32,
}

/// A row of weights, one for each label, for each feature that has one.
#[derive(Clone, Debug)]
pub struct Rows {
    labels: usize,
    /// The row of each feature; none is the highest number.
    places: Vec<u16>,
    weights: Vec<f32>,
}

const NOWHERE: u16 = u16::MAX;

impl Rows {
    /// Learns from examples, for features that one of `of` has.
    #[must_use]
    pub fn fit(lessons: &[Lesson], of: &[Lesson], labels: usize, how: Fit) -> Self {
        let mut rows = Self { labels, places: vec![NOWHERE; BUCKETS], weights: Vec::new() };
        let mut count: u16 = 0;
        for (feature, _) in of.iter().flat_map(|lesson| &lesson.features) {
            let place = &mut rows.places[usize::from(*feature)];
            // The last feature of all would find no place: it is left out.
            if *place == NOWHERE && count < NOWHERE {
                *place = count;
                count += 1;
            }
        }
        rows.weights = vec![0.0; usize::from(count) * labels];
        let mut seen = vec![0.0_f32; usize::from(count)];
        let mut order: Vec<usize> = (0..lessons.len()).collect();
        let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
        let mut sum = vec![0.0_f32; rows.weights.len()];
        let mut summed = 0.0;
        for round in 0..how.rounds {
            shuffle(&mut order, &mut chance);
            for lesson in order.iter().filter_map(|at| lessons.get(*at)) {
                rows.step(lesson, how.step, &mut seen);
            }
            for weight in &mut rows.weights {
                *weight *= 1.0 - how.decay;
            }
            // The mean of the later rounds hangs less on the order of the last one (Polyak).
            if round * 2 >= how.rounds {
                summed += 1.0;
                for (sum, weight) in sum.iter_mut().zip(&rows.weights) {
                    *sum += weight;
                }
            }
        }
        if summed > 0.0 {
            rows.weights = sum.into_iter().map(|sum| sum / summed).collect();
        }
        rows
    }

    /// One step downhill, shorter for features that have moved much (Duchi, Hazan, Singer: `AdaGrad`).
    fn step(&mut self, lesson: &Lesson, length: f32, seen: &mut [f32]) {
        let mut errors = shares(&self.score(&lesson.scores, &lesson.features));
        if let Some(error) = errors.get_mut(lesson.label) {
            *error -= 1.0;
        }
        let size: f32 = errors.iter().map(|error| error * error).sum();
        for (feature, value) in &lesson.features {
            let place = self.places[usize::from(*feature)];
            if place == NOWHERE {
                continue;
            }
            let place = usize::from(place);
            seen[place] += value * value * size;
            let step = length * lesson.weight * value / (0.02 + seen[place].sqrt());
            let row = &mut self.weights[place * self.labels..(place + 1) * self.labels];
            for (weight, error) in row.iter_mut().zip(&errors) {
                *weight -= step * error;
            }
        }
    }

    /// What the labels score, unbounded, on top of `before` (empty: nothing).
    #[must_use]
    pub fn score(&self, before: &[f32], features: &Features) -> Vec<f32> {
        let mut scores = before.to_vec();
        scores.resize(self.labels, 0.0);
        for (feature, value) in features {
            let place = usize::from(self.places[usize::from(*feature)]);
            if place == usize::from(NOWHERE) {
                continue;
            }
            let row = &self.weights[place * self.labels..(place + 1) * self.labels];
            for (score, weight) in scores.iter_mut().zip(row) {
                *score += value * weight;
            }
        }
        scores
    }

    /// The features of a lesson that have a row, and no others.
    #[must_use]
    pub fn only(features: &Features, of: &Table) -> Features {
        features.iter().filter(|(feature, _)| of.0[usize::from(*feature)]).copied().collect()
    }

    /// How much memory it takes, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.weights.len() * size_of::<f32>() + self.places.len() * size_of::<u16>()
    }
}

/// Which features some examples have.
#[derive(Clone, Debug)]
pub struct Table(Vec<bool>);

impl Table {
    /// The features of these examples.
    #[must_use]
    pub fn of(lessons: &[Lesson]) -> Self {
        let mut table = vec![false; BUCKETS];
        for (feature, _) in lessons.iter().flat_map(|lesson| &lesson.features) {
            table[usize::from(*feature)] = true;
        }
        Self(table)
    }
}

/// Fisher and Yates, by a generator of Marsaglia's (xorshift): the same order in every run.
fn shuffle(order: &mut [usize], chance: &mut u64) {
    for at in (1..order.len()).rev() {
        *chance ^= *chance << 13;
        *chance ^= *chance >> 7;
        *chance ^= *chance << 17;
        let other = usize::try_from(*chance % (at as u64 + 1)).unwrap_or(0);
        order.swap(at, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOW: Fit = Fit { rounds: 20, step: 0.5, decay: 0.01 };

    fn lesson(features: &[u16], label: usize) -> Lesson {
        let features = features.iter().map(|feature| (*feature, 1.0)).collect();
        Lesson { features, label, scores: Vec::new(), weight: 1.0 }
    }

    #[test]
    fn what_was_shown_is_known_again_and_told_from_the_rest() {
        let lessons = [lesson(&[1, 2], 0), lesson(&[1, 3], 1), lesson(&[4, 3], 1), lesson(&[4, 2], 0)];
        let rows = Rows::fit(&lessons, &lessons, 2, HOW);
        for lesson in &lessons {
            assert!(shares(&rows.score(&[], &lesson.features))[lesson.label] > 0.8);
        }
        let unknown = shares(&rows.score(&[], &vec![(9, 1.0)]));
        assert!((unknown[0] - 0.5).abs() < 1e-6);
    }

    #[test]
    fn the_same_examples_give_the_same_weights() {
        let lessons: Vec<Lesson> =
            (0..50).map(|at| lesson(&[at, at / 2 + 100, at % 7 + 200], usize::from(at % 3))).collect();
        let fitted = || Rows::fit(&lessons, &lessons, 3, HOW).weights;
        assert_eq!(fitted(), fitted());
    }

    #[test]
    fn what_scores_already_is_built_upon() {
        let before = Lesson { scores: vec![1.0, 0.0], ..lesson(&[1], 1) };
        let rows = Rows::fit(std::slice::from_ref(&before), std::slice::from_ref(&before), 2, HOW);
        let after = rows.score(&before.scores, &before.features);
        assert!(after[1] > after[0]);
        assert_eq!(rows.score(&before.scores, &Features::new()), [1.0, 0.0]);
    }
}
