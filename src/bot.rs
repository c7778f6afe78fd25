//! A bot: one assistant on one site, and the scope of everything below it.
//!
//! Its settings are one document, read whole; what is listed, counted or searched has tables of its own.

pub mod accent;
pub mod availability;
pub mod bands;
pub mod files;
pub mod handoff_rules;
pub mod hours;
pub mod pipeline;
mod sql;
pub mod uses;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::db::{Conn, Json, Tx, record};
use crate::error::{Error, Result};
use crate::event::{Channel, names};
use crate::id::{self, BotId, OrganisationId};
use crate::time::Timestamp;
use bands::{Bands, Weight};
use handoff_rules::HandoffRules;
use hours::Hours;
use pipeline::Pipeline;
use uses::Uses;

names! {
    /// What a score is made of.
    pub enum ScorePreset {
        /// What any seller looks for.
        General = "general",
        /// A home in the United Kingdom: four signals beside the score.
        UkProperty = "uk_property",
    }
}

names! {
    /// When a lead is made without a form.
    pub enum Capture {
        /// Only from submissions.
        Forms = "forms",
        /// From submissions, and from enough signal.
        Signals = "signals",
        /// From everyone who wrote.
        Everyone = "everyone",
    }
}

record! {
    /// One assistant on one site.
    #[derive(Clone, Debug)]
    pub struct Bot {
        /// Its id.
        pub id: BotId,
        /// Whose it is.
        pub organisation_id: OrganisationId,
        /// What the widget's snippet names it by; public.
        pub key: String,
        /// What visitors read.
        pub name: String,
        /// Everything else.
        pub settings: Json<Settings>,
    }
}

impl Bot {
    /// Its settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings.0
    }
}

/// What an owner chooses for a bot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// What the people behind it are called: "the workshop", without the article.
    pub team: String,
    /// One line about it in the dashboard.
    pub line: String,
    /// The language it speaks when the visitor's is not to be had (BCP 47).
    pub language: String,
    /// The owner's time zone (IANA).
    pub time_zone: String,
    /// The country whose phone numbers need no prefix (ISO 3166-1 alpha-2).
    pub region: String,
    /// One colour, `#rrggbb`.
    pub accent: String,
    /// `auto`, `light` or `dark`.
    pub theme: String,
    /// Which side the launcher stands on: `end` or `start`.
    pub position: String,
    /// What the launcher is called.
    pub launcher: String,
    /// The first words of an open panel.
    pub greeting: String,
    /// A short greeting beside the closed launcher; empty for none.
    pub teaser: String,
    /// How long after loading the teaser appears.
    pub teaser_after_ms: u32,
    /// Quick replies under the greeting, four at most.
    pub replies: Vec<String>,
    /// Where the privacy notice is; empty for none.
    pub privacy_url: String,
    /// The sites that may show the widget, as origins (`https://shop.example`); none listed means any.
    pub allowed_origins: Vec<String>,
    /// Who is e-mailed about each submission; a tag may add its own.
    pub recipients: Vec<String>,
    /// When a lead is made without a form.
    pub capture: Capture,
    /// After so many days without activity, a lead that is done or out is left alone and a new one begins.
    pub regroup_days: i64,
    /// Which pipeline its leads move through: `sales`, `short`, `support`, `enquiries`, or `own`.
    pub pipeline: String,
    /// The pipeline that `own` means.
    pub own_pipeline: Option<Pipeline>,
    /// What a score is made of.
    pub score_preset: ScorePreset,
    /// What the owner changed of the preset's weights, by kind of evidence.
    pub score_weights: BTreeMap<String, Weight>,
    /// Where the bands of a score begin.
    pub bands: Bands,
    /// After so many days without activity a lead's personal data is erased; 0 keeps it.
    pub retention_days: i64,
    /// Whether visitors can be passed to a person.
    pub handoff: bool,
    /// How they are.
    pub handoff_rules: HandoffRules,
    /// When its team is there; none: always.
    pub hours: Option<Hours>,
    /// What a language model is used for, where one is set up.
    pub model: Uses,
    /// What files visitors may send.
    pub files: files::Files,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            team: "team".into(),
            line: String::new(),
            language: "en".into(),
            time_zone: "Europe/London".into(),
            region: "GB".into(),
            accent: "#17604E".into(),
            theme: "auto".into(),
            position: "end".into(),
            launcher: "Chat".into(),
            greeting: "Hello. Ask me anything, or leave your details and the team will get back to you.".into(),
            teaser: String::new(),
            teaser_after_ms: 8_000,
            replies: Vec::new(),
            privacy_url: String::new(),
            allowed_origins: Vec::new(),
            recipients: Vec::new(),
            capture: Capture::Signals,
            regroup_days: 30,
            pipeline: "sales".into(),
            own_pipeline: None,
            score_preset: ScorePreset::General,
            score_weights: BTreeMap::new(),
            bands: Bands::default(),
            retention_days: 0,
            handoff: true,
            handoff_rules: HandoffRules::default(),
            hours: None,
            model: Uses::default(),
            files: files::Files::default(),
        }
    }
}

