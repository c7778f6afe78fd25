//! What the owner sets about outgoing mail, checked before anything is sent.
//!
//! Names every problem at once, by its key. It connects to nothing. A mail server is spoken to
//! without encryption only on this machine, unless the owner says that they mean it.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use lettre::message::Mailbox;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

/// How the line to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Encrypted after the greeting; a server that does not offer it is not used (port 587).
    #[default]
    Starttls,
    /// Encrypted from the first byte (port 465).
    Tls,
    /// Not encrypted (port 25).
    Plain,
}

impl Security {
    fn port(self) -> u16 {
        match self {
            Self::Starttls => 587,
            Self::Tls => 465,
            Self::Plain => 25,
        }
    }
}

/// The settings of outgoing mail.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailConfig {
    /// All in one: `smtp://user:password@host:587`, `smtps://…`, `smtp://localhost:25?security=plain`,
    /// `file:DIRECTORY` or `memory:`. Wins over the single settings below.
    pub url: Option<SecretString>,
    pub host: Option<String>,
    pub port: Option<u16>,
    pub security: Security,
    pub user: Option<String>,
    pub password: Option<SecretString>,
    /// `Name <address>`, or the address alone.
    pub from: String,
    /// How long one attempt may take, from connecting to the server's last word.
    pub timeout_seconds: u64,
    /// A certificate authority to trust besides the public ones (PEM), for a private mail server.
    pub ca_file: Option<PathBuf>,
    /// Allows an unencrypted line to another machine.
    pub allow_plain: bool,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            url: None,
            host: None,
            port: None,
            security: Security::default(),
            user: None,
            password: None,
            from: String::new(),
            timeout_seconds: 60,
            ca_file: None,
            allow_plain: false,
        }
    }
}

/// One setting that can't be used, and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {expected}")]
pub struct Problem {
    pub key: &'static str,
    pub expected: String,
}

impl Problem {
    pub(super) fn new(key: &'static str, expected: impl Into<String>) -> Self {
        Self { key, expected: expected.into() }
    }
}

pub(super) enum Destination {
    Smtp(Server),
    Files(PathBuf),
    Memory,
}

/// A mail server and how to sign in to it.
#[derive(Debug, Clone)]
pub struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) login: Option<(String, SecretString)>,
    pub(super) timeout: Duration,
    pub(super) ca_file: Option<PathBuf>,
}

impl MailConfig {
    /// The sender: the name (empty if none is set) and the address.
    pub fn sender(&self) -> Result<(String, String), Problem> {
        let mailbox: Mailbox = self
            .from
            .parse()
            .map_err(|_| Problem::new("mail.from", "a sender like \"Shop desk <desk@shop.example>\""))?;
        Ok((mailbox.name.unwrap_or_default(), mailbox.email.to_string()))
    }

    /// Where mails go, or everything that is wrong with the settings.
    pub(super) fn destination(&self) -> Result<Destination, Vec<Problem>> {
        let mut problems: Vec<Problem> = self.sender().err().into_iter().collect();
        if !(1..=600).contains(&self.timeout_seconds) {
            problems.push(Problem::new("mail.timeout_seconds", "a number from 1 to 600"));
        }
        let destination = match &self.url {
            Some(url) => self.by_url(url.expose_secret()),
            None => self.by_settings(),
        };
        match destination {
            Ok(destination) if problems.is_empty() => Ok(destination),
            Ok(_) => Err(problems),
            Err(more) => {
                problems.extend(more);
                Err(problems)
            }
        }
    }

    fn by_settings(&self) -> Result<Destination, Vec<Problem>> {
        let login = match (&self.user, &self.password) {
            (None, None) => Ok(None),
            (Some(user), Some(password)) => Ok(Some((user.clone(), password.clone()))),
            _ => Err(Problem::new("mail.user", "a user and a password together, or neither")),
        };
        let host = self.host.clone().unwrap_or_default();
        let server = self.server("mail.host", &host, self.port, self.security, None);
        match (login, server) {
            (Ok(login), Ok(server)) => Ok(Destination::Smtp(Server { login, ..server })),
            (login, server) => Err(login.err().into_iter().chain(server.err()).collect()),
        }
    }

    fn by_url(&self, words: &str) -> Result<Destination, Vec<Problem>> {
        // The words may hold a password: no problem repeats them.
        let expected = || Problem::new("mail.url", "smtp://, smtps://, file: or memory:");
        if let Some(path) = words.strip_prefix("file:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return if path.is_empty() { Err(vec![expected()]) } else { Ok(Destination::Files(path.into())) };
        }
        if words == "memory:" {
            return Ok(Destination::Memory);
        }
        let url = Url::parse(words).map_err(|_| vec![expected()])?;
        let security = match (url.scheme(), url.query()) {
            ("smtps", None) => Security::Tls,
            // `tls=required` is what lettre and others write for the same thing.
            ("smtp", None | Some("security=starttls" | "tls=required")) => Security::Starttls,
            ("smtp", Some("security=plain")) => Security::Plain,
            ("smtp", Some(_)) => {
                return Err(vec![Problem::new("mail.url", "?security=starttls or ?security=plain")]);
            }
            _ => return Err(vec![expected()]),
        };
        let login = match (url.username(), url.password()) {
            ("", None) => None,
            (user, Some(password)) if !user.is_empty() => Some((decode(user), SecretString::from(decode(password)))),
            _ => {
                return Err(vec![Problem::new("mail.url", "a user and a password together, or neither")]);
            }
        };
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        self.server("mail.url", host, url.port(), security, login)
            .map(Destination::Smtp)
            .map_err(|problem| vec![problem])
    }

