//! The charts' lengths: from counts to hundredths of what they are drawn against.

use super::hundredths;
use super::span::Days;
use crate::bot::Bot;
use crate::bot::pipeline::Category;
use crate::dashboard::layout::Seat;
use crate::dashboard::view::overview::{Bar, Bin, Column, Days as Drawn, Form, Label, Part, Scores, Stage};
use crate::dashboard::view::part::badge::{Source, Temperature};
use crate::dashboard::{badge, way, words};
use crate::db::Conn;
use crate::error::Result;
use crate::form;
use crate::id::BotId;
use crate::report::{self, Caught, Counted, Talks};
use crate::tag;

/// How many lines a list of bars has at most.
const LINES: usize = 8;

/// The class, the word and the stored key of each part of a column, from the base up.
const PARTS: [(&str, &str, Option<&str>); 4] = [
    ("of-cold", "Cold", Some("cold")),
    ("of-warm", "Warm", Some("warm")),
    ("of-hot", "Hot", Some("hot")),
    ("of-none", "Not scored", None),
];

/// `part` of `whole` as a percentage with one decimal, for a drawing.
fn percent(part: i64, whole: i64) -> String {
    let tenths = if whole > 0 { (part * 1_000 + whole / 2) / whole } else { 0 };
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// The least round number that is at least `n`, and its half: 1, 2, 4, 6, 8, 10, 20, 40 …
fn round(n: i64) -> i64 {
    let mut power = 1;
    while power * 10 < n {
        power *= 10;
    }
    [1, 2, 4, 6, 8, 10].into_iter().map(|step| step * power).find(|round| *round >= n && *round >= 2).unwrap_or(n)
}

pub(super) async fn days(conn: &mut Conn, bot: &BotId, days: &Days) -> Result<Drawn> {
    let caught = report::leads(conn, bot, days.span()).await?;
    let names = days.columns();
    let counts: Vec<[i64; 4]> = names
        .iter()
        .enumerate()
        .map(|(at, (.., begins))| {
            let ends = names.get(at + 1).map_or(days.span().until, |(.., next)| *next);
            let of = |caught: &&Caught| caught.at >= *begins && caught.at < ends;
            PARTS.map(|(.., key)| {
                caught
                    .iter()
                    .filter(of)
                    .filter(|caught| caught.temperature.as_deref() == key)
                    .map(|caught| caught.n)
                    .sum()
            })
        })
        .collect();
    let total: i64 = counts.iter().flatten().sum();
    let highest = round(counts.iter().map(|parts| parts.iter().sum()).max().unwrap_or(0));
    let (slots, last) = (i64::try_from(names.len()).unwrap_or(1), names.len().saturating_sub(1));
    let columns = names.iter().zip(&counts).enumerate().map(|(at, ((_, name, _), parts))| {
        let at = i64::try_from(at).unwrap_or(0);
        Column {
            name: name.clone(),
            x: percent(at * 20 + 3, slots * 20),
            width: percent(14, slots * 20),
            parts: stacked(*parts, highest),
            total: words::number(parts.iter().sum()),
        }
    });
    let step = (names.len() / 5).max(1);
    let named = (0..names.len()).filter(|at| at % step == 0 && (*at + step / 2 <= last || *at == 0));
    let of = |at: usize| counts.iter().map(|parts| parts[at]).sum::<i64>();
    Ok(Drawn {
        line: words::count(total, "lead"),
        label: format!(
            "{} over {}: {} hot, {} warm, {} cold, {} not scored. The most in one column is {}. The same stands in the table below.",
            words::count(total, "lead"),
            words::count(days.count(), "day"),
            words::number(of(2)),
            words::number(of(1)),
            words::number(of(0)),
            words::number(of(3)),
            words::number(counts.iter().map(|parts| parts.iter().sum::<i64>()).max().unwrap_or(0)),
        ),
        columns: columns.collect(),
        ticks: vec![
            (words::number(highest), percent(8, 100)),
            (words::number(highest / 2), percent(54, 100)),
            ("0".to_owned(), percent(100, 100)),
        ],
        names: named
            .map(|at| {
                let text = names[at].0.strftime("%-d %b").to_string();
                (text, percent(i64::try_from(at).unwrap_or(0) * 20 + 3, slots * 20))
            })
            .collect(),
    })
}

/// The parts of a column, from the base up. The uppermost twelfth of the drawing is left free for the highest line's name.
fn stacked(parts: [i64; 4], highest: i64) -> Vec<Part> {
    let mut below = 0;
    let mut drawn = Vec::new();
    for ((class, name, _), n) in PARTS.into_iter().zip(parts) {
        if n > 0 {
            below += n;
            let y = percent(highest * 100 - below * 92, highest * 100);
            drawn.push(Part { class, name, y, height: percent(n * 92, highest * 100), n: words::number(n) });
        }
    }
    drawn
}

fn bars<'a>(
    counted: impl IntoIterator<Item = &'a (String, i64)> + Clone,
    all: i64,
    label: impl Fn(&str) -> Label,
    href: impl Fn(&str) -> Option<String>,
) -> Vec<Bar> {
    let longest = counted.clone().into_iter().map(|(_, n)| *n).max().unwrap_or(0);
    let bar = |(key, n): &(String, i64)| Bar {
        label: label(key),
        n: words::number(*n),
        share: hundredths(*n, all).map_or_else(String::new, |share| format!("{share}%")),
        length: percent(*n, longest),
        href: href(key),
    };
    counted.into_iter().take(LINES).map(bar).collect()
}

