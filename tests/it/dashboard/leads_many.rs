//! Many leads at once, the board, and views that are kept.

use frontdesk::id::LeadId;
use frontdesk::lead;
use frontdesk::lead::history::{self, Kind};
use frontdesk::organisation::role::Role;
use frontdesk::organisation::trail::{self, What};

use super::OWNER;
use super::desk::{Page, Person};
use crate::support::until;

async fn bulk(person: &mut Person<'_>, leads: &[&LeadId], more: &[(&str, &str)]) -> u16 {
    let csrf = person.csrf.clone();
    let mut fields = vec![("csrf", csrf.as_str()), ("next", "/leads?status=new&page=3")];
    fields.extend(leads.iter().map(|lead| ("id", lead.as_str())));
    fields.extend(more);
    person.post("/leads/bulk", &fields).await.status
}

async fn keep(who: &mut Person<'_>, name: &str, query: &str, shared: &str) -> u16 {
    let csrf = who.csrf.clone();
    let fields = [("csrf", csrf.as_str()), ("name", name), ("query", query), ("shared", shared), ("next", "/leads")];
    who.post("/leads/views", &fields).await.status
}

async fn change(who: &mut Person<'_>, view: &str, what: &str, name: &str) -> u16 {
    let csrf = who.csrf.clone();
    let fields = [("csrf", csrf.as_str()), ("do", what), ("name", name), ("next", "/leads")];
    who.post(&format!("/leads/views/{view}"), &fields).await.status
}

