//! Finding evidence in a conversation.

use super::{Evidence, Kind, Reading};
use crate::assistant::extract;
use crate::assistant::turn::Turn;

/// Finds what counts in a conversation, in time linear in its length.
#[must_use]
pub fn read(turns: &[Turn<'_>]) -> Reading {
    let mut reading = Reading::default();
    for turn in turns.iter().filter(|turn| turn.is_visitor) {
        let told = extract::contacts(turn.text);
        if let Some(words) = told.email.map(String::from).or(told.phone.map(String::from)) {
            reading.evidence.push(Evidence { kind: Kind::Contact, words, place: turn.place.clone() });
            break;
        }
    }
    reading
}
