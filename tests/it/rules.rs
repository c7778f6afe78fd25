//! What the assistant does unasked, by the owner's rules, and what it answers from.

use frontdesk::bot::Bot;
use frontdesk::conversation::{self, Status};
use frontdesk::event::Author;
use frontdesk::id::{ConversationId, Id as _};
use frontdesk::trigger::condition::Page;
use frontdesk::trigger::{Action, Condition, Once, Rule, rules};
use serde_json::json;

use crate::support::house::House;
use crate::support::stories;
use crate::support::visitor::Visitor;

async fn rule(house: &House, bot: &Bot, when: Condition, then: Action, once: Once) {
    let rule = Rule { id: String::new(), name: "the owner's".into(), enabled: true, when, then, once };
    let mut tx = house.app.tx().await.unwrap();
    rules::put(&mut tx, bot, &[rule]).await.unwrap();
    tx.commit().await.unwrap();
}

fn show_form() -> Action {
    Action::ShowForm { tag: None }
}

/// Says it, waits for all that comes of it; whether a form came.
async fn brings_a_form(house: &House, visitor: &mut Visitor, text: &str) -> bool {
    let before = visitor.seq();
    assert_eq!(visitor.say(text).await["type"], "ack");
    house.rest().await;
    let last = house.transcript(visitor.conversation.as_ref().unwrap()).await.last().unwrap().seq;
    visitor.hear_up_to(last).await;
    visitor.log.range(before + 1..).any(|(_, message)| message["body"]["kind"] == "form")
}

stories! {
    async fn after_some_messages_the_form_is_shown_once_a_conversation(house) {
        let bot = house.bot(|_| {}).await;
        rule(house, &bot, Condition::VisitorMessages { at_least: 3 }, show_form(), Once::Conversation).await;
        let mut ada = house.visitor(&bot).await;
        let mut shown = Vec::new();
        for text in ["When are you open?", "How long does delivery take?", "What are the candles made of?", "Thanks", "When are you open?"] {
            shown.push(brings_a_form(house, &mut ada, text).await);
        }
        assert_eq!(shown, [false, false, true, false, false]);
        let mut eve = house.visitor(&bot).await;
        assert!(!brings_a_form(house, &mut eve, "When are you open?").await, "she has said one thing");
    }

    async fn on_a_page_and_at_a_keyword(house) {
        let bot = house.bot(|_| {}).await;
        let on_returns = Condition::All(vec![
            Condition::Page(Page::StartsWith("/returns".into())),
            Condition::Keyword { any_of: vec!["wholesale price".into()] },
        ]);
        rule(house, &bot, on_returns, show_form(), Once::Conversation).await;
        let mut ada = house.visitor(&bot).await;
        assert!(!brings_a_form(house, &mut ada, "What is the wholesale price?").await, "on no page");
        ada.send(&json!({"type": "page", "page": {"url": "https://loam.example/returns/?from=mail", "title": "Returns"}})).await;
        assert!(!brings_a_form(house, &mut ada, "When are you open?").await, "without the words");
        assert!(brings_a_form(house, &mut ada, "And your WHOLESALE price, please").await);
    }

    async fn when_there_is_no_answer_once_a_visitor(house) {
        let bot = house.bot(|_| {}).await;
        rule(house, &bot, Condition::NoAnswer, show_form(), Once::Visitor).await;
        let mut ada = house.visitor(&bot).await;
        assert!(!brings_a_form(house, &mut ada, "When are you open?").await);
        assert!(brings_a_form(house, &mut ada, "Can a heron juggle?").await);
        assert!(!brings_a_form(house, &mut ada, "Can a badger whistle?").await);
        let mut eve = house.visitor(&bot).await;
        assert!(brings_a_form(house, &mut eve, "Can a heron juggle?").await, "somebody else's first time");
    }

    async fn a_rule_may_say_something_or_keep_silent(house) {
        let bot = house.bot(|_| {}).await;
        let keyword = |word: &str| Condition::Keyword { any_of: vec![word.into()] };
        rule(house, &bot, keyword("fire"), Action::Say { text: "Ring 999.".into() }, Once::Conversation).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("There is a fire").await;
        assert_eq!(ada.words().await, "Ring 999.");
        house.rest().await;
        rule(house, &bot, keyword("psst"), Action::StaySilent, Once::Conversation).await;
        let mut eve = house.visitor(&bot).await;
        eve.say("psst, when are you open?").await;
        house.rest().await;
        assert_eq!(house.transcript(eve.conversation.as_ref().unwrap()).await.len(), 1);
    }

    async fn while_a_person_answers_the_assistant_keeps_silent(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("When are you open?").await;
        ada.words().await;
        house.rest().await;
        let id = ConversationId::parse(ada.conversation.as_ref().unwrap()).unwrap();
        for (status, answers) in [(Status::Agent, 1), (Status::Waiting, 1), (Status::Bot, 2)] {
            let mut tx = house.app.tx().await.unwrap();
            let conversation = conversation::by_id(&mut tx, &id).await.unwrap().unwrap();
            conversation::set_status(&mut tx, &conversation, status).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(ada.hear("status").await["status"], status.as_str());
            ada.say("What are the candles made of?").await;
            house.rest().await;
            let kept = house.transcript(id.as_str()).await;
            assert_eq!(kept.iter().filter(|message| message.author == Author::Bot).count(), answers, "{status:?}");
        }
    }

    async fn an_answer_names_its_source_and_the_third_time_a_person_is_offered(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        for _ in 0..2 {
            ada.say("When are you open?").await;
            let answer = ada.told().await;
            assert_eq!(answer["text"], "We are open from nine to five, Monday to Saturday.");
            assert_eq!(answer["sources"], json!([{"title": "Opening hours", "url": "https://loam.example/help"}]));
        }
        ada.say("When are you open?").await;
        let third = ada.told().await;
        assert_eq!(third["text"], "I have told you what I know about that. Shall I ask the team?");
        assert_eq!(third["replies"], json!(["Ask the team", "Talk to a person"]));
    }

    async fn what_is_not_known_is_said_so_and_a_person_offered(house) {
        let bot = house.bot(|settings| settings.team = "workshop".into()).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("Can a heron juggle?").await;
        let answer = ada.told().await;
        assert_eq!(answer["text"], "I do not know that one. Shall I ask the workshop?");
        assert_eq!(answer["sources"], serde_json::Value::Null);
        let chip = answer["replies"][0].as_str().unwrap().to_owned();
        ada.say(&chip).await;
        assert!(ada.form().await["form"].is_string(), "the quick reply leads to the form");
    }

    async fn what_a_visitor_writes_is_never_a_search_expression(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        for text in ["\" OR 1=1 --", "NEAR(open, 5) AND title:*", "open & ! ( | : *", "'; DROP TABLE entry; --", "\u{feff}\u{202e}nepo"] {
            assert_eq!(ada.say(text).await["type"], "ack");
            ada.told().await;
        }
        house.rest().await;
        ada.say("When are you open?").await;
        assert!(ada.words().await.starts_with("We are open"));
    }
}
