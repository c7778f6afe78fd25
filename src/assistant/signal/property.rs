//! What a home's buyer in the United Kingdom is asked first: chain, mortgage, scheme, stamp duty.

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

const CHAIN_FREE: &str = "Chain-free";
const SINGLE: &str = "Single chain";
const IN_CHAIN: &str = "In chain";
const CASH: &str = "Cash (proven)";
const DIP: &str = "DIP held";
const PENDING: &str = "Application pending";
const EXPLORING: &str = "Exploring";
const HELP_TO_BUY: &str = "Help to Buy";
const SHARED: &str = "Shared Ownership";
const FIRST_HOMES: &str = "First Homes";
const FIRST_TIME: &str = "First-time buyer";
const MAIN: &str = "Main residence";
const SECOND: &str = "Second home";
const ABROAD: &str = "Non-resident";

/// Nothing stands behind them: the denial is part of it, so these are looked for whatever stands before.
const NOTHING_TO_SELL: &[&str] = &[
    "no chain", "no onward chain", "no upward chain", "without a? chain", "nothing .. to sell", "nothing .. selling", "no property|house|home|flat|place .. to sell",
    "dont|havent|not|doesnt|hasnt|wont have|got|having|need|needing .. to sell", "dont|wont|not|neednt need|have|having to sell", "no need to sell", "not selling", "arent selling", "isnt selling", "without selling", "not in a chain", "not part of a chain", "isnt a? chain", "not dependent|reliant on .. sale|selling",
    "nowhere to sell", "none to sell", "havent .. to sell", "no sale needed|required|involved", "havent got anything to sell",
];
const FREE: &[&str] = &[
    "chain free", "i|we|im|were|currently|just|still rent|renting", "been renting", "renting in|at|from|privately|currently|month|now|and", "rent privately|currently|now|month|at|from", "am|are renting", "in rented", "rented accommodation|flat|house|place", "tenancy ends|ending|finishes|expires|is|runs|up", "lease|rental ends|ending|finishes|expires .. flat|house|rental",
    "living|live|lives|staying with my|our|his|her? parents|mum|dad|family|folks|in|inlaws", "live|living at home", "live|living at my? mums|parents", "sale|sold completed", "already sold|completed .. sale|house|flat|home|place", "sold .. and .. renting|rented|rent|completed", "sold .. last|already .. year|month|completed", "have already sold", "sale .. gone through|completed",
];
const ONE_SALE: &[&str] = &[
    "need|have|got|must|would|will|having to sell", "selling my|our|ours|mine|the|a", "house|flat|home|property|place|bungalow|terrace|semi|apartment to sell", "sell ours|mine|my|our", "ours|mine|house|flat|home|place is .. on the market", "on the market", "going on the market", "put|putting .. on the market", "under offer", "sstc", "sold stc", "sold subject to contract", "subject to contract",
    "accepted an? offer", "offer accepted on ours|mine|our|my", "found|have|got a buyer", "buyer .. lined up", "our|my buyer is", "sale agreed", "sale .. going through", "estate agent valuing", "once|when|after .. ours|mine .. sold|sells", "once|when|after we|i .. sell|sold", "waiting .. to sell", "dependent|depends on .. sale|selling", "have|own .. to sell",
];
const LINKED: &[&str] = &[
    "in a .. chain", "part of a .. chain", "chain of", "long|big|complicated|small|short chain", "buyer|buyers .. selling|sell|chain|also|too", "buyer|buyers is|are .. buying|waiting", "chain below|above|behind|underneath", "up|down the line|chain", "people|couple|family|they buying .. ours|our|mine|my .. sell|selling", "several|other|multiple links|people|sales .. chain", "# links", "# people|houses|properties|homes|sales in the chain", "there|theres is? a chain", "whole chain", "rest of the chain", "everyone|everybody else",
    "vendor|seller|sellers .. finding|find|needs .. buy|somewhere", "their buyer",
];
const HELD: &[&str] = &[
    "dip", "aip", "mip", "decision in principle", "agreement in principle", "agreed in principle", "mortgage in principle", "approved in principle", "approval in principle", "offer in principle", "pre approved", "preapproved", "pre approval", "preapproval", "mortgage .. approved|agreed", "mortgage offer", "lender|bank|broker|halifax|nationwide|santander|barclays|natwest|hsbc|lloyds .. agreed|approved|confirmed|offered",
    "approved for", "mortgage .. in place|sorted|arranged|ready", "finance .. in place|agreed|approved|sorted",
];
/// What makes an agreement a wish.
const NOT_HELD: &[&str] = &[
    "need|needs|get|getting|want|apply|applying|applied|arrange|arranging|sort|sorting|waiting|awaiting|expired|expires|lapsed|run|require|without|working|soon|should|hoping|hope|try|trying", "chasing", "asked for", "requested", "ran out", "in process|progress", "going to", "yet to",
];
const APPLIED: &[&str] = &[
    "applied .. mortgage|loan|dip|aip|mip|principle|lender|bank|nationwide|halifax|santander|barclays|natwest|hsbc|lloyds", "application .. in|submitted|pending|processing|process|with|progress|going|underwriting|gone|started|being", "mortgage application", "waiting|awaiting .. bank|lender|mortgage|decision|underwriter|underwriters|underwriting|broker|hear|dip|aip|mip|application", "submitted .. application|paperwork|documents|forms|mortgage", "broker .. processing|submitted|submitting|application|applied|sent|chasing", "with the underwriters|underwriter|lender", "being assessed|underwritten|processed", "in underwriting", "paperwork .. lender|bank", "lender|bank .. processing|reviewing|looking|assessing|considering", "mortgage .. in progress|process|pending", "applying for .. mortgage",
    "mortgage valuation",
];
const LOOKING: &[&str] = &[
    "not|havent|hasnt .. spoken|talked|spoke|speak|looked|started|sorted|approached|contacted|thought .. lender|broker|bank|mortgage|adviser|advisor|finance", "looking|look|look|shopping|shop|comparing|compare|researching|checking .. rates|mortgage|mortgages|lenders|deals|borrow|finance", "thinking about .. mortgage", "broker|adviser|advisor|bank|lender next|on|soon|tomorrow|this", "seeing|see|meeting|meet|speaking|speak|talking|talk|booked .. broker|adviser|advisor|bank|lender", "how much .. borrow", "what .. borrow", "need|needs|want|require|get|getting a? mortgage|loan", "exploring .. mortgage|finance|options|borrowing", "mortgage .. not .. yet|sorted|started",
    "working out .. borrow|afford|mortgage", "need to .. broker|lender|bank|mortgage|dip|aip", "will|would need a? mortgage", "early stages .. mortgage|finance|lender", "havent .. mortgage|broker|lender|dip|aip|principle",
];
const FUNDS: &[&str] = &[
    "proof", "evidence", "bank statement|statements", "funds|money|cash .. place|bank|account|savings|solicitor|solicitors|ready|available|cleared|sitting|waiting|proven|verified|hand|there", "solicitor|solicitors|lawyer .. has|have|hold|holds|holding|funds|money", "funds .. ready|available|proven|verified|there", "statement|statements .. show|send|bank", "letter from .. bank|solicitor|accountant",
];
const CASH_SAID: &[&str] = &["cash", "without a? mortgage", "no mortgage", "dont need .. mortgage", "not .. mortgage", "outright", "inheritance", "savings", "mortgage free"];
const ABROAD_SAID: &[&str] = &[
    "non resident|residents|uk", "nonresident", "not .. uk resident|residents", "not resident", "overseas buyer|buyers|resident|investor|client", "live|living|lives|based|working|work|reside|residing|resident|am|are|currently overseas|abroad", "expat|expats", "foreign buyer|national|resident", "outside the? uk|britain|england", "tax resident in",
];
const COUNTRIES: &str = "dubai singapore spain france germany italy portugal ireland usa america states canada australia china india nigeria kenya japan qatar doha bahrain kuwait \
    switzerland sweden norway denmark netherlands holland belgium austria malaysia thailand zealand africa hong uae abu dhabi york paris madrid berlin lisbon toronto sydney melbourne \
    shanghai beijing mumbai delhi lagos nairobi tokyo zurich geneva monaco cyprus malta greece turkey israel brazil mexico riyadh jeddah saudi oman texas california florida dublin boston";
