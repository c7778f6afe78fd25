//! The doctor finds a sound installation sound, and names what is broken with what to do about it.

use std::path::Path;

use serde_json::Value;

use crate::crash::install;
use crate::smtp::server::{Certificates, Server as MailServer};
use crate::support::binary::{self, Server};
use crate::support::house::Engine;
use crate::support::neighbour::{free_port, nats, nats_url};
use crate::support::twilio::{self, Twilio};

type Settings = Vec<(String, String)>;

/// What it says about each check, and whether it ended well.
struct Visit {
    findings: Vec<(String, String, String)>,
    is_well: bool,
}

impl Visit {
    fn make(data: &Path, settings: &Settings) -> Self {
        let output = binary::run(data, settings, &["doctor", "--json"]);
        let report: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("no report: {}", String::from_utf8_lossy(&output.stderr)));
        let text = |finding: &Value, field: &str| finding[field].as_str().unwrap().to_owned();
        let findings = report["findings"].as_array().unwrap();
        let findings = findings.iter().map(|f| (text(f, "check"), text(f, "state"), text(f, "said"))).collect();
        Self { findings, is_well: output.status.success() }
    }

    /// This check's state and words.
    fn of(&self, check: &str) -> (&str, &str) {
        let found = self.findings.iter().find(|(name, ..)| name == check);
        let (_, state, said) = found.unwrap_or_else(|| panic!("no {check} in {:#?}", self.findings));
        (state, said)
    }

    #[track_caller]
    fn says(&self, check: &str, state: &str, words: &str) {
        let found = self.of(check);
        assert!(
            found.0 == state && found.1.contains(words),
            "{check}: expected {state} with {words:?}, found {found:?}"
        );
    }
}

fn set(settings: &mut Settings, pairs: &[(&str, &str)]) {
    for (name, value) in pairs {
        settings.retain(|(known, _)| known != name);
        settings.push(((*name).to_owned(), (*value).to_owned()));
    }
}

/// What a settings file would hold for a mail server with a login.
fn by_mail(settings: &mut Settings, certificates: &Certificates, server: &MailServer, password: &str) {
    settings.retain(|(name, _)| name != "FRONTDESK_MAIL__FILES");
    let authority = certificates.authority();
    set(
        settings,
        &[
            ("FRONTDESK_MAIL__HOST", "localhost"),
            ("FRONTDESK_MAIL__PORT", &server.port.to_string()),
            ("FRONTDESK_MAIL__USER", "desk"),
            ("FRONTDESK_MAIL__PASSWORD", password),
            ("FRONTDESK_MAIL__CA_FILE", authority.to_str().unwrap()),
        ],
    );
}

async fn a_sound_installation(engine: Engine) {
    let (data, mut settings, _) = install(engine).await;
    let (certificates, twilio) = (Certificates::make(), Twilio::start().await);
    let mail = certificates.server("starttls");
    by_mail(&mut settings, &certificates, &mail, "p@ss word");
    set(
        &mut settings,
        &[
            ("FRONTDESK_TWILIO__ACCOUNT_SID", twilio::ACCOUNT),
            ("FRONTDESK_TWILIO__AUTH_TOKEN", twilio::TOKEN),
            ("FRONTDESK_TWILIO__BASE_URL", &twilio.base),
        ],
    );
    if engine == Engine::Postgres {
        // The test server flushes nothing: what can be set for one database is.
        durable(&settings, "on").await;
    }
    let server = Server::start(data.path(), &settings);
    set(&mut settings, &[("FRONTDESK_SERVER__PUBLIC_URL", &format!("http://{}", server.address))]);
    let (folder, given) = (data.path().to_owned(), settings.clone());
    let visit = tokio::task::spawn_blocking(move || {
        assert!(binary::run(&folder, &given, &["backup"]).status.success());
        Visit::make(&folder, &given)
    })
    .await
    .unwrap();
    for check in ["settings", "migrations", "mail", "twilio", "public url", "clock", "jobs", "backup"] {
        assert_eq!(visit.of(check).0, "ok", "{check}: {:#?}", visit.findings);
    }
    visit.says("public url", "ok", "leads here");
    visit.says("mail", "ok", "no e-mail was sent");
    visit.says("mail TLS", "warning", "localhost's certificate ends");
    assert!(twilio.sent().is_empty());
    let words = format!("{:?}", visit.findings);
    assert!(!words.contains("p@ss word") && !words.contains(twilio::TOKEN), "{words}");
    match engine {
        Engine::Sqlite => {
            visit.says("database", "ok", "write-ahead log, each commit flushed, every page is sound");
            assert!(visit.is_well, "{:#?}", visit.findings);
        }
        // That one is thrown away after the tests, and flushes nothing.
        Engine::Postgres => {
            visit.says("database", "problem", "PostgreSQL's fsync and");
            assert!(!visit.of("database").1.contains("synchronous_commit"));
        }
    }
}

