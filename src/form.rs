//! A form: the few questions that turn a conversation into a submission.
//!
//! One schema serves the card on the web and the questions on SMS. The rules here are pure; what was shown,
//! sent or declined is not kept here.

pub mod answer;
pub mod ask;
pub mod definition;
pub mod field;
pub mod parse;
pub mod preset;
pub mod validate;
