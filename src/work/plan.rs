//! What events ask for: rings on the bus, and jobs, written in the transaction that asks.

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::{Work, absent, assess, files, holder, mail, summon};
use crate::assess::capture::SETTLES;
use crate::bus::Bus;
use crate::conversation::letter::PAUSE;
use crate::db::{Sink, Tx};
use crate::error::Result;
use crate::event::{Author, Channel, Event};
use crate::job::{self, NewJob};
use crate::metric;
use crate::task as pieces;

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
        Event::MemberCalled { conversation, member, remark } => {
            let (conversation, member, remark) = (conversation.clone(), member.clone(), remark.clone());
            Some((format!("call/{member}"), Work::Call { conversation, member, remark }))
        }
        Event::AgentBehind { conversation } => {
            Some((holder::lane(conversation), Work::Holder { conversation: conversation.clone() }))
        }
        Event::LetterQueued { letter } => Some((format!("letter/{letter}"), Work::Letter { letter: letter.clone() })),
        Event::LeadsUnreviewed { bot, leads, step } => {
            let (bot, leads, step) = (bot.clone(), leads.clone(), *step);
            Some((format!("unreviewed/{bot}"), Work::Unreviewed { bot, leads, step }))
        }
        Event::ConversationEnded { conversation } => {
            Some((format!("farewell/{conversation}"), Work::Farewell { conversation: conversation.clone() }))
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

/// What was said is looked at again when whom it is for may have left without it: the visitor in the widget, and the agent who
/// has the conversation.
fn for_the_absent(event: &Event) -> Option<(String, Work)> {
    match event {
        Event::MessageAppended { conversation, channel: Channel::Web, author: Author::Agent, .. } => {
            Some((absent::lane(conversation), Work::Absent { conversation: conversation.clone() }))
        }
        Event::MessageAppended { conversation, author: Author::Visitor, to_agent: true, .. } => {
            Some((holder::lane(conversation), Work::Holder { conversation: conversation.clone() }))
        }
        _ => None,
    }
}

/// How long work lets things settle before it begins.
fn pause(work: &Work, absent_after: Option<Duration>) -> Duration {
    match work {
        Work::Assess { .. } => SETTLES,
        Work::Absent { .. } => absent_after.unwrap_or_default().min(PAUSE),
        Work::Holder { .. } => PAUSE,
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

impl Backroom {
    /// Whether anything can come of it: without a mail server nobody is mailed, and what is said today is no news when there
    /// is one.
    const fn is_wanted(&self, work: &Work) -> bool {
        match work {
            Work::Absent { .. } => self.sends_mail && self.absent_after.is_some(),
            Work::Holder { .. } | Work::Call { .. } | Work::Farewell { .. } => self.sends_mail,
            _ => true,
        }
    }
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
                if !self.is_wanted(&work) {
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
