//! How the team answered within a span of time: for each of them, and for all together.
//!
//! What is measured, and from what (`conversation`'s columns, each the first time it happened):
//!
//! - *taken*: conversations that somebody took for the first time within the span. Each counts for whoever took it first,
//!   whoever answered in it later.
//! - *wait until taken*: from the first ring to that. One that was never rung for, since somebody stepped in, has none.
//! - *first reply after taking*, *after asking*: from the taking, and from the first ring, to the first words of an agent.
//! - *rating*: what visitors of these conversations said afterwards, 1 to 5.
//! - *closed*: those of them that are closed now.
//!
//! Who asked and was not taken is told beside them, so that a quick team of few takers looks no better than it is.

use super::{Span, median, sql};
use crate::conversation::Status;
use crate::db::{Conn, record};
use crate::error::Result;
use crate::id::{BotId, MemberId};
use crate::time::Timestamp;

/// How many of the newest conversations that were taken are read.
pub const TAKEN: i64 = 10_000;

record! {
    /// A conversation that somebody took.
    #[derive(Clone, Debug)]
    pub(super) struct Taken {
        pub(super) member_id: Option<MemberId>,
        pub(super) name: Option<String>,
        pub(super) rang_at: Option<Timestamp>,
        pub(super) claimed_at: Timestamp,
        pub(super) answered_at: Option<Timestamp>,
        pub(super) rating: Option<i64>,
        pub(super) status: Status,
    }
}

/// What became of those who asked for a person within a span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// How many asked: a person was rung for, or they were told at once that nobody can come.
    pub all: i64,
    /// Of these, those whom somebody took, then or later.
    pub taken: i64,
    /// Nobody took them, and they were told when an answer will come.
    pub promised: i64,
    /// Nobody has taken them yet: they wait at this moment, and were told nothing.
    pub waiting: i64,
}

impl Asked {
    /// Those who were neither taken nor told: they had it stopped, or left, before it was time to tell them.
    #[must_use]
    pub const fn left(&self) -> i64 {
        self.all - self.taken - self.promised - self.waiting
    }
}

/// How one of the team answered, or all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// What they are called; none for all of them.
    pub name: Option<String>,
    /// How many conversations they took.
    pub taken: i64,
    /// The median wait until they took one, in milliseconds.
    pub wait: Option<i64>,
    /// The median time from then to an agent's first words, in milliseconds.
    pub reply: Option<i64>,
    /// The median time from asking to an agent's first words, in milliseconds.
    pub since_asked: Option<i64>,
    /// The sum of what visitors rated, and how many did.
    pub rated: (i64, i64),
    /// How many of these conversations are closed.
    pub closed: i64,
}

/// How the team answered in a span.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Team {
    /// Who asked.
    pub asked: Asked,
    /// Each who took any, the most first.
    pub each: Vec<Answered>,
    /// All of them.
    pub all: Answered,
    /// There were more than [`TAKEN`]: the newest of them are counted.
    pub is_cut: bool,
}

