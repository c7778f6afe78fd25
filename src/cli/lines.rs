//! JSON Lines in, JSON Lines out: what `classify` and its like read and write.
//!
//! A line that is wrong is told with its number, on the standard error; the good ones are written all the same.

use std::io::{BufRead, Write};

use anyhow::Context as _;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Answers each line of `input` on `output`. Empty lines are passed over, keys that nobody asks for too.
///
/// # Errors
/// How many lines were wrong, when some were; what reading or writing says.
pub(super) fn answer<In: DeserializeOwned, Out: Serialize>(
    input: impl BufRead,
    output: impl Write,
    mut make: impl FnMut(In) -> Out,
) -> anyhow::Result<()> {
    let mut output = std::io::BufWriter::new(output);
    let wrong = each(input, |asked| {
        serde_json::to_writer(&mut output, &make(asked))?;
        output.write_all(b"\n").map_err(anyhow::Error::new)
    })?;
    output.flush()?;
    match wrong {
        0 => Ok(()),
        1 => anyhow::bail!("1 line could not be read, see above"),
        count => anyhow::bail!("{count} lines could not be read, see above"),
    }
}

/// Takes each line of `input`; tells which are wrong, and how many.
///
/// # Errors
/// What reading says, and what `take` does.
pub(super) fn each<In: DeserializeOwned>(
    mut input: impl BufRead,
    mut take: impl FnMut(In) -> anyhow::Result<()>,
) -> anyhow::Result<usize> {
    let mut line = Vec::new();
    let mut wrong = 0;
    for number in 1_usize.. {
        line.clear();
        if input.read_until(b'\n', &mut line).context("the input could not be read")? == 0 {
            break;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice(&line) {
            Ok(asked) => take(asked)?,
            Err(error) => {
                wrong += 1;
                eprintln!("line {number}: {error}");
            }
        }
    }
    Ok(wrong)
}
