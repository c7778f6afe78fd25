//! The database: does it answer, at which version, and does it keep its word when the power is cut.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::ExposeSecret as _;

use super::{Finding, Seen, backlog, bus, in_time, lists, model};
use crate::app::founding;
use crate::config::Config;
use crate::db::examine::{self, Postgres, Soundness, Sqlite};
use crate::db::{Db, migrate};
use crate::organisation;
use crate::time::Clock;

/// How long the file may be looked through.
const LOOK: Duration = Duration::from_secs(3);
/// What a node takes at most (`Db::open`).
const POOL: i64 = 16;
/// PostgreSQL 15.
const OLDEST_POSTGRES: i64 = 150_000;

/// The SQLite file; none on PostgreSQL.
pub(super) fn file(config: &Config) -> Option<PathBuf> {
    config.database_url.expose_secret().strip_prefix("sqlite:").map(PathBuf::from)
}

/// What was seen, and the name of this installation where it has one.
pub(super) async fn look(config: &Config) -> (Seen, Option<String>) {
    let file = file(config);
    if let Some(file) = file.as_ref().filter(|file| !file.exists()) {
        let said = format!("there is none at {} yet; the first start makes it", file.display());
        return (Finding::warning("database", said).into(), None);
    }
    match in_time(ask(config, file)).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => (unreachable(&error), None),
        Err(late) => (unreachable(&late), None),
    }
}

fn unreachable(why: &impl std::fmt::Display) -> Seen {
    Finding::problem(
        "database",
        format!("it cannot be used: {why}. Look whether database.url is right, or restore a backup"),
    )
    .into()
}

async fn ask(config: &Config, file: Option<PathBuf>) -> anyhow::Result<(Seen, Option<String>)> {
    let db = Db::open(config.database_url.expose_secret()).await?;
    let mut conn = db.read().await?;
    let mut seen = Seen::default();
    let version = if let Some(file) = file {
        let facts = examine::sqlite(&mut conn).await?;
        let sound = tokio::task::spawn_blocking(move || examine::look_through(&file, LOOK)).await??;
        seen.findings.push(judge_sqlite(&facts, &sound));
        facts.version
    } else {
        let facts = examine::postgres(&mut conn).await?;
        seen.clocks.push(("PostgreSQL".to_owned(), Clock::System.now().millis() - facts.now));
        seen.findings.push(judge_postgres(&facts));
        seen.findings.extend(bus::alone(&mut conn, config).await?);
        facts.version
    };
    seen.findings.push(judge_version(version));
    let mut installation = None;
    if version == migrate::newest() {
        seen.findings.extend(backlog::look(&mut conn).await?);
        seen.findings.push(lists::look(&mut conn).await?);
        seen.findings.extend(model::used(&mut conn, config).await?);
        installation = organisation::setting(&mut conn, founding::INSTALLATION).await?;
    }
    drop(conn);
    db.close().await;
    Ok((seen, installation))
}

fn judge_version(version: i64) -> Finding {
    let newest = migrate::newest();
    match version {
        0 => Finding::warning("migrations", "the database is empty; the next start makes its tables"),
        v if v < newest => Finding::warning(
            "migrations",
            format!("{v} of {newest}: the next start, or `frontdesk migrate`, brings it up to date"),
        ),
        v if v > newest => {
            Finding::problem("migrations", format!("{v}, and this program knows {newest}: run the newer program"))
        }
        v => Finding::ok("migrations", format!("{v} of {newest}")),
    }
}

fn judge_sqlite(facts: &Sqlite, sound: &Soundness) -> Finding {
    if let Soundness::Damaged(how) = sound {
        return Finding::problem(
            "database",
            format!("it is damaged ({how}): restore the last backup with `frontdesk restore`"),
        );
    }
    if facts.journal_mode != "wal" || facts.synchronous < 2 {
        let said = format!(
            "journal_mode is {} and synchronous {}, and must be wal and 2 (FULL): acknowledged messages could be lost. Has another program changed the file? Restart Frontdesk",
            facts.journal_mode, facts.synchronous
        );
        return Finding::problem("database", said);
    }
    let looked = match sound {
        Soundness::OutOfTime => format!("nothing wrong in the pages that {} seconds were enough for", LOOK.as_secs()),
        Soundness::Sound | Soundness::Damaged(_) => "every page is sound".to_owned(),
    };
    Finding::ok("database", format!("SQLite, write-ahead log, each commit flushed, {looked}"))
}

