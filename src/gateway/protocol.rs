//! The frames of the socket, both ways. They are wire shapes, not domain types: what stands here is a promise to every
//! widget in the field. `docs/protocol.md` is their manual.

mod agent;
mod client;
mod server;

pub use agent::{AgentFrame, DeskFrame};
pub use client::{ClientFrame, Named, Page, Refused};
pub use server::{Agent, InLine, ServerFrame, told, words};
