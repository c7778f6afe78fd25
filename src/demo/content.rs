//! The demo's content, read from the TOML files that are part of the program.
//!
//! Plain structs, as the files have them: turning them into rows is the caller's work. Times are minutes before now,
//! so the demo is always fresh. `load` fails only if a file was broken at build time, which a test prevents.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::assistant::TagExamples;
use crate::trigger::Rule;

/// Everything the demo is seeded with.
#[derive(Debug, Clone, PartialEq)]
pub struct Demo {
    pub organisation: DemoOrganisation,
    pub members: Vec<DemoMember>,
    pub bots: Vec<DemoBot>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoOrganisation {
    pub name: String,
    /// `free`, `starter`, `advanced` or `boost`.
    pub plan: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoMember {
    pub name: String,
    pub email: String,
    /// `owner`, `admin`, `agent` or `viewer`.
    pub role: String,
    /// Keys of the bots they work for.
    pub bots: Vec<String>,
}

/// One bot with all that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoBot {
    pub profile: DemoProfile,
    pub tags: Vec<DemoTag>,
    pub forms: Vec<DemoForm>,
    pub rules: Vec<Rule>,
    pub products: Vec<DemoProduct>,
    pub knowledge: Vec<DemoEntry>,
    pub replies: Vec<DemoReply>,
    /// Newest first.
    pub leads: Vec<DemoLead>,
}

impl DemoBot {
    /// The example phrases of the bot's own tags, to make its model of.
    #[must_use]
    pub fn tag_examples(&self) -> Vec<TagExamples> {
        self.tags
            .iter()
            .filter(|tag| !tag.examples.is_empty())
            .map(|tag| TagExamples { tag: tag.key.clone(), examples: tag.examples.clone() })
            .collect()
    }
}

/// Who a bot is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoProfile {
    /// The public key of the snippet, `data-bot`.
    pub key: String,
    /// A short name for addresses.
    pub slug: String,
    pub name: String,
    /// What stands under the name in the dashboard.
    pub subtitle: String,
    /// What its people are called.
    pub team: String,
    /// `#rrggbb`.
    pub accent: String,
    pub language: String,
    /// IANA name.
    pub time_zone: String,
    /// Where phone numbers without a country code are (ISO 3166).
    pub region: String,
    pub website: String,
    /// `sales`, `short`, `support` or `enquiries`.
    pub pipeline: String,
    /// `sales` or `uk_property`.
    pub scoring: String,
    /// What property bots call `properties`.
    pub products_word: String,
    /// What the closed widget says.
    pub teaser: String,
    pub teaser_replies: Vec<String>,
    /// The first messages of an opened widget.
    pub greeting: Vec<String>,
    pub quick_replies: Vec<String>,
    pub mail_from: String,
    pub recipients: Vec<String>,
    pub privacy_url: String,
    pub hours: Vec<DemoHours>,
}

/// Opening hours of one day: `mon`, `09:00`, `17:30`. A day that is not there is closed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoHours {
    pub day: String,
    pub from: String,
    pub to: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoTag {
    pub key: String,
    pub name: String,
    /// Whether it is one of the seven built-in tags.
    #[serde(default)]
    pub builtin: bool,
    /// `request` or `outcome`.
    pub kind: String,
    /// A hue of the design: plum, blue, sand, rust, rose, green, teal, grey.
    pub hue: String,
    /// A Lucide icon's name.
    pub icon: String,
    #[serde(default = "on")]
    pub on: bool,
    #[serde(default)]
    pub examples: Vec<String>,
    /// Besides the bot's own recipients, or instead where the bot says so.
    #[serde(default)]
    pub recipients: Vec<String>,
}

fn on() -> bool {
    true
}

/// A form; without a tag it is the bot's default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoForm {
    #[serde(default)]
    pub tag: Option<String>,
    pub title: String,
    pub intro: String,
    pub fields: Vec<DemoField>,
}

/// A field, in the shape of the socket protocol's field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoField {
    pub key: String,
    pub kind: String,
    pub label: String,
    #[serde(default)]
    pub required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<DemoChoice>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<DemoLink>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoChoice {
    pub value: String,
    pub label: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoLink {
    pub label: String,
    pub url: String,
}

/// Something a visitor may ask about: a product, or a property.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoProduct {
    pub sku: String,
    pub title: String,
    pub price_pence: u32,
    /// The price before it was lowered.
    #[serde(default)]
    pub was_pence: Option<u32>,
    /// `In stock`, `4 left`, `For sale`.
    pub stock: String,
    pub page: String,
    pub description: String,
}

/// An entry of the knowledge.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoEntry {
    /// Shown as the answer's source.
    pub title: String,
    pub question: String,
    pub answer: String,
    #[serde(default)]
    pub page: Option<String>,
}

