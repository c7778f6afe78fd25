//! First-run set-up: the link that the first start prints makes the organisation, its owner and a bot, once.
//!
//! Without the right token, or once there is an organisation, there is no such page.

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::error::{Answer, Fault};
use super::view::layout::Theme;
use super::view::part::field::Field;
use super::view::setup::{Gap, SetupPage};
use super::{layout, login, words};
use crate::app::App;
use crate::app::founding::{self, Founder};
use crate::door::auth::same_site;
use crate::error::{Error, FieldError};
use crate::organisation::password;

/// The link's token.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    token: String,
}

/// `GET /setup?token=…`: the page that makes the owner. Whoever holds the link may call it.
///
/// # Errors
/// 404 when the link is not, or no longer, open.
pub async fn page(State(app): State<App>, Query(asked): Query<Asked>) -> Answer {
    open(&app, &asked.token).await?;
    let form = Posted { token: asked.token, ..Posted::default() };
    Ok(layout::drawn(&drawn(&app, &form, &[]))?.into_response())
}

async fn open(app: &App, token: &str) -> Result<(), Fault> {
    let is_open = founding::is_open(&mut app.db.read().await?, token, app.clock.now()).await?;
    if is_open { Ok(()) } else { Err(Fault(Error::NotFound("link"))) }
}

/// The posted page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Posted {
    token: String,
    organisation: String,
    name: String,
    email: String,
    password: SecretString,
}

/// `POST /setup`: makes organisation, owner and first bot, and signs the owner in. Whoever holds the link may call it,
/// once.
///
/// # Errors
/// 404 when the link is not, or no longer, open; 422 with every field that is wrong.
pub async fn found(State(app): State<App>, headers: HeaderMap, Form(form): Form<Posted>) -> Answer {
    same_site(&headers, &app)?;
    open(&app, &form.token).await?;
    let founder = founder(&form);
    let wrong = founder.problems();
    if !wrong.is_empty() {
        let page = layout::drawn(&drawn(&app, &form, &wrong))?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let secret = form.password.clone();
    let hash = tokio::task::spawn_blocking(move || password::hash(secret.expose_secret()));
    let hash = hash.await.map_err(anyhow::Error::new)??;
    let mut tx = app.tx().await?;
    let owner = founding::found(&mut tx, &form.token, &founder, &hash).await?;
    tx.commit().await?;
    Ok(login::signed_in(&app, &headers, &owner, "/leads").await?)
}

fn founder(form: &Posted) -> Founder {
    Founder {
        organisation: words::one_line(&form.organisation, 200),
        name: words::one_line(&form.name, 200),
        email: words::one_line(&form.email, 254),
        password: form.password.clone(),
    }
}

fn drawn(app: &App, form: &Posted, wrong: &[FieldError]) -> SetupPage {
    let field = |key: &str, value: &str| Field {
        value: value.to_owned(),
        error: wrong.iter().find(|field| field.field == key).map(|field| field.message.clone()),
    };
    SetupPage {
        frame: layout::frame("Set up", Theme::Auto),
        host: app.host().to_owned(),
        token: form.token.clone(),
        // Nobody is signed in: the link's own token stands for it.
        csrf: String::new(),
        organisation: field("organisation", &form.organisation),
        name: field("name", &form.name),
        email: field("email", &form.email),
        password: field("password", ""),
        password_hint: "At least 8 characters.".to_owned(),
        error: (!wrong.is_empty()).then(|| "Nothing was saved. The fields below need a change.".to_owned()),
        gaps: gaps(app),
    }
}

/// What is not configured yet, and what happens until it is.
fn gaps(app: &App) -> Vec<Gap> {
    let gap = |icon: &str, what: &str, until: &str, setting: &str| Gap {
        icon: icon.to_owned(),
        what: what.to_owned(),
        until: until.to_owned(),
        setting: setting.to_owned(),
    };
    let mail = app.mail.is_none().then(|| {
        gap(
            "mail",
            "Email is not set up",
            "Leads are saved, and nobody is told. What is waiting leaves once a mail server is named.",
            "FRONTDESK_MAIL__HOST",
        )
    });
    let sms = app.sms.is_none().then(|| {
        gap(
            "smartphone",
            "SMS is not set up",
            "The widget works. Text messages are not received or answered.",
            "FRONTDESK_TWILIO__ACCOUNT_SID",
        )
    });
    mail.into_iter().chain(sms).collect()
}
