//! The table at the end: what was done to the server, what was looked at, and what was found wrong.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use super::audit::Audit;
use super::faults::Counts;
use super::finding::Kind;

/// How many findings are printed.
const EXAMPLES: usize = 10;

/// A whole run.
pub(super) struct Report<'a> {
    pub engine: &'static str,
    pub nodes: u32,
    pub seed: u64,
    pub rounds: u32,
    pub kills: u64,
    pub counts: &'a Counts,
    /// Lines of the server's log that tell of a fault of its own.
    pub complaints: u64,
    pub audit: Audit,
    pub took: Duration,
}

impl Report<'_> {
    fn found(&self, kind: Kind) -> u64 {
        self.audit.findings.iter().filter(|finding| finding.kind == kind).count() as u64
    }

    /// Whether every promise was kept.
    pub(super) fn is_clean(&self) -> bool {
        self.audit.findings.is_empty() && self.complaints == 0
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |counter: &AtomicU64| counter.load(Relaxed);
        let (cuts, duplicates) = (count(&self.counts.cuts), count(&self.counts.duplicates));
        let rows = [
            ("rounds", u64::from(self.rounds)),
            ("kills", self.kills),
            ("link cuts", cuts),
            ("duplicate sends", duplicates),
            ("messages acked", count(&self.counts.acked)),
            ("messages in the logs", self.audit.messages as u64),
            ("forms sent", self.audit.submissions as u64),
            ("leads", u64::try_from(self.audit.leads).unwrap_or(0)),
            ("e-mails", self.audit.mails as u64),
            ("refusals", count(&self.counts.refusals)),
            ("late answers", count(&self.counts.stalls)),
            ("lost", self.found(Kind::Lost)),
            ("duplicated", self.found(Kind::Duplicated)),
            ("reordered", self.found(Kind::Reordered)),
            ("changed", self.found(Kind::Changed)),
            ("errors in the log", self.complaints),
            ("faults survived", self.kills + cuts + duplicates),
        ];
        let nodes = if self.nodes > 1 { format!(", {} nodes", self.nodes) } else { String::new() };
        writeln!(f, "frontdesk selftest: {}{nodes}, seed {}\n", self.engine, self.seed)?;
        // What may happen and says nothing of a promise is left out where it did not.
        let is_shown = |name: &str, n: u64| n > 0 || !matches!(name, "refusals" | "late answers");
        for (name, n) in rows.into_iter().filter(|(name, n)| is_shown(name, *n)) {
            writeln!(f, "  {name:<22}{:>10}", grouped(n))?;
        }
        write!(f, "  {:<22}{:>8.1} s", "duration", self.took.as_secs_f64())?;
        if !self.audit.findings.is_empty() {
            writeln!(f, "\n")?;
        }
        for finding in self.audit.findings.iter().take(EXAMPLES) {
            writeln!(f, "  {finding}")?;
        }
        let more = self.audit.findings.len().saturating_sub(EXAMPLES);
        if more > 0 { writeln!(f, "  and {more} more") } else { Ok(()) }
    }
}

/// 12345 as 12,345.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::selftest::finding::Finding;

    #[test]
    fn the_table_counts_by_kind_and_shows_ten_examples() {
        let counts = Counts::default();
        let findings = (0..12).map(|n| Finding::new(Kind::Lost, format!("m{n}"))).collect();
        let audit = Audit { findings, messages: 1_234_567, ..Audit::default() };
        let report = Report {
            engine: "SQLite",
            nodes: 1,
            seed: 7,
            rounds: 3,
            kills: 3,
            counts: &counts,
            complaints: 0,
            audit,
            took: Duration::from_millis(1234),
        };
        let table = report.to_string();
        assert!(!report.is_clean());
        assert!(table.contains("1,234,567") && table.contains("seed 7") && table.contains("1.2 s"), "{table}");
        assert!(
            table.contains("lost: m9\n") && !table.contains("lost: m10") && table.contains("and 2 more"),
            "{table}"
        );
        assert!(!table.contains("refusals"), "{table}");
    }
}