fn judge_postgres(facts: &Postgres) -> Finding {
    let durable = [
        ("fsync", &facts.fsync),
        ("full_page_writes", &facts.full_page_writes),
        ("synchronous_commit", &facts.synchronous_commit),
    ];
    let off: Vec<&str> = durable.into_iter().filter(|(_, value)| *value == "off").map(|(name, _)| name).collect();
    if !off.is_empty() {
        let said = format!(
            "PostgreSQL's {} is off: what was acknowledged is lost when its power is cut. Set it to on",
            off.join(" and ")
        );
        return Finding::problem("database", said);
    }
    if facts.encoding != "UTF8" {
        return Finding::problem(
            "database",
            format!("it keeps {}, and must keep UTF8: make a new one and move to it", facts.encoding),
        );
    }
    let version = facts.version_num / 10_000;
    if facts.version_num < OLDEST_POSTGRES {
        return Finding::problem("database", format!("PostgreSQL {version} is too old: use 15 or newer"));
    }
    let free = facts.max_connections - facts.connections;
    if free < POOL {
        let said = format!(
            "PostgreSQL takes {} connections and {} are open; each node takes up to {POOL}: raise max_connections",
            facts.max_connections, facts.connections
        );
        return Finding::warning("database", said);
    }
    Finding::ok(
        "database",
        format!(
            "PostgreSQL {version}, each commit flushed, {} connections free, enough for {} more nodes",
            free,
            free / POOL
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    fn postgres() -> Postgres {
        let on = || "on".to_owned();
        Postgres {
            version_num: 150_004,
            fsync: on(),
            full_page_writes: on(),
            synchronous_commit: on(),
            encoding: "UTF8".into(),
            max_connections: 100,
            connections: 20,
            now: 0,
            version: 2,
        }
    }

    #[test]
    fn a_postgresql_that_may_lose_commits_is_a_problem() {
        assert_eq!(judge_postgres(&postgres()).state, State::Ok);
        let off = || "off".to_owned();
        for bad in [
            Postgres { fsync: off(), ..postgres() },
            Postgres { full_page_writes: off(), ..postgres() },
            Postgres { synchronous_commit: off(), ..postgres() },
            Postgres { encoding: "LATIN1".into(), ..postgres() },
            Postgres { version_num: 140_012, ..postgres() },
        ] {
            assert_eq!(judge_postgres(&bad).state, State::Problem, "{bad:?}");
        }
        assert_eq!(judge_postgres(&Postgres { connections: 90, ..postgres() }).state, State::Warning);
        assert_eq!(
            judge_postgres(&Postgres { synchronous_commit: "remote_apply".into(), ..postgres() }).state,
            State::Ok
        );
    }

    #[test]
    fn a_sqlite_that_may_lose_commits_or_is_damaged_is_a_problem() {
        let good = Sqlite { journal_mode: "wal".into(), synchronous: 2, version: 2 };
        assert_eq!(judge_sqlite(&good, &Soundness::Sound).state, State::Ok);
        assert_eq!(judge_sqlite(&good, &Soundness::OutOfTime).state, State::Ok);
        assert_eq!(judge_sqlite(&Sqlite { synchronous: 1, ..good.clone() }, &Soundness::Sound).state, State::Problem);
        assert_eq!(judge_sqlite(&good, &Soundness::Damaged("row 7 missing".into())).state, State::Problem);
        assert_eq!(judge_version(9999).state, State::Problem);
        assert_eq!(judge_version(1).state, State::Warning);
        assert_eq!(judge_version(migrate::newest()).state, State::Ok);
    }
}
