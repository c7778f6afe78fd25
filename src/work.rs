//! The two matches of the back room: event -> jobs, and job -> whoever does it.

mod absent;
mod assess;
mod deliver;
mod files;
mod forget;
mod invite;
mod mail;
pub mod mailbox;
pub mod mend;
pub mod read;
mod reply;
pub mod retain;
mod summon;
mod task;
pub mod watch;

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tracing::Instrument as _;

use crate::app::App;
use crate::assess::capture::SETTLES;
use crate::bus::Bus;
use crate::db::{Sink, Tx};
use crate::error::{Error, Result};
use crate::event::{Author, Channel, Event};
use crate::id::{BotId, ConversationId, InvitationId, NotificationId, TaskId};
use crate::job::worker::{self, Hands};
use crate::job::{self, Job, NewJob, Outcome, retry};
use crate::metric;
use crate::task as pieces;
use crate::time::Timestamp;

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
        }
    }
}

/// What an event asks for, and in which lane. Later jobs of a lane wait for earlier ones.
fn planned(event: &Event) -> Option<(String, Work)> {
    match event {
        Event::MessageAppended { conversation, author: Author::Visitor, to_bot: true, .. } => {
            Some((format!("reply/{conversation}"), Work::Reply { conversation: conversation.clone() }))
        }
        Event::MessageAppended { conversation, channel: Channel::Sms, author: Author::Bot | Author::Agent, .. } => {
            Some((format!("deliver/{conversation}"), Work::Deliver { conversation: conversation.clone() }))
        }
        Event::SubmissionCaptured { lead, notification: Some(notification), .. }
        | Event::NotificationQueued { lead, notification } => {
            Some((format!("mail/{lead}"), Work::Mail { notification: notification.clone() }))
        }
        Event::Invited { invitation } => {
            Some((format!("invite/{invitation}"), Work::Invite { invitation: invitation.clone() }))
        }
        Event::PersonAwaited { conversation, step, .. } => {
            Some((summon::lane(conversation), Work::Summon { conversation: conversation.clone(), step: *step }))
        }
        Event::TaskMoved { task, goes_on: true, .. } => Some((pieces::lane(task), Work::Task { task: task.clone() })),
        // Behind the e-mails about it. Integrations, when there are some, are told `lead.erased` by a job beside this one.
        Event::LeadErased { lead, mails, .. } if !mails.is_empty() => {
            Some((format!("mail/{lead}"), Work::Forget { mails: mails.clone() }))
        }
        _ => None,
    }
}

/// What else an event asks for: one clearing of the database stands for all erasures that wait for it. While a person of the
/// team answers, what they are told is thought about as well, and so is a form; what else the assistant has answered, its own
/// work asks for.
fn also_planned(event: &Event) -> Option<(String, Work)> {
    match event {
        Event::LeadErased { .. } => Some(("scrub".to_owned(), Work::Scrub)),
        Event::MessageAppended { conversation, author: Author::Agent, .. }
        | Event::FormKept { conversation, .. }
        | Event::SubmissionCaptured { formed_in: Some(conversation), .. } => {
            Some((assess::lane(conversation), Work::Assess { conversation: conversation.clone() }))
        }
        _ => None,
    }
}

/// What an agent says in the widget is looked at again when its visitor may have left without it.
fn for_the_absent(event: &Event) -> Option<(String, Work)> {
    let Event::MessageAppended { conversation, channel: Channel::Web, author: Author::Agent, .. } = event else {
        return None;
    };
    Some((absent::lane(conversation), Work::Absent { conversation: conversation.clone() }))
}

/// How long work lets things settle before it begins.
fn pause(work: &Work, absent_after: Option<Duration>) -> Duration {
    match work {
        Work::Assess { .. } => SETTLES,
        Work::Absent { .. } => absent_after.unwrap_or_default(),
        _ => Duration::ZERO,
    }
}

/// Turns committed events into rings and work.
pub struct Backroom {
    /// Who listens.
    pub bus: Bus,
    /// Who works.
    pub wake: Arc<Notify>,
    /// There is a way for e-mails to leave; where there is none they wait, and nobody tries each as it comes.
    pub sends_mail: bool,
    /// How long an agent's words wait for a visitor who has left; none where they are never mailed.
    pub absent_after: Option<Duration>,
}

impl Sink for Backroom {
    fn plan<'a>(
        &'a self,
        tx: &'a mut Tx,
        events: &'a [Event],
    ) -> Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>> {
        Box::pin(async move {
            let (now, mut seen, mut jobs) = (tx.now, HashSet::new(), Vec::new());
            let all = |event| planned(event).into_iter().chain(also_planned(event)).chain(for_the_absent(event));
            for (lane, work) in events.iter().flat_map(all) {
                if matches!(work, Work::Absent { .. }) && !(self.sends_mail && self.absent_after.is_some()) {
                    continue;
                }
                let is_early = matches!(work, Work::Mail { .. } | Work::Invite { .. }) && !self.sends_mail;
                let run_at = now.plus(if is_early { mail::UNTIL_A_SERVER } else { pause(&work, self.absent_after) });
                let work = serde_json::to_string(&work).map_err(anyhow::Error::new)?;
                if seen.insert((lane.clone(), work.clone())) {
                    jobs.push(NewJob { lane, work, run_at });
                }
            }
            // An erased person's files go as well.
            if events.iter().any(|event| matches!(event, Event::LeadErased { .. })) {
                jobs.extend(files::if_any(tx).await?);
            }
            job::enqueue(tx, &jobs).await
        })
    }

    fn committed(&self, events: Vec<Event>) {
        self.wake.notify_one();
        for event in events {
            if let Event::MessageAppended { channel, author, .. } = &event {
                metric::message(*channel, *author);
            }
            self.bus.publish(event);
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
    };
    let outcome = outcome.unwrap_or_else(|error| failed(&error, steps, job));
    tracing::debug!(attempt = job.attempts, "a job was tried");
    outcome
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

/// Another try by the steps, or none.
fn again(steps: &[u64], attempts: i64, salt: &str, why: String) -> Outcome {
    match retry::wait(steps, attempts, salt) {
        Some(after) => Outcome::Retry { after, why },
        None => Outcome::Dead { why },
    }
}
