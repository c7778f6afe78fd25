//! Is everything in order that this installation needs, and what is to be done where it is not.
//!
//! One file a group of checks: each gathers facts, and judges them by a pure rule. All run at once, whatever reaches out
//! has a short deadline, nothing is sent to anyone and nothing is stored. A finding holds no personal data and no secret.

mod backlog;
mod bus;
mod certificate;
mod clock;
mod database;
mod disk;
mod files;
mod handles;
mod inbound;
mod lists;
mod mail;
mod model;
mod places;
mod public;
mod sql;
mod texts;

use std::fmt;
use std::future::Future;
use std::time::Duration;

use serde::Serialize;

use crate::config::Config;
use crate::db::hold;

/// How long anything that reaches out may take.
const DEADLINE: Duration = Duration::from_secs(8);

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// In order.
    Ok,
    /// It works, and should be looked after.
    Warning,
    /// It does not work, or may lose something.
    Problem,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// How it is.
    pub state: State,
    /// What was seen, and what to do.
    pub said: String,
}

impl Finding {
    fn new(check: &'static str, state: State, said: impl Into<String>) -> Self {
        // One line each, whatever a server has answered.
        let said = said.into().split_whitespace().collect::<Vec<_>>().join(" ");
        Self { check, state, said }
    }

    fn ok(check: &'static str, said: impl Into<String>) -> Self {
        Self::new(check, State::Ok, said)
    }

    fn warning(check: &'static str, said: impl Into<String>) -> Self {
        Self::new(check, State::Warning, said)
    }

    fn problem(check: &'static str, said: impl Into<String>) -> Self {
        Self::new(check, State::Problem, said)
    }
}

/// All that was found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The program's version.
    pub version: &'static str,
    /// In the order of the checks.
    pub findings: Vec<Finding>,
}

impl Report {
    fn new(findings: Vec<Finding>) -> Self {
        Self { version: env!("CARGO_PKG_VERSION"), findings }
    }

    /// The settings cannot be read: nothing else can be looked at.
    #[must_use]
    pub fn of_settings(problems: &str) -> Self {
        let lines = problems.lines().filter_map(|line| line.strip_prefix("  "));
        let mut findings: Vec<Finding> = lines.map(|line| Finding::problem("settings", line)).collect();
        if findings.is_empty() {
            findings.push(Finding::problem("settings", problems));
        }
        Self::new(findings)
    }

    /// How many are problems.
    #[must_use]
    pub fn problems(&self) -> usize {
        self.count(State::Problem)
    }

    fn count(&self, state: State) -> usize {
        self.findings.iter().filter(|finding| finding.state == state).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Finding { check, state, said } in &self.findings {
            writeln!(f, "{:<8} {check:<12} {said}", state.word())?;
        }
        let counts = [State::Ok, State::Warning, State::Problem].map(|state| (self.count(state), state.word()));
        writeln!(f, "\n{}", counts.map(|(count, word)| format!("{count} {word}")).join(", "))
    }
}

/// What one group has seen.
#[derive(Debug, Default)]
struct Seen {
    findings: Vec<Finding>,
    /// Other clocks that were met on the way: whose, and by how many milliseconds ours is ahead.
    clocks: Vec<(String, i64)>,
}

impl From<Finding> for Seen {
    fn from(finding: Finding) -> Self {
        Self { findings: vec![finding], clocks: Vec::new() }
    }
}

/// Looks at everything.
pub async fn examine(config: &Config) -> Report {
    let holder = hold::holder(&config.data_dir).ok().flatten();
    let (disk, files, (database, installation), bus, mail, inbound, texts, model, (public, reached), synchronised) = tokio::join!(
        disk::look(config),
        files::look(config),
        database::look(config),
        bus::look(config),
        mail::look(config),
        inbound::look(config),
        texts::look(config),
        model::look(config),
        public::look(config),
        clock::synchronised(),
    );
    let mut findings = vec![Finding::ok("settings", "can be read, and hold nothing that is unknown")];
    findings.extend(disk);
    findings.push(files);
    findings.extend(database.findings);
    findings.extend(bus);
    findings.push(handles::look(holder));
    findings.extend(mail);
    findings.extend(inbound);
    findings.extend(texts.findings);
    findings.push(places::look(config));
    findings.extend(model);
    findings.push(public::judge(&config.public_url, &reached, installation.as_deref(), holder.is_some()));
    findings.extend(public.findings);
    let clocks: Vec<_> = [database.clocks, texts.clocks, public.clocks].concat();
    findings.push(clock::judge(&clocks, synchronised));
    Report::new(findings)
}

/// The outcome, or that it did not come in time.
async fn in_time<T>(what: impl Future<Output = T>) -> Result<T, String> {
    let late = |_| format!("no answer within {} seconds", DEADLINE.as_secs());
    tokio::time::timeout(DEADLINE, what).await.map_err(late)
}

#[cfg(test)]
mod tests;
