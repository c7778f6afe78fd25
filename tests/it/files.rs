//! Files: leads leave as CSV, a contact's whole data as JSON. Who may, what the plan hides, what a spreadsheet must not run.

mod crash;
mod import;
mod restart;

use frontdesk::bot::Bot;
use frontdesk::id::{LeadId, OrganisationId};
use frontdesk::lead::note;
use frontdesk::organisation::role::Role;
use frontdesk::organisation::trail::{self, What};
use frontdesk::organisation::{self, Plan, member};
use serde_json::Value;

use crate::dashboard::desk::{Desk, Page, Person};
use crate::dashboard::stories;

const OWNER: &str = "owner@loam.example";
const AGENT: &str = "agent@loam.example";
const VIEWER: &str = "viewer@loam.example";

async fn home(desk: &Desk) -> (OrganisationId, Bot) {
    let home = desk.organisation("Loam").await;
    for (email, role) in [(OWNER, Role::Owner), (AGENT, Role::Agent), (VIEWER, Role::Viewer)] {
        desk.member(&home, email, role).await;
    }
    let bot = desk.bot(&home, "loam").await;
    (home, bot)
}

/// Changes behind the product's back what no door changes yet.
async fn set(desk: &Desk, sql: &'static str) {
    let mut tx = desk.app.tx().await.unwrap();
    tx.exec(sql, Vec::new()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn plan(desk: &Desk, home: &OrganisationId, plan: Plan) {
    let mut tx = desk.app.tx().await.unwrap();
    organisation::set_plan(&mut tx, home, plan).await.unwrap();
    tx.commit().await.unwrap();
}

/// The lines of a file by their columns' names, as another reader reads them.
pub fn lines(page: &Page) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(page.body.trim_start_matches('\u{feff}').as_bytes());
    let head = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            let record = record.expect("every line has every cell");
            head.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
        })
        .collect()
}

async fn told(desk: &Desk, home: &OrganisationId, what: What) -> Vec<trail::Line> {
    trail::list(
        &mut desk.app.db.read().await.unwrap(),
        home,
        &trail::Look { what: Some(what), ..trail::Look::default() },
        10,
    )
    .await
    .unwrap()
}

async fn noted(desk: &Desk, lead: &LeadId, text: &str) {
    let mut tx = desk.app.tx().await.unwrap();
    let priya = member::by_email(&mut tx, OWNER).await.unwrap().unwrap();
    note::add(&mut tx, lead, &priya.id, text).await.unwrap();
    tx.commit().await.unwrap();
}

async fn export(person: &mut Person<'_>, query: &str) -> Page {
    let page = person.get(&format!("/leads/export?{query}")).await;
    assert_eq!(page.status, 200, "{}", page.body);
    page
}

