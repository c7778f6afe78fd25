//! Samples of files and tasks.

use super::{at, desk, draw, frame};
use crate::dashboard::view::import::{Choice, Column, ImportPage, MapPage, Row};
use crate::dashboard::view::layout::Place;
use crate::dashboard::view::task::{Line, TaskPage, TasksPage};

const HOSTILE: &str = "<img src=x onerror=alert(1)>";

fn choices(names: &[&str], chosen: &str) -> Vec<Choice> {
    let one = |name: &&str| Choice { key: name.to_lowercase(), name: (*name).to_owned(), is_chosen: *name == chosen };
    names.iter().map(one).collect()
}

fn import(error: Option<&str>) -> ImportPage {
    ImportPage {
        frame: frame("Import leads"),
        desk: desk(Place::Leads),
        bot: "pell".to_owned(),
        bot_name: "Pell & Harrow".to_owned(),
        error: error.map(str::to_owned),
        largest: 50 * 1024 * 1024,
    }
}

fn map() -> MapPage {
    let column = |place: usize, name: &str, sample: &str, chosen: &str| Column {
        field: format!("column_{place}"),
        name: name.to_owned(),
        sample: sample.to_owned(),
        targets: choices(&["Leave out", "Name", "Email", "A field of its own"], chosen),
    };
    let row = |line: i64, who: &str, becomes: &str, why: Option<&str>| Row {
        line,
        who: who.to_owned(),
        becomes: becomes.to_owned(),
        why: why.map(str::to_owned),
    };
    MapPage {
        frame: frame("Import leads"),
        desk: desk(Place::Leads),
        action: "/imports/task_1".to_owned(),
        line: "1,284 lines, UTF-8, separated by semicolons".to_owned(),
        notice: Some("This file is not UTF-8 and was read as Windows-1252.".to_owned()),
        error: Some("Two columns are chosen for Email".to_owned()),
        columns: vec![
            column(0, "Vorname", "Ottoline", "Name"),
            column(1, HOSTILE, HOSTILE, "A field of its own"),
            column(2, "البريد", "ottoline@mail.example", "Email"),
        ],
        duplicates: choices(&["Join their lead as a follow-up", "Leave the line out"], "Leave the line out"),
        tags: choices(&["None", "Refund request"], "None"),
        statuses: choices(&["New", "Contacted"], "New"),
        sources: choices(&["Web", "API"], "API"),
        rows: vec![
            row(2, "Ottoline Marsh", "New lead", None),
            row(3, HOSTILE, "Follow-up of a lead", None),
            row(4, "", "Left out", Some("Email: not a full address; Phone: not a number that could be dialled")),
        ],
        start: "Import 1,284 lines".to_owned(),
    }
}

fn tasks(tasks: Vec<Line>) -> TasksPage {
    TasksPage { frame: frame("Tasks"), desk: desk(Place::Elsewhere), tasks }
}

fn line(what: &str, state: &str, progress: &str) -> Line {
    Line {
        href: "/tasks/task_1".to_owned(),
        what: what.to_owned(),
        state: state.to_owned(),
        progress: progress.to_owned(),
        at: at("Today 10:31"),
    }
}

fn task(is_running: bool) -> TaskPage {
    let action = |verb: &str| Some(format!("/tasks/task_1/{verb}"));
    TaskPage {
        frame: frame("Import of leads"),
        desk: desk(Place::Elsewhere),
        what: "Import of leads".to_owned(),
        state: if is_running { "Running" } else { "Ended early" }.to_owned(),
        is_running,
        events: "/tasks/task_1/events".to_owned(),
        done: 400,
        total: 1_284,
        progress: "400 of 1,284".to_owned(),
        counts: vec!["312 new".to_owned(), "88 joined or filled in".to_owned()],
        words: (!is_running).then(|| "The bot was removed".to_owned()),
        csrf: "token".to_owned(),
        again: action("again").filter(|_| !is_running),
        stop: action("stop").filter(|_| is_running),
        undo: action("undo").filter(|_| !is_running),
        until: (!is_running).then(|| "It can be undone until Sun 20 Dec.".to_owned()),
        refused: action("refused.csv").filter(|_| !is_running),
    }
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    let some =
        vec![line("Import of leads", "Running", "400 of 1,284"), line("Undoing an import", "Done", "312 of 312")];
    vec![
        draw("import", &import(None)),
        draw("import-refused", &import(Some("A quote that opens in line 3 is never closed: add the closing quote"))),
        draw("import-map", &map()),
        draw("tasks", &tasks(some)),
        draw("tasks-none", &tasks(Vec::new())),
        draw("task-running", &task(true)),
        draw("task-ended", &task(false)),
    ]
}
