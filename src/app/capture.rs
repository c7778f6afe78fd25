//! Forms that many send at the same moment are stored in one transaction.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::App;
use super::together::Line;
use crate::bot::Bot;
use crate::conversation::Conversation;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::form::definition::Values;
use crate::id::FormSessionId;
use crate::lead::submission::{Sending, Submitted, submit_all};
use crate::trigger::thank;

/// The most that one transaction stores. Who writes a message meanwhile waits for it, on SQLite.
const AT_ONCE: usize = 128;

/// A form that a visitor sends.
#[derive(Clone, Debug)]
pub struct Filled {
    /// To whom.
    pub bot: Arc<Bot>,
    /// In which conversation.
    pub to: Conversation,
    /// The form.
    pub form: FormSessionId,
    /// What they filled in.
    pub values: Values,
    /// The sender's own id for it: the idempotency key.
    pub client_id: String,
}

impl Filled {
    fn sending(&self) -> Sending<'_> {
        let Self { bot, to, form, values, client_id } = self;
        Sending { bot, to, form, values, client_id: Some(client_id) }
    }
}

/// Who waits to be stored.
pub(super) type Captures = Line<Waiting>;

pub(super) struct Waiting {
    filled: Filled,
    heard: oneshot::Sender<Result<Submitted>>,
}

impl App {
    /// A visitor sends a form; when this returns, what came of it is on disk.
    ///
    /// # Errors
    /// As `lead::submission::submit` has them.
    pub async fn capture(&self, filled: Filled) -> Result<Submitted> {
        let (heard, hears) = oneshot::channel();
        if self.captures.stand(Waiting { filled, heard }) {
            let app = self.clone();
            tokio::spawn(async move {
                loop {
                    let next = app.captures.next(AT_ONCE);
                    if next.is_empty() {
                        return;
                    }
                    app.capture_all(next).await;
                }
            });
        }
        hears.await.unwrap_or_else(|_| Err(Error::Unavailable("the server stops".to_owned())))
    }

    async fn capture_all(&self, together: Vec<Waiting>) {
        let sendings: Vec<Sending<'_>> = together.iter().map(|one| one.filled.sending()).collect();
        let outcomes = match self.tx().await {
            Ok(tx) => self.stored(tx, &sendings).await,
            Err(error) => sendings.iter().map(|_| Err(again(&error))).collect(),
        };
        for (one, outcome) in together.into_iter().zip(outcomes) {
            // Who no longer listens will ask again, and be told that it stands.
            let _ = one.heard.send(outcome);
        }
    }

    /// Stores them together; where that does not go, each by itself.
    async fn stored(&self, tx: Tx, sendings: &[Sending<'_>]) -> Vec<Result<Submitted>> {
        // Twice: another node may have held what these wait for, and waited for what they hold.
        let outcomes = match self.store_captures(tx, sendings).await {
            Err(Error::Unavailable(_)) => match self.tx().await {
                Ok(tx) => self.store_captures(tx, sendings).await,
                Err(error) => Err(error),
            },
            outcomes => outcomes,
        };
        match outcomes {
            Ok(outcomes) => outcomes,
            Err(error @ Error::Unavailable(_)) => sendings.iter().map(|_| Err(again(&error))).collect(),
            Err(error) if sendings.len() == 1 => vec![Err(error)],
            // One of them is at fault; alone, it harms no other.
            Err(_) => {
                let mut outcomes = Vec::with_capacity(sendings.len());
                for one in sendings {
                    outcomes.push(self.store_capture(*one).await);
                }
                outcomes
            }
        }
    }

    async fn store_capture(&self, one: Sending<'_>) -> Result<Submitted> {
        let tx = self.tx().await?;
        self.store_captures(tx, &[one]).await?.pop().unwrap_or(Err(Error::NotFound("form")))
    }

    async fn store_captures(&self, mut tx: Tx, sendings: &[Sending<'_>]) -> Result<Vec<Result<Submitted>>> {
        let outcomes = submit_all(&mut tx, sendings, self.host(), Some(&thank::at_once)).await?;
        tx.commit().await?;
        Ok(outcomes)
    }
}

/// What all are told who were in one transaction.
fn again(error: &Error) -> Error {
    Error::Unavailable(error.to_string())
}
