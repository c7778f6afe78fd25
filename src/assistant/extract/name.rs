//! The visitor's name, where they say it: after "my name is" and its like in many languages, before "here", under a
//! letter, beside their own number, or as a bare answer to the bot's question.
//!
//! Cautious: a wrong name is worse than none, so a name that somebody else bears, or may bear, is left alone.

mod cues;
mod run;
mod scripts;

use cues::{AFTER, GREETINGS, HERE, LABELS, LAST, MAYBE, NAMED, SIGNED, SIGNED_AFTER_COMMA};
use run::{Run, Trust, run};

use super::lists::{is_given, is_listed, is_no_name, is_place, is_title};
use super::prompt::Prompt;
use super::scan::{Kind, Word, after, matches_at};
use super::whose::{Claim, claim};

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
                || !is_listed("company business your user pet product", &words[at - 1].folded);
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
        .any(|word| is_listed("phone email tel mobile order company telefono telefon correo", &word.folded))
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
            (!is_anothers(words, at) && !is_late).then_some(end)
        })
        .collect();
    places.into_iter().rev().find_map(|at| run(words, at, Trust::Sure))
}

/// "Caoimhe Ní Riain is my name".
fn said_behind(words: &[Word<'_>]) -> Option<Run> {
    const BEHIND: &[&str] = &[
        "is my name",
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
    if !is_listed("name names surname nombre nom nome", &first.folded) || at == 0 || first.begins() {
        return false;
    }
    let before = &words[at - 1];
    let owns = "my the first full last and our mi mein meu mio mon";
    let is_own = is_listed(owns, &before.folded) && !(at >= 2 && is_listed("not", &words[at - 2].folded));
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
        let is_back = words.get(place + 1).is_some_and(|word| is_listed("again here speaking", &word.folded))
            && words[place].is_open();
        let trust = if cue.needs_known && !is_back { Trust::Known } else { Trust::Likely };
        let run = run(words, place, trust)?;
        let next = words.get(run.end).filter(|_| words[run.end - 1].is_open()).map_or("", |word| word.folded.as_str());
        // "It's Claire I need to talk to".
        if cue.opens && is_listed("i im id who whom that whose que qui che die der", next) {
            return None;
        }
        // "Soy Jorge y quiero …" goes on; "Anna und Peter" are two.
        let beyond = words.get(run.end + 1).is_some_and(|word| word.is_capital() || is_given(&word.folded));
        if is_listed("und et y e", next) && !beyond {
            return Some(run);
        }
        // "I'm Anna's sister" was refused with the run; "this is Tower Road" is no person.
        (!is_listed("road street avenue lane house ltd limited gmbh inc llc and und et y e or", next) || next == "and")
            .then_some(run)
    })
}

