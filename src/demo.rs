//! The demo: one invented organisation with a shop and an estate agency, so that a first start has something to look at.
//!
//! Every person, address and number in it is made up (`.example` domains, numbers reserved for fiction). It is only
//! ever written into an empty database.

pub mod content;
pub mod seed;

pub use seed::{Login, seed};
