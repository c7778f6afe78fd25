//! A line of those whose work is done together: a lone one waits for nobody; those who come while it is done go next, all
//! at once.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Who waits.
pub(super) struct Line<T>(Mutex<Standing<T>>);

struct Standing<T> {
    waiting: VecDeque<T>,
    /// Somebody does what waits.
    is_served: bool,
}

impl<T> Default for Line<T> {
    fn default() -> Self {
        Self(Mutex::new(Standing { waiting: VecDeque::new(), is_served: false }))
    }
}

impl<T> Line<T> {
    /// Stands in line; true when somebody has to begin to serve.
    pub fn stand(&self, one: T) -> bool {
        let mut line = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        line.waiting.push_back(one);
        !std::mem::replace(&mut line.is_served, true)
    }

    /// The next, at most so many; none, and then nobody serves any more.
    pub fn next(&self, most: usize) -> Vec<T> {
        let mut line = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let most = line.waiting.len().min(most);
        line.is_served = most > 0;
        line.waiting.drain(..most).collect()
    }
}
