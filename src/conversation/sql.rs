//! Statements of conversations and messages.

use super::message::Message;
use super::{Conversation, Line, Status, Whereabouts};
use crate::db::dialect;
use crate::db::{Conn, Json, Many, Record as _, Row, Sql, Tx, args};
use crate::error::Result;
use crate::event::Channel;
use crate::id::{BotId, ContactId, ConversationId, DeliveryId, IdentityId, token_hash};
use crate::time::Timestamp;

use super::message::Body;
use super::provider::Delivery;

/// The columns of a conversation `c`.
macro_rules! columns {
    () => {
        "c.id, c.bot_id, c.contact_id, c.identity_id, c.channel, c.status, c.last_seq, c.answered_seq, c.visitor_messages, c.language,
         c.time_zone, c.place, c.page_url, c.page_title, c.referrer, c.seconds_on_page, c.started_at, c.updated_at"
    };
}
pub(super) use columns;

pub(super) async fn open_under(conn: &mut Conn, identity: &IdentityId) -> Result<Option<Conversation>> {
    conn.find(
        concat!("SELECT ", columns!(), " FROM conversation c WHERE c.identity_id = $1 AND c.status <> 'closed' ORDER BY c.started_at DESC, c.id DESC LIMIT 1"),
        args![identity],
    )
    .await
}

pub(super) async fn by_id(conn: &mut Conn, id: &ConversationId) -> Result<Option<Conversation>> {
    conn.find(concat!("SELECT ", columns!(), " FROM conversation c WHERE c.id = $1 AND c.erased_at IS NULL"), args![id])
        .await
}

pub(super) async fn by_ids(tx: &mut Tx, ids: &[&ConversationId]) -> Result<Vec<Conversation>> {
    let text = concat!(
        "SELECT ",
        columns!(),
        " FROM {rows} CROSS JOIN conversation c WHERE c.id = r.id AND c.erased_at IS NULL"
    );
    let rows = tx.all_of(Many::over(&["id"], ids.iter().map(|id| args![*id]).collect(), text)).await?;
    Ok(rows.iter().map(Conversation::read).collect::<Result<_, _>>()?)
}

pub(super) async fn hold(tx: &mut Tx, id: &ConversationId) -> Result<Option<Conversation>> {
    let mut sql =
        Sql::new(concat!("SELECT ", columns!(), " FROM conversation c WHERE c.erased_at IS NULL AND c.id = "));
    sql.bind("{}", id).push(dialect::for_update(tx));
    let (text, values) = sql.done();
    tx.find(text, values).await
}

pub(super) async fn of_contact(conn: &mut Conn, contact: &ContactId) -> Result<Vec<Conversation>> {
    conn.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM conversation c WHERE c.contact_id = $1 AND c.erased_at IS NULL ORDER BY c.started_at, c.id"
        ),
        args![contact],
    )
    .await
}

pub(super) async fn insert(tx: &mut Tx, new: &Conversation) -> Result<()> {
    tx.exec(
        "INSERT INTO conversation (id, bot_id, contact_id, identity_id, channel, status, last_seq, answered_seq, visitor_messages,
           language, time_zone, page_url, page_title, referrer, seconds_on_page, started_at, updated_at, place)
         VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, $7, $8, $9, $10, $11, 0, $12, $12, $13)",
        args![
            &new.id,
            &new.bot_id,
            &new.contact_id,
            &new.identity_id,
            new.channel,
            new.status,
            new.language.clone(),
            new.time_zone.clone(),
            new.page_url.clone(),
            new.page_title.clone(),
            new.referrer.clone(),
            new.started_at,
            new.place.clone()
        ],
    )
    .await?;
    Ok(())
}

/// Takes the next number, and tells who answers; `None` when the conversation is closed or there is none. Where the
/// assistant keeps quiet, what is said has not to be answered by it later either.
pub(super) async fn take_seq(tx: &mut Tx, id: &ConversationId, by_visitor: bool) -> Result<Option<(i64, Status)>> {
    let (now, one) = (tx.now, i64::from(by_visitor));
    let row = tx
        .row(
            "UPDATE conversation SET last_seq = last_seq + 1, visitor_messages = visitor_messages + $3, updated_at = $2,
               answered_seq = CASE WHEN status = 'bot' THEN answered_seq ELSE last_seq + 1 END
             WHERE id = $1 AND status <> 'closed' RETURNING last_seq, status",
            args![id, now, one],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some((row.get("last_seq")?, row.get("status")?)))
}

pub(super) async fn give_seq_back(tx: &mut Tx, id: &ConversationId, by_visitor: bool) -> Result<()> {
    tx.exec(
        "UPDATE conversation SET last_seq = last_seq - 1, visitor_messages = visitor_messages - $2,
           answered_seq = CASE WHEN status = 'bot' THEN answered_seq ELSE last_seq - 1 END WHERE id = $1",
        args![id, i64::from(by_visitor)],
    )
    .await?;
    Ok(())
}

