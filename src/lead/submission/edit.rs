//! A form sent again: the visitor corrects what they sent.
//!
//! It never makes a follow-up and tells nobody by e-mail.

use super::sent::Sent;
use super::{Sending, Submitted};
use crate::contact;
use crate::contact::identity::{self, Key};
use crate::conversation::{self, Conversation, NewMessage};
use crate::db::Tx;
use crate::error::Result;
use crate::event::Event;
use crate::form::session::{self, Session};
use crate::id::{LeadId, SubmissionId};
use crate::lead::{self, folded, sql};

/// What the form made when it was sent first.
pub(super) struct Earlier {
    /// The submission.
    pub submission: SubmissionId,
    /// Its lead.
    pub lead: LeadId,
}

/// The same form, sent again with changes: the submission and the contact learn them; no follow-up, no new e-mail.
///
/// `Conflict` is found before anything is written.
pub(super) async fn edit(
    tx: &mut Tx,
    sending: &Sending<'_>,
    to: &Conversation,
    session: &Session,
    earlier: Earlier,
    sent: &Sent,
    claims: &[Key],
) -> Result<Submitted> {
    let receipt = sent.receipt(session, &earlier.submission, true);
    let message = NewMessage::visitor(sending.client_id.map(str::to_owned), receipt);
    let appended = conversation::say(tx, to, message).await?;
    let submitted = Submitted { submission: earlier.submission, seq: appended.seq, at: appended.at };
    if appended.again {
        return Ok(submitted);
    }
    let lead = lead::find(tx, &sending.bot.id, &earlier.lead).await?;
    let claims: Vec<_> = claims.iter().map(|key| (key, &lead.contact_id)).collect();
    identity::claim_all(tx, &claims).await?;
    let grouped_by_claim = sql::was_linked(tx, &to.identity_id, &lead.contact_id).await?;
    let known = contact::learn(tx, &lead.contact_id, &sent.details, grouped_by_claim).await?;
    session::mark_sent(tx, &[(&session.id, &sent.values)]).await?;
    let order_number = sent.order_number.as_deref().or(lead.order_number.as_deref());
    sql::edit_submission(tx, &submitted.submission, &sent.rows).await?;
    sql::refold(tx, &lead.id, order_number, &folded(&known, order_number)).await?;
    tx.emit(Event::LeadChanged { bot: sending.bot.id.clone(), lead: lead.id });
    Ok(submitted)
}
