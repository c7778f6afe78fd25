//! The team: asked to join by a link that works once, changed and removed by who may, and each with a page of their own.

use std::time::Duration;

use frontdesk::app::App;
use frontdesk::bot;
use frontdesk::conversation::Status;
use frontdesk::conversation::handoff::{self, By, Move};
use frontdesk::error::Error;
use frontdesk::id::OrganisationId;
use frontdesk::organisation::access::Access;
use frontdesk::organisation::invitation::{self, Joiner};
use frontdesk::organisation::member::{self, Actor, Allowed, Member};
use frontdesk::organisation::role::Role;
use frontdesk::organisation::trail::{self, What};
use frontdesk::organisation::{self, signing};

use crate::dashboard::desk::{Desk, PASSWORD, Page, Person};
use crate::support::{postgres, stories, until};

const OWNER: &str = "owner@loam.example";
const UNA: &str = "una@loam.example";

/// Each story on both engines, at a desk with two bots and an owner.
macro_rules! told {
    ($(async fn $name:ident($desk:ident, $home:ident) $told:block)+) => {$(
        mod $name {
            use super::*;

            async fn story($desk: &Desk, $home: &OrganisationId) $told

            async fn run(database: Option<String>) {
                let desk = Desk::start(database).await;
                let home = desk.organisation("Loam").await;
                desk.member(&home, OWNER, Role::Owner).await;
                desk.bot(&home, "loam").await;
                desk.bot(&home, "pell").await;
                story(&desk, &home).await;
                desk.stop().await;
            }

            #[tokio::test]
            async fn on_sqlite() {
                run(None).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                run(Some(postgres::database().await)).await;
            }
        }
    )+};
}

async fn act(person: &mut Person<'_>, fields: &[(&str, &str)]) -> Page {
    let csrf = person.csrf.clone();
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend(fields);
    person.post("/team", &all).await
}

/// Everything an agent has, at both bots.
const AGENT: [(&str, &str); 7] = [
    ("role", "agent"),
    ("module", "leads"),
    ("module", "inbox"),
    ("module", "settings"),
    ("module", "team"),
    ("of", "loam"),
    ("of", "pell"),
];

async fn ask(person: &mut Person<'_>, email: &str, allowed: &[(&str, &str)]) -> Page {
    let mut fields = vec![("do", "invite"), ("email", email)];
    fields.extend(allowed);
    act(person, &fields).await
}

async fn members(app: &App, home: &OrganisationId) -> Vec<(Member, Access)> {
    member::list(&mut app.db.read().await.unwrap(), home).await.unwrap()
}

async fn found(app: &App, home: &OrganisationId, email: &str) -> (Member, Access) {
    members(app, home).await.into_iter().find(|(one, _)| one.email == email).unwrap()
}

/// The path of the link to somebody who is asked.
async fn link(app: &App, home: &OrganisationId) -> String {
    let mut conn = app.db.read().await.unwrap();
    let asked = invitation::list(&mut conn, home).await.unwrap().remove(0);
    asked.path(&signing::key(&mut conn).await.unwrap().unwrap()).unwrap()
}

async fn join(desk: &Desk, link: &str, name: &str, password: &str) -> u16 {
    let (path, key) = link.split_once("?key=").unwrap();
    desk.person().post(path, &[("key", key), ("name", name), ("password", password)]).await.status
}

async fn trail_of(desk: &Desk, home: &OrganisationId, what: What) -> usize {
    let look = trail::Look { what: Some(what), ..trail::Look::default() };
    trail::list(&mut desk.app.db.read().await.unwrap(), home, &look, 50).await.unwrap().len()
}

