//! Who is told, and who is not: by what each wants, and of leads that nobody opens.

use std::time::Duration;

use frontdesk::bot::Bot;
use frontdesk::bot::hours::Hours;
use frontdesk::organisation::preferences::{Occasion, Preferences, Ways};
use frontdesk::organisation::{member, profile};
use frontdesk::work::{unreviewed, watch};
use serde_json::json;

use super::{asks, colleague, leaves, mails_in_time, page, shift, subjects};
use crate::inbound_mail::with_mailbox;
use crate::support::agent::Agent;
use crate::support::house::{House, OWNER, PHONE, http};
use crate::support::stories;

/// Somebody says on their profile what they want to be mailed of, and that nothing shall sound.
async fn wants(house: &House, email: &str, occasion: Occasion, mailed: bool) {
    let found = member::by_email(&mut house.app.db.read().await.unwrap(), email).await.unwrap().unwrap();
    let mut wishes = Preferences { chosen: true, ..found.wishes.0 };
    wishes.set(occasion, Ways { email: mailed, ..Ways::default() });
    let mut tx = house.app.tx().await.unwrap();
    profile::set_wishes(&mut tx, &found.id, &wishes).await.unwrap();
    tx.commit().await.unwrap();
}

async fn address_of(house: &House, agent: &Agent) -> String {
    let text = "SELECT email FROM member WHERE name = 'Priya Raman' ORDER BY created_at LIMIT 1";
    let rows = house.app.db.read().await.unwrap().all(text, Vec::new()).await.unwrap();
    assert!(!agent.member.is_empty());
    rows[0].get("email").unwrap()
}

/// Somebody waits, all have left, and nobody comes in time.
async fn nobody_comes(house: &House, bot: &Bot, priya: &mut Agent) {
    asks(house, bot).await;
    mails_in_time(house, 1).await;
    leaves(house, priya).await;
    house.advance(Duration::from_secs(180)).await;
    watch::look(&house.app).await.unwrap();
}

