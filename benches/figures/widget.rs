//! What a visitor's browser loads: the loader at once, the panel on first use.

use anyhow::{Context as _, Result};
use frontdesk::door::assets;

/// Bytes, gzip.
pub struct Bytes {
    /// The loader.
    pub loader: usize,
    /// The panel with its styles and English.
    pub panel: usize,
}

/// Counts what the program serves.
pub fn bytes() -> Result<Bytes> {
    let loader = assets::widget("loader.js").context("the program has a loader")?.gzip.len();
    let panel = assets::panel().iter().map(|asset| asset.gzip.len()).sum();
    Ok(Bytes { loader, panel })
}