fn sum(counted: &Counted) -> i64 {
    counted.iter().map(|(_, n)| n).sum()
}

pub(super) async fn sources(conn: &mut Conn, bot: &BotId, days: &Days, seat: &Seat) -> Result<Vec<Bar>> {
    let counted = report::by_source(conn, bot, days.span()).await?;
    let href = |key: &str| Some(way::with("/leads", &[("bot", seat.key()), ("source", key)]));
    Ok(bars(&counted, sum(&counted), |key| Label::Source(Source::from_key(key)), href))
}

pub(super) async fn tags(conn: &mut Conn, bot: &BotId, days: &Days, seat: &Seat) -> Result<Vec<Bar>> {
    let counted = report::by_tag(conn, bot, days.span()).await?;
    let known = tag::list(conn, bot).await?;
    let label = |key: &str| badge::tag(&known, key).map_or_else(|| plain(&words::of_key(key)), Label::Tag);
    let href = |key: &str| Some(way::with("/leads", &[("bot", seat.key()), ("tag", key)]));
    Ok(bars(&counted, sum(&counted), label, href))
}

/// Why leads were lost.
pub(super) fn reasons(counted: &Counted) -> Vec<Bar> {
    bars(counted, sum(counted), plain, |_| None)
}

/// The pages that leads came from, by their paths; the whole address is told when it is pointed at.
pub(super) fn pages(counted: &Counted) -> Vec<Bar> {
    let path = |address: &str| {
        let path = url::Url::parse(address).ok().map(|url| url.path().to_owned()).filter(|path| path != "/");
        Label::Text(path.unwrap_or_else(|| "Home page".to_owned()), address.to_owned())
    };
    bars(counted, sum(counted), path, |_| None)
}

fn plain(words: &str) -> Label {
    Label::Text(words.to_owned(), words.to_owned())
}

pub(super) async fn funnel(conn: &mut Conn, bot: &Bot, days: &Days, talks: Talks) -> Result<Vec<Stage>> {
    let (shown, sent) = report::reached(conn, &bot.id, days.span()).await?;
    let by_status = report::by_status(conn, &bot.id, days.span()).await?;
    let pipeline = bot.settings().pipeline();
    let within = |categories: &[Category]| -> i64 {
        let is = |key: &str| pipeline.status(key).is_some_and(|status| categories.contains(&status.category));
        by_status.iter().filter(|(key, _)| is(key)).map(|(_, n)| n).sum()
    };
    let name = |category: Category, other: &str| {
        pipeline.statuses.iter().find(|s| s.category == category).map_or_else(|| other.to_owned(), |s| s.label.clone())
    };
    let (good, done) = (within(&[Category::Good, Category::Done]), within(&[Category::Done]));
    let stages = [
        ("Conversations".to_owned(), talks.begun, ""),
        ("Wrote twice or more".to_owned(), talks.twice, "kept talking"),
        ("Form shown".to_owned(), shown, "reached a form"),
        ("Form sent".to_owned(), sent, "sent it"),
        (name(Category::Good, "Promising"), good, "came so far"),
        (name(Category::Done, "Done"), done, "came so far"),
    ];
    let longest = stages.iter().map(|(_, n, _)| *n).max().unwrap_or(0);
    let mut before = None;
    let drawn = stages.into_iter().map(|(name, n, words_of_step)| {
        // More may come at a stage than were at the one before: a form can be shown by a button at once.
        let share = before.replace(n).and_then(|before| hundredths(n, before)).filter(|share| *share <= 100);
        let step = share.map(|share| format!("{share}% {words_of_step}"));
        Stage { name, n: words::number(n), length: percent(n, longest), step }
    });
    Ok(drawn.collect())
}

