//! Statements of an erasure: whom it reaches, what it empties, what it removes.
//!
//! A column that holds what a person wrote, or what they are called, has its line here. A new one needs one.

use crate::contact::identity::Key;
use crate::db::{Conn, Many, Row, Sql, Tx, args, dialect};
use crate::error::Result;
use crate::id::{BotId, ContactId, ConversationId, LeadId, TaskId, ViewId, token_hash};
use crate::time::Timestamp;

/// Whether it was erased; `None` when there is no such lead. It is held until the transaction ends.
pub(in crate::lead) async fn hold(tx: &mut Tx, id: &LeadId) -> Result<Option<bool>> {
    let mut sql = Sql::new("SELECT erased_at FROM lead WHERE id = ");
    sql.bind("{}", id).push(dialect::for_update(tx));
    let (text, values) = sql.done();
    let row = tx.row(text, values).await?;
    Ok(row.map(|row| row.get::<Option<Timestamp>>("erased_at")).transpose()?.map(|at| at.is_some()))
}

/// Contacts that are the same person as one of these, by one step: grouped by a claim, by leads that were joined, or by a
/// conversation that went from one to the other.
const TIES: &str = "SELECT c.id FROM {rows} CROSS JOIN contact c WHERE c.merged_into = r.id AND c.bot_id = {1}
     UNION ALL SELECT c.merged_into AS id FROM {rows} CROSS JOIN contact c WHERE c.id = r.id AND c.merged_into IS NOT NULL AND c.bot_id = {1}
     UNION ALL SELECT l.contact_id AS id FROM {rows} CROSS JOIN lead k JOIN lead l ON l.merged_into = k.id WHERE k.contact_id = r.id AND l.bot_id = {1}
     UNION ALL SELECT l.contact_id AS id FROM {rows} CROSS JOIN lead k JOIN lead l ON l.id = k.merged_into WHERE k.contact_id = r.id AND l.bot_id = {1}
     UNION ALL SELECT i.contact_id AS id FROM {rows} CROSS JOIN conversation v JOIN identity i ON i.id = v.identity_id WHERE v.contact_id = r.id AND i.bot_id = {1}
     UNION ALL SELECT v.contact_id AS id FROM {rows} CROSS JOIN identity i JOIN conversation v ON v.identity_id = i.id WHERE i.contact_id = r.id AND v.bot_id = {1}
     UNION ALL SELECT l.contact_id AS id FROM {rows} CROSS JOIN conversation v JOIN submission s ON s.conversation_id = v.id JOIN lead l ON l.id = s.lead_id
       WHERE v.contact_id = r.id AND l.bot_id = {1}";

/// The contacts that are tied to these by one step.
pub(in crate::lead) async fn tied(tx: &mut Tx, bot: &BotId, contacts: &[ContactId]) -> Result<Vec<ContactId>> {
    let rows = tx.all_of(of(contacts, TIES).with(args![bot])).await?;
    rows.iter().map(|row| row.get("id").map_err(Into::into)).collect()
}

/// Statements about these ids.
fn of<'a, T>(ids: &'a [T], text: &'static str) -> Many
where
    &'a T: crate::db::IntoValue,
{
    Many::over(&["id"], ids.iter().map(|id| args![id]).collect(), text)
}

/// The leads of these contacts, and whether each was erased before.
pub(in crate::lead) async fn leads_of(tx: &mut Tx, contacts: &[ContactId]) -> Result<Vec<(LeadId, bool)>> {
    let text = "SELECT l.id, l.erased_at FROM {rows} CROSS JOIN lead l WHERE l.contact_id = r.id";
    let one = |row: &Row| Ok((row.get("id")?, row.get::<Option<Timestamp>>("erased_at")?.is_some()));
    let mut found: Vec<(LeadId, bool)> = tx.all_of(of(contacts, text)).await?.iter().map(one).collect::<Result<_>>()?;
    found.sort_unstable();
    Ok(found)
}

