//! The parts pages are put together from; each is a small template of its own.
//!
//! A part is drawn alike wherever it stands: a lead's status in the list, in the panel and in the
//! history is one struct and one file.

pub mod badge;
pub mod email;
pub mod field;
pub mod moves;
pub mod transcript;
