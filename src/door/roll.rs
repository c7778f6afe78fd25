//! Who sits at a socket by a session, and whether they still may.
//!
//! A session can end on any machine, or give less: by a logout, another password, another role, other modules or bots,
//! another plan. Twice a second one statement asks for all who sit here, and only while somebody does, so that it costs the
//! same for one socket and for a thousand. It is the truth that is asked and no ring that is waited for: a ring can be lost.
//! A frame that comes in is checked by itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::error::Result;
use crate::id;
use crate::organisation::access::Access;
use crate::organisation::session;

/// How often the roll is called: who may no longer sit here is gone within a second.
const EVERY: Duration = Duration::from_millis(400);

/// Those who sit here.
#[derive(Clone, Default)]
pub struct Roll(Arc<Mutex<Seats>>);

#[derive(Default)]
struct Seats {
    taken: HashMap<u64, Taken>,
    next: u64,
    /// Somebody calls the roll.
    called: bool,
}

struct Taken {
    session: String,
    access: Access,
    lost: CancellationToken,
}

/// A place at a socket, given up when dropped.
pub struct Seat {
    /// Cancelled when the session has ended, or its member is disabled or may see and do other things.
    pub lost: CancellationToken,
    number: u64,
    roll: Roll,
}

impl Roll {
    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a seat for a session's token, while its member may do and see this.
pub fn sit(app: &App, token: &str, access: Access) -> Seat {
    let (roll, lost) = (app.roll.clone(), CancellationToken::new());
    let mut seats = roll.seats();
    let number = seats.next;
    seats.next += 1;
    seats.taken.insert(number, Taken { session: id::token_hash(token), access, lost: lost.clone() });
    if !std::mem::replace(&mut seats.called, true) {
        tokio::spawn(call(app.clone()));
    }
    drop(seats);
    Seat { lost, number, roll }
}

/// Calls the roll until nobody sits here.
async fn call(app: App) {
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        let (numbers, sessions): (Vec<u64>, Vec<String>) = {
            let mut seats = app.roll.seats();
            if seats.taken.is_empty() {
                seats.called = false;
                return;
            }
            seats.taken.iter().map(|(number, taken)| (*number, taken.session.clone())).unzip()
        };
        // While the database does not answer nobody can sign out either, and nothing is said.
        let Ok(accesses) = ask(&app, &sessions).await else { continue };
        let seats = app.roll.seats();
        for taken in numbers.iter().filter_map(|number| seats.taken.get(number)) {
            if accesses.get(&taken.session) != Some(&taken.access) {
                taken.lost.cancel();
            }
        }
    }
}

async fn ask(app: &App, sessions: &[String]) -> Result<HashMap<String, Access>> {
    session::accesses(&mut app.db.read().await?, sessions, app.clock.now()).await
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.roll.seats().taken.remove(&self.number);
    }
}
