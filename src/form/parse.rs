//! Reading an answer out of a message, where no form can be drawn (SMS and its like).
//!
//! A reader of words turns "the second one" of a phone into the same value that a click on the web would have given, and
//! then the same rules judge it. It never guesses between two options.

use serde_json::{Value, json};

use super::answer::{Answer, Invalid};
use super::field::{Field, Kind};
use crate::contact::email::Email;
use crate::contact::phone::Phone;
use crate::text::fold;

mod written;

const SKIP: &[&str] =
    &["skip", "pass", "none", "n/a", "na", "-", "saltar", "omitir", "passer", "uberspringen", "salta", "overslaan"];
const YES: &[&str] = &[
    "yes",
    "y",
    "yes please",
    "yep",
    "yeah",
    "yup",
    "ok",
    "okay",
    "sure",
    "agree",
    "i agree",
    "true",
    "1",
    "si",
    "ja",
    "oui",
    "sim",
    "tak",
    "d'accord",
    "vale",
    "da",
    "hai",
];
const NO: &[&str] = &[
    "no",
    "n",
    "no thanks",
    "no thank you",
    "nope",
    "nah",
    "false",
    "0",
    "2",
    "non",
    "nein",
    "nee",
    "nao",
    "nie",
    "nej",
];
const ALL: &[&str] = &["all", "all of them", "both", "everything", "todos", "alle", "tous", "tutti"];
const INTRODUCTIONS: &[&str] = &["my name is ", "my name's ", "i am ", "i'm ", "it's ", "it is ", "this is ", "name: "];

impl Field {
    /// Reads a message as the answer to this field; `None` is an optional field that was skipped.
    ///
    /// # Errors
    /// [`Invalid`] with the same words that stand beside the field on the web.
    pub fn parse_words(&self, text: &str, region: &str) -> Result<Option<Answer>, Invalid> {
        let text = text.trim();
        let folded = fold(text);
        let words = folded.trim_end_matches(['.', '!', ',', '?']).trim();
        if SKIP.contains(&words) {
            return if self.required { Err(self.missing()) } else { Ok(None) };
        }
        self.validate(&self.read(text, words, region), region)
    }

    fn read(&self, text: &str, words: &str, region: &str) -> Value {
        let as_typed = || json!(text);
        match self.kind {
            Kind::Email => Email::find_in(text).map_or_else(as_typed, |email| json!(email)),
            Kind::Phone => Phone::parse(text, region)
                .ok()
                .or_else(|| Phone::find_in(text, region))
                .map_or_else(as_typed, |phone| json!(phone)),
            Kind::Name => {
                let at =
                    INTRODUCTIONS.iter().find_map(|start| words.starts_with(start).then_some(start.chars().count()));
                json!(text.chars().skip(at.unwrap_or(0)).collect::<String>())
            }
            Kind::Dropdown => self.option(words).map_or_else(as_typed, |value| json!(value)),
            Kind::MultiSelect => self.options_in(words),
            Kind::Checkbox | Kind::Consent => match words {
                yes if YES.contains(&yes) => json!(true),
                no if NO.contains(&no) => json!(false),
                // Anything else is no agreement: ask again if one is needed.
                _ => Value::Null,
            },
            Kind::Number => json!(written::number(words)),
            Kind::Date => written::date(words, region).map_or_else(as_typed, |date| json!(date)),
            Kind::LongText => as_typed(),
            // A message may run over several lines where the field has one.
            _ => json!(
                text.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
            ),
        }
    }

    /// The option that a folded phrase picks: by number, by its words, or by a beginning that only it has.
    fn option(&self, words: &str) -> Option<&str> {
        let words = words
            .trim()
            .trim_start_matches("option ")
            .trim_start_matches("number ")
            .trim_start_matches("the ")
            .trim_end_matches(" one");
        let bare = words.trim_matches(|c: char| c.is_whitespace() || "#.():".contains(c));
        let position = bare.parse().ok().or_else(|| written::one_to_ten(bare));
        let is_exactly =
            |choice: &&super::field::Choice| [&choice.label, &choice.value].iter().any(|name| fold(name) == words);
        let mut beginning =
            self.options.iter().filter(|choice| bare.chars().count() >= 2 && fold(&choice.label).starts_with(bare));
        self.options
            .iter()
            .find(is_exactly)
            .or_else(|| position.and_then(|at: usize| self.options.get(at.checked_sub(1)?)))
            .or_else(|| beginning.next().filter(|_| beginning.next().is_none()))
            .map(|choice| choice.value.as_str())
    }

