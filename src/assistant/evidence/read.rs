//! Finding evidence in a conversation: each visitor's message clause by clause, with what was said before it.

use super::{Evidence, Kind, Reading, against, money, time, want};
use crate::assistant::extract;
use crate::assistant::signal::phrase::{Clause, clauses};
use crate::assistant::signal::property;
use crate::assistant::turn::{Place, Turn};
use crate::lead::detail::{LONGEST, SignalKind};

/// A visitor's message, cut up once for all who read it.
pub(super) struct Message<'t> {
    pub turn: &'t Turn<'t>,
    pub clauses: Vec<Clause>,
    /// What was said to them before it.
    pub prompt: Option<&'t str>,
}

impl Message<'_> {
    pub fn evidence(&self, kind: Kind, words: &str) -> Evidence {
        evidence(kind, words, &self.turn.place)
    }
}

pub(super) fn evidence(kind: Kind, words: &str, place: &Place) -> Evidence {
    Evidence { kind, words: crate::text::head(words.trim(), LONGEST).to_owned(), place: place.clone() }
}

/// Finds what counts in a conversation, in time linear in its length. `region` is the site's country, for phone numbers.
#[must_use]
pub fn read(turns: &[Turn<'_>], region: &str) -> Reading {
    let messages = messages(turns);
    let signals = property(turns);
    let mut found: Vec<Evidence> = Vec::new();
    let against = against::read(&messages, signals.len());
    // Who looks for work, sells or studies wants nothing that is sold here.
    let is_buyer =
        !against.iter().any(|one| matches!(one.kind, Kind::Job | Kind::Seller | Kind::Study | Kind::Support));
    if is_buyer {
        found.extend(want::need(&messages));
        found.extend(want::specifics(&messages));
        // What the lender said, or which scheme, is as exact as a size.
        let definite = signals.iter().filter(|signal| signal.kind != SignalKind::Sdlt);
        found.extend(definite.map(|signal| of_signal(Kind::Specific, signal)));
        found.extend(want::next_step(&messages));
        found.extend(money::read(&messages));
        found.extend(time::read(&messages));
        found.extend(want::engaged(&messages));
        if !found.iter().any(|one| one.kind == Kind::Budget)
            && let Some(funds) = signals.iter().find(|signal| {
                signal.kind == SignalKind::Mortgage && matches!(signal.value.as_str(), "DIP held" | "Cash (proven)")
            })
        {
            found.push(of_signal(Kind::Budget, funds));
        }
        found.extend(
            signals
                .iter()
                .find(|signal| is_position(signal.kind, &signal.value))
                .map(|signal| of_signal(Kind::Position, signal)),
        );
    }
    let told = extract::told(turns, region, &[]);
    let contact = told.phone.map(|said| (String::from(said.value), said.place));
    let contact = contact.or_else(|| told.email.map(|said| (String::from(said.value), said.place)));
    found.extend(contact.map(|(words, place)| evidence(Kind::Contact, &words, &place)));
    found.extend(ready(&found, &messages));
    found.extend(against);
    found.sort_by_key(|one| one.place.seq);
    Reading { evidence: found, signals }
}

fn messages<'t>(turns: &'t [Turn<'t>]) -> Vec<Message<'t>> {
    let mut prompt = None;
    let mut messages = Vec::new();
    for turn in turns {
        if turn.is_visitor {
            let text = crate::text::head(turn.text, crate::assistant::ANALYSED_CHARS);
            messages.push(Message { turn, clauses: clauses(text), prompt: prompt.take() });
        } else {
            prompt = Some(turn.text);
        }
    }
    messages
}

fn of_signal(kind: Kind, signal: &crate::lead::detail::Signal) -> Evidence {
    let place = Place { conversation: signal.conversation.clone(), seq: signal.seq.unwrap_or_default() };
    evidence(kind, &signal.evidence, &place)
}

fn is_position(kind: SignalKind, value: &str) -> bool {
    matches!((kind, value), (SignalKind::Chain, "Chain-free") | (SignalKind::Mortgage, "DIP held" | "Cash (proven)"))
}

/// Money and a near time told for something definite; or an emergency whose owner can be reached.
fn ready(found: &[Evidence], messages: &[Message<'_>]) -> Option<Evidence> {
    let of = |kind: Kind| found.iter().find(|one| one.kind == kind);
    of(Kind::Need)?;
    let time = of(Kind::Now).or_else(|| of(Kind::Soon))?;
    let money = of(Kind::Budget);
    let definite = of(Kind::Specific).or_else(|| of(Kind::NextStep));
    let latest = match (money, definite) {
        (Some(money), Some(_)) => Some(if money.place.seq > time.place.seq { money } else { time }),
        _ => None,
    };
    let emergency = || {
        let urgent = want::emergency(messages)?;
        of(Kind::Contact).map(|_| urgent)
    };
    let said = latest.cloned().or_else(emergency)?;
    Some(Evidence { kind: Kind::Ready, ..said })
}
