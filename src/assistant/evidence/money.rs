//! What a visitor can spend: an amount of theirs, a price they accept, or that the money is there.

use super::read::Message;
use super::{Evidence, Kind, spoken};
use crate::assistant::signal::phrase::{Clause, listed, number};

const CUES: &[&str] = &[
    "budget|budgeted|budgets",
    "up to",
    "max|maximum|tops|ceiling|limit",
    "spend|spending|afford|invest",
    "put|set|have|got .. aside|saved|by",
    "saved|savings",
    "no more than",
    "below|under|within|between|around|about|roughly|approx|circa|to",
    "can do|pay|go|stretch|manage",
    "happy to pay",
    "willing to pay",
    "range",
    "we have|got|ve",
];
const NO_BUDGET: &[&str] = &[
    "too expensive|much|dear|pricey|high",
    "over|above|beyond|outside|out .. budget|range",
    "cant|cannot|couldnt|dont afford|have",
    "charged|refund|refunded|paid|owe|owed|invoice|invoiced|deposit|billed|overcharged",
    "cost|costs me|us",
    "save|saving|off",
    "was|were quoted",
    "is it|that really",
    "sell|selling|sold|worth|valued|valuation",
    "salary|earn|income|wage",
    "elsewhere|competitor|cheaper",
    "lost|a|parking|late|library fine|fines",
];
const READY: &[&str] = &[
    "whatever it costs|takes",
    "money|cost|price .. no|not|isnt .. object|issue|problem|concern",
    "budget|funding|funds|finance|money|spend .. \
    approved|agreed|secured|available|ready|confirmed|allocated|ring|in|signed|sorted|there",
    "approved|agreed|secured|signed .. budget|funding|funds|finance|spend",
    "got|have|has .. funding|funds|budget|signoff",
    "signed off",
    "ready to pay",
    "happy|willing|prepared to pay",
    "pay upfront|today|now|cash|deposit",
    "cash ready|waiting|buyer",
    "happy with|at the|that price|quote|cost|figure|estimate",
    "purchase order|orders ready|raised|approved|issued|signed",
    "po|pos ready|raised|approved|issued|signed|number",
    "price|quote|quotation|estimate|offer|figure .. .. accepted|agreed|approved",
    "accept|accepted|agree|agreed .. price|quote|quotation|estimate|offer|#",
    "moneys no|not|never an? object|issue|problem|concern",
    "price|quote|cost|figure|rate works|fine|good|ok|okay|acceptable|reasonable",
];
const ACCEPTS: &[&str] = &[
    "that|this|it|price|figure|which? .. works|fine|good|great|perfect|ok|okay|reasonable|suits|fair|doable",
    "works for me|us",
    "pencil|book|put|sign us|me|it in|down|up",
    "\
    fine|perfect|great|good|ok|okay|deal|agreed|brilliant|excellent|yes|yeah|sure|lovely|done|reasonable|sounds|fair|super|cool",
    "sounds good|fine|great|reasonable|fair|ok|about",
    "happy with",
    "no problem",
    "go ahead",
    "lets do",
    "within .. budget",
    "ill|well take",
    "i can|we .. do|pay|manage",
];

/// The first that counts: the amount before the agreement.
pub(super) fn read(messages: &[Message<'_>]) -> Option<Evidence> {
    let amount = messages.iter().find_map(|message| {
        let clause = message.clauses.iter().find(|clause| has_amount(clause, message))?;
        Some(message.evidence(Kind::Budget, &clause.sentence))
    });
    amount.or_else(|| {
        messages.iter().find_map(|message| {
            let told = message
                .clauses
                .iter()
                .find(|clause| (clause.says_any(READY) || clause.says_in_other(spoken::READY)) && !clause.asks);
            let told = told.or_else(|| accepted(message));
            told.map(|clause| message.evidence(Kind::Budget, &clause.sentence))
        })
    })
}

/// A price was named, and they begin with a yes to it.
fn accepted<'m>(message: &'m Message<'_>) -> Option<&'m Clause> {
    let prompt = crate::text::head(message.prompt?, 600);
    let is_price = |at: usize, sign: &str| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        digit(prompt[..at].trim_end().chars().next_back())
            || digit(prompt[at + sign.len()..].trim_start().chars().next())
    };
    prompt.match_indices(['£', '$', '€']).any(|(at, sign)| is_price(at, sign)).then(|| agreed(message))?
}

