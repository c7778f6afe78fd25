//! Plans: on Free the newest five leads are shown, and not one byte of the others is in any answer.

mod doors;

use frontdesk::bot::Bot;
use frontdesk::conversation::Conversation;
use frontdesk::id::LeadId;
use frontdesk::lead::list::{self, Look};
use frontdesk::lead::reach::{self, Reach};
use frontdesk::organisation::{self, Plan, role::Role};
use frontdesk::{contact, lead};
use serde_json::json;

use crate::dashboard::desk::{Desk, PASSWORD, Person};
use crate::support::agent::Agent;
use crate::support::postgres;

const OWNER: &str = "owner@loam.example";

/// Eight leads, the first made the oldest; each visitor's name and words are their own.
async fn eight(desk: &Desk, bot: &Bot) -> Vec<(LeadId, Conversation)> {
    let mut made = Vec::new();
    for n in 0..8 {
        made.push(desk.lead(bot, &format!("Quiddity{n} Marchbank"), "refund_request").await);
    }
    made
}

/// What of a lead may stand nowhere.
async fn secrets(desk: &Desk, lead: &LeadId) -> Vec<String> {
    let mut conn = desk.app.db.read().await.unwrap();
    let lead = lead::by_id(&mut conn, lead).await.unwrap().unwrap();
    let contact = contact::by_id(&mut conn, &lead.contact_id).await.unwrap().unwrap();
    [contact.name, contact.email, contact.phone, lead.order_number].into_iter().flatten().collect()
}

async fn put_on(desk: &Desk, bot: &Bot, plan: Plan) {
    let mut tx = desk.app.tx().await.unwrap();
    organisation::set_plan(&mut tx, &bot.organisation_id, plan).await.unwrap();
    tx.commit().await.unwrap();
}

async fn story(desk: &Desk) {
    let home = desk.organisation("Loam").await;
    desk.member(&home, OWNER, Role::Owner).await;
    let bot = desk.bot(&home, "loam").await;
    let made = eight(desk, &bot).await;
    put_on(desk, &bot, Plan::Free).await;
    let (hidden, shown) = made.split_at(3);
    let mut secret = Vec::new();
    for (lead, _) in hidden {
        secret.extend(secrets(desk, lead).await);
    }
    let mut person = desk.signed_in(OWNER).await;
    let csrf = person.csrf.clone();
    let mut answers = Vec::new();
    let mut paths: Vec<String> =
        ["/leads", "/inbox", "/inbox?show=assistant", "/plan", "/leads?status=new", "/leads?tag=refund_request"]
            .map(str::to_owned)
            .into();
    // A search for what is hidden repeats what was typed, and nothing else; so whose name is searched is not looked for.
    paths.extend(["/leads?q=marchbank", "/leads?q=LL", "/leads?q=mail.example"].map(str::to_owned));
    for (lead, _) in shown {
        paths.push(format!("/leads/{lead}"));
    }
    for path in &paths {
        let page = person.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        answers.push((path.clone(), page.body));
    }
    for (lead, talk) in hidden {
        for path in [format!("/leads/{lead}"), format!("/inbox/{}", talk.id)] {
            let page = person.get(&path).await;
            assert_eq!(page.status, 404, "{path}");
            answers.push((path, page.body));
        }
        let note = person.post(&format!("/leads/{lead}/notes"), &[("csrf", &csrf), ("text", "hello")]).await;
        assert_eq!(note.status, 404);
        answers.push(("a note".into(), note.body));
        let moved = person.move_lead(lead, "new", "contacted").await;
        assert_eq!(moved.status, 404);
        answers.push(("a move".into(), moved.body));
        assert_eq!(desk.status(lead).await, "new", "it is not moved");
        // A cookie that says this lead was just moved is a note that anybody may write.
        person.cookies.insert("frontdesk_told".into(), format!("moved.{lead}.new"));
        answers.push(("a forged note".into(), person.get("/leads").await.body));
    }
    let moved = person.move_lead(&shown[0].0, "new", "contacted").await;
    assert_eq!(moved.status, 303, "what is shown can be moved");
    on_the_socket(desk, &bot, hidden, shown, &mut answers).await;
    for (what, body) in &answers {
        for word in &secret {
            assert!(!body.contains(word.as_str()), "{what} gives away {word}");
        }
    }
    let inbox = &answers.iter().find(|(what, _)| what == "/inbox?show=assistant").unwrap().1;
    assert_eq!(inbox.matches("Beyond your plan").count(), 3);
    assert!(inbox.contains("Upgrade plan"));
    let plan = &answers.iter().find(|(what, _)| what == "/plan").unwrap().1;
    assert!(plan.contains("3 more leads are saved here") && plan.contains("frontdesk organisation plan boost"));
    more_room(desk, &bot, &made, &mut person).await;
}

