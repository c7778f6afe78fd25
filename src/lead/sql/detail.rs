//! Statements of scores, of what was found about leads, and of what a person said over it.

use std::collections::{HashMap, HashSet};

use crate::conversation::message::ReceiptRow;
use crate::db::{Conn, Json, Many, Row, Sql, Tx, args};
use crate::error::Result;
use crate::id::{ContactId, LeadId, MemberId};
use crate::lead::detail::Detail;
use crate::lead::score::Temperature;
use crate::lead::temperature::Override;
use crate::time::Timestamp;

pub(in crate::lead) async fn set_score(
    tx: &mut Tx,
    id: &LeadId,
    score: i64,
    temperature: Temperature,
    lapses: bool,
) -> Result<()> {
    tx.exec("UPDATE lead SET score = $2, temperature = $3 WHERE id = $1", args![id, score, temperature]).await?;
    if lapses {
        let text = "UPDATE lead SET override_temperature = NULL, override_by = NULL, override_at = NULL WHERE id = $1";
        tx.exec(text, args![id]).await?;
    }
    Ok(())
}

/// When the contact's newest conversation began.
pub(in crate::lead) async fn newest_conversation(conn: &mut Conn, contact: &ContactId) -> Result<Option<Timestamp>> {
    let text = "SELECT started_at FROM conversation WHERE contact_id = $1 ORDER BY started_at DESC LIMIT 1";
    let row = conn.row(text, args![contact]).await?;
    Ok(row.map(|row| row.get("started_at")).transpose()?)
}

pub(in crate::lead) async fn override_of(conn: &mut Conn, lead: &LeadId) -> Result<Option<Override>> {
    conn.find(
        "SELECT l.override_temperature AS temperature, m.name AS by, l.override_at AS at FROM lead l
         LEFT JOIN member m ON m.id = l.override_by WHERE l.id = $1 AND l.override_temperature IS NOT NULL",
        args![lead],
    )
    .await
}

pub(in crate::lead) async fn set_override(
    tx: &mut Tx,
    id: &LeadId,
    told: Option<Temperature>,
    counts: Option<Temperature>,
    by: &MemberId,
) -> Result<()> {
    let now = tx.now;
    let (by, at) = (told.is_some().then_some(by), told.is_some().then_some(now));
    tx.exec(
        "UPDATE lead SET override_temperature = $2, override_by = $4, override_at = $5, temperature = $3, updated_at = $6 WHERE id = $1",
        args![id, told, counts, by, at, now],
    )
    .await?;
    Ok(())
}

/// Ends what was said before these leads' conversations began; gives those of whom something was said.
pub(in crate::lead) async fn lapse(
    tx: &mut Tx,
    joined: &[(&LeadId, Option<Temperature>, Timestamp)],
) -> Result<HashSet<LeadId>> {
    let text =
        "UPDATE lead SET override_temperature = NULL, override_by = NULL, override_at = NULL, temperature = r.temperature
         FROM {rows} WHERE lead.id = r.id AND lead.override_at < r.began RETURNING lead.id AS id";
    let row = |(id, temperature, began): &(&LeadId, Option<Temperature>, Timestamp)| args![*id, *temperature, *began];
    let rows = joined.iter().map(row).collect();
    let lapsed = tx.all_of(Many::over(&["id", "temperature", "began"], rows, text)).await?;
    lapsed.iter().map(|row| Ok(row.get("id")?)).collect()
}

pub(in crate::lead) async fn set_detail(tx: &mut Tx, lead: &LeadId, detail: &Detail) -> Result<()> {
    let now = tx.now;
    let json = |value: serde_json::Result<String>| value.map_err(anyhow::Error::new);
    let fields = json(serde_json::to_string(&detail.fields))?;
    let signals = json(serde_json::to_string(&detail.signals))?;
    let reasons = json(serde_json::to_string(&detail.reasons))?;
    tx.exec(
        "INSERT INTO lead_detail (lead_id, fields, signals, reasons, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (lead_id) DO UPDATE SET fields = excluded.fields, signals = excluded.signals,
           reasons = excluded.reasons, updated_at = excluded.updated_at",
        args![lead, fields, signals, reasons, now],
    )
    .await?;
    Ok(())
}

/// Adds the ids as they stand in a list of a statement.
fn among(sql: &mut Sql, leads: &[&LeadId]) {
    for (at, lead) in leads.iter().enumerate() {
        sql.bind(if at == 0 { "{}" } else { ", {}" }, *lead);
    }
    sql.push(")");
}

/// What is stored of these leads.
pub(in crate::lead) async fn details(conn: &mut Conn, leads: &[&LeadId]) -> Result<HashMap<LeadId, Detail>> {
    if leads.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new("SELECT lead_id, fields, signals, reasons FROM lead_detail WHERE lead_id IN (");
    among(&mut sql, leads);
    let (text, values) = sql.done();
    let one = |row: &Row| {
        let (Json(fields), Json(signals), Json(reasons)) =
            (row.get("fields")?, row.get("signals")?, row.get("reasons")?);
        Ok((row.get("lead_id")?, Detail { fields, signals, reasons }))
    };
    conn.all(text, values).await?.iter().map(one).collect()
}

/// What these leads' submissions answered, oldest first.
pub(in crate::lead) async fn answers(
    conn: &mut Conn,
    leads: &[&LeadId],
) -> Result<Vec<(LeadId, Json<Vec<ReceiptRow>>)>> {
    if leads.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT lead_id, answers FROM submission WHERE lead_id IN (");
    among(&mut sql, leads);
    sql.push(" ORDER BY lead_id, number");
    let (text, values) = sql.done();
    conn.all(text, values).await?.iter().map(|row| Ok((row.get("lead_id")?, row.get("answers")?))).collect()
}
