//! Signals: facts about a buyer that a business asks for first, read out of the visitor's own words and their answers to
//! plain questions.
//!
//! What is negated sets nothing, what others are or have sets nothing, and each signal keeps its message.

pub(super) mod phrase;
mod property;

pub use property::property;
