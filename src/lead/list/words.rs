//! What a search looks in, and what it looks for.
//!
//! A lead's column `folded` holds each word of its contact's name, e-mail, company, phone numbers and order number, and
//! beside them those that have signs inside. Whoever searches gives beginnings of words, in any order; a word with signs
//! must stand there as it was written. So `gro` finds Größe, `example.org` an address, `ll-20` an order, and any
//! spelling of a phone number finds it, also by its last digits.

use crate::contact::phone::Phone;
use crate::contact::{Contact, fold};
use crate::text;

/// The longest word that is told apart, in characters: a longer one counts as its beginning.
const LONGEST: usize = 60;

/// How many words of a search are looked for.
const MOST: usize = 8;

/// What a search looks in.
#[must_use]
pub fn folded(contact: &Contact, order_number: Option<&str>) -> String {
    let texts = [&contact.name, &contact.email, &contact.company].into_iter().filter_map(|text| text.as_deref());
    let mut all: Vec<String> = Vec::new();
    for text in texts.chain(order_number).map(text::fold) {
        for word in text.split_whitespace() {
            all.extend(pieces(word).map(cut));
            if has_signs(word) {
                all.push(cut(word));
                // A number that is written with signs is looked for without them too.
                let digits: String = word.chars().filter(char::is_ascii_digit).collect();
                if digits.len() >= 3 && word.chars().all(|c| c.is_ascii_digit() || !c.is_alphanumeric()) {
                    all.push(cut(&digits));
                }
            }
        }
    }
    if let Some(phone) = &contact.phone {
        all.push(Phone::parse(phone, "GB").map_or_else(|_| text::fold(phone), |phone| fold::fold_phone(&phone)));
    }
    all.join(" ")
}

/// The runs of letters and digits in a word.
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    word.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty())
}

fn has_signs(word: &str) -> bool {
    word.chars().any(|c| !c.is_alphanumeric())
}

fn cut(word: &str) -> String {
    text::head(word, LONGEST).to_owned()
}

/// What a search looks for: all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::lead) struct Words {
    /// Beginnings of words.
    pub beginnings: Vec<String>,
    /// What stands in the text as it is.
    pub parts: Vec<String>,
    /// It holds nothing that could be looked for.
    pub is_nothing: bool,
}

impl Words {
    /// What this search looks for; none where it says nothing.
    pub fn of(search: &str) -> Option<Self> {
        let search = search.trim();
        if search.is_empty() {
            return None;
        }
        if let Some(digits) = fold::phone_needle(search) {
            return Some(Self { beginnings: vec![cut(&digits)], ..Self::default() });
        }
        let mut words = Self::default();
        for word in text::fold(search).split_whitespace().take(MOST) {
            let word = cut(word.trim_matches(|c: char| !c.is_alphanumeric()));
            words.beginnings.extend(pieces(&word).map(str::to_owned));
            if has_signs(&word) {
                words.parts.push(word);
            }
        }
        words.beginnings.sort_unstable();
        words.beginnings.dedup();
        words.is_nothing = words.beginnings.is_empty();
        Some(words)
    }

    /// The beginnings that an index of words is asked for: one letter begins too many, where there is a longer one.
    pub fn asked(&self) -> impl Iterator<Item = &str> {
        let is_long = |word: &&String| word.chars().nth(1).is_some();
        let has_long = self.beginnings.iter().any(|word| is_long(&word));
        self.beginnings.iter().filter(move |word| !has_long || is_long(word)).map(String::as_str)
    }

    /// Whether all it has are single letters.
    pub fn is_short(&self) -> bool {
        self.beginnings.iter().all(|word| word.chars().nth(1).is_none())
    }

    /// The others, each row of which is looked through.
    pub fn rest(&self) -> Vec<String> {
        let asked: Vec<&str> = self.asked().collect();
        let short = self.beginnings.iter().filter(|word| !asked.contains(&word.as_str()));
        short.map(|word| begins(word)).chain(self.parts.iter().map(|part| holds(part))).collect()
    }

    /// All of them, as patterns over the column with a space before it.
    pub fn patterns(&self) -> Vec<String> {
        let beginnings = self.beginnings.iter().map(|word| begins(word));
        beginnings.chain(self.parts.iter().map(|part| holds(part))).collect()
    }
}

fn begins(word: &str) -> String {
    format!("% {}%", escaped(word))
}

fn holds(part: &str) -> String {
    format!("%{}%", escaped(part))
}

fn escaped(word: &str) -> String {
    word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Ids;
    use crate::time::Timestamp;

    fn ada() -> Contact {
        let id = Ids::counted().next(Timestamp::from_millis(0));
        let text = |text: &str| Some(text.to_owned());
        Contact {
            id,
            name: text("Jürgen Größe-Weiß"),
            email: text("j.grosse_1@example.org"),
            phone: text("+442079460018"),
            company: text("O’Hara & Söhne"),
            website: None,
            created_at: Timestamp::from_millis(0),
        }
    }

    /// The rule in plain Rust: what the two engines must agree with.
    fn finds(column: &str, search: &str) -> bool {
        let Some(words) = Words::of(search) else { return true };
        let begins = |word: &String| column.split(' ').any(|stored| stored.starts_with(word.as_str()));
        !words.is_nothing && words.beginnings.iter().all(begins) && words.parts.iter().all(|part| column.contains(part))
    }

    #[test]
    fn beginnings_of_words_addresses_numbers_and_orders_are_found() {
        let column = folded(&ada(), Some("LL-20418/7"));
        for search in [
            "gro",
            "GRÖ",
            "weiss",
            "grosse-we",
            "jurgen gro",
            "gro jur",
            "example.org",
            "j.grosse",
            "@example",
            "grosse_1@",
            "ohara",
            "o'hara",
            "sohne",
            "ll-20418",
            "20418",
            "LL-20418/7",
            "020 7946 0018",
            "+44 (0)20 7946",
            "79460018",
            "0018",
            "460018",
            "7946-0018",
            "442079460018",
            "2079460018",
            "(jürgen)",
            "",
        ] {
            assert!(finds(&column, search), "{search:?} in {column:?}");
        }
        for search in
            ["rosse w", "urgen", "example.com", "20419", "a%a", "' OR 1=1 --", "%", "--", "7946 0019", "gro xyz"]
        {
            assert!(!finds(&column, search), "{search:?} in {column:?}");
        }
    }

    #[test]
    fn a_number_with_signs_is_found_with_and_without_them() {
        let column = folded(&ada(), Some("100-2345"));
        assert!(
            ["100-2345", "1002345", "100 2345", "2345"].into_iter().all(|search| finds(&column, search)),
            "{column}"
        );
    }

    #[test]
    fn a_word_of_ten_thousand_letters_is_its_beginning() {
        let long = "ż".repeat(10_000);
        let column = folded(&Contact { name: Some(long.clone()), ..ada() }, None);
        assert!(column.len() < 1_000 && finds(&column, &long) && finds(&column, "żżż"));
    }

    #[test]
    fn single_letters_are_left_to_the_rows_where_a_longer_word_is_asked_for() {
        let words = Words::of("a smith_b").unwrap();
        assert_eq!(words.asked().collect::<Vec<_>>(), ["smith"]);
        assert_eq!(words.rest(), ["% a%", "% b%", "%smith\\_b%"]);
        let short = Words::of("a b").unwrap();
        assert!(short.is_short() && short.asked().eq(["a", "b"]) && short.rest().is_empty());
        assert_eq!(Words::of("  "), None);
    }
}
