//! A member of the team with a socket, who speaks the agents' part of docs/protocol.md and nothing else.
//!
//! Frames are taken by what they are, as a [`Visitor`](super::visitor::Visitor) takes them.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::ear::{self, Ear};
use super::house::http;

/// An agent; dropped, their socket closes as a lost network does.
pub struct Agent {
    /// `name=token`, as their browser keeps it.
    pub cookie: String,
    /// Their id as a member, where the house knows it.
    pub member: String,
    /// What the pages of their browser are of.
    pub origin: Option<String>,
    /// Every message they have, by conversation and seq.
    pub logs: BTreeMap<String, BTreeMap<i64, Value>>,
    /// `http://host`
    base: String,
    ear: Ear,
    tab: String,
    count: u32,
}

impl Agent {
    /// Signs in at the server whose pages are at `base` (`http://host`). There is no socket yet.
    pub async fn sign_in(base: &str, email: &str, password: &str) -> Self {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("email", email), ("password", password)])
            .finish();
        let request = http().post(format!("{base}/login")).body(form);
        let answer = request.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 303, "{email} signs in");
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        Self {
            cookie: cookie.split(';').next().unwrap().to_owned(),
            member: String::new(),
            origin: Some(base.to_owned()),
            logs: BTreeMap::new(),
            base: base.to_owned(),
            ear: Ear::default(),
            tab: frontdesk::id::token().unwrap().chars().take(8).collect(),
            count: 0,
        }
    }

    /// Another tab of the same browser, with a socket of its own.
    pub async fn another_tab(&self) -> Self {
        let mut tab = Self {
            cookie: self.cookie.clone(),
            member: self.member.clone(),
            origin: self.origin.clone(),
            logs: BTreeMap::new(),
            base: self.base.clone(),
            ear: Ear::default(),
            tab: frontdesk::id::token().unwrap().chars().take(8).collect(),
            count: 0,
        };
        tab.connect(&tab.url()).await.expect("a socket");
        tab
    }

    /// `ws://host/ws/agent` of the server they signed in at.
    pub fn url(&self) -> String {
        format!("{}/ws/agent", self.base.replacen("http", "ws", 1))
    }

    /// Opens a socket there, or at another node; the status when it is refused.
    pub async fn connect(&mut self, url: &str) -> Result<(), u16> {
        self.drop_line();
        let headers = [("cookie", Some(self.cookie.as_str())), ("origin", self.origin.as_deref())];
        self.ear.take(ear::connect(url, &headers).await?);
        Ok(())
    }

    /// Loses the line.
    pub fn drop_line(&mut self) {
        self.ear.drop_line();
    }

    /// Ends the session, by the form that every page has.
    pub async fn sign_out(&self) {
        let get = http().get(format!("{}/leads", self.base)).header("cookie", &self.cookie);
        let page = get.send().await.unwrap().text().await.unwrap();
        let (_, after) = page.split_once("name=\"csrf\" value=\"").expect("a form");
        let form = format!("csrf={}", after.split('"').next().unwrap());
        let post = http().post(format!("{}/logout", self.base)).header("cookie", &self.cookie).body(form);
        let answer = post.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 303);
    }

    /// Watches a conversation from what they have of it; gives the `opened` or the error.
    pub async fn watch(&mut self, bot: &str, conversation: &str) -> Value {
        let (reference, seq) = (self.id(), self.seq(conversation));
        self.send(&json!({"type": "watch", "ref": reference, "bot": bot, "conversation": conversation, "seq": seq}))
            .await;
        self.find("an answer to watch", |frame| frame["ref"] == reference.as_str()).await
    }

    /// Hears of a bot's conversations from now on; gives the answer.
    pub async fn inbox(&mut self, bot: &str) -> Value {
        let reference = self.id();
        self.send(&json!({"type": "inbox", "ref": reference, "bot": bot})).await;
        self.find("an answer to inbox", |frame| frame["ref"] == reference.as_str()).await
    }

    /// Writes in a conversation; gives the ack or the error.
    pub async fn say(&mut self, conversation: &str, text: &str) -> Value {
        let id = self.id();
        self.say_as(&id, conversation, text).await
    }

    /// Writes a message with this id; gives the ack or the error.
    pub async fn say_as(&mut self, id: &str, conversation: &str, text: &str) -> Value {
        let reference = self.id();
        let frame =
            json!({"type": "message.send", "ref": reference, "id": id, "conversation": conversation, "text": text});
        self.send(&frame).await;
        self.find("an answer to a message", |frame| frame["ref"] == reference.as_str()).await
    }

    /// The last seq they have of a conversation.
    pub fn seq(&self, conversation: &str) -> i64 {
        self.logs.get(conversation).and_then(|log| log.keys().next_back()).copied().unwrap_or(0)
    }

    /// A fresh idempotency key.
    pub fn id(&mut self) -> String {
        self.count += 1;
        format!("a{}-{}", self.count, self.tab)
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: &Value) {
        self.ear.send(Message::text(frame.to_string())).await.expect("the line holds");
    }

    /// The next frame of this type.
    pub async fn hear(&mut self, kind: &str) -> Value {
        self.find(kind, |frame| frame["type"] == kind).await
    }

    /// The next words of this author.
    pub async fn words(&mut self, author: &str) -> String {
        let is_it = |f: &Value| f["type"] == "message" && f["message"]["author"] == author;
        let frame = self.find(author, is_it).await;
        frame["message"]["body"]["text"].as_str().unwrap_or_default().to_owned()
    }

    /// The first frame of which this is true, of those not heard yet.
    pub async fn find(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let Self { ear, logs, .. } = self;
        ear.find(what, is_it, |frame| keep(logs, frame)).await
    }

    /// Hears until they have this message of a conversation.
    pub async fn hear_up_to(&mut self, conversation: &str, seq: i64) {
        while self.seq(conversation) < seq {
            let Self { ear, logs, .. } = self;
            let is_more = ear.hear(|frame| keep(logs, frame)).await;
            assert!(is_more, "message {seq} never came; there are {:#?}", self.logs);
        }
    }

    /// Hears everything to the end; gives the code the server closed with.
    pub async fn hear_end(&mut self) -> Option<u16> {
        let Self { ear, logs, .. } = self;
        ear.hear_end(|frame| keep(logs, frame)).await
    }

    /// What has come and was not asked for.
    pub fn unheard(&self) -> impl Iterator<Item = &Value> {
        self.ear.unheard()
    }
}

fn keep(logs: &mut BTreeMap<String, BTreeMap<i64, Value>>, frame: &Value) {
    let messages = match frame["type"].as_str() {
        Some("opened") => frame["messages"].as_array().cloned().unwrap_or_default(),
        Some("message") => vec![frame["message"].clone()],
        _ => return,
    };
    let log = logs.entry(frame["conversation"].as_str().unwrap().to_owned()).or_default();
    for message in messages {
        log.entry(message["seq"].as_i64().unwrap()).or_insert(message);
    }
}
