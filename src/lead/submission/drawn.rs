//! A submission drawn from the conversation itself: no form was sent, yet there is a way to reach the visitor and a
//! clear wish.
//!
//! It leaves no receipt, because the visitor sent nothing. Whether the conversation holds enough is the caller's to say.

use super::Submitted;
use super::sent::Sent;
use super::store::{Captured, store};
use super::whose;
use crate::bot::Bot;
use crate::contact::identity::{self, Key, Kind};
use crate::contact::{self, Details, email::Email};
use crate::conversation::{self, Conversation, message::ReceiptRow};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::form::definition::{Known, Values};
use crate::id::{BotId, SubmissionId};
use crate::lead::{Lead, Origin, folded, sql};

/// What was drawn from a conversation.
#[derive(Clone, Debug)]
pub struct Drawn<'a> {
    /// What kind of request it is; empty for none in particular.
    pub tag: &'a str,
    /// What the conversation was, where that says more than the tag: where a pipeline begins by it. Empty else.
    pub was: &'a str,
    /// `Signals`, or `Conversation` where everyone who writes becomes a lead.
    pub origin: Origin,
    /// Who they are, as far as they said.
    pub details: Details,
    /// The order they spoke of.
    pub order_number: Option<String>,
    /// What they answered in a form that they left; with what they are called and reached by.
    pub rows: Vec<ReceiptRow>,
}

/// Makes everybody else wait who captures of this sender, or of whoever these details claim to be.
///
/// # Errors
/// What the database says.
pub async fn hold(tx: &mut Tx, bot: &Bot, to: &Conversation, told: &Known) -> Result<()> {
    let owns = identity::keys_of(tx, &[&to.identity_id]).await?;
    identity::lock_all(tx, claims(&bot.id, told).iter().chain(owns.values())).await
}

/// What they said of themselves fills what is not known of a lead's person. What somebody else goes by is left to them: two
/// people are joined by a form, or by a person of the team. The caller [`hold`]s both, and the lead.
///
/// # Errors
/// What the database says.
pub async fn learn(tx: &mut Tx, bot: &Bot, lead: &Lead, told: &Known) -> Result<()> {
    let Some(known) = contact::by_id(tx, &lead.contact_id).await? else { return Ok(()) };
    let keys = claims(&bot.id, told);
    let others = identity::contacts_of(tx, &keys.iter().collect::<Vec<_>>()).await?;
    let is_free = |key: &&Key| others.get(*key).is_none_or(|contact| *contact == lead.contact_id);
    let free = |kind: Kind| keys.iter().filter(is_free).find(|key| key.kind == kind);
    let gap = |known: &Option<String>, said: Option<String>| if known.is_some() { None } else { said };
    let details = Details {
        name: gap(&known.name, told.name.clone()),
        email: gap(&known.email, free(Kind::Email).and(told.email.as_ref()).map(|email| email.as_str().to_owned())),
        phone: gap(&known.phone, free(Kind::Phone).map(|key| key.value.clone())),
        company: gap(&known.company, told.company.clone()),
        website: gap(&known.website, told.website.clone()),
    };
    let order_number = gap(&lead.order_number, told.order_number.clone());
    if details == Details::default() && order_number.is_none() {
        return Ok(());
    }
    let new = keys.iter().filter(is_free).filter(|key| match key.kind {
        Kind::Email => details.email.is_some(),
        _ => details.phone.is_some(),
    });
    let new: Vec<_> = new.map(|key| (key, &lead.contact_id)).collect();
    identity::claim_all(tx, &new).await?;
    let known = contact::learn(tx, &lead.contact_id, &details, true).await?;
    let order_number = order_number.as_deref().or(lead.order_number.as_deref());
    sql::refold(tx, &lead.id, order_number, &folded(&known, order_number)).await?;
    tx.emit(Event::LeadChanged { bot: bot.id.clone(), lead: lead.id.clone() });
    Ok(())
}

/// The e-mail and the phone that somebody says are theirs.
fn claims(bot: &BotId, told: &Known) -> Vec<Key> {
    let key = |kind, value: &str| Key { bot: bot.clone(), kind, value: value.to_owned() };
    let email = told.email.as_ref().map(|email| key(Kind::Email, email.as_str()));
    let phone = told.phone.as_ref().map(|phone| key(Kind::Phone, phone.as_str()));
    email.into_iter().chain(phone).collect()
}

/// Captures what was drawn from a conversation: it makes a lead, or joins the one its contact has.
///
/// # Errors
/// `NotFound` when the conversation is gone; what the database says.
pub async fn capture(tx: &mut Tx, bot: &Bot, to: &Conversation, drawn: &Drawn<'_>, host: &str) -> Result<Submitted> {
    let sent = Sent::drawn(drawn);
    let claims = sent.claims(&bot.id);
    let owns = identity::keys_of(tx, &[&to.identity_id]).await?;
    let own = owns.get(&to.identity_id).ok_or(Error::NotFound("identity"))?;
    identity::lock_all(tx, claims.iter().chain([own])).await?;
    let to = conversation::by_id(tx, &to.id).await?.ok_or(Error::NotFound("conversation"))?;
    let known = whose::Known::read(tx, [(&to.contact_id, claims.as_slice())].into_iter()).await?;
    let id: SubmissionId = tx.id();
    let captured = Captured {
        bot,
        to: &to,
        id: id.clone(),
        tag: drawn.tag,
        was: drawn.was,
        origin: drawn.origin,
        session: None,
        sent: &sent,
        claims: &claims,
        seq: to.last_seq,
        whose: known.whose(&to.contact_id, &claims),
    };
    store(tx, vec![captured], host).await?;
    Ok(Submitted { submission: id, seq: to.last_seq, at: tx.now })
}

impl Sent {
    /// What was drawn, as a form would have said it.
    fn drawn(drawn: &Drawn<'_>) -> Self {
        let details = &drawn.details;
        let rows = [
            ("name", "Name", &details.name),
            ("email", "Email", &details.email),
            ("phone", "Phone", &details.phone),
            ("company", "Company", &details.company),
            ("website", "Website", &details.website),
            ("order_number", "Order number", &drawn.order_number),
        ];
        let asked = |key: &str| drawn.rows.iter().any(|row| row.key == key);
        let rows = rows.into_iter().filter(|(key, ..)| !asked(key)).filter_map(|(key, label, value)| {
            Some(ReceiptRow { key: key.to_owned(), label: label.to_owned(), value: value.clone()? })
        });
        let rows = rows.chain(drawn.rows.iter().cloned());
        let email = details.email.as_deref().and_then(|email| Email::parse(email).ok());
        Self {
            rows: rows.collect(),
            email_key: email.map(|email| email.as_str().to_owned()),
            details: details.clone(),
            order_number: drawn.order_number.clone(),
            values: Values::new(),
        }
    }
}