/// They begin with a yes to what was said to them, and take nothing of it back.
pub(super) fn agreed<'m>(message: &'m Message<'_>) -> Option<&'m Clause> {
    let first = message.clauses.first()?;
    let denies = message.clauses.iter().any(|clause| {
        clause.has(spoken::BUT)
            || clause.has("but|expensive|hmm|unsure|not|think|elsewhere|cheaper|discount|bit|steep|lot|much")
    });
    (!denies && !first.asks).then_some(())?;
    message
        .clauses
        .iter()
        .take(2)
        .find(|clause| (clause.says_any(ACCEPTS) || clause.says_in_other(spoken::ACCEPTS)) && !clause.asks)
}

fn has_amount(clause: &Clause, message: &Message<'_>) -> bool {
    if clause.has_any(NO_BUDGET) || clause.has_in_other(spoken::NO_BUDGET) {
        return false;
    }
    let asked = message.prompt.is_some_and(|prompt| {
        let prompt = crate::text::words(crate::text::head(prompt, 600));
        prompt.iter().any(|word| {
            listed(
                "budget spend price presupuesto gastar ausgeben preis depenser prix spendere prezzo orcamento \
    range figure afford",
                word,
            )
        })
    });
    let is_told = asked || clause.has_any(CUES) || clause.has_in_other(spoken::BUDGET_CUES);
    clause.words.iter().enumerate().any(|(at, word)| {
        let next = clause.words.get(at + 1).map_or("", String::as_str);
        let prior = at.checked_sub(1).map_or("", |at| clause.words[at].as_str());
        let has_sign = listed("£ $ € r$ us$ eur gbp usd chf", prior)
            || word.starts_with(['£', '$', '€'])
            || word.ends_with(['£', '$', '€']);
        let Some(value) = number(word).filter(|_| word.contains(|c: char| c.is_ascii_digit())).or_else(|| {
            if listed("thousand grand million mil mila mille tausend", next) { number(word) } else { None }
        }) else {
            return false;
        };
        let is_thousands = (word.ends_with('k') && word.len() >= 2 && number(word).is_some())
            || listed("k thousand grand mil mila mille tausend million m lakh", next)
            || (word.ends_with('m') && has_sign);
        let is_currency =
            listed("€ £ $ eur euro euros gbp usd pounds pound quid dollars dollar pesos reais libras chf francs", next);
        // "£450 is fine" tells; "is it £450?" asks.
        if has_sign || is_currency {
            return !clause.asks || is_told || is_thousands || value >= 1_000.0;
        }
        let is_measure = listed(
            "beds bed bedroom bedrooms weeks week months month days day years year people users seats miles km \
    sqm sqft m2 m kg am pm percent staff employees",
            next,
        ) || word.ends_with('%');
        // "Budget 650 a month" is written 650/m.
        let is_monthly = next == "m" && clause.has("budget|lease|rent");
        if is_measure && !is_monthly {
            return false;
        }
        let is_plain = word.chars().all(|c| c.is_ascii_digit() || c == '.');
        let is_round =
            value >= 100.0 && !(1_990.0..=2_035.0).contains(&value) && word.len() <= 8 && !word.starts_with('0');
        // "Max 275": who says it so leaves the thousands out; "up to 200 guests" counts.
        let is_bound = clause.has("budget|max|maximum|tops|ceiling|presupuesto|maximo|budget|maximal|orcamento")
            && (next.is_empty() || listed("max maximum tops all in or for but and total ish if each per", next));
        (is_thousands && (is_told || value >= 1.0))
            || (is_plain && is_round && is_told && (asked || is_bound || value >= 500.0))
    })
}
