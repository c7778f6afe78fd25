//! Starts that cannot be: each ends at once, with a code that is not 0 and words that say what to do.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Output;

use crate::support::binary::{Server, frontdesk, run};
use crate::support::postgres;

/// What it said as it ended; it must have ended badly.
fn complaint(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "it should not have started: {said}");
    assert!(!said.contains("panicked"), "{said}");
    said
}

fn serve(data: &Path, environment: &[(&str, &str)]) -> Output {
    let environment: Vec<_> = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    run(data, &environment, &["serve", "--listen", "127.0.0.1:0"])
}

fn all_in(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "{part:?} is missing in: {said}");
    }
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (data, port) = (tempfile::tempdir().unwrap(), taken.local_addr().unwrap().port());
    let said = complaint(&run(data.path(), &[], &["serve", "--listen", &format!("127.0.0.1:{port}")]));
    all_in(&said, &[&format!("port {port} is taken"), "--listen"]);
}

#[test]
fn an_address_that_is_not_this_machines_is_named() {
    let data = tempfile::tempdir().unwrap();
    let said = complaint(&run(data.path(), &[], &["serve", "--listen", "192.0.2.1:8080"]));
    all_in(&said, &["192.0.2.1:8080", "server.listen"]);
}

#[test]
fn a_data_folder_that_cannot_be_used_is_named() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("a-file");
    fs::write(&file, "not a folder").unwrap();
    all_in(&complaint(&serve(&file, &[])), &["the data folder", "a-file", "--data"]);
    // Rights do not bind root, so there the folder is one that nobody may write to.
    let locked = home.path().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, Permissions::from_mode(0o500)).unwrap();
    let is_root = fs::write(locked.join("probe"), "").is_ok();
    let place = if is_root { Path::new("/proc/self/no-such-folder").to_owned() } else { locked.join("data") };
    all_in(&complaint(&serve(&place, &[])), &["the data folder", &place.display().to_string(), "--data"]);
}

#[test]
fn a_file_that_is_no_database_is_said_so() {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("frontdesk.db"), "this is a shopping list ".repeat(100)).unwrap();
    all_in(&complaint(&serve(data.path(), &[])), &["the database could not be opened"]);
}

#[test]
fn a_postgresql_that_does_not_answer_is_said_so_without_its_password() {
    let data = tempfile::tempdir().unwrap();
    let nobody = "postgres://desk:hunter2@127.0.0.1:1/desk";
    let said = complaint(&serve(data.path(), &[("FRONTDESK_DATABASE__URL", nobody)]));
    all_in(&said, &["the database could not be opened", "database.url"]);
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn a_database_of_a_newer_version_is_left_alone_on_sqlite() {
    let data = tempfile::tempdir().unwrap();
    assert!(run(data.path(), &[], &["migrate"]).status.success());
    let conn = rusqlite::Connection::open(data.path().join("frontdesk.db")).unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', TRUE, x'00', 0)";
    conn.execute_batch(newer).unwrap();
    drop(conn);
    all_in(&complaint(&serve(data.path(), &[])), &["newer version", "9999", "restore"]);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone_on_postgres() {
    let (data, url) = (tempfile::tempdir().unwrap(), postgres::database().await);
    let environment = [("FRONTDESK_DATABASE__URL".to_owned(), url.clone())];
    assert!(run(data.path(), &environment, &["migrate"]).status.success());
    let pool = sqlx::PgPool::connect(&url).await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', TRUE, '\\x00', 0)";
    sqlx::raw_sql(newer).execute(&pool).await.unwrap();
    let output = run(data.path(), &environment, &["serve", "--listen", "127.0.0.1:0"]);
    all_in(&complaint(&output), &["newer version", "9999", "restore"]);
}

#[test]
fn every_wrong_setting_is_told_at_once_with_what_was_expected() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("settings.toml");
    fs::write(
        &file,
        "[server]\npublic_url = \"desk.example\"\n[mail]\nsecurity = \"rot13\"\nport = 99999\nhots = \"typo\"\n",
    )
    .unwrap();
    let output = frontdesk(
        data.path(),
        &[("FRONTDESK_TWILIO__ACCOUNT_SID".into(), "AC1".into())],
        &["serve", "--listen", "nowhere"],
    )
    .arg("--config")
    .arg(&file)
    .output()
    .unwrap();
    all_in(
        &complaint(&output),
        &[
            "server.listen: expected an address with a port",
            "server.public_url: expected a web address",
            "mail.security: expected one of starttls, tls, plain",
            "mail.port: expected a whole number from 1 to 65535",
            "mail.hots: there is no such setting",
            "twilio.account_sid: expected AC and 32",
            "twilio.auth_token: expected",
        ],
    );
    fs::write(&file, "[server\nlisten = ").unwrap();
    let output = frontdesk(data.path(), &[], &["serve"]).arg("--config").arg(&file).output().unwrap();
    all_in(&complaint(&output), &["settings.toml"]);
    let output = frontdesk(data.path(), &[], &["serve", "--config", "/no/such/file.toml"]).output().unwrap();
    all_in(&complaint(&output), &["/no/such/file.toml"]);
}

#[test]
fn the_settings_are_shown_without_their_secrets() {
    let data = tempfile::tempdir().unwrap();
    let environment = [
        ("FRONTDESK_MAIL__HOST", "mx.example"),
        ("FRONTDESK_MAIL__FROM", "a@b.example"),
        ("FRONTDESK_MAIL__PASSWORD", "hunter2"),
    ];
    let environment = environment.map(|(k, v)| (k.to_owned(), v.to_owned()));
    let output = run(data.path(), &environment, &["config"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("mx.example") && !said.contains("hunter2"), "{said}");
}

#[tokio::test]
async fn a_first_start_serves_and_keeps_its_data_to_itself() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("new");
    let server = Server::start(&data, &[]);
    let healthy = crate::support::house::http().get(format!("http://{}/readyz", server.address)).send().await.unwrap();
    assert_eq!(healthy.status(), 200);
    assert_eq!(fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o700);
    server.kill();
}