/// A reply that the team keeps ready, its texts by language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoReply {
    pub shortcut: String,
    pub title: String,
    pub texts: BTreeMap<String, String>,
}

/// A lead with its conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoLead {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    /// As the visitor wrote it, in the bot's region.
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub company: Option<String>,
    #[serde(default)]
    pub order_number: Option<String>,
    /// The tag of the first submission.
    pub tag: String,
    /// A key of the bot's pipeline.
    pub status: String,
    #[serde(default)]
    pub lost_reason: Option<String>,
    /// 0 to 100.
    pub score: u8,
    /// Nobody has opened it yet.
    #[serde(default)]
    pub is_new: bool,
    /// What they want, in a line.
    pub intent: String,
    pub summary: String,
    /// `web`, `sms`, `whatsapp`, `telegram`, `email` or `api`.
    pub source: String,
    #[serde(default)]
    pub page: Option<String>,
    /// When it was captured.
    pub minutes_ago: u32,
    /// Who it is assigned to, by e-mail.
    #[serde(default)]
    pub assignee: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
    /// What they answered to the form's own fields, by key.
    #[serde(default)]
    pub answers: BTreeMap<String, String>,
    /// What was found of the property signals, by kind.
    #[serde(default)]
    pub signals: BTreeMap<String, DemoSignal>,
    /// What the score is made of; where none are told, the seed finds some.
    #[serde(default)]
    pub reasons: Vec<DemoReason>,
    /// What was shown to them; where none are told, what was spoken of.
    #[serde(default)]
    pub discussed: Vec<DemoDiscussed>,
    /// The mail server's words, where the e-mail about the lead was not taken.
    #[serde(default)]
    pub mail_refused: Option<String>,
    /// Later submissions, oldest first.
    #[serde(default)]
    pub follow_ups: Vec<DemoFollowUp>,
    /// The conversation, oldest first.
    pub turns: Vec<DemoTurn>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoSignal {
    /// One of its kind's values.
    pub value: String,
    /// Words of the turn it was said in.
    pub said: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoReason {
    pub name: String,
    pub evidence: String,
    pub points: i64,
    /// Words of the turn it was said in.
    #[serde(default)]
    pub said: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoDiscussed {
    pub sku: String,
    /// How it came up: "Suggested", "In order LL-20418".
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoFollowUp {
    pub tag: String,
    pub minutes_ago: u32,
    /// What they wrote in the form.
    pub message: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoTurn {
    /// `visitor`, `bot` or `agent`.
    pub author: String,
    pub text: String,
    /// When it was said.
    pub minutes_ago: u32,
}

/// One of the TOML files could not be read.
#[derive(Debug, thiserror::Error)]
#[error("the demo's {file} cannot be read: {problem}")]
pub struct BrokenContent {
    file: &'static str,
    problem: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganisationFile {
    organisation: DemoOrganisation,
    members: Vec<DemoMember>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BotFile {
    bot: DemoProfile,
    tags: Vec<DemoTag>,
    forms: Vec<DemoForm>,
    rules: Vec<Rule>,
    products: Vec<DemoProduct>,
    replies: Vec<DemoReply>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KnowledgeFile {
    entries: Vec<DemoEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LeadsFile {
    leads: Vec<DemoLead>,
}

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../demo/", $name)))
    };
}

/// Reads the demo's content.
///
/// # Errors
/// When one of the embedded files does not have the shape above.
pub fn load() -> Result<Demo, BrokenContent> {
    let OrganisationFile { organisation, members } = read(file!("organisation.toml"))?;
    let shop = bot(
        read(file!("loam-lantern/bot.toml"))?,
        read(file!("loam-lantern/knowledge.toml"))?,
        read(file!("loam-lantern/leads.toml"))?,
    );
    let agency = bot(
        read(file!("pell-harrow/bot.toml"))?,
        read(file!("pell-harrow/knowledge.toml"))?,
        read(file!("pell-harrow/leads.toml"))?,
    );
    Ok(Demo { organisation, members, bots: vec![shop, agency] })
}

fn bot(file: BotFile, knowledge: KnowledgeFile, leads: LeadsFile) -> DemoBot {
    let BotFile { bot, tags, forms, rules, products, replies } = file;
    DemoBot { profile: bot, tags, forms, rules, products, replies, knowledge: knowledge.entries, leads: leads.leads }
}

fn read<T: serde::de::DeserializeOwned>((file, text): (&'static str, &str)) -> Result<T, BrokenContent> {
    toml::from_str(text).map_err(|error| BrokenContent { file, problem: error.to_string() })
}

#[cfg(test)]
mod tests;
