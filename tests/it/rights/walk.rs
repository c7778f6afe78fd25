//! The walk: the routes are taken from the source, so that none can be forgotten.

mod things;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use frontdesk::bot::Bot;
use frontdesk::id::{MemberId, OrganisationId};
use frontdesk::organisation::member::{self, Allowed, NewMember};
use frontdesk::organisation::role::{Module, Role};
use frontdesk::organisation::{Organisation, session};
use frontdesk::task::Kind;
use frontdesk::{door, organisation};

use super::table::TABLE;
use crate::dashboard::desk::Desk;
use crate::support::{ear, postgres};

const PEOPLE: [&str; 8] = ["nobody", "viewer", "agent", "admin", "owner", "stranger", "without", "elsewhere"];

/// A line of the table.
struct Line {
    method: String,
    path: String,
    module: String,
    expected: Vec<String>,
}

fn lines() -> Vec<Line> {
    let line = |text: &str| {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        assert_eq!(
            words.len(),
            3 + PEOPLE.len(),
            "a line has method, path, module and {} people: {text}",
            PEOPLE.len()
        );
        let module = words[2].clone();
        assert!(module == "-" || Module::parse(&module).is_some(), "`{module}` is no module: {text}");
        Line { method: words[0].clone(), path: words[1].clone(), module, expected: words[3..].to_vec() }
    };
    TABLE.lines().filter(|text| !text.trim().is_empty()).map(line).collect()
}

/// Every route of the source: method and path.
fn routes() -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        for part in text.split(".route(").skip(1) {
            let Some((path, handlers)) = quoted(part) else {
                panic!(
                    "{}: the path of a route is written out, so that it can be found: .route({part:.40}",
                    file.display()
                )
            };
            let handlers = inside(handlers);
            let mut methods = 0;
            for (word, method) in [
                ("get", "GET"),
                ("post", "POST"),
                ("put", "PUT"),
                ("patch", "PATCH"),
                ("delete", "DELETE"),
                ("any", "ANY"),
            ] {
                if calls(handlers, word) {
                    found.insert((method.to_owned(), path.to_owned()));
                    methods += 1;
                }
            }
            assert!(methods > 0, "{}: which method does {path} have?", file.display());
        }
    }
    assert!(found.len() > 25, "the routes were found: {}", found.len());
    found
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    files
}

/// A text in quotes at the beginning, and what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix('"')?.split_once('"')
}

/// What stands before the bracket that ends the call.
fn inside(text: &str) -> &str {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

/// Whether `word(` is called there, as a word of its own.
fn calls(text: &str, word: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(&format!("{word}(")).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        // `routing::get(` and `.get(` are; `state::get(` of a module's own could not be told apart.
        !before.is_some_and(is_word)
    })
}

/// Two organisations, their bots, and everybody who knocks.
struct World {
    desk: Desk,
    home: Organisation,
    bot: Bot,
    people: BTreeMap<&'static str, MemberId>,
}

impl World {
    async fn new(database: Option<String>) -> Self {
        let desk = Desk::start(database).await;
        let home = desk.organisation("Loam").await;
        let other = desk.organisation("Pell").await;
        let (bot, beside) = (desk.bot(&home, "loam").await, desk.bot(&home, "beside").await);
        desk.bot(&other, "pell").await;
        let mut people = BTreeMap::new();
        for (name, home, role) in [
            ("viewer", &home, Role::Viewer),
            ("agent", &home, Role::Agent),
            ("admin", &home, Role::Admin),
            ("owner", &home, Role::Owner),
            ("stranger", &other, Role::Owner),
            ("without", &home, Role::Owner),
            ("elsewhere", &home, Role::Owner),
        ] {
            people.insert(name, member(&desk, home, name, role).await);
        }
        let home = organisation::first(&mut desk.app.db.read().await.unwrap()).await.unwrap().unwrap();
        let mut tx = desk.app.tx().await.unwrap();
        let held = Allowed { role: Role::Owner, modules: None, bots: Some(vec![beside.id.clone()]) };
        member::allow(&mut tx, &home, &people["elsewhere"], &held, None).await.unwrap();
        tx.commit().await.unwrap();
        Self { desk, home, bot, people }
    }

