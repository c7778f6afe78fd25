//! What came of messages whose details are known, in words.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{share, wrong};
use crate::assistant::extract::measure::{Figures, KEYS, Row, figures};

/// Draws the details out of each, and tells how well.
pub(super) fn told(rows: Vec<Row>) -> String {
    let mut languages: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows.iter().cloned() {
        languages.entry(row.lang.clone()).or_default().push(row);
    }
    let all = figures(rows);
    let mut text = format!("             rows  wholly right  nothing invented\nall         {}\n", line(&all));
    for (language, rows) in languages {
        let name = if language.is_empty() { "no language" } else { &language };
        // Writing to a string never fails.
        let _ = writeln!(text, "{name:<12}{}", line(&figures(rows)));
    }
    let _ =
        writeln!(text, "\nnothing invented: of {} rows that hold no detail, how many none was found in.\n", all.empty);
    let _ = writeln!(text, "detail          F1     right  invented  missed");
    for (key, count) in KEYS.iter().zip(&all.counts) {
        let _ =
            writeln!(text, "{key:<14}  {:.3}  {:5}  {:8}  {:6}", count.f1(), count.right, count.invented, count.missed);
    }
    wrong(&mut text, &all.wrong);
    text
}

fn line(figures: &Figures) -> String {
    let clean = if figures.empty == 0 { "-".to_owned() } else { format!("{:.3}", share(figures.clean, figures.empty)) };
    format!("{:5}  {:.3}         {clean}", figures.rows, share(figures.right, figures.rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_counts_in_the_whole_and_in_its_language() {
        let row = |text: &str, lang: &str, name: Option<&str>| -> Row {
            let expect = serde_json::json!({ "name": name });
            serde_json::from_value(serde_json::json!({ "id": text, "text": text, "lang": lang, "expect": expect }))
                .unwrap()
        };
        let told =
            told(vec![row("my name is Ewa", "en", Some("Ewa")), row("hola", "es", None), row("ja", "de", Some("Ute"))]);
        let line = |begins: &str| {
            told.lines().find(|line| line.starts_with(begins)).unwrap().split_whitespace().collect::<Vec<_>>()
        };
        assert_eq!(line("all"), ["all", "3", "0.667", "1.000"]);
        assert_eq!(line("de"), ["de", "1", "0.000", "-"]);
        assert_eq!(line("name"), ["name", "0.667", "1", "0", "1"]);
        assert!(told.ends_with("wrong: ja\n"), "{told}");
    }
}
