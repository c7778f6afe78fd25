//! The product as people see it: the real program, a real browser, screenshots in target/shots to be looked at.

mod attach;
mod dashboard;
mod erase;
mod first_start;
mod handoff;
mod main_path;
mod model;
mod pipeline;
mod settings_forms;
mod team;
mod widget;

use tempfile::TempDir;

use crate::support::binary::Server;
use crate::support::browser::story;

/// What the demo prints for its owner.
const LOGIN: [(&str, &str); 2] = [("LOGIN_EMAIL", "owner@hearth.example"), ("LOGIN_PASSWORD", "demo-frontdesk")];

/// Runs a story against a demo of its own.
async fn on_the_demo(name: &str) {
    let data = TempDir::new().unwrap();
    let demo = Server::demo(data.path(), "127.0.0.1:0");
    story(name, &format!("http://{}", demo.address), &LOGIN).await;
}