pub(super) async fn insert_message(tx: &mut Tx, conversation: &ConversationId, message: &Message) -> Result<bool> {
    let body = serde_json::to_string(&message.body).map_err(anyhow::Error::new)?;
    let rows = tx
        .exec(
            "INSERT INTO message (id, conversation_id, seq, client_id, author, author_name, body, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
            args![
                &message.id,
                conversation,
                message.seq,
                message.client_id.clone(),
                message.author,
                message.name.clone(),
                body,
                message.at
            ],
        )
        .await?;
    Ok(rows == 1)
}

pub(super) async fn place_of(
    conn: &mut Conn,
    conversation: &ConversationId,
    client_id: &str,
) -> Result<Option<(i64, Timestamp)>> {
    let row = conn
        .row(
            "SELECT seq, created_at FROM message WHERE conversation_id = $1 AND client_id = $2",
            args![conversation, client_id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some((row.get("seq")?, row.get("created_at")?)))
}

/// What the visitors of these conversations wrote after these numbers, newest first.
pub(super) async fn written(tx: &mut Tx, after: &[(&ConversationId, i64)]) -> Result<Vec<(ConversationId, Body)>> {
    let text = "SELECT m.conversation_id, m.body FROM {rows} CROSS JOIN message m
         WHERE m.conversation_id = r.id AND m.seq > r.seq AND m.author = 'visitor' ORDER BY m.conversation_id, m.seq DESC";
    let asked = after.iter().map(|(id, seq)| args![*id, *seq]).collect();
    let rows = tx.all_of(Many::over(&["id", "seq"], asked, text)).await?;
    let one = |row: &Row| {
        let Json(body) = row.get("body")?;
        Ok((row.get("conversation_id")?, body))
    };
    rows.iter().map(one).collect()
}

/// Messages strictly between two numbers, newest first.
pub(super) async fn messages(
    conn: &mut Conn,
    conversation: &ConversationId,
    after: i64,
    before: i64,
    most: i64,
) -> Result<Vec<Message>> {
    conn.list(
        "SELECT seq, id, client_id, author, author_name, body, created_at FROM message
         WHERE conversation_id = $1 AND seq > $2 AND seq < $3 ORDER BY seq DESC LIMIT $4",
        args![conversation, after, before, most],
    )
    .await
}

pub(super) async fn last_by_team(conn: &mut Conn, conversation: &ConversationId) -> Result<Option<i64>> {
    let row = conn
        .row(
            "SELECT seq FROM message WHERE conversation_id = $1 AND author = 'agent' ORDER BY seq DESC LIMIT 1",
            args![conversation],
        )
        .await?;
    row.map(|row| Ok(row.get("seq")?)).transpose()
}

pub(super) async fn unread_since(
    conn: &mut Conn,
    conversation: &ConversationId,
    read: i64,
) -> Result<Option<Timestamp>> {
    let row = conn
        .row(
            "SELECT created_at FROM message WHERE conversation_id = $1 AND seq > $2 AND author = 'visitor' ORDER BY seq LIMIT 1",
            args![conversation, read],
        )
        .await?;
    row.map(|row| Ok(row.get("created_at")?)).transpose()
}

pub(super) async fn set_helpful(
    tx: &mut Tx,
    conversation: &ConversationId,
    seq: i64,
    helpful: Option<bool>,
) -> Result<bool> {
    let rows = tx
        .exec(
            "UPDATE message SET helpful = $3 WHERE conversation_id = $1 AND seq = $2 AND author = 'bot'",
            args![conversation, seq, helpful],
        )
        .await?;
    Ok(rows == 1)
}

pub(super) async fn set_answered(tx: &mut Tx, id: &ConversationId) -> Result<()> {
    tx.exec("UPDATE conversation SET answered_seq = last_seq WHERE id = $1", args![id]).await?;
    Ok(())
}

pub(super) async fn set_answered_until(tx: &mut Tx, id: &ConversationId, seq: i64) -> Result<()> {
    tx.exec("UPDATE conversation SET answered_seq = $2 WHERE id = $1", args![id, seq]).await?;
    Ok(())
}

pub(super) async fn set_status(tx: &mut Tx, id: &ConversationId, status: Status) -> Result<()> {
    let closed_at = (status == Status::Closed).then_some(tx.now);
    tx.exec("UPDATE conversation SET status = $2, closed_at = $3 WHERE id = $1", args![id, status, closed_at]).await?;
    Ok(())
}

pub(super) async fn set_whereabouts(tx: &mut Tx, id: &ConversationId, new: &Whereabouts, seconds: i64) -> Result<()> {
    tx.exec(
        "UPDATE conversation SET page_url = coalesce($2, page_url), page_title = coalesce($3, page_title),
           referrer = coalesce(referrer, $4), language = coalesce($5, language), time_zone = coalesce($6, time_zone), seconds_on_page = $7
         WHERE id = $1",
        args![
            id,
            new.page_url.clone(),
            new.page_title.clone(),
            new.referrer.clone(),
            new.language.clone(),
            new.time_zone.clone(),
            seconds
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn newest(
    conn: &mut Conn,
    bot: &BotId,
    before: Option<(Timestamp, &str)>,
    most: i64,
) -> Result<Vec<Line>> {
    let mut sql = Sql::new(concat!(
        "SELECT ",
        columns!(),
        ", coalesce(p.name, p.email, p.phone) AS who, m.body AS last, m.author AS last_author
         FROM conversation c JOIN contact p ON p.id = c.contact_id
         LEFT JOIN message m ON m.conversation_id = c.id AND m.seq = c.last_seq
         WHERE c.erased_at IS NULL AND c.bot_id = "
    ));
    sql.bind("{}", bot);
    if let Some((at, id)) = before {
        sql.bind(" AND (c.updated_at, c.id) < ({}, ", at).bind("{})", id);
    }
    sql.bind(" ORDER BY c.updated_at DESC, c.id DESC LIMIT {}", most);
    let (text, values) = sql.done();
    let rows = conn.all(text, values).await?;
    rows.iter()
        .map(|row| {
            let body: Option<Json<Body>> = row.get("last")?;
            let who: Option<String> = row.get("who")?;
            Ok(Line {
                conversation: Conversation::read(row)?,
                who: who.unwrap_or_else(|| "Anonymous".to_owned()),
                last: body.map(|Json(body)| body.line()).unwrap_or_default(),
                last_author: row.get("last_author")?,
            })
        })
        .collect()
}

/// Notes a provider's delivery; false when it was noted before, also where an erasure has left its hash alone.
pub(super) async fn insert_inbound(tx: &mut Tx, channel: Channel, provider_id: &str) -> Result<bool> {
    let now = tx.now;
    let rows = tx
        .exec(
            "INSERT INTO inbound (channel, provider_id, created_at) SELECT $1, $2, $3
             WHERE NOT EXISTS (SELECT 1 FROM inbound WHERE channel = $1 AND provider_id = $4)
             ON CONFLICT (channel, provider_id) DO NOTHING",
            args![channel, provider_id, now, token_hash(provider_id)],
        )
        .await?;
    Ok(rows == 1)
}

/// What the assistant or an agent said after `seq` on this conversation and has no deliveries yet, oldest first.
pub(super) async fn unsent(conn: &mut Conn, conversation: &ConversationId) -> Result<Vec<Message>> {
    conn.list(
        "SELECT m.seq, m.id, m.client_id, m.author, m.author_name, m.body, m.created_at FROM message m
         WHERE m.conversation_id = $1 AND m.author IN ('bot', 'agent') AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.message_id = m.id)
         ORDER BY m.seq",
        args![conversation],
    )
    .await
}

pub(super) async fn insert_delivery(tx: &mut Tx, conversation: &ConversationId, new: &Delivery) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "INSERT INTO delivery (id, conversation_id, message_id, part, text, segments, state, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (message_id, part) DO NOTHING",
        args![&new.id, conversation, &new.message_id, new.part, new.text.as_str(), new.segments, new.state, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn deliveries_waiting(conn: &mut Conn, conversation: &ConversationId) -> Result<Vec<Delivery>> {
    conn.list(
        "SELECT d.id, d.message_id, d.part, d.text, d.segments, d.state, d.provider_id, d.error, d.tried_at
         FROM delivery d JOIN message m ON m.id = d.message_id
         WHERE d.conversation_id = $1 AND d.state IN ('waiting', 'trying') ORDER BY m.seq, d.part",
        args![conversation],
    )
    .await
}

pub(super) async fn deliveries(conn: &mut Conn, conversation: &ConversationId) -> Result<Vec<Delivery>> {
    conn.list(
        "SELECT d.id, d.message_id, d.part, d.text, d.segments, d.state, d.provider_id, d.error, d.tried_at
         FROM delivery d JOIN message m ON m.id = d.message_id WHERE d.conversation_id = $1 ORDER BY m.seq, d.part",
        args![conversation],
    )
    .await
}

pub(super) async fn delivery_by_provider(conn: &mut Conn, provider_id: &str) -> Result<Option<Delivery>> {
    conn.find(
        "SELECT d.id, d.message_id, d.part, d.text, d.segments, d.state, d.provider_id, d.error, d.tried_at
         FROM delivery d JOIN message m ON m.id = d.message_id WHERE d.provider_id = $1 ORDER BY d.created_at DESC LIMIT 1",
        args![provider_id],
    )
    .await
}

pub(super) async fn set_delivery(tx: &mut Tx, id: &DeliveryId, to: &Delivery) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "UPDATE delivery SET state = $2, provider_id = $3, error = $4, tried_at = $5, updated_at = $6 WHERE id = $1",
        args![id, to.state, to.provider_id.clone(), to.error.clone(), to.tried_at, now],
    )
    .await?;
    Ok(())
}
