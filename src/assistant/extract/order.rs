//! The number of the visitor's order: behind "order" and its like, in a shape that only order numbers have, or as a bare
//! answer to the bot's question.

use super::lists::is_listed;
use super::prompt::Prompt;
use super::scan::{Kind, Word};

const ORDER: &str = "order orders ord purchase po pedido pedidos encomenda encomendas compra bestellung \
    bestellnummer bestellnr auftragsnummer auftrag bestell-nr commande commandes ordine ordini acquisto \
    ordernumber orderno bestelling ordre";
/// What may stand between the word and the number.
const FILLERS: &str = "no number numbers num nr n numero nummer nro id ref reference referencia referenz is its \
    it was code confirmation conf with the my mi es ist lautet est e de do da del di num called which that's \
    thats c'est cest il el numéro nº n°";
const NUMBER: &str = "no number numbers num nr n numero nummer nro id ref reference referencia referenz code \
    confirmation nº n°";
/// Words before a number that belongs to something else.
const OTHER: &str = "model sku part product item code voucher coupon promo discount flight postcode isbn serial \
    invoice rechnung factura facture fattura fatura property listing plot room size batch version iso vat iban \
    card account tracking case ticket policy claim passport licence reg registration zip plz ral bus route flat \
    apartment unit house";
const VERBS: &str = "to can could would will i we you please want wanna gonna lets let's might may should of";
/// People and others whose order it is not.
const OTHERS: &str = "his her their your friends mums moms dads wifes husbands sisters brothers neighbours \
    neighbors colleagues partners daughters sons bosss someones customers";
/// What may follow an order's number in the same breath.
const GOES_ON: &str = "is has hasnt was wasnt isnt under still from for to and please not never which that placed \
    arrived on in at where when my the it but with hi i came shows says says yet no did does didnt doesnt have \
    status delivery sin que no ha aun nicht ist noch kam wurde pas est na nest non e nao chegou ainda y und et \
    arrive kommt immer llega";

struct Number {
    at: usize,
    text: String,
}

