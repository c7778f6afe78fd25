//! A field: one question of a form, as it is stored and as it travels to whoever draws it.
//!
//! The stored JSON may hold more than the wire's (docs/protocol.md, "A field"): words in other languages, and whether
//! the owner switched it off. A field knows its words and limits; checking an answer is [`super::validate`]'s.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The longest answer of a single line, when the owner set nothing else.
const SHORT: u32 = 200;
/// The longest answer of several lines, when the owner set nothing else.
const LONG: u32 = 4000;

/// One question of a form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Field {
    /// The name of the answer in `values`, unique within the form.
    pub key: String,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// What stands above it.
    pub label: String,
    /// A line of help below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// An example inside it while it is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// Whether the form can't be sent without it.
    pub required: bool,
    /// The longest answer in characters (Unicode scalar values); the kind's own limit when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// What can be chosen, for a dropdown or a multi-select.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// The smallest number taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// The largest number taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// A link beside a consent box, as to a privacy policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    /// The field's words in other languages, by BCP 47 tag.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, FieldWords>,
    /// Whether the form asks it at all.
    #[serde(default = "on", skip_serializing_if = "is_on")]
    pub enabled: bool,
}

/// What kind of answer a field takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The contact's name.
    Name,
    /// The contact's e-mail address.
    Email,
    /// The contact's phone number.
    Phone,
    /// The contact's company.
    Company,
    /// The contact's website.
    Website,
    /// The number of an order they placed.
    OrderNumber,
    /// A line of the owner's own.
    #[default]
    Text,
    /// Several lines of the owner's own.
    LongText,
    /// One of several options.
    Dropdown,
    /// A box that may be ticked.
    Checkbox,
    /// Any of several options.
    MultiSelect,
    /// A decimal number.
    Number,
    /// A day.
    Date,
    /// The box by which a visitor agrees to be contacted.
    Consent,
}

/// One option of a dropdown or a multi-select.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is read.
    pub label: String,
}

/// A link with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What is read.
    pub label: String,
    /// Where it leads.
    pub url: String,
}

/// A field's words in one language; what is absent falls back to the field's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldWords {
    /// What stands above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// A line of help below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// An example inside it while it is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// The options' labels by their values.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, String>,
}

impl Field {
    /// A field of a kind with its label, required, with nothing else set.
    #[must_use]
    pub fn new(key: &str, kind: Kind, label: &str) -> Self {
        Self { key: key.into(), kind, label: label.into(), required: true, enabled: true, ..Self::default() }
    }

    /// The same field, which may be left empty.
    #[must_use]
    pub fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    /// The longest answer in characters.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.max_length.unwrap_or(if self.kind == Kind::LongText { LONG } else { SHORT })
    }

    /// The field as a visitor of a language is shown it: the wire's form, with nothing that only the owner needs.
    #[must_use]
    pub fn shown(&self, language: &str) -> Self {
        let words = in_language(&self.labels, language).cloned().unwrap_or_default();
        let options = self.options.iter().map(|choice| Choice {
            value: choice.value.clone(),
            label: words.options.get(&choice.value).unwrap_or(&choice.label).clone(),
        });
        Self {
            label: words.label.unwrap_or_else(|| self.label.clone()),
            help: words.help.or_else(|| self.help.clone()),
            placeholder: words.placeholder.or_else(|| self.placeholder.clone()),
            max_length: Some(self.limit()),
            options: options.collect(),
            labels: BTreeMap::new(),
            ..self.clone()
        }
    }
}

/// The entry for a language: its own tag, else its first part ("pt" for "pt-BR").
pub(super) fn in_language<'w, T>(words: &'w BTreeMap<String, T>, language: &str) -> Option<&'w T> {
    let find = |tag: &str| words.iter().find(|(key, _)| key.eq_ignore_ascii_case(tag)).map(|(_, words)| words);
    find(language).or_else(|| find(language.split(['-', '_']).next().unwrap_or_default()))
}

fn on() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field by reference")]
fn is_on(enabled: &bool) -> bool {
    *enabled
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_travels_in_the_protocols_shape() {
        let wire = json!({
            "key": "size", "kind": "dropdown", "label": "Size", "required": true, "max_length": 200,
            "options": [{"value": "s", "label": "Small"}]
        });
        let field: Field = serde_json::from_value(wire.clone()).unwrap();
        assert!(field.enabled);
        assert_eq!(serde_json::to_value(field.shown("en")).unwrap(), wire);
    }

    #[test]
    fn words_of_the_visitors_language_take_the_labels_place() {
        let field: Field = serde_json::from_value(json!({
            "key": "size", "kind": "dropdown", "label": "Size", "help": "As on the box", "required": false,
            "options": [{"value": "s", "label": "Small"}, {"value": "l", "label": "Large"}],
            "labels": {"de": {"label": "Größe", "options": {"s": "Klein"}}}
        }))
        .unwrap();
        let shown = field.shown("de-AT");
        assert_eq!(shown.label, "Größe");
        assert_eq!(shown.help.as_deref(), Some("As on the box"));
        assert_eq!(shown.options[0].label, "Klein");
        assert_eq!(shown.options[1].label, "Large");
        assert_eq!(field.shown("fr").label, "Size");
    }

    #[test]
    fn a_field_is_stored_whole() {
        let mut field = Field::new("note", Kind::LongText, "Note").optional();
        field.enabled = false;
        field.labels.insert("fr".into(), FieldWords { label: Some("Remarque".into()), ..FieldWords::default() });
        let stored = serde_json::to_string(&field).unwrap();
        assert_eq!(serde_json::from_str::<Field>(&stored).unwrap(), field);
        assert_eq!(field.limit(), 4000);
    }

    #[test]
    fn every_kind_has_the_protocols_name() {
        for kind in [
            "name",
            "email",
            "phone",
            "company",
            "website",
            "order_number",
            "text",
            "long_text",
            "dropdown",
            "checkbox",
            "multi_select",
            "number",
            "date",
            "consent",
        ] {
            let read: Kind = serde_json::from_value(json!(kind)).unwrap();
            assert_eq!(serde_json::to_value(read).unwrap(), json!(kind));
        }
    }
}
