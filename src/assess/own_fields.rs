//! The owner's own fields, as far as free text answers them: an option said word for word, or "Label: value". Pure.
//!
//! Cautious: where two options of a field were said, or one is a word that is said of anything, nothing is taken.

use super::heard::Heard;
use crate::form::Form;
use crate::form::field::{Field as Asked, Kind};
use crate::lead::detail::{Field, LONGEST};
use crate::text;

/// How many lines of a visitor are looked through, the newest.
const LINES: usize = 400;

/// Options that say nothing by themselves, in several languages.
const VAGUE: &str = "other yes no none any maybe unsure not sure n a all both either neither else new old now later today soon more \
    less small large medium big andere ja nein keine autre oui non otro si altro sim nao outro";

/// What was said of the fields that these forms ask beside what a contact or a lead has columns for.
pub(super) fn said(forms: &[Form], heard: &Heard, region: &str) -> Vec<Field> {
    let mut lines: Vec<&str> = Vec::new();
    for line in heard.lines.iter().filter(|line| line.is_written()) {
        lines.extend(line.text.lines());
    }
    let lines = &lines[lines.len().saturating_sub(LINES)..];
    let folded: Vec<String> = lines.iter().map(|line| padded(line)).collect();
    let mut found: Vec<Field> = Vec::new();
    for asked in forms.iter().flat_map(|form| form.definition.0.asked()) {
        if found.iter().any(|known| known.key == asked.key) || !is_own(asked.kind) {
            continue;
        }
        let value = labelled(asked, lines, region).or_else(|| option(asked, &folded));
        if let Some(value) = value.filter(|value| !value.is_empty() && value.chars().count() <= LONGEST) {
            found.push(Field { key: asked.key.clone(), label: asked.label.clone(), value });
        }
    }
    found
}

const fn is_own(kind: Kind) -> bool {
    matches!(kind, Kind::Text | Kind::LongText | Kind::Dropdown | Kind::MultiSelect | Kind::Number | Kind::Date)
}

/// " words of a line ": whatever stands between spaces in it stands there as a whole word.
fn padded(line: &str) -> String {
    format!(" {} ", text::words(line).join(" "))
}

/// The last line that begins with the field's label and a colon, read as an answer to it.
fn labelled(asked: &Asked, lines: &[&str], region: &str) -> Option<String> {
    let label = text::fold(&asked.label);
    lines.iter().rev().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_it = !label.is_empty() && text::fold(name.trim()) == label && !value.trim().is_empty();
        let answer = is_it.then(|| asked.parse_words(value.trim(), region).ok().flatten())??;
        Some(answer.display(asked))
    })
}

/// The one option that was said, in any of the field's languages.
fn option(asked: &Asked, lines: &[String]) -> Option<String> {
    let said = asked.options.iter().filter(|option| {
        let others = asked.labels.values().filter_map(|words| words.options.get(&option.value));
        others.chain([&option.label]).any(|label| is_said(label, lines))
    });
    let said: Vec<&str> = said.map(|option| option.label.as_str()).collect();
    match (said.as_slice(), asked.kind) {
        ([one], _) => Some((*one).to_owned()),
        ([_, ..], Kind::MultiSelect) => Some(said.join(", ")),
        _ => None,
    }
}

fn is_said(label: &str, lines: &[String]) -> bool {
    let words = padded(label);
    let is_vague =
        words.split_whitespace().all(|word| word.len() < 4 || VAGUE.split_whitespace().any(|vague| vague == word));
    !is_vague && lines.iter().any(|line| line.contains(&words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::field::Choice;

    fn dropdown(kind: Kind, options: &[&str]) -> Asked {
        let choice = |label: &&str| Choice { value: label.to_lowercase(), label: (*label).to_owned() };
        Asked { options: options.iter().map(choice).collect(), ..Asked::new("material", kind, "Material") }
    }

    fn chosen(asked: &Asked, said: &[&str]) -> Option<String> {
        let folded: Vec<String> = said.iter().map(|line| padded(line)).collect();
        labelled(asked, said, "GB").or_else(|| option(asked, &folded))
    }

    #[test]
    fn an_option_said_word_for_word_is_taken_and_two_are_not() {
        let material = dropdown(Kind::Dropdown, &["Solid oak", "Walnut", "Other"]);
        assert_eq!(chosen(&material, &["I would like it in SOLID OAK please"]).as_deref(), Some("Solid oak"));
        assert_eq!(chosen(&material, &["oak, or rather walnut?", "or solid oak"]), None);
        assert_eq!(chosen(&material, &["the other one", "walnuts are nice"]), None);
        let several = dropdown(Kind::MultiSelect, &["Kitchen", "Bathroom"]);
        assert_eq!(chosen(&several, &["kitchen and bathroom"]).as_deref(), Some("Kitchen, Bathroom"));
    }

    #[test]
    fn a_line_that_names_the_field_answers_it() {
        let size = Asked::new("size", Kind::Number, "Room size");
        assert_eq!(chosen(&size, &["room size: 24"]).as_deref(), Some("24"));
        assert_eq!(chosen(&size, &["room size: quite large", "the room size"]), None);
    }
}
