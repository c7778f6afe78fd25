//! The table of ARCHITECTURE.md, held: who may use whom, and what stands in one place only.
//!
//! It reads the sources as text, so it needs no build of its own and names the file and line of each fault. A test
//! module (`#[cfg(test)]` at a file's end, or a `tests.rs`) may use what it likes; its lines count like any others.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Ring 0, the words: they use each other.
const WORDS: &[&str] = &["id", "time", "text", "error", "config"];
/// Ring 0, whole.
const PLUMBING: &[&str] = &["id", "time", "text", "error", "config", "event", "metric", "db", "bus", "job"];
/// Ring 1, in order: a noun may use those to its left, never those to its right.
const NOUNS: &[&str] = &[
    "organisation",
    "bot",
    "task",
    "contact",
    "conversation",
    "form",
    "tag",
    "lead",
    "shop",
    "knowledge",
    "canned",
    "assistant",
    "trigger",
    "assess",
    "report",
];
/// Ring 2a: how the product reaches the world.
const ADAPTERS: &[&str] = &["channel", "llm", "store", "notify", "integration", "geo", "http"];
/// Ring 2b: `door` is what the others share.
const DOORS: &[&str] = &["gateway", "hooks", "api", "dashboard", "door"];
/// They put the house together, so they may use all of it. `demo` is a start like `serve`, with a site of its own;
/// `doctor` looks into every room, `selftest` starts a whole house and knocks at its doors.
const ASSEMBLY: &[&str] = &["app", "work", "serve", "cli", "demo", "doctor", "selftest", "main", "lib"];

/// A crate, and the rooms where its name never stands.
const NEVER: &[(&str, &[&[&str]])] = &[
    ("axum", &[PLUMBING, NOUNS, ADAPTERS, &["app", "work", "cli", "main"]]),
    ("lettre", &[PLUMBING, NOUNS, DOORS]),
    ("async_nats", &[NOUNS, ADAPTERS, DOORS]),
    ("sqlx", &[DOORS]),
    ("reqwest", &[PLUMBING, NOUNS, DOORS]),
    ("httpclient", &[PLUMBING, NOUNS, DOORS]),
    ("twilio_rs", &[PLUMBING, NOUNS, DOORS]),
];

const WALL_CLOCKS: &[&str] = &["SystemTime::now", "jiff::Timestamp::now", "Zoned::now"];
const STATEMENTS: &[&str] = &["\"SELECT ", "\"INSERT INTO ", "\"UPDATE ", "\"DELETE FROM ", "\"WITH "];
const LONGEST: usize = 400;