/// Sets `synchronous_commit` for the story's own database.
async fn durable(settings: &Settings, to: &str) {
    let (_, url) = settings.iter().find(|(name, _)| name == "FRONTDESK_DATABASE__URL").unwrap();
    let pool = sqlx::PgPool::connect(url).await.unwrap();
    let name: String = sqlx::query_scalar("SELECT current_database()").fetch_one(&pool).await.unwrap();
    let alter = format!("ALTER DATABASE {name} SET synchronous_commit = {to}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(alter)).execute(&pool).await.unwrap();
    pool.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sound_installation_is_found_sound_on_sqlite() {
    a_sound_installation(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sound_installation_is_found_sound_on_postgres() {
    a_sound_installation(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_broken_is_named_with_what_to_do() {
    let (data, mut settings, _) = install(Engine::Sqlite).await;
    let certificates = Certificates::make();
    let mail = certificates.server("starttls");
    by_mail(&mut settings, &certificates, &mail, "hunter2");
    // A Twilio that knows nobody, and a public address where nobody is.
    let refusing = refusing_twilio().await;
    set(
        &mut settings,
        &[
            ("FRONTDESK_TWILIO__ACCOUNT_SID", twilio::ACCOUNT),
            ("FRONTDESK_TWILIO__AUTH_TOKEN", "wrong"),
            ("FRONTDESK_TWILIO__BASE_URL", &refusing),
            ("FRONTDESK_SERVER__PUBLIC_URL", "http://127.0.0.1:1"),
        ],
    );
    let (folder, given) = (data.path().to_owned(), settings.clone());
    let visit = tokio::task::spawn_blocking(move || Visit::make(&folder, &given)).await.unwrap();
    assert!(!visit.is_well);
    visit.says("mail", "problem", "535");
    visit.says("mail", "problem", "mail.user and mail.password");
    visit.says("twilio", "problem", "twilio.auth_token");
    visit.says("public url", "problem", "Start the server and ask again");
    visit.says("backup", "warning", "frontdesk backup");
    assert!(!format!("{:?}", visit.findings).contains("hunter2"));

    drop(mail);
    let (folder, given) = (data.path().to_owned(), settings.clone());
    let visit = tokio::task::spawn_blocking(move || Visit::make(&folder, &given)).await.unwrap();
    visit.says("mail", "problem", "mail.host, mail.port and mail.security");

    // Another installation answers at the public address.
    let (other, others_settings, _) = install(Engine::Sqlite).await;
    let (own, others) = (Server::start(data.path(), &settings), Server::start(other.path(), &others_settings));
    set(&mut settings, &[("FRONTDESK_SERVER__PUBLIC_URL", &format!("http://{}", others.address))]);
    let (folder, given) = (data.path().to_owned(), settings.clone());
    let visit = tokio::task::spawn_blocking(move || Visit::make(&folder, &given)).await.unwrap();
    visit.says("public url", "problem", "leads to another Frontdesk");
    drop((own, others));
}

/// Answers everything as Twilio answers who has a wrong token.
async fn refusing_twilio() -> String {
    let refuse = || async {
        (
            axum::http::StatusCode::UNAUTHORIZED,
            axum::Json(serde_json::json!({"code": 20003, "message": "Authenticate", "status": 401})),
        )
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, axum::Router::new().fallback(refuse)).await });
    base
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgresql_that_may_lose_what_was_acknowledged_is_a_problem() {
    // Tests may be given a server of the tester's own, which flushes: then this setting is the one that is told.
    let (data, settings, _) = install(Engine::Postgres).await;
    durable(&settings, "off").await;
    let folder = data.path().to_owned();
    let visit = tokio::task::spawn_blocking(move || Visit::make(&folder, &settings)).await.unwrap();
    assert!(!visit.is_well);
    visit.says("database", "problem", "is off: what was acknowledged is lost when its power is cut");
    visit.says("database", "problem", "synchronous_commit");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_file_wrong_settings_and_an_empty_folder_are_told() {
    let (data, settings, _) = install(Engine::Sqlite).await;
    let file = data.path().join("frontdesk.db");
    let bytes = std::fs::read(&file).unwrap();
    let mut torn = bytes.clone();
    let middle = torn.len() / 2 / 4096 * 4096;
    torn[middle..middle + 4096].fill(0xA5);
    std::fs::write(&file, torn).unwrap();
    Visit::make(data.path(), &settings).says("database", "problem", "frontdesk restore");

    let wrong = vec![
        ("FRONTDESK_MAIL__PORT".to_owned(), "many".to_owned()),
        ("FRONTDESK_MAIL__HOTS".to_owned(), "x".to_owned()),
    ];
    let visit = Visit::make(data.path(), &wrong);
    assert!(!visit.is_well && visit.findings.len() == 2, "{:#?}", visit.findings);
    visit.says("settings", "problem", "mail.hots: there is no such setting");

    let home = tempfile::tempdir().unwrap();
    let nowhere = home.path().join("not-yet");
    let visit = Visit::make(&nowhere, &Vec::new());
    visit.says("database", "warning", "the first start makes it");
    assert!(!nowhere.exists(), "it only looks");
    let output = binary::run(&nowhere, &[], &["doctor"]);
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.lines().any(|line| line.starts_with("warning  mail ")), "{told}");
    assert!(told.contains("1 problem") || told.contains("2 problem"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_nats_server_is_met_and_one_that_is_not_is_told_why() {
    let (data, settings, _) = install(Engine::Sqlite).await;
    let (port, nobody) = (free_port(), free_port());
    let mut bell = nats(port);
    bell.start().await;
    let visit = |url: String| {
        let (folder, mut settings) = (data.path().to_owned(), settings.clone());
        set(&mut settings, &[("FRONTDESK_BUS__URL", &url)]);
        async { tokio::task::spawn_blocking(move || Visit::make(&folder, &settings)).await.unwrap() }
    };
    let met = visit(nats_url(port)).await;
    met.says("bus", "ok", &format!("at 127.0.0.1:{port} takes us"));
    met.says("bus", "ok", "ms there and back");
    let wrong = visit(format!("nats://desk:hunter2@127.0.0.1:{port}")).await;
    wrong.says("bus", "problem", "does not take this user and password");
    assert!(!wrong.is_well && !format!("{:?}", wrong.findings).contains("hunter2"));
    visit(format!("nats://127.0.0.1:{nobody}")).await.says("bus", "problem", "nothing listens there");
    // One that answers is enough; the other should be looked after.
    let both = visit(format!("nats://127.0.0.1:{nobody}, {}", nats_url(port))).await;
    both.says("bus", "warning", "nothing listens there");
    assert!(both.findings.iter().any(|(check, state, _)| check == "bus" && state == "ok"), "{:#?}", both.findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_share_a_database_and_no_bus_are_told_of() {
    let (data, settings, _) = install(Engine::Postgres).await;
    let visit = || {
        let (folder, settings) = (data.path().to_owned(), settings.clone());
        async { tokio::task::spawn_blocking(move || Visit::make(&folder, &settings)).await.unwrap() }
    };
    let _one = Server::start(data.path(), &settings);
    let alone = visit().await;
    assert!(!alone.findings.iter().any(|(check, ..)| check == "bus"), "one needs none: {:#?}", alone.findings);
    let _two = Server::start(&data.path().join("two"), &settings);
    visit().await.says("bus", "warning", "2 nodes share this database and bus.url is empty");
}
