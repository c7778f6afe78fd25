//! Sockets that are opening: how many may at once, and how many of them ask the database.
//!
//! After a restart all come back together. Those who are let in wait their turn for the database, first come, first
//! served; when too many wait, the next is told at the door to come later, before it costs anything. It counts nobody
//! who has opened, and forgets who was let in and says nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// How many ask the database at the same time; the rest of it is for those who write.
const ASKING: usize = 32;

/// How long somebody who was let in counts as opening.
const PATIENCE: Duration = Duration::from_secs(5);

/// Those who are opening.
pub struct Openings {
    most: usize,
    queue: Arc<Mutex<Queue>>,
    asking: Semaphore,
}

#[derive(Default)]
struct Queue {
    next: u64,
    /// When each was let in, first come first.
    since: BTreeMap<u64, Instant>,
}

/// A place among those who are opening, given up when dropped.
pub struct Opening {
    number: u64,
    queue: Arc<Mutex<Queue>>,
}

impl Openings {
    /// So many at once, and no more.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, queue: Arc::default(), asking: Semaphore::new(ASKING) }
    }

    /// Lets one in; `None` while too many are opening.
    #[must_use]
    pub fn come(&self) -> Option<Opening> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        while queue.since.len() >= self.most {
            let oldest = queue.since.first_entry()?;
            if oldest.get().elapsed() < PATIENCE {
                return None;
            }
            oldest.remove();
        }
        let number = queue.next;
        queue.next += 1;
        queue.since.insert(number, Instant::now());
        Some(Opening { number, queue: Arc::clone(&self.queue) })
    }

    /// Waits for a turn at the database.
    pub async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.asking.acquire().await.ok()
    }
}

impl Drop for Opening {
    fn drop(&mut self) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).since.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_opens_makes_room() {
        let openings = Openings::new(2);
        let (first, second) = (openings.come(), openings.come());
        assert!(first.is_some() && second.is_some() && openings.come().is_none());
        drop(first);
        let third = openings.come();
        assert!(third.is_some() && openings.come().is_none());
        drop((second, third));
        assert!(openings.queue.lock().unwrap().since.is_empty());
    }

    #[test]
    fn who_was_let_in_and_says_nothing_is_forgotten() {
        let openings = Openings::new(1);
        let silent = openings.come();
        let long_ago = Instant::now().checked_sub(PATIENCE).unwrap();
        openings.queue.lock().unwrap().since.values_mut().for_each(|since| *since = long_ago);
        let next = openings.come();
        assert!(next.is_some());
        drop(silent);
        assert!(openings.come().is_none(), "who was forgotten gives up no place");
    }
}
