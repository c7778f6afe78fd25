//! Two leads become one, and two again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use frontdesk::conversation;
use frontdesk::error::Error;
use frontdesk::id::{LeadId, MergeId};
use frontdesk::lead::list::{self, Counts, Look};
use frontdesk::lead::merge;
use frontdesk::lead::{self, Lead, history, note, submission};
use frontdesk::organisation::role::Role;
use serde_json::json;

use super::{OWNER, Room, told};

async fn join(room: &Room, kept: &LeadId, other: &LeadId) -> Result<MergeId, Error> {
    let mut tx = room.desk.app.tx().await.unwrap();
    let merge = merge::join(&mut tx, &room.bot, kept, other, &room.owner).await?;
    tx.commit().await.unwrap();
    Ok(merge)
}

async fn part(room: &Room, kept: &LeadId, merge: &MergeId) -> Result<LeadId, Error> {
    let mut tx = room.desk.app.tx().await.unwrap();
    let other = merge::part(&mut tx, &room.bot, kept, merge, &room.owner).await?;
    tx.commit().await.unwrap();
    Ok(other)
}

async fn counts(room: &Room) -> Counts {
    list::counts(&mut room.desk.app.db.read().await.unwrap(), &room.bot.id).await.unwrap()
}

/// What can be seen of a lead: its submissions in order with their numbers, its notes, its conversations, its row.
type Seen = (Vec<(String, i64)>, Vec<String>, BTreeSet<String>, String);

async fn seen(room: &Room, id: &LeadId) -> Seen {
    let mut conn = room.desk.app.db.read().await.unwrap();
    let lead = lead::by_id(&mut conn, id).await.unwrap().unwrap();
    let submissions = submission::of(&mut conn, id).await.unwrap();
    let notes = note::of(&mut conn, id).await.unwrap();
    let talks = conversation::of_contact(&mut conn, &lead.contact_id).await.unwrap();
    let contact = frontdesk::contact::by_id(&mut conn, &lead.contact_id).await.unwrap().unwrap();
    let current = lead::current(&mut conn, &lead.contact_id).await.unwrap().map(|current| current.id);
    let Lead { tag, status, submissions: n, last_channel, order_number, is_new, .. } = lead;
    (
        submissions.into_iter().map(|one| (one.id.to_string(), one.number)).collect(),
        notes.into_iter().map(|note| note.text).collect(),
        talks.into_iter().map(|talk| talk.id.to_string()).collect(),
        format!(
            "{tag} {status} {n} {last_channel} {order_number:?} {is_new} {:?} {:?} {:?}",
            contact.name, contact.phone, current
        ),
    )
}

async fn all(room: &Room, ids: &[LeadId]) -> BTreeMap<String, Seen> {
    let mut found = BTreeMap::new();
    for id in ids {
        found.insert(id.to_string(), seen(room, id).await);
    }
    found
}

async fn listed(room: &Room, search: Option<&str>) -> Vec<LeadId> {
    let filter = list::Filter { search: search.map(str::to_owned), ..list::Filter::default() };
    let look = Look { filter, ..Look::default() };
    let mut conn = room.desk.app.db.read().await.unwrap();
    list::page(&mut conn, &room.bot.id, &look).await.unwrap().lines.into_iter().map(|line| line.id).collect()
}

