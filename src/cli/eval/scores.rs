//! What came of conversations whose band and signals are known, in words.

use std::fmt::Write as _;

use super::{share, wrong};
use crate::assistant::evidence::measure::{Row, figures};

/// Scores each by its preset, and tells how well.
pub(super) fn told(rows: Vec<Row>) -> String {
    let all = figures(rows);
    let signals = if all.with_signals == 0 {
        "-".to_owned()
    } else {
        format!("{:.3} of {}", share(all.all_signals, all.with_signals), all.with_signals)
    };
    let mut text = String::new();
    // Writing to a string never fails.
    let _ = writeln!(text, "conversations               {}", all.rows);
    let _ = writeln!(text, "band right                  {:.3}", share(all.right, all.rows));
    let _ = writeln!(text, "hot as cold, cold as hot    {}", all.flips);
    let _ = writeln!(text, "all four signals right      {signals}");
    wrong(&mut text, &all.wrong);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hot_one_that_is_cold_is_told_as_turned_over() {
        let row = serde_json::json!({
            "id": "s1", "preset": "generic", "expect": { "band": "hot" }, "turns": [{ "role": "visitor", "text": "just looking" }],
        });
        let told = told(vec![serde_json::from_value(row).unwrap()]);
        assert!(told.contains("band right                  0.000") && told.contains("cold as hot    1"), "{told}");
        assert!(told.contains("all four signals right      -") && told.ends_with("wrong: s1\n"), "{told}");
    }
}
