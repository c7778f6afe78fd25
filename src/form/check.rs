//! Whether a form can be asked: what an owner arranged, looked at as a whole. Each fault names its field by its place, so
//! that it can stand beside it.

use std::collections::BTreeSet;

use url::Url;

use super::definition::Definition;
use super::field::{Field, Kind};
use crate::error::{Error, FieldError, Result};

/// The most fields of a form.
pub const MOST: usize = 30;
/// The most options of a field.
pub const MOST_OPTIONS: usize = 50;
/// The longest label, in characters; a consent is a sentence and may be longer.
pub const LONGEST_LABEL: usize = 120;
/// The longest sentence: a consent, a line of help, what is said after sending.
pub const LONGEST_SENTENCE: usize = 500;
/// The longest words of a button, in characters.
pub const LONGEST_BUTTON: usize = 40;
/// The longest key, in characters.
const LONGEST_KEY: usize = 40;

impl Kind {
    /// Every kind, in the order they are offered.
    pub const ALL: [Self; 14] = [
        Self::Name,
        Self::Email,
        Self::Phone,
        Self::Company,
        Self::Website,
        Self::OrderNumber,
        Self::Text,
        Self::LongText,
        Self::Dropdown,
        Self::MultiSelect,
        Self::Checkbox,
        Self::Number,
        Self::Date,
        Self::Consent,
    ];

    /// Its name, as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Company => "company",
            Self::Website => "website",
            Self::OrderNumber => "order_number",
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::Dropdown => "dropdown",
            Self::MultiSelect => "multi_select",
            Self::Checkbox => "checkbox",
            Self::Number => "number",
            Self::Date => "date",
            Self::Consent => "consent",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether it says who the contact is, so that a form asks it once at most.
    #[must_use]
    pub const fn is_of_contact(self) -> bool {
        matches!(self, Self::Name | Self::Email | Self::Phone | Self::Company | Self::Website | Self::OrderNumber)
    }

    /// Whether it is answered by choosing.
    #[must_use]
    pub const fn has_options(self) -> bool {
        matches!(self, Self::Dropdown | Self::MultiSelect)
    }
}

/// Collects what is wrong.
#[derive(Default)]
struct Faults(Vec<FieldError>);

impl Faults {
    fn add(&mut self, field: String, code: &'static str, message: &str) {
        self.0.push(FieldError { field, code: code.to_owned(), message: message.to_owned() });
    }

    /// A text must be there, and not be longer than so many characters.
    fn text(&mut self, field: String, text: &str, most: usize, is_needed: bool) {
        if is_needed && text.trim().is_empty() {
            self.add(field, "required", "Write something here");
        } else if text.chars().count() > most {
            let message = format!("Keep this under {most} characters");
            self.add(field, "too_long", &message);
        }
    }
}

impl Definition {
    /// Looks at all of it. Faults are named `title`, `intro`, `submit`, `decline`, `thanks`, `fields`, and `label.2`, `key.2`,
    /// `kind.2`, `help.2`, `placeholder.2`, `options.2`, `min.2`, `link.2` for the third field.
    ///
    /// # Errors
    /// `Invalid` with every fault.
    pub fn check(&self) -> Result<()> {
        let mut faults = Faults::default();
        for (name, text, most, is_needed) in [
            ("title", &self.title, LONGEST_LABEL, true),
            ("intro", &self.intro, LONGEST_SENTENCE, false),
            ("submit", &self.submit, LONGEST_BUTTON, true),
            ("decline", &self.decline, LONGEST_BUTTON, true),
            ("thanks", &self.thanks, LONGEST_SENTENCE, false),
        ] {
            faults.text(name.to_owned(), text, most, is_needed);
        }
        if self.asked().next().is_none() {
            faults.add("fields".to_owned(), "none", "Ask for one thing at least");
        }
        if self.fields.len() > MOST {
            faults.add("fields".to_owned(), "too_many", "Keep to 30 fields");
        }
        let (mut keys, mut kinds) = (BTreeSet::new(), BTreeSet::new());
        for (at, field) in self.fields.iter().enumerate() {
            if !keys.insert(field.key.as_str()) {
                faults.add(format!("key.{at}"), "taken", "Another field is saved under this name");
            }
            if field.kind.is_of_contact() && !kinds.insert(field.kind.as_str()) {
                faults.add(format!("kind.{at}"), "twice", "A form asks this once");
            }
            check_field(field, at, &mut faults);
        }
        if faults.0.is_empty() { Ok(()) } else { Err(Error::Invalid(faults.0)) }
    }
}

