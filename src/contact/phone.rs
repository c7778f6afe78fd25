//! A phone number that a contact gave, in E.164.
//!
//! A number is taken when its length is possible in its country, not only when a carrier is known to use it: numbering
//! plans change faster than tables, and a refused customer doesn't come back. Nothing here calls or texts anyone.

use std::fmt;

use phonenumber::{Mode, PhoneNumber, metadata::DATABASE};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

pub mod find;
mod other;
mod plan;

/// What a visitor reads beside a number that is not one.
pub const MESSAGE: &str = "Enter a phone number with its area code, like 020 7946 0018";

/// A phone number in E.164: a plus, the country's code, the national number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// The text is not a phone number that could be dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{MESSAGE}")]
pub struct NotAPhone;

impl Phone {
    /// Reads a number as a visitor typed it; `region` is the country (ISO 3166) whose way of dialling they use.
    ///
    /// # Errors
    /// [`NotAPhone`] when it can't be brought to E.164 with a possible length.
    pub fn parse(text: &str, region: &str) -> Result<Self, NotAPhone> {
        let text = clean(text).ok_or(NotAPhone)?;
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let home = region.to_ascii_uppercase();
        let home = DATABASE.by_id(home.as_str());
        let number = if text.starts_with('+') {
            plan::international(&digits)
        } else if let Some(abroad) =
            home.map_or_else(|| digits.strip_prefix("00"), |home| plan::dialled_abroad(home, &digits))
        {
            plan::international(abroad)
        } else {
            home.and_then(|home| plan::national(home, &digits))
        };
        number.map(Self).ok_or(NotAPhone)
    }

    /// The first phone number in free text, leaving out prices, dates, card and order numbers.
    #[must_use]
    pub fn find_in(text: &str, region: &str) -> Option<Self> {
        find::all(text, region).into_iter().next().map(|found| found.phone)
    }

    /// The number in E.164.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as it is written and dialled in its own country.
    #[must_use]
    pub fn national(&self) -> String {
        self.written(Mode::National)
    }

    /// The number as it is written for a reader in any country.
    #[must_use]
    pub fn international(&self) -> String {
        self.written(Mode::International)
    }

    /// The country (ISO 3166) of the number, when its code and first digits tell one.
    #[must_use]
    pub fn country(&self) -> Option<String> {
        self.read()?.country().id().map(|id| id.as_ref().to_owned())
    }

    /// Whether it is a mobile's, by its country's plan or by the digits that its mobiles begin with.
    #[must_use]
    pub fn is_mobile(&self) -> bool {
        /// Of the countries whose languages the assistant speaks; the tables leave out what is kept for fiction.
        const MOBILES: [&str; 12] =
            ["+447", "+336", "+337", "+346", "+347", "+4915", "+4916", "+4917", "+393", "+3519", "+3538", "+614"];
        MOBILES.iter().any(|begin| self.0.starts_with(begin))
            || self.read().is_some_and(|number| number.number_type(&DATABASE) == phonenumber::Type::Mobile)
    }

    fn written(&self, mode: Mode) -> String {
        self.read().map_or_else(|| self.0.clone(), |number| number.format().mode(mode).to_string())
    }

    fn is_assigned(&self) -> bool {
        self.read().is_some_and(|number| number.is_valid())
    }

    /// The crate's own view of the number, unless it took a leading digit for a trunk prefix (+7 800…).
    fn read(&self) -> Option<PhoneNumber> {
        let number = phonenumber::parse(None, &self.0).ok()?;
        (format!("+{}{}", number.code().value(), number.national()) == self.0).then_some(number)
    }
}

/// The number in plain digits and separators, or nothing when it holds what no phone number holds.
fn clean(text: &str) -> Option<String> {
    // Wide and Arabic-Indic digits, the typographer's hyphens and spaces.
    let text: String = text.trim().nfkc().map(plain).collect();
    let lower = text.to_ascii_lowercase();
    let text = lower.strip_prefix("tel:").unwrap_or(&lower).trim();
    let number = match text.find(['x', '#', 'e']) {
        Some(at) if is_extension(&text[at..]) => &text[..at],
        _ => text,
    };
    let is_plain =
        number.chars().enumerate().all(|(at, c)| c.is_ascii_digit() || " -().,/".contains(c) || (c == '+' && at == 0));
    // A trunk zero in brackets is never dialled after the country's code.
    let number = if number.starts_with('+') || number.starts_with("00") {
        number.replacen("(0)", "", 1)
    } else {
        number.to_owned()
    };
    let digits = number.chars().filter(char::is_ascii_digit).count();
    // E.164 allows 15 digits; two more for an international prefix.
    (is_plain && (5..=17).contains(&digits)).then(|| number.trim().to_owned())
}

fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c if c.is_whitespace() => ' ',
        c => c.to_digit(10).or_else(|| digit(c)).and_then(|d| char::from_digit(d, 10)).unwrap_or(c),
    }
}

/// The value of a digit of the scripts that visitors type numbers in (Arabic-Indic, Persian, Devanagari).
fn digit(c: char) -> Option<u32> {
    [0x0660_u32, 0x06F0, 0x0966].iter().find_map(|zero| u32::from(c).checked_sub(*zero).filter(|d| *d < 10))
}

