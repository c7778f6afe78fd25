//! Is it alive, is it ready. Anyone may ask; the answers say nothing else.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use tokio::time::timeout;

use crate::app::App;

/// How the server is.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Health {
    /// `ok`, or what is wrong.
    pub status: &'static str,
    /// The program's version.
    pub version: &'static str,
    /// `ok`, or `away` while NATS is: then news of other nodes come some seconds late. Absent where there is one node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bus: Option<&'static str>,
    /// A random word, the same on all nodes of one installation: who set up an address sees that it leads here.
    pub installation: String,
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How long the database may take to answer: a balancer that asks should not wait as long as a visitor would.
const PATIENCE: Duration = Duration::from_secs(2);

fn health(app: &App, status: &'static str) -> Health {
    Health { status, version: VERSION, bus: None, installation: app.installation().to_owned() }
}

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "server", responses((status = 200, description = "The process answers", body = Health)))]
pub async fn healthz(State(app): State<App>) -> Json<Health> {
    Json(health(&app, "ok"))
}

/// The database answers too, and the server is not about to stop.
#[utoipa::path(get, path = "/readyz", tag = "server", responses(
    (status = 200, description = "Send it visitors", body = Health),
    (status = 503, description = "The database does not answer, or the server stops", body = Health)
))]
pub async fn readyz(State(app): State<App>) -> (StatusCode, Json<Health>) {
    let status = if app.stop.is_cancelled() {
        "stopping"
    } else if !matches!(timeout(PATIENCE, app.db.ping()).await, Ok(Ok(()))) {
        "database"
    } else {
        "ok"
    };
    let code = if status == "ok" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    // The bus is a doorbell: a node without it serves as well.
    let bus = app.bus.is_connected().map(|is_connected| if is_connected { "ok" } else { "away" });
    (code, Json(Health { bus, ..health(&app, status) }))
}
