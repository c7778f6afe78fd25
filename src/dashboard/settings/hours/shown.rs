//! The draft in the words of the page, and what a visitor would read by it.

use super::draft::{Draft, KINDS, NUMBERS, Row};
use crate::assistant::answer::Voice;
use crate::assistant::language::SPOKEN;
use crate::bot::Bot;
use crate::bot::handoff_rules::Assignment;
use crate::bot::hours::check::WEEKDAYS;
use crate::bot::hours::{Hours, words as told};
use crate::dashboard::view::hours::{Day, HoursPage, Number, Preview, Said, Special, Times};
use crate::dashboard::view::layout::{Desk, Frame};
use crate::dashboard::view::part::field::Field;
use crate::dashboard::view::pipeline::Preset;
use crate::error::FieldError;
use crate::time::Timestamp;

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Somewhere else, so that the preview shows a visitor's own time.
const ELSEWHERE: [(&str, &str); 2] = [("America/New_York", "New York"), ("Europe/London", "London")];

fn error_of(name: &str, wrong: &[FieldError]) -> Option<String> {
    wrong.iter().find(|one| one.field == name).map(|one| one.message.clone())
}

fn field(value: &str, name: &str, wrong: &[FieldError]) -> Field {
    Field { value: value.to_owned(), error: error_of(name, wrong) }
}

/// What stands around the form.
pub(super) struct Around {
    pub frame: Frame,
    pub desk: Desk,
    pub csrf: String,
    /// The page's own address.
    pub here: String,
    /// Trouble with the whole.
    pub error: Option<String>,
    pub is_changed: bool,
}

/// The page.
pub(super) fn page(draft: &Draft, bot: &Bot, wrong: &[FieldError], around: Around, now: Timestamp) -> HoursPage {
    let [closures, openings] = std::array::from_fn(|kind| {
        let row = |(at, row): (usize, &Row)| special(KINDS[kind], at, row, wrong);
        draft.rows[kind].iter().enumerate().map(row).collect()
    });
    HoursPage {
        frame: around.frame,
        desk: around.desk,
        csrf: around.csrf,
        bot: bot.key.clone(),
        bot_name: bot.name.clone(),
        seen: draft.seen.clone(),
        discard_href: around.here,
        is_changed: around.is_changed,
        is_wrong: !wrong.is_empty(),
        error: around.error,
        is_always: draft.is_always,
        zone: field(&draft.zone, "time_zone", wrong),
        zones: zones(),
        days: (0..7).map(|at| day(draft, at, wrong)).collect(),
        closures,
        openings,
        handoff: draft.handoff,
        assignments: Assignment::ALL.iter().map(|one| assignment(*one, draft.assignment)).collect(),
        numbers: (0..NUMBERS.len()).map(|at| number(draft, at, wrong)).collect(),
        escalate_to: field(&draft.escalate_to, "escalate_to", wrong),
        escalate_sms: field(&draft.escalate_sms, "escalate_sms", wrong),
        ask_csat: draft.ask_csat,
        mail_transcript: draft.mail_transcript,
        typed_ahead: draft.typed_ahead,
        files: draft.files.visitors,
        file_groups: draft.files.boxes(),
        file_groups_wrong: error_of("file_groups", wrong),
        file_megabytes: field(&draft.files.megabytes, super::files::LARGEST, wrong),
        preview: preview(draft, bot, now),
    }
}

/// Every zone that people live in, by name.
fn zones() -> Vec<String> {
    let db = jiff::tz::db();
    let mut zones: Vec<String> = db.available().map(|name| name.to_string()).filter(|name| is_a_place(name)).collect();
    zones.push("UTC".to_owned());
    zones.sort_unstable();
    zones.dedup();
    zones
}

