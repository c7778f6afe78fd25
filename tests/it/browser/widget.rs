//! The widget where the network, the server, the host page or the reader is not the usual one.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use tempfile::TempDir;
use tokio::sync::Mutex;

use crate::support::binary::Server;
use crate::support::browser::story;

#[tokio::test]
async fn a_lost_network_a_reload_and_a_second_tab_lose_and_double_nothing() {
    super::on_the_demo("widget_network").await;
}

#[tokio::test]
async fn a_network_without_websockets_or_even_streams_is_not_noticed() {
    super::on_the_demo("widget_blocked").await;
}

#[tokio::test]
async fn the_widget_is_sound_by_keyboard_on_a_phone_in_arabic_and_in_the_dark() {
    super::on_the_demo("widget_looks").await;
}

/// A demo that the story stops and starts.
struct House {
    data: TempDir,
    address: String,
    demo: Mutex<Option<Server>>,
}

async fn stop(State(house): State<Arc<House>>) -> StatusCode {
    house.demo.lock().await.take().expect("it runs").kill();
    StatusCode::NO_CONTENT
}

async fn start(State(house): State<Arc<House>>) -> StatusCode {
    let again = Arc::clone(&house);
    let demo = tokio::task::spawn_blocking(move || Server::demo(again.data.path(), &again.address)).await.unwrap();
    *house.demo.lock().await = Some(demo);
    StatusCode::NO_CONTENT
}

#[tokio::test]
async fn a_server_killed_in_mid_conversation_loses_nothing() {
    let data = TempDir::new().unwrap();
    let demo = Server::demo(data.path(), "127.0.0.1:0");
    let address = demo.address.clone();
    let house = Arc::new(House { data, address: address.clone(), demo: Mutex::new(Some(demo)) });
    let control = Router::new().route("/stop", post(stop)).route("/start", post(start)).with_state(house);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let control_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, control).await });
    story("widget_restart", &format!("http://{address}"), &[("CONTROL", &control_url)]).await;
}
