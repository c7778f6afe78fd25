//! The demo's two sites, with the widget as a customer's page has it.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};

use crate::app::App;
use crate::dashboard::error::Answer;
use crate::dashboard::view::login::DemoLogin;
use crate::dashboard::view::site::{AgencyPage, Demo, ShopPage};
use crate::door::assets;
use crate::error::{Error, Result};

use super::draw;

/// The shop's bot.
pub const SHOP: &str = "demo-shop";

/// The estate agency's bot.
pub const AGENCY: &str = "demo-agency";

fn demo(app: &App, key: &str) -> Result<Demo> {
    let login = app.demo().ok_or(Error::NotFound("page"))?;
    Ok(Demo {
        assets: assets::dashboard_path(),
        key: key.to_owned(),
        login: DemoLogin { email: login.email.clone(), password: login.password.clone() },
    })
}

/// `GET /`: the garden shop. Anyone may call it, in the demo.
///
/// # Errors
/// 404 where this is no demo.
pub async fn shop(State(app): State<App>) -> Answer {
    Ok(page(draw(&ShopPage { demo: demo(&app, SHOP)? })?))
}

/// `GET /agency`: the estate agency. Anyone may call it, in the demo.
///
/// # Errors
/// 404 where this is no demo.
pub async fn agency(State(app): State<App>) -> Answer {
    Ok(page(draw(&AgencyPage { demo: demo(&app, AGENCY)? })?))
}

fn page(html: String) -> Response {
    axum::response::Html(html).into_response()
}
