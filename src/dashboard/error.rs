//! Refusals and failures, drawn for people: a browser that asks for HTML gets the error page, a program problem+json.
//!
//! An internal message is never shown; a failure of ours carries the reference under which the log has it.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use super::layout;
use super::view::error::{Action, ErrorPage};
use super::view::layout::Theme;
use crate::app::App;
use crate::door::problem::Problem;
use crate::error::{Error, FieldError};

/// What a handler says no with; the words about single fields reach the page too.
pub struct Fault(pub Error);

/// What a handler gives back.
pub type Answer = Result<Response, Fault>;

impl<E: Into<Error>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// The words about single fields, on their way to the page.
#[derive(Clone)]
struct Fields(Vec<FieldError>);

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let fields = if let Error::Invalid(fields) = &self.0 { fields.clone() } else { Vec::new() };
        let mut response = Problem(self.0).into_response();
        response.extensions_mut().insert(Fields(fields));
        response
    }
}

/// An address that nothing is at. Anyone may call it.
pub async fn nowhere() -> Problem {
    Problem(Error::NotFound("page"))
}

/// Draws a refusal as a page, where a person asked with a browser.
pub async fn drawn(State(app): State<App>, request: Request, next: Next) -> Response {
    let wants_page = accepts_html(request.headers());
    let path = request.uri().path().to_owned();
    let reference = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let response = next.run(request).await;
    let status = response.status();
    let is_page = header_of(response.headers(), header::CONTENT_TYPE).starts_with("text/html");
    if status.is_server_error() {
        tracing::error!(reference, status = status.as_u16(), "a page could not be drawn");
    }
    if !wants_page || is_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let fields = response.extensions().get::<Fields>().cloned();
    let page = page_for(&app, status, &path, fields.as_ref(), reference.filter(|_| status.is_server_error()));
    match layout::drawn(&page) {
        Ok(html) => told(status, response.headers(), html),
        Err(_) => response,
    }
}

/// The page in the refusal's place; when to try again stays said.
fn told(status: StatusCode, refused: &HeaderMap, html: Html<String>) -> Response {
    let mut response = (status, html).into_response();
    for name in [header::RETRY_AFTER, header::SET_COOKIE, header::ALLOW] {
        if let Some(value) = refused.get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

fn page_for(
    app: &App,
    status: StatusCode,
    path: &str,
    fields: Option<&Fields>,
    reference: Option<String>,
) -> ErrorPage {
    let (what, why, text, href) = words(status, path);
    let said: Vec<&str> = fields.iter().flat_map(|fields| &fields.0).map(|field| field.message.as_str()).collect();
    let why = if said.is_empty() { why.to_owned() } else { format!("{}. Nothing was changed.", said.join(". ")) };
    let href = if href.is_empty() && app.demo().is_some() { "/" } else { href };
    ErrorPage {
        frame: layout::frame(what, Theme::Auto),
        what: what.to_owned(),
        why,
        action: Action { text: text.to_owned(), href: if href.is_empty() { "/leads" } else { href }.to_owned() },
        reference,
    }
}

/// What happened, why, and the way on: its words and its address.
fn words(status: StatusCode, path: &str) -> (&'static str, &'static str, &'static str, &'static str) {
    match status.as_u16() {
        401 => ("Sign in first", "Your session has ended. Nothing was changed.", "Sign in", "/login"),
        403 => (
            "This is not allowed",
            "Your role may not do that, or the page was open for too long. Nothing was changed. Reload the page, or ask an owner.",
            "Go to Leads",
            "/leads",
        ),
        404 if path.starts_with("/setup") => (
            "This link has been used",
            "A set-up link works once. While there is no owner, each start of Frontdesk prints a new one.",
            "Sign in",
            "/login",
        ),
        404 if path.starts_with("/answer/") => (
            "This link does nothing any more",
            "A link in an email works for two weeks, for the person it was sent to.",
            "Go to the Inbox",
            "/inbox",
        ),
        404 if path.starts_with("/leads/") => {
            ("This lead is not here", "It may have been erased, or the link is cut short.", "Go to Leads", "/leads")
        }
        404 => ("This page is not here", "It may have been removed, or the link is cut short.", "Go on", ""),
        409 => (
            "Somebody was faster",
            "What you saw has changed meanwhile, and nothing was changed by you.",
            "Go to Leads",
            "/leads",
        ),
        429 => ("Too many attempts", "Wait a few minutes, then try again.", "Go back", "/login"),
        503 => (
            "The database does not answer",
            "Nothing was changed and nothing is lost. Try again in a moment.",
            "Try again",
            "/leads",
        ),
        500..=599 => (
            "Something went wrong here",
            "The fault is ours, and it is in the log. Your data is safe. Try again in a minute.",
            "Try again",
            "/leads",
        ),
        _ => ("That could not be read", "The form was not complete. Nothing was changed.", "Go to Leads", "/leads"),
    }
}

fn header_of(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn accepts_html(headers: &HeaderMap) -> bool {
    header_of(headers, header::ACCEPT).contains("text/html")
}
