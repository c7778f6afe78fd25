//! Modules and bots as their people meet them, on pages and sockets, and at the terminal.

use frontdesk::bot::Bot;
use frontdesk::id::MemberId;
use frontdesk::organisation::member::{self, Allowed};
use frontdesk::organisation::role::{Module, Role};
use frontdesk::organisation::session;
use frontdesk::organisation::trail::{self, What};
use frontdesk::organisation::{self, Plan};
use serde_json::json;

use crate::support::agent::Agent;
use crate::support::house::{House, http};
use crate::support::{binary, stories};

/// Who this agent is.
async fn id(house: &House, agent: &Agent) -> MemberId {
    let token = agent.cookie.split_once('=').unwrap().1;
    let mut conn = house.app.db.read().await.unwrap();
    session::find(&mut conn, token, house.app.clock.now()).await.unwrap().unwrap().member.id
}

async fn allow(house: &House, agent: &Agent, role: Role, modules: Option<&[Module]>, bots: Option<&[&Bot]>) {
    let id = id(house, agent).await;
    let mut tx = house.app.tx().await.unwrap();
    let home = organisation::first(&mut tx).await.unwrap().unwrap();
    let bots = bots.map(|bots| bots.iter().map(|bot| bot.id.clone()).collect());
    let allowed = Allowed { role, modules: modules.map(<[Module]>::to_vec), bots };
    member::allow(&mut tx, &home, &id, &allowed, None).await.unwrap();
    tx.commit().await.unwrap();
}

async fn page(house: &House, agent: &Agent, path: &str) -> (u16, String) {
    let answer =
        http().get(house.url(path)).header("cookie", &agent.cookie).header("accept", "text/html").send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

stories! {
    async fn a_bot_that_a_member_may_not_see_is_not_there_for_them(house) {
        let (own, other) = (house.bot(|_| {}).await, house.bot(|_| {}).await);
        let mut mirela = house.agent(Role::Agent).await;
        allow(house, &mirela, Role::Agent, None, Some(&[&own])).await;
        assert_eq!(mirela.hear_end().await, Some(1008), "what she had is taken at once");
        mirela.connect(&mirela.url()).await.unwrap();
        let (mut ada, mut bo) = (house.visitor(&own).await, house.visitor(&other).await);
        for visitor in [&mut ada, &mut bo] {
            visitor.say("When are you open?").await;
            visitor.words().await;
        }
        house.rest().await;
        let (hers, not_hers) = (ada.conversation.clone().unwrap(), bo.conversation.clone().unwrap());
        assert_eq!(mirela.watch(&own.key, &hers).await["type"], "opened");
        for answer in [
            mirela.watch(&other.key, &not_hers).await, mirela.watch(&own.key, &not_hers).await,
            mirela.inbox(&other.key).await, mirela.say(&not_hers, "Hello").await,
        ] {
            assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!("not_found")), "{answer}");
        }
        for path in [format!("/leads?bot={}", other.key), format!("/inbox?bot={}", other.key), format!("/inbox/{not_hers}")] {
            assert_eq!(page(house, &mirela, &path).await.0, 404, "{path}");
        }
        let (status, leads) = page(house, &mirela, "/leads").await;
        assert!(status == 200 && !leads.contains(&other.key), "no list names it");
        assert_eq!(house.transcript(&not_hers).await.len(), 2);
    }

    async fn a_module_that_is_taken_away_is_gone_from_pages_and_open_sockets_at_once(house) {
        let bot = house.bot(|_| {}).await;
        let (mut mirela, mut stays) = (house.agent(Role::Agent).await, house.agent(Role::Agent).await);
        mirela.inbox(&bot.key).await;
        let begun = std::time::Instant::now();
        allow(house, &mirela, Role::Agent, Some(&[Module::Leads]), None).await;
        assert_eq!(mirela.hear_end().await, Some(1008));
        assert!(begun.elapsed().as_secs() < 5, "within a second, on a machine that has time");
        assert_eq!(mirela.connect(&mirela.url()).await, Err(403));
        assert_eq!(page(house, &mirela, "/inbox").await.0, 403);
        let (status, leads) = page(house, &mirela, "/leads").await;
        assert!(status == 200 && !leads.contains("href=\"/inbox\""), "no link leads where they may not go");
        allow(house, &mirela, Role::Agent, Some(&[Module::Inbox]), None).await;
        mirela.connect(&mirela.url()).await.unwrap();
        assert_eq!(page(house, &mirela, "/leads").await.0, 403);
        let answer = http().get(house.url("/")).header("cookie", &mirela.cookie).send().await.unwrap();
        assert_eq!(answer.headers()["location"], "/inbox", "the first page that is theirs");
        assert_eq!(stays.inbox(&bot.key).await["type"], "inbox");
    }

    async fn another_plan_is_in_force_at_once_on_open_sockets(house) {
        let bot = house.bot(|_| {}).await;
        let mut mirela = house.agent(Role::Agent).await;
        mirela.inbox(&bot.key).await;
        let mut tx = house.app.tx().await.unwrap();
        organisation::set_plan(&mut tx, &bot.organisation_id, Plan::Free).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(mirela.hear_end().await, Some(1008));
    }

    async fn somebody_who_may_do_everything_is_always_left(house) {
        let bot = house.bot(|_| {}).await;
        let (mirela, second) = (house.agent(Role::Owner).await, house.agent(Role::Owner).await);
        let mut tx = house.app.tx().await.unwrap();
        let home = organisation::first(&mut tx).await.unwrap().unwrap();
        let everybody = member::list(&mut tx, &home.id).await.unwrap();
        let first = everybody.iter().find(|(member, _)| member.name == "Mirela Oakes").unwrap().0.id.clone();
        let viewer = Allowed { role: Role::Viewer, modules: None, bots: None };
        let held = Allowed { role: Role::Owner, modules: None, bots: Some(vec![bot.id.clone()]) };
        let less = Allowed { role: Role::Owner, modules: Some(vec![Module::Leads]), bots: None };
        member::allow(&mut tx, &home, &first, &viewer, None).await.unwrap();
        member::allow(&mut tx, &home, &id(house, &mirela).await, &held, Some(&first)).await.unwrap();
        let last = id(house, &second).await;
        for allowed in [&viewer, &held, &less] {
            let refused = member::allow(&mut tx, &home, &last, allowed, None).await;
            assert!(matches!(refused, Err(frontdesk::error::Error::Conflict("last_owner"))), "{allowed:?}");
        }
        let lines = trail::list(&mut tx, &home.id, &trail::Look { what: Some(What::MemberChanged), ..trail::Look::default() }, 10).await.unwrap();
        assert_eq!(lines.len(), 2, "what was done is in the trail, what was refused is not");
        assert_eq!(lines[0].detail.0["bots"], json!([bot.id.to_string()]));
    }

    async fn letters_can_be_told_to_do_nothing(house) {
        house.bot(|_| {}).await;
        let mirela = house.agent(Role::Viewer).await;
        let (_, before) = page(house, &mirela, "/leads").await;
        assert!(!before.contains("data-keys"));
        let csrf = before.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        for (keys, there) in [("off", true), ("nonsense", true), ("on", false)] {
            let body = format!("csrf={csrf}&keys={keys}");
            let post = http().post(house.url("/preferences")).header("cookie", &mirela.cookie);
            let answer = post.header("content-type", "application/x-www-form-urlencoded").body(body).send().await.unwrap();
            assert_eq!(answer.status().as_u16(), 303);
            let (_, after) = page(house, &mirela, "/leads").await;
            assert_eq!(after.contains("data-keys=\"off\""), there, "{keys}");
            assert!(after.contains("data-theme=\"auto\""), "the theme is left alone");
        }
    }
}

