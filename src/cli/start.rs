//! Starting: the data folder, the database, the log, what is not configured yet, and the server.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use secrecy::ExposeSecret as _;
use tokio::net::TcpListener;

use crate::app::{App, Parts, founding};
use crate::channel::sms::twilio::Twilio;
use crate::config::{Config, MailWay};
use crate::db::hold::{self, Hold};
use crate::db::{Db, migrate};
use crate::geo::Geo;
use crate::id::Ids;
use crate::notify::mail::{MailConfig, Security, Transport};
use crate::time::Clock;
use crate::{demo, http, serve};

/// Serves an installation.
pub(super) async fn serve(mut config: Config) -> anyhow::Result<()> {
    let spans = serve::log::start(&config)?;
    let listener = listen(&mut config).await?;
    let _hold = hold(&config)?;
    let app = open(config).await?;
    welcome(&app).await?;
    run(app, listener).await?;
    if let Some(spans) = spans {
        spans.stop().await;
    }
    Ok(())
}

/// Serves the demo: seeded on its first start, e-mails into files.
pub(super) async fn demo(mut config: Config) -> anyhow::Result<()> {
    let spans = serve::log::start(&config)?;
    config.mail.way = MailWay::Files(config.data_dir.join("mail"));
    if config.mail.from.is_empty() {
        "desk@frontdesk.example".clone_into(&mut config.mail.from);
    }
    let listener = listen(&mut config).await?;
    let _hold = hold(&config)?;
    let app = open(config).await?;
    app.become_demo(demo::seed(&app).await?);
    let running = serve::start(app.clone(), listener).await?;
    let at = running.address;
    println!("\nFrontdesk's demo is ready.\n");
    println!("  Shop with the widget   http://{at}/");
    println!("  Estate agency          http://{at}/agency");
    println!("  Dashboard              http://{at}/leads");
    if let Some(login) = app.demo() {
        println!("  Sign in with           {}  /  {}", login.email, login.password);
    }
    println!("  The e-mails it sends   http://{at}/demo/mail");
    println!("\nEverything is kept in {}. Stop with Ctrl-C.\n", app.config.data_dir.display());
    running.until_stopped().await;
    if let Some(spans) = spans {
        spans.stop().await;
    }
    Ok(())
}

/// Binds the address before anything is opened or made; port 0 takes a free one, which the links then name.
async fn listen(config: &mut Config) -> anyhow::Result<TcpListener> {
    let listener = serve::bind(config.listen)?;
    config.listen = listener.local_addr().context("the address listened on")?;
    if config.public_url.port() == Some(0) {
        // A web address with a host takes any port.
        let _ = config.public_url.set_port(Some(config.listen.port()));
    }
    Ok(listener)
}

async fn run(app: App, listener: TcpListener) -> anyhow::Result<()> {
    let running = serve::start(app, listener).await?;
    tracing::info!(address = %running.address, metrics = ?running.metrics, "Frontdesk serves");
    running.until_stopped().await;
    Ok(())
}

/// The data folder, held for as long as this server lives: SQLite takes one server. PostgreSQL takes many.
fn hold(config: &Config) -> anyhow::Result<Option<Hold>> {
    if sqlite_file(config).is_none() {
        return Ok(None);
    }
    make_private(&config.data_dir)?;
    hold::take(&config.data_dir, "start another server").map(Some)
}

/// Where the SQLite database is; none where it is on PostgreSQL.
pub(super) fn sqlite_file(config: &Config) -> Option<PathBuf> {
    config.database_url.expose_secret().strip_prefix("sqlite:").map(PathBuf::from)
}

/// The folder of copies: backups, and what was there before an upgrade or a restore.
pub(super) fn backups(config: &Config) -> PathBuf {
    config.data_dir.join("backups")
}

/// Opens everything that the settings name, with the database at this program's version.
///
/// # Errors
/// Words for the terminal.
pub async fn open(config: Config) -> anyhow::Result<App> {
    make_private(&config.data_dir)?;
    let clock = Clock::System;
    let db = Db::open(config.database_url.expose_secret()).await.map_err(|error| {
        anyhow::anyhow!(
            "the database could not be opened: {error}. Look whether {} is writable and not full, or whether database.url is right",
            config.data_dir.display()
        )
    })?;
    migrate::run(&db, Some(&backups(&config)), clock.now()).await?;
    let mail = transport(&config)?;
    let sms = match &config.twilio {
        Some(twilio) => Some(
            Twilio::new(twilio.base_url.as_str(), &twilio.account_sid, twilio.auth_token.clone(), http::client()?)
                .map_err(|setup| anyhow::anyhow!("twilio: {setup}"))?,
        ),
        None => None,
    };
    let geo = config.geo.as_deref().map(Geo::open).transpose()?;
    Ok(App::new(Parts { config, db, clock, ids: Ids::System, mail, sms, geo }))
}

/// The data folder, for this user's eyes alone.
pub(super) fn make_private(dir: &Path) -> anyhow::Result<()> {
    let why = || {
        format!(
            "the data folder {} could not be made or read; choose another with --data, or give this user the right to write there",
            dir.display()
        )
    };
    std::fs::create_dir_all(dir).with_context(why)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mut rights = std::fs::metadata(dir).with_context(why)?.permissions();
        rights.set_mode(0o700);
        std::fs::set_permissions(dir, rights).with_context(why)?;
    }
    let probe = dir.join(".writable");
    std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe)).with_context(why)
}

/// How e-mail leaves by these settings; none while no way is set.
pub(crate) fn transport(config: &Config) -> anyhow::Result<Option<Transport>> {
    let mut mail = MailConfig { from: config.mail.from.clone(), ..MailConfig::default() };
    match &config.mail.way {
        MailWay::Unset => return Ok(None),
        MailWay::Files(dir) => mail.url = Some(format!("file:{}", dir.display()).into()),
        MailWay::Smtp(server) => {
            mail.host = Some(server.host.clone());
            mail.port = Some(server.port);
            mail.security = match server.security.as_str() {
                "tls" => Security::Tls,
                "plain" => Security::Plain,
                _ => Security::Starttls,
            };
            mail.user.clone_from(&server.user);
            mail.password = server.user.as_ref().map(|_| server.password.clone());
            mail.ca_file.clone_from(&server.ca_file);
        }
    }
    Transport::open(&mail).map(Some).map_err(|problems| {
        let told: Vec<String> =
            problems.iter().map(|problem| format!("  {}: expected {}", problem.key, problem.expected)).collect();
        anyhow::anyhow!("the mail settings have problems:\n{}", told.join("\n"))
    })
}

/// Says what is not configured yet and what happens until it is; prints the set-up link while there is no owner.
async fn welcome(app: &App) -> anyhow::Result<()> {
    if app.mail.is_none() {
        println!(
            "E-mail is not configured: e-mails about leads wait, and leave when mail.host (or mail.files) is set. Nothing is lost."
        );
    }
    if app.sms.is_none() {
        println!(
            "Twilio is not configured: text messages are not taken in until twilio.account_sid and twilio.auth_token are set."
        );
    }
    let mut tx = app.tx().await?;
    if let Some(token) = founding::invite(&mut tx).await? {
        tx.commit().await?;
        println!("\nOpen this link once to make the owner (each start without an owner prints another):");
        println!("  {}\n", app.public(&format!("/setup?token={token}")));
    }
    Ok(())
}
