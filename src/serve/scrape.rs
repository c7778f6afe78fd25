//! What is asked for only when Prometheus reads: the outbox, the database, the process.
//!
//! At most once a second, each question short and bounded; what does not answer is left as it was, and the rest is told.

use std::time::Duration;

use secrecy::ExposeSecret as _;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use crate::app::App;
use crate::db::Db;
use crate::job::census::{self, State};
use crate::metric::{self, process, table};

/// How long an answer counts as now.
const FRESH: Duration = Duration::from_secs(1);

/// How long the database may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// When it was last asked.
pub(super) type Asked = Mutex<Option<Instant>>;

/// Asks, unless it was asked a moment ago.
pub(super) async fn ask(app: &App, asked: &Asked) {
    let mut last = asked.lock().await;
    if last.is_some_and(|last| last.elapsed() < FRESH) {
        return;
    }
    let answers = timeout(PATIENCE, outbox(app)).await.is_ok_and(|told| told.is_ok());
    metric::set("frontdesk_ready", &[], f64::from(u8::from(answers && !app.stop.is_cancelled())));
    database(app);
    if let Some(now) = process::look() {
        metric::set("frontdesk_process_resident_memory_bytes", &[], now.memory);
        metric::set("frontdesk_process_open_handles", &[], now.handles);
        metric::set("frontdesk_process_cpu_seconds", &[], now.cpu);
    }
    *last = Some(Instant::now());
}

/// What is known when the server starts and stays so.
pub(super) fn born(app: &App) {
    #[expect(clippy::cast_precision_loss, reason = "a moment in seconds is far below 2^52")]
    let now = app.clock.now().millis() as f64 / 1000.0;
    metric::set("frontdesk_process_start_time_seconds", &[], now);
    let info = [("version", env!("CARGO_PKG_VERSION")), ("engine", app.db.engine())];
    metric::set("frontdesk_build_info", &info, 1.0);
    // NATS says otherwise when it is away.
    metric::bus_connected(true);
}

#[expect(clippy::cast_precision_loss, reason = "counts up to 10,000, and ages in seconds")]
async fn outbox(app: &App) -> crate::error::Result<()> {
    let now = app.clock.now();
    let census = census::take(&mut app.db.read().await?, now).await?;
    for work in table::WORKS {
        for (state, name) in [(State::Waiting, "waiting"), (State::Running, "running"), (State::Dead, "dead")] {
            let is_it = |count: &&census::Count| {
                count.state == state
                    && (count.work == *work || (*work == "other" && !table::WORKS.contains(&count.work.as_str())))
            };
            let jobs: i64 = census.counts.iter().filter(is_it).map(|count| count.jobs).sum();
            metric::set("frontdesk_jobs", &[("work", work), ("state", name)], jobs as f64);
        }
    }
    let age = |since: Option<crate::time::Timestamp>| since.map_or(0.0, |since| now.since(since).as_secs_f64());
    metric::set("frontdesk_job_oldest_seconds", &[], age(census.oldest));
    metric::set("frontdesk_job_late_seconds", &[], age(census.due));
    Ok(())
}

fn database(app: &App) {
    if let Db::Postgres(pool) = &app.db {
        let (all, idle) = (pool.size(), u32::try_from(pool.num_idle()).unwrap_or(u32::MAX));
        metric::set("frontdesk_database_connections", &[("state", "used")], f64::from(all.saturating_sub(idle)));
        metric::set("frontdesk_database_connections", &[("state", "idle")], f64::from(idle));
    } else if let Some(path) = app.config.database_url.expose_secret().strip_prefix("sqlite:") {
        for (file, end) in [("main", ""), ("wal", "-wal")] {
            #[expect(clippy::cast_precision_loss, reason = "a file's size is far below 2^52")]
            let bytes = std::fs::metadata(format!("{path}{end}")).map_or(0.0, |file| file.len() as f64);
            metric::set("frontdesk_database_bytes", &[("file", file)], bytes);
        }
    }
}
