//! An e-mail about a submission leaves: its view is filled, the transport takes it, and how that went is written down.

pub(super) mod view;

use std::time::{Duration, Instant};

use tracing::Instrument as _;

use crate::app::App;
use crate::conversation::{self, letter};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::{MemberId, NotificationId};
use crate::job::{self, Job, Outcome, retry};
use crate::lead::notification::{self, Notification, State};
use crate::lead::submission;
use crate::metric;
use crate::notify::mail::{Receipt, Refusal, SendError};
use crate::organisation::role::Right;
use crate::work::assess;

/// How long an e-mail waits before it is looked whether there is a mail server now.
pub(super) const UNTIL_A_SERVER: Duration = Duration::from_secs(300);

/// Sends it to whoever does not have it yet.
pub(super) async fn run(app: &App, id: &NotificationId, job: &Job) -> Result<Outcome> {
    let Some(transport) = &app.mail else {
        // Nothing is lost: it leaves when a server is configured.
        return Ok(Outcome::Retry { after: UNTIL_A_SERVER, why: "no mail server is configured yet".to_owned() });
    };
    let found = notification::by_id(&mut app.db.read().await?, id).await?;
    let Some(notification) = found.filter(|found| found.state == State::Queued) else { return Ok(Outcome::Done) };
    // Without it the e-mail leaves all the same, and says less.
    if let Err(error) = assess::at_once(app, &notification.lead_id).await {
        tracing::debug!(%error, "a lead was not thought about before its e-mail");
    }
    let left: Vec<String> =
        notification.recipients.0.iter().filter(|to| !notification.accepted.0.contains(to)).cloned().collect();
    let mut told = Vec::new();
    let mut ended = Ended { accepted: notification.accepted.0.clone(), words: None, again: false };
    // A member's own links and reply address are in their mail alone.
    for (reader, to) in view::readers(app, &notification, left).await? {
        let mail = match view::outgoing(app, &notification, reader.as_ref()).await {
            Ok(mail) => mail,
            // Erased or deleted since it was queued: nothing is told of it any more.
            Err(Error::NotFound(_)) => return Ok(Outcome::Done),
            Err(error) => return Err(error),
        };
        let begun = Instant::now();
        let answer = transport.send_to(&mail, &to).instrument(tracing::debug_span!("send", channel = "email")).await;
        metric::send("email", outcome(&answer), begun.elapsed());
        ended.add(answer);
        if let (Some((member, access)), [address]) = (reader, to.as_slice())
            && access.can(Right::Answer)
            && ended.accepted.contains(address)
        {
            told.push((member.id, address.clone()));
        }
    }
    let again = if ended.again { retry::wait(retry::DAYS, job.attempts, id.as_str()) } else { None };
    let state = match (&again, ended.accepted.is_empty()) {
        (Some(_), _) => State::Queued,
        (None, true) => State::Failed,
        (None, false) => State::Sent,
    };
    let mut tx = app.tx().await?;
    // Another node took it meanwhile, and may have sent it: what this one was told is no news.
    if !job::hold(&mut tx, job).await? {
        return Ok(Outcome::Lost);
    }
    note_thread(&mut tx, &notification, &told).await?;
    notification::mark(&mut tx, &notification, state, &ended.accepted, ended.words.as_deref()).await?;
    tx.commit().await?;
    Ok(again.map_or(Outcome::Done, |after| Outcome::Retry { after, why: "the mail server said not now".to_owned() }))
}

/// What these members are mailed next about the conversation stands in the thread of this e-mail.
async fn note_thread(tx: &mut Tx, of: &Notification, told: &[(MemberId, String)]) -> Result<()> {
    let found = submission::by_id(tx, &of.submission_id).await?;
    let Some((talk, until)) = found.and_then(|one| one.conversation_id.map(|talk| (talk, one.seq))) else {
        return Ok(());
    };
    // Erased meanwhile, it has no thread.
    if conversation::by_id(tx, &talk).await?.is_none() {
        return Ok(());
    }
    for (member, address) in told {
        let mail = (of.message_id.as_str(), of.subject.as_str());
        letter::note_lead_mail(tx, &talk, (member, address), mail, until).await?;
    }
    Ok(())
}

/// The configured sender's address.
pub(super) fn from_address(app: &App) -> String {
    let from = app.config.mail.from.as_str();
    let address = from.rsplit_once('<').map_or(from, |(_, rest)| rest.trim_end_matches('>')).trim();
    if address.is_empty() { format!("frontdesk@{}", app.host()) } else { address.to_owned() }
}

/// How it went: taken by all, not now by some, or never.
fn outcome(answer: &Result<Receipt, SendError>) -> &'static str {
    let (is_sent, is_final) = match answer {
        Ok(receipt) => (receipt.refused.is_empty(), receipt.refused.iter().all(|refusal| refusal.permanent)),
        Err(error) => (false, error.permanent),
    };
    if is_sent {
        "sent"
    } else if is_final {
        "refused"
    } else {
        "later"
    }
}

/// How an attempt ended: who has it now, what the server said no with, and whether to try again.
struct Ended {
    accepted: Vec<String>,
    words: Option<String>,
    again: bool,
}

impl Ended {
    /// What came of handing it over to some.
    fn add(&mut self, answer: Result<Receipt, SendError>) {
        let words = match answer {
            Ok(receipt) => {
                self.accepted.extend(receipt.accepted);
                self.again |= receipt.refused.iter().any(|refusal| !refusal.permanent);
                spoken(&receipt.refused)
            }
            Err(error) => {
                self.again |= !error.permanent;
                Some(spoken(&error.refused).unwrap_or(error.words))
            }
        };
        self.words = match (self.words.take(), words) {
            (Some(before), Some(words)) => Some(format!("{before}; {words}")),
            (before, words) => before.or(words),
        };
    }
}

/// The server's own words, recipient by recipient.
fn spoken(refused: &[Refusal]) -> Option<String> {
    let words: Vec<String> = refused.iter().map(|refusal| format!("{}: {}", refusal.address, refusal.words)).collect();
    (!words.is_empty()).then(|| words.join("; "))
}
