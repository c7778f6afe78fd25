//! Two people at their browsers, under stress: lines that drop at any moment, several tabs, a transfer in the middle of a
//! sentence, and words that are read along before they are sent.

use std::time::Duration;

use frontdesk::bot::{self, Bot};
use frontdesk::event::Author;
use frontdesk::id::{Id as _, MemberId};
use frontdesk::organisation::presence;
use frontdesk::organisation::role::Role;
use serde_json::{Value, json};

use crate::handoff::{events, shift, somebody_waits};
use crate::support::agent::Agent;
use crate::support::house::House;
use crate::support::line::Plain;
use crate::support::visitor::Visitor;
use crate::support::{stories, until};

/// Both are in one conversation; gives its id.
async fn both_are_in(house: &House, bot: &Bot, priya: &mut Agent) -> (Visitor, String) {
    let (mut ada, id) = somebody_waits(house, bot).await;
    priya.watch(&bot.key, &id).await;
    assert_eq!(shift(priya, &id, "claim", json!({})).await["status"], "agent");
    ada.find("the agent", |frame| frame["type"] == "status" && frame["status"] == "agent").await;
    (ada, id)
}

async fn types(ada: &mut Visitor, text: &str) {
    ada.send(&json!({"type": "typing", "on": true, "text": text})).await;
}

/// The next sign that the visitor types: what is read along, where anything is.
async fn read_along(agent: &mut Agent) -> Value {
    let is_it = |frame: &Value| frame["type"] == "typing" && frame["author"] == "visitor" && frame["on"] == true;
    agent.find("the visitor types", is_it).await["text"].clone()
}

/// How many frames with this message have come that nobody has asked for.
fn copies(agent: &Agent, seq: &Value) -> usize {
    agent.unheard().filter(|frame| frame["type"] == "message" && frame["message"]["seq"] == *seq).count()
}

/// Everything that was on its way has come.
async fn settle(agent: &mut Agent, reference: &str) {
    agent.send(&json!({"type": "ping", "ref": reference})).await;
    agent.find("the pong", |frame| frame["ref"] == reference).await;
}

async fn is_here(house: &House, agent: &Agent) -> bool {
    let id = MemberId::parse(&agent.member).unwrap();
    presence::is_here(&mut house.app.db.read().await.unwrap(), &id, house.app.clock.now()).await.unwrap()
}

/// Which lines drop, and when.
const ROUNDS: [u32; 10] = [0, 1, 2, 3, 4, 6, 8, 9, 12, 15];

