//! Moves a whole database from SQLite to PostgreSQL: one snapshot of the one, one transaction on the other.
//!
//! What is to be copied is read from the source itself, so a later migration needs no change here. Every row is hashed as
//! it leaves, and again as it stands on the other side, before the commit: what differs moves nothing. The source is only
//! read. Whoever calls holds the data folder ([`super::hold`]).

mod row;
mod source;
mod target;

use std::path::Path;

use anyhow::{Context as _, bail};
use tokio::sync::mpsc;

use super::migrate;
use crate::time::Timestamp;
pub use source::{Column, Kind, Table};

/// What is told on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many rows of this table have been sent.
    Sent {
        /// The table.
        table: String,
        /// Rows so far.
        rows: u64,
        /// Rows in all.
        of: u64,
    },
    /// All of it is there, and its rows are the same on both sides.
    Checked {
        /// The table.
        table: String,
        /// Its rows.
        rows: u64,
    },
}

/// Count and hash of a table's rows, in whatever order they come: the sum of the first 60 bits of each row's SHA-256.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    rows: u64,
    hashes: u128,
}

/// What the reading side hands over.
enum Parcel {
    /// A table begins.
    Table(Table),
    /// Some of its rows, as COPY takes them.
    Rows(Vec<u8>, u64),
    /// It is whole.
    End(Sum),
}

/// Moves all of `source`, a SQLite file, into the empty database at `url`; gives how many rows of how many tables.
///
/// # Errors
/// When the source is of another version, the target holds anything, or anything differs: then the target is as empty as
/// it was, but for its tables.
pub async fn transfer(
    source: &Path,
    url: &str,
    now: Timestamp,
    mut told: impl FnMut(&Step),
) -> anyhow::Result<(u64, usize)> {
    let contents = {
        let file = source.to_owned();
        tokio::task::spawn_blocking(move || super::backup::examine(&file)).await??
    };
    let newest = migrate::newest();
    if contents.version != newest {
        bail!(
            "this installation is at migration {}, and this program at {newest}; run `frontdesk migrate` first (or the newer program)",
            contents.version
        );
    }
    let file = source.to_owned();
    let tables = tokio::task::spawn_blocking(move || source::tables(&source::open(&file)?)).await??;
    let mut target = target::Target::open(url, &tables, now).await?;
    let (send, mut parcels) = mpsc::channel(8);
    let file = source.to_owned();
    let reading = tokio::task::spawn_blocking(move || source::read(&file, &send));
    let moved = target.take(&mut parcels, &mut told).await;
    // The reader ends by itself when nobody takes what it reads; its own words come first, where it has any.
    drop(parcels);
    reading.await?.context("reading the source")?;
    let (rows, count) = moved?;
    if count != tables.len() {
        bail!("only {count} of {} tables came over; nothing was moved", tables.len());
    }
    target.commit().await?;
    Ok((rows, count))
}
