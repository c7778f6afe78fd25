//! A client as `docs/protocol.md` asks for: it keeps what was not acked, comes back wherever it is let in, resumes by
//! `seq`, and sends again under the same id.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

use crate::support::ear::Socket;

/// How long it tries before the story has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A client that is refused does not knock again at once: the rest is part of what it is, and stands for no event.
async fn rest_before_the_next_try() {
    sleep(Duration::from_millis(50)).await;
}

pub struct Client {
    pub url: String,
    secret: String,
    conversation: Option<String>,
    /// What it has, by seq.
    pub log: BTreeMap<i64, Value>,
    /// What it wrote and was acked.
    pub said: Vec<String>,
    socket: Option<Socket>,
    /// How often the line broke, or the server said not now.
    pub setbacks: u32,
}

impl Client {
    pub fn new(url: &str) -> Self {
        let secret = frontdesk::id::token().unwrap();
        let (conversation, log, said) = (None, BTreeMap::new(), Vec::new());
        Self { url: url.to_owned(), secret, conversation, log, said, socket: None, setbacks: 0 }
    }

    /// Writes, and insists until it is acked.
    pub async fn say(&mut self, text: &str) {
        let id = format!("m{}", self.said.len());
        let frame = json!({"type": "message.send", "ref": id, "id": id, "text": text});
        let begun = Instant::now();
        while self.once(&frame, &id).await.is_none() {
            assert!(begun.elapsed() < PATIENCE, "{text:?} was never acked");
            self.setbacks += 1;
            rest_before_the_next_try().await;
        }
        self.said.push(text.to_owned());
    }

    /// Hears until this is so.
    pub async fn hear_until(&mut self, what: &str, is_so: impl Fn(&BTreeMap<i64, Value>) -> bool) {
        let begun = Instant::now();
        while !is_so(&self.log) {
            assert!(begun.elapsed() < PATIENCE, "it never came: {what}; there are {:#?}", self.log);
            if self.next().await.is_none() {
                self.come_back().await;
            }
        }
    }

    /// How often the assistant has spoken.
    pub fn answers(log: &BTreeMap<i64, Value>) -> usize {
        log.values().filter(|message| message["author"] == "bot").count()
    }

    async fn once(&mut self, frame: &Value, id: &str) -> Option<()> {
        if self.socket.is_none() {
            self.come_back().await?;
        }
        let sent = self.socket.as_mut()?.send(Message::text(frame.to_string())).await;
        if sent.is_err() {
            self.socket = None;
            return None;
        }
        loop {
            let answer = self.next().await?;
            if answer["ref"] == *id {
                assert!(answer["type"] == "ack" || answer["code"] == "unavailable", "{answer}");
                return (answer["type"] == "ack").then_some(());
            }
        }
    }

    async fn come_back(&mut self) -> Option<()> {
        self.socket = None;
        let Ok(Ok((socket, _))) = timeout(Duration::from_secs(5), connect_async(&self.url)).await else {
            rest_before_the_next_try().await;
            return None;
        };
        self.socket = Some(socket);
        let seq = self.log.keys().next_back().copied().unwrap_or(0);
        let open = json!({"type": "open", "ref": "open", "visitor": self.secret, "conversation": self.conversation, "seq": seq});
        self.socket.as_mut()?.send(Message::text(open.to_string())).await.ok()?;
        loop {
            let answer = self.next().await?;
            if answer["type"] == "opened" {
                return Some(());
            }
            if answer["type"] == "error" {
                self.socket = None;
                return None;
            }
        }
    }

    /// The next frame; `None` when the line has ended.
    async fn next(&mut self) -> Option<Value> {
        loop {
            let heard = timeout(Duration::from_secs(15), self.socket.as_mut()?.next()).await;
            let Ok(Some(Ok(message))) = heard else {
                self.socket = None;
                return None;
            };
            let Message::Text(text) = message else { continue };
            let frame: Value = serde_json::from_str(&text).unwrap();
            self.keep(&frame);
            return Some(frame);
        }
    }

    fn keep(&mut self, frame: &Value) {
        if let Some(conversation) = frame["conversation"].as_str() {
            self.conversation = Some(conversation.to_owned());
        }
        let messages = match frame["type"].as_str() {
            Some("opened") => frame["messages"].as_array().cloned().unwrap_or_default(),
            Some("message") => vec![frame["message"].clone()],
            _ => return,
        };
        for message in messages {
            self.log.insert(message["seq"].as_i64().unwrap(), message);
        }
    }
}
