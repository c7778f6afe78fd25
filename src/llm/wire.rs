//! The line to the endpoint: async-openai's types and client, over a client of our own.
//!
//! By itself that crate tries again three times, waits as long as a stranger's `Retry-After` says, reads an error's body to
//! whatever end, and keeps what it is sent without a bound. So a service below it sends each request once, reads no body of
//! an error, and ends an answer that is too long.

use std::sync::Arc;

use async_openai::Client;
use async_openai::config::Config;
use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use async_openai::types::stream::StreamResponse;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Body, Response, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tower::service_fn;

use super::Failure;
use super::guard::Guard;
use super::prompt::Prompt;
use crate::config::Model as Settings;
use crate::http;

/// The most that an answer may come to on the wire: an answer's words, each in an envelope of some hundred bytes.
const MOST: usize = 2 * 1024 * 1024;

/// The longest line of it. One that never ends would be looked through again with each piece that comes.
const LONGEST_LINE: usize = 64 * 1024;

/// The way to the endpoint.
#[derive(Debug)]
pub(super) struct Line {
    client: Client<Endpoint>,
    model: String,
}

impl Line {
    pub(super) fn new(settings: &Settings) -> anyhow::Result<Self> {
        let networks: Arc<[_]> = settings.networks.clone().into();
        let http = http::builder().timeout(settings.deadline).dns_resolver(Arc::new(Guard { networks })).build()?;
        let endpoint =
            Endpoint { base: settings.base().to_owned(), key: settings.key.clone(), headers: headers(settings)? };
        let client = Client::build(http.clone(), endpoint);
        let send = service_fn(move |request: HttpRequestFactory| send(http.clone(), request));
        Ok(Self { client: client.with_http_service(send), model: settings.name.clone() })
    }

    /// Asks, and gives the pieces of the answer as they come.
    ///
    /// # Errors
    /// When it is not taken.
    pub(super) async fn ask(
        &self,
        prompt: &Prompt,
    ) -> Result<impl Stream<Item = Result<Value, Failure>> + Unpin, Failure> {
        // What is no answer stays a value: read by the crate's own types it would fail, and stand in its log.
        let pieces: StreamResponse<Value> = self
            .client
            .chat()
            .create_stream_byot(prompt.request(&self.model))
            .await
            .map_err(|error| failure(&error))?;
        Ok(pieces.map(|piece| piece.map_err(|error| failure(&error))))
    }
}

/// Sends a request, once.
async fn send(http: reqwest::Client, request: HttpRequestFactory) -> Result<Response, OpenAIError> {
    let answer = http.execute(request.build().await?).await?;
    let status = answer.status();
    if !status.is_success() {
        return Err(OpenAIError::Boxed(Box::new(refused(status))));
    }
    let mut bound = Bound::default();
    let bounded = answer.bytes_stream().map(move |piece| bound.pass(piece.map_err(std::io::Error::other)?));
    Ok(hyper::Response::new(Body::wrap_stream(bounded)).into())
}

/// How much has come.
#[derive(Default)]
struct Bound {
    taken: usize,
    line: usize,
}

impl Bound {
    /// Lets a piece pass, until it is too much.
    fn pass(&mut self, piece: Bytes) -> std::io::Result<Bytes> {
        self.taken += piece.len();
        let mut is_long = false;
        for (at, part) in piece.split(|byte| *byte == b'\n').enumerate() {
            self.line = if at == 0 { self.line + part.len() } else { part.len() };
            is_long |= self.line > LONGEST_LINE;
        }
        if is_long || self.taken > MOST { Err(std::io::Error::other(Failure::TooLong)) } else { Ok(piece) }
    }
}

/// What a status means, as the specification of OpenAI and its imitators use them.
fn refused(status: StatusCode) -> Failure {
    match status.as_u16() {
        401 | 403 => Failure::Key,
        404 | 405 | 410 => Failure::Absent,
        402 | 429 => Failure::TooMany,
        408 | 504 => Failure::Late,
        400..=499 => Failure::Refused,
        500..=599 => Failure::Broken,
        // A redirect is not followed.
        _ => Failure::Unreadable,
    }
}

/// What went wrong. The crate's own words are never told: they hold what was sent.
fn failure(error: &OpenAIError) -> Failure {
    match error {
        OpenAIError::Boxed(boxed) => boxed.downcast_ref::<Failure>().copied().unwrap_or(Failure::Unreachable),
        OpenAIError::Reqwest(error) if error.is_timeout() && !error.is_connect() => Failure::Late,
        OpenAIError::Reqwest(_) => Failure::Unreachable,
        _ => Failure::Unreadable,
    }
}

/// Where the endpoint is and what it is told. The crate's own would look for keys in the environment.
#[derive(Clone, Debug)]
struct Endpoint {
    base: String,
    key: SecretString,
    headers: HeaderMap,
}

fn headers(settings: &Settings) -> anyhow::Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    let key = settings.key.expose_secret();
    if !key.is_empty() {
        let mut bearer = HeaderValue::from_str(&format!("Bearer {key}"))?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
    }
    Ok(headers)
}

impl Config for Endpoint {
    fn headers(&self) -> HeaderMap {
        self.headers.clone()
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn query(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    fn api_base(&self) -> &str {
        &self.base
    }

    fn api_key(&self) -> &SecretString {
        &self.key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_an_end_and_an_answer_without_one_are_cut() {
        let long = Bytes::from(vec![b'a'; 40_000]);
        let mut bound = Bound::default();
        assert!(bound.pass(long.clone()).is_ok() && bound.pass(long.clone()).is_err());
        let mut bound = Bound::default();
        let lines = Bytes::from([&long[..], b"\n", &long[..], b"\n"].concat());
        let passed = (0..100).take_while(|_| bound.pass(lines.clone()).is_ok()).count();
        assert_eq!(passed, MOST / lines.len());
        let mut bound = Bound::default();
        assert!(bound.pass(Bytes::from([&long[..], &long[..], b"\n"].concat())).is_err(), "within one piece");
    }
}
