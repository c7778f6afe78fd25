//! What an agent says to a visitor who has left reaches them by e-mail, and their answer comes back.

use std::time::Duration;

use frontdesk::event::Author;
use frontdesk::organisation::role::Role;

use super::{ADA, answer, close, deliver, leaves_details, mails_in_time, reply_address, status, with_mailbox};
use crate::support::stories;
use frontdesk::conversation::Status;

stories! {
    async fn words_that_find_nobody_are_mailed_together_and_answered_by_mail(house) {
        house.stop_the_clock().await;
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let (mut ada, _) = leaves_details(house, &bot).await;
        let talk = ada.conversation.clone().unwrap();
        let mut priya = house.agent(Role::Agent).await;
        priya.watch(&bot.key, &talk).await;
        priya.say(&talk, "It leaves tomorrow.").await;
        priya.say(&talk, "Shall I add the candles?").await;
        ada.drop_line();
        let mails = mails_in_time(house, 2).await;
        house.rest().await;
        let mail = mails.last().unwrap().clone();
        assert_eq!((mail.to.as_slice(), mail.subject.as_str()), ([ADA.to_owned()].as_slice(), "Loam & Lantern answered you"));
        assert!(mail.text.contains("It leaves tomorrow.") && mail.text.contains("Shall I add the candles?"), "{}", mail.text);
        assert!(!mail.text.contains("My lantern came broken"), "what was said before is not told: {}", mail.text);
        let to = reply_address(&mail);
        assert_eq!(deliver(house, &answer("eve@evil.example", &to, "x1", "Yes please.")).await, "forged");
        assert_eq!(deliver(house, &answer(ADA, &to, "x1", "Yes please.")).await, "said");
        assert_eq!(deliver(house, &answer(ADA, &to, "x1", "Yes please.")).await, "again");
        assert_eq!(priya.words("visitor").await, "Yes please.");
        // What is said next is another mail of the same thread, and tells nothing twice.
        priya.say(&talk, "Done.").await;
        let mails = mails_in_time(house, 3).await;
        house.rest().await;
        let next = mails.last().unwrap();
        assert_eq!((next.in_reply_to.as_ref(), next.subject.as_str()), (Some(&mail.message_id), "Re: Loam & Lantern answered you"));
        assert!(next.text.contains("Done.") && !next.text.contains("candles"), "{}", next.text);
        house.advance(Duration::from_secs(60 * 60)).await;
        house.rest().await;
        assert_eq!(house.mails().len(), 3, "once is enough");
    }

    async fn who_has_the_widget_open_is_not_mailed(house) {
        house.stop_the_clock().await;
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let (mut ada, _) = leaves_details(house, &bot).await;
        let talk = ada.conversation.clone().unwrap();
        house.show_the_way(&mut ada, &bot);
        ada.resume().await;
        let mut priya = house.agent(Role::Agent).await;
        priya.watch(&bot.key, &talk).await;
        priya.say(&talk, "I am here.").await;
        ada.find("message", |frame| frame["message"]["author"] == "agent").await;
        for _ in 0..4 {
            house.advance(Duration::from_secs(5 * 60)).await;
        }
        house.rest().await;
        assert_eq!(house.mails().len(), 1, "{:#?}", house.mails());
    }

    async fn a_mail_to_the_visitor_that_comes_back_is_noted(house) {
        house.stop_the_clock().await;
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let (mut ada, _) = leaves_details(house, &bot).await;
        let talk = ada.conversation.clone().unwrap();
        let mut priya = house.agent(Role::Agent).await;
        priya.watch(&bot.key, &talk).await;
        priya.say(&talk, "It leaves tomorrow.").await;
        ada.drop_line();
        let mail = mails_in_time(house, 2).await.pop().unwrap();
        house.rest().await;
        let raw = format!(
            "Return-Path: <>\r\nFrom: Mailer-Daemon@mx.example\r\nSubject: Mail delivery failed\r\nMessage-ID: <b9@mx.example>\r\nIn-Reply-To: <{}>\r\n\r\n\
             {ADA}: 550 no such mailbox\r\n",
            mail.message_id.trim_matches(['<', '>'])
        );
        assert_eq!(deliver(house, &raw).await, "came_back");
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM absent_mail WHERE state = 'failed' AND words LIKE '%550 no such mailbox%'").await, 1);
    }

    async fn a_visitors_answer_opens_what_was_closed(house) {
        house.stop_the_clock().await;
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let (mut ada, _) = leaves_details(house, &bot).await;
        let talk = ada.conversation.clone().unwrap();
        let mut priya = house.agent(Role::Agent).await;
        priya.watch(&bot.key, &talk).await;
        priya.say(&talk, "It leaves tomorrow.").await;
        ada.drop_line();
        let mail = mails_in_time(house, 2).await.pop().unwrap();
        house.rest().await;
        close(house, &talk).await;
        assert_eq!(deliver(house, &answer(ADA, &reply_address(&mail), "c1", "Thank you, and one thing more.")).await, "said");
        assert_ne!(status(house, &talk).await, Status::Closed);
        let log = house.transcript(&talk).await;
        assert!(log.iter().any(|message| message.author == Author::Visitor && message.body.line().starts_with("Thank you")));
        house.rest().await;
    }
}
