//! Frontdesk: the chat-widget backend with built-in lead capture that you run yourself.

pub mod door;
