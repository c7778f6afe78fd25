//! An answer: what a visitor gave to a field, typed and cleaned, or why it can't be taken.
//!
//! An answer exists only once it has been checked. It is plain text wherever it holds text: markup and formulas are
//! kept as they were typed, and made harmless where they are shown or exported.

use serde::Serialize;
use serde_json::{Value, json};

use super::field::{Field, Kind};
use crate::contact::email::Email;
use crate::contact::phone::Phone;

/// A checked answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Words, or the value of the option chosen.
    Text(String),
    /// An e-mail address.
    Email(Email),
    /// A phone number.
    Phone(Phone),
    /// A box ticked or not.
    Bool(bool),
    /// The values of the options chosen, in the field's order.
    Many(Vec<String>),
    /// A decimal number, as digits.
    Number(String),
    /// A day, as YYYY-MM-DD.
    Date(String),
}

/// An answer that can't be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct Invalid {
    /// The field's key.
    pub field: String,
    /// What is wrong, for programs.
    pub code: &'static str,
    /// What is wrong and what would be right, for the visitor.
    pub message: String,
}

impl Answer {
    /// The answer as `values` carries and the submission keeps it.
    #[must_use]
    pub fn value(&self) -> Value {
        match self {
            Self::Text(text) | Self::Number(text) | Self::Date(text) => json!(text),
            Self::Email(email) => json!(email.as_str()),
            Self::Phone(phone) => json!(phone.as_str()),
            Self::Bool(ticked) => json!(ticked),
            Self::Many(values) => json!(values),
        }
    }

    /// The answer as a reader sees it on a receipt, in a mail or on the lead.
    #[must_use]
    pub fn display(&self, field: &Field) -> String {
        match self {
            Self::Text(value) if field.kind == Kind::Dropdown => label(field, value),
            Self::Text(text) | Self::Number(text) | Self::Date(text) => text.clone(),
            Self::Email(email) => email.to_string(),
            Self::Phone(phone) => phone.international(),
            Self::Bool(true) => "Yes".to_owned(),
            Self::Bool(false) => "No".to_owned(),
            Self::Many(values) => values.iter().map(|value| label(field, value)).collect::<Vec<_>>().join(", "),
        }
    }
}

fn label(field: &Field, value: &str) -> String {
    field.options.iter().find(|choice| choice.value == value).map_or(value, |choice| &choice.label).to_owned()
}

impl Invalid {
    /// An answer to this field refused with a code and the visitor's words for it.
    pub(super) fn new(field: &Field, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: field.key.clone(), code, message: message.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::field::Choice;
    use super::*;

    #[test]
    fn a_receipt_shows_words_not_values() {
        let mut field = Field::new("size", Kind::MultiSelect, "Size");
        field.options = [("s", "Small"), ("l", "Large")]
            .map(|(value, label)| Choice { value: value.into(), label: label.into() })
            .into();
        assert_eq!(Answer::Many(vec!["s".into(), "l".into()]).display(&field), "Small, Large");
        field.kind = Kind::Dropdown;
        assert_eq!(Answer::Text("l".into()).display(&field), "Large");
        assert_eq!(Answer::Text("gone".into()).display(&field), "gone");
        assert_eq!(Answer::Bool(true).display(&field), "Yes");
        let phone = Phone::parse("020 7946 0018", "GB").unwrap();
        assert_eq!(Answer::Phone(phone).display(&field), "+44 20 7946 0018");
    }

    #[test]
    fn an_answer_is_kept_as_plain_json() {
        let email = Email::parse("Ann@Example.com").unwrap();
        assert_eq!(Answer::Email(email).value(), json!("ann@example.com"));
        assert_eq!(Answer::Many(vec!["a".into()]).value(), json!(["a"]));
        assert_eq!(Answer::Bool(false).value(), json!(false));
    }
}
