//! A whole installation moves from SQLite to PostgreSQL, and nobody who knew it notices.

use std::fs;
use std::path::Path;
use std::process::Output;

use frontdesk::config::{Config, Overrides};
use frontdesk::lead::list::{self, Look};
use frontdesk::{bot, cli, demo, organisation};
use serde_json::Value;

use crate::support::binary::{self, Server};
use crate::support::house::http;
use crate::support::postgres;
use crate::support::visitor::Visitor;

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn on(url: &str) -> Vec<(String, String)> {
    vec![("FRONTDESK_DATABASE__URL".into(), url.into())]
}

/// What an owner sees of their leads.
#[derive(Debug, PartialEq)]
struct Seen {
    login: demo::Login,
    leads: Vec<String>,
    key: String,
}

/// Opens the installation through the library, seeded as a demo.
async fn look(data: &Path, url: Option<&str>) -> Seen {
    let environment = url.map(on).unwrap_or_default();
    let overrides = Overrides { data: Some(data.to_owned()), listen: None };
    let config = Config::load(None, environment.into_iter(), overrides).unwrap();
    let app = cli::commands::open(config).await.unwrap();
    let login = demo::seed(&app).await.unwrap();
    let mut conn = app.db.read().await.unwrap();
    let home = organisation::first(&mut conn).await.unwrap().unwrap();
    let (mut leads, mut key) = (Vec::new(), String::new());
    for bot in bot::list(&mut conn, &home.id).await.unwrap() {
        let page = list::page(&mut conn, &bot.id, &Look::default()).await.unwrap();
        leads.extend(page.lines.iter().map(|line| format!("{line:?}")));
        key = bot.key;
    }
    drop(conn);
    app.db.close().await;
    Seen { login, leads, key }
}

