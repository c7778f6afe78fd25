//! Erasing a person: no row and no byte of theirs is left, nothing can be attached to them any more, and the counts hold.

mod bytes;
mod crash;
mod pages;
mod person;

use std::time::Duration;

use frontdesk::bot;
use frontdesk::error::Error;
use frontdesk::event::Event;
use frontdesk::lead::erase::{self, due};
use frontdesk::lead::{self, list, note};
use frontdesk::organisation::member;
use frontdesk::organisation::trail::{self, Look, What};
use frontdesk::work::retain;
use serde_json::json;

use crate::support::house::{House, OWNER};
use crate::support::stories;
use person::Person;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Erases the person's lead, as the page does.
async fn erase(house: &House, person: &Person) {
    let mut tx = house.app.tx().await.unwrap();
    let owner = member::by_email(&mut tx, OWNER).await.unwrap().unwrap();
    erase::erase(&mut tx, &person.bot, &person.lead, Some(&owner.id)).await.unwrap();
    tx.commit().await.unwrap();
}

/// What the counters say, whole.
async fn counters(house: &House, person: &Person) -> String {
    let mut conn = house.app.db.read().await.unwrap();
    format!("{:?}", list::counts(&mut conn, &person.bot.id).await.unwrap())
}

stories! {
    async fn nothing_of_an_erased_person_is_left_in_any_row_or_byte(house) {
        let bot = house.bot(|_| {}).await;
        person::crowd(house, &bot, 0, 250).await;
        let mut zina = Person::make(house, &bot).await;
        person::crowd(house, &bot, 250, 150).await;
        zina.touch_everything(house).await;
        assert!(!bytes::found(house, &zina.needles()).await.is_empty(), "the search finds what is there");
        let before = (counters(house, &zina).await, bytes::others(house).await);

        erase(house, &zina).await;
        house.rest().await;
        assert_eq!(bytes::found(house, &zina.needles()).await, Vec::<String>::new());
        house.restart().await;
        assert_eq!(bytes::found(house, &zina.needles()).await, Vec::<String>::new(), "after a restart");
        // The row stays, and so do the counts; the others are as they were.
        let lead = lead::by_id(&mut house.app.db.read().await.unwrap(), &zina.lead).await.unwrap().unwrap();
        assert!(lead.erased_at.is_some() && lead.submissions == 2 && lead.tag == "refund_request");
        assert_eq!((counters(house, &zina).await, bytes::others(house).await), before);
    }

    async fn whoever_comes_back_is_somebody_new(house) {
        let bot = house.bot(|_| {}).await;
        let mut zina = Person::make(house, &bot).await;
        house.rest().await;
        let (old, begun) = (zina.widget.conversation.clone(), std::time::Instant::now());
        erase(house, &zina).await;
        assert_eq!(zina.widget.hear_end().await, Some(4001));
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
        let opened = zina.widget.resume().await;
        assert_eq!((&opened["conversation"], &opened["messages"]), (&json!(null), &json!([])));
        assert_eq!(zina.widget.say("Is anybody there?").await["type"], "ack");
        assert_ne!(zina.widget.conversation, old);
        zina.widget.words().await;
        let form = zina.widget.request_form(None).await;
        assert_eq!(form["values"], json!({}), "nothing is known of them");
        assert_eq!(zina.widget.submit(&form, &Person::details()).await["type"], "ack");
        house.rest().await;
        let leads = house.leads(&bot).await;
        assert_eq!(leads.len(), 2, "with the same address a lead of its own");
        assert_eq!((leads[0].lead.previous_lead_id.as_ref(), leads[0].submissions.len()), (None, 1));
        // A text message is from somebody new as well, and Twilio's old one is still known.
        assert_eq!(house.sms(&zina.phone, "And by text?").await, 200);
        assert_eq!(house.hook("/hooks/twilio/sms", &zina.first_text).await, 200);
        house.rest().await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE body LIKE '%peregrination%'").await, 0);
        // What was written meanwhile about the erased lead is refused.
        let mut tx = house.app.tx().await.unwrap();
        let owner = member::by_email(&mut tx, OWNER).await.unwrap().unwrap();
        for refused in [
            note::add(&mut tx, &zina.lead, &owner.id, "Rang").await,
            lead::move_to(&mut tx, &bot, &zina.lead, "new", "contacted", None, &owner.id).await,
            erase::erase(&mut tx, &bot, &zina.lead, None).await,
        ] {
            assert!(matches!(refused, Err(Error::Conflict("erased"))), "{refused:?}");
        }
    }

    async fn what_is_sent_in_the_same_moment_goes_or_belongs_to_somebody_new(house) {
        house.settings.push(("FRONTDESK_LIMITS__MESSAGE_BURST".into(), "1000".into()));
        house.restart().await;
        let bot = house.bot(|settings| settings.recipients.clear()).await;
        for round in 0..12 {
            let mut visitor = house.visitor(&bot).await;
            let form = visitor.request_form(Some("refund_request")).await;
            let values = json!({"order_number": "LL-1", "email": format!("r{round}@example.org"), "name": "Ada"});
            assert_eq!(visitor.submit(&form, &values).await["type"], "ack");
            let again = visitor.request_form(Some("order_question")).await;
            let lead = house.leads(&bot).await.remove(0).lead;
            let app = house.app.clone();
            let (bot, id) = (bot.clone(), lead.id.clone());
            let erasing = tokio::spawn(async move {
                // Two who wait for each other: the database lets one go, who tries again, as the page does.
                for _ in 0..3 {
                    let mut tx = app.tx().await.unwrap();
                    let done = erase::erase(&mut tx, &bot, &id, None).await;
                    if !matches!(done, Err(Error::Unavailable(_))) {
                        done.unwrap();
                        return tx.commit().await.unwrap();
                    }
                }
                panic!("it could not be erased");
            });
            for n in 0..round % 4 {
                visitor.send(&json!({"type": "message.send", "ref": "m", "id": format!("m{n}"), "text": "Kingfisher"})).await;
            }
            let frame = json!({"type": "form.submit", "ref": "s", "id": "s", "form": again["form"], "values": values});
            // The line may have been closed by then.
            let _ = visitor.send_raw(tokio_tungstenite::tungstenite::Message::text(frame.to_string())).await;
            erasing.await.unwrap();
            house.rest().await;
            for (what, sql) in [
                ("a message", "SELECT COUNT(*) AS n FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE c.erased_at IS NOT NULL"),
                ("an answer", "SELECT COUNT(*) AS n FROM submission s JOIN lead l ON l.id = s.lead_id WHERE l.erased_at IS NOT NULL AND s.answers <> '[]'"),
                ("a form", "SELECT COUNT(*) AS n FROM form_session f JOIN conversation c ON c.id = f.conversation_id WHERE c.erased_at IS NOT NULL AND f.answers <> '{}'"),
                ("a contact", "SELECT COUNT(*) AS n FROM contact c JOIN lead l ON l.contact_id = c.id WHERE l.erased_at IS NOT NULL AND (c.email IS NOT NULL OR c.name IS NOT NULL)"),
                ("an identity", "SELECT COUNT(*) AS n FROM identity i JOIN lead l ON l.contact_id = i.contact_id WHERE l.erased_at IS NOT NULL AND i.value <> i.id"),
            ] {
                assert_eq!(house.number(sql).await, 0, "{what} is left in round {round}");
            }
        }
        house.untold = house.number("SELECT COUNT(*) AS n FROM submission").await;
    }

    async fn a_deleted_lead_leaves_no_row_and_the_counts_go_down(house) {
        let bot = house.bot(|settings| settings.recipients.clear()).await;
        person::crowd(house, &bot, 0, 20).await;
        let mut zina = Person::make(house, &bot).await;
        zina.touch_everything(house).await;
        let counted = |house: &House| {
            let db = house.app.db.clone();
            let bot = bot.id.clone();
            async move { list::counts(&mut db.read().await.unwrap(), &bot).await.unwrap().total }
        };
        assert_eq!(counted(house).await, 21);
        let mut tx = house.app.tx().await.unwrap();
        let owner = member::by_email(&mut tx, OWNER).await.unwrap().unwrap();
        erase::delete(&mut tx, &bot, &zina.lead, &owner.id).await.unwrap();
        tx.commit().await.unwrap();
        house.rest().await;
        assert_eq!(counted(house).await, 20);
        assert_eq!(bytes::found(house, &zina.needles()).await, Vec::<String>::new());
        // Ids are in the trail alone.
        let ids = [zina.lead.to_string(), zina.contact.to_string(), zina.widget.conversation.clone().unwrap()];
        let left = bytes::rows_with(house, &ids).await;
        assert!(left.iter().all(|place| place.starts_with("trail.")) && !left.is_empty(), "{left:?}");
        let lines = trail::list(&mut house.app.db.read().await.unwrap(), &bot.organisation_id, &Look::default(), 9).await.unwrap();
        assert_eq!((lines[0].what, lines[0].subject.as_str(), lines[0].by.as_deref()), (What::LeadDeleted, zina.lead.as_str(), Some("Mirela Oakes")));
        house.untold = house.number("SELECT COUNT(*) AS n FROM submission").await;
    }

    async fn whoever_is_kept_long_enough_is_erased_by_itself_and_nobody_else(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|settings| settings.retention_days = 30).await;
        let forever = house.bot(|_| {}).await;
        let zina = Person::make(house, &bot).await;
        person::crowd(house, &bot, 0, 130).await;
        person::crowd(house, &forever, 500, 3).await;
        let mut silent = house.visitor(&bot).await;
        silent.say("I only look, says the marzipanesque one").await;
        silent.words().await;
        house.rest().await;
        house.advance(20 * DAY).await;
        let mut awake = house.visitor(&bot).await;
        let form = awake.request_form(Some("refund_request")).await;
        awake.submit(&form, &json!({"order_number": "LL-9", "email": "awake@example.org", "name": "Awake"})).await;
        house.rest().await;
        house.advance(9 * DAY).await;
        let erased = "SELECT COUNT(*) AS n FROM lead WHERE erased_at IS NOT NULL";
        retain::look(&house.app).await.unwrap();
        house.rest().await;
        assert_eq!(house.number(erased).await, 0, "it is not time yet");
        let lead = lead::by_id(&mut house.app.db.read().await.unwrap(), &zina.lead).await.unwrap().unwrap();
        assert_eq!(due::until(&bot, &lead), Some(house.clock.now().plus(DAY)));
        house.advance(2 * DAY).await;
        retain::look(&house.app).await.unwrap();
        house.rest().await;
        assert_eq!(house.number(erased).await, 131);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM conversation WHERE erased_at IS NULL AND bot_id <> ''").await, 1 + 3);
        assert_eq!(bytes::found(house, &zina.needles()).await, Vec::<String>::new());
        assert_eq!(bytes::found(house, &["marzipanesque".to_owned()]).await, Vec::<String>::new());
        assert!(house.leads(&forever).await.iter().all(|one| one.lead.erased_at.is_none()));
        let lines = trail::list(&mut house.app.db.read().await.unwrap(), &bot.organisation_id, &Look::default(), 500).await.unwrap();
        assert!(lines.iter().all(|line| line.by.is_none() && line.what == What::LeadErased));
        assert_eq!(lines.len(), 131 + 1, "one for each lead, and one for the visitors");
        house.untold = house.number("SELECT COUNT(*) AS n FROM submission").await - house.number("SELECT COUNT(*) AS n FROM notification").await;
    }

    async fn an_erasure_rings_for_the_pages_that_show_the_lead(house) {
        let bot = house.bot(|_| {}).await;
        let zina = Person::make(house, &bot).await;
        house.rest().await;
        let mut pages = house.app.bus.subscribe(frontdesk::bus::Topic::Bot(bot.id.clone()));
        erase(house, &zina).await;
        loop {
            let event = pages.next().await.expect("none was missed");
            if let Event::LeadErased { lead, conversations, .. } = &*event {
                assert_eq!((lead, conversations.len()), (&zina.lead, 2));
                break;
            }
        }
        // What was read of a bot's settings meanwhile is still there.
        assert!(bot::by_id(&mut house.app.db.read().await.unwrap(), &bot.id).await.unwrap().is_some());
    }
}
