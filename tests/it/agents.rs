//! The agents' socket: visitor and agent talk both ways, nothing is lost or doubled, and nobody else sees or writes.

use frontdesk::conversation::{self, Status};
use frontdesk::id::{ConversationId, Id as _};
use frontdesk::organisation::member::{self, NewMember};
use frontdesk::organisation::role::Role;
use frontdesk::organisation::{self, password};
use serde_json::json;

use crate::support::agent::Agent;
use crate::support::house::{House, http};
use crate::support::stories;

/// A member, disabled or given another role behind the server's back.
async fn change(house: &House, agent: &Agent, what: &'static str) {
    let hash = frontdesk::id::token_hash(agent.cookie.split_once('=').unwrap().1);
    let mut tx = house.app.tx().await.unwrap();
    assert_eq!(tx.exec(what, vec![frontdesk::db::Value::Text(Some(hash))]).await.unwrap(), 1);
    tx.commit().await.unwrap();
}

stories! {
    async fn visitor_and_agent_talk_and_the_bot_keeps_quiet(house) {
        let bot = house.bot(|_| {}).await;
        let (mut ada, mut mirela) = (house.visitor(&bot).await, house.agent(Role::Agent).await);
        ada.say("When are you open?").await;
        ada.words().await;
        house.rest().await;
        let id = ada.conversation.clone().unwrap();
        let opened = mirela.watch(&bot.key, &id).await;
        assert_eq!((&opened["status"], &opened["seq"]), (&json!("bot"), &json!(2)));
        mirela.send(&json!({"type": "typing", "conversation": id, "on": true})).await;
        assert_eq!(ada.find("typing", |f| f["author"] == "agent").await["on"], true);
        let ack = mirela.say(&id, "Hello, this is Priya.").await;
        assert_eq!((&ack["type"], &ack["seq"]), (&json!("ack"), &json!(4)), "behind the line that she joined");
        assert_eq!(ada.hear("status").await["status"], "agent");
        ada.hear_up_to(4).await;
        assert_eq!(ada.log[&3]["body"], json!({"kind": "event", "event": "joined", "name": "Priya Raman"}));
        assert_eq!((&ada.log[&4]["author"], &ada.log[&4]["name"]), (&json!("agent"), &json!("Priya Raman")));
        assert_eq!(mirela.hear("status").await["status"], "agent");
        ada.send(&json!({"type": "typing", "on": true})).await;
        assert_eq!(mirela.find("typing", |f| f["author"] == "visitor").await["conversation"], json!(id));
        ada.say("When are you open on Sunday?").await;
        assert_eq!(mirela.words("visitor").await, "When are you open on Sunday?");
        house.rest().await;
        let log = house.transcript(&id).await;
        assert_eq!(log.len(), 5, "the bot keeps quiet: {log:#?}");
        let page = http().get(house.url(&format!("/inbox/{id}"))).header("cookie", &mirela.cookie).send().await.unwrap();
        let page = page.text().await.unwrap();
        assert!(page.contains("Priya Raman") && page.contains("Hello, this is Priya."), "the Inbox shows who said it");
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM conversation c JOIN member m ON m.id = c.agent_id WHERE c.status = 'agent'").await, 1);
    }

    async fn what_an_agent_sends_again_is_stored_once_and_what_they_missed_comes(house) {
        let bot = house.bot(|_| {}).await;
        let (mut ada, mut mirela) = (house.visitor(&bot).await, house.agent(Role::Agent).await);
        ada.say("A person, please: my lantern came broken").await;
        house.rest().await;
        let id = ada.conversation.clone().unwrap();
        mirela.watch(&bot.key, &id).await;
        let first = mirela.say_as("once", &id, "I am here.").await;
        let seq = first["seq"].as_i64().unwrap();
        mirela.hear_up_to(&id, seq).await;
        mirela.drop_line();
        ada.say("Thank you").await;
        ada.say("Shall I send a picture?").await;
        mirela.connect(&mirela.url()).await.unwrap();
        assert_eq!(mirela.say_as("once", &id, "I am here.").await["seq"], first["seq"]);
        let opened = mirela.watch(&bot.key, &id).await;
        let missed: Vec<_> = opened["messages"].as_array().unwrap().iter().map(|m| m["seq"].as_i64().unwrap()).collect();
        assert_eq!(missed, [seq + 1, seq + 2]);
        // Given back to the bot, what is sent again does not take it anew.
        let known = ConversationId::parse(&id).unwrap();
        let mut tx = house.app.tx().await.unwrap();
        let conversation = conversation::by_id(&mut tx, &known).await.unwrap().unwrap();
        conversation::set_status(&mut tx, &conversation, Status::Bot).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(mirela.hear("status").await["status"], "bot");
        assert_eq!(mirela.say_as("once", &id, "I am here.").await["seq"], first["seq"]);
        let mut tx = house.app.tx().await.unwrap();
        let conversation = conversation::by_id(&mut tx, &known).await.unwrap().unwrap();
        assert_eq!(conversation.status, Status::Bot);
        conversation::set_status(&mut tx, &conversation, Status::Closed).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(mirela.say(&id, "One more thing").await["code"], "closed");
        mirela.send(&json!({"type": "unwatch", "conversation": id})).await;
        mirela.send(&json!({"type": "typing", "conversation": id, "on": true})).await;
        assert_eq!(mirela.hear("error").await["code"], "not_found", "only what is watched can be typed in");
    }

    async fn the_inbox_rings_for_every_conversation_of_the_bot(house) {
        let (bot, other) = (house.bot(|_| {}).await, house.bot(|_| {}).await);
        let mut mirela = house.agent(Role::Viewer).await;
        let answer = mirela.inbox(&bot.key).await;
        assert_eq!((&answer["type"], &answer["bot"]), (&json!("inbox"), &json!(bot.key)));
        let mut stranger = house.visitor(&other).await;
        stranger.say("When are you open?").await;
        stranger.words().await;
        for _ in 0..2 {
            let mut ada = house.visitor(&bot).await;
            ada.say("When are you open?").await;
            ada.words().await;
            let id = ada.conversation.clone().unwrap();
            let news = mirela.find("the reply", |f| f["conversation"] == json!(id) && f["seq"] == 2).await;
            assert_eq!((&news["type"], &news["bot"], &news["status"]), (&json!("conversation"), &json!(bot.key), &json!("bot")));
        }
        assert!(mirela.unheard().all(|f| f["conversation"] != json!(stranger.conversation)));
    }

    async fn strangers_other_sites_and_viewers_are_refused(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("When are you open?").await;
        ada.words().await;
        let id = ada.conversation.clone().unwrap();
        let mut viewer = house.agent(Role::Viewer).await;
        assert_eq!(viewer.watch(&bot.key, &id).await["seq"], 2, "a viewer reads");
        assert_eq!(viewer.say(&id, "Hello").await["code"], "not_allowed");
        viewer.send(&json!({"type": "typing", "conversation": id, "on": true})).await;
        assert_eq!(viewer.hear("error").await["code"], "not_allowed");
        assert_eq!(viewer.say("cnv_nonsense", "Hello").await["code"], "not_allowed", "whatever is named");
        let (url, own, cookie) = (viewer.url(), viewer.origin.clone(), viewer.cookie.clone());
        for origin in [Some("https://evil.example".to_owned()), Some("null".to_owned()), None] {
            viewer.origin = origin;
            assert_eq!(viewer.connect(&url).await, Err(403));
        }
        viewer.origin = own;
        for cookie in ["", "frontdesk=x", "__Host-frontdesk=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            viewer.cookie = cookie.to_owned();
            assert_eq!(viewer.connect(&url).await, Err(401));
        }
        viewer.cookie = cookie;
        assert_eq!(viewer.connect(&url).await, Ok(()));
        // Another organisation's are not there.
        let mut tx = house.app.tx().await.unwrap();
        let elsewhere = organisation::create(&mut tx, "Pell & Harrow").await.unwrap();
        let hash = password::hash("a quiet bell").unwrap();
        let new = NewMember { email: "sam@pell.example", name: "Sam Pell", role: Role::Owner, password_hash: &hash };
        member::add(&mut tx, &elsewhere, &new).await.unwrap();
        tx.commit().await.unwrap();
        let mut sam = Agent::sign_in(&house.url(""), "sam@pell.example", "a quiet bell").await;
        sam.connect(&sam.url()).await.unwrap();
        for answer in [
            sam.watch(&bot.key, &id).await, sam.watch("bot0", &id).await, sam.inbox(&bot.key).await, sam.say(&id, "Hello").await,
            sam.say("cnv_01m7ys4s000000000000000001", "Hello").await, sam.say("nonsense", "Hello").await,
        ] {
            assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!("not_found")), "{answer}");
        }
        ada.say("Still there?").await;
        ada.words().await;
        sam.send(&json!({"type": "ping", "ref": "p"})).await;
        sam.hear("pong").await;
        assert_eq!(sam.unheard().count(), 0);
        assert_eq!(house.transcript(&id).await.len(), 4);
        let plain = http().get(house.url("/ws/agent")).send().await.unwrap().status().as_u16();
        assert!((400..500).contains(&plain), "no socket was asked for: {plain}");
    }

    async fn who_signs_out_or_may_no_longer_loses_the_socket_at_once(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("When are you open?").await;
        ada.words().await;
        let id = ada.conversation.clone().unwrap();
        let (mut out, mut disabled, mut demoted) =
            (house.agent(Role::Agent).await, house.agent(Role::Agent).await, house.agent(Role::Admin).await);
        let mut stays = house.agent(Role::Agent).await;
        for agent in [&mut out, &mut disabled, &mut demoted, &mut stays] {
            agent.watch(&bot.key, &id).await;
        }
        let begun = std::time::Instant::now();
        out.sign_out().await;
        change(house, &disabled, "UPDATE member SET disabled_at = 1 WHERE id = (SELECT member_id FROM session WHERE token_hash = $1)").await;
        change(house, &demoted, "UPDATE member SET role = 'viewer' WHERE id = (SELECT member_id FROM session WHERE token_hash = $1)").await;
        for agent in [&mut out, &mut disabled, &mut demoted] {
            assert_eq!(agent.hear_end().await, Some(1008));
        }
        assert!(begun.elapsed().as_secs() < 5, "within a second, on a machine that has time");
        assert_eq!(out.connect(&out.url()).await, Err(401));
        assert_eq!(disabled.connect(&disabled.url()).await, Err(401));
        demoted.connect(&demoted.url()).await.unwrap();
        assert_eq!(demoted.say(&id, "Hello").await["code"], "not_allowed");
        assert_eq!(stays.say(&id, "I am still here.").await["type"], "ack");
        // And a frame that comes before the roll is called is not obeyed.
        change(house, &stays, "DELETE FROM session WHERE token_hash = $1").await;
        stays.send(&json!({"type": "message.send", "id": "late", "conversation": id, "text": "Too late"})).await;
        assert_eq!(stays.hear_end().await, Some(1008));
        house.rest().await;
        assert!(house.transcript(&id).await.iter().all(|m| m.body.line() != "Too late"));
    }

    async fn one_socket_watches_so_many_and_no_more(house) {
        let bot = house.bot(|_| {}).await;
        house.settings.push(("FRONTDESK_LIMITS__SOCKET_BURST".into(), "1000".into()));
        house.restart().await;
        let mut mirela = house.agent(Role::Agent).await;
        let mut talks = Vec::new();
        for n in 0..51 {
            let mut ada = house.visitor(&bot).await;
            ada.say("When are you open?").await;
            let answer = mirela.watch(&bot.key, ada.conversation.as_ref().unwrap()).await;
            assert_eq!(answer["type"], if n < 50 { "opened" } else { "error" }, "{n}: {answer}");
            talks.push(ada);
        }
        let (first, last) = (talks[0].conversation.clone().unwrap(), talks[50].conversation.clone().unwrap());
        mirela.send(&json!({"type": "unwatch", "conversation": first})).await;
        assert_eq!(mirela.watch(&bot.key, &last).await["type"], "opened");
        house.rest().await;
        talks[0].say("Nobody watches me").await;
        talks[50].say("Can you see me?").await;
        mirela.find("the watched one", |f| f["conversation"] == json!(last) && f["message"]["body"]["text"] == "Can you see me?").await;
        house.rest().await;
        assert!(mirela.unheard().all(|f| f["message"]["body"]["text"] != "Nobody watches me"));
    }
}
