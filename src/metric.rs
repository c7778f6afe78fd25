//! What Prometheus may know: one function for each thing that is counted or timed, and [`table`], which names and
//! describes them all.
//!
//! Nothing is counted before [`install`]: until then each call costs one load. After it, what is called for every message
//! goes by handles made once. No function takes an id, an address or anybody's words.

pub mod files;
pub mod process;
pub mod table;

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use metrics::{Counter, Gauge, Histogram, Label};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::event::{Author, Channel};
use table::{ALL, AUTHORS, CHANNELS, HEARD, Kind, RINGS, TOLD, WAYS};

/// Handles of what is counted for every frame and every message.
struct Hot {
    handle: PrometheusHandle,
    heard: Vec<Counter>,
    told: Vec<Counter>,
    bytes: Vec<Counter>,
    rings: Vec<Counter>,
    messages: Vec<Counter>,
    ack: Histogram,
    commit: Histogram,
    commit_batch: Histogram,
    append_batch: Histogram,
    read: Histogram,
}

static HOT: OnceLock<Hot> = OnceLock::new();

/// Begins to count, once a process; gives what `/metrics` reads.
///
/// # Errors
/// When something else counts in this process already.
pub fn install() -> anyhow::Result<PrometheusHandle> {
    if let Some(hot) = HOT.get() {
        return Ok(hot.handle.clone());
    }
    let mut builder = PrometheusBuilder::new();
    for metric in ALL {
        if let Kind::Histogram(buckets) = metric.kind {
            builder = builder.set_buckets_for_metric(Matcher::Full(metric.name.to_owned()), buckets)?;
        }
    }
    let handle = builder.install_recorder().context("the metrics recorder")?;
    ALL.iter().for_each(announce);
    let frames = |way, kinds: &[&'static str]| {
        kinds.iter().map(|kind| counter("frontdesk_frames_total", &[("way", way), ("type", kind)])).collect()
    };
    let each = |name, label, values: &[&'static str]| values.iter().map(|v| counter(name, &[(label, v)])).collect();
    let messages = CHANNELS.iter().flat_map(|channel| AUTHORS.iter().map(move |author| (channel, author)));
    let hot = Hot {
        heard: frames("in", HEARD),
        told: frames("out", TOLD),
        bytes: each("frontdesk_frame_bytes_total", "way", WAYS),
        rings: each("frontdesk_bus_rings_total", "way", RINGS),
        messages: messages
            .map(|(channel, author)| counter("frontdesk_messages_total", &[("channel", channel), ("author", author)]))
            .collect(),
        ack: histogram("frontdesk_ack_seconds", &[]),
        commit: histogram("frontdesk_commit_seconds", &[]),
        commit_batch: histogram("frontdesk_commit_batch", &[]),
        append_batch: histogram("frontdesk_append_batch", &[]),
        read: histogram("frontdesk_read_seconds", &[]),
        handle,
    };
    Ok(HOT.get_or_init(|| hot).handle.clone())
}

/// Describes a metric, and shows it from the start: a series that is not there cannot be told from one that broke.
fn announce(metric: &table::Metric) {
    match metric.kind {
        Kind::Counter => metrics::describe_counter!(metric.name, metric.help),
        Kind::Gauge => metrics::describe_gauge!(metric.name, metric.help),
        Kind::Histogram(_) => metrics::describe_histogram!(metric.name, metric.help),
    }
    let mut series: Vec<Vec<(&str, &str)>> = vec![Vec::new()];
    for (label, values) in metric.labels {
        let with = |one: &Vec<(&'static str, &'static str)>| {
            let one = one.clone();
            values.iter().map(move |value| [one.as_slice(), &[(*label, *value)]].concat()).collect::<Vec<_>>()
        };
        series = series.iter().flat_map(with).collect();
    }
    // Both ways share one label of frames: there each way shows its own.
    let is_frames = metric.name == "frontdesk_frames_total";
    for labels in series.iter().filter(|_| !is_frames) {
        match metric.kind {
            Kind::Counter => counter(metric.name, labels).increment(0),
            Kind::Gauge => gauge(metric.name, labels).set(0.0),
            Kind::Histogram(_) => drop(histogram(metric.name, labels)),
        }
    }
}

fn labels(pairs: &[(&'static str, &'static str)]) -> Vec<Label> {
    pairs.iter().map(|(key, value)| Label::from_static_parts(key, value)).collect()
}

fn counter(name: &'static str, with: &[(&'static str, &'static str)]) -> Counter {
    metrics::counter!(name, labels(with))
}

fn gauge(name: &'static str, with: &[(&'static str, &'static str)]) -> Gauge {
    metrics::gauge!(name, labels(with))
}

fn histogram(name: &'static str, with: &[(&'static str, &'static str)]) -> Histogram {
    metrics::histogram!(name, labels(with))
}

/// Whether anybody counts.
fn is_on() -> bool {
    HOT.get().is_some()
}

fn count(name: &'static str, with: &[(&'static str, &'static str)]) {
    if is_on() {
        counter(name, with).increment(1);
    }
}

fn time(name: &'static str, with: &[(&'static str, &'static str)], took: Duration) {
    if is_on() {
        histogram(name, with).record(took);
    }
}

fn bump(counters: &[Counter], at: usize, by: u64) {
    if let Some(counter) = counters.get(at) {
        counter.increment(by);
    }
}

/// The place of a word in a list that ends with the word for all others.
fn place(words: &[&str], word: &str) -> usize {
    words.iter().position(|known| *known == word).unwrap_or(words.len() - 1)
}

/// The word as the table has it, or the table's word for all others.
fn known(words: &'static [&'static str], word: &str) -> &'static str {
    words[place(words, word)]
}

