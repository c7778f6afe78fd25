//! A conversation, mailed to its visitor: by the bot when it is closed, by an agent's button; never with what the team noted.

use frontdesk::organisation::role::Role;
use serde_json::json;

use super::{asks, colleague, page, shift};
use crate::inbound_mail::ADA;
use crate::support::agent::Agent;
use crate::support::house::{House, http};
use crate::support::{log, stories};

async fn post(house: &House, agent: &Agent, talk: &str, path: &str) -> u16 {
    let shown = page(house, agent, &format!("/inbox/{talk}")).await;
    let csrf = shown.split_once("name=\"csrf\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let form = [("csrf", csrf.as_str()), ("next", "/inbox")];
    let request = http().post(house.url(path)).header("cookie", &agent.cookie).form(&form);
    request.send().await.unwrap().status().as_u16()
}

stories! {
    async fn a_closed_conversation_is_mailed_to_the_address_that_was_given_in_it_without_notes(house) {
        log::keep_private(ADA);
        let bot = house.bot(|settings| settings.handoff_rules.mail_transcript = true).await;
        let mut priya = colleague(house).await;
        let (mut ada, talk) = asks(house, &bot).await;
        priya.watch(&bot.key, &talk).await;
        shift(&mut priya, &talk, "claim", json!({})).await;
        priya.say(&talk, "A new one leaves <today>.").await;
        priya.send(&json!({"type": "note", "ref": "n", "conversation": talk, "text": "She is a regular"})).await;
        priya.find("done", |f| f["ref"] == "n").await;
        ada.say("Thank you").await;
        house.mails_are(1).await;
        shift(&mut priya, &talk, "close", json!({})).await;
        let mail = house.mails_are(2).await.pop().unwrap();
        house.rest().await;
        assert_eq!((mail.to.as_slice(), mail.subject.as_str()), ([ADA.to_owned()].as_slice(), "Your conversation with Loam & Lantern"));
        for (who, words) in [("You,", "Thank you"), ("Priya Raman,", "A new one leaves <today>."), ("You,", "Can I talk to a person please?")] {
            assert!(mail.text.contains(who) && mail.text.contains(words), "{}", mail.text);
        }
        assert!(!mail.text.contains("regular") && !mail.html.contains("regular"), "{}", mail.text);
        assert!(!mail.html.contains("<today>"), "nobody's words are markup");
        // Opened and closed again it is sent again, since there is more; closed as it was, it is not.
        shift(&mut priya, &talk, "reopen", json!({})).await;
        priya.say(&talk, "One thing more.").await;
        shift(&mut priya, &talk, "close", json!({})).await;
        let again = house.mails_are(3).await.pop().unwrap();
        house.rest().await;
        assert!(again.text.contains("One thing more.") && again.references == [mail.message_id], "{}", again.text);
    }

    async fn an_agent_mails_it_once_by_a_button(house) {
        let bot = house.bot(|_| {}).await;
        let priya = colleague(house).await;
        let (_ada, talk) = asks(house, &bot).await;
        house.mails_are(1).await;
        assert!(page(house, &priya, &format!("/inbox/{talk}")).await.contains("E-mail the transcript"));
        for _ in 0..3 {
            assert_eq!(post(house, &priya, &talk, &format!("/inbox/{talk}/transcript")).await, 303);
        }
        let mail = house.mails_are(2).await.pop().unwrap();
        house.rest().await;
        assert_eq!((house.mails().len(), mail.to.as_slice()), (2, [ADA.to_owned()].as_slice()), "three presses, one mail");
        let viewer = house.agent(Role::Viewer).await;
        assert!(!page(house, &viewer, &format!("/inbox/{talk}")).await.contains("E-mail the transcript"));
    }

    async fn who_gave_no_address_in_it_is_sent_nothing_whatever_is_known_elsewhere(house) {
        let bot = house.bot(|settings| settings.handoff_rules.mail_transcript = true).await;
        let mut priya = colleague(house).await;
        let (mut ada, talk) = asks(house, &bot).await;
        shift(&mut priya, &talk, "close", json!({})).await;
        house.mails_are(2).await;
        // Another conversation of the same person, in which no address is given.
        ada.say("When are you open?").await;
        ada.words().await;
        let newer = ada.conversation.clone().unwrap();
        assert_ne!(newer, talk);
        house.rest().await;
        assert_eq!(post(house, &priya, &newer, &format!("/inbox/{newer}/transcript")).await, 303);
        shift(&mut priya, &newer, "close", json!({})).await;
        house.rest().await;
        assert_eq!(house.mails().len(), 2);
    }
}
