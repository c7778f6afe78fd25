//! What visitors say about themselves in passing: name, e-mail, phone, company, order number.
//!
//! Cautious: a wrong detail is worse than none, so only what is said to be theirs is taken: not the shop's address, not
//! another person's number, nothing they disown. Later beats earlier where they correct themselves. All of it is claimed,
//! never verified.

mod company;
mod lists;
pub mod measure;
mod name;
mod order;
mod prompt;
mod scan;
pub mod shape;
mod told;
mod whose;

pub use told::{Told, told};

use std::ops::Range;

use crate::contact::email::{self, Email};
use crate::contact::phone::{self, Phone};
use prompt::Prompt;
use scan::{Kind, Word};
use whose::Claim;

/// Whether a folded word is one that sentences are made with, in any of the six languages, and names nothing.
pub(super) fn is_plain_word(folded: &str) -> bool {
    lists::is_no_name(folded)
}

/// Details a visitor gave about themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contacts {
    /// Their name, as they wrote it, without a title.
    pub name: Option<String>,
    /// Their e-mail address.
    pub email: Option<Email>,
    /// Their phone number.
    pub phone: Option<Phone>,
    /// The order they speak of, as they wrote it.
    pub order_number: Option<String>,
    /// The company they speak for.
    pub company: Option<String>,
}

/// What is known where something is said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Setting<'a> {
    /// The site's country (ISO 3166), whose phone numbers need no prefix; empty where none is known.
    pub region: &'a str,
    /// What the bot said last.
    pub prompt: Option<&'a str>,
    /// The owner's own e-mail addresses and phone numbers, which are nobody's else.
    pub own: &'a [String],
}

/// The details in one message, without knowing where it was said.
#[must_use]
pub fn contacts(text: &str) -> Contacts {
    contacts_in(text, &Setting::default())
}

/// The details in one message, in time linear in what is analysed of it.
#[must_use]
pub fn contacts_in(text: &str, setting: &Setting<'_>) -> Contacts {
    let text = scan::plain(text, super::ANALYSED_CHARS);
    let text = text.as_str();
    let prompt = Prompt::read(setting.prompt);
    let emails = email::find::all(text);
    let mut spans: Vec<(Range<usize>, Kind)> = emails.iter().map(|found| (found.span.clone(), Kind::Contact)).collect();
    let is_free =
        |span: &Range<usize>| !spans.iter().any(|(taken, _)| span.start < taken.end && taken.start < span.end);
    let phones: Vec<phone::find::Found> =
        phone::find::all(text, setting.region).into_iter().filter(|found| is_free(&found.span)).collect();
    // An answer to "your order number?" is one, whatever it looks like.
    let phones = if prompt.order && !prompt.phone { Vec::new() } else { phones };
    spans.extend(phones.iter().map(|found| (found.span.clone(), Kind::Contact)));
    spans.sort_by_key(|(span, _)| span.start);
    links(text, &mut spans);
    let words = scan::words(text, &spans);
    Contacts {
        name: name::name(text, &words, prompt),
        email: best(&words, &emails, |found| (found.span.start, !is_ours(&found.email, setting.own)), |_| false)
            .map(|found| found.email.clone()),
        phone: bare_phone(text, setting, prompt).or_else(|| {
            best(
                &words,
                &phones,
                |found| {
                    (found.span.start, !setting.own.iter().any(|own| is_same_phone(own, &found.phone, setting.region)))
                },
                |found| found.phone.is_mobile(),
            )
            .map(|found| found.phone.clone())
        }),
        order_number: order::order(text, &words, prompt),
        company: company::company(text, &words, prompt),
    }
}

