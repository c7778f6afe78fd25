//! `frontdesk migrate --to postgres://…`: an installation moves from SQLite to PostgreSQL, and its old home stays as it is.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use anyhow::bail;
use url::Url;

use super::start;
use crate::config::Config;
use crate::db::hold;
use crate::db::transfer::{Step, transfer};
use crate::time::Clock;

/// Moves everything, tells how far it is, and says what comes next.
pub(super) async fn relocate(config: &Config, url: &str) -> anyhow::Result<()> {
    let Some(source) = start::sqlite_file(config) else {
        bail!(
            "this installation is on PostgreSQL already: database.url says so. To move a SQLite one, leave database.url empty and name its folder with --data"
        );
    };
    if !(url.starts_with("postgres://") || url.starts_with("postgresql://")) {
        bail!("--to: expected postgres://user:password@host/name");
    }
    if !source.exists() {
        bail!("there is no database at {} to move; name its folder with --data", source.display());
    }
    let _hold = hold::take(&config.data_dir, "move it")?;
    let mut progress = Progress::new();
    let moved = transfer(&source, url, Clock::System.now(), |step| progress.tell(step)).await;
    progress.clear();
    let (rows, tables) = moved?;
    println!(
        "{rows} rows of {tables} tables are on PostgreSQL, each table counted and compared row by row ({:.0} s).",
        progress.begun.elapsed().as_secs_f64().max(1.0)
    );
    println!("Set database.url to {} and start; the same data folder will do.", without_password(url));
    println!("{} was only read, and stays as it was: remove it when you no longer want it.", source.display());
    Ok(())
}

/// The address as it may be shown.
fn without_password(url: &str) -> String {
    match Url::parse(url) {
        Ok(mut url) => {
            if url.password().is_some() {
                // A postgres address with a host takes a password.
                let _ = url.set_password(Some("PASSWORD"));
            }
            url.to_string()
        }
        Err(_) => "it".to_owned(),
    }
}

/// One line that is written over on a terminal; one line a table elsewhere.
struct Progress {
    begun: Instant,
    table_begun: Instant,
    last: Option<Instant>,
    is_terminal: bool,
}

impl Progress {
    fn new() -> Self {
        let now = Instant::now();
        Self { begun: now, table_begun: now, last: None, is_terminal: std::io::stderr().is_terminal() }
    }

    fn tell(&mut self, step: &Step) {
        match step {
            Step::Sent { table, rows, of } => {
                let is_time = self.last.is_none_or(|last| last.elapsed() >= Duration::from_millis(200));
                if self.is_terminal && is_time {
                    self.last = Some(Instant::now());
                    eprint!("\r\x1b[K  {table}: {rows} of {of} rows, {} rows/s", self.rate(*rows));
                    // A terminal that cannot be written to stops nothing.
                    let _ = std::io::stderr().flush();
                }
            }
            Step::Checked { table, rows } => {
                self.clear();
                if *rows > 0 {
                    eprintln!("  {table}: {rows} rows, {} rows/s, compared", self.rate(*rows));
                }
                self.table_begun = Instant::now();
            }
        }
    }

    fn clear(&self) {
        if self.is_terminal {
            eprint!("\r\x1b[K");
        }
    }

    fn rate(&self, rows: u64) -> u64 {
        let millis = u64::try_from(self.table_begun.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
        rows.saturating_mul(1000) / millis
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        assert_eq!(
            without_password("postgres://desk:hunter2@db.example/front"),
            "postgres://desk:PASSWORD@db.example/front"
        );
        assert_eq!(without_password("postgres://desk@db.example/front"), "postgres://desk@db.example/front");
    }
}
