//! A form's definition: its words and its fields, as the owner arranged them for a tag.
//!
//! It checks all answers together, fills in what is known and says what to ask next. It doesn't know who is asking or
//! whether a form was shown before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::answer::{Answer, Invalid};
use super::field::{Field, Kind, in_language};
use crate::contact::email::Email;
use crate::contact::phone::Phone;

/// The answers to a form by the fields' keys, as they travel.
pub type Values = Map<String, Value>;

/// One form: its words and its fields in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Definition {
    /// What the form is for.
    pub title: String,
    /// One line of promise below the title.
    pub intro: String,
    /// The fields in the order they are asked.
    pub fields: Vec<Field>,
    /// The words of the button that sends it.
    pub submit: String,
    /// The words of the button that declines it.
    pub decline: String,
    /// What is said once it was sent, in the owner's words; `{name}` is the contact's name. Empty: the assistant's own words.
    pub thanks: String,
    /// The same words in other languages, by BCP 47 tag; the fields carry their own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, FormWords>,
}

/// A form's words in one language; what is absent falls back to the form's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FormWords {
    /// What the form is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// One line of promise below the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intro: Option<String>,
    /// The words of the button that sends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submit: Option<String>,
    /// The words of the button that declines it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decline: Option<String>,
    /// What is said once it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thanks: Option<String>,
}

/// What this visitor has told us already.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Their name.
    pub name: Option<String>,
    /// Their e-mail address.
    pub email: Option<Email>,
    /// Their phone number.
    pub phone: Option<Phone>,
    /// Their company.
    pub company: Option<String>,
    /// Their website.
    pub website: Option<String>,
    /// The order they spoke of.
    pub order_number: Option<String>,
    /// Answers to the owner's own fields, by key.
    pub others: Values,
}

