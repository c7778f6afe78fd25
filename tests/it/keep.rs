//! An owner keeps copies: made while visitors write, restored into another folder and in place, and never half.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use tempfile::TempDir;

use crate::crash::install;
use crate::support::binary::{self, Server};
use crate::support::house::Engine;
use crate::support::visitor::Visitor;
use crate::support::{postgres, until};

type Settings = Vec<(String, String)>;

const DATABASE: &str = "FRONTDESK_DATABASE__URL";

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn done(data: &Path, settings: &Settings, arguments: &[&str]) -> String {
    let output = binary::run(data, settings, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    told(&output)
}

fn refused(data: &Path, settings: &Settings, arguments: &[&str]) -> String {
    let output = binary::run(data, settings, arguments);
    assert!(!output.status.success(), "{arguments:?}: {}", told(&output));
    told(&output)
}

fn socket(server: &Server, key: &str) -> String {
    format!("ws://{}/ws?bot={key}", server.address)
}

/// Somebody who writes until told to stop; they come back with how many of their words had been acked.
struct Writer {
    acked: Arc<AtomicU32>,
    task: tokio::task::JoinHandle<Visitor>,
}

async fn writer(url: &str, stop: Arc<AtomicBool>) -> Writer {
    let mut visitor = Visitor::arrive(url).await;
    visitor.open().await;
    let acked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&acked);
    let task = tokio::spawn(async move {
        while !stop.load(Ordering::Relaxed) {
            let n = count.load(Ordering::Relaxed) + 1;
            let ack = visitor.say_as(&format!("w{n}"), &format!("lantern {n}")).await;
            assert_eq!(ack["type"], "ack", "{ack}");
            count.store(n, Ordering::Relaxed);
        }
        visitor
    });
    Writer { acked, task }
}

/// Every word that was acked before `acked` was read is in the log of whoever comes back, and the log has no gap.
async fn nothing_is_missing(url: &str, visitor: &Visitor, acked: u32) {
    let mut back = Visitor::with_secret(url, &visitor.secret).await;
    back.open().await;
    let words: Vec<&str> = back
        .log
        .values()
        .filter(|message| message["author"] == "visitor")
        .map(|message| message["body"]["text"].as_str().unwrap())
        .collect();
    assert!(words.len() >= acked as usize, "{} of {acked} acked", words.len());
    for (at, word) in words.iter().enumerate() {
        assert_eq!(*word, format!("lantern {}", at + 1), "in their order, none twice");
    }
    let seqs: Vec<i64> = back.log.keys().copied().collect();
    let first = *seqs.first().unwrap();
    assert_eq!(seqs, (first..first + i64::try_from(seqs.len()).unwrap()).collect::<Vec<_>>(), "no gap");
    assert_eq!(first, 1);
}

