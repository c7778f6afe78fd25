//! The arithmetic of the assistant's classifier: a softmax over sparse, hashed features, fitted by gradient steps in a fixed
//! order, and a dictionary of words.
//!
//! It is a package of its own for one reason: it is compiled with optimisations in every profile. Nothing here is generic,
//! so nothing of it is compiled again, and slowly, where it is used. It knows no word of any language.

mod dictionary;
mod fit;
mod hash;

pub use dictionary::Dictionary;
pub use fit::{Fit, Lesson, Rows, Table};
pub use hash::Group;

/// How many features there are.
pub const BUCKETS: usize = 1 << 16;

/// The features of a text, each with its value.
pub type Features = Vec<(u16, f32)>;

/// Scores as shares of one.
#[must_use]
pub fn shares(scores: &[f32]) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut shares: Vec<f32> = scores.iter().map(|score| (score - most).exp()).collect();
    let sum: f32 = shares.iter().sum();
    for share in &mut shares {
        *share /= sum;
    }
    shares
}