#[test]
fn an_owner_says_at_the_terminal_who_may_do_what() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let run = |arguments: &[&str]| {
        let output = binary::run(&data, &[("FRONTDESK_PASSWORD".into(), "long enough".into())], arguments);
        let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.success(), told)
    };
    assert!(run(&["member", "add", "--email", "o@shop.example", "--name", "Olive"]).0);
    assert!(run(&["member", "add", "--email", "a@shop.example", "--name", "Ari", "--role", "agent"]).0);
    let (_, made) = run(&["bot", "add", "--name", "Loam"]);
    let key = made.split("data-bot=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let (done, told) =
        run(&["member", "set", "A@shop.example", "--role", "viewer", "--modules", "leads,inbox", "--bots", key]);
    assert!(done && told.contains(&format!("a@shop.example\tAri\tviewer\tmodules leads,inbox\tbots {key}")), "{told}");
    let (done, told) = run(&["member", "set", "a@shop.example", "--modules", "all"]);
    assert!(done && told.contains(&format!("viewer\tmodules all\tbots {key}")), "what is left out stays: {told}");
    let (_, told) = run(&["member", "list"]);
    assert!(told.contains("o@shop.example\tOlive\towner\tmodules all\tbots all"), "{told}");
    for (arguments, why) in [
        (vec!["member", "set", "o@shop.example", "--role", "admin"], "only owner"),
        (vec!["member", "set", "x@shop.example", "--role", "admin"], "frontdesk member list"),
        (vec!["member", "set", "a@shop.example", "--bots", "nobody"], "frontdesk bot list"),
        (vec!["member", "set", "a@shop.example", "--modules", "cellar"], "leads, inbox, settings, team"),
        (vec!["organisation", "plan", "gold"], "free, starter, advanced or boost"),
    ] {
        let (done, told) = run(&arguments);
        assert!(!done && told.contains(why), "{arguments:?}: {told}");
    }
    let (done, told) = run(&["organisation", "plan", "free"]);
    assert!(done && told.contains("on the plan free"), "{told}");
}