const SECOND_SAID: &[&str] = &[
    "second|2nd|additional|another|extra|third home|property|house|flat|place|residence|one .. to|as|for?", "holiday home|cottage|house|let|flat|place|property|bolthole|lodge|apartment|rental", "buy to let", "btl", "investment|rental property|properties|flat|house|purchase", "an investment", "as investment", "keep|keeping our|my|the .. house|home|flat|place|property|one|current|it", "keep|keeping .. current|existing|house|home|flat", "already own|have .. house|home|flat|property|place|another|one|properties|mortgage", "own another|other|several|two|three", "let|rent|letting|renting it out", "rent|let .. out .. tenants?", "weekend place|home|retreat|bolthole", "weekends", "pied a terre", "bolthole", "landlord|landlords", "portfolio", "airbnb",
    "as well as our|my home|house", "to let|rent out",
];
const FIRST_SAID: &[&str] = &[
    "first time buyer|buyers|buy|buying|buyer's|purchaser|purchasers", "ftb|ftbs", "never owned|bought", "first property|home|house|flat|place|purchase|one .. buy|bought|buying|owned?", "my|our|a|her|his|their first property|home|house|flat|place|purchase|mortgage", "buying .. first time", "never .. owned|bought .. property|home|house|before|anything", "first rung", "not|havent|hasnt owned|bought .. before", "dont|not own .. property|home|anything|already",
    "first .. property|ladder", "getting on the .. ladder",
];
const MAIN_SAID: &[&str] = &[
    "main|primary|only|principal residence|home|house|property", "live|living in it|there|the|this|ourselves|myself", "to live in", "well|wed|ill|id|would|will|be|we|i live|living|move|moving .. in|there|into", "our|my forever home|house", "family home", "forever home", "for ourselves|myself", "permanent home|residence|base", "replacing our|my .. home|house|residence", "home for us|me|the family", "moving .. into it|there",
];
/// People whose affairs are not the visitor's.
const OTHERS: &str = "son daughter friend friends brother sister colleague neighbour neighbours cousin tenant tenants nephew niece client clients mate";

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
        for clause in all.iter().filter(|clause| !is_of_others(clause)) {
            scheme(clause, &mut add);
        }
        for clause in all.iter().filter(|clause| !is_of_others(clause) && !only_asks(clause)) {
            chain(clause, &mut add);
            mortgage(clause, &mut add);
            duty(clause, &mut add);
            if clause.says("cash") || clause.has_any(&CASH_SAID[1..]) {
                cash.get_or_insert((turn.place.clone(), clause.sentence.clone()));
            }
            if clause.says_any(FUNDS) && !clause.asks && !clause.has("deposit|mortgage|id|identity|address|income") {
                funds = Some((turn.place.clone(), clause.sentence.clone()));
            }
        }
    }
    if let (Some(_), Some((place, words))) = (&cash, funds) {
        found.push(Found { kind: SignalKind::Mortgage, value: CASH, rank: 4, place, words: crate::text::head(&words, LONGEST).to_owned() });
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

/// "my son is a first-time buyer", "is the vendor chain-free?"
fn is_of_others(clause: &Clause) -> bool {
    let first = clause.words.iter().take(4).position(|word| listed("my our the a", word));
    let others = first.is_some_and(|at| clause.words.get(at + 1).is_some_and(|word| listed(OTHERS, word)) && !clause.has("and i|me|we"));
    let vendor = clause.has("vendor|vendors|seller|sellers|owner|owners") && !clause.has("i|we|our|my");
    others || vendor
}

/// "is it chain-free?", "what is a DIP?": they ask, they don't tell.
fn only_asks(clause: &Clause) -> bool {
    clause.asks && clause.words.first().is_some_and(|word| listed("is are does do what whats how who which why when where", word)) && !clause.has("my|our|we|im|ive|i")
}

type Add<'a> = dyn FnMut(SignalKind, &'static str, u8, &str) + 'a;

