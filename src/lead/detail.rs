//! What was found about a lead beyond its row: custom fields, signals, and what its score is made of, each with the
//! message it came from.
//!
//! Custom fields are the answers that no column of a contact holds; they stand in the submissions and are gathered when
//! they are read. What else is known of them (from a file, from the conversation) is stored beside the signals.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Lead, sql};
use crate::conversation::message::ReceiptRow;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::event::{Event, names};
use crate::form::preset::CONSENT;
use crate::id::{ConversationId, LeadId};

/// The longest text that stands for something found, in characters.
pub const LONGEST: usize = 400;

/// What the keys of fields begin with that were drawn from what was said.
pub const SAID: &str = "said_";

/// How many of a kind are kept.
const MOST: usize = 40;

/// The keys of the answers that a contact or a lead has columns for.
const BUILT_IN: [&str; 7] = ["name", "email", "phone", "company", "website", "order_number", CONSENT];

/// A custom field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its key, the same for every lead.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// What was answered.
    pub value: String,
}

names! {
    /// What a home's buyer in the United Kingdom is asked first.
    pub enum SignalKind {
        /// Whether they must sell first.
        Chain = "chain",
        /// How they pay.
        Mortgage = "mortgage",
        /// By which scheme they buy.
        Scheme = "scheme",
        /// What they are to the stamp duty.
        Sdlt = "sdlt",
    }
}

impl SignalKind {
    /// What people read for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Chain => "Chain",
            Self::Mortgage => "Mortgage",
            Self::Scheme => "Scheme",
            Self::Sdlt => "SDLT",
        }
    }

    /// What it can be, in the words that are shown, exported and stored (spec, section 4).
    #[must_use]
    pub const fn values(self) -> &'static [&'static str] {
        match self {
            Self::Chain => &["Chain-free", "Single chain", "In chain"],
            Self::Mortgage => &["Cash (proven)", "DIP held", "Application pending", "Exploring"],
            Self::Scheme => &["Help to Buy", "Shared Ownership", "First Homes"],
            Self::Sdlt => &["First-time buyer", "Main residence", "Second home", "Non-resident"],
        }
    }
}

/// A signal: what was said of one of the four, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// Which.
    pub kind: SignalKind,
    /// One of [`SignalKind::values`].
    pub value: String,
    /// Where it was said, where that is known.
    #[serde(default)]
    pub conversation: Option<ConversationId>,
    /// The message.
    #[serde(default)]
    pub seq: Option<i64>,
    /// Its words.
    #[serde(default)]
    pub evidence: String,
}

/// One thing a score is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What counted: "Budget".
    pub name: String,
    /// What was said: "DIP to £390k".
    pub evidence: String,
    /// How much it counted, either way.
    pub points: i64,
    /// Where it was said, where that is known.
    #[serde(default)]
    pub conversation: Option<ConversationId>,
    /// The message.
    #[serde(default)]
    pub seq: Option<i64>,
}

/// Everything found about a lead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// Custom fields.
    pub fields: Vec<Field>,
    /// Signals, each kind once.
    pub signals: Vec<Signal>,
    /// What the score is made of.
    pub reasons: Vec<Reason>,
}

impl Detail {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        *self == Self::default()
    }

    /// The signal of a kind.
    #[must_use]
    pub fn signal(&self, kind: SignalKind) -> Option<&Signal> {
        self.signals.iter().find(|signal| signal.kind == kind)
    }

    fn check(&self) -> Result<()> {
        let texts = self.fields.iter().flat_map(|field| [&field.key, &field.label, &field.value]);
        let texts = texts.chain(self.reasons.iter().flat_map(|reason| [&reason.name, &reason.evidence]));
        let mut texts = texts.chain(self.signals.iter().flat_map(|signal| [&signal.value, &signal.evidence]));
        let wrong = |field, code, message| Err(Error::field(field, code, message));
        if texts.any(|text| text.contains('\0') || text.chars().count() > LONGEST) {
            return wrong("detail", "too_long", "Keep each text under 400 characters");
        }
        if self.fields.len().max(self.signals.len()).max(self.reasons.len()) > MOST {
            return wrong("detail", "too_many", "Keep at most 40 of a kind");
        }
        let is_known = |signal: &Signal| signal.kind.values().contains(&signal.value.as_str());
        if !self.signals.iter().all(is_known) {
            return wrong("signals", "unknown", "Choose one of the values of the signal");
        }
        let is_first = |at: usize| !self.signals[..at].iter().any(|before| before.kind == self.signals[at].kind);
        if !(0..self.signals.len()).all(is_first) {
            return wrong("signals", "twice", "Name each signal once");
        }
        Ok(())
    }
}

