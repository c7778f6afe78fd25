//! Packs the widget and the dashboard's files into the binary: comments and indentation go, gzip is made once, and
//! a hash of the content names the folder they are served from. It is no minifier: it only drops whole lines and
//! leading spaces, which the style of these files makes safe.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::{Compression, write::GzEncoder};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A file as it is served: its path below its folder, and its text.
struct File {
    path: String,
    text: Vec<u8>,
}

fn main() -> Outcome<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for watched in ["build.rs", "widget", "src/dashboard/assets"] {
        // A folder that does not exist yet is named all the same: Cargo looks for it on each build until it does.
        println!("cargo:rerun-if-changed={watched}");
    }
    let widget = widget_files(&root.join("widget"))?;
    let dashboard = dashboard_files(&root.join("src/dashboard/assets"))?;
    let mut code = String::new();
    table(&mut code, "WIDGET", &widget, &out)?;
    table(&mut code, "DASHBOARD", &dashboard, &out)?;
    fs::write(out.join("assets.rs"), code)?;
    Ok(())
}

/// The loader with its style in place, each module of the panel, and the panel's style as a module.
fn widget_files(folder: &Path) -> Outcome<Vec<File>> {
    let loader_css = strip_css(&fs::read_to_string(folder.join("loader.css"))?);
    let loader = strip_js(&fs::read_to_string(folder.join("loader.js"))?);
    if loader.matches("'loader.css'").count() != 1 {
        return Err("widget/loader.js must hold 'loader.css' once, where its style goes".into());
    }
    let loader = loader.replace("'loader.css'", &js_string(&loader_css));
    let mut files = vec![File { path: "loader.js".into(), text: loader.into_bytes() }];

    let panel = folder.join("panel");
    let mut styles = String::new();
    for path in files_below(&panel)? {
        let name = name_below(&panel, &path)?;
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if ending == "css" {
            styles.push_str(&strip_css(&fs::read_to_string(&path)?));
        } else if ending == "js" {
            let text = strip_js(&fs::read_to_string(&path)?);
            // A module of types alone has nothing left to ship.
            if text.trim() != "export {};" {
                files.push(File { path: name, text: text.into_bytes() });
            }
        }
    }
    let styles = format!("export default {};\n", js_string(&styles));
    files.push(File { path: "styles.js".into(), text: styles.into_bytes() });
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn dashboard_files(folder: &Path) -> Outcome<Vec<File>> {
    let mut files = Vec::new();
    for path in files_below(folder)? {
        let name = name_below(folder, &path)?;
        let bytes = fs::read(&path)?;
        let text = match name.rsplit('.').next() {
            Some("js") => strip_js(&String::from_utf8(bytes)?).into_bytes(),
            Some("css") => strip_css(&String::from_utf8(bytes)?).into_bytes(),
            Some("svg" | "png" | "ico" | "webp" | "woff2" | "txt") => bytes,
            _ => continue,
        };
        files.push(File { path: name, text });
    }
    // Paths sort by their parts, the table by its text.
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// Every file below a folder, in order; none when there is no such folder.
fn files_below(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files_below(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn name_below(folder: &Path, path: &Path) -> Outcome<String> {
    let parts: Vec<_> =
        path.strip_prefix(folder)?.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Ok(parts.join("/"))
}

/// Drops comments that fill whole lines, and indentation; a line that begins inside a template string stays as it is.
fn strip_js(text: &str) -> String {
    let mut kept = String::new();
    let mut is_comment = false;
    let mut is_template = false;
    for line in text.lines() {
        let bare = line.trim();
        if is_template {
            kept.push_str(line);
            kept.push('\n');
            is_template = line.matches('`').count() % 2 == 0;
            continue;
        }
        if is_comment {
            is_comment = !bare.ends_with("*/");
            continue;
        }
        if bare.is_empty() || bare.starts_with("//") {
            continue;
        }
        if bare.starts_with("/*") && !bare.contains("*/") {
            is_comment = true;
            continue;
        }
        if bare.starts_with("/*") && bare.find("*/") == Some(bare.len() - 2) {
            continue;
        }
        let bare = without_types(bare);
        if bare.trim().is_empty() {
            continue;
        }
        kept.push_str(bare.trim());
        kept.push('\n');
        is_template = has_open_template(&bare);
    }
    kept
}

/// Drops type annotations within a line; `/** @` stands in no string of ours.
fn without_types(line: &str) -> String {
    let mut kept = String::new();
    let mut rest = line;
    while let Some(start) = rest.find("/** @") {
        let Some(length) = rest[start..].find("*/") else { break };
        kept.push_str(&rest[..start]);
        rest = rest[start + length + 2..].trim_start();
    }
    kept.push_str(rest);
    kept
}

/// Whether a line leaves a template string open: its backticks outside other quotes and patterns are odd in number.
fn has_open_template(line: &str) -> bool {
    let mut quote = None;
    let mut is_open = false;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\\', _) => {
                chars.next();
            }
            ('`', None) => is_open = !is_open,
            ('\'' | '"', None) if !is_open => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
    }
    is_open
}

/// Drops comments that fill whole lines and the spaces that separate nothing, and joins lines.
fn strip_css(text: &str) -> String {
    let mut kept = String::new();
    let mut is_comment = false;
    for line in text.lines() {
        let bare = line.trim();
        // A comment that ends in the middle of its line has code behind it, and stays.
        let begins = bare.starts_with("/*") && (bare.ends_with("*/") || !bare.contains("*/"));
        if is_comment || begins {
            is_comment = !bare.ends_with("*/");
        } else if !bare.is_empty() {
            kept.push_str(bare);
            if !bare.ends_with(['{', '}', ';', ',']) {
                kept.push(' ');
            }
        }
    }
    // A colon before a space belongs to a declaration: in a selector the space comes first.
    for (loose, tight) in [(" {", "{"), ("{ ", "{"), (" }", "}"), ("; ", ";"), (": ", ":"), (", ", ","), (";}", "}")] {
        kept = kept.replace(loose, tight);
    }
    kept.push('\n');
    kept
}

/// The text as a JavaScript string.
fn js_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.trim_end().chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Writes one table: the hash over all names and texts, and for each file its bytes, plain and compressed.
fn table(code: &mut String, name: &str, files: &[File], out: &Path) -> Outcome<()> {
    let folder = out.join(name.to_lowercase());
    fs::create_dir_all(&folder)?;
    let mut hash = Fnv::default();
    let mut rows = String::new();
    for (index, file) in files.iter().enumerate() {
        hash.eat(file.path.as_bytes());
        hash.eat(&[0]);
        hash.eat(&file.text);
        hash.eat(&[0]);
        let plain = folder.join(index.to_string());
        let small = folder.join(format!("{index}.gz"));
        fs::write(&plain, &file.text)?;
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        packer.write_all(&file.text)?;
        fs::write(&small, packer.finish()?)?;
        writeln!(
            rows,
            "    Asset {{ path: {:?}, content_type: {:?}, body: include_bytes!({:?}), gzip: include_bytes!({:?}) }},",
            file.path,
            content_type(&file.path),
            plain.display().to_string(),
            small.display().to_string(),
        )?;
    }
    writeln!(code, "/// Changes with any byte of the files: the name of the folder they are served from.")?;
    writeln!(code, "pub const {name}_HASH: &str = \"{:016x}\";", hash.0)?;
    writeln!(code, "static {name}: &[Asset] = &[\n{rows}];\n")?;
    Ok(())
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        _ => "text/plain; charset=utf-8",
    }
}

/// FNV-1a, 64 bits: it names a version, it protects nothing.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn eat(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
