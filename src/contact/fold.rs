//! Phone numbers folded for searching: all the spellings a number may be looked for by. Other text folds in `text`.

use unicode_normalization::UnicodeNormalization as _;

use super::phone::Phone;

/// The spellings under which a phone number is searched, each a word: with its country's code, as dialled at home, without
/// the home's leading zero, from each place where a writer leaves a gap, and its last six and four digits.
#[must_use]
pub fn fold_phone(phone: &Phone) -> String {
    let (international, written) = (digits(phone.as_str()), phone.national());
    let national = digits(&written);
    let mut words = vec![international.clone(), national.clone()];
    let mut rest = written.as_str();
    while let Some((_, behind)) = rest.split_once(|c: char| !c.is_numeric()) {
        rest = behind;
        words.push(digits(rest));
    }
    let bare = international.char_indices().map(|(at, _)| &international[at..]).find(|tail| national.ends_with(tail));
    words.extend(bare.map(str::to_owned));
    words.extend([6, 4].iter().filter_map(|last| Some(national.get(national.len().checked_sub(*last)?..)?.to_owned())));
    let mut seen = Vec::new();
    words.retain(|word| {
        word.len() >= 3 && !seen.contains(word) && {
            seen.push(word.clone());
            true
        }
    });
    words.join(" ")
}

/// The digits to look for when a search could mean a phone number, however it is spaced.
#[must_use]
pub fn phone_needle(query: &str) -> Option<String> {
    if query.chars().any(|c| !c.is_numeric() && !c.is_whitespace() && !"+-().,/".contains(c)) {
        return None;
    }
    let digits = digits(&query.replace("(0)", ""));
    // 00 is how most of the world dials +; a few digits are the last of a number, which may be noughts.
    let needle = digits.strip_prefix("00").filter(|_| digits.len() > 6).unwrap_or(&digits);
    (needle.len() >= 3).then(|| needle.to_owned())
}

fn digits(text: &str) -> String {
    text.nfkd().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_phone_number_is_found_as_typed_at_home_or_abroad() {
        let phone = Phone::parse("020 7946 0018", "GB").unwrap();
        let column = fold_phone(&phone);
        assert_eq!(column, "442079460018 02079460018 79460018 0018 2079460018 460018");
        for query in ["020 7946", "+44 (0)20 7946", "0044 20 7946 0018", "7946-0018", "20 7946", "460018", "0018"] {
            let needle = phone_needle(query).unwrap();
            assert!(column.split(' ').any(|word| word.starts_with(&needle)), "{query} looks for {needle}");
        }
        assert_eq!(phone_needle("Ann"), None);
        assert_eq!(phone_needle("12"), None);
    }
}