fn is_extension(text: &str) -> bool {
    let rest = ["extension", "extn", "ext", "x", "#"].iter().find_map(|word| text.strip_prefix(word));
    rest.is_some_and(|rest| {
        let rest = rest.trim_matches([' ', '.', ':']);
        (1..=7).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit())
    })
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Phone {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Phone {
    type Error = NotAPhone;

    fn try_from(text: String) -> Result<Self, NotAPhone> {
        if text.starts_with('+') { Self::parse(&text, "") } else { Err(NotAPhone) }
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str, region: &str) -> Option<String> {
        Phone::parse(text, region).ok().map(Into::into)
    }

    #[test]
    fn a_number_is_read_as_dialled_at_home_or_abroad() {
        for (text, region, expected) in [
            ("020 7946 0018", "GB", "+442079460018"),
            ("07700 900123", "GB", "+447700900123"),
            ("7700 900123", "GB", "+447700900123"),
            ("(020) 7946-0018", "gb", "+442079460018"),
            ("+44 (0)20 7946 0222", "GB", "+442079460222"),
            ("0044 7400 123456", "GB", "+447400123456"),
            ("0044 (0)20 7946 0222", "DE", "+442079460222"),
            ("011 44 20 7946 0018", "US", "+442079460018"),
            ("+1-415-555-0143 x27", "US", "+14155550143"),
            ("+1 415 555 0143 ext. 15", "GB", "+14155550143"),
            ("(646) 555-0110", "US", "+16465550110"),
            ("0170 1234567", "DE", "+491701234567"),
            ("06 12 34 56 78", "FR", "+33612345678"),
            ("06.12.34.56.78", "FR", "+33612345678"),
            ("611 22 33 44", "ES", "+34611223344"),
            ("+39 02 3661 8300", "GB", "+390236618300"),
            ("02 3661 8300", "IT", "+390236618300"),
            ("+7 800 555 35 35", "GB", "+78005553535"),
            ("8 800 555 35 35", "RU", "+78005553535"),
            ("800 555 35 35", "RU", "+78005553535"),
            ("011 15-2345-6789", "AR", "+5491123456789"),
            ("+44 020 7946 0018", "GB", "+442079460018"),
            ("1 415 555 0143", "US", "+14155550143"),
            ("+46 70 123 45 67", "GB", "+46701234567"),
            ("+91 98765 43210", "GB", "+919876543210"),
            ("tel:+442079460018", "US", "+442079460018"),
            ("٠٢٠ ٧٩٤٦ ٠٠١٨", "GB", "+442079460018"),
            ("０２０−７９４６−００１８", "GB", "+442079460018"),
            ("020\u{a0}7946\u{2011}0018", "GB", "+442079460018"),
        ] {
            assert_eq!(parsed(text, region).as_deref(), Some(expected), "{text} in {region}");
        }
    }

    #[test]
    fn what_cannot_be_dialled_is_refused() {
        for text in [
            "",
            "abc",
            "12",
            "12345",
            "0",
            "+",
            "+44",
            "020 7946",
            "020 7946 0018 0018 0018",
            "4000 0566 5566 5556",
            "0800 PIZZA",
            "call me",
            "+999 123456789",
            "020 7946 0018; rm",
            "07700 900123 or 07700 900124",
            "07700 900123\r\nBcc: x",
            "00000000000000000000",
            "+0",
            "()",
            "1.5",
        ] {
            assert_eq!(parsed(text, "GB"), None, "{text:?}");
        }
        assert_eq!(parsed("020 7946 0018", "").as_deref(), None, "without a country a national number means nothing");
    }

    #[test]
    fn a_number_is_shown_as_its_country_writes_it() {
        let phone = Phone::parse("02079460018", "GB").unwrap();
        assert_eq!(phone.national(), "020 7946 0018");
        assert_eq!(phone.international(), "+44 20 7946 0018");
        assert_eq!(phone.country().as_deref(), Some("GB"));
    }

    #[test]
    fn a_number_travels_as_a_string() {
        let phone: Phone = serde_json::from_str("\"+44 20 7946 0018\"").unwrap();
        assert_eq!(serde_json::to_string(&phone).unwrap(), "\"+442079460018\"");
        assert!(serde_json::from_str::<Phone>("\"020 7946 0018\"").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".{0,40}", region in "[A-Z]{0,3}") {
            if let Ok(phone) = Phone::parse(&text, &region) {
                prop_assert_eq!(Phone::parse(phone.as_str(), "US"), Ok(phone));
            }
        }

        #[test]
        fn digits_and_signs_are_read_without_panic(text in "[+0-9 ()./#x-]{0,24}", region in "GB|US|IT|DE|BR|AR|MX|") {
            if let Ok(phone) = Phone::parse(&text, &region) {
                prop_assert_eq!(Phone::parse(phone.as_str(), ""), Ok(phone.clone()));
                prop_assert!(phone.as_str().len() <= 16);
                prop_assert!(!phone.national().is_empty());
            }
            let _ = Phone::find_in(&text, &region);
        }
    }
}
