//! The Leads page in each of its states.

use super::people::{PEOPLE, card, row};
use super::{desk, draw, frame, sales, toast};
use crate::dashboard::view::layout::{Desk, Place};
use crate::dashboard::view::leads::{
    Board, Bulk, Choice, Column, Counter, Filters, Heads, Kept, Label, LeadsPage, Listing, Locked, More, PageLink,
    Pager, Progress, Rows, Save, SortLink, Tab, Tools, Views,
};
use crate::dashboard::view::part::badge::{Disc, Status};

fn counters(current: &str) -> Vec<Counter> {
    [
        ("", None, "1,284", "+38"),
        ("New", Some(Disc::Open), "12", "not reviewed"),
        ("Contacted", Some(Disc::Active), "248", ""),
        ("Qualified", Some(Disc::Good), "96", ""),
        ("Converted", Some(Disc::Done), "61", "4.8%"),
        ("Lost", Some(Disc::Out), "867", ""),
    ]
    .into_iter()
    .map(|(name, disc, count, note)| Counter {
        key: format!("status-{}", name.to_lowercase()),
        label: disc.map_or_else(
            || Label::Words("Total leads".to_owned()),
            |disc| Label::Status(Status { name: name.to_owned(), disc }),
        ),
        count: count.to_owned(),
        note: (!note.is_empty()).then(|| note.to_owned()),
        href: format!("/leads?status={}", name.to_lowercase()),
        is_current: name == current,
    })
    .collect()
}

fn choices(names: &[&str], chosen: &str) -> Vec<Choice> {
    let choice = |name: &&str| Choice {
        key: name.to_lowercase().replace(' ', "-"),
        name: (*name).to_owned(),
        is_chosen: *name == chosen,
    };
    names.iter().map(choice).collect()
}

fn page(status: &str, kind: &str, listing: Listing) -> LeadsPage {
    let is_set = !status.is_empty() || !kind.is_empty();
    let tab = |name: &str, is_current: bool| Tab {
        name: name.to_owned(),
        href: "/leads".to_owned(),
        is_current,
        is_shared: name.contains('<'),
    };
    LeadsPage {
        frame: frame("Leads"),
        desk: desk(Place::Leads),
        live: String::new(),
        total: 1_284,
        unseen: 12,
        counters: counters(status),
        filters: Filters {
            tags: choices(&["Agent request", "Refund request", "Viewing request"], kind),
            statuses: choices(&["New", "Contacted", "Qualified", "Converted", "Lost"], status),
            temperatures: choices(&["Hot", "Warm", "Cold"], ""),
            sources: choices(&["Widget", "SMS"], ""),
            ranges: choices(&["Today", "Last 7 days", "From, to…"], ""),
            owners: choices(&["Mine", "Nobody", "<b>Priya</b>"], ""),
            sorts: choices(&["Newest first", "Hottest first"], "Newest first"),
            bots: choices(&["Pell & Harrow", "Loam & Lantern"], "Pell & Harrow"),
            more_set: usize::from(is_set),
            is_set,
            clear_href: "/leads".to_owned(),
            ..Filters::default()
        },
        views: Views {
            tabs: vec![tab("All", !is_set), tab("Hottest first", false), tab("<img src=x onerror=alert(3)>", is_set)],
            kept: is_set.then(|| Kept { name: "Refunds".to_owned(), action: "/leads/views/1".to_owned() }),
            save: (!is_set).then(|| Save { query: "status=new".to_owned(), may_share: true }),
            csrf: "token".to_owned(),
            next: "/leads".to_owned(),
            bot: "pell".to_owned(),
        },
        tools: Tools {
            table_href: "/leads".to_owned(),
            board_href: "/leads?show=board".to_owned(),
            is_board: matches!(listing, Listing::Board(_)),
            export_href: Some("/leads/export".to_owned()),
            import_href: Some("/leads/import".to_owned()),
        },
        progress: if is_set {
            vec![Progress {
                text: "400 of 1,284 leads moved to Contacted".to_owned(),
                done: 400,
                total: 1_284,
                stop: Some("/leads/bulk/1/stop".to_owned()),
                csrf: "token".to_owned(),
                next: "/leads".to_owned(),
            }]
        } else {
            Vec::new()
        },
        listing,
    }
}

