//! One field of the form, as typed; and the field that is meant by it.

use std::collections::BTreeMap;

use crate::form::check::MOST_OPTIONS;
use crate::form::field::{Choice, Field, FieldWords, Kind, Link};

/// A field's words in another language, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowWords {
    pub label: String,
    pub help: String,
    pub placeholder: String,
    /// One a line, in the order of the field's own.
    pub options: String,
}

/// One field of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What its answers are saved as; empty while it is new.
    pub key: String,
    pub kind: Kind,
    pub label: String,
    pub help: String,
    pub placeholder: String,
    pub is_required: bool,
    pub is_on: bool,
    /// One a line.
    pub options: String,
    pub min: String,
    pub max: String,
    pub link: String,
    pub link_label: String,
    /// Its settings are unfolded.
    pub is_open: bool,
    pub words: BTreeMap<String, RowWords>,
}

fn lines(options: &[Choice]) -> String {
    options.iter().map(|one| one.label.as_str()).collect::<Vec<_>>().join("\n")
}

fn number(number: Option<f64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// What was typed, where anything was.
pub fn some(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

impl Row {
    pub fn of(field: &Field) -> Self {
        let words = |words: &FieldWords| RowWords {
            label: words.label.clone().unwrap_or_default(),
            help: words.help.clone().unwrap_or_default(),
            placeholder: words.placeholder.clone().unwrap_or_default(),
            options: field
                .options
                .iter()
                .map(|one| words.options.get(&one.value).map_or("", String::as_str))
                .collect::<Vec<_>>()
                .join("\n")
                .trim_end()
                .to_owned(),
        };
        Self {
            key: field.key.clone(),
            kind: field.kind,
            label: field.label.clone(),
            help: field.help.clone().unwrap_or_default(),
            placeholder: field.placeholder.clone().unwrap_or_default(),
            is_required: field.required,
            is_on: field.enabled,
            options: lines(&field.options),
            min: number(field.min),
            max: number(field.max),
            link: field.link.as_ref().map(|link| link.url.clone()).unwrap_or_default(),
            link_label: field.link.as_ref().map(|link| link.label.clone()).unwrap_or_default(),
            is_open: false,
            words: field.labels.iter().map(|(tag, one)| (tag.clone(), words(one))).collect(),
        }
    }

    /// The field that is meant. An option that was there keeps the value it is stored as.
    pub fn field(&self, key: String, was: Option<&Field>) -> Field {
        let value = |label: &str| {
            let known = was.and_then(|was| was.options.iter().find(|one| one.label == label));
            known.map_or_else(|| label.to_owned(), |one| one.value.clone())
        };
        let has_options = self.kind.has_options();
        let labels = self.options.lines().map(str::trim).filter(|line| !line.is_empty() && has_options);
        let options: Vec<Choice> = labels
            .take(MOST_OPTIONS + 1)
            .map(|label| Choice { value: value(label), label: label.to_owned() })
            .collect();
        let spoken = |words: &RowWords| FieldWords {
            label: some(&words.label),
            help: some(&words.help),
            placeholder: some(&words.placeholder),
            options: options
                .iter()
                .zip(words.options.lines())
                .filter_map(|(one, line)| Some((one.value.clone(), some(line)?)))
                .collect(),
        };
        let is_number = self.kind == Kind::Number;
        let bound = |text: &str| text.trim().parse::<f64>().ok().filter(|n| n.is_finite() && is_number);
        let labels = self.words.iter().map(|(tag, one)| (tag.clone(), spoken(one)));
        Field {
            key,
            kind: self.kind,
            label: self.label.trim().to_owned(),
            help: some(&self.help),
            placeholder: some(&self.placeholder),
            required: self.is_required,
            max_length: was.and_then(|was| was.max_length),
            min: bound(&self.min),
            max: bound(&self.max),
            link: some(&self.link).filter(|_| self.kind == Kind::Consent).map(|url| Link {
                url,
                label: some(&self.link_label).unwrap_or_else(|| "Privacy".to_owned()),
            }),
            labels: labels.filter(|(_, one)| *one != FieldWords::default()).collect(),
            enabled: self.is_on,
            options,
        }
    }
}