fn chain(clause: &Clause, add: &mut Add<'_>) {
    let kind = SignalKind::Chain;
    if clause.has_any(NOTHING_TO_SELL) {
        add(kind, CHAIN_FREE, 2, &clause.sentence);
    } else if clause.says_any(LINKED) {
        add(kind, IN_CHAIN, 3, &clause.sentence);
    } else if clause.says_any(FREE) && !clause.has_any(&["rent|renting|rented|let|letting it|them|ours|out", "to|for rent"]) {
        add(kind, CHAIN_FREE, 2, &clause.sentence);
    } else if clause.says_any(ONE_SALE) && !clause.has("still|yet available") && !(clause.asks && clause.has("is|are .. under offer")) {
        add(kind, SINGLE, 2, &clause.sentence);
    }
}

fn mortgage(clause: &Clause, add: &mut Add<'_>) {
    let kind = SignalKind::Mortgage;
    let asks_about = clause.asks && clause.has("do|should|would|can|could|is|what|will i|we|it|a|you .. need|have|require|accept|get");
    if asks_about && !clause.has_any(&["how much .. borrow", "what .. borrow"]) {
        return;
    }
    if clause.says_any(HELD) && !clause.has_any(NOT_HELD) {
        add(kind, DIP, 3, &clause.sentence);
    } else if clause.says_any(APPLIED) && !clause.has("about|going|plan|planning|intend|need|yet to") {
        add(kind, PENDING, 2, &clause.sentence);
    } else if clause.has_any(LOOKING) && !clause.has("dont|no|not need|needing a? mortgage") {
        add(kind, EXPLORING, 1, &clause.sentence);
    }
}

