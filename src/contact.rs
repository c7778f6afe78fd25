//! A contact: one person as one bot knows them, and the ways to reach them.
//!
//! Here live the pure rules of addresses: what an e-mail address and a phone number are, and how text is folded
//! for searching. Nothing here reads a row or decides who is who.

pub mod email;
pub mod fold;
pub mod phone;
