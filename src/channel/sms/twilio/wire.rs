//! The wire under `twilio-rs`: its requests, sent by our own HTTP client.
//!
//! The crate's `create_message` has no body at all (Twilio answers 21604), so the form is added here; and its own
//! client speaks a TLS of 2022, so its chain of middlewares ends here and that client never opens a connection.

use httpclient::middleware::Next;
use httpclient::{Error, InMemoryBody, InMemoryResponse, Middleware, Request, Response, StatusCode};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER, USER_AGENT};

/// A failure of the network, as it passes through the crate's error of free text.
pub(super) const NOT_CONNECTED: &str = "not connected";
/// A failure after which the request may have been carried out.
pub(super) const CUT_OFF: &str = "cut off";

/// The most that is read of an answer: a hundred messages with room to spare.
const LARGEST: usize = 1 << 20;

/// The last middleware of one call.
pub(super) struct Wire {
    http: reqwest::Client,
    form: Option<String>,
}

impl Wire {
    pub(super) fn new(http: reqwest::Client, form: Option<String>) -> Self {
        Self { http, form }
    }
}

#[async_trait::async_trait]
impl Middleware for Wire {
    async fn handle(&self, request: Request, _next: Next<'_>) -> httpclient::Result<Response> {
        // Two generations of the `http` crate meet here, so names and values cross as text.
        let method = reqwest::Method::from_bytes(request.method().as_str().as_bytes()).map_err(|_| not_connected())?;
        let mut outgoing = self.http.request(method, request.uri().to_string());
        for (name, value) in request.headers() {
            if name.as_str() != USER_AGENT.as_str() {
                outgoing = outgoing.header(name.as_str(), value.as_bytes());
            }
        }
        outgoing = outgoing.header(USER_AGENT, concat!("Frontdesk/", env!("CARGO_PKG_VERSION")));
        if let Some(form) = &self.form {
            outgoing = outgoing.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.clone());
        }
        let mut incoming = outgoing
            .send()
            .await
            .map_err(|error| if error.is_connect() || error.is_builder() { not_connected() } else { cut_off() })?;
        let status = StatusCode::from_u16(incoming.status().as_u16()).map_err(|_| cut_off())?;
        let retry_after = incoming.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let mut body = Vec::new();
        while let Some(chunk) = incoming.chunk().await.map_err(|_| cut_off())? {
            body.extend_from_slice(&chunk);
            if body.len() > LARGEST {
                return Err(cut_off());
            }
        }
        #[expect(clippy::default_trait_access, reason = "the crate hides its generation of HeaderMap")]
        let mut response = InMemoryResponse::new(status, Default::default(), InMemoryBody::Bytes(body));
        if let Some(Ok(seconds)) = retry_after.map(|value| value.parse()) {
            response.parts.headers.insert(RETRY_AFTER.as_str(), seconds);
        }
        Ok(response.into())
    }
}

fn not_connected() -> Error {
    Error::custom(NOT_CONNECTED)
}

fn cut_off() -> Error {
    Error::custom(CUT_OFF)
}
