//! What a visitor wants, how exactly they say it, and what they ask for next.

use super::read::Message;
use super::{Evidence, Kind, spoken};
use crate::assistant::signal::phrase::{Clause, listed, number};

const NEED: &[&str] = &[
    "need|needs|needing|want|wants|wanting|require|requires",
    "looking for|to|at|into",
    "look for|into|to",
    "interested in",
    "id|wed|would like|love",
    "after a|an|some|something|the|new|two|three",
    "hoping to|for",
    "thinking of|about",
    "considering",
    "searching|hunting for",
    "in the market",
    "planning to|a|an|our|on",
    "do you \
    do|make|build|offer|sell|have|supply|fit|install|stock|cover|deliver|provide|hire|rent|run|cater|print|clean|repair|service|design|teach|take|work",
    "does your|the|it|this",
    "can|could you|someone|anyone|we|i|u .. \
    do|make|build|fit|install|supply|quote|come|help|fix|repair|replace|design|paint|clean|deliver|print|service|provide|cater|view|see|visit|book|order|get|have|reserve|arrange|rent|hire|buy",
    "how much",
    "what .. cost|price|charge|rates|rate",
    "price|prices|pricing|cost|quote|quotes|estimate for|of|on|to",
    "get|got|have|send a? .. quote|estimate|price|demo|viewing|survey|proposal",
    "still available",
    "switch|upgrade|subscribe|renew .. to|plan|users",
    "need|want|looking for someone|somebody|anyone",
    "what|how much do you charge",
    "\
    book|booking|reserve|order|buy|buying|purchase|hire|rent|lease|install|replace|upgrade|renovate|refurbish|extend|convert",
    "we like|love the|that",
    "i like|love|fancy the|that|a",
    "moving|move to|into|somewhere|house|office|in",
    "our|my|the .. \
    died|burst|leaking|leak|broke|broken|blocked|flooded|flooding|packed|failed|collapsed|smashed|tripping",
    "boiler|heating|pipe|roof|drain|toilet|lock|window|fuse|electrics|fridge|freezer",
    "suitable|compatible|right|ideal|big|small|large|strong|good for|with",
    "is|are .. available|suitable|compatible|possible|for sale|hire|rent",
    "in stock",
    "offering|offer #",
    "put .. forward|in .. offer|bid",
    "would be ideal|perfect|great|nice|lovely",
    "looks|look lovely|perfect|great|ideal|nice|just",
    "caught my|our eye",
    "comparing",
    "choosing between",
    "do|can|could|will you .. come|travel|visit",
    "would|will|could|might .. work|suit|do for",
];
/// These say that a sale is meant, whatever else is told of what they have.
const SALE: &[&str] = &[
    "need|want|looking for someone|somebody|anyone",
    "do you charge",
    "quote|quotes|estimate|demo|viewing|viewings|survey|proposal|brochure",
    "budget",
    "book|reserve|buy|buying|purchase|hire|rent",
    "need|want|looking for|at|to .. a|an|new|some|# .. for?",
    "interested in",
    "in the market",
    "how much for|is|are|would|to|do|does",
    "do you do|make|build|offer|sell|supply|fit|install|stock|cater|hire|rent",
    "come today|out|round|over|and",
    "died|burst|flooded|flooding|leak|leaking .. come|today|asap|help",
    "new one|kitchen|bathroom|boiler|roof|website|office|home|house|car|sofa",
    "still available",
];
const NEXT: &[&str] = &[
    "next|first|earliest free|available? slot|appointment|date|availability",
    "pencil|squeeze|fit|book us|me in",
    "call|ring|phone|text|whatsapp|contact me|us|back",
    "give me|us a call|ring|bell",
    "call|ring today|tomorrow|this|on|asap|now",
    "book|arrange|schedule|organise|set .. \
    viewing|viewings|visit|demo|appointment|test|survey|consultation|slot|call|meeting|inspection|tour|trial|session|table|room|fitting|it|in|up",
    "can|could|may we|i .. view|see|visit|try|meet|come|tour|book|reserve|order|pay|sign",
    "view|see|visit .. it|this|on|the|saturday|sunday|monday|tuesday|wednesday|thursday|friday|weekend|tomorrow",
    "id|wed|would like|love .. \
    demo|viewing|view|visit|quote|call|appointment|meeting|survey|see|book|order|reserve|proceed|go",
    "send|email|post|forward \
    me|us|it|the|over|through|a|paperwork|contract|invoice|quote|proposal|brochure|details|link",
    "paperwork|contract|invoice|agreement to|please|over",
    "place|put .. order|deposit|offer",
    "make|making|offering|put .. offer|forward",
    "offering #",
    "reserve",
    "deposit",
    "sign up|the|me",
    "go ahead",
    "get started|going",
    "proceed",
    "can|could|will|would someone|somebody|anyone|you|u \
    come|send|visit|start|fit|quote|call|deliver|do|pop|get|ring",
    "come out|round|over|today|tomorrow|and",
    "a|get|send|your|for|rough|free quote|estimate|figure|price|proposal",
    "quote for|please|me",
    "how do|can we|i pay|order|book|reserve|sign|proceed|buy|start",
    "where do i sign|pay|order",
    "ill|well take it|them|the|one|two|both",
    "hold|save|keep it|one|them|the",
    "please arrange|book|call|send|ring|email|confirm|reserve",
    "when can|could you|we|i|someone|it",
    "are you free",
    "available|free on|to|this|tomorrow|next",
    "put me|us down",
    "sign me|us up",
    "lets do|book|go|start|proceed|get",
    "ready to order|buy|book|go|sign|proceed|start",
];
const NO_STEP: &[&str] = &[
    "no need to",
    "dont|do not? call|ring|email|send",
    "maybe|perhaps nearer|later",
    "not yet|now|ready",
    "come back to",
    "get back to",
    "ill|well think|let",
    "need to think",
    "how do i .. reset|track|return|cancel|change",
    "when can i expect",
];
const OFFERS: &[&str] = &[
    "would you like|want",
    "shall|should|can|could|may we|i",
    "do you want",
    "interested in .. viewing|demo|quote|call|visit|booking",
    "want me|us to",
    "book|arrange|schedule",
];
const OFFERED: &str = "\
    viewing|view|visit|demo|call|quote|book|appointment|meet|test|survey|brochure|send|meeting|slot|reserve|order|tour|consultation|trial|estimate";
