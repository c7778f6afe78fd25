//! The true differences between the two engines, all of them.

use super::conn::Conn;
use super::tx::Tx;
use super::value::args;
use crate::error::Result;

/// Rows that another worker is taking are passed over. SQLite has one writer, and no such words.
pub fn skip_locked(conn: &Conn) -> &'static str {
    if conn.is_postgres() { " FOR UPDATE SKIP LOCKED" } else { "" }
}

/// The rows read are held until the transaction ends. SQLite's one writer holds everything.
pub fn for_update(conn: &Conn) -> &'static str {
    if conn.is_postgres() { " FOR UPDATE" } else { "" }
}

/// Makes everyone who names one of these keys wait until this transaction ends.
///
/// The keys are taken in one order by all, so that two who share several never wait for each other. SQLite's one
/// writer needs nothing.
///
/// # Errors
/// What the database says.
pub async fn lock_keys(tx: &mut Tx, keys: &mut Vec<String>) -> Result<()> {
    if !tx.is_postgres() {
        return Ok(());
    }
    keys.sort_unstable();
    keys.dedup();
    let keys = serde_json::to_string(keys).map_err(anyhow::Error::new)?;
    // An array's elements come in its order.
    let lock = "SELECT COUNT(*) AS n FROM (SELECT pg_advisory_xact_lock(hashtextextended(key, 0))
                FROM json_array_elements_text(CAST($1 AS json)) AS key) AS t";
    tx.count(lock, args![keys]).await.map(drop)
}

/// The entries of a bot's knowledge that share a term with a question: bound are the bot and [`match_any`]'s text.
pub fn knowledge_candidates(conn: &Conn) -> &'static str {
    if conn.is_postgres() {
        "SELECT e.id, e.title, e.question, e.answer, e.url, e.source_id FROM knowledge_entry e
         WHERE e.bot_id = $1 AND e.words @@ to_tsquery('simple', $2)
         ORDER BY ts_rank(e.words, to_tsquery('simple', $2), 1) DESC, e.id LIMIT 40"
    } else {
        "SELECT e.id, e.title, e.question, e.answer, e.url, e.source_id FROM knowledge_search s
         JOIN _knowledge_word w ON w.n = s.rowid JOIN knowledge_entry e ON e.id = w.entry_id
         WHERE e.bot_id = $1 AND knowledge_search MATCH $2
         ORDER BY s.rank, e.id LIMIT 40"
    }
}

/// How many entries [`knowledge_candidates`] gives at most.
pub const KNOWLEDGE_CANDIDATES: usize = 40;

/// How many entries of a bot's knowledge use a term, counted up to a bound: bound are the bot, [`match_any`]'s text, and that.
pub fn knowledge_uses(conn: &Conn) -> &'static str {
    if conn.is_postgres() {
        "SELECT COUNT(*) AS n FROM (SELECT 1 FROM knowledge_entry e
         WHERE e.bot_id = $1 AND e.words @@ to_tsquery('simple', $2) LIMIT $3) AS used"
    } else {
        "SELECT COUNT(*) AS n FROM (SELECT 1 FROM knowledge_search s
         JOIN _knowledge_word w ON w.n = s.rowid JOIN knowledge_entry e ON e.id = w.entry_id
         WHERE e.bot_id = $1 AND knowledge_search MATCH $2 LIMIT $3) AS used"
    }
}

/// A full-text query for any of `terms`. Each is quoted: a visitor's words are never an operator.
pub fn match_any(conn: &Conn, terms: &[String]) -> String {
    let words = terms
        .iter()
        .map(|term| term.chars().filter(|c| c.is_alphanumeric()).collect::<String>())
        .filter(|term| !term.is_empty());
    if conn.is_postgres() {
        words.map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" | ")
    } else {
        words.map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" OR ")
    }
}

/// Where leads are read from by their words, as `l`, up to the place of [`lead_words`]'s text.
pub fn leads_by_words(conn: &Conn) -> &'static str {
    if conn.is_postgres() {
        // The index's own expression (migrations/postgres/0004): written otherwise, it would not be used.
        concat!(
            " FROM lead l WHERE to_tsvector('simple', translate(l.folded, '@.-_+/:,;&#()''\"<>[]{}|\\=*%$!?~^`', ",
            "'                                ')) @@ to_tsquery('simple', "
        )
    } else {
        " FROM lead_search CROSS JOIN _lead_word w CROSS JOIN lead l
         WHERE w.n = lead_search.rowid AND l.id = w.lead_id AND lead_search MATCH ("
    }
}

/// How many leads hold these words, whosever they are, counted up to a bound: bound are [`lead_words`]'s text and that.
pub fn count_by_words(conn: &Conn) -> &'static str {
    if conn.is_postgres() {
        concat!(
            "SELECT COUNT(*) AS n FROM (SELECT 1 FROM lead l WHERE ",
            "to_tsvector('simple', translate(l.folded, '@.-_+/:,;&#()''\"<>[]{}|\\=*%$!?~^`', ",
            "'                                ')) @@ to_tsquery('simple', $1) LIMIT $2) AS found"
        )
    } else {
        "SELECT COUNT(*) AS n FROM (SELECT rowid FROM lead_search WHERE lead_search MATCH $1 LIMIT $2)"
    }
}

/// A full-text query for all of `words`, each the beginning of one. They are letters and digits alone.
pub fn lead_words<'a>(conn: &Conn, words: impl Iterator<Item = &'a str>) -> String {
    if conn.is_postgres() {
        words.map(|word| format!("'{word}':*")).collect::<Vec<_>>().join(" & ")
    } else {
        words.map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" AND ")
    }
}

/// What a statement begins with that tells how another would be run, and the column in which it tells.
pub fn explain(conn: &Conn) -> (&'static str, &'static str) {
    if conn.is_postgres() { ("EXPLAIN ", "QUERY PLAN") } else { ("EXPLAIN QUERY PLAN ", "detail") }
}
