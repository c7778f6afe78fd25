//! What a visitor wants, how exactly they say it, and what they ask for next.

mod said;

use said::{
    A_NEW, ASKED, COLOURS, COMMON, DAY, EMERGENCY, NEED, NEXT, NO_COUNTS, NO_STEP, NOT_SOLD, NOTHING, OF_US, OFFERED,
    OFFERS, PLAIN, SALE, YES,
};

use super::read::Message;
use super::{Evidence, Kind, spoken};
use crate::assistant::signal::phrase::{Clause, listed, number};

/// The first clause that wants something.
pub(super) fn need(messages: &[Message<'_>]) -> Option<Evidence> {
    let said = || plain_need(messages);
    // Who names something exactly in two ways, or asks for what comes next, or tells what it may cost, wants it, whatever
    // the words.
    let implied = || {
        let specifics = specifics(messages);
        let is_meant =
            || specifics.len() >= 2 || next_step(messages).is_some() || super::money::read(messages).is_some();
        if is_meant() { specifics.into_iter().next() } else { None }
    };
    said().or_else(|| asked_for(messages)).or_else(|| implied().map(|one| Evidence { kind: Kind::Need, ..one }))
}

/// "What are you after?" "A shed."
fn asked_for(messages: &[Message<'_>]) -> Option<Evidence> {
    messages.iter().find_map(|message| {
        let prompt = crate::assistant::signal::phrase::clauses(crate::text::head(message.prompt?, 600));
        let first = message.clauses.first()?;
        let is_asked = prompt.iter().any(|clause| clause.asks && clause.has_any(ASKED));
        let is_none = first.words.iter().take(3).any(|word| listed(NOTHING, word)) || first.asks;
        (is_asked && !is_none).then(|| message.evidence(Kind::Need, &first.sentence))
    })
}

pub(super) fn plain_need(messages: &[Message<'_>]) -> Option<Evidence> {
    messages.iter().find_map(|message| {
        let is_need =
            |clause: &&Clause| wants(clause) && content(clause) >= 2 && !clause.has_any(OF_US) || is_home(clause);
        let clause = message.clauses.iter().find(is_need)?;
        Some(message.evidence(Kind::Need, &clause.sentence))
    })
}

fn wants(clause: &Clause) -> bool {
    clause.says_any(NEED) || clause.says_in_other(spoken::NEED)
}

/// "Two beds, a garden": a home that is wanted, not "our two bed flat".
fn is_home(clause: &Clause) -> bool {
    let opens =
        |word: &String| listed("a an or to any nice and something ideally please", word) || number(word).is_some();
    clause
        .find("# bed|beds|bedroom|bedrooms|bedder")
        .is_some_and(|(at, _)| at <= 1 || clause.words[..at].iter().all(opens))
        && !clause.has("my|our|the|your|its")
}

/// Whether what is wanted is plainly something that is sold.
pub(super) fn is_sale(messages: &[Message<'_>]) -> bool {
    messages.iter().flat_map(|message| &message.clauses).any(|clause| {
        clause.says_any(SALE) || clause.says_in_other(spoken::SALE) || is_home(clause) || is_a_new(clause)
    })
}

/// "Need a two bed"; "need a refund" is none.
fn is_a_new(clause: &Clause) -> bool {
    clause.says_any(A_NEW) && !clause.words.iter().any(|word| listed(NOT_SOLD, word))
}

/// Words that carry something.
fn content(clause: &Clause) -> usize {
    clause.words.iter().filter(|word| word.chars().count() > 2 && !listed(COMMON, word)).count()
}

/// What they said of it exactly, each kind of thing once: counts, sizes, places, looks, named things, what it is for.
pub(super) fn specifics(messages: &[Message<'_>]) -> Vec<Evidence> {
    const KINDS: [fn(&Clause) -> bool; 9] =
        [counts, measures, is_somewhere, looks, names, purpose, lists, prefers, describes];
    KINDS
        .iter()
        .filter_map(|is| {
            messages.iter().find_map(|message| {
                let clause = message.clauses.iter().find(|clause| is(clause))?;
                Some(message.evidence(Kind::Specific, &clause.sentence))
            })
        })
        .collect()
}

/// "40 chairs", "2 bed", "6 sales people".
fn counts(clause: &Clause) -> bool {
    clause.has("team|group|party|family|class|household of #")
        || clause.words.windows(2).any(|pair| {
            let is_count = number(&pair[0]).is_some_and(|count| (1.0..100_000.0).contains(&count))
                && !listed("a an un una uno une uns ein eine einen einem einer um uma", &pair[0]);
            let is_plain = pair[0].chars().all(char::is_alphanumeric) && !pair[0].ends_with('k');
            is_count
                && is_plain
                && !listed(NO_COUNTS, &pair[1])
                && pair[1].chars().all(char::is_alphabetic)
                && pair[1].len() > 2
        })
}

/// "6 sqm", "2.4m", "30%".
fn measures(clause: &Clause) -> bool {
    const UNITS: &str = "sqm sqft m2 m² ft foot feet metre metres meter meters cm mm kg kw kwh tonnes litres \
    litre inch inches acre acres miles km gb tb mb";
    clause.words.windows(2).any(|pair| {
        number(&pair[0]).is_some()
            && pair[0].starts_with(|c: char| c.is_ascii_digit())
            && (listed(UNITS, &pair[1]) || listed(spoken::UNITS, &pair[1]))
    }) || clause.words.iter().any(|word| {
        word.starts_with(|c: char| c.is_ascii_digit())
            && ["m", "cm", "mm", "kg", "ft", "sqm", "sqft", "m2", "kw", "x", "%", "l", "gb"].iter().any(|unit| {
                word.strip_suffix(unit).is_some_and(|digits| digits.ends_with(|c: char| c.is_ascii_digit()))
            })
            || is_by(word) && !word.ends_with("am")
    })
}

/// "8x6".
fn is_by(word: &str) -> bool {
    let is_number = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    word.split_once('x').is_some_and(|(one, other)| is_number(one) && is_number(other))
}

/// "near Padstow", "on Queens Road", a postcode.
fn is_somewhere(clause: &Clause) -> bool {
    let mut before = "";
    for shown in clause.sentence.split_whitespace() {
        let word = shown.trim_matches(|c: char| !c.is_alphanumeric());
        let is_place = listed(
            "in on near at around from to towards outside en in bei a em nahe pres vicino perto",
            &crate::text::fold(before),
        );
        if is_place && word.starts_with(char::is_uppercase) && word.len() > 2 && !listed(COMMON, &word.to_lowercase()) {
            return true;
        }
        if is_postcode(word) {
            return true;
        }
        before = word;
    }
    let is_about_us = clause.has("near|nearby|to|of you|your");
    !is_about_us
        && clause.says_any(&[
            "near|nearby",
            "close to",
            "walking distance",
            "walkable",
            "within # minutes|min|mins|miles",
        ])
}

/// The outward half of a British postcode: BS6, SW1A.
fn is_postcode(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = &word.as_bytes()[letters..];
    (1..=2).contains(&letters)
        && (1..=2).contains(&rest.len())
        && rest[0].is_ascii_digit()
        && rest.iter().all(u8::is_ascii_alphanumeric)
        && !word.ends_with('K')
}

fn looks(clause: &Clause) -> bool {
    clause.words.iter().any(|word| listed(COLOURS, word) || listed(spoken::LOOKS, word))
}

/// Capitals inside a sentence: "the Apex", "with Outlook"; "plot 14", "number 7".
fn names(clause: &Clause) -> bool {
    let words: Vec<&str> =
        clause.sentence.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    // Every noun has a capital in German.
    let named = clause.language != Some("de")
        && words.windows(2).any(|pair| {
            let is_capital =
                pair[1].starts_with(char::is_uppercase) && pair[1].len() > 2 && pair[1].chars().any(char::is_lowercase);
            let is_before = listed(
                "the your a an with our this that on of for use using called is der die das le la el il o",
                &pair[0].to_lowercase(),
            );
            is_capital && is_before && !listed(COMMON, &pair[1].to_lowercase())
        });
    let is_abbreviation = |word: &&str| {
        (2..=5).contains(&word.len())
            && word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && !listed(
                "ok uk us usa eu asap faq fyi tv am pm vip ceo cv pls hi lol omg dip aip mip ftb btl stc sstc",
                &word.to_lowercase(),
            )
    };
    // "An API", "with SSO"; where all is written in capitals they say nothing.
    let abbreviated = words.iter().filter(|word| is_abbreviation(word)).count();
    let named = named || (1..=2).contains(&abbreviated) && words.len() > 2 * abbreviated;
    named || clause.has("plot|unit|model|number|size|item|lot #")
}

/// "for our new office".
fn purpose(clause: &Clause) -> bool {
    let has_feature = clause.words.windows(2).any(|pair| {
        pair[0] == "with"
            && pair[1].len() > 2
            && !listed(
                "you your this that them him her someone somebody anyone regard regards respect any thanks",
                &pair[1],
            )
            || pair[0] == "with" && (listed("a an", &pair[1]) || number(&pair[1]).is_some())
    });
    if has_feature {
        return true;
    }
    clause.says_in_other(spoken::PURPOSE)
        || clause.says_any(&[
            "for my|our|a|an|the|his|her|their",
            "for # people|guests|users|staff|adults",
            "inside|outside|indoor|outdoor only?",
        ])
}

/// How they would have it: "ideally", "at least", "in the evening".
fn prefers(clause: &Clause) -> bool {
    clause.says_any(&[
        "ideally|preferably",
        "if possible",
        "at least|most",
        "must|needs|has to|have|be",
        "evening|evenings|mornings|weekends|weekdays",
        "a si possibile|posible",
        "si es|cest posible|possible",
        "wenn|falls moglich",
        "wenigstens|mindestens|lieber|vorzugsweise|almeno|preferibilmente|preferiblemente|pelo menos",
        "au|al moins|menos",
        "de preference|preferencia",
    ])
}

/// They want it in many words of its own: "a plumber for a dripping tap in the upstairs bathroom".
fn describes(clause: &Clause) -> bool {
    const MANY: usize = 4;
    let is_own = |word: &&String| {
        word.chars().count() > 3
            && word.chars().all(char::is_alphabetic)
            && !crate::assistant::extract::is_plain_word(word)
            && !listed(PLAIN, word)
    };
    wants(clause) && clause.words.iter().filter(is_own).count() >= MANY
}

/// Several things named with commas between.
fn lists(clause: &Clause) -> bool {
    let commas = clause.sentence.matches(',').count();
    commas >= 2 && clause.sentence.split_whitespace().count() >= 6
}

/// What they ask for next.
pub(super) fn next_step(messages: &[Message<'_>]) -> Option<Evidence> {
    messages.iter().find_map(|message| {
        let is_step = |clause: &&Clause| {
            (clause.says_any(NEXT) || clause.says_in_other(spoken::NEXT))
                && !is_no_step(clause)
                && clause.words.len() >= 2
        };
        let asked = message.clauses.iter().find(is_step);
        let agreed = || {
            let offered = message.prompt.is_some_and(|prompt| {
                let prompt = crate::assistant::signal::phrase::clauses(crate::text::head(prompt, 600));
                prompt.iter().any(|clause| {
                    let is_offer = clause.has_any(OFFERS) && clause.has(OFFERED) || clause.has_in_other(spoken::OFFERS);
                    clause.asks && (is_offer || clause.has(DAY))
                })
            });
            let first = message.clauses.first().filter(|_| offered)?;
            let yes = first.words.first().is_some_and(|word| listed(YES, word) || listed(spoken::YES, word))
                || first
                    .says_any(&["is|are|would be good|fine|great|perfect|ok|okay|lovely|ideal|best", "works|suits"]);
            (yes && !message.clauses.iter().any(is_no_step)).then_some(first)
        };
        asked.or_else(agreed).map(|clause| message.evidence(Kind::NextStep, &clause.sentence))
    })
}

fn is_no_step(clause: &Clause) -> bool {
    clause.has_any(NO_STEP) || clause.has_in_other(spoken::NO_STEP)
}

/// They answered at length: three messages with something in them, or two with more.
pub(super) fn engaged(messages: &[Message<'_>]) -> Option<Evidence> {
    const FULL: usize = 4;
    const MANY: usize = 22;
    let length = |message: &Message<'_>| message.turn.text.split_whitespace().take(MANY).count();
    let full: Vec<&Message<'_>> = messages.iter().filter(|message| length(message) >= FULL).collect();
    let words: usize = messages.iter().map(length).sum();
    let last = full.last().filter(|_| full.len() >= 3 || (full.len() == 2 && words >= MANY))?;
    Some(last.evidence(Kind::Engaged, last.turn.text))
}

/// Something that cannot wait, told as happening now.
pub(super) fn emergency(messages: &[Message<'_>]) -> Option<Evidence> {
    messages.iter().find_map(|message| {
        let clause = message
            .clauses
            .iter()
            .find(|clause| clause.says_any(EMERGENCY) || clause.says_in_other(spoken::EMERGENCY))?;
        Some(message.evidence(Kind::Ready, &clause.sentence))
    })
}
