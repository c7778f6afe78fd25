//! Statements of notifications.

use crate::db::{Conn, Many, Tx, args};
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

pub(in crate::lead) async fn insert_notifications(tx: &mut Tx, new: &[Notification]) -> Result<()> {
    let text = "INSERT INTO notification (id, bot_id, lead_id, submission_id, recipients, accepted, message_id, thread, subject, state, attempts, created_at)
         SELECT r.id, r.bot_id, r.lead_id, r.submission_id, r.recipients, '[]', r.message_id, r.thread, r.subject, r.state, 0, r.created_at
         FROM {rows}";
    let columns = &[
        "id",
        "bot_id",
        "lead_id",
        "submission_id",
        "recipients",
        "message_id",
        "thread",
        "subject",
        "state",
        "created_at",
    ];
    let row = |one: &Notification| {
        let recipients = serde_json::to_string(&one.recipients.0).map_err(anyhow::Error::new)?;
        let thread = serde_json::to_string(&one.thread.0).map_err(anyhow::Error::new)?;
        Ok(args![
            &one.id,
            &one.bot_id,
            &one.lead_id,
            &one.submission_id,
            recipients,
            one.message_id.as_str(),
            thread,
            one.subject.as_str(),
            one.state,
            one.created_at
        ])
    };
    let rows = new.iter().map(row).collect::<Result<_>>()?;
    tx.exec_of(Many::over(columns, rows, text)).await
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

/// The one with this Message-ID.
pub(in crate::lead) async fn notification_named(conn: &mut Conn, message_id: &str) -> Result<Option<Notification>> {
    conn.find(
        concat!("SELECT ", columns!(), " FROM notification WHERE message_id = $1 ORDER BY id LIMIT 1"),
        args![message_id],
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
