//! Files in a bucket: a small storage of ours that checks each request's signature, as Amazon's does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use frontdesk::organisation::role::Role;
use frontdesk::store::sign::{self, Signer};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;

use super::sent::{PNG, get, link, lying, say, send, stored};
use crate::support::stories;

const SIGNER: Signer<'_> = Signer { key: "AKTEST", secret: "a-secret-of-the-bucket", region: "eu-west-1" };

type Objects = Arc<Mutex<BTreeMap<String, Bytes>>>;

/// The storage; its address, and what it holds.
async fn storage() -> (String, Objects) {
    let objects = Objects::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(answer).with_state(Arc::clone(&objects));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, objects)
}

async fn answer(State(objects): State<Objects>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let header = |name: &str| parts.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let body = axum::body::to_bytes(body, 64 * 1024 * 1024).await.unwrap();
    let (digest, at, path) = (header("x-amz-content-sha256"), header("x-amz-date"), parts.uri.path().to_owned());
    let headers = ["host", "x-amz-content-sha256", "x-amz-date"].map(|name| (name, header(name))).to_vec();
    let signed =
        sign::Request { method: parts.method.as_str(), path: &path, query: "", headers, digest: &digest, at: &at };
    let is_signed = header("authorization") == SIGNER.authorization(&signed).unwrap();
    if !is_signed
        || digest != hex::encode(Sha256::digest(&body))
        || !path.starts_with("/files-of-loam/attachments/att_")
    {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut objects = objects.lock().unwrap();
    match parts.method.as_str() {
        "PUT" if header("content-length") == body.len().to_string() => {
            objects.insert(path, body);
            StatusCode::OK.into_response()
        }
        "PUT" => StatusCode::LENGTH_REQUIRED.into_response(),
        "GET" => objects
            .get(&path)
            .map_or_else(|| StatusCode::NOT_FOUND.into_response(), |body| body.clone().into_response()),
        "DELETE" => {
            objects.remove(&path);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

fn set(house: &mut crate::support::house::House, endpoint: &str, secret: &str) {
    for (key, value) in [
        ("ENDPOINT", endpoint),
        ("REGION", "eu-west-1"),
        ("BUCKET", "files-of-loam"),
        ("KEY", "AKTEST"),
        ("SECRET", secret),
    ] {
        house.settings.push((format!("FRONTDESK_ATTACHMENTS__S3_{key}"), value.to_owned()));
    }
}

stories! {
    async fn files_lie_in_a_bucket_where_one_is_set_and_go_from_it_with_their_person(house) {
        let (endpoint, objects) = storage().await;
        set(house, &endpoint, SIGNER.secret);
        house.restart().await;
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        let picture = stored(house, &bot, &ada, "f1", "x.png", PNG).await;
        let path = format!("/files-of-loam/attachments/{}", picture["id"].as_str().unwrap());
        assert_eq!(objects.lock().unwrap().get(&path).map(|body| body.to_vec()), Some(PNG.to_vec()));
        assert_eq!(lying(house), Vec::<String>::new(), "nothing is left on this machine");
        assert_eq!(say(&mut ada, "m1", "See here", &[&picture]).await["type"], "ack");
        ada.words().await;
        let body = serde_json::to_value(&house.transcript(ada.conversation.as_ref().unwrap()).await[0].body).unwrap();
        let shown = get(house, &link(&body["files"][0]), None).await;
        assert_eq!(&shown.bytes().await.unwrap()[..], PNG);
        // What the storage has lost is not there.
        objects.lock().unwrap().clear();
        let priya = house.agent(Role::Agent).await;
        assert_eq!(get(house, &link(&body["files"][0]), Some(&priya)).await.status(), 404);
    }

    async fn a_storage_that_says_no_is_told_as_not_now_and_nothing_is_acknowledged(house) {
        let (endpoint, objects) = storage().await;
        set(house, &endpoint, "not-the-secret");
        house.restart().await;
        house.may_fault = true;
        let bot = house.bot(|_| {}).await;
        let ada = house.visitor(&bot).await;
        let answer = send(house, &bot, &ada, "f1", "x.png", PNG).await;
        assert_eq!(answer.status(), 503);
        assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["code"], json!("unavailable"));
        assert!(objects.lock().unwrap().is_empty() && lying(house).is_empty());
    }
}
