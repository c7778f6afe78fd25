//! A visitor without a socket: what the server says comes as events of a stream, what they do goes as posted frames.

use std::collections::VecDeque;

use frontdesk::bot::Bot;
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::DEADLINE;
use super::house::{House, http};

/// A visitor on plain requests.
pub struct Plain {
    client: reqwest::Client,
    stream_url: String,
    frames_url: String,
    /// Their secret.
    pub secret: String,
    stream: Option<Response>,
    /// What has come of an event that is not whole.
    rest: Vec<u8>,
    unheard: VecDeque<Value>,
}

/// What a stream holds.
#[derive(Debug)]
enum Heard {
    Frame(Value),
    /// The server ends it, with this code.
    Close(u64),
    /// Still there.
    Comment,
}

impl Plain {
    /// A visitor nobody has seen before, without a word to the server.
    pub fn arrive(house: &House, bot: &Bot) -> Self {
        Self::with_secret(house, bot, &frontdesk::id::token().unwrap())
    }

    /// The visitor with this secret.
    pub fn with_secret(house: &House, bot: &Bot, secret: &str) -> Self {
        Self {
            client: http(),
            stream_url: house.url(&format!("/stream?bot={}", bot.key)),
            frames_url: house.url(&format!("/frames?bot={}", bot.key)),
            secret: secret.to_owned(),
            stream: None,
            rest: Vec::new(),
            unheard: VecDeque::new(),
        }
    }

    /// The `open` of somebody who holds nothing, or this.
    pub fn opening(&self, holds: Option<(&Value, i64)>) -> Value {
        let mut open = json!({"type": "open", "ref": "open", "visitor": self.secret, "language": "en-GB"});
        if let Some((conversation, seq)) = holds {
            open["conversation"] = conversation.clone();
            open["seq"] = json!(seq);
        }
        open
    }

    /// Opens a stream; gives the `opened`, which comes first.
    pub async fn open(&mut self, holds: Option<(&Value, i64)>) -> Value {
        let answer = self.ask_stream(&self.opening(holds)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        (self.stream, self.rest) = (Some(answer), Vec::new());
        self.unheard.clear();
        let Some(Heard::Frame(opened)) = self.next().await else { panic!("no frame first") };
        assert_eq!(opened["type"], "opened");
        opened
    }

    /// Hangs up.
    pub fn drop_line(&mut self) {
        self.stream = None;
    }

    /// The answer to an open stream: its head.
    pub fn head(&self) -> &Response {
        self.stream.as_ref().expect("a stream")
    }

    /// A request for a stream, to be sent.
    pub fn ask_stream(&self, open: &Value) -> RequestBuilder {
        self.client.post(&self.stream_url).header("content-type", "text/plain;charset=UTF-8").body(open.to_string())
    }

    /// A request with frames, to be sent.
    pub fn ask_frames(&self, body: &Value) -> RequestBuilder {
        self.client.post(&self.frames_url).header("content-type", "text/plain;charset=UTF-8").body(body.to_string())
    }

    /// Posts frames; gives the answers.
    pub async fn post(&self, frames: &[Value]) -> Vec<Value> {
        let page = json!({"url": "https://loam.example/throws", "title": "Throws"});
        let body = json!({"visitor": self.secret, "page": page, "language": "en-GB", "frames": frames});
        let answer = timeout(DEADLINE, self.ask_frames(&body).send()).await.expect("an answer").unwrap();
        assert_eq!(answer.status(), 200);
        let answer: Value = answer.json().await.unwrap();
        answer["frames"].as_array().unwrap().clone()
    }

    /// Writes a message with this id; gives its ack.
    pub async fn say_as(&self, id: &str, text: &str) -> Value {
        let answers = self.post(&[json!({"type": "message.send", "ref": id, "id": id, "text": text})]).await;
        assert_eq!(answers.len(), 1, "{answers:?}");
        answers[0].clone()
    }

    /// The next message of the bot with such a body.
    pub async fn body(&mut self, kind: &str) -> Value {
        let is_it = |message: &Value| message["author"] == "bot" && message["body"]["kind"] == kind;
        self.message(&format!("a {kind} of the bot"), is_it).await["body"].clone()
    }

    /// The next message of which this is true; those of an `opened` count.
    pub async fn message(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            if let Some(at) = self.unheard.iter().position(&is_it) {
                return self.unheard.remove(at).unwrap();
            }
            match self.next().await {
                Some(Heard::Frame(frame)) if frame["type"] == "message" => {
                    self.unheard.push_back(frame["message"].clone());
                }
                Some(Heard::Frame(frame)) if frame["type"] == "opened" => {
                    self.unheard.extend(frame["messages"].as_array().unwrap().iter().cloned());
                }
                Some(Heard::Frame(_) | Heard::Comment) => {}
                ended => panic!("the stream ended ({ended:?}) before {what}; unheard: {:#?}", self.unheard),
            }
        }
    }

    /// The next draft; messages that come before it are heard later.
    pub async fn draft(&mut self) -> Value {
        loop {
            match self.next().await {
                Some(Heard::Frame(frame)) if frame["type"] == "message.draft" => return frame,
                Some(Heard::Frame(frame)) if frame["type"] == "message" => {
                    self.unheard.push_back(frame["message"].clone());
                }
                Some(Heard::Frame(_) | Heard::Comment) => {}
                ended => panic!("the stream ended ({ended:?}) before a draft"),
            }
        }
    }

    /// Hears everything to the end; gives the code the server ended with.
    pub async fn hear_end(&mut self) -> Option<u64> {
        let mut code = None;
        while let Some(heard) = self.next().await {
            if let Heard::Close(why) = heard {
                code = Some(why);
            }
        }
        code
    }

    async fn next(&mut self) -> Option<Heard> {
        let stream = self.stream.as_mut().expect("a stream");
        loop {
            if let Some(end) = self.rest.windows(2).position(|two| two == b"\n\n") {
                let event: Vec<u8> = self.rest.drain(..end + 2).take(end).collect();
                return Some(read(std::str::from_utf8(&event).expect("events are text")));
            }
            let chunk = timeout(DEADLINE, stream.chunk()).await.expect("the stream goes on");
            self.rest.extend_from_slice(&chunk.ok()??);
        }
    }
}

fn read(event: &str) -> Heard {
    let data = |text: &str| serde_json::from_str::<Value>(text).expect("data is JSON");
    match event.split_once('\n') {
        Some(("event: close", rest)) => {
            Heard::Close(data(rest.strip_prefix("data: ").unwrap())["code"].as_u64().unwrap())
        }
        Some(other) => panic!("what is {other:?}"),
        None if event.starts_with(':') => Heard::Comment,
        None => Heard::Frame(data(event.strip_prefix("data: ").expect("data"))),
    }
}
