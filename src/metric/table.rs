//! Every metric there is: its name, its kind, the labels it may carry with what they may say, and what it tells.
//!
//! A label's values are a closed set, or a set of the program's own that cannot grow with its visitors (`OPEN`: the
//! patterns of routes). An id, an address or a visitor's word is never one. Units are the base ones of Prometheus
//! (<https://prometheus.io/docs/practices/naming/>).

/// What a metric counts like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// It only grows.
    Counter,
    /// It is what it is now.
    Gauge,
    /// It is spread over these buckets.
    Histogram(&'static [f64]),
}

/// One metric.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// What it counts like.
    pub kind: Kind,
    /// Its labels, each with everything it may say.
    pub labels: &'static [(&'static str, &'static [&'static str])],
    /// What it tells.
    pub help: &'static str,
}

/// The values are the program's own and are not listed here: routes, versions.
pub const OPEN: &[&str] = &[];

/// Kinds of sockets.
pub const SOCKETS: &[&str] = &["visitor", "agent", "stream"];
/// Why a socket ended.
pub const ENDS: &[&str] =
    &["gone", "stopped", "slow", "flood", "bad_frames", "too_large", "not_text", "database", "signed_out", "other"];
/// What clients say; the last stands for what is no frame of the protocol.
pub const HEARD: &[&str] = &[
    "open",
    "watch",
    "unwatch",
    "inbox",
    "message.send",
    "form.request",
    "form.progress",
    "form.submit",
    "form.decline",
    "feedback",
    "history",
    "page",
    "typing",
    "seen",
    "ping",
    "other",
];
/// Who sends files.
pub const SENDERS: &[&str] = &["visitor", "agent", "mail"];
/// What files are.
pub const GROUPS: &[&str] = &["picture", "pdf", "document", "media", "archive"];
/// What is wrong with files.
pub const FILE_REFUSALS: &[&str] = &["empty", "too_large", "kind", "broken", "too_many", "other"];
/// What the server says.
pub const TOLD: &[&str] = &[
    "opened",
    "ack",
    "error",
    "message",
    "message.draft",
    "status",
    "typing",
    "history",
    "inbox",
    "conversation",
    "pong",
    "other",
];
/// Both ways of frames, for the label of one metric.
const FRAMES: &[&str] = &both();

const fn both() -> [&'static str; HEARD.len() + TOLD.len()] {
    let (mut all, mut at) = ([""; HEARD.len() + TOLD.len()], 0);
    while at < all.len() {
        all[at] = if at < HEARD.len() { HEARD[at] } else { TOLD[at - HEARD.len()] };
        at += 1;
    }
    all
}

/// In and out.
pub const WAYS: &[&str] = &["in", "out"];
/// What becomes of a ring.
pub const RINGS: &[&str] = &["in", "out", "lost", "dropped", "mended"];
/// Works of the back room.
pub const WORKS: &[&str] = &[
    "reply",
    "deliver",
    "mail",
    "task",
    "forget",
    "scrub",
    "unstore",
    "assess",
    "retain",
    "absent",
    "summon",
    "holder",
    "call",
    "letter",
    "unreviewed",
    "farewell",
    "other",
];
/// How a job's attempt ended.
pub const ENDED: &[&str] = &["done", "retry", "dead", "left"];
/// What becomes of a mail that came in, as `app::mailed::Outcome` names it.
pub const MAILS: &[&str] = &[
    "answered",
    "said",
    "again",
    "came_back",
    "automatic",
    "list",
    "nobody",
    "forged",
    "unverified",
    "not_allowed",
    "empty",
    "unreadable",
];
/// Ways to send.
pub const SENDS: &[&str] = &["email", "sms"];
/// How sending went.
pub const SENT: &[&str] = &["sent", "later", "refused"];
/// What the assistant answers with.
pub const ANSWERS: &[&str] =
    &["knowledge", "small_talk", "noted", "no_answer", "offer", "form", "rule", "thanks", "declined", "filed", "model"];
/// How asking a language model went; `llm::Failure` and `llm::said::Unfit` name most.
pub const MODEL: &[&str] = &[
    "answered",
    "late",
    "unreachable",
    "key",
    "absent",
    "too_many",
    "refused",
    "broken",
    "unreadable",
    "too_long",
    "resting",
    "busy",
    "stopped",
    "budget",
    "unknown",
    "ungrounded",
    "foreign",
    "telling",
    "long",
    "other",
];
/// What a language model is asked for.
pub const USES: &[&str] = &["replies", "doubt", "notes", "other"];
/// What is limited.
pub const LIMITS: &[&str] = &["message", "socket", "opening", "frames", "file", "sign_in", "secret"];
/// What was not the asker's fault.
pub const FAILURES: &[&str] = &["internal", "unavailable"];
/// Classes of statuses.
pub const CLASSES: &[&str] = &["1xx", "2xx", "3xx", "4xx", "5xx"];
/// The doors.
pub const DOORS: &[&str] = &["gateway", "hooks", "api", "dashboard"];
/// Channels, as `event::Channel` names them.
pub const CHANNELS: &[&str] = &["web", "sms", "whatsapp", "telegram", "email", "api"];
/// Authors, as `event::Author` names them.
pub const AUTHORS: &[&str] = &["visitor", "bot", "agent", "system"];
/// What happens to forms.
pub const HANDOFFS: &[&str] =
    &["asked", "claimed", "released", "promised", "handed_back", "told", "closed", "transcript", "unreviewed", "other"];