stories! {
    async fn what_is_typed_is_read_along_only_where_the_owner_lets_and_while_an_agent_is_in(house) {
        let bot = house.bot(|settings| settings.handoff_rules.typed_ahead = true).await;
        let mut priya = house.agent(Role::Agent).await;
        let (mut ada, id) = somebody_waits(house, &bot).await;
        priya.watch(&bot.key, &id).await;
        types(&mut ada, "My order is LL-1042 and").await;
        assert_eq!(read_along(&mut priya).await, Value::Null, "nobody is in yet");
        shift(&mut priya, &id, "claim", json!({})).await;
        ada.find("the agent", |frame| frame["type"] == "status" && frame["status"] == "agent").await;
        let mut tab = ada.another_tab().await;
        types(&mut ada, "  My order is LL-1042 and ").await;
        assert_eq!(read_along(&mut priya).await, "My order is LL-1042 and");
        types(&mut ada, &"ü".repeat(600)).await;
        assert_eq!(read_along(&mut priya).await, "ü".repeat(500));
        ada.send(&json!({"type": "typing", "on": false, "text": "gone"})).await;
        let ends = priya.find("the end", |frame| frame["type"] == "typing" && frame["on"] == false).await;
        assert_eq!(ends["text"], Value::Null);
        let ack = ada.say("My order is LL-7").await;
        priya.hear_up_to(&id, ack["seq"].as_i64().unwrap()).await;
        tab.hear_up_to(ack["seq"].as_i64().unwrap()).await;
        assert!(!tab.unheard().any(|frame| frame["type"] == "typing"), "visitors are not read along by each other");
        // It stands nowhere: what is kept is what was sent.
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE body LIKE '%LL-1042%'").await, 0);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM job WHERE work LIKE '%LL-1042%'").await, 0);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE body LIKE '%LL-7%'").await, 1);
        // The owner turns it off while the widget is open, which goes on sending.
        let mut tx = house.app.tx().await.unwrap();
        let mut settings = bot.settings().clone();
        settings.handoff_rules.typed_ahead = false;
        bot::set_settings(&mut tx, &bot.id, &settings).await.unwrap();
        tx.commit().await.unwrap();
        until("the house knows", || async {
            let known = house.app.bots.by_key(&house.app.db, &bot.key).await.unwrap().unwrap();
            (!known.settings().handoff_rules.typed_ahead).then_some(())
        })
        .await;
        types(&mut ada, "Not for you").await;
        assert_eq!(read_along(&mut priya).await, Value::Null);
    }

    async fn who_has_no_socket_is_read_along_as_well(house) {
        let bot = house.bot(|settings| settings.handoff_rules.typed_ahead = true).await;
        let mut priya = house.agent(Role::Agent).await;
        let ada = Plain::arrive(house, &bot);
        let ack = ada.say_as("one", "My lantern came broken").await;
        house.rest().await;
        let id = ack["conversation"].as_str().unwrap().to_owned();
        priya.watch(&bot.key, &id).await;
        priya.say(&id, "Which one is it?").await;
        let answers = ada.post(&[json!({"type": "typing", "on": true, "text": "The brass o"})]).await;
        assert!(answers.is_empty(), "{answers:?}");
        assert_eq!(read_along(&mut priya).await, "The brass o");
    }

    async fn either_browser_drops_at_any_moment_and_both_have_everything_once(house) {
        let bot = house.bot(|_| {}).await;
        let mut priya = house.agent(Role::Agent).await;
        let (mut ada, id) = both_are_in(house, &bot, &mut priya).await;
        // Each bit is a moment: before the ack or after it, one side or both, once or twice. A visitor may not say more at once
        // than this.
        for round in ROUNDS {
            let (asks, answers) = (format!("asks-{round}"), format!("answers-{round}"));
            let agent_frame = json!({"type": "message.send", "ref": answers, "id": answers, "conversation": id, "text": answers});
            ada.send(&json!({"type": "message.send", "ref": asks, "id": asks, "text": asks})).await;
            if round & 0b0001 > 0 {
                ada.drop_line();
            }
            priya.send(&agent_frame).await;
            if round & 0b0010 > 0 {
                priya.drop_line();
            }
            if round & 0b0100 > 0 {
                // She opens again before he does, and then again.
                ada.resume().await;
                ada.drop_line();
            }
            if round & 0b1000 > 0 {
                priya.connect(&priya.url()).await.unwrap();
                priya.drop_line();
            }
            if round & 0b0101 > 0 {
                ada.resume().await;
            }
            if round & 0b1010 > 0 {
                priya.connect(&priya.url()).await.unwrap();
                assert_eq!(priya.watch(&bot.key, &id).await["status"], "agent");
            }
            // What was not acknowledged, for all they know, is said again.
            let ack = if round & 0b0101 > 0 { ada.say_as(&asks, &asks).await } else { ada.hear_answer(&asks).await };
            assert_eq!(ack["type"], "ack", "{ack}");
            assert_eq!(priya.say_as(&answers, &id, &answers).await["type"], "ack");
        }
        house.rest().await;
        let log = house.transcript(&id).await;
        let last = log.last().unwrap().seq;
        ada.hear_up_to(last).await;
        priya.hear_up_to(&id, last).await;
        assert!(ada.log.keys().copied().eq(1..=last), "no number is missing: {:?}", ada.log.keys());
        assert_eq!(ada.log, priya.logs[&id], "both have the same");
        for author in [Author::Visitor, Author::Agent] {
            let named = |message: &&frontdesk::conversation::Message| message.author == author && message.body.line().contains("s-");
            assert_eq!(log.iter().filter(named).count(), ROUNDS.len(), "each was stored once: {log:#?}");
        }
    }

    async fn two_tabs_of_one_agent_tell_the_same_and_closing_one_ends_nothing(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let mut one = house.agent(Role::Agent).await;
        let mut two = one.another_tab().await;
        two.inbox(&bot.key).await;
        let (mut ada, id) = somebody_waits(house, &bot).await;
        two.find("the ring", |f| f["type"] == "conversation" && f["status"] == "waiting" && f["conversation"] == json!(id)).await;
        one.watch(&bot.key, &id).await;
        two.watch(&bot.key, &id).await;
        shift(&mut one, &id, "claim", json!({})).await;
        two.find("the same", |frame| frame["type"] == "status" && frame["status"] == "agent").await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM presence").await, 1, "one person is there");
        // What one tab says the other shows once; said again by the other, it is the same.
        let said = one.say_as("hello", &id, "Hello Ada").await;
        two.hear_up_to(&id, said["seq"].as_i64().unwrap()).await;
        assert_eq!(two.say_as("hello", &id, "Hello Ada").await["seq"], said["seq"]);
        let asked = ada.say("Hello").await;
        for (tab, name) in [(&mut one, "one"), (&mut two, "two")] {
            tab.hear_up_to(&id, asked["seq"].as_i64().unwrap()).await;
            settle(tab, "settled").await;
            assert_eq!((copies(tab, &said["seq"]), copies(tab, &asked["seq"])), (1, 1), "{name}");
        }
        assert_eq!(one.logs[&id], two.logs[&id]);
        // One closes; the other goes on saying that they are there.
        one.drop_line();
        house.advance(presence::HOLDS.mul_f32(0.7)).await;
        two.send(&json!({"type": "presence", "ref": "here", "state": "available"})).await;
        two.find("done", |frame| frame["ref"] == "here").await;
        house.advance(presence::HOLDS.mul_f32(0.7)).await;
        assert!(is_here(house, &two).await, "the tab that stayed counts");
        assert_eq!(two.say(&id, "Still here").await["type"], "ack");
        two.drop_line();
        house.advance(presence::HOLDS + Duration::from_secs(1)).await;
        assert!(!is_here(house, &one).await, "who has no tab is gone, by time alone");
        assert_eq!(events(house, &id).await, ["waiting -", "joined Priya Raman"], "closing a tab moves nothing");
    }

    async fn a_transfer_while_the_visitor_types_loses_no_word(house) {
        let bot = house.bot(|settings| settings.handoff_rules.typed_ahead = true).await;
        let mut priya = house.agent(Role::Agent).await;
        let mut jonas = house.agent_called("Jonas Weiß", Role::Agent).await;
        let (mut ada, id) = both_are_in(house, &bot, &mut priya).await;
        jonas.watch(&bot.key, &id).await;
        types(&mut ada, "I would like to retu").await;
        assert_eq!(read_along(&mut jonas).await, "I would like to retu");
        let to = json!({"to": jonas.member});
        let says = async {
            types(&mut ada, "I would like to return it").await;
            ada.say("I would like to return it").await
        };
        let (moved, ack) = tokio::join!(shift(&mut priya, &id, "transfer", to), says);
        assert_eq!((&moved["status"], &moved["agent"]), (&json!("agent"), &json!("Jonas Weiß")), "{moved}");
        let seq = ack["seq"].as_i64().unwrap();
        ada.find("her new agent", |f| f["type"] == "status" && f["agent"]["name"] == "Jonas Weiß").await;
        jonas.hear_up_to(&id, seq).await;
        priya.hear_up_to(&id, seq).await;
        assert_eq!(jonas.logs[&id][&seq]["body"]["text"], "I would like to return it");
        // What she types next is told to the one who has her now.
        assert_eq!(read_along(&mut jonas).await, "I would like to return it");
        types(&mut ada, "And the box?").await;
        assert_eq!(read_along(&mut jonas).await, "And the box?");
        let answer = jonas.say(&id, "Keep the box, Ada.").await;
        ada.hear_up_to(answer["seq"].as_i64().unwrap()).await;
        house.rest().await;
        let log = house.transcript(&id).await;
        assert_eq!(log.iter().filter(|message| message.body.line() == "I would like to return it").count(), 1);
        assert!(log.iter().all(|message| message.author != Author::Bot || message.seq < seq), "the assistant keeps quiet: {log:#?}");
    }
}
