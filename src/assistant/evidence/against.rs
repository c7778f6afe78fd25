//! What speaks against buying: who only looks, needs help, says no, looks for work, sells to us or studies.

use super::read::Message;
use super::spoken::against as spoken;
use super::{Evidence, Kind};
use crate::assistant::signal::phrase::Clause;

const JOB: &[&str] = &[
    "any|the|your|open|current|these jobs|vacancies|vacancy|openings",
    "jobs|vacancies|openings going|available|open|at",
    "are|you hiring|recruiting",
    "my|a|send|attach|attached cv|resume",
    "looking|look|searching for .. job|work|employment|placement|internship|apprenticeship",
    "apply|applying|applied for .. job|role|position|vacancy|post|apprenticeship",
    "apprenticeship|apprenticeships|internship|internships",
    "work experience",
    "job|jobs|vacancy|vacancies|career|careers",
    "work for you|your",
    "join your team|company",
    "take on .. apprentices|trainees|staff|drivers|people|students",
    "looking .. staff|drivers|labourers|apprentices",
];
/// "How much for the job?" is no search for one.
const NO_JOB: &[&str] = &[
    "how much|long|big",
    "quote|price|estimate|cost|budget|small|big job",
    "how .. the|this job",
    "job .. done|doing|quote|price|start|finish|started|finished",
    "my|our|his|her|wifes|husbands|partners|new|old|for|a job|jobs|career",
    "lavoro|trabajo .. costa|cuesta|presupuesto|preventivo",
];
const SELLER: &[&str] = &[
    "seo",
    "backlinks|backlink|guest post|posts|blog",
    "rank you|your|on|top|higher|first",
    "page one|1 of google",
    "top of google",
    "grow|boost|increase|improve|double|scale your \
    business|traffic|sales|revenue|ranking|rankings|conversions|followers|leads|visibility",
    "we provide|offer|supply|specialise|specialize|sell|manufacture|deliver|develop|design|help",
    "our agency|factory|product|products|services|service|platform|software|solution|team \
    can|helps|offers|provides|would|could|is|are|will",
    "shall i send|call|book|share|arrange",
    "would you be interested|open",
    "partner|partnership|collaborate|collaboration with you|your|opportunity|proposal",
    "partnership opportunity|proposal",
    "wholesale .. list|prices",
    "i|we can help you|your",
    "qualified leads",
    "leads for|to you|your",
    "supplier of",
    "save on your|you .. bills|energy|costs|card|fees",
    "person in charge|responsible|who|handles|of",
    "decision maker",
    "buy followers",
    "bitcoin|crypto|forex|investment opportunity",
    "business loan|funding|loans|advance",
    "marketing agency|services",
    "web design services",
    "i represent|am a rep|from a marketing|sales",
    "redesign your",
    "your website .. could|needs|ranking|errors|audit|slow",
    "free audit",
];
const STUDY: &[&str] = &[
    "dissertation|thesis|coursework|homework|questionnaire|assignment|essay",
    "uni|university|school|college project|assignment|course|essay|study|research|paper|report|presentation",
    "student .. doing|writing|researching|working|project|research|studying|survey|interview",
    "research project|paper|study|student|purposes",
    "market research",
    "im|am|were researching",
    "doing|conducting|for|my|some research",
    "journalist|reporter",
    "writing|write an|a|my|our article|paper|essay|report|blog|thesis|piece|book",
    "for my|a|our studies|degree|masters|phd|course|class",
    "survey .. minutes|questions|students|study",
    "phd|masters|gcse|alevel",
    "interview you|someone .. for",
];
const REFUSED: &[&str] = &[
    "not|no interested|longer",
    "no longer interested|looking|need|needed|required|want",
    "changed my|our mind|minds",
    "gone|went|going|go with|for .. else|another|other|competitor|different|someone|somebody|elsewhere",
    "going elsewhere",
    "found .. else|another|elsewhere|somewhere|someone",
    "stop .. messaging|contacting|emailing|calling|texting|spamming|asking",
    "dont|do not? contact|call|email|message|text|ring|bother",
    "remove me|my|us",
    "unsubscribe",
    "leave me|us alone",
    "decided against|not",
    "wont be|not .. going|proceeding|buying|ahead|proceed|needing",
    "already bought|sorted|found|have one|ordered elsewhere",
    "dont want .. it|anything|this|any|to buy",
    "dont need .. it|anything|this|any more|anymore|now",
    "never mind",
    "forget it",
    "rather not",
    "im|we|ill pass",
    "not for me|us",
    "no not me|us|really|thanks",
    "waste of time",
    "too expensive|dear|pricey|much for",
];
const BROWSING: &[&str] = &[
    "just|only \
    looking|browsing|curious|wondering|nosy|nosey|checking|seeing|exploring|window|having|passing|killing|testing|playing",
    "having a .. look|nose|browse|peek",
    "browsing",
    "nosy|nosey",
    "bored",
    "window shopping",
    "killing time",
    "no reason",
    "just .. curious|interested|looking|a look",
    "out of curiosity|interest",
    "no particular|real reason|plans",
    "nothing .. particular|specific",
    "not looking|planning|ready",
    "not buying|purchasing anything|now|yet|today|at|right|just|any",
    "ignore me",
    "testing .. bot|chat|this",
    "wrong number|person|chat|site|company|shop",
];
/// These say so only where nothing exact is asked for.
const VAGUE: &[&str] = &[
    "dunno",
    "idk",
    "not really",
    "not sure what|why|yet|really",
    "dont know what|yet|really",
    "not sure",
    "no idea",
    "are you .. bot|robot|real|human",
    "is this a? bot|robot",
    "lol|haha|lmao",
];
const SUPPORT: &[&str] = &[
    "password|login|log in|into|sign in|locked out of my account",
    "reset my|the",
    "my \
    account|password|login|subscription|invoice|receipt|parcel|delivery|refund|app|order|booking|licence|license|policy|appointment|tenancy|contract|repair|landlord|rent|deposit|bill|statement|card",
    "where .. my|is order|parcel|delivery|package|refund|it|item",
    "order|parcel|package|item|delivery .. arrived|late|missing|wrong|damaged|broken|turned|come|tracking|status",
    "hasnt|havent|didnt|never arrived|come|received|turned|shown",
    "havent|hasnt|didnt|never got|get it|them|my|the|anything|one|mine",
    "money back",
    "exchange it|them|this|that|for|my|the",
    "copy of",
    "refund|return|returns|replacement|complaint|complain|warranty|guarantee",
    "not|isnt|stopped|wont|doesnt|keeps .. \
    working|loading|work|turn|charge|connect|syncing|crashing|sync|open|print",
    "error|bug|crash|crashed|glitch",
    "error|http|status|code 404|500|502|503",
    "who .. do|should|can i .. tell|report|contact|speak|call",
    "report a|the|an repair|leak|problem|fault|issue",
    "cancel my|the|our",
    "update|change|edit|amend my|our|the .. address|details|email|card|password|name|number|payment",
    "how do i|you .. \
    reset|change|update|cancel|log|export|connect|turn|install|reinstall|delete|find|download|unsubscribe|remove|add|set|pair|clean|descale|return|track",
    "tracking number|link|says",
    "double|twice charged",
    "charged twice|double|me",
    "the one|lamp|sofa|it|item i bought|ordered|received",
    "i|we bought|ordered .. from you|last|week|month|yesterday|arrived|broke|broken",
    "opening hours|times",
    "what time .. open|close|shut",
    "are you open",
    "your address|postcode|location|parking",
];