/// Nothing but a greeting stands before this in its sentence.
fn opens(words: &[Word<'_>], at: usize) -> bool {
    (0..=at)
        .rev()
        .find(|place| words[*place].begins())
        .is_none_or(|start| words[start..at].iter().all(|word| is_listed(GREETINGS, &word.folded)))
        || words[at].lead.contains([',', '-', '–'])
}

/// "Tom here", "Prof. Anil Mehta speaking".
fn here(words: &[Word<'_>]) -> Option<Run> {
    (1..words.len()).find_map(|at| {
        // "Alistair Shaw, calling about the survey"; "Dr Ann Shaw, I am writing about …".
        let is_calling = is_listed("calling writing ringing phoning emailing schreibe", &words[at].folded);
        let before = (0..at).rev().find(|place| !is_listed("i am im was just ich", &words[*place].folded));
        let end = before.map_or(0, |place| place + 1);
        if is_calling && end > 0 && words[end - 1].gap.trim() == "," {
            let run = run(words, 0, Trust::Known).filter(|run| run.end == end);
            if run.is_some() {
                return run;
            }
        }
        if !is_listed(HERE, &words[at].folded) || !words[at - 1].is_open() {
            return None;
        }
        // "Tom here" ends there; "any Tom here can …" doesn't.
        let gap = words[at].gap.trim_start();
        let next = words.get(at + 1).map_or("", |word| word.folded.as_str());
        let ends = words[at].gap.is_empty()
            || gap.starts_with([',', '.', '!', '-', '–', '—', '\n', ':', ';', '('])
            || is_listed("from at again with and i im von de di da mate pal guys team just quick", next)
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

/// A name under a letter: "Kind regards, Tom Baker", "- Tom", or the last line alone.
fn signed(words: &[Word<'_>]) -> Option<Run> {
    let ends = |run: &Run| {
        let rest = &words[run.end..];
        let gap = words[run.end - 1].gap;
        let is_kiss = rest.len() == 1 && matches!(rest[0].folded.as_str(), "x" | "xx" | "xxx");
        rest.is_empty() || is_kiss || gap.contains(['\n', '|', ',', '(']) || rest[0].kind == Kind::Contact
    };
    // "Ok thanks, Daniel" speaks to Daniel; "Is Sunday fine? Thanks, Daniel" is signed.
    let is_late = |at: usize| at >= 4 || (at >= 3 && words[at].begins());
    let closing = (0..words.len()).find_map(|at| {
        let end = |phrases: &[&str]| phrases.iter().filter_map(|phrase| matches_at(words, at, phrase)).max();
        let regards = end(SIGNED);
        let thanks = end(SIGNED_AFTER_COMMA)
            .filter(|end| is_late(at) && words[*end - 1].gap.contains([',', '\n', '-', '.', '!', '–']));
        let place = regards.or(thanks)?;
        let run = run(words, place, Trust::Likely)?;
        let is_alone = words[run.start].is_capital() || is_given(&words[run.start].folded);
        (ends(&run) && is_alone && run.end - run.start <= 4).then_some(run)
    });
    closing.or_else(|| {
        // The last line, or what stands behind a dash at the end.
        let at = (3..words.len()).rev().take(4).find(|at| {
            let lead = words[*at].lead;
            let dash = lead.trim_end().strip_suffix(['-', '–', '—', '~', '/']);
            lead.contains('\n') || dash.is_some_and(|before| before.ends_with([' ', '.', '!', '?']))
        })?;
        // Under a thanks a line of one name needs no more to tell it.
        let is_thanked = words[at].lead.contains('\n')
            && words[..at].iter().any(|word| {
                is_listed("thanks thank regards wishes gracias danke dank merci grazie obrigado obrigada", &word.folded)
            });
        let trust = if is_thanked && words[at].is_capital() { Trust::Likely } else { Trust::Known };
        let run = run(words, at, trust)?;
        let rest = words.len() - run.end;
        let is_kiss = rest == 1 && matches!(words[run.end].folded.as_str(), "x" | "xx" | "xxx");
        (rest == 0 || is_kiss).then_some(run)
    })
}

/// "Naomi, 07700 900701"; "07700 900511, Martin."
fn beside_contact(words: &[Word<'_>]) -> Option<Run> {
    let parts = |gap: &str| {
        gap.contains([',', ';', '\n', '|', '/', '(', ')', '.', ':', '–', '—', '!', '•'])
            || gap.contains(" - ")
            || gap.contains("- ")
    };
    // The number of their order too: "order 41877 (Nadia Haddad)".
    let is_order = |at: usize| {
        words[at].has_digit()
            && words[at].shown.len() >= 4
            && words[..at]
                .iter()
                .rev()
                .take(3)
                .any(|word| is_listed("order pedido bestellung commande ordine encomenda", &word.folded))
    };
    let contacts = (0..words.len()).filter(|at| words[*at].kind == Kind::Contact || is_order(*at));
    contacts.filter(|at| claim(words, *at) >= Claim::Own).find_map(|at| {
        // Behind it, and nothing more in the sentence.
        let behind = || {
            if !parts(words[at].gap) {
                return None;
            }
            let run = run(words, at + 1, Trust::Known)?;
            let gap = words[run.end - 1].gap;
            (run.end == words.len() || parts(gap) || words[run.end].kind == Kind::Contact).then_some(run)
        };
        // Before it, perhaps with a label between: "Naomi, tel. 07700 900701".
        let before = || {
            let mut end = at;
            while end > 0
                && is_listed(
                    "tel phone mobile mob email mail e telephone cell telefon handy movil correo telefono \
    cellulare tlf tlm and order pedido bestellung commande ordine encomenda",
                    &words[end - 1].folded,
                )
            {
                end -= 1;
            }
            if end == 0 || !(parts(words[end - 1].gap) || words[end - 1].is_open()) {
                return None;
            }
            let first =
                (0..end).rev().take(6).take_while(|place| *place + 1 == end || words[*place].is_open()).last()?;
            (first..end).find_map(|from| {
                let alone = words[from].begins()
                    || words[from].lead.contains([',', '\n', '-', ':', '–', '|'])
                    || opens(words, from) && !is_greeted(words, from);
                let run = run(words, from, Trust::Known)?;
                (alone && run.end == end && !is_greeted(words, from)).then_some(run)
            })
        };
        // "Amara Eze | Eze Clinic | amara@…": the card of a person, line by line.
        let card = || {
            let run = run(words, 0, Trust::Known)?;
            let is_near = at <= run.end + 5 && words[run.end - 1].gap.trim_start().starts_with([',', '|', '\n', '/']);
            (is_near && is_given(&words[run.start].folded) && run.end < at).then_some(run)
        };
        card().or_else(behind).or_else(before)
    })
}

/// "Hi Daniel" speaks to Daniel.
fn is_greeted(words: &[Word<'_>], at: usize) -> bool {
    at > 0 && words[at - 1].is_open() && is_listed(GREETINGS, &words[at - 1].folded)
}

/// "Arjun Mehta, CTO, …", "Mrs Dobson, I teach at …": a name at the beginning, and who that is.
fn apposed(words: &[Word<'_>]) -> Option<Run> {
    const SELF: &str = "i im ive we were my ich wir soy je nous sono io sou eu and";
    let run = run(words, 0, Trust::Known)?;
    let next = words.get(run.end).filter(|_| words[run.end - 1].gap.trim() == ",")?;
    let is_role = is_listed(super::company::ROLES, &next.folded)
        && words.get(run.end + 1).is_none_or(|_| words[run.end].gap.contains([',', '.']))
        || words.get(run.end + 1).is_some_and(|after| {
            is_listed(super::company::ROLES, &next.folded) && is_listed("at of from for", &after.folded)
        });
    let is_self = is_listed(SELF, &next.folded) && is_title(&words[0].folded);
    (is_role || is_self).then_some(run)
}

/// Where those sit who are greeted by name and by their desk.
const DESKS: &str = "support sales customer service accounts team reception delivery dispatch billing head the your";

/// "Sven Berg from Berg Bygg AB".
fn from_company(words: &[Word<'_>]) -> Option<Run> {
    (0..words.len()).filter(|at| words[*at].begins() || opens(words, *at)).find_map(|at| {
        let run = run(words, at, Trust::Known)?;
        let next =
            words.get(run.end).filter(|_| words[run.end - 1].is_open() || words[run.end - 1].gap.trim() == ",")?;
        let beyond = words.get(run.end + 1)?;
        let joins = is_listed("from at von bei de da di chez of with", &next.folded)
            && (beyond.is_capital() || is_listed("unit flat number no apartment room house the", &beyond.folded));
        // "Hey Jamal from Eastmoor Timber" tells who writes; "Hi Daniel from support" speaks to Daniel.
        let is_spoken_to = is_greeted(words, at)
            && (!is_listed("from von de di da", &next.folded)
                || is_listed(DESKS, &beyond.folded)
                || !beyond.is_capital());
        (joins && !is_spoken_to).then_some(run)
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
        .position(|word| !(is_listed(FILLERS, &word.folded) && !(word.is_capital() && is_given(&word.folded))))?;
    let found = run(words, start, Trust::Asked)?;
    if let Some(swapped) = surname_first(words, &found) {
        return Some(swapped);
    }
    // What follows is another sentence, or a few small words.
    let next = words.get(found.end).filter(|_| words[found.end - 1].is_open()).map_or("", |word| word.folded.as_str());
    let is_cut = next.is_empty()
        || words[found.end].kind != Kind::Plain
        || is_listed("and und y et e here from thanks please speaking but or is for with", next);
    is_cut.then_some(found)
}

/// "I'm Ana, sorry, Anna"; "… no, it's John".
fn corrected(words: &[Word<'_>], found: &Run) -> Option<Run> {
    const CUES: &str = "sorry actually correction typo rather mean meant oops wait perdon digo perdona \
    entschuldigung pardon desole scusa scusate cioe desculpa desculpe meine";
    let near = words.iter().enumerate().skip(found.end).take(4);
    let cue = near.filter(|(_, word)| is_listed(CUES, &word.folded)).map(|(at, _)| at).max()?;
    let skip = |at: usize| {
        words
            .get(at)
            .is_some_and(|word| is_listed("i its it is im no the my name spelled with es ist cest", &word.folded))
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
