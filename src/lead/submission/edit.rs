//! A form sent again: the visitor corrects what they sent.
//!
//! It never makes a follow-up and tells nobody by e-mail.

use super::{Sent, Submission, Submitted, claims, receipt};
use crate::bot::Bot;
use crate::contact::{self, identity};
use crate::conversation::{self, Conversation, NewMessage};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::form::session::{self, Session};
use crate::lead::{self, folded, sql};

/// The same form, sent again with changes: the submission and the contact learn them; no follow-up, no new e-mail.
pub(super) async fn edit(
    tx: &mut Tx,
    bot: &Bot,
    to: &Conversation,
    session: &Session,
    earlier: Submission,
    sent: &Sent,
    client_id: Option<String>,
) -> Result<Submitted> {
    let appended =
        conversation::say(tx, to, NewMessage::visitor(client_id, receipt(session, &earlier.id, sent, true))).await?;
    if appended.again {
        return Ok(Submitted { submission: earlier.id, seq: appended.seq, at: appended.at });
    }
    let lead = lead::find(tx, &bot.id, &earlier.lead_id).await?;
    for (kind, value) in claims(sent) {
        identity::claim(tx, &bot.id, &lead.contact_id, kind, &value, false).await?;
    }
    let grouped_by_claim = sql::was_linked(tx, &to.identity_id, &lead.contact_id).await?;
    contact::learn(tx, &lead.contact_id, &sent.details, grouped_by_claim).await?;
    session::mark_sent(tx, &session.id, &sent.values).await?;
    let known = contact::by_id(tx, &lead.contact_id).await?.ok_or(Error::NotFound("contact"))?;
    let order_number = sent.order_number.as_deref().or(lead.order_number.as_deref());
    sql::edit_submission(tx, &earlier.id, &sent.rows).await?;
    sql::refold(tx, &lead.id, order_number, &folded(&known, order_number)).await?;
    tx.emit(Event::LeadChanged { bot: bot.id.clone(), lead: lead.id });
    Ok(Submitted { submission: earlier.id, seq: appended.seq, at: appended.at })
}
