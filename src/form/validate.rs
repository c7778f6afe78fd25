//! Validation: the same rules and the same words on every channel; the widget's script has a copy of them.
//!
//! What is taken is trimmed and typed; what is refused names its field. Text is never rewritten to make it pass, and
//! markup is only text. Nothing here knows whether an address is real or an order exists.

use serde_json::Value;

use super::answer::{Answer, Invalid};
use super::field::{Field, Kind};
use crate::contact::email::{self, Email};
use crate::contact::phone::{self, Phone};

const PLAIN: &str = "Use plain text here";
const OPTION: &str = "Choose an option";
const NUMBER: &str = "Enter a number";

impl Field {
    /// Checks one answer; `None` is an optional field left empty. `region` is the visitor's country, for phone numbers.
    ///
    /// # Errors
    /// [`Invalid`] with the visitor's words for what is wrong.
    pub fn validate(&self, value: &Value, region: &str) -> Result<Option<Answer>, Invalid> {
        match self.kind {
            Kind::Checkbox | Kind::Consent => self.ticked(value),
            Kind::MultiSelect => self.chosen(value),
            _ => {
                let text = self.text(value)?;
                if text.is_empty() {
                    return if self.required { Err(self.missing()) } else { Ok(None) };
                }
                if text.chars().count() > self.limit() as usize {
                    return Err(self.invalid("too_long", format!("Keep this under {} characters", self.limit())));
                }
                self.typed(text, region).map(Some)
            }
        }
    }

    /// Why a required field can't be left empty.
    #[must_use]
    pub fn missing(&self) -> Invalid {
        let message = match self.kind {
            Kind::Name => "Enter your name".to_owned(),
            Kind::Email => "Enter your email".to_owned(),
            Kind::Phone => "Enter your phone number".to_owned(),
            Kind::Company => "Enter your company".to_owned(),
            Kind::Website => "Enter your website".to_owned(),
            Kind::OrderNumber => "Enter your order number".to_owned(),
            Kind::Text | Kind::LongText => "Enter an answer".to_owned(),
            Kind::Number => NUMBER.to_owned(),
            Kind::Date => "Enter a date".to_owned(),
            Kind::Dropdown | Kind::MultiSelect => OPTION.to_owned(),
            Kind::Checkbox => "Tick the box to go on".to_owned(),
            Kind::Consent => "Tick the box so we may contact you".to_owned(),
        };
        self.invalid("required", message)
    }

    fn typed(&self, text: String, region: &str) -> Result<Answer, Invalid> {
        match self.kind {
            Kind::Email => Email::parse(&text).map(Answer::Email).map_err(|_| self.invalid("email", email::MESSAGE)),
            Kind::Phone => {
                Phone::parse(&text, region).map(Answer::Phone).map_err(|_| self.invalid("phone", phone::MESSAGE))
            }
            Kind::Website if !is_web_address(&text) => {
                Err(self.invalid("website", "Enter a web address, like example.com"))
            }
            Kind::Number => self.number(&text),
            Kind::Date if !is_date(&text) => Err(self.invalid("date", "Enter a date, like 2026-11-21")),
            Kind::Date => Ok(Answer::Date(text)),
            Kind::Dropdown if !self.has_option(&text) => Err(self.invalid("not_an_option", OPTION)),
            _ => Ok(Answer::Text(text)),
        }
    }