/// The conversations of these contacts, erased ones too.
pub(in crate::lead) async fn conversations_of(tx: &mut Tx, contacts: &[ContactId]) -> Result<Vec<ConversationId>> {
    let text = "SELECT v.id FROM {rows} CROSS JOIN conversation v WHERE v.contact_id = r.id";
    let rows = tx.all_of(of(contacts, text)).await?;
    let mut found: Vec<ConversationId> = rows.iter().map(|row| row.get("id")).collect::<Result<_, _>>()?;
    found.sort_unstable();
    Ok(found)
}

/// What these contacts are recognised by.
pub(in crate::lead) async fn keys_of(tx: &mut Tx, contacts: &[ContactId]) -> Result<Vec<Key>> {
    let text = "SELECT i.bot_id, i.kind, i.value FROM {rows} CROSS JOIN identity i WHERE i.contact_id = r.id";
    let one = |row: &Row| Ok(Key { bot: row.get("bot_id")?, kind: row.get("kind")?, value: row.get("value")? });
    tx.all_of(of(contacts, text)).await?.iter().map(one).collect()
}

/// Holds leads, in the one order in which everybody does.
pub(in crate::lead) async fn hold_leads(tx: &mut Tx, leads: &[LeadId]) -> Result<()> {
    let text = "SELECT id FROM lead WHERE id IN (SELECT r.id FROM {rows}) ORDER BY id {for update}";
    tx.all_of(of(leads, text)).await.map(drop)
}

/// What these people are called and reached by, as a colleague could have typed it.
pub(in crate::lead) async fn told(tx: &mut Tx, contacts: &[ContactId], leads: &[LeadId]) -> Result<Vec<String>> {
    let known = "SELECT c.name, c.email, c.phone FROM {rows} CROSS JOIN contact c WHERE c.id = r.id";
    let ordered = "SELECT l.order_number FROM {rows} CROSS JOIN lead l WHERE l.id = r.id";
    let mut told: Vec<Option<String>> = Vec::new();
    for row in tx.all_of(of(contacts, known)).await? {
        told.extend([row.get("name")?, row.get("email")?, row.get("phone")?]);
    }
    for row in tx.all_of(of(leads, ordered)).await? {
        told.push(row.get("order_number")?);
    }
    Ok(told.into_iter().flatten().collect())
}

/// What a provider calls the messages that came in: by that it has their texts and numbers.
pub(in crate::lead) async fn inbound(tx: &mut Tx, conversations: &[ConversationId]) -> Result<Vec<(String, String)>> {
    let text = "SELECT n.channel, n.provider_id FROM {rows} CROSS JOIN message m JOIN conversation v ON v.id = m.conversation_id
         JOIN inbound n ON n.channel = v.channel AND n.provider_id = m.client_id WHERE m.conversation_id = r.id";
    let one = |row: &Row| Ok((row.get("channel")?, row.get("provider_id")?));
    tx.all_of(of(conversations, text)).await?.iter().map(one).collect()
}

/// Leaves the hash of each: delivered once more, it is still not stored again.
pub(in crate::lead) async fn hash_inbound(tx: &mut Tx, known: &[(String, String)]) -> Result<()> {
    let rows = known.iter().map(|(channel, id)| args![channel, id, token_hash(id)]).collect();
    let text = "UPDATE inbound SET provider_id = r.hash, conversation_id = NULL FROM {rows}
         WHERE inbound.channel = r.channel AND inbound.provider_id = r.provider_id";
    tx.exec_of(Many::over(&["channel", "provider_id", "hash"], rows, text)).await
}

