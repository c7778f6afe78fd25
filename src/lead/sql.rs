//! Statements of leads, history and notes. Lists, submissions and notifications have files of their own.

mod desk;
mod detail;
pub(super) mod erase;
pub(super) mod export;
mod found;
pub(super) mod import;
mod list;
mod merge;
pub(super) mod notes;
mod notification;
mod remap;
pub(super) mod submission;
mod tally;
pub(super) mod unreviewed;
mod walk;
pub(super) mod whole;

use std::collections::HashSet;

use super::history::{Change, Entry};
use super::pipeline::Status;
use super::{Lead, history};
use crate::db::{Conn, Many, Record as _, Sql, Tx, args};
use crate::error::Result;
use crate::id::{BotId, ChangeId, ContactId, IdentityId, LeadId};
use crate::time::Timestamp;

pub(super) use desk::{
    add_tag, assignee, count_views, hold, insert_view, people, remove_view, rename_view, set_assignee, set_tag,
    take_tag, view, views,
};
pub(super) use detail::{
    answers, details, lapse, newest_conversation, override_of, set_detail, set_override, set_score,
};
pub(super) use found::{ahead, captured_within, found, goes_on, holding, sample};
pub(super) use list::{explain, page, page_and_count};
pub(super) use merge::*;
pub(super) use notification::{
    insert_notifications, notification, notification_named, notifications, set_notification,
};
pub(super) use remap::{category_of, has_status, reasons, remap};
pub(super) use submission::{edit_submission, insert_submissions, origins_in, standing, submission, submissions};
pub(super) use tally::{recount, tally, wrong_tags};

/// The columns of a lead.
macro_rules! lead_columns {
    () => {
        "id, bot_id, contact_id, previous_lead_id, tag, status, category, score, temperature, origin, first_channel, last_channel,
         intent, summary, submissions, is_new, order_number, captured_at, updated_at, erased_at"
    };
}

pub(super) async fn by_id(conn: &mut Conn, id: &LeadId) -> Result<Option<Lead>> {
    conn.find(concat!("SELECT ", lead_columns!(), " FROM lead WHERE id = $1"), args![id]).await
}

pub(super) async fn current(conn: &mut Conn, contact: &ContactId) -> Result<Option<Lead>> {
    conn.find(concat!("SELECT ", lead_columns!(), " FROM lead WHERE contact_id = $1 AND is_current"), args![contact])
        .await
}

/// Every lead of a contact that did not go into another.
pub(super) async fn of_contact(conn: &mut Conn, contact: &ContactId) -> Result<Vec<Lead>> {
    let text =
        concat!("SELECT ", lead_columns!(), " FROM lead WHERE contact_id = $1 AND merged_into IS NULL ORDER BY id");
    conn.list(text, args![contact]).await
}

pub(super) async fn past(
    conn: &mut Conn,
    bot: &BotId,
    before: Option<(Timestamp, &LeadId)>,
    most: i64,
) -> Result<Vec<Lead>> {
    let text = concat!(
        "SELECT ",
        lead_columns!(),
        " FROM lead WHERE bot_id = $1 AND merged_into IS NULL AND erased_at IS NULL AND (captured_at, id) < ($2, $3)
           ORDER BY captured_at DESC, id DESC LIMIT $4"
    );
    // Nothing is captured later than that.
    let (at, id) = before.map_or((i64::MAX, ""), |(at, id)| (at.millis(), id.as_str()));
    conn.list(text, args![bot, at, id, most]).await
}

/// How many of the bot's leads were captured after this one, counted up to `most`.
pub(super) async fn newer(conn: &mut Conn, lead: &Lead, most: i64) -> Result<i64> {
    conn.count(
        "SELECT COUNT(*) AS n FROM (SELECT id FROM lead WHERE bot_id = $1 AND merged_into IS NULL
           AND (captured_at, id) > ($2, $3) ORDER BY captured_at, id LIMIT $4) AS newer",
        args![&lead.bot_id, lead.captured_at, &lead.id, most],
    )
    .await
}

