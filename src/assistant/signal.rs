//! Signals: facts about a buyer that a business asks for first, read out of the visitor's own words and their answers to
//! plain questions.
//!
//! What is negated sets nothing, what others are or have sets nothing, and each signal keeps its message.

pub(super) mod phrase;
mod property;

pub use property::property;

/// The value of a signal as a program reads it: `dip_held` for "DIP held".
#[must_use]
pub fn code(value: &str) -> &'static str {
    CODES.iter().find(|(shown, _)| *shown == value).map_or("", |(_, code)| code)
}

const CODES: [(&str, &str); 14] = [
    ("Chain-free", "chain_free"),
    ("Single chain", "single_chain"),
    ("In chain", "in_chain"),
    ("Cash (proven)", "cash_proven"),
    ("DIP held", "dip_held"),
    ("Application pending", "application_pending"),
    ("Exploring", "exploring"),
    ("Help to Buy", "help_to_buy"),
    ("Shared Ownership", "shared_ownership"),
    ("First Homes", "first_homes"),
    ("First-time buyer", "first_time_buyer"),
    ("Main residence", "main_residence"),
    ("Second home", "second_home"),
    ("Non-resident", "non_resident"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lead::detail::SignalKind;

    #[test]
    fn every_value_has_a_code_of_its_own() {
        let values: Vec<&str> = SignalKind::ALL.iter().flat_map(|kind| kind.values()).copied().collect();
        assert_eq!(values.len(), CODES.len());
        assert!(values.iter().all(|value| !code(value).is_empty()));
    }
}
