//! Finding phone numbers in free text.
//!
//! Digits in a chat are mostly something else: prices, dates, card and order numbers. What looks like one of
//! those is left out; a missed number can be asked for, a wrong one rings a stranger.

use super::Phone;

/// Words before digits that say the digits are something other than a phone number.
const OTHER: &[&str] = &[
    "order",
    "ord",
    "ref",
    "reference",
    "invoice",
    "card",
    "account",
    "acct",
    "iban",
    "tracking",
    "parcel",
    "booking",
    "ticket",
    "code",
    "serial",
    "sku",
    "isbn",
    "vat",
    "pedido",
    "bestellung",
    "bestellnummer",
    "commande",
    "ordine",
    "budget",
    "price",
    "total",
    "born",
    "dob",
    "rechnung",
    "factura",
    "facture",
];

/// Each run of digits and separators that nothing around it says is a price, a date or a reference.
pub(super) fn candidates(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text[at..].find(is_start)?;
            let end = run_end(text, start);
            at = end;
            let candidate = text[start..end].trim_end_matches(|c: char| !c.is_numeric());
            let digits = candidate.chars().filter(|c| c.is_numeric()).count();
            if digits >= 7
                && !is_other(text, start, start + candidate.len())
                && !is_date(candidate)
                && !is_card(candidate)
            {
                return Some(candidate);
            }
        }
    })
}

/// Whether a run of digits that could be dialled was meant to be.
pub(super) fn is_phone_like(candidate: &str, phone: &Phone, region: &str) -> bool {
    let begins_as_dialled = candidate.starts_with('+') || candidate.trim_start_matches('(').starts_with('0');
    // Where numbers begin with no trunk prefix (US, Spain), only a number that is really assigned tells itself apart.
    begins_as_dialled
        || (phone.is_assigned() && phone.country().is_some_and(|country| country.eq_ignore_ascii_case(region)))
}

fn is_start(c: char) -> bool {
    c == '+' || c == '(' || c.is_numeric()
}

fn run_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut gap = 0;
    for (offset, c) in text[start..].char_indices() {
        if c.is_numeric() || (offset == 0 && c == '+') {
            gap = 0;
            end = start + offset + c.len_utf8();
        } else if " -()./\u{a0}\u{2010}\u{2011}\u{2013}".contains(c) && gap < 3 {
            gap += 1;
            end = start + offset + c.len_utf8();
        } else {
            break;
        }
    }
    end.max(start + text[start..].chars().next().map_or(1, char::len_utf8))
}

fn is_other(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].trim_end();
    let after = &text[end..];
    let touches = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "£$€¥₹_@#%".contains(c));
    if touches(text[..start].chars().next_back()) || (touches(after.chars().next()) && !is_extension(after)) {
        return true;
    }
    if before.ends_with(['£', '$', '€', '#', '¥', '₹']) || after.trim_start().starts_with(['£', '€', '$']) {
        return true;
    }
    // "order no. 0770…", "card number is 4000…": a naming word among the last three before the digits.
    before
        .rsplit(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(3)
        .take_while(|word| !["phone", "mobile", "tel", "call", "text", "ring"].contains(&word.to_lowercase().as_str()))
        .any(|word| OTHER.contains(&word.to_lowercase().as_str()))
}

fn is_extension(after: &str) -> bool {
    let after = after.to_ascii_lowercase();
    ["x", "ext", "#"].iter().any(|word| {
        after
            .strip_prefix(word)
            .is_some_and(|rest| rest.trim_start_matches(['.', ' ']).starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Whether the digits are grouped as a day: 03/09/1990, 2026-11-21.
fn is_date(candidate: &str) -> bool {
    let groups: Vec<usize> = candidate.split(['/', '-', '.', ' ']).map(str::len).collect();
    let year_first = matches!(groups[..], [4, 1..=2, 1..=2]);
    let year_last = matches!(groups[..], [1..=2, 1..=2, 4]);
    year_first || year_last
}

/// Whether the digits are a payment card's: 13 to 19 of them with a right check digit (ISO/IEC 7812-1, Luhn).
fn is_card(candidate: &str) -> bool {
    let digits: Vec<u32> = candidate.chars().filter_map(|c| c.to_digit(10)).collect();
    if candidate.starts_with('+') || !(13..=19).contains(&digits.len()) || digits.starts_with(&[0, 0]) {
        return false;
    }
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { *digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum();
    sum.is_multiple_of(10)
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
            ("+1-312-555-0120 x15", "US", "+13125550120"),
            ("ring 611 22 33 44", "ES", "+34611223344"),
        ] {
            assert_eq!(found(text, region).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_digits_are_left_alone() {
        for text in [
            "my card number is 4000 0566 5566 5556",
            "3782 822463 10005",
            "tracking for order 07700900004?",
            "order #07700900004",
            "the order came to £84.50",
            "budget around 275000",
            "born on 03/09/1990",
            "on 2026-11-21 please",
            "£07700900004",
            "07700900004 €",
            "we want to move by 2027",
            "the flat at 22 Oak Street, 1100 pcm",
            "IBAN GB33BUKB20201555555555",
            "user07700900004",
            "1.5 + 2.25",
        ] {
            assert_eq!(found(text, "GB"), None, "{text}");
        }
    }
}
