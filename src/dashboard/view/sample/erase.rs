//! Erasing, the audit log, and how long data is kept.

use super::{at, desk, draw, frame};
use crate::dashboard::view::audit::{AuditPage, Line};
use crate::dashboard::view::erase::{Ask, Done, ErasePage, Foot, State};
use crate::dashboard::view::layout::Place;
use crate::dashboard::view::leads::Choice;
use crate::dashboard::view::privacy::{Preview, PrivacyPage};

pub(super) fn ask(name: &str) -> Ask {
    let lines = |all: &[&str]| all.iter().map(|line| (*line).to_owned()).collect();
    Ask {
        title: format!("Erase {name}?"),
        text: "This removes their personal data for good. It cannot be undone, and we cannot recover it.".to_owned(),
        removed: lines(&["Name, email, phone", "3 conversations", "Form answers, files", "Notes, summary, signals"]),
        kept: lines(&["An “Erased lead” row", "Tag, source and date", "An audit entry"]),
        word: "ERASE".to_owned(),
        typed: String::new(),
        error: None,
        note: "Emails already sent to your team stay in their inboxes.".to_owned(),
        button: "Erase lead".to_owned(),
        action: "/leads/20/erase".to_owned(),
        back: "/leads/20".to_owned(),
        csrf: "token".to_owned(),
    }
}

pub(super) fn foot(name: &str) -> Foot {
    Foot { erase: Some(ask(name)), delete_href: Some("/leads/20/delete".to_owned()) }
}

fn page(state: State) -> ErasePage {
    ErasePage { frame: frame("Erase"), desk: desk(Place::Leads), state }
}

fn audit(lines: Vec<Line>) -> AuditPage {
    let choice = |key: &str, name: &str| Choice { key: key.to_owned(), name: name.to_owned(), is_chosen: false };
    AuditPage {
        frame: frame("Audit log"),
        desk: desk(Place::Audit),
        whats: vec![choice("lead_erased", "Lead erased")],
        members: vec![choice("m1", "Priya Raman")],
        lines,
        is_filtered: false,
        newest_href: None,
        older_href: Some("/audit?before=7".to_owned()),
        csv_href: "/audit.csv".to_owned(),
    }
}

fn line(who: &str, what: &str, more: &str, href: Option<&str>) -> Line {
    Line {
        at: at("Today 10:32"),
        who: who.to_owned(),
        what: what.to_owned(),
        more: more.to_owned(),
        bot: "Pell & Harrow".to_owned(),
        href: href.map(str::to_owned),
    }
}

fn privacy(preview: Option<Preview>, error: Option<&str>) -> PrivacyPage {
    PrivacyPage {
        frame: frame("Privacy"),
        desk: desk(Place::Elsewhere),
        bot_name: "Pell & Harrow <img src=x>".to_owned(),
        now: "Now: kept for good.".to_owned(),
        days: "730".to_owned(),
        error: error.map(str::to_owned),
        preview,
        bot_key: "pell".to_owned(),
        csrf: "token".to_owned(),
    }
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    let wrong = Some("Nothing was changed. Type ERASE in capital letters".to_owned());
    let mistyped = Ask { typed: "<img src=x>".to_owned(), error: wrong, ..ask("Samir <img src=x> Benali") };
    let done = Done {
        line: "Today 10:32.".to_owned(),
        backups: vec!["frontdesk-2026-11-20.db".to_owned()],
        lead_href: "/leads/20".to_owned(),
    };
    let lines = vec![
        line("Priya Raman", "Lead erased", "conversations 3, leads 1", Some("/leads/20")),
        line("Frontdesk, by itself", "Lead erased", "visitors 12", None),
    ];
    let sentence = "12 leads and 3 visitors without a lead would be erased tonight. It cannot be undone.".to_owned();
    vec![
        draw("erase", &page(State::Ask(ask("Samir Benali")))),
        draw("erase-mistyped", &page(State::Ask(mistyped))),
        draw("erase-done", &page(State::Done(done.clone()))),
        draw("erase-done-no-backup", &page(State::Done(Done { backups: Vec::new(), ..done }))),
        draw("audit", &audit(lines)),
        draw("audit-empty", &audit(Vec::new())),
        draw("privacy", &privacy(None, None)),
        draw("privacy-wrong", &privacy(None, Some("Enter a whole number of days from 0 to 36,500"))),
        draw("privacy-preview", &privacy(Some(Preview { days: 730, sentence, is_grave: true }), None)),
    ]
}