impl Settings {
    /// The pipeline its leads move through.
    #[must_use]
    pub fn pipeline(&self) -> &Pipeline {
        let own = self.own_pipeline.as_ref().filter(|own| self.pipeline == pipeline::OWN && !own.statuses.is_empty());
        own.unwrap_or_else(|| Pipeline::preset(&self.pipeline))
    }

    /// What the pipeline's settings are, in a word that changes with them: for who saves what they saw earlier.
    #[must_use]
    pub fn pipeline_version(&self) -> String {
        id::token_hash(&serde_json::json!([self.pipeline, self.own_pipeline]).to_string())
    }

    /// Whether the team is within its hours at this moment.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.hours.as_ref().is_none_or(|hours| hours.is_open(at))
    }

    /// What its hours and the rules of its handoff are, in a word that changes with them: for who saves what they saw earlier.
    #[must_use]
    pub fn handoff_version(&self) -> String {
        id::token_hash(&serde_json::json!([self.handoff, self.handoff_rules, self.hours, self.files]).to_string())
    }

    /// Whether a page of this origin may show the widget and open sockets. A program sends no Origin, and may.
    #[must_use]
    pub fn allows_origin(&self, origin: Option<&str>) -> bool {
        let Some(origin) = origin else { return true };
        self.allowed_origins.is_empty()
            || self.allowed_origins.iter().any(|allowed| allowed.trim_end_matches('/').eq_ignore_ascii_case(origin))
    }
}

/// Makes a bot.
///
/// # Errors
/// What the database says; `Conflict` when the key is taken.
pub async fn create(
    tx: &mut Tx,
    organisation: &OrganisationId,
    key: &str,
    name: &str,
    settings: &Settings,
) -> Result<Bot> {
    let bot = Bot {
        id: tx.id(),
        organisation_id: organisation.clone(),
        key: key.to_owned(),
        name: name.to_owned(),
        settings: Json(settings.clone()),
    };
    sql::insert(tx, &bot).await?;
    Ok(bot)
}

/// Changes a bot's settings.
///
/// # Errors
/// `Invalid` when the bands of its score are out of order, or its hours or the rules of its handoff cannot be kept;
/// what the database says.
pub async fn set_settings(tx: &mut Tx, id: &BotId, settings: &Settings) -> Result<()> {
    settings.bands.check()?;
    settings.handoff_rules.check()?;
    settings.files.check()?;
    settings.hours.as_ref().map_or(Ok(()), Hours::check)?;
    sql::set_settings(tx, id, settings).await
}

/// The bot with this id, held until the transaction ends: who changes its settings reads them so.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn hold(tx: &mut Tx, id: &BotId) -> Result<Bot> {
    sql::hold(tx, id).await?;
    sql::by_id(tx, id).await?.ok_or(Error::NotFound("bot"))
}

/// The bot that a snippet names.
///
/// # Errors
/// What the database says.
pub async fn by_key(conn: &mut Conn, key: &str) -> Result<Option<Bot>> {
    sql::by_key(conn, key).await
}

/// The bot with this id.
///
/// # Errors
/// What the database says.
pub async fn by_id(conn: &mut Conn, id: &BotId) -> Result<Option<Bot>> {
    sql::by_id(conn, id).await
}

/// An organisation's bots, oldest first.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn, organisation: &OrganisationId) -> Result<Vec<Bot>> {
    sql::list(conn, organisation).await
}

/// Every bot of every organisation, oldest first; for the back room, which needs no scope.
///
/// # Errors
/// What the database says.
pub async fn all(conn: &mut Conn) -> Result<Vec<Bot>> {
    sql::all(conn).await
}

/// Gives a bot an address at a provider: a phone number in E.164.
///
/// # Errors
/// What the database says.
pub async fn set_address(tx: &mut Tx, bot: &BotId, channel: Channel, address: &str) -> Result<()> {
    sql::set_address(tx, bot, channel, address).await
}

/// The bot that messages to this address are for.
///
/// # Errors
/// What the database says.
pub async fn by_address(conn: &mut Conn, channel: Channel, address: &str) -> Result<Option<Bot>> {
    sql::by_address(conn, channel, address).await
}

/// A bot's own address on a channel: what its messages are from.
///
/// # Errors
/// What the database says.
pub async fn address(conn: &mut Conn, bot: &BotId, channel: Channel) -> Result<Option<String>> {
    sql::address(conn, bot, channel).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_sites_may_show_the_widget() {
        let open = Settings::default();
        assert!(open.allows_origin(Some("https://anywhere.example")));
        let listed = Settings { allowed_origins: vec!["https://shop.example".into()], ..Settings::default() };
        assert!(listed.allows_origin(Some("https://SHOP.example")));
        assert!(!listed.allows_origin(Some("https://shop.example.evil.example")));
        assert!(!listed.allows_origin(Some("null")));
        assert!(listed.allows_origin(None));
    }

    #[test]
    fn settings_written_by_an_older_version_still_read() {
        let settings: Settings = serde_json::from_str(r#"{"team":"workshop"}"#).unwrap();
        assert_eq!((settings.team.as_str(), settings.regroup_days), ("workshop", 30));
        assert_eq!(settings.model, Uses::default());
        let some: Settings = serde_json::from_str(r#"{"model":{"notes":false}}"#).unwrap();
        assert_eq!(some.model, Uses::only(&[uses::Use::Replies, uses::Use::Doubt]));
    }
}
