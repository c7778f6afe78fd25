//! Finding phone numbers in free text.
//!
//! Digits in a chat are mostly something else: prices, dates, card and order numbers. What looks like one of
//! those is left out; a missed number can be asked for, a wrong one rings a stranger. Whose it is is not asked here.

use std::ops::Range;

use super::Phone;
use super::other::{is_other_kind, is_other_number};
use crate::text::fold;

/// A number, and where it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// The number.
    pub phone: Phone,
}

/// How many readings of a text's digits are tried: each asks the numbering plans, and a text may be digits alone.
const MOST_TRIES: usize = 64;

/// The most groups of digits that one number is written in.
const MOST_GROUPS: usize = 12;

/// Words before digits that say they are dialled.
const DIALLED: &str = "phone phones mobile mob cell cellphone tel telephone telefon telefono telefone telephone \
    call ring text whatsapp landline number me us on movil celular fijo handy handynummer mobil mobilnummer \
    telefonnummer rufnummer festnetz portable mobile cellulare fisso telemovel ligue ligar llamame llame llamar \
    anrufen appelez appeler chiamami chiamare contact reach";

/// Every number in the text that could be dialled and that nothing says is something else, in order.
#[must_use]
pub fn all(text: &str, region: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut tries = 0;
    let mut at = 0;
    while let Some(start) = text[at..].find(is_start).map(|offset| at + offset) {
        let groups = groups(text, start);
        let end = groups.last().map_or(start + 1, |group| group.end);
        at = next_char(text, end.max(start + 1));
        if !is_other_kind(&text[start..end]) {
            in_run(text, &groups, region, &mut tries, &mut found);
        }
    }
    found
}

/// The numbers in one run of groups.
fn in_run(text: &str, groups: &[Range<usize>], region: &str, tries: &mut usize, found: &mut Vec<Found>) {
    // A long row of single digits counts something.
    let digits: usize = groups.iter().map(ExactSizeIterator::len).sum();
    if groups.len() > MOST_GROUPS && digits < groups.len() * 2 {
        return;
    }
    let mut first = 0;
    while first < groups.len() {
        let begins = first == 0 || text[groups[first].start..].starts_with(['0', '+', '(']);
        let last = (first..groups.len().min(first + MOST_GROUPS)).rev().find_map(|last| {
            if !begins || *tries >= MOST_TRIES {
                return None;
            }
            let span = groups[first].start..groups[last].end;
            let is_whole = last + 1 == groups.len();
            number(text, &span, is_whole, region, tries).map(|phone| (last, Found { span, phone }))
        });
        first = match last {
            Some((last, number)) => {
                found.push(number);
                last + 1
            }
            None => first + 1,
        };
    }
}

fn number(text: &str, span: &Range<usize>, is_whole: bool, region: &str, tries: &mut usize) -> Option<Phone> {
    let candidate = &text[span.clone()];
    let digits = candidate.chars().filter(|c| c.is_numeric()).count();
    if !(7..=17).contains(&digits) || is_other_kind(candidate) || is_other_number(text, span) {
        return None;
    }
    *tries += 1;
    let plus = has_plus_in_words(text, span.start);
    let phone =
        if plus { Phone::parse(&format!("+{candidate}"), region) } else { Phone::parse(candidate, region) }.ok()?;
    let begins_as_dialled = plus || candidate.starts_with('+') || candidate.trim_start_matches('(').starts_with('0');
    let is_home = || phone.country().is_some_and(|country| country.eq_ignore_ascii_case(region));
    // Where numbers begin with no trunk prefix (US, Spain), only a number that is really assigned tells itself apart,
    // unless the words say that it is dialled.
    let is_told = begins_as_dialled || (is_whole && is_dialled(text, span.start)) || (phone.is_assigned() && is_home());
    is_told.then_some(phone)
}

/// "plus 44 …"
fn has_plus_in_words(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end();
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    text[start..].starts_with(|c: char| ('1'..='9').contains(&c))
        && ["plus", "mas", "mais", "piu"].contains(&fold(word).as_str())
}

