//! The Leads page: what an address asks for, the pager, the counters, live, and what a plan keeps back.

use frontdesk::organisation::Plan;
use frontdesk::organisation::role::Role;

use super::OWNER;
use super::desk::Page;

/// Which of these names a page shows, in its order.
fn shown<'a>(page: &Page, names: &[&'a str]) -> Vec<&'a str> {
    let at = |name: &&str| page.body.find(&format!("<bdi>{name}</bdi>"));
    let mut found: Vec<(usize, &str)> = names.iter().filter_map(|name| at(name).map(|at| (at, *name))).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, name)| name).collect()
}

stories! {
    async fn every_filter_stands_in_the_address_and_they_add_up(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let bot = desk.bot(&home, "loam").await;
        let (ann, _) = desk.lead(&bot, "Ann Bell", "agent_request").await;
        let (zoe, _) = desk.lead(&bot, "Zoe Hart", "refund_request").await;
        desk.lead(&bot, "Uma Reed", "refund_request").await;
        desk.score(&ann, 85).await;
        desk.score(&zoe, 40).await;
        let names = ["Ann Bell", "Zoe Hart", "Uma Reed"];
        let mut person = desk.signed_in(OWNER).await;
        let csrf = person.csrf.clone();
        person.get(&format!("/leads/{ann}")).await;
        let given = [("csrf", csrf.as_str()), ("id", zoe.as_str()), ("give", "none"), ("next", "/leads")];
        assert_eq!(person.post("/leads/bulk", &given).await.status, 303);
        for (query, expected) in [
            ("", vec!["Uma Reed", "Zoe Hart", "Ann Bell"]),
            ("temperature=hot", vec!["Ann Bell"]),
            ("temperature=warm&tag=refund_request", vec!["Zoe Hart"]),
            ("temperature=warm&tag=agent_request", vec![]),
            ("min=80&max=100", vec!["Ann Bell"]),
            ("min=0", vec!["Zoe Hart", "Ann Bell"]),
            ("max=50&min=10", vec!["Zoe Hart"]),
            ("source=web", vec!["Uma Reed", "Zoe Hart", "Ann Bell"]),
            ("source=sms", vec![]),
            ("captured=today", vec!["Uma Reed", "Zoe Hart", "Ann Bell"]),
            ("to=2020-01-01", vec![]),
            ("from=2020-01-01&status=new", vec!["Uma Reed", "Zoe Hart", "Ann Bell"]),
            ("owner=none", vec!["Uma Reed", "Zoe Hart", "Ann Bell"]),
            ("owner=me", vec![]),
            ("new=1", vec!["Uma Reed", "Zoe Hart"]),
            ("sort=oldest", vec!["Ann Bell", "Zoe Hart", "Uma Reed"]),
            ("sort=hottest", vec!["Ann Bell", "Zoe Hart", "Uma Reed"]),
            ("sort=coldest&min=0", vec!["Zoe Hart", "Ann Bell"]),
            // What means nothing is passed over.
            ("temperature=boiling&source=fax&captured=ever&from=x&min=-1&max=900&owner=you&sort=name&show=map&wings=2",
             vec!["Uma Reed", "Zoe Hart", "Ann Bell"]),
            ("older=1.lead_x&newer=%27%3B--&skip=999999&page=-3&end=2", vec!["Uma Reed", "Zoe Hart", "Ann Bell"]),
            ("q=%FF%00&tag=a&tag=agent_request&q=ann", vec!["Ann Bell"]),
        ] {
            let page = person.get(&format!("/leads?{query}")).await;
            assert_eq!(page.status, 200, "{query}");
            assert_eq!(shown(&page, &names), expected, "{query}");
        }
        let sorted = person.get("/leads?sort=hottest").await;
        assert!(sorted.body.contains("aria-sort=\"descending\"") && sorted.body.contains("Leads, hottest first"));
        assert!(person.get("/leads?sort=coldest").await.body.contains("aria-sort=\"ascending\""));
        let none = person.get("/leads?temperature=cold&captured=7&status=lost").await;
        assert!(none.body.contains("3 filters are on: Cold, Lost, last 7 days. 3 leads in total."), "{}", none.body);
    }

    async fn the_counters_say_how_many_and_lead_to_them(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let bot = desk.bot(&home, "loam").await;
        for (name, score) in [("Ann Bell", 90), ("Zoe Hart", 65), ("Uma Reed", 10)] {
            let (lead, _) = desk.lead(&bot, name, "refund_request").await;
            desk.score(&lead, score).await;
        }
        let mut person = desk.signed_in(OWNER).await;
        let page = person.get("/leads?tag=refund_request").await;
        let cell = |key: &str| {
            let rest = page.body.split(&format!("data-counter=\"{key}\"")).nth(1).unwrap();
            rest.split("<b>").nth(1).unwrap().split("</b>").next().unwrap().to_owned()
        };
        assert_eq!([cell("total"), cell("status-new"), cell("status-lost")], ["3", "3", "0"]);
        assert_eq!([cell("score-80"), cell("score-60"), cell("average")], ["1", "1", "55"]);
        let high = page.link("High quality").unwrap();
        assert_eq!(high, "/leads?tag=refund_request&min=80&max=100");
        let page = person.get(&high).await;
        assert_eq!(shown(&page, &["Ann Bell", "Zoe Hart", "Uma Reed"]), ["Ann Bell"]);
        assert!(page.body.contains("data-counter=\"score-80\" aria-current=\"true\""));
    }

    async fn numbered_pages_lead_near_first_and_last(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let bot = desk.bot(&home, "loam").await;
        for n in 0..103 {
            desk.lead(&bot, &format!("Visitor {n:03}"), "refund_request").await;
        }
        let mut person = desk.signed_in(OWNER).await;
        let number = |page: &Page, n: &str| page.link(&format!("</span>{n}"));
        let first = person.get("/leads").await;
        assert!(first.body.contains("1–25 of 103") && number(&first, "1").is_none());
        let third = person.get(&number(&first, "3").unwrap()).await;
        assert!(third.body.contains("51–75 of 103") && third.body.contains("<bdi>Visitor 052</bdi>"), "two pages on at once");
        let last = person.get(&number(&first, "5").unwrap()).await;
        assert!(last.body.contains("101–103 of 103") && last.link("Next page").is_none());
        assert_eq!((0..103).filter(|n| last.body.contains(&format!("<bdi>Visitor {n:03}</bdi>"))).collect::<Vec<_>>(), [0, 1, 2]);
        let fourth = person.get(&last.link("Previous page").unwrap()).await;
        assert!(fourth.body.contains("76–100 of 103") && fourth.body.contains("<bdi>Visitor 003</bdi>"));
        let second = person.get(&number(&fourth, "2").unwrap()).await;
        assert!(second.body.contains("26–50 of 103") && second.body.contains("<bdi>Visitor 077</bdi>"));
        assert!(person.get(&number(&second, "1").unwrap()).await.body.contains("1–25 of 103"));
        // The list has moved meanwhile: what was the second page's last lead is told by its place.
        desk.lead(&bot, "Newcomer", "refund_request").await;
        let third = person.get(&number(&second, "3").unwrap()).await;
        assert!(third.body.contains("51–75 of 104") && third.body.contains("<bdi>Visitor 052</bdi>"));
    }

    async fn a_small_plan_shows_five_and_the_others_are_in_no_answer(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let bot = desk.bot(&home, "loam").await;
        let mut ids = Vec::new();
        for name in ["Hidden Harriet", "Hidden Hugo", "Seen 1", "Seen 2", "Seen 3", "Seen 4", "Seen 5"] {
            ids.push(desk.lead(&bot, name, "refund_request").await.0);
        }
        desk.score(&ids[0], 99).await;
        desk.plan(&home, Plan::Free).await;
        let mut person = desk.signed_in(OWNER).await;
        let page = person.get("/leads").await;
        assert_eq!(shown(&page, &["Seen 1", "Seen 2", "Seen 3", "Seen 4", "Seen 5"]).len(), 5);
        assert!(page.body.contains("2 more leads are saved here") && page.body.contains("Upgrade plan"));
        assert!(page.body.contains("Showing 5 of 7") && !page.body.contains("/leads/export"));
        for path in [
            "/leads", "/leads?q=hidden", "/leads?q=visitor0%40mail.example", "/leads?q=LL-0", "/leads?sort=oldest",
            "/leads?sort=hottest", "/leads?temperature=hot", "/leads?min=90", "/leads?end=1", "/leads?show=board",
            "/leads?show=board&sort=hottest&column=new", "/leads?captured=today&sort=resting", "/leads?to=2099-01-01&sort=oldest",
        ] {
            let page = person.get(path).await;
            assert_eq!(page.status, 200, "{path}");
            let found = ["Hidden", "Harriet", "Hugo", "visitor0@mail", "visitor1@mail", "LL-1\"", ids[0].as_str(), ids[1].as_str()]
                .iter().filter(|secret| page.body.replace("value=\"visitor0@mail.example\"", "").replace("“visitor0@mail.example”", "").contains(**secret)).count();
            assert_eq!(found, 0, "{path}: {}", page.body);
        }
        // What a search finds beyond the plan is not even counted.
        assert!(person.get("/leads?q=hidden").await.body.contains("No leads match these filters"));
        assert_eq!(person.get(&format!("/leads/{}", ids[0])).await.status, 404);
        let csrf = person.csrf.clone();
        let hidden = [("csrf", csrf.as_str()), ("id", ids[0].as_str()), ("move", "contacted"), ("all", "1"), ("next", "/leads")];
        assert_eq!(person.post("/leads/bulk", &hidden).await.status, 303);
        assert_eq!(desk.status(&ids[0]).await, "new");
        assert!(person.get("/leads").await.body.contains("0 leads moved to Contacted. 1 not there any more"));
        desk.plan(&home, Plan::Advanced).await;
        assert!(person.get("/leads").await.body.contains("Hidden Harriet"));
    }

    async fn an_open_page_is_told_that_leads_changed_and_nothing_about_them(desk) {
        let home = desk.organisation("Loam").await;
        desk.member(&home, OWNER, Role::Owner).await;
        let bot = desk.bot(&home, "loam").await;
        let other = desk.organisation("Pell").await;
        desk.bot(&other, "pell").await;
        let mut person = desk.signed_in(OWNER).await;
        assert_eq!(person.listen("/leads/live?bot=pell").await.status(), 404);
        assert_eq!(desk.person().get("/leads/live").await.header("location"), "/login?next=%2Fleads%2Flive");
        let mut line = person.listen("/leads/live").await;
        assert_eq!(line.headers()["content-type"], "text/event-stream");
        let mut heard = String::new();
        let mut hear = async |words: &str| {
            while !heard.contains(words) {
                let piece = line.chunk().await.unwrap();
                let Some(piece) = piece else { return Err(heard.clone()) };
                heard.push_str(std::str::from_utf8(&piece).unwrap());
            }
            Ok(heard.clone())
        };
        assert!(hear("\"total\":0").await.is_ok());
        let (lead, _) = desk.lead(&bot, "Secret Sally", "refund_request").await;
        let said = hear("{\"total\":1,\"new\":1}").await.unwrap();
        assert!(!said.contains("Sally") && !said.contains(lead.as_str()) && !said.contains("visitor0"), "{said}");
        person.get(&format!("/leads/{lead}")).await;
        assert!(hear("{\"total\":1,\"new\":0}").await.is_ok());
        let csrf = person.csrf.clone();
        person.post("/logout", &[("csrf", &csrf)]).await;
        assert!(hear("never said").await.is_err(), "the line ends with the session");
    }
}
