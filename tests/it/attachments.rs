//! Files go both ways: what may be sent is stored before it is acknowledged, said once, and opened by who may read it; what
//! may not leaves nothing.

mod bucket;
mod mailed;
mod sent;

use std::time::Duration;

use frontdesk::bot::files::Files;
use frontdesk::id::{ConversationId, Id as _};
use frontdesk::lead::erase;
use frontdesk::organisation::member::{self, NewMember};
use frontdesk::organisation::role::Role;
use frontdesk::organisation::{self, password};
use frontdesk::work::retain;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::agent::Agent;
use crate::support::house::PASSWORD;
use crate::support::stories;
use sent::{PDF, PNG, get, link, lying, say, send, send_as, stored};

stories! {
    async fn a_visitors_files_are_said_once_and_opened_by_who_may_read_them(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        let picture = stored(house, &bot, &ada, "f1", "../../x.png", PNG).await;
        assert_eq!(picture, json!({"id": picture["id"], "name": "x.png", "kind": "image/png", "size": PNG.len(), "key": picture["key"]}));
        let plan = stored(house, &bot, &ada, "f2", "Gr\u{fc}n plan.pdf", PDF).await;
        assert_eq!(stored(house, &bot, &ada, "f2", "Gr\u{fc}n plan.pdf", PDF).await, plan, "sent again, it is one");
        assert_eq!(lying(house).len(), 2, "what is acknowledged is on disk");
        let first = say(&mut ada, "m1", "The lantern, and where it hung", &[&picture, &plan]).await;
        assert_eq!(first["type"], "ack");
        let again = say(&mut ada, "m1", "The lantern, and where it hung", &[&picture, &plan]).await;
        assert_eq!((&again["type"], &again["seq"]), (&json!("ack"), &first["seq"]));
        assert_eq!(say(&mut ada, "m2", "once more", &[&picture]).await["code"], "not_found", "it is said once");
        ada.words().await;
        let opened = ada.resume().await;
        assert!(opened["type"] == "opened");
        let talk = ada.conversation.clone().unwrap();
        let log = house.transcript(&talk).await;
        assert_eq!(log[0].body.line(), format!("The lantern, and where it hung\n[file: x.png, {} bytes]\n[file: Gr\u{fc}n plan.pdf, {} bytes]", PNG.len(), PDF.len()));
        let body = serde_json::to_value(&log[0].body).unwrap();
        let (picture, plan) = (&body["files"][0], &body["files"][1]);
        assert_eq!((&picture["width"], &picture["height"]), (&json!(32), &json!(16)));

        let shown = get(house, &link(picture), None).await;
        let header = |name: &str| shown.headers()[name].to_str().unwrap().to_owned();
        assert_eq!((shown.status().as_u16(), header("content-type").as_str()), (200, "image/png"));
        assert_eq!(header("content-disposition"), "inline; filename=\"x.png\"; filename*=UTF-8''x.png");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
        assert_eq!(header("cross-origin-resource-policy"), "cross-origin");
        assert_eq!(&shown.bytes().await.unwrap()[..], PNG);
        let loaded = get(house, &link(plan), None).await;
        assert_eq!(loaded.headers()["content-disposition"], "attachment; filename=\"Gr_n plan.pdf\"; filename*=UTF-8''Gr%C3%BCn%20plan.pdf");
        assert_eq!(&loaded.bytes().await.unwrap()[..], PDF);

        let bare = link(picture).split('?').next().unwrap().to_owned();
        assert_eq!(get(house, &bare, None).await.status(), 404, "an id opens nothing");
        assert_eq!(get(house, &format!("{bare}?key={}", plan["key"].as_str().unwrap()), None).await.status(), 404);
        let priya = house.agent(Role::Viewer).await;
        assert_eq!(get(house, &bare, Some(&priya)).await.status(), 200);
        let page = get(house, &format!("/inbox/{talk}"), Some(&priya)).await.text().await.unwrap();
        assert!(page.contains(&format!("<img src=\"{bare}\" alt=\"Picture: x.png\" width=\"32\" height=\"16\"")), "{page}");
        assert!(page.contains("Gr\u{fc}n plan.pdf</b>") && page.contains(&format!("PDF, {} bytes", PDF.len())));
        let eve = other_house(house).await;
        assert_eq!(get(house, &bare, Some(&eve)).await.status(), 404, "another organisation's");
    }

    async fn what_cannot_be_sent_is_refused_with_words_and_leaves_nothing(house) {
        let bot = house.bot(|_| {}).await;
        let ada = house.visitor(&bot).await;
        let large = vec![b'%'; 10 * 1024 * 1024 + 1];
        for (name, bytes, status, code) in [
            ("empty.png", &b""[..], 422, "empty"),
            ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", 422, "kind"),
            ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", 422, "kind"),
            ("page.pdf", b"<!doctype html><script>alert(1)</script>", 422, "kind"),
            ("setup.exe", b"MZ\x90\0\x03", 422, "kind"),
            ("picture.exe", PNG, 422, "kind"),
            ("words.txt", b"not for visitors, unless the owner says so", 422, "kind"),
            ("large.pdf", &large, 413, "too_large"),
        ] {
            let answer = send(house, &bot, &ada, name, name, bytes).await;
            assert_eq!(answer.status(), status, "{name}");
            let told: serde_json::Value = answer.json().await.unwrap();
            assert_eq!((&told["errors"][0]["field"], &told["errors"][0]["code"]), (&json!("file"), &json!(code)), "{name}");
        }
        assert_eq!(lying(house), Vec::<String>::new());
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM attachment WHERE gone_at IS NULL").await, 0);
        // After a refusal the same id may be tried again, with something better.
        stored(house, &bot, &ada, "empty.png", "full.png", PNG).await;
        let closed = house.bot(|settings| settings.files = Files { visitors: false, ..Files::default() }).await;
        let bob = house.visitor(&closed).await;
        let answer = send(house, &closed, &bob, "f1", "x.png", PNG).await;
        assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["errors"][0]["code"], "off");
        let elsewhere = house.bot(|settings| settings.allowed_origins = vec!["https://shop.example".into()]).await;
        let path = format!("/attachments?bot={}", elsewhere.key);
        let asked = |origin: &'static str| crate::support::house::http().request(reqwest::Method::OPTIONS, house.url(&path)).header("origin", origin).send();
        assert_eq!(asked("https://evil.example").await.unwrap().status(), 403);
        let may = asked("https://shop.example").await.unwrap();
        assert_eq!((may.status().as_u16(), &may.headers()["access-control-allow-origin"]), (204, &"https://shop.example".parse().unwrap()));
    }

    async fn a_file_of_a_gigabyte_is_cut_at_the_limit(house) {
        let bot = house.bot(|_| {}).await;
        let ada = house.visitor(&bot).await;
        let (kind, body) = sent::form(&[("visitor", &ada.secret), ("id", "f1")], "film.pdf", PDF);
        let host = house.url("").replace("http://", "");
        let head = |length: &str| format!("POST /attachments?bot={} HTTP/1.1\r\nhost: {host}\r\ncontent-type: {kind}\r\n{length}\r\n\r\n", bot.key);
        // It says how long it is: it is told no before a byte of it is sent.
        let mut line = TcpStream::connect(&host).await.unwrap();
        line.write_all(head("content-length: 1073741824").as_bytes()).await.unwrap();
        let mut answer = vec![0; 1_000];
        let read = line.read(&mut answer).await.unwrap();
        assert!(answer[..read].starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&answer[..read]));
        // It does not: it is cut a little behind the limit.
        let line = TcpStream::connect(&host).await.unwrap();
        let (mut hears, mut says) = line.into_split();
        says.write_all(head("transfer-encoding: chunked").as_bytes()).await.unwrap();
        let first = &body[..body.len() - 30];
        says.write_all(format!("{:x}\r\n", first.len()).as_bytes()).await.unwrap();
        says.write_all(first).await.unwrap();
        let piece = [&b"\r\n100000\r\n"[..], &vec![b'x'; 1024 * 1024]].concat();
        let mut megabytes = 0;
        while megabytes < 1024 && says.write_all(&piece).await.is_ok() {
            megabytes += 1;
        }
        let mut answer = vec![0; 1_000];
        // Where the line was cut while more was on its way, its answer may be lost: that it was cut is told by the count.
        if let Ok(read) = hears.read(&mut answer).await
            && read > 0
        {
            assert!(answer[..read].starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&answer[..read]));
        }
        assert!((10..64).contains(&megabytes), "{megabytes} MB were taken");
        crate::support::until("nothing of it is left", async || lying(house).is_empty().then_some(())).await;
    }

    async fn nobody_says_or_opens_what_is_another_visitors(house) {
        let bot = house.bot(|_| {}).await;
        let ada = house.visitor(&bot).await;
        let mut eve = house.visitor(&bot).await;
        let picture = stored(house, &bot, &ada, "f1", "x.png", PNG).await;
        assert_eq!(say(&mut eve, "m1", "mine", &[&picture]).await["code"], "not_found");
        assert_eq!(say(&mut eve, "m2", "mine", &[&json!({"id": "att_00000000000000000000000000"})]).await["code"], "not_found");
        assert_eq!(eve.conversation, None, "nothing was begun by it");
        let bare = format!("/attachments/{}/x.png", picture["id"].as_str().unwrap());
        let priya = house.agent(Role::Agent).await;
        assert_eq!(get(house, &bare, Some(&priya)).await.status(), 404, "what nobody has said is its sender's alone");
        let other = house.bot(|_| {}).await;
        let mut same = crate::support::visitor::Visitor::with_secret(&house.socket_url(&other.key), &ada.secret).await;
        same.open().await;
        assert_eq!(say(&mut same, "m1", "", &[&picture]).await["code"], "not_found", "at another bot they are somebody else");
    }

    async fn a_file_without_words_is_answered_and_one_from_the_team_reaches_the_visitor(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        let picture = stored(house, &bot, &ada, "f1", "x.png", PNG).await;
        assert_eq!(say(&mut ada, "m1", " ", &[&picture]).await["type"], "ack");
        assert!(ada.words().await.starts_with("Thank you, I have your file."));
        let talk = ada.conversation.clone().unwrap();
        let mut priya = house.agent(Role::Agent).await;
        assert_eq!(priya.watch(&bot.key, &talk).await["type"], "opened");
        let sent = send_as(house, &priya, &talk, "How to hang it.txt", b"With a hook.\n").await;
        assert_eq!(sent.status(), 303, "{}", sent.text().await.unwrap());
        let heard = ada.find("message", |frame| frame["message"]["author"] == "agent").await;
        let file = &heard["message"]["body"]["files"][0];
        assert_eq!((&file["name"], &file["kind"]), (&json!("How to hang it.txt"), &json!("text/plain")));
        let loaded = get(house, &link(file).replace('+', "%20"), None).await;
        assert_eq!(loaded.headers()["content-type"], "text/plain; charset=utf-8");
        assert!(loaded.headers()["content-disposition"].to_str().unwrap().starts_with("attachment;"));
        assert_eq!(loaded.text().await.unwrap(), "With a hook.\n");
        let refused = send_as(house, &priya, &talk, "x.svg", b"<svg/>").await;
        assert_eq!(refused.status(), 422);
        assert_eq!(send_as(house, &priya, &talk, "x.txt", b"").await.status(), 422);
    }

    async fn what_was_stored_and_never_said_is_said_after_a_restart_or_swept_after_a_day(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        let kept = stored(house, &bot, &ada, "f1", "kept.png", PNG).await;
        stored(house, &bot, &ada, "f2", "left.png", PNG).await;
        house.restart().await;
        house.show_the_way(&mut ada, &bot);
        ada.resume().await;
        assert_eq!(stored(house, &bot, &ada, "f1", "kept.png", PNG).await, kept);
        assert_eq!(say(&mut ada, "m1", "", &[&kept]).await["type"], "ack");
        ada.words().await;
        house.rest().await;
        assert_eq!(lying(house).len(), 2);
        house.advance(Duration::from_hours(25)).await;
        retain::look(&house.app).await.unwrap();
        house.rest().await;
        assert_eq!(lying(house), [kept["id"].as_str().unwrap()]);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM attachment").await, 1);
    }

    async fn an_erased_persons_files_go_with_them(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        let picture = stored(house, &bot, &ada, "f1", "ada-grove.png", PNG).await;
        stored(house, &bot, &ada, "f2", "ada-unsaid.png", PNG).await;
        assert_eq!(say(&mut ada, "m1", "My lantern came broken", &[&picture]).await["type"], "ack");
        ada.words().await;
        let form = ada.request_form(Some("order_question")).await;
        let values = json!({"order_number": "LL-1", "email": "ada@example.org", "name": "Ada Grove"});
        assert_eq!(ada.submit(&form, &values).await["type"], "ack");
        let mail = house.mails_are(1).await.pop().unwrap();
        assert!(mail.text.contains(&format!("[file: ada-grove.png, {} bytes]", PNG.len())), "{}", mail.text);
        house.rest().await;
        let talk = ada.conversation.clone().unwrap();
        let body = serde_json::to_value(&house.transcript(&talk).await[0].body).unwrap();
        let lead = house.leads(&bot).await[0].lead.id.clone();
        let mut tx = house.app.tx().await.unwrap();
        erase::erase(&mut tx, &bot, &lead, None).await.unwrap();
        tx.commit().await.unwrap();
        house.rest().await;
        assert_eq!(lying(house), Vec::<String>::new());
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM attachment").await, 0);
        assert_eq!(get(house, &link(&body["files"][0]), None).await.status(), 404);
        assert!(ConversationId::parse(&talk).is_some());
    }
}

/// The owner of another organisation, signed in.
async fn other_house(house: &crate::support::house::House) -> Agent {
    let hash = password::hash(PASSWORD).unwrap();
    let mut tx = house.app.tx().await.unwrap();
    let home = organisation::create(&mut tx, "Elsewhere").await.unwrap();
    let new = NewMember { email: "eve@elsewhere.example", name: "Eve", role: Role::Owner, password_hash: &hash };
    member::add(&mut tx, &home, &new).await.unwrap();
    tx.commit().await.unwrap();
    Agent::sign_in(&house.url(""), "eve@elsewhere.example", PASSWORD).await
}
