//! Statements of notifications.

use crate::db::{Conn, Tx, args};
use crate::error::Result;
use crate::id::{LeadId, NotificationId};
use crate::lead::notification::{Notification, State};
use crate::time::Timestamp;

/// The columns of a notification.
macro_rules! columns {
    () => {
        "id, bot_id, lead_id, submission_id, recipients, accepted, message_id, thread, subject, state, attempts, words, created_at, sent_at"
    };
}

pub(in crate::lead) async fn insert_notification(tx: &mut Tx, new: &Notification) -> Result<()> {
    let recipients = serde_json::to_string(&new.recipients.0).map_err(anyhow::Error::new)?;
    let thread = serde_json::to_string(&new.thread.0).map_err(anyhow::Error::new)?;
    tx.exec(
        "INSERT INTO notification (id, bot_id, lead_id, submission_id, recipients, accepted, message_id, thread, subject, state, attempts, created_at)
         VALUES ($1, $2, $3, $4, $5, '[]', $6, $7, $8, $9, 0, $10)",
        args![
            &new.id,
            &new.bot_id,
            &new.lead_id,
            &new.submission_id,
            recipients,
            new.message_id.as_str(),
            thread,
            new.subject.as_str(),
            new.state,
            new.created_at
        ],
    )
    .await?;
    Ok(())
}

pub(in crate::lead) async fn notification(conn: &mut Conn, id: &NotificationId) -> Result<Option<Notification>> {
    conn.find(concat!("SELECT ", columns!(), " FROM notification WHERE id = $1"), args![id]).await
}

pub(in crate::lead) async fn notifications(conn: &mut Conn, lead: &LeadId) -> Result<Vec<Notification>> {
    conn.list(
        concat!("SELECT ", columns!(), " FROM notification WHERE lead_id = $1 ORDER BY created_at, id"),
        args![lead],
    )
    .await
}

pub(in crate::lead) async fn set_notification(
    tx: &mut Tx,
    id: &NotificationId,
    state: State,
    accepted: &[String],
    words: Option<&str>,
    sent_at: Option<Timestamp>,
) -> Result<()> {
    let accepted = serde_json::to_string(accepted).map_err(anyhow::Error::new)?;
    tx.exec(
        "UPDATE notification SET state = $2, accepted = $3, words = $4, sent_at = $5, attempts = attempts + 1 WHERE id = $1",
        args![id, state, accepted, words, sent_at],
    )
    .await?;
    Ok(())
}
