//! Notes and tags in the panel: changed, taken away and brought back, each with its line, and never what a note says.

use std::time::Duration;

use frontdesk::lead::list::{self, Filter, Look};
use frontdesk::lead::{note, submission};
use frontdesk::organisation::member;
use frontdesk::organisation::role::Role;

use super::{OWNER, Room, VIEWER, told};
use crate::dashboard::desk::{Page, Person};

const AGENT: &str = "agent@loam.example";

async fn post(person: &mut Person<'_>, path: &str, fields: &[(&str, &str)]) -> Page {
    let csrf = person.csrf.clone();
    let mut all = vec![("csrf", csrf.as_str()), ("next", "/leads")];
    all.extend_from_slice(fields);
    person.post(path, &all).await
}

/// The lead's history as its page tells it.
fn history(page: &Page) -> String {
    page.body.split("id=\"history-title\"").nth(1).unwrap_or_default().split("</section>").next().unwrap().to_owned()
}

async fn tagged(room: &Room, tag: &str) -> usize {
    let filter = Filter { tag: Some(tag.to_owned()), ..Filter::default() };
    let look = Look { filter, ..Look::default() };
    list::page(&mut room.desk.app.db.read().await.unwrap(), &room.bot.id, &look).await.unwrap().lines.len()
}