stories! {
    async fn who_wants_no_mail_of_who_waits_gets_none_and_who_wants_one_does(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let mut priya = colleague(house).await;
        let hers = address_of(house, &priya).await;
        wants(house, OWNER, Occasion::Waiting, false).await;
        wants(house, &hers, Occasion::Waiting, true).await;
        nobody_comes(house, &bot, &mut priya).await;
        let mail = mails_in_time(house, 2).await.pop().unwrap();
        assert_eq!((mail.to.as_slice(), mail.subject.as_str()), ([hers].as_slice(), "Ada Grove is waiting for a person"));
        assert!(mail.text.contains("Change what you get: https://desk.example/profile"), "{}", mail.text);
        assert!(!mail.text.contains("Reply to this email"), "no mail comes in here: {}", mail.text);
    }

    async fn where_everybody_has_switched_it_off_the_recipients_are_told(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let mut priya = colleague(house).await;
        let hers = address_of(house, &priya).await;
        wants(house, OWNER, Occasion::Waiting, false).await;
        wants(house, &hers, Occasion::Waiting, false).await;
        nobody_comes(house, &bot, &mut priya).await;
        let mail = mails_in_time(house, 2).await.pop().unwrap();
        assert_eq!(mail.to, [OWNER.to_owned()]);
    }

    async fn who_is_named_in_a_note_and_who_is_given_a_conversation_hear_of_it_by_mail(house) {
        house.stop_the_clock().await;
        with_mailbox(house, &[]).await;
        let bot = house.bot(|_| {}).await;
        let mut priya = colleague(house).await;
        let (mut ada, talk) = asks(house, &bot).await;
        shift(&mut priya, &talk, "claim", json!({})).await;
        priya.send(&json!({"type": "note", "ref": "n", "conversation": talk, "text": "@Mirela, is this the recalled one?"})).await;
        let mail = mails_in_time(house, 2).await.pop().unwrap();
        assert_eq!(mail.to, [OWNER.to_owned()]);
        assert!(mail.text.contains("Priya Raman named you in a note") && mail.text.contains("is this the recalled one?"), "{}", mail.text);
        assert_eq!(mail.reply_to, None, "an answer would go to the visitor");
        // Passed to somebody who is away from the dashboard and has not asked to be mailed: nothing; then they ask.
        let owner = member::by_email(&mut house.app.db.read().await.unwrap(), OWNER).await.unwrap().unwrap();
        wants(house, OWNER, Occasion::Assigned, true).await;
        assert_eq!(shift(&mut priya, &talk, "transfer", json!({"to": owner.id.to_string()})).await["status"], "agent");
        let mail = mails_in_time(house, 3).await.pop().unwrap();
        assert!(mail.text.contains("The conversation with Ada Grove is yours"), "{}", mail.text);
        assert!(mail.reply_to.is_some());
        ada.say("Are you still looking?").await;
        let words = mails_in_time(house, 4).await.pop().unwrap();
        assert!(words.text.contains("Are you still looking?"), "{}", words.text);
        assert_eq!(words.references.len(), 3, "one thread: {:?}", subjects(&house.mails()));
    }

    async fn the_inbox_rings_as_its_reader_has_chosen_and_the_profile_says_what_is_in_effect(house) {
        let _bot = house.bot(|_| {}).await;
        let priya = colleague(house).await;
        let inbox = page(house, &priya, "/inbox").await;
        assert!(inbox.contains("data-wishes=\"waiting.desktop waiting.sound assigned.desktop assigned.sound mentioned.desktop mentioned.sound\""), "{inbox}");
        let profile = page(house, &priya, "/profile").await;
        assert!(!profile.contains("name=\"waiting.email\" value=\"on\" checked"), "she is on no list");
        let (_, after) = profile.split_once("name=\"csrf\" value=\"").unwrap();
        let csrf = after.split('"').next().unwrap();
        let form = [("csrf", csrf), ("do", "wishes"), ("waiting.email", "on"), ("mentioned.desktop", "on")];
        let request = http().post(house.url("/profile")).header("cookie", &priya.cookie).form(&form);
        assert!(request.send().await.unwrap().status().as_u16() < 400);
        assert!(page(house, &priya, "/inbox").await.contains("data-wishes=\"mentioned.desktop\""));
        assert!(page(house, &priya, "/profile").await.contains("name=\"waiting.email\" value=\"on\" checked"));
    }

    async fn a_lead_that_nobody_opens_is_told_to_the_next_recipients_then_by_text(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|settings| {
            settings.handoff_rules.unreviewed_after_hours = 2;
            settings.handoff_rules.escalate_to = vec!["boss@loam.example".into()];
            settings.handoff_rules.escalate_sms = vec![PHONE.into()];
        }).await;
        house.give_number(&bot).await;
        let (_ada, _) = asks(house, &bot).await;
        mails_in_time(house, 1).await;
        house.advance(Duration::from_secs(7_000)).await;
        unreviewed::look(&house.app).await.unwrap();
        house.rest().await;
        assert_eq!(house.mails().len(), 1, "not yet");
        house.advance(Duration::from_secs(300)).await;
        unreviewed::look(&house.app).await.unwrap();
        let mail = house.mails_are(2).await.pop().unwrap();
        assert_eq!((mail.to.as_slice(), mail.subject.as_str()), (["boss@loam.example".to_owned()].as_slice(), "Nobody has opened the lead of Ada Grove"));
        let lead = house.leads(&bot).await.remove(0).lead;
        assert!(mail.text.contains(&format!("https://desk.example/leads/{}", lead.id)), "{}", mail.text);
        unreviewed::look(&house.app).await.unwrap();
        house.rest().await;
        assert_eq!(house.mails().len(), 2, "once");
        house.advance(Duration::from_secs(7_300)).await;
        unreviewed::look(&house.app).await.unwrap();
        let texts = house.texts_are(PHONE, 1).await;
        assert!(texts[0].contains("a lead that nobody has opened"), "{texts:?}");
        house.advance(Duration::from_secs(90_000)).await;
        unreviewed::look(&house.app).await.unwrap();
        house.rest().await;
        assert_eq!((house.mails().len(), house.texts_are(PHONE, 1).await.len()), (2, 1), "each step once");
    }

    async fn a_lead_that_somebody_opened_or_that_came_at_night_is_nobodys_fault(house) {
        house.stop_the_clock().await;
        // The clock stands on a Saturday morning; the office is closed until Monday.
        let set = |settings: &mut frontdesk::bot::Settings| {
            settings.handoff_rules.unreviewed_after_hours = 2;
            settings.handoff_rules.escalate_to = vec!["boss@loam.example".into()];
        };
        let closed = house.bot(|settings| {
            set(settings);
            settings.hours = Some(Hours::office("Europe/London"));
        }).await;
        let open = house.bot(set).await;
        asks(house, &closed).await;
        asks(house, &open).await;
        mails_in_time(house, 2).await;
        let mut tx = house.app.tx().await.unwrap();
        frontdesk::lead::mark_seen(&mut tx, &house.leads(&open).await.remove(0).lead).await.unwrap();
        tx.commit().await.unwrap();
        house.advance(Duration::from_secs(30 * 3_600)).await;
        unreviewed::look(&house.app).await.unwrap();
        house.rest().await;
        assert_eq!(house.mails().len(), 2, "{:#?}", subjects(&house.mails()));
    }
}