/// Those of these contacts who have leads, none of which is among the newest so many. A lead that was joined with another
/// is seen with that one.
pub(super) async fn beyond(
    conn: &mut Conn,
    bot: &BotId,
    most: i64,
    contacts: &[&ContactId],
) -> Result<HashSet<ContactId>> {
    let mut sql = Sql::new("SELECT l.contact_id FROM lead l WHERE l.bot_id = ");
    sql.bind("{} AND l.contact_id IN (''", bot);
    for contact in contacts {
        sql.bind(", {}", *contact);
    }
    sql.push(
        ") GROUP BY l.contact_id HAVING MAX(CASE WHEN coalesce(l.merged_into, l.id) IN (
           SELECT n.id FROM lead n WHERE n.merged_into IS NULL AND n.bot_id = ",
    );
    sql.bind("{} ORDER BY n.captured_at DESC, n.id DESC LIMIT ", bot);
    sql.bind("{}) THEN 1 ELSE 0 END) = 0", most);
    let (text, values) = sql.done();
    let rows = conn.all(text, values).await?;
    Ok(rows.iter().map(|row| row.get("contact_id")).collect::<Result<_, _>>()?)
}

/// The current leads of these contacts, held until the transaction ends. They are taken in one order by all, so that two
/// who share several never wait for each other.
pub(super) async fn hold_current(tx: &mut Tx, contacts: &[&ContactId]) -> Result<Vec<Lead>> {
    let text = concat!(
        "SELECT ",
        lead_columns!(),
        " FROM lead WHERE contact_id IN (SELECT r.contact FROM {rows}) AND is_current ORDER BY id {for update}"
    );
    let rows = tx.all_of(Many::over(&["contact"], contacts.iter().map(|id| args![*id]).collect(), text)).await?;
    Ok(rows.iter().map(Lead::read).collect::<Result<_, _>>()?)
}

/// Stores new leads, each with what a search looks in.
pub(super) async fn insert(tx: &mut Tx, new: &[(&Lead, String)]) -> Result<()> {
    let text = "INSERT INTO lead (id, bot_id, contact_id, is_current, previous_lead_id, tag, status, category, score, temperature, origin,
           first_channel, last_channel, intent, summary, submissions, is_new, order_number, folded, captured_at, updated_at,
           escalated)
         SELECT r.id, r.bot_id, r.contact_id, TRUE, r.previous_lead_id, r.tag, r.status, r.category, r.score, r.temperature, r.origin,
           r.first_channel, r.last_channel, r.intent, r.summary, r.submissions, r.is_new, r.order_number, r.folded, r.captured_at,
           r.updated_at, CASE WHEN r.is_new THEN CAST(0 AS BIGINT) ELSE CAST(2 AS BIGINT) END FROM {rows}";
    let columns = &[
        "id",
        "bot_id",
        "contact_id",
        "previous_lead_id",
        "tag",
        "status",
        "category",
        "score",
        "temperature",
        "origin",
        "first_channel",
        "last_channel",
        "intent",
        "summary",
        "submissions",
        "is_new",
        "order_number",
        "folded",
        "captured_at",
        "updated_at",
    ];
    let row = |(lead, folded): &(&Lead, String)| {
        args![
            &lead.id,
            &lead.bot_id,
            &lead.contact_id,
            lead.previous_lead_id.as_ref(),
            lead.tag.as_str(),
            lead.status.as_str(),
            lead.category,
            lead.score,
            lead.temperature.clone(),
            lead.origin,
            lead.first_channel,
            lead.last_channel,
            lead.intent.clone(),
            lead.summary.clone(),
            lead.submissions,
            lead.is_new,
            lead.order_number.clone(),
            folded,
            lead.captured_at,
            lead.updated_at
        ]
    };
    tx.exec_of(Many::over(columns, new.iter().map(row).collect(), text)).await
}

/// Writes what follow-ups changed, each with what a search looks in.
pub(super) async fn join(tx: &mut Tx, joined: &[(&Lead, String)]) -> Result<()> {
    let text =
        "UPDATE lead SET tag = r.tag, last_channel = r.last_channel, intent = r.intent, submissions = r.submissions,
           is_new = TRUE, escalated = CASE WHEN lead.is_new THEN lead.escalated ELSE CAST(0 AS BIGINT) END, order_number = r.order_number, folded = r.folded, updated_at = r.updated_at
         FROM {rows} WHERE lead.id = r.id";
    let columns = &["id", "tag", "last_channel", "intent", "submissions", "order_number", "folded", "updated_at"];
    let row = |(lead, folded): &(&Lead, String)| {
        args![
            &lead.id,
            lead.tag.as_str(),
            lead.last_channel,
            lead.intent.clone(),
            lead.submissions,
            lead.order_number.clone(),
            folded,
            lead.updated_at
        ]
    };
    tx.exec_of(Many::over(columns, joined.iter().map(row).collect(), text)).await
}

