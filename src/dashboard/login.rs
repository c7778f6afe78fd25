//! Signing in and out, and how the dashboard looks to a member.
//!
//! An unknown member and a wrong password get the same words after the same work. Each sign-in has a new token: a cookie
//! that somebody planted is never taken over.

use std::time::Duration;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::error::Answer;
use super::view::layout::Theme;
use super::view::login::{DemoLogin, LoginPage, NO_MATCH};
use super::{layout, way, words};
use crate::app::App;
use crate::door::address::Address;
use crate::door::auth::{self, SignedIn, same_site};
use crate::error::Result;
use crate::id::MemberId;
use crate::organisation::member::Member;
use crate::organisation::password::{self, LONGEST};
use crate::organisation::{self, member, session};

/// Where to go after.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    next: String,
}

/// `GET /login`: the sign-in page. Anyone may call it.
///
/// # Errors
/// When the database does not answer.
pub async fn page(State(app): State<App>, who: Option<SignedIn>, Query(asked): Query<Asked>) -> Answer {
    let next = way::back(&asked.next);
    if who.is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    drawn(&app, "", next, None).await
}

async fn drawn(app: &App, email: &str, next: &str, error: Option<String>) -> Answer {
    let home = organisation::first(&mut app.db.read().await?).await?;
    let page = LoginPage {
        frame: layout::frame("Sign in", Theme::Auto),
        host: app.host().to_owned(),
        email: email.to_owned(),
        next: next.to_owned(),
        // Nobody is signed in, so there is no token: where the form was sent from is checked.
        csrf: String::new(),
        error,
        run_by: home.map(|home| home.name),
        demo: app.demo().map(|login| DemoLogin { email: login.email.clone(), password: login.password.clone() }),
    };
    Ok(layout::drawn(&page)?.into_response())
}

/// A posted sign-in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignIn {
    email: String,
    password: SecretString,
    next: String,
}

/// `POST /login`: opens a session. Anyone may call it, so often and no more.
///
/// # Errors
/// 401 with the same words for an unknown member and a wrong password; 429 after too many tries.
pub async fn sign_in(
    State(app): State<App>,
    Address(address): Address,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Answer {
    same_site(&headers, &app)?;
    let (email, next) = (words::one_line(&form.email, 254).to_lowercase(), way::back(&form.next));
    if let Err(wait) = app.limits.sign_in(&email, address) {
        return too_many(&app, &email, next, wait).await;
    }
    let Some(member) = right(&app, &email, form.password).await? else {
        let page = drawn(&app, &email, next, Some(NO_MATCH.to_owned())).await?;
        return Ok((StatusCode::UNAUTHORIZED, page).into_response());
    };
    Ok(signed_in(&app, &headers, &member.id, next).await?)
}

/// The member whose e-mail and password these are. The hash is worked out away from the threads that serve others.
async fn right(app: &App, email: &str, password: SecretString) -> Result<Option<Member>> {
    let found = member::by_email(&mut app.db.read().await?, email).await?;
    let is_sane = password.expose_secret().chars().count() <= LONGEST;
    let hash = found.as_ref().filter(|_| is_sane).map(|member| member.password_hash.clone());
    let check = move || password::is_right(if is_sane { password.expose_secret() } else { "" }, hash.as_deref());
    let is_right = tokio::task::spawn_blocking(check).await.map_err(anyhow::Error::new)?;
    Ok(found.filter(|_| is_right))
}

/// Opens a session with a new token, ends the one the request came with, and goes on.
///
/// # Errors
/// What the database says.
pub async fn signed_in(app: &App, headers: &HeaderMap, member: &MemberId, next: &str) -> Result<Response> {
    let mut tx = app.tx().await?;
    if let Some(old) = auth::token(headers, app) {
        session::close(&mut tx, &old).await?;
    }
    let token = session::open(&mut tx, member).await?;
    tx.commit().await?;
    let mut response = Redirect::to(next).into_response();
    layout::add_cookie(&mut response, &auth::cookie(app, &token));
    Ok(response)
}

async fn too_many(app: &App, email: &str, next: &str, wait: Duration) -> Answer {
    let seconds = wait.as_secs().max(1);
    let minutes = i64::try_from(seconds.div_ceil(60)).unwrap_or(15);
    let error = format!("Too many attempts. Wait {}, then try again.", words::count(minutes, "minute"));
    let mut response = (StatusCode::TOO_MANY_REQUESTS, drawn(app, email, next, Some(error)).await?).into_response();
    if let Ok(value) = HeaderValue::from_str(&seconds.to_string()) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    Ok(response)
}

/// A form that carries nothing but the session's token.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Plain {
    csrf: String,
}

/// `POST /logout`: ends the session. Every member may call it.
///
/// # Errors
/// 403 for a form from elsewhere.
pub async fn sign_out(State(app): State<App>, who: SignedIn, headers: HeaderMap, Form(form): Form<Plain>) -> Answer {
    same_site(&headers, &app)?;
    who.check_csrf(&form.csrf)?;
    if let Some(token) = auth::token(&headers, &app) {
        let mut tx = app.tx().await?;
        session::close(&mut tx, &token).await?;
        tx.commit().await?;
    }
    let mut response = Redirect::to("/login").into_response();
    layout::add_cookie(&mut response, &auth::no_cookie(&app));
    Ok(response)
}

/// A posted choice of theme.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Preferences {
    csrf: String,
    /// Nothing leaves it as it is.
    theme: String,
    /// Whether single letters do something: `on` or `off`; nothing leaves it as it is.
    keys: String,
    next: String,
}

/// `POST /preferences`: how the dashboard looks to a member, and hears them. Every member may call it, for themselves.
///
/// # Errors
/// 403 for a form from elsewhere.
pub async fn preferences(
    State(app): State<App>,
    who: SignedIn,
    headers: HeaderMap,
    Form(form): Form<Preferences>,
) -> Answer {
    same_site(&headers, &app)?;
    who.check_csrf(&form.csrf)?;
    let mut tx = app.tx().await?;
    if !form.theme.is_empty() {
        member::set_theme(&mut tx, &who.member.id, Theme::from_key(&form.theme).key()).await?;
    }
    if matches!(form.keys.as_str(), "on" | "off") {
        member::set_keys_off(&mut tx, &who.member.id, form.keys == "off").await?;
    }
    tx.commit().await?;
    Ok(Redirect::to(way::back(&form.next)).into_response())
}
