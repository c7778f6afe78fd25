//! An e-mail to one address is handed over, and what came of it is told in the words of a row that keeps it.

use std::time::{Duration, Instant};

use crate::conversation::letter::State;
use crate::job::{Job, Outcome, retry};
use crate::metric;
use crate::notify::mail::{SendError, Transport};
use crate::notify::message::Outgoing;

/// How it went.
pub(super) struct Handed {
    /// How far the mail has come.
    pub state: State,
    /// The mail server's own words, where it said no.
    pub words: Option<String>,
    /// It is tried again after this long.
    again: Option<Duration>,
}

impl Handed {
    /// It did not come as far as the mail server, and never will.
    pub fn failed(why: &str) -> Self {
        Self { state: State::Failed, words: Some(why.to_owned()), again: None }
    }

    /// What becomes of its job.
    pub fn outcome(&self) -> Outcome {
        let why = || "the mail server said not now".to_owned();
        self.again.map_or(Outcome::Done, |after| Outcome::Retry { after, why: why() })
    }
}

/// Hands it over; refused for now it is tried again by these steps, salted by `salt`, and given up after the last.
pub(super) async fn hand_over(
    transport: &Transport,
    mail: &Outgoing,
    steps: &[u64],
    (job, salt): (&Job, &str),
) -> Handed {
    let begun = Instant::now();
    let answer = transport.send(mail).await;
    let (outcome, words, again) = match answer {
        Ok(_) => ("sent", None, None),
        Err(SendError { permanent: true, words, .. }) => ("refused", Some(words), None),
        Err(SendError { words, .. }) => ("later", Some(words), retry::wait(steps, job.attempts, salt)),
    };
    metric::send("email", outcome, begun.elapsed());
    let state = match (outcome, again) {
        ("sent", _) => State::Sent,
        (_, Some(_)) => State::Queued,
        (_, None) => State::Failed,
    };
    Handed { state, words, again }
}
