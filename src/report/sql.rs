//! Statements of reports. Each reads a range of an index: the bot and a span of time.

use super::team::{Asked, TAKEN, Taken};
use super::{Caught, Counted, Fared, PAGED, QUARTER, Span, TIMED, Talks};
use crate::db::{Conn, Row, args};
use crate::error::Result;
use crate::event::{Author, Channel};
use crate::form::session::State;
use crate::id::{BotId, ConversationId, FormId};
use crate::time::Timestamp;

pub(super) async fn talks(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Talks> {
    let row = conn
        .row(
            "SELECT COUNT(*) AS begun,
               CAST(coalesce(SUM(CASE WHEN agent_id IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS alone,
               CAST(coalesce(SUM(CASE WHEN visitor_messages >= 2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS twice
             FROM conversation WHERE bot_id = $1 AND started_at >= $2 AND started_at < $3 AND visitor_messages > 0",
            args![bot, span.from, span.until],
        )
        .await?;
    let Some(row) = row else { return Ok(Talks::default()) };
    Ok(Talks { begun: row.get("begun")?, alone: row.get("alone")?, twice: row.get("twice")? })
}

/// Each temperature is a range of `lead_by_temperature`, which holds all that is asked.
pub(super) async fn leads(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Vec<Caught>> {
    let rows = conn
        .all(
            "SELECT captured_at / $4 AS quarter, temperature, COUNT(*) AS n FROM lead
             WHERE bot_id = $1 AND (temperature IN ('hot', 'warm', 'cold') OR temperature IS NULL)
               AND captured_at >= $2 AND captured_at < $3 AND merged_into IS NULL
             GROUP BY captured_at / $4, temperature",
            args![bot, span.from, span.until, QUARTER],
        )
        .await?;
    let caught = |row: &Row| {
        Ok(Caught {
            at: Timestamp::from_millis(row.get::<i64>("quarter")? * QUARTER),
            temperature: row.get("temperature")?,
            n: row.get("n")?,
        })
    };
    rows.iter().map(caught).collect()
}

fn counted(rows: &[Row]) -> Result<Counted> {
    rows.iter().map(|row| Ok((row.get("key")?, row.get("n")?))).collect()
}

pub(super) async fn by_source(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Counted> {
    let rows = conn
        .all(
            "SELECT last_channel AS key, COUNT(*) AS n FROM lead
             WHERE bot_id = $1 AND last_channel IN ($4, $5, $6, $7, $8, $9) AND captured_at >= $2 AND captured_at < $3
               AND merged_into IS NULL
             GROUP BY last_channel ORDER BY COUNT(*) DESC, last_channel",
            args![
                bot,
                span.from,
                span.until,
                Channel::Web,
                Channel::Sms,
                Channel::Whatsapp,
                Channel::Telegram,
                Channel::Email,
                Channel::Api
            ],
        )
        .await?;
    counted(&rows)
}

pub(super) async fn by_status(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Counted> {
    let rows = conn
        .all(
            "SELECT status AS key, COUNT(*) AS n FROM lead
             WHERE bot_id = $1 AND captured_at >= $2 AND captured_at < $3 AND merged_into IS NULL
             GROUP BY status ORDER BY COUNT(*) DESC, status",
            args![bot, span.from, span.until],
        )
        .await?;
    counted(&rows)
}

pub(super) async fn by_tag(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Counted> {
    let rows = conn
        .all(
            "SELECT k.tag AS key, COUNT(*) AS n
             FROM (SELECT value AS tag FROM lead_tally WHERE bot_id = $1 AND facet = 'tag' GROUP BY value) k
             JOIN lead_tag t ON t.bot_id = $1 AND t.tag = k.tag AND t.captured_at >= $2 AND t.captured_at < $3
             GROUP BY k.tag ORDER BY COUNT(*) DESC, k.tag",
            args![bot, span.from, span.until],
        )
        .await?;
    counted(&rows)
}

pub(super) async fn by_page(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Counted> {
    let rows = conn
        .all(
            "SELECT c.page_url AS key, COUNT(*) AS n
             FROM (SELECT id FROM lead WHERE bot_id = $1 AND captured_at >= $2 AND captured_at < $3 AND merged_into IS NULL
                   ORDER BY captured_at DESC, id DESC LIMIT $4) l
             JOIN submission s ON s.lead_id = l.id AND s.number = 0
             JOIN conversation c ON c.id = s.conversation_id
             WHERE c.page_url IS NOT NULL
             GROUP BY c.page_url ORDER BY COUNT(*) DESC, c.page_url LIMIT 500",
            args![bot, span.from, span.until, PAGED],
        )
        .await?;
    counted(&rows)
}

pub(super) async fn reasons(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Counted> {
    let rows = conn
        .all(
            "SELECT out_reason AS key, COUNT(*) AS n FROM lead
             WHERE bot_id = $1 AND captured_at >= $2 AND captured_at < $3 AND merged_into IS NULL AND out_reason IS NOT NULL
             GROUP BY out_reason ORDER BY COUNT(*) DESC, out_reason LIMIT 8",
            args![bot, span.from, span.until],
        )
        .await?;
    counted(&rows)
}

pub(super) async fn scores(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Vec<(i64, i64)>> {
    let rows = conn
        .all(
            "SELECT score, COUNT(*) AS n FROM lead
             WHERE bot_id = $1 AND captured_at >= $2 AND captured_at < $3 AND merged_into IS NULL AND score IS NOT NULL
             GROUP BY score",
            args![bot, span.from, span.until],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("score")?, row.get("n")?))).collect()
}

pub(super) async fn forms(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Vec<Fared>> {
    let rows = conn
        .all(
            "SELECT f.id, f.tag, s.state, coalesce(s.last_field, '') AS field, COUNT(*) AS n
             FROM form f JOIN form_session s ON s.form_id = f.id AND s.shown_at >= $2 AND s.shown_at < $3
             WHERE f.bot_id = $1 GROUP BY f.id, f.tag, s.state, coalesce(s.last_field, '')
             ORDER BY f.id, COUNT(*) DESC, coalesce(s.last_field, '')",
            args![bot, span.from, span.until],
        )
        .await?;
    let mut forms: Vec<Fared> = Vec::new();
    for row in rows {
        let (form, n): (FormId, i64) = (row.get("id")?, row.get("n")?);
        if forms.last().is_none_or(|last| last.form != form) {
            let tag = row.get("tag")?;
            forms.push(Fared { form, tag, shown: 0, sent: 0, declined: 0, stopped: Vec::new() });
        }
        let Some(form) = forms.last_mut() else { continue };
        form.shown += n;
        match row.get("state")? {
            State::Sent => form.sent += n,
            State::Declined => form.declined += n,
            State::Open => form.stopped.push((row.get("field")?, n)),
        }
    }
    Ok(forms)
}

pub(super) async fn reached(conn: &mut Conn, bot: &BotId, span: Span) -> Result<(i64, i64)> {
    let row = conn
        .row(
            "SELECT COUNT(DISTINCT s.conversation_id) AS shown,
               COUNT(DISTINCT CASE WHEN s.state = $4 THEN s.conversation_id END) AS sent
             FROM form f JOIN form_session s ON s.form_id = f.id AND s.shown_at >= $2 AND s.shown_at < $3
             WHERE f.bot_id = $1",
            args![bot, span.from, span.until, State::Sent],
        )
        .await?;
    let Some(row) = row else { return Ok((0, 0)) };
    Ok((row.get("shown")?, row.get("sent")?))
}

pub(super) async fn rated(conn: &mut Conn, bot: &BotId, span: Span) -> Result<(i64, i64)> {
    let row = conn
        .row(
            "SELECT CAST(coalesce(SUM(CASE WHEN m.helpful THEN 1 ELSE 0 END), 0) AS BIGINT) AS helped, COUNT(*) AS n
             FROM message m JOIN conversation c ON c.id = m.conversation_id
             WHERE m.helpful IS NOT NULL AND m.created_at >= $2 AND m.created_at < $3 AND c.bot_id = $1",
            args![bot, span.from, span.until],
        )
        .await?;
    let Some(row) = row else { return Ok((0, 0)) };
    let (helped, n): (i64, i64) = (row.get("helped")?, row.get("n")?);
    Ok((helped, n - helped))
}

/// When each author first wrote in each of the newest conversations of a span.
pub(super) async fn firsts(
    conn: &mut Conn,
    bot: &BotId,
    span: Span,
) -> Result<Vec<(ConversationId, Author, Timestamp)>> {
    let rows = conn
        .all(
            "SELECT m.conversation_id, m.author, MIN(m.created_at) AS at
             FROM (SELECT id FROM conversation WHERE bot_id = $1 AND started_at >= $2 AND started_at < $3
                   ORDER BY started_at DESC LIMIT $4) c
             JOIN message m ON m.conversation_id = c.id AND m.seq <= 50
             GROUP BY m.conversation_id, m.author",
            args![bot, span.from, span.until, TIMED],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("conversation_id")?, row.get("author")?, row.get("at")?))).collect()
}

/// Those that were taken in a span, the newest first: a range of `conversation_claimed`.
pub(super) async fn taken(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Vec<Taken>> {
    conn.list(
        "SELECT c.claimed_by AS member_id, m.name, c.rang_at, c.claimed_at, c.answered_at, c.rating, c.status
         FROM conversation c LEFT JOIN member m ON m.id = c.claimed_by
         WHERE c.bot_id = $1 AND c.claimed_at IS NOT NULL AND c.claimed_at >= $2 AND c.claimed_at < $3
         ORDER BY c.claimed_at DESC, c.id LIMIT $4",
        args![bot, span.from, span.until, TAKEN],
    )
    .await
}

/// Those who asked in a span: a range of `conversation_rang`, and one of `conversation_promised`.
pub(super) async fn asked(conn: &mut Conn, bot: &BotId, span: Span) -> Result<Asked> {
    let row = conn
        .row(
            "SELECT COUNT(*) AS asked, COUNT(claimed_at) AS taken,
               CAST(coalesce(SUM(CASE WHEN claimed_at IS NULL AND promised_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS promised,
               CAST(coalesce(SUM(CASE WHEN claimed_at IS NULL AND promised_at IS NULL AND status = 'waiting' THEN 1 ELSE 0 END), 0)
                 AS BIGINT) AS waiting
             FROM (SELECT claimed_at, promised_at, status FROM conversation
                   WHERE bot_id = $1 AND rang_at IS NOT NULL AND rang_at >= $2 AND rang_at < $3
                   UNION ALL
                   SELECT claimed_at, promised_at, status FROM conversation
                   WHERE bot_id = $1 AND promised_at IS NOT NULL AND rang_at IS NULL AND promised_at >= $2 AND promised_at < $3) c",
            args![bot, span.from, span.until],
        )
        .await?;
    let Some(row) = row else { return Ok(Asked::default()) };
    Ok(Asked {
        all: row.get("asked")?,
        taken: row.get("taken")?,
        promised: row.get("promised")?,
        waiting: row.get("waiting")?,
    })
}
