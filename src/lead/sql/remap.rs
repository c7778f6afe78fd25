//! Statements of statuses that are mapped to others, and of the reasons that are reported.

use crate::db::{Conn, Tx, args};
use crate::error::Result;
use crate::id::{BotId, LeadId};
use crate::lead::pipeline::Category;
use crate::lead::pipeline::change::Mapping;
use crate::time::Timestamp;

/// The category that leads of this status have; none where no lead has it.
pub(in crate::lead) async fn category_of(conn: &mut Conn, bot: &BotId, status: &str) -> Result<Option<Category>> {
    let row =
        conn.row("SELECT category FROM lead WHERE bot_id = $1 AND status = $2 LIMIT 1", args![bot, status]).await?;
    Ok(row.map(|row| row.get("category")).transpose()?)
}

/// Whether any lead has this status.
pub(in crate::lead) async fn has_status(conn: &mut Conn, bot: &BotId, status: &str) -> Result<bool> {
    Ok(category_of(conn, bot, status).await?.is_some())
}

/// Maps the next so many leads after a place; gives them with when they were captured. A reason stays where the lead is
/// still out.
pub(in crate::lead) async fn remap(
    tx: &mut Tx,
    bot: &BotId,
    map: &Mapping,
    after: (i64, &str),
    most: i64,
) -> Result<Vec<(Timestamp, LeadId)>> {
    let rows = tx
        .all(
            "UPDATE lead SET status = $3, category = $4, out_reason = CASE WHEN $4 = 'out' THEN out_reason ELSE NULL END
             WHERE status = $2 AND id IN (SELECT n.id FROM lead n WHERE n.bot_id = $1 AND n.status = $2
               AND (n.captured_at, n.id) > ($5, $6) ORDER BY n.captured_at, n.id LIMIT $7)
             RETURNING captured_at, id",
            args![bot, map.from.as_str(), map.to.as_str(), map.category, after.0, after.1, most],
        )
        .await?;
    let mut mapped: Vec<(Timestamp, LeadId)> =
        rows.iter().map(|row| Ok((row.get("captured_at")?, row.get("id")?))).collect::<Result<_>>()?;
    mapped.sort_unstable();
    Ok(mapped)
}

/// The reasons of leads captured in a time, each as it was written, with how often.
pub(in crate::lead) async fn reasons(
    conn: &mut Conn,
    bot: &BotId,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<(String, i64)>> {
    let rows = conn
        .all(
            "SELECT out_reason, COUNT(*) AS n FROM lead WHERE bot_id = $1 AND out_reason IS NOT NULL AND merged_into IS NULL
               AND captured_at >= $2 AND captured_at < $3 GROUP BY out_reason",
            args![bot, from, until],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get("out_reason")?, row.get("n")?))).collect()
}
