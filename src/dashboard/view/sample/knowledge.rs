//! The Knowledge page: with everything on it and something wrong, and with nothing.

use super::super::knowledge::{Editor, Entry, KnowledgePage, Source, Told};
use super::super::layout::Place;
use super::super::overview::Question;
use super::super::part::field::Field;
use super::{at, desk, draw, frame};

const HOSTILE: &str = "<img src=x onerror=alert(1)>";

fn question(text: Option<&str>, times: &str) -> Question {
    Question {
        id: "unq_1".to_owned(),
        text: text.map(str::to_owned),
        times: times.to_owned(),
        href: text.map(|_| "/settings/knowledge?answer=unq_1".to_owned()),
    }
}

fn source(name: &str, kind: &'static str, state: (&'static str, &'static str)) -> Source {
    Source {
        id: "src_1".to_owned(),
        icon: if kind == "Site" { "link" } else { "file-text" },
        name: name.to_owned(),
        kind,
        state: state.0,
        class: state.1,
        words: (state.1 == "is-bad").then(|| "This leads to a private network, which is not read".to_owned()),
        size: "48 passages, 1.2 MB".to_owned(),
        read_at: (state.1 != "is-bad").then(|| at("2 h ago")),
        progress: (state.1 == "is-busy").then_some((14, 62)),
        again: (kind == "Site" && state.1 != "is-busy").then_some("Try again"),
    }
}

fn empty() -> KnowledgePage {
    KnowledgePage {
        frame: frame("Knowledge"),
        desk: desk(Place::Knowledge),
        csrf: "token".to_owned(),
        bot: "demo".to_owned(),
        bot_name: "Loam & Lantern".to_owned(),
        here: "/settings/knowledge".to_owned(),
        error: None,
        ask: String::new(),
        told: None,
        editor: None,
        questions: Vec::new(),
        questions_line: String::new(),
        sources: Vec::new(),
        events: None,
        largest: 10_485_760,
        largest_words: "up to 10 MB".to_owned(),
        site: Field::default(),
        file_error: None,
        entries: Vec::new(),
        entries_line: String::new(),
        add_href: "/settings/knowledge?add=1".to_owned(),
        more_href: None,
    }
}

fn full() -> KnowledgePage {
    let entry = |question: &str| Entry {
        id: "ent_1".to_owned(),
        question: question.to_owned(),
        answer: "Yes, within thirty days.".to_owned(),
        edit_href: "/settings/knowledge?edit=ent_1".to_owned(),
    };
    KnowledgePage {
        error: Some("Nothing was saved. Look at what is marked.".to_owned()),
        ask: "Can I bring it back?".to_owned(),
        told: Some(Told {
            text: format!("Yes, within thirty days.\n{HOSTILE}"),
            source: Some((HOSTILE.to_owned(), Some("https://loam.example/returns".to_owned()))),
            is_answer: true,
        }),
        editor: Some(Editor {
            heading: "Add an answer".to_owned(),
            entry: String::new(),
            answers: "unq_1".to_owned(),
            note: Some("Asked 14 times.".to_owned()),
            question: Field::of(HOSTILE),
            answer: Field { value: String::new(), error: Some("Enter the answer".to_owned()) },
            title: Field { value: String::new(), error: Some("At most 120 characters".to_owned()) },
            url: Field { value: "x".to_owned(), error: Some("Enter a whole address".to_owned()) },
        }),
        questions: vec![question(Some(HOSTILE), "14 times"), question(None, "1 time")],
        questions_line: "2 questions wait for an answer.".to_owned(),
        sources: vec![
            source("loam.example", "Site", ("Being read", "is-busy")),
            source("old.loam.example", "Site", ("Not read", "is-bad")),
            source(HOSTILE, "PDF", ("Read", "is-good")),
        ],
        events: Some("/tasks/task_1/events".to_owned()),
        site: Field { value: "javascript:".to_owned(), error: Some("Enter a whole address".to_owned()) },
        file_error: Some("This file is empty".to_owned()),
        entries: vec![entry(HOSTILE), entry("Do you deliver on Saturdays?")],
        entries_line: "34 answers".to_owned(),
        more_href: Some("/settings/knowledge?before=ent_1".to_owned()),
        ..empty()
    }
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    vec![draw("knowledge", &full()), draw("knowledge-empty", &empty())]
}
