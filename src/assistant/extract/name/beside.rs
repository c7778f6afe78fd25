//! A name by what stands beside it: under a letter, next to the visitor's own number, before what they do.

use super::super::lists::{is_given, is_listed, is_title};
use super::super::scan::{Kind, Word, matches_at};
use super::super::whose::{Claim, claim};
use super::cues::{GREETINGS, SIGNED, SIGNED_AFTER_COMMA};
use super::opens;
use super::run::{Run, Trust, run};

/// A name under a letter: "Kind regards, Tom Baker", "- Tom", or the last line alone.
pub(super) fn signed(words: &[Word<'_>]) -> Option<Run> {
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
                is_listed!(
                    "thanks thank regards wishes gracias danke dank merci grazie obrigado obrigada",
                    &word.folded
                )
            });
        let trust = if is_thanked && words[at].is_capital() { Trust::Likely } else { Trust::Known };
        let run = run(words, at, trust)?;
        let rest = words.len() - run.end;
        let is_kiss = rest == 1 && matches!(words[run.end].folded.as_str(), "x" | "xx" | "xxx");
        (rest == 0 || is_kiss).then_some(run)
    })
}

/// "Naomi, 07700 900701"; "07700 900511, Martin."
pub(super) fn beside_contact(words: &[Word<'_>]) -> Option<Run> {
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
                .any(|word| is_listed!("order pedido bestellung commande ordine encomenda", &word.folded))
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
                && is_listed!(
                    "tel phone mobile mob email mail e telephone cell telefon handy movil correo telefono \
    cellulare tlf tlm and number no nr numero nummer order pedido bestellung commande ordine encomenda",
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
    at > 0 && words[at - 1].is_open() && is_listed!(GREETINGS, &words[at - 1].folded)
}

/// "Arjun Mehta, CTO, …", "Mrs Dobson, I teach at …", "Hugh, I own …": a name at the beginning, and who that is. "Hugh, I
/// need help" speaks to Hugh.
pub(super) fn apposed(words: &[Word<'_>]) -> Option<Run> {
    const SELF: &str =
        "i im ive we were my ich wir soy je nous sono io sou eu and mi mein meine ma mon mio mia a o minha meu";
    const AM: &str = "own run manage work am represent leite arbeite dirijo trabajo dirige travaille gestisco lavoro dirijo trabalho";
    let start = words.iter().position(|word| !is_listed!(GREETINGS, &word.folded))?;
    let run = run(words, start, Trust::Known)?;
    let next = words.get(run.end).filter(|_| words[run.end - 1].gap.trim() == ",")?;
    let is_role = is_listed!(super::super::company::ROLES, &next.folded)
        && words.get(run.end + 1).is_none_or(|_| words[run.end].gap.contains([',', '.']))
        || words.get(run.end + 1).is_some_and(|after| {
            is_listed!(super::super::company::ROLES, &next.folded) && is_listed!("at of from for", &after.folded)
        });
    let is_full = run.end - run.start >= 2 && words[run.start].is_capital() && is_given(&words[run.start].folded);
    let does = words.get(run.end + 1).is_some_and(|after| is_listed!(AM, &after.folded));
    let is_self = is_listed!(SELF, &next.folded) && (is_title(&words[start].folded) || is_full || does);
    (is_role || is_self).then_some(run)
}

/// Where those sit who are greeted by name and by their desk.
const DESKS: &str = "support sales customer service accounts team reception delivery dispatch billing head the your";

/// "Sven Berg from Berg Bygg AB".
pub(super) fn from_company(words: &[Word<'_>]) -> Option<Run> {
    (0..words.len()).filter(|at| words[*at].begins() || opens(words, *at)).find_map(|at| {
        let run = run(words, at, Trust::Known)?;
        let next =
            words.get(run.end).filter(|_| words[run.end - 1].is_open() || words[run.end - 1].gap.trim() == ",")?;
        let beyond = words.get(run.end + 1)?;
        let joins = is_listed!("from at von bei de da di chez of with", &next.folded)
            && (beyond.is_capital() || is_listed!("unit flat number no apartment room house the", &beyond.folded));
        // "Hey Jamal from Eastmoor Timber" tells who writes; "Hi Daniel from support" speaks to Daniel.
        let is_spoken_to = is_greeted(words, at)
            && (!is_listed!("from frm von de di da du", &next.folded)
                || is_listed!(DESKS, &beyond.folded)
                || !beyond.is_capital());
        (joins && !is_spoken_to).then_some(run)
    })
}

/// "… Still nothing. Kofi Mensah": a full name for a last sentence.
pub(super) fn last_alone(words: &[Word<'_>]) -> Option<Run> {
    let at = (3..words.len()).rev().take(4).find(|at| words[*at].begins())?;
    let run = run(words, at, Trust::Known)?;
    let is_full = (2..=3).contains(&(run.end - run.start)) && is_given(&words[run.start].folded);
    let asks = words[run.end - 1].gap.contains(['?', '!']);
    (is_full && run.end == words.len() && !asks && words[at].is_capital()).then_some(run)
}
