//! What stories share: the product in a house of its own, those who knock at it, a PostgreSQL, a browser, and the
//! programs that `make setup` installs.

pub mod agent;
pub mod binary;
pub mod browser;
pub mod cluster;
pub mod ear;
pub mod house;
pub mod imap;
pub mod line;
pub mod log;
pub mod mmdb;
pub mod model;
pub mod neighbour;
pub mod postgres;
pub mod prometheus;
pub mod tools;
pub mod twilio;
pub mod visitor;

/// Makes two tests of each story, one an engine: `a_story::on_sqlite` and `a_story::on_postgres`. The house is checked
/// when the story is told: nothing left to do, one e-mail for each submission, no fault in the log.
macro_rules! stories {
    ($(async fn $name:ident($house:ident) $told:block)+) => {$(
        async fn $name($house: &mut $crate::support::house::House) $told

        mod $name {
            use $crate::support::house::{Engine, House};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let mut house = House::start(Engine::Sqlite).await;
                super::$name(&mut house).await;
                house.end().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let mut house = House::start(Engine::Postgres).await;
                super::$name(&mut house).await;
                house.end().await;
            }
        }
    )+};
}
pub(crate) use stories;

use std::future::Future;
use std::time::{Duration, Instant};

/// How long a story waits for what must come.
pub const DEADLINE: Duration = Duration::from_secs(15);

/// Asks until there is an answer; ends the story when none comes in time.
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, ask: impl FnMut() -> F) -> T {
    until_within(DEADLINE, what, ask).await
}

/// The same, for what takes longer than a story waits for a word: a lease that must end, long work on a busy machine.
pub async fn until_within<T, F: Future<Output = Option<T>>>(
    longest: Duration,
    what: &str,
    mut ask: impl FnMut() -> F,
) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(begun.elapsed() < longest, "it never came: {what}");
        tokio::time::sleep(Duration::from_millis(15)).await;
    }
}
