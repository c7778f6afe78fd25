//! The program is killed right after it has said "erased": at its next start the rest goes on.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::bytes;
use crate::crash::{install, mails};
use crate::support::agent::Agent;
use crate::support::binary::Server;
use crate::support::house::{Engine, OWNER, http};
use crate::support::visitor::Visitor;
use crate::support::{until, until_within};

const WORDS: [&str; 4] = ["quillfeather", "zinaida", "qf-7771234", "peregrination"];

fn traces(data: &Path) -> Vec<String> {
    bytes::in_files(data, &WORDS.map(str::to_owned))
}

/// Killed as soon as the answer is there, again and again until nothing is left to do.
async fn killed_after_the_answer(engine: Engine) {
    let (data, settings, key) = install(engine).await;
    let server = Server::start(data.path(), &settings);
    let mut zina = Visitor::arrive(&format!("ws://{}/ws?bot={key}", server.address)).await;
    zina.open().await;
    zina.say("My peregrination ended here").await;
    zina.words().await;
    let form = zina.request_form(Some("refund_request")).await;
    let values =
        json!({"order_number": "QF-7771234", "email": "zinaida@quillfeather.example", "name": "Zinaida Quillfeather"});
    assert_eq!(zina.submit(&form, &values).await["type"], "ack");
    until("the e-mail", || async { (!mails(data.path()).is_empty()).then_some(()) }).await;
    assert!(!traces(data.path()).is_empty());

    let base = format!("http://{}", server.address);
    let owner = Agent::sign_in(&base, OWNER, "correct horse battery").await;
    let get = |path: String| http().get(format!("{base}{path}")).header("cookie", &owner.cookie).send();
    let list = get("/leads".into()).await.unwrap().text().await.unwrap();
    let lead = list.split("data-lead=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a lead").to_owned();
    let csrf = list.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let form = [("csrf", csrf.as_str()), ("word", "ERASE")];
    let answer = http()
        .post(format!("{base}/leads/{lead}/erase"))
        .header("cookie", &owner.cookie)
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status().as_u16(), 303);
    server.kill();

    let server = Server::start(data.path(), &settings);
    if engine == Engine::Postgres {
        // What the dead one had begun is done by another when its lease ends.
        let lease = Duration::from_secs(60);
        until_within(lease, "the e-mail's file to go", || async { mails(data.path()).is_empty().then_some(()) }).await;
    }
    until("the bytes to go", || async { traces(data.path()).is_empty().then_some(()) }).await;
    assert!(mails(data.path()).is_empty());
    let said = server.stop();
    assert!(!said.iter().any(|line| line.contains("ERROR")), "{said:#?}");
    assert_eq!(traces(data.path()), Vec::<String>::new(), "and after it has stopped");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_after_the_answer_leaves_the_rest_for_the_next_start_on_sqlite() {
    killed_after_the_answer(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_after_the_answer_leaves_the_rest_for_the_next_start_on_postgres() {
    killed_after_the_answer(Engine::Postgres).await;
}
