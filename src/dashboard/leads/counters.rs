//! The counters on top: all, by status, by quality, and the average score; each sets its filter.

use super::Asked;
use crate::bot::Bot;
use crate::dashboard::view::leads::{Counter, Label};
use crate::dashboard::{badge, words};
use crate::lead::list::Counts;
use crate::lead::pipeline::Status;
use crate::lead::reach::Reach;

/// The bands of quality that are counted: label, from, to.
fn bands(bot: &Bot) -> [(&'static str, i64, i64); 2] {
    let bands = bot.settings().bands;
    let (medium, high) = (i64::from(bands.medium_from), i64::from(bands.high_from));
    [("High quality", high, 100), ("Medium quality", medium, high - 1)]
}

/// The cells, in order. None while there is no lead at all.
pub fn of(bot: &Bot, counts: &Counts, asked: &Asked, key: &str, reach: Reach) -> Vec<Counter> {
    if counts.total == 0 {
        return Vec::new();
    }
    let total = Counter {
        key: "total".to_owned(),
        label: Label::Words("Total leads".to_owned()),
        count: words::number(counts.total),
        note: None,
        href: Asked { show: asked.show.clone(), sort: asked.sort.clone(), ..Asked::default() }.address(
            "/leads",
            key,
            ("", ""),
        ),
        is_current: !asked.is_filtered(),
    };
    let mut cells = vec![total];
    cells.extend(statuses(bot, counts, asked, key));
    for (label, least, most) in bands(bot) {
        let (min, max) = (least.to_string(), most.to_string());
        let is_current = asked.min == min && asked.max == max;
        cells.push(Counter {
            key: format!("score-{least}"),
            label: Label::Words(label.to_owned()),
            count: words::number(counts.scored(least, most)),
            note: Some(format!("{least}–{most}")),
            href: Asked { min, max, ..asked.clone() }.address("/leads", key, ("", "")),
            is_current,
        });
    }
    cells.push(average(counts, asked, key));
    if let Reach::Newest(most) = reach {
        cells.push(Counter {
            key: "visible".to_owned(),
            label: Label::Words("Visible on this plan".to_owned()),
            count: words::number(most.min(counts.total)),
            note: Some(format!("of {}", words::number(counts.total))),
            href: Asked::default().address("/leads", key, ("", "")),
            is_current: false,
        });
    }
    cells
}

fn statuses(bot: &Bot, counts: &Counts, asked: &Asked, key: &str) -> Vec<Counter> {
    let pipeline = badge::pipeline(bot);
    let unseen = (counts.unseen > 0).then(|| format!("{} not opened", words::number(counts.unseen)));
    let cell = |(place, status): (usize, &Status)| {
        let is_current = asked.status == status.key;
        // The current cell's own link takes its filter off again.
        let wanted = if is_current { String::new() } else { status.key.clone() };
        Counter {
            key: format!("status-{}", status.key),
            label: Label::Status(badge::status(pipeline, &status.key, status.category)),
            count: words::number(counts.by_status.get(&status.key).copied().unwrap_or(0)),
            note: unseen.clone().filter(|_| place == 0),
            href: Asked { status: wanted, ..asked.clone() }.address("/leads", key, ("", "")),
            is_current,
        }
    };
    pipeline.statuses.iter().enumerate().map(cell).collect()
}

/// Its link shows the leads that it is the average of.
fn average(counts: &Counts, asked: &Asked, key: &str) -> Counter {
    Counter {
        key: "average".to_owned(),
        label: Label::Words("Average score".to_owned()),
        count: counts.average().map_or_else(|| "–".to_owned(), words::number),
        note: Some("of 100".to_owned()),
        href: Asked { min: "0".to_owned(), max: String::new(), ..asked.clone() }.address("/leads", key, ("", "")),
        is_current: asked.min == "0" && asked.max.is_empty(),
    }
}
