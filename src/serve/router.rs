//! Every address there is, in one flat list, and the layers around them.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get, post};
use metrics_exporter_prometheus::PrometheusHandle;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use super::{openapi, scrape};
use crate::app::App;
use crate::door::{files, seen};
use crate::lead::import::intake::LARGEST;
use crate::{api, dashboard, demo, gateway, hooks};

/// The largest body of a request, in bytes; hooks and forms are far smaller.
const LARGEST_BODY: usize = 256 * 1024;

/// How long a request may take, its body included.
const DEADLINE: Duration = Duration::from_secs(30);

/// How long a file may be on its way, and how large it may be with the form around it; the import says no earlier.
const UPLOAD: Duration = Duration::from_mins(15);
const LARGEST_UPLOAD: usize = LARGEST + 1024 * 1024;

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
        .route("/attachments/{id}/{name}", get(gateway::files::read))
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
    // It reads its body itself, to a limit of its own, once it knows who asks.
    let mails = Router::new().route("/hooks/email", post(hooks::email::inbound)).layer(
        ServiceBuilder::new()
            .layer(CatchPanicLayer::custom(panicked))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, DEADLINE)),
    );
    let uploads = dashboard::uploads(&app).layer(
        ServiceBuilder::new()
            .layer(CatchPanicLayer::custom(panicked))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, UPLOAD))
            .layer(DefaultBodyLimit::max(LARGEST_UPLOAD)),
    );
    // It reads a visitor's file itself, to their bot's limit, and keeps no more than a piece of it.
    let files =
        Router::new().route("/attachments", post(gateway::files::post).options(gateway::files::preflight)).layer(
            ServiceBuilder::new()
                .layer(CatchPanicLayer::custom(panicked))
                .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, UPLOAD))
                .layer(DefaultBodyLimit::disable()),
        );
    // The socket has its own deadlines, and nothing to compress.
    let sockets = Router::new().route("/ws", any(gateway::connect)).route("/ws/agent", any(gateway::agent::connect));
    doors
        .merge(plain)
        .merge(mails)
        .merge(uploads)
        .merge(files)
        .merge(sockets)
        .layer(middleware::from_fn_with_state(app.clone(), seen::seen))
        .with_state(app)
}

/// What Prometheus reads, on a listener of its own.
pub fn metrics(app: App, handle: PrometheusHandle) -> Router {
    let asked = Arc::new(scrape::Asked::default());
    let read = move |State(app): State<App>| {
        let (handle, asked) = (handle.clone(), Arc::clone(&asked));
        async move {
            scrape::ask(&app, &asked).await;
            // The text format's own name (Prometheus, exposition formats, 0.0.4).
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render())
        }
    };
    Router::new().route("/metrics", get(read)).with_state(app)
}

/// A handler panicked: that is a fault of ours, told like any other.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    crate::door::problem::Problem(anyhow::anyhow!("a handler panicked").into()).into_response()
}
