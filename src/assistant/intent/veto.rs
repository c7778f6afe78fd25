//! What overrules the classifier: a request that is denied, general policy, a question about the assistant itself, and a
//! matter that is settled. Words alone look alike there; these rules look at what stands beside what.

use super::Intent;
use super::cue::Cue;
use super::reading::{Clause, Reading};

/// The cues that make a request what it is.
fn core(intent: &Intent) -> u64 {
    let cues: &[Cue] = match intent {
        Intent::AgentRequest => &[Cue::Human, Cue::Talk, Cue::CallMe, Cue::Channel, Cue::Complain],
        Intent::OrderQuestion => &[Cue::Order, Cue::Status, Cue::Missing, Cue::Wrong, Cue::Invoice],
        Intent::CouponRequest => &[Cue::Coupon],
        Intent::RefundRequest => &[Cue::Refund, Cue::Return, Cue::Charged],
        Intent::Cancellation => &[Cue::Cancel, Cue::CantCome],
        Intent::QuoteRequest => &[Cue::Price],
        Intent::AppointmentRequest => &[Cue::Visit, Cue::Book],
        Intent::Spam | Intent::Custom(_) => &[],
    };
    cues.iter().fold(0, |all, cue| all | cue.bit())
}

/// Whether the message, though its words are of this request, does not make it.
pub(super) fn is_vetoed(intent: &Intent, reading: &Reading) -> bool {
    let core = core(intent);
    let rest = unsettled(&reading.clauses, core);
    if rest.is_empty() {
        return true;
    }
    is_denied(core, rest) && !(*intent == Intent::AgentRequest && is_against_machines(rest))
        || is_about_the_bot(intent, rest)
        || is_policy(intent, core, rest)
        || is_supposed(intent, rest)
        || is_anothers(intent, core, rest)
        || is_of_nothing(intent, rest)
}

/// "Can I exchange for another colour?" asks how it is done here: nothing is named that they hold, not even by "it".
fn is_of_nothing(intent: &Intent, clauses: &[Clause]) -> bool {
    const MAY: &[&str] = &["can", "could", "may", "do", "does", "is"];
    const HELD: &[&str] = &[
        "it", "them", "this", "these", "that", "those", "the", "my", "our", "mine", "ours", "one", "instead", "bought",
        "ordered",
    ];
    let has = |clause: &Clause, list: &[&str]| clause.words.iter().any(|place| list.contains(&place.said.as_str()));
    let asks = |clause: &Clause| clause.words.first().is_some_and(|place| MAY.contains(&place.said.as_str()));
    let about = || clauses.iter().filter(|clause| clause.says(Cue::Return) || clause.says(Cue::Refund));
    *intent == Intent::RefundRequest
        && about().next().is_some()
        && about().all(asks)
        && !clauses.iter().any(|clause| has(clause, HELD) || clause.says(Cue::Refund) || is_trouble(clause))
}

/// "My cousin got a refund from you": what others had, told with no wish of one's own. An order that went wrong may be
/// told by whoever waits for it.
fn is_anothers(intent: &Intent, core: u64, clauses: &[Clause]) -> bool {
    let has_owner = matches!(intent, Intent::RefundRequest | Intent::Cancellation | Intent::CouponRequest);
    let about = || clauses.iter().filter(|clause| clause.asserted & core != 0);
    let is_told = |clause: &Clause| clause.says(Cue::Third) && !clause.says(Cue::Want) && !is_trouble(clause);
    has_owner
        && about().next().is_some()
        && about().all(is_told)
        && !clauses.iter().any(|clause| clause.says(Cue::Want))
}

/// "What if it never comes?" asks how things go, not for anything.
fn is_supposed(intent: &Intent, clauses: &[Clause]) -> bool {
    *intent != Intent::AgentRequest
        && clauses.iter().any(|clause| clause.says(Cue::Suppose))
        && !clauses.iter().any(|clause| clause.says(Cue::Want) && !clause.says(Cue::Suppose))
}

/// The visitor calls a matter settled here.
fn is_settled(clause: &Clause) -> bool {
    clause.says(Cue::Done) && !is_trouble(clause) && !clause.says(Cue::Want)
}

fn is_trouble(clause: &Clause) -> bool {
    clause.says(Cue::Wrong) || clause.says(Cue::Missing) || clause.says(Cue::NotWork) || clause.says(Cue::Charged)
}

/// What is asked for after a matter is called settled, where something is: a message of its own.
pub(super) fn anew(reading: &Reading) -> Option<Reading> {
    let last = reading.clauses.iter().rposition(is_settled)?;
    let rest = &reading.clauses[last + 1..];
    let asks = rest.iter().any(|clause| clause.says(Cue::Want)) && !rest.iter().any(is_trouble);
    let is_courtesy = |clause: &&Clause| clause.asserted == Cue::Thanks.bit();
    let clauses = || rest.iter().filter(|clause| !is_courtesy(clause)).cloned().collect();
    asks.then(|| Reading { clauses: clauses(), is_foreign: reading.is_foreign })
}

/// What comes after the visitor last calls a matter settled: all of it, if they don't.
fn unsettled(clauses: &[Clause], core: u64) -> &[Clause] {
    match clauses.iter().rposition(is_settled) {
        Some(last) if !clauses[last + 1..].iter().any(|clause| clause.asserted & core != 0 || is_trouble(clause)) => {
            &[]
        }
        _ => clauses,
    }
}

/// It is denied somewhere, and asserted nowhere else.
fn is_denied(core: u64, clauses: &[Clause]) -> bool {
    let denied = clauses.iter().any(|clause| clause.denied & core != 0);
    let asserted = clauses.iter().any(|clause| clause.denied & core == 0 && clause.asserted & core != 0);
    denied && !asserted
}

/// "I don't want a bot" asks for a person.
fn is_against_machines(clauses: &[Clause]) -> bool {
    let is_against = |clause: &Clause| clause.denies(Cue::Machine) || clause.says(Cue::Machine) && clause.denied != 0;
    clauses.iter().any(is_against)
}

fn is_about_the_bot(intent: &Intent, clauses: &[Clause]) -> bool {
    *intent == Intent::AgentRequest
        && clauses.iter().any(|clause| clause.says(Cue::Bot))
        && !clauses.iter().any(|clause| clause.says(Cue::Want) && !clause.says(Cue::Bot))
}

/// Every clause that speaks of it speaks in general: policy or a fee, and no purchase of the visitor's own.
fn is_policy(intent: &Intent, core: u64, clauses: &[Clause]) -> bool {
    if matches!(intent, Intent::AgentRequest | Intent::QuoteRequest | Intent::CouponRequest | Intent::Spam) {
        return false;
    }
    let about = || clauses.iter().filter(|clause| clause.asserted & core != 0);
    let is_general = |clause: &Clause| {
        (clause.says(Cue::Policy) || clause.says(Cue::Fee))
            && !clause.says(Cue::Mine)
            && !clause.says(Cue::Want)
            && !clause.says(Cue::Missing)
            && !clause.says(Cue::Wrong)
            && !(clause.says(Cue::When) && *intent == Intent::AppointmentRequest)
    };
    about().next().is_some() && about().all(is_general) && !clauses.iter().any(|clause| clause.says(Cue::Missing))
}
