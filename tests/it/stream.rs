//! Where no socket can be had: the same promises over a stream of events and posted frames.

use frontdesk::conversation;
use frontdesk::id::{ConversationId, Id as _};
use serde_json::{Value, json};

use crate::support::line::Plain;
use crate::support::{log, stories, until};

const SHOP: &str = "https://shop.example";

fn say(id: &str, text: &str) -> Value {
    json!({"type": "message.send", "ref": id, "id": id, "text": text})
}

fn seqs(opened: &Value) -> Vec<i64> {
    opened["messages"].as_array().unwrap().iter().map(|message| message["seq"].as_i64().unwrap()).collect()
}

stories! {
    async fn an_answer_comes_on_the_stream_and_what_is_posted_again_is_one_message(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = Plain::arrive(house, &bot);
        let opened = ada.open(None).await;
        assert_eq!((&opened["ref"], &opened["conversation"]), (&json!("open"), &Value::Null));
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM contact").await, 0, "nothing is stored before the first word");
        let first = ada.say_as("one", "When are you open?").await;
        assert_eq!((&first["type"], &first["ref"], &first["seq"]), (&json!("ack"), &json!("one"), &json!(1)));
        assert_eq!(ada.say_as("one", "When are you open?").await, first);
        let own = ada.message("their own words", |message| message["author"] == "visitor").await;
        assert_eq!(own["client_id"], "one");
        assert_eq!(ada.body("text").await["text"], "We are open from nine to five, Monday to Saturday.");
        house.rest().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message").await, 2, "one question, one answer");
        // What was begun without a socket knows where the visitor was.
        let id = ConversationId::parse(first["conversation"].as_str().unwrap()).unwrap();
        let kept = conversation::by_id(&mut house.app.db.read().await.unwrap(), &id).await.unwrap().unwrap();
        assert_eq!(kept.page_url.as_deref(), Some("https://loam.example/throws"));
        assert!(!log::kept().contains(&ada.secret));
    }

    async fn a_stream_that_comes_back_gets_exactly_the_gap_and_so_does_who_only_asks(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = Plain::arrive(house, &bot);
        ada.open(None).await;
        let conversation = ada.say_as("one", "When are you open?").await["conversation"].clone();
        ada.body("text").await;
        house.rest().await;
        ada.drop_line();
        ada.say_as("two", "How long does delivery take?").await;
        house.rest().await;
        assert_eq!(seqs(&ada.open(Some((&conversation, 2))).await), [3, 4]);
        assert_eq!(seqs(&ada.open(Some((&conversation, 4))).await), Vec::<i64>::new());
        let answers = ada.post(&[ada.opening(Some((&conversation, 3)))]).await;
        assert_eq!((&answers[0]["type"], seqs(&answers[0])), (&json!("opened"), vec![4]));
        // A socket of the same visitor tells the same.
        let mut tab = crate::support::visitor::Visitor::with_secret(&house.socket_url(&bot.key), &ada.secret).await;
        assert_eq!(seqs(&tab.open().await), [1, 2, 3, 4]);
        tab.say("What are the candles made of?").await;
        assert!(ada.body("text").await["text"].as_str().unwrap().contains("rapeseed wax"));
        tab.words().await;
    }

    async fn a_stream_that_opens_while_another_tab_begins_misses_nothing(house) {
        let bot = house.bot(|_| {}).await;
        for _ in 0..25 {
            let mut ada = Plain::arrive(house, &bot);
            let tab = Plain::with_secret(house, &bot, &ada.secret);
            let (opened, _) = tokio::join!(ada.open(None), tab.say_as("one", "When are you open?"));
            if opened["messages"].as_array().unwrap().is_empty() {
                ada.message("their own words, from the other tab", |message| message["author"] == "visitor").await;
            }
        }
        house.rest().await;
    }

    async fn a_form_with_a_mistake_is_refused_beside_its_field_and_then_makes_one_lead(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = Plain::arrive(house, &bot);
        ada.open(None).await;
        ada.say_as("one", "I want a refund").await;
        let form = ada.body("form").await["form"].clone();
        let submit = |id: &str, email: &str| {
            let values = json!({"order_number": "LL-1", "email": email, "name": "Ada"});
            json!({"type": "form.submit", "ref": id, "id": id, "form": form, "values": values})
        };
        let progress = json!({"type": "form.progress", "form": form, "field": "email"});
        let answers = ada.post(&[progress, submit("two", "ada@example"), submit("three", "ada@example.org")]).await;
        assert_eq!(answers.len(), 2, "progress is never answered: {answers:?}");
        assert_eq!((&answers[0]["code"], &answers[0]["fields"][0]["field"]), (&json!("invalid"), &json!("email")));
        assert_eq!((&answers[1]["type"], &answers[1]["id"]), (&json!("ack"), &json!("three")));
        assert_eq!(ada.post(&[submit("three", "ada@example.org")]).await[0], answers[1]);
        let receipt = ada.message("the receipt", |message| message["body"]["kind"] == "receipt").await;
        assert_eq!(receipt["body"]["form"], form);
        house.rest().await;
        assert_eq!((house.leads(&bot).await.len(), house.mails().len()), (1, 1));
    }

    async fn frames_that_are_none_are_told_so_in_their_place(house) {
        let bot = house.bot(|_| {}).await;
        let ada = Plain::arrive(house, &bot);
        let answers = ada.post(&[
            json!({"type": "ping", "ref": "p"}),
            json!([]),
            json!({"type": "teleport", "ref": "t"}),
            json!({"type": "message.send", "ref": "a", "id": "a", "text": ""}),
            json!({"type": "history", "ref": "h", "before": 9}),
            say("b", "When are you open?"),
        ]).await;
        let told: Vec<_> = answers.iter().map(|a| (a["type"].as_str().unwrap(), a["code"].as_str().unwrap_or(""))).collect();
        let error = |code| ("error", code);
        assert_eq!(told, [("pong", ""), error("bad_frame"), error("unknown_type"), error("invalid"), error("not_found"), ("ack", "")]);
        house.rest().await;
    }

    async fn what_is_refused_looks_like_a_sockets_refusal(house) {
        let bot = house.bot(|settings| settings.allowed_origins = vec![SHOP.into()]).await;
        let ada = Plain::arrive(house, &bot);
        let (open, post) = (ada.opening(None), json!({"visitor": ada.secret, "frames": []}));
        for (origin, status) in [("https://evil.example", 403), ("null", 403), (SHOP, 200), ("https://desk.example", 200)] {
            for request in [ada.ask_stream(&open), ada.ask_frames(&post)] {
                let answer = request.header("origin", origin).send().await.unwrap();
                let readable = answer.headers().get("access-control-allow-origin").map(|value| value.to_str().unwrap().to_owned());
                assert_eq!((answer.status().as_u16(), readable), (status, (status == 200).then(|| origin.to_owned())));
                assert_eq!(answer.headers().get("access-control-allow-credentials"), None);
                if status == 200 {
                    assert_eq!(answer.headers()["vary"], "origin");
                }
            }
        }
        let mut nobody = bot.clone();
        nobody.key = "nobody".into();
        let lost = Plain::arrive(house, &nobody);
        assert_eq!(lost.ask_stream(&open).send().await.unwrap().status(), 404);
        assert_eq!(lost.ask_frames(&post).send().await.unwrap().status(), 404);
        let rubbish = [json!("x"), json!({"type": "ping"}), json!({"type": "open", "visitor": "short"})];
        for open in &rubbish {
            assert_eq!(ada.ask_stream(open).send().await.unwrap().status(), 422, "{open}");
        }
        let ping = json!({"type": "ping"});
        let many = json!({"visitor": ada.secret, "frames": vec![ping; 21]});
        let unknown = json!({"visitor": "short", "frames": []});
        for post in [json!({}), json!({"visitor": ada.secret}), many, unknown] {
            let answer = ada.ask_frames(&post).header("origin", SHOP).send().await.unwrap();
            assert_eq!((answer.status().as_u16(), &answer.headers()["content-type"]), (422, &"application/problem+json".parse().unwrap()));
            assert_eq!(answer.headers()["access-control-allow-origin"], SHOP, "a refusal can be read too");
        }
        let filler = "x".repeat(64 * 1024);
        assert_eq!(ada.ask_stream(&json!({"type": "open", "later": filler})).send().await.unwrap().status(), 413);
        assert_eq!(ada.ask_frames(&json!({"frames": [], "later": filler})).send().await.unwrap().status(), 413);
    }

    async fn a_stream_is_neither_kept_nor_packed_on_its_way_and_ends_when_the_server_stops(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = Plain::arrive(house, &bot);
        let packed = ada.ask_stream(&ada.opening(None)).header("accept-encoding", "gzip, br").send().await.unwrap();
        assert_eq!(packed.headers().get("content-encoding"), None);
        drop(packed);
        ada.open(None).await;
        let head = ada.head().headers();
        assert_eq!(head["content-type"], "text/event-stream");
        assert_eq!((&head["cache-control"], &head["x-accel-buffering"]), (&"no-cache, no-transform".parse().unwrap(), &"no".parse().unwrap()));
        ada.say_as("one", "When are you open?").await;
        ada.body("text").await;
        let conversation = ada.say_as("one", "When are you open?").await["conversation"].clone();
        house.rest().await;
        house.restart().await;
        assert_eq!(ada.hear_end().await, Some(1001));
        let mut ada = Plain::with_secret(house, &bot, &ada.secret);
        assert_eq!(seqs(&ada.open(Some((&conversation, 1))).await), [2]);
    }

    async fn nobody_listens_any_more_once_the_client_is_gone(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = Plain::arrive(house, &bot);
        ada.open(None).await;
        ada.say_as("one", "When are you open?").await;
        ada.body("text").await;
        house.rest().await;
        let listens = |house: &crate::support::house::House| format!("{:?}", house.app.bus).contains("Sender(");
        assert!(listens(house));
        ada.drop_line();
        until("an end of listening", || async { (!listens(house)).then_some(()) }).await;
    }

    async fn lines_and_posts_from_one_address_are_counted(house) {
        house.settings.push(("FRONTDESK_LIMITS__SOCKET_BURST".into(), "2".into()));
        house.settings.push(("FRONTDESK_LIMITS__SOCKETS_A_MINUTE".into(), "1".into()));
        house.restart().await;
        let bot = house.bot(|_| {}).await;
        let mut ada = Plain::arrive(house, &bot);
        ada.open(None).await;
        ada.open(None).await;
        let answer = ada.ask_stream(&ada.opening(None)).send().await.unwrap();
        assert_eq!(answer.status(), 429);
        assert!(answer.headers().contains_key("retry-after"));
        // Frames are counted apart, and each of them; the visitor's own limit holds as on a socket.
        let ping = json!({"type": "ping"});
        let flood = json!({"visitor": ada.secret, "frames": vec![ping; 20]});
        let mut passed = 0;
        while ada.ask_frames(&flood).send().await.unwrap().status() == 200 {
            passed += 1;
            assert!(passed < 1_000, "no end to it");
        }
        assert!(passed >= 28, "{passed} times twenty-one of six hundred");
    }

    async fn a_visitor_who_says_too_much_is_told_to_wait(house) {
        let bot = house.bot(|_| {}).await;
        let eve = Plain::arrive(house, &bot);
        let mut error = Value::Null;
        for batch in 0..10 {
            let frames: Vec<_> = (0..20).map(|n| say(&format!("{batch}-{n}"), "Hello")).collect();
            if let Some(refused) = eve.post(&frames).await.into_iter().find(|answer| answer["type"] == "error") {
                error = refused;
                break;
            }
        }
        assert_eq!(error["code"], "too_many");
        assert!(error["retry_after"].as_u64().unwrap() >= 1);
        house.rest().await;
    }
}
