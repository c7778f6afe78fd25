//! What visitors are understood to want: a form where it is sure, one reply to tap where it is half sure, and an owner who
//! sees, tries, corrects and teaches.

use frontdesk::assistant::{Form, Model};
use frontdesk::organisation::role::Role;
use serde_json::Value;

use crate::dashboard::desk::{Desk, Page, Person};
use crate::support::house::PHONE;
use crate::support::{postgres, stories, visitor};

/// A message that the assistant is half sure is about a refund: whichever of these is one today.
pub fn half_sure() -> &'static str {
    let maybe = [
        "need help with a refund",
        "something about a refund",
        "refund matter",
        "a question on my refund maybe",
        "about the refund thing",
        "refund for the lamp perhaps",
        "thinking about returning it",
        "returns please",
        "I may send it back",
    ];
    let is_half = |text: &&str| {
        let found = Model::builtin().recognise(text);
        found.form == Form::Chip && found.label() == "refund_request"
    };
    maybe.into_iter().find(is_half).expect("one of them is half sure")
}

pub fn replies(body: &Value) -> Vec<String> {
    body["replies"].as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)).collect()
}

stories! {
    async fn who_is_half_understood_taps_one_reply_and_the_form_opens(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say(half_sure()).await;
        let offered = ada.told().await;
        assert_eq!(offered["text"], "Want us to get in touch?");
        assert_eq!(replies(&offered), ["Yes, about a refund"]);
        ada.say("Yes, about a refund").await;
        assert_eq!(ada.form().await["tag"], "refund_request");
    }

    async fn a_yes_in_words_takes_up_what_was_offered(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say(half_sure()).await;
        ada.told().await;
        ada.say("yes please").await;
        assert_eq!(ada.form().await["tag"], "refund_request");
        let mut eve = house.visitor(&bot).await;
        eve.say("Can a heron juggle?").await;
        assert_eq!(eve.words().await, "I do not know that one. Shall I ask the team?");
        eve.say("ja bitte").await;
        assert_eq!(eve.form().await["tag"], "agent_request");
    }

    async fn a_yes_to_nothing_opens_nothing(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("When are you open?").await;
        ada.told().await;
        ada.say("yes please").await;
        assert_eq!(ada.told().await["kind"], "text");
    }

    async fn the_same_is_offered_once_a_conversation(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say(half_sure()).await;
        assert_eq!(replies(&ada.told().await), ["Yes, about a refund"]);
        ada.say(half_sure()).await;
        assert!(!replies(&ada.told().await).contains(&"Yes, about a refund".to_owned()));
    }

    async fn by_text_message_the_offer_is_words_and_so_is_the_yes(house) {
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        house.sms(PHONE, half_sure()).await;
        let offered = "Want us to get in touch? Reply YES and I will take your details.";
        assert_eq!(house.texts_are(PHONE, 1).await, [offered]);
        house.sms(PHONE, "YES").await;
        let texts = house.texts_are(PHONE, 2).await;
        assert!(!texts[1].contains("I do not know"), "{}", texts[1]);
    }
}

const OWNER: &str = "owner@loam.example";
const PAGE: &str = "/settings/tags";

async fn post(person: &mut Person<'_>, fields: &[(&str, &str)]) -> Page {
    let csrf = person.csrf.clone();
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend_from_slice(fields);
    person.post(PAGE, &all).await
}

/// An owner sees what was understood, corrects it, adds a tag, and tries it first.
async fn an_owner_sees_corrects_and_teaches(desk: &Desk) {
    let home = desk.organisation("Loam").await;
    desk.member(&home, OWNER, Role::Owner).await;
    desk.bot(&home, "loam").await;
    let mut owner = desk.signed_in(OWNER).await;
    let url = format!("ws://{}/ws?bot=loam", desk.address());
    let mut ada = visitor::Visitor::arrive(&url).await;
    ada.open().await;
    ada.say("the glorble has gone walkabout").await;
    ada.told().await;

    let page = owner.get(PAGE).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("the glorble has gone walkabout") && page.body.contains("Nothing asked for"));
    let message = page.field("message");
    let corrected = post(&mut owner, &[("do", "correct"), ("message", &message), ("is", "order_question")]).await;
    assert_eq!(corrected.status, 303, "{}", corrected.body);
    let tried = post(&mut owner, &[("do", "try"), ("text", "The glorble has gone walkabout!")]).await;
    assert!(tried.body.contains("Order question: its form opens."), "{}", tried.body);
    let mut eve = visitor::Visitor::arrive(&url).await;
    eve.open().await;
    eve.say("the glorble has gone walkabout").await;
    assert_eq!(eve.form().await["tag"], "order_question", "learned at once");

    let draft = [
        ("label", "Lantern lessons"),
        ("hue", "teal"),
        ("examples", "teach me lantern making\ncan I join a lantern class\nI want lantern lessons"),
        ("recipients", "lessons@loam.example"),
        ("active", "on"),
    ];
    let with = |act: &'static str| {
        let mut fields = vec![("do", act)];
        fields.extend(draft);
        fields
    };
    let mut ivy = visitor::Visitor::arrive(&url).await;
    ivy.open().await;
    ivy.say("could I join one of your lantern classes").await;
    ivy.told().await;
    let preview = post(&mut owner, &with("preview")).await;
    assert!(preview.body.contains("would be taken for something else. Nothing is saved yet."), "{}", preview.body);
    assert!(preview.body.contains("could I join one of your lantern classes"));
    assert!(!owner.get(PAGE).await.body.contains("Lantern lessons"), "nothing was saved");
    assert_eq!(post(&mut owner, &with("save")).await.status, 303);
    assert!(owner.get(PAGE).await.body.contains("Lantern lessons"));
    let again = post(&mut owner, &with("save")).await;
    assert!(again.status == 422 && again.body.contains("There is a tag of this name"), "{}", again.body);
    let mut tom = visitor::Visitor::arrive(&url).await;
    tom.open().await;
    tom.say("teach me lantern making").await;
    assert_eq!(tom.form().await["tag"], "lantern_lessons");

    let strange = post(&mut owner, &[("do", "correct"), ("message", "x.1"), ("is", "none")]).await;
    assert_eq!(strange.status, 404);
    let unknown = post(&mut owner, &[("do", "correct"), ("message", &message), ("is", "no_such_tag")]).await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn an_owner_sees_corrects_and_teaches_on_sqlite() {
    let desk = Desk::start(None).await;
    an_owner_sees_corrects_and_teaches(&desk).await;
    desk.stop().await;
}

#[tokio::test]
async fn an_owner_sees_corrects_and_teaches_on_postgres() {
    let desk = Desk::start(Some(postgres::database().await)).await;
    an_owner_sees_corrects_and_teaches(&desk).await;
    desk.stop().await;
}
