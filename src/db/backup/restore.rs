//! The way back: a copy takes the place of a SQLite database, or nothing changes.
//!
//! Whoever calls holds the data folder ([`crate::db::hold`]). The file that is given is only read: all checks run on a
//! copy beside the database, which then takes its name in one step. What was there before is kept.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use rusqlite::OpenFlags;

use super::{Contents, create_private, examine, folder_of, free_name, open, sync_folder};
use crate::db::migrate;

/// What was done.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What the database holds now.
    pub contents: Contents,
    /// Where its predecessor is, where there was one.
    pub kept: Option<PathBuf>,
}

/// What a file is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A SQLite database.
    Sqlite,
    /// `pg_dump`'s custom format.
    PostgresDump,
    /// Neither.
    Other,
}

/// Looks at a file's first bytes.
///
/// # Errors
/// When it cannot be read.
pub fn kind(file: &Path) -> anyhow::Result<Kind> {
    let mut first = Vec::new();
    let opened = File::open(file).with_context(|| format!("{} could not be read", file.display()))?;
    opened.take(16).read_to_end(&mut first).with_context(|| format!("{} could not be read", file.display()))?;
    // SQLite's file format 1.3, "Database header"; pg_dump's pg_backup_archiver.c, "PGDMP".
    Ok(if first == b"SQLite format 3\0" {
        Kind::Sqlite
    } else if first.starts_with(b"PGDMP") {
        Kind::PostgresDump
    } else {
        Kind::Other
    })
}

/// Puts `file` in the place of `database`, and what was there into `backups` under a name that begins with `stem`.
///
/// # Errors
/// When the file is no sound database of Frontdesk's, or of a newer version; then nothing has changed.
pub fn restore(file: &Path, database: &Path, backups: &Path, stem: &str) -> anyhow::Result<Restored> {
    if kind(file)? != Kind::Sqlite {
        bail!("{} is no SQLite database; nothing was changed", file.display());
    }
    if let (Ok(one), Ok(other)) = (file.canonicalize(), database.canonicalize())
        && one == other
    {
        bail!("{} is the database itself; nothing was changed", file.display());
    }
    let folder = folder_of(database);
    let draft = folder.join(format!(".restore.{}.part", std::process::id()));
    let outcome =
        draw(file, &draft).with_context(|| format!("{} was not restored, nothing was changed", file.display()));
    let done = outcome.and_then(|contents| {
        let kept = keep(database, backups, stem).context("what was there could not be kept, so nothing was changed")?;
        File::open(&draft)?.sync_all()?;
        fs::rename(&draft, database).context("the copy could not be put in place; the database is as it was")?;
        sync_folder(folder)?;
        Ok(Restored { contents, kept })
    });
    for ending in ["", "-wal", "-shm", "-journal"] {
        // Gone already, or left of a failure that is told.
        let _ = fs::remove_file(beside(&draft, ending));
    }
    done
}

/// Copies the file, folds what stands in a log beside it into the copy, and checks that.
fn draw(file: &Path, draft: &Path) -> anyhow::Result<Contents> {
    for ending in ["", "-wal"] {
        let from = beside(file, ending);
        if ending.is_empty() || from.exists() {
            io::copy(&mut File::open(&from)?, &mut create_private(&beside(draft, ending))?)?;
        }
    }
    let conn = open(draft, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    conn.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).context("it is no SQLite database, or damaged")?;
    drop(conn);
    let contents = examine(draft)?;
    let newest = migrate::newest();
    if contents.version > newest {
        bail!(
            "it is from a newer version of Frontdesk (migration {}, this program knows {newest}); restore it with that version",
            contents.version
        );
    }
    Ok(contents)
}

/// Keeps what is there, and leaves it as one file without a log: a log that outlived its database would be read into the
/// next one.
fn keep(database: &Path, backups: &Path, stem: &str) -> anyhow::Result<Option<PathBuf>> {
    if !database.exists() {
        return Ok(None);
    }
    let kept = free_name(backups, stem, "db");
    let folded = open(database, OpenFlags::SQLITE_OPEN_READ_WRITE).and_then(|conn| {
        let busy: i64 = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy != 0 {
            bail!("another program writes to it");
        }
        Ok(())
    });
    // A sound database is copied by SQLite; a damaged one, the reason for most restores, byte by byte with its log.
    if super::copy(database, &kept).is_err() {
        for ending in ["", "-wal"] {
            let from = beside(database, ending);
            if ending.is_empty() || from.exists() {
                let to = beside(&kept, ending);
                super::write_new(&to, |draft| {
                    io::copy(&mut File::open(&from)?, &mut File::options().write(true).open(draft)?)?;
                    Ok(())
                })?;
            }
        }
    } else {
        folded?;
    }
    for ending in ["-wal", "-shm"] {
        match fs::remove_file(beside(database, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    sync_folder(folder_of(database))?;
    Ok(Some(kept))
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
