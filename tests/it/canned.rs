//! Replies that a team keeps ready: written on their page, offered filled to who answers.

use frontdesk::canned;
use frontdesk::organisation::role::Role;

use crate::dashboard::desk::{Desk, Person};
use crate::support::postgres;

const PAGE: &str = "/settings/canned";

async fn save(person: &mut Person<'_>, fields: &[(&str, &str)]) -> u16 {
    let csrf = person.csrf.clone();
    let mut all = vec![("csrf", csrf.as_str()), ("bot", "loam"), ("do", "save"), ("id", ""), ("of", "all")];
    all.retain(|(name, _)| !fields.iter().any(|(own, _)| own == name));
    all.extend(fields);
    person.post(PAGE, &all).await.status
}

async fn offered(person: &mut Person<'_>, query: &str) -> Vec<(String, String, String)> {
    let answer = person.get(&format!("/inbox/canned?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let json: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let text = |one: &serde_json::Value, key: &str| one[key].as_str().unwrap().to_owned();
    let all = json["replies"].as_array().unwrap();
    all.iter().map(|one| (text(one, "shortcut"), text(one, "text"), text(one, "language"))).collect()
}

async fn story(database: Option<String>) {
    let desk = Desk::start(database).await;
    let home = desk.organisation("Loam").await;
    desk.member(&home, "owner@loam.example", Role::Owner).await;
    desk.member(&home, "agent@loam.example", Role::Agent).await;
    desk.member(&home, "viewer@loam.example", Role::Viewer).await;
    let (bot, beside) = (desk.bot(&home, "loam").await, desk.bot(&home, "beside").await);
    let (_, talk) = desk.lead(&bot, "Jemima Oyelowo", "order_question").await;
    let mut owner = desk.signed_in("owner@loam.example").await;
    assert!(owner.get(PAGE).await.body.contains("Nothing is kept ready yet"));
    let hello = "Hello {{first_name|there}}, {{agent}} of {{bot}} here, about {{order}}.";
    assert_eq!(
        save(
            &mut owner,
            &[("shortcut", "/Hello"), ("title", "Hello"), ("text.en", hello), ("text.de", "Hallo {{name}}")]
        )
        .await,
        303
    );
    assert_eq!(
        save(
            &mut owner,
            &[("shortcut", "hours"), ("title", "When we open <b>"), ("text.en", "Nine to five."), ("of", "bot")]
        )
        .await,
        303
    );
    // What cannot be kept comes back as it was typed.
    assert_eq!(save(&mut owner, &[("shortcut", "hello"), ("title", "Again"), ("text.en", "Hi")]).await, 422, "taken");
    assert_eq!(
        save(&mut owner, &[("shortcut", "x"), ("title", "X"), ("text.en", "{{nmae}}")]).await,
        422,
        "no such variable"
    );
    assert_eq!(
        save(&mut owner, &[("shortcut", "hello"), ("title", "Of one bot"), ("text.en", "Own"), ("of", "bot")]).await,
        303,
        "its own may stand for everybody's"
    );
    let list = owner.get(PAGE).await;
    assert!(list.body.contains("When we open &#60;b&#62;") && list.body.contains("Deutsch"), "{}", list.body);
    // Who answers gets them filled, in the visitor's language where there is one.
    let mut agent = desk.signed_in("agent@loam.example").await;
    let mine = offered(&mut agent, "bot=loam&q=hel").await;
    assert_eq!(mine, [("hello".to_owned(), "Own".to_owned(), "en".to_owned())]);
    let others = offered(&mut agent, "bot=beside&q=/hel").await;
    assert_eq!(others[0].1, "Hello there, Priya Raman of Loam & Lantern here, about.");
    assert!(offered(&mut agent, "bot=beside&q=hours").await.is_empty(), "of one bot alone");
    let all = canned::list(&mut desk.app.db.read().await.unwrap(), &home).await.unwrap();
    let own = all.iter().find(|one| one.title == "Of one bot").unwrap();
    let csrf = owner.csrf.clone();
    let gone = [("csrf", csrf.as_str()), ("bot", "loam"), ("id", own.id.as_str()), ("do", "delete")];
    assert_eq!(owner.post(PAGE, &gone).await.status, 303);
    assert_eq!(owner.post(PAGE, &gone).await.status, 404, "once is enough");
    let filled = offered(&mut agent, &format!("q=hello&conversation={}", talk.id)).await;
    assert_eq!(filled[0].1, "Hello Jemima, Priya Raman of Loam & Lantern here, about LL-0.");
    // Who may not answer, and who is not there, gets nothing.
    let mut viewer = desk.signed_in("viewer@loam.example").await;
    assert_eq!(viewer.get("/inbox/canned?bot=loam").await.status, 403);
    assert_eq!(agent.get("/inbox/canned?conversation=cnv_00000000000000000000000000").await.status, 404);
    assert_eq!(agent.get(PAGE).await.status, 403);
    drop(beside);
    desk.stop().await;
}

mod a_team_keeps_replies_ready_and_whoever_answers_gets_them_filled {
    use super::*;

    #[tokio::test]
    async fn on_sqlite() {
        story(None).await;
    }

    #[tokio::test]
    async fn on_postgres() {
        story(Some(postgres::database().await)).await;
    }
}
