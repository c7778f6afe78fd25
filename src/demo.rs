//! The demo: one invented organisation with a shop and an estate agency, so that a first start has something to look at.
//!
//! Every person, address and number in it is made up (`.example` domains, numbers reserved for fiction). It is only
//! ever written into an empty database; a crowd of leads (`crowd`) also into a bot that has none.

pub mod content;
pub mod crowd;
pub mod mailbox;
pub mod seed;
pub mod site;

use askama::Template;
use axum::Router;
use axum::routing::get;

use crate::app::App;
use crate::dashboard;
use crate::error::Result;

pub use seed::{Login, seed};

/// The demo's own pages; none where this is no demo.
pub fn routes(app: &App) -> Router<App> {
    if app.demo().is_none() {
        return Router::new();
    }
    let pages = Router::new()
        .route("/", get(site::shop))
        .route("/agency", get(site::agency))
        .route("/demo/mail", get(mailbox::list))
        .route("/demo/mail/{name}", get(mailbox::open))
        .route("/demo/mail/{name}/html", get(mailbox::html));
    dashboard::guarded(app, pages)
}

/// A page's HTML.
fn draw(page: &impl Template) -> Result<String> {
    Ok(page.render().map_err(anyhow::Error::new)?)
}