pub const FORMS: &[&str] = &["shown", "sent", "declined"];

/// From a tenth of a millisecond to ten seconds.
const QUICK: &[f64] =
    &[0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// From a millisecond to two minutes.
const SLOW: &[f64] = &[0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0];
/// From a microsecond to a second.
const THOUGHT: &[f64] =
    &[0.000_001, 0.000_01, 0.000_05, 0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 1.0];
/// How many came together.
const BATCH: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0];

const fn counter(
    name: &'static str,
    labels: &'static [(&'static str, &'static [&'static str])],
    help: &'static str,
) -> Metric {
    Metric { name, kind: Kind::Counter, labels, help }
}

const fn gauge(
    name: &'static str,
    labels: &'static [(&'static str, &'static [&'static str])],
    help: &'static str,
) -> Metric {
    Metric { name, kind: Kind::Gauge, labels, help }
}

const fn histogram(
    name: &'static str,
    buckets: &'static [f64],
    labels: &'static [(&'static str, &'static [&'static str])],
    help: &'static str,
) -> Metric {
    Metric { name, kind: Kind::Histogram(buckets), labels, help }
}

/// Every metric.
pub const ALL: &[Metric] = &[
    // Health
    gauge("frontdesk_ready", &[], "1 while the database answers and the server is not about to stop, else 0."),
    gauge(
        "frontdesk_build_info",
        &[("version", OPEN), ("engine", OPEN)],
        "Always 1; its labels say which program on which database.",
    ),
    gauge("frontdesk_process_start_time_seconds", &[], "When this process started, in seconds since 1970."),
    gauge("frontdesk_process_resident_memory_bytes", &[], "Memory of this process that is in RAM."),
    gauge("frontdesk_process_open_handles", &[], "Open files and sockets of this process."),
    gauge(
        "frontdesk_process_cpu_seconds",
        &[],
        "Processor time this process has used, user and system; it only grows.",
    ),
    counter(
        "frontdesk_failures_total",
        &[("code", FAILURES)],
        "Requests and frames that failed by no fault of who asked.",
    ),
    counter("frontdesk_spans_exported_total", &[], "Spans that the collector has taken."),
    counter("frontdesk_spans_dropped_total", &[], "Spans let go because the collector was away or too slow."),
    // Visitors
    gauge(
        "frontdesk_sockets",
        &[("kind", SOCKETS)],
        "Open sockets, and streams of those whose network lets no socket pass.",
    ),
    counter("frontdesk_sockets_opened_total", &[("kind", SOCKETS)], "Sockets opened."),
    counter(
        "frontdesk_sockets_closed_total",
        &[("kind", SOCKETS), ("reason", ENDS)],
        "Sockets ended, by why; `slow` is a reader who was too slow.",
    ),
    counter("frontdesk_frames_total", &[("way", WAYS), ("type", FRAMES)], "Frames heard and told."),
    counter(
        "frontdesk_frame_bytes_total",
        &[("way", WAYS)],
        "Bytes of the frames heard and told, before any compression.",
    ),
    histogram("frontdesk_ack_seconds", QUICK, &[], "From a frame heard to its ack on its way, the commit in between."),
    counter("frontdesk_resumes_total", &[], "Sockets that went on from a message they had."),
    counter(
        "frontdesk_resent_messages_total",
        &[],
        "Messages sent to those who went on, because they had missed them.",
    ),
    counter("frontdesk_messages_total", &[("channel", CHANNELS), ("author", AUTHORS)], "Messages stored."),
    counter(
        "frontdesk_leads_captured_total",
        &[("origin", OPEN), ("channel", CHANNELS)],
        "Requests captured, each of which makes a lead or joins one.",
    ),
    counter(
        "frontdesk_handoffs_total",
        &[("event", HANDOFFS)],
        "Conversations passed on: a person asked for, taken, let go, promised an answer, handed back, told of, closed; mailed whole to the visitor, and leads told of that nobody opened.",
    ),
    counter("frontdesk_forms_total", &[("event", FORMS)], "Forms shown, sent and put aside."),
    counter(
        "frontdesk_bus_rings_total",
        &[("way", RINGS)],
        "Rings of the bus: out, heard, lost on a listener who was too slow (it then reads the database), dropped on the way to other nodes, and mended: found in the database alone.",
    ),
    gauge("frontdesk_bus_connected", &[], "1 while this node hears the others; always 1 where it is alone."),
    // Storage
    histogram("frontdesk_commit_seconds", QUICK, &[], "How long a commit takes, its flush included."),
    histogram("frontdesk_commit_batch", BATCH, &[], "How many transactions shared one commit."),
    histogram("frontdesk_append_batch", BATCH, &[], "How many messages one insert stored."),
    histogram("frontdesk_read_seconds", QUICK, &[], "How long a statement that reads takes."),
    gauge("frontdesk_database_connections", &[("state", &["used", "idle"])], "Connections to PostgreSQL; 0 on SQLite."),
    gauge(
        "frontdesk_database_bytes",
        &[("file", &["main", "wal"])],
        "Size of the SQLite file and of its log; 0 on PostgreSQL.",
    ),
    // Jobs
    gauge(
        "frontdesk_jobs",
        &[("work", WORKS), ("state", &["waiting", "running", "dead"])],
        "Jobs in the outbox; counted up to 10,000 of a state.",
    ),
    gauge(
        "frontdesk_job_oldest_seconds",
        &[],
        "Age of the oldest job that is not done, those that wait for another try included.",
    ),
    gauge("frontdesk_job_late_seconds", &[], "How long the first job that is due waits for somebody to take it."),
    histogram("frontdesk_job_seconds", SLOW, &[("work", WORKS)], "How long one attempt at a job takes."),
    counter(
        "frontdesk_job_attempts_total",
        &[("work", WORKS), ("outcome", ENDED)],
        "Attempts at jobs, by how they ended.",
    ),
    // Sending
    counter(
        "frontdesk_sends_total",
        &[("channel", SENDS), ("outcome", SENT)],
        "E-mails and text messages handed over: taken, refused for now, refused for good.",
    ),
    counter(
        "frontdesk_mails_in_total",
        &[("outcome", MAILS)],
        "Mails that came in, by what became of them: said by a member (`answered`) or a visitor (`said`), or why they were kept out.",
    ),
    counter(
        "frontdesk_files_total",
        &[("from", SENDERS), ("group", GROUPS)],
        "Files that people sent and that were stored, by who sent them and what they are.",
    ),
    counter("frontdesk_file_bytes_total", &[], "Bytes of the files that people sent and that were stored."),
    counter(
        "frontdesk_files_refused_total",
        &[("why", FILE_REFUSALS)],
        "Files that were refused, by what was wrong with them.",
    ),
    histogram("frontdesk_send_seconds", SLOW, &[("channel", SENDS)], "How long handing one over takes."),
    // Assistant
    histogram(
        "frontdesk_understanding_seconds",
        THOUGHT,
        &[],
        "How long understanding a message takes: the latency of the model.",
    ),
    counter("frontdesk_answers_total", &[("kind", ANSWERS)], "What the assistant answered with."),
    counter(
        "frontdesk_model_requests_total",
        &[("use", USES), ("outcome", MODEL)],
        "What a language model was to do, by what came of it; the embedded assistant did all but `answered`.",
    ),
    histogram("frontdesk_model_seconds", SLOW, &[], "How long the model takes from the question to its last word."),
    histogram("frontdesk_model_first_seconds", SLOW, &[], "How long until a visitor sees the model's first words."),
    counter(
        "frontdesk_model_tokens_total",
        &[("kind", &["prompt", "completion"])],
        "Tokens used, as the model counts them, or guessed where it does not say.",
    ),
    histogram("frontdesk_knowledge_search_seconds", QUICK, &[], "How long searching the knowledge takes."),
    // Doors
    histogram(
        "frontdesk_http_seconds",
        SLOW,
        &[("door", DOORS), ("route", OPEN), ("status", CLASSES)],
        "How long a request takes, by door, route and class of status.",
    ),
    counter("frontdesk_refusals_total", &[("kind", LIMITS)], "Refused because it was too much at once."),
];

/// The metric of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Metric> {
    ALL.iter().find(|metric| metric.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Author, Channel};

    #[test]
    fn names_follow_the_rules_and_stand_once() {
        for (at, metric) in ALL.iter().enumerate() {
            assert!(metric.name.starts_with("frontdesk_"), "{}", metric.name);
            assert!(metric.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{}", metric.name);
            assert_eq!(metric.name.ends_with("_total"), metric.kind == Kind::Counter, "{}", metric.name);
            assert!(metric.help.ends_with('.'), "{}", metric.name);
            assert!(!ALL[..at].iter().any(|other| other.name == metric.name), "{} twice", metric.name);
            if let Kind::Histogram(buckets) = metric.kind {
                assert!(buckets.is_sorted() && !buckets.is_empty(), "{}", metric.name);
            }
        }
    }

    #[test]
    fn channels_and_authors_are_those_of_events() {
        assert_eq!(Channel::ALL.iter().map(|channel| channel.as_str()).collect::<Vec<_>>(), CHANNELS);
        assert_eq!(Author::ALL.iter().map(|author| author.as_str()).collect::<Vec<_>>(), AUTHORS);
        assert!(HEARD.iter().chain(TOLD).all(|kind| FRAMES.contains(kind)));
    }
}