stories! {
    async fn checked_leads_are_moved_together_and_taken_back(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let bot = desk.bot(&home, "loam").await;
        let (ann, _) = desk.lead(&bot, "Ann", "refund_request").await;
        let (zoe, _) = desk.lead(&bot, "Zoe", "refund_request").await;
        let (uma, _) = desk.lead(&bot, "Uma", "refund_request").await;
        let other = desk.organisation("Pell").await;
        let theirs = desk.bot(&other, "pell").await;
        let (foreign, _) = desk.lead(&theirs, "Samir", "refund_request").await;
        let mut person = desk.signed_in(OWNER).await;
        person.move_lead(&uma, "new", "contacted").await;
        person.get("/leads").await;
        assert_eq!(bulk(&mut person, &[&ann, &zoe, &uma, &foreign], &[("move", "contacted")]).await, 303);
        assert_eq!([desk.status(&ann).await, desk.status(&zoe).await, desk.status(&foreign).await], ["contacted", "contacted", "new"]);
        let told = person.get("/leads").await;
        assert!(told.body.contains("2 leads moved to Contacted. 1 so already. 1 not there any more"), "{}", told.body);
        let undo = told.body.split("action=\"/leads/bulk/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let csrf = person.csrf.clone();
        person.move_lead(&zoe, "contacted", "qualified").await;
        let back = [("csrf", csrf.as_str()), ("next", "/leads")];
        assert_eq!(person.post(&format!("/leads/bulk/{undo}"), &back).await.status, 303);
        assert_eq!([desk.status(&ann).await, desk.status(&zoe).await], ["new", "qualified"], "who was moved since stays");
        assert!(person.get("/leads").await.body.contains("Taken back for 1 lead. 1 left"));
        assert_eq!(person.post(&format!("/leads/bulk/{undo}"), &back).await.status, 409);
        let mut conn = desk.app.db.read().await.unwrap();
        let lines = trail::list(&mut conn, &home, &trail::Look { what: Some(What::LeadsChanged), ..trail::Look::default() }, 10).await.unwrap();
        assert_eq!(lines.len(), 2);
        assert!(!lines.iter().any(|line| line.detail.0.to_string().contains("Ann")), "no name stands in the trail");
        assert_eq!(bulk(&mut person, &[&ann], &[("move", "lost")]).await, 422, "a reason is asked");
        assert_eq!(bulk(&mut person, &[&ann], &[("move", "nonsense")]).await, 422);
        assert_eq!(bulk(&mut person, &[], &[("move", "lost"), ("reason", "Gone")]).await, 422, "none is checked");
        assert_eq!(bulk(&mut person, &[&ann], &[]).await, 422, "nothing is chosen");
        assert_eq!(bulk(&mut person, &[&ann], &[("move", "lost"), ("reason", " "), ("reason", "Gone")]).await, 303);
        assert_eq!(desk.status(&ann).await, "lost");
    }

    async fn checked_leads_are_given_away_and_tagged(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        desk.member(&home, "viewer@loam.example", Role::Viewer).await;
        let bot = desk.bot(&home, "loam").await;
        let (ann, _) = desk.lead(&bot, "Ann", "refund_request").await;
        let mut person = desk.signed_in(OWNER).await;
        let page = person.get("/leads").await;
        let me = page.body.split("name=\"give\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(bulk(&mut person, &[&ann], &[("give", &me)]).await, 303);
        let told = person.get(&format!("/leads?owner={me}")).await;
        assert!(told.body.contains("1 lead given to Priya Raman") && told.body.contains("<bdi>Ann</bdi>"), "{}", told.body);
        assert_eq!(bulk(&mut person, &[&ann], &[("give", "mem_00000000000000000000000000")]).await, 404);
        assert_eq!(bulk(&mut person, &[&ann], &[("give", "none")]).await, 303);
        assert_eq!(bulk(&mut person, &[&ann], &[("tag", "agent_request")]).await, 303);
        assert_eq!(bulk(&mut person, &[&ann], &[("tag", "no_such_tag")]).await, 422);
        assert!(person.get("/leads?tag=agent_request").await.body.contains("<bdi>Ann</bdi>"));
        assert!(!person.get("/leads?tag=refund_request").await.body.contains("<bdi>Ann</bdi>"));
        let mut conn = desk.app.db.read().await.unwrap();
        let entries = history::of(&mut conn, &ann).await.unwrap();
        let tagged = entries.iter().find(|entry| entry.kind == Kind::Tagged).unwrap();
        assert_eq!((tagged.was.as_deref(), tagged.became.as_deref()), (Some("refund_request"), Some("agent_request")));
        assert_eq!(entries.iter().filter(|entry| entry.kind == Kind::Assigned).count(), 2);
        drop(conn);
        let page = person.get(&format!("/leads/{ann}")).await;
        assert!(page.body.contains("Given to Priya Raman") && page.body.contains("Tagged "), "{}", page.body);
        let mut viewer = desk.signed_in("viewer@loam.example").await;
        assert!(!viewer.get("/leads").await.body.contains("id=\"bulk\""));
        assert_eq!(bulk(&mut viewer, &[&ann], &[("move", "contacted")]).await, 403);
    }

    async fn all_that_match_are_changed_by_the_back_room(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let bot = desk.bot(&home, "loam").await;
        let mut ids = Vec::new();
        for n in 0..31 {
            let tag = if n == 7 { "agent_request" } else { "refund_request" };
            ids.push(desk.lead(&bot, &format!("Visitor {n:02}"), tag).await.0);
        }
        let mut person = desk.signed_in(OWNER).await;
        assert!(person.get("/leads?tag=refund_request").await.body.contains("Select all 30 that match"));
        let csrf = person.csrf.clone();
        let next = "/leads?tag=refund_request";
        let all = [("csrf", csrf.as_str()), ("all", "1"), ("move", "lost"), ("reason", "Season is over"), ("next", next)];
        assert_eq!(person.post("/leads/bulk", &all).await.header("location"), next);
        until("all are moved", || async {
            let counts = lead::list::counts(&mut desk.app.db.read().await.unwrap(), &bot.id).await.unwrap();
            (counts.by_status.get("lost") == Some(&30)).then_some(())
        }).await;
        assert_eq!(desk.status(&ids[7]).await, "new", "what did not match stays");
        until("the trail tells", || async {
            let mut conn = desk.app.db.read().await.unwrap();
            let lines = trail::list(&mut conn, &home, &trail::Look { what: Some(What::LeadsChanged), ..trail::Look::default() }, 10).await.unwrap();
            let line = lines.first()?;
            (line.detail.0["outcome"]["changed"] == 30).then_some(())
        }).await;
        let told = person.get("/leads").await;
        assert!(told.body.contains("30 leads moved to Lost") && !told.body.contains("Undo"), "{}", told.body);
    }

    async fn the_board_has_a_column_a_status_and_goes_on_by_place(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let bot = desk.bot(&home, "loam").await;
        for n in 0..53 {
            desk.lead(&bot, &format!("Visitor {n:02}"), "refund_request").await;
        }
        let (ann, _) = desk.lead(&bot, "Ann", "agent_request").await;
        let mut person = desk.signed_in(OWNER).await;
        person.move_lead(&ann, "new", "qualified").await;
        person.get("/leads").await;
        let page = person.get("/leads?show=board").await;
        let column = |page: &Page, key: &str| {
            page.body.split(&format!("data-status=\"{key}\"")).nth(1).unwrap().split("</section>").next().unwrap().to_owned()
        };
        assert!(column(&page, "qualified").contains("<bdi>Ann</bdi>"));
        assert_eq!(column(&page, "new").matches("class=\"card row").count(), 50);
        let more = page.link("Show more").unwrap();
        let page = person.get(&more).await;
        assert_eq!(column(&page, "new").matches("class=\"card row").count(), 3);
        assert!(column(&page, "new").contains("Back to the first") && column(&page, "qualified").contains("<bdi>Ann</bdi>"));
        let page = person.get("/leads?show=board&q=ann").await;
        assert_eq!(column(&page, "new").matches("class=\"card row").count(), 0);
        let page = person.get("/leads?show=board&status=qualified").await;
        assert!(!page.body.contains("data-status=\"new\"") && page.body.contains("data-to=\"new contacted converted lost\""));
    }

    async fn views_are_kept_for_oneself_or_the_team(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        desk.member(&home, "agent@loam.example", Role::Agent).await;
        desk.member(&home, "viewer@loam.example", Role::Viewer).await;
        let bot = desk.bot(&home, "loam").await;
        desk.lead(&bot, "Ann", "refund_request").await;
        let (mut owner, mut agent, mut viewer) = (
            desk.signed_in(OWNER).await,
            desk.signed_in("agent@loam.example").await,
            desk.signed_in("viewer@loam.example").await,
        );
        let page = owner.get("/leads?sort=hottest").await;
        assert!(page.body.contains(">Hottest first</bdi>") && !page.body.contains("Save view"), "it is kept already");
        assert_eq!(keep(&mut agent, "Team refunds", "tag=refund_request&evil=1&older=1.x&show=board", "1").await, 303);
        assert_eq!(keep(&mut agent, "My own", "status=contacted", "").await, 303);
        assert_eq!(keep(&mut viewer, "For me", "status=new", "").await, 303);
        assert_eq!(keep(&mut viewer, "For all", "status=new", "1").await, 403);
        assert_eq!(keep(&mut owner, " ", "status=new", "").await, 422);
        assert_eq!(keep(&mut owner, &"x".repeat(61), "status=new", "").await, 422);
        let page = owner.get("/leads").await;
        assert!(page.body.contains("Team refunds") && !page.body.contains("My own") && !page.body.contains("For me"));
        assert_eq!(page.link("Team refunds").unwrap(), "/leads?tag=refund_request");
        let mine = agent.get("/leads?status=contacted").await;
        assert!(mine.body.contains("My own") && mine.body.contains("Edit view"));
        let view = mine.body.split("action=\"/leads/views/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(change(&mut owner, &view, "remove", "").await, 404, "another's own view is not there");
        assert_eq!(change(&mut agent, &view, "rename", "Called once").await, 303);
        assert!(agent.get("/leads").await.body.contains("Called once"));
        assert_eq!(change(&mut agent, &view, "remove", "").await, 303);
        assert!(!agent.get("/leads").await.body.contains("Called once"));
        let team = owner.get("/leads?tag=refund_request").await;
        let team = team.body.split("action=\"/leads/views/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(change(&mut viewer, &team, "remove", "").await, 403);
        assert_eq!(change(&mut owner, &team, "remove", "").await, 303, "an owner looks after the team's");
        let mut conn = desk.app.db.read().await.unwrap();
        let lines = trail::list(&mut conn, &home, &trail::Look { what: Some(What::SettingsChanged), ..trail::Look::default() }, 10).await.unwrap();
        assert_eq!(lines.len(), 2, "the team's views are told of");
        drop(conn);
        for n in 0..39 {
            assert_eq!(keep(&mut owner, &format!("View {n}"), "status=new", "").await, 303);
        }
        assert_eq!(keep(&mut owner, "One more", "status=new", "").await, 422, "forty are enough");
    }
}
