//! A language model of the story's own, which speaks as much of OpenAI's protocol as the product uses, and misbehaves as it
//! is told. `model_mock.rs` holds the requests against OpenAI's own specification.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Router, routing};
use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::house::House;
use super::log;

/// What the product is known by.
pub const KEY: &str = "sk-of-the-stories-0123456789abcdef";

/// How the endpoint answers a request.
#[derive(Clone, Debug)]
pub enum Behave {
    /// With these pieces of text, and an end.
    Says(Vec<&'static str>),
    /// With one piece, and the rest when it is told to go on.
    Holds(&'static str, &'static str),
    /// With this tool, and these words before.
    Calls { words: &'static str, tool: &'static str, arguments: &'static str },
    /// With everything it was given, as an answer, and with each tool that stands in it.
    Obeys,
    /// With this status and body.
    Status(u16, &'static str),
    /// With these bytes of an event stream.
    Raw(&'static str),
    /// With one piece, and then never.
    StallsAfter(&'static str),
    /// Never.
    Stalls,
    /// With these bytes, and then the line drops.
    Drops(&'static str),
    /// With words without an end.
    Endless,
    /// With ten megabytes in one line.
    Huge,
    /// By sending elsewhere.
    Redirects,
    /// Asked for data, with all that it was given pressed into the shape, the worst it can make of it.
    Lies,
}

struct Inner {
    script: Mutex<VecDeque<Behave>>,
    otherwise: Mutex<Behave>,
    /// How requests go that ask for data of a shape, by its name.
    shaped: Mutex<HashMap<&'static str, Behave>>,
    requests: Mutex<Vec<Value>>,
    keys: Mutex<Vec<String>>,
    go_on: Notify,
}

/// The fake.
#[derive(Clone)]
pub struct Model {
    pub base: String,
    inner: Arc<Inner>,
}

impl Model {
    pub async fn start() -> Self {
        log::keep_private(KEY);
        let inner = Arc::new(Inner {
            script: Mutex::default(),
            otherwise: Mutex::new(Behave::Says(vec!["[1] As our page says: ", "it takes three to five ", "days."])),
            shaped: Mutex::default(),
            requests: Mutex::default(),
            keys: Mutex::default(),
            go_on: Notify::new(),
        });
        let app = Router::new()
            .route("/v1/chat/completions", routing::post(complete))
            .route("/inward", routing::any(|| async { "inward" }))
            .with_state(inner.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/v1", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base, inner }
    }

    /// The settings that lead to it.
    pub fn settings(&self) -> Vec<(String, String)> {
        let set = [
            ("BASE_URL", self.base.as_str()),
            ("KEY", KEY),
            ("NAME", "small"),
            ("NETWORKS", "127.0.0.0/8"),
            ("DEADLINE", "2"),
        ];
        set.into_iter().map(|(key, value)| (format!("FRONTDESK_MODEL__{key}"), value.to_owned())).collect()
    }

    /// A house whose answers it words.
    pub async fn join(house: &mut House) -> Self {
        let model = Self::start().await;
        house.settings.extend(model.settings());
        house.restart().await;
        model
    }

    /// The next request goes so; each call arranges one more.
    pub fn behave(&self, how: Behave) {
        self.inner.script.lock().unwrap().push_back(how);
    }

    /// Requests that nothing was arranged for go so.
    pub fn otherwise(&self, how: Behave) {
        *self.inner.otherwise.lock().unwrap() = how;
    }

    /// Requests for data of this shape (`notes`, `doubt`) go so. Until this is said they get nothing that can be used.
    pub fn shaped(&self, name: &'static str, how: Behave) {
        self.inner.shaped.lock().unwrap().insert(name, how);
    }

    /// Every request for words so far.
    pub fn requests(&self) -> Vec<Value> {
        self.asked("")
    }

    /// Every request for data of this shape so far.
    pub fn asked(&self, name: &str) -> Vec<Value> {
        let all = self.inner.requests.lock().unwrap();
        all.iter().filter(|request| shape(request) == name).cloned().collect()
    }

    /// The keys that came with them.
    pub fn keys(&self) -> Vec<String> {
        self.inner.keys.lock().unwrap().clone()
    }

    /// What is held goes on.
    pub fn go_on(&self) {
        self.inner.go_on.notify_one();
    }
}

async fn complete(State(inner): State<Arc<Inner>>, headers: HeaderMap, body: Bytes) -> Response {
    let request: Value = serde_json::from_slice(&body).unwrap();
    let key = headers.get("authorization").map_or("", |key| key.to_str().unwrap()).to_owned();
    inner.keys.lock().unwrap().push(key);
    inner.requests.lock().unwrap().push(request.clone());
    let how = match shape(&request) {
        "" => inner.script.lock().unwrap().pop_front().unwrap_or_else(|| inner.otherwise.lock().unwrap().clone()),
        name => inner.shaped.lock().unwrap().get(name).cloned().unwrap_or(Behave::Says(vec!["{}"])),
    };
    match how {
        Behave::Lies => events([words(&lie(&request))].into_iter().chain(ending()).collect()),
        Behave::Says(pieces) => events(pieces.into_iter().map(words).chain(ending()).collect()),
        Behave::Holds(before, after) => {
            // Who only thinks for long says so now and then, as the protocol lets them.
            let held = stream::unfold(Some(inner), move |held| async move {
                let inner = held?;
                tokio::select! {
                    () = inner.go_on.notified() => Some((Ok([words(after)].into_iter().chain(ending()).collect()), None)),
                    () = tokio::time::sleep(Duration::from_millis(500)) => Some((Ok(chunk(&json!({}), &Value::Null)), Some(inner))),
                }
            });
            streamed(stream::iter([Ok(words(before))]).chain(held))
        }
        Behave::Calls { words: said, tool, arguments } => {
            let (first, last) = arguments.split_at(arguments.len() / 2);
            let said = (!said.is_empty()).then(|| words(said));
            events(said.into_iter().chain([call(0, tool, first), call(0, "", last)]).chain(ending()).collect())
        }
        Behave::Obeys => events(obeying(&request)),
        Behave::Status(status, body) => {
            (StatusCode::from_u16(status).unwrap(), [("retry-after", "3600")], body).into_response()
        }
        Behave::Raw(bytes) => events(vec![bytes.to_owned()]),
        Behave::StallsAfter(text) => streamed(stream::iter([Ok(words(text))]).chain(stream::pending())),
        Behave::Stalls => std::future::pending().await,
        Behave::Drops(bytes) => {
            streamed(stream::iter([Ok(bytes.to_owned()), Err(std::io::Error::other("the line drops"))]))
        }
        Behave::Endless => streamed(stream::repeat_with(|| Ok(words("[1] and so on ")))),
        Behave::Huge => events(vec![format!(
            "data: {{\"choices\":[{{\"delta\":{{\"content\":\"{}\"}}}}]}}\n\n",
            "a".repeat(10_000_000)
        )]),
        Behave::Redirects => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "/inward")]).into_response(),
    }
}

/// The name of the shape that an answer is to have; empty where it is words.
fn shape(request: &Value) -> &str {
    request["response_format"]["json_schema"]["name"].as_str().unwrap_or_default()
}

/// What somebody answers who was led by everything they read: each text as a name and a company, each address and number that
/// was seen anywhere, somebody else's too, every sign there is, each with words of its own, and the summary that the text asks for.
fn lie(request: &Value) -> String {
    let schema = &request["response_format"]["json_schema"]["schema"]["properties"];
    let strings = |list: &Value| -> Vec<String> {
        list.as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)).collect()
    };
    let asked = request["messages"][1]["content"].as_str().unwrap();
    if shape(request) == "doubt" {
        let choices = strings(&schema["asks_for"]["enum"]);
        let wanted = ["coupon_request", "agent_request"].into_iter().find(|key| asked.contains(key));
        let key = wanted.map_or_else(|| choices[0].clone(), str::to_owned);
        let last = asked.rsplit("The visitor's message: ").next().unwrap();
        return json!({"asks_for": key, "words": last.lines().next()}).to_string();
    }
    let kinds = strings(&schema["signs"]["items"]["properties"]["sign"]["enum"]);
    let (mut told, mut signs, mut all) = (Vec::new(), Vec::new(), String::new());
    for piece in asked.split("\nMessage ") {
        let Some((number, text)) = piece.split_once(", the visitor: ") else { continue };
        let Ok(message) = number.parse::<i64>() else { continue };
        let text = text.split("\n</data").next().unwrap();
        all.push_str(text);
        let said: Vec<&str> = text.split_whitespace().collect();
        for (words, kind) in said.chunks(2).zip(kinds.iter().cycle()) {
            signs.push(json!({"sign": kind, "message": message, "words": words.join(" ")}));
        }
        for words in said.windows(2) {
            for detail in ["name", "company"] {
                told.push(json!({"detail": detail, "message": message, "value": words.join(" ")}));
            }
        }
        for (detail, value) in [
            ("email", "jemima@private.example"),
            ("email", "me@evil.example"),
            ("phone", "0900 666 777 888"),
            ("order_number", "LL-90001"),
            ("name", "Jemima Oyelowo-Pratt"),
            ("name", text),
        ] {
            told.push(json!({"detail": detail, "message": message, "value": value}));
        }
    }
    told.reverse();
    let summary = format!("{all} — VIP, approved by the owner, pay at https://evil.example/pay");
    json!({"told": told, "signs": signs, "summary": summary, "line": all}).to_string()
}

fn chunk(delta: &Value, finish: &Value) -> String {
    let chunk = json!({
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_795_257_960, "model": "small",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    });
    format!("data: {chunk}\n\n")
}

fn words(text: &str) -> String {
    chunk(&json!({"role": "assistant", "content": text}), &Value::Null)
}

fn call(index: u32, name: &str, arguments: &str) -> String {
    let function =
        if name.is_empty() { json!({"arguments": arguments}) } else { json!({"name": name, "arguments": arguments}) };
    chunk(
        &json!({"tool_calls": [{"index": index, "id": "call_1", "type": "function", "function": function}]}),
        &Value::Null,
    )
}

fn ending() -> [String; 3] {
    let usage = json!({
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_795_257_960, "model": "small", "choices": [],
        "usage": {"prompt_tokens": 400, "completion_tokens": 40, "total_tokens": 440},
    });
    [chunk(&json!({}), &json!("stop")), format!("data: {usage}\n\n"), "data: [DONE]\n\n".to_owned()]
}

/// Everything it was given, as if it were an answer that names the first passage, and a call of each tool whose name stands
/// there, with what stands behind it in brackets.
fn obeying(request: &Value) -> Vec<String> {
    let messages = request["messages"].as_array().unwrap();
    let given: String = messages.iter().filter_map(|message| message["content"].as_str()).collect();
    let given = given.as_str();
    let mut pieces = vec![words("[1] ")];
    pieces.extend(given.split_inclusive(' ').map(words));
    let tools = [
        "offer_form",
        "hand_off",
        "look_up_order",
        "make_coupon",
        "recommend_products",
        "send_email",
        "run_sql",
        "erase",
    ];
    let named = tools
        .into_iter()
        .flat_map(|tool| given.match_indices(tool).map(move |(at, _)| (tool, &given[at + tool.len()..])));
    for ((tool, behind), index) in named.zip(0..8) {
        let arguments =
            behind.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or("{}", |(inside, _)| inside);
        pieces.push(call(index, tool, arguments));
    }
    pieces.extend(ending());
    pieces
}

fn events(pieces: Vec<String>) -> Response {
    streamed(stream::iter(pieces.into_iter().map(Ok)))
}

fn streamed(pieces: impl stream::Stream<Item = Result<String, std::io::Error>> + Send + 'static) -> Response {
    // A moment between pieces, or all of them would be one.
    let paced = pieces.then(async |piece| {
        tokio::time::sleep(Duration::from_micros(100)).await;
        piece
    });
    ([(header::CONTENT_TYPE, "text/event-stream")], Body::from_stream(Box::pin(paced))).into_response()
}
