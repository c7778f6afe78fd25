//! The description of what HTTP there is for programs, made from the code.

use axum::Json;
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(title = "Frontdesk", description = "The chat-widget backend with built-in lead capture. The socket's frames are in docs/protocol.md."),
    paths(crate::api::health::healthz, crate::api::health::readyz, crate::api::widget::config, crate::gateway::stream::open, crate::gateway::frames::post, crate::gateway::files::post, crate::hooks::email::inbound, crate::hooks::twilio::inbound, crate::hooks::twilio::status),
    tags((name = "server", description = "How the server is"), (name = "widget", description = "What the widget reads"), (name = "visitor", description = "A visitor's line where no websocket can be had"), (name = "hooks", description = "What providers call"))
)]
struct Description;

/// `GET /openapi.json`. Anyone may read it.
pub async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}
