//! Sentences cut into clauses, and small patterns of words to find in them.
//!
//! A pattern is words with one space between; `a|b` is either, `a?` may be left out, `..` are up to four words of any
//! kind. Matching is linear in the clause for each pattern: a pattern is short, and its gaps are bounded.

use crate::text::fold;

/// The most words that a gap in a pattern stands for.
const GAP: usize = 4;

/// The most words of a clause: a text without any sign is cut here.
const MOST_WORDS: usize = 60;

/// A part of a sentence in which a negation holds.
#[derive(Clone, Debug)]
pub struct Clause {
    /// Its words, folded; amounts keep their sign and digits: `£9,000` is `£9000`.
    pub words: Vec<String>,
    /// Its sentence, as written.
    pub sentence: String,
    /// Whether its sentence asks.
    pub asks: bool,
    /// The language of the message, where it can be told.
    pub language: Option<&'static str>,
}

const NEGATIONS: &str = "not no never dont doesnt didnt isnt arent wasnt havent hasnt hadnt wont wouldnt cant \
    cannot couldnt without nor neither aint nicht kein keine keinen nie nunca sin jamas pas jamais sans non senza \
    mai nao sem ne nem ni weder";

/// Words that begin a clause of their own behind "and".
const SUBJECTS: &str = "i im ive id ill we were weve wed well our my the its it you he she they there can could \
    would will please";

/// The clauses of a text.
pub fn clauses(text: &str) -> Vec<Clause> {
    let mut all = Vec::new();
    let language = crate::assistant::language::detect(text);
    for (sentence, asks) in sentences(text) {
        let plain = unbracketed(sentence);
        let spoken = plain.as_deref().unwrap_or(sentence);
        let first = all.len();
        let mut words: Vec<String> = Vec::new();
        let push = |words: &mut Vec<String>, all: &mut Vec<Clause>| {
            if !words.is_empty() {
                let words = std::mem::take(words);
                all.push(Clause { words, sentence: sentence.trim().to_owned(), asks, language });
            }
        };
        for part in spoken.split_whitespace() {
            let closes = part.ends_with([',', ';', ':', ')']) || part.starts_with('(');
            let plain = word(part);
            let is_dash = plain.is_empty();
            // "but" turns, "and we" begins anew.
            let turns = matches!(
                plain.as_str(),
                "but" | "although" | "though" | "however" | "pero" | "aber" | "mais" | "ma" | "mas"
            );
            let begins =
                words.last().is_some_and(|last| matches!(last.as_str(), "and" | "und" | "y" | "et" | "e" | "so"))
                    && listed(SUBJECTS, &plain);
            if is_dash || turns || begins || words.len() >= MOST_WORDS {
                push(&mut words, &mut all);
            }
            for piece in plain.split(' ').filter(|piece| !piece.is_empty()) {
                words.push(piece.to_owned());
            }
            if closes {
                push(&mut words, &mut all);
            }
        }
        push(&mut words, &mut all);
        tell_asking(&mut all[first..]);
    }
    all
}

/// "The money (£365,000) is with Barclays": one word in brackets cuts nothing.
fn unbracketed(sentence: &str) -> Option<String> {
    let is_bracketed = |part: &str| {
        part.len() > 2 && part.starts_with('(') && part.trim_end_matches([',', '.', '!', '?']).ends_with(')')
    };
    sentence.split_whitespace().any(is_bracketed).then(|| {
        let parts = sentence.split_whitespace();
        let parts = parts.map(|part| if is_bracketed(part) { part.trim_matches(['(', ')']) } else { part });
        parts.collect::<Vec<_>>().join(" ")
    })
}

/// In a sentence that asks, its end does; what stands before only where it begins like a question.
fn tell_asking(clauses: &mut [Clause]) {
    const ASKS: &str = "is are am was were do does did can could will would shall should may might have has had what whats \
        which who whos how when where why any puedo puede podemos que cual como cuando donde kann konnen was wie wann wo \
        gibt haben peut puis pouvez avez quel quelle quand posso puo potete avete pode tem qual quando onde dove e";
    let Some((_, before)) = clauses.split_last_mut() else { return };
    for clause in before {
        clause.asks &= clause.words.first().is_some_and(|word| listed(ASKS, word));
    }
}

/// The sentences of a text, each with whether it asks.
fn sentences(text: &str) -> Vec<(&str, bool)> {
    let mut all = Vec::new();
    let mut start = 0;
    let bytes = text.as_bytes();
    for (at, c) in text.char_indices() {
        // A point inside a number or an address ends nothing.
        let is_end = match c {
            '!' | '?' | '\n' | '…' | '。' | '？' | '！' => true,
            '.' => bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace),
            _ => false,
        };
        if is_end {
            let end = at + c.len_utf8();
            if !text[start..at].trim().is_empty() {
                all.push((&text[start..end], c == '?' || c == '？'));
            }
            start = end;
        }
    }
    if !text[start..].trim().is_empty() {
        all.push((&text[start..], false));
    }
    all
}

