//! What a home's buyer in the United Kingdom is asked first: chain, mortgage, scheme, stamp duty.

mod duty;
mod said;

use duty::{ABROAD_SAID, CAME_HOME, COUNTRIES, FIRST_SAID, MAIN_SAID, OTHERS, SECOND_SAID};
use said::{
    ABROAD, APPLIED, CASH, CASH_SAID, CHAIN_FREE, DIP, EXPLORING, FIRST_HOMES, FIRST_TIME, FREE, FUNDS, HELD,
    HELD_FUNDS, HELP_TO_BUY, IN_CHAIN, LINKED, LOOKING, MAIN, NOT_HELD, NOTHING_TO_SELL, ONE_SALE, PENDING, SECOND,
    SHARED, SINGLE, UNTIL,
};

use super::phrase::{Clause, clauses, listed};
use crate::assistant::turn::{Place, Turn};
use crate::lead::detail::{LONGEST, Signal, SignalKind};

/// One finding: which value, how strong against another of its kind, and where.
struct Found {
    kind: SignalKind,
    value: &'static str,
    rank: u8,
    place: Place,
    words: String,
}

/// The four signals in a conversation, each at most once.
#[must_use]
pub fn property(turns: &[Turn<'_>]) -> Vec<Signal> {
    let mut found: Vec<Found> = Vec::new();
    let mut cash: Option<(Place, String)> = None;
    let mut funds: Option<(Place, String)> = None;
    let mut asked: Option<&str> = None;
    for turn in turns {
        if !turn.is_visitor {
            asked = Some(turn.text);
            continue;
        }
        let all = clauses(crate::text::head(turn.text, crate::assistant::ANALYSED_CHARS));
        let mut add = |kind, value, rank, words: &str| {
            let words = crate::text::head(words, LONGEST).to_owned();
            found.push(Found { kind, value, rank, place: turn.place.clone(), words });
        };
        if let Some(question) = asked.take() {
            answer(question, &all, &mut add);
        }
        for (at, clause) in all.iter().enumerate().filter(|(_, clause)| is_own(clause)) {
            // "Is shared ownership wise? I'd rather not."
            let is_taken_back = all[at + 1..].iter().take(2).any(|next| next.has_any(TAKEN_BACK));
            if !is_taken_back {
                scheme(clause, &mut add);
            }
        }
        for clause in all.iter().filter(|clause| is_own(clause) && !only_asks(clause)) {
            chain(clause, &mut add);
            mortgage(clause, &mut add);
            duty(clause, &mut add);
            if clause.says("cash") || clause.has_any(&CASH_SAID[1..]) {
                cash.get_or_insert((turn.place.clone(), clause.sentence.clone()));
            }
            let is_other = clause.has("deposit|mortgage|id|identity|address|income") && !clause.has("on deposit");
            if clause.says_any(FUNDS) && !clause.asks && !is_other {
                funds = Some((turn.place.clone(), clause.sentence.clone()));
                // Money that is told to lie ready buys without a lender, whatever word they have for it.
                if clause.says_any(HELD_FUNDS) {
                    cash.get_or_insert((turn.place.clone(), clause.sentence.clone()));
                }
            }
        }
    }
    if let (Some(_), Some((place, words))) = (&cash, funds) {
        found.push(Found {
            kind: SignalKind::Mortgage,
            value: CASH,
            // Who has an agreement borrows, whatever else lies ready.
            rank: if found.iter().any(|one| matches!(one.value, DIP | PENDING) && one.rank >= 2) { 2 } else { 4 },
            place,
            words: crate::text::head(&words, LONGEST).to_owned(),
        });
    }
    strongest(found)
}

/// Of each kind the strongest; of equals the last.
fn strongest(found: Vec<Found>) -> Vec<Signal> {
    let best = |kind: SignalKind| found.iter().filter(|one| one.kind == kind).max_by_key(|one| one.rank);
    SignalKind::ALL
        .iter()
        .filter_map(|kind| best(*kind))
        .map(|one| Signal {
            kind: one.kind,
            value: one.value.to_owned(),
            conversation: one.place.conversation.clone(),
            seq: Some(one.place.seq),
            evidence: one.words.clone(),
        })
        .collect()
}

/// What is said of themselves and as a fact: not of others, and not "if I were a first-time buyer".
fn is_own(clause: &Clause) -> bool {
    !is_of_others(clause) && !clause.has_any(SUPPOSED)
}

const SUPPOSED: &[&str] = &[
    "if i|we|id|wed were|was|had|bought|did|became",
    "i|we wish",
    "wish i|we",
    "imagine|suppose|supposing|pretend i|we|id|im|were|that",
    "would be if",
];
const TAKEN_BACK: &[&str] =
    &["rather not", "not for me|us|ours", "id|wed prefer not", "no thanks", "dont fancy|like|want it|that|those"];

/// "my son is a first-time buyer", "is the vendor chain-free?"
fn is_of_others(clause: &Clause) -> bool {
    let first = clause.words.iter().take(4).position(|word| listed("my our the a", word));
    let others = first.is_some_and(|at| {
        clause.words.get(at + 1).is_some_and(|word| listed(OTHERS, word)) && !clause.has("and i|me|we")
    });
    let is_reported = clause.has("said|says|told|claims|reckons|mentioned he|hes|she|shes|they|theyre|the|its");
    let others = others
        || is_reported
        || clause.has_any(&[
            "my|our|his|her|their parents|mum|dad|mother|father|inlaws|mums|dads have|has|had|are|is|own|owns|bought|paid|got",
            "my|our friend|sister|brother|son|daughter|mate|cousin|ex is|are|has|have|had|bought|used|got|was",
        ]);
    let vendor = clause.has("vendor|vendors|seller|sellers|owner|owners") && !clause.has("i|we|our|my");
    others || vendor
}

/// "is it chain-free?", "what is a DIP?": they ask, they don't tell.
fn only_asks(clause: &Clause) -> bool {
    let begins = |list: &str| clause.words.first().is_some_and(|word| listed(list, word));
    // "what is a DIP" asks without its mark too.
    (clause.asks && begins("is are does do") || begins("what whats how who which why when where"))
        && !clause.has("my|our|we|im|ive|i")
}

type Add<'a> = dyn FnMut(SignalKind, &'static str, u8, &str) + 'a;

