//! The panel's own page: the contact edited, the owner chosen, long transcripts in parts, what was discussed.

use std::time::Duration;

use frontdesk::contact::{self, identity};
use frontdesk::conversation::discussed::{self, Shown};
use frontdesk::conversation::{self, Body, NewMessage};
use frontdesk::lead::{self, list};
use frontdesk::organisation::member;
use serde_json::json;

use super::{OWNER, Room, VIEWER, told};
use crate::dashboard::desk::{Page, Person};

/// Posts the contact form as the page has it, with these fields instead.
async fn edit(person: &mut Person<'_>, id: &lead::Lead, changed: &[(&str, &str)]) -> Page {
    let page = person.get(&format!("/leads/{}", id.id)).await;
    let seen = page.field("seen");
    save(person, id, &seen, changed).await
}

async fn save(person: &mut Person<'_>, id: &lead::Lead, seen: &str, changed: &[(&str, &str)]) -> Page {
    let (csrf, next) = (person.csrf.clone(), format!("/leads/{}", id.id));
    let mut fields = vec![("csrf", csrf.as_str()), ("seen", seen), ("next", next.as_str())];
    fields.extend_from_slice(changed);
    person.post(&format!("/leads/{}/contact", id.id), &fields).await
}

const STANDS: [(&str, &str); 3] = [("name", "Visitor 1"), ("email", "v1@mail.example"), ("order_number", "LL-1")];

/// What stands, with one field instead.
fn with<'a>(key: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let stands = STANDS.into_iter().filter(|(known, _)| *known != key);
    stands.chain([(key, value)]).collect()
}

async fn found(room: &Room, search: &str) -> usize {
    let filter = list::Filter { search: Some(search.to_owned()), ..list::Filter::default() };
    let look = list::Look { filter, ..list::Look::default() };
    list::page(&mut room.desk.app.db.read().await.unwrap(), &room.bot.id, &look).await.unwrap().lines.len()
}

