//! When a visitor wants it: at once, within about three months, or later. What they say last counts.

use super::read::Message;
use super::spoken::time as spoken;
use super::{Evidence, Kind, money};
use crate::assistant::signal::phrase::{Clause, clauses, listed, number};

const NOW: &[&str] = &[
    "order|book|buy|pay|start|reserve|do it|this|one|them? now",
    "asap",
    "a s a p",
    "as soon as",
    "urgent|urgently|emergency",
    "immediately|immediate",
    "straight|right away",
    "right now",
    "this morning|afternoon|evening",
    "today",
    "tonight",
    "tomorrow",
    "this week|weekend",
    "by|before|for the|this weekend",
    "need|needed|want|wanted .. now",
    "next week|weekend",
    "end of the week",
    "in the next .. day|days|week|weeks|fortnight",
    "within the .. day|days|week|weeks|fortnight|hour|hours",
    "next day",
    "a fortnight",
    "fortnight",
    "quickly|quick as",
    "soonest",
    "first thing",
    "at once",
    "desperate|desperately",
    "by monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    "ready now|to",
    "straightaway",
    "no time to",
];
/// A day of the week alone is a day for a visit more than for the thing itself.
const DAYS: &[&str] = &[
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    "lunes|martes|miercoles|jueves|viernes|sabado",
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag",
    "lundi|mardi|mercredi|jeudi|vendredi|samedi",
    "lunedi|martedi|mercoledi|giovedi|venerdi",
    "segunda|terca|quarta|quinta|sexta feira",
];
const SOON: &[&str] = &[
    "this|next|end|within .. month",
    "by|before|end of the month|quarter",
    "of next|this month",
    "this quarter",
    "couple|few of months",
    "in|by|before|for|from|on|during|mid|early|late|until \
    january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec",
    "before|by|for christmas|easter|xmas",
    "half term",
    "# of? the? next|this month",
    "on|by|before|from|around the #",
    "of january|february|march|april|may|june|july|august|september|october|november|december",
    "january|february|march|april|june|july|august|september|october|november|december #",
    "# january|february|march|april|may|june|july|august|september|october|november|december",
    "st|nd|rd|th of",
    "soon|soonish",
];
const LATER: &[&str] = &[
    "no rush|hurry|urgency|deadline|timescale|timeline",
    "not in a? rush|hurry",
    "next year",
    "year or|from|away",
    "a|1|one|two|couple|few of? year|years",
    "later this|in|on year|the",
    "end of the? year",
    "late next|this year",
    "sometime|someday|eventually|whenever|one day|at some point",
    "not for a while|now|yet",
    "not until|till|before .. year|spring|summer|autumn|winter",
    "in|next|by .. autumn|spring|summer|winter",
    "down the line|road",
    "in the future",
    "long term",
    "nearer the time",
    "planning ahead",
    "no idea",
    "not sure when",
    "dont know when",
    "havent decided when",
    "depends on",
    "maybe|might in .. year",
    "no fixed|set|particular date|timeline|timeframe",
    "thinking ahead",
    "way off",
];

/// The three kinds of time: at most one of them, and the last of it.
pub(super) fn read(messages: &[Message<'_>]) -> Option<Evidence> {
    let mut said: Option<(Evidence, bool)> = None;
    for message in messages {
        // "In three weeks." "Great, book us in."
        if let Some(yes) = money::agreed(message)
            && let Some(prompt) = message.prompt
            && let Some((kind, false)) =
                clauses(crate::text::head(prompt, 600)).iter().filter(|clause| !clause.asks).find_map(offered)
            && kind != Kind::Later
            && said.as_ref().is_none_or(|(before, _)| before.kind != Kind::Now)
        {
            said = Some((message.evidence(kind, &yes.sentence), false));
        }
        let lasts = message.prompt.is_some_and(|prompt| {
            let prompt = clauses(crate::text::head(prompt, 600));
            prompt.iter().any(|clause| clause.asks && clause.has("how long|many|often|much"))
        });
        for clause in &message.clauses {
            // "For how long?" asks for no day.
            if lasts && clause.words.len() <= 5 {
                continue;
            }
            let Some((kind, is_weak)) = of(clause) else { continue };
            // The day of a visit says less than "no rush", and less than a time told for the thing itself.
            if is_weak && said.is_some() {
                continue;
            }
            let keeps = said
                .as_ref()
                .is_some_and(|(before, was_weak)| !was_weak && rank(before.kind) > rank(kind) && kind != Kind::Later);
            if !keeps {
                said = Some((message.evidence(kind, &clause.sentence), is_weak));
            }
        }
    }
    said.map(|(evidence, _)| evidence)
}

const fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Now => 2,
        Kind::Soon => 1,
        _ => 0,
    }
}

