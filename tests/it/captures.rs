//! Many who send a form at the same moment share a transaction, and each gets what they would have got alone.

use frontdesk::app::capture::Filled;
use frontdesk::bot::Bot;
use frontdesk::contact::identity::Sender;
use frontdesk::conversation::{self, Conversation, Status, Whereabouts};
use frontdesk::error::Error;
use frontdesk::form::definition::Known;
use frontdesk::form::session::{self, Cause};
use frontdesk::id::{FormSessionId, token_hash};
use frontdesk::lead::history;
use serde_json::{Value, json};
use std::sync::Arc;

use crate::support::house::House;
use crate::support::stories;

/// Somebody new, with the form of who wants to speak to a person.
async fn asked(house: &House, bot: &Bot, name: &str) -> (Conversation, FormSessionId) {
    let mut tx = house.app.tx().await.unwrap();
    let sender = Sender::visitor(&token_hash(name));
    let (to, _) = conversation::begin(&mut tx, bot, &sender, &Whereabouts::default()).await.unwrap();
    let (tag, known) = (Some("agent_request"), Known::default());
    let (form, _) = session::offer(&mut tx, bot, &to, tag, Cause::Asked, &known, None).await.unwrap();
    tx.commit().await.unwrap();
    (to, form.id)
}

fn filled(bot: &Bot, asked: &(Conversation, FormSessionId), id: &str, values: &Value) -> Filled {
    let (to, form) = asked.clone();
    let values = values.as_object().unwrap().clone();
    Filled { bot: Arc::new(bot.clone()), to, form, values, client_id: id.to_owned() }
}

fn of(name: &str, email: &str, phone: &str) -> Value {
    json!({"name": name, "email": email, "phone": phone, "consent": true})
}

