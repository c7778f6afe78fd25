//! A copy of a SQLite database: made while it is written to, checked, and whole on disk before it has its name.
//!
//! Everything runs on a connection of its own and blocks: call it off the runtime. It never writes over a file, and never
//! gives a copy that it has not read back. What PostgreSQL does instead is in [`postgres`], the way back in [`restore`].

pub mod postgres;
pub mod restore;

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use rusqlite::{Connection, OpenFlags};

/// What a database holds, in a few numbers that its owner can compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The last migration it has seen.
    pub version: i64,
    /// Conversations.
    pub conversations: i64,
    /// Messages in them.
    pub messages: i64,
    /// Leads.
    pub leads: i64,
}

/// A copy that was made and checked.
#[derive(Clone, Debug)]
pub struct Copy {
    /// Where it is.
    pub file: PathBuf,
    /// How large it is.
    pub bytes: u64,
    /// What is in it.
    pub contents: Contents,
}

/// Copies the database at `source` into a new file, while others read and write it.
///
/// `VACUUM INTO` reads one snapshot: all that was committed before it began is in it, and nobody waits for it.
///
/// # Errors
/// When the source is no database, the file exists, or the copy is not sound. Then there is no file.
pub fn copy(source: &Path, file: &Path) -> anyhow::Result<Copy> {
    let mut contents = None;
    write_new(file, |draft| {
        let conn = open(source, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        conn.execute("VACUUM INTO ?1", [draft.display().to_string()]).context("copying the database")?;
        contents = Some(examine(draft).context("the copy was read back")?);
        Ok(())
    })?;
    let contents = contents.context("the copy was not examined")?;
    Ok(Copy { file: file.to_owned(), bytes: fs::metadata(file)?.len(), contents })
}

/// What a SQLite file of Frontdesk's holds, after its every page and index was checked.
///
/// # Errors
/// When it is no database, none of Frontdesk's, or damaged.
pub fn examine(file: &Path) -> anyhow::Result<Contents> {
    let conn = open(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let contents = contents(&conn)?;
    let said: String = conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).context("it is damaged")?;
    if said != "ok" {
        bail!("it is damaged: {said}");
    }
    Ok(contents)
}

fn contents(conn: &Connection) -> anyhow::Result<Contents> {
    let count = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0));
    let ours = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('_sqlx_migrations', 'organisation', 'conversation', 'message', 'lead')";
    let tables = count(ours).context("it is no SQLite database, or damaged")?;
    if tables != 5 {
        bail!("it is a SQLite database, but none of Frontdesk's");
    }
    Ok(Contents {
        version: count("SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations WHERE success")?,
        conversations: count("SELECT COUNT(*) FROM conversation")?,
        messages: count("SELECT COUNT(*) FROM message")?,
        leads: count("SELECT COUNT(*) FROM lead")?,
    })
}

/// Opens a file that is there; makes none.
pub(super) fn open(file: &Path, mode: OpenFlags) -> anyhow::Result<Connection> {
    let conn = Connection::open_with_flags(file, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .with_context(|| format!("{} could not be opened", file.display()))?;
    conn.busy_timeout(Duration::from_secs(30))?;
    Ok(conn)
}

/// Makes a new file for its owner's eyes alone: under another name until it is whole and on disk, and never over a file
/// that is there.
pub(super) fn write_new(file: &Path, write: impl FnOnce(&Path) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let taken = || format!("{} is there already; name another file", file.display());
    if file.symlink_metadata().is_ok() {
        bail!(taken());
    }
    let folder = folder_of(file);
    make_folder(folder)?;
    let name = file.file_name().context("a backup needs a file's name")?.to_string_lossy();
    let draft = folder.join(format!(".{name}.{}.part", std::process::id()));
    let written = create_private(&draft).map_err(anyhow::Error::from).and_then(|_| write(&draft)).and_then(|()| {
        File::open(&draft)?.sync_all()?;
        match fs::hard_link(&draft, file) {
            Ok(()) => fs::remove_file(&draft)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => bail!(taken()),
            // A file system without links: looked at once more, then named.
            Err(_) if file.symlink_metadata().is_err() => fs::rename(&draft, file)?,
            Err(error) => return Err(error.into()),
        }
        Ok(sync_folder(folder)?)
    });
    if written.is_err() {
        // What is left of a failed attempt; that it cannot be removed changes nothing about the failure.
        let _ = fs::remove_file(&draft);
    }
    written.with_context(|| format!("{} was not written", file.display()))
}

/// The folder a file is in.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn make_folder(folder: &Path) -> anyhow::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).with_context(|| format!("the folder {} could not be made", folder.display()))
}

/// An empty file that was not there.
pub(super) fn create_private(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

/// A name in a folder is on disk only once the folder is.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// A name in `folder` that no file has: `stem.ending`, or `stem-2.ending` and on.
#[must_use]
pub fn free_name(folder: &Path, stem: &str, ending: &str) -> PathBuf {
    let plain = folder.join(format!("{stem}.{ending}"));
    let numbered = (2..).map(|n| folder.join(format!("{stem}-{n}.{ending}")));
    std::iter::once(plain.clone()).chain(numbered).find(|path| path.symlink_metadata().is_err()).unwrap_or(plain)
}

#[cfg(test)]
mod tests;