pub(super) async fn scores(conn: &mut Conn, bot: &Bot, days: &Days) -> Result<Scores> {
    let scores = report::scores(conn, &bot.id, days.span()).await?;
    let (mut bins, mut points) = ([0; 10], 0);
    for (score, n) in &scores {
        bins[usize::try_from(score / 10).unwrap_or(0).min(9)] += n;
        points += score * n;
    }
    let all: i64 = bins.iter().sum();
    let highest = bins.iter().copied().max().unwrap_or(0).max(1);
    let (warm, hot) = (i64::from(bot.settings().bands.warm_from), i64::from(bot.settings().bands.hot_from));
    // A column in which a band begins has the colour of most of it.
    let class = |bin: usize| match i64::try_from(bin).unwrap_or(0) * 10 + 5 {
        middle if middle >= hot => "of-hot",
        middle if middle >= warm => "of-warm",
        _ => "of-cold",
    };
    let drawn = bins.iter().enumerate().map(|(at, n)| Bin {
        name: format!("{} to {}", at * 10, if at == 9 { 100 } else { at * 10 + 9 }),
        from: (at * 10).to_string(),
        n: words::number(*n),
        class: class(at),
        height: (2 + n * 128 / highest).to_string(),
    });
    let within = |range: std::ops::Range<i64>| {
        words::number(scores.iter().filter(|(score, _)| range.contains(score)).map(|(_, n)| n).sum())
    };
    Ok(Scores {
        average: (all > 0).then(|| format!("Average {}", (points + all / 2) / all)),
        bins: drawn.collect(),
        bands: vec![
            (Temperature::Cold, within(0..warm)),
            (Temperature::Warm, within(warm..hot)),
            (Temperature::Hot, within(hot..101)),
        ],
        label: format!("How many of {} scored how much", words::count(all, "lead")),
    })
}

pub(super) async fn forms(conn: &mut Conn, bot: &Bot, days: &Days) -> Result<Vec<Form>> {
    let fared = report::forms(conn, &bot.id, days.span()).await?;
    let (tags, known) = (tag::list(conn, &bot.id).await?, form::list(conn, &bot.id).await?);
    let mut forms = Vec::with_capacity(fared.len());
    for one in fared.into_iter().take(LINES) {
        let fields = known.iter().find(|form| form.id == one.form).map_or(&[][..], |form| &form.definition.0.fields);
        let longest = one.stopped.iter().map(|(_, n)| *n).max().unwrap_or(0);
        let stop = |(key, n): &(String, i64)| {
            let label = fields
                .iter()
                .find(|field| field.key == *key)
                .map_or_else(|| words::of_key(key), |field| field.label.clone());
            let name = if key.is_empty() { "Before the first field".to_owned() } else { format!("After {label}") };
            (name, words::number(*n), percent(*n, longest))
        };
        let name =
            tags.iter().find(|tag| tag.key == one.tag).map_or_else(|| words::of_key(&one.tag), |tag| tag.label.clone());
        forms.push(Form {
            name: if one.tag.is_empty() { "Contact form".to_owned() } else { name },
            shown: words::number(one.shown),
            sent: words::number(one.sent),
            rate: hundredths(one.sent, one.shown).map_or_else(String::new, |rate| format!("{rate}%")),
            declined: words::number(one.declined),
            stops: one.stopped.iter().take(LINES).map(stop).collect(),
        });
    }
    Ok(forms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_highest_line_is_round_and_can_be_halved() {
        assert_eq!([0, 1, 3, 5, 7, 11, 16, 61, 400].map(round), [2, 2, 4, 6, 8, 20, 20, 80, 400]);
    }

    proptest! {
        #[test]
        fn a_column_never_leaves_its_drawing(parts in proptest::array::uniform4(0i64..100_000)) {
            let highest = round(parts.iter().sum());
            let tenths = |text: &str| text.trim_end_matches('%').parse::<f64>().unwrap();
            for part in stacked(parts, highest) {
                prop_assert!(tenths(&part.y) >= 7.9 && tenths(&part.y) + tenths(&part.height) <= 100.2);
            }
        }
    }
}
