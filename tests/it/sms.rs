//! Text messages: only Twilio is heard, each message once, and what we say goes out once, in order, however the line
//! behaves.

use std::time::Duration;

use frontdesk::conversation::provider::{self, Delivery, State};
use frontdesk::conversation::{self, Body, NewMessage};
use frontdesk::id::{ConversationId, Id as _};

use crate::support::house::{House, PHONE, PUBLIC};
use crate::support::stories;
use crate::support::twilio::{self, Behave};
use crate::support::until;

const QUESTION: &str = "When are you open?";
const ANSWER: &str = "We are open from nine to five, Monday to Saturday. https://loam.example/help";

async fn deliveries(house: &House) -> Vec<Delivery> {
    let mut conn = house.app.db.read().await.unwrap();
    let rows = conn.all("SELECT id FROM conversation", Vec::new()).await.unwrap();
    let id = ConversationId::parse(&rows[0].get::<String>("id").unwrap()).unwrap();
    provider::all(&mut conn, &id).await.unwrap()
}

fn report(sid: &str, status: &str) -> Vec<(String, String)> {
    [("MessageSid", sid), ("AccountSid", twilio::ACCOUNT), ("MessageStatus", status)]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into()
}

stories! {
    async fn only_twilio_is_heard(house) {
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        let path = "/hooks/twilio/sms";
        let fields = house.sms_fields(PHONE, QUESTION);
        let signature = twilio::signature(&format!("{PUBLIC}{path}"), &fields);
        let mut changed = fields.clone();
        changed[4].1 = "Another question".into();
        assert_eq!(house.hook_signed(path, &changed, &signature, "desk.example").await, 403);
        assert_eq!(house.hook_signed(path, &fields, "", "desk.example").await, 403);
        assert_eq!(house.hook_signed(path, &fields, "not base64 at all", "desk.example").await, 403);
        let by_host = twilio::signature(&format!("https://evil.example{path}"), &fields);
        assert_eq!(house.hook_signed(path, &fields, &by_host, "evil.example").await, 403, "Host decides nothing");
        let mut foreign = fields.clone();
        foreign[1].1 = "ACffffffffffffffffffffffffffffffff".into();
        assert_eq!(house.hook(path, &foreign).await, 403, "another account");
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message").await, 0);
        assert_eq!(house.hook_signed(path, &fields, &signature, "evil.example").await, 200, "nor harms it");
        assert_eq!(house.texts_are(PHONE, 1).await, [ANSWER]);
    }

    async fn a_call_that_lacks_a_field_or_is_for_nobody_is_told_so(house) {
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        let fields = house.sms_fields(PHONE, QUESTION);
        for missing in ["MessageSid", "AccountSid", "From", "To", "Body"] {
            let rest: Vec<_> = fields.iter().filter(|(key, _)| key != missing).cloned().collect();
            assert_eq!(house.hook("/hooks/twilio/sms", &rest).await, 422, "{missing}");
        }
        for missing in ["MessageSid", "AccountSid", "MessageStatus"] {
            let rest: Vec<_> = report("SM1", "sent").into_iter().filter(|(key, _)| key != missing).collect();
            assert_eq!(house.hook("/hooks/twilio/status", &rest).await, 422, "{missing}");
        }
        let mut elsewhere = fields.clone();
        elsewhere[3].1 = "+441617159999".into();
        assert_eq!(house.hook("/hooks/twilio/sms", &elsewhere).await, 404);
        assert_eq!(house.sms("SHORTCODE", QUESTION).await, 200, "a sender who cannot be answered");
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message").await, 0);
    }

    async fn a_message_delivered_again_is_stored_and_answered_once(house) {
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        let fields = house.sms_fields(PHONE, QUESTION);
        let path = "/hooks/twilio/sms";
        let all = tokio::join!(house.hook(path, &fields), house.hook(path, &fields), house.hook(path, &fields));
        assert_eq!(all, (200, 200, 200));
        assert_eq!(house.texts_are(PHONE, 1).await, [ANSWER]);
        assert_eq!(house.hook(path, &fields).await, 200);
        house.rest().await;
        assert_eq!(house.twilio.sent().len(), 1);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message").await, 2);
    }

    async fn news_of_delivery_may_come_in_any_order(house) {
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        house.sms(PHONE, QUESTION).await;
        house.texts_are(PHONE, 1).await;
        house.rest().await;
        let sms = house.twilio.sent().remove(0);
        assert_eq!(sms.status_callback, format!("{PUBLIC}/hooks/twilio/status"));
        for status in ["queued", "delivered", "sent", "sending", "teleported"] {
            assert_eq!(house.hook("/hooks/twilio/status", &report(&sms.sid, status)).await, 204, "{status}");
        }
        assert_eq!(deliveries(house).await[0].state, State::Delivered);
        assert_eq!(house.hook("/hooks/twilio/status", &report("SMnever-ours", "sent")).await, 204);

        house.sms(PHONE, "What are the candles made of?").await;
        house.texts_are(PHONE, 2).await;
        house.rest().await;
        let sid = house.twilio.sent().remove(1).sid;
        let mut failed = report(&sid, "undelivered");
        failed.push(("ErrorCode".into(), "30003".into()));
        house.hook("/hooks/twilio/status", &failed).await;
        house.hook("/hooks/twilio/status", &report(&sid, "sent")).await;
        let last = deliveries(house).await.pop().unwrap();
        assert_eq!((last.state, last.error.as_deref()), (State::Failed, Some("Twilio error 30003")));
    }

    async fn who_writes_stop_hears_nothing_until_start(house) {
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        house.sms(PHONE, QUESTION).await;
        house.texts_are(PHONE, 1).await;
        assert_eq!(house.sms(PHONE, "Stop.").await, 200);
        assert_eq!(house.sms(PHONE, QUESTION).await, 200, "heard and stored");
        house.rest().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM identity WHERE stopped_at IS NOT NULL").await, 1);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE author = 'visitor'").await, 3);
        // An agent who writes all the same is told why it did not go.
        let id = {
            let mut conn = house.app.db.read().await.unwrap();
            let rows = conn.all("SELECT id FROM conversation", Vec::new()).await.unwrap();
            ConversationId::parse(&rows[0].get::<String>("id").unwrap()).unwrap()
        };
        let mut tx = house.app.tx().await.unwrap();
        let conversation = conversation::by_id(&mut tx, &id).await.unwrap().unwrap();
        conversation::say(&mut tx, &conversation, NewMessage::bot(Body::text("Still there?"))).await.unwrap();
        tx.commit().await.unwrap();
        house.rest().await;
        let withheld = deliveries(house).await.pop().unwrap();
        assert_eq!((withheld.state, withheld.error.is_some_and(|why| why.contains("STOP"))), (State::Failed, true));
        assert_eq!(house.twilio.sent().len(), 1);

        assert_eq!(house.sms(PHONE, "START").await, 200);
        let texts = house.texts_are(PHONE, 2).await;
        assert!(texts[1].contains("you are back"), "{texts:?}");
        house.sms(PHONE, "What are the candles made of?").await;
        assert!(house.texts_are(PHONE, 3).await[2].contains("rapeseed"));
        house.sms(PHONE, "HELP").await;
        assert!(house.texts_are(PHONE, 4).await[3].contains("AGENT"));
    }

    async fn a_long_reply_goes_in_parts_and_in_order(house) {
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        house.sms(PHONE, QUESTION).await;
        house.texts_are(PHONE, 1).await;
        house.rest().await;
        let sentence = |n: usize| format!("This is sentence number {n} of a rather long reply about lanterns, candles and what becomes of them.");
        let text = (1..=12).map(sentence).collect::<Vec<_>>().join(" ");
        let id = deliveries(house).await[0].message_id.clone();
        let mut tx = house.app.tx().await.unwrap();
        let rows = tx.all("SELECT id FROM conversation", Vec::new()).await.unwrap();
        let conversation = ConversationId::parse(&rows[0].get::<String>("id").unwrap()).unwrap();
        let conversation = conversation::by_id(&mut tx, &conversation).await.unwrap().unwrap();
        conversation::say(&mut tx, &conversation, NewMessage::bot(Body::text(text.clone()))).await.unwrap();
        tx.commit().await.unwrap();
        until("all parts", || async { house.twilio.sent().last().is_some_and(|sms| sms.body.contains("number 12")).then_some(()) }).await;
        house.rest().await;
        let parts: Vec<String> = house.twilio.sent().into_iter().skip(1).map(|sms| sms.body).collect();
        assert!(parts.len() > 1, "{parts:?}");
        let mut after = 0;
        for n in 1..=12 {
            let part = parts.iter().position(|part| part.contains(&sentence(n))).expect("no sentence is cut");
            assert!(part >= after, "sentence {n} comes too early");
            after = part;
        }
        let kept: Vec<Delivery> = deliveries(house).await.into_iter().filter(|part| part.message_id != id).collect();
        assert_eq!(kept.len(), parts.len());
        assert!(kept.iter().all(|part| part.state == State::Sent && part.segments <= 4));
    }

    async fn a_twilio_that_is_busy_or_broken_is_asked_again(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        house.twilio.behave(Behave::TooMany(7));
        house.twilio.behave(Behave::Broken);
        house.sms(PHONE, QUESTION).await;
        until("the first try", || async { (house.twilio.asked() == 1).then_some(()) }).await;
        until("the second", || async {
            house.advance(Duration::from_secs(4)).await;
            (house.twilio.asked() == 2).then_some(())
        }).await;
        until("the third", || async {
            house.advance(Duration::from_secs(20)).await;
            (house.twilio.asked() == 3).then_some(())
        }).await;
        house.rest().await;
        assert_eq!(house.texts_are(PHONE, 1).await, [ANSWER]);
        assert_eq!(deliveries(house).await[0].state, State::Sent);
    }

    async fn what_twilio_will_never_take_is_given_up_and_holds_up_nothing(house) {
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        house.twilio.behave(Behave::Refuse(21614));
        house.sms(PHONE, QUESTION).await;
        house.rest().await;
        let refused = deliveries(house).await.remove(0);
        assert_eq!(refused.state, State::Failed);
        assert!(refused.error.unwrap().contains("not a mobile number"));
        house.sms(PHONE, "What are the candles made of?").await;
        assert!(house.texts_are(PHONE, 1).await[0].contains("rapeseed"));
    }

    async fn what_twilio_took_before_the_line_broke_is_not_sent_twice(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        house.twilio.behave(Behave::TakeAndDrop);
        house.sms(PHONE, QUESTION).await;
        house.texts_are(PHONE, 1).await;
        // The house goes down in that state, and comes back.
        house.restart().await;
        until("the end of it", || async {
            house.advance(Duration::from_secs(10)).await;
            (deliveries(house).await[0].state == State::Sent).then_some(())
        }).await;
        assert_eq!(house.twilio.sent().len(), 1);
        assert_eq!(deliveries(house).await[0].provider_id.as_ref(), Some(&house.twilio.sent()[0].sid));
        // The same words a second time are a second message all the same.
        house.twilio.behave(Behave::TakeAndStall);
        house.sms(PHONE, QUESTION).await;
        house.texts_are(PHONE, 2).await;
        until("the end of that", || async {
            house.advance(Duration::from_secs(10)).await;
            deliveries(house).await.get(1).is_some_and(|second| second.state == State::Sent).then_some(())
        }).await;
        house.rest().await;
        assert_eq!(house.twilio.sent().len(), 2);
    }

    async fn a_form_by_text_is_resumed_after_a_restart_and_can_be_put_aside(house) {
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        house.sms(PHONE, "I want a refund").await;
        house.texts_are(PHONE, 2).await;
        house.sms(PHONE, "LL-20418").await;
        assert!(house.texts_are(PHONE, 3).await[2].contains("email?"));
        house.restart().await;
        house.sms(PHONE, "not now").await;
        let texts = house.texts_are(PHONE, 4).await;
        assert!(texts[3].starts_with("No problem."), "{texts:?}");
        house.rest().await;
        assert_eq!(house.twilio.sent().len(), 4, "said once");
        assert!(house.leads(&bot).await.is_empty());
    }
}
