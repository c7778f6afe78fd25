//! Every frame of the socket both ways, as files; and the whole session that docs/protocol.md shows, told anew and
//! compared. Both engines must say the same.
//!
//! `INSTA_UPDATE=always cargo nextest run --test it snapshots` writes the files and the manual's session anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use frontdesk::conversation::{self, Body, NewMessage, Status};
use frontdesk::event::Author;
use frontdesk::id::{ConversationId, Id as _};
use frontdesk::organisation::role::Role;
use insta::Settings;
use serde_json::{Value, json};

use crate::support::house::House;
use crate::support::model::{Behave, Model};
use crate::support::visitor::Visitor;
use crate::support::{stories, tools};

/// An example of a secret; a real one is made of 32 random bytes.
const SECRET: &str = "pS0bZcV7cVwRzV0m8m1hY1T2r5yq4o9bJ3kQ6dXeL2s";

/// Ids told in the order in which they came.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    fn tidy(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.name(text)),
            Value::Array(values) => values.iter().map(|value| self.tidy(value)).collect(),
            Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), self.tidy(value))).collect(),
            other => other.clone(),
        }
    }

    fn name(&mut self, text: &str) -> String {
        let Some((prefix, letters)) = text.split_once('_').filter(|(_, letters)| letters.len() == 26) else {
            return text.to_owned();
        };
        if !letters.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
            return text.to_owned();
        }
        let count = self.0.keys().filter(|known| known.starts_with(&format!("{prefix}_"))).count() + 1;
        self.0.entry(text.to_owned()).or_insert_with(|| format!("{prefix}_01m7ys4s0000000000000000{count:02}")).clone()
    }
}

