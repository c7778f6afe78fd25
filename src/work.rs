//! The two matches of the back room: event -> jobs, and job -> whoever does it.

mod absent;
mod assess;
mod call;
mod deliver;
mod files;
mod forget;
mod holder;
mod invite;
mod letter;
mod mail;
pub mod mailbox;
pub mod mend;
mod plan;
mod post;
pub mod read;
mod reply;
pub mod retain;
mod summon;
mod task;
pub mod unreviewed;
pub mod watch;

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tracing::Instrument as _;

use crate::app::App;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::{BotId, ConversationId, InvitationId, LeadId, MailId, MemberId, NotificationId, RemarkId, TaskId};
use crate::job::worker::{self, Hands};
use crate::job::{self, Job, NewJob, Outcome, retry};
use crate::metric;
use crate::time::Timestamp;

pub use plan::Backroom;

/// Work of the back room. What is written here is read by the next version too: add, never change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "work", rename_all = "snake_case")]
pub enum Work {
    /// The assistant answers what it has not answered.
    Reply {
        /// Where.
        conversation: ConversationId,
    },
    /// What was said leaves through the channel's provider.
    Deliver {
        /// Where.
        conversation: ConversationId,
    },
    /// An e-mail about a submission leaves.
    Mail {
        /// Which.
        notification: NotificationId,
    },
    /// The next piece of a task is done.
    Task {
        /// Which.
        task: TaskId,
    },
    /// E-mails about an erased lead, which lie here as files, are removed.
    Forget {
        /// Their Message-IDs.
        mails: Vec<String>,
    },
    /// What was erased leaves no byte in the database.
    Scrub,
    /// Files that are gone from the database are removed from where they lie.
    Unstore,
    /// What was said is scored and summed up, and makes a lead where it holds enough.
    Assess {
        /// In which conversation it was said.
        conversation: ConversationId,
    },
    /// An e-mail that asks somebody to join leaves.
    Invite {
        /// By which invitation.
        invitation: InvitationId,
    },
    /// Whom a bot has kept long enough is erased, the next of them.
    Retain {
        /// Which bot.
        bot: BotId,
    },
    /// A visitor waits for a person, and the next of those to be told are told.
    Summon {
        /// Where.
        conversation: ConversationId,
        /// The how-manieth time, from one.
        step: i64,
    },
    /// What an agent said is mailed to a visitor who has left.
    Absent {
        /// Where it was said.
        conversation: ConversationId,
    },
    /// What a visitor wrote is mailed to the agent who has the conversation, where they answer from their mailbox.
    Holder {
        /// Where it was written.
        conversation: ConversationId,
    },
    /// A member is told of a conversation by e-mail, where they are not at the dashboard.
    Call {
        /// Of which.
        conversation: ConversationId,
        /// Who.
        member: MemberId,
        /// The note that names them; none where it was given to them.
        remark: Option<RemarkId>,
    },
    /// An e-mail about a conversation leaves.
    Letter {
        /// Which.
        letter: MailId,
    },
    /// Nobody has looked at some leads, and the next of those to be told are told.
    Unreviewed {
        /// Of which bot.
        bot: BotId,
        /// Which.
        leads: Vec<LeadId>,
        /// The how-manieth time, from one.
        step: i64,
    },
    /// A conversation was closed, and its visitor is sent what was said, where the bot does so.
    Farewell {
        /// Which.
        conversation: ConversationId,
    },
}

impl Work {
    /// Its name, as it is stored.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Reply { .. } => "reply",
            Self::Deliver { .. } => "deliver",
            Self::Mail { .. } => "mail",
            Self::Task { .. } => "task",
            Self::Forget { .. } => "forget",
            Self::Scrub => "scrub",
            Self::Unstore => "unstore",
            Self::Assess { .. } => "assess",
            Self::Invite { .. } => "invite",
            Self::Retain { .. } => "retain",
            Self::Summon { .. } => "summon",
            Self::Absent { .. } => "absent",
            Self::Holder { .. } => "holder",
            Self::Call { .. } => "call",
            Self::Letter { .. } => "letter",
            Self::Unreviewed { .. } => "unreviewed",
            Self::Farewell { .. } => "farewell",
        }
    }
}

