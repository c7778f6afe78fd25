//! Bots as their sockets know them: one copy for all, looked at anew once a second at most.
//!
//! Settings may be changed by another machine or by the command line, so no ring is waited for: what is held is a second
//! old at most. Ten thousand visitors who come back at once make one statement, and those who come while it runs wait
//! for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::bot::{self, Bot};
use crate::db::Db;
use crate::error::Result;

/// How old a copy may be.
const FRESH: Duration = Duration::from_secs(1);

/// A copy, and when it was looked at; held while somebody looks.
type Held = Arc<tokio::sync::Mutex<Option<(Instant, Arc<Bot>)>>>;

/// The copies, by the bots' keys.
#[derive(Default)]
pub struct Bots(Mutex<HashMap<String, Held>>);

impl Bots {
    /// The bot of this key, as it was within the last second.
    ///
    /// # Errors
    /// What the database says.
    pub async fn by_key(&self, db: &Db, key: &str) -> Result<Option<Arc<Bot>>> {
        let held = self.held(key);
        let mut copy = held.lock().await;
        if let Some((at, bot)) = &*copy
            && at.elapsed() < FRESH
        {
            return Ok(Some(Arc::clone(bot)));
        }
        let found = bot::by_key(&mut db.read().await?, key).await?;
        let Some(found) = found else {
            // Any text may be asked for: what is no bot is not kept.
            self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
            return Ok(None);
        };
        // Unchanged, the sockets go on sharing the copy they have.
        let known = copy.take().map(|(_, known)| known);
        let same = known.filter(|known| known.settings() == found.settings() && known.name == found.name);
        let bot = same.unwrap_or_else(|| Arc::new(found));
        *copy = Some((Instant::now(), Arc::clone(&bot)));
        Ok(Some(bot))
    }

    fn held(&self, key: &str) -> Held {
        let mut bots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(bots.entry(key.to_owned()).or_default())
    }
}
