//! Settings: `config/default.toml` is the default and the manual; a file, the environment and the command line win
//! over it, in that order. Every problem is reported at once, with the key's name and what was expected.

pub mod attachments;
pub mod inbound;
pub mod model;
mod networks;
pub mod reader;
mod telemetry;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

pub use inbound::Inbound;
pub use model::Model;
pub use networks::Networks;
pub use reader::Problems;
use reader::Reader;
pub use telemetry::Telemetry;

/// The embedded defaults, with the words that explain them.
pub const DEFAULT: &str = include_str!("../config/default.toml");

/// Everything that can be set, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// How the world reaches this server; without a trailing slash.
    pub public_url: Url,
    /// Where `/metrics` is read.
    pub metrics_listen: Option<SocketAddr>,
    /// How many proxies stand in front.
    pub trusted_proxies: usize,
    /// The data folder.
    pub data_dir: PathBuf,
    /// PostgreSQL, or the SQLite file in the data folder.
    pub database_url: SecretString,
    /// The NATS servers by which nodes hear of each other at once; none for a single node.
    pub bus_url: Option<SecretString>,
    /// Outgoing e-mail.
    pub mail: Mail,
    /// Mail that comes in, where some does.
    pub inbound_mail: Option<Inbound>,
    /// Text messages.
    pub twilio: Option<Twilio>,
    /// The file that says where addresses are.
    pub geo: Option<PathBuf>,
    /// A language model, where one helps to answer.
    pub model: Option<Model>,
    /// Rates.
    pub limits: Limits,
    /// A `tracing` filter.
    pub log_level: String,
    /// One JSON object a line.
    pub log_json: bool,
    /// Where spans go.
    pub telemetry: Option<Telemetry>,
    /// How files and sites are read for the knowledge.
    pub knowledge: Knowledge,
    /// The bucket that people's files lie in; none: the data folder.
    pub bucket: Option<attachments::Bucket>,
}

/// How files and sites are read for the knowledge.
#[derive(Clone, Debug)]
pub struct Knowledge {
    /// Private networks whose sites may be read.
    pub open_networks: Networks,
    /// The program that reads PDFs; none for this one.
    pub pdf_reader: Option<PathBuf>,
}

/// How e-mail leaves.
#[derive(Clone, Debug)]
pub struct Mail {
    /// By which way.
    pub way: MailWay,
    /// From whom, as written: an address, or `Name <address>`.
    pub from: String,
    /// How many minutes an agent's words wait for a visitor who has left before they are mailed; none: they are not.
    pub absent_after: Option<u32>,
}

/// The three ways an e-mail can go.
#[derive(Clone, Debug)]
pub enum MailWay {
    /// Nowhere yet: e-mails wait.
    Unset,
    /// Into files.
    Files(PathBuf),
    /// To a server.
    Smtp(Smtp),
}

/// A mail server.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// `starttls`, `tls` or `plain`.
    pub security: String,
    /// Who signs in, where somebody must.
    pub user: Option<String>,
    /// With which password.
    pub password: SecretString,
    /// One more root certificate.
    pub ca_file: Option<PathBuf>,
}

/// An account at Twilio.
#[derive(Clone, Debug)]
pub struct Twilio {
    /// `AC…`
    pub account_sid: String,
    /// The token that signs requests both ways.
    pub auth_token: SecretString,
    /// Where its API answers.
    pub base_url: Url,
}

/// How much is too much.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Messages at once, for one visitor.
    pub message_burst: u32,
    /// Messages a minute after that.
    pub messages_a_minute: u32,
    /// Sign-ins in a quarter of an hour.
    pub sign_ins: u32,
    /// Sockets at once, from one address.
    pub socket_burst: u32,
    /// Sockets a minute after that.
    pub sockets_a_minute: u32,
    /// Sockets that may be opening at the same time.
    pub sockets_opening: u32,
}

