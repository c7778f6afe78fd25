//! Who answers, and how it passes on: the state machine of a handoff, pure.
//!
//! ```text
//!            ask               claim, assign
//!   bot ------------> waiting ---------------> agent ---> closed
//!    ^  <------------    |  <------------------  |          |
//!    |     cancel        |        release        |  reopen  |
//!    +-------------------+--- hand back ---------+ <--------+
//! ```

use crate::conversation::Status;
use crate::id::MemberId;
use crate::time::Timestamp;

/// Who answers now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Who.
    pub status: Status,
    /// The agent who has it; while it waits, the one it is kept for.
    pub agent: Option<MemberId>,
    /// It rings for nobody until then.
    pub snoozed_until: Option<Timestamp>,
}

/// What somebody wants to become of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// The visitor, or a rule, asks for a person.
    Ask,
    /// The visitor needs nobody any more.
    Cancel,
    /// An agent takes it.
    Claim,
    /// An agent lets it go: it rings for the others.
    Release,
    /// It is a colleague's from now on.
    Transfer(MemberId),
    /// The assistant answers again.
    HandBack,
    /// It rests until a moment, or until the visitor writes.
    Snooze(Timestamp),
    /// It is over.
    Close,
    /// It goes on after all.
    Reopen,
}

/// Who moves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mover {
    /// The visitor, a rule, or time passing.
    House,
    /// A member of the team; whoever `may_overrule` moves what a colleague has, too.
    Agent {
        /// Who.
        id: MemberId,
        /// Owners and admins may.
        may_overrule: bool,
    },
}

impl Mover {
    /// The member, where it is one.
    #[must_use]
    pub const fn member(&self) -> Option<&MemberId> {
        match self {
            Self::House => None,
            Self::Agent { id, .. } => Some(id),
        }
    }
}

/// Why it does not move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A colleague has it.
    Taken,
    /// It stands as wanted already.
    Already,
    /// It is closed.
    Closed,
    /// It is not closed.
    Open,
    /// Nobody was rung for.
    NotWaiting,
    /// No agent has it.
    NotTaken,
    /// The visitor has begun another conversation since.
    Superseded,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Taken, Self::Already, Self::Closed, Self::Open, Self::NotWaiting, Self::NotTaken, Self::Superseded];

    /// Reads a word for programs.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.code() == code)
    }

    /// A word for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Already => "already",
            Self::Closed => "closed",
            Self::Open => "open",
            Self::NotWaiting => "not_waiting",
            Self::NotTaken => "not_taken",
            Self::Superseded => "superseded",
        }
    }

    /// A sentence for people; `by` is who has it.
    #[must_use]
    pub fn sentence(self, by: Option<&str>) -> String {
        let by = by.unwrap_or("a colleague");
        match self {
            Self::Taken => format!("Already taken by {by}."),
            Self::Already => "That is how it stands already.".to_owned(),
            Self::Closed => "This conversation is closed. Reopen it first.".to_owned(),
            Self::Open => "This conversation is not closed.".to_owned(),
            Self::NotWaiting => "Nobody is waiting in this conversation.".to_owned(),
            Self::NotTaken => "Nobody of the team has this conversation.".to_owned(),
            Self::Superseded => "The visitor has begun another conversation since. Answer there.".to_owned(),
        }
    }
}

impl Standing {
    /// How it stands after a move.
    ///
    /// # Errors
    /// Why it stays as it is.
    pub fn after(&self, wanted: &Move, by: &Mover) -> Result<Self, Refusal> {
        if self.status == Status::Closed && *wanted != Move::Reopen {
            return Err(Refusal::Closed);
        }
        let taken = |agent: &MemberId| Self { status: Status::Agent, agent: Some(agent.clone()), snoozed_until: None };
        let free = |status: Status| Self { status, agent: None, snoozed_until: None };
        match wanted {
            Move::Ask => match self.status {
                Status::Bot => Ok(free(Status::Waiting)),
                _ => Err(Refusal::Already),
            },
            Move::Cancel => match self.status {
                Status::Waiting => Ok(free(Status::Bot)),
                _ => Err(Refusal::NotWaiting),
            },
            Move::Claim => {
                let Some(member) = by.member() else { return Err(Refusal::NotTaken) };
                match (self.status, &self.agent) {
                    (Status::Agent, Some(holder)) if holder == member => Err(Refusal::Already),
                    (Status::Agent, Some(_)) => Err(Refusal::Taken),
                    _ => Ok(taken(member)),
                }
            }
            Move::Transfer(to) => match (self.status, &self.agent) {
                (Status::Agent, Some(holder)) if holder == to => Err(Refusal::Already),
                (Status::Agent, _) if !self.is_for(by) => Err(Refusal::Taken),
                _ => Ok(taken(to)),
            },
            Move::Release => match self.status {
                Status::Agent if self.is_for(by) => Ok(free(Status::Waiting)),
                Status::Agent => Err(Refusal::Taken),
                _ => Err(Refusal::NotTaken),
            },
            Move::HandBack => match self.status {
                Status::Agent if !self.is_for(by) => Err(Refusal::Taken),
                Status::Agent | Status::Waiting => Ok(free(Status::Bot)),
                _ => Err(Refusal::Already),
            },
            Move::Snooze(until) => match self.status {
                Status::Agent if !self.is_for(by) => Err(Refusal::Taken),
                Status::Agent | Status::Waiting => Ok(Self { snoozed_until: Some(*until), ..self.clone() }),
                _ => Err(Refusal::NotTaken),
            },
            Move::Close => match self.status {
                Status::Agent if !self.is_for(by) => Err(Refusal::Taken),
                _ => Ok(free(Status::Closed)),
            },
            Move::Reopen => match (self.status, by.member()) {
                (Status::Closed, Some(member)) => Ok(taken(member)),
                (Status::Closed, None) => Ok(free(Status::Bot)),
                _ => Err(Refusal::Open),
            },
        }
    }

