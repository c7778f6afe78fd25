//! The draft and what trying it came to, in the words and lengths of the page.

use super::draft::{BANDS, Draft};
use crate::assess::replay::{self, Calibration, Tried};
use crate::assistant::evidence::{Kind, Weights};
use crate::bot::{Capture, ScorePreset, Settings};
use crate::dashboard::layout::Seat;
use crate::dashboard::view::part::badge::Temperature as Badge;
use crate::dashboard::view::part::field::Field;
use crate::dashboard::view::pipeline::Preset;
use crate::dashboard::view::score::{Band, Bar, Bin, Chart, Mover, Replay, Weight};
use crate::dashboard::words;
use crate::error::FieldError;
use crate::lead::score::Temperature;
use crate::organisation::role::Right;

/// How many of those who would move are named.
const NAMED: usize = 50;

fn field(value: &str, name: &str, wrong: &[FieldError]) -> Field {
    let error = wrong.iter().find(|one| one.field == name).map(|one| one.message.clone());
    Field { value: value.to_owned(), error }
}

/// When a conversation is a lead.
pub(super) fn captures(draft: &Draft, settings: &Settings) -> Vec<Preset> {
    let one = |capture: &Capture| {
        let (name, note) = match capture {
            Capture::Forms => ("When a form is sent", "Nobody else becomes a lead."),
            Capture::Signals => (
                "When a form is sent, or the conversation holds enough",
                "Enough is a way to reach the visitor and a clear wish. A tag that is off makes no lead.",
            ),
            Capture::Everyone => {
                ("Whenever somebody writes", "Also who only asks something: “Anonymous” until they say their name.")
            }
        };
        Preset {
            key: capture.to_string(),
            name: name.to_owned(),
            note: note.to_owned(),
            is_chosen: draft.capture == *capture,
            is_saved: settings.capture == *capture,
        }
    };
    Capture::ALL.iter().map(one).collect()
}

/// The presets of weights.
pub(super) fn presets(draft: &Draft, settings: &Settings) -> Vec<Preset> {
    let one = |preset: &ScorePreset| {
        let (name, note) = match preset {
            ScorePreset::General => {
                ("General sales", "What any seller looks for: money, time, what exactly, the next step.")
            }
            ScorePreset::UkProperty => {
                ("UK property", "The same, with chain, mortgage, scheme and stamp duty beside it.")
            }
        };
        Preset {
            key: preset.to_string(),
            name: name.to_owned(),
            note: note.to_owned(),
            is_chosen: draft.preset == *preset,
            is_saved: settings.score_preset == *preset,
        }
    };
    ScorePreset::ALL.iter().map(one).collect()
}

/// What a kind is called among the others, and what it means.
fn told(kind: Kind) -> (&'static str, &'static str) {
    match kind.as_str() {
        "need" => ("Need", "They want something you sell or do."),
        "specific" => ("Specifics", "How many, where, which size: each thing said exactly."),
        "budget" => ("Budget", "What they can spend, or that the money is there."),
        "now" => ("At once", "They want it within about two weeks."),
        "soon" => ("Soon", "They want it within about three months."),
        "later" => ("Later", "They want it some day."),
        "next_step" => ("Next step", "They ask for a viewing, a call, a quote, an order."),
        "contact" => ("Contact", "They left a way to reach them."),
        "engaged" => ("Engagement", "They answered at length."),
        "position" => ("Position", "Nothing to sell first; the lender has said yes."),
        "ready" => ("Ready to buy", "Money and time, for something definite."),
        "browsing" => ("Browsing", "They only look around."),
        "support" => ("Support only", "They need help with what they have."),
        "refused" => ("Not interested", "They said no."),
        "job" => ("Looks for work", "They ask for a job."),
        "seller" => ("Sells to you", "They offer you something."),
        "study" => ("Research", "They study, or write about it."),
        _ => (kind.word(), ""),
    }
}

/// The rows of weights.
pub(super) fn weights(draft: &Draft, wrong: &[FieldError]) -> Vec<Weight> {
    let usual = Weights::preset(draft.preset);
    let row = |kind: &Kind| {
        let (points, most) = draft.weights.get(kind)?;
        let preset = usual.of(*kind);
        let is_usual = *points == preset.points.to_string() && *most == preset.most.to_string();
        let (name, note) = told(*kind);
        Some(Weight {
            key: kind.to_string(),
            name: name.to_owned(),
            note: note.to_owned(),
            points: field(points, &format!("w.{kind}"), wrong),
            most: field(most, &format!("m.{kind}"), wrong),
            usual: (!is_usual).then(|| format!("{} × {} in the preset", preset.points, preset.most)),
        })
    };
    Kind::ALL.iter().filter_map(row).collect()
}

/// The bounds: of the temperature, and of the quality.
pub(super) fn bands(draft: &Draft, wrong: &[FieldError]) -> (Vec<Band>, Vec<Band>) {
    let names = ["Warm from", "Hot from", "Low quality from", "Medium quality from", "High quality from"];
    let band = |at: usize| Band {
        key: BANDS[at].to_owned(),
        name: names[at].to_owned(),
        from: field(&draft.bands[at], BANDS[at], wrong),
    };
    ((0..2).map(band).collect(), (2..5).map(band).collect())
}

