//! A lead that nobody has looked at, past the time that its bot gives: the next recipients are told, and after as long again the
//! phone numbers. Only hours in which the team is there count, so that a night makes nobody late.
//!
//! A lead is looked at when somebody opens it, moves it or marks it handled. What was told stands with the lead, so that each step
//! is taken once, whatever happens to the machines; a follow-up to one that was looked at begins anew.

use std::time::Duration;

use super::sql;
use crate::bot::Bot;
use crate::bot::hours::Hours;
use crate::db::{Conn, Tx, record};
use crate::error::Result;
use crate::event::Event;
use crate::id::LeadId;
use crate::time::Timestamp;

/// How many steps there are: by e-mail, by text message.
pub const STEPS: i64 = 2;

/// How far back it is looked: what was left for longer is told by the list.
const FURTHEST: Duration = Duration::from_hours(24 * 45);

/// How many are looked at, and told of, at once.
const MOST: i64 = 25;

record! {
    /// A lead that nobody has looked at.
    #[derive(Clone, Debug)]
    pub struct Waiting {
        /// Which.
        pub id: LeadId,
        /// How many steps were taken.
        pub escalated: i64,
        /// What to call the person.
        pub who: Option<String>,
        /// Since when there is something to look at.
        pub since: Timestamp,
    }
}

/// The step that is due for a lead; none where none is. `limit` is how long it may stay, `hours` when the team is there: always,
/// where there are none.
#[must_use]
pub fn due(lead: &Waiting, limit: Duration, hours: Option<&Hours>, now: Timestamp) -> Option<i64> {
    let left = hours.map_or_else(|| now.since(lead.since), |hours| hours.open_between(lead.since, now));
    let next = lead.escalated + 1;
    let wait = limit.checked_mul(u32::try_from(next).ok()?)?;
    (next <= STEPS && left >= wait).then_some(next)
}

/// The bot's leads that are due, with the step of each; none where the bot tells of none.
///
/// # Errors
/// What the database says.
pub async fn all_due(conn: &mut Conn, bot: &Bot, now: Timestamp) -> Result<Vec<(Waiting, i64)>> {
    let rules = &bot.settings().handoff_rules;
    let Some(limit) = rules.unreviewed_after() else { return Ok(Vec::new()) };
    if rules.escalate_to.is_empty() && rules.escalate_sms.is_empty() {
        return Ok(Vec::new());
    }
    let hours = bot.settings().hours.as_ref();
    let waiting = sql::unreviewed::waiting(conn, &bot.id, now.minus(FURTHEST), MOST).await?;
    Ok(waiting.into_iter().filter_map(|lead| due(&lead, limit, hours, now).map(|step| (lead, step))).collect())
}

/// Has the next recipients told of those that are due, looked at anew: each step once.
///
/// # Errors
/// What the database says.
pub async fn tell(tx: &mut Tx, bot: &Bot) -> Result<usize> {
    let now = tx.now;
    let due = all_due(tx, bot, now).await?;
    for step in 1..=STEPS {
        let leads: Vec<LeadId> = due.iter().filter(|(_, of)| *of == step).map(|(lead, _)| lead.id.clone()).collect();
        if leads.is_empty() {
            continue;
        }
        sql::unreviewed::note(tx, &leads, step).await?;
        tx.emit(Event::LeadsUnreviewed { bot: bot.id.clone(), leads, step });
    }
    Ok(due.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id as _;
    use proptest::prelude::*;

    /// 2026-11-20T16:30:00Z, a Friday; London is at the same.
    const FRIDAY: i64 = 1_795_192_200_000;
    const HOUR: i64 = 3_600_000;

    fn lead(escalated: i64) -> Waiting {
        Waiting {
            id: LeadId::from_text("lead_1".to_owned()),
            escalated,
            who: None,
            since: Timestamp::from_millis(FRIDAY),
        }
    }

    fn after(hours: i64) -> Timestamp {
        Timestamp::from_millis(FRIDAY + hours * HOUR)
    }

    #[test]
    fn only_hours_in_which_the_team_is_there_count() {
        let (limit, office) = (Duration::from_hours(2), Hours::office("Europe/London"));
        assert_eq!(due(&lead(0), limit, None, after(2)), Some(1));
        assert_eq!(due(&lead(0), limit, Some(&office), after(60)), None, "it is the weekend");
        // An hour on Friday, and one on Monday from nine.
        assert_eq!(due(&lead(0), limit, Some(&office), after(65)), None);
        assert_eq!(due(&lead(0), limit, Some(&office), after(66)), Some(1));
        assert_eq!(due(&lead(1), limit, Some(&office), after(66)), None, "once");
        assert_eq!(due(&lead(1), limit, Some(&office), after(68)), Some(2));
        assert_eq!(due(&lead(2), limit, Some(&office), after(500)), None);
    }

    proptest! {
        #[test]
        fn each_step_is_taken_once_and_in_order(looks in prop::collection::vec(0_i64..400, 1..40), limit in 1_u64..72) {
            let mut looks = looks;
            looks.sort_unstable();
            let (mut lead, mut taken) = (lead(0), Vec::new());
            for hours in looks {
                if let Some(step) = due(&lead, Duration::from_hours(limit), None, after(hours)) {
                    prop_assert!(hours >= i64::try_from(limit).unwrap() * step);
                    lead.escalated = step;
                    taken.push(step);
                }
            }
            prop_assert!(taken == [0; 0] || taken == [1] || taken == [1, 2], "{:?}", taken);
        }
    }
}
