//! Nobody who waits for a person is forgotten: what becomes of a conversation as time passes. `look` decides, pure;
//! `look_after` does it, in one transaction, and may be called by any node, as often as it likes.

use std::time::Duration;

use super::react::{House, said};
use super::ring::{self, Bell, PERSON};
use crate::bot::handoff_rules::HandoffRules;
use crate::conversation::handoff::{self, By, Hand, Move};
use crate::conversation::{self, Status, message};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::form::session::{self, Cause};
use crate::id::ConversationId;
use crate::metric;
use crate::organisation::presence;
use crate::time::Timestamp;

/// Who goes away may come back within so long: a page that is loaded again, a node that is replaced.
const GRACE: Duration = Duration::from_secs(60);

/// Who answers from their mailbox is given so long before it rings for others.
const BY_MAIL: Duration = Duration::from_mins(60);

/// So many steps there are to tell of somebody who waits: by e-mail, by e-mail to the next, by text message.
pub const STEPS: i64 = 3;

/// What is known of a conversation at a moment.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    /// Who answers.
    pub hand: &'a Hand,
    /// How this bot hands over.
    pub rules: &'a HandoffRules,
    /// The moment.
    pub now: Timestamp,
    /// Somebody takes conversations, within the team's hours.
    pub is_staffed: bool,
    /// The agent who has it is there.
    pub is_agent_here: bool,
    /// The visitor wrote then, and nobody of the team has read it.
    pub unread_since: Option<Timestamp>,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The agent is gone: it rings for the others.
    Release,
    /// The visitor is told when an answer will come, and may leave a message.
    Promise,
    /// Nobody comes: the assistant answers again.
    HandBack,
    /// The next of those to be told are told; this is the how-manieth.
    Tell(i64),
}

/// What is to be done now; asked again after each act, until there is nothing.
#[must_use]
pub fn look(seen: &Seen<'_>) -> Option<Act> {
    let Seen { hand, rules, now, is_staffed, is_agent_here, unread_since } = seen;
    match hand.status {
        Status::Agent => {
            let limit = if hand.by_mail { rules.wait_limit().max(BY_MAIL) } else { rules.wait_limit() };
            let gone = unread_since.is_some_and(|since| now.since(since) >= limit);
            (gone && !is_agent_here).then_some(Act::Release)
        }
        Status::Waiting => {
            let waited = hand.waiting_since.map_or(Duration::ZERO, |since| now.since(since));
            let is_snoozed = hand.snoozed_until.is_some_and(|until| until > *now) && unread_since.is_none();
            if is_snoozed {
                return None;
            }
            let is_long = waited >= rules.wait_limit() || (!is_staffed && waited >= GRACE);
            if is_long && hand.promised_at.is_none() {
                return Some(Act::Promise);
            }
            if hand.promised_at.is_some() && hand.escalated == 0 {
                return Some(Act::Tell(1));
            }
            if hand.promised_at.is_some() && !is_staffed {
                return Some(Act::HandBack);
            }
            let steps = i64::try_from(waited.as_secs() / rules.escalate_after().as_secs().max(1)).unwrap_or(STEPS);
            let due = (steps + 1).min(STEPS);
            (steps >= 1 && hand.escalated < due).then_some(Act::Tell(hand.escalated + 1))
        }
        Status::Bot | Status::Closed => None,
    }
}

/// Whether there is anything to be done, looked at without holding anything: of many who wait, few are due at a moment.
///
/// # Errors
/// What the database says.
pub async fn is_due(conn: &mut Conn, house: &House<'_>, staff: &Staff, id: &ConversationId) -> Result<bool> {
    Ok(due(conn, house, staff, id).await?.is_some())
}

/// Who of a bot's team would hear the bell; asked once for all of the bot's conversations.
#[derive(Clone, Debug)]
pub struct Staff(Bell);

impl Staff {
    /// Looks.
    ///
    /// # Errors
    /// What the database says.
    pub async fn of(conn: &mut Conn, house: &House<'_>) -> Result<Self> {
        ring::bell(conn, house).await.map(Self)
    }
}

async fn due(conn: &mut Conn, house: &House<'_>, staff: &Staff, id: &ConversationId) -> Result<Option<Act>> {
    let Some(hand) = handoff::of(conn, id).await? else { return Ok(None) };
    let is_agent_here = match &hand.agent_id {
        Some(agent) => presence::is_here(conn, agent, house.now).await?,
        None => false,
    };
    Ok(look(&Seen {
        hand: &hand,
        rules: &house.bot.settings().handoff_rules,
        now: house.now,
        is_staffed: staff.0 == Bell::Rings,
        is_agent_here,
        unread_since: message::unread_since(conn, id, hand.team_seen).await?,
    }))
}

