//! The statement of the export: everything that stands in a line, for a chunk of leads at once.

use super::list::walked;
use crate::db::{Conn, Row, Sql};
use crate::error::Result;
use crate::id::{BotId, LeadId};
use crate::lead::list::{Filter, Place};

/// Where the columns stand.
pub(in crate::lead) mod at {
    macro_rules! places {
        ($($name:ident)*) => { places!(@ 0usize; $($name)*); };
        (@ $place:expr; $name:ident $($rest:ident)*) => {
            pub const $name: usize = $place;
            places!(@ $place + 1; $($rest)*);
        };
        (@ $place:expr;) => {};
    }
    places! {
        ID CAPTURED UPDATED NAME EMAIL PHONE COMPANY WEBSITE ORDER TAG TAGS STATUS CATEGORY SCORE TEMPERATURE SET SET_BY
        FIRST LAST ORIGIN OWNER INTENT SUMMARY SIGNALS FIELDS SUBMISSIONS ANSWERS PAGE REFERRER ZONE PLACE MAILS NOTES REASON ERASED
    }
}

/// What a column that gathers several holds between them, and between the parts of one. JSON has neither inside a text.
pub(in crate::lead) const BETWEEN: char = '\u{1e}';
pub(in crate::lead) const WITHIN: char = '\u{1f}';

/// The leads of a filter after a place, newest first; of these ids alone where some are named.
pub(in crate::lead) async fn chunk(
    conn: &mut Conn,
    bot: &BotId,
    filter: &Filter,
    only: &[LeadId],
    after: Option<&Place>,
    most: i64,
) -> Result<Vec<Row>> {
    let mut sql = Sql::new(
        "SELECT l.id, l.captured_at, l.updated_at, c.name, c.email, c.phone, c.company, c.website, l.order_number, l.tag,
           CASE WHEN l.submissions > 1 THEN (SELECT string_agg(t.tag, '\u{1e}' ORDER BY t.tag) FROM lead_tag t WHERE t.lead_id = l.id) END AS tags,
           l.status, l.category, l.score, l.temperature, l.override_temperature, o.name AS set_by, l.first_channel, l.last_channel, l.origin,
           a.name AS owner, l.intent, l.summary, d.signals, d.fields, l.submissions,
           (SELECT string_agg(s.answers, '\u{1e}' ORDER BY s.number) FROM submission s WHERE s.lead_id = l.id) AS answers,
           v.page_url, v.referrer, v.time_zone, v.place,
           (SELECT string_agg(CAST(n.sent_at AS TEXT) || '\u{1f}' || n.accepted, '\u{1e}' ORDER BY n.created_at, n.id)
              FROM notification n WHERE n.lead_id = l.id AND n.state = 'sent') AS mails,
           (SELECT string_agg(CAST(q.created_at AS TEXT) || '\u{1f}' || p.name || '\u{1f}' || replace(q.text, '\u{1e}', ' '), '\u{1e}' ORDER BY q.created_at, q.id)
              FROM note q JOIN member p ON p.id = q.member_id WHERE q.lead_id = l.id AND q.deleted_at IS NULL) AS notes,
           l.out_reason, l.erased_at
         FROM lead l JOIN contact c ON c.id = l.contact_id
         LEFT JOIN lead_detail d ON d.lead_id = l.id
         LEFT JOIN member a ON a.id = l.assignee_id
         LEFT JOIN member o ON o.id = l.override_by
         LEFT JOIN conversation v ON v.id = (SELECT w.id FROM conversation w WHERE w.contact_id = l.contact_id ORDER BY w.started_at, w.id LIMIT 1)
         WHERE l.bot_id = ",
    );
    sql.bind("{}", bot);
    walked(&mut sql, filter);
    for (place, id) in only.iter().enumerate() {
        sql.bind(if place == 0 { " AND l.id IN ({}" } else { ", {}" }, id);
    }
    if !only.is_empty() {
        sql.push(")");
    }
    if let Some(place) = after {
        sql.bind(" AND (l.captured_at, l.id) < ({}", place.key).bind(", {})", &place.id);
    }
    sql.bind(" ORDER BY l.captured_at DESC, l.id DESC LIMIT {}", most);
    let (text, values) = sql.done();
    conn.all(text, values).await
}
