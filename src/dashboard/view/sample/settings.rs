//! The settings pages with invented statuses: an own pipeline with a fault, what a change does, and the plans; the model.

use super::super::layout::Place;
use super::super::model::{ModelPage, OneUse, Outcome, Set};
use super::super::part::badge::{Disc, Hue, Status, Temperature};
use super::super::part::field::Field;
use super::super::pipeline::{
    Cell, Choice, Line, Mapping, Move, Moves, PipelinePage, Preset, Preview, Row, Running, Start,
};
use super::super::plan::{Plan, PlanPage, Usage};
use super::super::score::{Band, Bar, Bin, Chart, Mover, Replay, ScorePage, Weight};
use super::{desk, draw, frame};

const NAMES: [&str; 3] = ["New", "<img src=x>Rung twice", "Over"];

fn status(at: usize) -> Status {
    let disc = [Disc::Open, Disc::Hued(&Disc::Active, Hue::Teal), Disc::Done][at];
    Status { name: NAMES[at].to_owned(), disc }
}

fn choice(name: &str, is_chosen: bool) -> Choice {
    Choice { key: name.to_lowercase(), name: name.to_owned(), is_chosen }
}

fn row(at: usize) -> Row {
    Row {
        at,
        key: "new".to_owned(),
        name: NAMES[at].to_owned(),
        status: status(at),
        label: Field {
            value: NAMES[at].to_owned(),
            error: (at == 1).then(|| "Another status has this name".to_owned()),
        },
        categories: vec![choice("Open", true), choice("Done", false)],
        category_error: (at == 2).then(|| "Choose another".to_owned()),
        hues: vec![choice("By category", true), choice("Teal", false)],
        asks: at == 2,
        is_first: at == 0,
        is_last: at == 2,
    }
}

fn start(at: usize) -> Start {
    let cell = |to: usize| Cell {
        to,
        name: format!("From {} to {}", NAMES[at], NAMES[to]),
        is_self: at == to,
        is_allowed: to == 2,
        words: "Close".to_owned(),
        plain: NAMES[to].to_owned(),
    };
    Start { at, name: NAMES[at].to_owned(), cells: (0..3).map(cell).collect() }
}

fn pipeline() -> PipelinePage {
    let step = |at: usize| Move { label: NAMES[at].to_owned(), disc: status(at).disc, asks: at == 2 };
    let preset = |name: &str, is_chosen| Preset {
        key: name.to_lowercase(),
        name: name.to_owned(),
        note: "Five stages to a sale".to_owned(),
        is_chosen,
        is_saved: !is_chosen,
    };
    PipelinePage {
        frame: frame("Pipeline"),
        desk: desk(Place::Pipeline),
        csrf: "token".to_owned(),
        bot: "demo".to_owned(),
        seen: "seen".to_owned(),
        discard_href: "/settings/pipeline".to_owned(),
        presets: vec![preset("Sales", false), preset("Own", true)],
        preset: "own".to_owned(),
        is_own: true,
        rows: (0..3).map(row).collect(),
        may_add: true,
        listed: true,
        starts: (0..3).map(start).collect(),
        preview: Preview {
            leads: (0..3).map(|at| Moves { status: status(at), moves: (at..3).map(step).collect() }).collect(),
        },
        is_changed: true,
        error: Some("Somebody has saved another pipeline".to_owned()),
        statuses_error: Some("A pipeline has at most 20 statuses".to_owned()),
        moves_error: Some("Allow at least one move".to_owned()),
        is_wrong: true,
        running: Some(Running { words: "500 of 1,284 leads".to_owned(), done: 500, total: 1_284 }),
        mapping: None,
        fields: vec![("label.1".to_owned(), NAMES[1].to_owned())],
    }
}

fn mapping() -> Mapping {
    let line = |at: usize, stays: Option<&str>| Line {
        key: "new".to_owned(),
        status: status(at),
        leads: "214 leads".to_owned(),
        stays: stays.map(str::to_owned),
        choices: vec![choice("Handled", true), choice(NAMES[1], false)],
    };
    Mapping {
        sentence: "428 leads get a place in the new pipeline.".to_owned(),
        lines: vec![line(1, None), line(2, Some("stays, and counts as good from now on"))],
    }
}

