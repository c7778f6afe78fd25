//! Every door on Free and on Starter: files, neighbours, the board, many at once, search, joining, live events, imports, charts.
//! Of a hidden lead nothing that is its own comes out of any of them, and nothing can be done to it.

use frontdesk::id::{Id as _, TaskId};
use frontdesk::lead::{import, note};
use frontdesk::organisation::member;
use frontdesk::task::{self, State};

use super::*;
use crate::support::until;

/// What a page says that is not one lead's: who it was asked by is told back.
struct Heard(Vec<(String, String)>);

impl Heard {
    /// The status is that, or of a file that the plan locks any refusal.
    async fn get(&mut self, person: &mut Person<'_>, path: &str, status: u16) {
        let page = person.get(path).await;
        let is_locked = path.contains("export") && (400..500).contains(&page.status);
        assert!(page.status == status || is_locked, "{path}: {} {}", page.status, page.body);
        let location = page.header("location").to_owned();
        self.0.push((format!("GET {path}"), format!("{location}\n{}", page.body)));
    }

    async fn post(&mut self, person: &mut Person<'_>, path: &str, fields: &[(&str, &str)], status: u16) {
        let csrf = person.csrf.clone();
        let mut all = vec![("csrf", csrf.as_str()), ("next", "/leads")];
        all.extend_from_slice(fields);
        let page = person.post(path, &all).await;
        assert_eq!(page.status, status, "{path} {fields:?}: {}", page.body);
        self.0.push((format!("POST {path}"), page.body));
        // What is told of it on the next page.
        let next = person.get("/leads").await;
        self.0.push((format!("after POST {path}"), next.body));
    }
}

/// The places of a page's cursors, with the hidden lead's own place in theirs.
async fn forged(desk: &Desk, hidden: &LeadId, shown: &LeadId) -> Vec<String> {
    let mut conn = desk.app.db.read().await.unwrap();
    let mut at = Vec::new();
    for id in [hidden, shown] {
        let lead = lead::by_id(&mut conn, id).await.unwrap().unwrap();
        at.push(format!("{}.{id}", lead.captured_at.millis()));
    }
    at
}

