//! The Overview: numbers and charts of a span of days, in the viewer's time zone, against the span before it.

mod charts;
mod span;
mod team;
pub(super) mod unanswered;

use axum::extract::{Query, State};
use axum::http::HeaderMap;

use super::error::Answer;
use super::layout::{self, Seat};
use super::view::layout::Place;
use super::view::overview::{Change, OverviewPage, Range, Tile, Way};
use super::{told, way, words};
use crate::app::App;
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, Result};
use crate::id::BotId;
use crate::organisation::role::Right;
use crate::report::{self, Span, Talks, Waits};
use span::{Asked, Days};

/// `GET /overview`: a bot's numbers. Every member who may see leads may call it.
///
/// # Errors
/// 404 when the address names a bot of somebody else.
pub async fn page(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    who.must(Right::SeeLeads)?;
    let mut conn = app.db.read().await?;
    let seat = Seat::take(&mut conn, who, &words::one_line(&asked.bot, 100), &headers).await?;
    let bot = seat.bot.clone().ok_or(Error::NotFound("bot"))?;
    let days = Days::asked(&asked, app.clock.now(), seat.zone());
    let here = way::with("/overview", &[("bot", seat.key()), ("range", &asked.range)]);
    let toast = told::toast(&mut conn, &bot, &headers, &here).await?;
    let (now, before) = (read(&mut conn, &bot.id, days.span()).await?, read(&mut conn, &bot.id, days.before()).await?);
    let team = report::team::team(&mut conn, &bot.id, days.span()).await?;
    let page = OverviewPage {
        frame: layout::frame("Overview", seat.theme()),
        desk: layout::desk(&app, &mut conn, &seat, Place::Overview, &here, toast).await?,
        range: range(&days, &seat),
        is_empty: now.talks.begun == 0 && now.leads == 0 && team.asked.all == 0 && team.all.taken == 0,
        tiles: tiles(&now, &before),
        team: team::drawn(&team),
        days: charts::days(&mut conn, &bot.id, &days).await?,
        sources: charts::sources(&mut conn, &bot.id, &days, &seat).await?,
        funnel: charts::funnel(&mut conn, &bot, &days, now.talks).await?,
        scores: charts::scores(&mut conn, &bot, &days).await?,
        tags: charts::tags(&mut conn, &bot.id, &days, &seat).await?,
        pages: charts::pages(&report::by_page(&mut conn, &bot.id, days.span()).await?),
        reasons: charts::reasons(&report::reasons(&mut conn, &bot.id, days.span()).await?),
        forms: charts::forms(&mut conn, &bot, &days).await?,
        questions: unanswered::asked(&mut conn, &bot.id, &days, &seat).await?,
    };
    Ok(layout::page(&app, &seat, &headers, &page)?)
}

/// The numbers of one span.
struct Numbers {
    talks: Talks,
    leads: i64,
    waits: Waits,
    rated: (i64, i64),
}