told! {
    async fn desk_a_contact_is_edited_by_the_rules_of_forms(room) {
        let (id, _) = room.visitor(1, room.now()).await;
        let lead = room.lead(&id).await;
        let mut person = room.desk.signed_in(OWNER).await;
        let saved = edit(&mut person, &lead, &with("email", " Ann.Bell@Example.COM ")).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        let mut conn = room.desk.app.db.read().await.unwrap();
        let known = contact::by_id(&mut conn, &lead.contact_id).await.unwrap().unwrap();
        assert_eq!((known.name.as_deref(), known.email.as_deref()), (Some("Visitor 1"), Some("ann.bell@example.com")));
        let claimed = |kind, value: &'static str| (kind, value);
        for (key, is_there) in [(claimed(identity::Kind::Email, "ann.bell@example.com"), true), (claimed(identity::Kind::Email, "v1@mail.example"), false)] {
            let found = identity::find(&mut conn, &room.bot.id, key.0, key.1).await.unwrap();
            assert_eq!(found.is_some_and(|found| found.contact_id == lead.contact_id && !found.verified), is_there, "{key:?}");
        }
        drop(conn);
        assert_eq!((found(room, "ann.bell@example").await, found(room, "v1@mail").await), (1, 0));
        let page = person.get(&format!("/leads/{id}")).await.body;
        assert!(page.contains("Contact saved") && page.contains("Email edited"), "{page}");
        assert!(page.contains("“v1@mail.example” became “ann.bell@example.com”"));
        assert_eq!(room.trail().await, [("contact_edited".to_owned(), json!({"fields": ["email"]}).to_string())]);
        // The same again changes nothing, and an empty field is known no more.
        let stands = [("name", "Visitor 1"), ("email", "ann.bell@example.com"), ("order_number", "LL-1")];
        edit(&mut person, &lead, &stands).await;
        assert_eq!(room.trail().await.len(), 1);
        edit(&mut person, &lead, &[("name", ""), ("email", "ann.bell@example.com"), ("phone", "020 7946 0018")]).await;
        assert_eq!((found(room, "LL-1").await, found(room, "+44 20 7946 0018").await), (0, 1));
        assert_eq!(room.lead(&id).await.order_number, None);
    }

    async fn desk_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(room) {
        let (id, _) = room.visitor(1, room.now()).await;
        let lead = room.lead(&id).await;
        let mut person = room.desk.signed_in(OWNER).await;
        let long = "x".repeat(10_000);
        for (key, value, said) in [
            ("email", "ann@", "Enter a full email address, like name@example.com"),
            ("phone", "12", "phone"),
            ("website", "javascript:alert(1)", "Enter a web address, like example.com"),
            ("name", long.as_str(), "Keep this under 200 characters"),
            ("company", "a\nb", "Use plain text here"),
        ] {
            let page = edit(&mut person, &lead, &with(key, value)).await;
            assert_eq!(page.status, 422, "{key}");
            assert!(page.body.contains(said) && page.body.contains(&format!("id=\"edit-{key}-error\"")), "{key}");
            assert!(page.body.contains("<details class=\"edit\" open>"), "{key}");
        }
        let hostile = "\u{202e}<img src=x onerror=alert(1)>\0";
        assert_eq!(edit(&mut person, &lead, &with("name", hostile)).await.status, 303, "NUL is left out, markup is text");
        let page = person.get(&format!("/leads/{id}")).await.body;
        assert!(page.contains("<bdi>\u{202e}&#60;img src=x onerror=alert(1)&#62;</bdi>"), "{page}");
        assert!(!page.contains("<img src=x"));
    }

    async fn desk_of_two_who_edit_at_once_the_second_sees_what_changed(room) {
        let (id, _) = room.visitor(1, room.now()).await;
        let lead = room.lead(&id).await;
        let mut person = room.desk.signed_in(OWNER).await;
        let seen = person.get(&format!("/leads/{id}")).await.field("seen");
        assert_eq!(save(&mut person, &lead, &seen, &with("name", "Ann")).await.status, 303);
        let late = save(&mut person, &lead, &seen, &with("company", "Bell & Sons")).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("changed this contact meanwhile") && late.body.contains("Bell &#38; Sons"), "{}", late.body);
        let mut viewer = room.desk.signed_in(VIEWER).await;
        assert_eq!(save(&mut viewer, &lead, &seen, &STANDS).await.status, 403);
        let mut conn = room.desk.app.db.read().await.unwrap();
        let known = contact::by_id(&mut conn, &lead.contact_id).await.unwrap().unwrap();
        assert_eq!((known.name.as_deref(), known.company), (Some("Ann"), None));
    }

    async fn desk_a_lead_gets_an_owner_of_the_team_alone(room) {
        let (id, _) = room.visitor(1, room.now()).await;
        let mut person = room.desk.signed_in(OWNER).await;
        let (csrf, path) = (person.csrf.clone(), format!("/leads/{id}/assignee"));
        let given = person.post(&path, &[("csrf", &csrf), ("assignee", room.owner.as_str()), ("next", &format!("/leads/{id}"))]).await;
        assert_eq!(given.status, 303);
        let page = person.get(&format!("/leads/{id}")).await.body;
        assert!(page.contains("Given to Priya Raman") && page.contains("No owner"), "{page}");
        let home = room.desk.organisation("Pell").await;
        room.desk.member(&home, "p@pell.example", frontdesk::organisation::role::Role::Owner).await;
        let stranger = member::by_email(&mut room.desk.app.db.read().await.unwrap(), "p@pell.example").await.unwrap().unwrap();
        for wrong in [stranger.id.as_str(), "mem_x", "<b>"] {
            assert_eq!(person.post(&path, &[("csrf", &csrf), ("assignee", wrong)]).await.status, 422, "{wrong}");
        }
        person.post(&path, &[("csrf", &csrf), ("assignee", "")]).await;
        assert!(lead::assign::of(&mut room.desk.app.db.read().await.unwrap(), &id).await.unwrap().is_none());
    }

    async fn desk_a_long_transcript_is_read_in_parts(room) {
        let began = room.now().minus(Duration::from_secs(3 * 86_400));
        let (id, talk) = room.visitor(1, began).await;
        let mut tx = room.desk.app.tx().await.unwrap();
        tx.as_history(began);
        for n in 0..310 {
            conversation::say(&mut tx, &talk, NewMessage::visitor(None, Body::text(format!("Early {n:03}.")))).await.unwrap();
        }
        conversation::set_status(&mut tx, &talk, conversation::Status::Closed).await.unwrap();
        tx.commit().await.unwrap();
        let (_, newer) = room.visitor(1, room.now()).await;
        let mut person = room.desk.signed_in(OWNER).await;
        let newest = person.get(&format!("/leads/{id}?q=visitor")).await;
        let on = |page: &Page| (0..310).filter(|n| page.body.contains(&format!("Early {n:03}."))).count();
        assert!(newest.body.contains(&format!("id=\"m-{}-1\"", newer.id)) && newest.link("Newest messages").is_none());
        assert!(newest.body.contains("Today, web widget"), "a day has its divider");
        let earlier = person.get(&newest.link("Earlier messages").unwrap()).await;
        assert_eq!(on(&newest) + on(&earlier), 310, "every message once");
        assert!(earlier.link("Earlier messages").is_none() && earlier.body.contains(&format!("id=\"m-{}-1\"", talk.id)));
        let back = person.get(&earlier.link("Newest messages").unwrap()).await;
        assert_eq!(on(&back), on(&newest));
        for forged in ["x", "cnv_x.5", "..", &format!("{}.-1", talk.id), &format!("{}.99999999999999999999", talk.id)] {
            assert_eq!(on(&person.get(&format!("/leads/{id}?before={forged}")).await), on(&newest), "{forged}");
        }
    }

    async fn desk_what_was_discussed_stands_under_the_transcript(room) {
        let (id, talk) = room.visitor(1, room.now()).await;
        let shown = |title: &str, note: &str, image: Option<&str>| Shown {
            title: title.to_owned(),
            price: "£48.00".to_owned(),
            note: note.to_owned(),
            image: image.map(str::to_owned),
            url: None,
        };
        let mut tx = room.desk.app.tx().await.unwrap();
        let two = [shown("Storm lantern", "Asked about", Some("asset:lantern.svg")), shown("<b>Throw</b>", "Suggested", Some("https://evil.example/x.png"))];
        discussed::note(&mut tx, &talk.id, &two).await.unwrap();
        discussed::note(&mut tx, &talk.id, &[shown("Storm lantern", "In order LL-1", Some("asset:lantern.svg"))]).await.unwrap();
        assert!(discussed::note(&mut tx, &talk.id, &[shown(" ", "", None)]).await.is_err());
        tx.commit().await.unwrap();
        let mut conn = room.desk.app.db.read().await.unwrap();
        let contact = room.lead(&id).await.contact_id;
        let titles: Vec<_> = discussed::of_contact(&mut conn, &contact).await.unwrap().into_iter().map(|one| (one.title, one.note)).collect();
        assert_eq!(titles, [("Storm lantern".to_owned(), "In order LL-1".to_owned()), ("<b>Throw</b>".to_owned(), "Suggested".to_owned())]);
        drop(conn);
        let page = room.desk.signed_in(OWNER).await.get(&format!("/leads/{id}")).await.body;
        assert!(page.contains("Products discussed") && page.contains("/lantern.svg\"") && page.contains("&#60;b&#62;Throw"));
        assert!(!page.contains("evil.example"), "a page loads nothing from elsewhere");
    }

    async fn desk_custom_fields_are_gathered_from_what_was_answered(room) {
        let (id, talk) = room.visitor(1, room.now()).await;
        let mut tx = room.desk.app.tx().await.unwrap();
        let lead = lead::find(&mut tx, &room.bot.id, &id).await.unwrap();
        let field = lead::detail::Field { key: "budget".into(), label: "Budget".into(), value: "<i>£390,000</i>".into() };
        let detail = lead::detail::Detail { fields: vec![field.clone()], ..lead::detail::Detail::default() };
        lead::detail::set(&mut tx, &lead, &detail).await.unwrap();
        tx.commit().await.unwrap();
        let mut conn = room.desk.app.db.read().await.unwrap();
        let fields = lead::detail::fields(&mut conn, &[&id]).await.unwrap();
        assert_eq!(fields[&id].iter().filter(|known| **known == field).count(), 1);
        assert!(fields[&id].iter().all(|known| !["name", "email", "order_number", "consent"].contains(&known.key.as_str())));
        drop((conn, talk));
        let page = room.desk.signed_in(OWNER).await.get(&format!("/leads/{id}")).await.body;
        assert!(page.contains("Budget") && page.contains("&#60;i&#62;£390,000"));
    }
}
