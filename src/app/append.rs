//! What many say at the same moment is stored in one transaction. A lone message waits for nobody; those that come
//! while a transaction runs go into the next one together.

use tokio::sync::oneshot;

use super::App;
use super::together::Line;
use crate::conversation::append::{Repeats, say_all};
use crate::conversation::{Appended, Saying};
use crate::error::{Error, Result};
use crate::metric;

/// The most that one transaction stores. Each conversation has a page of its own in one index, and shares those of the others
/// and of the tables: the more are stored together, the fewer pages each of them writes. Few enough that while these are
/// stored, the sockets of those before hear of theirs.
const AT_ONCE: usize = 512;

/// Who waits to be stored.
pub(super) type Appends = Line<Waiting>;

pub(super) struct Waiting {
    saying: Saying,
    heard: oneshot::Sender<Result<Appended>>,
}

impl App {
    /// Says something in a conversation, in the order of asking; when this returns, it is on disk.
    ///
    /// # Errors
    /// `Conflict("closed")` when the conversation is closed or there is none; what the database says.
    pub async fn say(&self, saying: Saying) -> Result<Appended> {
        let (heard, hears) = oneshot::channel();
        if self.appends.stand(Waiting { saying, heard }) {
            let app = self.clone();
            tokio::spawn(async move {
                loop {
                    let next = app.appends.next(AT_ONCE);
                    if next.is_empty() {
                        return;
                    }
                    app.store(next).await;
                }
            });
        }
        hears.await.unwrap_or_else(|_| Err(Error::Unavailable("the server stops".to_owned())))
    }

    async fn store(&self, together: Vec<Waiting>) {
        metric::appended(together.len());
        let (sayings, hearers): (Vec<_>, Vec<_>) = together.into_iter().map(|one| (one.saying, one.heard)).unzip();
        // Few are sent again: the database says where one was, and only then they are looked for.
        let mut stored = self.store_all(sayings.clone(), Repeats::Unexpected).await;
        if matches!(&stored, Err(error) if !matches!(error, Error::Unavailable(_))) {
            stored = self.store_all(sayings.clone(), Repeats::LookedFor).await;
        }
        match stored {
            Ok(outcomes) => {
                for (hearer, outcome) in hearers.into_iter().zip(outcomes) {
                    // Who no longer listens will ask again, and be told that it stands.
                    let _ = hearer.send(outcome);
                }
            }
            Err(Error::Unavailable(why)) => {
                for hearer in hearers {
                    let _ = hearer.send(Err(Error::Unavailable(why.clone())));
                }
            }
            // One of them is at fault; alone, it harms no other.
            Err(_) => {
                for (hearer, saying) in hearers.into_iter().zip(sayings) {
                    let outcome = self.store_all(vec![saying], Repeats::LookedFor).await;
                    let _ =
                        hearer.send(outcome.and_then(|mut one| one.pop().unwrap_or(Err(Error::Conflict("closed")))));
                }
            }
        }
    }

    async fn store_all(&self, sayings: Vec<Saying>, repeats: Repeats) -> Result<Vec<Result<Appended>>> {
        let mut tx = self.tx().await?;
        let outcomes = say_all(&mut tx, sayings, repeats).await?;
        tx.commit().await?;
        Ok(outcomes)
    }
}