/// How a bot's team answered in a span.
///
/// # Errors
/// What the database says.
pub async fn team(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Team> {
    let taken = sql::taken(conn, bot, span).await?;
    Ok(Team { asked: sql::asked(conn, bot, span).await?, ..summed(&taken) })
}

fn summed(taken: &[Taken]) -> Team {
    let mut by_member: Vec<(Option<&MemberId>, Vec<&Taken>)> = Vec::new();
    for one in taken {
        match by_member.iter_mut().find(|(member, _)| *member == one.member_id.as_ref()) {
            Some((_, all)) => all.push(one),
            None => by_member.push((one.member_id.as_ref(), vec![one])),
        }
    }
    let of_one = |all: &[&Taken]| {
        let name = all.iter().find_map(|one| one.name.clone()).unwrap_or_else(|| "Somebody who left".to_owned());
        Answered { name: Some(name), ..answered(all) }
    };
    let mut each: Vec<Answered> = by_member.iter().map(|(_, all)| of_one(all)).collect();
    each.sort_by(|a, b| b.taken.cmp(&a.taken).then_with(|| a.name.cmp(&b.name)));
    let all: Vec<&Taken> = taken.iter().collect();
    let is_cut = i64::try_from(taken.len()).is_ok_and(|n| n >= TAKEN);
    Team { asked: Asked::default(), each, all: answered(&all), is_cut }
}

fn answered(of: &[&Taken]) -> Answered {
    let middle = |between: &dyn Fn(&Taken) -> Option<(Timestamp, Timestamp)>| {
        let gaps = of.iter().filter_map(|one| between(one)).filter(|(from, until)| from <= until);
        median(gaps.map(|(from, until)| until.since(from).as_millis()).collect())
    };
    let count =
        |is_one: &dyn Fn(&Taken) -> bool| i64::try_from(of.iter().filter(|one| is_one(one)).count()).unwrap_or(0);
    Answered {
        name: None,
        taken: count(&|_| true),
        wait: middle(&|one| Some((one.rang_at?, one.claimed_at))),
        reply: middle(&|one| Some((one.claimed_at, one.answered_at?))),
        since_asked: middle(&|one| Some((one.rang_at?, one.answered_at?))),
        rated: (of.iter().filter_map(|one| one.rating).sum(), count(&|one| one.rating.is_some())),
        closed: count(&|one| one.status == Status::Closed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id as _;
    use proptest::prelude::*;

    fn taken(by: u8, rang: Option<i64>, claimed: i64, answered: Option<i64>) -> Taken {
        let at = Timestamp::from_millis;
        Taken {
            member_id: Some(MemberId::from_text(format!("mem_{by}"))),
            name: Some(format!("Agent {by}")),
            rang_at: rang.map(at),
            claimed_at: at(claimed),
            answered_at: answered.map(at),
            rating: None,
            status: Status::Agent,
        }
    }

    #[test]
    fn each_has_their_own_medians_and_all_have_one_together() {
        let rated = Taken { rating: Some(4), status: Status::Closed, ..taken(1, Some(0), 10, Some(30)) };
        let worse = Taken { rating: Some(1), ..taken(1, Some(100), 150, Some(160)) };
        let team = summed(&[rated, worse, taken(2, Some(0), 5, None)]);
        let (first, second) = (&team.each[0], &team.each[1]);
        assert_eq!((first.name.as_deref(), first.taken, first.closed, first.rated), (Some("Agent 1"), 2, 1, (5, 2)));
        assert_eq!((first.wait, first.reply, first.since_asked), (Some(10), Some(10), Some(30)));
        assert_eq!((second.wait, second.reply, second.rated), (Some(5), None, (0, 0)));
        assert_eq!((team.all.taken, team.all.wait, team.all.name.as_deref()), (3, Some(10), None));
    }

    #[test]
    fn who_stepped_in_before_anybody_rang_kept_nobody_waiting() {
        let stepped_in = answered(&[&taken(1, None, 10, Some(12)), &taken(1, Some(50), 10, Some(12))]);
        assert_eq!((stepped_in.taken, stepped_in.wait, stepped_in.since_asked), (2, None, None));
        assert_eq!(stepped_in.reply, Some(2));
    }

    proptest! {
        #[test]
        fn all_together_are_the_sum_of_each(takers in prop::collection::vec((0_u8..4, 0_i64..100, 0_i64..100), 0..30)) {
            let taken: Vec<Taken> = takers.iter().map(|(by, rang, wait)| taken(*by, Some(*rang), rang + wait, None)).collect();
            let team = summed(&taken);
            prop_assert_eq!(team.each.iter().map(|one| one.taken).sum::<i64>(), team.all.taken);
            let between = |wait: i64| team.each.iter().any(|one| one.wait.is_some_and(|of| of <= wait))
                && team.each.iter().any(|one| one.wait.is_some_and(|of| of >= wait));
            prop_assert!(team.all.wait.is_none_or(between), "a median of all lies between those of each");
        }
    }
}