fn is_dialled(text: &str, start: usize) -> bool {
    let before = &text[..start];
    let from = before.rfind(['.', '\n', ';', '!', '?']).map_or(0, |at| at + 1);
    let words = before[from..].rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(4);
    let mut words = words.map(fold);
    words.any(|word| DIALLED.split_whitespace().any(|dialled| dialled == word))
}

fn is_start(c: char) -> bool {
    c == '+' || c == '(' || c.is_numeric()
}

fn next_char(text: &str, mut at: usize) -> usize {
    while at < text.len() && !text.is_char_boundary(at) {
        at += 1;
    }
    at.min(text.len())
}

/// The groups of digits that begin here, with what opens them: "(020)", "7946", "0018".
fn groups(text: &str, start: usize) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut gap = 0;
    let mut open: Option<usize> = None;
    for (offset, c) in text[start..].char_indices() {
        let at = start + offset;
        if c.is_numeric() {
            match groups.last_mut() {
                Some(last) if gap == 0 && last.end == at => last.end = at + c.len_utf8(),
                _ => groups.push(open.unwrap_or(at)..at + c.len_utf8()),
            }
            (gap, open) = (0, None);
        } else if c == '+' && (open.is_some() || offset == 0 || gap > 0) {
            open = open.or(Some(at));
            gap += 1;
        } else if " -()./\u{a0}\u{2010}\u{2011}\u{2013}\u{202f}\u{2009}".contains(c) && gap < 4 {
            if c == '(' {
                open = open.or(Some(at));
            }
            gap += 1;
        } else {
            break;
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, region: &str) -> Option<String> {
        Phone::find_in(text, region).map(Into::into)
    }

    #[test]
    fn a_number_is_found_amid_words() {
        for (text, region, expected) in [
            ("Hi I'm Holly, holly@marsh.example, 07700 900005", "GB", "+447700900005"),
            ("call (646) 555-0110 after 5", "US", "+16465550110"),
            ("my number is +46 70 123 45 67.", "GB", "+46701234567"),
            ("budget £400000, reach me on 07700900006", "GB", "+447700900006"),
            ("my order is late, my phone 07700 900006", "GB", "+447700900006"),
            ("+1-415-555-0143 x27", "US", "+14155550143"),
            ("ring 611 22 33 44", "ES", "+34611223344"),
            ("flat 2, 07700 900171 10am if you can", "GB", "+447700900171"),
            ("plus 49 170 1234567 is mine", "GB", "+491701234567"),
            ("tel. (0)30 / 901 820", "DE", "+4930901820"),
        ] {
            assert_eq!(found(text, region).as_deref(), Some(expected), "{text}");
        }
        let both: Vec<String> =
            all("01632 960 111 / 07700 900 112", "GB").into_iter().map(|found| found.phone.into()).collect();
        assert_eq!(both, ["+441632960111", "+447700900112"]);
    }

    #[test]
    fn other_digits_are_left_alone() {
        for text in [
            "my card number is 4242 4242 4242 4242",
            "3782 822463 10005",
            "tracking for order 07700900017?",
            "order #07700900017",
            "my order was £61.20 in all",
            "we can go to 310000",
            "born on 11/04/1987",
            "on 2026-11-21 please",
            "03/09/2026 10:30 would suit",
            "from 03/09/2026 - 05/09/2026",
            "£07700900017",
            "07700900017 €",
            "we want to move by 2028",
            "the flat at 9 Elm Lane, 1250 pcm",
            "IBAN GB33BUKB20201555555555",
            "user07700900017",
            "1.5 + 2.25",
            "our server is 192.168.100.17",
            "ISBN 978-0-306-40615-7",
            "sort code 20-00-00, account 55779911",
            "between 1.250.000 and 1.400.000",
            "NO93 8601 1117 947",
            "07700900017 is my order number",
        ] {
            assert_eq!(found(text, "GB"), None, "{text}");
        }
    }

    #[test]
    fn digits_alone_are_read_in_bounded_time() {
        for text in ["0 ".repeat(2_000), "00 00 ".repeat(700), "+".repeat(4_000), "(0".repeat(2_000), "1".repeat(4_000)]
        {
            let _ = all(&text, "GB");
        }
    }
}
