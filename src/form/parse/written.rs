//! Numbers and days as people write them in a message.
//!
//! It only rewrites; whether the result is a number or a day the form's rules say.

use super::super::validate::is_date;

const ONE_TO_TEN: &[&[&str]] = &[
    &["one", "first", "uno", "un", "eins", "ein"],
    &["two", "second", "dos", "deux", "zwei", "due"],
    &["three", "third", "tres", "trois", "drei", "tre"],
    &["four", "fourth", "cuatro", "quatre", "vier", "quattro"],
    &["five", "fifth", "cinco", "cinq", "funf", "cinque"],
    &["six", "sixth", "seis", "sechs", "sei"],
    &["seven", "seventh", "siete", "sept", "sieben", "sette"],
    &["eight", "eighth", "ocho", "huit", "acht", "otto"],
    &["nine", "ninth", "nueve", "neuf", "neun", "nove"],
    &["ten", "tenth", "diez", "dix", "zehn", "dieci"],
];

/// The number that a folded word names, from one to ten.
pub(super) fn one_to_ten(word: &str) -> Option<usize> {
    ONE_TO_TEN.iter().position(|names| names.contains(&word)).map(|at| at + 1)
}

/// A number without the signs that people write around it, as "£1,200" or "2 rooms".
pub(super) fn number(words: &str) -> String {
    if let Some(number) = one_to_ten(words) {
        return number.to_string();
    }
    let bare = words.trim_start_matches(['£', '$', '€', '~']).trim_end_matches(['£', '$', '€', '%']).trim();
    let first = bare.split_whitespace().next().unwrap_or_default();
    let rest_is_words = bare.split_whitespace().skip(1).all(|word| word.chars().all(char::is_alphabetic));
    let candidate = if rest_is_words { first } else { bare };
    // Commas are taken out only where they group thousands.
    let groups: Vec<&str> = candidate.split('.').next().unwrap_or_default().split(',').collect();
    let is_grouped = groups.len() > 1 && groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
    if is_grouped { candidate.replace(',', "") } else { candidate.to_owned() }
}

/// A day as people write it, in ISO order: 21/11/2026 (11/21/2026 in the US), 21 Nov 2026, November 21, 2026.
pub(super) fn date(words: &str, region: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let parts: Vec<&str> =
        words.split(['/', '-', '.', ' ', ',']).filter(|part| !part.is_empty() && *part != "of").collect();
    let [a, b, c] = parts[..] else { return None };
    let month = |word: &str| {
        let start = word.get(..3)?;
        let is_word = word.chars().all(char::is_alphabetic);
        MONTHS.iter().position(|name| is_word && *name == start).map(|at| (at + 1).to_string())
    };
    let day = |word: &str| word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).to_owned();
    let (year, month, day) = if a.len() == 4 && a.bytes().all(|b| b.is_ascii_digit()) {
        (a, b.to_owned(), c.to_owned())
    } else if let Some(month) = month(b) {
        (c, month, day(a))
    } else if let Some(month) = month(a) {
        (c, month, day(b))
    } else if region.eq_ignore_ascii_case("US") {
        (c, a.to_owned(), b.to_owned())
    } else {
        (c, b.to_owned(), a.to_owned())
    };
    let date = format!("{year}-{month:0>2}-{day:0>2}");
    is_date(&date).then_some(date)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::field::{Field, Kind};

    fn taken(field: &Field, text: &str) -> Option<Value> {
        let answer = field.parse_words(text, "GB").ok().flatten();
        answer.map(|answer| answer.value())
    }

    #[test]
    fn numbers_and_days_are_read_as_people_write_them() {
        let number = Field::new("n", Kind::Number, "Rooms");
        for (text, value) in [
            ("2", "2"),
            ("two", "2"),
            ("£1,200", "1200"),
            ("3 rooms", "3"),
            ("-1.5", "-1.5"),
            ("1,234,567.5", "1234567.5"),
        ] {
            assert_eq!(taken(&number, text), Some(json!(value)), "{text}");
        }
        assert!(number.parse_words("many", "GB").is_err());
        assert!(number.parse_words("1,5", "GB").is_err(), "a comma may be a decimal point or not");
        let date = Field::new("d", Kind::Date, "Date");
        for text in ["2026-11-21", "21/11/2026", "21.11.2026", "21 Nov 2026", "21st November 2026", "November 21, 2026"]
        {
            assert_eq!(taken(&date, text), Some(json!("2026-11-21")), "{text}");
        }
        let american = date.parse_words("11/21/2026", "US").unwrap().unwrap();
        assert_eq!(american.value(), json!("2026-11-21"));
        assert!(date.parse_words("30 Feb 2026", "GB").is_err());
        assert!(date.parse_words("tomorrow", "GB").is_err());
    }
}
