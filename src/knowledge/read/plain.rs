//! Plain text: paragraphs between empty lines. A paragraph that begins with a question on a line of its own stands under it.

use super::Document;

/// The longest line that is a heading, in characters.
const LINE: usize = 120;

/// Reads plain text.
#[must_use]
pub fn read(text: &str) -> Document {
    let mut document = Document::default();
    let (mut heading, mut body, mut is_new) = (String::new(), String::new(), true);
    for line in text.lines() {
        let said = line.trim();
        if said.is_empty() {
            is_new = true;
            continue;
        }
        let is_question = said.ends_with(['?', '？', '؟']) && said.chars().count() <= LINE;
        if is_new && is_question {
            document.push(&heading, &body);
            body.clear();
            said.trim_start_matches("Q:").trim().clone_into(&mut heading);
        } else {
            body.push_str(if is_new { "\n" } else { " " });
            body.push_str(said.strip_prefix("A:").map_or(said, str::trim));
        }
        is_new = false;
    }
    document.push(&heading, &body);
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_questions_becomes_its_answers_under_them() {
        let text =
            "About us\n\nWe make\njars.\n\nQ: Do you post abroad?\nA: Yes, to Ireland.\n\nHow long?\n\nTwo days.";
        let document = read(text);
        let shown: Vec<(&str, &str)> =
            document.sections.iter().map(|s| (s.heading.as_str(), s.text.as_str())).collect();
        assert_eq!(
            shown,
            [("", "About us\nWe make jars."), ("Do you post abroad?", "Yes, to Ireland."), ("How long?", "Two days.")]
        );
    }
}
