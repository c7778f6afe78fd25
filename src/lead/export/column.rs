//! The columns of the export: those that are always there, then one for each field that the bot's forms ask of their
//! own, by its label. Pure.

use std::collections::{HashMap, HashSet};

use crate::form::definition::Definition;
use crate::form::field::{Field, Kind};
use crate::text;

/// The columns that are always there, in their order.
pub const NAMES: &[&str] = &[
    "Lead ID",
    "Captured (UTC)",
    "Updated (UTC)",
    "Name",
    "Email",
    "Phone",
    "Company",
    "Website",
    "Order number",
    "Tag",
    "All tags",
    "Status",
    "Status category",
    "Score",
    "Score label",
    "Quality",
    "Score label set by",
    "Source",
    "Latest source",
    "Origin",
    "Bot",
    "Owner",
    "Intent",
    "Summary",
    "Chain",
    "Mortgage",
    "Scheme",
    "SDLT",
    "Other signals",
    "Submissions",
    "Page",
    "Referrer",
    "Time zone",
    "Place",
    "Email sent (UTC)",
    "Email sent to",
    "Notes",
    "Lost reason",
    "Kept until (UTC)",
];

/// The last column: answers to fields that no form has any more.
pub const OTHERS: &str = "Other fields";

/// What the contact's own fields are usually called; they have columns of their own.
const CONTACT: [&str; 6] = ["name", "email", "phone", "company", "website", "order_number"];

/// The columns of a bot's own fields.
#[derive(Debug, Default)]
pub struct Customs {
    labels: Vec<String>,
    by_key: HashMap<String, usize>,
    by_label: HashMap<String, usize>,
    contact: HashSet<String>,
}

impl Customs {
    /// Those of these forms. Two fields of one label share a column; one that is called like a column of ours says so.
    pub fn of<'a>(forms: impl Iterator<Item = &'a Definition>) -> Self {
        let mut customs = Self { contact: CONTACT.map(str::to_owned).into(), ..Self::default() };
        for field in forms.flat_map(|form| &form.fields) {
            customs.add(field);
        }
        customs
    }

    fn add(&mut self, field: &Field) {
        if matches!(
            field.kind,
            Kind::Name | Kind::Email | Kind::Phone | Kind::Company | Kind::Website | Kind::OrderNumber
        ) {
            self.contact.insert(field.key.clone());
            return;
        }
        // A consent is a whole sentence: what was agreed to stands in the form.
        let label = if field.kind == Kind::Consent { "Consent" } else { field.label.trim() };
        let label = if label.is_empty() { field.key.as_str() } else { label };
        let folded = text::fold(label);
        let place = self.by_label.get(&folded).copied().unwrap_or_else(|| {
            let is_ours = NAMES.iter().chain(&[OTHERS]).any(|name| text::fold(name) == folded);
            self.labels.push(if is_ours { format!("{label} (own field)") } else { label.to_owned() });
            self.labels.len() - 1
        });
        self.by_label.insert(folded, place);
        self.by_key.entry(field.key.clone()).or_insert(place);
    }

    /// Their names.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.labels.iter().map(String::as_str)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether an answer under this key stands in a column of the contact's.
    pub fn is_contact(&self, key: &str) -> bool {
        self.contact.contains(key)
    }

    /// The column of an answer.
    pub fn place(&self, key: &str, label: &str) -> Option<usize> {
        self.by_key.get(key).or_else(|| self.by_label.get(&text::fold(label))).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_one_label_share_a_column_and_none_takes_ours() {
        let field = |key: &str, kind, label: &str| Field::new(key, kind, label);
        let one = Definition {
            fields: vec![
                field("who", Kind::Name, "Who"),
                field("size", Kind::Text, "Size"),
                field("n", Kind::Text, "Notes"),
            ],
            ..Definition::default()
        };
        let other = Definition {
            fields: vec![field("size2", Kind::Dropdown, " SIZE"), field("ok", Kind::Consent, "I agree to all of it")],
            ..Definition::default()
        };
        let customs = Customs::of([&one, &other].into_iter());
        assert_eq!(customs.labels().collect::<Vec<_>>(), ["Size", "Notes (own field)", "Consent"]);
        assert_eq!(
            (customs.place("size2", ""), customs.place("gone", "size"), customs.place("gone", "x")),
            (Some(0), Some(0), None)
        );
        assert!(customs.is_contact("who") && customs.is_contact("email") && !customs.is_contact("size"));
    }
}