/// An open socket; dropped, it is closed.
#[derive(Debug)]
pub struct Socket {
    kind: &'static str,
    reason: &'static str,
}

/// A socket opens: of a `visitor`, of an `agent`, or a `stream` where no socket passes.
#[must_use]
pub fn socket(kind: &'static str) -> Socket {
    if is_on() {
        gauge("frontdesk_sockets", &[("kind", kind)]).increment(1.0);
        count("frontdesk_sockets_opened_total", &[("kind", kind)]);
    }
    Socket { kind, reason: "gone" }
}

impl Socket {
    /// Why it ends, as it is counted.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        self.reason
    }

    /// Why it is about to end, by the reason that the client is told.
    pub fn ends(&mut self, told: &str) {
        self.reason = match told {
            "the server stops" => "stopped",
            "reading too slowly" => "slow",
            "too many frames" => "flood",
            "too many bad frames" => "bad_frames",
            "text frames only" => "not_text",
            "the database does not answer" => "database",
            "a frame is at most 64 KiB" => "too_large",
            "signed out" => "signed_out",
            _ => "other",
        };
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if is_on() {
            gauge("frontdesk_sockets", &[("kind", self.kind)]).decrement(1.0);
            count("frontdesk_sockets_closed_total", &[("kind", self.kind), ("reason", self.reason)]);
        }
    }
}

/// A frame was heard: its type, and how long it was.
pub fn heard(kind: &str, bytes: usize) {
    if let Some(hot) = HOT.get() {
        bump(&hot.heard, place(HEARD, kind), 1);
        bump(&hot.bytes, 0, bytes as u64);
    }
}

/// A frame leaves, as it is written: its type stands first.
pub fn told(frame: &str) {
    if let Some(hot) = HOT.get() {
        let kind = frame.strip_prefix("{\"type\":\"").and_then(|rest| rest.split('"').next()).unwrap_or_default();
        bump(&hot.told, place(TOLD, kind), 1);
        bump(&hot.bytes, 1, frame.len() as u64);
    }
}

/// A frame that was heard so long ago has its ack on its way.
pub fn acked(took: Duration) {
    if let Some(hot) = HOT.get() {
        hot.ack.record(took);
    }
}

/// A client went on from a message it had, and so many it had missed were sent.
pub fn resumed(resent: usize) {
    if is_on() {
        counter("frontdesk_resumes_total", &[]).increment(1);
        counter("frontdesk_resent_messages_total", &[]).increment(resent as u64);
    }
}

/// A message is stored.
pub fn message(channel: Channel, author: Author) {
    if let Some(hot) = HOT.get() {
        bump(&hot.messages, channel as usize * AUTHORS.len() + author as usize, 1);
    }
}

/// So many transactions shared a commit, which took so long.
pub fn commit(batch: usize, took: Duration) {
    if let Some(hot) = HOT.get() {
        hot.commit.record(took);
        hot.commit_batch.record(f64::from(u32::try_from(batch).unwrap_or(u32::MAX)));
    }
}

/// So many messages were stored by one insert.
pub fn appended(batch: usize) {
    if let Some(hot) = HOT.get() {
        hot.append_batch.record(f64::from(u32::try_from(batch).unwrap_or(u32::MAX)));
    }
}

/// A statement that reads took so long.
pub fn read(took: Duration) {
    if let Some(hot) = HOT.get() {
        hot.read.record(took);
    }
}

/// The bus rang: `in`, `out`, or `lost` on a listener who was too slow.
pub fn rang(way: &'static str) {
    if let Some(hot) = HOT.get() {
        bump(&hot.rings, place(RINGS, way), 1);
    }
}

