//! A conversation passes from the assistant to an agent and back: who rings, who takes it, what each side is told, and that
//! nobody who waits is forgotten.

use std::time::Duration;

use frontdesk::bot::Bot;
use frontdesk::bot::hours::Hours;
use frontdesk::organisation::role::Role;
use frontdesk::work::watch;
use serde_json::{Value, json};

use crate::support::agent::Agent;
use crate::support::house::House;
use crate::support::stories;
use crate::support::visitor::Visitor;

/// Leaves her details in the form for a person, which rings where somebody is there.
pub async fn ask_for_a_person(house: &House, ada: &mut Visitor) {
    ada.say("Can I talk to a person please?").await;
    let form = ada.form().await;
    let values = json!({"name": "Ada Fenwick", "email": "ada@example.org", "consent": true, "message": "My lantern came broken"});
    ada.submit(&form, &values).await;
    house.rest().await;
}

pub async fn shift(agent: &mut Agent, conversation: &str, wanted: &str, more: Value) -> Value {
    let mut frame = json!({"type": "move", "ref": format!("r-{wanted}"), "conversation": conversation, "do": wanted});
    frame.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    agent.send(&frame).await;
    agent.find("the answer", |f| f["ref"] == format!("r-{wanted}")).await
}

/// What has been said in the log besides words: the events, in their order.
pub async fn events(house: &House, conversation: &str) -> Vec<String> {
    let log = serde_json::to_value(house.transcript(conversation).await).unwrap();
    let events = log.as_array().unwrap().iter().filter(|m| m["body"]["kind"] == "event");
    events
        .map(|m| format!("{} {}", m["body"]["event"].as_str().unwrap(), m["body"]["name"].as_str().unwrap_or("-")))
        .collect()
}

pub async fn somebody_waits(house: &House, bot: &Bot) -> (Visitor, String) {
    let mut ada = house.visitor(bot).await;
    ask_for_a_person(house, &mut ada).await;
    assert_eq!(ada.hear("status").await["status"], "waiting");
    let id = ada.conversation.clone().unwrap();
    (ada, id)
}

