//! Canned replies: what a team says often, kept ready under a shortcut, in each language it is said in.
//!
//! A reply is of one bot, or of all of the organisation. Its text has variables, filled when it is taken; whoever sends it
//! sees the words first. `{{first_name|there}}` says "there" where the name is not known.

mod fill;
mod sql;

use std::collections::BTreeMap;

use serde_json::json;

use crate::db::{Conn, Json, Tx, dialect, record};
use crate::error::{Error, FieldError, Result};
use crate::id::{BotId, CannedId, OrganisationId};
use crate::organisation::member::Actor;
use crate::organisation::role::Right;
use crate::organisation::trail::{self, Entry, What};
use crate::text;
use crate::time::Timestamp;

pub use fill::{Facts, VARIABLES, fill, unknown};

/// The most that an organisation keeps.
pub const MOST: usize = 500;
/// The longest shortcut, title and text, in characters.
pub const LONGEST_SHORTCUT: usize = 30;
/// The longest title.
pub const LONGEST_TITLE: usize = 80;
/// The longest text: half of what a message may hold, since what fills it is of any length.
pub const LONGEST_TEXT: usize = 2_000;
/// How many are offered at once.
pub const OFFERED: usize = 8;

record! {
    /// A reply that is kept ready.
    #[derive(Clone, Debug)]
    pub struct Canned {
        /// Its id.
        pub id: CannedId,
        /// Whose it is.
        pub organisation_id: OrganisationId,
        /// Of which bot alone; none: of all.
        pub bot_id: Option<BotId>,
        /// What it is called up by, without the slash.
        pub shortcut: String,
        /// What it is.
        pub title: String,
        /// Its texts, by language (ISO 639-1).
        pub texts: Json<BTreeMap<String, String>>,
        /// When it was last changed.
        pub updated_at: Timestamp,
    }
}

impl Canned {
    /// The text for a visitor of this language (BCP 47), else the bot's own, else English, else any; and its language.
    #[must_use]
    pub fn text(&self, language: &str, own: &str) -> (&str, &str) {
        let texts = &self.texts.0;
        let found = [language, own, "en"].into_iter().find_map(|wanted| texts.get_key_value(&primary(wanted)));
        found.or_else(|| texts.iter().next()).map_or(("", ""), |(language, text)| (language.as_str(), text.as_str()))
    }
}

/// The language without its region, in lower case.
fn primary(language: &str) -> String {
    language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

/// A reply to be kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewCanned {
    /// Of which bot alone; none: of all.
    pub bot_id: Option<BotId>,
    /// What it is called up by.
    pub shortcut: String,
    /// What it is.
    pub title: String,
    /// Its texts, by language; empty ones are left out.
    pub texts: BTreeMap<String, String>,
}

impl NewCanned {
    /// As it is kept: the shortcut in lower case and without its slash, no empty text.
    #[must_use]
    pub fn tidied(&self) -> Self {
        let texts = self.texts.iter().map(|(language, text)| (primary(language), text.trim().replace("\r\n", "\n")));
        Self {
            bot_id: self.bot_id.clone(),
            shortcut: self.shortcut.trim().trim_start_matches('/').to_lowercase(),
            title: self.title.trim().to_owned(),
            texts: texts.filter(|(_, text)| !text.is_empty()).collect(),
        }
    }

