//! The program is killed in the middle of an import, again and again: it goes on at the next start, and doubles nothing.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use crate::crash::{install, let_leases_end};
use crate::support::agent::Agent;
use crate::support::binary::{self, Server};
use crate::support::house::{Engine, OWNER, http};

/// Lines of the file; each twentieth is a person who was there ten lines before, so it becomes a follow-up.
const LINES: usize = 1_000;

fn file() -> String {
    (0..LINES).fold(String::from("Name,Email\n"), |mut file, n| {
        let who = if n % 20 == 19 { n - 10 } else { n };
        let _ = writeln!(file, "Ann {who},ann{who}@mail.example");
        file
    })
}

/// How many lines of the task's page are done, and whether it says that all are.
async fn so_far(base: &str, owner: &Agent, task: &str) -> (usize, bool) {
    let page = http().get(format!("{base}{task}")).header("cookie", &owner.cookie).send().await.unwrap();
    let page = page.text().await.unwrap();
    let done = page.split("<progress").nth(1).and_then(|rest| rest.split("value=\"").nth(1)).expect("a task");
    (done.split('"').next().unwrap().parse().unwrap(), page.contains("<b>Done</b>"))
}

async fn killed_in_the_middle(engine: Engine) {
    let (data, settings, key) = install(engine).await;
    let people = data.path().join("people.csv");
    std::fs::write(&people, file()).unwrap();
    let arguments = ["import", "--bot", &key, "--as", OWNER, people.to_str().unwrap()];
    let told = binary::run(data.path(), &settings, &arguments);
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let task = told.split_once("/tasks/").map(|(_, id)| format!("/tasks/{}", id.trim())).expect("a task");

    let (mut kills, mut seen) = (0, 0);
    let going = async {
        loop {
            let server = Server::start(data.path(), &settings);
            let base = format!("http://{}", server.address);
            let owner = Agent::sign_in(&base, OWNER, "correct horse battery").await;
            let before = seen;
            loop {
                let (done, is_done) = so_far(&base, &owner, &task).await;
                assert!(done >= seen, "what was done stays done");
                seen = done;
                if is_done {
                    return server;
                }
                if kills < 3 && seen > before {
                    break;
                }
            }
            server.kill();
            kills += 1;
            let_leases_end(&settings).await;
        }
    };
    let server = tokio::time::timeout(Duration::from_secs(120), going).await.expect("it goes on");
    assert!(kills >= 2, "it was done before it could be killed: {kills}");
    let said = server.stop();
    assert!(!said.iter().any(|line| line.contains("ERROR")), "{said:#?}");

    let out = binary::run(data.path(), &settings, &["export", "--bot", &key]).stdout;
    let mut reader = csv::Reader::from_reader(out.as_slice());
    let head = reader.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|column| column == name).unwrap();
    let (email, number) = (column("Email"), column("Submissions"));
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let people: BTreeSet<&str> = rows.iter().map(|row| &row[email]).collect();
    assert_eq!((rows.len(), people.len()), (LINES * 19 / 20, LINES * 19 / 20), "each person once");
    let submissions: usize = rows.iter().map(|row| row[number].parse::<usize>().unwrap()).sum();
    assert_eq!(submissions, LINES, "each line once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_is_killed_goes_on_and_doubles_nothing_on_sqlite() {
    killed_in_the_middle(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_is_killed_goes_on_and_doubles_nothing_on_postgres() {
    killed_in_the_middle(Engine::Postgres).await;
}
