//! A language model decides what a message asks for where the assistant is half sure, and nowhere else.

use frontdesk::bot::uses::{Use, Uses};
use serde_json::{Value, json};

use super::{ASKED, EMBEDDED, WORDED, told};
use crate::support::house::PHONE;
use crate::support::model::{Behave, Model};
use crate::support::stories;
use crate::understood::{half_sure, replies};

const CHIP: &str = "Yes, about a refund";

/// The model's decision, with the last word of the message for it.
fn decides(key: &str) -> Behave {
    let word = half_sure().split_whitespace().last().unwrap();
    let words = if key == "none" { "" } else { word };
    Behave::Says(vec![Box::leak(json!({"asks_for": key, "words": words}).to_string().into_boxed_str())])
}

stories! {
    async fn what_is_half_understood_is_decided_and_the_form_opens_at_once(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        model.shaped("doubt", decides("refund_request"));
        let mut ada = house.visitor(&bot).await;
        ada.say(half_sure()).await;
        assert_eq!(ada.form().await["tag"], "refund_request");
        house.rest().await;
        let said = told(house, &ada).await;
        assert!(said.iter().all(|body| !replies(body).contains(&CHIP.to_owned())), "{said:?}");
        assert_eq!((model.asked("doubt").len(), model.requests().len()), (1, 0), "nothing is left to word");
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM understood WHERE form = 'open'").await, 1);
        assert_eq!(house.number("SELECT doubt_tokens AS n FROM llm_use").await, 440);
    }

    async fn where_nothing_is_asked_for_no_form_is_offered_and_none_opens(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        model.shaped("doubt", decides("none"));
        // Not even when it changes its mind while it words the answer.
        model.otherwise(Behave::Calls { words: "[?]", tool: "offer_form", arguments: r#"{"tag":"refund_request"}"# });
        let mut ada = house.visitor(&bot).await;
        ada.say(half_sure()).await;
        ada.words().await;
        house.rest().await;
        let said = told(house, &ada).await;
        assert!(said.iter().all(|body| body["kind"] == "text" && !replies(body).contains(&CHIP.to_owned())), "{said:?}");
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM understood WHERE form = 'none'").await, 1);
    }

    async fn without_a_decision_the_offer_stays(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        let says = |text: &'static str| Behave::Says(vec![text]);
        for how in [
            Behave::Status(400, "response_format is not known here"),
            says(""),
            Behave::Status(429, ""),
            says("{}"),
            Behave::Stalls,
            Behave::StallsAfter("{\"asks_for\":"),
            Behave::Drops("data: {\"choices\":[{\"delta\":{\"content\":\"{\\\"asks_for\\\":\"}}]}\n\n"),
            says("It is a refund."),
            Behave::Endless,
            says("{\"asks_for\":\"refund_request\",\"words\":\"my money back\"}"),
            Behave::Huge,
            says("{\"asks_for\":\"refund_request\",\"words\":\"\"}"),
            says("{\"asks_for\":\"../../admin\",\"words\":\"refund\"}"),
            says("{\"asks_for\":\"spam\",\"words\":\"refund\"}"),
            says("{\"asks_for\":[\"none\"],\"words\":\"refund\"}"),
            Behave::Calls { words: "", tool: "offer_form", arguments: r#"{"tag":"refund_request"}"# },
        ] {
            model.shaped("doubt", how.clone());
            let mut ada = house.visitor(&bot).await;
            ada.say(half_sure()).await;
            assert_eq!(replies(&ada.told().await), [CHIP], "{how:?}");
        }
        house.rest().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM form_session").await, 0);
    }

    async fn what_is_clear_costs_nothing_and_what_is_off_is_not_asked(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        model.shaped("doubt", decides("refund_request"));
        for clear in [ASKED, "hello there", "I want a refund"] {
            let mut ada = house.visitor(&bot).await;
            ada.say(clear).await;
            ada.told().await;
        }
        let off = house.bot(|settings| settings.model = Uses::only(&[Use::Notes])).await;
        let mut ada = house.visitor(&off).await;
        ada.say(half_sure()).await;
        assert_eq!(replies(&ada.told().await), [CHIP]);
        let mut ada = house.visitor(&off).await;
        ada.say(ASKED).await;
        assert_eq!(ada.words().await, EMBEDDED, "its replies are off too");
        house.rest().await;
        assert!(model.asked("doubt").is_empty());
        assert_eq!(super::answer(house, &bot).await, WORDED);
    }

    async fn a_form_that_was_put_aside_is_not_asked_about_again(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        model.shaped("doubt", decides("refund_request"));
        let mut ada = house.visitor(&bot).await;
        ada.say(half_sure()).await;
        let form = ada.form().await;
        ada.decline(&form).await;
        house.rest().await;
        ada.say(half_sure()).await;
        house.rest().await;
        let forms = told(house, &ada).await.iter().filter(|body| body["kind"] == "form").count();
        assert_eq!((forms, model.asked("doubt").len()), (1, 1));
    }

    async fn by_text_message_the_first_question_comes_at_once(house) {
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        model.shaped("doubt", decides("refund_request"));
        house.sms(PHONE, half_sure()).await;
        house.texts_are(PHONE, 1).await;
        house.rest().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM form_session").await, 1);
        let asked: Vec<Value> = model.asked("doubt");
        let choices = &asked[0]["response_format"]["json_schema"]["schema"]["properties"]["asks_for"]["enum"];
        assert!(choices.to_string().contains("refund_request") && choices.as_array().unwrap().len() <= 4, "{choices}");
    }
}
