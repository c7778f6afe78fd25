//! The pager: which leads these are of how many, and links to the pages near by, the first and the last.
//!
//! Pages near by are reached from a place of this one, so that a million leads are no further away than a hundred. The
//! number of a page is carried in the address; where the list has moved meanwhile it is set right by what is known.

use super::Asked;
use super::asked::cursor;
use crate::dashboard::view::leads::{PageLink, Pager};
use crate::dashboard::words;
use crate::lead::list::{At, Found, PAGE, Page};

/// Where a page stands among all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Standing {
    /// Which page this is.
    number: i64,
    /// The first lead's place, from one.
    first: i64,
    /// The last lead's.
    last: i64,
    /// How many pages there are; none where they were not counted to the end.
    pages: Option<i64>,
}

fn standing(asked: &Asked, at: &At, page: &Page, found: Found) -> Standing {
    let shown = i64::try_from(page.lines.len()).unwrap_or(0);
    let pages = found.is_exact.then(|| ((found.n + PAGE - 1) / PAGE).max(1));
    let told: i64 = asked.page.parse().unwrap_or(1);
    let number = match (at, page.has_before, page.has_after, pages) {
        (At::Start, ..) | (_, false, _, _) => 1,
        (_, true, false, Some(pages)) => pages,
        (_, true, true, Some(pages)) => told.clamp(2, (pages - 1).max(2)),
        (_, true, _, None) => told.max(2),
    };
    let first = (number - 1) * PAGE + 1;
    Standing { number, first, last: first + shown - 1, pages }
}

/// The numbers that are linked, in order; a zero is a gap.
fn numbers(number: i64, pages: Option<i64>, has_after: bool) -> Vec<i64> {
    let end = pages.unwrap_or(if has_after { number + 1 } else { number });
    let near = 2;
    let (mut from, mut to) = ((number - 1).max(1), (number + 1).min(end));
    if number == 1 {
        to = (number + near).min(end);
    }
    if number == end {
        from = (number - near).max(1);
    }
    let mut all = Vec::new();
    if from > 1 {
        all.push(1);
    }
    match from {
        ..=2 => {}
        3 => all.push(2),
        _ => all.push(0),
    }
    all.extend(from..=to);
    if let Some(pages) = pages {
        match pages - to {
            ..=1 => {}
            2 => all.push(to + 1),
            _ => all.push(0),
        }
        if to < pages {
            all.push(pages);
        }
    }
    all
}

/// The pager under a page of the list.
pub fn of(asked: &Asked, bot: &str, at: &At, page: &Page, found: Found) -> Pager {
    let is = standing(asked, at, page, found);
    let sort = asked.sort();
    let (first, last) = (page.lines.first(), page.lines.last());
    let href = |to: i64| {
        let number = to.to_string();
        let skip = ((to - is.number).abs() - 1) * PAGE;
        let skip = if skip > 0 { skip.to_string() } else { String::new() };
        let cursor = match to {
            1 => return Some(asked.address("/leads", bot, ("", ""))),
            to if Some(to) == is.pages && to > is.number + 1 => ("end", "1".to_owned()),
            to if to > is.number => ("older", cursor(last?, sort)),
            _ => ("newer", cursor(first?, sort)),
        };
        let skip = if cursor.0 == "end" { String::new() } else { skip };
        Some(asked.address_with("/leads", bot, &[(cursor.0, &cursor.1), ("skip", &skip), ("page", &number)]))
    };
    let link = |number: i64| PageLink {
        text: if number == 0 { "…".to_owned() } else { words::number(number) },
        href: if number == 0 || number == is.number { None } else { href(number) },
        is_current: number == is.number,
    };
    let of = words::number(found.n);
    let of = if found.is_exact { of } else { format!("{of}+") };
    Pager {
        range: format!("{}–{} of {of}", words::number(is.first), words::number(is.last)),
        pages: numbers(is.number, is.pages, page.has_after).into_iter().map(link).collect(),
        newer_href: if page.has_before { href(is.number - 1) } else { None },
        older_href: if page.has_after { href(is.number + 1) } else { None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_near_by_are_linked_and_gaps_hide_two_or_more() {
        assert_eq!(numbers(1, Some(52), true), [1, 2, 3, 0, 52]);
        assert_eq!(numbers(2, Some(52), true), [1, 2, 3, 0, 52]);
        assert_eq!(numbers(4, Some(52), true), [1, 2, 3, 4, 5, 0, 52]);
        assert_eq!(numbers(26, Some(52), true), [1, 0, 25, 26, 27, 0, 52]);
        assert_eq!(numbers(50, Some(52), true), [1, 0, 49, 50, 51, 52]);
        assert_eq!(numbers(52, Some(52), false), [1, 0, 50, 51, 52]);
        assert_eq!(numbers(1, Some(1), false), [1]);
        assert_eq!(numbers(1, Some(2), true), [1, 2]);
        assert_eq!(numbers(7, None, true), [1, 0, 6, 7, 8]);
    }

    #[test]
    fn every_number_near_by_is_reached_by_passing_over_at_most_two_pages() {
        for number in 1..=60_i64 {
            let near = numbers(number, Some(60), number < 60);
            assert!(near.iter().all(|n| *n <= 1 || *n == 60 || (n - number).abs() <= 2), "{near:?}");
        }
    }

    #[test]
    fn a_page_that_the_list_has_moved_from_is_counted_by_what_is_known() {
        let page = |before, after| Page { lines: Vec::new(), has_before: before, has_after: after };
        let found = Found { n: 130, is_exact: true };
        let asked = |number: &str| Asked { page: number.to_owned(), ..Asked::default() };
        assert_eq!(standing(&asked("999"), &At::End, &page(true, false), found).number, 6);
        assert_eq!(standing(&asked("999"), &At::End, &page(true, true), found).number, 5);
        assert_eq!(standing(&asked(""), &At::End, &page(true, true), found).number, 2);
        assert_eq!(standing(&asked("4"), &At::Start, &page(false, true), found).number, 1);
        let unknown = Found { n: 10_000, is_exact: false };
        assert_eq!(standing(&asked("77"), &At::End, &page(true, true), unknown).number, 77);
    }
}
