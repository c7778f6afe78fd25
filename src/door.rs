//! What the doors share: who is asking, from where, how often, and how a refusal looks.

pub mod address;
pub mod assets;
pub mod auth;
pub mod files;
pub mod limit;
pub mod moves;
pub mod opening;
pub mod problem;
pub mod roll;
pub mod seen;
