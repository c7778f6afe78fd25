//! Leads come in from a file: bad files of every kind, what a good one becomes, and the way back.

use std::time::Duration;

use frontdesk::bot::Bot;
use frontdesk::id::{Id as _, LeadId, TaskId};
use frontdesk::lead::import::{self, Duplicates};
use frontdesk::lead::list::{self, Look};
use frontdesk::lead::{note, submission};
use frontdesk::organisation::role::Role;
use frontdesk::organisation::trail::What;
use frontdesk::task::{self, State, Task};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{AGENT, OWNER, VIEWER, export, home, lines, noted, told};
use crate::dashboard::desk::{Desk, Page, Person};
use crate::dashboard::stories;
use crate::support::until;

const PEOPLE: &str = "Name,Email,Phone,Tag,Budget,Created\n\
    Ann Bell,Ann@Mail.example,07700 900123,Refund request,500,20/07/2026\n\
    '=cmd,,+447700900124,,,\n\
    ,nobody@,12,,,\n\
    Zoë,ann@mail.example,,,900,\n";

async fn send(person: &mut Person<'_>, file: &[u8]) -> Page {
    let csrf = person.csrf.clone();
    person.upload("/imports", &[("csrf", &csrf), ("bot", "loam")], file).await
}

/// The address of what was sent.
async fn sent(person: &mut Person<'_>, file: &[u8]) -> String {
    let page = send(person, file).await;
    assert_eq!(page.status, 303, "{}", page.body);
    page.header("location").to_owned()
}

/// What the page of a draft would post as it stands, with these changes.
fn chosen(page: &Page, change: &[(&str, &str)]) -> Vec<(String, String)> {
    let selects = page.body.split("<select").skip(1).map(|select| {
        let name = select.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
        let chosen = select
            .split("</select>")
            .next()
            .unwrap()
            .split("<option ")
            .skip(1)
            .find(|option| option.contains(" selected"));
        let value = chosen.and_then(|option| option.split("value=\"").nth(1)?.split('"').next()).unwrap_or_default();
        (name.to_owned(), value.to_owned())
    });
    let mut fields: Vec<(String, String)> = selects.collect();
    fields.push(("csrf".into(), page.field("csrf")));
    fields.push(("do".into(), "start".into()));
    for (name, value) in change {
        let field = fields.iter_mut().find(|(field, _)| field == name).unwrap_or_else(|| panic!("no field {name}"));
        field.1 = String::from(*value);
    }
    fields
}

async fn decide(person: &mut Person<'_>, at: &str, change: &[(&str, &str)]) -> Page {
    let page = person.get(at).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let fields = chosen(&page, change);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    person.post(at, &fields).await
}

async fn ended(desk: &Desk, at: &str) -> Task {
    let id = TaskId::parse(at.rsplit('/').next().unwrap()).unwrap();
    until("the task's end", || async {
        let task = task::by_id(&mut desk.app.db.read().await.unwrap(), &id).await.unwrap().unwrap();
        (!matches!(task.state, State::Running | State::Draft)).then_some(task)
    })
    .await
}

/// Imports a file as it is guessed, with these changes; where its task is.
async fn imported(desk: &Desk, person: &mut Person<'_>, file: &[u8], change: &[(&str, &str)]) -> String {
    let at = sent(person, file).await;
    let going = decide(person, &at, change).await;
    assert_eq!(going.status, 303, "{}", going.body);
    let at = going.header("location").to_owned();
    assert_eq!(ended(desk, &at).await.state, State::Done);
    at
}

async fn undone(desk: &Desk, person: &mut Person<'_>, at: &str) -> String {
    let csrf = person.csrf.clone();
    let undoing = person.post(&format!("{at}/undo"), &[("csrf", &csrf)]).await;
    assert_eq!(undoing.status, 303, "{}", undoing.body);
    let at = undoing.header("location").to_owned();
    assert_eq!(ended(desk, &at).await.state, State::Done);
    person.get(&at).await.body
}

async fn names(desk: &Desk, bot: &Bot) -> Vec<String> {
    let page = list::page(&mut desk.app.db.read().await.unwrap(), &bot.id, &Look::default()).await.unwrap();
    let mut names: Vec<String> = page.lines.into_iter().map(|line| line.name.unwrap_or_default()).collect();
    names.sort();
    names
}