/// Does what is to be done.
///
/// # Errors
/// What the database says.
pub async fn look_after(tx: &mut Tx, house: &House<'_>, staff: &Staff, id: &ConversationId) -> Result<Vec<Act>> {
    let mut done = Vec::new();
    // Each act makes the next look another; there are fewer than this.
    for _ in 0..6 {
        let Some(conversation) = conversation::hold(tx, id).await? else { return Ok(done) };
        let Some(act) = due(tx, house, staff, id).await? else { return Ok(done) };
        match act {
            Act::Release => drop(handoff::shift(tx, &conversation, &Move::Release, &By::House).await?),
            Act::HandBack => drop(handoff::shift(tx, &conversation, &Move::HandBack, &By::House).await?),
            Act::Tell(step) => {
                handoff::note_escalation(tx, id, step).await?;
                let bot = conversation.bot_id.clone();
                tx.emit(Event::PersonAwaited { bot, conversation: id.clone(), step });
            }
            Act::Promise => promise(tx, house, &conversation, &staff.0).await?,
        }
        metric::handoff(act.name());
        done.push(act);
    }
    Ok(done)
}

impl Act {
    const fn name(self) -> &'static str {
        match self {
            Self::Release => "released",
            Self::Promise => "promised",
            Self::HandBack => "handed_back",
            Self::Tell(_) => "told",
        }
    }
}

