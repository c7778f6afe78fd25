//! Is it alive, is it ready. Anyone may ask; the answers say nothing else.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

use crate::app::App;

/// How the server is.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Health {
    /// `ok`, or what is wrong.
    pub status: &'static str,
    /// The program's version.
    pub version: &'static str,
    /// A random word, the same on all nodes of one installation: who set up an address sees that it leads here.
    pub installation: String,
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn health(app: &App, status: &'static str) -> Health {
    Health { status, version: VERSION, installation: app.installation().to_owned() }
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
    } else if app.db.ping().await.is_err() {
        "database"
    } else {
        "ok"
    };
    let code = if status == "ok" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(health(&app, status)))
}
