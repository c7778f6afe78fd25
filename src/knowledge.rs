//! Knowledge: what a bot may answer from, the owner's own entries.
//!
//! An entry is a title, a question and an answer. This noun finds the entries that answer a question, and says
//! plainly when none does; it never makes an answer up.

pub mod rank;
