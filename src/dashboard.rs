//! The dashboard: the pages an owner and their agents work in, and the demo's pages beside them.
//!
//! A page is an askama template and a plain struct whose words are already decided: times are
//! formatted, links are built, plurals are chosen. Templates hold no rule of the product and no
//! SQL, and every page works without scripts.

pub mod icons;
pub mod view;

use axum::Router;

use crate::app::App;

/// The dashboard's pages.
pub fn routes(_app: &App) -> Router<App> {
    Router::new()
}
