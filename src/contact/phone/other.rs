//! What digits in a chat are when they are no phone number: by their own shape, and by the words around them.

use std::ops::Range;

use crate::text::fold;

/// Words beside digits that say they are something other than a phone number.
const OTHER: &str = "order orders ord ref reference invoice card account acct acc iban bic swift tracking parcel \
    booking reservation ticket code serial sku isbn ean barcode upc vat tax ein siret siren nif cif dni nie nhs \
    passport licence license policy cvv cvc cvc2 fax case claim membership customer kundennummer pedido encomenda \
    compra bestellung bestellnummer auftrag auftragsnummer commande ordine sendungsnummer sendung seguimiento \
    suivi spedizione rastreio colis paquete pacote paket budget price total precio preis prix prezzo preco \
    presupuesto born dob birthday rechnung rechnungsnummer factura facture fattura fatura tarjeta karte \
    kreditkarte carte carta cartao cuenta konto kontonummer compte conto conta ust ustid steuernummer tva iva \
    piva partita siren rib nib nipc cpf cnpj curp rfc contrato contract vertrag contrat contratto meter model \
    modelo modell postcode zip plz id insurance";

/// Words before digits that say they are dialled after all: the nearest word decides.
const PHONE: &str = "phone mobile mob cell tel telephone telefon telefono telefone call text ring whatsapp \
    landline on me us movil celular handy handynummer mobil telefonnummer rufnummer portable cellulare telemovel \
    contact reach";

/// What follows an amount.
const UNITS: &str = "eur euro euros usd gbp chf pounds pound quid dollars dollar pcm pw km kg g cm mm m m2 sqm \
    sqft ft lbs units pieces pcs items users followers people views rows stuck k mil pesos reais libras pfund \
    franken francs sterline";

/// Whether digits are grouped as something that is no phone number: a card, a day, an amount, an address of a machine.
pub(super) fn is_other_kind(candidate: &str) -> bool {
    is_card(candidate)
        || candidate.split([' ', '\u{a0}']).any(is_date)
        || is_spaced_date(candidate)
        || is_machine(candidate)
        || is_amount(candidate)
        || is_book(candidate)
}

/// Whether the words around digits say that they are something else.
pub(super) fn is_other_number(text: &str, span: &Range<usize>) -> bool {
    let (before, after) = (&text[..span.start], &text[span.end..]);
    let touches = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "£$€¥₹_@#%=".contains(c));
    // Between Chinese words no space stands.
    let is_latin = |c: char| c < '\u{2E80}';
    let touched = before.chars().next_back().filter(|c| is_latin(*c));
    if (touches(touched) && !text[span.start..].starts_with('+'))
        || (touches(after.chars().next().filter(|c| is_latin(*c))) && !is_extension(after))
    {
        return true;
    }
    let first = after.trim_start();
    if before.trim_end().ends_with(['£', '$', '€', '#', '¥', '₹']) || first.starts_with(['£', '€', '$', '%']) {
        return true;
    }
    if after.starts_with(':') && after[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return true;
    }
    let unit = fold(first.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default());
    is_listed(UNITS, &unit)
        || is_account(before)
        || is_parcel(before)
        || says_other_before(before)
        || says_other_after(first)
}

/// "order no. 0770…", "card number is 4000…": the nearest word that says what the digits are.
fn says_other_before(before: &str) -> bool {
    const NEAR: usize = 6;
    let mut end = before.len();
    for _ in 0..NEAR {
        let rest = &before[..end];
        let Some((last, _)) = rest.char_indices().rev().find(|(_, c)| c.is_alphanumeric()) else { return false };
        // Another sentence, another item of a list.
        if rest[last..].contains([',', ';', '!', '?', '\n', '|', '/'])
            || rest[last..].contains(". ") && end < before.len()
        {
            return false;
        }
        let start = rest
            .char_indices()
            .rev()
            .skip_while(|(_, c)| !c.is_alphanumeric())
            .take_while(|(_, c)| c.is_alphanumeric())
            .last()
            .map_or(0, |(at, _)| at);
        let tail = rest[start..].find(|c: char| !c.is_alphanumeric()).map_or(end, |length| start + length);
        let word = fold(&rest[start..tail]);
        if is_listed(PHONE, &word) || word.chars().filter(char::is_ascii_digit).count() >= 3 {
            return false;
        }
        if is_listed(OTHER, &word) {
            return true;
        }
        end = start;
    }
    false
}

/// "0770… is my order number".
fn says_other_after(after: &str) -> bool {
    let words = after.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(fold);
    let words: Vec<String> = words.take(4).collect();
    let is_said = |at: usize| words.get(at).is_some_and(|word| is_listed(OTHER, word));
    match words.first().map(String::as_str) {
        Some("is" | "was" | "es" | "ist" | "est" | "e") => is_said(1) || is_said(2),
        _ => false,
    }
}

