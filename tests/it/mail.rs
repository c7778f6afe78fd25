//! E-mails about leads: kept until a server takes them, given up only with its own words, and sent again when asked.

use std::time::Duration;

use frontdesk::bot::Bot;
use frontdesk::lead::notification::{self, State};
use frontdesk::notify::mail::Transport;
use serde_json::json;

use crate::support::house::{House, OWNER};
use crate::support::{stories, until};

async fn leave_details(house: &House, bot: &Bot) {
    let mut ada = house.visitor(bot).await;
    let form = ada.request_form(Some("order_question")).await;
    let values = json!({"order_number": "LL-1", "email": "ada@example.org", "name": "Ada \u{202e}Grove"});
    assert_eq!(ada.submit(&form, &values).await["type"], "ack");
    ada.words().await;
}

async fn only_notification(house: &House, bot: &Bot) -> notification::Notification {
    house.leads(bot).await.remove(0).notifications.remove(0)
}

async fn words_are(house: &House, bot: &Bot, words: &str) {
    until(words, || async {
        only_notification(house, bot).await.words.is_some_and(|said| said.contains(words)).then_some(())
    })
    .await;
}

stories! {
    async fn a_server_that_says_not_now_is_asked_again(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        house.mail.fail_next(false, "451 4.7.1 Greylisted, come back");
        house.mail.fail_next(false, "421 Too busy");
        leave_details(house, &bot).await;
        words_are(house, &bot, "451 4.7.1 Greylisted").await;
        assert_eq!(only_notification(house, &bot).await.state, State::Queued);
        house.advance(Duration::from_secs(30)).await;
        assert!(house.mails().is_empty(), "not before its time");
        house.advance(Duration::from_secs(60)).await;
        words_are(house, &bot, "421 Too busy").await;
        until("the mail", || async {
            house.advance(Duration::from_secs(60)).await;
            (!house.mails().is_empty()).then_some(())
        }).await;
        house.rest().await;
        let sent = only_notification(house, &bot).await;
        assert_eq!((sent.state, sent.accepted.0.as_slice(), sent.words), (State::Sent, [OWNER.to_owned()].as_slice(), None));
        assert!(sent.sent_at.is_some());
    }

    async fn what_is_refused_for_good_is_shown_and_can_be_sent_again(house) {
        let bot = house.bot(|_| {}).await;
        house.mail.fail_next(true, "550 5.1.1 No such user here");
        leave_details(house, &bot).await;
        words_are(house, &bot, "550 5.1.1 No such user here").await;
        house.rest().await;
        let failed = only_notification(house, &bot).await;
        assert_eq!(failed.state, State::Failed);
        let mut tx = house.app.tx().await.unwrap();
        notification::send_again(&mut tx, &failed.lead_id, &failed.id).await.unwrap();
        tx.commit().await.unwrap();
        let mails = house.mails_are(1).await;
        assert_eq!(mails[0].message_id, failed.message_id);
        house.rest().await;
        let mut tx = house.app.tx().await.unwrap();
        assert!(notification::send_again(&mut tx, &failed.lead_id, &failed.id).await.is_err(), "once is enough");
    }

    async fn after_days_of_not_now_it_is_given_up_and_the_lead_says_so(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        for _ in 0..20 {
            house.mail.fail_next(false, "451 Try again later");
        }
        leave_details(house, &bot).await;
        until("the end of patience", || async {
            house.advance(Duration::from_secs(6 * 60 * 60)).await;
            (only_notification(house, &bot).await.state == State::Failed).then_some(())
        }).await;
        let given_up = only_notification(house, &bot).await;
        assert!(given_up.words.unwrap().contains("451 Try again later"));
        assert!(given_up.attempts >= 5, "{} attempts", given_up.attempts);
        house.rest().await;
        assert!(house.mails().is_empty());
    }

    async fn a_follow_up_waits_for_the_mail_before_it(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        house.mail.fail_next(false, "451 Not now");
        let mut ada = house.visitor(&bot).await;
        for tag in ["order_question", "cancellation"] {
            let form = ada.request_form(Some(tag)).await;
            ada.submit(&form, &json!({"order_number": "LL-1", "email": "ada@example.org", "name": "Ada"})).await;
            ada.words().await;
        }
        words_are(house, &bot, "451 Not now").await;
        assert!(house.mails().is_empty(), "the second does not overtake");
        until("both", || async {
            house.advance(Duration::from_secs(30)).await;
            (house.mails().len() == 2).then_some(())
        }).await;
        let mails = house.mails();
        assert_eq!(mails[1].in_reply_to.as_ref(), Some(&mails[0].message_id));
    }

    async fn a_mail_that_left_as_files_is_the_mail_that_was_meant(house) {
        let bot = house.bot(|_| {}).await;
        leave_details(house, &bot).await;
        let mail = house.mails_are(1).await.remove(0);
        assert!(!mail.subject.contains(['\r', '\n']));
        let folder = house.data.path().join("mail");
        Transport::Files(folder.clone()).send(&mail).await.unwrap();
        let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
        let text = std::fs::read_to_string(file).unwrap();
        for header in ["Message-ID: <", "List-Id:", "Reply-To:", "Auto-Submitted: auto-generated", "multipart/alternative"] {
            assert!(text.contains(header), "{header} in {text:.1500}");
        }
    }
}
