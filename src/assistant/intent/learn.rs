//! The arithmetic: one softmax over sparse features, fitted by gradient steps in a fixed order. The same phrases always give
//! the same weights.

use super::feature::{BUCKETS, Features};

/// The labels the product knows: nothing, seven requests, spam.
pub(super) const LABELS: usize = 9;

/// Weights: a row of labels for each feature.
pub(super) type Rows = Vec<[f32; LABELS]>;

/// A phrase's features with its label's number.
pub(super) type Example = (Features, usize);

/// How the weights are fitted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    /// How often all examples are gone through.
    pub rounds: u32,
    /// The length of a step.
    pub step: f32,
    /// How much of each weight is lost in a round.
    pub decay: f32,
}

pub(super) const FIT: Fit = Fit { rounds: 12, step: 0.35, decay: 0.08 };

/// Fits weights to examples.
pub(super) fn fit(examples: &[Example], how: Fit) -> Rows {
    let mut rows = vec![[0.0_f32; LABELS]; BUCKETS];
    let mut seen = vec![0.0_f32; BUCKETS];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..how.rounds {
        shuffle(&mut order, &mut chance);
        for (features, label) in order.iter().filter_map(|at| examples.get(*at)) {
            let mut errors = shares(&score(&rows, features));
            errors[*label] -= 1.0;
            let size: f32 = errors.iter().map(|error| error * error).sum();
            for (feature, value) in features {
                let at = usize::from(*feature);
                seen[at] += value * value * size;
                let step = how.step * value / (0.02 + seen[at].sqrt());
                for (weight, error) in rows[at].iter_mut().zip(&errors) {
                    *weight -= step * error;
                }
            }
        }
        for weight in rows.iter_mut().flatten() {
            *weight *= 1.0 - how.decay;
        }
    }
    rows
}

/// What the labels score, unbounded.
pub(super) fn score(rows: &Rows, features: &Features) -> [f32; LABELS] {
    let mut scores = [0.0; LABELS];
    for (feature, value) in features {
        for (score, weight) in scores.iter_mut().zip(&rows[usize::from(*feature)]) {
            *score += value * weight;
        }
    }
    scores
}

/// Scores as shares of one.
pub(super) fn shares(scores: &[f32]) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut shares: Vec<f32> = scores.iter().map(|score| (score - most).exp()).collect();
    let sum: f32 = shares.iter().sum();
    for share in &mut shares {
        *share /= sum;
    }
    shares
}

/// Fisher and Yates, by a generator of Marsaglia's (xorshift): the same order in every run.
pub(super) fn shuffle(order: &mut [usize], chance: &mut u64) {
    for at in (1..order.len()).rev() {
        *chance ^= *chance << 13;
        *chance ^= *chance >> 7;
        *chance ^= *chance << 17;
        let other = usize::try_from(*chance % (at as u64 + 1)).unwrap_or(0);
        order.swap(at, other);
    }
}
