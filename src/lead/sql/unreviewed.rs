//! Statements about leads that nobody has looked at.

use crate::db::{Conn, Many, Tx, args};
use crate::error::Result;
use crate::id::{BotId, LeadId};
use crate::lead::unreviewed::Waiting;
use crate::time::Timestamp;

/// Those that are new, captured since, and of which not everybody was told: a range of `lead_unseen`.
pub(in crate::lead) async fn waiting(
    conn: &mut Conn,
    bot: &BotId,
    since: Timestamp,
    most: i64,
) -> Result<Vec<Waiting>> {
    conn.list(
        "SELECT l.id, l.escalated, coalesce(p.name, p.email, p.phone) AS who,
           coalesce((SELECT MAX(s.created_at) FROM submission s WHERE s.lead_id = l.id), l.captured_at) AS since
         FROM lead l JOIN contact p ON p.id = l.contact_id
         WHERE l.bot_id = $1 AND l.is_new AND l.captured_at >= $2 AND l.escalated < 2 AND l.merged_into IS NULL AND l.erased_at IS NULL
         ORDER BY l.captured_at, l.id LIMIT $3",
        args![bot, since, most],
    )
    .await
}

/// One more of those to be told has been told of these.
pub(in crate::lead) async fn note(tx: &mut Tx, leads: &[LeadId], step: i64) -> Result<()> {
    let rows = leads.iter().map(|id| args![id]).collect();
    let text = "UPDATE lead SET escalated = {1} FROM {rows} WHERE lead.id = r.id";
    tx.exec_of(Many::over(&["id"], rows, text).with(args![step])).await.map(drop)
}
