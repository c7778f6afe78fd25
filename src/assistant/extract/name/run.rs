//! How far a name reaches from the word it begins with.

use super::super::company::HEADS;
use super::super::lists::{is_given, is_listed, is_no_name, is_particle, is_title};
use super::super::scan::{Kind, Word};
use super::{after_titles, is_letters, is_only_place};

/// A name, and the words it stands in.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub text: String,
    pub start: usize,
    pub end: usize,
}

/// How much speaks for a name's standing here, before it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// Any word that is not plainly another: "my name is priya".
    Sure,
    /// The whole message answers "what's your name?".
    Asked,
    /// A capital letter, or a name that is known: "I'm Zsófia".
    Likely,
    /// A name that is known, or at least two words with capitals.
    Known,
}

const MOST_WORDS: usize = 5;
/// What ends companies, streets and things, and no person.
const FORMS: &str = "ltd limited llc inc plc llp gmbh ag kg ug ohg slu sarl sas sasu srl spa lda ltda ab oy bv nv \
    pty corp";
/// What ends the names of streets and things.
const NO_ENDS: &str = "group clinic cafe gym salon dental bakery coffee foods media labs digital builders \
    interiors design designs joinery logistics road street avenue lane house court close drive square gardens \
    park studio studios services solutions team department university school college hotel restaurant shop store \
    bank";