    /// Takes the line's module away from who is without it.
    async fn take_away(&self, module: &str) {
        let modules = match Module::parse(module) {
            Some(gone) => Module::ALL.iter().copied().filter(|module| *module != gone).collect(),
            None => Vec::new(),
        };
        let mut tx = self.desk.app.tx().await.unwrap();
        let less = Allowed { role: Role::Owner, modules: Some(modules), bots: None };
        member::allow(&mut tx, &self.home, &self.people["without"], &less, None).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The address with something real in each place, all of the bot `loam`.
    async fn filled(&self, path: &str) -> String {
        if !path.contains('{') {
            return path.to_owned();
        }
        let (lead, talk) = self.desk.lead(&self.bot, "Ann", "refund_request").await;
        let mut full = String::new();
        for part in path.split('/').skip(1) {
            let value = match (part, path) {
                ("{id}", path) if path.starts_with("/leads/views") => self.view().await,
                ("{id}", path) if path.starts_with("/leads") => lead.to_string(),
                ("{id}", path) if path.starts_with("/tasks") || path.starts_with("/imports") => {
                    self.task(Kind::Import).await
                }
                ("{id}", path) if path.starts_with("/join") => self.invitation().await,
                ("{task}", _) => self.task(Kind::Bulk).await,
                ("{id}", path) if path.starts_with("/inbox") => talk.id.to_string(),
                ("{notification}", _) => self.notification(&lead).await,
                ("{note}", _) => self.note(&lead).await,
                // Nobody's link: what a signed one does is told in inbound_mail.rs.
                ("{token}", _) => "take.none".to_owned(),
                ("{id}", path) if path.starts_with("/attachments") => self.file(&talk.id).await,
                ("{key}", _) => self.bot.key.clone(),
                ("{hash}", path) if path.starts_with("/assets") => {
                    door::assets::dashboard_path().rsplit('/').next().unwrap().to_owned()
                }
                ("{hash}", _) => "0".to_owned(),
                ("{*file}", path) if path.starts_with("/assets") => "desk.css".to_owned(),
                ("{*file}", _) => "line.js".to_owned(),
                ("{name}", _) => "1.eml".to_owned(),
                (place, _) if place.starts_with('{') => {
                    panic!(
                        "what stands for {place} in {path}? Add an arm to `World::filled` in tests/it/rights/walk.rs"
                    )
                }
                (word, _) => word.to_owned(),
            };
            let _ = write!(full, "/{value}");
        }
        full
    }

    /// What this person gets there.
    async fn knock(&self, line: &Line, who: &str) -> String {
        let (mut cookie, mut csrf) = (String::new(), String::new());
        if let Some(member) = self.people.get(who) {
            let mut tx = self.desk.app.tx().await.unwrap();
            let token = session::open(&mut tx, member).await.unwrap();
            tx.commit().await.unwrap();
            let now = self.desk.app.clock.now();
            let mut conn = self.desk.app.db.read().await.unwrap();
            csrf = session::find(&mut conn, &token, now).await.unwrap().unwrap().csrf;
            cookie = format!("frontdesk={token}");
        }
        let path = self.filled(&line.path).await;
        let url = self.desk.url(&format!("{path}?bot={}", self.bot.key));
        if line.method == "ANY" {
            let origin = self.desk.url("");
            let headers = [("cookie", Some(cookie.as_str())), ("origin", Some(origin.as_str()))];
            return match ear::connect(&url.replacen("http", "ws", 1), &headers).await {
                Ok(_) => "in".to_owned(),
                Err(status) => told(status, ""),
            };
        }
        let method = reqwest::Method::from_bytes(line.method.as_bytes()).unwrap();
        let mut request = self.desk.http.request(method, url).header("cookie", cookie).header("accept", "text/html");
        if line.method != "GET" {
            let fields = [("csrf", csrf.as_str()), ("bot", self.bot.key.as_str())];
            request = request.form(&fields);
        }
        let answer = request.send().await.unwrap();
        let way = answer.headers().get("location").map_or("", |way| way.to_str().unwrap());
        told(answer.status().as_u16(), way)
    }
}

async fn member(desk: &Desk, home: &OrganisationId, name: &str, role: Role) -> MemberId {
    let email = format!("{name}@people.example");
    let mut tx = desk.app.tx().await.unwrap();
    let new = NewMember { email: &email, name, role, password_hash: "none" };
    let id = member::add(&mut tx, home, &new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

fn told(status: u16, way: &str) -> String {
    match status {
        303 if way.starts_with("/login?next=") => "login".to_owned(),
        200..=399 | 400 | 409 | 415 | 422 => "in".to_owned(),
        429 => "401".to_owned(),
        other => other.to_string(),
    }
}

async fn walk(database: Option<String>) {
    let (world, table) = (World::new(database).await, lines());
    let mut faults = String::new();
    let known: BTreeSet<(String, String)> = table.iter().map(|line| (line.method.clone(), line.path.clone())).collect();
    assert_eq!(known.len(), table.len(), "a line stands in the table twice");
    let routes = routes();
    for (method, path) in known.difference(&routes) {
        let _ = writeln!(faults, "- no route is {method} {path}: take its line out");
    }
    // A route without a line is walked as well, to say what its line would be.
    let missing = routes.difference(&known).map(|(method, path)| Line {
        method: method.clone(),
        path: path.clone(),
        module: "-".to_owned(),
        expected: Vec::new(),
    });
    let missing: Vec<Line> = missing.collect();
    for line in table.iter().chain(&missing) {
        world.take_away(&line.module).await;
        let mut got = Vec::new();
        for who in PEOPLE {
            got.push(world.knock(line, who).await);
        }
        if got != line.expected {
            let what =
                if line.expected.is_empty() { "has no line" } else { "is answered otherwise than its line says" };
            let _ = writeln!(
                faults,
                "- {} {} {what}. People are {PEOPLE:?}; this is what they got (with no module at all for `-`), look whether it is right:\n    {} {} {} {}",
                line.method,
                line.path,
                line.method,
                line.path,
                line.module,
                got.join(" ")
            );
        }
    }
    world.desk.stop().await;
    assert!(faults.is_empty(), "tests/it/rights/table.rs:\n{faults}");
}

mod every_address_lets_in_whom_the_table_names_and_nobody_else {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn on_sqlite() {
        walk(None).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn on_postgres() {
        walk(Some(postgres::database().await)).await;
    }
}

/// A door that asks the role alone would pass over modules.
#[test]
fn doors_ask_for_access_and_never_for_the_role_alone() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    for file in sources(&src) {
        let name = file.strip_prefix(&src).unwrap().display().to_string();
        let text = fs::read_to_string(&file).unwrap();
        if !name.starts_with("organisation") && text.contains("role.can(") {
            faults.push(name);
        }
    }
    assert!(faults.is_empty(), "ask `who.can(right)` or `access.can(right)`: {faults:?}");
}

/// A list of bots that is not held to what the member may see would show the others.
#[test]
fn doors_take_their_bots_from_the_seat() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    for file in sources(&src) {
        let name = file.strip_prefix(&src).unwrap().display().to_string();
        let text = fs::read_to_string(&file).unwrap();
        let is_door = ["dashboard", "gateway", "api"].iter().any(|door| name.starts_with(door));
        if is_door && name != "dashboard/layout.rs" && text.contains("bot::list(") {
            faults.push(name);
        }
    }
    assert!(faults.is_empty(), "the bots a member may see are `Seat::bots`: {faults:?}");
}
