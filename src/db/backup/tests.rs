//! A copy is whole, private and never over another file; a restore changes all or nothing.

use std::fs;
use std::path::{Path, PathBuf};

use super::restore::{Kind, kind, restore};
use super::*;
use crate::db::{Db, migrate};
use crate::time::Timestamp;

async fn database(folder: &Path) -> PathBuf {
    let file = folder.join("frontdesk.db");
    let db = Db::open(&format!("sqlite:{}", file.display())).await.unwrap();
    migrate::run(&db, None, Timestamp::from_millis(0)).await.unwrap();
    db.close().await;
    file
}

fn set(file: &Path, value: &str) {
    let conn = open(file, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    conn.execute(
        "INSERT INTO setting (key, value) VALUES ('k', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1",
        [value],
    )
    .unwrap();
}

fn get(file: &Path) -> String {
    let conn = open(file, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    conn.query_row("SELECT value FROM setting WHERE key = 'k'", [], |row| row.get(0)).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_copy_holds_what_was_there_and_is_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = database(folder.path()).await;
    set(&file, "one");
    let to = folder.path().join("kept/a.db");
    let made = copy(&file, &to).unwrap();
    assert_eq!((made.contents.version, made.contents.messages), (migrate::newest(), 0));
    assert_eq!(made.bytes, fs::metadata(&to).unwrap().len());
    assert_eq!(get(&to), "one");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(to.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    }
    let before = fs::read(&to).unwrap();
    let again = format!("{:#}", copy(&file, &to).unwrap_err());
    assert!(again.contains("is there already"), "{again}");
    assert_eq!(fs::read(&to).unwrap(), before);
    assert_eq!(names(to.parent().unwrap()), ["a.db"]);
}

#[tokio::test]
async fn what_was_there_is_kept_and_its_log_never_outlives_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = database(folder.path()).await;
    set(&file, "one");
    let backups = folder.path().join("backups");
    let made = copy(&file, &backups.join("a.db")).unwrap();
    // A log that was never folded in, as a killed server leaves it.
    let conn = open(&file, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    conn.execute("UPDATE setting SET value = 'two' WHERE key = 'k'", []).unwrap();
    let (database, log) = (fs::read(&file).unwrap(), fs::read(folder.path().join("frontdesk.db-wal")).unwrap());
    drop(conn);
    fs::write(&file, database).unwrap();
    fs::write(folder.path().join("frontdesk.db-wal"), log).unwrap();
    let restored = restore(&made.file, &file, &backups, "before").unwrap();
    assert_eq!(get(&file), "one");
    assert_eq!(get(&restored.kept.unwrap()), "two");
    let second = restore(&made.file, &file, &backups, "before").unwrap();
    assert_eq!(second.kept, Some(backups.join("before-2.db")));
    assert_eq!(names(folder.path()).iter().filter(|name| name.contains("part")).count(), 0);
}

#[tokio::test]
async fn what_is_no_sound_database_changes_nothing() {
    let (folder, backups) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = database(folder.path()).await;
    set(&file, "one");
    let good = copy(&file, &folder.path().join("good.db")).unwrap().file;
    let bytes = fs::read(&good).unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let mut torn = bytes.clone();
    let middle = torn.len() / 2;
    torn[middle..middle + 4096].fill(0xA5);
    let other = folder.path().join("other.db");
    open(&put("other.db", b""), OpenFlags::SQLITE_OPEN_READ_WRITE)
        .unwrap()
        .execute_batch("CREATE TABLE t (a)")
        .unwrap();
    let newer = put("newer.db", &bytes);
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', TRUE, x'00', 0)";
    open(&newer, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap().execute(later, []).unwrap();
    for (bad, words) in [
        (put("list.db", b"a shopping list"), "no SQLite database"),
        (put("half.db", &bytes[..bytes.len() / 2]), "damaged"),
        (put("torn.db", &torn), "damaged"),
        (other, "none of Frontdesk's"),
        (newer, "newer version"),
        (file.clone(), "is the database itself"),
        (folder.path().join("nowhere.db"), "could not be read"),
    ] {
        let before = fs::read(&file).unwrap();
        let said = format!("{:#}", restore(&bad, &file, backups.path(), "before").unwrap_err());
        assert!(said.contains(words), "{}: {said}", bad.display());
        assert_eq!(fs::read(&file).unwrap(), before, "{}", bad.display());
        assert_eq!(names(backups.path()), Vec::<String>::new());
    }
    assert_eq!(get(&file), "one");
    assert_eq!(kind(&put("dump", b"PGDMP\x01\x0e\x00 and so on")).unwrap(), Kind::PostgresDump);
}

#[tokio::test]
async fn a_damaged_database_is_kept_byte_by_byte_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let file = database(folder.path()).await;
    let good = copy(&file, &folder.path().join("good.db")).unwrap().file;
    fs::write(&file, b"ruins").unwrap();
    let restored = restore(&good, &file, &folder.path().join("backups"), "before").unwrap();
    assert_eq!(fs::read(restored.kept.unwrap()).unwrap(), b"ruins");
    assert_eq!(examine(&file).unwrap(), restored.contents);
}