async fn number(desk: &Desk, sql: &'static str) -> i64 {
    desk.app.db.read().await.unwrap().count(sql, Vec::new()).await.unwrap()
}

stories! {
    async fn files_a_table_becomes_leads_and_goes_again(desk) {
        let (home, bot) = home(desk).await;
        let mut agent = desk.signed_in(AGENT).await;
        let at = sent(&mut agent, PEOPLE.as_bytes()).await;
        let page = agent.get(&at).await;
        for words in ["4 lines, UTF-8, separated by commas", "New lead", "Follow-up of a lead", "Email: not a full address; Phone: not a number", "Import 4 lines"] {
            assert!(page.body.contains(words), "{words} is missing: {}", page.body);
        }
        assert!(names(desk, &bot).await.is_empty(), "nothing comes in before the word is given");
        let going = decide(&mut agent, &at, &[]).await;
        let task = going.header("location").to_owned();
        assert_eq!((going.status, ended(desk, &task).await.done), (303, 4));
        assert_eq!(names(desk, &bot).await, ["=cmd", "Ann Bell"]);
        let page = agent.get(&task).await;
        for words in ["Done", "2 new", "1 joined or filled in", "1 could not be taken", "Undo this import"] {
            assert!(page.body.contains(words), "{words} is missing: {}", page.body);
        }
        assert!(agent.get("/tasks").await.body.contains("Import of leads"));
        let left = lines(&agent.get(&format!("{task}/refused.csv")).await);
        assert_eq!((left.len(), left[0]["Line"].as_str(), left[0]["Email"].as_str()), (1, "4", "nobody@"));
        let out = lines(&export(&mut agent, "").await);
        let ann = out.iter().find(|line| line["Name"] == "Ann Bell").unwrap();
        assert_eq!((ann["Email"].as_str(), ann["Phone"].as_str(), ann["Origin"].as_str()), ("Ann@Mail.example", "+447700900123", "import"));
        assert_eq!((ann["Captured (UTC)"].as_str(), ann["Submissions"].as_str(), ann["Other fields"].as_str()), ("2026-07-19T23:00:00Z", "2", "Budget: 900"));
        assert!(ann["All tags"].contains("Refund request"), "{ann:?}");
        assert_eq!(number(desk, "SELECT COUNT(*) AS n FROM notification").await, 0, "nobody is e-mailed");
        assert_eq!(number(desk, "SELECT COUNT(*) AS n FROM lead WHERE is_new").await, 0, "somebody of the team brought them");
        let trail = told(desk, &home, What::LeadsImported).await;
        assert_eq!(trail[0].detail.0.to_string(), r#"{"made":2,"joined":1,"skipped":0,"refused":1}"#);

        let page = undone(desk, &mut agent, &task).await;
        assert!(page.contains("3 taken back"), "{page}");
        assert!(names(desk, &bot).await.is_empty());
        for nothing in [
            "SELECT COUNT(*) AS n FROM contact", "SELECT COUNT(*) AS n FROM identity", "SELECT COUNT(*) AS n FROM submission",
            "SELECT COUNT(*) AS n FROM lead_change", "SELECT COUNT(*) AS n FROM lead_tag", "SELECT CAST(coalesce(sum(n), 0) AS BIGINT) AS n FROM lead_tally",
        ] {
            assert_eq!(number(desk, nothing).await, 0, "{nothing}");
        }
        assert_eq!(told(desk, &home, What::ImportUndone).await[0].detail.0["undone"], 3);
        let csrf = agent.csrf.clone();
        assert_eq!(agent.post(&format!("{task}/undo"), &[("csrf", &csrf)]).await.status, 409, "nothing is left to take back");
    }

    async fn files_people_who_are_leads_already_join_are_filled_or_left(desk) {
        let (_, bot) = home(desk).await;
        let (ann, _) = desk.lead(&bot, "Ann", "refund_request").await;
        let mut owner = desk.signed_in(OWNER).await;
        let file = "E-Mail;Firma;Telefon;Notiz\nVISITOR0@mail.example;Bell & Co;07700 900123;Seen at the fair\n";
        let of = || async {
            let mut conn = desk.app.db.read().await.unwrap();
            let lead = frontdesk::lead::by_id(&mut conn, &ann).await.unwrap().unwrap();
            let contact = frontdesk::contact::by_id(&mut conn, &lead.contact_id).await.unwrap().unwrap();
            let notes = note::of(&mut conn, &ann).await.unwrap().len();
            (lead.submissions, contact.name.unwrap(), contact.company, notes)
        };
        let before = number(desk, "SELECT updated_at AS n FROM lead").await;
        imported(desk, &mut owner, file.as_bytes(), &[("duplicates", Duplicates::Skip.as_str())]).await;
        assert_eq!(of().await, (1, "Ann".into(), None, 0));
        let filled = imported(desk, &mut owner, file.as_bytes(), &[("duplicates", "fill")]).await;
        assert_eq!(of().await, (1, "Ann".into(), Some("Bell & Co".into()), 0));
        assert!(undone(desk, &mut owner, &filled).await.contains("1 taken back"));
        assert_eq!(of().await, (1, "Ann".into(), None, 0));
        let joined = imported(desk, &mut owner, file.as_bytes(), &[]).await;
        assert_eq!(of().await, (2, "Ann".into(), Some("Bell & Co".into()), 1));
        let submissions = submission::of(&mut desk.app.db.read().await.unwrap(), &ann).await.unwrap();
        assert_eq!((submissions[1].number, submissions[1].origin.as_str()), (1, "import"));
        assert!(undone(desk, &mut owner, &joined).await.contains("1 taken back"));
        assert_eq!((of().await, number(desk, "SELECT updated_at AS n FROM lead").await), ((1, "Ann".into(), None, 0), before));
    }

    async fn files_what_somebody_worked_on_stays(desk) {
        let (_, bot) = home(desk).await;
        let mut owner = desk.signed_in(OWNER).await;
        let task = imported(desk, &mut owner, b"Name\nAnn\nZoe\nSamir\n", &[]).await;
        let all = list::page(&mut desk.app.db.read().await.unwrap(), &bot.id, &Look::default()).await.unwrap().lines;
        let find = |name: &str| all.iter().find(|line| line.name.as_deref() == Some(name)).unwrap().id.clone();
        let (ann, zoe) = (find("Ann"), find("Zoe"));
        assert_eq!(owner.move_lead(&ann, "new", "contacted").await.status, 303);
        noted(desk, &zoe, "Rang").await;
        let page = undone(desk, &mut owner, &task).await;
        assert!(page.contains("1 taken back") && page.contains("2 stay"), "{page}");
        assert_eq!(number(desk, "SELECT COUNT(*) AS n FROM lead").await, 2);
    }

    async fn files_a_file_that_cannot_be_read_leaves_nothing(desk) {
        home(desk).await;
        let mut owner = desk.signed_in(OWNER).await;
        let long = format!("Name\n{}\n", "x".repeat(40_000));
        let wide = format!("Name\n{}\n", ",".repeat(300));
        let people: Vec<String> = (0..2_000).map(|n| format!("Ann {n},ann{n}@mail.example\n")).collect();
        let late = format!("Name,Email\n{}\"never closed,x\n", people.concat());
        for (file, words) in [
            (&b""[..], "Nothing was imported"),
            (b"Name,Email\n", "nothing under the first line"),
            (b"PK\x03\x04\x14\0\x06\0", "Excel workbook"),
            (b"N\0a\0m\0e\0\n\0", "not a text file"),
            (b"Name\nZo\xc3\xab\nGr\xfcn\n", "written in two ways"),
            (b"Name\n\"Ann\" Bell\n", "In line 2 something follows a closing quote"),
            (b"Name\nAnn\n\"Bell\nmore\n", "A quote that opens in line 3 is never closed"),
            (long.as_bytes(), "A cell in line 2 has more than 32 KiB"),
            (wide.as_bytes(), "Line 2 has more than 200 columns"),
            (late.as_bytes(), "A quote that opens in line 2002 is never closed"),
        ] {
            let page = send(&mut owner, file).await;
            assert!(page.status == 422 && page.body.contains(words), "{words}: {} {}", page.status, page.body);
            assert_eq!(number(desk, "SELECT COUNT(*) AS n FROM task").await, 0, "{words}");
            assert_eq!(number(desk, "SELECT COUNT(*) AS n FROM import_row").await, 0, "{words}");
        }
        let old = sent(&mut owner, b"Name;Ort\nJ\xfcrgen Gr\xf6\xdfe;K\xf6ln\n").await;
        let page = owner.get(&old).await;
        assert!(page.body.contains("read as Windows-1252") && page.body.contains("Jürgen Größe"), "{}", page.body);
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain("Name\tMail\nŁucja\tl@mail.example\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let at = sent(&mut owner, &wide).await;
        let page = owner.get(&at).await;
        assert!(page.body.contains("UTF-16, separated by tabs") && page.body.contains("Łucja"), "{}", page.body);
    }

    async fn files_a_gigabyte_is_refused_long_before_it_is_read(desk) {
        home(desk).await;
        let owner = desk.signed_in(OWNER).await;
        let cookies: Vec<String> = owner.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        for length in ["Content-Length: 1073741824", "Transfer-Encoding: chunked"] {
            let is_chunked = length.starts_with('T');
            let mut line = tokio::net::TcpStream::connect(desk.address()).await.unwrap();
            let head = format!("POST /imports HTTP/1.1\r\nHost: desk\r\nAccept: text/html\r\nCookie: {}\r\nContent-Type: multipart/form-data; boundary=edge\r\n{length}\r\n\r\n", cookies.join("; "));
            let part = |name: &str, value: &str| format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}");
            let begin = format!("{}\r\n{}\r\n{}", part("csrf", &owner.csrf), part("bot", "loam"), part("file", "Name\n"));
            line.write_all(head.as_bytes()).await.unwrap();
            let framed = |text: &str| if is_chunked { format!("{:x}\r\n{text}\r\n", text.len()) } else { text.to_owned() };
            line.write_all(framed(&begin).as_bytes()).await.unwrap();
            // Lines of nothing, so that it is the size alone that is refused.
            let piece = framed(&format!("{}\n", " ".repeat(30_000)).repeat(34));
            let (mut from, mut to) = line.into_split();
            let sending = tokio::spawn(async move {
                let mut sent = 0;
                while sent < 1024 && to.write_all(piece.as_bytes()).await.is_ok() {
                    sent += 1;
                }
                sent
            });
            let mut answer = Vec::new();
            let mut some = [0; 4096];
            while !String::from_utf8_lossy(&answer).contains("split it") {
                let n = tokio::time::timeout(Duration::from_secs(60), from.read(&mut some)).await.expect("an answer in time").unwrap_or(0);
                assert!(n > 0, "{length}: the line ended before the answer: {}", String::from_utf8_lossy(&answer));
                answer.extend_from_slice(&some[..n]);
            }
            assert!(answer.starts_with(b"HTTP/1.1 422"), "{}", String::from_utf8_lossy(&answer));
            drop(from);
            let sent = tokio::time::timeout(Duration::from_secs(60), sending).await.expect("the server hangs up").unwrap();
            assert!(sent < 120, "{sent} MB went on being read");
            assert_eq!(number(desk, "SELECT COUNT(*) AS n FROM task").await, 0);
        }
    }

    async fn files_who_may_not_import_cannot_and_others_imports_are_not_there(desk) {
        let (_, bot) = home(desk).await;
        let other = desk.organisation("Pell").await;
        desk.member(&other, "owner@pell.example", Role::Owner).await;
        desk.bot(&other, "pell").await;
        let mut owner = desk.signed_in(OWNER).await;
        let at = sent(&mut owner, b"Name\nAnn\n").await;
        let id = at.rsplit('/').next().unwrap().to_owned();
        let mut stranger = desk.signed_in("owner@pell.example").await;
        let mut viewer = desk.signed_in(VIEWER).await;
        for path in [at.clone(), format!("/tasks/{id}"), format!("/tasks/{id}/refused.csv"), format!("/tasks/{id}/events")] {
            assert_eq!(stranger.get(&path).await.status, 404, "{path}");
            assert_eq!(viewer.get(&path).await.status, 403, "{path}");
        }
        for action in [at.clone(), format!("/tasks/{id}/stop"), format!("/tasks/{id}/undo")] {
            let (theirs, its) = (stranger.csrf.clone(), viewer.csrf.clone());
            assert_eq!(stranger.post(&action, &[("csrf", &theirs), ("do", "start")]).await.status, 404, "{action}");
            assert_eq!(viewer.post(&action, &[("csrf", &its), ("do", "start")]).await.status, 403, "{action}");
            assert_eq!(owner.post(&action, &[("csrf", "forged"), ("do", "start")]).await.status, 403, "{action}");
        }
        assert_eq!(send(&mut viewer, b"Name\nAnn\n").await.status, 403);
        assert_eq!(send(&mut stranger, b"Name\nAnn\n").await.status, 404, "the bot is not theirs");
        assert_eq!(owner.upload("/imports", &[("csrf", "forged"), ("bot", "loam")], b"Name\nAnn\n").await.status, 403);
        owner.origin = Some("https://evil.example");
        let csrf = owner.csrf.clone();
        assert_eq!(owner.post(&at, &[("csrf", &csrf), ("do", "start")]).await.status, 403);
        owner.origin = None;
        for (change, words) in [
            (("status", "nowhere"), "Choose one of this bot&#39;s statuses"),
            (("tag", "nothing"), "Choose one of this bot&#39;s tags"),
            (("column_0", "ignore"), "Choose a column for a name"),
            (("column_0", "everything"), "Choose from what is offered"),
        ] {
            let page = decide(&mut owner, &at, &[change]).await;
            assert!(page.status == 422 && page.body.contains(words), "{words}: {}", page.body);
        }
        assert!(names(desk, &bot).await.is_empty());
        assert_eq!(decide(&mut owner, &at, &[("do", "discard")]).await.header("location"), "/leads/import");
        assert_eq!((owner.get(&at).await.status, number(desk, "SELECT COUNT(*) AS n FROM import_row").await), (404, 0));
    }

    async fn files_what_left_comes_in_again_as_it_was(desk) {
        let (home, bot) = home(desk).await;
        desk.lead(&bot, "=1+1 \"Zoë\"", "refund_request").await;
        let (ann, _) = desk.lead(&bot, "Ann", "agent_request").await;
        let mut owner = desk.signed_in(OWNER).await;
        owner.move_lead(&ann, "new", "qualified").await;
        let out = export(&mut owner, "bom=1").await;
        let before = lines(&out);
        let pell = desk.bot(&home, "pell").await;
        let csrf = owner.csrf.clone();
        let page = owner.upload("/imports", &[("csrf", &csrf), ("bot", "pell")], out.body.as_bytes()).await;
        let at = page.header("location").to_owned();
        let going = decide(&mut owner, &at, &[]).await;
        assert_eq!(going.status, 303, "{}", going.body);
        ended(desk, going.header("location")).await;
        assert_eq!(names(desk, &pell).await, ["=1+1 \"Zoë\"", "Ann"]);
        let after = lines(&export(&mut owner, "bot=pell").await);
        for was in &before {
            let is = after.iter().find(|is| is["Email"] == was["Email"]).unwrap();
            for column in ["Name", "Email", "Phone", "Order number", "Tag", "Status", "Score", "Source", "Intent", "Captured (UTC)"] {
                assert_eq!(was[column], is[column], "{column}");
            }
        }
    }

    async fn files_what_an_import_keeps_is_forgotten_with_the_person_and_in_time(desk) {
        home(desk).await;
        let mut owner = desk.signed_in(OWNER).await;
        imported(desk, &mut owner, PEOPLE.as_bytes(), &[]).await;
        let holding = "SELECT COUNT(*) AS n FROM import_row WHERE cells LIKE '%ail.example%'";
        assert_eq!(number(desk, holding).await, 2);
        let mut tx = desk.app.tx().await.unwrap();
        let ann = tx.row("SELECT lead_id FROM import_row WHERE line = 2", Vec::new()).await.unwrap().unwrap();
        let ann: LeadId = ann.get("lead_id").unwrap();
        import::forget(&mut tx, &[ann], &["nobody@".to_owned()]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(number(desk, "SELECT COUNT(*) AS n FROM import_row WHERE cells <> '[]'").await, 1);
        sent(&mut owner, PEOPLE.as_bytes()).await;
        let mut tx = desk.app.tx().await.unwrap();
        tx.now = tx.now.plus(import::KEPT + Duration::from_secs(1));
        import::sweep(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(number(desk, "SELECT COUNT(*) AS n FROM import_row WHERE cells <> '[]'").await, 0);
        assert_eq!(number(desk, "SELECT COUNT(*) AS n FROM task WHERE state = 'draft'").await, 0, "nobody went on with it");
    }
}
