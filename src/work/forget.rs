//! What an erasure leaves to be done outside its transaction: e-mails that lie here as files, and the bytes of what was
//! overwritten in the database.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use crate::app::App;
use crate::config::MailWay;
use crate::error::{Error, Result};
use crate::job::Outcome;
use crate::notify::mail;

/// Removes the e-mails of these Message-IDs, where e-mails are written into files. It runs behind the lead's own e-mails:
/// one that was just being written is there by now.
pub(super) async fn mails(app: &App, mails: &[String]) -> Result<Outcome> {
    if let MailWay::Files(dir) = &app.config.mail.way {
        let (dir, names) = (dir.clone(), mails.iter().map(|id| mail::file_name(id)).collect::<Vec<_>>());
        let removed = tokio::task::spawn_blocking(move || remove(&dir, &names)).await.map_err(anyhow::Error::new)?;
        removed.map_err(|error| Error::Unavailable(format!("the mail directory: {error}")))?;
    }
    Ok(Outcome::Done)
}

/// Removes these files, and what a crash left of an attempt to write them; none of them there is as well.
fn remove(dir: &Path, names: &[String]) -> io::Result<()> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let (path, found) = entry.map(|entry| (entry.path(), entry.file_name().to_string_lossy().into_owned()))?;
        let is_one = |name: &String| found == *name || found.starts_with(&format!(".{name}."));
        if names.iter().any(is_one) {
            wipe(&path)?;
        }
    }
    fs::File::open(dir)?.sync_all()
}

/// Overwrites a file, then removes it.
fn wipe(path: &Path) -> io::Result<()> {
    let mut file = match OpenOptions::new().write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(0);
    file.write_all(&vec![0; length])?;
    file.sync_all()?;
    fs::remove_file(path)
}

/// Clears the database's own leavings. Somebody may be reading from before: then again in a moment.
pub(super) async fn bytes(app: &App) -> Result<Outcome> {
    if app.db.forget().await? {
        return Ok(Outcome::Done);
    }
    Ok(Outcome::Retry { after: Duration::from_secs(2), why: "somebody still reads from the database's log".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_mails_go_with_what_a_crash_left_of_them() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a.eml", ".a.eml.77-1.tmp", "b.eml", "ab.eml"] {
            fs::write(dir.path().join(name), name).unwrap();
        }
        remove(dir.path(), &["a.eml".to_owned(), "absent.eml".to_owned()]).unwrap();
        remove(&dir.path().join("nowhere"), &["a.eml".to_owned()]).unwrap();
        let mut left: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["ab.eml", "b.eml"]);
    }
}