fn sort(direction: &'static str) -> SortLink {
    SortLink { direction, href: "/leads?sort=oldest".to_owned() }
}

fn rows(is_support: bool, locked: Option<Locked>) -> Listing {
    let number = |text: &str, is_current: bool| PageLink {
        text: text.to_owned(),
        href: (!is_current && text != "…").then(|| "/leads?older=1".to_owned()),
        is_current,
    };
    let shown = if locked.is_some() { 5 } else { PEOPLE.len() };
    Listing::Rows(Rows {
        is_support,
        heads: Heads {
            captured: sort("descending"),
            updated: sort(""),
            score: sort(""),
            words: "newest first".to_owned(),
        },
        bulk: Some(Bulk {
            csrf: "token".to_owned(),
            next: "/leads".to_owned(),
            moves: sales("", "", "").moves,
            people: choices(&["Priya Raman", "Tom Baker"], ""),
            tags: choices(&["Agent request", "Refund request"], ""),
            all: Some("Select all 1,284 that match".to_owned()),
            export_href: Some("/leads/export".to_owned()),
        }),
        rows: PEOPLE.iter().take(shown).enumerate().map(|(i, cells)| row(i, cells)).collect(),
        pager: Pager {
            range: "26–50 of 1,284".to_owned(),
            pages: vec![
                number("1", false),
                number("2", true),
                number("3", false),
                number("…", false),
                number("52", false),
            ],
            newer_href: Some("/leads?after=1".to_owned()),
            older_href: Some("/leads?before=2".to_owned()),
        },
        locked,
    })
}

fn board() -> Listing {
    let column = |(name, disc): (&str, Disc)| Column {
        key: name.to_lowercase(),
        status: Status { name: name.to_owned(), disc },
        count: "248".to_owned(),
        cards: PEOPLE
            .iter()
            .enumerate()
            .filter(|(_, cells)| cells[6] == name)
            .map(|(i, cells)| card(i, cells))
            .collect(),
        more: Some(More { href: "/leads?show=board".to_owned(), text: "Show more".to_owned() }),
        back_href: None,
    };
    let columns = [
        ("New", Disc::Open),
        ("Contacted", Disc::Active),
        ("Qualified", Disc::Good),
        ("Converted", Disc::Done),
        ("Lost", Disc::Out),
    ];
    Listing::Board(Board { columns: columns.into_iter().map(column).collect(), may_move: true, locked: None })
}

fn locked() -> Locked {
    Locked {
        title: "138 more leads are saved here".to_owned(),
        text: "This plan shows your 5 most recent leads.".to_owned(),
        rows: 6,
        href: "/plan".to_owned(),
    }
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    let told = Desk { toast: Some(toast()), ..desk(Place::Leads) };
    vec![
        draw("leads", &page("", "", rows(false, None))),
        draw("leads-support", &page("", "", rows(true, None))),
        draw("leads-plan", &page("", "", rows(true, Some(locked())))),
        draw("leads-board", &page("", "", board())),
        draw(
            "leads-filtered",
            &LeadsPage {
                desk: told,
                ..page("New", "Refund request", rows(false, None))
            },
        ),
        draw(
            "leads-empty",
            &LeadsPage {
                counters: Vec::new(),
                ..page("", "", Listing::Empty {
                    snippet: "<script async src=\"https://desk.pellharrow.example/widget.js\" data-bot=\"k7f2\"></script>".to_owned(),
                })
            },
        ),
        draw(
            "leads-none",
            &page("New", "Refund request", Listing::NoMatch {
                sentence: "2 filters are on: New, Refund request. 1,284 leads in total.".to_owned(),
            }),
        ),
        draw(
            "leads-failed",
            &page("", "", Listing::Failed {
                reference: "7f3c-21".to_owned(),
                retry_href: "/leads".to_owned(),
            }),
        ),
    ]
}
