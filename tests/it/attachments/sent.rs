//! How files are sent and asked for: by hand, so that what is refused can be sent as well.

use frontdesk::bot::Bot;
use reqwest::Response;
use serde_json::{Value, json};

use crate::support::agent::Agent;
use crate::support::house::{House, http};
use crate::support::visitor::Visitor;

/// The smallest PNG that says how large it is: 32 by 16 points.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10\x08\x02\0\0\0";
pub const PDF: &[u8] = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n";

const EDGE: &str = "edge-of-a-part";

/// A form with a file at its end; its content type, and its bytes.
pub fn form(fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (field, value) in fields {
        let part = format!("--{EDGE}\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--{EDGE}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: image/png\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{EDGE}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={EDGE}"), body)
}

/// A visitor's file, as the widget sends it.
pub async fn send(house: &House, bot: &Bot, from: &Visitor, id: &str, name: &str, bytes: &[u8]) -> Response {
    let (kind, body) = form(&[("visitor", &from.secret), ("id", id)], name, bytes);
    let post = http().post(house.url(&format!("/attachments?bot={}", bot.key))).header("content-type", kind);
    post.body(body).send().await.unwrap()
}

/// The same, taken; what it is called from then on.
pub async fn stored(house: &House, bot: &Bot, from: &Visitor, id: &str, name: &str, bytes: &[u8]) -> Value {
    let answer = send(house, bot, from, id, name, bytes).await;
    assert_eq!(answer.status(), 200, "{name}");
    answer.json().await.unwrap()
}

/// A visitor says files, with these words.
pub async fn say(from: &mut Visitor, id: &str, text: &str, files: &[&Value]) -> Value {
    from.send(&json!({"type": "message.send", "ref": id, "id": id, "text": text, "files": files})).await;
    from.hear_answer(id).await
}

/// The address of a message's first file, as its reader makes it.
pub fn link(file: &Value) -> String {
    let name: String = url::form_urlencoded::byte_serialize(file["name"].as_str().unwrap().as_bytes()).collect();
    format!("/attachments/{}/{name}?key={}", file["id"].as_str().unwrap(), file["key"].as_str().unwrap())
}

/// An agent's file, as the page sends it without a script.
pub async fn send_as(house: &House, agent: &Agent, talk: &str, name: &str, bytes: &[u8]) -> Response {
    let page = get(house, &format!("/inbox/{talk}"), Some(agent)).await.text().await.unwrap();
    let (_, after) = page.split_once("name=\"csrf\" value=\"").expect("a form");
    let csrf = after.split('"').next().unwrap();
    let client_id = frontdesk::id::token().unwrap();
    let fields = [("csrf", csrf), ("next", "/inbox"), ("client_id", &client_id[..20])];
    let (kind, body) = form(&fields, name, bytes);
    let post = http().post(house.url(&format!("/inbox/{talk}/files"))).header("cookie", &agent.cookie);
    post.header("content-type", kind).body(body).send().await.unwrap()
}

pub async fn get(house: &House, path: &str, agent: Option<&Agent>) -> Response {
    let mut get = http().get(house.url(path)).header("accept", "text/html");
    if let Some(agent) = agent {
        get = get.header("cookie", &agent.cookie);
    }
    get.send().await.unwrap()
}

/// The files that lie in the data folder, those on their way in as well.
pub fn lying(house: &House) -> Vec<String> {
    fn below(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(&path, found);
            } else {
                found.push(path.file_name().unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    let mut found = Vec::new();
    below(&house.data.path().join("attachments"), &mut found);
    found.sort();
    found
}
