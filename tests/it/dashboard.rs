//! The dashboard as its people meet it: signing in, looking for leads, moving them, and what is refused.

pub mod desk;

use frontdesk::app::founding;
use frontdesk::organisation::role::Role;

use desk::PASSWORD;

/// Each story on both engines.
macro_rules! stories {
    ($(async fn $name:ident($desk:ident) $told:block)+) => {$(
        async fn $name($desk: &$crate::dashboard::desk::Desk) $told

        mod $name {
            #[tokio::test]
            async fn on_sqlite() {
                let desk = $crate::dashboard::desk::Desk::start(None).await;
                super::$name(&desk).await;
                desk.stop().await;
            }

            #[tokio::test]
            async fn on_postgres() {
                let database = $crate::support::postgres::database().await;
                let desk = $crate::dashboard::desk::Desk::start(Some(database)).await;
                super::$name(&desk).await;
                desk.stop().await;
            }
        }
    )+};
}

mod board;
mod leads;
mod leads_many;
pub(crate) use stories;

const OWNER: &str = "owner@loam.example";

mod overview;

stories! {
    async fn an_unknown_member_and_a_wrong_password_get_the_same_words(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let wrong = desk.person().sign_in(OWNER, "not the password").await;
        let unknown = desk.person().sign_in("Nobody@Loam.example\0", "not the password").await;
        assert_eq!((wrong.status, unknown.status), (401, 401));
        assert!(wrong.body.contains("That email and password do not match."));
        let same = |body: &str| body.replace(OWNER, "").replace("nobody@loam.example", "");
        assert_eq!(same(&wrong.body), same(&unknown.body));
        assert!(!wrong.body.contains("not the password"));
    }

    async fn guessing_is_stopped_and_says_when_to_come_back(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        for _ in 0..6 {
            assert_eq!(desk.person().sign_in(OWNER, "guess").await.status, 401);
        }
        let stopped = desk.person().sign_in(OWNER, PASSWORD).await;
        assert_eq!(stopped.status, 429);
        assert!(stopped.header("retry-after").parse::<u64>().unwrap() > 0);
        assert!(stopped.body.contains("Too many attempts."));
    }

    async fn a_planted_cookie_is_not_taken_over(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let planted = "x".repeat(43);
        let mut person = desk.person();
        person.cookies.insert("frontdesk".into(), planted.clone());
        assert_eq!(person.sign_in(OWNER, PASSWORD).await.header("location"), "/leads");
        let first = person.cookies["frontdesk"].clone();
        assert_ne!(first, planted);
        // Signing in again ends the session before it.
        person.sign_in(OWNER, PASSWORD).await;
        assert_ne!(person.cookies["frontdesk"], first);
        for dead in [planted, first] {
            let mut other = desk.person();
            other.cookies.insert("frontdesk".into(), dead);
            assert_eq!(other.get("/leads").await.header("location"), "/login?next=%2Fleads");
        }
    }

    async fn signing_in_never_leads_to_another_site(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        for next in ["//evil.example", "/\\evil.example", "https://evil.example"] {
            let fields = [("email", OWNER), ("password", PASSWORD), ("next", next)];
            assert_eq!(desk.person().post("/login", &fields).await.header("location"), "/leads", "{next}");
        }
    }

    async fn a_form_from_elsewhere_or_without_its_token_changes_nothing(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let bot = desk.bot(&home, "loam").await;
        let (lead, _) = desk.lead(&bot, "Ann", "refund_request").await;
        let mut person = desk.signed_in(OWNER).await;
        person.origin = Some("https://evil.example");
        assert_eq!(person.move_lead(&lead, "new", "contacted").await.status, 403);
        assert_eq!(person.sign_in(OWNER, PASSWORD).await.status, 403);
        person.origin = None;
        person.csrf = "another".into();
        assert_eq!(person.move_lead(&lead, "new", "contacted").await.status, 403);
        assert_eq!(person.post("/logout", &[("csrf", "another")]).await.status, 403);
        assert_eq!(desk.status(&lead).await, "new");
    }

    async fn what_belongs_to_others_is_not_there(desk) {
        let (home, other) = (desk.organisation("Loam").await, desk.organisation("Pell").await);
        desk.member(&home, OWNER, Role::Owner).await;
        desk.bot(&home, "loam").await;
        let theirs = desk.bot(&other, "pell").await;
        let (lead, talk) = desk.lead(&theirs, "Samir", "agent_request").await;
        let mut person = desk.signed_in(OWNER).await;
        for path in [format!("/leads/{lead}"), format!("/inbox/{}", talk.id), "/leads?bot=pell".into(), "/leads/lead_1".into()] {
            let page = person.get(&path).await;
            assert_eq!(page.status, 404, "{path}");
            assert!(page.header("content-type").starts_with("text/html") && !page.body.contains("Samir"), "{path}");
        }
        assert_eq!(person.move_lead(&lead, "new", "contacted").await.status, 404);
        assert_eq!(desk.status(&lead).await, "new");
    }

    async fn a_viewer_looks_and_changes_nothing(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, "viewer@loam.example", Role::Viewer).await;
        let bot = desk.bot(&home, "loam").await;
        let (lead, _) = desk.lead(&bot, "Ann", "refund_request").await;
        let mut person = desk.signed_in("viewer@loam.example").await;
        let page = person.get(&format!("/leads/{lead}")).await;
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("/status\"") && !page.body.contains("Save note"));
        assert_eq!(person.move_lead(&lead, "new", "contacted").await.status, 403);
        let csrf = person.csrf.clone();
        let note = person.post(&format!("/leads/{lead}/notes"), &[("csrf", &csrf), ("text", "hello")]).await;
        assert_eq!(note.status, 403);
        // Looking as a viewer does not take the "New" away.
        assert!(person.get("/leads").await.body.contains("row is-new"));
    }

    async fn twenty_five_a_page_and_every_lead_once(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let bot = desk.bot(&home, "loam").await;
        for n in 0..27 {
            desk.lead(&bot, &format!("Visitor {n:02}"), "refund_request").await;
        }
        let mut person = desk.signed_in(OWNER).await;
        let newest = person.get("/leads").await;
        assert!(newest.body.contains("1–25 of 27") && newest.link("Previous page").is_none());
        let older = person.get(&newest.link("Next page").unwrap()).await;
        assert!(older.body.contains("26–27 of 27") && older.link("Next page").is_none());
        let on = |page: &desk::Page| (0..27).filter(|n| page.body.contains(&format!("<bdi>Visitor {n:02}</bdi>"))).collect::<Vec<_>>();
        assert_eq!((on(&older), on(&newest).len()), (vec![0, 1], 25));
        assert!(person.get(&older.link("Previous page").unwrap()).await.body.contains("1–25 of 27"));
        for forged in ["/leads?older=1.lead_x", "/leads?newer=%27%3B--", "/leads?older=0.lead_00000000000000000000000000"] {
            assert!(person.get(forged).await.body.contains("1–25 of 27"), "{forged}");
        }
    }

    async fn a_search_and_filters_find_what_they_name(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let bot = desk.bot(&home, "loam").await;
        desk.lead(&bot, "Zoë Adeyemi", "refund_request").await;
        let (lead, _) = desk.lead(&bot, "Ann Bell", "agent_request").await;
        let mut person = desk.signed_in(OWNER).await;
        person.move_lead(&lead, "new", "contacted").await;
        person.get("/leads").await;
        for (query, found) in [
            ("q=zoe", "Zoë Adeyemi"),
            ("q=LL-0", "Zoë Adeyemi"),
            ("q=visitor1%40mail", "Ann Bell"),
            ("tag=agent_request", "Ann Bell"),
            ("status=contacted", "Ann Bell"),
        ] {
            let page = person.get(&format!("/leads?{query}")).await;
            let other = if found == "Ann Bell" { "Zoë Adeyemi" } else { "Ann Bell" };
            assert!(page.body.contains(found) && !page.body.contains(other), "{query}");
        }
        let none = person.get("/leads?q=%25_%00&status=lost").await;
        assert!(none.body.contains("2 filters are on: “%_”, Lost. 2 leads in total."), "{}", none.body);
    }

    async fn a_move_is_told_with_a_way_back_and_a_late_one_is_refused(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let bot = desk.bot(&home, "loam").await;
        let (lead, _) = desk.lead(&bot, "Ann Bell", "refund_request").await;
        let mut person = desk.signed_in(OWNER).await;
        let moved = person.move_lead(&lead, "new", "contacted").await;
        assert_eq!((moved.status, moved.header("location")), (303, "/leads?status=new"));
        let told = person.get("/leads").await;
        assert!(told.body.contains("Ann Bell moved to Contacted") && told.body.contains("Undo"));
        assert!(!person.get("/leads").await.body.contains("moved to Contacted"), "it is told once");
        let late = person.move_lead(&lead, "new", "qualified").await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("Priya Raman has moved this lead to Contacted meanwhile."), "{}", late.body);
        let unsaid = person.move_lead(&lead, "contacted", "lost").await;
        assert_eq!(unsaid.status, 422);
        assert!(unsaid.body.contains("Say why it was lost"));
        assert_eq!(person.move_lead(&lead, "contacted", "nonsense").await.status, 422);
        assert_eq!(desk.status(&lead).await, "contacted");
    }

    async fn a_lead_shows_what_is_known_and_a_visitors_markup_is_text(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let bot = desk.bot(&home, "loam").await;
        let (lead, talk) = desk.lead(&bot, "<b>Ann</b>", "refund_request").await;
        let mut person = desk.signed_in(OWNER).await;
        let page = person.get(&format!("/leads/{lead}")).await;
        assert_eq!(page.status, 200);
        for known in ["visitor0@mail.example", "LL-0", "Refund request", "captured from the widget", "Queued for owner@loam.example"] {
            assert!(page.body.contains(known), "{known} is missing");
        }
        assert!(!page.body.contains("<b>Ann") && !page.body.contains("<img src=x") && !page.body.contains("href=\"javascript"));
        assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!((page.header("cache-control"), page.header("x-frame-options")), ("no-store", "DENY"));
        assert!(!person.get("/leads").await.body.contains("row is-new"), "somebody has opened it");
        let csrf = person.csrf.clone();
        let notes = format!("/leads/{lead}/notes");
        let saved = person.post(&notes, &[("csrf", &csrf), ("text", "Called back\0"), ("next", "/leads")]).await;
        assert_eq!(saved.status, 303);
        assert!(person.get(&format!("/leads/{lead}")).await.body.contains("Called back"));
        let empty = person.post(&notes, &[("csrf", &csrf), ("text", " ")]).await;
        assert!(empty.status == 422 && empty.body.contains("Not saved. Write the note first."), "{}", empty.body);
        let talk = person.get(&format!("/inbox/{}", talk.id)).await;
        assert!(talk.status == 200 && talk.body.contains("I want my money back &#60;img"));
    }

    async fn the_setup_link_works_once_and_shows_the_snippet(desk) {
        let mut tx = desk.app.tx().await.unwrap();
        // Two nodes have started, and each has printed a link.
        let other = founding::invite(&mut tx).await.unwrap().unwrap();
        let token = founding::invite(&mut tx).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let mut person = desk.person();
        assert_eq!(person.get("/setup?token=another").await.status, 404);
        assert_eq!(person.get(&format!("/setup?token={other}")).await.status, 200);
        let page = person.get(&format!("/setup?token={token}")).await;
        assert!(page.status == 200 && page.body.contains("Email is not set up") && page.body.contains("SMS is not set up"));
        let fields = |password| [("token", token.as_str()), ("organisation", "Loam"), ("name", "Ann"), ("email", OWNER), ("password", password)];
        let short = person.post("/setup", &fields("short")).await;
        assert!(short.status == 422 && short.body.contains("Use at least 8 characters") && !short.body.contains("\"short\""));
        assert_eq!(person.post("/setup", &fields(PASSWORD)).await.header("location"), "/leads");
        let first = person.get("/leads").await;
        assert!(first.body.contains("Your first lead will appear here") && first.body.contains("widget.js"));
        let again = person.post("/setup", &fields(PASSWORD)).await;
        assert!(again.status == 404 && again.body.contains("This link has been used"));
        for used in [&token, &other] {
            assert_eq!(person.get(&format!("/setup?token={used}")).await.status, 404);
        }
        let mut tx = desk.app.tx().await.unwrap();
        assert!(founding::invite(&mut tx).await.unwrap().is_none(), "there is an owner");
    }

    async fn an_address_nobody_knows_says_so(desk) {
        let mut person = desk.person();
        let page = person.get("/nowhere").await;
        assert!(page.status == 404 && page.body.contains("This page is not here"));
        for demo in ["/agency", "/demo/mail"] {
            assert_eq!(person.get(demo).await.status, 404, "{demo} is the demo's alone");
        }
        assert_eq!(person.get("/").await.header("location"), "/leads");
    }
}
