//! What a bot answers from: answers written, files and sites read, and the questions that nothing answered.

mod asked;
mod files;
mod pdf;
mod site;
mod sites;

use frontdesk::bot::Bot;
use frontdesk::contact::identity::Sender;
use frontdesk::conversation::{self, Body, Conversation, Message, NewMessage, Whereabouts, message};
use frontdesk::event::Author;
use frontdesk::organisation::role::Role;

use crate::dashboard::desk::{Desk, Page, Person};
use crate::support::until;

const OWNER: &str = "owner@loam.example";
const HERE: &str = "/settings/knowledge";

/// An organisation with an owner and a bot.
async fn home(desk: &Desk) -> Bot {
    let home = desk.organisation("Loam").await;
    desk.member(&home, OWNER, Role::Owner).await;
    desk.bot(&home, "loam").await
}

/// A visitor, by a number, says something; everything said in their conversation so far, once it is answered.
async fn say(desk: &Desk, bot: &Bot, visitor: u32, text: &str) -> (Conversation, Vec<Message>) {
    let sender = Sender::visitor(&format!("{visitor:064x}"));
    let mut tx = desk.app.tx().await.unwrap();
    let (talk, _) = conversation::begin(&mut tx, bot, &sender, &Whereabouts::default()).await.unwrap();
    let said = conversation::say(&mut tx, &talk, NewMessage::visitor(None, Body::text(text))).await.unwrap();
    tx.commit().await.unwrap();
    let talk = until("an answer", || async {
        let mut conn = desk.app.db.read().await.unwrap();
        let talk = conversation::by_id(&mut conn, &talk.id).await.unwrap().unwrap();
        (talk.answered_seq >= said.seq).then_some(talk)
    })
    .await;
    let log = message::between(&mut desk.app.db.read().await.unwrap(), &talk.id, 0, i64::MAX).await.unwrap();
    (talk, log)
}

/// The bot's last words, and what they are from.
fn told(log: &[Message]) -> (String, Vec<conversation::message::Source>) {
    let last = log.iter().rev().find_map(|message| match &message.body {
        Body::Text { text, sources, .. } if message.author == Author::Bot => Some((text.clone(), sources.clone())),
        _ => None,
    });
    last.unwrap_or_default()
}

/// Does one thing on the page.
async fn act(person: &mut Person<'_>, act: &str, fields: &[(&str, &str)]) -> Page {
    let csrf = person.csrf.clone();
    let mut all = vec![("csrf", csrf.as_str()), ("bot", ""), ("do", act)];
    all.extend(fields);
    person.post(HERE, &all).await
}

async fn upload(person: &mut Person<'_>, name: &str, file: &[u8]) -> Page {
    let csrf = person.csrf.clone();
    person.upload_as("/settings/knowledge/files", &[("csrf", &csrf), ("bot", "")], name, file).await
}

async fn number(desk: &Desk, sql: &'static str) -> i64 {
    desk.app.db.read().await.unwrap().count(sql, Vec::new()).await.unwrap()
}