told! {
    async fn desk_two_leads_become_one_and_two_again(room) {
        let begin = room.now().minus(Duration::from_secs(7200));
        let at = |minutes: u64| begin.plus(Duration::from_secs(minutes * 60));
        let (kept, _) = room.visitor(1, at(0)).await;
        let (other, _) = room.sends(2, "agent_request", json!({
            "name": "Ann Bell", "email": "ann@mail.example", "phone": "07700 900123", "consent": true,
        }), at(1)).await;
        room.visitor(1, at(2)).await;
        let mut tx = room.desk.app.tx().await.unwrap();
        note::add(&mut tx, &other, &room.owner, "Rang on Monday").await.unwrap();
        tx.commit().await.unwrap();
        let before = (counts(room).await, all(room, &[kept.clone(), other.clone()]).await);

        let merge = join(room, &kept, &other).await.unwrap();
        assert_eq!(join(room, &kept, &other).await.unwrap(), merge, "joined once");
        assert_eq!(listed(room, None).await, std::slice::from_ref(&kept));
        let after = counts(room).await;
        assert_eq!((after.total, after.by_tag.get("agent_request")), (1, Some(&1)));
        let (submissions, notes, talks, row) = seen(room, &kept).await;
        assert_eq!(submissions.iter().map(|(_, number)| *number).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!((notes.len(), talks.len()), (1, 2));
        assert!(row.starts_with("refund_request new 3"), "{row}");
        assert_eq!(listed(room, Some("07700 900123")).await, std::slice::from_ref(&kept), "what it took from the other is found");
        assert!(listed(room, Some("ann@mail")).await.is_empty(), "what it knew itself stays");
        let mut person = room.desk.signed_in(OWNER).await;
        let away = person.get(&format!("/leads/{other}?q=x")).await;
        assert_eq!((away.status, away.header("location")), (303, format!("/leads/{kept}?q=x").as_str()));
        let page = person.get(&format!("/leads/{kept}")).await.body;
        assert!(page.contains("It is visitor 1") && page.contains("It is visitor 2") && page.contains("Rang on Monday"));
        assert!(page.contains("Joined leads") && page.contains("Joined with another lead"));
        let csrf = person.csrf.clone();
        let late = person.post(&format!("/leads/{other}/notes"), &[("csrf", &csrf), ("text", "hello")]).await;
        assert_eq!(late.status, 409, "what went into another is no longer changed");

        // Whoever of the two comes back follows up the one that stands.
        let (followed, _) = room.visitor(2, at(100)).await;
        assert_eq!(followed, kept);
        let back = part(room, &kept, &merge).await.unwrap();
        assert_eq!(back, other);
        part(room, &kept, &merge).await.unwrap();
        let (submissions, notes, _, row) = seen(room, &kept).await;
        assert_eq!(submissions.iter().map(|(_, number)| *number).collect::<Vec<_>>(), [0, 1, 2], "and numbered anew");
        assert!(notes.is_empty() && row.starts_with("refund_request new 3"), "{row}");
        assert_eq!(seen(room, &other).await.0, before.1[other.as_str()].0);
        assert_eq!(counts(room).await, before.0);
        let (again, _) = room.visitor(2, at(101)).await;
        assert_eq!(again, other, "whoever is recognised by the other's browser is the other again");
        let kinds: Vec<_> = history::of(&mut room.desk.app.db.read().await.unwrap(), &kept).await.unwrap();
        assert!(kinds.iter().any(|entry| entry.kind == history::Kind::Unmerged));
        let trail = room.trail().await;
        assert_eq!(trail.iter().map(|(what, _)| what.as_str()).collect::<Vec<_>>(), ["leads_unmerged", "leads_merged"]);
        assert!(!format!("{trail:?}").contains("ann@"), "no personal data in the trail");
        let left = "SELECT COUNT(*) AS n FROM lead_merge WHERE moved LIKE '%ann@%' OR moved LIKE '%900123%'";
        let n = room.desk.app.db.read().await.unwrap().count(left, Vec::new()).await.unwrap();
        assert_eq!(n, 0, "a joining remembers ids alone");
    }

    async fn desk_parting_gives_everything_back_in_whatever_order(room) {
        let begin = room.now().minus(Duration::from_secs(72_000));
        let mut leads = Vec::new();
        for visitor in 0..6_u8 {
            let mut at = begin.plus(Duration::from_secs(u64::from(visitor) * 60));
            let (lead, _) = room.visitor(visitor, at).await;
            for _ in 0..visitor % 3 {
                at = at.plus(Duration::from_secs(601));
                room.sends(visitor, "order_question", json!({
                    "name": format!("V{visitor}"), "email": format!("v{visitor}@mail.example"), "order_number": "LL-9", "consent": true,
                }), at).await;
            }
            leads.push(lead);
        }
        let (before, whole) = (counts(room).await, all(room, &leads).await);
        for seed in 1..=5_u64 {
            // A plain generator: the same steps each time this test runs.
            let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let mut next = |below: usize| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                usize::try_from(state % u64::try_from(below).unwrap()).unwrap()
            };
            let mut standing: Vec<(LeadId, MergeId)> = Vec::new();
            for _ in 0..14 {
                if next(3) == 0 && !standing.is_empty() {
                    let (kept, merge) = standing.remove(next(standing.len()));
                    match part(room, &kept, &merge).await {
                        Ok(_) => {}
                        // The kept one went into a further lead: that must be parted first.
                        Err(Error::Conflict("merged")) => standing.push((kept, merge)),
                        Err(error) => panic!("{error:?}"),
                    }
                    continue;
                }
                let (kept, other) = (leads[next(6)].clone(), leads[next(6)].clone());
                match join(room, &kept, &other).await {
                    Ok(merge) if standing.iter().all(|(_, known)| *known != merge) => standing.push((kept, merge)),
                    Ok(_) | Err(Error::Conflict("merged") | Error::Invalid(_)) => {}
                    Err(error) => panic!("{error:?}"),
                }
                let now = counts(room).await;
                assert_eq!(now.total, 6 - i64::try_from(standing.len()).unwrap(), "seed {seed}");
                let submissions = "SELECT COUNT(*) AS n FROM submission s JOIN lead l ON l.id = s.lead_id WHERE l.merged_into IS NOT NULL";
                let lost = room.desk.app.db.read().await.unwrap().count(submissions, Vec::new()).await.unwrap();
                assert_eq!(lost, 0, "seed {seed}");
            }
            while let Some((kept, merge)) = standing.pop() {
                if part(room, &kept, &merge).await.is_err() {
                    standing.insert(0, (kept, merge));
                }
            }
            assert_eq!(counts(room).await, before, "seed {seed}");
            assert_eq!(all(room, &leads).await, whole, "seed {seed}");
        }
    }

    async fn desk_leads_of_others_and_the_same_one_are_refused(room) {
        let (kept, _) = room.visitor(1, room.now()).await;
        let (other, _) = room.visitor(2, room.now()).await;
        assert!(matches!(join(room, &kept, &kept).await, Err(Error::Invalid(_))));
        let stranger = room.desk.bot(&room.bot.organisation_id, "pell").await;
        let (foreign, _) = room.desk.lead(&stranger, "Samir", "refund_request").await;
        assert!(matches!(join(room, &kept, &foreign).await, Err(Error::NotFound(_))));
        assert!(matches!(join(room, &foreign, &kept).await, Err(Error::NotFound(_))));
        let home = room.desk.organisation("Pell").await;
        room.desk.member(&home, "owner@pell.example", Role::Owner).await;
        room.desk.bot(&home, "theirs").await;
        let mut person = room.desk.signed_in("owner@pell.example").await;
        let csrf = person.csrf.clone();
        for path in [format!("/leads/{kept}/join"), format!("/leads/{kept}/part"), format!("/leads/{kept}/contact"), format!("/leads/{kept}/assignee")] {
            let fields = [("csrf", csrf.as_str()), ("other", other.as_str()), ("merge", "mrg_x"), ("seen", "")];
            assert_eq!(person.post(&path, &fields).await.status, 404, "{path}");
        }
        let merge = join(room, &kept, &other).await.unwrap();
        assert!(matches!(part(room, &other, &merge).await, Err(Error::NotFound(_))), "it is not of that lead");
        let mut tx = room.desk.app.tx().await.unwrap();
        let elsewhere = merge::part(&mut tx, &stranger, &kept, &merge, &room.owner).await;
        assert!(matches!(elsewhere, Err(Error::NotFound(_))));
    }

    async fn desk_of_two_who_join_at_once_one_is_told(room) {
        for round in 0..4_u8 {
            let (one, _) = room.visitor(round * 2, room.now()).await;
            let (two, _) = room.visitor(round * 2 + 1, room.now()).await;
            let (there, back) = tokio::join!(join(room, &one, &two), join(room, &two, &one));
            let fine = [&there, &back].iter().filter(|outcome| outcome.is_ok()).count();
            assert_eq!(fine, 1, "{there:?} {back:?}");
            assert!([there, back].iter().any(|outcome| matches!(outcome, Err(Error::Conflict("merged")))));
        }
        assert_eq!(counts(room).await.total, 4);
    }

    async fn desk_an_earlier_lead_of_the_same_person_is_joined_too(room) {
        let long_ago = room.now().minus(Duration::from_secs(90 * 86_400));
        let (old, talk) = room.visitor(1, long_ago).await;
        let mut tx = room.desk.app.tx().await.unwrap();
        tx.as_history(long_ago);
        lead::move_to(&mut tx, &room.bot, &old, "new", "converted", None, &room.owner).await.unwrap();
        tx.commit().await.unwrap();
        room.close(&talk).await;
        let (new, _) = room.visitor(1, room.now()).await;
        assert_ne!(old, new);
        let before = (counts(room).await, all(room, &[old.clone(), new.clone()]).await);
        let merge = join(room, &old, &new).await.unwrap();
        let (followed, _) = room.visitor(1, room.now()).await;
        assert_eq!(followed, old, "it took the current one's place");
        let again = part(room, &old, &merge).await.unwrap();
        assert_eq!(again, new);
        assert_eq!(seen(room, &new).await, before.1[new.as_str()]);
        let (followed, _) = room.visitor(1, room.now()).await;
        assert_eq!(followed, new);
    }

    async fn desk_the_other_lead_is_looked_for_and_shown_beside_this_one(room) {
        let (kept, _) = room.visitor(1, room.now()).await;
        let (other, _) = room.sends(2, "agent_request", json!({
            "name": "Zoë <img src=x>", "email": "zoe@mail.example", "phone": "07700 900123", "consent": true,
        }), room.now()).await;
        let mut person = room.desk.signed_in(OWNER).await;
        for q in ["zoe", "zoe%40mail.example", "%2B44+7700+900123", other.as_str()] {
            let page = person.get(&format!("/leads/{kept}/join?q={q}")).await;
            assert!(page.body.contains("Zoë &#60;img src=x&#62;"), "{q}: {}", page.body);
            assert!(page.link("Zoë").unwrap().ends_with(&format!("with={other}")), "{q}");
        }
        let none = person.get(&format!("/leads/{kept}/join?q=nobody%00%25")).await;
        assert!(none.body.contains("No other lead was found."));
        assert!(person.get(&format!("/leads/{kept}/join?q=Visitor+1")).await.body.contains("No other lead"), "not itself");
        let pair = person.get(&format!("/leads/{kept}/join?with={other}")).await;
        assert!(pair.body.contains("What will happen") && pair.body.contains("1 submission, 1 conversation, 0 notes go from"), "{}", pair.body);
        assert_eq!(person.get(&format!("/leads/{kept}/join?with=lead_x")).await.status, 404);
        let csrf = person.csrf.clone();
        let joined = person.post(&format!("/leads/{kept}/join"), &[("csrf", &csrf), ("other", other.as_str())]).await;
        assert_eq!((joined.status, joined.header("location")), (303, format!("/leads/{kept}").as_str()));
        let page = person.get(&format!("/leads/{kept}")).await;
        assert!(page.body.contains("The two leads are one now") && page.body.contains("Undo"));
        assert_eq!(person.get(&format!("/leads/{kept}/join?with={other}")).await.status, 404, "it is no lead of its own now");
        let merge = page.body.split("name=\"merge\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let parted = person.post(&format!("/leads/{kept}/part"), &[("csrf", &csrf), ("merge", &merge), ("next", &format!("/leads/{kept}"))]).await;
        assert_eq!(parted.status, 303);
        assert!(!person.get(&format!("/leads/{kept}")).await.body.contains("Joined leads"));
    }
}
