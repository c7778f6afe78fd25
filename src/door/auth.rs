//! Who is asking, in the dashboard: a handler that wants a [`SignedIn`] cannot be written without one.
//!
//! The session is a cookie: `HttpOnly`, `SameSite=Lax`, `__Host-` where there is TLS. A form carries its session's CSRF
//! token, and the browser's own word for where it was sent from is checked as well.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use subtle::ConstantTimeEq as _;

use super::problem::Problem;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::MemberId;
use crate::organisation::access::Access;
use crate::organisation::member::Member;
use crate::organisation::profile;
use crate::organisation::role::Right;
use crate::organisation::session::{self, Session};

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub member: Member,
    /// What they may do and see.
    pub access: Access,
    /// What their forms must carry.
    pub csrf: String,
    /// The time zone of their browser, where its script has told it.
    pub zone: Option<String>,
}

impl SignedIn {
    /// Whether their role may, and they have the module.
    pub fn can(&self, right: Right) -> bool {
        self.access.can(right)
    }

    /// Refuses what they may not do.
    pub fn must(&self, right: Right) -> Result<()> {
        if self.can(right) { Ok(()) } else { Err(Error::Forbidden) }
    }

    /// Refuses a form that does not carry the session's token.
    pub fn check_csrf(&self, sent: &str) -> Result<()> {
        if bool::from(self.csrf.as_bytes().ct_eq(sent.as_bytes())) { Ok(()) } else { Err(Error::Forbidden) }
    }
}

/// Nobody is signed in: a person is shown the door, a program is told.
pub enum Refusal {
    /// To `/login`, and back after.
    SignIn(String),
    /// The database does not answer.
    Problem(Problem),
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn(next) => Redirect::to(&next).into_response(),
            Self::Problem(problem) => problem.into_response(),
        }
    }
}

/// The cookie by which the dashboard's script tells the browser's time zone: a preference, and opens nothing.
const ZONE: &str = "frontdesk_zone";

/// A time zone that exists; anything else in the cookie counts as none.
fn zone(headers: &HeaderMap) -> Option<String> {
    let jar = CookieJar::from_headers(headers);
    let told = jar.get(ZONE)?.value();
    jiff::tz::TimeZone::get(told).is_ok().then(|| told.to_owned())
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        match find(parts, app).await {
            Ok(Some(Session { member, access, csrf })) => Ok(Self { member, access, csrf, zone: zone(&parts.headers) }),
            Ok(None) if parts.method == Method::GET => {
                let here = parts.uri.path_and_query().map_or("/leads", |both| both.as_str());
                let next: String = url::form_urlencoded::byte_serialize(here.as_bytes()).collect();
                Err(Refusal::SignIn(format!("/login?next={next}")))
            }
            Ok(None) => Err(Refusal::Problem(Problem(Error::Unauthorized))),
            Err(error) => Err(Refusal::Problem(Problem(error))),
        }
    }
}

impl OptionalFromRequestParts<App> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Self::Rejection> {
        let found = find(parts, app).await.map_err(|error| Refusal::Problem(Problem(error)))?;
        Ok(found.map(|Session { member, access, csrf }| Self { member, access, csrf, zone: zone(&parts.headers) }))
    }
}

async fn find(parts: &Parts, app: &App) -> Result<Option<Session>> {
    let Some(token) = token(&parts.headers, app) else { return Ok(None) };
    let now = app.clock.now();
    let found = session::find(&mut app.db.read().await?, &token, now).await?;
    if let Some(session) = found.as_ref().filter(|session| profile::is_news(&session.member, now)) {
        note_seen(app, session.member.id.clone());
    }
    Ok(found)
}

/// Writes down that they are here, beside what they came for: nobody waits for it, and it may fail.
fn note_seen(app: &App, member: MemberId) {
    let app = app.clone();
    tokio::spawn(async move {
        let noted = async {
            let mut tx = app.tx().await?;
            profile::seen(&mut tx, &member).await?;
            tx.commit().await
        };
        if let Err(error) = noted.await {
            tracing::debug!(%error, "that a member was here was not written down");
        }
    });
}

/// Whether cookies travel over TLS alone.
fn is_secure(app: &App) -> bool {
    app.config.public_url.scheme() == "https"
}

/// `__Host-` binds a cookie to this host and to TLS; without TLS browsers refuse the prefix.
fn cookie_name(app: &App) -> &'static str {
    if is_secure(app) { "__Host-frontdesk" } else { "frontdesk" }
}

/// The session's token, where the request carries one.
pub fn token(headers: &HeaderMap, app: &App) -> Option<String> {
    CookieJar::from_headers(headers).get(cookie_name(app)).map(|cookie| cookie.value().to_owned())
}

/// The Set-Cookie that carries a session.
pub fn cookie(app: &App, token: &str) -> String {
    set_cookie(app, token, session::LASTS.as_secs())
}

/// The Set-Cookie that takes it away.
pub fn no_cookie(app: &App) -> String {
    set_cookie(app, "", 0)
}

fn set_cookie(app: &App, value: &str, seconds: u64) -> String {
    let secure = if is_secure(app) { "; Secure" } else { "" };
    format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}", cookie_name(app))
}

/// Refuses a form that the browser says came from another site (Fetch Metadata, and Origin where that is missing).
pub fn same_site(headers: &HeaderMap, app: &App) -> Result<()> {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match text(header::HeaderName::from_static("sec-fetch-site")) {
        Some("same-origin" | "none") => return Ok(()),
        Some(_) => return Err(Error::Forbidden),
        None => {}
    }
    match text(header::ORIGIN) {
        Some(origin) if app.is_own_origin(Some(origin)) || is_own_host(origin, headers) => Ok(()),
        Some(_) => Err(Error::Forbidden),
        None => Ok(()),
    }
}

/// Whether a socket is asked for by a page of this server: its Origin says so, and a browser always says it.
pub fn is_own_page(headers: &HeaderMap, app: &App) -> bool {
    let origin = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
    origin.is_some_and(|origin| app.is_own_origin(Some(origin)) || is_own_host(origin, headers))
}

/// Whether the Origin names the host that was asked: an installation reached by another name than its public one.
fn is_own_host(origin: &str, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    host.is_some_and(|host| origin.split_once("://").is_some_and(|(_, named)| named == host))
}