/// The rooms that `room` may use besides itself; `None` means every one.
fn may_use(room: &str) -> Result<Option<Vec<&'static str>>, String> {
    let rooms = |lists: &[&[&'static str]]| Ok(Some(lists.concat()));
    if ASSEMBLY.contains(&room) {
        return Ok(None);
    }
    if let Some(place) = NOUNS.iter().position(|noun| *noun == room) {
        return rooms(&[PLUMBING, &NOUNS[..place]]);
    }
    match room {
        _ if WORDS.contains(&room) => rooms(&[WORDS]),
        "event" => rooms(&[&["id", "time"]]),
        "metric" => rooms(&[&["event"]]),
        "db" | "bus" => rooms(&[WORDS, &["event", "metric"]]),
        "job" => rooms(&[WORDS, &["event", "metric", "db"]]),
        _ if ADAPTERS.contains(&room) => rooms(&[PLUMBING, NOUNS, &["http"]]),
        _ if DOORS.contains(&room) => rooms(&[PLUMBING, NOUNS, &["channel", "door", "app"]]),
        _ => Err(format!("the room `{room}` has no row in the table of tests/it/architecture.rs")),
    }
}

#[test]
fn rooms_use_only_what_the_table_allows() {
    let mut faults = Faults::default();
    for file in sources() {
        let allowed = match may_use(&file.room) {
            Ok(Some(allowed)) => allowed,
            Ok(None) => continue,
            Err(why) => {
                faults.at(&file, 1, &why);
                continue;
            }
        };
        for (line, other) in uses(&file.code, file.depth) {
            let known = may_use(&other).is_ok();
            // A name at the crate's root that is no room: an exported macro.
            if known && other != file.room && !allowed.contains(&other.as_str()) {
                faults.at(&file, line, &format!("`{}` may not use `{other}`", file.room));
            }
        }
    }
    faults.none("ARCHITECTURE.md, \"Who may use whom\"");
}

#[test]
fn crates_stand_only_in_their_rooms() {
    let mut faults = Faults::default();
    for file in sources() {
        for (name, rooms) in NEVER.iter().filter(|(_, lists)| lists.iter().any(|l| l.contains(&file.room.as_str()))) {
            debug_assert!(!rooms.is_empty());
            for line in paths_into(&file.code, name) {
                faults.at(&file, line, &format!("`{}` may not use the crate `{name}`", file.room));
            }
        }
    }
    faults.none("a crate in a room that must not know it");
}

#[test]
fn statements_stand_only_in_sql_files_and_the_database_rooms() {
    let mut faults = Faults::default();
    for file in sources() {
        if file.path.ends_with("/sql.rs") || file.path.contains("/sql/") || ["db", "job"].contains(&file.room.as_str())
        {
            continue;
        }
        for needle in STATEMENTS.iter().chain(&["sqlx::query"]) {
            for line in lines_with(&file.code, needle) {
                faults.at(&file, line, &format!("`{needle}` belongs in `sql.rs` or `sql/`"));
            }
        }
    }
    faults.none("SQL outside `*/sql.rs`, `*/sql/`, `db` and `job`");
}

#[test]
fn the_wall_clock_is_read_in_time_alone() {
    let mut faults = Faults::default();
    for file in sources().iter().filter(|file| file.room != "time") {
        for needle in WALL_CLOCKS {
            for line in lines_with(&file.code, needle) {
                faults.at(file, line, &format!("`{needle}`: ask the clock that `App` carries"));
            }
        }
    }
    faults.none("the wall clock outside `time`");
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut faults = Faults::default();
    for file in sources() {
        let lines = file.text.lines().count();
        if lines > LONGEST {
            faults.at(&file, LONGEST, &format!("{lines} lines, at most {LONGEST}: split it by what it is about"));
        }
        if !file.is_test() && !file.text.starts_with("//!") {
            faults.at(&file, 1, "begin with `//!`: what the module is for, and what it refuses to do");
        }
        if file.path.ends_with("mod.rs") {
            faults.at(&file, 1, "write `foo.rs` beside `foo/`");
        }
    }
    faults.none("the shape of files");
}

/// A source file: its room is the first name of its path.
struct Source {
    path: String,
    room: String,
    /// 1 for `src/lead.rs`, 2 for `src/lead/list.rs`.
    depth: usize,
    text: String,
    /// The text without comments and without the test module, lines kept in place.
    code: String,
}

impl Source {
    fn is_test(&self) -> bool {
        is_test(&self.path)
    }
}

/// Whether a file holds tests alone: `lead/tests.rs`, or below `lead/tests/`.
fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    assert!(!paths.is_empty(), "no sources under {}", root.display());
    paths.into_iter().map(|path| read(&root, &path)).collect()
}

pub fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn read(root: &Path, path: &Path) -> Source {
    let text = fs::read_to_string(path).unwrap();
    let inside = path.strip_prefix(root).unwrap().with_extension("");
    let names: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let path = format!("src/{}.rs", names.join("/"));
    let code = if is_test(&path) { String::new() } else { code_of(&text) };
    Source { path, room: names[0].clone(), depth: names.len(), text, code }
}

/// Blanks comment lines, and all from the test module on.
fn code_of(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    let is_test = |at: usize| {
        lines[at] == "#[cfg(test)]"
            && lines[at + 1..].iter().find(|l| !l.starts_with('#')).is_some_and(|l| l.starts_with("mod "))
    };
    let end = (0..lines.len()).find(|at| is_test(*at)).unwrap_or(lines.len());
    let kept = lines[..end].iter().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    kept.collect::<Vec<_>>().join("\n")
}

