//! A mail server hands a mail over: the whole of it, as it stands on the wire (RFC 5322).
//!
//! Who may is decided by a secret, before the body is read. Whatever becomes of the mail is acknowledged alike, so that no
//! mail server ever writes to its sender: only a fault of ours is told as one, and the server keeps the mail and comes again.

use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use subtle::ConstantTimeEq as _;
use utoipa::ToSchema;

use crate::app::App;
use crate::channel::email::LARGEST;
use crate::door::address::Address;
use crate::door::problem::Problem;
use crate::error::Error;
use crate::id;

/// Types by which a mail may come; some servers name none of their own.
const TYPES: [&str; 3] = ["message/rfc822", "application/octet-stream", "text/plain"];

/// What became of a mail.
#[derive(Debug, Serialize, ToSchema)]
pub struct Taken {
    /// A word for the server's log: `answered`, `said`, `again`, `came_back`, `automatic`, `list`, `nobody`, `forged`,
    /// `unverified`, `not_allowed`, `empty`, `unreadable`.
    outcome: &'static str,
}

/// A mail comes in: `POST /hooks/email`. Whoever shows the secret of the settings may, as a bearer token or as the password
/// of Basic.
///
/// # Errors
/// 404 where no mail comes in, 401 for a wrong secret, 429 after ten of them from one address within a quarter of an hour, 415 for another type, 413 for a mail that is too large, 503 when the
/// database does not answer.
#[utoipa::path(post, path = "/hooks/email", tag = "hooks",
    request_body(content = String, content_type = "message/rfc822", description = "The mail as it stands on the wire, up to 25 MiB"),
    responses(
        (status = 200, description = "Stored, or stored before, or kept out: the mail needs not be sent again", body = Taken),
        (status = 401, description = "Not the secret of the settings"),
        (status = 404, description = "No mail comes in here"),
        (status = 413, description = "Larger than 25 MiB"),
        (status = 429, description = "Too many wrong secrets from this address"),
        (status = 415, description = "Neither message/rfc822 nor application/octet-stream")
    )
)]
pub async fn inbound(State(app): State<App>, Address(address): Address, request: Request) -> Result<Response, Problem> {
    let inbound = app.config.inbound_mail.as_ref();
    let secret = inbound.and_then(|inbound| inbound.secret.as_ref()).ok_or(Error::NotFound("hook"))?;
    app.limits.secret(address).map_err(|retry_after| Error::TooMany { retry_after })?;
    if !shows(request.headers(), secret) {
        app.limits.wrong_secret(address);
        let mut refused = Problem(Error::Unauthorized).into_response();
        refused.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"mail\""));
        return Ok(refused);
    }
    if !is_mail(request.headers()) {
        return Ok(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response());
    }
    let Some(raw) = read(request.into_body()).await else { return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response()) };
    let outcome = app.receive_mail(raw).await?;
    Ok(Json(Taken { outcome: outcome.as_str() }).into_response())
}

async fn read(body: Body) -> Option<bytes::Bytes> {
    axum::body::to_bytes(body, LARGEST).await.ok()
}

/// Whether the request shows the secret: as a bearer token, or as the password of whatever user.
fn shows(headers: &HeaderMap, secret: &SecretString) -> bool {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (scheme, rest) = given.split_once(' ').unwrap_or_default();
    let shown = match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Some(rest.trim().to_owned()),
        "basic" => password(rest.trim()),
        _ => None,
    };
    // Hashes are compared, so that how long it takes says nothing about how long the secret is.
    let hash = |text: &str| id::token_hash(text);
    let (given, right) = (hash(shown.as_deref().unwrap_or_default()), hash(secret.expose_secret()));
    bool::from(given.as_bytes().ct_eq(right.as_bytes()))
}

/// The password of Basic (RFC 7617).
fn password(encoded: &str) -> Option<String> {
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    decoded.split_once(':').map(|(_, password)| password.to_owned())
}

fn is_mail(headers: &HeaderMap) -> bool {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    TYPES.contains(&kind.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_shown_in_either_way_and_in_no_other() {
        let secret: SecretString = "sixteen-letters-x".into();
        let with = |value: &str| HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_str(value).unwrap())]);
        let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
        assert!(
            shows(&with("Bearer sixteen-letters-x"), &secret) && shows(&with("bearer  sixteen-letters-x"), &secret)
        );
        assert!(shows(&with(&basic("postfix:sixteen-letters-x")), &secret));
        for wrong in
            ["", "Bearer", "Bearer ", "Bearer sixteen-letters-", "Basic sixteen-letters-x", "Digest sixteen-letters-x"]
        {
            assert!(!shows(&with(wrong), &secret), "{wrong}");
        }
        assert!(!shows(&with(&basic("sixteen-letters-x")), &secret) && !shows(&HeaderMap::new(), &secret));
    }
}
