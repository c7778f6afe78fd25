//! The whole way of a conversation: led from a mailbox, and held by text message.

use std::time::Duration;

use frontdesk::conversation::Status;
use frontdesk::event::Author;
use frontdesk::id::{ConversationId, Id as _};
use frontdesk::work::watch;
use serde_json::json;

use super::{asks, colleague, link, mails_in_time, page, press, shift, subjects};
use crate::inbound_mail::{answer, deliver, reply_address, status, with_mailbox};
use crate::support::house::{OWNER, PHONE};
use crate::support::stories;

stories! {
    async fn an_agent_who_only_uses_mail_walks_the_whole_of_it(house) {
        house.stop_the_clock().await;
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let priya = colleague(house).await;
        let (mut ada, talk) = asks(house, &bot).await;
        // The lead is told of at once; that nobody has come, once they waited long enough.
        let first = mails_in_time(house, 1).await.pop().unwrap();
        house.advance(Duration::from_secs(180)).await;
        watch::look(&house.app).await.unwrap();
        let rings = mails_in_time(house, 2).await.pop().unwrap();
        assert_eq!((rings.to.as_slice(), &rings.subject), ([OWNER.to_owned()].as_slice(), &format!("Re: {}", first.subject)));
        assert_eq!((rings.in_reply_to.as_ref(), rings.references.as_slice()), (Some(&first.message_id), [first.message_id.clone()].as_slice()));
        assert!(rings.text.contains("Ada Grove asked for a person") && rings.text.contains("Reply to this email and Ada gets your answer."), "{}", rings.text);
        link(&rings, "Take the conversation");
        // Their answer takes it.
        assert_eq!(deliver(house, &answer(OWNER, &reply_address(&rings), "w1", "Which lantern was it?")).await, "answered");
        let heard = ada.find("the answer", |f| f["message"]["author"] == "agent").await;
        assert_eq!(heard["message"]["body"]["text"], "Which lantern was it?");
        assert_eq!(status(house, &talk).await, Status::Agent);
        // What she writes is mailed together once she pauses, in the same thread.
        ada.say("The brass one.").await;
        ada.say("It was for my aunt.").await;
        let words = mails_in_time(house, 3).await.pop().unwrap();
        assert_eq!((&words.subject, words.in_reply_to.as_ref()), (&rings.subject, Some(&rings.message_id)), "one thread");
        assert_eq!(words.references, [first.message_id.clone(), rings.message_id.clone()]);
        assert!(words.text.contains("The brass one.") && words.text.contains("It was for my aunt."), "{}", words.text);
        assert!(!words.text.contains("Can I talk to a person"), "nothing is told twice: {}", words.text);
        // It is theirs for the time that mail takes: nobody else is rung for.
        house.advance(Duration::from_secs(20 * 60)).await;
        watch::look(&house.app).await.unwrap();
        assert_eq!(status(house, &talk).await, Status::Agent);
        // While they write, she writes on: those words come too.
        ada.say("And is there a receipt?").await;
        assert_eq!(deliver(house, &answer(OWNER, &reply_address(&words), "w2", "A new one leaves today.")).await, "answered");
        let more = mails_in_time(house, 4).await.pop().unwrap();
        assert!(more.text.contains("And is there a receipt?") && !more.text.contains("The brass one."), "{}", more.text);
        // The link of the last mail closes it, and she says how it was.
        assert!(press(house, &link(&more, "Close the conversation")).await.contains("The conversation is closed"));
        ada.find("the end", |f| f["type"] == "status" && f["status"] == "closed").await;
        ada.send(&json!({"type": "rate", "ref": "rate", "conversation": talk, "rating": 4})).await;
        ada.hear_answer("rate").await;
        house.advance(Duration::from_secs(60 * 60)).await;
        watch::look(&house.app).await.unwrap();
        house.rest().await;
        assert_eq!(house.mails().len(), 4, "{:#?}", subjects(&house.mails()));
        // And it stands in the Overview, for who took it.
        let overview = page(house, &priya, "/overview").await;
        assert!(overview.contains("1 person asked for a person: 1 was taken."), "{overview}");
        let row = overview.split("Mirela Oakes</bdi></th>").nth(1).unwrap().split("</tr>").next().unwrap();
        assert!(row.starts_with("<td>1</td><td>3 min</td>") && row.contains("4.0 <small class=\"meta\">(1)</small>"), "{row}");
    }

    async fn who_takes_it_by_the_link_goes_on_by_mail(house) {
        house.stop_the_clock().await;
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let _priya = colleague(house).await;
        let (mut ada, talk) = asks(house, &bot).await;
        mails_in_time(house, 1).await;
        house.advance(Duration::from_secs(180)).await;
        watch::look(&house.app).await.unwrap();
        let rings = mails_in_time(house, 2).await.pop().unwrap();
        ada.say("Hello? Is anybody there?").await;
        house.rest().await;
        assert!(press(house, &link(&rings, "Take the conversation")).await.contains("The conversation is yours"));
        assert_eq!(status(house, &talk).await, Status::Agent);
        let words = mails_in_time(house, 3).await.pop().unwrap();
        assert!(words.text.contains("Is anybody there?"), "{}", words.text);
    }

    async fn who_reads_at_the_dashboard_is_not_mailed(house) {
        house.stop_the_clock().await;
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let mut priya = colleague(house).await;
        let (mut ada, talk) = asks(house, &bot).await;
        priya.watch(&bot.key, &talk).await;
        shift(&mut priya, &talk, "claim", json!({})).await;
        ada.say("Thank you for coming.").await;
        for _ in 0..10 {
            house.advance(Duration::from_secs(30)).await;
        }
        house.rest().await;
        assert_eq!(house.mails().len(), 1, "{:#?}", subjects(&house.mails()));
    }

    async fn a_visitor_by_text_message_walks_the_whole_of_it(house) {
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        let mut priya = colleague(house).await;
        let mut jonas = house.agent_called("Jonas Weiß", frontdesk::organisation::role::Role::Agent).await;
        priya.inbox(&bot.key).await;
        assert_eq!(house.sms(PHONE, "Can I talk to a person please?").await, 200);
        let rings = priya.find("the ring", |f| f["type"] == "conversation" && f["status"] == "waiting").await;
        let talk = rings["conversation"].as_str().unwrap().to_owned();
        let rang = house.texts_are(PHONE, 1).await;
        assert!(rang[0].contains("I have rung"), "{rang:?}");
        priya.watch(&bot.key, &talk).await;
        assert_eq!(shift(&mut priya, &talk, "claim", json!({})).await["status"], "agent");
        priya.say(&talk, "Hello, how can I help?").await;
        assert_eq!(house.texts_are(PHONE, 2).await[1], "Hello, how can I help?");
        assert_eq!(house.sms(PHONE, "My lantern came broken").await, 200);
        assert_eq!(priya.words("visitor").await, "My lantern came broken");
        priya.send(&json!({"type": "note", "ref": "n", "conversation": talk, "text": "Third one this week"})).await;
        assert_eq!(priya.find("done", |f| f["ref"] == "n").await["type"], "done");
        let to = jonas.member.clone();
        assert_eq!(shift(&mut priya, &talk, "transfer", json!({"to": to})).await["status"], "agent");
        jonas.watch(&bot.key, &talk).await;
        jonas.say(&talk, "Jonas here. A new one leaves today.").await;
        assert_eq!(house.texts_are(PHONE, 3).await[2], "Jonas here. A new one leaves today.");
        assert_eq!(shift(&mut jonas, &talk, "hand_back", json!({})).await["status"], "bot");
        assert_eq!(house.sms(PHONE, "What are the candles made of?").await, 200);
        let texts = house.texts_are(PHONE, 4).await;
        assert!(texts[3].contains("rapeseed wax"), "the assistant answers again: {texts:?}");
        assert_eq!(shift(&mut jonas, &talk, "close", json!({})).await["status"], "closed");
        house.rest().await;
        assert_eq!(status(house, &talk).await, Status::Closed);
        let all = house.texts_are(PHONE, 4).await;
        assert!(all.iter().all(|text| !text.contains("Third one")), "a note is the team's: {all:?}");
        let log = house.transcript(ConversationId::parse(&talk).unwrap().as_str()).await;
        assert_eq!(log.iter().filter(|message| message.author == Author::Agent).count(), 2);
        // What is said next begins another.
        assert_eq!(house.sms(PHONE, "How long does delivery take?").await, 200);
        house.texts_are(PHONE, 5).await;
        house.rest().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM conversation").await, 2);
    }
}