async fn read(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Numbers> {
    Ok(Numbers {
        talks: report::talks(conn, bot, span).await?,
        leads: report::leads(conn, bot, span).await?.iter().map(|caught| caught.n).sum(),
        waits: report::waits(conn, bot, span).await?,
        rated: report::rated(conn, bot, span).await?,
    })
}

fn range(days: &Days, seat: &Seat) -> Range {
    let choice = |n: i64| {
        let key = n.to_string();
        (format!("Last {n} days"), way::with("/overview", &[("bot", seat.key()), ("range", &key)]), days.is_last(n))
    };
    Range {
        line: days.line(),
        name: days.name(),
        choices: span::READY.map(choice).to_vec(),
        from: days.first().to_string(),
        until: days.last().to_string(),
        keep: if seat.key().is_empty() { Vec::new() } else { vec![("bot".to_owned(), seat.key().to_owned())] },
        error: days.error.clone(),
    }
}

/// So many hundredths of `all`.
fn hundredths(part: i64, all: i64) -> Option<i64> {
    (all > 0).then(|| (part * 100 + all / 2) / all)
}

fn tiles(now: &Numbers, before: &Numbers) -> Vec<Tile> {
    let tile = |name: &str, value: String, change: Option<Change>, title: &str| Tile {
        name: name.to_owned(),
        value,
        change,
        title: title.to_owned(),
    };
    let rate = |numbers: &Numbers| hundredths(numbers.leads, numbers.talks.begun);
    let alone = |numbers: &Numbers| hundredths(numbers.talks.alone, numbers.talks.begun);
    let helpful = |numbers: &Numbers| hundredths(numbers.rated.0, numbers.rated.0 + numbers.rated.1);
    let percent = |value: Option<i64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value}%"));
    let time = |wait: Option<i64>| wait.map_or_else(|| "–".to_owned(), words::wait);
    let timed = "The median of the newest 500 conversations";
    vec![
        tile(
            "Conversations",
            words::number(now.talks.begun),
            more(now.talks.begun, before.talks.begun),
            "Begun in these days, with a word of the visitor's",
        ),
        tile(
            "Answered by the assistant",
            percent(alone(now)),
            points(alone(now), alone(before), true),
            "Conversations that stayed with the assistant to their end",
        ),
        tile("Leads", words::number(now.leads), more(now.leads, before.leads), "Captured in these days"),
        tile(
            "Lead rate",
            percent(rate(now)),
            points(rate(now), rate(before), true),
            "Leads for each hundred conversations",
        ),
        tile("First answer", time(now.waits.answer), sooner(now.waits.answer, before.waits.answer), timed),
        tile("Wait for a person", time(now.waits.person), sooner(now.waits.person, before.waits.person), timed),
        tile(
            "Rated helpful",
            percent(helpful(now)),
            points(helpful(now), helpful(before), true),
            "Of the answers that visitors rated",
        ),
    ]
}

fn same() -> Change {
    Change { way: Way::Same, text: "same".to_owned(), is_good: None }
}

/// A count against the one before, in hundredths of it.
fn more(now: i64, before: i64) -> Option<Change> {
    let change = hundredths((now - before).abs(), before)?;
    if change == 0 {
        return Some(same());
    }
    let way = if now > before { Way::Up } else { Way::Down };
    Some(Change { way, text: format!("{change}%"), is_good: Some(now > before) })
}

/// A share against the one before, in points.
fn points(now: Option<i64>, before: Option<i64>, more_is_good: bool) -> Option<Change> {
    let difference = now? - before?;
    if difference == 0 {
        return Some(same());
    }
    let (way, n) = (if difference > 0 { Way::Up } else { Way::Down }, difference.abs());
    let text = format!("{n} {}", if n == 1 { "pt" } else { "pts" });
    Some(Change { way, text, is_good: Some((difference > 0) == more_is_good) })
}

/// A wait against the one before; less is better.
fn sooner(now: Option<i64>, before: Option<i64>) -> Option<Change> {
    let difference = now? - before?;
    if difference.abs() < 1_000 {
        return Some(same());
    }
    let way = if difference > 0 { Way::Up } else { Way::Down };
    Some(Change { way, text: words::wait(difference.abs()), is_good: Some(difference < 0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_with_its_way_and_whether_that_is_good() {
        let up = more(112, 100).unwrap();
        assert_eq!((up.way, up.text.as_str(), up.is_good), (Way::Up, "12%", Some(true)));
        assert!(more(5, 0).is_none(), "nothing is more than nothing by so many hundredths");
        assert_eq!(points(Some(80), Some(81), true).unwrap().text, "1 pt");
        let wait = sooner(Some(37_000), Some(48_000)).unwrap();
        assert_eq!((wait.way, wait.text.as_str(), wait.is_good), (Way::Down, "11 s", Some(true)));
        assert_eq!(more(100, 100).unwrap().text, "same");
    }
}
