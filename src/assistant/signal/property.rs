//! What a home's buyer in the United Kingdom is asked first: chain, mortgage, scheme, stamp duty.

mod answer;
mod duty;
mod said;

use answer::answer;
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
    let is_reported = clause.has("said|says|told|claims|reckons|mentioned me|us? he|hes|she|shes");
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
        && !clause.has_any(&[
            "still|yet available",
            "from .. selling|sale",
            "selling|sold my|our shop|business|company|car|shares|firm",
        ])
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
    if clause.has("used to live|be|work|stay|own") {
        return;
    }
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

#[cfg(test)]
mod tests;