/// The name that begins at this word, if one does.
pub(super) fn run(words: &[Word<'_>], at: usize, trust: Trust) -> Option<Run> {
    let at = after_article(words, after_titles(words, at));
    let first = words.get(at).filter(|word| is_letters(word))?;
    let is_shouted = is_shouted(words);
    let is_particle_first =
        is_particle(&first.folded) && first.is_open() && words.get(at + 1).is_some_and(may_be_capital);
    let is_caseless = !first.shown.chars().any(|c| c.is_lowercase() || c.is_uppercase());
    let is_small_particle = is_particle_first && matches!(trust, Trust::Sure | Trust::Asked);
    let capitals = (first.is_capital() || is_small_particle || is_joined_particle(first)) && !is_shouted;
    let end = if capitals { capitals_end(words, at, trust)? } else { plain_end(words, at, trust, is_caseless)? };
    let mut end = end;
    let is_thing = is_listed!(NO_ENDS, &words[end - 1].folded) && !is_given(&first.folded);
    let is_company = is_thing
        || is_listed!(FORMS, &words[end - 1].folded)
        || is_followed_by_company(words, end)
        || (end - at == MOST_WORDS && runs_into_company(words, end));
    if is_company {
        // "Elisa Conti della Conti Arredi Srl": a person of a company.
        end = (at + 1..end).find(|place| is_particle(&words[*place].folded))?;
    }
    let last = &words[end - 1];
    // "I'm Anna's sister", "it's Tom's order".
    if words.get(end).is_some_and(|next| last.is_open() && next.is_capital() && next.shown.ends_with("'s")) {
        return None;
    }
    let is_single = end - at == 1;
    let is_known = is_given(&first.folded);
    let is_fit = match trust {
        Trust::Sure | Trust::Asked => true,
        Trust::Likely => {
            is_known || !is_single || !(is_only_place(first) || is_quality(first) || is_titled_text(words, end))
        }
        Trust::Known => {
            is_known || (capitals && !is_single && !is_only_place(first)) || (capitals && titled_before(words, at))
        }
    };
    let text: Vec<String> = words[at..end]
        .iter()
        .map(|word| if word.is_initial() { format!("{}.", word.shown) } else { word.shown.to_owned() })
        .collect();
    is_fit.then(|| Run { text: text.join(" "), start: at, end })
}

fn titled_before(words: &[Word<'_>], at: usize) -> bool {
    at > 0 && is_title(&words[at - 1].folded) && (words[at - 1].is_open() || words[at - 1].gap.trim() == ".")
}

/// "Scared", "Available", "Furious" are no names, whatever they begin with.
fn is_quality(word: &Word<'_>) -> bool {
    const ENDS: [&str; 12] = ["ed", "ly", "ful", "less", "able", "ible", "ous", "ive", "ing", "ent", "ish", "ese"];
    // "Glaswegian", "Bostonian": where somebody is from.
    let is_from = word.folded.len() >= 8 && word.folded.ends_with("ian");
    is_from || word.folded.len() > 4 && ENDS.iter().any(|end| word.folded.ends_with(end))
}

/// "I'm Gluten Free": more capitals follow that are no name's.
fn is_titled_text(words: &[Word<'_>], end: usize) -> bool {
    let next = words.get(end).filter(|_| words[end - 1].is_open());
    next.is_some_and(|next| next.is_capital() && next.folded != "i" && !next.folded.starts_with("im"))
}

/// "al-Rahman".
fn is_joined_particle(word: &Word<'_>) -> bool {
    let parts = word.shown.split_once('-');
    parts.is_some_and(|(first, rest)| is_particle(first) && rest.starts_with(char::is_uppercase))
}

fn is_followed_by_company(words: &[Word<'_>], end: usize) -> bool {
    let joined = words[end - 1].is_open() || words[end - 1].gap.trim() == ",";
    joined && words.get(end).is_some_and(|next| is_listed!(FORMS, &next.folded) || next.shown == "&")
}

/// "Anke Vogel von der Vogel Elektrotechnik GmbH": where a name was cut for its length, capitals go on to a company's form.
fn runs_into_company(words: &[Word<'_>], end: usize) -> bool {
    (end..words.len().min(end + 4))
        .take_while(|place| words[*place - 1].is_open() && words[*place].is_capital())
        .any(|place| is_listed!(FORMS, &words[place].folded) || is_listed!(NO_ENDS, &words[place].folded))
}

/// Every word shouts: capitals say nothing.
fn is_shouted(words: &[Word<'_>]) -> bool {
    let plain = || words.iter().filter(|word| word.kind == Kind::Plain && !word.has_digit());
    let is_loud =
        |word: &Word<'_>| word.shown.chars().any(char::is_uppercase) && !word.shown.chars().any(char::is_lowercase);
    plain().filter(|word| is_loud(word)).count() >= 3
        && plain().all(|word| is_loud(word) || word.shown.chars().count() == 1)
}

/// "sou o Rui": an article before a name.
fn after_article(words: &[Word<'_>], at: usize) -> usize {
    let is_article = words.get(at).is_some_and(|word| {
        is_listed!("o a il la el der die le l", &word.shown.to_lowercase()) && !word.is_capital() && word.is_open()
    });
    let is_before_name = words.get(at + 1).is_some_and(|next| next.is_capital() || is_title(&next.folded))
        && at > 0
        && is_listed!("sou e fala bin bins ist soy sono cest ici hier aqui spricht am", &words[at - 1].folded);
    if is_article && is_before_name { after_titles(words, at + 1) } else { at }
}

fn may_be_capital(word: &Word<'_>) -> bool {
    is_letters(word)
        && (word.is_capital() || is_joined_particle(word))
        && (!is_no_name(&word.folded) || is_given(&word.folded))
}

/// Where capitals and the particles between them end.
fn capitals_end(words: &[Word<'_>], at: usize, trust: Trust) -> Option<usize> {
    let begins_with_particle = is_particle(&words[at].folded)
        && words.get(at + 1).is_some_and(|next| words[at].is_open() && may_be_capital(next));
    if !may_be_capital(&words[at]) && !begins_with_particle {
        return None;
    }
    let mut end = at + 1;
    while end < words.len() && end - at < MOST_WORDS && words[end - 1].is_open() {
        let word = &words[end];
        let next_is_capital = |from: usize| words.get(from).is_some_and(may_be_capital) && words[from - 1].is_open();
        // "de la Cruz": at most two particles, then a capital.
        // "Ute von Bäckerei Holtmann": a person of a house.
        let is_house = words.get(end + 1).is_some_and(|next| is_listed!(HEADS, &next.folded));
        let particles = is_particle(&word.folded)
            && !is_house
            && (next_is_capital(end + 1)
                || (words.get(end + 1).is_some_and(|next| is_particle(&next.folded)) && next_is_capital(end + 2)));
        let apostrophe = word.is_initial();
        if may_be_capital(word) || particles || apostrophe {
            end += 1;
        } else {
            break;
        }
    }
    // "Anna lopez", said to be the name: the last word small.
    let is_said = matches!(trust, Trust::Sure | Trust::Asked);
    if is_said && end == at + 1 && words[at].is_open() && words.get(end).is_some_and(|word| is_plain_name(word)) {
        let ends = words.get(end + 1).is_none_or(|next| !words[end].is_open() || is_no_name(&next.folded));
        end += usize::from(ends);
    }
    Some(end)
}

/// A word in small letters that may be part of a name.
fn is_plain_name(word: &Word<'_>) -> bool {
    let is_verb = word.folded.len() > 5 && word.folded.ends_with("ing");
    is_letters(word) && !is_no_name(&word.folded) && !is_verb && (2..=24).contains(&word.shown.chars().count())
}

/// Where a name in small letters (or among nothing but capitals) ends.
fn plain_end(words: &[Word<'_>], at: usize, trust: Trust, is_caseless: bool) -> Option<usize> {
    let first = &words[at];
    let is_known = is_given(&first.folded) && !is_no_name(&first.folded);
    let is_said = matches!(trust, Trust::Sure | Trust::Asked);
    let most = if is_caseless { 3 } else { 4 };
    let is_letter = first.shown.chars().count() < 2 && !is_caseless && !is_known;
    let is_begun = (is_known || is_said) && !is_letter;
    if !is_plain_name(first) || !is_begun {
        return None;
    }
    let mut end = at + 1;
    while end < words.len() && end - at < most && words[end - 1].is_open() {
        let word = &words[end];
        let follows = words.get(end + 1).is_some_and(|next| word.is_open() && is_plain_name(next));
        if is_plain_name(word) || (is_particle(&word.folded) && follows && !is_listed!("e y i a", &word.folded)) {
            end += 1;
        } else {
            break;
        }
    }
    // "my name is tom quick question": what goes on in small words is a sentence, not a surname.
    let goes_on = end < words.len()
        && words[end - 1].is_open()
        && end - at >= 3
        && trust != Trust::Asked
        && !is_no_name(&words[end].folded);
    if goes_on || (!is_said && end - at > 2) {
        let known = words[at..end].iter().take_while(|word| is_given(&word.folded)).count().max(1);
        return Some(at + known);
    }
    Some(end)
}
