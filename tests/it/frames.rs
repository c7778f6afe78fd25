//! Frames that are none, too many of them, and too large ones: a typed error or a close code, never a panic, and never
//! a word of it in the log.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::log;
use crate::support::stories;
use crate::support::visitor::{Visitor, connect};

const SECRET: &str = "Wn7Fq2-my-private-words";

async fn refused(visitor: &mut Visitor, frame: &str) -> Value {
    visitor.send_raw(Message::text(frame)).await.unwrap();
    visitor.hear("error").await
}

stories! {
    async fn a_frame_that_is_none_is_told_so_and_the_line_holds(house) {
        let bot = house.bot(|_| {}).await;
        let mut eve = Visitor::arrive(&house.socket_url(&bot.key)).await;
        for (frame, code) in [
            (SECRET.to_owned(), "bad_frame"),
            ("[]".to_owned(), "bad_frame"),
            ("null".to_owned(), "bad_frame"),
            (format!(r#"{{"type":"message.send","id":7,"text":"{SECRET}"}}"#), "bad_frame"),
            (format!(r#"{{"type":"message.send","id":"a","text":["{SECRET}"]}}"#), "bad_frame"),
            (format!(r#"{{"type":"message.send","id":"a","text":"\ud800 {SECRET}"}}"#), "bad_frame"),
            (format!(r#"{{"type":"message.send","id":"","text":"{SECRET}"}}"#), "bad_frame"),
            (format!(r#"{{"type":"message.send","id":"{}","text":"{SECRET}"}}"#, "x".repeat(65)), "bad_frame"),
            (format!(r#"{{"type":"{SECRET}"}}"#), "unknown_type"),
            (format!(r#"{{"type":"open","visitor":"{SECRET}"}}"#), "invalid"),
            (format!(r#"{{"type":"message.send","id":"a","text":"{SECRET}"}}"#), "not_open"),
            (format!(r#"{{"type":"form.submit","id":"a","form":"b","values":{}1{}}}"#, "[".repeat(9_000), "]".repeat(9_000)), "bad_frame"),
        ] {
            let error = refused(&mut eve, &frame).await;
            assert_eq!(error["code"], code, "{frame:.80}");
            assert!(!error.to_string().contains(SECRET), "an error repeats nothing: {error}");
        }
        eve.open().await;
        eve.say("When are you open?").await;
        eve.words().await;
        assert!(!log::kept().contains(SECRET));
    }

    async fn words_are_kept_as_plain_text_and_within_bounds(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        for (text, code) in [("", "required"), ("\u{0}\u{7} \n", "required"), (&*"x".repeat(4_001), "too_long")] {
            let error = ada.say(text).await;
            assert_eq!((&error["code"], &error["fields"][0]["code"]), (&json!("invalid"), &json!(code)));
        }
        assert_eq!(ada.conversation, None, "nothing was begun");
        let text = format!("{SECRET}\u{0}\u{1b}[31m <script>alert(1)</script> \u{1F3EE}");
        assert_eq!(ada.say(&text).await["type"], "ack");
        ada.words().await;
        let kept = house.transcript(ada.conversation.as_ref().unwrap()).await;
        assert_eq!(kept[0].body.line(), format!("{SECRET}[31m <script>alert(1)</script> \u{1F3EE}"));
        assert_eq!(ada.say(&"é".repeat(4_000)).await["type"], "ack");
        house.rest().await;
        assert!(!log::kept().contains(SECRET));
        assert!(!log::kept().contains(&ada.secret));
    }

    async fn a_frame_above_64_kib_or_in_binary_ends_the_line_with_its_code(house) {
        let bot = house.bot(|_| {}).await;
        let mut eve = house.visitor(&bot).await;
        let filler = "x".repeat(64 * 1024);
        // The server may hang up while this is still on its way.
        let _ = eve.send_raw(Message::text(format!(r#"{{"type":"ping","ref":"{filler}"}}"#))).await;
        assert_eq!(eve.hear_end().await, Some(1009));
        let mut eve = house.visitor(&bot).await;
        eve.send_raw(Message::binary(vec![0_u8, 1, 2])).await.unwrap();
        assert_eq!(eve.hear_end().await, Some(1003));
        let mut ada = house.visitor(&bot).await;
        let large = json!({"type": "message.send", "id": "a", "ref": "a", "text": "hello", "later": "x".repeat(60_000)});
        ada.send(&large).await;
        assert_eq!(ada.hear_answer("a").await["type"], "ack", "60 KB are taken, and an unknown field is ignored");
        ada.words().await;
    }

    async fn too_many_bad_frames_end_the_line(house) {
        let bot = house.bot(|_| {}).await;
        let mut eve = house.visitor(&bot).await;
        for _ in 0..21 {
            eve.send_raw(Message::text(SECRET)).await.unwrap();
        }
        assert_eq!(eve.hear_end().await, Some(1008));
        assert_eq!(eve.unheard().filter(|frame| frame["code"] == "bad_frame").count(), 20);
        assert!(!log::kept().contains(SECRET));
    }

    async fn a_flood_is_told_to_wait_and_then_shown_out(house) {
        let bot = house.bot(|_| {}).await;
        let mut eve = house.visitor(&bot).await;
        let mut acked = 0;
        let error = loop {
            let answer = eve.say(SECRET).await;
            if answer["type"] == "error" {
                break answer;
            }
            acked += 1;
            assert!(acked < 100, "no end to it");
        };
        assert_eq!(error["code"], "too_many");
        assert!(error["retry_after"].as_u64().unwrap() >= 1);
        assert!(acked >= 20, "the burst of the settings is granted");
        // Another visitor is not made to wait for it.
        let mut ada = house.visitor(&bot).await;
        assert_eq!(ada.say("When are you open?").await["type"], "ack");
        ada.words().await;
        for _ in 0..2_000 {
            if eve.send_raw(Message::text(r#"{"type":"ping"}"#)).await.is_err() {
                break;
            }
        }
        assert_eq!(eve.hear_end().await, Some(1008));
        house.rest().await;
        assert!(!log::kept().contains(SECRET));
    }

    async fn sockets_from_one_address_are_counted(house) {
        house.settings.push(("FRONTDESK_LIMITS__SOCKET_BURST".into(), "3".into()));
        house.settings.push(("FRONTDESK_LIMITS__SOCKETS_A_MINUTE".into(), "1".into()));
        house.restart().await;
        let bot = house.bot(|_| {}).await;
        let url = house.socket_url(&bot.key);
        for _ in 0..3 {
            assert!(connect(&url, None).await.is_ok());
        }
        assert_eq!(connect(&url, None).await.err(), Some(429));
    }
}