    /// Whether whoever moves it may move what an agent has: that agent, the house, and who may overrule.
    fn is_for(&self, by: &Mover) -> bool {
        match by {
            Mover::House => true,
            Mover::Agent { id, may_overrule } => *may_overrule || self.agent.as_ref() == Some(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id as _;
    use proptest::prelude::*;

    fn member(n: u8) -> MemberId {
        MemberId::from_text(format!("mem_{n}"))
    }

    fn agent(n: u8) -> Mover {
        Mover::Agent { id: member(n), may_overrule: false }
    }

    fn standing(status: Status, of: Option<u8>) -> Standing {
        Standing { status, agent: of.map(member), snoozed_until: None }
    }

    #[test]
    fn of_two_who_claim_one_wins_and_the_other_is_refused() {
        let waiting = standing(Status::Waiting, None);
        let won = waiting.after(&Move::Claim, &agent(1)).unwrap();
        assert_eq!(won, standing(Status::Agent, Some(1)));
        assert_eq!(won.after(&Move::Claim, &agent(2)), Err(Refusal::Taken));
        assert_eq!(won.after(&Move::Claim, &agent(1)), Err(Refusal::Already));
        assert_eq!(Refusal::Taken.sentence(Some("Mirela")), "Already taken by Mirela.");
    }

    #[test]
    fn what_a_colleague_has_is_moved_by_them_and_by_who_may_overrule() {
        let held = standing(Status::Agent, Some(1));
        let admin = Mover::Agent { id: member(9), may_overrule: true };
        for wanted in [Move::Release, Move::HandBack, Move::Close, Move::Transfer(member(3))] {
            assert_eq!(held.after(&wanted, &agent(2)), Err(Refusal::Taken), "{wanted:?}");
            for by in [agent(1), admin.clone(), Mover::House] {
                assert!(held.after(&wanted, &by).is_ok(), "{wanted:?} by {by:?}");
            }
        }
        assert_eq!(held.after(&Move::Claim, &admin), Err(Refusal::Taken), "an admin transfers it to themselves");
        assert!(held.after(&Move::Transfer(member(9)), &admin).is_ok());
    }

    #[test]
    fn what_is_closed_can_only_be_reopened() {
        let closed = standing(Status::Closed, None);
        for wanted in [Move::Ask, Move::Cancel, Move::Claim, Move::Release, Move::HandBack, Move::Close] {
            assert_eq!(closed.after(&wanted, &agent(1)), Err(Refusal::Closed));
        }
        assert_eq!(closed.after(&Move::Reopen, &agent(1)), Ok(standing(Status::Agent, Some(1))));
        assert_eq!(standing(Status::Bot, None).after(&Move::Reopen, &agent(1)), Err(Refusal::Open));
    }

    fn any_move() -> impl Strategy<Value = Move> {
        prop_oneof![
            Just(Move::Ask),
            Just(Move::Cancel),
            Just(Move::Claim),
            Just(Move::Release),
            (1_u8..4).prop_map(|n| Move::Transfer(member(n))),
            Just(Move::HandBack),
            Just(Move::Snooze(Timestamp::from_millis(1))),
            Just(Move::Close),
            Just(Move::Reopen),
        ]
    }

    fn any_mover() -> impl Strategy<Value = Mover> {
        prop_oneof![
            Just(Mover::House),
            (1_u8..4, any::<bool>()).prop_map(|(n, may_overrule)| Mover::Agent { id: member(n), may_overrule }),
        ]
    }

    proptest! {
        #[test]
        fn an_agent_is_named_exactly_while_one_has_it(moves in proptest::collection::vec((any_move(), any_mover()), 0..40)) {
            let mut now = standing(Status::Bot, None);
            for (wanted, by) in moves {
                if let Ok(next) = now.after(&wanted, &by) {
                    prop_assert!(next != now || matches!(wanted, Move::Snooze(_)), "a move that is made changes something");
                    now = next;
                }
                prop_assert_eq!(now.status == Status::Agent, now.agent.is_some());
                prop_assert!(now.snoozed_until.is_none() || matches!(now.status, Status::Agent | Status::Waiting));
            }
        }
    }
}