told! {
    async fn desk_a_note_is_changed_deleted_and_brought_back(room) {
        room.desk.member(&room.bot.organisation_id, AGENT, Role::Agent).await;
        let (id, _) = room.visitor(1, room.now()).await;
        let (mut owner, mut agent) = (room.desk.signed_in(OWNER).await, room.desk.signed_in(AGENT).await);
        let mut viewer = room.desk.signed_in(VIEWER).await;
        let at = format!("/leads/{id}");
        post(&mut agent, &format!("{at}/notes"), &[("text", "Rang the quillfeather")]).await;
        let note = note::of(&mut room.desk.app.db.read().await.unwrap(), &id).await.unwrap().remove(0);
        let one = format!("{at}/notes/{}", note.id);
        let edit = |text| [("do", "save"), ("text", text)];
        assert_eq!(post(&mut agent, &one, &edit("Rang the quillfeather twice")).await.status, 303);
        assert_eq!(post(&mut agent, &one, &edit(" ")).await.status, 422);
        assert_eq!(post(&mut owner, &one, &edit("They never rang")).await.status, 403);
        assert_eq!(post(&mut viewer, &one, &edit("Nor did I")).await.status, 403);
        let page = agent.get(&at).await;
        assert!(page.body.contains("Rang the quillfeather twice") && page.body.contains(", edited"), "{}", page.body);
        assert!(owner.get(&at).await.body.contains("value=\"delete\"") && !viewer.get(&at).await.body.contains("value=\"delete\""));
        assert!(!owner.get(&at).await.body.contains("value=\"save\""), "what another wrote is not theirs to change");

        assert_eq!(post(&mut owner, &one, &[("do", "delete")]).await.status, 303);
        let told = owner.get("/leads").await;
        assert!(told.body.contains("Note deleted") && told.body.contains(&one) && told.body.contains("Undo"), "{}", told.body);
        assert_eq!(post(&mut owner, &one, &[("do", "delete")]).await.status, 404, "once is enough");
        let whole = owner.get(&format!("{at}/contact.json")).await.body;
        let file = owner.get(&format!("{at}/export")).await.body;
        assert!(![&owner.get(&at).await.body, &whole, &file].iter().any(|text| text.contains("quillfeather twice")));
        assert_eq!(post(&mut agent, &one, &[("do", "restore")]).await.status, 303, "who wrote it may bring it back");
        let page = agent.get(&at).await;
        assert!(page.body.contains("Rang the quillfeather twice"));
        let told = history(&page);
        assert!(told.contains("Note edited") && told.contains("Note deleted") && told.contains("Note restored") && !told.contains("quillfeather"), "{told}");
        let trail = room.trail().await;
        assert_eq!(trail.iter().filter(|(what, _)| what == "note_changed").count(), 3);
        assert!(!format!("{trail:?}").contains("quillfeather"));
    }

    async fn desk_a_deleted_note_goes_for_good_after_an_hour(room) {
        let (id, _) = room.visitor(1, room.now()).await;
        let mut tx = room.desk.app.tx().await.unwrap();
        let by = member::by_email(&mut tx, OWNER).await.unwrap().unwrap().id;
        note::add(&mut tx, &id, &by, "Rang them").await.unwrap();
        let kept = note::of(&mut tx, &id).await.unwrap().remove(0).id;
        let hand = note::Hand { bot: &room.bot, lead: &id, by: &by, is_above: true };
        note::delete(&mut tx, hand, &kept).await.unwrap();
        for (passed, is_there) in [(Duration::ZERO, true), (note::KEPT + Duration::from_secs(1), false)] {
            let now = tx.now;
            tx.as_history(now.plus(passed));
            note::sweep(&mut tx).await.unwrap();
            let n = tx.count("SELECT COUNT(*) AS n FROM note", Vec::new()).await.unwrap();
            assert_eq!(n == 1, is_there, "after {passed:?}");
        }
    }

    async fn desk_tags_are_given_and_taken_away(room) {
        let (id, _) = room.visitor(1, room.now()).await;
        let mut person = room.desk.signed_in(OWNER).await;
        let (at, tags) = (format!("/leads/{id}"), format!("/leads/{id}/tags"));
        assert_eq!(post(&mut person, &tags, &[("add", "coupon_request")]).await.status, 303);
        let told = person.get("/leads").await;
        assert!(told.body.contains("Tagged Coupon request") && told.body.contains("name=\"remove\" value=\"coupon_request\""), "{}", told.body);
        assert_eq!((tagged(room, "coupon_request").await, tagged(room, "refund_request").await), (1, 1), "beside what it had");
        let lead = room.lead(&id).await;
        assert_eq!((lead.tag.as_str(), lead.submissions), ("coupon_request", 2));
        let page = person.get(&at).await;
        assert!(page.body.contains("By your team") && history(&page).contains("Tagged Coupon request"), "{}", page.body);
        assert_eq!(post(&mut person, &tags, &[("add", "coupon_request")]).await.status, 303, "twice is once");
        assert_eq!(room.lead(&id).await.submissions, 2);
        assert_eq!(post(&mut person, &tags, &[("add", "nonsense")]).await.status, 422);

        assert_eq!(post(&mut person, &tags, &[("remove", "coupon_request")]).await.status, 303);
        let lead = room.lead(&id).await;
        assert_eq!((lead.tag.as_str(), lead.submissions, tagged(room, "coupon_request").await), ("refund_request", 1, 0));
        // What a visitor sent stays; only its name goes, and another may take its place.
        post(&mut person, &tags, &[("remove", "refund_request")]).await;
        let lead = room.lead(&id).await;
        assert_eq!((lead.tag.as_str(), lead.submissions), ("", 1));
        post(&mut person, &tags, &[("add", "cancellation")]).await;
        let sent = submission::of(&mut room.desk.app.db.read().await.unwrap(), &id).await.unwrap();
        assert_eq!((sent.len(), sent[0].tag.as_str(), sent[0].answers.0.is_empty()), (1, "cancellation", false));
        let trail: Vec<String> = room.trail().await.into_iter().filter(|(what, _)| what == "lead_tagged").map(|(_, detail)| detail).collect();
        assert_eq!(trail, [
            r#"{"added":"cancellation"}"#, r#"{"taken_away":"refund_request"}"#,
            r#"{"taken_away":"coupon_request"}"#, r#"{"added":"coupon_request"}"#,
        ]);
        let conn = &mut room.desk.app.db.read().await.unwrap();
        let counts = list::counts(conn, &room.bot.id).await.unwrap();
        assert_eq!(counts, list::recount(conn, &room.bot.id).await.unwrap());
        assert_eq!(list::wrong_tags(conn, &room.bot.id).await.unwrap(), 0);
    }

    async fn desk_a_lead_knows_its_place_in_the_list(room) {
        let mut ids = Vec::new();
        for n in 1..=3 {
            let at = room.now().minus(Duration::from_secs(60 * (4 - n)));
            ids.push(room.visitor(u8::try_from(n).unwrap(), at).await.0);
        }
        let mut person = room.desk.signed_in(OWNER).await;
        for (n, query, place) in [
            (2, "", "1 of 3"), (1, "", "2 of 3"), (0, "", "3 of 3"), (0, "?sort=oldest", "1 of 3"),
            (1, "?tag=refund_request", "2 of 3"), (1, "?status=new&sort=hottest", "2 of 3"),
            (1, "?source=web&sort=hottest", ""), (1, "?q=visitor", ""),
        ] {
            let page = person.get(&format!("/leads/{}{query}", ids[n])).await;
            let told = page.body.split("<span class=\"meta\"><bdi>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
            let told = if told.contains(" of ") { told } else { "" };
            assert_eq!(told, place, "{n} {query}");
        }
    }
}
