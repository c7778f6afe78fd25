//! What the pages show: one struct a page, each with its askama template.
//!
//! Every field is a decided word, link or choice; a handler fills them and a template lays them
//! out. Nothing here reads the clock, the database or a request.

pub mod answer;
pub mod audit;
pub mod canned;
pub mod erase;
pub mod error;
pub mod forms;
pub mod hours;
pub mod import;
pub mod inbox;
pub mod knowledge;
pub mod layout;
pub mod lead;
pub mod leads;
pub mod login;
pub mod mailbox;
pub mod model;
pub mod notifications;
pub mod overview;
pub mod part;
pub mod pipeline;
pub mod plan;
pub mod privacy;
pub mod profile;
pub mod score;
pub mod setup;
pub mod site;
pub mod tags;
pub mod task;
pub mod team;

#[cfg(test)]
mod sample;
