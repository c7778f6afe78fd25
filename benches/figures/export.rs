//! Every lead as CSV: how many lines a second leave, and how much memory that takes.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::desk::Serving;
use crate::leads::MANY;
use crate::process;

/// How long the next piece is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// After so many bytes the memory is looked at.
const LOOK: usize = 16 * 1024 * 1024;

/// What came of it.
pub struct Exported {
    /// Lines a second.
    pub rate: f64,
    /// How much more memory than before it took at most, in bytes.
    pub grew: u64,
}

/// Takes them all.
pub fn run(desk: &Serving, bot: &str) -> Result<Exported> {
    let (cookie, before) = (desk.sign_in()?, process::resident(desk.pid())?);
    let mut line = TcpStream::connect(desk.address)?;
    line.set_read_timeout(Some(PATIENCE))?;
    let begun = Instant::now();
    let address = desk.address;
    write!(
        line,
        "GET /leads/export?bot={bot} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    )?;
    let (mut piece, mut lines, mut since, mut most) = (vec![0; 256 * 1024], 0_u64, 0, before);
    loop {
        let read = line.read(&mut piece)?;
        if read == 0 {
            break;
        }
        // None of these leads has a text with a line break.
        lines += u64::try_from(piece[..read].split(|byte| *byte == b'\n').count() - 1)?;
        since += read;
        if since > LOOK {
            since = 0;
            most = most.max(process::resident(desk.pid())?);
        }
    }
    let took = begun.elapsed();
    // The answer's head and the borders of its pieces are lines too.
    ensure!(lines >= MANY, "{lines} lines of {MANY}");
    #[expect(clippy::cast_precision_loss, reason = "a million is told exactly")]
    let rate = MANY as f64 / took.as_secs_f64();
    Ok(Exported { rate, grew: most.saturating_sub(before) })
}