/// What is emptied of conversations.
const OF_CONVERSATIONS: [&str; 13] = [
    "UPDATE attachment SET gone_at = coalesce(gone_at, {1}), conversation_id = NULL, owner = '', client_id = attachment.id, name = '', digest = NULL,
       said_as = NULL FROM {rows} WHERE attachment.conversation_id = r.id",
    "DELETE FROM absent_mail WHERE conversation_id IN (SELECT r.id FROM {rows})",
    "DELETE FROM letter WHERE conversation_id IN (SELECT r.id FROM {rows})",
    "DELETE FROM unanswered WHERE conversation_id IN (SELECT r.id FROM {rows})",
    "DELETE FROM mention WHERE conversation_id IN (SELECT r.id FROM {rows})",
    "DELETE FROM remark WHERE conversation_id IN (SELECT r.id FROM {rows})",
    "DELETE FROM understood WHERE conversation_id IN (SELECT r.id FROM {rows})",
    "DELETE FROM opinion WHERE conversation_id IN (SELECT r.id FROM {rows})",
    "DELETE FROM delivery WHERE conversation_id IN (SELECT r.id FROM {rows})",
    "DELETE FROM message WHERE conversation_id IN (SELECT r.id FROM {rows})",
    "DELETE FROM discussed WHERE conversation_id IN (SELECT r.id FROM {rows})",
    "UPDATE form_session SET answers = {1} FROM {rows} WHERE form_session.conversation_id = r.id",
    // Its number moves, so that a node whose ring was lost finds that something happened.
    "UPDATE conversation SET status = 'closed', erased_at = coalesce(erased_at, {1}), closed_at = coalesce(closed_at, {1}), updated_at = {1},
       last_seq = last_seq + 1, answered_seq = last_seq + 1, language = NULL, time_zone = NULL, page_url = NULL, page_title = NULL,
       referrer = NULL, rating_words = NULL, place = NULL, seconds_on_page = 0 FROM {rows} WHERE conversation.id = r.id",
];

/// What is emptied of leads. In a history, what is neither a status nor a tag may be anything that was known.
const OF_LEADS: [&str; 8] = [
    "UPDATE submission SET answers = '[]' FROM {rows} WHERE submission.lead_id = r.id",
    "DELETE FROM note WHERE lead_id IN (SELECT r.id FROM {rows})",
    "DELETE FROM lead_detail WHERE lead_id IN (SELECT r.id FROM {rows})",
    "UPDATE lead_change SET was = CASE WHEN kind = 'status' THEN was END,
       became = CASE WHEN kind IN ('captured', 'follow_up', 'status') THEN became END,
       reason = CASE WHEN kind = 'captured' THEN reason END FROM {rows} WHERE lead_change.lead_id = r.id",
    "UPDATE lead_merge SET moved = {1} FROM {rows} WHERE lead_merge.kept_id = r.id OR lead_merge.merged_id = r.id",
    "UPDATE import_row SET cells = '[]', words = NULL FROM {rows} WHERE import_row.lead_id = r.id",
    "UPDATE notification SET subject = 'Erased lead', words = NULL, thread = '[]',
       state = CASE WHEN state = 'queued' THEN 'failed' ELSE state END FROM {rows} WHERE notification.lead_id = r.id",
    "UPDATE lead SET erased_at = coalesce(erased_at, {1}), is_current = FALSE, is_new = FALSE, intent = NULL, summary = NULL,
       order_number = NULL, out_reason = NULL, folded = '' FROM {rows} WHERE lead.id = r.id",
];

/// What is emptied of contacts. An identity stands for nothing any more, and is found by nobody.
const OF_CONTACTS: [&str; 4] = [
    // What they sent and never said.
    "UPDATE attachment SET gone_at = coalesce(gone_at, {1}), conversation_id = NULL, owner = '', client_id = attachment.id, name = '', digest = NULL,
       said_as = NULL FROM {rows} CROSS JOIN identity i WHERE i.contact_id = r.id AND attachment.bot_id = i.bot_id AND attachment.owner = i.value",
    "DELETE FROM contact_link WHERE to_contact_id IN (SELECT r.id FROM {rows}) OR from_contact_id IN (SELECT r.id FROM {rows})",
    "UPDATE identity SET value = identity.id, verified = FALSE, stopped_at = NULL FROM {rows} WHERE identity.contact_id = r.id",
    "UPDATE contact SET name = NULL, email = NULL, phone = NULL, company = NULL, website = NULL, updated_at = {1}
       FROM {rows} WHERE contact.id = r.id",
];

/// What {1} is in a text: an empty JSON object, whose braces cannot stand there, or else the moment.
fn shared(text: &str, now: Timestamp) -> Vec<crate::db::Value> {
    if text.contains("SET answers = {1}") || text.contains("SET moved = {1}") {
        args!["{}"]
    } else if text.contains("{1}") {
        args![now]
    } else {
        Vec::new()
    }
}