/// The order number in a message.
pub(super) fn order(text: &str, words: &[Word<'_>], prompt: Prompt) -> Option<String> {
    let told = behind_word(text, words).or_else(|| before_word(text, words)).or_else(|| regarding(text, words));
    let found = told
        .or_else(|| hashed(text, words))
        .or_else(|| shaped(text, words))
        .or_else(|| if prompt.order { answered(text, words) } else { None })?;
    Some(corrected(text, words, &found).unwrap_or(found).text)
}

/// "order 30119", "Order ref: KX-4410-D", "my order number is A 221".
fn behind_word(text: &str, words: &[Word<'_>]) -> Option<Number> {
    (0..words.len()).rev().find_map(|at| {
        // "l'ordine", "d'ordre".
        let elided = words[at].shown.split_once('\'').map_or("", |(_, word)| word);
        let is_order = is_listed!(ORDER, &words[at].folded) || is_listed!(ORDER, &elided.to_lowercase());
        let is_reference = is_listed!("ref reference referencia referenz", &words[at].folded)
            && (at > 0 && is_listed!("my mi meine ma mia minha order", &words[at - 1].folded));
        if !(is_order || is_reference) || is_anothers(words, at) || words[at].kind != Kind::Plain {
            return None;
        }
        // "ORD/2026/4471": the word is a part of the number.
        if matches!(words[at].gap, "/" | "-" | "_") && words[at].is_capital() {
            return number_at(text, words, at);
        }
        let mut is_numbered = false;
        let mut place = at + 1;
        while place < words.len()
            && place - at <= 6
            && (is_listed!(FILLERS, &words[place].folded)
                || is_listed!("a o la el il die", &words[place].folded)
                    && is_listed!("e es est ist", &words[place - 1].folded))
            && !words[place].lead.contains(['!', '?', ';'])
            && (!words[place].lead.contains(',') || is_listed!(NUMBER, &words[place].folded))
        {
            is_numbered |= is_listed!(NUMBER, &words[place].folded);
            place += 1;
        }
        let word = words.get(place)?;
        // "two orders, 71044 and …": long enough to be none of their counts.
        let is_long = number_at(text, words, place).is_some_and(|number| number.text.len() >= 5);
        if word.lead.contains(['!', '?', ';']) || (word.lead.contains(',') && !is_numbered && !is_long) {
            return None;
        }
        let is_hashed = word.lead.contains('#') || word.lead.contains(['º', '°']);
        let found = number_at(text, words, place).or_else(|| behind_letters(text, words, place))?;
        let number = in_groups(text, words, place, found);
        let digits = number.text.bytes().filter(u8::is_ascii_digit).count();
        let is_marked = is_numbered || is_hashed || word.lead.contains([':', '=']);
        let is_bare = number.text.bytes().all(|b| b.is_ascii_digit());
        // "to order 300 chairs" is a count.
        let is_verb = at > 0 && is_listed!(VERBS, &words[at - 1].folded) && words[at - 1].is_open();
        let next = words.get(place + 1).filter(|_| word.is_open()).map_or("", |next| next.folded.as_str());
        let counts = is_bare && !is_marked && digits <= 4 && !next.is_empty() && !is_listed!(GOES_ON, next);
        let is_year = is_bare
            && !is_marked
            && digits == 4
            && (number.text.starts_with("20") || number.text.starts_with("19"))
            && place != at + 1;
        let fits = if is_marked {
            digits >= 2 || (digits >= 1 && number.text.len() >= 4)
        } else {
            digits >= 4 || (digits >= 3 && !is_bare) || (digits == 3 && next.is_empty())
        };
        let is_count = counts || (is_verb && is_bare && !is_marked && digits < 6);
        (fits && !is_count && !is_year).then_some(number)
    })
}

/// "Re 61904: the lamp came broken": what a message is headed with.
fn regarding(text: &str, words: &[Word<'_>]) -> Option<Number> {
    const HEADS: &str =
        "re regarding concerning ref reference betreff betrifft betr objet concerne oggetto asunto assunto";
    words.first().filter(|word| is_listed!(HEADS, &word.folded) && word.kind == Kind::Plain)?;
    let number = number_at(text, words, 1)?;
    let digits = number.text.bytes().filter(u8::is_ascii_digit).count();
    let ends = words[number.at].gap.trim_start().starts_with([':', ',', '.', '-', '–']) && number.at + 1 < words.len();
    (digits >= 4 && ends && number.text.len() <= 14).then_some(number)
}

/// "TX 9087": capitals, and digits behind them.
fn behind_letters(text: &str, words: &[Word<'_>], at: usize) -> Option<Number> {
    let letters = words.get(at).filter(|word| {
        word.gap == " " && word.shown.len() <= 3 && word.shown.bytes().all(|b| b.is_ascii_uppercase())
    })?;
    let number = number_at(text, words, at + 1).filter(|number| number.text.bytes().all(|b| b.is_ascii_digit()))?;
    let end = words[number.at].end;
    (number.text.len() >= 3).then(|| Number { at: number.at, text: text[letters.start..end].to_owned() })
}

/// "730 118": a number in two groups of as many digits each.
fn in_groups(text: &str, words: &[Word<'_>], at: usize, number: Number) -> Number {
    let is_group = |word: &Word<'_>| word.shown.len() == 3 && word.shown.bytes().all(|b| b.is_ascii_digit());
    match words.get(at + 1) {
        Some(next) if is_group(&words[at]) && words[at].gap == " " && is_group(next) && number.at == at => {
            Number { at: at + 1, text: text[words[at].start..next.end].to_owned() }
        }
        _ => number,
    }
}

/// "30877 is my order number".
fn before_word(text: &str, words: &[Word<'_>]) -> Option<Number> {
    (0..words.len()).find_map(|at| {
        let number = number_at(text, words, at)?;
        let mut rest = words[at + 1..].iter().map(|word| word.folded.as_str()).skip_while(|word| {
            is_listed!("is was thats its the my our es ist est e mi meine ma mia minha a o la el il", word)
        });
        let first = rest.next()?;
        let is_said = words.get(at + 1).is_some_and(|word| is_listed!("is was thats es ist est e", &word.folded));
        let others = words[at + 1..].iter().take(4).any(|word| is_listed!(OTHERS, &word.folded));
        (is_said && is_listed!(ORDER, first) && !others).then_some(number)
    })
}

/// "#30877".
fn hashed(text: &str, words: &[Word<'_>]) -> Option<Number> {
    (0..words.len()).find_map(|at| {
        let is_hashed = words[at].lead.ends_with('#');
        let number = number_at(text, words, at).filter(|_| is_hashed)?;
        let digits = number.text.bytes().filter(u8::is_ascii_digit).count();
        let is_other = at > 0
            && words[at - 1].is_open_to_hash()
            && (is_listed!(OTHER, &words[at - 1].folded) || is_listed!("apt suite", &words[at - 1].folded));
        (digits >= 4 && !is_other && !is_color(&number.text)).then_some(number)
    })
}

/// `#1a2b3c` is a colour more often than an order.
fn is_color(number: &str) -> bool {
    number.len() == 6
        && number.bytes().all(|b| b.is_ascii_hexdigit())
        && number.bytes().any(|b| b.is_ascii_alphabetic())
}

/// "LL-20418": capitals, a hyphen, digits.
fn shaped(text: &str, words: &[Word<'_>]) -> Option<Number> {
    (0..words.len()).find_map(|at| {
        let number = number_at(text, words, at)?;
        let before = at.checked_sub(1).and_then(|at| words.get(at)).map_or("", |word| word.folded.as_str());
        let two = at.checked_sub(2).and_then(|at| words.get(at)).map_or("", |word| word.folded.as_str());
        let is_other = is_listed!(OTHER, before)
            || is_listed!(OTHER, two)
            || is_listed!("the a an el la der die das le il o", before);
        let is_shaped = has_order_shape(&number.text) || (is_joined(&number.text) && tells_of_order(words));
        // "She quoted 3,400 for Q-1182": the number of an offer.
        let is_quote = words[..at].iter().rev().take(7).any(|word| {
            is_listed!("quote quoted quotation estimate angebot devis preventivo orcamento presupuesto", &word.folded)
        });
        (is_shaped && !is_other && !is_quote && !is_anothers(words, at)).then_some(number)
    })
}

/// "GH7782" is a model as well as an order, unless something was ordered.
fn is_joined(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = &word[letters..];
    (2..=4).contains(&letters) && (4..=10).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

fn tells_of_order(words: &[Word<'_>]) -> bool {
    const ORDERED: &str = "ordered placed bought purchased paid bestellt gekauft pedi pedimos compre compramos encargue commande \
    achete ordinato acquistato comprato encomendei comprei pedi";
    words.iter().any(|word| is_listed!(ORDERED, &word.folded) || is_listed!(ORDER, &word.folded))
}

fn has_order_shape(word: &str) -> bool {
    word.split_once('-').is_some_and(|(letters, digits)| {
        (1..=4).contains(&letters.len())
            && letters.bytes().all(|b| b.is_ascii_uppercase())
            && (4..=12).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
    }) || has_long_shape(word)
}

/// "ORD-2231-B": letters, then groups of capitals and digits, four digits in all.
fn has_long_shape(word: &str) -> bool {
    let groups: Vec<&str> = word.split('-').collect();
    let is_group = |group: &&str| {
        (1..=8).contains(&group.len()) && group.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    groups.len() == 3
        && groups.iter().all(is_group)
        && (2..=4).contains(&groups[0].len())
        && groups[0].bytes().all(|b| b.is_ascii_uppercase())
        && (4..=14).contains(&word.bytes().filter(u8::is_ascii_digit).count())
}

/// A bare answer to "what's your order number?".
fn answered(text: &str, words: &[Word<'_>]) -> Option<Number> {
    const MOST_WORDS: usize = 14;
    if words.len() > MOST_WORDS {
        return None;
    }
    let found = (0..words.len()).find_map(|at| {
        let number = behind_letters(text, words, at).or_else(|| number_at(text, words, at))?;
        let digits = number.text.bytes().filter(u8::is_ascii_digit).count();
        let next = words.get(at + 1).filter(|_| words[at].is_open()).map_or("", |word| word.folded.as_str());
        let is_time = is_listed!(
            "am pm days day weeks week months years year hours ago times items tage wochen dias semanas jours \
    giorni",
            next,
        );
        (digits >= 2 && !is_time).then_some(number)
    })?;
    // "44 120", "UK 7712 B": an answer in groups.
    let is_all = words.len() <= 4
        && words.iter().all(|word| {
            word.shown.len() <= 8 && (word.has_digit() || word.shown.bytes().all(|b| b.is_ascii_uppercase()))
        });
    if is_all && words.len() > 1 {
        let whole: Vec<&str> = words.iter().map(|word| word.shown).collect();
        return Some(Number { at: words.len() - 1, text: whole.join(" ") });
    }
    Some(found)
}

/// "order 1234, sorry, 1243".
fn corrected(text: &str, words: &[Word<'_>], found: &Number) -> Option<Number> {
    const CUES: &str = "sorry actually correction typo rather mean meant oops no wait perdon digo nein \
    entschuldigung pardon non scusa scusi anzi desculpa desculpe nao";
    let cue = (found.at + 1..words.len()).take(8).find(|at| {
        is_listed!(CUES, &words[*at].folded) && words[*at].lead.contains([',', '.', '-', '–', '—', '!', '\n', ';', '('])
    })?;
    let at = (cue + 1..words.len()).take(7).find(|at| words[*at].has_digit())?;
    let number = number_at(text, words, at)?;
    (number.text.len().abs_diff(found.text.len()) <= 2).then_some(number)
}

fn is_anothers(words: &[Word<'_>], at: usize) -> bool {
    at > 0
        && (is_listed!(OTHERS, &words[at - 1].folded)
            || (words[at - 1].shown.ends_with("'s")
                && words[at - 1].folded != "its"
                && words[at - 1].folded != "whats"
                && words[at - 1].folded != "wheres"
                && words[at - 1].folded != "heres"
                && words[at - 1].folded != "thats"))
}

/// What is written like a number of an order at this word: letters, digits and the signs between, at least one digit.
fn number_at(text: &str, words: &[Word<'_>], at: usize) -> Option<Number> {
    let word = words.get(at).filter(|word| word.kind == Kind::Plain)?;
    let is_inside = at > 0 && matches!(words[at - 1].gap, "/" | "." | "_" | "-") && words[at - 1].has_digit();
    if is_inside {
        return None;
    }
    let mut end = word.end;
    let mut last = at;
    // "2024/118", "A.7712_3": signs that join what stands close.
    while let Some(next) = words.get(last + 1)
        && matches!(words[last].gap, "/" | "." | "_" | "-")
        && next.kind == Kind::Plain
    {
        end = next.end;
        last += 1;
    }
    let number = &text[word.start..end];
    let alphanumeric = number.bytes().filter(u8::is_ascii_alphanumeric).count();
    let is_shaped = number.bytes().all(|b| b.is_ascii_alphanumeric() || b"-/._".contains(&b));
    let before = text[..word.start].trim_end().chars().next_back();
    let behind = text[end..].trim_start().chars().next();
    let is_amount = before.is_some_and(|c| "£$€¥₹".contains(c)) || behind.is_some_and(|c| "£€$%".contains(c));
    let is_decimal = number
        .split_once('.')
        .is_some_and(|(whole, part)| whole.bytes().all(|b| b.is_ascii_digit()) && part.len() <= 2);
    let is_time = text[end..].starts_with(':') && text[end + 1..].starts_with(|c: char| c.is_ascii_digit());
    let next = words.get(last + 1).filter(|_| words[last].is_open()).map_or("", |next| next.folded.as_str());
    let is_measured = is_listed!("eur euro euros pounds gbp usd dollars quid kg cm mm pcs pieces units items", next);
    let has_digit = number.bytes().any(|b| b.is_ascii_digit());
    let fits = has_digit
        && is_shaped
        && (2..=24).contains(&alphanumeric)
        && !is_amount
        && !is_decimal
        && !is_time
        && !is_measured
        && !is_day(number);
    let has_comma = text[end..].starts_with(',') && text[end + 1..].starts_with(|c: char| c.is_ascii_digit());
    (fits && !has_comma).then(|| Number { at: last, text: number.to_owned() })
}

/// 03/09/1990, 2026-11-21, 1st, 10am, 10-12.
fn is_day(number: &str) -> bool {
    let groups: Vec<&str> = number.split(['/', '-', '.']).collect();
    let is_number = |group: &&str| group.bytes().all(|b| b.is_ascii_digit());
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let is_date = groups.iter().all(is_number)
        && matches!(lengths[..], [4, 1..=2, 1..=2] | [1..=2, 1..=2, 2 | 4] | [1..=2, 1..=2]);
    let lower = number.to_ascii_lowercase();
    let digits = lower.trim_start_matches(|c: char| c.is_ascii_digit());
    is_date
        || ((1..=3).contains(&(lower.len() - digits.len()))
            && matches!(
                digits,
                "st" | "nd" | "rd" | "th" | "am" | "pm" | "k" | "kg" | "cm" | "mm" | "x" | "m" | "ml" | "l"
            ))
}

impl Word<'_> {
    fn is_open_to_hash(&self) -> bool {
        self.gap.trim() == "#"
    }
}
