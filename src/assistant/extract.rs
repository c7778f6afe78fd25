//! What visitors say about themselves in passing: name, e-mail, order number, company.
//!
//! Cautious: a wrong name is worse than none, so only what is said to be theirs is taken. Phone numbers are left to the
//! contact's own parser. All of it is claimed, never verified.

use crate::text::fold;

/// Details a visitor gave about themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contacts {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub order_number: Option<String>,
    pub company: Option<String>,
}

/// A word as written, as compared, and what ended it.
struct Word<'a> {
    shown: &'a str,
    folded: String,
    /// Nothing but a space follows: the next word may belong to it.
    is_open: bool,
    /// What stands directly before it.
    before: Option<char>,
}

/// The details in one message.
#[must_use]
pub fn contacts(text: &str) -> Contacts {
    let text = crate::text::head(text, super::ANALYSED_CHARS);
    let words = words(text);
    Contacts {
        name: name(&words),
        email: email(text),
        phone: None,
        order_number: order_number(&words),
        company: company(&words),
    }
}

/// Ways to say one's name that leave no doubt.
const NAMED: &[&str] = &[
    "my name is",
    "my names",
    "the name is",
    "name is",
    "me llamo",
    "mi nombre es",
    "ich heisse",
    "mein name ist",
    "je mappelle",
    "mon nom est",
    "mi chiamo",
    "il mio nome e",
    "me chamo",
    "chamo me",
    "meu nome e",
];

/// Ways that also begin other sentences: only a capital letter makes a name of what follows.
const MAYBE_NAMED: &[&str] =
    &["i am", "im", "this is", "soy", "ich bin", "hier ist", "je suis", "ici", "sono", "sou", "regards", "name"];

/// What follows "I am" with a capital and is no name.
const NO_NAMES: &str = "english french german spanish italian portuguese british scottish welsh irish polish american indian \
    chinese japanese russian dutch greek turkish swedish european australian canadian ukrainian romanian muslim christian jewish \
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october \
    november december i im is not the a an sorry looking interested good fine ok okay not just very so still really happy trying here \
    buying selling london bristol uk gb mr mrs ms dr order my your it that about urgent important what why how where when \
    ridiculous unacceptable disgusting great perfect correct wrong ingles frances aleman italiano deutscher francais anglais";

/// Small words inside names.
const PARTICLES: &str = "de da do dos del della di van von der den la le al el bin ibn ni nic mac o y e";

fn name(words: &[Word<'_>]) -> Option<String> {
    let sure = after(words, NAMED).find_map(|at| name_at(words, at, true));
    let shouted = words.len() > 3 && words.iter().all(|word| word.shown == word.shown.to_uppercase());
    sure.or_else(|| if shouted { None } else { after(words, MAYBE_NAMED).find_map(|at| name_at(words, at, false)) })
}

/// The name that begins at a word: capitalised words and the particles between them; failing that, when it is surely a
/// name, one or two plain words.
fn name_at(words: &[Word<'_>], at: usize, is_sure: bool) -> Option<String> {
    const MOST_WORDS: usize = 4;
    let is_name = |word: &Word<'_>| {
        word.shown.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
            && !is_listed(NO_NAMES, &word.folded)
    };
    let is_capital = |word: &Word<'_>| is_name(word) && word.shown.starts_with(char::is_uppercase);
    let first = words.get(at).filter(|word| is_name(word))?;
    if !is_sure && !is_capital(first) {
        return None;
    }
    let capitals = is_capital(first);
    let most = if capitals { MOST_WORDS } else { 2 };
    let mut end = at + 1;
    while end < words.len() && end - at < most && words[end - 1].is_open {
        let word = &words[end];
        let next_is_capital = words.get(end + 1).is_some_and(is_capital);
        let belongs = if capitals {
            is_capital(word) || (is_listed(PARTICLES, &word.folded) && word.is_open && next_is_capital)
        } else {
            is_name(word) && !is_listed("and but from with for at in my is i we can could please", &word.folded)
        };
        if !belongs {
            break;
        }
        end += 1;
    }
    Some(words[at..end].iter().map(|word| word.shown).collect::<Vec<_>>().join(" "))
}

/// The last address that is not disowned; the contact's own parser knows more forms.
fn email(text: &str) -> Option<String> {
    let mut found = None;
    let mut disowned = false;
    let mut parts = text.split_whitespace().peekable();
    while let Some(part) = parts.next() {
        let trimmed = part.trim_matches(|c: char| !c.is_alphanumeric());
        let is_address = trimmed.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && domain.contains('.') && !domain.starts_with('.') && !domain.contains('@')
        });
        let is_theirs = parts.peek().is_some_and(|next| fold(next) == "your");
        if is_address && !disowned && !is_theirs {
            found = Some(trimmed.to_lowercase());
        }
        disowned = matches!(fold(part).as_str(), "not" | "your" | "no" | "nicht" | "pas" | "non" | "nao");
    }
    found
}

const ORDER_WORDS: &str =
    "order orders purchase pedido encomenda compra bestellung bestellnummer auftragsnummer auftrag commande ordine";
const NUMBER_WORDS: &str = "no number num nr n id ref reference is it numero nummer ist es est e de do da num\u{e9}ro";

