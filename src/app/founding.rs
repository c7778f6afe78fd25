//! Founding: what a new installation and a new bot begin with.
//!
//! The set-up link works once, and only while there is no organisation. What an owner adds later is the nouns' business.

use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;

use super::App;
use crate::bot::{self, Bot, Settings};
use crate::db::{Conn, Tx, dialect};
use crate::error::{Error, FieldError, Result};
use crate::form::definition::Definition;
use crate::id::{self, MemberId};
use crate::organisation::member::{self, NewMember};
use crate::organisation::password::{LONGEST, SHORTEST};
use crate::organisation::role::Role;
use crate::{form, organisation, tag};

/// The set-up link's setting: the hash of its token.
pub const SETUP: &str = "setup_token_hash";

/// The setting that names this installation, the same on all its nodes: a random word that says nothing else.
pub const INSTALLATION: &str = "installation";

/// The longest name of an organisation or a person, in characters.
const LONGEST_NAME: usize = 100;

/// Who founds an installation.
#[derive(Debug)]
pub struct Founder {
    /// What the organisation is called; its first bot is called the same.
    pub organisation: String,
    /// What the owner is called.
    pub name: String,
    /// What they sign in with.
    pub email: String,
    /// Their password; never logged.
    pub password: SecretString,
}

impl Founder {
    /// Every field that is wrong, with what would be right. The e-mail is checked where the member is made.
    #[must_use]
    pub fn problems(&self) -> Vec<FieldError> {
        let length = self.password.expose_secret().chars().count();
        let checks = [
            ("organisation", is_name(&self.organisation), "Enter your organisation's name, up to 100 characters"),
            ("name", is_name(&self.name), "Enter your name, up to 100 characters"),
            (
                "email",
                email_address::EmailAddress::is_valid(self.email.trim()),
                "Enter a full email address, like name@example.com",
            ),
            ("password", length >= SHORTEST, "Use at least 8 characters"),
            ("password", length <= LONGEST, "Use at most 256 characters"),
        ];
        checks
            .into_iter()
            .filter(|(_, is_right, _)| !is_right)
            .map(|(field, _, words)| FieldError {
                field: field.to_owned(),
                code: "invalid".to_owned(),
                message: words.to_owned(),
            })
            .collect()
    }
}

fn is_name(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.trim().chars().count())
}

/// This installation's name; the first start gives it one.
///
/// # Errors
/// What the database says.
pub async fn installation(app: &App) -> Result<String> {
    if let Some(name) = organisation::setting(&mut app.db.read().await?, INSTALLATION).await? {
        return Ok(name);
    }
    let mut tx = app.tx().await?;
    // Nodes that start at once agree on one.
    dialect::lock_keys(&mut tx, &mut vec![INSTALLATION.to_owned()]).await?;
    if let Some(name) = organisation::setting(&mut tx, INSTALLATION).await? {
        return Ok(name);
    }
    let name: String = id::token()?.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    organisation::set_setting(&mut tx, INSTALLATION, Some(&name)).await?;
    tx.commit().await?;
    Ok(name)
}

/// Whether this token opens the set-up page: it is the one printed last, and there is no organisation yet.
///
/// # Errors
/// What the database says.
pub async fn is_open(conn: &mut Conn, token: &str) -> Result<bool> {
    let Some(hash) = organisation::setting(conn, SETUP).await? else { return Ok(false) };
    let is_right = bool::from(hash.as_bytes().ct_eq(id::token_hash(token).as_bytes()));
    Ok(is_right && organisation::first(conn).await?.is_none())
}

/// Makes the organisation, its owner and a first bot, and burns the set-up link.
///
/// # Errors
/// `NotFound` when the link is not, or no longer, open; `Invalid` names every field that is wrong.
pub async fn found(tx: &mut Tx, token: &str, founder: &Founder, password_hash: &str) -> Result<MemberId> {
    let wrong = founder.problems();
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let Some(hash) = organisation::setting(tx, SETUP).await? else { return Err(Error::NotFound("link")) };
    if !bool::from(hash.as_bytes().ct_eq(id::token_hash(token).as_bytes())) {
        return Err(Error::NotFound("link"));
    }
    // Taking the setting away makes a second founder wait, who then finds the first one's organisation.
    organisation::set_setting(tx, SETUP, None).await?;
    if organisation::first(tx).await?.is_some() {
        return Err(Error::NotFound("link"));
    }
    let name = founder.organisation.trim();
    let home = organisation::create(tx, name).await?;
    let owner = NewMember { email: &founder.email, name: founder.name.trim(), role: Role::Owner, password_hash };
    let owner = member::add(tx, &home, &owner).await?;
    let settings = Settings { recipients: vec![founder.email.trim().to_lowercase()], ..Settings::default() };
    let bot = bot::create(tx, &home, &bot_key()?, name, &settings).await?;
    furnish(tx, &bot).await?;
    Ok(owner)
}

/// A new bot's key: what the snippet on the owner's page names it by.
///
/// # Errors
/// When the system gives no randomness.
pub fn bot_key() -> Result<String> {
    Ok(id::token()?.chars().filter(char::is_ascii_alphanumeric).take(16).collect())
}

/// What every bot begins with: the built-in tags and a form for each request.
///
/// # Errors
/// What the database says.
pub async fn furnish(tx: &mut Tx, bot: &Bot) -> Result<()> {
    form::put(tx, &bot.id, None, &Definition::preset(None, &bot.name)).await?;
    for (new, position) in tag::built_in().iter().zip(0_i64..) {
        tag::put(tx, &bot.id, new, position).await?;
        if new.kind == tag::Kind::Request {
            form::put(tx, &bot.id, Some(&new.key), &Definition::preset(Some(&new.key), &bot.name)).await?;
        }
    }
    Ok(())
}

/// The line for the owner's page.
#[must_use]
pub fn snippet(app: &App, key: &str) -> String {
    format!("<script async src=\"{}\" data-bot=\"{key}\"></script>", app.public("/widget.js"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_of_a_founder_is_named_at_once() {
        let founder = |password: &str| Founder {
            organisation: " ".into(),
            name: "x".repeat(101),
            email: "priya@".into(),
            password: password.into(),
        };
        let fields = |founder: Founder| founder.problems().into_iter().map(|wrong| wrong.field).collect::<Vec<_>>();
        assert_eq!(fields(founder("seven77")), ["organisation", "name", "email", "password"]);
        assert_eq!(fields(founder(&"long".repeat(65))), ["organisation", "name", "email", "password"]);
        let right = Founder {
            organisation: "Loam".into(),
            name: "Ann".into(),
            email: "a@b.example".into(),
            ..founder("eight888")
        };
        assert!(right.problems().is_empty());
    }
}
