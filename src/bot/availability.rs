//! A bot's hours and the rules of its handoff are changed together, by somebody who saw what they are.

use serde_json::json;

use super::files::Files;
use super::handoff_rules::HandoffRules;
use super::hours::Hours;
use super::{Settings, hold, set_settings};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::{BotId, MemberId};
use crate::organisation::trail::{self, Entry, What};

/// What a person chose.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// At which bot.
    pub bot: &'a BotId,
    /// Who.
    pub by: &'a MemberId,
    /// What they saw, by `Settings::handoff_version`.
    pub seen: &'a str,
    /// Whether visitors can be passed to a person at all.
    pub handoff: bool,
    /// How they are.
    pub rules: &'a HandoffRules,
    /// When the team is there; none: always.
    pub hours: Option<&'a Hours>,
    /// What files visitors may send.
    pub files: &'a Files,
}

/// Changes when a team is there and how it gets conversations. The trail tells which of both; addresses and numbers are told
/// by their count.
///
/// # Errors
/// `Invalid` names each field that cannot be kept; `Conflict("changed")` when it is no longer what they saw.
pub async fn change(tx: &mut Tx, change: &Change<'_>) -> Result<()> {
    change.rules.check()?;
    change.hours.map_or(Ok(()), Hours::check)?;
    change.files.check()?;
    let bot = hold(tx, change.bot).await?;
    let was = bot.settings();
    if was.handoff_version() != change.seen {
        return Err(Error::Conflict("changed"));
    }
    let settings = Settings {
        handoff: change.handoff,
        handoff_rules: change.rules.clone(),
        hours: change.hours.cloned(),
        files: change.files.clone(),
        ..was.clone()
    };
    if settings == *was {
        return Ok(());
    }
    set_settings(tx, &bot.id, &settings).await?;
    let detail = json!({
        "setting": "hours_and_handoff",
        "hours": settings.hours != was.hours,
        "handoff": settings.handoff,
        "rules": settings.handoff_rules != was.handoff_rules,
        "files": settings.files.is_on(),
        "typed_ahead": settings.handoff_rules.typed_ahead,
        "escalate_to": settings.handoff_rules.escalate_to.len(),
        "escalate_sms": settings.handoff_rules.escalate_sms.len(),
    });
    let (organisation, subject) = (&bot.organisation_id, bot.id.as_str());
    let what = What::SettingsChanged;
    trail::note(tx, &Entry { organisation, bot: Some(&bot.id), by: Some(change.by), what, subject, detail }).await
}
