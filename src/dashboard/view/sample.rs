//! Every page and state with invented people, drawn to `target/pages` to be looked at.
//!
//! The tests here hold what must be true of any page: no inline code or style, and nobody's words
//! as markup.

use std::path::PathBuf;

use askama::Template;

use super::layout::{BotLink, Count, Desk, Frame, May, Place, Theme, Toast, Undo};
use super::part::badge::{Disc, Hue, Initials, Moment, Status, Tag};
use super::part::moves::{Move, Moves};

mod doors;
mod erase;
mod files;
mod forms;
mod knowledge;
mod lead;
mod leads;
mod people;
mod settings;
mod talks;
mod team;

pub(super) fn frame(title: &str) -> Frame {
    Frame { title: title.to_owned(), assets: "assets", theme: Theme::Auto }
}

pub(super) fn desk(place: Place) -> Desk {
    let bot = |name: &str, line: &str, is_current| BotLink {
        name: name.to_owned(),
        line: line.to_owned(),
        letter: name.chars().take(1).collect(),
        href: format!("/leads?bot={}", name.len()),
        is_current,
    };
    Desk {
        bots: vec![bot("Pell & Harrow", "Sales & lettings", true), bot("Loam & Lantern", "Shop assistant", false)],
        place,
        new_leads: Count(12),
        waiting: Count(3),
        user_name: "Priya Raman".to_owned(),
        user_line: "Owner".to_owned(),
        user: Initials::of("Priya Raman"),
        theme: Theme::Auto,
        keys_off: false,
        may: May::ALL,
        csrf: "token".to_owned(),
        here: "/leads".to_owned(),
        demo: true,
        may_audit: true,
        toast: None,
    }
}

pub(super) fn toast() -> Toast {
    Toast {
        text: "Siân Prydderch moved to Contacted".to_owned(),
        undo: Some(Undo {
            action: "/leads/5/status".to_owned(),
            fields: vec![("status".to_owned(), "new".to_owned())],
        }),
    }
}

pub(super) fn at(text: &str) -> Moment {
    Moment {
        text: text.to_owned(),
        iso: "2026-11-20T11:00:00Z".to_owned(),
        full: "Fri 20 November 2026, 11:00 GMT".to_owned(),
    }
}

pub(super) fn tag(name: &str) -> Tag {
    let (hue, icon) = match name {
        "Agent request" => (Hue::Plum, "headset"),
        "Viewing request" => (Hue::Teal, "calendar-clock"),
        "Valuation" => (Hue::Sand, "house"),
        "Offer question" => (Hue::Green, "hand-coins"),
        "Lettings enquiry" => (Hue::Rust, "key-round"),
        "Mortgage question" => (Hue::Blue, "landmark"),
        "Order question" => (Hue::Blue, "package"),
        "Coupon request" => (Hue::Sand, "ticket-percent"),
        "Refund request" => (Hue::Rust, "rotate-ccw"),
        "Cancellation" => (Hue::Rose, "ban"),
        "Document request" => (Hue::Grey, "file-text"),
        _ => (Hue::Grey, "circle-question-mark"),
    };
    Tag { name: name.to_owned(), hue, icon: icon.to_owned() }
}

const SALES: [(&str, Disc); 5] = [
    ("New", Disc::Open),
    ("Contacted", Disc::Active),
    ("Qualified", Disc::Good),
    ("Converted", Disc::Done),
    ("Lost", Disc::Out),
];

pub(super) fn sales(who: &str, now: &str, next: &str) -> Moves {
    let disc = |name| SALES.iter().find(|(n, _)| *n == name).map(|(_, d)| *d);
    Moves {
        who: who.to_owned(),
        status: Status { name: now.to_owned(), disc: disc(now).unwrap_or(Disc::Out) },
        from: now.to_lowercase(),
        moves: SALES
            .iter()
            .filter(|(name, _)| *name != now && now != "Erased")
            .map(|(name, disc)| Move {
                key: name.to_lowercase(),
                label: (*name).to_owned(),
                disc: *disc,
                asks_reason: *name == "Lost",
            })
            .collect(),
        action: "/leads/20/status".to_owned(),
        next: next.to_owned(),
        csrf: "token".to_owned(),
    }
}

/// Every page and state by file name.
fn pages() -> Vec<(&'static str, String)> {
    let mut pages = Vec::new();
    pages.extend(doors::pages());
    pages.extend(leads::pages());
    pages.extend(lead::pages());
    pages.extend(talks::pages());
    pages.extend(settings::pages());
    pages.extend(files::pages());
    pages.extend(forms::pages());
    pages.extend(erase::pages());
    pages.extend(knowledge::pages());
    pages.extend(team::pages());
    pages
}

pub(super) fn draw(name: &'static str, page: &impl Template) -> (&'static str, String) {
    (name, page.render().unwrap())
}

/// Each opening tag of the page, without what stands between tags.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).filter_map(|part| part.split_once('>')).map(|(tag, _)| tag)
}

#[test]
fn every_page_is_drawn_to_be_looked_at() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let target = root.join("target/pages");
    let assets = target.join("assets");
    std::fs::create_dir_all(&assets).unwrap();
    for entry in std::fs::read_dir(root.join("src/dashboard/assets")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, assets.join(path.file_name().unwrap())).unwrap();
    }
    for (name, html) in pages() {
        std::fs::write(target.join(format!("{name}.html")), &html).unwrap();
        assert!(html.starts_with("<!doctype html>"), "{name}");
        assert_eq!(html.matches("<h1").count(), 1, "{name} has one title");
    }
}

#[test]
fn no_page_carries_inline_code_or_style() {
    for (name, html) in pages() {
        for tag in tags(&html) {
            let word = tag.split_whitespace().next().unwrap_or_default();
            assert_ne!(word, "style", "{name}");
            assert!(!tag.contains(" style="), "{name}: {tag}");
            assert!(word != "script" || tag.contains(" src="), "{name}: {tag}");
            // Every second piece is a quoted value; what is left is attribute names.
            let mut names = tag.split('"').step_by(2).flat_map(str::split_whitespace);
            assert!(!names.any(|part| part.starts_with("on")), "{name}: {tag}");
        }
    }
}

#[test]
fn every_posted_form_carries_the_token() {
    for (name, html) in pages() {
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap();
            if form.contains("method=\"post\"") {
                assert!(form.contains("name=\"csrf\""), "{name}: {form}");
            }
        }
    }
}

#[test]
fn every_label_and_description_names_something_on_the_page() {
    for (name, html) in pages() {
        for tag in tags(&html) {
            for attribute in ["for", "aria-labelledby", "aria-describedby"] {
                let Some((_, rest)) = tag.split_once(&format!(" {attribute}=\"")) else {
                    continue;
                };
                for id in rest.split('"').next().unwrap().split_whitespace() {
                    let count = html.matches(&format!(" id=\"{id}\"")).count();
                    assert_eq!(count, 1, "{name}: {attribute}={id}");
                }
            }
        }
    }
}

#[test]
fn a_visitors_markup_is_text_on_every_page() {
    let mut seen = 0;
    for (name, html) in pages() {
        assert!(!html.contains("<img src=x"), "{name}");
        seen += html.matches("&#60;img src=x").count();
    }
    assert!(seen > 2, "the samples hold hostile words, {seen} were drawn");
}
