//! The log on standard error, as text or as one JSON object a line, and the spans' way out; `docs/seen.md` says what a
//! line holds and what it never does.
//!
//! Of other people's crates nothing below `info` is ever written, whatever the setting: some of them log whole frames and
//! whole letters there. Of NATS's client nothing below `warn`: it tells of every connection, and `bus` does so itself.

use anyhow::Context as _;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{FilterExt as _, filter_fn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

use super::telemetry::{self, Telemetry};
use crate::config::Config;

/// Whether a line may be written at all: ours at every level, another crate's from `info` up, the NATS client's from
/// `warn`, and the model client's never: it writes down what it could not read, which is what was said.
#[must_use]
pub fn is_discreet(what: &Metadata<'_>) -> bool {
    let target = what.target();
    if target.starts_with("async_openai") {
        return false;
    }
    let least = if target.starts_with("async_nats") { Level::WARN } else { Level::INFO };
    *what.level() <= least || target.starts_with("frontdesk")
}

/// Begins the log, and the export of spans where a collector is set.
///
/// # Errors
/// Words for the terminal.
pub fn start(config: &Config) -> anyhow::Result<Option<Telemetry>> {
    let filter = EnvFilter::try_new(&config.log_level)
        .context("log.level: expected error, warn, info, debug, trace, or a filter")?;
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines: Box<dyn Layer<Registry> + Send + Sync> =
        if config.log_json { lines.json().boxed() } else { lines.boxed() };
    let Some(settings) = &config.telemetry else {
        // One filter for all costs least, and what it refuses is refused before it is made.
        begun(tracing_subscriber::registry().with(lines).with(filter_fn(is_discreet)).with(filter).try_init())?;
        return Ok(None);
    };
    let (spans, telemetry) = telemetry::start(settings).context("the export of spans could not be started")?;
    let lines = lines.with_filter(filter.and(filter_fn(is_discreet))).boxed();
    begun(tracing_subscriber::registry().with(vec![lines, spans]).try_init())?;
    Ok(Some(telemetry))
}

fn begun(started: Result<(), TryInitError>) -> anyhow::Result<()> {
    started.map_err(|error| anyhow::anyhow!("the log could not be started: {error}"))
}
