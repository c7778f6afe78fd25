//! Mails to visitors in their language, and a door for mail that does not listen to who guesses.

use std::time::Duration;

use serde_json::json;

use super::{asks, colleague, mails_in_time, shift};
use crate::inbound_mail::{ADA, with_mailbox};
use crate::support::house::{House, http};
use crate::support::stories;

async fn knock(house: &House, secret: &str) -> u16 {
    let request = http().post(house.url("/hooks/email")).header("authorization", format!("Bearer {secret}"));
    let request = request.header("content-type", "message/rfc822").body("From: a@b.example\r\n\r\nx");
    request.send().await.unwrap().status().as_u16()
}

stories! {
    async fn what_an_agent_says_reaches_who_has_left_in_their_language_and_time(house) {
        house.stop_the_clock().await;
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let mut priya = colleague(house).await;
        let (mut ada, talk) = asks(house, &bot).await;
        let mut tx = house.app.tx().await.unwrap();
        tx.exec("UPDATE conversation SET language = 'de-AT', time_zone = 'Europe/Vienna'", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        priya.watch(&bot.key, &talk).await;
        shift(&mut priya, &talk, "claim", json!({})).await;
        priya.say(&talk, "Sie geht morgen ab.").await;
        ada.drop_line();
        let mail = mails_in_time(house, 2).await.pop().unwrap();
        assert_eq!((mail.to.as_slice(), mail.subject.as_str()), ([ADA.to_owned()].as_slice(), "Loam & Lantern hat Ihnen geantwortet"));
        assert!(mail.text.contains("21. November") && mail.text.contains("Uhr:"), "{}", mail.text);
        assert!(mail.text.contains("Antworten Sie auf diese E-Mail") && mail.html.contains("lang=\"de\""), "{}", mail.text);
    }

    async fn words_wait_for_who_has_left_as_long_as_their_bot_says(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|settings| settings.handoff_rules.absent_mail_minutes = 30).await;
        let mut priya = colleague(house).await;
        let (mut ada, talk) = asks(house, &bot).await;
        priya.watch(&bot.key, &talk).await;
        shift(&mut priya, &talk, "claim", json!({})).await;
        priya.say(&talk, "It leaves tomorrow.").await;
        ada.drop_line();
        for _ in 0..20 {
            house.advance(Duration::from_secs(60)).await;
        }
        house.rest().await;
        assert_eq!(house.mails().len(), 1, "twenty minutes are not thirty");
        mails_in_time(house, 2).await;
    }

    async fn who_guesses_the_secret_is_not_listened_to_any_more(house) {
        with_mailbox(house, &[]).await;
        for _ in 0..10 {
            assert_eq!(knock(house, "a-guess-of-the-secret").await, 401);
        }
        assert_eq!(knock(house, "a-guess-of-the-secret").await, 429);
        assert_eq!(knock(house, "a-secret-of-the-mail-server").await, 429, "not even where the guess is right");
    }
}
