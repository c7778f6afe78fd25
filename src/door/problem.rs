//! How a refusal looks: problem+json (RFC 9457) for programs, a page for people, by one table code -> status -> words.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::seen;
use crate::error::{Error, FieldError};
use crate::metric;

/// An error on its way out of an HTTP door.
#[derive(Debug)]
pub struct Problem(pub Error);

impl<E: Into<Error>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// One line of the table.
pub struct Entry {
    /// The word for programs.
    pub code: &'static str,
    /// The status.
    pub status: StatusCode,
    /// What happened.
    pub title: &'static str,
    /// Why, and what to do.
    pub detail: &'static str,
}

/// The table.
pub fn entry(error: &Error) -> Entry {
    let (code, status, title, detail) = match error {
        Error::Invalid(fields) if fields.iter().any(|one| one.field == "file" && one.code == "too_large") => (
            "too_large",
            StatusCode::PAYLOAD_TOO_LARGE,
            "This file is too large",
            "Nothing of it was kept. The field's message says how large a file may be.",
        ),
        Error::Invalid(_) => (
            "invalid",
            StatusCode::UNPROCESSABLE_ENTITY,
            "Some fields need another look",
            "Nothing was changed. Each field's message says what is expected.",
        ),
        Error::Unauthorized => (
            "unauthorized",
            StatusCode::UNAUTHORIZED,
            "Sign in first",
            "Your session has ended, or there was none. Sign in and try again.",
        ),
        Error::Forbidden => (
            "forbidden",
            StatusCode::FORBIDDEN,
            "This is not allowed",
            "Your role, this site or this form may not do that. Go back and reload the page, or ask an owner.",
        ),
        Error::NotFound(_) => (
            "not_found",
            StatusCode::NOT_FOUND,
            "There is nothing here",
            "It may have been removed, or it belongs to somebody else. Check the address, or go back.",
        ),
        Error::Conflict(_) => (
            "conflict",
            StatusCode::CONFLICT,
            "Somebody was faster",
            "What you saw has changed meanwhile, and nothing was changed by you. Reload the page and try again.",
        ),
        Error::TooMany { .. } => (
            "too_many",
            StatusCode::TOO_MANY_REQUESTS,
            "Too many attempts",
            "Wait a while, then try again. The Retry-After header says how many seconds.",
        ),
        Error::Unavailable(_) => (
            "unavailable",
            StatusCode::SERVICE_UNAVAILABLE,
            "The database does not answer",
            "Nothing was changed and nothing is lost. Try again in a moment.",
        ),
        Error::Internal(_) => (
            "internal",
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong on our side",
            "Your data is safe. Try again; if it stays so, tell us the reference.",
        ),
    };
    Entry { code, status, title, detail }
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
    /// Under which the log has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
}

/// What is internal is said once, here, and never sent.
pub fn log(error: &Error) {
    match error {
        Error::Internal(cause) => {
            metric::failed("internal");
            tracing::error!(error = ?cause, "a request failed");
        }
        Error::Unavailable(why) => {
            metric::failed("unavailable");
            tracing::warn!(why, "the database does not answer");
        }
        _ => {}
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        log(&self.0);
        let entry = entry(&self.0);
        let errors = if let Error::Invalid(fields) = &self.0 { fields.as_slice() } else { &[] };
        let request_id = seen::request_id();
        let body = Body {
            r#type: format!("urn:frontdesk:problem:{}", entry.code),
            title: entry.title,
            status: entry.status.as_u16(),
            detail: entry.detail,
            code: entry.code,
            errors,
            request_id: request_id.as_deref(),
        };
        let mut response = (entry.status, Json(body)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        let seconds = match &self.0 {
            Error::TooMany { retry_after } => Some(retry_after.as_secs().max(1)),
            // What is away for a moment is worth asking again soon, and not at once (RFC 9110, 15.6.4).
            Error::Unavailable(_) => Some(2),
            _ => None,
        };
        if let Some(seconds) = seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