fn is_a_place(name: &str) -> bool {
    const PARTS: [&str; 10] = [
        "Africa/",
        "America/",
        "Antarctica/",
        "Arctic/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    ];
    PARTS.iter().any(|part| name.starts_with(part))
}

fn day(draft: &Draft, at: usize, wrong: &[FieldError]) -> Day {
    let mut times: Vec<Times> =
        draft.week[at].iter().map(|one| Times { from: one.from.clone(), to: one.to.clone() }).collect();
    if times.is_empty() {
        times.push(Times::default());
    }
    Day {
        key: WEEKDAYS[at].to_owned(),
        name: DAYS[at].to_owned(),
        is_closed: draft.week[at].iter().all(super::draft::Times::is_empty),
        times,
        error: error_of(WEEKDAYS[at], wrong),
    }
}

fn special(kind: &str, at: usize, row: &Row, wrong: &[FieldError]) -> Special {
    let key = format!("{kind}.{at}");
    Special {
        number: at + 1,
        name: row.name.clone(),
        first: row.first.clone(),
        last: row.last.clone(),
        yearly: row.yearly,
        times: Times { from: row.times.from.clone(), to: row.times.to.clone() },
        error: error_of(&key, wrong),
        key,
    }
}

fn assignment(one: Assignment, chosen: Assignment) -> Preset {
    let (name, note) = match one {
        Assignment::FirstToTake => {
            ("First to take it", "It rings for everybody who is available. Whoever takes it first has it.")
        }
        Assignment::RoundRobin => {
            ("In turn", "It is given to whoever waited longest for one and has room. The others still see it.")
        }
    };
    let (key, name, note) = (one.to_string(), name.to_owned(), note.to_owned());
    Preset { key, name, note, is_chosen: one == chosen, is_saved: false }
}

fn number(draft: &Draft, at: usize, wrong: &[FieldError]) -> Number {
    let (label, unit, hint) = match NUMBERS[at] {
        "capacity" => {
            ("Conversations an agent is given at once", "", "In turn only. Anybody may take more themselves.")
        }
        "wait_limit_minutes" => (
            "Tell the visitor when an answer will come, after",
            "minutes",
            "They are asked for their details, and may go on waiting.",
        ),
        "escalate_after_minutes" => {
            ("Tell the next recipients, after", "minutes", "And the phone numbers after as many again.")
        }
        "unreviewed_after_hours" => (
            "Tell them of a lead that nobody has opened, after",
            "hours",
            "Hours in which you are open count. The phone numbers follow after as many again. 0 never does.",
        ),
        _ => (
            "Mail a visitor who has left what you answered, after",
            "minutes",
            "Several answers go in one email, and their reply comes back here.",
        ),
    };
    Number {
        key: NUMBERS[at].to_owned(),
        label: label.to_owned(),
        unit: unit.to_owned(),
        hint: hint.to_owned(),
        field: field(&draft.numbers[at], NUMBERS[at], wrong),
    }
}

/// What a visitor reads now, or would read when the team is closed next.
fn preview(draft: &Draft, bot: &Bot, now: Timestamp) -> Preview {
    let plain =
        |state: &str, note: &str| Preview { state: state.to_owned(), note: note.to_owned(), ..Preview::default() };
    if !draft.handoff {
        return plain(
            "Nobody is rung",
            "Visitors are not passed to a person. The assistant answers and takes messages.",
        );
    }
    let Ok(hours) = draft.hours() else {
        return plain("Not whole yet", "What a visitor reads is shown here once these hours can be kept.");
    };
    let Some(hours) = hours else {
        return plain("Always open", "A visitor who asks for a person is never told that you are closed.");
    };
    let (zone, settings) = (hours.time_zone.as_str(), bot.settings());
    let is_open = hours.is_open(now);
    let Some(closed_at) = hours.closes_next(now) else {
        return plain("Always open", "Around the clock, on every day there is.");
    };
    let Some(opens) = hours.opens_next(closed_at) else {
        return plain("Never open", "Every visitor who asks for a person is asked to leave a message.");
    };
    let state = if is_open { "Open now, until " } else { "Closed now, until " };
    let changes = if is_open { closed_at } else { opens };
    // A moment after it has closed is when somebody asks.
    let said = |language: &str, zone: &str| said(bot, language, zone, opens, closed_at);
    let elsewhere = ELSEWHERE.iter().find(|(name, _)| hours_differ(&hours, name, opens));
    Preview {
        state: format!("{state}{}", told::until(changes, now, zone, "en")),
        note: if is_open {
            format!("A visitor who asks for a person at {} reads:", closed_at.in_zone(zone).strftime("%H:%M on %A"))
        } else {
            "A visitor who asks for a person now reads:".to_owned()
        },
        said: Some(said(&settings.language, zone)),
        elsewhere: elsewhere.map(|(zone, place)| (format!("In {place}"), said(&settings.language, zone))),
        others: SPOKEN
            .iter()
            .filter(|language| !settings.language.starts_with(**language))
            .map(|language| said(language, zone))
            .collect(),
    }
}

/// Whether somebody there reads another time.
fn hours_differ(hours: &Hours, zone: &str, at: Timestamp) -> bool {
    at.in_zone(zone).offset() != at.in_zone(&hours.time_zone).offset()
}

fn said(bot: &Bot, language: &str, zone: &str, opens: Timestamp, now: Timestamp) -> Said {
    let voice = Voice { language, team: &bot.settings().team, bot: &bot.name };
    let reply = voice.closed(&told::until(opens, now, zone, language));
    Said { language: language.to_owned(), text: reply.text, replies: reply.replies }
}
