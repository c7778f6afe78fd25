//! From the start of the process to its first yes on `/readyz`, with a million leads in the database; and what it
//! weighs at rest.

use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::desk::{Desk, Serving};
use crate::table::quantile;

const STARTS: usize = 5;

/// At rest: nobody has come for so long.
const REST: Duration = Duration::from_secs(2);

/// The median of a few starts, and the last one, still running and at rest.
pub fn measure(desk: &Desk) -> Result<(Duration, Serving)> {
    let (mut took, mut last) = (Vec::new(), None);
    for _ in 0..STARTS {
        // The one before ends first.
        drop(last.take());
        let serving = desk.start(false)?;
        took.push(serving.took);
        last = Some(serving);
    }
    sleep(REST);
    Ok((quantile(&mut took, 0.5), last.context("it was started")?))
}
