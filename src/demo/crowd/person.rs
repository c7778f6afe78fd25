//! Who an invented lead is about.

use super::content::{CULTURES, Culture, FIRMS, HOSTS};
use super::rng::Rng;
use crate::contact::Details;
use crate::text;

/// Who they are, and where.
pub(super) struct Person {
    pub details: Details,
    pub language: &'static str,
    pub zone: &'static str,
}

/// Somebody, told apart from all others by this number.
pub(super) fn person(rng: &mut Rng, number: u64) -> Option<Person> {
    // The first is at home here, and comes as often as three of the others.
    let at = rng.below(CULTURES.len() as u64 + 2).saturating_sub(2);
    let culture = CULTURES.get(usize::try_from(at).ok()?)?;
    let name = format!("{} {}", rng.word(culture.given), rng.word(culture.family));
    let company = rng.is_one_of_a_hundred(30).then(|| format!("{} {}", rng.word(FIRMS.0), rng.word(FIRMS.1)));
    let email = rng.is_one_of_a_hundred(88).then(|| email(rng, &name, number));
    let phone = (email.is_none() || rng.is_one_of_a_hundred(45)).then(|| phone(rng, culture));
    let website = company
        .as_deref()
        .filter(|_| rng.is_one_of_a_hundred(40))
        .map(|firm| format!("https://{}.example", text::words(firm).concat()));
    let name = Some(name).filter(|_| !rng.is_one_of_a_hundred(4));
    Some(Person {
        details: Details { name, email, phone, company, website },
        language: culture.language,
        zone: culture.zone,
    })
}

/// An address that nobody else has, in letters that every server takes.
fn email(rng: &mut Rng, name: &str, number: u64) -> String {
    let words: Vec<String> = text::words(name).into_iter().filter(|word| word.is_ascii()).collect();
    let name = if words.is_empty() { "guest".to_owned() } else { words.join(rng.word(&[".", "_", ""])) };
    format!("{name}{number}@{}", rng.word(HOSTS))
}

fn phone(rng: &mut Rng, culture: &Culture) -> String {
    let digit = |c: char| {
        if c == '#' { char::from_digit(u32::try_from(rng.below(10)).unwrap_or(0), 10).unwrap_or('0') } else { c }
    };
    culture.phone.chars().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::email::Email;
    use crate::contact::phone::Phone;

    #[test]
    fn everybody_can_be_reached_at_a_place_that_is_nobodys() {
        let mut seen = std::collections::HashSet::new();
        for number in 0..2_000 {
            let Details { email, phone, .. } = person(&mut Rng::of(1, number), number).unwrap().details;
            assert!(email.is_some() || phone.is_some());
            if let Some(email) = email {
                let host = Email::parse(&email).unwrap().as_str().rsplit('@').next().unwrap().to_owned();
                assert!(host.ends_with(".example") || host.starts_with("example."), "{email}");
                assert!(seen.insert(email));
            }
            if let Some(phone) = phone {
                assert_eq!(Phone::parse(&phone, "GB").map(|parsed| parsed.as_str().to_owned()).ok(), Some(phone));
            }
        }
    }
}