    fn text(&self, value: &Value) -> Result<String, Invalid> {
        let text = match value {
            Value::Null => return Ok(String::new()),
            Value::String(text) => text.clone(),
            Value::Number(number) if self.kind == Kind::Number => number.to_string(),
            _ => return Err(self.invalid("wrong_kind", PLAIN)),
        };
        let lines = self.kind == Kind::LongText;
        let text = if lines { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
        let text = text.trim();
        // A line break in a single line could become a header of a mail; other controls have no glyph at all.
        let is_plain = |c: char| match c {
            '\n' | '\t' | '\u{2028}' | '\u{2029}' => lines,
            c => !c.is_control(),
        };
        if text.chars().all(is_plain) { Ok(text.to_owned()) } else { Err(self.invalid("not_plain", PLAIN)) }
    }

    fn ticked(&self, value: &Value) -> Result<Option<Answer>, Invalid> {
        match value {
            Value::Bool(true) => Ok(Some(Answer::Bool(true))),
            Value::Bool(false) | Value::Null if self.required => Err(self.missing()),
            Value::Bool(false) => Ok(Some(Answer::Bool(false))),
            Value::Null => Ok(None),
            _ => Err(self.invalid("wrong_kind", PLAIN)),
        }
    }

    fn chosen(&self, value: &Value) -> Result<Option<Answer>, Invalid> {
        let wrong_kind = || self.invalid("wrong_kind", PLAIN);
        let values: Vec<&str> = match value {
            Value::Null => Vec::new(),
            Value::Array(values) => values
                .iter()
                .map(|value| value.as_str().map(str::trim).ok_or_else(wrong_kind))
                .collect::<Result<_, _>>()?,
            _ => return Err(wrong_kind()),
        };
        if values.iter().any(|value| !self.has_option(value)) {
            return Err(self.invalid("not_an_option", OPTION));
        }
        let chosen: Vec<String> = self
            .options
            .iter()
            .filter(|choice| values.contains(&choice.value.as_str()))
            .map(|choice| choice.value.clone())
            .collect();
        match chosen.is_empty() {
            true if self.required => Err(self.missing()),
            true => Ok(None),
            false => Ok(Some(Answer::Many(chosen))),
        }
    }

    fn number(&self, text: &str) -> Result<Answer, Invalid> {
        let decimal = decimal(text).and_then(|digits| Some((digits.parse::<f64>().ok()?, digits)));
        let Some((number, digits)) = decimal.filter(|(number, _)| number.is_finite()) else {
            return Err(self.invalid("number", NUMBER));
        };
        if let Some(min) = self.min.filter(|min| number < *min) {
            return Err(self.invalid("too_small", format!("Enter {min} or more")));
        }
        if let Some(max) = self.max.filter(|max| number > *max) {
            return Err(self.invalid("too_large", format!("Enter {max} or less")));
        }
        Ok(Answer::Number(digits))
    }

    fn has_option(&self, value: &str) -> bool {
        self.options.iter().any(|choice| choice.value == value)
    }

    fn invalid(&self, code: &'static str, message: impl Into<String>) -> Invalid {
        Invalid::new(self, code, message)
    }
}

/// A decimal number in plain digits, with a digit before the point: ".5" is "0.5", "+2." is "2".
fn decimal(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit());
    if !is_digits || (whole.is_empty() && part.is_empty()) {
        return None;
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") })
}

/// Whether the text is a day of the calendar as ISO 8601 writes it, YYYY-MM-DD.
pub(super) fn is_date(text: &str) -> bool {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    shaped && text.parse::<jiff::civil::Date>().is_ok_and(|date| date.year() > 0)
}

/// Whether the text is a host with a dot, with or without http(s), a port and a path.
fn is_web_address(text: &str) -> bool {
    let scheme = ["https://", "http://"]
        .iter()
        .find(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    let rest = scheme.map_or(text, |scheme| &text[scheme.len()..]);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = host.split_once(':').unwrap_or((host, "80"));
    let is_port = (1..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit());
    !text.contains(char::is_whitespace) && is_port && email::is_domain(host)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    /// One line of the file that the widget's tests read too.
    #[derive(Deserialize)]
    struct Case {
        field: Field,
        value: Value,
        error: Option<String>,
    }

    #[test]
    fn the_shared_cases_hold() {
        let ours = include_str!("../../tests/fixtures/validation-cases.json");
        // The widget's own tests read this one too: both sides say the same to the same answer.
        let shared = include_str!("../../tests/widget/validation-cases.json");
        let mut wrong = Vec::new();
        for cases in [ours, shared] {
            let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
            assert!(cases.len() >= 60);
            for Case { field, value, error } in cases {
                let message = field.validate(&value, "GB").err().map(|invalid| invalid.message);
                if message != error {
                    wrong.push(format!("{:?} given {value}: {message:?}, expected {error:?}", field.kind));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn an_answer_comes_out_clean_and_typed() {
        let take = |kind, value: Value| {
            let mut field = Field::new("f", kind, "F");
            field.options = [("a", "Apple"), ("b", "Pear")]
                .map(|(value, label)| super::super::field::Choice { value: value.into(), label: label.into() })
                .into();
            field.validate(&value, "GB").unwrap()
        };
        assert_eq!(take(Kind::Name, json!("  Ann  Lee ")), Some(Answer::Text("Ann  Lee".into())));
        assert_eq!(take(Kind::Email, json!(" Ann@Example.com")).unwrap().value(), json!("ann@example.com"));
        assert_eq!(take(Kind::Phone, json!("020 7946 0018")).unwrap().value(), json!("+442079460018"));
        assert_eq!(take(Kind::LongText, json!("a\r\nb")), Some(Answer::Text("a\nb".into())));
        assert_eq!(take(Kind::MultiSelect, json!(["b", "a", "b"])), Some(Answer::Many(vec!["a".into(), "b".into()])));
        assert_eq!(take(Kind::Number, json!(12.5)), Some(Answer::Number("12.5".into())));
        assert_eq!(take(Kind::Number, json!("-.5")), Some(Answer::Number("-0.5".into())));
        assert_eq!(take(Kind::Number, json!("+12")), Some(Answer::Number("12".into())));
        assert_eq!(take(Kind::Text, json!("=1+1")), Some(Answer::Text("=1+1".into())));
        assert_eq!(take(Kind::Text, json!("<b>hi</b>")), Some(Answer::Text("<b>hi</b>".into())));
    }

    #[test]
    fn each_refusal_has_its_code() {
        let code = |kind, value: Value| Field::new("f", kind, "F").validate(&value, "GB").unwrap_err().code;
        assert_eq!(code(Kind::Name, json!(null)), "required");
        assert_eq!(code(Kind::Name, json!({"a": 1})), "wrong_kind");
        assert_eq!(code(Kind::Name, json!(7)), "wrong_kind");
        assert_eq!(code(Kind::Name, json!("Ann\r\nBcc: x@example.com")), "not_plain");
        assert_eq!(code(Kind::Name, json!("x".repeat(201))), "too_long");
        assert_eq!(code(Kind::Dropdown, json!("z")), "not_an_option");
        assert_eq!(code(Kind::MultiSelect, json!("a")), "wrong_kind");
        assert_eq!(code(Kind::Consent, json!("true")), "wrong_kind");
        assert_eq!(code(Kind::Date, json!("2026-02-30")), "date");
    }

    proptest! {
        #[test]
        fn no_single_line_answer_carries_a_line_break(text in "\\PC{0,6}[\\r\\n\u{85}\u{2028}]{1}\\PC{0,6}") {
            let taken = Field::new("f", Kind::Name, "F").optional().validate(&json!(text), "GB");
            if let Ok(Some(Answer::Text(text))) = taken {
                let breaks = ['\r', '\n', '\u{85}', '\u{2028}'];
                prop_assert!(!text.contains(breaks));
            }
        }

        #[test]
        fn what_was_taken_is_taken_again(text in ".{0,30}") {
            for kind in [Kind::Text, Kind::LongText, Kind::Website, Kind::Number, Kind::Date, Kind::Email] {
                let field = Field::new("f", kind, "F");
                if let Ok(Some(answer)) = field.validate(&json!(text), "GB") {
                    prop_assert_eq!(field.validate(&answer.value(), "GB"), Ok(Some(answer)));
                }
            }
        }
    }
}
