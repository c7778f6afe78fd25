//! What a short answer to a question of ours tells of a home's buyer.

use super::Add;
use super::said::{
    ABROAD, CASH, CHAIN_FREE, DIP, EXPLORING, FIRST_HOMES, FIRST_TIME, HELP_TO_BUY, IN_CHAIN, MAIN, NOT_HELD, PENDING,
    SECOND, SHARED, SINGLE,
};
use crate::assistant::signal::phrase::{Clause, clauses, listed};
use crate::lead::detail::SignalKind;

/// What a plain yes or no says to the bot's question.
pub(super) fn answer(question: &str, said: &[Clause], add: &mut Add<'_>) {
    let Some(first) = said.first() else { return };
    of_mortgage(question, said, add);
    let Some(is_yes) = yes_or_no(first) else { return };
    let asked = clauses(crate::text::head(question, 600));
    let Some(asked) = asked.iter().rev().find(|clause| clause.asks) else { return };
    let whole: Vec<Clause> = clauses(crate::text::head(question, 600))
        .into_iter()
        .filter(|clause| clause.sentence == asked.sentence)
        .collect();
    let has = |patterns: &[&str]| whole.iter().any(|clause| clause.has_any(patterns));
    // "Are you buying or selling?" has no yes.
    if has(&["or"]) && !has(&["or not"]) && !has(&["dip|aip|mip|principle"]) {
        return;
    }
    let words = &first.sentence;
    let not_yet = first.has("not yet") || first.has("havent yet");
    if has(&["first time buyer|buyers", "first property|home|purchase"]) {
        if is_yes {
            add(SignalKind::Sdlt, FIRST_TIME, 2, words);
        }
    } else if has(&["chain free", "no chain"]) {
        add(SignalKind::Chain, if is_yes { CHAIN_FREE } else { SINGLE }, 1, words);
    } else if has(&["in a .. chain", "part of a chain", "a chain"]) {
        add(SignalKind::Chain, if is_yes { IN_CHAIN } else { CHAIN_FREE }, 2, words);
    } else if has(&["to sell", "selling", "sell .. first", "need to sell", "own|current property|home|house .. sell"]) {
        add(SignalKind::Chain, if is_yes || not_yet { SINGLE } else { CHAIN_FREE }, if is_yes { 1 } else { 2 }, words);
    } else if has(&["proof .. funds", "evidence .. funds"]) {
        if is_yes {
            add(SignalKind::Mortgage, CASH, 4, words);
        }
    } else if has(&["dip", "aip", "mip", "principle", "mortgage offer|approved|agreed|arranged|place"]) {
        let mut same = said.iter().filter(|clause| clause.sentence == first.sentence);
        if is_yes && !same.any(|clause| clause.has_any(NOT_HELD)) {
            add(SignalKind::Mortgage, DIP, 3, words);
        }
    } else if has(&["applied", "application"]) {
        if is_yes {
            add(SignalKind::Mortgage, PENDING, 2, words);
        }
    } else if has(&[
        "spoken|talked|speak|seen|found|contacted .. lender|broker|bank|adviser|advisor",
        "mortgage|finance .. sorted|place|started|yet",
    ]) {
        if !is_yes || not_yet {
            add(SignalKind::Mortgage, EXPLORING, 1, words);
        }
    } else if has(&["help to buy"]) {
        if is_yes {
            add(SignalKind::Scheme, HELP_TO_BUY, 1, words);
        }
    } else if has(&["shared ownership"]) {
        if is_yes {
            add(SignalKind::Scheme, SHARED, 1, words);
        }
    } else if has(&["first homes"]) {
        if is_yes {
            add(SignalKind::Scheme, FIRST_HOMES, 1, words);
        }
    } else if has(&["owned|bought|own .. before|ever|home|property|house"]) && !has(&["currently|still|another|other"])
    {
        if !is_yes {
            add(SignalKind::Sdlt, FIRST_TIME, 2, words);
        }
    } else if has(&["uk resident|residents|based", "resident|live|living|based in the uk"]) {
        if !is_yes {
            add(SignalKind::Sdlt, ABROAD, 4, words);
        }
    } else if has(&[
        "second home",
        "buy to let",
        "investment",
        "holiday home",
        "own another|other",
        "additional property",
    ]) {
        if is_yes {
            add(SignalKind::Sdlt, SECOND, 3, words);
        }
    } else if has(&["main|only|primary residence|home", "live|living in it|there", "be living", "move in yourself"])
        && is_yes
    {
        add(SignalKind::Sdlt, MAIN, 1, words);
    }
}

/// "Where are you with your mortgage?" "Applied last week."; "an agreement in principle?" "Not yet, starting to look".
fn of_mortgage(question: &str, said: &[Clause], add: &mut Add<'_>) {
    let asked = clauses(crate::text::head(question, 600));
    if !asked.iter().any(|clause| clause.asks && clause.has("mortgage|principle|finance|funding|lender|broker|aip|dip"))
    {
        return;
    }
    for clause in said {
        if clause.says_any(&["applied|submitted|application|underwriting"]) {
            add(SignalKind::Mortgage, PENDING, 2, &clause.sentence);
        } else if clause.says_any(&["looking|shopping|starting|comparing|exploring|researching|speaking|talking"]) {
            add(SignalKind::Mortgage, EXPLORING, 1, &clause.sentence);
        }
    }
}

/// Whether the first words say yes or no; neither, when they say something else.
fn yes_or_no(first: &Clause) -> Option<bool> {
    const YES: &str = "yes yeah yep yup correct indeed absolutely definitely certainly sure exactly right affirmative";
    const NO: &str = "no nope nah neither never none";
    let word = first.words.iter().find(|word| !listed("oh well hi thanks ah um er", word))?;
    if listed(YES, word)
        || first.find("we|i do|are|am|have|will|would").is_some_and(|(at, end)| at == 0 && end == first.words.len())
        || first.find("thats right|correct").is_some()
        || first.find("we|i have one").is_some()
    {
        return Some(true);
    }
    let denies = first.find("not yet|really|at|currently").is_some_and(|(at, _)| at <= 1)
        || first.find("we|i dont|havent|arent|am|are not?").is_some_and(|(at, end)| {
            at == 0
                && end == first.words.len()
                && first.words.len() >= 2
                && first.words.iter().any(|word| listed("dont havent arent not", word))
        });
    (listed(NO, word) || denies).then_some(false)
}