stories! {
    async fn files_what_is_filtered_leaves_as_csv(desk) {
        let (home, bot) = home(desk).await;
        desk.lead(&bot, "Zoë \"Zo\" Adeyemi", "refund_request").await;
        let (ann, _) = desk.lead(&bot, "=HYPERLINK(\"evil\",\"Ann\")", "agent_request").await;
        noted(desk, &ann, "Rang, no answer;\n=1+1").await;
        noted(desk, &ann, "Rang again").await;
        set(desk, "UPDATE contact SET phone = '+447700900123' WHERE name LIKE '=%'").await;
        let mut agent = desk.signed_in(AGENT).await;
        let page = export(&mut agent, "bom=1").await;
        assert!(page.header("content-type").starts_with("text/csv; charset=utf-8"));
        assert!(page.header("content-disposition").starts_with("attachment; filename=\"leads-"), "{}", page.header("content-disposition"));
        assert!(page.body.starts_with('\u{feff}') && page.body.ends_with("\r\n"));
        let columns = page.body.trim_start_matches('\u{feff}').lines().next().unwrap().replace(',', "\n");
        insta::with_settings!({ prepend_module_to_snapshot => false }, { insta::assert_snapshot!("files_csv_head", columns) });
        let all = lines(&page);
        assert_eq!(all.len(), 2);
        let (first, second) = (&all[0], &all[1]);
        assert_eq!((first["Name"].as_str(), first["Phone"].as_str()), ("'=HYPERLINK(\"evil\",\"Ann\")", "+447700900123"));
        assert_eq!(second["Name"], "Zoë \"Zo\" Adeyemi");
        assert_eq!((first["Tag"].as_str(), first["All tags"].as_str(), first["Status"].as_str()), ("Agent request", "Agent request", "New"));
        assert_eq!((first["Source"].as_str(), first["Origin"].as_str(), first["Bot"].as_str()), ("web", "form", "Loam & Lantern"));
        assert_eq!((second["Order number"].as_str(), second["Submissions"].as_str()), ("LL-0", "1"));
        let notes: Vec<&str> = first["Notes"].lines().collect();
        assert!(notes[0].ends_with("Z Priya Raman: Rang, no answer;") && notes[1] == "=1+1" && notes[2].ends_with("Rang again"), "{notes:?}");
        assert!(first["Captured (UTC)"].ends_with('Z') && first["Captured (UTC)"].len() == 20);
        let filtered = lines(&export(&mut agent, "q=zoe&bot=loam").await);
        assert_eq!(filtered.len(), 1);
        assert!(export(&mut agent, "status=converted").await.body.ends_with("Other fields\r\n"), "the first line alone");
        let chosen = lines(&export(&mut agent, &format!("id={ann}&status=converted")).await);
        assert_eq!((chosen.len(), chosen[0]["Lead ID"].as_str()), (1, ann.as_str()));
        let trail = told(desk, &home, What::LeadsExported).await;
        let details: Vec<String> = trail.iter().rev().map(|line| line.detail.0.to_string()).collect();
        assert_eq!(details[0], r#"{"leads":2,"filter":[],"named":0}"#);
        assert_eq!(details[1], r#"{"leads":1,"filter":["search"],"named":0}"#);
        assert!(!details.concat().contains("zoe"), "what was searched for may be a name");
    }

    async fn files_one_lead_leaves_alone_and_others_are_not_there(desk) {
        let (_, bot) = home(desk).await;
        let (ann, _) = desk.lead(&bot, "Ann", "agent_request").await;
        desk.lead(&bot, "Zoë", "refund_request").await;
        let other = desk.organisation("Pell").await;
        let theirs = desk.bot(&other, "pell").await;
        let (samir, _) = desk.lead(&theirs, "Samir", "agent_request").await;
        let mut owner = desk.signed_in(OWNER).await;
        let page = owner.get(&format!("/leads/{ann}/export")).await;
        assert_eq!((page.status, lines(&page).len(), lines(&page)[0]["Name"].as_str()), (200, 1, "Ann"));
        let forged = format!("/leads/export?id={samir}");
        assert!(lines(&owner.get(&forged).await).is_empty(), "another's lead is in no file");
        for path in [format!("/leads/{samir}/export"), format!("/leads/{samir}/contact.json"), "/leads/lead_1/export".into(), "/leads/export?bot=pell".into(), "/leads/export?id=%27".into()] {
            let page = owner.get(&path).await;
            assert!(page.status == 404 && !page.body.contains("Samir"), "{path}: {}", page.status);
        }
        let many = (0..501).map(|_| format!("id={ann}")).collect::<Vec<_>>().join("&");
        assert_eq!(owner.get(&format!("/leads/export?{many}")).await.status, 422);
        let mut viewer = desk.signed_in(VIEWER).await;
        for path in ["/leads/export".to_owned(), format!("/leads/{ann}/export"), format!("/leads/{ann}/contact.json")] {
            let page = viewer.get(&path).await;
            assert!(page.status == 403 && !page.body.contains("visitor0@"), "{path}");
            assert!(desk.person().get(&path).await.header("location").starts_with("/login"), "{path}");
        }
    }

    async fn files_what_the_plan_hides_is_in_no_file(desk) {
        let (home, bot) = home(desk).await;
        let (hidden, _) = desk.lead(&bot, "Hidden Ann", "agent_request").await;
        for n in 0..5 {
            desk.lead(&bot, &format!("Shown {n}"), "refund_request").await;
        }
        let (newest, _) = desk.lead(&bot, "Newest", "refund_request").await;
        plan(desk, &home, Plan::Free).await;
        let mut owner = desk.signed_in(OWNER).await;
        let locked = owner.get("/leads/export").await;
        assert!(locked.status == 403 && locked.body.contains("Export is locked") && !locked.body.contains("Hidden Ann"));
        assert_eq!(owner.get(&format!("/leads/export?id={hidden}")).await.status, 403);
        assert_eq!(owner.get(&format!("/leads/{hidden}/export")).await.status, 404);
        assert_eq!(owner.get(&format!("/leads/{hidden}/contact.json")).await.status, 404);
        assert_eq!(owner.get(&format!("/leads/{newest}/contact.json")).await.status, 403);
        assert_eq!(owner.get(&format!("/leads/{newest}/export")).await.status, 200);
        assert!(told(desk, &home, What::ContactExported).await.is_empty());
        plan(desk, &home, Plan::Advanced).await;
        assert_eq!(lines(&export(&mut owner, "").await).len(), 7);
    }

    async fn files_an_erased_lead_is_a_line_without_a_person(desk) {
        let (_, bot) = home(desk).await;
        let (ann, _) = desk.lead(&bot, "Ann Bell", "agent_request").await;
        noted(desk, &ann, "Ann rang").await;
        set(desk, "UPDATE lead SET erased_at = 1, intent = 'Ann wants', out_reason = 'Ann died'").await;
        let page = export(&mut desk.signed_in(OWNER).await, "").await;
        let line = &lines(&page)[0];
        assert_eq!((line["Name"].as_str(), line["Status"].as_str(), line["Tag"].as_str()), ("Erased", "New", "Agent request"));
        assert!(!page.body.contains("Ann") && !page.body.contains("visitor0@"), "{}", page.body);
    }

    async fn files_a_long_name_and_every_kind_of_letter_come_through(desk) {
        let (_, bot) = home(desk).await;
        desk.lead(&bot, "Ann", "agent_request").await;
        let name = format!("{}\u{202e}gpj\r\n<b>,\"", "ß".repeat(10_000));
        let mut tx = desk.app.tx().await.unwrap();
        let known = tx.row("SELECT id FROM contact", Vec::new()).await.unwrap().unwrap();
        let id: frontdesk::id::ContactId = known.get("id").unwrap();
        let details = frontdesk::contact::Details { name: Some(name.clone()), ..Default::default() };
        frontdesk::contact::learn(&mut tx, &id, &details, false).await.unwrap();
        tx.commit().await.unwrap();
        let line = lines(&export(&mut desk.signed_in(OWNER).await, "").await).remove(0);
        assert_eq!(line["Name"], name.replace("\r\n", "\n"));
    }

    async fn files_many_leads_leave_in_pieces_each_once(desk) {
        let (_, bot) = home(desk).await;
        desk.lead(&bot, "First", "agent_request").await;
        set(desk, "INSERT INTO contact (id, bot_id, name, created_at, updated_at)
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4500)
            SELECT 'con_00000000000' || CAST(100000000000000 + i AS TEXT), b.id, 'Many ' || CAST(i AS TEXT), 1, 1 FROM n CROSS JOIN bot b").await;
        // Three of one moment each, so that a piece ends among equals.
        set(desk, "INSERT INTO lead (id, bot_id, contact_id, is_current, tag, status, category, origin, first_channel, last_channel, submissions, is_new, folded, captured_at, updated_at)
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4500)
            SELECT 'lead_00000000000' || CAST(100000000000000 + i AS TEXT), b.id, 'con_00000000000' || CAST(100000000000000 + i AS TEXT), TRUE, '', 'new', 'open', 'form', 'web', 'web', 1, FALSE, 'many', 1000 + i / 3, 1 FROM n CROSS JOIN bot b").await;
        let mut owner = desk.signed_in(OWNER).await;
        let all = lines(&export(&mut owner, "").await);
        let mut ids: Vec<&str> = all.iter().map(|line| line["Lead ID"].as_str()).collect();
        assert_eq!((ids.len(), all[0]["Name"].as_str(), all[4500]["Name"].as_str()), (4501, "First", "Many 1"));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 4501);
    }

    async fn files_a_contacts_whole_data_is_in_the_document(desk) {
        let (home, bot) = home(desk).await;
        let (ann, talk) = desk.lead(&bot, "Ann Bell", "agent_request").await;
        noted(desk, &ann, "Sounds in a hurry").await;
        let mut owner = desk.signed_in(OWNER).await;
        let page = owner.get(&format!("/leads/{ann}/contact.json")).await;
        assert!(page.status == 200 && page.header("content-disposition").contains(".json\""), "{}", page.body);
        let whole: Value = serde_json::from_str(&page.body).expect("it is JSON");
        assert_eq!((&whole["format"], &whole["version"]), (&Value::from("frontdesk.contact"), &Value::from(1)));
        assert_eq!(whole["contact"]["name"], "Ann Bell");
        let kinds: Vec<&str> = whole["identities"].as_array().unwrap().iter().filter_map(|one| one["kind"].as_str()).collect();
        assert!(kinds.contains(&"visitor") && kinds.contains(&"email"), "{kinds:?}");
        let held = &whole["conversations"][0];
        assert_eq!((&held["id"], &held["page_url"]), (&Value::from(talk.id.as_str()), &Value::from("javascript:alert(1)")));
        let messages = held["messages"].as_array().unwrap();
        assert!(messages[0]["body"]["text"].as_str().unwrap().starts_with("I want my money back"), "{messages:?}");
        assert_eq!(held["forms"][0]["answers"]["name"], "Ann Bell");
        let lead = &whole["leads"][0];
        assert_eq!((&lead["id"], &lead["notes"][0]["text"], &lead["notes"][0]["private"]), (&Value::from(ann.as_str()), &Value::from("Sounds in a hurry"), &Value::from(true)));
        assert!(lead["submissions"][0]["answers"].is_array() && lead["history"][0]["kind"] == "captured");
        assert_eq!(lead["notifications"][0]["recipients"][0], OWNER);
        let trail = told(desk, &home, What::ContactExported).await;
        let told = format!("{trail:?}");
        assert!(trail.len() == 1 && told.contains(ann.as_str()) && !told.contains("Ann Bell"), "{told}");
    }
}