fn badge(temperature: Temperature) -> Badge {
    match temperature {
        Temperature::Hot => Badge::Hot,
        Temperature::Warm => Badge::Warm,
        Temperature::Cold => Badge::Cold,
    }
}

/// What trying came to. Who may not see leads sees how many, and nobody's name.
pub(super) fn replay(seat: &Seat, tried: &replay::Replay) -> Replay {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let (up, down) = tried.moved();
    let newest = if tried.has_more { "the newest " } else { "" };
    let leads = words::count(count(tried.tried.len()), "lead");
    let sentence = match (tried.tried.len(), up + down) {
        (0, _) => "There is no past lead to try this on.".to_owned(),
        (_, 0) => format!("Of {newest}{leads}, none would change its band."),
        (_, moved) => format!(
            "Of {newest}{leads}, {} would change band: {} warmer, {} colder.",
            words::number(count(moved)),
            words::number(count(up)),
            words::number(count(down))
        ),
    };
    let may_name = seat.who.can(Right::SeeLeads);
    let moving: Vec<&Tried> = tried.tried.iter().filter(|one| one.moves() || one.by() != 0).collect();
    let named = if may_name { moving.len().min(NAMED) } else { 0 };
    let mover = |one: &&Tried| Mover {
        href: format!("/leads/{}", one.lead),
        who: one.who.clone(),
        old: one.old.map(|(score, temperature)| (score, badge(temperature))),
        new: (one.new.0, badge(one.new.1)),
        by: signed(one.by()),
    };
    Replay {
        sentence,
        movers: moving.iter().take(named).map(mover).collect(),
        more: (may_name && moving.len() > named)
            .then(|| format!("{} more would move by fewer points.", words::number(count(moving.len() - named)))),
        unnamed: (!may_name && !moving.is_empty()).then(|| "Who they are is for those who may see leads.".to_owned()),
        chart: chart(tried.calibration_now(), tried.calibration_then()),
    }
}

/// With a minus sign that lines up with the plus.
fn signed(points: i16) -> String {
    match points {
        0 => "0".to_owned(),
        points if points < 0 => format!("−{}", points.unsigned_abs()),
        points => format!("+{points}"),
    }
}

/// Two columns for each tenth: the share of its leads that came to something. The uppermost twelfth is left free for the
/// highest line's name.
fn chart(now: Calibration, then: Calibration) -> Chart {
    let bar = |place: u32, (all, won): (i64, i64), at: usize| {
        let tenths = if all > 0 { won * 1_000 / all } else { 0 };
        let height = tenths * 92 / 100;
        let x = u32::try_from(at).unwrap_or(0) * 100 + place;
        Bar {
            x: percent(i64::from(x)),
            y: percent(1_000 - height),
            width: percent(36),
            height: percent(height),
            words: if all > 0 {
                format!("{} of {} ({}%)", words::number(won), words::number(all), tenths / 10)
            } else {
                "no lead".to_owned()
            },
        }
    };
    let bins = (0..10).map(|at| Bin {
        name: format!("{} to {}", at * 10, if at == 9 { 100 } else { at * 10 + 9 }),
        x: percent(i64::try_from(at).unwrap_or(0) * 100 + 10),
        now: bar(12, now[at], at),
        then: bar(50, then[at], at),
    });
    let bins: Vec<Bin> = bins.collect();
    let spoken = bins.iter().map(|bin| format!("{}: now {}, then {}", bin.name, bin.now.words, bin.then.words));
    let label = format!(
        "The share of leads in a good or a done status, by score. {}. The same stands in the table below.",
        spoken.collect::<Vec<_>>().join("; ")
    );
    let ticks =
        vec![("100%".to_owned(), percent(80)), ("50%".to_owned(), percent(540)), ("0%".to_owned(), percent(1_000))];
    Chart { label, bins, ticks }
}

/// Tenths of a percent, for a drawing.
fn percent(tenths: i64) -> String {
    format!("{}.{}%", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words_of_its_own() {
        let mut names: Vec<&str> = Kind::ALL.iter().map(|kind| told(*kind).0).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Kind::ALL.len(), "two rows of the page would read alike");
    }

    #[test]
    fn a_share_is_drawn_as_high_as_it_is() {
        let mut now = [(0, 0); 10];
        now[9] = (4, 4);
        now[5] = (4, 1);
        let chart = chart(now, [(0, 0); 10]);
        assert_eq!((chart.bins[9].now.height.as_str(), chart.bins[9].now.y.as_str()), ("92.0%", "8.0%"));
        assert_eq!((chart.bins[5].now.height.as_str(), chart.bins[5].now.words.as_str()), ("23.0%", "1 of 4 (25%)"));
        assert_eq!((chart.bins[0].then.height.as_str(), chart.bins[0].then.words.as_str()), ("0.0%", "no lead"));
        assert_eq!((signed(-3), signed(0), signed(7)), ("−3".into(), "0".into(), "+7".into()));
    }
}
