//! Writes each mail into a directory as one `.eml` file, for the demo and for a first look.
//!
//! The name comes from the Message-ID, so a mail sent again after a crash replaces itself. A file
//! appears whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::{Receipt, SendError};
use crate::notify::message::Built;

pub(super) async fn write(dir: PathBuf, built: Built) -> Result<Receipt, SendError> {
    let accepted = built.to.iter().map(ToString::to_string).collect();
    let name = file_name(&built.message_id);
    in_background(move || put(&dir, &name, &built.bytes).map(|()| name)).await.map(|name| Receipt {
        server_words: format!("written to {name}"),
        accepted,
        refused: Vec::new(),
    })
}

pub(super) async fn check(dir: PathBuf) -> Result<(), SendError> {
    in_background(move || {
        open_dir(&dir)?;
        let probe = dir.join(temporary_name("check"));
        create(&probe)?;
        fs::remove_file(probe)
    })
    .await
}

async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, SendError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|error| SendError::temporary(&format!("the mail directory: {error}"))),
        Err(_) => Err(SendError::temporary("the mail directory: the writer stopped")),
    }
}

/// What the file of an e-mail is called. Readable, and still one name for one Message-ID: the readable part drops characters, the hash
/// of the whole id does not.
pub fn file_name(message_id: &str) -> String {
    let bare = message_id.trim_matches(['<', '>']);
    let readable: String = bare
        .chars()
        .take(80)
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' })
        .collect();
    let hash = hex::encode(Sha256::digest(bare));
    format!("{}-{}.eml", readable.trim_start_matches('.'), &hash[..12])
}

fn put(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    open_dir(dir)?;
    let temporary = dir.join(temporary_name(name));
    let written = create(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let placed = written.and_then(|()| fs::rename(&temporary, dir.join(name)));
    if placed.is_err() {
        // What is left of a failed attempt; that it can't be removed changes nothing for the mail.
        let _ = fs::remove_file(&temporary);
        return placed;
    }
    // The new name itself is on disk only once the directory is.
    File::open(dir)?.sync_all()
}

fn temporary_name(name: &str) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!(".{name}.{}-{}.tmp", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Mails hold visitors' details: only the account that runs Frontdesk may read them.
fn open_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_the_same_each_time_and_never_leaves_the_directory() {
        assert_eq!(file_name("<a.b@h>"), file_name("a.b@h"));
        assert_ne!(file_name("a/b@h"), file_name("a_b@h"));
        for id in ["<../../etc/passwd@h>", "<.hidden@h>", "<a\\b:c@h>"] {
            let name = file_name(id);
            assert!(!name.contains(['/', '\\', ':']) && !name.starts_with('.'), "{name}");
        }
    }

    #[test]
    fn putting_a_mail_twice_leaves_one_whole_file() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("mail");
        put(&inner, "a.eml", b"first, longer").unwrap();
        put(&inner, "a.eml", b"second").unwrap();
        let names: Vec<_> = fs::read_dir(&inner).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names, ["a.eml"]);
        assert_eq!(fs::read(inner.join("a.eml")).unwrap(), b"second");
    }

    #[tokio::test]
    async fn a_directory_that_cannot_be_made_is_reported_and_worth_another_try() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        let error = check(file.join("below")).await.unwrap_err();
        assert!(!error.permanent);
        assert!(error.words.starts_with("the mail directory: "), "{}", error.words);
    }
}