/// Whether this node hears the others.
pub fn bus_connected(is: bool) {
    if is_on() {
        gauge("frontdesk_bus_connected", &[]).set(f64::from(u8::from(is)));
    }
}

/// An attempt at a job ended: `done`, `retry` or `dead`.
pub fn job(work: &str, outcome: &'static str, took: Duration) {
    let work = known(table::WORKS, work);
    count("frontdesk_job_attempts_total", &[("work", work), ("outcome", outcome)]);
    time("frontdesk_job_seconds", &[("work", work)], took);
}

/// An `email` or `sms` was handed over: `sent`, `later` or `refused`.
pub fn send(channel: &'static str, outcome: &'static str, took: Duration) {
    count("frontdesk_sends_total", &[("channel", channel), ("outcome", outcome)]);
    time("frontdesk_send_seconds", &[("channel", channel)], took);
}

/// A mail came in, and this became of it.
pub fn mail_in(outcome: &'static str) {
    count("frontdesk_mails_in_total", &[("outcome", outcome)]);
}

/// Times how a message is understood.
pub fn understanding<T>(understand: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let understood = understand();
    time("frontdesk_understanding_seconds", &[], begun.elapsed());
    understood
}

/// The assistant chose to answer with this; gives it back.
pub fn answered<T>(kind: &'static str, answer: T) -> T {
    count("frontdesk_answers_total", &[("kind", kind)]);
    answer
}

/// The model was to be of this use; what came of it.
pub fn model_asked(of: &'static str, outcome: &str) {
    let of = known(table::USES, of);
    count("frontdesk_model_requests_total", &[("use", of), ("outcome", known(table::MODEL, outcome))]);
}

/// The model has said its last word.
pub fn model_took(took: Duration) {
    time("frontdesk_model_seconds", &[], took);
}

/// A visitor sees its first words.
pub fn model_began(took: Duration) {
    time("frontdesk_model_first_seconds", &[], took);
}

/// So many tokens were used.
pub fn model_tokens(prompt: i64, completion: i64) {
    if is_on() {
        for (kind, tokens) in [("prompt", prompt), ("completion", completion)] {
            counter("frontdesk_model_tokens_total", &[("kind", kind)]).increment(u64::try_from(tokens).unwrap_or(0));
        }
    }
}

/// The knowledge was searched.
pub fn searched(took: Duration) {
    time("frontdesk_knowledge_search_seconds", &[], took);
}

/// A request was captured.
pub fn captured(origin: &'static str, channel: Channel) {
    count("frontdesk_leads_captured_total", &[("origin", origin), ("channel", channel.as_str())]);
}

/// A form was `shown`, `sent` or `declined`.
pub fn form(event: &'static str) {
    count("frontdesk_forms_total", &[("event", event)]);
}

/// A conversation passed on: somebody asked for a person, took it, gave it back, was told, or nobody came.
pub fn handoff(event: &'static str) {
    count("frontdesk_handoffs_total", &[("event", event)]);
}

/// Somebody was refused because it was too much: `message`, `socket`, `opening` (too many at once), `frames`, `sign_in`, `secret`.
pub fn refused(kind: &'static str) {
    count("frontdesk_refusals_total", &[("kind", kind)]);
}

/// Something failed by no fault of who asked: `internal` or `unavailable`.
pub fn failed(code: &'static str) {
    count("frontdesk_failures_total", &[("code", code)]);
}

/// A request was answered. The route is its pattern, never its path.
pub fn answered_http(door: &'static str, route: &str, status: u16, took: Duration) {
    if is_on() {
        let class = known(
            table::CLASSES,
            match status {
                100..=199 => "1xx",
                200..=299 => "2xx",
                300..=399 => "3xx",
                400..=499 => "4xx",
                _ => "5xx",
            },
        );
        let labels = vec![
            Label::from_static_parts("door", door),
            Label::new("route", route.to_owned()),
            Label::from_static_parts("status", class),
        ];
        metrics::histogram!("frontdesk_http_seconds", labels).record(took);
    }
}

/// Spans were taken by the collector, or let go.
pub fn spans(exported: usize, dropped: usize) {
    if is_on() {
        counter("frontdesk_spans_exported_total", &[]).increment(exported as u64);
        counter("frontdesk_spans_dropped_total", &[]).increment(dropped as u64);
    }
}

/// Sets a gauge of the table to what it is now.
pub fn set(name: &'static str, with: &[(&'static str, &'static str)], value: f64) {
    if is_on() {
        gauge(name, with).set(value);
    }
}