fn order_number(words: &[Word<'_>]) -> Option<String> {
    let shaped = words.iter().find(|word| has_order_shape(word.shown));
    let told = words.iter().enumerate().find_map(|(at, word)| {
        if !is_listed(ORDER_WORDS, &word.folded) {
            return None;
        }
        let rest = words[at + 1..].iter().take(3).enumerate();
        let mut rest = rest.skip_while(|(_, next)| is_listed(NUMBER_WORDS, &next.folded));
        rest.next().map(|(_, next)| next).filter(|next| is_number(next))
    });
    let hashed = words.iter().find(|word| word.before == Some('#') && is_number(word));
    told.or(shaped).or(hashed).map(|word| word.shown.to_owned())
}

/// Letters, a hyphen, digits: `LL-20418`.
fn has_order_shape(word: &str) -> bool {
    word.split_once('-').is_some_and(|(letters, digits)| {
        (1..=4).contains(&letters.len())
            && letters.bytes().all(|b| b.is_ascii_uppercase())
            && (4..=12).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

fn is_number(word: &Word<'_>) -> bool {
    let digits = word.shown.bytes().filter(u8::is_ascii_digit).count();
    let is_price = word.before.is_some_and(|c| "£$€.".contains(c));
    (3..=20).contains(&digits) && !is_price && word.shown.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

const COMPANY_CUES: &[&str] =
    &["company", "company name", "i work at", "i work for", "on behalf of", "firma", "empresa", "societe", "azienda"];

fn company(words: &[Word<'_>]) -> Option<String> {
    after(words, COMPANY_CUES).find_map(|at| {
        let is_capital = |word: &Word<'_>| word.shown.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        let is_joint = |word: &Word<'_>| matches!(word.folded.as_str(), "and" | "&" | "of" | "und" | "et");
        words.get(at).filter(|word| is_capital(word))?;
        let mut end = at + 1;
        while end < words.len() && end - at < 6 && words[end - 1].is_open {
            let joined = is_joint(&words[end]) && words.get(end + 1).is_some_and(is_capital);
            if !joined && !is_capital(&words[end]) {
                break;
            }
            end += 1;
        }
        Some(words[at..end].iter().map(|word| word.shown).collect::<Vec<_>>().join(" "))
    })
}

/// The places right after any of these phrases.
fn after<'a>(words: &'a [Word<'_>], phrases: &'a [&str]) -> impl Iterator<Item = usize> + 'a {
    (0..words.len()).flat_map(move |at| {
        phrases.iter().filter_map(move |phrase| {
            let mut length = 0;
            for wanted in phrase.split(' ') {
                if words.get(at + length)?.folded != wanted {
                    return None;
                }
                length += 1;
            }
            Some(at + length)
        })
    })
}

fn is_listed(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|listed| listed == word)
}

fn words(text: &str) -> Vec<Word<'_>> {
    let is_inside =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '&') || ('\u{300}'..='\u{36F}').contains(&c);
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match start {
            None if is_inside(c) && at < text.len() => start = Some(at),
            Some(from) if at == text.len() || !is_inside(c) => {
                let shown = text[from..at].trim_matches(['-', '\'', '’']);
                if !shown.is_empty() {
                    let before = text[..from].chars().next_back();
                    words.push(Word { shown, folded: fold(shown), is_open: c == ' ', before });
                }
                start = None;
            }
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_taken_when_said_to_be_theirs() {
        for (text, name) in [
            ("Hi, my name is Jemima Oyelowo-Pratt and I have a question", Some("Jemima Oyelowo-Pratt")),
            ("my name is priya", Some("priya")),
            ("I'm Siân from Cardiff", Some("Siân")),
            ("this is Ana de Souza", Some("Ana de Souza")),
            ("ich heiße Jürgen", Some("Jürgen")),
            ("je m'appelle Zoé", Some("Zoé")),
            ("Name: Raj Patel\nEmail: raj@example.com", Some("Raj Patel")),
            ("I'm looking for a lantern", None),
            ("I am French", None),
            ("I'm Sorry", None),
            ("This is URGENT", None),
            ("THIS IS GETTING SILLY", None),
            ("I spoke with Daniel", None),
            ("my name is not your business", None),
        ] {
            assert_eq!(contacts(text).name.as_deref(), name, "{text}");
        }
    }

    #[test]
    fn order_numbers_are_told_from_prices_and_counts() {
        for (text, number) in [
            ("LL-20418, ottilie.m@mail.example", Some("LL-20418")),
            ("my order number is 55102", Some("55102")),
            ("What's happening with order #10442?", Some("10442")),
            ("pedido 33211", Some("33211")),
            ("the order came to £84.50", None),
            ("I'd like to order 12 chairs", None),
            ("code WELCOME10", None),
            ("budget around 275000", None),
        ] {
            assert_eq!(contacts(text).order_number.as_deref(), number, "{text}");
        }
    }

    #[test]
    fn the_visitors_own_address_is_taken_and_others_are_not() {
        assert_eq!(contacts("write to ANA@Example.com.").email.as_deref(), Some("ana@example.com"));
        assert_eq!(
            contacts("not olga@old.example, it's olga@fresh.example").email.as_deref(),
            Some("olga@fresh.example")
        );
        assert_eq!(contacts("is hello@yourshop.example your address?").email, None);
        assert_eq!(contacts("meet @ noon, a@b").email, None);
    }

    #[test]
    fn a_company_is_taken_from_its_label() {
        assert_eq!(contacts("Company: Olsen & Sons").company.as_deref(), Some("Olsen & Sons"));
        assert_eq!(contacts("I work at Pixel Foundry Ltd").company.as_deref(), Some("Pixel Foundry Ltd"));
        assert_eq!(contacts("what a company").company, None);
    }

    proptest! {
        #[test]
        fn what_is_taken_was_said(text in any::<String>()) {
            let found = contacts(&text);
            for detail in [found.name, found.order_number, found.company].into_iter().flatten() {
                prop_assert!(detail.split(' ').all(|word| text.contains(word)));
            }
        }
    }
}
