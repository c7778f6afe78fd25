//! The files that are served from inside the binary: the widget's and the dashboard's. `build.rs` packs them; this
//! only looks them up. It reads no disk and knows no HTTP beyond a content type.

use std::sync::LazyLock;

/// One file, ready to be served plain or compressed.
#[derive(Debug)]
pub struct Asset {
    /// Where it lies below its folder, such as `words/de.js`.
    pub path: &'static str,
    /// What to send as `Content-Type`.
    pub content_type: &'static str,
    /// The bytes as they are.
    pub body: &'static [u8],
    /// The same bytes, gzip.
    pub gzip: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// A file of the widget: `loader.js` for `/widget.js`, and each file of the panel by its path below `/widget/<hash>/`.
#[must_use]
pub fn widget(path: &str) -> Option<&'static Asset> {
    find(WIDGET, path)
}

/// What a browser loads when the panel is opened for the first time, besides the loader: the panel with all that its modules
/// import at their top, and its styles. Other languages, and what few owners turn on, come where they are needed.
#[must_use]
pub fn panel() -> Vec<&'static Asset> {
    let mut found: Vec<&'static Asset> = ["panel.js", "styles.js"].into_iter().filter_map(widget).collect();
    let mut at = 0;
    while let Some(module) = found.get(at).copied() {
        at += 1;
        for next in imports(module).filter_map(widget) {
            if !found.iter().any(|one| one.path == next.path) {
                found.push(next);
            }
        }
    }
    found
}

/// The files that a module of the widget imports at its top.
fn imports(module: &'static Asset) -> impl Iterator<Item = &'static str> {
    let text = std::str::from_utf8(module.body).unwrap_or_default();
    let lines = text.lines().filter(|line| line.starts_with("import "));
    lines.map(|line| line.split('\'').nth(1).and_then(|name| name.strip_prefix("./")).unwrap_or(line))
}

/// A file of the dashboard by its path below its folder.
#[must_use]
pub fn dashboard(path: &str) -> Option<&'static Asset> {
    find(DASHBOARD, path)
}

/// Where the dashboard's files lie, without a slash at the end: `/assets/HASH`.
#[must_use]
pub fn dashboard_path() -> &'static str {
    static PATH: LazyLock<String> = LazyLock::new(|| format!("/assets/{DASHBOARD_HASH}"));
    &PATH
}

/// The tables are in order of their paths, so a path is found by halving.
fn find(table: &'static [Asset], path: &str) -> Option<&'static Asset> {
    table.binary_search_by(|asset| asset.path.cmp(path)).ok().and_then(|index| table.get(index))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn every_file_is_found_by_its_path_and_nothing_else_is() {
        for asset in WIDGET {
            assert_eq!(widget(asset.path).map(|found| found.body), Some(asset.body));
        }
        for asset in DASHBOARD {
            assert_eq!(dashboard(asset.path).map(|found| found.body), Some(asset.body));
        }
        for path in ["", "panel", "../loader.js", "/panel.js", "words", "protocol.js", "base.css"] {
            assert!(widget(path).is_none(), "{path} should not be served");
        }
    }

    #[test]
    fn the_widget_has_all_that_its_loader_asks_for() {
        for path in ["loader.js", "panel.js", "styles.js", "words/en.js", "words/ar.js"] {
            assert!(widget(path).is_some(), "{path} is missing");
        }
        for asset in WIDGET {
            for name in imports(asset) {
                assert!(widget(name).is_some(), "{}: {name}", asset.path);
            }
        }
    }

    #[test]
    fn the_loader_and_the_panel_stay_within_their_bytes() {
        let loader = widget("loader.js").unwrap().gzip.len();
        let all = panel();
        assert!(all.len() > 20 && all.iter().any(|asset| asset.path == "words/en.js"), "not all was found");
        let panel: usize = all.iter().map(|asset| asset.gzip.len()).sum();
        // Loaded where somebody sends a file, and not before.
        let files: usize =
            WIDGET.iter().filter(|asset| asset.path.starts_with("files")).map(|asset| asset.gzip.len()).sum();
        println!("loader {loader} bytes gzip, panel with styles and English {panel}, files {files}");
        assert!(loader <= 5_000, "the loader has {loader} bytes");
        assert!(panel <= 35_000, "the panel has {panel} bytes");
        assert!(files <= 6_000, "the module for files has {files} bytes");
    }

    #[test]
    fn stripping_leaves_programs_that_node_can_read() {
        let folder = tempfile::tempdir().unwrap();
        let mut paths = Vec::new();
        for (index, asset) in WIDGET.iter().chain(DASHBOARD).enumerate() {
            if !asset.content_type.starts_with("text/javascript") {
                continue;
            }
            // The loader is a classic script, the rest are modules; a dashboard script may be either, and reads as a module.
            let ending = if asset.path == "loader.js" { "cjs" } else { "mjs" };
            let path = folder.path().join(format!("{index}.{ending}"));
            std::fs::write(&path, asset.body).unwrap();
            paths.push((asset.path, path));
        }
        for (name, path) in paths {
            let checked =
                Command::new("node").arg("--check").arg(&path).output().expect("node is needed for this test");
            assert!(checked.status.success(), "{name}: {}", String::from_utf8_lossy(&checked.stderr));
        }
    }

    #[test]
    fn comments_do_not_travel() {
        for asset in WIDGET {
            let text = std::str::from_utf8(asset.body).unwrap();
            let is_left = |line: &&str| {
                line.starts_with("//") || line.starts_with(' ') || (line.starts_with("/*") && line.ends_with("*/"))
            };
            assert_eq!(text.lines().find(is_left), None, "{}", asset.path);
        }
    }
}