/// What the command line says; it wins over everything.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--data`
    pub data: Option<PathBuf>,
    /// `--listen`
    pub listen: Option<String>,
}

impl Config {
    /// Reads and checks everything: defaults, then `file`, then `environment`, then the command line.
    ///
    /// # Errors
    /// Every problem there is, not the first alone.
    pub fn load(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
        overrides: Overrides,
    ) -> Result<Self, Problems> {
        let mut reader = Reader::new(DEFAULT);
        if let Some(path) = file {
            reader.add_file(path);
        }
        reader.add_environment(environment);
        if let Some(data) = overrides.data {
            reader.set("data.dir", data.display().to_string());
        }
        if let Some(listen) = overrides.listen {
            reader.set("server.listen", listen);
        }
        let config = Self::read(&mut reader);
        reader.finish()?;
        Ok(config)
    }

    fn read(reader: &mut Reader) -> Self {
        let listen = reader.address("server.listen");
        let data_dir = PathBuf::from(reader.text("data.dir"));
        let files = reader.text("mail.files");
        let host = reader.text("mail.host");
        let smtp = Smtp {
            port: reader.port("mail.port"),
            security: reader.one_of("mail.security", &["starttls", "tls", "plain"]),
            user: Some(reader.text("mail.user")).filter(|user| !user.is_empty()),
            password: reader.secret("mail.password"),
            ca_file: Some(reader.text("mail.ca_file")).filter(|path| !path.is_empty()).map(PathBuf::from),
            host,
        };
        let way = match (files.is_empty(), smtp.host.is_empty()) {
            (false, _) => MailWay::Files(PathBuf::from(files)),
            (true, false) => MailWay::Smtp(smtp),
            (true, true) => MailWay::Unset,
        };
        let from = reader.text("mail.from");
        if matches!(way, MailWay::Smtp(_)) && from.is_empty() {
            reader.problem("mail.from", "the address e-mails are from, because mail.host is set");
        }
        Self {
            listen,
            public_url: reader.url_or("server.public_url", &format!("http://{listen}")),
            metrics_listen: reader.optional_address("server.metrics_listen"),
            trusted_proxies: reader.count("server.trusted_proxies", 0, 16) as usize,
            database_url: Self::database(reader, &data_dir),
            bus_url: Self::bus(reader),
            mail: Mail {
                way,
                from,
                absent_after: Some(reader.count("mail.absent_after", 0, 1_440)).filter(|minutes| *minutes > 0),
            },
            inbound_mail: Inbound::read(reader),
            twilio: Self::twilio(reader),
            geo: Some(reader.text("geo.database")).filter(|path| !path.is_empty()).map(PathBuf::from),
            model: Model::read(reader),
            limits: Limits {
                message_burst: reader.count("limits.message_burst", 1, 10_000),
                messages_a_minute: reader.count("limits.messages_a_minute", 1, 100_000),
                sign_ins: reader.count("limits.sign_ins", 1, 1_000),
                socket_burst: reader.count("limits.socket_burst", 1, 1_000_000),
                sockets_a_minute: reader.count("limits.sockets_a_minute", 1, 1_000_000),
                sockets_opening: reader.count("limits.sockets_opening", 1, 1_000_000),
            },
            log_level: reader.text("log.level"),
            log_json: reader.one_of("log.format", &["text", "json"]) == "json",
            telemetry: Telemetry::read(reader),
            knowledge: Self::knowledge(reader),
            bucket: attachments::Bucket::read(reader),
            data_dir,
        }
    }

    fn knowledge(reader: &mut Reader) -> Knowledge {
        let open_networks = reader.text("knowledge.open_networks").parse().unwrap_or_else(|()| {
            reader.problem("knowledge.open_networks", "networks like 10.1.0.0/16, with commas between");
            Networks::default()
        });
        let pdf_reader = Some(reader.text("knowledge.pdf_reader")).filter(|path| !path.is_empty()).map(PathBuf::from);
        Knowledge { open_networks, pdf_reader }
    }

