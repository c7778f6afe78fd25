//! The visitor's own words: which sentence of theirs says most, and how it is shown inside quotation marks.

use crate::text;

/// How much of a message is looked through, in characters: what they want stands at its beginning.
const READ: usize = 2_000;

/// How many sentences are compared.
const COMPARED: usize = 200;

/// A sentence that is worth quoting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sentence {
    /// As it is shown.
    pub text: String,
    /// It asks.
    pub is_question: bool,
}

/// Words that a conversation begins, ends or is held together with, in several languages: they say nothing by themselves.
const EMPTY: &str = "hi hello hey hiya morning afternoon evening good dear thanks thank you please ok okay yes no yep nope sure great \
    perfect bye cheers sorry hola buenas gracias hallo guten tag danke bitte bonjour merci salut ciao grazie buongiorno ola obrigado \
    obrigada a an the i im my me is are am was be it this that to of and or in on at for with do does did can could would like have \
    has there what which just so but not we our us your name regards best";

/// The sentence that says most; of two that say as much, the earlier.
pub(super) fn best<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Sentence> {
    let sentences = texts.into_iter().flat_map(|text| sentences(text::head(text, READ))).take(COMPARED);
    let mut found: Option<(i64, Sentence)> = None;
    for sentence in sentences {
        let shown = plain(sentence, usize::MAX);
        let worth = worth(&shown);
        if !shown.is_empty() && worth > found.as_ref().map_or(i64::MIN, |(best, _)| *best) {
            let is_question = shown.ends_with(['?', '？', '؟']) || super::super::question::is_question(&shown);
            found = Some((worth, Sentence { text: shown, is_question }));
        }
    }
    found.map(|(_, sentence)| sentence).filter(|sentence| sentence.text.chars().any(char::is_alphanumeric))
}

/// How much a sentence says: words that mean something, up to a dozen. What holds an address or a number to be reached by
/// stands in fields of its own, and is not quoted where something else can be.
fn worth(sentence: &str) -> i64 {
    let words = text::words(sentence);
    let telling =
        words.iter().filter(|word| word.len() > 1 && !EMPTY.split_whitespace().any(|empty| empty == *word)).count();
    let is_long = i64::try_from(words.len().saturating_sub(30)).unwrap_or(i64::MAX / 4);
    let mut worth = i64::try_from(telling.min(12)).unwrap_or(0) * 2 - is_long;
    if sentence.contains('@') || longest_number(sentence) >= 7 {
        worth -= 30;
    }
    if !sentence.chars().any(char::is_alphanumeric) {
        worth -= 100;
    }
    worth
}

/// The most digits in one number, written apart or together.
fn longest_number(sentence: &str) -> usize {
    let (mut longest, mut digits) = (0, 0);
    for c in sentence.chars() {
        match c {
            c if c.is_ascii_digit() => digits += 1,
            ' ' | '-' | '(' | ')' | '+' | '.' => {}
            _ => digits = 0,
        }
        longest = longest.max(digits);
    }
    longest
}

/// Sentences end with a mark before a space, or with a line.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let is_mark = matches!(c, '.' | '!' | '?' | '…') && next.is_none_or(char::is_whitespace);
        if is_mark || matches!(c, '\n' | '\r' | '。' | '！' | '？') {
            let end = at + c.len_utf8();
            found.push(text[start..end].trim());
            start = end;
        }
    }
    found.push(text[start..].trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// Words on one line, at most so many characters, with nothing in them that is not seen, and with no quotation mark of ours.
#[must_use]
pub fn plain(words: &str, most: usize) -> String {
    let mut shown = String::new();
    for word in words.split(|c: char| c.is_whitespace() || c.is_control()) {
        let word: String = word
            .chars()
            .filter(|c| !is_unseen(*c))
            .map(|c| if matches!(c, '“' | '”' | '„') { '\'' } else { c })
            .collect();
        if !word.is_empty() {
            if !shown.is_empty() {
                shown.push(' ');
            }
            shown.push_str(&word);
        }
        // Enough to be cut.
        if shown.chars().count() > most.min(READ) {
            break;
        }
    }
    let most = most.min(READ);
    if shown.chars().count() <= most {
        return shown;
    }
    let head = text::head(&shown, most.saturating_sub(1));
    // At a word's end, where one is near.
    let whole = head.rfind(' ').filter(|at| *at * 3 > head.len() * 2).map_or(head, |at| &head[..at]);
    format!("{}…", whole.trim_end())
}

/// Marks that take no room, or turn what stands around them (Unicode's format characters that chats bring).
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_telling_sentence_is_chosen() {
        let chosen = |text: &str| best([text]).map(|sentence| sentence.text);
        assert_eq!(
            chosen("Hello. Our boiler stopped heating on Monday. Thanks!").as_deref(),
            Some("Our boiler stopped heating on Monday.")
        );
        assert_eq!(
            chosen("You can reach me at jo.fenn@post.example or 07700 900 461. The gate hinge is bent.").as_deref(),
            Some("The gate hinge is bent.")
        );
        assert_eq!(chosen("I paid 3.50 for it").as_deref(), Some("I paid 3.50 for it"));
        assert_eq!(chosen("!!! ..."), None);
        assert_eq!(chosen(""), None);
    }

    #[test]
    fn long_words_are_cut_at_a_words_end() {
        assert_eq!(plain("one two three four five", 15), "one two three…");
        assert_eq!(plain(&"x".repeat(50), 10), format!("{}…", "x".repeat(9)));
        assert_eq!(plain("a\u{200B}b\u{202E}c  d", 10), "abc d");
    }

    #[test]
    fn ten_million_letters_are_read_at_their_beginning_only() {
        let huge = "lantern ".repeat(1_250_000);
        assert!(best([huge.as_str()]).is_some());
    }
}
