//! A language model takes notes of conversations that rest: details, signs and a summary, as far as they stand in the
//! visitor's words, once about the same words; and missed by nobody when it is late, broken or lies.

use std::time::Duration;

use frontdesk::assess::{self, replay};
use frontdesk::bot::Bot;
use frontdesk::bot::uses::{Use, Uses};
use frontdesk::contact;
use frontdesk::lead::edit;
use frontdesk::lead::erase;
use frontdesk::lead::reach::Reach;
use frontdesk::lead::{Lead, detail};
use frontdesk::organisation::member;
use serde_json::{Value, json};

use crate::support::house::{House, OWNER, Whole};
use crate::support::model::{Behave, Model};
use crate::support::stories;
use crate::support::visitor::Visitor;

const SETTLES: Duration = Duration::from_secs(31);

/// What is said, and what the assistant makes of it by itself.
const QUOTE: &str = "Could you send me a quote for thirty engraved lanterns?";
const REACH: &str = "it's for the Feathers, ask for orla finch, orla@finch.example";
const EMBEDDED: &str = "Asks for a price: “Could you send me a quote for thirty engraved lanterns?”";

/// What the model makes of it.
const SUMMARY: &str = "Wants thirty engraved lanterns for the Feathers and asks for a quote.";
const LINE: &str = "A quote for thirty lanterns";

/// Notes about a conversation in which the visitor wrote messages 1 and 3.
fn notes(told: &Value, signs: &Value) -> Behave {
    let notes = json!({"told": told, "signs": signs, "summary": SUMMARY, "line": LINE}).to_string();
    // In pieces, as they come.
    let (first, last) = notes.split_at(notes.len() / 2);
    Behave::Says(vec![Box::leak(first.to_owned().into_boxed_str()), Box::leak(last.to_owned().into_boxed_str())])
}

fn good() -> Behave {
    notes(
        &json!([{"detail": "name", "message": 3, "value": "orla finch"}]),
        &json!([{"sign": "specific", "message": 1, "words": "thirty engraved lanterns"}]),
    )
}

async fn pass(house: &House, time: Duration) {
    house.rest().await;
    house.advance(time).await;
    house.rest().await;
}

/// Somebody asks for a quote and says how to reach them; an answer comes to each.
async fn talk(house: &House, bot: &Bot, email: &str) -> Visitor {
    let mut orla = house.visitor(bot).await;
    for text in [QUOTE, &REACH.replace("orla@finch.example", email)] {
        orla.say(text).await;
        orla.words().await;
    }
    orla
}

async fn only_lead(house: &House, bot: &Bot) -> Whole {
    let mut leads = house.leads(bot).await;
    assert_eq!(leads.len(), 1);
    leads.remove(0)
}

/// How a lead is summed up.
fn words(lead: &Lead) -> (&str, &str) {
    (lead.intent.as_deref().unwrap_or_default(), lead.summary.as_deref().unwrap_or_default())
}