    fn database(reader: &mut Reader, data_dir: &Path) -> SecretString {
        let url = reader.secret("database.url");
        let text = url.expose_secret();
        if text.is_empty() {
            return format!("sqlite:{}", data_dir.join("frontdesk.db").display()).into();
        }
        if !(text.starts_with("postgres://") || text.starts_with("postgresql://")) {
            reader
                .problem("database.url", "empty for SQLite in the data folder, or postgres://user:password@host/name");
        }
        url
    }

    fn bus(reader: &mut Reader) -> Option<SecretString> {
        let url = reader.secret("bus.url");
        let mut servers = url.expose_secret().split(',').map(str::trim).filter(|server| !server.is_empty()).peekable();
        servers.peek()?;
        let is_server = |text: &str| {
            Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "nats" | "tls") && url.host().is_some())
        };
        if !servers.all(is_server) {
            reader.problem("bus.url", "nats://user:password@host:4222, or tls://…; several with commas in between");
        }
        Some(url)
    }

    fn twilio(reader: &mut Reader) -> Option<Twilio> {
        let account_sid = reader.text("twilio.account_sid");
        let auth_token = reader.secret("twilio.auth_token");
        let base_url = reader.url_or("twilio.base_url", "https://api.twilio.com");
        if account_sid.is_empty() && auth_token.expose_secret().is_empty() {
            return None;
        }
        let is_sid = account_sid.len() == 34
            && account_sid.starts_with("AC")
            && account_sid.bytes().skip(2).all(|b| b.is_ascii_hexdigit());
        if !is_sid {
            reader.problem("twilio.account_sid", "AC and 32 hexadecimal digits, from Twilio's console");
        }
        if auth_token.expose_secret().is_empty() {
            reader.problem("twilio.auth_token", "the token beside the account's SID in Twilio's console");
        }
        Some(Twilio { account_sid, auth_token, base_url })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(environment: &[(&str, &str)]) -> Result<Config, Problems> {
        let environment = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Config::load(None, environment, Overrides::default())
    }

    #[test]
    fn the_defaults_are_in_order() {
        let config = load(&[]).unwrap();
        assert_eq!(config.listen.port(), 8080);
        assert_eq!(config.public_url.as_str(), "http://127.0.0.1:8080/");
        assert!(config.twilio.is_none());
        assert!(matches!(config.mail.way, MailWay::Unset));
        assert_eq!(config.database_url.expose_secret(), "sqlite:data/frontdesk.db");
    }

    #[test]
    fn every_problem_is_told_at_once_with_its_key() {
        let problems = load(&[
            ("FRONTDESK_SERVER__LISTEN", "nowhere"),
            ("FRONTDESK_MAIL__PORT", "99999"),
            ("FRONTDESK_MAIL__SECURITY", "rot13"),
            ("FRONTDESK_MAIL__HOTS", "typo"),
            ("FRONTDESK_BUS__URL", "nats://one:4222, redis://two"),
            ("FRONTDESK_TWILIO__ACCOUNT_SID", "AC1"),
        ])
        .unwrap_err()
        .to_string();
        for key in [
            "server.listen",
            "mail.port",
            "mail.security",
            "mail.hots",
            "bus.url",
            "twilio.account_sid",
            "twilio.auth_token",
        ] {
            assert!(problems.contains(key), "{key} is missing in: {problems}");
        }
    }

    #[test]
    fn secrets_do_not_show() {
        let config = load(&[
            ("FRONTDESK_MAIL__HOST", "mx.example"),
            ("FRONTDESK_MAIL__FROM", "a@b.example"),
            ("FRONTDESK_MAIL__PASSWORD", "hunter2"),
            ("FRONTDESK_BUS__URL", "nats://desk:hunter2@one:4222, tls://two"),
        ]);
        assert!(config.as_ref().is_ok_and(|config| config.bus_url.is_some()));
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