async fn doors(desk: &Desk, plan: Plan) {
    let home = desk.organisation("Loam").await;
    desk.member(&home, OWNER, Role::Owner).await;
    let bot = desk.bot(&home, "loam").await;
    let made = eight(desk, &bot).await;
    let (hidden, shown) = made.split_at(3);
    let mut tx = desk.app.tx().await.unwrap();
    let owner = member::by_email(&mut tx, OWNER).await.unwrap().unwrap().id;
    for (lead, _) in hidden {
        note::add(&mut tx, lead, &owner, "Quillfeather called back").await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut person = desk.signed_in(OWNER).await;
    // An import from before, whose lines are leads that the plan hides now.
    let imported = imported(desk, &bot, &mut person).await;
    for n in 0..5 {
        desk.lead(&bot, &format!("Newer{n} Oyelowo"), "cancellation").await;
    }
    put_on(desk, &bot, plan).await;
    let mut secret = vec!["Quillfeather".to_owned(), "Peregrine".to_owned(), "peregrine@mail.example".to_owned()];
    for (lead, _) in hidden {
        secret.extend(secrets(desk, lead).await);
    }
    let newest = list::page(&mut desk.app.db.read().await.unwrap(), &bot.id, &Look::default()).await.unwrap().lines;
    let (one, last) = (newest[0].id.clone(), newest[4].id.clone());

    let mut heard = Heard(Vec::new());
    heard.get(&mut person, "/leads/export", 404).await;
    heard.get(&mut person, "/leads/export?tag=refund_request&bom=1", 404).await;
    heard.get(&mut person, &format!("/leads/export?id={}", hidden[0].0), 404).await;
    for query in [
        "show=board",
        "show=board&tag=refund_request",
        "sort=oldest",
        "sort=coldest&min=0&max=100",
        "end=1",
        "q=quiddity",
    ] {
        heard.get(&mut person, &format!("/leads?{query}"), 200).await;
    }
    for place in forged(desk, &hidden[1].0, &shown[0].0).await {
        for query in ["older", "newer", "show=board&column=new&older", "sort=oldest&newer", "sort=oldest&older"] {
            heard.get(&mut person, &format!("/leads?{query}={place}"), 200).await;
        }
    }
    // The last that is shown has no neighbour beyond it; whoever asks by its address finds none either.
    for query in ["", "?sort=oldest", "?tag=refund_request", "?q=quiddity", "?before=con_x.9"] {
        heard.get(&mut person, &format!("/leads/{last}{query}"), 200).await;
    }
    heard.get(&mut person, &format!("/leads/{one}/join?q=Quiddity"), 200).await;
    heard.get(&mut person, &format!("/leads/{one}/join?q=mail.example"), 200).await;
    heard.get(&mut person, &format!("/leads/{one}/join?with={}", hidden[0].0), 404).await;
    for (lead, _) in hidden {
        for part in ["", "/export", "/contact.json", "/erase", "/delete", "/join"] {
            heard.get(&mut person, &format!("/leads/{lead}{part}"), 404).await;
        }
        for (part, fields) in [
            ("/tags", [("add", "cancellation")]),
            ("/notes", [("text", "hello")]),
            ("/assignee", [("assignee", "")]),
            ("/temperature", [("temperature", "hot")]),
            ("/contact", [("name", "Nobody")]),
            ("/erase", [("word", "ERASE")]),
            ("/delete", [("sure", "yes")]),
            ("/status", [("status", "contacted")]),
        ] {
            heard.post(&mut person, &format!("/leads/{lead}{part}"), &fields, 404).await;
        }
        let id = lead.to_string();
        heard.post(&mut person, "/leads/bulk", &[("id", &id), ("move", "contacted")], 303).await;
        assert_eq!(desk.status(lead).await, "new", "it is not moved");
    }
    for path in [
        "/overview?range=90",
        "/overview?bot=loam",
        "/tasks",
        "/audit",
        "/audit.csv",
        "/settings/forms",
        "/settings/notifications",
        "/settings/pipeline",
    ] {
        heard.get(&mut person, path, 200).await;
    }
    heard.get(&mut person, &imported, 200).await;
    live(desk, &bot, &mut person, &hidden[0].0, &mut heard).await;
    for (what, body) in &heard.0 {
        for word in &secret {
            assert!(!body.contains(word.as_str()), "{plan:?}: {what} gives away {word}: {body}");
        }
    }
    let last_page = &heard.0.iter().find(|(what, _)| *what == format!("GET /leads/{last}")).unwrap().1;
    assert!(!last_page.contains("data-step=\"next\""), "the last that is shown is the last");
}

/// Brings somebody in from a file; the address of the task.
async fn imported(desk: &Desk, bot: &Bot, person: &mut Person<'_>) -> String {
    let csrf = person.csrf.clone();
    let sent = person
        .upload("/imports", &[("csrf", &csrf), ("bot", &bot.key)], b"Name,Email\nPeregrine,peregrine@mail.example\n")
        .await;
    let id = TaskId::parse(sent.header("location").rsplit('/').next().unwrap()).unwrap();
    let mut tx = desk.app.tx().await.unwrap();
    let (task, detail) = import::find(&mut tx, &bot.organisation_id, &id).await.unwrap();
    import::start(&mut tx, &task, &detail, bot).await.unwrap();
    tx.commit().await.unwrap();
    until("the import", || async {
        let task = task::by_id(&mut desk.app.db.read().await.unwrap(), &id).await.unwrap().unwrap();
        (task.state == State::Done).then_some(())
    })
    .await;
    format!("/tasks/{id}")
}

/// What the open list is told when a hidden lead changes, and when somebody new comes.
async fn live(desk: &Desk, bot: &Bot, person: &mut Person<'_>, hidden: &LeadId, heard: &mut Heard) {
    let mut events = person.listen("/leads/live").await;
    let mut tx = desk.app.tx().await.unwrap();
    let by = member::by_email(&mut tx, OWNER).await.unwrap().unwrap().id;
    lead::move_to(&mut tx, bot, hidden, "new", "contacted", None, &by).await.unwrap();
    tx.commit().await.unwrap();
    desk.lead(bot, "Newest Adeyemi", "cancellation").await;
    let mut told = String::new();
    while told.matches("data:").count() < 2 {
        let piece = tokio::time::timeout(std::time::Duration::from_secs(15), events.chunk()).await;
        told.push_str(&String::from_utf8_lossy(&piece.expect("news").unwrap().expect("the line holds")));
    }
    assert!(!told.contains(hidden.as_str()), "not even which one: {told}");
    heard.0.push(("the live list".to_owned(), told));
}

mod plans_hide_leads_behind_every_door {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn on_free_on_sqlite() {
        let desk = Desk::start(None).await;
        doors(&desk, Plan::Free).await;
        desk.stop().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn on_starter_on_sqlite() {
        let desk = Desk::start(None).await;
        doors(&desk, Plan::Starter).await;
        desk.stop().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn on_free_on_postgres() {
        let desk = Desk::start(Some(postgres::database().await)).await;
        doors(&desk, Plan::Free).await;
        desk.stop().await;
    }
}