    fn server(
        &self,
        key: &'static str,
        host: &str,
        port: Option<u16>,
        security: Security,
        login: Option<(String, SecretString)>,
    ) -> Result<Server, Problem> {
        if host.is_empty() {
            return Err(Problem::new(key, "the mail server's name, like mail.shop.example"));
        }
        if security == Security::Plain && !self.allow_plain && !is_this_machine(host) {
            return Err(Problem::new(
                key,
                "an encrypted line (starttls or tls): plain goes to localhost only, unless mail.allow_plain is true",
            ));
        }
        Ok(Server {
            host: host.to_owned(),
            port: port.unwrap_or(security.port()),
            security,
            login,
            timeout: Duration::from_secs(self.timeout_seconds),
            ca_file: self.ca_file.clone(),
        })
    }
}

fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Undoes the percent encoding of a URL's user or password. A form decoder is at hand; what differs
/// in a form (`+` is a space, `&` separates) is encoded first.
fn decode(words: &str) -> String {
    let form = format!("x={}", words.replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(form.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str) -> MailConfig {
        MailConfig { url: Some(url.into()), from: "Shop desk <desk@shop.example>".into(), ..MailConfig::default() }
    }

    fn server(config: &MailConfig) -> Server {
        match config.destination() {
            Ok(Destination::Smtp(server)) => server,
            Ok(_) => panic!("no server"),
            Err(problems) => panic!("{problems:?}"),
        }
    }

    fn problems(config: &MailConfig) -> Vec<String> {
        config.destination().err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_url_says_it_all() {
        let found = server(&config("smtp://us%40er:p%2B+&=%25w@mail.example"));
        assert_eq!((found.host.as_str(), found.port, found.security), ("mail.example", 587, Security::Starttls));
        let (user, password) = found.login.unwrap();
        assert_eq!((user.as_str(), password.expose_secret()), ("us@er", "p++&=%w"));
        let found = server(&config("smtps://mail.example"));
        assert_eq!((found.port, found.security), (465, Security::Tls));
        let found = server(&config("smtp://[::1]:2525?security=plain"));
        assert_eq!((found.host.as_str(), found.port, found.security), ("::1", 2525, Security::Plain));
        assert!(
            matches!(config("file:data/mail").destination(), Ok(Destination::Files(dir)) if dir.ends_with("data/mail"))
        );
        assert!(matches!(config("memory:").destination(), Ok(Destination::Memory)));
    }

    #[test]
    fn a_plain_line_goes_to_this_machine_only() {
        let remote = config("smtp://mail.example:25?security=plain");
        assert_eq!(problems(&remote).len(), 1);
        assert_eq!(server(&MailConfig { allow_plain: true, ..remote }).port, 25);
        assert_eq!(server(&config("smtp://LOCALHOST?security=plain")).port, 25);
        assert_eq!(problems(&config("smtp://localhost.evil.example?security=plain")).len(), 1);
    }

    #[test]
    fn all_problems_are_named_at_once() {
        let bad =
            MailConfig { from: "nobody".into(), timeout_seconds: 0, user: Some("u".into()), ..MailConfig::default() };
        insta::assert_snapshot!(problems(&bad).join("\n"), @r#"
        mail.from: a sender like "Shop desk <desk@shop.example>"
        mail.timeout_seconds: a number from 1 to 600
        mail.user: a user and a password together, or neither
        mail.host: the mail server's name, like mail.shop.example
        "#);
    }

    #[test]
    fn a_password_stands_in_no_problem_and_no_debug_print() {
        for url in
            ["smtp://u:hunter2@", "ftp://u:hunter2@h", "smtp://u:hunter2@h:99999", "smtp://u:hunter2@h?x=y", "hunter2"]
        {
            let config = config(url);
            let found = problems(&config);
            assert!(!found.is_empty(), "{url}");
            assert!(!found.join(" ").contains("hunter2"));
            assert!(!format!("{config:?}").contains("hunter2"));
        }
    }

    #[test]
    fn the_sender_may_have_a_name_or_not() {
        let sender = |from: &str| MailConfig { from: from.into(), ..MailConfig::default() }.sender();
        assert_eq!(
            sender("Loam & Lantern desk <desk@x.example>").unwrap(),
            ("Loam & Lantern desk".into(), "desk@x.example".into())
        );
        assert_eq!(sender("desk@x.example").unwrap(), (String::new(), "desk@x.example".into()));
    }
}
