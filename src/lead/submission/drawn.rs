//! A submission drawn from the conversation itself: no form was sent, yet there is a way to reach the visitor and a
//! clear wish.
//!
//! It leaves no receipt, because the visitor sent nothing. Whether the conversation holds enough is the caller's to say.

use super::Submitted;
use super::sent::Sent;
use super::store::{Captured, store};
use super::whose::Known;
use crate::bot::Bot;
use crate::contact::{Details, email::Email, identity};
use crate::conversation::{self, Conversation, message::ReceiptRow};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::form::definition::Values;
use crate::id::SubmissionId;
use crate::lead::Origin;

/// What was drawn from a conversation.
#[derive(Clone, Debug)]
pub struct Drawn<'a> {
    /// What kind of request it is; empty for none in particular.
    pub tag: &'a str,
    /// `Signals`, or `Conversation` where everyone who writes becomes a lead.
    pub origin: Origin,
    /// Who they are, as far as they said.
    pub details: Details,
    /// The order they spoke of.
    pub order_number: Option<String>,
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
    let known = Known::read(tx, [(&to.contact_id, claims.as_slice())].into_iter()).await?;
    let id: SubmissionId = tx.id();
    let captured = Captured {
        bot,
        to: &to,
        id: id.clone(),
        tag: drawn.tag,
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
        let rows = rows.into_iter().filter_map(|(key, label, value)| {
            Some(ReceiptRow { key: key.to_owned(), label: label.to_owned(), value: value.clone()? })
        });
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
