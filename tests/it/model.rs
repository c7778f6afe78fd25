//! A language model words the answers: shown as they come, stored once and whole, held to what was given, and missed by
//! nobody when it is late, broken, over its budget, or says what it may not.

mod doubt;
mod notes;
mod page;
mod red_team;

use frontdesk::bot::Bot;
use frontdesk::id::Id as _;
use serde_json::{Value, json};

use crate::support::house::{Engine, House, PHONE};
use crate::support::line::Plain;
use crate::support::model::{Behave, KEY, Model};
use crate::support::visitor::Visitor;
use crate::support::{binary, stories, until};

/// What the embedded assistant says of delivery.
const EMBEDDED: &str = "Delivery takes three to five working days.";

/// What the model says of it when nothing else is arranged.
const WORDED: &str = "As our page says: it takes three to five days.";

const ASKED: &str = "How long does delivery take?";

/// The answer to a question of somebody new.
async fn answer(house: &House, bot: &Bot) -> String {
    let mut ada = house.visitor(bot).await;
    ada.say(ASKED).await;
    ada.words().await
}

/// Every word that a person of this bot has been told, and every form.
async fn told(house: &House, ada: &Visitor) -> Vec<Value> {
    let log = house.transcript(ada.conversation.as_ref().unwrap()).await;
    let of_bot = log.into_iter().filter(|message| message.author == frontdesk::event::Author::Bot);
    of_bot.map(|message| serde_json::to_value(message.body).unwrap()).collect()
}

