//! The statements of the export: where a look ends, and everything that stands in its lines.

use super::list::walked;
use crate::db::{Conn, Row, Sql};
use crate::error::Result;
use crate::id::{BotId, LeadId};
use crate::lead::export::Range;
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

/// Which leads stand within a range. The filter's own dates are said only where the range has no end: an engine takes one
/// bound of an index at each end, and it may be the filter's.
fn within(sql: &mut Sql, bot: &BotId, filter: &Filter, after: Option<&Place>, last: Option<&Place>) {
    let mut filter = filter.clone();
    filter.until = filter.until.filter(|_| after.is_none());
    filter.from = filter.from.filter(|_| last.is_none());
    sql.bind("{}", bot);
    walked(sql, &filter);
    for (place, side) in [(after, "<"), (last, ">=")] {
        let Some(place) = place else { continue };
        sql.push(" AND (l.captured_at, l.id) ").push(side).bind(" ({}", place.key).bind(", {})", &place.id);
    }
}

/// How many leads are read in one look: few, since who else is served by the same thread waits so long.
pub(in crate::lead) const CHUNK: i64 = 500;

/// Between two borders there are no more. PostgreSQL reads the whole table where it is not told so: it guesses by the pair
/// of a moment and an id that a third of all leads lie there.
const NO_MORE: &str = " LIMIT 500";

/// The last of the next so many leads of a filter; none, where there are not so many.
pub(in crate::lead) async fn border(
    conn: &mut Conn,
    bot: &BotId,
    filter: &Filter,
    after: Option<&Place>,
    many: i64,
) -> Result<Option<Place>> {
    let mut sql = Sql::new("SELECT l.captured_at AS key, l.id FROM lead l WHERE l.bot_id = ");
    within(&mut sql, bot, filter, after, None);
    sql.bind(" ORDER BY l.captured_at DESC, l.id DESC LIMIT 1 OFFSET {}", many - 1);
    let (text, values) = sql.done();
    let row = conn.row(text, values).await?;
    Ok(row.map(|row| Ok::<_, sqlx::Error>(Place { key: row.get("key")?, id: row.get("id")? })).transpose()?)
}

/// The leads of a filter within a range, newest first; of these ids alone where some are named.
pub(in crate::lead) async fn rows(
    conn: &mut Conn,
    bot: &BotId,
    filter: &Filter,
    only: &[LeadId],
    range: &Range,
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
    within(&mut sql, bot, filter, range.after.as_ref(), range.last.as_ref());
    for (place, id) in only.iter().enumerate() {
        sql.bind(if place == 0 { " AND l.id IN ({}" } else { ", {}" }, id);
    }
    if !only.is_empty() {
        sql.push(")");
    }
    sql.push(" ORDER BY l.captured_at DESC, l.id DESC");
    if only.is_empty() {
        sql.push(NO_MORE);
    }
    let (text, values) = sql.done();
    conn.all(text, values).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_as_long_as_it_says() {
        assert_eq!(NO_MORE, format!(" LIMIT {CHUNK}"));
    }
}
