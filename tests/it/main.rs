//! The one integration-test binary: stories against the whole product, on both engines, and the rules of the house.
//!
//! One file a story; what stories share is in `support`. One binary, because each one links the whole product.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod after;
mod agents;
mod answers;
mod append;
mod architecture;
mod assess;
mod attachments;
mod browser;
mod canned;
mod captures;
mod classify;
mod crash;
mod dashboard;
mod desk;
mod desk_counts;
mod desk_list;
mod desk_panel;
mod doctor;
mod erase;
mod files;
mod forms;
mod frames;
mod gateway;
mod handoff;
mod hours;
mod inbound_mail;
mod instructions;
mod keep;
mod knowledge;
mod leads;
mod lines;
mod live;
mod load;
mod mail;
mod model;
mod model_mock;
mod nodes;
mod path;
mod pipelines;
mod places;
mod plans;
mod power;
mod relocate;
mod remarks;
mod rights;
mod rules;
mod score_page;
mod seen;
mod selftest;
mod settings_forms;
mod sms;
mod smtp;
mod snapshots;
mod spans;
mod startup;
mod stream;
mod support;
mod team;
mod terminal;
mod twilio_mock;
mod understood;