/// Tells the visitor, and shows the form where there is no way to reach them yet.
async fn promise(tx: &mut Tx, house: &House<'_>, conversation: &conversation::Conversation, bell: &Bell) -> Result<()> {
    let voice = house.voice(conversation);
    let words = match bell {
        Bell::Rings => voice.still_ringing(),
        Bell::Silent => voice.away(),
        Bell::Closed(_) => ring::regret(house, conversation, bell).unwrap_or_else(|| voice.away()),
    };
    conversation::say(tx, conversation, ring::said(words)).await?;
    handoff::note_promise(tx, &conversation.id).await?;
    if !ring::is_reachable(tx, conversation).await? {
        let known = said(tx, house.bot, conversation).await?;
        match session::offer(tx, house.bot, conversation, Some(PERSON), Cause::Rule, &known, None).await {
            // A bot without any form has nothing to show.
            Ok(_) | Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const START: i64 = 1_000_000_000;

    fn waiting(since: i64) -> Hand {
        Hand {
            status: Status::Waiting,
            agent_id: None,
            agent_name: None,
            waiting_since: Some(Timestamp::from_millis(since)),
            claimed_at: None,
            answered_at: None,
            by_mail: false,
            snoozed_until: None,
            promised_at: None,
            escalated: 0,
            team_seen: 0,
            visitor_seen: 0,
            rating: None,
        }
    }

    /// All that is done by this moment, and what it comes to.
    fn settle(hand: &mut Hand, now: i64, is_staffed: bool, is_agent_here: bool, unread: Option<i64>) -> Vec<Act> {
        let (rules, mut done) = (HandoffRules::default(), Vec::new());
        let now = Timestamp::from_millis(now);
        for _ in 0..10 {
            let unread_since = unread.map(Timestamp::from_millis);
            let seen = Seen { hand, rules: &rules, now, is_staffed, is_agent_here, unread_since };
            let Some(act) = look(&seen) else { return done };
            match act {
                Act::Release => {
                    *hand = Hand { waiting_since: Some(now), ..waiting(START) };
                }
                Act::HandBack => (hand.status, hand.waiting_since) = (Status::Bot, None),
                Act::Promise => hand.promised_at = Some(now),
                Act::Tell(step) => hand.escalated = step,
            }
            done.push(act);
        }
        panic!("it never settles: {done:?}");
    }

    #[test]
    fn who_waits_is_told_and_the_team_is_told_step_by_step() {
        let mut hand = waiting(START);
        let minute = 60_000;
        assert_eq!(settle(&mut hand, START + 2 * minute, true, false, None), []);
        assert_eq!(settle(&mut hand, START + 3 * minute, true, false, None), [Act::Promise, Act::Tell(1)]);
        assert_eq!(settle(&mut hand, START + 9 * minute, true, false, None), []);
        assert_eq!(settle(&mut hand, START + 10 * minute, true, false, None), [Act::Tell(2)]);
        assert_eq!(settle(&mut hand, START + 60 * minute, true, false, None), [Act::Tell(3)]);
        assert_eq!(settle(&mut hand, START + 600 * minute, true, false, None), []);
        assert_eq!(settle(&mut hand, START + 601 * minute, false, false, None), [Act::HandBack]);
    }

    #[test]
    fn where_nobody_is_there_any_more_the_assistant_comes_back_with_a_promise() {
        let mut hand = waiting(START);
        assert_eq!(settle(&mut hand, START + 59_000, false, false, None), [], "a page may be loaded again");
        let done = settle(&mut hand, START + 60_000, false, false, None);
        assert_eq!(done, [Act::Promise, Act::Tell(1), Act::HandBack]);
        assert_eq!(hand.status, Status::Bot);
    }

    #[test]
    fn an_agent_who_is_gone_keeps_nobody_waiting() {
        let held = Hand { status: Status::Agent, waiting_since: None, ..waiting(START) };
        let unread = Some(START);
        assert_eq!(settle(&mut held.clone(), START + 170_000, true, false, unread), []);
        assert_eq!(settle(&mut held.clone(), START + 180_000, true, true, unread), [], "they are there");
        assert_eq!(settle(&mut held.clone(), START + 180_000, true, false, None), [], "nobody waits");
        assert_eq!(settle(&mut held.clone(), START + 180_000, true, false, unread), [Act::Release]);
    }

    #[test]
    fn an_agent_who_answers_by_mail_is_given_the_time_that_mail_takes() {
        let held = Hand { status: Status::Agent, by_mail: true, waiting_since: None, ..waiting(START) };
        let unread = Some(START);
        assert_eq!(settle(&mut held.clone(), START + 3_599_000, true, false, unread), []);
        assert_eq!(settle(&mut held.clone(), START + 3_600_000, true, false, unread), [Act::Release]);
    }

    #[derive(Clone, Debug)]
    enum Happens {
        Claimed,
        AnswersByMail,
        Released,
        AgentGoes,
        AgentComes,
        VisitorWrites,
        AgentReads,
        Staffed(bool),
        Snoozed,
        Passes(i64),
    }

    fn happens() -> impl Strategy<Value = Happens> {
        prop_oneof![
            Just(Happens::Claimed),
            Just(Happens::AnswersByMail),
            Just(Happens::Released),
            Just(Happens::AgentGoes),
            Just(Happens::AgentComes),
            Just(Happens::VisitorWrites),
            Just(Happens::AgentReads),
            any::<bool>().prop_map(Happens::Staffed),
            Just(Happens::Snoozed),
            (1_i64..900_000).prop_map(Happens::Passes),
        ]
    }

    proptest! {
        #[test]
        fn every_visitor_who_waits_ends_in_an_answer_or_a_told_promise(
            story in proptest::collection::vec(happens(), 0..60),
        ) {
            let (mut hand, mut now, mut staffed, mut here) = (waiting(START), START, true, false);
            let (mut unread, mut answered): (Option<i64>, bool) = (None, false);
            let mut promised = false;
            for event in story {
                match event {
                    Happens::Claimed if hand.status != Status::Agent => {
                        (hand.status, hand.waiting_since, hand.snoozed_until) = (Status::Agent, None, None);
                        (here, unread, hand.by_mail) = (true, Some(now), false);
                    }
                    Happens::AnswersByMail if hand.status != Status::Agent => {
                        (hand.status, hand.waiting_since, hand.snoozed_until) = (Status::Agent, None, None);
                        (here, unread, answered, hand.by_mail) = (false, None, true, true);
                    }
                    Happens::Released if hand.status == Status::Agent => hand = waiting(now),
                    Happens::AgentGoes => here = false,
                    Happens::AgentComes => here = true,
                    Happens::VisitorWrites => unread = unread.or(Some(now)),
                    Happens::AgentReads if hand.status == Status::Agent && here => (unread, answered) = (None, true),
                    Happens::Staffed(is) => staffed = is,
                    Happens::Snoozed if hand.status == Status::Waiting => {
                        (hand.snoozed_until, unread) = (Some(Timestamp::from_millis(now + 3_600_000)), None);
                    }
                    Happens::Passes(millis) => now += millis,
                    _ => {}
                }
                promised |= settle(&mut hand, now, staffed, here, unread).contains(&Act::Promise);
            }
            // Everybody goes home, and the visitor waits on.
            (here, staffed) = (false, false);
            unread = unread.or(Some(now));
            for _ in 0..3 {
                now += 2 * 3_600_000;
                promised |= settle(&mut hand, now, staffed, here, unread).contains(&Act::Promise);
            }
            prop_assert!(promised || (answered && hand.status == Status::Agent), "{hand:?}");
            prop_assert!(hand.status != Status::Waiting, "nobody is left waiting: {hand:?}");
        }
    }
}
