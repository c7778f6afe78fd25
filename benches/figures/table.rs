//! The table that is printed: one row a figure, one column an engine, then the floor and the bar.

use std::fmt::Write as _;
use std::time::Duration;

/// The engines, as the command line and the log name them.
pub const ENGINES: [&str; 2] = ["sqlite", "postgres"];

/// The other columns: what the machine gives without the product, and what the product should reach.
pub const FLOOR: &str = "floor";
const BAR: &str = "bar";

/// The rows so far, in the order in which they were first told of.
#[derive(Default)]
pub struct Table(Vec<(String, Vec<(&'static str, String)>)>);

impl Table {
    /// Tells a figure, also at once to who waits for the table.
    pub fn tell(&mut self, row: &str, column: &'static str, figure: String) {
        eprintln!("  {column}: {row}: {figure}");
        self.set(row, column, figure);
    }

    /// What a figure should be.
    pub fn bar(&mut self, row: &str, bar: &str) {
        self.set(row, BAR, bar.to_owned());
    }

    fn set(&mut self, row: &str, column: &'static str, figure: String) {
        let at = self.0.iter().position(|(name, _)| name == row).unwrap_or_else(|| {
            self.0.push((row.to_owned(), Vec::new()));
            self.0.len() - 1
        });
        if let Some((_, cells)) = self.0.get_mut(at) {
            cells.retain(|(name, _)| *name != column);
            cells.push((column, figure));
        }
    }

    /// In Markdown, with a column for each of these engines.
    pub fn print(&self, engines: &[&'static str]) -> String {
        let columns: Vec<&str> = engines.iter().copied().chain([FLOOR, BAR]).collect();
        let mut text = format!("| figure | {} |\n|{}", columns.join(" | "), "---|".repeat(columns.len() + 1));
        for (row, cells) in &self.0 {
            let _ = write!(text, "\n| {row} |");
            for column in &columns {
                let cell = cells.iter().find(|(name, _)| name == column).map_or("", |(_, figure)| figure);
                let _ = write!(text, " {cell} |");
            }
        }
        text
    }
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
pub fn at(sorted: &[Duration], share: f64) -> Duration {
    let index = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
    sorted.get(index).copied().unwrap_or_default()
}

/// A time for people to read.
pub fn ms(duration: Duration) -> String {
    let ms = duration.as_secs_f64() * 1000.0;
    if ms < 10.0 { format!("{ms:.2} ms") } else { format!("{ms:.0} ms") }
}

/// A rate.
pub fn rate(a_second: f64) -> String {
    format!("{a_second:.0} a second")
}

/// One time in another.
pub fn times(of: Duration, one: Duration) -> f64 {
    of.as_secs_f64() / one.as_secs_f64().max(1e-9)
}

/// A size.
#[expect(clippy::cast_precision_loss, reason = "a size for people to read")]
pub fn kib(bytes: u64) -> String {
    format!("{:.1} KiB", bytes as f64 / 1024.0)
}

/// A larger one.
#[expect(clippy::cast_precision_loss, reason = "a size for people to read")]
pub fn mib(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / 1024.0 / 1024.0)
}

/// The middle of values in order, and what one of a hundred exceeds.
pub fn spread(sorted: &[Duration]) -> String {
    format!("{} / {}", ms(at(sorted, 0.5)), ms(at(sorted, 0.99)))
}
