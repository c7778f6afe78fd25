//! The socket's promises: what is acked is stored, what is sent again is stored once, what was missed comes, and
//! nobody sees another's.

use frontdesk::conversation::{self, Body, NewMessage, Status};
use frontdesk::id::{ConversationId, Id as _};
use serde_json::{Value, json};

use crate::support::stories;
use crate::support::visitor::{Visitor, connect};

fn seqs(opened: &Value) -> Vec<i64> {
    opened["messages"].as_array().unwrap().iter().map(|message| message["seq"].as_i64().unwrap()).collect()
}

stories! {
    async fn an_ack_means_stored_and_nothing_is_stored_before_the_first_word(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.send(&json!({"type": "page", "page": {"url": "https://loam.example/throws", "title": "Throws"}})).await;
        ada.send(&json!({"type": "typing", "on": true})).await;
        ada.send(&json!({"type": "ping", "ref": "p"})).await;
        assert_eq!(ada.hear("pong").await, json!({"type": "pong", "ref": "p"}));
        for table in [
            "SELECT COUNT(*) AS n FROM contact",
            "SELECT COUNT(*) AS n FROM identity",
            "SELECT COUNT(*) AS n FROM conversation",
        ] {
            assert_eq!(house.number(table).await, 0, "{table}");
        }
        let ack = ada.say("Do you ship to Orkney?").await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE author = 'visitor'").await, 1);
        assert_eq!((&ack["type"], &ack["seq"]), (&json!("ack"), &json!(1)));
        let kept = house.transcript(ack["conversation"].as_str().unwrap()).await;
        assert_eq!(kept[0].body, Body::text("Do you ship to Orkney?"));
        ada.words().await;
    }

    async fn what_is_sent_again_is_one_message(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        let first = ada.say_as("one", "When are you open?").await;
        let again = ada.say_as("one", "When are you open?").await;
        assert_eq!(first, again);
        ada.words().await;
        ada.resume().await;
        assert_eq!(ada.say_as("one", "When are you open?").await["seq"], first["seq"]);
        house.rest().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message").await, 2, "one question, one answer");
        assert_eq!(house.number("SELECT visitor_messages AS n FROM conversation").await, 1);
        // Sent twice before the first answer comes, on two lines.
        let mut tab = ada.another_tab().await;
        let (one, other) = tokio::join!(ada.say_as("two", "And on Sunday?"), tab.say_as("two", "And on Sunday?"));
        assert_eq!(one["seq"], other["seq"]);
        house.rest().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE author = 'visitor'").await, 2);
    }

    async fn after_a_drop_exactly_the_gap_comes(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("When are you open?").await;
        ada.words().await;
        let mut tab = ada.another_tab().await;
        assert_eq!(tab.log, ada.log);
        let seen = ada.seq();
        ada.drop_line();
        tab.say("How long does delivery take?").await;
        tab.words().await;
        tab.say("What are the candles made of?").await;
        tab.words().await;
        house.rest().await;
        let opened = ada.resume().await;
        assert_eq!(seqs(&opened), (seen + 1..=seen + 4).collect::<Vec<_>>());
        assert_eq!((&opened["more"], &opened["seq"]), (&json!(false), &json!(seen + 4)));
        assert_eq!(ada.log, tab.log);
        assert_eq!(seqs(&ada.resume().await), Vec::<i64>::new());
        // Who claims to have seen more than there is gets nothing and breaks nothing.
        ada.send(&json!({"type": "open", "ref": "far", "visitor": ada.secret, "conversation": ada.conversation, "seq": 9_999})).await;
        let opened = ada.hear("opened").await;
        assert_eq!((seqs(&opened), &opened["seq"]), (Vec::new(), &json!(seen + 4)));
        ada.say("Thanks").await;
        assert_eq!(ada.words().await, "You are welcome. Is there anything else?");
    }

    async fn a_second_tab_opened_first_hears_that_the_conversation_began(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        let mut tab = ada.another_tab().await;
        let ack = ada.say("When are you open?").await;
        let opened = tab.hear("opened").await;
        assert_eq!(opened["conversation"], ack["conversation"]);
        ada.hear_up_to(2).await;
        tab.hear_up_to(2).await;
        tab.say("Lovely, thanks").await;
        ada.hear_up_to(4).await;
        tab.hear_up_to(4).await;
        assert_eq!(ada.log, tab.log);
    }

    async fn a_restart_of_the_server_loses_nothing_and_doubles_nothing(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("I want a refund").await;
        let form = ada.form().await;
        let before = ada.log.clone();
        house.restart().await;
        assert_eq!(ada.hear_end().await, Some(1001));
        house.show_the_way(&mut ada, &bot);
        ada.log.clear();
        let opened = ada.resume().await;
        assert_eq!(opened["messages"].as_array().unwrap().len(), before.len());
        assert_eq!(ada.log, before);
        let values = json!({"order_number": "LL-1", "email": "ada@example.org", "name": "Ada"});
        assert_eq!(ada.submit(&form, &values).await["type"], "ack");
        ada.words().await;
        house.restart().await;
        house.rest().await;
        assert_eq!(house.mails().len(), 1);
    }

    async fn nobody_sees_or_touches_what_is_anothers(house) {
        let bot = house.bot(|_| {}).await;
        let other_bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("I want a refund").await;
        let form = ada.form().await;
        let mut eve = house.visitor(&bot).await;
        eve.send(&json!({"type": "open", "ref": "r", "visitor": eve.secret, "conversation": ada.conversation, "seq": 0})).await;
        assert_eq!(eve.hear("opened").await["conversation"], Value::Null);
        eve.send(&json!({"type": "history", "ref": "h", "before": 100})).await;
        assert_eq!(eve.hear("error").await["code"], "not_found");
        let values = json!({"order_number": "LL-1", "email": "eve@example.org", "name": "Eve"});
        assert_eq!(eve.submit(&form, &values).await["code"], "not_found", "with no conversation");
        eve.say("When are you open?").await;
        eve.words().await;
        assert_eq!(eve.submit(&form, &values).await["code"], "not_found", "with a conversation of her own");
        assert_eq!(eve.decline(&form).await["code"], "not_found");
        eve.send(&json!({"type": "form.progress", "ref": "p", "form": form["form"], "field": "email"})).await;
        assert_eq!(eve.hear("error").await["code"], "not_found");
        for rubbish in ["", "fse_", "fse_01", "'; DROP TABLE lead; --", "lead_00000000000000000000000000"] {
            assert_eq!(eve.submit(&json!({"form": rubbish}), &values).await["code"], "not_found", "{rubbish:?}");
        }
        eve.request_form(Some("order_question")).await;
        eve.send(&json!({"type": "form.request", "ref": "t", "id": "t", "tag": "no_such_tag"})).await;
        assert_eq!(eve.hear_answer("t").await["code"], "not_found");
        // The same secret at another bot is somebody else.
        let mut elsewhere = Visitor::with_secret(&house.socket_url(&other_bot.key), &ada.secret).await;
        assert_eq!(elsewhere.open().await["conversation"], Value::Null);
        assert!(house.leads(&bot).await.is_empty());
    }

    async fn a_socket_is_opened_for_a_known_bot_and_an_allowed_site_alone(house) {
        let bot = house.bot(|settings| settings.allowed_origins = vec!["https://shop.example".into()]).await;
        let url = house.socket_url(&bot.key);
        assert_eq!(connect(&url, Some("https://evil.example")).await.err(), Some(403));
        assert_eq!(connect(&url, Some("https://shop.example.evil.example")).await.err(), Some(403));
        assert_eq!(connect(&url, Some("null")).await.err(), Some(403));
        assert!(connect(&url, Some("https://shop.example")).await.is_ok());
        assert!(connect(&url, Some("https://desk.example")).await.is_ok(), "its own pages may");
        assert_eq!(connect(&house.socket_url("nobody"), None).await.err(), Some(404));
        assert_eq!(connect(&house.socket_url(""), None).await.err(), Some(404));
    }

    async fn old_messages_are_read_back_page_by_page(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("When are you open?").await;
        ada.words().await;
        house.rest().await;
        let id = ConversationId::parse(ada.conversation.as_ref().unwrap()).unwrap();
        let mut tx = house.app.tx().await.unwrap();
        let conversation = conversation::by_id(&mut tx, &id).await.unwrap().unwrap();
        for n in 3..=450 {
            conversation::say(&mut tx, &conversation, NewMessage::bot(Body::text(format!("message {n}")))).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut tab = Visitor::with_secret(&ada.url, &ada.secret).await;
        let opened = tab.open().await;
        assert_eq!((opened["messages"].as_array().unwrap().len(), &opened["more"]), (200, &json!(true)));
        assert_eq!((tab.log.keys().next(), tab.seq()), (Some(&251), 450));
        let mut before = 251;
        for (count, more) in [(200, true), (50, false)] {
            tab.send(&json!({"type": "history", "ref": "h", "before": before})).await;
            let history = tab.hear("history").await;
            assert_eq!((history["messages"].as_array().unwrap().len(), &history["more"]), (count, &json!(more)));
            assert_eq!(history["messages"][count - 1]["seq"], before - 1);
            before = history["messages"][0]["seq"].as_i64().unwrap();
        }
        assert_eq!(before, 1);
    }

    async fn after_a_conversation_was_closed_another_begins(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("When are you open?").await;
        ada.words().await;
        let form = ada.request_form(Some("order_question")).await;
        house.rest().await;
        let closed = ada.conversation.clone().unwrap();
        let mut tx = house.app.tx().await.unwrap();
        let conversation = conversation::by_id(&mut tx, &ConversationId::parse(&closed).unwrap()).await.unwrap().unwrap();
        conversation::set_status(&mut tx, &conversation, Status::Closed).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ada.hear("status").await["status"], "closed");
        let values = json!({"order_number": "LL-1", "email": "ada@example.org", "name": "Ada"});
        assert_eq!(ada.submit(&form, &values).await["code"], "closed");
        let mut tab = ada.another_tab().await;
        assert_eq!(tab.conversation, None, "what is closed is over");
        let ack = ada.say("And on Sunday?").await;
        assert_ne!(ack["conversation"], json!(closed));
        assert_eq!((&ack["type"], &ack["seq"]), (&json!("ack"), &json!(1)));
        assert_eq!(tab.hear("opened").await["conversation"], ack["conversation"]);
        assert_eq!(house.transcript(&closed).await.len(), 3, "the old one is as it was");
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM contact").await, 1);
        assert!(house.leads(&bot).await.is_empty());
    }

    async fn an_answer_is_marked_helpful_and_a_page_is_noted(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("When are you open?").await;
        ada.words().await;
        let seq = ada.seq();
        ada.send(&json!({"type": "feedback", "ref": "f", "seq": seq, "helpful": true})).await;
        assert_eq!(ada.hear_answer("f").await["type"], "ack");
        ada.send(&json!({"type": "feedback", "ref": "g", "seq": 99, "helpful": false})).await;
        assert_eq!(ada.hear_answer("g").await["code"], "not_found");
        ada.send(&json!({"type": "page", "page": {"url": "https://loam.example/care", "title": "Care"}, "seconds": 12})).await;
        ada.send(&json!({"type": "seen", "seq": seq})).await;
        ada.send(&json!({"type": "ping", "ref": "p"})).await;
        ada.hear("pong").await;
        let id = ConversationId::parse(ada.conversation.as_ref().unwrap()).unwrap();
        let kept = conversation::by_id(&mut house.app.db.read().await.unwrap(), &id).await.unwrap().unwrap();
        assert_eq!((kept.page_url.as_deref(), kept.page_title.as_deref()), (Some("https://loam.example/care"), Some("Care")));
    }
}