    fn options_in(&self, words: &str) -> Value {
        if ALL.contains(&words) {
            return self.options.iter().map(|choice| json!(choice.value)).collect();
        }
        if let Some(value) = self.option(words) {
            return json!([value]);
        }
        let separated = words.replace([',', ';', '\n', '&', '+', '/'], "\u{1f}").replace(" and ", "\u{1f}");
        // "1 3" and "1 and 3" are lists too, but "Front garden" is one option.
        let is_digits = words.chars().all(|c| c.is_ascii_digit() || c.is_whitespace());
        let separated = if is_digits { words.replace(char::is_whitespace, "\u{1f}") } else { separated };
        separated
            .split('\u{1f}')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            // What names no option stays as it is, and is refused: better to ask than to drop a wish.
            .map(|part| json!(self.option(part).unwrap_or(part)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::field::Choice;
    use super::*;

    fn choosing(kind: Kind) -> Field {
        let options = [("s", "Small"), ("m", "Medium"), ("g", "Front garden"), ("b", "Back garden"), ("o", "Größer")];
        Field {
            options: options.map(|(value, label)| Choice { value: value.into(), label: label.into() }).into(),
            ..Field::new("f", kind, "Size")
        }
    }

    fn taken(field: &Field, text: &str) -> Option<Value> {
        field.parse_words(text, "GB").ok().flatten().map(|answer| answer.value())
    }

    #[test]
    fn an_option_is_picked_by_number_or_by_name() {
        let field = choosing(Kind::Dropdown);
        for text in
            ["2", "2.", "#2", "(2)", "two", "Second", "the second one", "option 2", "MEDIUM", "m", "med", "Medium!"]
        {
            assert_eq!(taken(&field, text), Some(json!("m")), "{text}");
        }
        assert_eq!(taken(&field, "grosser"), Some(json!("o")));
        for text in ["0", "6", "99", "huge", "", "garden", "-1"] {
            assert_eq!(field.parse_words(text, "GB").unwrap_err().message, "Choose an option", "{text}");
        }
    }

    #[test]
    fn several_options_are_picked_at_once() {
        let field = choosing(Kind::MultiSelect);
        for text in ["1, 3", "1 3", "3 and 1", "small, front garden", "one & three", "3;1"] {
            assert_eq!(taken(&field, text), Some(json!(["s", "g"])), "{text}");
        }
        assert_eq!(taken(&field, "Front garden"), Some(json!(["g"])));
        assert_eq!(taken(&field, "all"), Some(json!(["s", "m", "g", "b", "o"])));
        assert!(field.parse_words("1, 9", "GB").is_err(), "a wish that can't be read is asked again, not dropped");
    }

    #[test]
    fn yes_and_no_are_understood_in_several_languages() {
        let field = Field::new("f", Kind::Consent, "We may contact you");
        for text in ["yes", "Y", "sí", "Ja!", "oui", "OK", "Yes please."] {
            assert_eq!(taken(&field, text), Some(json!(true)), "{text}");
        }
        for text in ["no", "nein", "maybe", "what for?", "não"] {
            assert_eq!(
                field.parse_words(text, "GB").unwrap_err().message,
                "Tick the box so we may contact you",
                "{text}"
            );
        }
        assert_eq!(taken(&field.clone().optional(), "non"), Some(json!(false)));
    }

    #[test]
    fn only_an_optional_field_can_be_skipped() {
        let phone = Field::new("phone", Kind::Phone, "Phone");
        assert_eq!(phone.clone().optional().parse_words("Skip.", "GB"), Ok(None));
        assert_eq!(phone.parse_words("SKIP", "GB").unwrap_err().message, "Enter your phone number");
    }

    #[test]
    fn contacts_are_read_out_of_a_sentence() {
        assert_eq!(
            taken(&Field::new("e", Kind::Email, "Email"), "it's ann@Example.com, thanks"),
            Some(json!("ann@example.com"))
        );
        assert_eq!(
            taken(&Field::new("p", Kind::Phone, "Phone"), "ring me on 07700 900123 please"),
            Some(json!("+447700900123"))
        );
        assert_eq!(taken(&Field::new("n", Kind::Name, "Name"), "My name is Ann Lee"), Some(json!("Ann Lee")));
        assert_eq!(taken(&Field::new("n", Kind::Name, "Name"), "Ann Lee"), Some(json!("Ann Lee")));
        assert_eq!(taken(&Field::new("o", Kind::OrderNumber, "Order number"), "10482\n"), Some(json!("10482")));
        assert_eq!(taken(&Field::new("t", Kind::Text, "Where"), "a\r\nb"), Some(json!("a b")));
    }

    proptest! {
        #[test]
        fn any_message_is_read_without_panic(text in ".{0,40}") {
            for kind in [Kind::Name, Kind::Email, Kind::Phone, Kind::Dropdown, Kind::MultiSelect, Kind::Consent, Kind::Number, Kind::Date] {
                let _ = choosing(kind).parse_words(&text, "GB");
            }
        }
    }
}
