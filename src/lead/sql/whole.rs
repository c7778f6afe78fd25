//! Statements of a contact's whole data: everything that is stored about one person, part by part.

use crate::db::{Conn, Row, args};
use crate::error::Result;
use crate::id::ContactId;

/// How a column is told.
#[derive(Clone, Copy, Debug)]
pub(in crate::lead) enum Kind {
    /// As text.
    Text,
    /// As a number.
    Number,
    /// As true or false.
    Flag,
    /// A moment, as RFC 3339 in UTC.
    Time,
    /// A document of its own.
    Json,
}

use Kind::{Flag, Json, Number, Text, Time};

/// A part: where it is read from, by one id, and its columns.
pub(in crate::lead) struct Part {
    text: &'static str,
    pub columns: &'static [(&'static str, Kind)],
}

impl Part {
    /// Its rows, in order.
    pub async fn rows(&self, conn: &mut Conn, id: &str) -> Result<Vec<Row>> {
        conn.all(self.text, args![id]).await
    }
}

pub(in crate::lead) const CONTACT: Part = Part {
    text: "SELECT id, name, email, phone, company, website, created_at, updated_at, merged_into FROM contact WHERE id = $1",
    columns: &[
        ("id", Text),
        ("name", Text),
        ("email", Text),
        ("phone", Text),
        ("company", Text),
        ("website", Text),
        ("created_at", Time),
        ("updated_at", Time),
        ("merged_into", Text),
    ],
};

pub(in crate::lead) const EARLIER: Part = Part {
    text: "SELECT id, name, email, phone, company, website, created_at, updated_at, merged_into FROM contact
           WHERE merged_into = $1 ORDER BY created_at, id",
    columns: CONTACT.columns,
};

pub(in crate::lead) const IDENTITIES: Part = Part {
    text: "SELECT id, kind, value, verified, stopped_at, created_at FROM identity WHERE contact_id = $1 ORDER BY created_at, id",
    columns: &[
        ("id", Text),
        ("kind", Text),
        ("value", Text),
        ("verified", Flag),
        ("stopped_at", Time),
        ("created_at", Time),
    ],
};

pub(in crate::lead) const CONVERSATIONS: Part = Part {
    text: "SELECT v.id, v.channel, v.status, m.name AS agent, v.language, v.time_zone, v.place, v.page_url, v.page_title, v.referrer,
             v.seconds_on_page, v.started_at, v.updated_at, v.closed_at
           FROM conversation v LEFT JOIN member m ON m.id = v.agent_id WHERE v.contact_id = $1 ORDER BY v.started_at, v.id",
    columns: &[
        ("id", Text),
        ("channel", Text),
        ("status", Text),
        ("agent", Text),
        ("language", Text),
        ("time_zone", Text),
        ("place", Text),
        ("page_url", Text),
        ("page_title", Text),
        ("referrer", Text),
        ("seconds_on_page", Number),
        ("started_at", Time),
        ("updated_at", Time),
        ("closed_at", Time),
    ],
};

pub(in crate::lead) const FORMS: Part = Part {
    text: "SELECT id, tag, cause, state, answers, shown_at, ended_at FROM form_session WHERE conversation_id = $1 ORDER BY shown_at, id",
    columns: &[
        ("id", Text),
        ("tag", Text),
        ("cause", Text),
        ("state", Text),
        ("answers", Json),
        ("shown_at", Time),
        ("ended_at", Time),
    ],
};

pub(in crate::lead) const DELIVERIES: Part = Part {
    text: "SELECT id, message_id, part, text, segments, state, provider_id, error, tried_at, created_at FROM delivery
           WHERE conversation_id = $1 ORDER BY created_at, part, id",
    columns: &[
        ("id", Text),
        ("message_id", Text),
        ("part", Number),
        ("text", Text),
        ("segments", Number),
        ("state", Text),
        ("provider_id", Text),
        ("error", Text),
        ("tried_at", Time),
        ("created_at", Time),
    ],
};

pub(in crate::lead) const DISCUSSED: Part = Part {
    text: "SELECT place, title, price, note, image, url, created_at FROM discussed WHERE conversation_id = $1 ORDER BY place",
    columns: &[
        ("place", Number),
        ("title", Text),
        ("price", Text),
        ("note", Text),
        ("image", Text),
        ("url", Text),
        ("created_at", Time),
    ],
};