/// Every room that the code names: `crate::room`, `crate::{room, other::x}`, and `super::` up to the root.
fn uses(code: &str, depth: usize) -> Vec<(usize, String)> {
    let up = "super::".repeat(depth);
    let mut found = Vec::new();
    for root in ["crate::", up.as_str()] {
        for at in starts(code, root) {
            let rest = &code[at + root.len()..];
            let line = line_of(code, at);
            found.extend(heads(rest).into_iter().map(|name| (line, name)));
        }
    }
    found
}

/// The first name of a path, or of each path in a braced group.
fn heads(rest: &str) -> Vec<String> {
    let Some(group) = rest.strip_prefix('{') else { return vec![name(rest)] };
    let (mut depth, mut from, mut parts) = (1, 0, Vec::new());
    for (at, c) in group.char_indices() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if depth == 0 || (depth == 1 && c == ',') {
            parts.push(name(group[from..at].trim_start()));
            from = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn name(text: &str) -> String {
    text.chars().take_while(|c| is_name(*c)).collect()
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Where `needle` stands as a path of its own, not as the tail of a longer one (`super::crate::` is no `crate::`).
fn starts(code: &str, needle: &str) -> Vec<usize> {
    let whole = |at: usize| !code[..at].ends_with(|c: char| is_name(c) || c == ':');
    code.match_indices(needle).map(|(at, _)| at).filter(|at| whole(*at)).collect()
}

/// The lines where a path into that crate begins: `axum::Router`, `use axum;`, `use axum::{…}`.
fn paths_into(code: &str, name: &str) -> Vec<usize> {
    let mut found: Vec<_> = [format!("{name}::"), format!("::{name}::")]
        .iter()
        .flat_map(|needle| starts(code, needle))
        .chain(starts(code, &format!("use {name};")))
        .map(|at| line_of(code, at))
        .collect();
    found.dedup();
    found
}

fn lines_with(code: &str, needle: &str) -> Vec<usize> {
    code.lines().enumerate().filter(|(_, line)| line.contains(needle)).map(|(at, _)| at + 1).collect()
}

fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// Collects every fault, so that one run shows them all.
#[derive(Default)]
struct Faults(String);

impl Faults {
    fn at(&mut self, file: &Source, line: usize, what: &str) {
        writeln!(self.0, "  {}:{line}: {what}", file.path).unwrap();
    }

    #[track_caller]
    fn none(&self, rule: &str) {
        assert!(self.0.is_empty(), "{rule}:\n{}", self.0);
    }
}

mod reader {
    use super::{code_of, may_use, paths_into, uses};

    fn names(code: &str, depth: usize) -> Vec<String> {
        uses(&code_of(code), depth).into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn every_way_to_name_a_room_is_seen() {
        assert_eq!(names("use crate::lead::Lead;", 1), ["lead"]);
        assert_eq!(names("use crate::{\n  bot::{Bot, Key},\n  tag,\n};", 1), ["bot", "tag"]);
        assert_eq!(names("fn f() { crate::app::g(); $crate::db::h() }", 1), ["app", "db"]);
        assert_eq!(names("pub(in crate::lead) fn f() {}", 2), ["lead"]);
    }

    #[test]
    fn super_counts_only_where_it_reaches_the_root() {
        assert_eq!(names("use super::db;", 1), ["db"]);
        assert_eq!(names("use super::list;", 2), Vec::<String>::new());
        assert_eq!(names("use super::super::db;", 2), ["db"]);
    }

    #[test]
    fn comments_and_test_modules_are_not_read() {
        assert_eq!(names("//! [`crate::app`]\n    // crate::app", 1), Vec::<String>::new());
        assert_eq!(names("use crate::id;\n#[cfg(test)]\nmod tests {\n use crate::app;\n}", 1), ["id"]);
    }

    #[test]
    fn a_crate_is_seen_by_its_paths_and_not_by_a_longer_name() {
        assert_eq!(paths_into("use axum::Router;\nlet x: ::axum::Json;\nuse axum_extra::x;", "axum"), [1, 2]);
    }

    #[test]
    fn nouns_look_left_only() {
        let lead = may_use("lead").unwrap().unwrap();
        assert!(lead.contains(&"contact") && !lead.contains(&"trigger") && !lead.contains(&"notify"));
        assert!(may_use("utils").is_err());
    }
}