/// The agents' socket: what is hidden is absent, and what newer leads push beyond falls silent.
async fn on_the_socket(
    desk: &Desk,
    bot: &Bot,
    hidden: &[(LeadId, Conversation)],
    shown: &[(LeadId, Conversation)],
    answers: &mut Vec<(String, String)>,
) {
    let mut agent = Agent::sign_in(&desk.url(""), OWNER, PASSWORD).await;
    agent.connect(&agent.url()).await.unwrap();
    agent.inbox(&bot.key).await;
    for (_, talk) in hidden {
        let id = talk.id.to_string();
        for answer in [agent.watch(&bot.key, &id).await, agent.say(&id, "Hello").await] {
            assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!("not_found")), "{answer}");
            answers.push(("the socket".into(), answer.to_string()));
        }
    }
    let (_, oldest) = &shown[0];
    let id = oldest.id.to_string();
    let opened = agent.watch(&bot.key, &id).await;
    assert_eq!(opened["type"], "opened", "{opened}");
    // A ninth lead comes: the oldest that was shown is beyond now, also for who watches it.
    desk.lead(bot, "Ninth Oyelowo", "refund_request").await;
    let mut tx = desk.app.tx().await.unwrap();
    let words = frontdesk::conversation::Body::text("Nobody on this plan reads me");
    let new = frontdesk::conversation::NewMessage::visitor(None, words);
    frontdesk::conversation::say(&mut tx, oldest, new).await.unwrap();
    tx.commit().await.unwrap();
    let told = agent.hear("error").await;
    assert_eq!(told["code"], "not_found", "{told}");
    assert!(agent.unheard().all(|frame| !frame.to_string().contains("Nobody on this plan")), "not a word of it");
    for frame in agent.unheard() {
        answers.push(("the socket".into(), frame.to_string()));
    }
}

/// A plan that shows all opens them at once; what is hidden was stored and counted all the time.
async fn more_room(desk: &Desk, bot: &Bot, made: &[(LeadId, Conversation)], person: &mut Person<'_>) {
    let mut conn = desk.app.db.read().await.unwrap();
    assert_eq!(list::counts(&mut conn, &bot.id).await.unwrap().total, 9, "the counts are true");
    let look = Look { reach: Reach::Newest(5), ..Look::default() };
    assert_eq!(list::page(&mut conn, &bot.id, &look).await.unwrap().lines.len(), 5);
    let contacts: Vec<_> = made.iter().map(|(_, talk)| &talk.contact_id).collect();
    assert_eq!(reach::hides(&mut conn, &bot.id, Reach::Newest(5), &contacts).await.unwrap().len(), 4);
    assert!(reach::hides(&mut conn, &bot.id, Reach::All, &contacts).await.unwrap().is_empty());
    drop(conn);
    put_on(desk, bot, Plan::Advanced).await;
    for (lead, talk) in made {
        assert_eq!(person.get(&format!("/leads/{lead}")).await.status, 200);
        assert_eq!(person.get(&format!("/inbox/{}", talk.id)).await.status, 200);
    }
    assert!(!person.get("/inbox?show=assistant").await.body.contains("Beyond your plan"));
}

mod on_free_not_one_byte_of_a_hidden_lead_leaves_the_server {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn on_sqlite() {
        let desk = Desk::start(None).await;
        story(&desk).await;
        desk.stop().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn on_postgres() {
        let desk = Desk::start(Some(postgres::database().await)).await;
        story(&desk).await;
        desk.stop().await;
    }
}
