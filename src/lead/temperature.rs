//! A person's word over the score's: Hot, Warm or Cold, until the lead's next conversation.
//!
//! `lead.temperature` holds what counts, so that lists and counts need not know of this.

use super::history::{self, Change, Kind};
use super::score::Temperature;
use super::{Lead, sql};
use crate::bot::Bot;
use crate::db::{Tx, record};
use crate::error::Result;
use crate::event::Event;
use crate::id::{LeadId, MemberId};
use crate::organisation::trail::{self, Entry, What};
use crate::time::Timestamp;

record! {
    /// What a person said.
    #[derive(Clone, Debug)]
    pub struct Override {
        /// How ready to buy.
        pub temperature: Temperature,
        /// Who, by name.
        pub by: Option<String>,
        /// When.
        pub at: Timestamp,
    }
}

/// What a person said of a lead, while it holds.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut crate::db::Conn, lead: &LeadId) -> Result<Option<Override>> {
    sql::override_of(conn, lead).await
}

/// A person says how ready to buy a lead is; with `None`, the score decides again.
///
/// # Errors
/// `NotFound` when it is another bot's.
pub async fn set(tx: &mut Tx, bot: &Bot, id: &LeadId, to: Option<Temperature>, by: &MemberId) -> Result<()> {
    let lead = sql::hold(tx, &bot.id, id).await?;
    let told = of(tx, id).await?;
    if told.as_ref().map(|told| told.temperature) == to {
        return Ok(());
    }
    let counts = to.or_else(|| of_score(&lead, bot));
    sql::set_override(tx, id, to, counts, by).await?;
    let (was, became) = (lead.temperature.as_deref(), counts.map(Temperature::as_str));
    let reason = to.is_none().then_some("score");
    history::note(tx, id, Change { kind: Kind::Temperature, was, became, reason, by: Some(by) }).await?;
    let detail = serde_json::json!({ "was": was, "became": became, "by_score": to.is_none() });
    let entry = Entry {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by: Some(by),
        what: What::TemperatureSet,
        subject: id.as_str(),
        detail,
    };
    trail::note(tx, &entry).await?;
    tx.emit(Event::LeadChanged { bot: bot.id.clone(), lead: id.clone() });
    Ok(())
}

/// The temperature that a lead's score comes to.
fn of_score(lead: &Lead, bot: &Bot) -> Option<Temperature> {
    let score = u8::try_from(lead.score?.clamp(0, 100)).ok()?;
    Some(Temperature::of(score, &bot.settings().bands))
}

/// Leads that were followed up, each with when the conversation began: a word that is older holds no more.
///
/// # Errors
/// What the database says.
pub(super) async fn lapse(tx: &mut Tx, joined: &[(&Bot, &Lead, Timestamp)]) -> Result<()> {
    let rows = joined.iter().map(|(bot, lead, began)| (&lead.id, of_score(lead, bot), *began)).collect::<Vec<_>>();
    let lapsed = sql::lapse(tx, &rows).await?;
    let changes: Vec<(&LeadId, Change<'_>)> = joined
        .iter()
        .filter(|(_, lead, _)| lapsed.contains(&lead.id))
        .map(|(bot, lead, _)| {
            let became = of_score(lead, bot).map(Temperature::as_str);
            let was = lead.temperature.as_deref();
            (&lead.id, Change { kind: Kind::Temperature, was, became, reason: Some("conversation"), by: None })
        })
        .collect();
    history::note_all(tx, &changes).await
}