told! {
    async fn somebody_is_asked_joins_by_the_link_once_and_is_what_they_were_asked_to_be(desk, home) {
        let mut owner = desk.signed_in(OWNER).await;
        let wrong = ask(&mut owner, "una", &AGENT).await;
        assert!(wrong.status == 422 && wrong.body.contains("Enter a full email address") && wrong.body.contains("value=\"una\""));
        assert_eq!(ask(&mut owner, OWNER, &AGENT).await.status, 422, "they sign in already");
        let held = [("role", "agent"), ("module", "inbox"), ("of", "loam")];
        assert_eq!(ask(&mut owner, " Una@Loam.example ", &held).await.status, 303);
        let link = link(&desk.app, home).await;
        let page = owner.get("/team").await;
        assert!(page.body.contains(UNA) && page.body.contains(&link.replace('&', "&#38;")), "the link is shown: {}", page.body);
        assert!(page.body.contains("No email leaves this server yet"));
        // Whoever has the link, and nobody else, sees the page; a form with faults keeps what was typed.
        let shown = desk.person().get(&link).await;
        assert!(shown.status == 200 && shown.body.contains("Join") && shown.body.contains(UNA));
        let (path, _) = link.split_once('?').unwrap();
        for forged in [path.to_owned(), format!("{path}?key="), format!("{path}?key={}", "A".repeat(43))] {
            assert_eq!(desk.person().get(&forged).await.status, 404, "{forged}");
        }
        assert_eq!(join(desk, &link, "Una", "short").await, 422);
        assert_eq!(join(desk, &link, " ", "long enough").await, 422);
        assert_eq!(join(desk, &link, "Una Pell", "long enough").await, 303);
        assert_eq!(join(desk, &link, "Una Pell", "long enough").await, 404, "once");
        assert_eq!(desk.person().get(&link).await.status, 404);
        let (una, access) = found(&desk.app, home, UNA).await;
        assert_eq!((una.name.as_str(), access.role, access.bots.map(|bots| bots.len())), ("Una Pell", Role::Agent, Some(1)));
        assert_eq!(access.modules.map(|modules| modules.len()), Some(1));
        assert_eq!(desk.person().sign_in(UNA, "long enough").await.status, 303);
        assert!(invitation::list(&mut desk.app.db.read().await.unwrap(), home).await.unwrap().is_empty());
        let counts = [What::MemberInvited, What::MemberJoined];
        for what in counts {
            assert_eq!(trail_of(desk, home, what).await, 1, "{what}");
        }
    }

    async fn an_invitation_asked_again_has_a_new_link_and_one_taken_back_has_none(desk, home) {
        let mut owner = desk.signed_in(OWNER).await;
        ask(&mut owner, UNA, &AGENT).await;
        let first = link(&desk.app, home).await;
        let id = first.trim_start_matches("/join/").split('?').next().unwrap().to_owned();
        assert_eq!(act(&mut owner, &[("do", "renew"), ("invitation", &id)]).await.status, 303);
        let second = link(&desk.app, home).await;
        assert_ne!(first, second);
        assert_eq!(desk.person().get(&first).await.status, 404, "the old link has ended");
        assert_eq!(desk.person().get(&second).await.status, 200);
        // Asking for the same e-mail again changes what they will be.
        ask(&mut owner, UNA, &[("role", "viewer"), ("module", "leads"), ("of", "loam"), ("of", "pell")]).await;
        let open = invitation::list(&mut desk.app.db.read().await.unwrap(), home).await.unwrap();
        assert_eq!((open.len(), open[0].role), (1, Role::Viewer));
        assert_eq!(act(&mut owner, &[("do", "revoke"), ("invitation", &id)]).await.status, 303);
        assert_eq!(desk.person().get(&second).await.status, 404);
        assert_eq!(act(&mut owner, &[("do", "renew"), ("invitation", &id)]).await.status, 404);
    }

    async fn owners_are_changed_by_owners_and_the_last_one_stays(desk, home) {
        for (email, role) in [("admin@loam.example", Role::Admin), ("agent@loam.example", Role::Agent)] {
            desk.member(home, email, role).await;
        }
        let (boss, _) = found(&desk.app, home, OWNER).await;
        let (agent, _) = found(&desk.app, home, "agent@loam.example").await;
        let mut admin = desk.signed_in("admin@loam.example").await;
        assert_eq!(ask(&mut admin, UNA, &[("role", "owner"), ("module", "leads"), ("of", "loam")]).await.status, 403);
        for what in ["change", "remove"] {
            let fields = [("do", what), ("member", boss.id.as_str()), ("role", "viewer"), ("of", "loam")];
            assert_eq!(act(&mut admin, &fields).await.status, 403, "{what}");
        }
        let mut owner = desk.signed_in(OWNER).await;
        let alone = act(&mut owner, &[("do", "change"), ("member", boss.id.as_str()), ("role", "admin"), ("module", "team")]).await;
        assert!(alone.status == 409 && alone.body.contains("the only owner"), "{}", alone.status);
        assert_eq!(act(&mut owner, &[("do", "remove"), ("member", boss.id.as_str())]).await.status, 409, "nobody removes themselves");
        // No bot at all would be kept as all of them.
        let none = act(&mut owner, &[("do", "change"), ("member", agent.id.as_str()), ("role", "agent"), ("module", "inbox")]).await;
        assert!(none.status == 422 && none.body.contains("Choose one bot at least"), "{}", none.status);
        // Whoever is removed is out at once, and comes back as the same member. What they had waits for somebody else.
        let bot = bot::by_key(&mut desk.app.db.read().await.unwrap(), "loam").await.unwrap().unwrap();
        let (_, talk) = desk.lead(&bot, "Ann", "refund_request").await;
        let mut tx = desk.app.tx().await.unwrap();
        let by = By::Member { id: &agent.id, name: &agent.name, may_overrule: false };
        handoff::shift(&mut tx, &talk, &Move::Claim, &by).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let mut out = desk.signed_in("agent@loam.example").await;
        assert_eq!(act(&mut owner, &[("do", "remove"), ("member", agent.id.as_str())]).await.status, 303);
        assert_eq!(out.get("/leads").await.status, 303);
        let hand = handoff::of(&mut desk.app.db.read().await.unwrap(), &talk.id).await.unwrap().unwrap();
        assert_eq!((hand.status, hand.agent_id), (Status::Waiting, None));
        assert_eq!(desk.person().sign_in("agent@loam.example", PASSWORD).await.status, 401);
        assert_eq!(members(&desk.app, home).await.len(), 2);
        assert_eq!(ask(&mut owner, "agent@loam.example", &AGENT).await.status, 303);
        let link = link(&desk.app, home).await;
        assert_eq!(join(desk, &link, "Back Again", "long enough").await, 303);
        let (back, access) = found(&desk.app, home, "agent@loam.example").await;
        assert_eq!((back.id, back.name.as_str(), access.modules, access.bots), (agent.id, "Back Again", None, None));
        assert_eq!(trail_of(desk, home, What::MemberRemoved).await, 1);
    }

    async fn an_admin_who_sees_the_page_does_not_see_an_owners_link(desk, home) {
        desk.member(home, "admin@loam.example", Role::Admin).await;
        let mut owner = desk.signed_in(OWNER).await;
        let whole = [("role", "owner"), ("module", "leads"), ("module", "inbox"), ("module", "settings"), ("module", "team"), ("of", "loam"), ("of", "pell")];
        assert_eq!(ask(&mut owner, UNA, &whole).await.status, 303);
        assert!(owner.get("/team").await.body.contains("?key="));
        let mut admin = desk.signed_in("admin@loam.example").await;
        let page = admin.get("/team").await;
        assert!(page.body.contains(UNA) && !page.body.contains("?key="), "whoever has the link is an owner");
        let id = link(&desk.app, home).await;
        let id = id.trim_start_matches("/join/").split('?').next().unwrap();
        for what in ["renew", "revoke"] {
            assert_eq!(act(&mut admin, &[("do", what), ("invitation", id)]).await.status, 403, "{what}");
        }
    }

    async fn everybody_has_a_page_of_their_own(desk, home) {
        desk.member(home, "viewer@loam.example", Role::Viewer).await;
        let mut viewer = desk.signed_in("viewer@loam.example").await;
        let mut elsewhere = desk.signed_in("viewer@loam.example").await;
        let save = async |person: &mut Person<'_>, fields: &[(&str, &str)]| {
            let csrf = person.csrf.clone();
            let mut all = vec![("csrf", csrf.as_str())];
            all.extend(fields);
            person.post("/profile", &all).await.status
        };
        assert_eq!(viewer.get("/profile").await.status, 200);
        assert_eq!(save(&mut viewer, &[("do", "you"), ("name", "Vi <b>"), ("hue", "teal")]).await, 303);
        assert_eq!(save(&mut viewer, &[("do", "you"), ("name", " "), ("hue", "teal")]).await, 422);
        assert_eq!(save(&mut viewer, &[("do", "there"), ("away", "on")]).await, 303);
        assert_eq!(save(&mut viewer, &[("do", "wishes"), ("waiting.sound", "on")]).await, 303);
        assert_eq!(save(&mut viewer, &[("do", "keys")]).await, 303);
        let (me, _) = found(&desk.app, home, "viewer@loam.example").await;
        assert_eq!((me.name.as_str(), me.hue.as_deref(), me.away, me.keys_off), ("Vi <b>", Some("teal"), true, true));
        let wishes = me.wishes.0;
        assert!(wishes.waiting.sound && !wishes.waiting.desktop && !wishes.mentioned.email);
        let page = viewer.get("/profile").await;
        assert!(page.body.contains("Vi &#60;b&#62;") && page.body.contains("Viewer, away"));
        // Another password, for who knows this one; elsewhere they are signed out.
        assert_eq!(save(&mut viewer, &[("do", "password"), ("current", "wrong"), ("password", "another one")]).await, 422);
        assert_eq!(save(&mut viewer, &[("do", "password"), ("current", PASSWORD), ("password", "short")]).await, 422);
        assert_eq!(save(&mut viewer, &[("do", "password"), ("current", PASSWORD), ("password", "another one")]).await, 303);
        assert_eq!(viewer.get("/profile").await.status, 200);
        assert_eq!(elsewhere.get("/profile").await.status, 303);
        assert_eq!(desk.person().sign_in("viewer@loam.example", PASSWORD).await.status, 401);
        assert_eq!(desk.person().sign_in("viewer@loam.example", "another one").await.status, 303);
        until("a sign of life", || async { found(&desk.app, home, "viewer@loam.example").await.0.seen_at }).await;
    }
}

