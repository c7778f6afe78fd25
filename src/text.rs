//! Text made comparable: folded to lower case without accents, and cut into words.
//!
//! One folding serves indexing, searching and understanding, because `LOWER('Ü')` stays `Ü` on the embedded engine and a word
//! must look the same wherever it is compared. It knows nothing of any language's grammar, and never changes what is shown.

/// Latin letters U+00C0 to U+024F without their marks; a dot keeps the letter as it is.
const LATIN: &str = "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.yaaaaaacc\
    ccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.llllllllllnnnnnn.nnoooo\
    oo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs.b...............ff.....\
    ........oo.............uu............................aaiioouuuuuuuuuu.aa\
    aa....ggkkoooo..j...gg..nnaa..ooaaaaeeeeiiiioooorrrruuuusstt..hh......aa\
    eeooooooooyy............................";
/// Latin Extended Additional, U+1E00 to U+1EFF (Vietnamese, Welsh).
const LATIN_ADDITIONAL: &str = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnn\
    nnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyy\
    zzzzzzhtwy.s....aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooo\
    oooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

/// Folds text for comparison: lower case, accents removed, apostrophes dropped, NUL gone.
///
/// Works on composed and decomposed text alike. Scripts without case or accents pass unchanged.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, &mut folded);
    }
    folded
}

fn fold_char(c: char, out: &mut String) {
    match c {
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        '\''
        | '\u{2019}'
        | '\u{2018}'
        | '\u{02BC}'
        | '\0'
        | '\u{AD}'
        | '\u{200B}'..='\u{200D}'
        | '\u{FEFF}'
        | '\u{300}'..='\u{36F}' => {}
        '\u{0}'..='\u{7F}' => out.push(c),
        'ß' | '\u{1E9E}' => out.push_str("ss"),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'þ' | 'Þ' => out.push_str("th"),
        _ => match base_letter(c) {
            Some(base) => out.push(base),
            // The Ångström sign lowers to å, which folds once more.
            None => out.extend(c.to_lowercase().map(|low| base_letter(low).unwrap_or(greek_without_tonos(low)))),
        },
    }
}

fn base_letter(c: char) -> Option<char> {
    let code = u32::from(c) as usize;
    let (table, start) = match code {
        0xC0..=0x24F => (LATIN, 0xC0),
        0x1E00..=0x1EFF => (LATIN_ADDITIONAL, 0x1E00),
        _ => return None,
    };
    let base = *table.as_bytes().get(code - start)?;
    (base != b'.').then_some(char::from(base))
}

fn greek_without_tonos(c: char) -> char {
    match c {
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        other => other,
    }
}

/// The words of a text, folded, in order. A word is a run of letters and digits.
pub fn words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The first `limit` characters of a text, never cutting one in half.
#[must_use]
pub fn head(text: &str, limit: usize) -> &str {
    text.char_indices().nth(limit).map_or(text, |(at, _)| &text[..at])
}

/// Whether one letter is missing, extra, wrong or swapped with its neighbour. First letters must agree,
/// and short words have no slips.
#[must_use]
pub fn is_one_slip(said: &str, meant: &str) -> bool {
    let (said, meant) = (said.as_bytes(), meant.as_bytes());
    if said.len() < 5 || meant.len() < 5 || said.len().abs_diff(meant.len()) > 1 || said[0] != meant[0] {
        return false;
    }
    let same = said.iter().zip(meant).take_while(|(a, b)| a == b).count();
    let (rest, wanted) = (&said[same..], &meant[same..]);
    match said.len().cmp(&meant.len()) {
        std::cmp::Ordering::Less => rest == &wanted[1..],
        std::cmp::Ordering::Greater => &rest[1..] == wanted,
        std::cmp::Ordering::Equal => {
            let swapped = rest.len() >= 2 && rest[0] == wanted[1] && rest[1] == wanted[0] && rest[2..] == wanted[2..];
            swapped || (!rest.is_empty() && rest[1..] == wanted[1..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_many_languages_fold_to_plain_letters() {
        for (shown, folded) in [
            ("Trần Ngọc Lan", "tran ngoc lan"),
            ("Siân Prydderch", "sian prydderch"),
            ("ŁUCJAN Dąbrowski", "lucjan dabrowski"),
            ("Μαρία", "μαρια"),
            ("Größe", "grosse"),
            ("don’t DON'T", "dont dont"),
            ("cafe\u{301}", "cafe"),
        ] {
            assert_eq!(fold(shown), folded);
        }
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(words("LL-20418, please!"), ["ll", "20418", "please"]);
        assert!(words(" ?! ").is_empty());
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_head_is_a_prefix_of_at_most_its_limit(text in any::<String>(), limit in 0usize..50) {
            let cut = head(&text, limit);
            prop_assert!(text.starts_with(cut) && cut.chars().count() <= limit);
        }
    }
}