fn scheme(clause: &Clause, add: &mut Add<'_>) {
    let kind = SignalKind::Scheme;
    let is_defined = clause.asks && clause.has_any(&["what is|are|s", "whats", "how does|do .. work"]);
    if is_defined || clause.has("not|arent|isnt|wont|didnt|dont .. eligible|qualify|interested") {
        return;
    }
    if clause.says_any(&["help to buy", "htb"]) {
        add(kind, HELP_TO_BUY, 1, &clause.sentence);
    }
    if clause.says_any(&["shared ownership", "part buy", "part rent", "#% share", "a share of", "buy|buying|purchase a .. share", "shared owner"]) {
        add(kind, SHARED, 1, &clause.sentence);
    }
    if clause.says_any(&["first homes", "first home scheme|discount"]) {
        add(kind, FIRST_HOMES, 1, &clause.sentence);
    }
}

fn duty(clause: &Clause, add: &mut Add<'_>) {
    let kind = SignalKind::Sdlt;
    let lives_abroad = clause.find("live|living|lives|based|working|work|reside|residing|currently|here|am|are|im|were in").is_some_and(|(at, end)| {
        !clause.is_denied_before(at) && clause.words[end..].iter().take(3).any(|word| listed(COUNTRIES, word))
    });
    let is_resident_elsewhere = clause.has_any(&["not .. uk resident|residents", "not resident", "non resident|residents|uk", "nonresident"]);
    if is_resident_elsewhere && !clause.has("not a? non resident|residents") || clause.says_any(ABROAD_SAID) || lives_abroad {
        add(kind, ABROAD, 4, &clause.sentence);
        return;
    }
    if clause.has("never|not|havent|hasnt|dont .. owned|bought|own") && clause.says_any(&["never owned|bought"]) || clause.says_any(FIRST_SAID) && !clause.has("wasnt|longer") {
        add(kind, FIRST_TIME, 2, &clause.sentence);
    } else if clause.has_any(&["never .. owned|bought", "havent|not|hasnt owned|bought .. before"]) {
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
    let Some(is_yes) = yes_or_no(first) else { return };
    let asked = clauses(crate::text::head(question, 600));
    let Some(asked) = asked.iter().rev().find(|clause| clause.asks) else { return };
    let whole: Vec<Clause> = clauses(crate::text::head(question, 600)).into_iter().filter(|clause| clause.sentence == asked.sentence).collect();
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
        if is_yes && !said.iter().any(|clause| clause.has_any(NOT_HELD)) {
            add(SignalKind::Mortgage, DIP, 3, words);
        }
    } else if has(&["applied", "application"]) {
        if is_yes {
            add(SignalKind::Mortgage, PENDING, 2, words);
        }
    } else if has(&["spoken|talked|speak|seen|found|contacted .. lender|broker|bank|adviser|advisor", "mortgage|finance .. sorted|place|started|yet"]) {
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
    } else if has(&["uk resident|residents", "resident|live|living|based in the uk"]) {
        if !is_yes {
            add(SignalKind::Sdlt, ABROAD, 4, words);
        }
    } else if has(&["second home", "buy to let", "investment", "holiday home", "own another|other", "additional property"]) {
        if is_yes {
            add(SignalKind::Sdlt, SECOND, 3, words);
        }
    } else if has(&["main|only|primary residence|home", "live|living in it|there", "be living", "move in yourself"]) && is_yes {
        add(SignalKind::Sdlt, MAIN, 1, words);
    }
}

/// Whether the first words say yes or no; neither, when they say something else.
fn yes_or_no(first: &Clause) -> Option<bool> {
    const YES: &str = "yes yeah yep yup correct indeed absolutely definitely certainly sure exactly right affirmative";
    const NO: &str = "no nope nah neither never none";
    let word = first.words.iter().find(|word| !listed("oh well hi thanks ah um er", word))?;
    if listed(YES, word) || first.find("we|i do|are|am|have|will|would").is_some_and(|(at, end)| at == 0 && end == first.words.len()) || first.find("thats right|correct").is_some() || first.find("we|i have one").is_some() {
        return Some(true);
    }
    let denies = first.find("not yet|really|at|currently").is_some_and(|(at, _)| at <= 1)
        || first.find("we|i dont|havent|arent|am|are not?").is_some_and(|(at, end)| at == 0 && end == first.words.len() && first.words.len() >= 2 && first.words.iter().any(|word| listed("dont havent arent not", word)));
    (listed(NO, word) || denies).then_some(false)
}