/// Stores what was found, in the place of what was found before.
///
/// # Errors
/// `Invalid` when a text is too long, a signal is named twice or has a value that is none; what the database says.
pub async fn set(tx: &mut Tx, lead: &Lead, detail: &Detail) -> Result<()> {
    detail.check()?;
    sql::set_detail(tx, &lead.id, detail).await?;
    tx.emit(Event::LeadChanged { bot: lead.bot_id.clone(), lead: lead.id.clone() });
    Ok(())
}

/// Stores what was drawn from what was said, in the place of what was drawn before; fields from elsewhere stay, and `gaps`
/// are filled where nothing is known. What is so already is not written.
///
/// # Errors
/// As [`set`] has them.
pub async fn set_said(tx: &mut Tx, lead: &Lead, said: Vec<Field>, gaps: &[Field]) -> Result<()> {
    let known = stored(tx, &lead.id).await?;
    let is_known = |gap: &&Field| known.fields.iter().any(|field| field.key == gap.key);
    let others = known.fields.iter().filter(|field| !field.key.starts_with(SAID));
    let new = gaps.iter().filter(|gap| !is_known(gap));
    let fields: Vec<Field> = others.chain(new).cloned().chain(said).take(MOST).collect();
    if fields == known.fields { Ok(()) } else { set(tx, lead, &Detail { fields, ..known }).await }
}

/// What is stored of a lead, without its submissions' answers.
///
/// # Errors
/// What the database says.
pub async fn stored(conn: &mut Conn, lead: &LeadId) -> Result<Detail> {
    Ok(sql::details(conn, &[lead]).await?.remove(lead).unwrap_or_default())
}

/// Everything found about these leads; those of whom nothing was found are not there. At most 10,000 at once.
///
/// # Errors
/// What the database says.
pub async fn of_all(conn: &mut Conn, leads: &[&LeadId]) -> Result<HashMap<LeadId, Detail>> {
    let mut found = sql::details(conn, leads).await?;
    for (lead, rows) in sql::answers(conn, leads).await? {
        let fields = &mut found.entry(lead).or_default().fields;
        // Oldest first: what was answered later stands in the place of what was said before.
        for field in rows.0.into_iter().filter_map(custom) {
            match fields.iter_mut().find(|known| known.key == field.key) {
                Some(known) => *known = field,
                None => fields.push(field),
            }
        }
    }
    found.retain(|_, detail| !detail.is_bare());
    Ok(found)
}

/// Everything found about one lead.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, lead: &LeadId) -> Result<Detail> {
    Ok(of_all(conn, &[lead]).await?.remove(lead).unwrap_or_default())
}

/// The custom fields of these leads.
///
/// # Errors
/// What the database says.
pub async fn fields(conn: &mut Conn, leads: &[&LeadId]) -> Result<HashMap<LeadId, Vec<Field>>> {
    let found = of_all(conn, leads).await?.into_iter();
    Ok(found.map(|(lead, detail)| (lead, detail.fields)).filter(|(_, fields)| !fields.is_empty()).collect())
}

/// The custom field that an answer is, unless a column holds it.
#[must_use]
pub fn custom(row: ReceiptRow) -> Option<Field> {
    let ReceiptRow { key, label, value } = row;
    (!BUILT_IN.contains(&key.as_str())).then_some(Field { key, label, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(kind: SignalKind, value: &str) -> Signal {
        Signal { kind, value: value.to_owned(), conversation: None, seq: None, evidence: String::new() }
    }

    fn code(detail: &Detail) -> String {
        match detail.check() {
            Err(Error::Invalid(fields)) => fields[0].code.clone(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn only_the_values_of_the_four_signals_are_taken_each_once() {
        let of = |signals: Vec<Signal>| Detail { signals, ..Detail::default() };
        let held = || signal(SignalKind::Mortgage, "DIP held");
        assert!(of(vec![held(), signal(SignalKind::Chain, "Single chain")]).check().is_ok());
        assert_eq!(code(&of(vec![signal(SignalKind::Chain, "DIP held")])), "unknown");
        assert_eq!(code(&of(vec![held(), held()])), "twice");
    }

    #[test]
    fn what_is_found_has_bounds() {
        let field = |value: String| Field { key: "k".into(), label: "K".into(), value };
        let of = |fields: Vec<Field>| Detail { fields, ..Detail::default() };
        assert!(of(vec![field("x".repeat(LONGEST))]).check().is_ok());
        assert_eq!(code(&of(vec![field("x".repeat(10_000))])), "too_long");
        assert_eq!(code(&of(vec![field("a\0b".into())])), "too_long");
        assert_eq!(code(&of(vec![field(String::new()); 41])), "too_many");
    }

    #[test]
    fn what_a_column_holds_is_no_custom_field() {
        let row = |key: &str| ReceiptRow { key: key.into(), label: "L".into(), value: "v".into() };
        assert!(BUILT_IN.iter().all(|key| custom(row(key)).is_none()));
        assert_eq!(custom(row("budget")).unwrap().key, "budget");
    }
}