impl Hands for App {
    async fn tx(&self) -> Result<Tx> {
        Self::tx(self).await
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn is_due(&self) -> Result<bool> {
        worker::is_due(&mut self.db.read().await?, self.clock.now()).await
    }

    async fn next_due(&self) -> Result<Option<Timestamp>> {
        worker::next_due(&mut self.db.read().await?, self.clock.now()).await
    }

    async fn given_up(&self, tx: &mut Tx, job: &Job) -> Result<()> {
        match serde_json::from_str(&job.work) {
            Ok(Work::Task { task }) => task::given_up(tx, &task).await,
            _ => Ok(()),
        }
    }

    fn call_others(&self) {
        self.bus.call_others();
    }

    async fn run(&self, job: &Job) -> Outcome {
        let Ok(work) = serde_json::from_str::<Work>(&job.work) else {
            // While versions change, nodes of both run side by side.
            return Outcome::Leave { why: "this version does not know such work: it waits for a newer one".to_owned() };
        };
        let begun = Instant::now();
        let span = tracing::info_span!("job", id = %job.id, work = work.name());
        let outcome = attempt(self, &work, job).instrument(span).await;
        let ended = match &outcome {
            Outcome::Done | Outcome::Removed => "done",
            Outcome::Lost | Outcome::Leave { .. } => "left",
            Outcome::Retry { .. } => "retry",
            Outcome::Dead { .. } => "dead",
        };
        metric::job(work.name(), ended, begun.elapsed());
        outcome
    }
}

async fn attempt(app: &App, work: &Work, job: &Job) -> Outcome {
    let (outcome, steps) = match work {
        Work::Reply { conversation } => (reply::run(app, conversation, job).await, retry::SOON),
        Work::Deliver { conversation } => (deliver::run(app, conversation, job).await, retry::HOURS),
        Work::Mail { notification } => (mail::run(app, notification, job).await, retry::DAYS),
        Work::Task { task } => (task::run(app, task, job).await, retry::WATCHED),
        Work::Forget { mails } => (forget::mails(app, mails).await, retry::DAYS),
        Work::Scrub => (forget::bytes(app).await, retry::DAYS),
        Work::Unstore => (files::run(app, job).await, retry::DAYS),
        Work::Assess { conversation } => (assess::run(app, conversation, job).await, retry::SOON),
        Work::Invite { invitation } => (invite::run(app, invitation, job).await, retry::DAYS),
        Work::Retain { bot } => (retain::run(app, bot, job).await, retry::SOON),
        Work::Summon { conversation, step } => (summon::run(app, conversation, *step, job).await, retry::HOURS),
        Work::Absent { conversation } => (absent::run(app, conversation, job).await, retry::HOURS),
        Work::Holder { conversation } => (holder::run(app, conversation, job).await, retry::HOURS),
        Work::Call { conversation, member, remark } => {
            (call::run(app, conversation, member, remark.as_ref(), job).await, retry::SOON)
        }
        Work::Letter { letter } => (letter::run(app, letter, job).await, retry::DAYS),
        Work::Unreviewed { bot, leads, step } => (unreviewed::run(app, bot, (leads, *step), job).await, retry::HOURS),
        Work::Farewell { conversation } => (letter::transcript::farewell(app, conversation, job).await, retry::SOON),
    };
    let outcome = outcome.unwrap_or_else(|error| failed(&error, steps, job));
    tracing::debug!(attempt = job.attempts, "a job was tried");
    outcome
}

/// Looks again then: by a job of its own, since one that is tried again counts as work that is late.
async fn look_again(app: &App, lane: String, work: &Work, run_at: Timestamp, job: &Job) -> Result<Outcome> {
    let work = serde_json::to_string(work).map_err(anyhow::Error::new)?;
    let mut tx = app.tx().await?;
    job::enqueue(&mut tx, &[NewJob { lane, work, run_at }]).await?;
    // Another node has it: it looks again by itself.
    if !job::remove(&mut tx, job).await? {
        return Ok(Outcome::Lost);
    }
    tx.commit().await?;
    // Who sleeps until the next due job may not know of this one.
    app.wake.notify_one();
    Ok(Outcome::Removed)
}

/// A fault of the house: the database is gone, or we are wrong.
fn failed(error: &Error, steps: &[u64], job: &Job) -> Outcome {
    let why = error.to_string();
    if matches!(error, Error::Unavailable(_)) {
        return Outcome::Retry { after: Duration::from_secs(5), why };
    }
    tracing::error!(job = %job.id, error = ?error, "a job failed");
    again(steps, job.attempts, job.id.as_str(), why)
}

/// Looks every so often, until the server stops; what fails is told, and looked at again the next time.
async fn regularly(app: &App, every: Duration, trouble: &str, look: impl AsyncFn(&App) -> Result<()>) {
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            () = tokio::time::sleep(every) => {}
        }
        if let Err(error) = look(app).await {
            tracing::warn!(%error, "{trouble}");
        }
    }
}

/// Another try by the steps, or none.
fn again(steps: &[u64], attempts: i64, salt: &str, why: String) -> Outcome {
    match retry::wait(steps, attempts, salt) {
        Some(after) => Outcome::Retry { after, why },
        None => Outcome::Dead { why },
    }
}
