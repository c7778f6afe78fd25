//! In which order, and when, a demo lead's story happened.
//!
//! The content gives the turns and the moments of the submissions; this puts the submissions between the turns. It
//! writes nothing.

use std::time::Duration;

use crate::demo::content::{DemoLead, DemoTurn};
use crate::time::Timestamp;

/// One thing that happened.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Happening<'a> {
    /// Somebody said something.
    Said(&'a DemoTurn),
    /// The visitor's request was captured: 0 for the first, a follow-up's number after that.
    Captured(usize),
}

/// How the assistant begins to thank for details: what is captured stands right before it.
const THANKS: &str = "Thank you, ";

/// How much earlier than its lead's moment the assistant may have thanked, in minutes.
const AROUND: u32 = 5;

/// That many minutes before `now`.
pub(super) fn ago(now: Timestamp, minutes: u32) -> Timestamp {
    now.minus(Duration::from_secs(u64::from(minutes) * 60))
}

/// A lead's story, oldest first.
pub(super) fn of(lead: &DemoLead, now: Timestamp) -> Vec<(Timestamp, Happening<'_>)> {
    let moments = std::iter::once(lead.minutes_ago).chain(lead.follow_ups.iter().map(|later| later.minutes_ago));
    let captures: Vec<(usize, Timestamp)> = moments.map(|minutes| place(lead, minutes, now)).collect();
    let mut story = Vec::with_capacity(lead.turns.len() + captures.len());
    for index in 0..=lead.turns.len() {
        let here = captures.iter().enumerate().filter(|(_, (before, _))| *before == index);
        story.extend(here.map(|(number, (_, at))| (*at, Happening::Captured(number))));
        if let Some(turn) = lead.turns.get(index) {
            story.push((ago(now, turn.minutes_ago), Happening::Said(turn)));
        }
    }
    story
}

/// Before which turn, and when, a submission of this moment was captured: right before the thanks for it, else after
/// everything that was said until then.
fn place(lead: &DemoLead, minutes: u32, now: Timestamp) -> (usize, Timestamp) {
    let is_thanks = |turn: &DemoTurn| {
        turn.author == "bot"
            && turn.text.starts_with(THANKS)
            && (minutes..=minutes + AROUND).contains(&turn.minutes_ago)
    };
    if let Some(index) = lead.turns.iter().position(is_thanks) {
        return (index, ago(now, lead.turns[index].minutes_ago).minus(Duration::from_secs(5)));
    }
    let index = lead.turns.iter().take_while(|turn| turn.minutes_ago >= minutes).count();
    (index, ago(now, minutes).plus(Duration::from_secs(20)))
}

/// When `count` things were done after the last of the story: soon after it, one after the other, all before `now`.
pub(super) fn afterwards(last: Timestamp, now: Timestamp, count: u32) -> Vec<Timestamp> {
    let step = (now.since(last) / (count + 1)).min(Duration::from_secs(40 * 60));
    (1..=count).map(|turn| last.plus(step * turn)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::content;

    fn now() -> Timestamp {
        Timestamp::from_millis(1_800_000_000_000)
    }

    #[test]
    fn every_story_runs_forward_and_holds_every_submission() {
        for lead in content::load().unwrap().bots.iter().flat_map(|bot| &bot.leads) {
            let story = of(lead, now());
            assert!(story.is_sorted_by_key(|(at, _)| *at), "{:?}", lead.name);
            assert!(story.last().unwrap().0 <= now());
            let captured: Vec<usize> = story
                .iter()
                .filter_map(|(_, what)| match what {
                    Happening::Captured(number) => Some(*number),
                    Happening::Said(_) => None,
                })
                .collect();
            assert_eq!(captured, (0..=lead.follow_ups.len()).collect::<Vec<_>>(), "{:?}", lead.name);
            assert_eq!(story.len(), lead.turns.len() + captured.len());
        }
    }

    #[test]
    fn what_is_done_afterwards_is_done_before_now() {
        let last = now().minus(Duration::from_secs(120));
        let done = afterwards(last, now(), 3);
        assert_eq!(done.len(), 3);
        assert!(done.is_sorted() && done[0] > last && done[2] < now());
        let long_ago = now().minus(Duration::from_secs(90 * 24 * 3600));
        assert_eq!(afterwards(long_ago, now(), 1)[0].since(long_ago), Duration::from_secs(2400));
    }
}
