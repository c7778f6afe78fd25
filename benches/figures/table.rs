//! The table that is printed: one row a figure, one column an engine, and the floor beside them.

use std::fmt::Write as _;
use std::time::Duration;

use crate::desk::REST;
use crate::idle::Idle;
use crate::round_trip::RoundTrip;
use crate::widget::Bytes;

/// The engines, as the command line and the log name them.
pub const ENGINES: [&str; 2] = ["sqlite", "postgres"];

/// What does not depend on the product.
pub struct Floor {
    /// The echo, by number of sockets.
    pub round_trips: Vec<RoundTrip>,
    /// The echo's idle sockets.
    pub idle: Idle,
}

/// What was measured on one engine.
pub struct Engine {
    /// Its name.
    pub name: &'static str,
    /// The disk's flush, where its files are.
    pub flush: Duration,
    /// What they lie on.
    pub file_system: String,
    /// The durable round trip, by number of sockets.
    pub round_trips: Vec<RoundTrip>,
    /// How many visitors' messages the database held when it was started anew.
    pub filled: usize,
    /// From start to ready.
    pub start: Duration,
    /// Resident bytes with nobody there.
    pub at_rest: u64,
    /// Idle sockets.
    pub idle: Idle,
}

/// The value below which this share lies; sorts. Zero where there is none.
pub fn quantile(values: &mut [Duration], share: f64) -> Duration {
    values.sort_unstable();
    at(values, share)
}

/// The same of values in order.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share, from 0 to 1, of a few thousand values"
)]
fn at(sorted: &[Duration], share: f64) -> Duration {
    let index = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
    sorted.get(index).copied().unwrap_or_default()
}

fn ms(duration: Duration) -> String {
    let ms = duration.as_secs_f64() * 1000.0;
    if ms < 10.0 { format!("{ms:.2} ms") } else { format!("{ms:.0} ms") }
}

#[expect(clippy::cast_precision_loss, reason = "a size for people to read")]
fn kib(bytes: u64) -> String {
    format!("{:.1} KiB", bytes as f64 / 1024.0)
}

#[expect(clippy::cast_precision_loss, reason = "a size for people to read")]
fn mib(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / 1024.0 / 1024.0)
}

fn spread(sorted: &[Duration]) -> String {
    format!("{} / {}", ms(at(sorted, 0.5)), ms(at(sorted, 0.99)))
}

fn answers(run: &RoundTrip) -> String {
    let rested =
        run.rested.map_or(format!("more than {} s", REST.as_secs()), |rested| format!("{:.1} s", rested.as_secs_f64()));
    let before = if run.was_busy { " (those of the run before disturbed this one)" } else { "" };
    format!("{} of {}, {rested}{before}", run.waiting, run.seen.len())
}

/// The table, in Markdown.
pub fn print(load: &str, floor: &Floor, engines: &[Engine], widget: &Bytes) -> String {
    let mut table = String::from("| figure |");
    for engine in engines {
        let _ = write!(table, " {} |", engine.name);
    }
    table += " floor |\n|---|";
    table += &"---|".repeat(engines.len() + 1);
    let mut row = |figure: &str, of: &dyn Fn(&Engine) -> String, floor: &str| {
        let _ = write!(table, "\n| {figure} |");
        for engine in engines {
            let _ = write!(table, " {} |", of(engine));
        }
        let _ = write!(table, " {floor} |");
    };
    row("flush of 4 KiB, median", &|e| format!("{} ({})", ms(e.flush), e.file_system), "");
    for (index, echo) in floor.round_trips.iter().enumerate() {
        let n = echo.sockets;
        let of =
            |e: &Engine, tell: &dyn Fn(&RoundTrip) -> String| e.round_trips.get(index).map(tell).unwrap_or_default();
        let rate = |run: &RoundTrip| format!("{:.0} a second", run.rate);
        row(&format!("**round trip, {n} sending**"), &|e| of(e, &rate), &format!("echo: {}", rate(echo)));
        let ratio = |run: &RoundTrip| format!("1 : {:.0}", echo.rate / run.rate.max(0.001));
        row("… as a ratio to the echo", &|e| of(e, &ratio), "");
        let acknowledged = |run: &RoundTrip| spread(&run.acknowledged);
        row("… acknowledged, p50 / p99", &|e| of(e, &acknowledged), &acknowledged(echo));
        let seen = |run: &RoundTrip| spread(&run.seen);
        row("… and seen by the second tab, p50 / p99", &|e| of(e, &seen), &seen(echo));
        row("… answers that waited at the end, and when they were given", &|e| of(e, &answers), "");
    }
    let idle = |idle: &Idle| format!("{} each of {}", kib(idle.each), idle.sockets);
    row("idle socket", &|e| idle(&e.idle), &format!("echo: {}", idle(&floor.idle)));
    row("start to ready, median of 5", &|e| format!("{} ({} messages stored)", ms(e.start), e.filled), "");
    row("memory at rest", &|e| mib(e.at_rest), "");
    row("widget: loader, gzip", &|_| format!("{} bytes", widget.loader), "at most 5,000");
    row("widget: panel, gzip", &|_| format!("{} bytes", widget.panel), "at most 35,000");
    let _ = write!(table, "\n\nLoad of the machine before the run, over one and five minutes: {load}.");
    table
}
