//! JSON Lines in, JSON Lines out: one answer for each line, in their order.
//!
//! A line that cannot be read costs its own answer only: it is told on standard error by its number, and the program ends
//! with an error after the last.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use anyhow::Context as _;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::start;
use crate::bot::{self, Settings};
use crate::config::Config;

/// The longest line that is read, in bytes: what is longer is no message.
const LONGEST: usize = 64 << 20;

/// Answers each line of a file, or of standard input. Keys that nobody asks for are passed over.
///
/// # Errors
/// How many lines were wrong, when some were; what reading or writing says.
pub(super) fn answer<Q: DeserializeOwned, A: Serialize>(
    file: Option<&Path>,
    mut answered: impl FnMut(Q) -> A,
) -> anyhow::Result<()> {
    let mut output = BufWriter::new(io::stdout().lock());
    let read = each(file, |question| {
        serde_json::to_writer(&mut output, &answered(question))?;
        output.write_all(b"\n").map_err(anyhow::Error::new)
    });
    output.flush()?;
    read
}

/// Takes each line of a file, or of standard input; empty ones are passed over.
///
/// # Errors
/// How many lines were wrong, when some were; what reading says, and what `take` does.
pub(super) fn each<Q: DeserializeOwned>(
    file: Option<&Path>,
    mut take: impl FnMut(Q) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut input: Box<dyn BufRead> = match file {
        Some(file) => {
            let opened = File::open(file).with_context(|| format!("{} could not be read", file.display()))?;
            Box::new(BufReader::new(opened))
        }
        None => Box::new(BufReader::new(io::stdin())),
    };
    let (mut number, mut wrong) = (0_u64, 0_u64);
    while let Some(line) = next(&mut input)? {
        number += 1;
        let read = match line {
            Line::Whole(bytes) if bytes.trim_ascii().is_empty() => continue,
            Line::Whole(bytes) => serde_json::from_slice(bytes.trim_ascii()).map_err(|error| error.to_string()),
            Line::TooLong => Err(format!("it is longer than {} MiB", LONGEST >> 20)),
        };
        match read {
            Ok(question) => take(question)?,
            Err(why) => {
                wrong += 1;
                eprintln!("line {number}: {why}");
            }
        }
    }
    anyhow::ensure!(wrong == 0, "{wrong} of {number} lines could not be read");
    Ok(())
}

enum Line {
    Whole(Vec<u8>),
    TooLong,
}

/// The next line, without holding more of it than a line may be.
fn next(input: &mut dyn BufRead) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let mut is_too_long = false;
    loop {
        let part = input.fill_buf()?;
        if part.is_empty() {
            break;
        }
        let end = part.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(part.len(), |end| end + 1);
        if line.len() + taken > LONGEST {
            is_too_long = true;
        } else {
            line.extend_from_slice(&part[..taken]);
        }
        input.consume(taken);
        if end.is_some() {
            return Ok(Some(if is_too_long { Line::TooLong } else { Line::Whole(line) }));
        }
    }
    Ok(if is_too_long {
        Some(Line::TooLong)
    } else if line.is_empty() {
        None
    } else {
        Some(Line::Whole(line))
    })
}

/// The settings of the bot with this key; those of a new bot, and no database, where none is named.
pub(super) async fn settings(config: &Config, key: Option<&str>) -> anyhow::Result<Settings> {
    let Some(key) = key else { return Ok(Settings::default()) };
    let app = start::open(config.clone()).await?;
    let found = bot::by_key(&mut app.db.read().await?, key).await?;
    app.db.close().await;
    let bot = found.with_context(|| format!("no bot has the key {key}: `frontdesk bot list` shows them"))?;
    Ok(bot.settings().clone())
}
