//! JSON for programs, and what machines ask of a server: is it alive, is it ready, what can it do.

pub mod health;
pub mod widget;
