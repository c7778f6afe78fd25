//! A file on its way in: a file of its own, removed by itself when nobody keeps it.

use std::io;
use std::path::{Path, PathBuf};

use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt as _;

use crate::id;

/// What comes in.
#[derive(Debug)]
pub struct Spool {
    path: PathBuf,
    file: Option<File>,
    bytes: u64,
    is_kept: bool,
}

impl Spool {
    pub(super) async fn open(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder).await?;
        let path = folder.join(id::request());
        let file = File::options().write(true).create_new(true).open(&path).await?;
        Ok(Self { path, file: Some(file), bytes: 0, is_kept: false })
    }

    /// The next piece.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        self.bytes += piece.len() as u64;
        match &mut self.file {
            Some(file) => file.write_all(piece).await,
            None => Err(io::Error::other("it has ended")),
        }
    }

    /// All of it is on disk; how many bytes.
    pub(super) async fn end(&mut self) -> io::Result<u64> {
        if let Some(mut file) = self.file.take() {
            file.flush().await?;
            file.sync_all().await?;
        }
        Ok(self.bytes)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// It was moved, and is nobody's to remove.
    pub(super) fn was_moved(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        if !self.is_kept {
            // What cannot be removed now is removed when the folder is tidied.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
