//! An answer that is being worded, as a visitor sees it come; and the page of the model, as an owner does.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use tempfile::TempDir;

use crate::support::binary::Server;
use crate::support::browser::story;
use crate::support::model::{Behave, Model};

/// The next answer is held, or what is held goes on.
async fn hold(State(model): State<Model>) -> StatusCode {
    model.behave(Behave::Holds("[1] It comes **word** by ", "word."));
    StatusCode::NO_CONTENT
}

async fn stall(State(model): State<Model>) -> StatusCode {
    model.behave(Behave::StallsAfter("[1] It begins and "));
    StatusCode::NO_CONTENT
}

async fn go_on(State(model): State<Model>) -> StatusCode {
    model.go_on();
    StatusCode::NO_CONTENT
}

#[tokio::test]
async fn an_answer_grows_in_one_bubble_and_is_said_once_and_a_pulled_plug_is_not_noticed() {
    let (data, model) = (TempDir::new().unwrap(), Model::start().await);
    // Long enough to be looked at in peace; a stall shows by its silence.
    let mut settings = model.settings();
    settings.push(("FRONTDESK_MODEL__DEADLINE".to_owned(), "60".to_owned()));
    let demo = Server::demo_with(data.path(), "127.0.0.1:0", &settings);
    let control = Router::new().route("/hold", post(hold)).route("/stall", post(stall)).route("/go_on", post(go_on));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let control_url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, control.with_state(model)).await });
    let [email, password] = super::LOGIN;
    let settings = [("CONTROL", control_url.as_str()), email, password];
    story("model", &format!("http://{}", demo.address), &settings).await;
}
