//! `frontdesk demo --leads N`: many invented leads, with progress.

use std::io::{IsTerminal as _, Write as _};

use crate::config::Config;
use crate::db::hold;
use crate::demo;
use crate::demo::crowd::{self, Asked, Progress};
use crate::organisation;

use super::start;

/// How often it tells how far it is, where nobody looks on.
const APART: u64 = 100_000;

pub(super) async fn add(config: Config, leads: u64, seed: u64, bot: Option<&str>) -> anyhow::Result<()> {
    start::make_private(&config.data_dir)?;
    // SQLite's one writer would keep a server's visitors waiting for seconds.
    let _hold = start::sqlite_file(&config).map(|_| hold::take(&config.data_dir, "add leads")).transpose()?;
    let app = start::open(config).await?;
    if organisation::first(&mut app.db.read().await?).await?.is_none() {
        demo::seed(&app).await?;
    }
    let bot = crowd::place(&mut app.db.read().await?, bot).await?;
    let is_watched = std::io::stderr().is_terminal();
    let mut told = 0;
    let mut tell = |progress: Progress| {
        if is_watched {
            eprint!("\r{}  ", line(progress));
            // Whether anybody sees it or not, the leads are written.
            let _ = std::io::stderr().flush();
        } else if progress.done / APART > told || progress.done == progress.of {
            told = progress.done / APART;
            eprintln!("{}", line(progress));
        }
    };
    crowd::fill(&app, &bot, Asked { leads, seed }, &mut tell).await?;
    if is_watched {
        eprintln!();
    }
    println!("{} has {leads} more leads. Look at them with `frontdesk demo` and the same --data.", bot.name);
    app.db.close().await;
    Ok(())
}

fn line(progress: Progress) -> String {
    let left = progress.left().as_secs();
    format!(
        "{} of {} leads, {} a second, {}:{:02} left",
        progress.done,
        progress.of,
        progress.rate(),
        left / 60,
        left % 60
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn it_tells_how_fast_and_how_long_still() {
        let progress = Progress { done: 100_000, of: 1_000_000, took: Duration::from_secs(10) };
        assert_eq!(line(progress), "100000 of 1000000 leads, 10000 a second, 1:30 left");
    }
}
