//! Each request seen: its id, its span, its time, and what browsers must not do with the answer.
//!
//! The id is in the answer, in the problem, and on every log line of the request. It is taken from a proxy only where
//! proxies are trusted; a stranger's word never reaches the log. What is logged is a route's pattern, never a path.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState};
use tokio::time::Instant;
use tracing::Instrument as _;
use tracing::field::Empty;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use crate::app::App;
use crate::{id, metric};

/// The header that names a request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id taken from a proxy.
const LONGEST_ID: usize = 64;

tokio::task_local! {
    static CURRENT: Arc<str>;
}

/// The id of the request that is being answered here.
#[must_use]
pub fn request_id() -> Option<Arc<str>> {
    CURRENT.try_with(Arc::clone).ok()
}

/// Sees a request through.
pub async fn seen(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let is_trusted = app.config.trusted_proxies > 0;
    let id: Arc<str> = named(request.headers(), is_trusted).map_or_else(|| id::request().into(), Into::into);
    // Letters, digits and a few signs: always a header's value.
    let header_value = HeaderValue::from_str(&id).ok();
    if let Some(value) = &header_value {
        request.headers_mut().insert(REQUEST_ID, value.clone());
    }
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let span = tracing::info_span!("request", %id, method = %request.method(), route, status = Empty, ms = Empty);
    if is_trusted
        && app.config.telemetry.is_some()
        && let Some(parent) = parent(request.headers())
    {
        // It fails only where the span is not exported.
        let _ = span.set_parent(opentelemetry::Context::new().with_remote_span_context(parent));
    }
    let mut response = CURRENT.scope(Arc::clone(&id), next.run(request)).instrument(span.clone()).await;
    let took = started.elapsed();
    let status = response.status().as_u16();
    metric::answered_http(door(route), route, status, took);
    span.record("status", status).record("ms", u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    span.in_scope(|| tracing::debug!("answered"));
    let headers = response.headers_mut();
    if let Some(value) = header_value {
        headers.insert(REQUEST_ID, value);
    }
    for (name, value) in
        [(header::X_CONTENT_TYPE_OPTIONS, "nosniff"), (header::REFERRER_POLICY, "strict-origin-when-cross-origin")]
    {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if app.config.public_url.scheme() == "https" {
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(HeaderValue::from_static("max-age=31536000"));
    }
    response
}

/// The id that a trusted proxy gave, where it is one that can stand in a log.
fn named(headers: &HeaderMap, is_trusted: bool) -> Option<&str> {
    let is_sane = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let given = headers.get(REQUEST_ID)?.to_str().ok()?;
    (is_trusted && !given.is_empty() && given.len() <= LONGEST_ID && given.bytes().all(is_sane)).then_some(given)
}

/// The trace that a trusted proxy began (W3C Trace Context, version 00: `00-trace-span-flags`).
fn parent(headers: &HeaderMap) -> Option<SpanContext> {
    let mut parts = headers.get("traceparent")?.to_str().ok()?.split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_hex = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    let is_whole = is_hex(version, 2) && is_hex(trace, 32) && is_hex(span, 16) && is_hex(flags, 2);
    // A later version may say more behind; this one says no more.
    if !is_whole || version == "ff" || (version == "00" && parts.next().is_some()) {
        return None;
    }
    let flags = TraceFlags::new(u8::from_str_radix(flags, 16).ok()? & TraceFlags::SAMPLED.to_u8());
    let (trace, span) = (TraceId::from_hex(trace).ok()?, SpanId::from_hex(span).ok()?);
    let context = SpanContext::new(trace, span, flags, true, TraceState::default());
    context.is_valid().then_some(context)
}

/// The door a route belongs to.
fn door(route: &str) -> &'static str {
    match route {
        "/ws" => "gateway",
        _ if route.starts_with("/hooks/") => "hooks",
        "/healthz" | "/readyz" | "/openapi.json" => "api",
        _ if route.starts_with("/api/") => "api",
        _ => "dashboard",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &'static str, value: &str) -> HeaderMap {
        let value = HeaderValue::from_str(value).unwrap();
        HeaderMap::from_iter([(HeaderName::from_static(name), value)])
    }

    #[test]
    fn an_id_is_taken_from_a_trusted_proxy_when_it_is_a_sane_token() {
        let id = with("x-request-id", "a1-b2_c3.d4");
        assert_eq!(named(&id, true), Some("a1-b2_c3.d4"));
        assert_eq!(named(&id, false), None);
        for bad in ["", "a b", "ada@example.org", "<script>", &"a".repeat(65)] {
            assert_eq!(named(&with("x-request-id", bad), true), None, "{bad}");
        }
    }

    #[test]
    fn a_trace_is_read_by_the_letter() {
        let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let context = parent(&with("traceparent", good)).unwrap();
        assert_eq!(context.trace_id().to_string(), "0af7651916cd43dd8448eb211c80319c");
        assert!(context.is_remote() && context.is_sampled());
        for bad in [
            "",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        ] {
            assert!(parent(&with("traceparent", bad)).is_none(), "{bad}");
        }
    }
}