stories! {
    async fn those_who_send_at_once_and_share_an_address_are_grouped_and_who_fails_harms_no_other(house) {
        let bot = house.bot(|_| {}).await;
        let (ada, bob, eve) =
            (asked(house, &bot, "ada").await, asked(house, &bot, "bob").await, asked(house, &bot, "eve").await);
        let (carl, dora, late) =
            (asked(house, &bot, "carl").await, asked(house, &bot, "dora").await, asked(house, &bot, "late").await);
        let mut tx = house.app.tx().await.unwrap();
        conversation::set_status(&mut tx, &late.0, Status::Closed).await.unwrap();
        tx.commit().await.unwrap();
        let all = [
            filled(&bot, &ada, "1", &of("Ada", "ada@example.org", "07700 900123")),
            filled(&bot, &bob, "1", &of("Bob", "bob@example.org", "07700 900124")),
            filled(&bot, &eve, "1", &of("Eve", "Ada@Example.org", "07700 900125")),
            filled(&bot, &(carl.0.clone(), bob.1.clone()), "1", &of("Carl", "carl@example.org", "07700 900126")),
            filled(&bot, &carl, "1", &of("Carl", "no address", "07700 900126")),
            // By her phone she is Eve, who is Ada by her address.
            filled(&bot, &dora, "1", &of("Dora", "dora@example.org", "07700 900125")),
            filled(&bot, &ada, "1", &of("Ada", "ada@example.org", "07700 900123")),
            filled(&bot, &ada, "2", &of("Ada Grove", "ada@example.org", "07700 900123")),
            filled(&bot, &late, "1", &of("Late", "late@example.org", "07700 900127")),
        ];
        // The first is served at once and alone, the others together.
        let outcomes = futures_util::future::join_all(all.clone().into_iter().map(|one| house.app.capture(one))).await;
        assert!(matches!(outcomes[3], Err(Error::NotFound("form"))), "{:?}", outcomes[3]);
        assert!(matches!(&outcomes[4], Err(Error::Invalid(fields)) if fields[0].field == "email"), "{:?}", outcomes[4]);
        assert!(matches!(outcomes[8], Err(Error::Conflict("closed"))), "{:?}", outcomes[8]);
        let sent = |at: usize| outcomes[at].as_ref().unwrap();
        assert_eq!((&sent(6).submission, sent(6).seq), (&sent(0).submission, sent(0).seq), "the same again");
        assert_eq!(sent(7).submission, sent(0).submission, "an edit");
        assert!(sent(7).seq > sent(0).seq);

        let leads = house.leads(&bot).await;
        assert_eq!(leads.len(), 2);
        let adas = leads.iter().find(|lead| lead.lead.submissions == 3).unwrap();
        let mut numbers: Vec<_> = adas.submissions.iter().map(|one| (one.number, one.id.clone())).collect();
        numbers.sort();
        let made = [0, 2, 5].map(|at| sent(at).submission.clone());
        assert_eq!(numbers, (0..).zip(made).collect::<Vec<_>>());
        assert_eq!(adas.line.name.as_deref(), Some("Ada Grove"), "claims take nobody's place");
        let entries = history::of(&mut house.app.db.read().await.unwrap(), &adas.lead.id).await.unwrap();
        assert_eq!(entries.iter().filter(|entry| entry.kind == history::Kind::Joined).count(), 2);
        assert_eq!(entries.iter().filter(|entry| entry.kind == history::Kind::FollowUp).count(), 2);
        // Nothing is left of who was refused.
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM form_session WHERE state = 'sent'").await, 4);
        let refused = "SELECT COUNT(*) AS n FROM identity WHERE value IN ('late@example.org', 'carl@example.org')";
        assert_eq!(house.number(refused).await, 0);
        house.rest().await;
        assert_eq!(house.mails().len(), 4, "one for each submission");
        assert_eq!(house.mails().iter().filter(|mail| mail.in_reply_to.is_some()).count(), 2);

        // All of it again, as after a lost line: nothing new.
        let again = futures_util::future::join_all(all.into_iter().map(|one| house.app.capture(one))).await;
        for at in [0, 1, 2, 5, 7] {
            let again = again[at].as_ref().unwrap();
            assert_eq!((&again.submission, again.seq), (&sent(at).submission, sent(at).seq), "{at}");
        }
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM submission").await, 4);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM notification").await, 4);
    }

    async fn many_who_are_new_make_a_lead_each_with_an_email_each(house) {
        let bot = house.bot(|_| {}).await;
        let mut all = Vec::new();
        for n in 0..150 {
            let visitor = asked(house, &bot, &format!("visitor {n}")).await;
            let values = of(&format!("Visitor {n}"), &format!("v{n}@example.org"), &format!("07700 900{n:03}"));
            all.push(filled(&bot, &visitor, "1", &values));
        }
        let places: Vec<i64> = futures_util::future::join_all(all.into_iter().map(|one| house.app.capture(one)))
            .await.into_iter().map(|sent| sent.unwrap().seq).collect();
        assert!(places.iter().all(|seq| *seq == 2), "each in their own conversation, after the form: {places:?}");
        house.rest().await;
        let told: std::collections::HashSet<String> = house.mails().into_iter().map(|mail| mail.subject).collect();
        assert_eq!((house.mails().len(), told.len()), (150, 150), "each mail tells of its own lead");
        // Every row stands with its own.
        let matched = "SELECT COUNT(*) AS n FROM lead l JOIN contact c ON c.id = l.contact_id
             JOIN identity i ON i.contact_id = c.id AND i.kind = 'email' AND i.value = c.email
             JOIN submission s ON s.lead_id = l.id JOIN message m ON m.conversation_id = s.conversation_id AND m.seq = s.seq
             JOIN lead_change h ON h.lead_id = l.id JOIN notification n ON n.submission_id = s.id AND n.lead_id = l.id
             WHERE l.is_current AND l.tag = 'agent_request' AND s.tag = l.tag AND s.number = 0 AND l.submissions = 1";
        assert_eq!(house.number(matched).await, 150);
    }
}