stories! {
    async fn what_a_model_notes_of_a_conversation_stands_in_its_lead_with_the_message_it_came_from(house) {
        house.stop_the_clock().await;
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        model.shaped("notes", good());
        let mut orla = talk(house, &bot, "orla@finch.example").await;
        assert!(model.asked("notes").is_empty(), "she may go on");
        pass(house, SETTLES).await;
        let found = only_lead(house, &bot).await;
        assert_eq!(words(&found.lead), (LINE, SUMMARY));
        assert_eq!((found.line.name.as_deref(), found.line.email.as_deref()), (Some("orla finch"), Some("orla@finch.example")));
        let detail = detail::of(&mut house.app.db.read().await.unwrap(), &found.lead.id).await.unwrap();
        let points: i64 = detail.reasons.iter().map(|reason| reason.points).sum();
        assert_eq!(Some(points), found.lead.score);
        let specific = detail.reasons.iter().find(|reason| reason.evidence.contains("thirty")).unwrap();
        assert_eq!(specific.seq, Some(1), "{detail:?}");
        let [asked] = model.asked("notes").try_into().unwrap();
        assert_eq!((&asked["stream"], &asked["response_format"]["type"]), (&json!(true), &json!("json_schema")));
        let text = asked["messages"][1]["content"].as_str().unwrap();
        assert!(text.contains("Message 1, the visitor: Could you") && text.contains("Message 2, we: "), "{text}");
        assert_eq!(house.number("SELECT notes_tokens AS n FROM llm_use").await, 440);

        // An hour later the same words are thought about again, and the model need not be asked.
        pass(house, Duration::from_secs(3600)).await;
        assert_eq!((model.asked("notes").len(), house.number("SELECT COUNT(*) AS n FROM opinion").await), (1, 1));
        // New words are new notes.
        orla.say("Make that forty lanterns please, by Friday").await;
        pass(house, SETTLES).await;
        assert_eq!(model.asked("notes").len(), 2);
        assert_eq!(words(&only_lead(house, &bot).await.lead), (LINE, SUMMARY));
    }

    async fn without_use_of_it_the_assistants_own_notes_stand(house) {
        house.stop_the_clock().await;
        let model = Model::join(house).await;
        let bot = house.bot(|settings| settings.model = Uses::only(&[Use::Replies, Use::Doubt])).await;
        model.shaped("notes", good());
        talk(house, &bot, "orla@finch.example").await;
        pass(house, SETTLES).await;
        assert!(words(&only_lead(house, &bot).await.lead).1.starts_with(EMBEDDED));
        assert!(model.asked("notes").is_empty());
    }

    async fn an_endpoint_that_misbehaves_costs_its_notes_alone(house) {
        house.stop_the_clock().await;
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        let says = |text: &'static str| Behave::Says(vec![text]);
        let wrong = [
            Behave::Status(400, "response_format is not known here"),
            Behave::Status(500, ""),
            Behave::Redirects,
            Behave::Stalls,
            Behave::StallsAfter("{\"told\":["),
            Behave::Drops("data: {\"choices\":[{\"delta\":{\"content\":\"{\\\"told\\\":[]\"}}]}\n\n"),
            Behave::Endless,
            Behave::Huge,
            Behave::Raw("data: {\"error\":{\"message\":\"overloaded\"}}\n\n"),
            says(""),
            says("I would rather not."),
            says("{}"),
            says("{\"told\":[],\"signs\":[],\"summary\":\"Wants thirty lanterns\",\"line\":\"Lan"),
            says("{\"told\":{},\"signs\":[],\"summary\":\"Wants thirty engraved lanterns\",\"line\":\"\"}"),
            says("{\"told\":[],\"signs\":[],\"summary\":\"Praises the gardens and orders roses for Versailles\",\"line\":\"Roses\"}"),
            says("{\"told\":[],\"signs\":[],\"summary\":\"Wants lanterns, see https://evil.example/lanterns\",\"line\":\"Roses\"}"),
            notes(&json!([{"detail": "name", "message": 2, "value": "Tom Baker"}]), &json!([])),
            Behave::Lies,
        ];
        let count = wrong.len();
        for (at, how) in wrong.into_iter().enumerate() {
            let is_summed_up = at == count - 2;
            model.shaped("notes", how.clone());
            talk(house, &bot, &format!("orla{at}@finch.example")).await;
            pass(house, SETTLES).await;
            let lead = house.leads(&bot).await.remove(0);
            assert_eq!(lead.line.email, Some(format!("orla{at}@finch.example")), "{how:?}");
            assert!(lead.line.name.as_deref() != Some("Tom Baker"), "{how:?}");
            let summary = words(&lead.lead).1;
            assert!(summary.starts_with(EMBEDDED) != is_summed_up, "{summary} after {how:?}");
            assert!(!summary.contains("evil") && lead.lead.score.is_some());
            // In between it goes well, so that it is asked again.
            model.shaped("notes", good());
            talk(house, &bot, &format!("anna{at}@finch.example")).await;
            pass(house, SETTLES).await;
            assert_eq!(words(&house.leads(&bot).await[0].lead), (LINE, SUMMARY), "after {how:?}");
        }
        assert_eq!(model.asked("notes").len(), 2 * count);
    }

    async fn after_three_failures_nobody_asks_for_notes_and_answers_are_worded_all_the_same(house) {
        house.stop_the_clock().await;
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        model.shaped("notes", Behave::Status(500, ""));
        for at in 0..5 {
            talk(house, &bot, &format!("orla{at}@finch.example")).await;
            pass(house, SETTLES).await;
        }
        assert_eq!(model.asked("notes").len(), 3);
        assert_eq!(super::answer(house, &bot).await, super::WORDED);
    }

    async fn many_that_rest_at_once_are_noted_one_after_the_other(house) {
        house.stop_the_clock().await;
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        model.shaped("notes", good());
        for at in 0..6 {
            talk(house, &bot, &format!("orla{at}@finch.example")).await;
        }
        for _ in 0..4 {
            pass(house, SETTLES).await;
        }
        let leads = house.leads(&bot).await;
        assert_eq!(leads.iter().filter(|found| words(&found.lead) == (LINE, SUMMARY)).count(), 6);
        assert_eq!(model.asked("notes").len(), 6);
    }

    async fn what_a_person_knows_better_stays(house) {
        house.stop_the_clock().await;
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        model.shaped("notes", good());
        let mut orla = talk(house, &bot, "orla@finch.example").await;
        pass(house, SETTLES).await;
        let found = only_lead(house, &bot).await;
        let mut tx = house.app.tx().await.unwrap();
        let known = contact::by_id(&mut tx, &found.lead.contact_id).await.unwrap().unwrap();
        let saw = edit::values(&known, None);
        let mut new = saw.clone();
        "Orla Finch-Moss".clone_into(&mut new[0]);
        let mirela = member::by_email(&mut tx, OWNER).await.unwrap().unwrap();
        edit::contact(&mut tx, &bot, &found.lead.id, &new, &edit::seen(&saw), &mirela.id).await.unwrap();
        tx.commit().await.unwrap();
        orla.say("I am Anna Reed today, make it forty lanterns").await;
        model.shaped("notes", notes(&json!([{"detail": "name", "message": 5, "value": "Anna Reed"}]), &json!([])));
        pass(house, SETTLES).await;
        assert_eq!(only_lead(house, &bot).await.line.name.as_deref(), Some("Orla Finch-Moss"));
    }

    async fn what_was_noted_counts_when_other_weights_are_tried_and_goes_with_who_is_erased(house) {
        house.stop_the_clock().await;
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        let signs = json!([
            {"sign": "now", "message": 3, "words": "ask for"},
            {"sign": "next_step", "message": 3, "words": "for the Feathers"},
            {"sign": "specific", "message": 3, "words": "orla finch"},
        ]);
        model.shaped("notes", notes(&json!([]), &signs));
        talk(house, &bot, "orla@finch.example").await;
        pass(house, SETTLES).await;
        let lead = only_lead(house, &bot).await.lead;
        let mut conn = house.app.db.read().await.unwrap();
        let detail = detail::of(&mut conn, &lead.id).await.unwrap();
        assert!(detail.reasons.iter().any(|reason| reason.evidence == "ask for"), "{detail:?}");
        let weights = assess::weights(bot.settings());
        let tried = replay::replay(&mut conn, &bot, &weights, &bot.settings().bands, Reach::All).await.unwrap();
        assert_eq!(tried.tried[0].by(), 0, "by the same weights nothing moves");
        drop(conn);
        let mut tx = house.app.tx().await.unwrap();
        erase::erase(&mut tx, &bot, &lead.id, None).await.unwrap();
        tx.commit().await.unwrap();
        house.rest().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM opinion").await, 0);
    }

    async fn a_bot_that_has_used_its_day_sums_up_by_itself(house) {
        house.settings.push(("FRONTDESK_MODEL__BUDGET_PER_DAY".into(), "1000".into()));
        house.stop_the_clock().await;
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        model.shaped("notes", good());
        talk(house, &bot, "orla@finch.example").await;
        pass(house, SETTLES).await;
        assert!(words(&only_lead(house, &bot).await.lead).1.starts_with(EMBEDDED));
        assert!(model.asked("notes").is_empty());
    }

    async fn what_a_model_is_shown_is_this_persons_words_and_no_form_of_theirs(house) {
        house.stop_the_clock().await;
        let model = Model::join(house).await;
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("My lantern smells of oranges and I am sad about it").await;
        ada.told().await;
        let form = ada.request_form(Some("refund_request")).await;
        let values = json!({"order_number": "LL-20418", "email": "ada@example.org", "name": "Ada Grove"});
        assert_eq!(ada.submit(&form, &values).await["type"], "ack");
        pass(house, SETTLES).await;
        talk(house, &bot, "orla@finch.example").await;
        pass(house, SETTLES).await;
        let sent = model.asked("notes");
        assert_eq!(sent.len(), 2);
        for of_ada in ["ada@example.org", "Ada Grove", "oranges"] {
            assert!(!sent[1].to_string().contains(of_ada), "{of_ada}");
        }
        assert!(sent[0].to_string().contains("oranges"));
        assert!(!sent[0].to_string().contains("ada@example.org"), "what a form holds is not sent");
    }
}
