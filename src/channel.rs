//! A channel: how messages travel between a visitor and a bot outside the widget.
//!
//! Adapters translate a provider's words into ours and back. They hold no conversation and decide nothing.

pub mod email;
pub mod signature;
pub mod sms;
