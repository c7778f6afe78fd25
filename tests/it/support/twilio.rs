//! A Twilio of the story's own, which speaks the parts of its REST interface that the product uses, and misbehaves as
//! it is told: `twilio_mock.rs` holds the requests against Twilio's own specification.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router, routing};
use base64::Engine as _;
use frontdesk::time::{Clock, Timestamp};
use futures_util::stream;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha1::Sha1;

pub const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
pub const TOKEN: &str = "twilio-token-of-the-stories";

/// A message that Twilio took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sms {
    pub sid: String,
    pub from: String,
    pub to: String,
    pub body: String,
    pub status_callback: String,
    pub at: Timestamp,
}

/// How Twilio answers the next request to send.
#[derive(Clone, Copy, Debug)]
pub enum Behave {
    /// 429, with so many seconds in Retry-After.
    TooMany(u64),
    /// 500, and the message is not taken.
    Broken,
    /// 400, with Twilio's own code: this will never go.
    Refuse(u32),
    /// The message is taken, and the line drops before the answer is whole.
    TakeAndDrop,
    /// The message is taken, and no answer ever comes.
    TakeAndStall,
}

struct Inner {
    clock: Mutex<Clock>,
    sent: Mutex<Vec<Sms>>,
    script: Mutex<VecDeque<Behave>>,
    asked: Mutex<usize>,
}

/// The fake.
#[derive(Clone)]
pub struct Twilio {
    pub base: String,
    inner: Arc<Inner>,
}

impl Twilio {
    pub async fn start() -> Self {
        let inner = Arc::new(Inner {
            clock: Mutex::new(Clock::System),
            sent: Mutex::default(),
            script: Mutex::default(),
            asked: Mutex::default(),
        });
        let app = Router::new()
            .route("/2010-04-01/Accounts/{account}/Messages.json", routing::post(create).get(list))
            .route("/2010-04-01/Accounts/{account}", routing::get(account))
            .with_state(inner.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base, inner }
    }

    /// Its clock: the house's.
    pub fn set_clock(&self, clock: Clock) {
        *self.inner.clock.lock().unwrap() = clock;
    }

    /// What it took, oldest first.
    pub fn sent(&self) -> Vec<Sms> {
        self.inner.sent.lock().unwrap().clone()
    }

    /// How often it was asked to send.
    pub fn asked(&self) -> usize {
        *self.inner.asked.lock().unwrap()
    }

    /// The next request to send goes so; each call arranges one more.
    pub fn behave(&self, how: Behave) {
        self.inner.script.lock().unwrap().push_back(how);
    }
}

async fn create(State(inner): State<Arc<Inner>>, body: Bytes) -> Response {
    *inner.asked.lock().unwrap() += 1;
    let how = inner.script.lock().unwrap().pop_front();
    match how {
        Some(Behave::TooMany(seconds)) => {
            let told = Json(json!({"code": 20429, "message": "Too Many Requests", "status": 429}));
            return (StatusCode::TOO_MANY_REQUESTS, [("retry-after", seconds.to_string())], told).into_response();
        }
        Some(Behave::Broken) => return (StatusCode::INTERNAL_SERVER_ERROR, "<html>").into_response(),
        Some(Behave::Refuse(code)) => {
            let told = Json(json!({"code": code, "message": "The number is not a mobile number", "status": 400}));
            return (StatusCode::BAD_REQUEST, told).into_response();
        }
        _ => {}
    }
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
    let field =
        |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default();
    let at = inner.clock.lock().unwrap().now();
    let sms = {
        let mut sent = inner.sent.lock().unwrap();
        let sms = Sms {
            sid: format!("SM{:032x}", sent.len() + 1),
            from: field("From"),
            to: field("To"),
            body: field("Body"),
            status_callback: field("StatusCallback"),
            at,
        };
        sent.push(sms.clone());
        sms
    };
    match how {
        Some(Behave::TakeAndDrop) => {
            let cut = stream::iter([Err::<Bytes, _>(std::io::Error::other("the line drops"))]);
            (StatusCode::CREATED, Body::from_stream(cut)).into_response()
        }
        Some(Behave::TakeAndStall) => std::future::pending().await,
        _ => (StatusCode::CREATED, Json(shown(&sms))).into_response(),
    }
}

async fn list(State(inner): State<Arc<Inner>>, Query(asked): Query<Vec<(String, String)>>) -> Response {
    let is_asked =
        |name: &str, value: &str| asked.iter().filter(|(key, _)| key == name).all(|(_, asked)| asked == value);
    let sent = inner.sent.lock().unwrap().clone();
    let found: Vec<_> =
        sent.iter().rev().filter(|sms| is_asked("To", &sms.to) && is_asked("From", &sms.from)).map(shown).collect();
    Json(json!({"messages": found})).into_response()
}

async fn account() -> Response {
    Json(json!({"friendly_name": "Loam & Lantern", "status": "active", "type": "Full"})).into_response()
}

fn shown(sms: &Sms) -> serde_json::Value {
    json!({
        "sid": sms.sid, "account_sid": ACCOUNT, "from": sms.from, "to": sms.to, "body": sms.body, "status": "queued",
        "direction": "outbound-api", "num_segments": "1",
        "date_created": sms.at.in_zone("UTC").strftime("%a, %d %b %Y %H:%M:%S +0000").to_string(),
    })
}

/// The signature of a call to `url` with these fields, as Twilio makes it (Webhooks security).
pub fn signature(url: &str, fields: &[(String, String)]) -> String {
    let mut sorted = fields.to_vec();
    sorted.sort();
    let text = sorted.iter().fold(url.to_owned(), |text, (key, value)| text + key + value);
    let mut mac = Hmac::<Sha1>::new_from_slice(TOKEN.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
}
