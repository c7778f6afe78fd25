//! Frontdesk.

pub mod notify;
