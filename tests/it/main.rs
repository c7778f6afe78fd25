//! The one integration-test binary: stories against the whole product, on both engines, and the rules of the house.
//!
//! One file a story; what stories share is in `support`. One binary, because each one links the whole product.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod architecture;
mod browser;
mod crash;
mod dashboard;
mod desk;
mod forms;
mod frames;
mod gateway;
mod leads;
mod mail;
mod path;
mod rules;
mod sms;
mod smtp;
mod snapshots;
mod startup;
mod stream;
mod support;
mod terminal;
mod twilio_mock;
