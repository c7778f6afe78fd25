//! The Leads page: filters from the address, a page of the list by its cursor, the counts on top.
//!
//! A cursor is a place in the list, not a permission: a forged one is passed over, and the newest page is shown.

mod row;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use serde::Deserialize;

use super::error::Answer;
use super::layout::{self, Seat};
use super::view::layout::Place;
use super::view::leads::{Choice, Counter, Filters, LeadsPage, Listing, Rows};
use super::{badge, told, way, words};
use crate::app::{App, founding};
use crate::bot::Bot;
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::Result;
use crate::id::{Id as _, LeadId};
use crate::lead::list::{self, At, Counts, Filter, Line, Look, Place as Spot, Sort};
use crate::organisation::role::Right;
use crate::tag::{self, Tag};

/// The longest search, in characters.
const LONGEST_SEARCH: usize = 200;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The bot's key.
    pub bot: String,
    /// Words to be found.
    pub q: String,
    /// A tag's key.
    pub tag: String,
    /// A status's key.
    pub status: String,
    /// The page after this place.
    pub older: String,
    /// The page before this place.
    pub newer: String,
}

impl Asked {
    /// The same, with nothing in it that a search could not mean.
    pub fn tidy(self) -> Self {
        let tidy = |text: String| words::one_line(&text, LONGEST_SEARCH);
        Self {
            bot: tidy(self.bot),
            q: tidy(self.q),
            tag: tidy(self.tag),
            status: tidy(self.status),
            older: tidy(self.older),
            newer: tidy(self.newer),
        }
    }

    /// The filter.
    pub fn filter(&self) -> Filter {
        let set = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Filter { search: set(&self.q), tag: set(&self.tag), status: set(&self.status), ..Filter::default() }
    }

    /// An address with these filters, for this bot, and one more pair.
    pub fn address(&self, path: &str, bot: &str, more: (&str, &str)) -> String {
        way::with(path, &[("bot", bot), ("q", &self.q), ("tag", &self.tag), ("status", &self.status), more])
    }
}

/// A place in the list, as it stands in an address.
pub fn cursor(line: &Line) -> String {
    let place = line.place(Sort::default());
    format!("{}.{}", place.key, place.id)
}

fn place(text: &str) -> Option<Spot> {
    let (key, id) = text.split_once('.')?;
    Some(Spot { key: key.parse().ok()?, id: LeadId::parse(id)? })
}

/// `GET /leads`: a bot's leads, newest first, 25 a page. Every member may call it.
///
/// # Errors
/// 404 when the address names a bot of somebody else.
pub async fn page(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    who.must(Right::SeeLeads)?;
    let asked = asked.tidy();
    let mut conn = app.db.read().await?;
    let seat = Seat::take(&mut conn, who, &asked.bot, &headers).await?;
    let Some(bot) = seat.bot.clone() else { return without_bot(&app, &mut conn, &seat, &headers).await };
    let here = asked.address("/leads", seat.key(), cursor_pair(&asked));
    let toast = told::toast(&mut conn, &bot, &headers, &here).await?;
    let tags = tag::list(&mut conn, &bot.id).await?;
    let counts = list::counts(&mut conn, &bot.id).await?;
    let page = LeadsPage {
        frame: layout::frame("Leads", seat.theme()),
        desk: layout::desk(&app, &mut conn, &seat, Place::Leads, &here, toast).await?,
        counters: if counts.total == 0 { Vec::new() } else { counters(&bot, &counts, &asked, seat.key()) },
        filters: filters(&bot, &tags, &asked, seat.key()),
        listing: listing(&app, &mut conn, &seat, &bot, &tags, &counts, &asked).await?,
    };
    Ok(layout::page(&app, &seat, &headers, &page)?)
}

/// There is an organisation and no bot yet: the command that makes one stands where the snippet would.
async fn without_bot(app: &App, conn: &mut Conn, seat: &Seat, headers: &HeaderMap) -> Answer {
    let page = LeadsPage {
        frame: layout::frame("Leads", seat.theme()),
        desk: layout::desk(app, conn, seat, Place::Leads, "/leads", None).await?,
        counters: Vec::new(),
        filters: Filters {
            q: String::new(),
            tags: Vec::new(),
            statuses: Vec::new(),
            keep: Vec::new(),
            clear_href: "/leads".to_owned(),
        },
        listing: Listing::Empty { snippet: "frontdesk bot add --name \"My shop\"".to_owned() },
    };
    Ok(layout::page(app, seat, headers, &page)?)
}

fn cursor_pair(asked: &Asked) -> (&'static str, &str) {
    if asked.older.is_empty() { ("newer", &asked.newer) } else { ("older", &asked.older) }
}

