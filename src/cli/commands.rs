//! What an owner does at a terminal beside serving.

use crate::app::founding::{self, SETUP};
use crate::bot::{self, Settings};
use crate::config::{self, Config};
use crate::contact::phone::Phone;
use crate::event::Channel;
use crate::id;
use crate::organisation::member::{self, NewMember};
use crate::organisation::role::Role;
use crate::organisation::{self, password};

use super::start;

pub use super::start::open;
pub use crate::app::founding::{furnish, snippet};

pub(super) async fn migrate(config: &Config) -> anyhow::Result<()> {
    let app = start::open(config.clone()).await?;
    println!("The database ({}) is at this version.", app.db.engine());
    app.db.close().await;
    Ok(())
}

pub(super) fn print_config(config: &Config) {
    println!("{}\n# In force:\n#", config::DEFAULT.trim_end());
    for line in format!("{config:#?}").lines() {
        println!("# {line}");
    }
}

pub(super) async fn add_member(
    config: &Config,
    email: &str,
    name: &str,
    role: Role,
    organisation: &str,
) -> anyhow::Result<()> {
    let app = start::open(config.clone()).await?;
    let given = std::env::var("FRONTDESK_PASSWORD").ok().filter(|text| text.chars().count() >= password::SHORTEST);
    let secret = match &given {
        Some(text) => text.clone(),
        None => id::token()?.chars().take(20).collect(),
    };
    let mut tx = app.tx().await?;
    let home = match organisation::first(&mut tx).await? {
        Some(home) => home.id,
        None => organisation::create(&mut tx, organisation).await?,
    };
    let password_hash = password::hash(&secret)?;
    let added = member::add(&mut tx, &home, &NewMember { email, name, role, password_hash: &password_hash }).await;
    added.map_err(|error| anyhow::anyhow!("{} could not be added: {}", email, told(&error)))?;
    organisation::set_setting(&mut tx, SETUP, None).await?;
    tx.commit().await?;
    println!("{name} may sign in at {} with {email}.", app.public("/login"));
    if given.is_none() {
        println!(
            "Password: {secret}\n(Give one of at least {} characters in FRONTDESK_PASSWORD to choose it.)",
            password::SHORTEST
        );
    }
    app.db.close().await;
    Ok(())
}

pub(super) async fn add_bot(
    config: &Config,
    name: &str,
    recipients: Vec<String>,
    sms: Option<String>,
    sites: Vec<String>,
) -> anyhow::Result<()> {
    let app = start::open(config.clone()).await?;
    let settings = Settings { recipients, allowed_origins: sites, ..Settings::default() };
    let number = sms
        .map(|text| Phone::parse(&text, &settings.region))
        .transpose()
        .map_err(|_| anyhow::anyhow!("--sms: expected a phone number, like +441234567890"))?;
    let mut tx = app.tx().await?;
    let home = organisation::first(&mut tx)
        .await?
        .ok_or_else(|| anyhow::anyhow!("there is no organisation yet: add its owner first (frontdesk member add)"))?;
    let key = founding::bot_key()?;
    let bot = bot::create(&mut tx, &home.id, &key, name, &settings).await?;
    furnish(&mut tx, &bot).await?;
    if let Some(number) = number {
        bot::set_address(&mut tx, &bot.id, Channel::Sms, number.as_str()).await?;
    }
    tx.commit().await?;
    println!("{name} is ready. Put this line on its site:\n\n  {}\n", snippet(&app, &key));
    app.db.close().await;
    Ok(())
}

pub(super) async fn list_bots(config: &Config) -> anyhow::Result<()> {
    let app = start::open(config.clone()).await?;
    let mut conn = app.db.read().await?;
    let Some(home) = organisation::first(&mut conn).await? else {
        println!("There is no organisation yet: add its owner first (frontdesk member add).");
        return Ok(());
    };
    for bot in bot::list(&mut conn, &home.id).await? {
        println!("{}\t{}", bot.key, bot.name);
    }
    Ok(())
}

/// An error in words for the terminal.
pub(super) fn told(error: &crate::error::Error) -> String {
    match error {
        crate::error::Error::Invalid(fields) => {
            fields.iter().map(|field| field.message.clone()).collect::<Vec<_>>().join("; ")
        }
        crate::error::Error::Conflict("email_taken") => "somebody signs in with this e-mail already".to_owned(),
        other => other.to_string(),
    }
}
