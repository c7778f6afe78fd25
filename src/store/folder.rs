//! Files in a folder: `ab/cd/<id>`, by the last letters of the id, which are spread evenly.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use tokio::fs::{self, File};
use tokio::io::AsyncReadExt as _;

use super::{PIECE, Pieces, Spool};
use crate::id::AttachmentId;

/// How old a file that comes in may be.
const BROKEN_OFF: Duration = Duration::from_hours(24);

#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) const fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Where files come in to: on the same disk, so that they can be moved.
    pub(super) fn coming(&self) -> PathBuf {
        self.0.join("coming")
    }

    fn path(&self, id: &AttachmentId) -> PathBuf {
        // An id is its prefix and 26 letters of plain ASCII, and nothing else (`id`).
        let letters = id.as_str();
        let (head, last) = letters.split_at(letters.len().saturating_sub(2));
        self.0.join(&head[head.len().saturating_sub(2)..]).join(last).join(letters)
    }

    pub(super) async fn keep(&self, id: &AttachmentId, mut spool: Spool) -> io::Result<()> {
        spool.end().await?;
        let (from, to, root) = (spool.path().to_owned(), self.path(id), self.0.clone());
        tokio::task::spawn_blocking(move || place(&from, &to, &root)).await.map_err(io::Error::other)??;
        spool.was_moved();
        Ok(())
    }

    pub(super) async fn read(&self, id: &AttachmentId) -> io::Result<Option<Pieces>> {
        match File::open(self.path(id)).await {
            Ok(file) => Ok(Some(pieces(file))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn remove(&self, id: &AttachmentId) -> io::Result<()> {
        match fs::remove_file(self.path(id)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    pub(super) async fn tidy(&self) {
        let Ok(mut found) = fs::read_dir(self.coming()).await else { return };
        while let Ok(Some(entry)) = found.next_entry().await {
            let age = entry.metadata().await.and_then(|data| data.modified()).ok().and_then(|at| at.elapsed().ok());
            if age.is_some_and(|age| age > BROKEN_OFF) {
                // Another node may have removed it.
                let _ = fs::remove_file(entry.path()).await;
            }
        }
    }

    pub(super) fn place(&self) -> String {
        self.0.display().to_string()
    }
}

/// Moves a whole file to its place, and lets the disk know of it up to the root: after a power cut it is there.
fn place(from: &Path, to: &Path, root: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or(root);
    std::fs::create_dir_all(folder)?;
    std::fs::rename(from, to)?;
    #[cfg(unix)]
    for folder in folder.ancestors().take_while(|folder| folder.starts_with(root)) {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// A file's bytes, a piece at a time.
pub(super) fn pieces(file: File) -> Pieces {
    let next = |mut file: File| async move {
        let mut piece = BytesMut::with_capacity(PIECE);
        match file.read_buf(&mut piece).await {
            Ok(0) => None,
            Ok(_) => Some((Ok(Bytes::from(piece)), file)),
            Err(error) => Some((Err(error), file)),
        }
    };
    stream::unfold(file, next).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id as _;

    #[tokio::test]
    async fn what_is_kept_is_read_back_and_what_is_broken_off_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::new(home.path().join("attachments"));
        let id = AttachmentId::parse("att_01234567890123456789abcdef").unwrap();
        let mut spool = Spool::open(folder.coming()).await.unwrap();
        spool.write(b"one ").await.unwrap();
        spool.write(b"two").await.unwrap();
        folder.keep(&id, spool).await.unwrap();
        let read: Vec<_> = folder.read(&id).await.unwrap().unwrap().map(|piece| piece.unwrap()).collect().await;
        assert_eq!(read.concat(), b"one two");
        assert!(home.path().join("attachments/cd/ef/att_01234567890123456789abcdef").is_file());
        folder.remove(&id).await.unwrap();
        folder.remove(&id).await.unwrap();
        assert!(folder.read(&id).await.unwrap().is_none());
        let mut spool = Spool::open(folder.coming()).await.unwrap();
        spool.write(b"half of it").await.unwrap();
        drop(spool);
        assert_eq!(std::fs::read_dir(folder.coming()).unwrap().count(), 0);
    }
}
