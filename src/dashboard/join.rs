//! Where somebody who was asked joins: the link opens the page until it expires or somebody has joined by it. Without the right
//! signature there is no such page.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::error::Answer;
use super::view::layout::Theme;
use super::view::part::field::Field;
use super::view::team::JoinPage;
use super::{layout, login, words};
use crate::app::App;
use crate::door::auth::same_site;
use crate::error::{Error, FieldError, Result};
use crate::id::{Id as _, InvitationId};
use crate::organisation::invitation::{self, Invitation, Joiner};
use crate::organisation::{self, member, password, profile};

/// The link's signature.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    key: String,
}

/// What was posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Posted {
    key: String,
    name: String,
    password: SecretString,
}

/// `GET /join/{id}?key=…`: the page where somebody joins. Whoever holds the link may call it.
///
/// # Errors
/// 404 when the link is not, or no longer, open.
pub async fn page(State(app): State<App>, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let found = opened(&app, &id, &asked.key).await?;
    Ok(drawn(&app, &found, &asked.key, "", &[]).await?)
}

async fn opened(app: &App, id: &str, key: &str) -> Result<Invitation> {
    let id = InvitationId::parse(id).ok_or(Error::NotFound("invitation"))?;
    invitation::opened(&mut app.db.read().await?, &id, key, app.clock.now()).await
}

/// `POST /join/{id}`: makes the member and signs them in; the link ends with it. Whoever holds the link may call it, once.
///
/// # Errors
/// 404 when the link is not, or no longer, open; 422 with every field that is wrong.
pub async fn post(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Posted>,
) -> Answer {
    same_site(&headers, &app)?;
    let found = opened(&app, &id, &form.key).await?;
    let name = words::one_line(&form.name, 200);
    let mut wrong: Vec<FieldError> = profile::password_fault(&form.password).into_iter().collect();
    if let Err(Error::Invalid(faults)) = member::checked_name(&name) {
        wrong.extend(faults);
    }
    if !wrong.is_empty() {
        let page = drawn(&app, &found, &form.key, &name, &wrong).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let secret = form.password.clone();
    let hash = tokio::task::spawn_blocking(move || password::hash(secret.expose_secret()));
    let hash = hash.await.map_err(anyhow::Error::new)??;
    let mut tx = app.tx().await?;
    let joiner = Joiner { name: &name, password_hash: &hash };
    let member = match invitation::accept(&mut tx, &found.id, &form.key, &joiner).await {
        Ok(member) => member,
        Err(Error::Invalid(wrong)) => {
            drop(tx);
            let page = drawn(&app, &found, &form.key, &name, &wrong).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    tx.commit().await?;
    Ok(login::signed_in(&app, &headers, &member, "/profile").await?)
}

async fn drawn(app: &App, of: &Invitation, key: &str, name: &str, wrong: &[FieldError]) -> Result<Response> {
    let home = organisation::by_id(&mut app.db.read().await?, &of.organisation_id).await?;
    let error = |field: &str| wrong.iter().find(|one| one.field == field).map(|one| one.message.clone());
    let page = JoinPage {
        frame: layout::frame("Join", Theme::Auto),
        host: app.host().to_owned(),
        action: format!("/join/{}", of.id),
        key: key.to_owned(),
        home: home.map(|home| home.name).unwrap_or_default(),
        email: of.email.clone(),
        role: words::role(of.role).to_lowercase(),
        name: Field { value: name.to_owned(), error: error("name") },
        password_error: error("password"),
    };
    Ok(layout::drawn(&page)?.into_response())
}
