//! What stands under the filters: a page of the list, the board, or why there is neither.

use super::{Known, board, bulk, filters, pager, row};
use crate::app::founding;
use crate::dashboard::view::leads::{Choice, Heads, Listing, Locked, Rows, SortLink};
use crate::dashboard::{way, words};
use crate::db::Conn;
use crate::error::Result;
use crate::id::BotId;
use crate::lead::list::{self, At, Filter, Found, Line, Look, PAGE, Page, Sort};
use crate::lead::reach::Reach;

/// How many placeholders stand for what a plan does not show.
const PLACEHOLDERS: i64 = 6;

/// A page of the list, or what stands in its place.
pub async fn of(conn: &mut Conn, known: &Known<'_>) -> Result<Listing> {
    let (asked, seat, bot) = (known.asked, known.seat, known.bot);
    if known.counts.total == 0 {
        return Ok(Listing::Empty { snippet: founding::snippet(known.app, &bot.key) });
    }
    if asked.show == "board" {
        return Ok(Listing::Board(board::of(conn, known).await?));
    }
    let filter = asked.filter(seat, known.app.clock.now());
    let mut look = Look { filter, sort: asked.sort(), at: asked.at(), reach: seat.reach };
    let (page, found) = match seat.reach {
        Reach::All => all(conn, known, &mut look).await?,
        Reach::Newest(most) => {
            look.at = At::Start;
            let lines = few(conn, &bot.id, &look, most).await?;
            let n = i64::try_from(lines.len()).unwrap_or(0);
            let found = Found { n, is_exact: true };
            (Page { lines, has_before: false, has_after: false }, found)
        }
    };
    let locked = locked(known);
    if page.lines.is_empty() && (asked.is_filtered() || locked.is_none()) {
        return Ok(Listing::NoMatch { sentence: filters::told(known) });
    }
    let here = asked.here(seat.key());
    let mut pager = pager::of(asked, seat.key(), &look.at, &page, found);
    if locked.is_some() {
        // How many of those beyond the plan a search would find is not told either.
        pager.range = format!("Showing {} of {}", words::number(found.n), words::number(known.counts.total));
    }
    Ok(Listing::Rows(Rows {
        is_support: bot.settings().pipeline == "support",
        heads: heads(known),
        bulk: bulk::bar(known, &here, &page, found),
        rows: page.lines.iter().map(|line| row::of(known, &here, line)).collect(),
        pager,
        locked,
    }))
}

/// A page of all, and how many there are; the first page where the place is none. The last page begins where the pages
/// before it end.
async fn all(conn: &mut Conn, known: &Known<'_>, look: &mut Look) -> Result<(Page, Found)> {
    let bot = &known.bot.id;
    let (mut page, mut found) = list::page_and_found(conn, bot, look, known.counts).await?;
    // Before the newest there is nothing, so that page would be cut short by what has come since.
    let is_cut = matches!(look.at, At::Before(..)) && !page.has_before;
    if (page.lines.is_empty() || is_cut) && look.at != At::Start {
        look.at = At::Start;
        (page, found) = list::page_and_found(conn, bot, look, known.counts).await?;
    }
    if look.at == At::End && found.is_exact && page.has_before {
        let rest = usize::try_from((found.n - 1).rem_euclid(PAGE) + 1).unwrap_or(0);
        let over = page.lines.len().saturating_sub(rest);
        page.lines.drain(..over);
    }
    Ok((page, found))
}

/// What a plan shows, narrowed and in order. Whatever the list does, nothing but the newest can come out of here.
pub async fn few(conn: &mut Conn, bot: &BotId, look: &Look, most: i64) -> Result<Vec<Line>> {
    let mut newest = list::page(conn, bot, &Look { reach: look.reach, ..Look::default() }).await?.lines;
    newest.truncate(usize::try_from(most).unwrap_or(0));
    if look.filter.is_empty() && look.sort == Sort::default() {
        return Ok(newest);
    }
    let Some(oldest) = newest.last().map(|line| line.captured_at) else { return Ok(newest) };
    let from = look.filter.from.map_or(oldest, |from| from.max(oldest));
    let filter = Filter { from: Some(from), ..look.filter.clone() };
    let mut found = list::page(conn, bot, &Look { filter, at: At::Start, ..look.clone() }).await?.lines;
    found.retain(|line| newest.iter().any(|one| one.id == line.id));
    Ok(found)
}

/// What lies beyond the plan: how much it is, and nothing of it.
pub fn locked(known: &Known<'_>) -> Option<Locked> {
    let Reach::Newest(most) = known.seat.reach else { return None };
    let hidden = (known.counts.total - most).max(0);
    let is = if hidden == 1 { "is" } else { "are" };
    (hidden > 0).then(|| Locked {
        title: format!("{} {is} saved here", words::count(hidden, "more lead")),
        text: format!("This plan shows your {most} most recent leads."),
        rows: usize::try_from(hidden.min(PLACEHOLDERS)).unwrap_or(0),
        href: "/plan".to_owned(),
    })
}

/// The heads that sort.
fn heads(known: &Known<'_>) -> Heads {
    let asked = known.asked;
    let link = |down: &str, up: &str| {
        let (direction, next) = match asked.sort.as_str() {
            sort if sort == down => ("descending", up),
            sort if sort == up => ("ascending", down),
            _ => ("", down),
        };
        let asked = super::Asked { sort: next.to_owned(), ..asked.clone() };
        SortLink { direction, href: asked.address("/leads", known.seat.key(), ("", "")) }
    };
    Heads {
        captured: link("", "oldest"),
        updated: link("updated", "resting"),
        score: link("hottest", "coldest"),
        words: super::asked::SORTS
            .iter()
            .find(|(key, ..)| *key == asked.sort)
            .map_or_else(String::new, |(_, name, ..)| name.to_lowercase()),
    }
}

/// A list of choices for a menu.
pub fn choices<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Choice> {
    pairs.map(|(key, name)| Choice { key: key.to_owned(), name: name.to_owned(), is_chosen: false }).collect()
}

/// Where the file of these leads is; none where the plan keeps it.
pub fn export_href(known: &Known<'_>) -> Option<String> {
    let asked = super::Asked { show: String::new(), ..known.asked.clone() };
    (known.seat.reach == Reach::All).then(|| asked.address("/leads/export", known.seat.key(), ("", "")))
}

/// Where leads are brought in from a file.
pub fn import_href(known: &Known<'_>) -> Option<String> {
    known.seat.may_change().then(|| way::with("/leads/import", &[("bot", known.seat.key())]))
}
