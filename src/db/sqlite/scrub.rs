//! Clearing what SQLite leaves behind within its pages.
//!
//! With `secure_delete` a deleted cell and a freed page are overwritten. But a page that is put together anew while it is
//! split (`rebuildPage` in btree.c) keeps its cells' old places as they were, in the gap between its list of cells and
//! their content; when such a cell is deleted later, the copy stays. About one in a thousand deleted rows is still to be
//! read there. Here every page's gap is overwritten, by the table `sqlite_dbpage`, which SQLite has where it is built
//! with it (`.cargo/config.toml`); elsewhere the file is written anew as a whole (`VACUUM`), which takes longer, and
//! writers wait meanwhile. The format: "Database File Format", 1.6 "B-tree Pages".

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};

/// How many pages are looked at in one go, and at most written in one transaction: others wait no longer than that.
const PIECE: usize = 256;

/// How long another's transaction is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// From so many pages on, a page that is no b-tree could begin like one: its first byte belongs to a number of a page.
const MOST: i64 = 0x0200_0000;

/// Overwrites what is left in every page; gives how many had something. Blocks.
pub(super) fn scrub(path: &Path) -> rusqlite::Result<usize> {
    let mut conn = Connection::open(path)?;
    super::prepare(&conn, "PRAGMA synchronous = FULL")?;
    conn.busy_timeout(PATIENCE)?;
    // Samples of the columns, where somebody has run ANALYZE: they hold values as they are.
    let sampled = "SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat4'";
    if conn.query_row(sampled, [], |_| Ok(())).optional()?.is_some() {
        conn.execute("DELETE FROM sqlite_stat4", [])?;
    }
    let pages: i64 = conn.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    let has_pages = "SELECT 1 FROM pragma_module_list WHERE name = 'sqlite_dbpage'";
    if pages >= MOST || conn.query_row(has_pages, [], |_| Ok(())).optional()?.is_none() {
        conn.execute_batch("PRAGMA temp_store = FILE; VACUUM")?;
        return Ok(0);
    }
    let mut cleared = 0;
    for first in (1..=pages).step_by(PIECE) {
        let mut dirty = Vec::new();
        for page in (first..=pages).take(PIECE) {
            if read(&conn, page)?.is_some_and(|mut data| clear(page, &mut data)) {
                dirty.push(page);
            }
        }
        if dirty.is_empty() {
            continue;
        }
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for page in dirty {
            // As it is now: somebody may have written meanwhile.
            if let Some(mut data) = read(&tx, page)?
                && clear(page, &mut data)
            {
                tx.prepare_cached("UPDATE sqlite_dbpage SET data = ?2 WHERE pgno = ?1")?.execute((page, data))?;
                cleared += 1;
            }
        }
        tx.commit()?;
    }
    Ok(cleared)
}

/// A page as it stands; none where the file has become shorter.
fn read(conn: &Connection, page: i64) -> rusqlite::Result<Option<Vec<u8>>> {
    conn.prepare_cached("SELECT data FROM sqlite_dbpage WHERE pgno = ?1")?
        .query_row([page], |row| row.get(0))
        .optional()
}

/// Overwrites what no cell uses; says whether there was anything. A page of another kind, or one whose numbers make no
/// sense, is left alone.
fn clear(page: i64, data: &mut [u8]) -> bool {
    // The first page begins with the file's own header.
    let head = if page == 1 { 100 } else { 0 };
    let number =
        |data: &[u8], at: usize| data.get(at..at + 2).map(|two| usize::from(u16::from_be_bytes([two[0], two[1]])));
    let list = match data.get(head) {
        Some(2 | 5) => head + 12,
        Some(10 | 13) => head + 8,
        _ => return false,
    };
    let (Some(mut free), Some(cells), Some(content)) =
        (number(data, head + 1), number(data, head + 3), number(data, head + 5))
    else {
        return false;
    };
    let content = if content == 0 { 65_536 } else { content };
    let gap = list + 2 * cells;
    if gap > content || content > data.len() {
        return false;
    }
    let mut had = wipe(&mut data[gap..content]);
    // Free blocks lie in the order of their places; each begins with the next one's place and its own size.
    while free != 0 {
        let (Some(next), Some(size)) = (number(data, free), number(data, free + 2)) else { break };
        if size < 4 || free + size > data.len() || (next != 0 && next < free + size) {
            break;
        }
        had |= wipe(&mut data[free + 4..free + size]);
        free = next;
    }
    had
}

