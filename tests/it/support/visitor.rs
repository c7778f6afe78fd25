//! A visitor with a socket, who speaks the protocol of docs/protocol.md and nothing else.
//!
//! Frames are taken by what they are: `hear("ack")` leaves a message that came before it to be heard later.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::ear::{self, Ear, Socket};
use super::log;

/// A visitor; dropped, their socket closes as a lost network does.
pub struct Visitor {
    /// `ws://…/ws?bot=KEY`
    pub url: String,
    /// Their secret.
    pub secret: String,
    /// What is said about them when they open.
    pub about: Value,
    /// The conversation they hold.
    pub conversation: Option<String>,
    /// Every message they have, by seq.
    pub log: BTreeMap<i64, Value>,
    ear: Ear,
    /// No other tab's.
    tab: String,
    count: u32,
}

/// Opens a socket as a page of `origin` would; the status when it is refused.
pub async fn connect(url: &str, origin: Option<&str>) -> Result<Socket, u16> {
    ear::connect(url, &[("origin", origin)]).await
}

/// What a frame holds of a person never stands in the log.
fn keep_private(frame: &Value) {
    let page = &frame["page"];
    for text in [&frame["text"], &frame["visitor"], &page["url"], &page["title"], &page["referrer"]] {
        log::keep_private(text.as_str().unwrap_or_default());
    }
    let values = frame["values"].as_object().into_iter().flat_map(|values| values.values());
    values.filter_map(Value::as_str).for_each(log::keep_private);
}

impl Visitor {
    /// A visitor nobody has seen before, on the page, without a word to the server.
    pub async fn arrive(url: &str) -> Self {
        Self::with_secret(url, &frontdesk::id::token().unwrap()).await
    }

    /// The visitor with this secret: another tab, or after a reload.
    pub async fn with_secret(url: &str, secret: &str) -> Self {
        log::keep_private(secret);
        let mut visitor = Self {
            url: url.to_owned(),
            secret: secret.to_owned(),
            about: json!({}),
            conversation: None,
            log: BTreeMap::new(),
            ear: Ear::default(),
            tab: frontdesk::id::token().unwrap().chars().take(8).collect(),
            count: 0,
        };
        visitor.ear.take(connect(url, None).await.expect("a socket"));
        visitor
    }

    /// Another tab of theirs, opened.
    pub async fn another_tab(&self) -> Self {
        let mut tab = Self::with_secret(&self.url, &self.secret).await;
        tab.open().await;
        tab
    }

    /// Says who they are and what they have; gives the `opened`.
    pub async fn open(&mut self) -> Value {
        let mut open = json!({"type": "open", "ref": "open", "visitor": self.secret});
        if let (Some(open), Some(about)) = (open.as_object_mut(), self.about.as_object()) {
            open.extend(about.clone());
            if let Some(conversation) = &self.conversation {
                open.insert("conversation".into(), json!(conversation));
                open.insert("seq".into(), json!(self.seq()));
            }
        }
        self.send(&open).await;
        self.hear("opened").await
    }

    /// The last seq they have.
    pub fn seq(&self) -> i64 {
        self.log.keys().next_back().copied().unwrap_or(0)
    }

    /// Loses the line.
    pub fn drop_line(&mut self) {
        self.ear.drop_line();
    }

    /// Comes back and asks for what was missed.
    pub async fn resume(&mut self) -> Value {
        self.drop_line();
        self.ear.take(connect(&self.url, None).await.expect("a socket"));
        self.open().await
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: &Value) {
        keep_private(frame);
        self.send_raw(Message::text(frame.to_string())).await.expect("the line holds");
    }

    /// Sends anything.
    pub async fn send_raw(&mut self, message: Message) -> Result<(), Error> {
        self.ear.send(message).await
    }

    /// A fresh idempotency key.
    pub fn id(&mut self) -> String {
        self.count += 1;
        format!("c{}-{}", self.count, self.tab)
    }

    /// Writes a message; gives its ack.
    pub async fn say(&mut self, text: &str) -> Value {
        let id = self.id();
        self.say_as(&id, text).await
    }

    /// Writes a message with this id; gives its ack.
    pub async fn say_as(&mut self, id: &str, text: &str) -> Value {
        self.send(&json!({"type": "message.send", "ref": id, "id": id, "text": text})).await;
        self.hear_answer(id).await
    }