fn keep(names: &mut Names, name: &str, frame: &Value) {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let text = serde_json::to_string_pretty(&names.tidy(frame)).unwrap();
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Sends a frame and keeps it.
async fn send(ada: &mut Visitor, names: &mut Names, name: &str, frame: Value) {
    keep(names, name, &frame);
    ada.send(&frame).await;
}

async fn message(ada: &mut Visitor, kind: &str, author: &str) -> Value {
    ada.find(kind, |f| {
        f["type"] == "message" && f["message"]["body"]["kind"] == kind && f["message"]["author"] == author
    })
    .await
}

/// The team does something in the conversation.
async fn the_team(house: &House, ada: &Visitor, said: NewMessage) {
    let id = ConversationId::parse(ada.conversation.as_ref().unwrap()).unwrap();
    let mut tx = house.app.tx().await.unwrap();
    let conversation = conversation::by_id(&mut tx, &id).await.unwrap().unwrap();
    conversation::say(&mut tx, &conversation, said).await.unwrap();
    conversation::set_status(&mut tx, &conversation, Status::Agent).await.unwrap();
    tx.commit().await.unwrap();
}

stories! {
    async fn every_frame_is_as_its_file_says(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let (ada, names) = (&mut Visitor::with_secret(&house.socket_url(&bot.key), SECRET).await, &mut Names::default());
        let page = json!({"url": "https://loam.example/lanterns", "title": "Lanterns", "referrer": "https://search.example/"});
        send(ada, names, "client_open", json!({"type": "open", "ref": "1", "visitor": SECRET, "page": page, "language": "en-GB", "time_zone": "Europe/London"})).await;
        keep(names, "server_opened_anew", &ada.hear("opened").await);
        send(ada, names, "client_ping", json!({"type": "ping", "ref": "2"})).await;
        keep(names, "server_pong", &ada.hear("pong").await);
        send(ada, names, "client_typing", json!({"type": "typing", "on": true})).await;
        send(ada, names, "client_message_send", json!({"type": "message.send", "ref": "3", "id": "m1", "text": "When are you open?"})).await;
        keep(names, "server_ack", &ada.hear_answer("3").await);
        keep(names, "server_message_of_the_visitor", &message(ada, "text", "visitor").await);
        keep(names, "server_message_with_a_source", &message(ada, "text", "bot").await);
        ada.say_as("m2", "Can a heron juggle?").await;
        keep(names, "server_typing", &ada.find("typing", |f| f["type"] == "typing" && f["on"] == true).await);
        keep(names, "server_message_with_quick_replies", &message(ada, "text", "bot").await);
        send(ada, names, "client_feedback", json!({"type": "feedback", "ref": "4", "seq": 2, "helpful": true})).await;
        ada.hear_answer("4").await;
        send(ada, names, "client_seen", json!({"type": "seen", "seq": 4})).await;
        send(ada, names, "client_page", json!({"type": "page", "page": {"url": "https://loam.example/returns", "title": "Returns"}, "seconds": 40})).await;
        house.rest().await;
        send(ada, names, "client_form_request", json!({"type": "form.request", "ref": "5", "id": "f1", "tag": "agent_request"})).await;
        ada.hear_answer("5").await;
        let form = message(ada, "form", "bot").await;
        keep(names, "server_message_form", &form);
        let form = form["message"]["body"]["form"].clone();
        send(ada, names, "client_form_progress", json!({"type": "form.progress", "ref": "6", "form": form, "field": "name", "values": {"name": "Ada Grove"}})).await;
        send(ada, names, "client_form_decline", json!({"type": "form.decline", "ref": "7", "id": "d1", "form": form})).await;
        ada.hear_answer("7").await;
        keep(names, "server_message_declined", &message(ada, "declined", "visitor").await);
        ada.words().await;
        house.rest().await;
        let form = ada.request_form(Some("refund_request")).await["form"].clone();
        let submit = |id: &str, email: &str| json!({"type": "form.submit", "ref": id, "id": id, "form": form,
            "values": {"order_number": "LL-20418", "email": email, "name": "Ada Grove"}});
        ada.send(&submit("8", "ada@example")).await;
        keep(names, "server_error_invalid", &ada.hear_answer("8").await);
        send(ada, names, "client_form_submit", submit("9", "ada@example.org")).await;
        ada.hear_answer("9").await;
        keep(names, "server_message_receipt", &message(ada, "receipt", "visitor").await);
        ada.words().await;
        house.rest().await;
        the_team(house, ada, NewMessage { client_id: None, author: Author::System, author_name: None,
            body: Body::Event { event: "joined".into(), name: Some("Mirela Oakes".into()) } }).await;
        keep(names, "server_message_event", &message(ada, "event", "system").await);
        keep(names, "server_status", &ada.hear("status").await);
        the_team(house, ada, NewMessage { client_id: None, author: Author::Agent, author_name: Some("Mirela Oakes".into()),
            body: Body::text("I am looking at it now.") }).await;
        keep(names, "server_message_of_an_agent", &message(ada, "text", "agent").await);
        send(ada, names, "client_history", json!({"type": "history", "ref": "10", "before": 3})).await;
        keep(names, "server_history", &ada.hear("history").await);
        let (conversation, seq) = (ada.conversation.clone(), ada.seq());
        let resume = json!({"type": "open", "ref": "11", "visitor": SECRET, "conversation": conversation, "seq": seq - 1});
        send(ada, names, "client_open_again", resume).await;
        keep(names, "server_opened_again", &ada.hear("opened").await);
        ada.send(&json!({"type": "teleport", "ref": "12", "id": "t1"})).await;
        keep(names, "server_error_unknown_type", &ada.hear("error").await);
        ada.send(&json!({"type": "form.decline", "ref": "13", "id": "d2", "form": "fse_of_somebody_else"})).await;
        keep(names, "server_error_not_found", &ada.hear("error").await);
    }

    async fn every_frame_of_an_agent_is_as_its_file_says(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let (ada, names) = (&mut house.visitor(&bot).await, &mut Names::default());
        ada.say_as("m1", "When are you open?").await;
        ada.words().await;
        house.rest().await;
        let conversation = ada.conversation.clone().unwrap();
        let priya = &mut house.agent(Role::Agent).await;
        for (name, frame) in [
            ("agent_ping", json!({"type": "ping", "ref": "1"})),
            ("agent_watch", json!({"type": "watch", "ref": "2", "bot": bot.key, "conversation": conversation, "seq": 1})),
            ("agent_inbox", json!({"type": "inbox", "ref": "3", "bot": bot.key})),
            ("agent_typing", json!({"type": "typing", "conversation": conversation, "on": true})),
            ("agent_message_send", json!({"type": "message.send", "ref": "4", "id": "a1", "conversation": conversation, "text": "I am looking at it now."})),
        ] {
            keep(names, name, &frame);
            priya.send(&frame).await;
        }
        keep(names, "desk_opened", &priya.hear("opened").await);
        keep(names, "desk_inbox", &priya.hear("inbox").await);
        keep(names, "desk_ack", &priya.hear("ack").await);
        keep(names, "desk_message", &priya.hear("message").await);
        keep(names, "desk_status", &priya.hear("status").await);
        keep(names, "desk_conversation", &priya.find("conversation", |f| f["type"] == "conversation" && f["status"] == "agent").await);
        ada.send(&json!({"type": "typing", "on": true})).await;
        keep(names, "desk_typing", &priya.hear("typing").await);
        let unwatch = json!({"type": "unwatch", "conversation": conversation});
        keep(names, "agent_unwatch", &unwatch);
        priya.send(&unwatch).await;
        let viewer = &mut house.agent(Role::Viewer).await;
        let refused = json!({"type": "message.send", "ref": "5", "id": "a3", "conversation": conversation, "text": "Hello"});
        viewer.send(&refused).await;
        keep(names, "desk_error_not_allowed", &viewer.find("refused", |f| f["ref"] == "5").await);
    }

    async fn the_manuals_session_is_a_real_one(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let url = house.socket_url(&bot.key);
        let (mut ada, mut session) = (Visitor::with_secret(&url, SECRET).await, Session::default());
        session.says("connects to `/ws?bot=KEY` and says who they are; nothing is known of them yet.");
        session.send(&mut ada, json!({"type": "open", "ref": "r1", "visitor": SECRET, "language": "en-GB"})).await;
        let opened = ada.hear("opened").await;
        session.heard(&opened);
        session.says("writes. The `ack` means: on disk. Then come their own message, as every tab of theirs sees it, and the reply.");
        session.send(&mut ada, json!({"type": "message.send", "ref": "r2", "id": "m1", "text": "I want a refund for my lantern"})).await;
        session.heard(&ada.hear_answer("r2").await);
        session.heard(&message(&mut ada, "text", "visitor").await);
        session.heard(&message(&mut ada, "text", "bot").await);
        let offered = message(&mut ada, "form", "bot").await;
        session.heard(&offered);
        house.rest().await;
        let (form, seq) = (&offered["message"]["body"]["form"], &offered["message"]["seq"]);
        let values = |email: &str| json!({"order_number": "LL-20418", "email": email, "name": "Ada Grove"});
        session.says("sends the form with a mistake in it. Nothing is stored; `fields` says what to put right.");
        session.send(&mut ada, json!({"type": "form.submit", "ref": "r3", "id": "s1", "form": form, "values": values("ada@example")})).await;
        session.heard(&ada.hear_answer("r3").await);
        session.says("sends it again, put right. The lead is stored and its e-mail is queued, and the line drops right after the `ack`.");
        session.send(&mut ada, json!({"type": "form.submit", "ref": "r4", "id": "s2", "form": form, "values": values("ada@example.org")})).await;
        session.heard(&ada.hear_answer("r4").await);
        house.rest().await;
        ada.drop_line();
        let mut ada = Visitor::with_secret(&url, SECRET).await;
        session.says(&format!("is back on a new socket, holds the conversation up to message {seq}, and gets what was missed: the receipt and the thanks."));
        session.send(&mut ada, json!({"type": "open", "ref": "r5", "visitor": SECRET, "conversation": opened_as(&offered), "seq": seq})).await;
        session.heard(&ada.hear("opened").await);
        session.says("does not know whether the form arrived, and sends it once more with the same `id`: the same answer, and no second submission.");
        session.send(&mut ada, json!({"type": "form.submit", "ref": "r6", "id": "s2", "form": form, "values": values("ada@example.org")})).await;
        session.heard(&ada.hear_answer("r6").await);
        house.rest().await;
        assert_eq!(house.leads(&bot).await[0].submissions.len(), 1);
        session.compare_with_manual();
    }

    async fn an_answer_that_is_being_worded_is_told_in_frames(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        let names = &mut Names::default();
        model.behave(Behave::Holds("[1] From nine to ", "five."));
        ada.say("When are you open?").await;
        keep(names, "server_message_draft", &ada.hear("message.draft").await);
        model.go_on();
        let first = ada.find("the end", |f| f["type"] == "message.draft" && f["text"].is_null()).await;
        keep(names, "server_message_draft_ends", &first);
    }
}

fn opened_as(frame: &Value) -> &Value {
    &frame["conversation"]
}

/// What was said on the line, as the manual shows it.
#[derive(Default)]
struct Session {
    text: String,
    names: Names,
}

impl Session {
    fn says(&mut self, what: &str) {
        let mark = if self.text.is_empty() { "" } else { "```\n\n" };
        write!(self.text, "{mark}The visitor {what}\n\n```text\n").unwrap();
    }

    async fn send(&mut self, visitor: &mut Visitor, frame: Value) {
        self.line("-->", &frame);
        visitor.send(&frame).await;
    }

    fn heard(&mut self, frame: &Value) {
        self.line("<--", frame);
    }

    fn line(&mut self, way: &str, frame: &Value) {
        let frame = self.names.tidy(frame);
        writeln!(self.text, "{way} {frame}").unwrap();
    }

    fn compare_with_manual(self) {
        const BEGIN: &str = "<!-- the session: tests/it/snapshots.rs writes it -->\n";
        const END: &str = "<!-- end of the session -->";
        let path = tools::repository().join("docs/protocol.md");
        let manual = std::fs::read_to_string(&path).unwrap();
        let (before, rest) = manual.split_once(BEGIN).expect("the manual has a place for it");
        let (shown, after) = rest.split_once(END).expect("and an end");
        let told = format!("\n{}```\n\n", self.text);
        if shown != told && std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
            std::fs::write(&path, format!("{before}{BEGIN}{told}{END}{after}")).unwrap();
            return;
        }
        assert_eq!(shown, told, "the manual shows another session: see this file's head");
    }
}