/// The beginning of an account number (ISO 13616): two letters of a country, two digits, and groups of four.
fn is_account(before: &str) -> bool {
    let mut words = before.split_whitespace().rev();
    let is_head = |word: &str| {
        let bytes = word.as_bytes();
        bytes.len() == 4 && bytes[..2].iter().all(u8::is_ascii_uppercase) && bytes[2..].iter().all(u8::is_ascii_digit)
    };
    let is_group = |word: &&str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_alphanumeric());
    before.ends_with(' ') && words.by_ref().take(8).take_while(is_group).any(is_head)
}

/// The middle of a parcel's number in groups: "1Z 999 AA1 01 …".
fn is_parcel(before: &str) -> bool {
    let groups = before.split_whitespace().rev().take(4);
    before.ends_with(' ')
        && groups.into_iter().any(|group| group.get(..2).is_some_and(|head| head.eq_ignore_ascii_case("1z")))
}

fn is_extension(after: &str) -> bool {
    let after = crate::text::head(after, 12).to_ascii_lowercase();
    ["x", "ext", "#"].iter().any(|word| {
        after
            .strip_prefix(word)
            .is_some_and(|rest| rest.trim_start_matches(['.', ' ']).starts_with(|c: char| c.is_ascii_digit()))
    })
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// Whether digits are grouped as a day: 03/09/1990, 2026-11-21, or as two years.
fn is_date(word: &str) -> bool {
    let groups: Vec<&str> = word.split(['/', '-', '.']).collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    match lengths[..] {
        [4, 1..=2, 1..=2] => is_year(groups[0]),
        [1..=2, 1..=2, 4] => is_year(groups[2]),
        [4, 4] => is_year(groups[0]) && is_year(groups[1]),
        _ => false,
    }
}

fn is_spaced_date(candidate: &str) -> bool {
    let groups: Vec<&str> =
        candidate.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).take(5).collect();
    match groups[..] {
        [a, b, c] => {
            let is_day = |group: &str| (1..=2).contains(&group.len());
            (is_day(a) && is_day(b) && is_year(c)) || (is_year(a) && is_day(b) && is_day(c))
        }
        [a, b] => is_year(a) && is_year(b),
        _ => false,
    }
}

/// Four numbers below 256 with dots between: an address of IPv4.
fn is_machine(candidate: &str) -> bool {
    let mut groups = candidate.split('.');
    let is_octet = |group: Option<&str>| group.is_some_and(|group| group.len() <= 3 && group.parse::<u8>().is_ok());
    (0..4).all(|_| is_octet(groups.next())) && groups.next().is_none()
}

/// 1.250.000, 1 250 000, 84.50, 0.125.
fn is_amount(candidate: &str) -> bool {
    if candidate.starts_with(['+', '(']) {
        return false;
    }
    let is_grouped = |sign: char| {
        let mut groups = candidate.split(sign);
        let is_head = groups.next().is_some_and(|head| (1..=3).contains(&head.len()) && !head.starts_with('0'));
        let rest: Vec<&str> = groups.take(8).collect();
        is_head && !rest.is_empty() && rest.iter().all(|group| group.len() == 3)
    };
    // "84.50", "0.125"; nobody tells a sum to the seventh place, as "347.1234567" is dialled.
    let is_decimal = candidate.matches('.').count() == 1
        && candidate.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && candidate.rsplit('.').next().is_some_and(|places| !(6..=8).contains(&places.len()));
    let is_short = candidate.bytes().filter(u8::is_ascii_digit).count() == 7;
    is_grouped('.') || (is_short && is_grouped(' ')) || is_decimal
}

/// The number of a book: 978-0-306-40615-7.
fn is_book(candidate: &str) -> bool {
    let digits = candidate.bytes().filter(u8::is_ascii_digit).count();
    digits == 13 && candidate.contains('-') && (candidate.starts_with("978") || candidate.starts_with("979"))
}

/// Whether digits are a payment card's: four groups of four, or 13 to 19 with a right check digit (ISO/IEC 7812-1, Luhn).
fn is_card(candidate: &str) -> bool {
    let digits: Vec<u32> = candidate.chars().take(60).filter_map(|c| c.to_digit(10)).collect();
    if candidate.starts_with('+') || !(13..=19).contains(&digits.len()) || digits.first() == Some(&0) {
        return false;
    }
    let mut groups = candidate.split([' ', '-', '.']).map(str::len);
    if digits.len() == 16 && groups.all(|length| length == 4) {
        return true;
    }
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { *digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum();
    sum.is_multiple_of(10)
}

fn is_listed(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split_whitespace().any(|listed| listed == word)
}