/// A word to compare: folded, without the signs around it. A joined word is two: `chain-free`, `first-time`.
fn word(part: &str) -> String {
    let inner = part.trim_matches(|c: char| !c.is_alphanumeric() && !"£$€%#@".contains(c));
    if inner.contains('@') {
        return "@".to_owned();
    }
    let has_digit = inner.contains(|c: char| c.is_ascii_digit());
    let folded = fold(unowned(inner));
    // "1st home", "2nd place", "w/ parking".
    match folded.as_str() {
        "1st" | "1er" | "1ere" => return "first".to_owned(),
        "2nd" => return "second".to_owned(),
        "w" => return "with".to_owned(),
        _ => {}
    }
    if has_digit {
        folded.replace(',', "").replace(['-', '–', '/'], " ")
    } else {
        folded.replace(['-', '/', '–', '&', '_', '.'], " ")
    }
}

/// "The bank's" is the bank, as "the bank has" is; "what's" and its like are words of their own.
fn unowned(word: &str) -> &str {
    const JOINED: &str = "what that there here where who how it he she let when name everything";
    match word.strip_suffix("'s").or_else(|| word.strip_suffix("\u{2019}s")) {
        Some(owner) if owner.chars().count() >= 4 && !listed(JOINED, &owner.to_lowercase()) => owner,
        _ => word,
    }
}

pub fn listed(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split_whitespace().any(|listed| listed == word)
}

impl Clause {
    /// Where a pattern stands, from its first word to behind its last.
    pub fn find(&self, pattern: &str) -> Option<(usize, usize)> {
        let parts: Vec<&str> = pattern.split(' ').collect();
        (0..self.words.len()).find_map(|at| matched(&self.words, at, &parts).map(|end| (at, end)))
    }

    /// Whether a pattern stands here and nothing before it denies it.
    pub fn says(&self, pattern: &str) -> bool {
        self.find(pattern).is_some_and(|(at, end)| {
            let has_no = || pattern.split([' ', '|']).any(|word| listed(NEGATIONS, word));
            !self.is_denied_before(at) && !self.is_denied_behind(end) && (!self.is_denied_within(at, end) || has_no())
        })
    }

    /// Whether any of the patterns does.
    pub fn says_any(&self, patterns: &[&str]) -> bool {
        patterns.iter().any(|pattern| self.says(pattern))
    }

    /// The same of patterns that are not English, where the message may be in another language.
    pub fn says_in_other(&self, patterns: &[&str]) -> bool {
        self.language != Some("en") && self.says_any(patterns)
    }

    /// Whether any of these stands here at all, where the message may be in another language.
    pub fn has_in_other(&self, patterns: &[&str]) -> bool {
        self.language != Some("en") && self.has_any(patterns)
    }

    /// Whether a pattern stands here at all.
    pub fn has(&self, pattern: &str) -> bool {
        self.find(pattern).is_some()
    }

    /// Whether any of the patterns does.
    pub fn has_any(&self, patterns: &[&str]) -> bool {
        patterns.iter().any(|pattern| self.has(pattern))
    }

    /// Whether a word before this place denies what follows.
    pub fn is_denied_before(&self, at: usize) -> bool {
        self.is_denied_within(0, at)
    }

    /// Whether a word between these places denies. "No rush", "not only", "no problem" deny nothing.
    fn is_denied_within(&self, from: usize, to: usize) -> bool {
        let words = &self.words[from..to];
        words.iter().enumerate().any(|(place, word)| {
            let next = words.get(place + 1).map_or("", String::as_str);
            self.denies(word) && !listed("only just problem worries rush hurry idea doubt solo nur seulement", next)
        })
    }

    /// German denies behind the verb: "ich brauche das nicht", "wir suchen keinen Stuhl".
    fn is_denied_behind(&self, end: usize) -> bool {
        const REACH: usize = 3;
        let behind = &self.words[end..];
        self.language == Some("de")
            && behind.iter().take(REACH).enumerate().any(|(place, word)| {
                let next = |n: usize| behind.get(place + n).map_or("", String::as_str);
                let is_more = next(1) == "mehr" && next(2) == "als";
                listed("nicht kein keine keinen keiner nichts", word)
                    && !listed("nur so zu problem", next(1))
                    && !is_more
            })
    }

    /// Whether a word denies in the language of the message: Portuguese "no" is "in the", Italian "ne" is "of it".
    fn denies(&self, word: &str) -> bool {
        let is_other = matches!((self.language, word), (Some("pt"), "no") | (Some("it"), "ne"));
        listed(NEGATIONS, word) && !is_other
    }
}

/// Where the pattern ends, if it stands at this place.
fn matched(words: &[String], at: usize, parts: &[&str]) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    if *part == ".." {
        return (at..=(at + GAP).min(words.len())).find_map(|next| matched(words, next, rest));
    }
    let (part, may_miss) = part.strip_suffix('?').map_or((*part, false), |part| (part, true));
    let is_here = words.get(at).is_some_and(|word| part.split('|').any(|any| is_word(any, word)));
    let through = if is_here { matched(words, at + 1, rest) } else { None };
    through.or_else(|| if may_miss { matched(words, at, rest) } else { None })
}