const YES: &str = "yes yeah yep sure ok okay please absolutely definitely great perfect lovely brilliant";
/// A day that is offered.
const DAY: &str = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow";
const EMERGENCY: &[&str] = &[
    "emergency",
    "burst|flooding|flooded|leaking|leak",
    "no heating|water|power|electricity|hot",
    "died|packed in|broken|broke|failed|blocked|overflowing|smashed|locked out",
    "locked out",
    "gas smell|leak",
    "smell gas",
    "boiler|heating",
    "notfall|urgencia|emergenza|emergencia",
];
const COLOURS: &str = "black white grey gray blue red green yellow navy beige cream brown pink purple orange oak \
    walnut pine leather linen velvet steel brass copper marble granite quartz wood wooden glass matte gloss \
    electric diesel hybrid petrol automatic manual wireless waterproof organic vegan vegetarian halal ensuite \
    detached semi terraced bungalow cottage flat studio penthouse maisonette terrace garden parking garage \
    balcony south-facing freehold leasehold furnished unfurnished ground victorian negro blanco schwarz weiss \
    noir blanc blanche nero bianco preto branco";
const NO_COUNTS: &str = "day days week weeks month months year years hour hours minute minutes am pm k pounds \
    pound quid euros euro dollars thousand grand million percent o th st nd rd bit while few lot look quick \
    question to or of and at by for in on the is it that few couple moment sec time times please more else tage \
    wochen dias semanas jours semaines giorni settimane";
const COMMON: &str = "i im ive id ill i'm hi hello hey yes no ok okay thanks thank please monday tuesday \
    wednesday thursday friday saturday sunday january february march april may june july august september october \
    november december christmas easter asap uk gb the we our my is are it its and but can could would do does how \
    what when where who why not";

/// The first clause that wants something.
pub(super) fn need(messages: &[Message<'_>]) -> Option<Evidence> {
    let said = || plain_need(messages);
    // Who names something exactly and asks for what comes next, or tells what it may cost, wants it, whatever the words.
    let implied = || {
        let is_meant = next_step(messages).is_some() || super::money::read(messages).is_some();
        specifics(messages).into_iter().next().filter(|_| is_meant)
    };
    said().or_else(|| implied().map(|one| Evidence { kind: Kind::Need, ..one }))
}

fn plain_need(messages: &[Message<'_>]) -> Option<Evidence> {
    messages.iter().find_map(|message| {
        let clause = message.clauses.iter().find(|clause| wants(clause) && content(clause) >= 2 || is_home(clause))?;
        Some(message.evidence(Kind::Need, &clause.sentence))
    })
}

fn wants(clause: &Clause) -> bool {
    clause.says_any(NEED) || clause.says_in_other(spoken::NEED)
}

/// "Two beds, a garden": a home that is wanted, not "our two bed flat".
fn is_home(clause: &Clause) -> bool {
    clause.find("# bed|beds|bedroom|bedrooms").is_some_and(|(at, _)| at <= 1) && !clause.has("my|our|the|your|its")
}

/// Whether what is wanted is plainly something that is sold.
pub(super) fn is_sale(messages: &[Message<'_>]) -> bool {
    messages
        .iter()
        .flat_map(|message| &message.clauses)
        .any(|clause| clause.says_any(SALE) || clause.says_in_other(spoken::SALE))
}

/// Words that carry something.
fn content(clause: &Clause) -> usize {
    clause.words.iter().filter(|word| word.chars().count() > 2 && !listed(COMMON, word)).count()
}

/// What they said of it exactly, each kind of thing once: counts, sizes, places, looks, named things, what it is for.
pub(super) fn specifics(messages: &[Message<'_>]) -> Vec<Evidence> {
    const KINDS: [fn(&Clause) -> bool; 8] = [counts, measures, is_somewhere, looks, names, purpose, lists, prefers];
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
    clause.words.windows(2).any(|pair| {
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
            && !word.ends_with("am")
    })
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
    false
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
