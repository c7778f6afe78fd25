//! What the embedded assistant costs: learning at the start, memory, and the time of a message. It needs no server and no
//! database; a process of its own has nothing in memory but what it learns.

use std::collections::hash_map::DefaultHasher;
use std::env;
use std::hash::{Hash as _, Hasher as _};
use std::hint::black_box;
use std::io::Read as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use frontdesk::assistant::{Model, Setting, understand_in};
use frontdesk::text::words;

use crate::process::{self, Guarded, command};
use crate::table::{FLOOR, Table, mib, quantile};

/// The argument that makes this program the one that is measured.
pub const ARGUMENT: &str = "--understand";

/// As an argument: only this is measured.
pub const ALONE: &str = "assistant";

/// How often all messages are understood.
const ROUNDS: usize = 20;

/// What visitors write: the lines that the tests understand, of all sorts and six languages.
const MESSAGES: &str = include_str!("../../tests/data/messages.tsv");
const DETAILS: &str = include_str!("../../tests/fixtures/assistant/contacts.jsonl");

/// What was measured.
struct Figures {
    learning: Duration,
    memory: u64,
    message: Duration,
    slow: Duration,
    floor: Duration,
    messages: usize,
}

/// Measures it, in a process of its own.
pub fn measure(table: &mut Table) -> Result<()> {
    let mut command = command(&env::current_exe()?);
    command.arg(ARGUMENT).stdout(Stdio::piped());
    let mut process = Guarded::start(command)?;
    let mut told = String::new();
    process.output().context("its output")?.read_to_string(&mut told)?;
    let figures = Figures::read(&told)?;
    let times = figures.message.as_secs_f64() / figures.floor.as_secs_f64().max(f64::MIN_POSITIVE);
    let micros = |span: Duration| format!("{:.1} µs", span.as_secs_f64() * 1e6);
    let row = format!("assistant: a message of {} understood, mean", figures.messages);
    table.tell(&row, FLOOR, format!("{}, {times:.0} times its words hashed once", micros(figures.message)));
    table.bar(&row, "at most 100 µs");
    table.tell("assistant: a message, p99", FLOOR, micros(figures.slow));
    table.tell("assistant: a message, its words hashed once", FLOOR, micros(figures.floor));
    table.tell("assistant: learned at the start", FLOOR, format!("{:.0} ms", figures.learning.as_secs_f64() * 1e3));
    table.bar("assistant: learned at the start", "at most 500 ms");
    table.tell("assistant: memory of what it learned", FLOOR, mib(figures.memory));
    table.bar("assistant: memory of what it learned", "at most 8 MB");
    Ok(())
}

impl Figures {
    /// Five numbers on a line: microseconds, bytes, nanoseconds, and how many messages.
    fn read(told: &str) -> Result<Self> {
        let numbers: Vec<u64> = told.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        let [learning, memory, message, slow, floor, messages] = numbers[..] else {
            anyhow::bail!("it told {told:?}");
        };
        Ok(Self {
            learning: Duration::from_micros(learning),
            memory,
            message: Duration::from_nanos(message),
            slow: Duration::from_nanos(slow),
            floor: Duration::from_nanos(floor),
            messages: usize::try_from(messages)?,
        })
    }
}

/// Is the process that is measured.
pub fn tell() -> Result<()> {
    let messages = messages();
    ensure!(messages.len() > 100, "there is too little to understand");
    let own = process::resident(std::process::id())?;
    let begun = Instant::now();
    let model = Model::builtin();
    black_box(model.recognise("hello"));
    let learning = begun.elapsed();
    let memory = process::resident(std::process::id())?.saturating_sub(own);
    let setting = Setting { region: "GB", ..Setting::default() };
    // What is made at first use (lists, numbering plans) is made before the clock runs.
    for message in &messages {
        black_box(understand_in(message, &model, &setting));
    }
    let mut each = Vec::with_capacity(messages.len() * ROUNDS);
    for _ in 0..ROUNDS {
        for message in &messages {
            let begun = Instant::now();
            black_box(understand_in(black_box(message), &model, &setting));
            each.push(begun.elapsed());
        }
    }
    let count = u32::try_from(each.len())?;
    let begun = Instant::now();
    for _ in 0..ROUNDS {
        for message in &messages {
            black_box(hashed(black_box(message)));
        }
    }
    let floor = begun.elapsed() / count;
    let mean = each.iter().sum::<Duration>() / count;
    let slow = quantile(&mut each, 0.99);
    let numbers =
        [learning.as_micros(), u128::from(memory), mean.as_nanos(), slow.as_nanos(), floor.as_nanos(), count.into()];
    let rounds = u128::try_from(ROUNDS)?;
    let told: Vec<String> = numbers.iter().take(5).map(u128::to_string).collect();
    println!("{} {}", told.join(" "), numbers[5] / rounds);
    Ok(())
}

/// The floor: the text cut into folded words, each hashed once.
fn hashed(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    for word in words(text) {
        word.hash(&mut hasher);
    }
    hasher.finish()
}

fn messages() -> Vec<String> {
    let written = MESSAGES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.splitn(3, '\t').nth(2));
    let told = DETAILS.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let told = told.filter_map(|row| row.get("text")?.as_str().map(str::to_owned));
    written.map(str::to_owned).chain(told).collect()
}
