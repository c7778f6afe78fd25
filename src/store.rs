//! Where people's files lie: in the data folder, or in S3-compatible storage. It knows ids and bytes, and nothing of whose
//! they are or what they hold.
//!
//! A file comes in to a place of its own in the data folder first (`spool`), whatever its bytes are stored in: so what breaks
//! off leaves nothing, and what is refused was never stored.

mod folder;
mod s3;
pub mod sign;
mod spool;

use std::io;

use bytes::Bytes;
use futures_util::stream::BoxStream;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::id::AttachmentId;
use crate::time::Timestamp;
use folder::Folder;
use s3::S3;
pub use spool::Spool;

/// So many bytes are read at once.
const PIECE: usize = 64 * 1024;

/// A file's bytes, piece by piece.
pub type Pieces = BoxStream<'static, io::Result<Bytes>>;

/// Where files lie.
#[derive(Clone, Debug)]
pub struct Store {
    folder: Folder,
    bucket: Option<S3>,
}

impl Store {
    /// As the settings say. Nothing is touched before a file comes in.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self { folder: Folder::new(config.data_dir.join("attachments")), bucket: config.bucket.clone().map(S3::new) }
    }

    /// A place for a file to come in to.
    ///
    /// # Errors
    /// `Unavailable` when the data folder cannot be written.
    pub async fn spool(&self) -> Result<Spool> {
        Spool::open(self.folder.coming()).await.map_err(|error| unwritable(&error))
    }

    /// Keeps what came in under this id; when this returns, it is safe. `digest` is its SHA-256, in hexadecimal.
    ///
    /// # Errors
    /// `Unavailable` when the storage does not take it.
    pub async fn keep(&self, id: &AttachmentId, spool: Spool, digest: &str, now: Timestamp) -> Result<()> {
        match &self.bucket {
            Some(bucket) => bucket.put(id, spool, digest, now).await,
            None => self.folder.keep(id, spool).await.map_err(|error| unwritable(&error)),
        }
    }

    /// The bytes of a file; none where there are none.
    ///
    /// # Errors
    /// `Unavailable` when the storage does not answer.
    pub async fn read(&self, id: &AttachmentId, now: Timestamp) -> Result<Option<Pieces>> {
        match &self.bucket {
            Some(bucket) => bucket.get(id, now).await,
            None => self.folder.read(id).await.map_err(|error| unwritable(&error)),
        }
    }

    /// Removes a file; one that is gone already is as good.
    ///
    /// # Errors
    /// `Unavailable` when the storage does not answer.
    pub async fn remove(&self, id: &AttachmentId, now: Timestamp) -> Result<()> {
        match &self.bucket {
            Some(bucket) => bucket.delete(id, now).await,
            None => self.folder.remove(id).await.map_err(|error| unwritable(&error)),
        }
    }

    /// Removes what came in and was broken off by the end of an earlier process, more than a day ago.
    pub async fn tidy(&self) {
        self.folder.tidy().await;
    }

    /// Whether the storage can be written, read and emptied, tried with a file of a few bytes; and where it is, in words.
    ///
    /// # Errors
    /// Why not.
    pub async fn examine(&self, id: &AttachmentId, now: Timestamp) -> Result<()> {
        const WORDS: &[u8] = b"frontdesk";
        let mut spool = self.spool().await?;
        spool.write(WORDS).await.map_err(|error| unwritable(&error))?;
        let digest = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(WORDS));
        self.keep(id, spool, &digest, now).await?;
        let is_there = self.read(id, now).await?.is_some();
        self.remove(id, now).await?;
        if is_there { Ok(()) } else { Err(Error::Unavailable("what was stored is not there".to_owned())) }
    }

    /// Where files lie, in words.
    #[must_use]
    pub fn place(&self) -> String {
        self.bucket.as_ref().map_or_else(|| self.folder.place(), S3::place)
    }

    /// Whether only this machine has them.
    #[must_use]
    pub const fn is_local(&self) -> bool {
        self.bucket.is_none()
    }
}

fn unwritable(error: &io::Error) -> Error {
    Error::Unavailable(format!("the folder for files: {error}"))
}