/// Runs each of these about these ids.
async fn each<T>(tx: &mut Tx, ids: &[T], texts: &[&'static str]) -> Result<()>
where
    for<'a> &'a T: crate::db::IntoValue,
{
    for text in texts {
        let now = tx.now;
        tx.exec_of(of(ids, text).with(shared(text, now))).await?;
    }
    Ok(())
}

/// Empties every row of theirs.
pub(in crate::lead) async fn empty(
    tx: &mut Tx,
    contacts: &[ContactId],
    leads: &[LeadId],
    conversations: &[ConversationId],
) -> Result<()> {
    each(tx, conversations, &OF_CONVERSATIONS).await?;
    each(tx, leads, &OF_LEADS).await?;
    each(tx, contacts, &OF_CONTACTS).await
}

/// The rows that were emptied go, those that name others first.
pub(in crate::lead) async fn delete(
    tx: &mut Tx,
    contacts: &[ContactId],
    leads: &[LeadId],
    conversations: &[ConversationId],
) -> Result<()> {
    let of_leads = [
        "DELETE FROM notification WHERE lead_id IN (SELECT r.id FROM {rows})",
        "DELETE FROM lead_tag WHERE lead_id IN (SELECT r.id FROM {rows})",
        "DELETE FROM submission WHERE lead_id IN (SELECT r.id FROM {rows})",
        "DELETE FROM lead_change WHERE lead_id IN (SELECT r.id FROM {rows})",
        "DELETE FROM lead_merge WHERE kept_id IN (SELECT r.id FROM {rows}) OR merged_id IN (SELECT r.id FROM {rows})",
        "UPDATE import_row SET lead_id = NULL FROM {rows} WHERE import_row.lead_id = r.id",
        "UPDATE lead SET previous_lead_id = NULL FROM {rows} WHERE lead.previous_lead_id = r.id",
        "UPDATE lead SET merged_into = NULL FROM {rows} WHERE lead.merged_into = r.id",
        "DELETE FROM lead WHERE id IN (SELECT r.id FROM {rows})",
    ];
    let of_conversations = [
        "UPDATE submission SET conversation_id = NULL, form_session_id = NULL FROM {rows} WHERE submission.conversation_id = r.id",
        "DELETE FROM form_session WHERE conversation_id IN (SELECT r.id FROM {rows})",
        "DELETE FROM rule_fired WHERE conversation_id IN (SELECT r.id FROM {rows})",
        "UPDATE inbound SET conversation_id = NULL FROM {rows} WHERE inbound.conversation_id = r.id",
        "DELETE FROM conversation WHERE id IN (SELECT r.id FROM {rows})",
    ];
    let of_contacts = [
        "DELETE FROM identity WHERE contact_id IN (SELECT r.id FROM {rows})",
        "UPDATE contact SET merged_into = NULL FROM {rows} WHERE contact.merged_into = r.id",
        "DELETE FROM contact WHERE id IN (SELECT r.id FROM {rows})",
    ];
    each(tx, leads, &of_leads).await?;
    each(tx, conversations, &of_conversations).await?;
    each(tx, contacts, &of_contacts).await
}

/// The bot's kept views: name and query together, as they stand.
pub(in crate::lead) async fn views(tx: &mut Tx, bot: &BotId) -> Result<Vec<(ViewId, String)>> {
    let rows = tx.all("SELECT id, name, query FROM saved_view WHERE bot_id = $1", args![bot]).await?;
    let one = |row: &Row| {
        let (name, query): (String, String) = (row.get("name")?, row.get("query")?);
        Ok((row.get("id")?, format!("{name}&{query}")))
    };
    rows.iter().map(one).collect()
}

pub(in crate::lead) async fn forget_view(tx: &mut Tx, id: &ViewId) -> Result<()> {
    tx.exec("DELETE FROM saved_view WHERE id = $1", args![id]).await.map(drop)
}

/// The bot's tasks that have ended, with what they were to do.
pub(in crate::lead) async fn ended_tasks(tx: &mut Tx, bot: &BotId) -> Result<Vec<(TaskId, String)>> {
    let rows = tx
        .all(
            "SELECT id, detail, words FROM task WHERE bot_id = $1 AND state IN ('done', 'failed', 'stopped') AND detail <> '{}'",
            args![bot],
        )
        .await?;
    let one = |row: &Row| {
        let (detail, words): (String, Option<String>) = (row.get("detail")?, row.get("words")?);
        Ok((row.get("id")?, format!("{detail} {}", words.unwrap_or_default())))
    };
    rows.iter().map(one).collect()
}

pub(in crate::lead) async fn forget_task(tx: &mut Tx, id: &TaskId) -> Result<()> {
    tx.exec("UPDATE task SET detail = '{}', words = NULL WHERE id = $1", args![id]).await.map(drop)
}

/// Leads of which everything is older: they, their person's other leads, and their conversations.
pub(in crate::lead) async fn due_leads(
    conn: &mut Conn,
    bot: &BotId,
    edge: Timestamp,
    most: i64,
) -> Result<Vec<(LeadId, ContactId)>> {
    let rows = conn
        .all(
            "SELECT l.id, l.contact_id FROM lead l WHERE l.bot_id = $1 AND l.updated_at < $2 AND l.erased_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM lead o WHERE o.contact_id = l.contact_id AND o.updated_at >= $2)
               AND NOT EXISTS (SELECT 1 FROM lead o WHERE o.id = l.merged_into AND o.updated_at >= $2)
               AND NOT EXISTS (SELECT 1 FROM conversation v WHERE v.contact_id = l.contact_id AND v.updated_at >= $2)
             ORDER BY l.updated_at, l.id LIMIT $3",
            args![bot, edge, most],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("id")?, row.get("contact_id")?))).collect()
}