fn chain(clause: &Clause, add: &mut Add<'_>) {
    let kind = SignalKind::Chain;
    // "I'm not a first-time buyer and not selling either" tells of no chain; a question after it neither.
    if clause.has_any(&[
        "not|neither|nor .. either|nor",
        "whether|wondering|if .. chain",
        "chain .. mean|means",
        "whether|decided|decide|deciding|unsure|undecided .. sell",
        "last|previous|former|earlier buyer|buyers|sale|purchaser",
    ]) {
        return;
    }
    // "An offer from people with nothing to sell": theirs is the nothing.
    let is_theirs =
        clause.has_any(&["from|to people|someone|somebody|buyers|buyer|couple|family", "accepted an? offer"]);
    if clause.says_any(&["short|small|tiny|simple chain"]) {
        add(kind, SINGLE, 2, &clause.sentence);
    } else if clause.has_any(NOTHING_TO_SELL) && !is_theirs {
        add(kind, CHAIN_FREE, 2, &clause.sentence);
    } else if clause.says_any(LINKED) || is_many(clause) || clause.has_any(UNTIL) {
        add(kind, IN_CHAIN, 3, &clause.sentence);
    } else if clause.says_any(FREE)
        && !clause.has("can|could|may|do i|we rent")
        && !clause.has_any(&["rent|renting|rented|let|letting it|them|ours|out", "to|for rent"])
    {
        add(kind, CHAIN_FREE, 2, &clause.sentence);
    } else if clause.says_any(ONE_SALE)
        && !clause.has_any(&["still|yet available", "from .. selling|sale", "selling|sold my|our shop|business|company|car|shares|firm"])
        && !(clause.asks && clause.has("is|are .. under offer"))
    {
        add(kind, SINGLE, 2, &clause.sentence);
    }
}

/// "four in the chain", "a chain of 5", "(3 below us)": two or more stand in it.
fn is_many(clause: &Clause) -> bool {
    let Some(at) = clause.find("chain|below|above|behind").map(|(at, _)| at) else { return false };
    let from = at.saturating_sub(5);
    let end = (at + 4).min(clause.words.len());
    let is_count = |word: &String| {
        !listed("a an one un una", word)
            && super::phrase::number(word).is_some_and(|count| (2.0..20.0).contains(&count))
    };
    clause.words[from..end].iter().any(is_count)
        && !clause.has("bed|beds|bedroom|bedrooms|week|weeks|month|months|day|days")
        && (clause.has("chain") || clause.has("below|above|behind us|me|them"))
}

fn mortgage(clause: &Clause, add: &mut Add<'_>) {
    let kind = SignalKind::Mortgage;
    let asks_about = clause.asks
        && clause.has("do|should|would|can|could|is|what|will i|we|it|a|you .. need|have|require|accept|get");
    if asks_about && !clause.has_any(&["how much .. borrow", "what .. borrow"]) {
        return;
    }
    // What was refused or has lapsed is neither held nor under way.
    if clause.has_any(&["declined|rejected|refused|withdrawn|lapsed", "turned down", "fell|fallen|falls through"]) {
        return;
    }
    if clause.says_any(HELD) && !is_wished(clause) {
        add(kind, DIP, 3, &clause.sentence);
    } else if clause.says_any(APPLIED) && !clause.has("about|going|plan|planning|intend|need|yet to") {
        add(kind, PENDING, 2, &clause.sentence);
    } else if clause.has_any(LOOKING) && !clause.has("dont|no|not need|needing a? mortgage") {
        add(kind, EXPLORING, 1, &clause.sentence);
    }
}

