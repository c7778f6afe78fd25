//! The board: a column a status, its leads as cards, 50 at first and 50 more by place.

use super::asked::cursor;
use super::{Asked, Known, listing, row};
use crate::dashboard::view::leads::{Board, Column, More};
use crate::dashboard::{badge, words};
use crate::db::Conn;
use crate::error::Result;
use crate::lead::list::{self, At, Filter, Line, Look};
use crate::lead::pipeline::Category;
use crate::lead::reach::Reach;

/// How many pages of the list a column shows at first.
const PAGES: usize = 2;

/// A column to be drawn.
struct Status {
    key: String,
    category: Category,
}

/// The board, narrowed as the list is.
pub async fn of(conn: &mut Conn, known: &Known<'_>) -> Result<Board> {
    let (asked, seat) = (known.asked, known.seat);
    let filter = asked.filter(seat, known.app.clock.now());
    let few = match seat.reach {
        Reach::Newest(most) => {
            let look = Look { filter: filter.clone(), sort: asked.sort(), at: At::Start, reach: seat.reach };
            Some(listing::few(conn, &known.bot.id, &look, most).await?)
        }
        Reach::All => None,
    };
    let mut columns = Vec::new();
    for status in statuses(known) {
        columns.push(column(conn, known, &filter, few.as_deref(), status).await?);
    }
    Ok(Board { columns, may_move: seat.may_change(), locked: listing::locked(known) })
}

/// Those of the pipeline, and those that leads still have from another one.
fn statuses(known: &Known<'_>) -> Vec<Status> {
    let pipeline = badge::pipeline(known.bot);
    let own = pipeline.statuses.iter().map(|status| Status { key: status.key.clone(), category: status.category });
    let others = known.counts.by_status.iter().filter(|(key, n)| **n > 0 && pipeline.status(key).is_none());
    let others = others.map(|(key, _)| Status { key: key.clone(), category: Category::Out });
    own.chain(others).filter(|status| known.asked.status.is_empty() || status.key == known.asked.status).collect()
}

async fn column(
    conn: &mut Conn,
    known: &Known<'_>,
    filter: &Filter,
    few: Option<&[Line]>,
    status: Status,
) -> Result<Column> {
    let (asked, seat) = (known.asked, known.seat);
    let filter = Filter { status: Some(status.key.clone()), ..filter.clone() };
    let goes_on = asked.column == status.key && few.is_none();
    let (lines, has_after) = match few {
        Some(few) => (few.iter().filter(|line| line.status == status.key).cloned().collect(), false),
        None => lines(conn, known, &filter, if goes_on { asked.at() } else { At::Start }).await?,
    };
    let is_plain = !Asked { status: String::new(), ..asked.clone() }.is_filtered();
    let kept = known.counts.by_status.get(&status.key).copied().unwrap_or(0);
    let count = match (is_plain, few) {
        (true, _) => words::number(kept),
        // What a search would find beyond the plan is not told.
        (false, Some(_)) => words::number(i64::try_from(lines.len()).unwrap_or(0)),
        (false, None) => {
            let found = list::found(conn, &known.bot.id, &filter, known.counts).await?;
            format!("{}{}", words::number(found.n), if found.is_exact { "" } else { "+" })
        }
    };
    let here = asked.address("/leads", seat.key(), ("", ""));
    let more = lines.last().filter(|_| has_after).map(|last: &Line| More {
        href: asked.address_with(
            "/leads",
            seat.key(),
            &[("column", &status.key), ("older", &cursor(last, asked.sort()))],
        ),
        text: "Show more".to_owned(),
    });
    Ok(Column {
        status: badge::status(badge::pipeline(known.bot), &status.key, status.category),
        count,
        cards: lines.iter().map(|line| row::card(known, &here, line)).collect(),
        more,
        back_href: goes_on.then(|| here.clone()).filter(|_| asked.at() != At::Start),
        key: status.key,
    })
}

async fn lines(conn: &mut Conn, known: &Known<'_>, filter: &Filter, at: At) -> Result<(Vec<Line>, bool)> {
    let sort = known.asked.sort();
    let mut look = Look { filter: filter.clone(), sort, at, reach: known.seat.reach };
    let mut all: Vec<Line> = Vec::new();
    for _ in 0..PAGES {
        let page = list::page(conn, &known.bot.id, &look).await?;
        all.extend(page.lines);
        let Some(last) = all.last().filter(|_| page.has_after) else { return Ok((all, false)) };
        look.at = At::After(last.place(sort), 0);
    }
    Ok((all, true))
}
