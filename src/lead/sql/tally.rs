//! Statements of the counts on top of a list, and of what checks them.

use crate::db::{Conn, args};
use crate::error::Result;
use crate::id::BotId;

/// Every count of a bot's leads: facet, value, how many.
pub(in crate::lead) async fn tally(conn: &mut Conn, bot: &BotId) -> Result<Vec<(String, String, i64)>> {
    counted(
        conn,
        bot,
        "SELECT facet, value, CAST(SUM(n) AS BIGINT) AS n FROM lead_tally WHERE bot_id = $1
         GROUP BY facet, value HAVING SUM(n) <> 0",
    )
    .await
}

/// The same by looking at every lead and submission.
pub(in crate::lead) async fn recount(conn: &mut Conn, bot: &BotId) -> Result<Vec<(String, String, i64)>> {
    counted(
        conn,
        bot,
        "WITH l AS MATERIALIZED (SELECT status, coalesce(temperature, '') AS temperature, last_channel,
           coalesce(assignee_id, '') AS assignee, is_new, score FROM lead WHERE bot_id = $1 AND merged_into IS NULL)
         SELECT 'all' AS facet, '' AS value, COUNT(*) AS n FROM l HAVING COUNT(*) > 0
         UNION ALL SELECT 'new', '', COUNT(*) FROM l WHERE is_new HAVING COUNT(*) > 0
         UNION ALL SELECT 'status', status, COUNT(*) FROM l GROUP BY status
         UNION ALL SELECT 'temperature', temperature, COUNT(*) FROM l GROUP BY temperature
         UNION ALL SELECT 'channel', last_channel, COUNT(*) FROM l GROUP BY last_channel
         UNION ALL SELECT 'assignee', assignee, COUNT(*) FROM l GROUP BY assignee
         UNION ALL SELECT 'score', CAST(score AS TEXT), COUNT(*) FROM l WHERE score IS NOT NULL GROUP BY score
         UNION ALL SELECT 'tag', tag, COUNT(DISTINCT lead_id) FROM submission WHERE bot_id = $1 AND tag <> '' GROUP BY tag",
    )
    .await
}

async fn counted(conn: &mut Conn, bot: &BotId, text: &'static str) -> Result<Vec<(String, String, i64)>> {
    let rows = conn.all(text, args![bot]).await?;
    rows.iter().map(|row| Ok((row.get("facet")?, row.get("value")?, row.get("n")?))).collect()
}

/// How many tags of leads are missing, too many, or stand at another moment or with another score than their lead.
pub(in crate::lead) async fn wrong_tags(conn: &mut Conn, bot: &BotId) -> Result<i64> {
    conn.count(
        "WITH said AS (SELECT DISTINCT s.tag, l.captured_at, l.id, coalesce(l.score, -1) AS score
           FROM submission s JOIN lead l ON l.id = s.lead_id WHERE s.bot_id = $1 AND s.tag <> ''),
         kept AS (SELECT tag, captured_at, lead_id AS id, score FROM lead_tag WHERE bot_id = $1)
         SELECT (SELECT COUNT(*) FROM (SELECT * FROM said EXCEPT SELECT * FROM kept) AS missing)
           + (SELECT COUNT(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM said) AS spare) AS n",
        args![bot],
    )
    .await
}