stories! {
    async fn an_invitation_is_mailed_and_ends_after_a_week(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let home = bot.organisation_id.clone();
        let _owner = house.agent(Role::Owner).await;
        let (member, access) = members(&house.app, &home).await.into_iter().find(|(_, access)| access.role == Role::Owner).unwrap();
        let allowed = Allowed { role: Role::Agent, modules: None, bots: None };
        house.mail.fail_next(false, "451 Not now");
        let mut tx = house.app.tx().await.unwrap();
        let home = organisation::by_id(&mut tx, &home).await.unwrap().unwrap();
        let by = Actor { id: &member.id, access: &access };
        let asked = invitation::invite(&mut tx, &home, by, UNA, &allowed).await.unwrap();
        tx.commit().await.unwrap();
        let now = async || {
            let found = invitation::by_id(&mut house.app.db.read().await.unwrap(), &asked.id).await.unwrap();
            found.unwrap()
        };
        until("the server's words", || async { now().await.trouble.filter(|words| words.contains("Not now")) }).await;
        until("the mail", || async {
            house.advance(Duration::from_secs(60)).await;
            (!house.mails().is_empty()).then_some(())
        }).await;
        house.rest().await;
        let mail = house.mails().remove(0);
        assert_eq!((mail.to.as_slice(), mail.in_reply_to), ([UNA.to_owned()].as_slice(), None));
        assert!(mail.subject.contains("asks you to join"));
        assert!(now().await.mailed_at.is_some() && now().await.trouble.is_none());
        let mut conn = house.app.db.read().await.unwrap();
        let path = asked.path(&signing::key(&mut conn).await.unwrap().unwrap()).unwrap();
        assert!(mail.text.contains(&format!("https://desk.example{path}")), "{}", mail.text);
        drop(conn);
        let (_, key) = path.split_once("?key=").unwrap();
        house.advance(invitation::LASTS).await;
        let mut tx = house.app.tx().await.unwrap();
        let joiner = Joiner { name: "Una", password_hash: "none" };
        let late = invitation::accept(&mut tx, &asked.id, key, &joiner).await;
        assert!(matches!(late, Err(Error::NotFound(_))), "a week later the link has ended");
    }

    async fn two_who_hold_one_link_join_as_one(house) {
        let bot = house.bot(|_| {}).await;
        let _owner = house.agent(Role::Owner).await;
        let home = bot.organisation_id.clone();
        let (member, access) = members(&house.app, &home).await.into_iter().find(|(_, access)| access.role == Role::Owner).unwrap();
        let mut tx = house.app.tx().await.unwrap();
        let whole = organisation::by_id(&mut tx, &home).await.unwrap().unwrap();
        let by = Actor { id: &member.id, access: &access };
        let allowed = Allowed { role: Role::Agent, modules: None, bots: None };
        let asked = invitation::invite(&mut tx, &whole, by, UNA, &allowed).await.unwrap();
        tx.commit().await.unwrap();
        let path = link(&house.app, &home).await;
        let (_, key) = path.split_once("?key=").unwrap();
        let joins = async |name: &str| {
            let mut tx = house.app.tx().await?;
            let joiner = Joiner { name, password_hash: "none" };
            invitation::accept(&mut tx, &asked.id, key, &joiner).await?;
            tx.commit().await
        };
        let (one, other) = tokio::join!(joins("One"), joins("Other"));
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert_eq!(members(&house.app, &home).await.iter().filter(|(one, _)| one.email == UNA).count(), 1);
    }
}
