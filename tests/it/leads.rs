//! Leads: who joins whom, when a new one begins, and that a claim groups for the owner and shows the visitor nothing.

use std::time::Duration;

use frontdesk::bot::Bot;
use frontdesk::lead::{self, history};
use frontdesk::organisation::member;
use serde_json::{Value, json};

use crate::support::house::{House, OWNER, PHONE};
use crate::support::stories;
use crate::support::visitor::Visitor;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn order(email: &str, name: &str) -> Value {
    json!({"order_number": "LL-1", "email": email, "name": name})
}

/// Somebody new sends the form of an order question.
async fn ask(house: &House, bot: &Bot, email: &str, name: &str) -> Visitor {
    let mut visitor = house.visitor(bot).await;
    send(&mut visitor, email, name).await;
    visitor
}

async fn send(visitor: &mut Visitor, email: &str, name: &str) {
    let form = visitor.request_form(Some("order_question")).await;
    assert_eq!(visitor.submit(&form, &order(email, name)).await["type"], "ack");
    visitor.words().await;
}

async fn close(house: &House, bot: &Bot) {
    let lead = house.leads(bot).await.remove(0).lead;
    let mut tx = house.app.tx().await.unwrap();
    let mirela = member::by_email(&mut tx, OWNER).await.unwrap().unwrap();
    lead::move_to(&mut tx, bot, &lead.id, &lead.status, "lost", Some("moved away"), &mirela.id).await.unwrap();
    tx.commit().await.unwrap();
}

