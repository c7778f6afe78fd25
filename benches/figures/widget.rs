//! What a visitor's browser loads: the loader at once, the panel on first use.

use std::fs;
use std::path::Path;

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
    let size = |path: &str| assets::widget(path).map(|asset| asset.gzip.len());
    let loader = size("loader.js").context("the program has a loader")?;
    // A file that is not served (the protocol's types, say) has no size.
    let mut panel = size("styles.js").unwrap_or(0) + size("words/en.js").unwrap_or(0);
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("widget/panel"))? {
        panel += entry?.file_name().to_str().and_then(size).unwrap_or(0);
    }
    Ok(Bytes { loader, panel })
}
