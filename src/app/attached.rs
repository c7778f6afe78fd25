//! A file comes in, by whatever way: begun in the database, its bytes stored, and only then told to be there.

use std::io;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};

use super::App;
use crate::bot::files::{self, Group};
use crate::conversation::attachment::intake::{Facts, Intake, Refusal};
use crate::conversation::attachment::{self, Attachment, Owner};
use crate::error::{Error, Result};
use crate::id::{BotId, ConversationId};
use crate::metric::files as files_in;

/// A file that somebody sends.
#[derive(Clone, Debug)]
pub struct Sending<'a> {
    /// To which bot.
    pub bot: &'a BotId,
    /// Who.
    pub owner: Owner,
    /// Where they mean to say it; none where they have said nothing yet.
    pub conversation: Option<&'a ConversationId>,
    /// Their own id for it: what was stored under it is not stored again.
    pub client_id: &'a str,
    /// What they call it.
    pub name: &'a str,
    /// How many bytes it may have.
    pub most: u64,
    /// Of which groups it may be.
    pub groups: &'a [Group],
}

impl<'a> Sending<'a> {
    /// A file of the team, or of a mail: of any kind that is known, and of the largest size there is.
    #[must_use]
    pub const fn trusted(
        bot: &'a BotId,
        owner: Owner,
        conversation: Option<&'a ConversationId>,
        (client_id, name): (&'a str, &'a str),
    ) -> Self {
        Self { bot, owner, conversation, client_id, name, most: files::most_bytes(), groups: Group::ALL }
    }
}

impl App {
    /// Takes a file in, piece by piece, and never holds it whole. When this returns, its bytes and its row are on disk.
    ///
    /// # Errors
    /// `Invalid` on `file` when it is empty, too large or of a kind that is not taken, or did not arrive whole; then nothing of
    /// it stays. `Unavailable` when it cannot be stored.
    pub async fn attach<E>(
        &self,
        sending: Sending<'_>,
        pieces: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Attachment> {
        let mut tx = self.tx().await?;
        let Sending { bot, owner, conversation, client_id, name, .. } = &sending;
        let begun = attachment::begin(&mut tx, bot, owner, *conversation, (client_id, name)).await?;
        tx.commit().await?;
        if begun.stored_at.is_some() {
            return Ok(begun);
        }
        match self.take_in(&sending, &begun, pieces).await {
            Ok(facts) => {
                let mut tx = self.tx().await?;
                let stored = match attachment::stored(&mut tx, &begun.id, &facts).await {
                    // Erased while it came in: its row may be gone already, and nobody would look for its bytes.
                    Err(error @ Error::NotFound(_)) => {
                        self.store.remove(&begun.id, self.clock.now()).await?;
                        return Err(error);
                    }
                    stored => stored?,
                };
                tx.commit().await?;
                files_in::taken(owner.who.as_str(), facts.kind.group.as_str(), facts.bytes);
                Ok(stored)
            }
            Err(error) => {
                if let Error::Invalid(fields) = &error {
                    files_in::refused(fields.first().map_or("other", |field| field.code.as_str()));
                }
                let mut tx = self.tx().await?;
                attachment::refuse(&mut tx, &begun.id).await?;
                tx.commit().await?;
                Err(error)
            }
        }
    }

    async fn take_in<E>(
        &self,
        sending: &Sending<'_>,
        begun: &Attachment,
        pieces: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Facts> {
        let disk = |error: io::Error| Error::Unavailable(format!("the folder for files: {error}"));
        let mut intake = Intake::new(&begun.name, sending.most, sending.groups);
        let mut spool = self.store.spool().await?;
        let mut pieces = std::pin::pin!(pieces);
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|_| broken())?;
            intake.feed(&piece)?;
            spool.write(&piece).await.map_err(disk)?;
        }
        let facts = intake.end()?;
        self.store.keep(&begun.id, spool, &facts.digest, self.clock.now()).await?;
        Ok(facts)
    }
}

/// It broke off on its way.
fn broken() -> Error {
    Error::field("file", "broken", "The file did not arrive whole: send it again")
}

/// A sender's file that says itself to be larger than it may: nothing of it is read.
///
/// # Errors
/// `Invalid`, as if it had been read.
pub fn may_be_so_long(said: Option<u64>, most: u64) -> Result<()> {
    /// What a form around a file takes at most.
    const FORM: u64 = 64 * 1024;
    if said.is_some_and(|said| said > most + FORM) {
        files_in::refused("too_large");
        return Err(Refusal::TooLarge(most).into());
    }
    Ok(())
}