/// Signs in as a browser would; where it is sent.
async fn sign_in(server: &Server, login: &demo::Login) -> String {
    let fields = [("email", login.email.as_str()), ("password", login.password.as_str())];
    let request = http().post(format!("http://{}/login", server.address)).form(&fields);
    let answer = request.header("origin", format!("http://{}", server.address)).send().await.unwrap();
    assert_eq!(answer.status(), 303, "{:?}", answer.text().await);
    answer.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_installation_moves_to_postgresql_with_all_it_knows() {
    let data = tempfile::tempdir().unwrap();
    let before = look(data.path(), None).await;
    assert!(before.leads.len() > 5);
    let server = Server::start(data.path(), &[]);
    let mut ada = Visitor::arrive(&format!("ws://{}/ws?bot={}", server.address, before.key)).await;
    ada.open().await;
    // What a line of COPY would take for something else.
    let odd = "a\\N b\\.\ttab \\\\ \"q\" 'x' ü 👍";
    assert_eq!(ada.say_as("odd", odd).await["type"], "ack");
    ada.told().await;
    let target = postgres::database().await;
    let running = binary::run(data.path(), &[], &["migrate", "--to", &target]);
    assert!(!running.status.success() && told(&running).contains("is in use"), "{}", told(&running));
    server.kill();
    let file = data.path().join("frontdesk.db");
    let source = fs::read(&file).unwrap();

    let moved = binary::run(data.path(), &[], &["migrate", "--to", &target]);
    assert!(moved.status.success(), "{}", told(&moved));
    assert!(told(&moved).contains("Set database.url") && told(&moved).contains("message: "), "{}", told(&moved));
    assert_eq!(fs::read(&file).unwrap(), source, "the source is only read");

    assert_eq!(look(data.path(), Some(&target)).await, before);
    let server = Server::start(data.path(), &on(&target));
    assert_eq!(sign_in(&server, &before.login).await, "/leads");
    // She comes back with what she has, and then with nothing but her secret.
    ada.url = format!("ws://{}/ws?bot={}", server.address, before.key);
    let opened = ada.resume().await;
    assert_eq!(opened["conversation"].as_str(), ada.conversation.as_deref());
    assert_eq!(opened["messages"], Value::Array(Vec::new()), "nothing was missed");
    let mut anew = Visitor::with_secret(&ada.url, &ada.secret).await;
    anew.open().await;
    assert_eq!(anew.log, ada.log);
    assert!(anew.log.values().any(|message| message["body"]["text"] == odd));
    // Sent again after the move, it is the same message still.
    let seq = ada.seq();
    ada.say_as("odd", odd).await;
    assert!(ada.say("hello again").await["seq"].as_i64().unwrap() > seq);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_holds_anything_is_left_as_it_is() {
    let data = tempfile::tempdir().unwrap();
    look(data.path(), None).await;
    let target = postgres::database().await;
    let pool = sqlx::PgPool::connect(&target).await.unwrap();
    let counted = || async {
        let count = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'";
        sqlx::query_scalar::<_, i64>(count).fetch_one(&pool).await.unwrap()
    };
    sqlx::raw_sql("CREATE TABLE holiday (day TEXT)").execute(&pool).await.unwrap();
    let said = told(&binary::run(data.path(), &[], &["migrate", "--to", &target]));
    assert!(said.contains("is not empty") && said.contains("holiday"), "{said}");
    assert_eq!(counted().await, 1);
    sqlx::raw_sql("DROP TABLE holiday").execute(&pool).await.unwrap();

    // A target that holds nothing but its tables is as good as an empty one; here one of them breaks the move half-way.
    assert!(binary::run(data.path(), &on(&target), &["migrate"]).status.success());
    sqlx::raw_sql("ALTER TABLE message ADD CONSTRAINT short CHECK (length(body) < 60)").execute(&pool).await.unwrap();
    let failed = binary::run(data.path(), &[], &["migrate", "--to", &target]);
    assert!(!failed.status.success() && told(&failed).contains("the table message"), "{}", told(&failed));
    let bots: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM bot").fetch_one(&pool).await.unwrap();
    assert_eq!(bots, 0, "nothing of it stays");
    sqlx::raw_sql("ALTER TABLE message DROP CONSTRAINT short").execute(&pool).await.unwrap();
    // A side that changes what it is given is found out, row by row.
    sqlx::raw_sql(
        "CREATE FUNCTION smudge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := NEW.name || '.'; RETURN NEW; END $$;
         CREATE TRIGGER smudge BEFORE INSERT ON contact FOR EACH ROW EXECUTE FUNCTION smudge()",
    )
    .execute(&pool)
    .await
    .unwrap();
    let smudged = binary::run(data.path(), &[], &["migrate", "--to", &target]);
    assert!(!smudged.status.success() && told(&smudged).contains("came over changed"), "{}", told(&smudged));
    sqlx::raw_sql("DROP TRIGGER smudge ON contact").execute(&pool).await.unwrap();
    let moved = binary::run(data.path(), &[], &["migrate", "--to", &target]);
    assert!(moved.status.success(), "{}", told(&moved));
    let again = binary::run(data.path(), &[], &["migrate", "--to", &target]);
    assert!(!again.status.success() && told(&again).contains("has rows"), "{}", told(&again));
}

#[tokio::test]
async fn a_move_that_makes_no_sense_is_told_so() {
    let data = tempfile::tempdir().unwrap();
    let said = |settings: &[(String, String)], to: &str| {
        let output = binary::run(data.path(), settings, &["migrate", "--to", to]);
        assert!(!output.status.success());
        told(&output)
    };
    assert!(said(&[], "sqlite:other.db").contains("expected postgres://"));
    assert!(said(&[], "postgres://127.0.0.1:1/x").contains("there is no database"));
    assert!(said(&on("postgres://127.0.0.1:1/x"), "postgres://127.0.0.1:1/y").contains("on PostgreSQL already"));
    look(data.path(), None).await;
    let unreachable = said(&[], "postgres://desk:hunter2@127.0.0.1:1/x");
    assert!(unreachable.contains("could not be reached") && !unreachable.contains("hunter2"), "{unreachable}");
}
