//! Founding: what a new installation and a new bot begin with.
//!
//! A set-up link works once, and only while there is no organisation. Each start prints one and no node knows another's,
//! so several may be open. What an owner adds later is the nouns' business.

use std::time::Duration;

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
use crate::time::Timestamp;
use crate::{form, organisation, tag};

/// The set-up links' setting: of each its token's hash and when it was printed, the last one first.
pub const SETUP: &str = "setup_token_hash";

/// How long a set-up link works beside a newer one: another node may have printed that.
const BESIDE: Duration = Duration::from_hours(24);

/// How many set-up links work at once.
const MOST_LINKS: usize = 16;

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

/// A new set-up link's token, while there is no organisation; those that other nodes printed lately go on working.
///
/// # Errors
/// What the database says.
pub async fn invite(tx: &mut Tx) -> Result<Option<String>> {
    // Nodes that start at once keep each other's.
    dialect::lock_keys(tx, &mut vec![SETUP.to_owned()]).await?;
    if organisation::first(tx).await?.is_some() {
        return Ok(None);
    }
    let (token, now) = (id::token()?, tx.now);
    let kept = organisation::setting(tx, SETUP).await?.unwrap_or_default();
    let fresh = (id::token_hash(&token), now);
    let lately = links(&kept).filter(|(_, printed)| now.since(*printed) < BESIDE);
    let all = std::iter::once(fresh).chain(lately.map(|(hash, printed)| (hash.to_owned(), printed))).take(MOST_LINKS);
    let all: Vec<String> = all.map(|(hash, printed)| format!("{hash}@{}", printed.millis())).collect();
    organisation::set_setting(tx, SETUP, Some(&all.join(" "))).await?;
    Ok(Some(token))
}

/// The hash of each link's token, and when it was printed.
fn links(kept: &str) -> impl Iterator<Item = (&str, Timestamp)> {
    let split = |link| str::split_once(link, '@');
    kept.split(' ').filter_map(split).filter_map(|(hash, at)| Some((hash, Timestamp::from_millis(at.parse().ok()?))))
}

/// Whether this token is the one printed last, or one that another node printed lately. All are compared, each in the
/// same time.
fn is_invited(kept: &str, token: &str, now: Timestamp) -> bool {
    let hash = id::token_hash(token);
    let is_right = |(at, (known, printed)): (usize, (&str, Timestamp))| {
        bool::from(known.as_bytes().ct_eq(hash.as_bytes())) && (at == 0 || now.since(printed) < BESIDE)
    };
    links(kept).enumerate().fold(false, |found, link| is_right(link) | found)
}

/// Whether this token opens the set-up page, and there is no organisation yet.
///
/// # Errors
/// What the database says.
pub async fn is_open(conn: &mut Conn, token: &str, now: Timestamp) -> Result<bool> {
    let Some(kept) = organisation::setting(conn, SETUP).await? else { return Ok(false) };
    Ok(is_invited(&kept, token, now) && organisation::first(conn).await?.is_none())
}

/// Makes the organisation, its owner and a first bot, and burns every set-up link.
///
/// # Errors
/// `NotFound` when the link is not, or no longer, open; `Invalid` names every field that is wrong.
pub async fn found(tx: &mut Tx, token: &str, founder: &Founder, password_hash: &str) -> Result<MemberId> {
    let wrong = founder.problems();
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let kept = organisation::setting(tx, SETUP).await?.unwrap_or_default();
    if !is_invited(&kept, token, tx.now) {
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
    fn the_last_link_works_until_it_is_used_and_others_for_a_day() {
        let (hour, day) = (3_600_000, 86_400_000);
        let kept = format!("{}@{day} {}@{hour}", id::token_hash("last"), id::token_hash("other"));
        let works = |token, at| is_invited(&kept, token, Timestamp::from_millis(at));
        assert!(works("last", day) && works("other", day) && !works("nobody's", day) && !works("", day));
        assert!(!works("other", day + hour), "a day after it was printed");
        assert!(works("last", 30 * day));
        assert!(
            !is_invited(&id::token_hash("older"), "older", Timestamp::from_millis(0)),
            "a version that kept one alone"
        );
    }

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
