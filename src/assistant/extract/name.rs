//! The visitor's name, where they say it: after "my name is" and its like in many languages, before "here", under a
//! letter, beside their own number, or as a bare answer to the bot's question.
//!
//! Cautious: a wrong name is worse than none, so a name that somebody else bears, or may bear, is left alone.

mod beside;
mod cues;
mod run;
mod scripts;

use beside::{apposed, beside_contact, from_company, last_alone, signed};
use cues::{AFTER, GREETINGS, HERE, LABELS, LAST, MAYBE, NAMED};
use run::{Run, Trust, run};

use super::lists::{is_given, is_listed, is_no_name, is_place, is_title};
use super::prompt::Prompt;
use super::scan::{Kind, Word, after, matches_at};

/// The name in a message.
pub(super) fn name(text: &str, words: &[Word<'_>], prompt: Prompt) -> Option<String> {
    let sure = labelled(words).or_else(|| said(words)).or_else(|| said_behind(words)).or_else(|| under_the_name(words));
    let found = sure
        .or_else(|| maybe(words))
        .or_else(|| here(words))
        .or_else(|| signed(words))
        .or_else(|| beside_contact(words))
        .or_else(|| from_company(words))
        .or_else(|| apposed(words))
        .or_else(|| last_alone(words))
        .or_else(|| if prompt.name { answered(words) } else { None });
    match found {
        Some(found) => Some(corrected(words, &found).unwrap_or(found).text),
        None => scripts::name(text),
    }
}

/// "Name: Raj Patel"; "First name: Raj", "Surname: Patel".
fn labelled(words: &[Word<'_>]) -> Option<Run> {
    let label = |phrases: &[&str]| {
        (0..words.len()).find_map(|at| {
            let place = phrases.iter().filter_map(|phrase| matches_at(words, at, phrase)).max()?;
            let gap = words[place - 1].gap.trim_start_matches(' ');
            let is_label = gap.starts_with([':', '=', '：'])
                || (words[at].begins() && gap.starts_with(['-', '–']))
                || (at == 0 && is_form(&words[place..]));
            let is_theirs = at == 0
                || words[at].lead.contains(['\n', ',', ';', '.', '|'])
                || !is_listed!("company business your user pet product", &words[at - 1].folded);
            (is_label && is_theirs).then_some(place)
        })
    };
    let last = label(LAST).and_then(|place| run(words, place, Trust::Sure));
    let first = label(LABELS).and_then(|place| {
        let run = run(words, place, Trust::Sure)?;
        Some(surname_first(words, &run).unwrap_or(run))
    });
    match (first, last) {
        (Some(first), Some(last)) if first.end <= last.start => {
            Some(Run { text: format!("{} {}", first.text, last.text), ..last })
        }
        (first, last) => first.or(last),
    }
}

/// Whether other labels follow: "name ken ito phone 07700 …".
fn is_form(words: &[Word<'_>]) -> bool {
    words
        .iter()
        .skip(1)
        .take(4)
        .any(|word| is_listed!("phone email tel mobile order company telefono telefon correo", &word.folded))
}

/// "Okafor, Chidi" at the end of a line.
fn surname_first(words: &[Word<'_>], surname: &Run) -> Option<Run> {
    let gap = words[surname.end - 1].gap;
    if surname.end - surname.start > 2 || gap.trim() != "," {
        return None;
    }
    let given = run(words, surname.end, Trust::Sure)?;
    let is_last = words[given.end - 1].gap.trim_start_matches(' ').starts_with(['\n', '.']) || given.end == words.len();
    let is_swapped = is_given(&words[given.start].folded) && !is_given(&words[surname.start].folded);
    (is_last && is_swapped && given.end - given.start <= 2).then(|| Run {
        text: format!("{} {}", given.text, surname.text),
        start: surname.start,
        end: given.end,
    })
}

/// "My name is …", the last time they say it.
fn said(words: &[Word<'_>]) -> Option<Run> {
    let places: Vec<usize> = (0..words.len())
        .filter_map(|at| {
            let end = NAMED.iter().filter_map(|phrase| matches_at(words, at, phrase)).max()?;
            // "Myself Anil Rao" begins; "I did it myself" doesn't.
            let is_late = words[at].folded == "myself" && !words[at].begins();
            // "No me llamo Laura".
            let is_denied =
                at > 0 && words[at - 1].is_open() && is_listed!("no not nicht non nao ne", &words[at - 1].folded);
            (!is_anothers(words, at) && !is_late && !is_denied).then_some(end)
        })
        .collect();
    places.into_iter().rev().find_map(|at| run(words, at, Trust::Sure))
}

/// "Caoimhe Ní Riain is my name".
fn said_behind(words: &[Word<'_>]) -> Option<Run> {
    const BEHIND: &[&str] = &[
        "is my name",
        "thats me",
        "that is me",
        "is my full name",
        "es mi nombre",
        "ist mein name",
        "mein name",
        "est mon nom",
        "e il mio nome",
        "e o meu nome",
    ];
    (1..words.len()).find_map(|at| {
        let is_told = BEHIND.iter().any(|phrase| matches_at(words, at, phrase).is_some()) && words[at - 1].is_open();
        let start = (0..at).rev().take(6).take_while(|place| *place + 1 == at || words[*place].is_open()).last()?;
        let ends_here = |from: usize| run(words, from, Trust::Likely).filter(|run| run.end == at);
        if is_told { (start..at).find_map(ends_here) } else { None }
    })
}

/// "his name is", "the road's name is", "what's your name": the name of somebody or something else.
fn is_anothers(words: &[Word<'_>], at: usize) -> bool {
    let first = &words[at];
    if !is_listed!("name names surname nombre nom nome", &first.folded) || at == 0 || first.begins() {
        return false;
    }
    let before = &words[at - 1];
    let is_own = is_listed!("my the first full last and our mi mein meu mio mon", &before.folded)
        && !(at >= 2 && is_listed!("not", &words[at - 2].folded));
    !is_own && before.is_open()
}

/// "order 41877 under the name Nadia Haddad".
fn under_the_name(words: &[Word<'_>]) -> Option<Run> {
    after(words, AFTER).find_map(|at| {
        let run = run(words, at, Trust::Likely)?;
        words[run.start].is_capital().then_some(run)
    })
}

/// "I'm Kate", "soy Jorge": ways that also begin other sentences.
fn maybe(words: &[Word<'_>]) -> Option<Run> {
    (0..words.len()).find_map(|at| {
        let matched = MAYBE.iter().filter_map(|cue| Some((cue, matches_at(words, at, cue.words)?)));
        let (cue, place) = matched.max_by_key(|(_, place)| *place)?;
        if cue.opens && !opens(words, at) {
            return None;
        }
        // "It's Gethin again", "this is Gethin here".
        let is_back = words.get(place + 1).is_some_and(|word| is_listed!("again here speaking", &word.folded))
            && words[place].is_open();
        let trust = if cue.needs_known && !is_back { Trust::Known } else { Trust::Likely };
        let run = run(words, place, trust)?;
        let next = words.get(run.end).filter(|_| words[run.end - 1].is_open()).map_or("", |word| word.folded.as_str());
        // "It's Claire I need to talk to".
        if cue.opens && is_listed!("i im id who whom that whose que qui che die der", next) {
            return None;
        }
        // "Soy Jorge y quiero …" goes on; "Anna und Peter" are two.
        let beyond = words.get(run.end + 1).is_some_and(|word| word.is_capital() || is_given(&word.folded));
        if is_listed!("und et y e", next) && !beyond {
            return Some(run);
        }
        // "I'm Anna's sister" was refused with the run; "this is Tower Road" is no person.
        (!is_listed!("road street avenue lane house ltd limited gmbh inc llc and und et y e or", next) || next == "and")
            .then_some(run)
    })
}

/// Nothing but a greeting stands before this in its sentence.
fn opens(words: &[Word<'_>], at: usize) -> bool {
    (0..=at)
        .rev()
        .find(|place| words[*place].begins())
        .is_none_or(|start| words[start..at].iter().all(|word| is_listed!(GREETINGS, &word.folded)))
        || words[at].lead.contains([',', '-', '–'])
}

/// "Tom here", "Prof. Anil Mehta speaking".
fn here(words: &[Word<'_>]) -> Option<Run> {
    (1..words.len()).find_map(|at| {
        // "Alistair Shaw, calling about the survey"; "Dr Ann Shaw, I am writing about …".
        let is_calling = is_listed!("calling writing ringing phoning emailing schreibe", &words[at].folded);
        let before = (0..at).rev().find(|place| !is_listed!("i am im was just ich", &words[*place].folded));
        let end = before.map_or(0, |place| place + 1);
        if is_calling && end > 0 && words[end - 1].gap.trim() == "," {
            let run = run(words, 0, Trust::Known).filter(|run| run.end == end);
            if run.is_some() {
                return run;
            }
        }
        if !is_listed!(HERE, &words[at].folded) || !words[at - 1].is_open() {
            return None;
        }
        // "Tom here" ends there; "any Tom here can …" doesn't.
        let gap = words[at].gap.trim_start();
        let next = words.get(at + 1).map_or("", |word| word.folded.as_str());
        let ends = words[at].gap.is_empty()
            || gap.starts_with([',', '.', '!', '-', '–', '—', '\n', ':', ';', '('])
            || is_listed!("from at again with and i im von de di da mate pal guys team just quick", next)
            || at + 1 == words.len();
        if !ends {
            return None;
        }
        let start = (0..at).rev().take(6).take_while(|place| *place + 1 == at || words[*place].is_open()).last()?;
        (start..at).find_map(|from| {
            if !opens(words, from) {
                return None;
            }
            let run = run(words, from, Trust::Known)?;
            (run.end == at).then_some(run)
        })
    })
}

/// A bare answer to "what's your name?".
fn answered(words: &[Word<'_>]) -> Option<Run> {
    const MOST_WORDS: usize = 12;
    const FILLERS: &str = "hi hello hey sure ok okay yes yeah yep of course its it is im i am my name this the me \
    you can call hola soy claro si me llamo es mi nombre hallo ja gerne ich bin heisse mein ist bonjour oui cest \
    je suis mappelle moi bien sur ciao sono certo e mi chiamo ola sim sou chamo meu nome well so um erm uh just \
    first last full surname that would be thanks thank";
    if words.len() > MOST_WORDS {
        return None;
    }
    let start = words
        .iter()
        .position(|word| !(is_listed!(FILLERS, &word.folded) && !(word.is_capital() && is_given(&word.folded))))?;
    let found = run(words, start, Trust::Asked)?;
    if let Some(swapped) = surname_first(words, &found) {
        return Some(swapped);
    }
    // What follows is another sentence, or a few small words.
    let next = words.get(found.end).filter(|_| words[found.end - 1].is_open()).map_or("", |word| word.folded.as_str());
    let is_cut = next.is_empty()
        || words[found.end].kind != Kind::Plain
        || is_listed!("and und y et e here from thanks please speaking but or is for with", next);
    is_cut.then_some(found)
}

/// "I'm Ana, sorry, Anna"; "… no, it's John".
fn corrected(words: &[Word<'_>], found: &Run) -> Option<Run> {
    const CUES: &str = "sorry actually correction typo rather mean meant oops wait perdon digo perdona \
    entschuldigung pardon desole scusa scusate cioe desculpa desculpe meine";
    let near = words.iter().enumerate().skip(found.end).take(4);
    let cue = near.filter(|(_, word)| is_listed!(CUES, &word.folded)).map(|(at, _)| at).max()?;
    let skip = |at: usize| {
        words
            .get(at)
            .is_some_and(|word| is_listed!("i its it is im no the my name spelled with es ist cest", &word.folded))
    };
    let start = (cue + 1..words.len()).find(|at| !skip(*at))?;
    let run = run(words, start, Trust::Known)?;
    (run.end == words.len() || !words[run.end - 1].is_open() || is_no_name(&words[run.end].folded)).then_some(run)
}

/// Whether a word may stand in a name, whatever its case.
fn is_letters(word: &Word<'_>) -> bool {
    word.kind == Kind::Plain
        && word
            .shown
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, '-' | '\'') || unicode_normalization::char::is_combining_mark(c))
        && !word.shown.ends_with("'s")
}

/// A title may stand before a name and is none of it.
fn after_titles(words: &[Word<'_>], mut at: usize) -> usize {
    while words.get(at).is_some_and(|word| is_title(&word.folded) && at + 1 < words.len())
        && (words[at].is_open() || words[at].gap.trim() == ".")
        && words.get(at + 1).is_some_and(|next| is_letters(next) && (next.is_capital() || !words[at].is_capital()))
    {
        at += 1;
    }
    at
}

/// A place on the map that nobody is called.
fn is_only_place(word: &Word<'_>) -> bool {
    is_place(&word.folded) && !is_given(&word.folded)
}