fn check_field(field: &Field, at: usize, faults: &mut Faults) {
    let is_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if field.key.is_empty() || field.key.chars().count() > LONGEST_KEY || !field.key.chars().all(is_key) {
        faults.add(format!("key.{at}"), "wrong_kind", "Use small letters, digits and _, at most 40");
    }
    let most = if field.kind == Kind::Consent { LONGEST_SENTENCE } else { LONGEST_LABEL };
    faults.text(format!("label.{at}"), &field.label, most, true);
    faults.text(format!("help.{at}"), field.help.as_deref().unwrap_or_default(), LONGEST_SENTENCE, false);
    faults.text(format!("placeholder.{at}"), field.placeholder.as_deref().unwrap_or_default(), LONGEST_LABEL, false);
    if field.kind.has_options() {
        let mut values = BTreeSet::new();
        if field.options.is_empty() {
            faults.add(format!("options.{at}"), "required", "Write one option a line");
        } else if field.options.len() > MOST_OPTIONS {
            faults.add(format!("options.{at}"), "too_many", "Keep to 50 options");
        } else if field.options.iter().any(|one| one.label.chars().count() > LONGEST_LABEL) {
            faults.add(format!("options.{at}"), "too_long", "Keep each under 120 characters");
        } else if !field.options.iter().all(|one| values.insert(one.value.as_str())) {
            faults.add(format!("options.{at}"), "twice", "An option stands here twice");
        }
    }
    if field.min.zip(field.max).is_some_and(|(min, max)| min > max) {
        faults.add(format!("min.{at}"), "not_allowed", "The least is more than the most");
    }
    if let Some(link) = &field.link {
        let is_web = Url::parse(&link.url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if !is_web || link.url.len() > 2_000 {
            faults.add(format!("link.{at}"), "wrong_kind", "Enter an address that begins with https://");
        }
    }
}

/// A key for a field of this label that none of these is yet: "What is it for?" becomes `what_is_it_for`.
#[must_use]
pub fn new_key(label: &str, taken: &BTreeSet<String>) -> String {
    let mut key: String = crate::text::words(label).join("_").chars().filter(char::is_ascii).take(32).collect();
    key = key.trim_matches('_').to_owned();
    if key.is_empty() {
        "field".clone_into(&mut key);
    }
    let numbered = (2..).map(|n| format!("{key}_{n}"));
    std::iter::once(key.clone()).chain(numbered).find(|key| !taken.contains(key)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::field::{Choice, Link};
    use super::*;

    fn faults(form: &Definition) -> Vec<String> {
        match form.check() {
            Err(Error::Invalid(faults)) => {
                faults.into_iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect()
            }
            other => vec![format!("{other:?}")],
        }
    }

    #[test]
    fn what_a_new_bot_begins_with_can_be_asked() {
        for tag in [None, Some("order_question"), Some("refund_request"), Some("coupon_request")] {
            assert!(Definition::preset(tag, "Loam & Lantern").check().is_ok(), "{tag:?}");
        }
    }

    #[test]
    fn each_fault_stands_at_its_field() {
        let base = Definition::preset(None, "Loam & Lantern");
        let with = |change: &dyn Fn(&mut Definition)| {
            let mut form = base.clone();
            change(&mut form);
            faults(&form)
        };
        assert_eq!(with(&|form| form.title.clear()), ["title required"]);
        assert_eq!(with(&|form| form.submit = "x".repeat(41)), ["submit too_long"]);
        assert_eq!(with(&|form| form.fields[1].label = " ".into()), ["label.1 required"]);
        assert_eq!(with(&|form| form.fields[1].key = "name".into()), ["key.1 taken"]);
        assert_eq!(with(&|form| form.fields[2].key = "Phone!".into()), ["key.2 wrong_kind"]);
        assert_eq!(with(&|form| form.fields[2].kind = Kind::Email), ["kind.2 twice"]);
        assert_eq!(with(&|form| form.fields[2].kind = Kind::Dropdown), ["options.2 required"]);
        let link = |url: &str| Some(Link { label: "Privacy".into(), url: url.into() });
        assert_eq!(with(&|form| form.fields[3].link = link("javascript:alert(1)")), ["link.3 wrong_kind"]);
        let twice = vec![Choice { value: "a".into(), label: "A".into() }; 2];
        assert_eq!(
            with(&|form| form
                .fields
                .push(Field { options: twice.clone(), ..Field::new("size", Kind::Dropdown, "Size") })),
            ["options.4 twice"]
        );
        assert_eq!(with(&|form| form.fields.iter_mut().for_each(|field| field.enabled = false)), ["fields none"]);
        let wide = Field { min: Some(2.0), max: Some(1.0), ..Field::new("n", Kind::Number, "How many") };
        assert_eq!(with(&|form| form.fields.push(wide.clone())), ["min.4 not_allowed"]);
    }

    #[test]
    fn a_key_is_made_of_the_label_and_is_never_taken() {
        let taken: BTreeSet<String> = ["budget".to_owned(), "budget_2".to_owned()].into();
        assert_eq!(new_key("What is it for?", &taken), "what_is_it_for");
        assert_eq!(new_key("Budget", &taken), "budget_3");
        assert_eq!(new_key("Größe", &taken), "grosse");
        assert_eq!((new_key("ميزانية", &taken).as_str(), new_key("", &taken).as_str()), ("field", "field"));
    }

    #[test]
    fn every_kind_has_one_name() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        assert_eq!(Kind::parse("nonsense"), None);
    }
}