/// These leads are no longer their contacts' current ones.
pub(super) async fn rest<'a>(tx: &mut Tx, ids: impl Iterator<Item = &'a LeadId>) -> Result<()> {
    let text = "UPDATE lead SET is_current = FALSE FROM {rows} WHERE lead.id = r.id";
    tx.exec_of(Many::over(&["id"], ids.map(|id| args![id]).collect(), text)).await
}

pub(super) async fn refold(tx: &mut Tx, id: &LeadId, order_number: Option<&str>, folded: &str) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "UPDATE lead SET order_number = $2, folded = $3, updated_at = $4 WHERE id = $1",
        args![id, order_number, folded, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn mark_seen(tx: &mut Tx, id: &LeadId) -> Result<bool> {
    Ok(tx.exec("UPDATE lead SET is_new = FALSE WHERE id = $1 AND is_new", args![id]).await? == 1)
}

pub(super) async fn set_words(tx: &mut Tx, id: &LeadId, intent: &str, summary: &str) -> Result<()> {
    tx.exec("UPDATE lead SET intent = $2, summary = $3 WHERE id = $1", args![id, intent, summary]).await?;
    Ok(())
}

/// False when it is no longer where the mover saw it.
pub(super) async fn set_status(
    tx: &mut Tx,
    id: &LeadId,
    from: &str,
    to: &Status,
    reason: Option<&str>,
) -> Result<bool> {
    let now = tx.now;
    let rows = tx
        .exec(
            "UPDATE lead SET status = $3, category = $4, out_reason = $6, is_new = FALSE, updated_at = $5
             WHERE id = $1 AND status = $2",
            args![id, from, to.key.as_str(), to.category, now, reason],
        )
        .await?;
    Ok(rows == 1)
}

/// Puts a lead that nobody has opened where its pipeline begins it. False when somebody has, or has moved it.
pub(super) async fn begin_in(tx: &mut Tx, id: &LeadId, from: &str, to: &Status) -> Result<bool> {
    let rows = tx
        .exec(
            "UPDATE lead SET status = $3, category = $4 WHERE id = $1 AND status = $2 AND is_new = TRUE",
            args![id, from, to.key.as_str(), to.category],
        )
        .await?;
    Ok(rows == 1)
}

/// Whether this identity was grouped with this contact by a claim.
pub(super) async fn was_linked(conn: &mut Conn, identity: &IdentityId, to: &ContactId) -> Result<bool> {
    let links = conn
        .count(
            "SELECT COUNT(*) AS n FROM contact_link WHERE identity_id = $1 AND to_contact_id = $2",
            args![identity, to],
        )
        .await?;
    Ok(links > 0)
}

pub(super) async fn insert_changes(tx: &mut Tx, changes: &[(&LeadId, Change<'_>)]) -> Result<()> {
    let text = "INSERT INTO lead_change (id, lead_id, kind, was, became, reason, member_id, created_at)
         SELECT r.id, r.lead_id, r.kind, r.was, r.became, r.reason, r.member_id, {1} FROM {rows}";
    let mut rows = Vec::with_capacity(changes.len());
    for (lead, change) in changes {
        let Change { kind, was, became, reason, by } = *change;
        rows.push(args![&tx.id::<ChangeId>(), *lead, kind, was, became, reason, by]);
    }
    let now = tx.now;
    let columns = &["id", "lead_id", "kind", "was", "became", "reason", "member_id"];
    tx.exec_of(Many::over(columns, rows, text).with(args![now])).await
}

pub(super) async fn changes(conn: &mut Conn, lead: &LeadId) -> Result<Vec<history::Entry>> {
    let entries: Vec<Entry> = conn
        .list(
            "SELECT c.id, c.kind, c.was, c.became, c.reason, m.name AS by, c.created_at FROM lead_change c
             LEFT JOIN member m ON m.id = c.member_id WHERE c.lead_id = $1 ORDER BY c.created_at DESC, c.id DESC",
            args![lead],
        )
        .await?;
    Ok(entries)
}