    /// Whether it can be kept; of what is tidied. Texts are the fields `text.en` and so on.
    ///
    /// # Errors
    /// `Invalid` names each field that cannot.
    pub fn check(&self) -> Result<()> {
        let mut wrong = Vec::new();
        let mut tell = |field: &str, code: &str, message: String| {
            wrong.push(FieldError { field: field.to_owned(), code: code.to_owned(), message });
        };
        let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let length = self.shortcut.chars().count();
        if length == 0 || length > LONGEST_SHORTCUT || !self.shortcut.chars().all(is_letter) {
            tell("shortcut", "invalid", "Enter letters, digits and hyphens, up to 30, like opening-hours".to_owned());
        }
        if self.title.is_empty() || self.title.chars().count() > LONGEST_TITLE {
            tell("title", "invalid", "Enter a title, up to 80 characters".to_owned());
        }
        if self.texts.is_empty() {
            tell("text", "required", "Enter the text in one language at least".to_owned());
        }
        for (language, text) in &self.texts {
            let field = format!("text.{language}");
            if !(2..=3).contains(&language.len()) || !language.bytes().all(|b| b.is_ascii_lowercase()) {
                tell(&field, "language", "Choose a language".to_owned());
            } else if text.chars().count() > LONGEST_TEXT {
                tell(&field, "too_long", "Keep this under 2,000 characters".to_owned());
            } else if let Some(name) = unknown(text) {
                let known: Vec<String> = VARIABLES.iter().map(|name| format!("{{{{{name}}}}}")).collect();
                let message = format!("{{{{{}}}}} is no variable. Use {}", text::head(name, 30), known.join(", "));
                tell(&field, "unknown_variable", message);
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }
}

/// Everything that an organisation keeps, by shortcut.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn, home: &OrganisationId) -> Result<Vec<Canned>> {
    sql::list(conn, home).await
}

/// What is ready for a bot, by shortcut: its own and everybody's. Its own stands for everybody's of the same shortcut.
///
/// # Errors
/// What the database says.
pub async fn of_bot(conn: &mut Conn, home: &OrganisationId, bot: &BotId) -> Result<Vec<Canned>> {
    let mut all = sql::list(conn, home).await?;
    all.retain(|one| one.bot_id.as_ref().is_none_or(|of| of == bot));
    let own: Vec<String> = all.iter().filter(|one| one.bot_id.is_some()).map(|one| one.shortcut.clone()).collect();
    all.retain(|one| one.bot_id.is_some() || !own.contains(&one.shortcut));
    Ok(all)
}

/// Those that a few typed letters may mean, the likeliest first: the shortcut begins so, a word of the title does, the text
/// holds it.
#[must_use]
pub fn found<'a>(all: &'a [Canned], typed: &str) -> Vec<&'a Canned> {
    let wanted = text::fold(typed.trim().trim_start_matches('/'));
    let rank = |one: &Canned| {
        let begins = |words: &str| text::words(words).iter().any(|word| word.starts_with(&wanted));
        if text::fold(&one.shortcut).starts_with(&wanted) {
            Some(0)
        } else if begins(&one.title) || begins(&one.shortcut) {
            Some(1)
        } else if one.texts.0.values().any(|text| text::fold(text).contains(&wanted)) {
            Some(2)
        } else {
            None
        }
    };
    let mut ranked: Vec<(u8, &Canned)> = all.iter().filter_map(|one| Some((rank(one)?, one))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, one)| one).take(OFFERED).collect()
}

/// Keeps a reply: a new one, or the one with this id as it shall be from now on.
///
/// # Errors
/// `Forbidden` for a bot that the actor does not see, and for everybody's where they are held to some bots; `Invalid` for what
/// cannot be kept; `NotFound` when there is none with this id.
pub async fn save(
    tx: &mut Tx,
    home: &OrganisationId,
    by: Actor<'_>,
    id: Option<&CannedId>,
    new: &NewCanned,
) -> Result<CannedId> {
    let new = new.tidied();
    must_keep(by, new.bot_id.as_ref())?;
    new.check()?;
    // Two with the same shortcut at once: the second sees the first.
    dialect::lock_keys(tx, &mut vec![format!("canned/{home}")]).await?;
    let all = sql::list(tx, home).await?;
    if let Some(id) = id {
        let was = all.iter().find(|one| one.id == *id).ok_or(Error::NotFound("canned"))?;
        must_keep(by, was.bot_id.as_ref())?;
    } else if all.len() >= MOST {
        return Err(Error::field("shortcut", "too_many", format!("There are {MOST} already: delete one first")));
    }
    let is_other = |one: &&Canned| id != Some(&one.id) && one.bot_id == new.bot_id && one.shortcut == new.shortcut;
    if let Some(other) = all.iter().find(is_other) {
        let message = format!("/{} is “{}” already", new.shortcut, other.title);
        return Err(Error::field("shortcut", "taken", message));
    }
    let id = id.cloned().unwrap_or_else(|| tx.id());
    sql::put(tx, home, &id, &new).await?;
    note(tx, home, by, new.bot_id.as_ref(), &id, json!({ "setting": "canned", "shortcut": new.shortcut })).await?;
    Ok(id)
}