async fn backed_up_under_load(engine: Engine) {
    let (data, mut settings, key) = install(engine).await;
    settings.push(("FRONTDESK_LIMITS__MESSAGE_BURST".into(), "10000".into()));
    settings.push(("FRONTDESK_LIMITS__MESSAGES_A_MINUTE".into(), "100000".into()));
    let server = Server::start(data.path(), &settings);
    let stop = Arc::new(AtomicBool::new(false));
    let mut writers = Vec::new();
    for _ in 0..4 {
        writers.push(writer(&socket(&server, &key), Arc::clone(&stop)).await);
    }
    until("some words", || async { writers.iter().all(|w| w.acked.load(Ordering::Relaxed) >= 20).then_some(()) }).await;
    let before: Vec<u32> = writers.iter().map(|w| w.acked.load(Ordering::Relaxed)).collect();
    let (folder, set) = (data.path().to_owned(), settings.clone());
    let said = tokio::task::spawn_blocking(move || done(&folder, &set, &["backup"])).await.unwrap();
    // They wrote on meanwhile, and were acked.
    until("more words", || async {
        writers.iter().zip(&before).all(|(w, before)| w.acked.load(Ordering::Relaxed) > *before).then_some(())
    })
    .await;
    stop.store(true, Ordering::Relaxed);
    let mut visitors = Vec::new();
    for writer in writers {
        visitors.push(writer.task.await.unwrap());
    }
    server.kill();

    let copy = only_backup(data.path());
    assert!(said.contains("4 conversations") && said.contains("frontdesk restore"), "{said}");
    private(&copy);
    let (elsewhere, settings) = elsewhere(settings, engine).await;
    let said = done(elsewhere.path(), &settings, &["restore", copy.to_str().unwrap()]);
    assert!(said.contains("4 conversations"), "{said}");
    let server = Server::start(elsewhere.path(), &settings);
    for (visitor, before) in visitors.iter().zip(before) {
        nothing_is_missing(&socket(&server, &key), visitor, before).await;
    }
    // The restored one goes on where it stood; the replies that were owed are made meanwhile.
    let mut ada = Visitor::with_secret(&socket(&server, &key), &visitors[0].secret).await;
    ada.open().await;
    let seq = ada.seq();
    assert!(ada.say("still there?").await["seq"].as_i64().unwrap() > seq);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_made_while_visitors_write_holds_all_that_was_acked_before_on_sqlite() {
    backed_up_under_load(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_made_while_visitors_write_holds_all_that_was_acked_before_on_postgres() {
    backed_up_under_load(Engine::Postgres).await;
}

/// The one file that `backup` wrote.
fn only_backup(data: &Path) -> PathBuf {
    let files: Vec<_> = fs::read_dir(data.join("backups")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [file] = files.as_slice() else { panic!("one backup and nothing half: {files:?}") };
    file.clone()
}

fn private(file: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
}

/// Another data folder, or another database.
async fn elsewhere(mut settings: Settings, engine: Engine) -> (TempDir, Settings) {
    settings.retain(|(name, _)| name != DATABASE);
    if engine == Engine::Postgres {
        settings.push((DATABASE.to_owned(), postgres::database().await));
    }
    (tempfile::tempdir().unwrap(), settings)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_keeps_what_was_there_and_never_runs_under_a_server() {
    let (data, settings, key) = install(Engine::Sqlite).await;
    let copy = data.path().join("kept/first.db");
    let copy = copy.to_str().unwrap();
    done(data.path(), &settings, &["backup", copy]);
    assert!(refused(data.path(), &settings, &["backup", copy]).contains("is there already"));

    let server = Server::start(data.path(), &settings);
    let mut ada = Visitor::arrive(&socket(&server, &key)).await;
    ada.open().await;
    ada.say("When are you open?").await;
    let said = refused(data.path(), &settings, &["restore", copy]);
    assert!(said.contains("is in use") && said.contains("stop it first"), "{said}");
    let second = refused(data.path(), &settings, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(second.contains("is in use"), "{second}");
    assert_eq!(ada.say("Still open?").await["type"], "ack");
    // Killed without a word, it holds nothing any more.
    server.kill();

    for _ in 0..2 {
        let said = done(data.path(), &settings, &["restore", copy]);
        assert!(said.contains("0 conversations") && said.contains("before-restore-"), "{said}");
    }
    let kept = fs::read_dir(data.path().join("backups")).unwrap().count();
    assert_eq!(kept, 2);
    let server = Server::start(data.path(), &settings);
    let mut back = Visitor::with_secret(&socket(&server, &key), &ada.secret).await;
    assert_eq!(back.open().await["conversation"], serde_json::Value::Null, "the copy was made before she came");
    server.kill();
    // What was there before the first restore is whole, her words in its log included.
    let mut names: Vec<_> = fs::read_dir(data.path().join("backups")).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort_by_key(|path| fs::metadata(path).unwrap().modified().unwrap());
    done(data.path(), &settings, &["restore", names[0].to_str().unwrap()]);
    let server = Server::start(data.path(), &settings);
    let mut back = Visitor::with_secret(&socket(&server, &key), &ada.secret).await;
    back.open().await;
    assert_eq!(back.log.values().filter(|message| message["author"] == "visitor").count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_restored_changes_nothing() {
    let (data, settings, _) = install(Engine::Sqlite).await;
    let good = data.path().join("good.db");
    done(data.path(), &settings, &["backup", good.to_str().unwrap()]);
    let bytes = fs::read(&good).unwrap();
    let mut torn = bytes.clone();
    let middle = torn.len() / 2 / 4096 * 4096;
    torn[middle..middle + 4096].fill(0xA5);
    let put = |name: &str, bytes: &[u8]| {
        fs::write(data.path().join(name), bytes).unwrap();
        data.path().join(name)
    };
    let before = fs::read(data.path().join("frontdesk.db")).unwrap();
    for (file, words) in [
        (put("torn", &torn), "damaged"),
        (put("half", &bytes[..bytes.len() / 2]), "damaged"),
        (put("list", b"a shopping list"), "no backup of Frontdesk's"),
        (put("dump", b"PGDMP\x01\x0e"), "this installation is on SQLite"),
        (data.path().join("nowhere"), "could not be read"),
    ] {
        let said = refused(data.path(), &settings, &["restore", file.to_str().unwrap()]);
        assert!(said.contains(words), "{}: {said}", file.display());
        assert_eq!(fs::read(data.path().join("frontdesk.db")).unwrap(), before, "{}", file.display());
    }
    assert!(!data.path().join("backups").exists());
    let leavings = fs::read_dir(data.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .filter(|name| name.to_string_lossy().contains("part"));
    assert_eq!(leavings.count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgresql_that_holds_something_is_not_restored_into() {
    let (data, settings, _) = install(Engine::Postgres).await;
    let file = data.path().join("a.dump");
    done(data.path(), &settings, &["backup", file.to_str().unwrap()]);
    private(&file);
    let said = refused(data.path(), &settings, &["restore", file.to_str().unwrap()]);
    assert!(said.contains("an empty one only") && said.contains("createdb"), "{said}");
    let (elsewhere, mut other) = elsewhere(settings, Engine::Postgres).await;
    fs::write(elsewhere.path().join("x.db"), b"SQLite format 3\0 and so on").unwrap();
    let said = refused(elsewhere.path(), &other, &["restore", elsewhere.path().join("x.db").to_str().unwrap()]);
    assert!(said.contains("database.url names a PostgreSQL"), "{said}");
    // Where the programs are not installed, the words say what to run.
    other.push(("PATH".into(), elsewhere.path().display().to_string()));
    let said = refused(elsewhere.path(), &other, &["restore", file.to_str().unwrap()]);
    assert!(said.contains("pg_restore is not installed here") && said.contains("--single-transaction"), "{said}");
}