/// Overwrites with zeros; says whether it was anything else.
fn wipe(bytes: &mut [u8]) -> bool {
    let had = bytes.iter().any(|byte| *byte != 0);
    bytes.fill(0);
    had
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows that grow in the middle of full pages, and a bystander's index in no order: pages are rebuilt.
    fn crowd(conn: &Connection) -> Vec<String> {
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON;
             CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, key TEXT UNIQUE)",
        )
        .unwrap();
        let mut seed = 7_u64;
        let mut word = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            format!("{:012x}", seed >> 16)
        };
        let mut names = Vec::new();
        conn.execute_batch("BEGIN").unwrap();
        for n in 0..6_000_i64 {
            let name = word();
            conn.execute("INSERT INTO person VALUES (?1, ?2, ?3)", (n, &name, format!("k{name}"))).unwrap();
            names.push(name);
            if n % 2 == 1 {
                let other = (n * 7_919 + 3_571) % n;
                let name = "SELECT name FROM person WHERE id = ?1";
                let short: String = conn.query_row(name, [other], |row| row.get(0)).unwrap();
                let long = format!("{short} with a longer name");
                conn.execute("UPDATE person SET name = ?2 WHERE id = ?1", (other, long)).unwrap();
            }
        }
        conn.execute_batch("COMMIT").unwrap();
        names
    }

    fn left(file: &Path, names: &[String]) -> usize {
        let mut bytes = std::fs::read(file).unwrap();
        bytes.extend(std::fs::read(file.with_extension("db-wal")).unwrap_or_default());
        let text = String::from_utf8_lossy(&bytes).into_owned();
        names.iter().filter(|name| text.contains(*name)).count()
    }

    #[test]
    fn what_a_rebuilt_page_keeps_of_deleted_rows_goes() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("t.db");
        let conn = Connection::open(&file).unwrap();
        let names = crowd(&conn);
        let gone: Vec<String> = names.iter().step_by(3).cloned().collect();
        for name in &gone {
            conn.execute("UPDATE person SET name = NULL, key = NULL WHERE key = ?1", [format!("k{name}")]).unwrap();
        }
        super::super::checkpoint::empty(&file).unwrap();
        let before = left(&file, &gone);
        assert!(before > 0, "secure_delete alone would do, and this file could go");
        let has_pages = conn.query_row("SELECT 1 FROM pragma_module_list WHERE name = 'sqlite_dbpage'", [], |_| Ok(()));
        assert!(has_pages.is_ok(), "built without sqlite_dbpage: see .cargo/config.toml");
        assert!(scrub(&file).unwrap() > 0);
        assert!(super::super::checkpoint::empty(&file).unwrap());
        assert_eq!(left(&file, &gone), 0, "{before} before");
        let said: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(said, "ok");
        let kept: i64 =
            conn.query_row("SELECT COUNT(*) FROM person WHERE key IS NOT NULL", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, 4_000);
        assert_eq!(scrub(&file).unwrap(), 0, "once is enough");
    }

    #[test]
    fn a_page_that_makes_no_sense_is_left_alone() {
        for bytes in
            [vec![], vec![13], vec![13, 0, 0, 0xff, 0xff, 0, 1, 0], vec![0; 64], vec![13, 0, 9, 0, 0, 0, 8, 0, 0]]
        {
            let mut data = bytes.clone();
            clear(2, &mut data);
            assert_eq!(data, bytes);
        }
    }
}