/// `#` is any number, `word*` any word that begins so.
fn is_word(wanted: &str, word: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(begin) => word.starts_with(begin),
        None if wanted == "#" => number(word).is_some(),
        None => wanted == word,
    }
}

/// A number in digits or words, one to twelve and some more.
pub fn number(word: &str) -> Option<f64> {
    const WORDS: [(&str, f64); 60] = [
        ("a", 1.0),
        ("an", 1.0),
        ("one", 1.0),
        ("two", 2.0),
        ("couple", 2.0),
        ("three", 3.0),
        ("few", 3.0),
        ("four", 4.0),
        ("five", 5.0),
        ("six", 6.0),
        ("seven", 7.0),
        ("eight", 8.0),
        ("nine", 9.0),
        ("ten", 10.0),
        ("eleven", 11.0),
        ("twelve", 12.0),
        ("fifteen", 15.0),
        ("twenty", 20.0),
        ("dos", 2.0),
        ("zwei", 2.0),
        ("deux", 2.0),
        ("due", 2.0),
        ("dois", 2.0),
        ("drei", 3.0),
        ("un", 1.0),
        ("una", 1.0),
        ("une", 1.0),
        ("um", 1.0),
        ("uma", 1.0),
        ("ein", 1.0),
        ("eine", 1.0),
        ("einem", 1.0),
        ("einer", 1.0),
        ("duas", 2.0),
        ("tres", 3.0),
        ("trois", 3.0),
        ("tre", 3.0),
        ("cuatro", 4.0),
        ("vier", 4.0),
        ("quatre", 4.0),
        ("quattro", 4.0),
        ("quatro", 4.0),
        ("cinco", 5.0),
        ("funf", 5.0),
        ("cinq", 5.0),
        ("cinque", 5.0),
        ("seis", 6.0),
        ("sechs", 6.0),
        ("sei", 6.0),
        ("siete", 7.0),
        ("sieben", 7.0),
        ("sette", 7.0),
        ("sete", 7.0),
        ("ocho", 8.0),
        ("acht", 8.0),
        ("huit", 8.0),
        ("otto", 8.0),
        ("diez", 10.0),
        ("zehn", 10.0),
        ("dieci", 10.0),
    ];
    if let Some((_, value)) = WORDS.iter().find(|(name, _)| *name == word) {
        return Some(*value);
    }
    let digits = word.trim_start_matches(['£', '$', '€']);
    if let Some(thousands) = by_thousands(digits) {
        return Some(thousands);
    }
    digits.starts_with(|c: char| c.is_ascii_digit()).then_some(())?;
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
    digits[..end].trim_end_matches('.').parse().ok()
}

/// "2.400" is two thousand four hundred on the continent, and nobody tells a price with three places behind the point.
fn by_thousands(digits: &str) -> Option<f64> {
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
    let mut groups = digits[..end].trim_end_matches('.').split('.');
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()))?;
    let rest: Vec<&str> = groups.collect();
    let is_grouped = !rest.is_empty() && rest.iter().all(|group| group.len() == 3);
    is_grouped.then(|| format!("{first}{}", rest.concat()).parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str, pattern: &str) -> bool {
        clauses(text).iter().any(|clause| clause.says(pattern))
    }

    #[test]
    fn patterns_are_found_and_denials_hold_to_the_end_of_their_clause() {
        assert!(says("We have a decision-in-principle.", "decision in principle"));
        assert!(says("nothing at all to sell", "nothing .. to sell"));
        assert!(says("move in 6 weeks", "in # week|weeks"));
        assert!(!says("we don't have an agreement in principle", "agreement in principle"));
        assert!(says("not yet, but we have an agreement in principle", "agreement in principle"));
        assert!(says("I haven't sold and I have an agreement in principle", "agreement in principle"));
        assert!(says("a b c d e f", "a .. f") && !says("a b c d e f g", "a .. g"));
    }

    #[test]
    fn each_language_denies_in_its_own_place() {
        for (text, pattern, is_said) in [
            ("Ich brauche das Angebot nicht mehr, danke", "brauche", false),
            ("Wir suchen keinen neuen Tisch", "suchen", false),
            ("Ich brauche einen Tisch", "brauche", true),
            ("no necesito presupuesto, gracias", "necesito", false),
            ("moro no Porto e preciso de um orçamento", "preciso", true),
            ("não preciso de nada disso", "preciso", false),
            ("ne ho bisogno per la casa di mio figlio", "bisogno", true),
            ("je ne cherche pas de table", "cherche", false),
            ("our funding is not approved yet", "funding .. approved", false),
        ] {
            assert_eq!(says(text, pattern), is_said, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_in_digits_and_words() {
        assert_eq!(number("£9000"), Some(9_000.0));
        assert_eq!(number("8k"), Some(8.0));
        assert_eq!(number("three"), Some(3.0));
        assert_eq!(number("x3"), None);
        assert_eq!(
            (number("2.400"), number("1.250.000€"), number("2.5")),
            (Some(2_400.0), Some(1_250_000.0), Some(2.5))
        );
    }
}
