//! The program is killed without a word, and the database goes away under it: what was acked is there, what was not is
//! said not to be, and what was owed is done once.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::binary::{self, Server};
use crate::support::house::{Engine, OWNER};
use crate::support::visitor::Visitor;
use crate::support::{postgres, stories, until};

/// An installation as an owner makes it at a terminal: its data, its settings, its bot's key.
pub async fn install(engine: Engine) -> (TempDir, Vec<(String, String)>, String) {
    let data = tempfile::tempdir().unwrap();
    let mut settings = vec![
        ("FRONTDESK_MAIL__FILES".to_owned(), data.path().join("mail").display().to_string()),
        ("FRONTDESK_MAIL__FROM".to_owned(), "desk@desk.example".to_owned()),
        ("FRONTDESK_PASSWORD".to_owned(), "correct horse battery".to_owned()),
        // A story writes faster than a person.
        ("FRONTDESK_LIMITS__MESSAGE_BURST".to_owned(), "1000".to_owned()),
    ];
    if engine == Engine::Postgres {
        settings.push(("FRONTDESK_DATABASE__URL".to_owned(), postgres::database().await));
    }
    let key = found(data.path(), &settings);
    (data, settings, key)
}

/// Makes the first member and a bot by the terminal; gives the bot's key.
pub fn found(data: &Path, settings: &[(String, String)]) -> String {
    let done = |arguments: &[&str]| {
        let output = binary::run(data, settings, arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    done(&["member", "add", "--email", OWNER, "--name", "Mirela Oakes"]);
    let told = done(&["bot", "add", "--name", "Loam & Lantern", "--recipient", OWNER]);
    told.split("data-bot=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a snippet").to_owned()
}

/// Every e-mail that left.
pub fn mails(data: &Path) -> Vec<String> {
    let files = std::fs::read_dir(data.join("mail")).into_iter().flatten().flatten().map(|entry| entry.path());
    let letters = files.filter(|path| path.extension().is_some_and(|end| end == "eml"));
    letters.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

fn bodies(visitor: &Visitor, author: &str) -> Vec<Value> {
    visitor.log.values().filter(|message| message["author"] == author).map(|message| message["body"].clone()).collect()
}

/// What a dead node had begun is done by another when its lease ends, some seconds later: they pass. On SQLite there is no
/// other node, and the next start takes the leases back by itself.
pub async fn let_leases_end(settings: &[(String, String)]) {
    let Some((_, url)) = settings.iter().find(|(name, _)| name == "FRONTDESK_DATABASE__URL") else { return };
    let pool = sqlx::PgPool::connect(url).await.unwrap();
    sqlx::raw_sql("UPDATE job SET leased_until = 0 WHERE leased_until IS NOT NULL").execute(&pool).await.unwrap();
    pool.close().await;
}

/// Killed right after each of these acks: five questions, a form, its submission.
async fn killed_after_every_ack(engine: Engine) {
    let (data, settings, key) = install(engine).await;
    let mut server = Server::start(data.path(), &settings);
    let mut ada = Visitor::arrive(&format!("ws://{}/ws?bot={key}", server.address)).await;
    ada.open().await;
    let mut said = Vec::new();
    // Each has an answer of its own: the same is not said again and again.
    for (n, text) in ["Hello", "How are you?", "Are you a bot?", "Thank you", "Goodbye"].into_iter().enumerate() {
        assert_eq!(ada.say_as(&format!("q{n}"), text).await["type"], "ack");
        said.push(text);
        server.kill();
        let_leases_end(&settings).await;
        server = Server::start(data.path(), &settings);
        ada.url = format!("ws://{}/ws?bot={key}", server.address);
        ada.resume().await;
        // Nobody knows whether the ack was heard: it is sent again.
        assert_eq!(ada.say_as(&format!("q{n}"), text).await["type"], "ack");
    }
    let form = ada.request_form(Some("refund_request")).await;
    let values = json!({"order_number": "LL-20418", "email": "ada@example.org", "name": "Ada Grove"});
    assert_eq!(ada.submit_as("sent", &form, &values).await["type"], "ack");
    server.kill();
    let_leases_end(&settings).await;
    let server = Server::start(data.path(), &settings);
    ada.url = format!("ws://{}/ws?bot={key}", server.address);
    ada.resume().await;
    assert_eq!(ada.submit_as("sent", &form, &values).await["type"], "ack");

    until("the e-mail", || async { (!mails(data.path()).is_empty()).then_some(()) }).await;
    while !bodies(&ada, "bot")
        .iter()
        .any(|body| body["text"].as_str().is_some_and(|text| text.starts_with("Thank you, Ada.")))
    {
        ada.hear_up_to(ada.seq() + 1).await;
    }
    // All that is owed was done before the thanks, in one lane; a second of the same would stand in the log.
    let mut whole = Visitor::with_secret(&ada.url, &ada.secret).await;
    whole.open().await;
    assert_eq!(whole.log, ada.log);
    let texts: Vec<Value> = bodies(&ada, "visitor").into_iter().filter(|body| body["kind"] == "text").collect();
    assert_eq!(texts.iter().map(|body| body["text"].as_str().unwrap()).collect::<Vec<_>>(), said);
    assert_eq!(bodies(&ada, "visitor").iter().filter(|body| body["kind"] == "receipt").count(), 1);
    let answers = bodies(&ada, "bot").iter().filter(|body| body["kind"] == "text").count();
    assert_eq!(
        answers,
        said.len() + 1,
        "each question is answered once, and the form thanked for once: {:#?}",
        ada.log
    );
    let mails = mails(data.path());
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("LL-20418"));
    drop(server);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_after_every_ack_nothing_is_lost_or_doubled_on_sqlite() {
    killed_after_every_ack(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_after_every_ack_nothing_is_lost_or_doubled_on_postgres() {
    killed_after_every_ack(Engine::Postgres).await;
}

stories! {
    async fn a_database_that_takes_nothing_is_said_so_and_nothing_is_half_written(house) {
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("When are you open?").await;
        ada.words().await;
        let form = ada.request_form(Some("refund_request")).await;
        house.rest().await;
        // Long enough that no page has room for it.
        let long = "lantern ".repeat(480);
        let before = house.number("SELECT COUNT(*) AS n FROM message").await;
        refuse_writes(house, true).await;
        let error = ada.say_as("kept", &long).await;
        assert_eq!((&error["type"], &error["code"], &error["id"]), (&json!("error"), &json!("unavailable"), &json!("kept")));
        let values = json!({"order_number": "LL-1", "email": "ada@example.org", "name": "Ada", "reason": long});
        refuse_writes(house, true).await;
        let error = ada.submit_as("form", &form, &values).await;
        assert_eq!(error["code"], "unavailable");
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message").await, before);
        for table in ["SELECT COUNT(*) AS n FROM lead", "SELECT COUNT(*) AS n FROM submission", "SELECT COUNT(*) AS n FROM job"] {
            assert_eq!(house.number(table).await, 0, "{table}");
        }
        refuse_writes(house, false).await;
        assert_eq!(ada.say_as("kept", &long).await["type"], "ack");
        assert_eq!(ada.submit_as("form", &form, &values).await["type"], "ack");
        house.rest().await;
        assert_eq!(house.leads(&bot).await.len(), 1);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE author = 'visitor'").await, 3);
    }
}

/// SQLite: the disk is full. PostgreSQL: every connection is cut, and new ones may only read.
async fn refuse_writes(house: &crate::support::house::House, refuse: bool) {
    match &house.app.db {
        frontdesk::db::Db::Sqlite(_) => {
            let limit = if refuse { "PRAGMA max_page_count = 1" } else { "PRAGMA max_page_count = 1073741823" };
            // The limit is the writer's. One below the present size holds at the present size.
            house.app.tx().await.unwrap().all(limit, vec![]).await.unwrap();
            if refuse {
                fill_free_space(house).await;
            }
        }
        frontdesk::db::Db::Postgres(pool) => {
            let mode = if refuse { "on" } else { "off" };
            let name: String = sqlx::query_scalar("SELECT current_database()").fetch_one(pool).await.unwrap();
            let alter = format!("ALTER DATABASE {name} SET default_transaction_read_only = {mode}");
            let mut admin: sqlx::PgConnection = sqlx::ConnectOptions::connect(&*pool.connect_options()).await.unwrap();
            sqlx::raw_sql("SET default_transaction_read_only = off").execute(&mut admin).await.unwrap();
            sqlx::raw_sql(sqlx::AssertSqlSafe(alter)).execute(&mut admin).await.unwrap();
            let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
            sqlx::raw_sql(cut).execute(&mut admin).await.unwrap();
        }
    }
}

/// Writes into what free pages there are, so that the next write needs one more.
async fn fill_free_space(house: &crate::support::house::House) {
    write_alone(house, "CREATE TABLE filler (text TEXT)").await.ok();
    for size in [4_000, 400, 40, 4] {
        let insert = format!("INSERT INTO filler (text) VALUES ('{}')", "x".repeat(size));
        while write_alone(house, &insert).await.is_ok() {}
    }
}

async fn write_alone(house: &crate::support::house::House, text: &str) -> frontdesk::error::Result<()> {
    let mut tx = house.app.tx().await?;
    tx.exec(sqlx::AssertSqlSafe(text), vec![]).await?;
    tx.commit().await
}
