//! What shares a commit: each verb whole or not at all, told in order, on disk before it is told.

use std::sync::{Arc, Mutex};

use tempfile::TempDir;

use super::Sqlite;
use super::writer::Turn;
use crate::db::value::IntoValue as _;
use crate::error::{Error, Result};

async fn open() -> (TempDir, Sqlite) {
    let folder = tempfile::tempdir().unwrap();
    let file = Sqlite::open(folder.path().join("a.db")).await.unwrap();
    let mut turn = file.begin().await.unwrap();
    write(&mut turn, "CREATE TABLE line (n BIGINT NOT NULL UNIQUE)").unwrap();
    turn.commit(Box::new(|| {})).await.unwrap();
    (folder, file)
}

fn write(turn: &mut Turn, sql: &'static str) -> Result<u64> {
    turn.execute(&sqlx::SqlSafeStr::into_sql_str(sql), &[])
}

fn insert(turn: &mut Turn, n: i64) -> Result<u64> {
    turn.execute(&sqlx::SqlSafeStr::into_sql_str("INSERT INTO line (n) VALUES ($1)"), &[n.into_value()])
}

/// What stands in the file, as another process would find it.
fn stored(file: &Sqlite) -> Vec<i64> {
    let conn = rusqlite::Connection::open(file.path()).unwrap();
    let mut statement = conn.prepare("SELECT n FROM line ORDER BY n").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_share_commits_and_each_is_on_disk_when_it_hears_so() {
    let (_folder, file) = open().await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let one = |n: i64| {
        let (file, told) = (file.clone(), Arc::clone(&told));
        tokio::spawn(async move {
            let mut turn = file.begin().await.unwrap();
            insert(&mut turn, n).unwrap();
            if n % 10 == 3 {
                // Fails in the midst of its work, and takes back what it wrote.
                assert!(insert(&mut turn, n).is_err());
                return;
            }
            if n % 10 == 7 {
                return drop(turn);
            }
            turn.commit(Box::new(move || told.lock().unwrap().push(n))).await.unwrap();
            assert!(stored(&file).contains(&n), "{n} was told and is not there");
        })
    };
    let all: Vec<_> = (0..200).map(one).collect();
    for task in all {
        task.await.unwrap();
    }
    let expected: Vec<i64> = (0..200).filter(|n| ![3, 7].contains(&(n % 10))).collect();
    assert_eq!(stored(&file), expected);
    let mut told = told.lock().unwrap().clone();
    told.sort_unstable();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn those_in_line_share_one_flush_in_the_order_of_their_turns() {
    let (_folder, file) = open().await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let mut first = file.begin().await.unwrap();
    insert(&mut first, 0).unwrap();
    let waiting: Vec<_> = (1..=3)
        .map(|n| {
            let (file, told) = (file.clone(), Arc::clone(&told));
            tokio::spawn(async move {
                let mut turn = file.begin().await.unwrap();
                // The first has given its turn on, and yet is not told: it waits for the flush with us.
                assert!(told.lock().unwrap().is_empty());
                insert(&mut turn, n).unwrap();
                turn.commit(Box::new(move || told.lock().unwrap().push(n))).await.unwrap();
            })
        })
        .collect();
    // All of them stand in line now: the runtime has one thread, and each runs until it waits.
    tokio::task::yield_now().await;
    let own = Arc::clone(&told);
    first.commit(Box::new(move || own.lock().unwrap().push(0))).await.unwrap();
    for task in waiting {
        task.await.unwrap();
    }
    assert_eq!(*told.lock().unwrap(), [0, 1, 2, 3]);
}

#[tokio::test]
async fn who_waits_no_longer_is_stored_and_told_all_the_same() {
    let (_folder, file) = open().await;
    let mut turn = file.begin().await.unwrap();
    insert(&mut turn, 1).unwrap();
    let (done, heard) = tokio::sync::oneshot::channel();
    let commit = turn.commit(Box::new(move || done.send(()).unwrap()));
    // Polled once and dropped, as when a browser goes away.
    assert!(futures_util::FutureExt::now_or_never(commit).is_none());
    heard.await.unwrap();
    assert_eq!(stored(&file), [1]);
}

#[tokio::test]
async fn when_sqlite_takes_everything_back_everyone_hears_it_and_the_next_may_write() {
    let (_folder, file) = open().await;
    let mut turn = file.begin().await.unwrap();
    insert(&mut turn, 1).unwrap();
    let second = tokio::spawn({
        let file = file.clone();
        async move {
            let mut turn = file.begin().await.unwrap();
            // As a full disk does it, at a moment that a test cannot choose.
            assert!(write(&mut turn, "INSERT OR ROLLBACK INTO line (n) VALUES (1)").is_err());
            // What was lost stays lost: nothing may be written outside of a transaction.
            assert!(insert(&mut turn, 2).is_err());
            assert!(turn.commit(Box::new(|| panic!("it was not stored"))).await.is_err());
        }
    });
    tokio::task::yield_now().await;
    assert!(turn.commit(Box::new(|| panic!("it was not stored"))).await.is_err());
    second.await.unwrap();
    assert!(stored(&file).is_empty());
    let mut turn = file.begin().await.unwrap();
    insert(&mut turn, 3).unwrap();
    turn.commit(Box::new(|| {})).await.unwrap();
    assert_eq!(stored(&file), [3]);
}

#[tokio::test]
async fn a_disk_that_is_full_for_one_is_not_full_for_all() {
    let (_folder, file) = open().await;
    let mut turn = file.begin().await.unwrap();
    turn.rows(&sqlx::SqlSafeStr::into_sql_str("PRAGMA max_page_count = 1"), &[], 1).unwrap();
    insert(&mut turn, 1).unwrap();
    let large = tokio::spawn({
        let file = file.clone();
        async move {
            let mut turn = file.begin().await.unwrap();
            let filled = write(
                &mut turn,
                "INSERT INTO line (n) WITH RECURSIVE c (x) AS (SELECT 9 UNION ALL SELECT x + 1 FROM c WHERE x < 99999) SELECT x FROM c",
            );
            assert!(matches!(filled, Err(Error::Unavailable(_))), "{filled:?}");
        }
    });
    tokio::task::yield_now().await;
    turn.commit(Box::new(|| {})).await.unwrap();
    large.await.unwrap();
    assert_eq!(stored(&file), [1]);
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let (_folder, file) = open().await;
    let mut reader = file.read().await.unwrap();
    let refused = reader.execute(sqlx::SqlSafeStr::into_sql_str("INSERT INTO line (n) VALUES (1)"), vec![]).await;
    assert!(refused.is_err());
}

/// How long the log of this file is, in pages (SQLite's file format 4.1: a head of 24 bytes before each page).
fn log_of(file: &Sqlite) -> i64 {
    let log = std::fs::metadata(file.path().with_extension("db-wal")).unwrap().len();
    i64::try_from(log).unwrap() / (4096 + 24)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_stays_bounded_while_writes_never_pause_and_others_read() {
    // A megabyte each, three times what the log may hold.
    const WRITTEN: i64 = 200;
    let (_folder, file) = open().await;
    let mut turn = file.begin().await.unwrap();
    write(&mut turn, "CREATE TABLE page (n BIGINT NOT NULL, body BLOB NOT NULL)").unwrap();
    turn.commit(Box::new(|| {})).await.unwrap();
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (file, stop) = (file.clone(), Arc::clone(&stop));
            tokio::spawn(async move {
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    let mut reader = file.read().await.unwrap();
                    let newest = sqlx::SqlSafeStr::into_sql_str("SELECT n FROM page ORDER BY rowid DESC LIMIT 20");
                    reader.rows(newest, vec![], 20).await.unwrap();
                }
            })
        })
        .collect();
    let mut longest = 0;
    for n in 0..WRITTEN {
        let mut turn = file.begin().await.unwrap();
        let sql = sqlx::SqlSafeStr::into_sql_str("INSERT INTO page (n, body) VALUES ($1, zeroblob(1000000))");
        turn.execute(&sql, &[n.into_value()]).unwrap();
        turn.commit(Box::new(|| {})).await.unwrap();
        longest = longest.max(log_of(&file));
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    for reader in readers {
        reader.await.unwrap();
    }
    let most = i64::from(super::checkpoint::MOST);
    assert!(longest < most + 4_000, "{longest} pages");
    file.close().await;
    assert!(!file.path().with_extension("db-wal").exists(), "it was folded, and is gone");
    let conn = rusqlite::Connection::open(file.path()).unwrap();
    let count: i64 = conn.query_row("SELECT COUNT(*) FROM page", [], |row| row.get(0)).unwrap();
    assert_eq!(count, WRITTEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_is_folded_beside_those_who_write_and_begins_anew() {
    let (_folder, file) = open().await;
    let mut turn = file.begin().await.unwrap();
    write(&mut turn, "CREATE TABLE page (body BLOB NOT NULL)").unwrap();
    write(&mut turn, "INSERT INTO page (body) VALUES (zeroblob(20000000))").unwrap();
    turn.commit(Box::new(|| {})).await.unwrap();
    let length = log_of(&file);
    assert!(length > 4_000);
    // The file has the pages once the thread has been there; asked of the file alone, since the log has them anyway.
    let folded = async {
        while std::fs::metadata(file.path()).unwrap().len() < 20_000_000 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), folded).await.expect("folded though nobody writes");
}