/// The one of several that they said to use: what is disowned never, what is old last, what corrects another first.
fn best<'f, F>(
    words: &[Word<'_>],
    found: &'f [F],
    of: impl Fn(&F) -> (usize, bool),
    is_mobile: impl Fn(&F) -> bool,
) -> Option<&'f F> {
    let mut best: Option<(Claim, usize, &F)> = None;
    for one in found {
        let (start, is_theirs) = of(one);
        let Some(at) = words.iter().position(|word| word.start == start).filter(|_| is_theirs) else { continue };
        let claim = if prefers_mobile(words) && is_mobile(one) { Claim::Best } else { whose::claim(words, at) };
        if claim == Claim::Not {
            continue;
        }
        let is_better = match &best {
            None => true,
            Some((standing, place, _)) => claim > *standing || (claim == *standing && is_corrected(words, *place, at)),
        };
        if is_better {
            best = Some((claim, at, one));
        }
    }
    best.map(|(_, _, one)| one)
}

/// "…, prefer the mobile".
fn prefers_mobile(words: &[Word<'_>]) -> bool {
    let near = |at: usize| words.iter().skip(at + 1).take(3);
    words.iter().enumerate().any(|(at, Word { folded, .. })| {
        lists::is_listed!("prefer preferably best better use rather prefiero lieber prefere preferisco prefiro", folded)
            && near(at).any(|word| {
                lists::is_listed!("mobile mobiles cell movil handy portable cellulare telemovel celular", &word.folded)
            })
            || lists::is_listed!("mobile mobiles cell", folded)
                && near(at).any(|word| lists::is_listed!("best better preferred easier", &word.folded))
    })
}

/// Whether what stands at the second place was said to stand for what stands at the first.
fn is_corrected(words: &[Word<'_>], first: usize, second: usize) -> bool {
    const CUES: &str = "sorry actually correction typo rather meant mean oops wait instead now perdon digo nein \
    entschuldigung pardon plutot scusa scusi anzi cioe desculpa desculpe alias new changed use";
    let between = &words[first + 1..=second];
    between.iter().any(|word| lists::is_listed!(CUES, &word.folded))
        || between.iter().any(|word| {
            lists::is_listed!("no non nao nope", &word.folded)
                && (word.begins() || word.lead.contains([',', '-', '–', '—', '(']))
        })
}

/// The owner's own address, or a desk's at the same domain.
fn is_ours(email: &Email, own: &[String]) -> bool {
    let own = || own.iter().filter_map(|own| Email::parse(own).ok());
    let (local, domain) = email.as_str().split_once('@').unwrap_or_default();
    if ["noreply", "no-reply", "donotreply", "do-not-reply", "mailer-daemon"].contains(&local) {
        return true;
    }
    own().any(|own| own == *email || (whose::is_role(local) && own.as_str().ends_with(&format!("@{domain}"))))
}

fn is_same_phone(own: &str, phone: &Phone, region: &str) -> bool {
    Phone::parse(own, region).is_ok_and(|own| own == *phone)
}

/// A bare answer to "what's your number?", which needs no more to tell it apart.
fn bare_phone(text: &str, setting: &Setting<'_>, prompt: Prompt) -> Option<Phone> {
    if !prompt.phone {
        return None;
    }
    let is_sign = |c: char| c.is_numeric() || c == '+' || c == '(';
    let start = text.find(is_sign)?;
    let end = text.rfind(char::is_numeric)?;
    let end = end + text[end..].chars().next().map_or(1, char::len_utf8);
    let phone = text.get(start..end).and_then(|number| Phone::parse(number, setting.region).ok())?;
    (text.len() <= 60 && !setting.own.iter().any(|own| is_same_phone(own, &phone, setting.region))).then_some(phone)
}

/// Marks web addresses and handles, so that no name or number is read out of them.
fn links(text: &str, spans: &mut Vec<(Range<usize>, Kind)>) {
    let mut found: Vec<(Range<usize>, Kind)> = Vec::new();
    let mut at = 0;
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_end();
        let is_link = word.contains("://") || word.starts_with("www.") || (word.starts_with('@') && word.len() > 2);
        let span = at..at + word.len();
        if is_link && !spans.iter().any(|(taken, _)| span.start < taken.end && taken.start < span.end) {
            found.push((span, Kind::Link));
        }
        at += part.len();
    }
    spans.extend(found);
    spans.sort_by_key(|(span, _)| span.start);
}

#[cfg(test)]
mod tests;
