//! After the conversation and by mail: agents who only use mail, who wants to be told, leads that nobody opens, transcripts.

mod mailed;
mod told;
mod transcript;
mod walks;

use std::time::Duration;

use frontdesk::notify::message::Outgoing;
use frontdesk::organisation::role::Role;
use serde_json::{Value, json};

use crate::inbound_mail::ADA;
use crate::support::agent::Agent;
use crate::support::house::{House, http};
use crate::support::until;
use crate::support::visitor::Visitor;
use frontdesk::bot::Bot;

/// Asks for a person and leaves her details, which rings where somebody is there.
pub async fn asks(house: &House, bot: &Bot) -> (Visitor, String) {
    let mut ada = house.visitor(bot).await;
    ada.say("Can I talk to a person please?").await;
    let form = ada.form().await;
    let values = json!({"name": "Ada Grove", "email": ADA, "consent": true, "message": "My lantern came broken"});
    ada.submit(&form, &values).await;
    house.rest().await;
    let talk = ada.conversation.clone().unwrap();
    (ada, talk)
}

pub async fn shift(agent: &mut Agent, conversation: &str, wanted: &str, more: Value) -> Value {
    let mut frame = json!({"type": "move", "ref": format!("r-{wanted}"), "conversation": conversation, "do": wanted});
    frame.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    agent.send(&frame).await;
    agent.find("the answer", |f| f["ref"] == format!("r-{wanted}")).await
}

/// Time passes, a little at a time, until so many e-mails have left; no more than so many.
pub async fn mails_in_time(house: &House, count: usize) -> Vec<Outgoing> {
    let mails = until(&format!("{count} e-mails"), || async {
        house.advance(Duration::from_secs(20)).await;
        Some(house.mails()).filter(|mails| mails.len() >= count)
    })
    .await;
    house.rest().await;
    assert_eq!(mails.len(), count, "{:#?}", subjects(&mails));
    mails
}

pub fn subjects(mails: &[Outgoing]) -> Vec<(String, String)> {
    mails.iter().map(|mail| (mail.to.join(" "), mail.subject.clone())).collect()
}

/// The path behind this label in the e-mail.
pub fn link(mail: &Outgoing, label: &str) -> String {
    let line = mail.text.lines().find_map(|line| line.strip_prefix(&format!("{label}: "))).expect(label);
    assert!(mail.html.contains(line), "the HTML has it too");
    line.strip_prefix("https://desk.example").unwrap().to_owned()
}

/// Presses the button of the page that a link opens.
pub async fn press(house: &House, path: &str) -> String {
    let asked = http().get(house.url(path)).header("accept", "text/html").send().await.unwrap();
    assert_eq!(asked.status(), 200);
    let request = http().post(house.url(path)).header("accept", "text/html").form(&[("csrf", "")]);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.text().await.unwrap()
}

/// A page, as somebody of the team sees it.
pub async fn page(house: &House, agent: &Agent, path: &str) -> String {
    let answer = http().get(house.url(path)).header("cookie", &agent.cookie).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

/// Somebody who has no page open any more.
pub async fn leaves(house: &House, agent: &mut Agent) {
    agent.drop_line();
    house.advance(Duration::from_secs(60)).await;
}

/// A colleague at the dashboard.
pub async fn colleague(house: &House) -> Agent {
    house.agent(Role::Agent).await
}