/// Deletes a reply; what was said with it stays said.
///
/// # Errors
/// `NotFound` when there is none; `Forbidden` as [`save`] says.
pub async fn remove(tx: &mut Tx, home: &OrganisationId, by: Actor<'_>, id: &CannedId) -> Result<()> {
    let all = sql::list(tx, home).await?;
    let was = all.iter().find(|one| one.id == *id).ok_or(Error::NotFound("canned"))?;
    must_keep(by, was.bot_id.as_ref())?;
    sql::remove(tx, home, id).await?;
    let detail = json!({ "setting": "canned", "shortcut": was.shortcut, "deleted": true });
    note(tx, home, by, was.bot_id.as_ref(), id, detail).await
}

/// Refuses what the actor may not keep.
fn must_keep(by: Actor<'_>, bot: Option<&BotId>) -> Result<()> {
    let sees = bot.map_or(by.access.bots.is_none(), |bot| by.access.sees(bot));
    if sees && by.access.can(Right::ChangeSettings) { Ok(()) } else { Err(Error::Forbidden) }
}

async fn note(
    tx: &mut Tx,
    organisation: &OrganisationId,
    by: Actor<'_>,
    bot: Option<&BotId>,
    id: &CannedId,
    detail: serde_json::Value,
) -> Result<()> {
    let (by, what, subject) = (Some(by.id), What::SettingsChanged, id.as_str());
    trail::note(tx, &Entry { organisation, bot, by, what, subject, detail }).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Ids;

    fn canned(shortcut: &str, title: &str, texts: &[(&str, &str)]) -> Canned {
        let now = Timestamp::from_millis(0);
        Canned {
            id: Ids::System.next(now),
            organisation_id: Ids::System.next(now),
            bot_id: None,
            shortcut: shortcut.to_owned(),
            title: title.to_owned(),
            texts: Json(texts.iter().map(|(language, text)| ((*language).to_owned(), (*text).to_owned())).collect()),
            updated_at: now,
        }
    }

    #[test]
    fn the_visitors_language_comes_first_then_the_bots() {
        let one = canned("hi", "Hello", &[("de", "Hallo"), ("en", "Hello"), ("fr", "Bonjour")]);
        assert_eq!(one.text("fr-CA", "en"), ("fr", "Bonjour"));
        assert_eq!(one.text("nl", "de-AT"), ("de", "Hallo"));
        assert_eq!(one.text("nl", "pl"), ("en", "Hello"));
        assert_eq!(canned("hi", "Hello", &[("it", "Ciao")]).text("nl", "pl"), ("it", "Ciao"));
    }

    #[test]
    fn a_few_letters_find_the_shortcut_before_the_title_and_the_text() {
        let all = [
            canned("bye", "Goodbye", &[("en", "We return at nine")]),
            canned("times", "Returns and opening", &[("en", "Nine to five")]),
            canned("returns", "How to send back", &[("en", "Use the label")]),
        ];
        let shortcuts = |typed| found(&all, typed).iter().map(|one| one.shortcut.as_str()).collect::<Vec<_>>();
        assert_eq!(shortcuts("/ret"), ["returns", "times", "bye"]);
        assert_eq!(shortcuts("BACK"), ["returns"]);
        assert_eq!(shortcuts(""), ["bye", "times", "returns"]);
        assert!(shortcuts("zebra").is_empty());
    }

    #[test]
    fn what_cannot_be_kept_is_named_by_its_field() {
        let texts = |pairs: &[(&str, &str)]| pairs.iter().map(|(l, t)| ((*l).to_owned(), (*t).to_owned())).collect();
        let fields = |new: &NewCanned| match new.tidied().check() {
            Err(Error::Invalid(wrong)) => wrong.into_iter().map(|one| one.field).collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        let right = NewCanned {
            bot_id: None,
            shortcut: "/Opening-Hours ".to_owned(),
            title: "When we open".to_owned(),
            texts: texts(&[("en-GB", "Nine, {{first_name|there}}."), ("de", " ")]),
        };
        assert_eq!(fields(&right), Vec::<String>::new());
        let kept = right.tidied();
        assert_eq!((kept.shortcut.as_str(), kept.texts.len()), ("opening-hours", 1));
        let wrong =
            NewCanned { shortcut: "two words".to_owned(), texts: texts(&[("en", "{{nmae}}")]), ..right.clone() };
        assert_eq!(fields(&wrong), ["shortcut", "text.en"]);
        let empty = NewCanned { title: String::new(), texts: texts(&[]), ..right };
        assert_eq!(fields(&empty), ["title", "text"]);
    }
}