/// The time that a clause of ours offers: "delivered tomorrow", "we have Thursday".
fn offered(clause: &Clause) -> Option<(Kind, bool)> {
    let is_offer = clause.has(
        "delivered|delivery|tomorrow|today|in|slot|free|available|fit|start|there|come|within|next|on|by|collect|ready",
    );
    of(clause)
        .or_else(|| (clause.says_any(NOW) || clause.says_in_other(spoken::NOW)).then_some((Kind::Now, false)))
        .filter(|_| is_offer)
        .map(|(kind, _)| (kind, false))
}

/// The time that a clause tells, and whether it is only a day of the week.
fn of(clause: &Clause) -> Option<(Kind, bool)> {
    if clause.has_any(LATER) || clause.has_in_other(spoken::LATER) {
        return Some((Kind::Later, false));
    }
    if let Some(weeks) = in_weeks(clause) {
        let kind = if weeks <= 2.5 {
            Kind::Now
        } else if weeks <= 14.0 {
            Kind::Soon
        } else {
            Kind::Later
        };
        return Some((kind, false));
    }
    let is_past = clause.has("ago|ordered|bought|yesterday|last|since")
        || clause.has("was|were|has|have|had|got|been|it|they|already|just arrived|delivered");
    let is_past = is_past || clause.has_in_other(spoken::PAST);
    if is_past {
        return None;
    }
    if (clause.says_any(NOW) || clause.says_in_other(spoken::NOW) && !clause.has_in_other(spoken::GREETINGS))
        && !clause.has_any(&["todays", "not today|tomorrow|this", "looking|look|browsing|bored today|now|right"])
    {
        return Some((Kind::Now, false));
    }
    if clause.says_any(SOON) || clause.says_in_other(spoken::SOON) {
        return Some((Kind::Soon, false));
    }
    clause.says_any(DAYS).then_some((Kind::Now, true))
}

/// A span like "in 6 weeks", "two or three months", "10 days", in weeks; the longest where there are two.
fn in_weeks(clause: &Clause) -> Option<f64> {
    let words = &clause.words;
    (0..words.len()).find_map(|at| {
        let unit = match words[at].as_str() {
            "day" | "days" | "tage" | "tagen" | "dias" | "jours" | "giorni" | "dia" | "tag" | "jour" | "giorno" => 1.0 / 7.0,
            "week" | "weeks" | "wks" | "semanas" | "wochen" | "semaines" | "settimane" | "semana" | "woche" | "semaine" | "settimana" => 1.0,
            "month" | "months" | "mths" | "meses" | "monate" | "monaten" | "mois" | "mesi" | "mes" | "monat" | "mese" => 4.345,
            "year" | "years" | "yrs" | "anos" | "jahre" | "jahren" | "ans" | "anni" | "ano" | "jahr" | "anno" => 52.0,
            _ => return None,
        };
        let before = &words[at.saturating_sub(3)..at];
        let amount = before.iter().rev().filter(|word| !listed("or to of so next the", word)).find_map(|word| number(word))?;
        // "150 a month" is a rate.
        let is_rate = at >= 2 && listed("a per each", &words[at - 1]) && words[at - 2].contains(|c: char| c.is_ascii_digit());
        if is_rate {
            return None;
        }
        // "The 15th of next month", "el 15 del mes que viene": a day, and no span.
        let is_month = words[at].starts_with('m') && amount <= 31.0;
        let is_day = is_month && before.iter().any(|word| listed("of del de do du des dello next this", word));
        if is_day {
            return None;
        }
        let next = words.get(at + 1).map_or("", String::as_str);
        let is_ago = listed("ago old free warranty trial minimum a guarantee", next);
        let is_span = before.iter().any(|word| listed("every per each last past for", word)) || clause.has("ago|per|experience|lease|contract|warranty|old|been");
        let is_start = clause.has("\
    in|within|next|by|before|ends|end|move|moving|start|deadline|around|about|could|maybe|so|left|need|want|complete|need|ready|expires|up|from|until|tenancy") || clause.has(spoken::START);
        (!is_ago && (!is_span || clause.has("in|within|ends|expires|until")) && (is_start || words.len() <= 5)).then_some(amount * unit)
    })
}