    /// Asks for a form; gives it.
    pub async fn request_form(&mut self, tag: Option<&str>) -> Value {
        let id = self.id();
        let mut frame = json!({"type": "form.request", "ref": id, "id": id});
        if let Some(tag) = tag {
            frame["tag"] = json!(tag);
        }
        self.send(&frame).await;
        let ack = self.hear_answer(&id).await;
        assert_eq!(ack["type"], "ack", "{ack}");
        self.form().await
    }

    /// Sends a form; gives the ack or the error.
    pub async fn submit(&mut self, form: &Value, values: &Value) -> Value {
        let id = self.id();
        self.submit_as(&id, form, values).await
    }

    /// Sends a form with this id; gives the ack or the error.
    pub async fn submit_as(&mut self, id: &str, form: &Value, values: &Value) -> Value {
        self.send(&json!({"type": "form.submit", "ref": id, "id": id, "form": form["form"], "values": values})).await;
        self.hear_answer(id).await
    }

    /// Puts a form aside; gives the ack or the error.
    pub async fn decline(&mut self, form: &Value) -> Value {
        let id = self.id();
        self.send(&json!({"type": "form.decline", "ref": id, "id": id, "form": form["form"]})).await;
        self.hear_answer(&id).await
    }

    /// The ack or error with this `ref`.
    pub async fn hear_answer(&mut self, reference: &str) -> Value {
        self.find(&format!("an answer to {reference}"), |frame| {
            frame["ref"] == reference && (frame["type"] == "ack" || frame["type"] == "error")
        })
        .await
    }

    /// The next frame of this type.
    pub async fn hear(&mut self, kind: &str) -> Value {
        self.find(kind, |frame| frame["type"] == kind).await
    }

    /// The next message that is no word of the visitor's own: its body.
    pub async fn told(&mut self) -> Value {
        let frame =
            self.find("a message of the bot", |f| f["type"] == "message" && f["message"]["author"] != "visitor").await;
        frame["message"]["body"].clone()
    }

    /// The next words of the bot.
    pub async fn words(&mut self) -> String {
        let body = self.body("text", false).await;
        body["text"].as_str().unwrap().to_owned()
    }

    /// The next form.
    pub async fn form(&mut self) -> Value {
        self.body("form", false).await
    }

    /// The next receipt.
    pub async fn receipt(&mut self) -> Value {
        self.body("receipt", true).await
    }

    async fn body(&mut self, kind: &str, own: bool) -> Value {
        let frame = self
            .find(kind, |f| {
                f["type"] == "message"
                    && f["message"]["body"]["kind"] == kind
                    && (f["message"]["author"] == "visitor") == own
            })
            .await;
        frame["message"]["body"].clone()
    }

    /// The first frame of which this is true, of those not heard yet.
    pub async fn find(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let Self { ear, conversation, log, .. } = self;
        ear.find(what, is_it, |frame| keep(conversation, log, frame)).await
    }

    /// Hears until they have the message with this number.
    pub async fn hear_up_to(&mut self, seq: i64) {
        while self.seq() < seq {
            let Self { ear, conversation, log, .. } = self;
            let is_more = ear.hear(|frame| keep(conversation, log, frame)).await;
            assert!(is_more, "message {seq} never came; there are {:#?}", self.log);
        }
    }

    /// Hears everything to the end; gives the code the server closed with.
    pub async fn hear_end(&mut self) -> Option<u16> {
        let Self { ear, conversation, log, .. } = self;
        ear.hear_end(|frame| keep(conversation, log, frame)).await
    }

    /// What has come and was not asked for.
    pub fn unheard(&self) -> impl Iterator<Item = &Value> {
        self.ear.unheard()
    }
}

fn keep(holds: &mut Option<String>, log: &mut BTreeMap<i64, Value>, frame: &Value) {
    let messages = match frame["type"].as_str() {
        Some("opened") => {
            let conversation = frame["conversation"].as_str().map(str::to_owned);
            if conversation != *holds {
                log.clear();
            }
            *holds = conversation;
            frame["messages"].as_array().cloned().unwrap_or_default()
        }
        Some("message") => vec![frame["message"].clone()],
        Some("ack") => {
            *holds = frame["conversation"].as_str().map(str::to_owned);
            return;
        }
        _ => return,
    };
    for message in messages {
        let seq = message["seq"].as_i64().unwrap();
        log.entry(seq).or_insert(message);
    }
}