fn counters(bot: &Bot, counts: &Counts, asked: &Asked, key: &str) -> Vec<Counter> {
    let pipeline = badge::pipeline(bot);
    let href = |status: &str| Asked { status: status.to_owned(), ..asked.clone() }.address("/leads", key, ("", ""));
    let total = Counter {
        status: None,
        count: words::number(counts.total),
        note: None,
        href: href(""),
        is_current: asked.status.is_empty(),
    };
    let unseen = (counts.unseen > 0).then(|| format!("{} not opened", words::number(counts.unseen)));
    let of = |(place, status): (usize, &crate::lead::pipeline::Status)| Counter {
        status: Some(badge::status(pipeline, &status.key, status.category)),
        count: words::number(counts.by_status.get(&status.key).copied().unwrap_or(0)),
        note: unseen.clone().filter(|_| place == 0),
        href: href(&status.key),
        is_current: asked.status == status.key,
    };
    std::iter::once(total).chain(pipeline.statuses.iter().enumerate().map(of)).collect()
}

fn filters(bot: &Bot, tags: &[Tag], asked: &Asked, key: &str) -> Filters {
    let statuses = &badge::pipeline(bot).statuses;
    let choice = |at: &str, name: &str, chosen: &str| Choice {
        key: at.to_owned(),
        name: name.to_owned(),
        is_chosen: at == chosen,
    };
    Filters {
        q: asked.q.clone(),
        tags: tags.iter().map(|tag| choice(&tag.key, &tag.label, &asked.tag)).collect(),
        statuses: statuses.iter().map(|status| choice(&status.key, &status.label, &asked.status)).collect(),
        keep: if key.is_empty() { Vec::new() } else { vec![("bot".to_owned(), key.to_owned())] },
        clear_href: way::with("/leads", &[("bot", key)]),
    }
}

async fn listing(
    app: &App,
    conn: &mut Conn,
    seat: &Seat,
    bot: &Bot,
    tags: &[Tag],
    counts: &Counts,
    asked: &Asked,
) -> Result<Listing> {
    if counts.total == 0 {
        return Ok(Listing::Empty { snippet: founding::snippet(app, &bot.key) });
    }
    let filter = asked.filter();
    let at = match (place(&asked.older), place(&asked.newer)) {
        (Some(older), _) => At::After(older, 0),
        (None, Some(newer)) => At::Before(newer, 0),
        (None, None) => At::Start,
    };
    let mut query = Look { filter: filter.clone(), sort: Sort::default(), at, reach: seat.reach };
    let mut page = list::page(conn, &bot.id, &query).await?;
    if page.lines.is_empty() && query.at != At::Start {
        query.at = At::Start;
        page = list::page(conn, &bot.id, &query).await?;
    }
    let (Some(first), Some(last)) = (page.lines.first(), page.lines.last()) else {
        return Ok(Listing::NoMatch { sentence: no_match(bot, tags, asked, counts.total) });
    };
    let found = list::found(conn, &bot.id, &filter, counts).await?;
    let shown = i64::try_from(page.lines.len()).unwrap_or(0);
    let here = asked.address("/leads", seat.key(), cursor_pair(asked));
    let link = |is_there: bool, name: &str, line: &Line| {
        is_there.then(|| asked.address("/leads", seat.key(), (name, &cursor(line))))
    };
    Ok(Listing::Rows(Rows {
        range: format!("{} of {}", words::number(shown), words::number(found.n)),
        newer_href: link(page.has_before, "newer", first),
        older_href: link(page.has_after, "older", last),
        rows: page.lines.iter().map(|line| row::of(app, seat, bot, tags, asked, &here, line)).collect(),
    }))
}

/// "2 filters are on: New, Refund request. 1,284 leads in total."
fn no_match(bot: &Bot, tags: &[Tag], asked: &Asked, total: i64) -> String {
    let tag =
        tags.iter().find(|tag| tag.key == asked.tag).map_or_else(|| words::of_key(&asked.tag), |tag| tag.label.clone());
    let status = badge::status_name(badge::pipeline(bot), &asked.status);
    let search = if asked.q.is_empty() { String::new() } else { format!("“{}”", asked.q) };
    let on: Vec<String> = [search, status, tag].into_iter().filter(|text| !text.is_empty()).collect();
    let (count, is) = (i64::try_from(on.len()).unwrap_or(0), if on.len() == 1 { "is" } else { "are" });
    format!("{} {is} on: {}. {} in total.", words::count(count, "filter"), on.join(", "), words::count(total, "lead"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forged_cursor_is_no_place() {
        let id: LeadId = crate::id::Ids::counted().next(crate::time::Timestamp::from_millis(7));
        assert_eq!(place(&format!("7.{id}")), Some(Spot { key: 7, id }));
        for forged in ["", "7", "7.", ".lead", "x.lead_1", "7.lead_'; --", "99999999999999999999.lead_0"] {
            assert_eq!(place(forged), None, "{forged}");
        }
    }

    #[test]
    fn an_address_keeps_the_filters() {
        let asked = Asked { q: "a b".into(), status: "new".into(), ..Asked::default() };
        assert_eq!(asked.address("/leads", "k", ("older", "7.x")), "/leads?bot=k&q=a+b&status=new&older=7.x");
    }
}