stories! {
    async fn a_visitor_asks_an_agent_comes_and_the_assistant_is_back_after(house) {
        let bot = house.bot(|_| {}).await;
        let mut priya = house.agent(Role::Agent).await;
        priya.inbox(&bot.key).await;
        let mut ada = house.visitor(&bot).await;
        ask_for_a_person(house, &mut ada).await;
        let waits = ada.hear("status").await;
        assert_eq!((&waits["status"], &waits["waiting"]["place"]), (&json!("waiting"), &json!(1)));
        let id = ada.conversation.clone().unwrap();
        let rings = priya.find("the ring", |f| f["type"] == "conversation" && f["status"] == "waiting").await;
        assert_eq!(rings["conversation"], json!(id));
        priya.watch(&bot.key, &id).await;
        let taken = shift(&mut priya, &id, "claim", json!({})).await;
        assert_eq!((&taken["type"], &taken["status"], &taken["agent"]), (&json!("moved"), &json!("agent"), &json!("Priya Raman")));
        let told = ada.hear("status").await;
        assert_eq!((&told["status"], &told["agent"]["name"]), (&json!("agent"), &json!("Priya Raman")));
        priya.say(&id, "Hello Ada, I am looking at your order.").await;
        ada.say("Thank you").await;
        house.rest().await;
        shift(&mut priya, &id, "hand_back", json!({})).await;
        assert_eq!(ada.hear("status").await["status"], "bot");
        ada.say("When are you open?").await;
        assert!(ada.words().await.contains("Tuesday") || !ada.log.is_empty());
        house.rest().await;
        shift(&mut priya, &id, "close", json!({})).await;
        assert_eq!(ada.hear("status").await["status"], "closed");
        assert_eq!(events(house, &id).await, ["waiting -", "joined Priya Raman", "left Priya Raman", "closed -"]);
        ada.send(&json!({"type": "rate", "ref": "rate", "conversation": id, "rating": 5, "words": "Kind and quick"})).await;
        ada.hear_answer("rate").await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM conversation WHERE rating = 5 AND rating_words = 'Kind and quick'").await, 1);
        ada.send(&json!({"type": "rate", "ref": "odd", "conversation": id, "rating": 9})).await;
        assert_eq!(ada.hear_answer("odd").await["type"], "error");
        // What is said next begins another.
        ada.say("One more thing").await;
        assert_ne!(ada.conversation.clone().unwrap(), id);
    }

    async fn of_two_agents_who_claim_at_once_one_wins_and_the_other_is_told_who(house) {
        let bot = house.bot(|_| {}).await;
        let mut one = house.agent(Role::Agent).await;
        let mut other = house.agent_called("Jonas Weiß", Role::Agent).await;
        let (_ada, id) = somebody_waits(house, &bot).await;
        let (first, second) = tokio::join!(shift(&mut one, &id, "claim", json!({})), shift(&mut other, &id, "claim", json!({})));
        let (won, lost) = if first["type"] == "moved" { (first, second) } else { (second, first) };
        assert_eq!(won["type"], "moved", "{won} {lost}");
        assert_eq!((&lost["type"], &lost["code"]), (&json!("error"), &json!("taken")));
        let name = won["agent"].as_str().unwrap();
        assert_eq!(lost["message"], json!(format!("Already taken by {name}.")));
        let joined = events(house, &id).await.into_iter().filter(|event| event.starts_with("joined")).count();
        assert_eq!(joined, 1);
    }

    async fn what_a_colleague_has_is_passed_on_by_them_alone_or_by_an_admin(house) {
        let bot = house.bot(|_| {}).await;
        let mut one = house.agent(Role::Agent).await;
        let mut other = house.agent(Role::Agent).await;
        let mut admin = house.agent_called("Mirela Ionescu", Role::Admin).await;
        let (mut ada, id) = somebody_waits(house, &bot).await;
        shift(&mut one, &id, "claim", json!({})).await;
        for wanted in ["release", "hand_back", "close"] {
            assert_eq!(shift(&mut other, &id, wanted, json!({})).await["code"], "taken", "{wanted}");
        }
        let to = admin.member.clone();
        let moved = shift(&mut one, &id, "transfer", json!({"to": to})).await;
        assert_eq!(moved["status"], "agent", "{moved}");
        ada.find("the colleague", |f| f["type"] == "status" && f["agent"]["name"] == moved["agent"]).await;
        assert_eq!(shift(&mut one, &id, "transfer", json!({"to": "mem_nobody"})).await["type"], "error");
        assert_eq!(shift(&mut one, &id, "hand_back", json!({})).await["code"], "taken");
        assert_eq!(shift(&mut admin, &id, "close", json!({})).await["status"], "closed");
        assert_eq!(shift(&mut admin, &id, "claim", json!({})).await["code"], "closed");
        assert_eq!(shift(&mut one, &id, "reopen", json!({})).await["status"], "agent");
        let mut viewer = house.agent(Role::Viewer).await;
        assert_eq!(shift(&mut viewer, &id, "close", json!({})).await["code"], "not_allowed");
    }

    async fn where_nobody_is_there_the_form_is_shown_and_nobody_waits(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ask_for_a_person(house, &mut ada).await;
        let id = ada.conversation.clone().unwrap();
        assert_eq!(events(house, &id).await, Vec::<String>::new());
        assert_eq!(house.leads(&bot).await.len(), 1, "the lead is captured");
    }

    async fn out_of_hours_the_visitor_is_told_when_the_team_is_back_in_their_own_time(house) {
        house.stop_the_clock().await;
        // The clock stands at 2026-11-21 in the morning, a Saturday.
        let bot = house.bot(|settings| settings.hours = Some(Hours::office("Europe/London"))).await;
        let _priya = house.agent(Role::Agent).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("Can I talk to a person please?").await;
        let words = ada.words().await;
        assert!(words.contains("closed until Monday at 9:00"), "{words}");
        ada.form().await;
        house.rest().await;
        assert_eq!(events(house, &ada.conversation.clone().unwrap()).await, Vec::<String>::new());
    }

    async fn who_waits_too_long_is_told_and_where_all_have_gone_the_assistant_is_back(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let mut priya = house.agent(Role::Agent).await;
        let (mut ada, id) = somebody_waits(house, &bot).await;
        watch::look(&house.app).await.unwrap();
        assert_eq!(events(house, &id).await, ["waiting -"]);
        priya.drop_line();
        house.advance(Duration::from_secs(70)).await;
        watch::look(&house.app).await.unwrap();
        let words = ada.find("the promise", |f| f["message"]["body"]["text"].as_str().is_some_and(|text| text.contains("free right now"))).await;
        assert_eq!(words["message"]["author"], "bot");
        assert_eq!(ada.hear("status").await["status"], "bot");
        assert_eq!(events(house, &id).await, ["waiting -", "back -"]);
        watch::look(&house.app).await.unwrap();
        assert_eq!(events(house, &id).await.len(), 2, "it is done once");
    }

    async fn an_agent_who_is_gone_keeps_nobody_waiting(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let mut priya = house.agent(Role::Agent).await;
        let (mut ada, id) = somebody_waits(house, &bot).await;
        shift(&mut priya, &id, "claim", json!({})).await;
        ada.say("Are you there?").await;
        priya.drop_line();
        house.advance(Duration::from_secs(240)).await;
        let mut jonas = house.agent(Role::Agent).await;
        jonas.inbox(&bot.key).await;
        watch::look(&house.app).await.unwrap();
        jonas.find("the ring", |f| f["type"] == "conversation" && f["status"] == "waiting" && f["conversation"] == json!(id)).await;
        assert_eq!(shift(&mut jonas, &id, "claim", json!({})).await["status"], "agent");
    }

    async fn who_needs_nobody_any_more_calls_it_off(house) {
        let bot = house.bot(|_| {}).await;
        let _priya = house.agent(Role::Agent).await;
        let (mut ada, id) = somebody_waits(house, &bot).await;
        ada.send(&json!({"type": "person.cancel", "ref": "c"})).await;
        assert_eq!(ada.hear("status").await["status"], "bot");
        assert_eq!(events(house, &id).await, ["waiting -", "back -"]);
    }

    async fn conversations_are_given_out_in_turn_up_to_what_each_can_take(house) {
        let bot = house.bot(|settings| {
            settings.handoff_rules.assignment = frontdesk::bot::handoff_rules::Assignment::RoundRobin;
            settings.handoff_rules.capacity = 1;
        }).await;
        let _one = house.agent(Role::Agent).await;
        let _other = house.agent(Role::Agent).await;
        let mut had = Vec::new();
        for n in 0..3 {
            let mut ada = house.visitor(&bot).await;
            ada.say("Can I talk to a person please?").await;
            let form = ada.form().await;
            let values = json!({"name": "Ada", "email": format!("ada{n}@example.org"), "consent": true});
            ada.submit(&form, &values).await;
            house.rest().await;
            let status = ada.find("a status", |f| f["type"] == "status" && (f["status"] == "agent" || n == 2)).await;
            had.push((status["status"].clone(), status["agent"]["name"].clone()));
        }
        assert_eq!((&had[0].0, &had[1].0, &had[2].0), (&json!("agent"), &json!("agent"), &json!("waiting")));
        assert_eq!(house.number("SELECT COUNT(DISTINCT agent_id) AS n FROM conversation WHERE status = 'agent'").await, 2);
    }

    async fn what_the_team_notes_is_told_to_no_visitor(house) {
        let bot = house.bot(|_| {}).await;
        let mut priya = house.agent(Role::Agent).await;
        let (mut ada, id) = somebody_waits(house, &bot).await;
        priya.watch(&bot.key, &id).await;
        priya.send(&json!({"type": "note", "ref": "n", "conversation": id, "text": "She ordered twice, @Priya knows"})).await;
        assert_eq!(priya.find("done", |f| f["ref"] == "n").await["type"], "done");
        priya.send(&json!({"type": "note", "ref": "empty", "conversation": id, "text": "   "})).await;
        assert_eq!(priya.find("refused", |f| f["ref"] == "empty").await["type"], "error");
        ada.say("Hello?").await;
        ada.drop_line();
        let opened = ada.resume().await;
        assert!(!opened.to_string().contains("ordered twice") && !ada.unheard().any(|f| f.to_string().contains("ordered twice")));
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM remark WHERE kind = 'note'").await, 1);
    }

    async fn both_sides_see_how_far_the_other_has_read(house) {
        let bot = house.bot(|_| {}).await;
        let mut priya = house.agent(Role::Agent).await;
        let (mut ada, id) = somebody_waits(house, &bot).await;
        priya.watch(&bot.key, &id).await;
        shift(&mut priya, &id, "claim", json!({})).await;
        ada.find("the agent", |f| f["type"] == "status" && f["status"] == "agent").await;
        let seq = priya.say(&id, "Hello").await["seq"].as_i64().unwrap();
        ada.hear_up_to(seq).await;
        ada.send(&json!({"type": "seen", "seq": seq})).await;
        assert_eq!(priya.hear("seen").await["seq"], json!(seq));
        ada.say("Hi").await;
        priya.send(&json!({"type": "seen", "conversation": id, "seq": seq + 1})).await;
        assert_eq!(ada.hear("seen").await["seq"], json!(seq + 1));
        ada.send(&json!({"type": "seen", "seq": 9_999})).await;
        ada.say("Still there?").await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM conversation WHERE visitor_seen > last_seq").await, 0);
    }
}
