//! The throw-away installation: a data folder, on PostgreSQL a database of its own, one member, one bot.
//!
//! It never opens, changes or drops a database that it did not make itself.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use url::Url;

use super::record::asked;
use super::sender::MOST_ENTRIES;
use super::sql;
use crate::app::founding::{bot_key, furnish};
use crate::app::{App, Parts};
use crate::bot::{self, Settings};
use crate::config::{Config, Overrides};
use crate::db::{Db, migrate};
use crate::id::{self, Ids};
use crate::knowledge::{self, NewEntry};
use crate::organisation::member::{self, NewMember};
use crate::organisation::role::Role;
use crate::organisation::{self, password};
use crate::time::Clock;

/// Who gets the e-mails. They are written into files; nothing leaves.
const OWNER: &str = "owner@selftest.example";

/// A throw-away installation.
pub(super) struct House {
    /// Its folder.
    pub data: PathBuf,
    database: Option<Own>,
}

/// A database that this test made.
struct Own {
    /// The server's address as it was given, to make and drop with.
    server: String,
    /// The database's own.
    url: String,
    name: String,
}

impl House {
    /// Makes the folder, and the database where a server is given.
    pub(super) async fn make(server: Option<&str>) -> anyhow::Result<Self> {
        let name = id::token()?.to_lowercase().chars().filter(char::is_ascii_alphanumeric).take(12).collect::<String>();
        let data = std::env::temp_dir().join(format!("frontdesk-selftest-{name}"));
        let database = match server {
            None => None,
            Some(server) => {
                let name = format!("frontdesk_selftest_{name}");
                let mut url = Url::parse(server).context("--database: expected postgres://user:password@host/name")?;
                anyhow::ensure!(
                    matches!(url.scheme(), "postgres" | "postgresql"),
                    "--database: expected postgres://user:password@host/name"
                );
                url.set_path(&name);
                sql::create_database(server, &name).await.context("--database: no database could be made there")?;
                Some(Own { server: server.to_owned(), url: url.into(), name })
            }
        };
        let house = Self { data, database };
        if let Err(error) = std::fs::create_dir_all(house.mail()) {
            let why = format!("the folder {} could not be made (TMPDIR chooses another place)", house.data.display());
            house.clear().await?;
            return Err(anyhow::Error::new(error).context(why));
        }
        Ok(house)
    }

    /// What the engine is called.
    pub(super) fn engine(&self) -> &'static str {
        if self.database.is_some() { "PostgreSQL" } else { "SQLite" }
    }

    /// The database that was made on a server; none on SQLite.
    pub(super) fn database(&self) -> Option<&str> {
        self.database.as_ref().map(|own| own.name.as_str())
    }

    /// Where e-mails are written.
    pub(super) fn mail(&self) -> PathBuf {
        self.data.join("mail")
    }

    /// Where the server's log is kept.
    pub(super) fn log(&self) -> PathBuf {
        self.data.join("server.log")
    }

    /// The server's settings: all limits out of the way, since a test writes faster than people.
    pub(super) fn settings(&self) -> Vec<(String, String)> {
        let settings = [
            ("FRONTDESK_DATABASE__URL", self.database.as_ref().map(|own| own.url.clone()).unwrap_or_default()),
            ("FRONTDESK_MAIL__FILES", self.mail().display().to_string()),
            ("FRONTDESK_MAIL__FROM", "desk@selftest.example".to_owned()),
            ("FRONTDESK_LIMITS__MESSAGE_BURST", "10000".to_owned()),
            ("FRONTDESK_LIMITS__MESSAGES_A_MINUTE", "100000".to_owned()),
            ("FRONTDESK_LIMITS__SOCKET_BURST", "1000000".to_owned()),
            ("FRONTDESK_LIMITS__SOCKETS_A_MINUTE", "1000000".to_owned()),
            ("FRONTDESK_LOG__LEVEL", "info".to_owned()),
            ("FRONTDESK_LOG__FORMAT", "json".to_owned()),
        ];
        settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Opens the installation beside, or in place of, its server. Close its database after use.
    pub(super) async fn open(&self) -> anyhow::Result<App> {
        let overrides = Overrides { data: Some(self.data.clone()), listen: Some("127.0.0.1:0".to_owned()) };
        let config = Config::load(None, self.settings().into_iter(), overrides)?;
        let db = Db::open(secrecy::ExposeSecret::expose_secret(&config.database_url)).await?;
        Ok(App::new(Parts { config, db, clock: Clock::System, ids: Ids::System, mail: None, sms: None, geo: None }))
    }

    /// Founds the organisation with its member and its bot; gives the bot's key.
    pub(super) async fn found(&self) -> anyhow::Result<String> {
        let app = self.open().await?;
        migrate::run(&app.db, None, app.clock.now()).await?;
        let key = bot_key()?;
        let mut tx = app.tx().await?;
        let home = organisation::create(&mut tx, "Selftest").await?;
        let password_hash = password::hash(&id::token()?)?;
        let owner =
            NewMember { email: OWNER, name: "Selftest", role: Role::Owner, password_hash: password_hash.as_str() };
        member::add(&mut tx, &home, &owner).await?;
        let settings = Settings { recipients: vec![OWNER.to_owned()], ..Settings::default() };
        let bot = bot::create(&mut tx, &home, &key, "Selftest", &settings).await?;
        furnish(&mut tx, &bot).await?;
        let known = (0..MOST_ENTRIES).map(asked);
        let known: Vec<NewEntry> = known
            .map(|asked| NewEntry {
                title: asked.clone(),
                question: String::new(),
                answer: format!("Heard {asked}."),
                url: None,
            })
            .collect();
        knowledge::replace(&mut tx, &bot.id, &known).await?;
        tx.commit().await?;
        app.db.close().await;
        Ok(key)
    }

    /// Drops the database that was made, and removes the folder.
    pub(super) async fn clear(self) -> anyhow::Result<()> {
        if let Some(own) = &self.database {
            sql::drop_database(&own.server, &own.name)
                .await
                .with_context(|| format!("the database {} could not be dropped", own.name))?;
        }
        let mut tries = 0;
        loop {
            match std::fs::remove_dir_all(&self.data) {
                Ok(()) => return Ok(()),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
                // A database that was open when the test was stopped may write its last file just now.
                Err(_) if tries < 20 => tries += 1,
                Err(error) => {
                    return Err(error).with_context(|| format!("{} could not be removed", self.data.display()));
                }
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }
}