fn score() -> ScorePage {
    let field = |value: &str, error: Option<&str>| Field { value: value.to_owned(), error: error.map(str::to_owned) };
    let choice = |name: &str, is_chosen| Preset {
        key: name.to_lowercase(),
        name: name.to_owned(),
        note: "What any seller looks for".to_owned(),
        is_chosen,
        is_saved: is_chosen,
    };
    let weight = |key: &str, wrong: Option<&str>| Weight {
        key: key.to_owned(),
        name: NAMES[1].to_owned(),
        note: "What they can spend".to_owned(),
        points: field("<b>", wrong),
        most: field("1", wrong),
        usual: wrong.map(|_| "18 × 1 in the preset".to_owned()),
    };
    let band =
        |key: &str| Band { key: key.to_owned(), name: "Hot from".to_owned(), from: field("7", Some("Enter a number")) };
    let bar = |height: &str| Bar {
        x: "10.0%".to_owned(),
        y: "50.0%".to_owned(),
        width: "4.0%".to_owned(),
        height: height.to_owned(),
        words: "1 of 2 (50%)".to_owned(),
    };
    let bin = |at: usize| Bin {
        name: format!("{at}0 to {at}9"),
        x: "10.0%".to_owned(),
        now: bar("50.0%"),
        then: bar("0.0%"),
    };
    let mover = |old| Mover {
        href: "/leads/20".to_owned(),
        who: NAMES[1].to_owned(),
        old,
        new: (88, Temperature::Hot),
        by: "+12".to_owned(),
    };
    ScorePage {
        frame: frame("Score"),
        desk: desk(Place::Score),
        csrf: "token".to_owned(),
        bot: "demo".to_owned(),
        seen: "seen".to_owned(),
        discard_href: "/settings/score".to_owned(),
        captures: vec![choice("Forms", false), choice("Signals", true)],
        presets: vec![choice("General", true)],
        preset: "general".to_owned(),
        weights: vec![weight("budget", Some("Enter a whole number")), weight("need", None)],
        temperatures: vec![band("warm_from")],
        qualities: vec![band("low_from")],
        error: Some("Somebody has saved another score".to_owned()),
        is_wrong: true,
        running: Some(Running { words: "25 of 143 leads".to_owned(), done: 25, total: 143 }),
        replay: Some(Replay {
            sentence: "Of 143 leads, 2 would change band: 2 warmer, 0 colder.".to_owned(),
            movers: vec![mover(Some((41, Temperature::Warm))), mover(None)],
            more: Some("12 more would move by fewer points.".to_owned()),
            unnamed: Some("Who they are is for those who may see leads.".to_owned()),
            chart: Chart {
                label: "The share of leads".to_owned(),
                bins: (0..3).map(bin).collect(),
                ticks: vec![("100%".to_owned(), "8.0%".to_owned())],
            },
        }),
    }
}

fn plan() -> PlanPage {
    let one = |name: &str, is_current| Plan {
        name: name.to_owned(),
        shows: "All of them".to_owned(),
        is_current,
        command: format!("frontdesk organisation plan {}", name.to_lowercase()),
    };
    PlanPage {
        frame: frame("Plan"),
        desk: desk(Place::Plan),
        name: "Free".to_owned(),
        plans: vec![one("Free", true), one("Boost", false)],
        usage: vec![Usage { bot: "Loam & Lantern".to_owned(), stored: "143".to_owned(), shown: "5".to_owned() }],
        beyond: Some("138 more leads are saved here".to_owned()),
    }
}

fn model(set: Option<Set>, outcome: Option<Outcome>) -> ModelPage {
    ModelPage {
        frame: frame("Model"),
        desk: desk(Place::Model),
        bot_name: "Loam & Lantern <img src=x>".to_owned(),
        set,
        outcome,
        bot_key: "loam".to_owned(),
        csrf: "token".to_owned(),
    }
}

fn set() -> Set {
    Set {
        name: "small-<img src=x>".to_owned(),
        host: "api.example".to_owned(),
        deadline: "12 seconds".to_owned(),
        used: "512,400 of 500,000 tokens".to_owned(),
        spent: 500_000,
        budget: 500_000,
        is_used_up: true,
        answers: "38 of 41 requests".to_owned(),
        failure: Some(("It did not answer in time.".to_owned(), "Today 10:32".to_owned())),
        uses: vec![OneUse {
            key: "notes",
            name: "Details and summaries",
            note: "Reads a conversation once it rests.",
            tokens: "12,400 tokens today".to_owned(),
            is_on: true,
        }],
    }
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    let fixed = PipelinePage { is_own: false, is_wrong: false, ..pipeline() };
    let asked = PipelinePage { mapping: Some(mapping()), ..pipeline() };
    vec![
        draw("pipeline-own", &pipeline()),
        draw("pipeline-preset", &fixed),
        draw("pipeline-mapping", &asked),
        draw("plan", &plan()),
        draw("score", &score()),
        draw("model", &model(Some(set()), Some(Outcome { is_well: true, words: "It answers.".to_owned() }))),
        draw("model-none", &model(None, None)),
    ]
}