pub(in crate::lead) const LEADS: Part = Part {
    text: "SELECT l.id, l.contact_id, l.previous_lead_id, l.merged_into, l.tag, l.status, l.category, l.score, l.temperature,
             l.override_temperature, o.name AS override_by, l.override_at, a.name AS owner, l.origin, l.first_channel, l.last_channel,
             l.intent, l.summary, l.order_number, l.out_reason, l.captured_at, l.updated_at, l.erased_at,
             d.fields, d.signals, d.reasons
           FROM lead l LEFT JOIN lead_detail d ON d.lead_id = l.id LEFT JOIN member a ON a.id = l.assignee_id
           LEFT JOIN member o ON o.id = l.override_by
           WHERE l.contact_id = $1 OR l.merged_into IN (SELECT k.id FROM lead k WHERE k.contact_id = $1) ORDER BY l.captured_at, l.id",
    columns: &[
        ("id", Text),
        ("contact_id", Text),
        ("previous_lead_id", Text),
        ("merged_into", Text),
        ("tag", Text),
        ("status", Text),
        ("category", Text),
        ("score", Number),
        ("temperature", Text),
        ("override_temperature", Text),
        ("override_by", Text),
        ("override_at", Time),
        ("owner", Text),
        ("origin", Text),
        ("first_channel", Text),
        ("last_channel", Text),
        ("intent", Text),
        ("summary", Text),
        ("order_number", Text),
        ("out_reason", Text),
        ("captured_at", Time),
        ("updated_at", Time),
        ("erased_at", Time),
        ("fields", Json),
        ("signals", Json),
        ("reasons", Json),
    ],
};

pub(in crate::lead) const SUBMISSIONS: Part = Part {
    text: "SELECT id, conversation_id, number, tag, origin, channel, answers, created_at, edited_at FROM submission
           WHERE lead_id = $1 ORDER BY number",
    columns: &[
        ("id", Text),
        ("conversation_id", Text),
        ("number", Number),
        ("tag", Text),
        ("origin", Text),
        ("channel", Text),
        ("answers", Json),
        ("created_at", Time),
        ("edited_at", Time),
    ],
};

pub(in crate::lead) const HISTORY: Part = Part {
    text: "SELECT h.id, h.kind, h.was, h.became, h.reason, m.name AS by, h.created_at FROM lead_change h
           LEFT JOIN member m ON m.id = h.member_id WHERE h.lead_id = $1 ORDER BY h.created_at, h.id",
    columns: &[
        ("id", Text),
        ("kind", Text),
        ("was", Text),
        ("became", Text),
        ("reason", Text),
        ("by", Text),
        ("created_at", Time),
    ],
};

pub(in crate::lead) const NOTES: Part = Part {
    text: "SELECT q.id, q.text, m.name AS author, TRUE AS private, q.created_at FROM note q JOIN member m ON m.id = q.member_id
           WHERE q.lead_id = $1 AND q.deleted_at IS NULL ORDER BY q.created_at, q.id",
    columns: &[("id", Text), ("text", Text), ("author", Text), ("private", Flag), ("created_at", Time)],
};

pub(in crate::lead) const NOTIFICATIONS: Part = Part {
    text: "SELECT id, submission_id, recipients, accepted, message_id, subject, state, words, created_at, sent_at FROM notification
           WHERE lead_id = $1 ORDER BY created_at, id",
    columns: &[
        ("id", Text),
        ("submission_id", Text),
        ("recipients", Json),
        ("accepted", Json),
        ("message_id", Text),
        ("subject", Text),
        ("state", Text),
        ("words", Text),
        ("created_at", Time),
        ("sent_at", Time),
    ],
};

pub(in crate::lead) const IMPORTED: Part = Part {
    text: "SELECT task_id, line, cells, state FROM import_row WHERE lead_id = $1 ORDER BY task_id, line",
    columns: &[("task_id", Text), ("line", Number), ("cells", Json), ("state", Text)],
};

pub(in crate::lead) const MESSAGE: &[(&str, Kind)] = &[
    ("id", Text),
    ("seq", Number),
    ("author", Text),
    ("author_name", Text),
    ("body", Json),
    ("helpful", Flag),
    ("created_at", Time),
];

/// Messages of a conversation after this one, oldest first.
pub(in crate::lead) async fn messages(conn: &mut Conn, conversation: &str, after: i64, most: i64) -> Result<Vec<Row>> {
    conn.all(
        "SELECT id, seq, author, author_name, body, helpful, created_at FROM message
         WHERE conversation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        args![conversation, after, most],
    )
    .await
}

/// Whether there is such a contact.
pub(in crate::lead) async fn is_there(conn: &mut Conn, id: &ContactId) -> Result<bool> {
    Ok(conn.count("SELECT COUNT(*) AS n FROM contact WHERE id = $1", args![id]).await? > 0)
}