/// Whether an agreement is only wished for: "need to get a DIP". What is needed behind it is a home: "have a DIP, need 3 beds".
fn is_wished(clause: &Clause) -> bool {
    const NEAR: usize = 5;
    let Some((at, end)) = HELD.iter().find_map(|held| clause.find(held)) else { return false };
    let before = Clause { words: clause.words[at.saturating_sub(NEAR)..at].to_vec(), ..clause.clone() };
    let behind = Clause { words: clause.words[at..(end + NEAR).min(clause.words.len())].to_vec(), ..clause.clone() };
    before.has_any(NOT_HELD)
        || behind.has("expired|lapsed|soon|waiting|awaiting|applied|requested|ran|progress|process|pending|next")
}

fn scheme(clause: &Clause, add: &mut Add<'_>) {
    let kind = SignalKind::Scheme;
    let is_weighed = clause.asks
        && clause.has_any(&[
            "is|are|was .. good|bad|worth|wise|better|safe|risky|clever idea|it|deal|option|than|choice|or|to",
            "is|are|has|have .. finished|ended|over|closed|gone|scrapped|stopped",
        ]);
    let is_defined = is_weighed || clause.asks && clause.has_any(&["what is|are|s", "whats", "how does|do .. work"]);
    if is_defined || clause.has("not|arent|isnt|wont|didnt|dont .. eligible|qualify|interested") {
        return;
    }
    if clause.says_any(&["help to buy", "htb", "h2b", "h 2 b"]) {
        add(kind, HELP_TO_BUY, 1, &clause.sentence);
    }
    if clause.says_any(&[
        "shared ownership",
        "part buy",
        "part rent",
        "# share",
        "a share of",
        "buy|buying|purchase a .. share",
        "shared owner",
    ]) {
        add(kind, SHARED, 1, &clause.sentence);
    }
    if clause.says_any(&["first homes", "first home scheme|discount"]) {
        add(kind, FIRST_HOMES, 1, &clause.sentence);
    }
}

fn duty(clause: &Clause, add: &mut Add<'_>) {
    let kind = SignalKind::Sdlt;
    let lives_abroad = clause
        .find("live|living|lives|based|working|work|reside|residing|currently|here|am|are|im|were in")
        .is_some_and(|(at, end)| {
            !clause.is_denied_before(at) && clause.words[end..].iter().take(3).any(|word| listed(COUNTRIES, word))
        });
    let is_resident_elsewhere =
        clause.has_any(&["not .. uk resident|residents", "not resident", "non resident|residents|uk", "nonresident"]);
    if clause.has_any(CAME_HOME) {
        // They live here again; what they say of it here is read below.
    } else if is_resident_elsewhere && !clause.has("not a? non resident|residents")
        || clause.says_any(ABROAD_SAID)
        || lives_abroad
    {
        add(kind, ABROAD, 4, &clause.sentence);
        return;
    }
    // "never owned" denies in its own words.
    let is_first = clause.has_any(&[
        "never .. owned|bought",
        "havent|not|hasnt owned|bought .. before",
        "neither|none of us .. owned|bought",
        "nor|neither i|me|my|we|he|she|us .. owned|bought|had",
    ]);
    // Whom they sell to, or rent from, buys or lets; they don't.
    let is_of_others = clause.has("to|from|by|with a|an|some .. first|second|buyer|buyers|landlord|landlords|investor")
        || clause.has("my|our|the|your|their landlord|landlords|buyer|buyers|vendor|seller|purchaser");
    if is_of_others {
        return;
    }
    if is_first || (clause.says_any(FIRST_SAID) && !clause.has("wasnt|longer")) {
        add(kind, FIRST_TIME, 2, &clause.sentence);
    } else if clause.says_any(SECOND_SAID) && !clause.has("viewing|visit|look") {
        add(kind, SECOND, 3, &clause.sentence);
    } else if clause.says_any(MAIN_SAID) {
        add(kind, MAIN, 1, &clause.sentence);
    }
}

/// What a plain yes or no says to the bot's question.
fn answer(question: &str, said: &[Clause], add: &mut Add<'_>) {
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
    } else if has(&["owned|bought|own .. before|ever|home|property|house"]) && !has(&["currently|still|another|other"]) {
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
    if !asked.iter().any(|clause| clause.asks && clause.has("mortgage|principle|finance|funding|lender|broker|aip|dip")) {
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
