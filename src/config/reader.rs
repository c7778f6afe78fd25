//! Reads settings one by one out of layered TOML, and collects what is wrong with them.

use std::collections::BTreeSet;
use std::fmt;
use std::net::SocketAddr;
use std::path::Path;

use secrecy::SecretString;
use toml::{Table, Value};
use url::Url;

/// Everything that is wrong with the settings.
#[derive(Debug)]
pub struct Problems(Vec<String>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the settings have {} problem(s):", self.0.len())?;
        for problem in &self.0 {
            writeln!(f, "  {problem}")?;
        }
        write!(f, "`frontdesk config` prints every setting with its meaning")
    }
}

impl std::error::Error for Problems {}

/// Layers of settings, flattened to `section.key`.
pub struct Reader {
    values: std::collections::BTreeMap<String, Value>,
    known: BTreeSet<String>,
    problems: Vec<String>,
}

impl Reader {
    /// Begins with the defaults, which also say which keys there are.
    pub fn new(defaults: &str) -> Self {
        let mut reader =
            Self { values: std::collections::BTreeMap::new(), known: BTreeSet::new(), problems: Vec::new() };
        match defaults.parse::<Table>() {
            Ok(table) => {
                for (section, keys) in table {
                    let Value::Table(keys) = keys else { continue };
                    for (key, value) in keys {
                        let key = format!("{section}.{key}");
                        reader.known.insert(key.clone());
                        reader.values.insert(key, value);
                    }
                }
            }
            Err(error) => reader.problems.push(format!("the embedded defaults: {error}")),
        }
        reader
    }

    /// Adds a file's settings.
    pub fn add_file(&mut self, path: &Path) {
        let table = std::fs::read_to_string(path)
            .map_err(|e| e.to_string())
            .and_then(|text| text.parse::<Table>().map_err(|e| e.to_string()));
        match table {
            Ok(table) => {
                for (section, keys) in table {
                    match keys {
                        Value::Table(keys) => {
                            for (key, value) in keys {
                                self.insert(format!("{section}.{key}"), value);
                            }
                        }
                        _ => self
                            .problems
                            .push(format!("{section}: not a section; settings stand under [server], [mail]…")),
                    }
                }
            }
            Err(error) => self.problems.push(format!("{}: {error}", path.display())),
        }
    }

    /// Adds `FRONTDESK_SECTION__KEY` variables. Others are not ours.
    pub fn add_environment(&mut self, variables: impl Iterator<Item = (String, String)>) {
        for (name, value) in variables {
            let Some((section, key)) = name.strip_prefix("FRONTDESK_").and_then(|rest| rest.split_once("__")) else {
                continue;
            };
            self.insert(format!("{}.{}", section.to_lowercase(), key.to_lowercase()), Value::String(value));
        }
    }

    /// Sets one.
    pub fn set(&mut self, key: &str, value: String) {
        self.insert(key.to_owned(), Value::String(value));
    }

    fn insert(&mut self, key: String, value: Value) {
        if self.known.contains(&key) {
            self.values.insert(key, value);
        } else {
            self.problems.push(format!("{key}: there is no such setting"));
        }
    }

    /// Notes that `key` is not what it should be.
    pub fn problem(&mut self, key: &str, expected: &str) {
        self.problems.push(format!("{key}: expected {expected}"));
    }

    /// A text.
    pub fn text(&mut self, key: &str) -> String {
        match self.values.get(key) {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Integer(number)) => number.to_string(),
            _ => {
                self.problem(key, "a text in quotes");
                String::new()
            }
        }
    }

    /// A text that must not be shown.
    pub fn secret(&mut self, key: &str) -> SecretString {
        self.text(key).into()
    }

    /// A whole number within bounds.
    pub fn count(&mut self, key: &str, least: u32, most: u32) -> u32 {
        let found = match self.values.get(key) {
            Some(Value::Integer(number)) => u32::try_from(*number).ok(),
            Some(Value::String(text)) => text.trim().parse().ok(),
            _ => None,
        };
        found.filter(|n| (least..=most).contains(n)).unwrap_or_else(|| {
            self.problem(key, &format!("a whole number from {least} to {most}"));
            least
        })
    }

    /// A share, from 0 to 1.
    pub fn ratio(&mut self, key: &str) -> f64 {
        let found = match self.values.get(key) {
            Some(Value::Float(number)) => Some(*number),
            Some(other) => other
                .as_integer()
                .map(|n| n.to_string())
                .as_deref()
                .or(other.as_str())
                .and_then(|text| text.trim().parse().ok()),
            None => None,
        };
        found.filter(|share| (0.0..=1.0).contains(share)).unwrap_or_else(|| {
            self.problem(key, "a number from 0 to 1");
            0.0
        })
    }

    /// A TCP port.
    pub fn port(&mut self, key: &str) -> u16 {
        u16::try_from(self.count(key, 1, 65_535)).unwrap_or(u16::MAX)
    }

    /// One of some words.
    pub fn one_of(&mut self, key: &str, words: &[&str]) -> String {
        let text = self.text(key);
        if !words.contains(&text.as_str()) {
            self.problem(key, &format!("one of {}", words.join(", ")));
        }
        text
    }

    /// An address to listen on.
    pub fn address(&mut self, key: &str) -> SocketAddr {
        let text = self.text(key);
        text.parse().unwrap_or_else(|_| {
            self.problem(key, "an address with a port, like 127.0.0.1:8080 or [::]:8080");
            SocketAddr::from(([127, 0, 0, 1], 0))
        })
    }

    /// An address to listen on, or none.
    pub fn optional_address(&mut self, key: &str) -> Option<SocketAddr> {
        if self.text(key).is_empty() { None } else { Some(self.address(key)) }
    }

    /// A web address; `default` where it is empty.
    ///
    /// # Panics
    /// Never: the constant it falls back to is a web address.
    pub fn url_or(&mut self, key: &str, default: &str) -> Url {
        let text = self.text(key);
        let text = if text.is_empty() { default } else { &text };
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
        url.unwrap_or_else(|| {
            self.problem(key, "a web address that begins with http:// or https://");
            // Never used: `finish` reports the problem.
            #[expect(clippy::expect_used, reason = "a constant that parses")]
            Url::parse("http://localhost").expect("a web address")
        })
    }

    /// Gives the problems, where there are any.
    ///
    /// # Errors
    /// All of them.
    pub fn finish(self) -> Result<(), Problems> {
        if self.problems.is_empty() { Ok(()) } else { Err(Problems(self.problems)) }
    }
}
