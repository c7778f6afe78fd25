//! The built-in packs: what people write, and the ways they say things, a file for each language.

use super::Intent;

/// Cue packs, in the order of `language::SPOKEN`.
pub(super) const CUES: [&str; 6] = [
    include_str!("pack/en.cues"),
    include_str!("pack/es.cues"),
    include_str!("pack/de.cues"),
    include_str!("pack/fr.cues"),
    include_str!("pack/it.cues"),
    include_str!("pack/pt.cues"),
];

/// Phrases, in the same order.
const PHRASES: [&str; 6] = [
    include_str!("pack/en.txt"),
    include_str!("pack/es.txt"),
    include_str!("pack/de.txt"),
    include_str!("pack/fr.txt"),
    include_str!("pack/it.txt"),
    include_str!("pack/pt.txt"),
];

/// How many labels the product knows: nothing, seven requests, spam.
pub(super) const COUNT: usize = 9;

/// The labels in the order of the classifier's numbers; none is nothing asked for.
pub(super) const LABELS: [Option<Intent>; COUNT] = [
    None,
    Some(Intent::AgentRequest),
    Some(Intent::OrderQuestion),
    Some(Intent::CouponRequest),
    Some(Intent::RefundRequest),
    Some(Intent::Cancellation),
    Some(Intent::QuoteRequest),
    Some(Intent::AppointmentRequest),
    Some(Intent::Spam),
];

/// The number of nothing asked for.
pub(super) const NONE: usize = 0;
/// The number of spam.
pub(super) const SPAM: usize = 8;

/// The number of a label's key.
pub(super) fn number(key: &str) -> Option<usize> {
    LABELS.iter().position(|label| label.as_ref().map_or("none", Intent::key) == key)
}

/// Every phrase of the packs with its label's number.
pub(super) fn phrases() -> impl Iterator<Item = (&'static str, usize)> {
    PHRASES.into_iter().flat_map(|pack| {
        let mut label = NONE;
        pack.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).filter_map(move |line| {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(key) => {
                    label = number(key).unwrap_or(NONE);
                    None
                }
                None => Some((line, label)),
            }
        })
    })
}
