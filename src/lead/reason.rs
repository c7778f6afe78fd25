//! Why leads are out, counted.

use std::collections::BTreeMap;

use super::sql;
use crate::db::Conn;
use crate::error::Result;
use crate::id::BotId;
use crate::text;
use crate::time::Timestamp;

/// A reason, and how many leads are out for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// In the spelling that was used most.
    pub text: String,
    /// So many leads.
    pub n: i64,
}

/// Why those leads are out that were captured from `from` until before `until`: the commonest first. Reasons that differ in
/// case, accents or spaces alone are one.
///
/// # Errors
/// What the database says.
pub async fn reasons(conn: &mut Conn, bot: &BotId, from: Timestamp, until: Timestamp) -> Result<Vec<Reason>> {
    Ok(together(sql::reasons(conn, bot, from, until).await?))
}

/// The same reasons in other spellings put together.
fn together(written: Vec<(String, i64)>) -> Vec<Reason> {
    let mut groups: BTreeMap<String, (i64, i64, String)> = BTreeMap::new();
    for (text, n) in written {
        let folded = text::fold(&text).split_whitespace().collect::<Vec<_>>().join(" ");
        let group = groups.entry(folded).or_default();
        group.0 += n;
        // The commonest spelling stands for all; of two as common the one that sorts first.
        if n > group.1 || (n == group.1 && text < group.2) {
            (group.1, group.2) = (n, text);
        }
    }
    let mut reasons: Vec<Reason> = groups.into_values().map(|(n, _, text)| Reason { text, n }).collect();
    reasons.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.text.cmp(&b.text)));
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_reason_are_counted_together() {
        let written =
            vec![("too dear".into(), 2), ("Moved away".into(), 4), ("Too  Dear".into(), 3), ("Tóo dear ".into(), 1)];
        let told: Vec<_> = together(written).into_iter().map(|reason| (reason.text, reason.n)).collect();
        assert_eq!(told, [("Too  Dear".to_owned(), 6), ("Moved away".to_owned(), 4)]);
    }
}