impl Definition {
    /// The fields that are asked, in order.
    pub fn asked(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.enabled)
    }

    /// The form as a visitor of a language is shown it.
    #[must_use]
    pub fn shown(&self, language: &str) -> Self {
        let words = in_language(&self.words, language).cloned().unwrap_or_default();
        Self {
            title: words.title.unwrap_or_else(|| self.title.clone()),
            intro: words.intro.unwrap_or_else(|| self.intro.clone()),
            submit: words.submit.unwrap_or_else(|| self.submit.clone()),
            decline: words.decline.unwrap_or_else(|| self.decline.clone()),
            thanks: words.thanks.unwrap_or_else(|| self.thanks.clone()),
            fields: self.asked().map(|field| field.shown(language)).collect(),
            words: BTreeMap::new(),
        }
    }

    /// The values that are known already. A box is never ticked for the visitor.
    #[must_use]
    pub fn fill(&self, known: &Known) -> Values {
        let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
        self.asked()
            .filter_map(|field| {
                let value = match field.kind {
                    Kind::Name => text(&known.name),
                    Kind::Email => known.email.as_ref().map(|email| json!(email)),
                    Kind::Phone => known.phone.as_ref().map(|phone| json!(phone)),
                    Kind::Company => text(&known.company),
                    Kind::Website => text(&known.website),
                    Kind::OrderNumber => text(&known.order_number),
                    Kind::Checkbox | Kind::Consent => None,
                    _ => known.others.get(&field.key).cloned(),
                };
                // What was known under older rules may not pass today's: then it is asked.
                let value = value.filter(|value| matches!(field.validate(value, ""), Ok(Some(_))))?;
                Some((field.key.clone(), value))
            })
            .collect()
    }

    /// Checks all values together; keys that no field has are ignored.
    ///
    /// # Errors
    /// Every [`Invalid`] answer, in the fields' order.
    pub fn validate_all(&self, values: &Values, region: &str) -> Result<Vec<(Field, Answer)>, Vec<Invalid>> {
        let (mut answers, mut refused) = (Vec::new(), Vec::new());
        for field in self.asked() {
            match field.validate(values.get(&field.key).unwrap_or(&Value::Null), region) {
                Ok(Some(answer)) => answers.push((field.clone(), answer)),
                Ok(None) => {}
                Err(invalid) => refused.push(invalid),
            }
        }
        if refused.is_empty() { Ok(answers) } else { Err(refused) }
    }

    /// The next field to ask in a dialogue: the first whose key has no entry. A skipped field's entry is null.
    #[must_use]
    pub fn next_question(&self, answers: &Values) -> Option<&Field> {
        self.asked().find(|field| !answers.contains_key(&field.key))
    }

    /// The words of thanks, with the contact's name when they gave one.
    #[must_use]
    pub fn thank(&self, name: Option<&str>) -> String {
        match name.map(str::trim).filter(|name| !name.is_empty()) {
            Some(name) => self.thanks.replace("{name}", name),
            None => self.thanks.replace(", {name}", "").replace(" {name}", "").replace("{name}", ""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Definition {
        Definition::preset(Some("order_question"), "Loam & Lantern")
    }

    fn values(value: &Value) -> Values {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn all_answers_are_checked_together() {
        let refused = form().validate_all(&values(&json!({"email": "ann@post", "extra": 1})), "GB").unwrap_err();
        let fields: Vec<&str> = refused.iter().map(|invalid| invalid.field.as_str()).collect();
        assert_eq!(fields, ["order_number", "email"]);
        let taken = form()
            .validate_all(&values(&json!({"email": "Ann@example.com", "order_number": "10482", "extra": 1})), "GB");
        let taken: Vec<_> = taken.unwrap().into_iter().map(|(field, answer)| (field.key, answer.value())).collect();
        assert_eq!(
            taken,
            [("order_number".to_owned(), json!("10482")), ("email".to_owned(), json!("ann@example.com"))]
        );
    }

    #[test]
    fn a_field_that_is_off_is_neither_asked_nor_taken() {
        let mut form = form();
        form.fields[0].enabled = false;
        let taken =
            form.validate_all(&values(&json!({"order_number": "10482", "email": "a@example.com"})), "GB").unwrap();
        assert_eq!(taken.len(), 1);
        assert_eq!(form.shown("en").fields.len(), form.fields.len() - 1);
    }

    #[test]
    fn what_is_known_is_filled_in_but_no_box_is_ticked() {
        let known = Known {
            name: Some("Ann".into()),
            email: Email::parse("ann@example.com").ok(),
            phone: Phone::parse("020 7946 0018", "GB").ok(),
            others: values(&json!({"consent": true})),
            ..Known::default()
        };
        let filled = Definition::preset(None, "Loam & Lantern").fill(&known);
        assert_eq!(Value::Object(filled), json!({"name": "Ann", "email": "ann@example.com", "phone": "+442079460018"}));
        let bad = Known { name: Some("x".repeat(300)), ..Known::default() };
        assert!(form().fill(&bad).is_empty());
    }

    #[test]
    fn a_dialogue_asks_each_field_once() {
        let form = Definition::preset(None, "Loam & Lantern");
        let mut answers = Values::new();
        let mut asked = Vec::new();
        while let Some(field) = form.next_question(&answers) {
            asked.push(field.key.clone());
            answers.insert(field.key.clone(), Value::Null);
        }
        assert_eq!(asked, ["name", "email", "phone", "consent"]);
    }

    #[test]
    fn words_of_the_visitors_language_are_shown() {
        let mut form = form();
        form.words.insert("de".into(), FormWords { submit: Some("Absenden".into()), ..FormWords::default() });
        assert_eq!(form.shown("de-AT").submit, "Absenden");
        assert_eq!(form.shown("en").submit, "Send details");
        let stored = serde_json::to_string(&form).unwrap();
        assert_eq!(serde_json::from_str::<Definition>(&stored).unwrap(), form);
    }

    #[test]
    fn thanks_name_who_gave_a_name() {
        let form = Definition { thanks: "Thank you, {name}. We have your details.".into(), ..form() };
        assert_eq!(form.thank(Some("Ann")), "Thank you, Ann. We have your details.");
        assert_eq!(form.thank(None), "Thank you. We have your details.");
    }
}
