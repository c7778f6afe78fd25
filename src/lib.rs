//! Frontdesk: a chat-widget backend with built-in lead capture that you run yourself.

pub mod channel;
pub mod contact;
pub mod form;
