//! Answers out of the knowledge beside the reply: found by the visitor's last question, put into the draft, never sent.

use frontdesk::knowledge::{self, NewEntry};
use frontdesk::organisation::role::Role;

use crate::dashboard::desk::Desk;
use crate::support::postgres;

async fn story(database: Option<String>) {
    let desk = Desk::start(database).await;
    let home = desk.organisation("Loam").await;
    for (email, role) in [
        ("admin@loam.example", Role::Admin),
        ("agent@loam.example", Role::Agent),
        ("viewer@loam.example", Role::Viewer),
    ] {
        desk.member(&home, email, role).await;
    }
    let beside = desk.organisation("Other").await;
    desk.member(&beside, "agent@other.example", Role::Agent).await;
    let (bot, _) = (desk.bot(&home, "loam").await, desk.bot(&beside, "other").await);
    let (_, talk) = desk.lead(&bot, "Jemima Oyelowo", "order_question").await;
    let mut tx = desk.app.tx().await.unwrap();
    let answer = "We engrave up to **24** characters on the brass base.";
    let new =
        NewEntry::typed("Engraving", "How much can you engrave?", answer, "https://loam.example/engraving").unwrap();
    knowledge::add(&mut tx, &bot.id, &new).await.unwrap();
    tx.commit().await.unwrap();
    let at = format!("/inbox/{}", talk.id);
    let mut agent = desk.signed_in("agent@loam.example").await;
    // Nothing is looked for until somebody asks; what the visitor asked last is filled in.
    let page = agent.get(&at).await.body;
    assert!(page.contains("data-answers-found") && !page.contains("data-insert"), "{page}");
    let page = agent.get(&format!("{at}?answers=how+much+can+you+engrave")).await.body;
    assert!(page.contains("<bdi>Engraving</bdi>") && page.contains("value=\"how much can you engrave\""), "{page}");
    let text = "We engrave up to 24 characters on the brass base.\nhttps://loam.example/engraving";
    assert!(page.contains(&format!("data-insert=\"{text}\"")), "with its page's address: {page}");
    // Without scripts the answer is a link to the page that has it in the reply.
    let (_, link) = page.split_once("class=\"answer-row\" href=\"").unwrap();
    let link = link.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let page = agent.get(&link).await.body;
    assert!(page.contains(&format!("{text}</textarea>")), "{page}");
    let logs = desk
        .app
        .db
        .read()
        .await
        .unwrap()
        .count("SELECT COUNT(*) AS n FROM message WHERE author = 'agent'", Vec::new())
        .await;
    assert_eq!(logs.unwrap(), 0, "nothing is sent by it");
    // Nothing is found: who may teaches the bot, by a form with the question in it.
    let nothing = format!("{at}?answers=do+you+sell+zeppelins");
    let page = agent.get(&nothing).await.body;
    assert!(page.contains("The knowledge has no answer to this.") && !page.contains("Add it to the knowledge"));
    let mut admin = desk.signed_in("admin@loam.example").await;
    let page = admin.get(&nothing).await.body;
    let (_, add) = page.split_once("answer to this. <a href=\"").unwrap();
    let add = add.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let editor = admin.get(&add).await;
    assert_eq!(editor.status, 200);
    assert!(
        editor.body.contains("name=\"question\"") && editor.body.contains("value=\"do you sell zeppelins\""),
        "{}",
        editor.body
    );
    // Who reads only, and who is of another house, gets nothing of it.
    let mut viewer = desk.signed_in("viewer@loam.example").await;
    let page = viewer.get(&format!("{at}?answers=engrave")).await;
    assert!(page.status == 200 && !page.body.contains("data-answers") && !page.body.contains("brass base"));
    let mut other = desk.signed_in("agent@other.example").await;
    assert_eq!(other.get(&format!("{at}?answers=engrave")).await.status, 404);
    desk.stop().await;
}

mod what_the_bot_knows_is_found_beside_the_reply_and_put_into_the_draft {
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