/// What speaks against, each kind at most once; `signals` is how many a home's buyer told of.
pub(super) fn read(messages: &[Message<'_>], signals: usize) -> Vec<Evidence> {
    let first = |kind: Kind, is: &dyn Fn(&Clause) -> bool| {
        messages.iter().find_map(|message| {
            let clause = message.clauses.iter().find(|clause| is(clause))?;
            Some(message.evidence(kind, &clause.sentence))
        })
    };
    let mut found = Vec::new();
    let wants = super::want::plain_need(messages);
    // Whoever wants something by the way of a thing bought before wants it still; so does who tells of money for something
    // exact, or where they stand as a buyer.
    let is_funded = || super::money::read(messages).is_some() && !super::want::specifics(messages).is_empty();
    let is_plain_need = wants.is_some() && super::want::is_sale(messages);
    let is_buyer = || signals >= 2 || is_funded();
    found.extend(first(Kind::Job, &|clause| {
        (clause.has_any(JOB) || clause.has_in_other(spoken::JOB)) && !clause.has_any(NO_JOB)
    }));
    found.extend(first(Kind::Study, &|clause| {
        (clause.says_any(STUDY) || clause.says_in_other(spoken::STUDY))
            && !clause.has("tutor|tutors|tutoring|lessons|son|daughter|accommodation|discount|flat|let|lets|halls|land|building|homebuyers|structural|level")
    }));
    if !is_plain_need
        || messages
            .iter()
            .flat_map(|message| &message.clauses)
            .any(|clause| clause.has("seo|backlinks|google|proposal|followers|crypto|bitcoin|wholesale"))
    {
        found.extend(first(Kind::Seller, &|clause| {
            (clause.says_any(SELLER) || clause.says_in_other(spoken::SELLER) || sells_wares(clause))
                && !clause.has("do you|can you|could you|we need|i need|looking for|quote")
        }));
    }
    found.extend(refused(messages));
    let is_vague = super::want::specifics(messages).is_empty();
    found.extend(first(Kind::Browsing, &|clause| {
        ((clause.has_any(BROWSING) || clause.has_in_other(spoken::BROWSING))
            && (is_vague
                || !clause.has("just|only checking|wondering|seeing")
                    && !clause.has("looking|checking|comparing|seeing at|for|into|what|if|rates")))
            || (is_vague && clause.has_any(VAGUE))
    }));
    if !is_plain_need && !is_buyer() {
        found.extend(first(Kind::Support, &|clause| clause.has_any(SUPPORT) || clause.has_in_other(spoken::SUPPORT)));
    }
    found
}

/// "I have machines to sell": wares, and not the home that a buyer leaves.
fn sells_wares(clause: &Clause) -> bool {
    const OWN: &str = "house home flat property place bungalow apartment cottage terrace semi maisonette land nothing anything \
        something one it ours mine";
    clause.says_any(&["i|we have|got|sell .. to sell", "i|we have|got .. for sale", "moq", "to sell to? you"])
        && !clause.words.iter().any(|word| crate::assistant::signal::phrase::listed(OWN, word))
}

/// A no counts when nothing after it takes it back: "not interested in the red one, but …" goes on.
fn refused(messages: &[Message<'_>]) -> Option<Evidence> {
    let from = messages.len().saturating_sub(2);
    messages[from..].iter().rev().find_map(|message| {
        let at = message
            .clauses
            .iter()
            .rposition(|clause| (clause.has_any(REFUSED) || clause.has_in_other(spoken::REFUSED)) && !clause.asks)?;
        let goes_on = message.clauses[at + 1..].iter().any(|clause| clause.words.len() >= 4);
        (!goes_on).then(|| message.evidence(Kind::Refused, &message.clauses[at].sentence))
    })
}