/// Whether anything happened to one of these at `edge` or later.
pub(in crate::lead) async fn is_newer(
    tx: &mut Tx,
    leads: &[LeadId],
    conversations: &[ConversationId],
    edge: Timestamp,
) -> Result<bool> {
    let lead = "SELECT l.id FROM {rows} CROSS JOIN lead l WHERE l.id = r.id AND l.updated_at >= {1}";
    let conversation = "SELECT v.id FROM {rows} CROSS JOIN conversation v WHERE v.id = r.id AND v.updated_at >= {1}";
    let newer = tx.all_of(of(leads, lead).with(args![edge])).await?.len()
        + tx.all_of(of(conversations, conversation).with(args![edge])).await?.len();
    Ok(newer > 0)
}

/// Contacts who wrote before, and not since, and never became a lead.
pub(in crate::lead) async fn due_contacts(
    conn: &mut Conn,
    bot: &BotId,
    edge: Timestamp,
    most: i64,
) -> Result<Vec<ContactId>> {
    let rows = conn
        .all(
            "SELECT DISTINCT v.contact_id AS id FROM conversation v WHERE v.bot_id = $1 AND v.updated_at < $2 AND v.erased_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM lead l WHERE l.contact_id = v.contact_id)
               AND NOT EXISTS (SELECT 1 FROM conversation o WHERE o.contact_id = v.contact_id AND o.updated_at >= $2)
             ORDER BY v.contact_id LIMIT $3",
            args![bot, edge, most],
        )
        .await?;
    rows.iter().map(|row| row.get("id").map_err(Into::into)).collect()
}

/// Which of these leads still stand, of these bots.
pub(in crate::lead) async fn standing(conn: &mut Conn, bots: &[BotId], ids: &[LeadId]) -> Result<Vec<LeadId>> {
    let mut sql = Sql::new("SELECT id FROM lead WHERE bot_id IN (''");
    for bot in bots {
        sql.bind(", {}", bot);
    }
    sql.push(") AND id IN (''");
    for id in ids {
        sql.bind(", {}", id);
    }
    sql.push(")");
    let (text, values) = sql.done();
    let rows = conn.all(text, values).await?;
    rows.iter().map(|row| row.get("id").map_err(Into::into)).collect()
}
