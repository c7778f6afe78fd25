//! Statements that write many invented leads at once.

use crate::db::{Conn, Many, Tx, Value, args};
use crate::error::Result;
use crate::id::{MemberId, OrganisationId};

/// The rows of some leads, in the order in which they are written.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub contacts: Vec<Vec<Value>>,
    pub identities: Vec<Vec<Value>>,
    pub conversations: Vec<Vec<Value>>,
    pub messages: Vec<Vec<Value>>,
    pub leads: Vec<Vec<Value>>,
    pub submissions: Vec<Vec<Value>>,
    pub changes: Vec<Vec<Value>>,
}

impl Rows {
    /// Writes them.
    pub async fn write(self, tx: &mut Tx) -> Result<()> {
        let columns = &["id", "bot_id", "name", "email", "phone", "company", "website", "at"];
        let text = "INSERT INTO contact (id, bot_id, name, email, phone, company, website, created_at, updated_at)
             SELECT r.id, r.bot_id, r.name, r.email, r.phone, r.company, r.website, r.at, r.at FROM {rows}";
        tx.exec_of(Many::over(columns, self.contacts, text)).await?;
        let columns = &["id", "bot_id", "kind", "value", "contact_id", "verified", "at"];
        let text = "INSERT INTO identity (id, bot_id, kind, value, contact_id, verified, created_at)
             SELECT r.id, r.bot_id, r.kind, r.value, r.contact_id, r.verified, r.at FROM {rows}";
        tx.exec_of(Many::over(columns, self.identities, text)).await?;
        let columns = &[
            "id",
            "bot_id",
            "contact_id",
            "identity_id",
            "channel",
            "status",
            "language",
            "zone",
            "page",
            "began",
            "last",
        ];
        let text = "INSERT INTO conversation (id, bot_id, contact_id, identity_id, channel, status, last_seq, answered_seq,
               visitor_messages, language, time_zone, page_url, seconds_on_page, started_at, updated_at)
             SELECT r.id, r.bot_id, r.contact_id, r.identity_id, r.channel, r.status, 5, 5, 3, r.language, r.zone, r.page, 90,
               r.began, r.last FROM {rows}";
        tx.exec_of(Many::over(columns, self.conversations, text)).await?;
        let columns = &["id", "conversation_id", "seq", "author", "body", "at"];
        let text = "INSERT INTO message (id, conversation_id, seq, author, body, created_at)
             SELECT r.id, r.conversation_id, r.seq, r.author, r.body, r.at FROM {rows}";
        tx.exec_of(Many::over(columns, self.messages, text)).await?;
        let columns = &[
            "id",
            "bot_id",
            "contact_id",
            "tag",
            "status",
            "category",
            "score",
            "temperature",
            "channel",
            "intent",
            "submissions",
            "is_new",
            "order_number",
            "folded",
            "assignee_id",
            "out_reason",
            "captured_at",
            "updated_at",
        ];
        let text = "INSERT INTO lead (id, bot_id, contact_id, is_current, tag, status, category, score, temperature, origin,
               first_channel, last_channel, intent, submissions, is_new, order_number, folded, assignee_id, out_reason,
               captured_at, updated_at)
             SELECT r.id, r.bot_id, r.contact_id, TRUE, r.tag, r.status, r.category, r.score, r.temperature, 'signals', r.channel,
               r.channel, r.intent, r.submissions, r.is_new, r.order_number, r.folded, r.assignee_id, r.out_reason,
               r.captured_at, r.updated_at FROM {rows}";
        tx.exec_of(Many::over(columns, self.leads, text)).await?;
        let columns = &[
            "id",
            "bot_id",
            "lead_id",
            "conversation_id",
            "number",
            "tag",
            "origin",
            "channel",
            "answers",
            "seq",
            "at",
        ];
        let text = "INSERT INTO submission (id, bot_id, lead_id, conversation_id, number, tag, origin, channel, answers, seq, created_at)
             SELECT r.id, r.bot_id, r.lead_id, r.conversation_id, r.number, r.tag, r.origin, r.channel, r.answers, r.seq, r.at
             FROM {rows}";
        tx.exec_of(Many::over(columns, self.submissions, text)).await?;
        let columns = &["id", "lead_id", "kind", "was", "became", "reason", "member_id", "at"];
        let text = "INSERT INTO lead_change (id, lead_id, kind, was, became, reason, member_id, created_at)
             SELECT r.id, r.lead_id, r.kind, r.was, r.became, r.reason, r.member_id, r.at FROM {rows}";
        tx.exec_of(Many::over(columns, self.changes, text)).await
    }
}

/// Who works there.
pub(super) async fn team(conn: &mut Conn, home: &OrganisationId) -> Result<Vec<MemberId>> {
    let rows = conn
        .all("SELECT id FROM member WHERE organisation_id = $1 AND disabled_at IS NULL ORDER BY id", args![home])
        .await?;
    Ok(rows.iter().map(|row| row.get("id")).collect::<Result<_, _>>()?)
}