stories! {
    async fn an_answer_is_shown_as_it_comes_and_stored_once_and_whole(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        let mut tab = ada.another_tab().await;
        model.behave(Behave::Holds("[1] It takes three to ", "five working days [1], [9] at most."));
        ada.say(ASKED).await;
        let draft = ada.hear("message.draft").await;
        assert_eq!(draft["text"], "It takes three", "whole words alone");
        assert_eq!(tab.hear("message.draft").await["id"], draft["id"]);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message").await, 1, "nothing is stored before it is whole");
        model.go_on();
        let whole = ada.find("the message", |f| f["type"] == "message" && f["message"]["id"] == draft["id"]).await;
        assert_eq!(whole["message"]["body"], json!({
            "kind": "text", "text": "It takes three to five working days, at most.",
            "sources": [{"title": "Delivery", "url": "https://loam.example/help"}],
        }));
        house.rest().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message").await, 2);
        assert_eq!(model.keys(), [format!("Bearer {KEY}")]);
        let request = &model.requests()[0];
        assert_eq!((&request["stream"], &request["model"]), (&json!(true), &json!("small")));
        assert!(!request.to_string().contains(KEY));
    }

    async fn where_no_socket_can_be_had_it_is_shown_as_well(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        let mut ada = Plain::arrive(house, &bot);
        ada.open(None).await;
        model.behave(Behave::Holds("[1] It takes three to ", "five days."));
        ada.say_as("one", ASKED).await;
        let draft = ada.draft().await;
        model.go_on();
        let whole = ada.message("the message", |message| message["id"] == draft["id"]).await;
        assert_eq!(whole["body"]["text"], "It takes three to five days.");
    }

    async fn by_text_message_the_whole_text_comes_and_no_draft(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        assert_eq!(house.sms(PHONE, ASKED).await, 200);
        assert_eq!(house.texts_are(PHONE, 1).await, [format!("{WORDED} https://loam.example/help")]);
        assert_eq!(model.requests().len(), 1);
    }

    async fn what_needs_no_words_of_its_own_costs_nothing(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        for asked in ["Hello there", "thanks a lot", "are you a bot?"] {
            ada.say(asked).await;
            ada.words().await;
        }
        ada.say("I want a refund").await;
        let form = ada.form().await;
        ada.decline(&form).await;
        house.rest().await;
        assert_eq!(model.requests().len(), 0);
        ada.say(ASKED).await;
        assert_eq!(ada.find("the answer", |f| f["message"]["body"]["text"] == WORDED).await["type"], "message");
        assert_eq!(model.requests().len(), 1);
    }

    async fn a_plug_that_is_pulled_in_mid_reply_changes_the_wording_alone(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        for pulled in [Behave::StallsAfter("[1] It will take "), Behave::Drops("data: {\"choices\":[{\"delta\":{\"content\":\"[1] It will take long \"}}]}\n\ndata: {\"choices\":[{\"del")] {
            model.behave(pulled.clone());
            let mut ada = house.visitor(&bot).await;
            ada.say(ASKED).await;
            let draft = ada.hear("message.draft").await;
            let whole = ada.find("the message", |f| f["type"] == "message" && f["message"]["author"] == "bot").await;
            assert_eq!(whole["message"]["id"], draft["id"], "{pulled:?}");
            assert_eq!(whole["message"]["body"]["text"], EMBEDDED);
            house.rest().await;
            assert_eq!(told(house, &ada).await.len(), 1);
        }
    }

    async fn an_endpoint_that_misbehaves_costs_the_wording_alone(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        let calls = |tool, arguments| Behave::Calls { words: "", tool, arguments };
        for how in [
            Behave::Status(400, r#"{"error":{"message":"no","type":"invalid_request_error","param":null,"code":null}}"#),
            Behave::Status(401, r#"{"error":"your key sk-of-the-stories-0123456789abcdef is wrong"}"#),
            Behave::Status(404, "no such model"),
            Behave::Status(429, "come again in an hour"),
            Behave::Status(500, "<html>oops</html>"),
            Behave::Status(502, ""),
            Behave::Status(204, ""),
            Behave::Redirects,
            Behave::Raw("<html>a page</html>"),
            Behave::Raw(""),
            Behave::Raw("data: {\"choices\":[{\"delta\":{\"content\":\"[1] Del\n\n"),
            Behave::Raw("data: [1, 2]\n\ndata: [DONE]\n\n"),
            Behave::Raw("data: {\"error\":{\"message\":\"overloaded\"}}\n\n"),
            Behave::Raw("data: {\"choices\":[{\"delta\":{\"content\":\"[1] Half a wo\"}}]}\n\ndata: [DONE]\n\n"),
            Behave::Raw(": nothing\n\nevent: ping\ndata: \"x\"\n\n"),
            Behave::Stalls,
            Behave::Endless,
            Behave::Huge,
            Behave::Says(vec![]),
            Behave::Says(vec!["[?]"]),
            Behave::Says(vec!["It takes a week."]),
            Behave::Says(vec!["[7] It takes a week."]),
            Behave::Says(vec!["[1] It takes a week, see https://evil.example/now"]),
            Behave::Says(vec!["[1] Your order LL-77777 is on its way."]),
            calls("look_up_order", r#"{"number":"LL-77777"}"#),
            calls("make_coupon", r#"{"percent":100}"#),
            calls("offer_form", r#"{"tag":"no_such_tag"}"#),
            calls("offer_form", r#"{"tag":["refund_request"]}"#),
            calls("offer_form", "{\"tag\":"),
            calls("offer_form", "not JSON"),
            calls("", ""),
        ] {
            model.behave(how.clone());
            assert_eq!(answer(house, &bot).await, EMBEDDED, "{how:?}");
            assert_eq!(answer(house, &bot).await, WORDED, "it is asked again after {how:?}");
        }
        house.rest().await;
        for table in ["SELECT COUNT(*) AS n FROM form_session", "SELECT COUNT(*) AS n FROM lead"] {
            assert_eq!(house.number(table).await, 0, "{table}");
        }
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM job").await, 0);
    }

    async fn after_three_failures_in_a_row_nobody_waits_for_it(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        model.otherwise(Behave::Status(500, ""));
        for _ in 0..6 {
            assert_eq!(answer(house, &bot).await, EMBEDDED);
        }
        assert_eq!(model.requests().len(), 3);
    }

    async fn a_tool_opens_a_form_where_nothing_else_helps_and_never_twice(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        model.otherwise(Behave::Calls { words: "[?]", tool: "offer_form", arguments: r#"{"tag":"refund_request"}"# });
        ada.say("My planter is not what I hoped for at all").await;
        let form = ada.form().await;
        assert_eq!(form["tag"], "refund_request");
        house.rest().await;
        ada.say("Zebra quux frobnicate").await;
        house.rest().await;
        assert_eq!(ada.decline(&form).await["type"], "ack");
        house.rest().await;
        ada.say("Blorb zebra quux").await;
        house.rest().await;
        let forms = told(house, &ada).await.iter().filter(|body| body["kind"] == "form").count();
        assert_eq!(forms, 1, "not beside one that stands open, and not after it was put aside");
        let offered: Vec<usize> =
            model.requests().iter().map(|request| request["tools"].as_array().map_or(0, Vec::len)).collect();
        assert_eq!(offered, [2, 0, 1], "forms and a person; none beside one that stands open; none that was put aside");
    }

    async fn a_person_is_offered_by_a_quick_reply_where_there_is_an_answer(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        model.behave(Behave::Calls { words: "[1] Three to five days.", tool: "hand_off", arguments: "{}" });
        let mut ada = house.visitor(&bot).await;
        ada.say(ASKED).await;
        let body = ada.told().await;
        assert_eq!((&body["text"], &body["replies"]), (&json!("Three to five days."), &json!(["Talk to a person"])));
        house.rest().await;
        assert_eq!(told(house, &ada).await.len(), 1);
    }

    async fn a_bot_that_has_used_its_day_is_answered_for_by_the_embedded_assistant_until_the_next(house) {
        house.settings.push(("FRONTDESK_MODEL__BUDGET_PER_DAY".into(), "2200".into()));
        house.stop_the_clock().await;
        let model = Model::join(house).await;
        let (bot, other) = (house.bot(|_| {}).await, house.bot(|_| {}).await);
        // A request sets some 1,500 aside and uses 440.
        let mut worded = 0;
        while answer(house, &bot).await == WORDED {
            worded += 1;
            assert!(worded < 10, "it never ends");
        }
        assert!(worded >= 1, "some were answered");
        house.rest().await;
        assert_eq!(model.requests().len(), worded);
        assert_eq!(answer(house, &other).await, WORDED, "another bot has a budget of its own");
        let used = house.number("SELECT CAST(coalesce(sum(spent), 0) AS BIGINT) AS n FROM llm_use").await;
        let counted = house.number("SELECT CAST(coalesce(sum(prompt_tokens + completion_tokens), 0) AS BIGINT) AS n FROM llm_use").await;
        assert_eq!((used, counted), (440 * (i64::try_from(worded).unwrap() + 1), used), "what it truly used");
        house.advance(std::time::Duration::from_secs(86_400)).await;
        assert_eq!(answer(house, &bot).await, WORDED, "a new day");
    }

    async fn what_is_written_while_an_answer_comes_is_answered_after_it_and_by_the_model_too(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        model.behave(Behave::Holds("[1] It takes three to ", "five days."));
        ada.say(ASKED).await;
        ada.hear("message.draft").await;
        ada.say("And when are you open?").await;
        model.behave(Behave::Says(vec!["[1] From nine."]));
        model.go_on();
        ada.hear_up_to(4).await;
        house.rest().await;
        let said: Vec<Value> = told(house, &ada).await.into_iter().map(|body| body["text"].clone()).collect();
        assert_eq!(said, ["It takes three to five days.", "From nine."]);
        assert_eq!(model.requests().len(), 2);
    }

    async fn another_persons_words_are_never_in_what_is_sent(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        let form = ada.request_form(Some("refund_request")).await;
        ada.submit(&form, &json!({"order_number": "LL-20418", "email": "ada@example.org", "name": "Ada Grove"})).await;
        ada.say("My lantern smells of oranges, how long does delivery take?").await;
        house.rest().await;
        let mut ben = house.visitor(&bot).await;
        ben.say(ASKED).await;
        ben.words().await;
        let sent = model.requests();
        assert_eq!(sent.len(), 2);
        for of_ada in ["oranges", "LL-20418", "ada@example.org", "Ada Grove"] {
            assert!(!sent[1].to_string().contains(of_ada), "{of_ada}");
        }
        assert!(!sent[0].to_string().contains("ada@example.org"), "nor what a form holds");
    }
}

/// The program is killed while an answer comes: started again, it answers, once.
async fn killed_in_mid_reply(engine: Engine) {
    let (data, mut settings, key) = crate::crash::install(engine).await;
    let model = Model::start().await;
    settings.extend(model.settings());
    let server = binary::Server::start(data.path(), &settings);
    let mut ada = Visitor::arrive(&format!("ws://{}/ws?bot={key}", server.address)).await;
    ada.open().await;
    // This bot knows nothing, so only a remark is shown; what is held back is not.
    model.behave(Behave::StallsAfter("[0] That is "));
    ada.say("Your shop is so very lovely, it is").await;
    until("the request", || async { (!model.requests().is_empty()).then_some(()) }).await;
    server.kill();
    crate::crash::let_leases_end(&settings).await;
    model.otherwise(Behave::Says(vec!["[0] That is kind of you."]));
    let server = binary::Server::start(data.path(), &settings);
    ada.url = format!("ws://{}/ws?bot={key}", server.address);
    ada.resume().await;
    ada.hear_up_to(2).await;
    let said: Vec<&Value> = ada.log.values().filter(|message| message["author"] == "bot").collect();
    assert_eq!(said.len(), 1, "{said:#?}");
    assert_eq!(said[0]["body"]["text"], "That is kind of you.");
    assert_eq!(model.requests().len(), 2);
    let id = said[0]["id"].as_str().unwrap();
    assert!(frontdesk::id::MessageId::parse(id).is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_in_mid_reply_it_answers_once_on_sqlite() {
    killed_in_mid_reply(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_in_mid_reply_it_answers_once_on_postgres() {
    killed_in_mid_reply(Engine::Postgres).await;
}