stories! {
    async fn two_who_claim_one_address_at_one_instant_make_one_lead_with_one_follow_up(house) {
        let bot = house.bot(|_| {}).await;
        for round in 0..20 {
            // Both sides of the round are new people; the address is the round's, written in two ways.
            let (mut ada, mut eve) = tokio::join!(house.visitor(&bot), house.visitor(&bot));
            let (hers, his) = tokio::join!(ada.request_form(Some("order_question")), eve.request_form(Some("order_question")));
            let (one, other) = (order(&format!("r{round}@example.org"), "Ada"), order(&format!("R{round}@Example.org"), "Eve"));
            let start = tokio::sync::Barrier::new(2);
            let (a, b) = tokio::join!(
                async { start.wait().await; ada.submit(&hers, &one).await },
                async { start.wait().await; eve.submit(&his, &other).await },
            );
            assert_eq!((&a["type"], &b["type"]), (&json!("ack"), &json!("ack")), "{a} {b}");
            let leads = house.leads(&bot).await;
            assert_eq!(leads.len(), round + 1, "round {round}");
            let mut numbers: Vec<i64> = leads[0].submissions.iter().map(|submission| submission.number).collect();
            numbers.sort_unstable();
            assert_eq!((numbers, leads[0].lead.submissions), (vec![0, 1], 2), "round {round}");
            if round == 0 {
                let entries = history::of(&mut house.app.db.read().await.unwrap(), &leads[0].lead.id).await.unwrap();
                assert_eq!(entries.iter().filter(|entry| entry.kind == history::Kind::Joined).count(), 1);
            }
        }
        house.rest().await;
        let mails = house.mails();
        assert_eq!(mails.len(), 40);
        assert_eq!(mails.iter().filter(|mail| mail.in_reply_to.is_some()).count(), 20);
    }

    async fn a_claim_reveals_nothing_of_who_was_there_before(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("My secret is the Kingfisher lantern").await;
        ada.words().await;
        let form = ada.request_form(Some("agent_request")).await;
        let values = json!({"name": "Ada Grove", "email": "ada@example.org", "phone": "07700 900123", "consent": true});
        assert_eq!(ada.submit(&form, &values).await["type"], "ack");
        ada.words().await;

        let mut eve = ask(house, &bot, "ada@example.org", "Eve").await;
        house.rest().await;
        assert_eq!(house.leads(&bot).await.len(), 1, "grouped for the owner");
        let opened = eve.resume().await;
        let next = eve.request_form(Some("agent_request")).await;
        eve.send(&json!({"type": "history", "ref": "h", "before": 1_000})).await;
        let history = eve.hear("history").await;
        let seen = format!("{opened} {next} {history} {:?} {:?}", eve.log, eve.unheard().collect::<Vec<_>>());
        for word in ["Kingfisher", "Grove", "7700", "900123"] {
            assert!(!seen.contains(word), "{word} in {seen}");
        }
        // What she claims does not take the place of what he said of himself.
        let lead = &house.leads(&bot).await[0];
        assert_eq!((lead.line.name.as_deref(), lead.line.phone.as_deref()), (Some("Ada Grove"), Some(PHONE)));
        // And he does not see her either.
        let seen = format!("{} {:?}", ada.resume().await, ada.log);
        assert!(!seen.contains("Eve"), "{seen}");
    }

    async fn a_lead_at_rest_and_done_is_not_joined_but_named(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|settings| settings.regroup_days = 30).await;
        let mut ada = ask(house, &bot, "ada@example.org", "Ada").await;
        house.advance(40 * DAY).await;
        send(&mut ada, "ada@example.org", "Ada").await;
        assert_eq!(house.leads(&bot).await.len(), 1, "an open lead is joined however old");
        close(house, &bot).await;
        house.advance(29 * DAY).await;
        send(&mut ada, "ada@example.org", "Ada").await;
        let leads = house.leads(&bot).await;
        assert_eq!((leads.len(), leads[0].lead.submissions, leads[0].lead.is_new), (1, 3, true), "within the days it is joined");
        house.advance(31 * DAY).await;
        send(&mut ada, "ada@example.org", "Ada").await;
        let leads = house.leads(&bot).await;
        assert_eq!(leads.len(), 2, "after them a new one begins");
        assert_eq!((leads[0].lead.previous_lead_id.as_ref(), leads[0].lead.status.as_str()), (Some(&leads[1].lead.id), "new"));
        house.rest().await;
        let mails = house.mails();
        assert_eq!(mails[3].in_reply_to, None, "a new thread");
        assert_eq!(mails[2].references, [mails[0].message_id.clone(), mails[1].message_id.clone()]);
    }

    async fn a_number_claimed_on_the_web_and_a_text_from_it_are_one_lead(house) {
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        let mut ada = house.visitor(&bot).await;
        let form = ada.request_form(Some("agent_request")).await;
        let values = json!({"name": "Ada Grove", "email": "ada@example.org", "phone": "07700 900123", "consent": true});
        ada.submit(&form, &values).await;
        ada.words().await;
        for said in ["Where is my order?", "LL-20418", "ada@example.org", "skip"] {
            let before = house.twilio.sent().len();
            assert_eq!(house.sms(PHONE, said).await, 200);
            house.texts_are(PHONE, before + 1).await;
            house.rest().await;
        }
        let leads = house.leads(&bot).await;
        assert_eq!(leads.len(), 1);
        let found = &leads[0].lead;
        assert_eq!((found.submissions, found.first_channel.as_str(), found.last_channel.as_str()), (2, "web", "sms"));
        assert!(house.twilio.sent().iter().all(|sms| !sms.body.contains("Grove")), "and nothing of it is told by text");
    }

    async fn two_bots_know_one_person_as_two(house) {
        let (one, other) = (house.bot(|_| {}).await, house.bot(|_| {}).await);
        ask(house, &one, "ada@example.org", "Ada").await;
        ask(house, &other, "ada@example.org", "Ada").await;
        assert_eq!((house.leads(&one).await.len(), house.leads(&other).await.len()), (1, 1));
        assert_ne!(house.leads(&one).await[0].lead.contact_id, house.leads(&other).await[0].lead.contact_id);
    }

    async fn nobody_to_tell_is_no_reason_to_lose_a_lead(house) {
        let bot = house.bot(|settings| settings.recipients = Vec::new()).await;
        ask(house, &bot, "ada@example.org", "Ada").await;
        let leads = house.leads(&bot).await;
        assert_eq!((leads.len(), leads[0].notifications.len()), (1, 0));
        house.untold = 1;
    }
}
