//! Every address there is, in one flat list, and the layers around them.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get, post};
use metrics_exporter_prometheus::PrometheusHandle;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;

use super::openapi;
use crate::app::App;
use crate::door::files;
use crate::{api, dashboard, demo, gateway, hooks};

/// The largest body of a request, in bytes; hooks and forms are far smaller.
const LARGEST_BODY: usize = 256 * 1024;

/// How long a request may take, its body included.
const DEADLINE: Duration = Duration::from_secs(30);

/// The doors.
pub fn router(app: App) -> Router {
    let doors = Router::new()
        .route("/healthz", get(api::health::healthz))
        .route("/readyz", get(api::health::readyz))
        .route("/openapi.json", get(openapi::openapi))
        .route("/api/widget/{key}", get(api::widget::config))
        .route("/widget.js", get(files::loader))
        .route("/widget/{hash}/{*file}", get(files::panel))
        .route("/assets/{hash}/{*file}", get(files::page_asset))
        .route("/favicon.ico", get(files::favicon))
        .route("/hooks/twilio/sms", post(hooks::twilio::inbound))
        .route("/hooks/twilio/status", post(hooks::twilio::status))
        .merge(dashboard::routes(&app))
        .merge(demo::routes(&app))
        .layer(
            ServiceBuilder::new()
                .layer(CatchPanicLayer::custom(panicked))
                .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, DEADLINE))
                .layer(DefaultBodyLimit::max(LARGEST_BODY))
                .layer(CompressionLayer::new()),
        );
    // What stands in for a socket has a deadline for its head alone, and is not compressed: that would hold it back.
    let plain = Router::new()
        .route("/stream", post(gateway::stream::open))
        .route("/frames", post(gateway::frames::post))
        .layer(
            ServiceBuilder::new()
                .layer(CatchPanicLayer::custom(panicked))
                .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, DEADLINE))
                .layer(DefaultBodyLimit::max(gateway::LARGEST_FRAME)),
        );
    // The socket has its own deadlines, and nothing to compress.
    let sockets = Router::new().route("/ws", any(gateway::connect));
    doors
        .merge(plain)
        .merge(sockets)
        .layer(middleware::from_fn_with_state(app.clone(), seen))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(app)
}

/// What Prometheus reads, on a listener of its own.
pub fn metrics(app: App, handle: PrometheusHandle) -> Router {
    let read = move |State(app): State<App>| {
        let handle = handle.clone();
        async move {
            if let Ok(mut conn) = app.db.read().await
                && let Ok((waiting, dead)) = crate::job::depth(&mut conn).await
            {
                #[expect(clippy::cast_precision_loss, reason = "a gauge of a queue's depth")]
                {
                    metrics::gauge!("frontdesk_jobs", "state" => "ready").set(waiting as f64);
                    metrics::gauge!("frontdesk_jobs", "state" => "dead").set(dead as f64);
                }
            }
            handle.render()
        }
    };
    Router::new().route("/metrics", get(read)).with_state(app)
}

/// A handler panicked: that is a fault of ours, told like any other.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    crate::door::problem::Problem(anyhow::anyhow!("a handler panicked").into()).into_response()
}

/// Times each request, logs it without anything personal, and says what browsers must not do with the answer.
async fn seen(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = tokio::time::Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or("none".to_owned(), |path| path.as_str().to_owned());
    let mut response = next.run(request).await;
    let took = started.elapsed();
    let status = response.status().as_u16();
    metrics::histogram!("frontdesk_http_seconds", "route" => route.clone(), "status" => status.to_string())
        .record(took.as_secs_f64());
    tracing::debug!(%method, route, status, took_ms = took.as_millis(), "answered");
    let headers = response.headers_mut();
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
