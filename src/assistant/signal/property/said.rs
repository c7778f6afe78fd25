//! What buyers of homes say of themselves, as patterns ([`super::super::phrase`]), and the values these stand for.

pub(super) const CHAIN_FREE: &str = "Chain-free";
pub(super) const SINGLE: &str = "Single chain";
pub(super) const IN_CHAIN: &str = "In chain";
pub(super) const CASH: &str = "Cash (proven)";
pub(super) const DIP: &str = "DIP held";
pub(super) const PENDING: &str = "Application pending";
pub(super) const EXPLORING: &str = "Exploring";
pub(super) const HELP_TO_BUY: &str = "Help to Buy";
pub(super) const SHARED: &str = "Shared Ownership";
pub(super) const FIRST_HOMES: &str = "First Homes";
pub(super) const FIRST_TIME: &str = "First-time buyer";
pub(super) const MAIN: &str = "Main residence";
pub(super) const SECOND: &str = "Second home";
pub(super) const ABROAD: &str = "Non-resident";

/// Nothing stands behind them: the denial is part of it, so these are looked for whatever stands before.
pub(super) const NOTHING_TO_SELL: &[&str] = &[
    "no chain",
    "no onward chain",
    "no upward chain",
    "without a? chain",
    "nothing .. to sell",
    "nothing .. selling",
    "no property|house|home|flat|place .. to sell",
    "dont|havent|not|doesnt|hasnt|wont have|got|having|need|needing .. to sell",
    "dont|wont|not|neednt need|have|having to sell",
    "no need to sell",
    "not selling",
    "arent selling",
    "isnt selling",
    "without selling",
    "not in a chain",
    "not part of a chain",
    "isnt a? chain",
    "not dependent|reliant on .. sale|selling",
    "nowhere to sell",
    "none to sell",
    "havent .. to sell",
    "no sale needed|required|involved",
    "havent got anything to sell",
];
pub(super) const FREE: &[&str] = &[
    "chain free",
    "i|we|im|were|currently|just|still rent|renting",
    "been renting",
    "renting in|at|from|privately|currently|month|now|and",
    "rent privately|currently|now|month|at|from",
    "am|are renting",
    "in rented",
    "rented accommodation|flat|house|place",
    "tenancy ends|ending|finishes|expires|is|runs|up",
    "lease|rental ends|ending|finishes|expires .. flat|house|rental",
    "living|live|lives|staying with my|our|his|her? parents|mum|dad|family|folks|in|inlaws",
    "live|living at home",
    "live|living at my? mums|parents",
    "sale|sold completed",
    "already sold|completed .. sale|house|flat|home|place",
    "sold .. and .. renting|rented|rent|completed",
    "sold .. last|already .. year|month|completed",
    "have already sold",
    "sale .. gone through|completed",
];
pub(super) const ONE_SALE: &[&str] = &[
    "need|have|got|must|would|will|having to sell",
    "selling my|our|ours|mine|the|a",
    "house|flat|home|property|place|bungalow|terrace|semi|apartment to sell",
    "sell ours|mine|my|our",
    "ours|mine|house|flat|home|place is .. on the market",
    "on the market",
    "going on the market",
    "put|putting .. on the market",
    "under offer",
    "sstc",
    "sold stc",
    "sold subject to contract",
    "subject to contract",
    "accepted an? offer",
    "offer accepted on ours|mine|our|my",
    "found|have|got a buyer",
    "buyer .. lined up",
    "our|my buyer is",
    "sale agreed",
    "sale .. going through",
    "estate agent valuing",
    "once|when|after .. ours|mine .. sold|sells",
    "once|when|after we|i .. sell|sold",
    "waiting .. to sell",
    "dependent|depends on .. sale|selling",
    "have|own .. to sell",
];
pub(super) const LINKED: &[&str] = &[
    "in a .. chain",
    "part of a .. chain",
    "chain of",
    "long|big|complicated|small|short chain",
    "buyer|buyers .. selling|sell|chain|also|too",
    "buyer|buyers is|are .. buying|waiting",
    "chain below|above|behind|underneath",
    "up|down the line|chain",
    "people|couple|family|they buying .. ours|our|mine|my .. sell|selling",
    "several|other|multiple links|people|sales .. chain",
    "# links",
    "# people|houses|properties|homes|sales in the chain",
    "there|theres is? a chain",
    "whole chain",
    "rest of the chain",
    "everyone|everybody else",
    "vendor|seller|sellers .. finding|find|needs .. buy|somewhere",
    "their buyer",
];
pub(super) const HELD: &[&str] = &[
    "dip",
    "aip",
    "mip",
    "decision in principle",
    "agreement in principle",
    "agreed in principle",
    "mortgage in principle",
    "approved in principle",
    "approval in principle",
    "offer in principle",
    "pre approved",
    "preapproved",
    "pre approval",
    "preapproval",
    "mortgage .. approved|agreed",
    "mortgage offer",
    "lender|bank|broker|halifax|nationwide|santander|barclays|natwest|hsbc|lloyds .. \
    agreed|approved|confirmed|offered",
    "approved for",
    "mortgage .. in place|sorted|arranged|ready",
    "finance .. in place|agreed|approved|sorted",
];
/// What makes an agreement a wish.
pub(super) const NOT_HELD: &[&str] = &[
    "\
    need|needs|get|getting|want|apply|applying|applied|arrange|arranging|sort|sorting|waiting|awaiting|expired|expires|lapsed|run|require|without|working|soon|should|hoping|hope|try|trying",
    "chasing",
    "asked for",
    "requested",
    "ran out",
    "in process|progress",
    "going to",
    "yet to",
];
pub(super) const APPLIED: &[&str] = &[
    "applied .. \
    mortgage|loan|dip|aip|mip|principle|lender|bank|nationwide|halifax|santander|barclays|natwest|hsbc|lloyds",
    "application .. in|submitted|pending|processing|process|with|progress|going|underwriting|gone|started|being",
    "mortgage application",
    "waiting|awaiting .. \
    bank|lender|mortgage|decision|underwriter|underwriters|underwriting|broker|hear|dip|aip|mip|application",
    "submitted .. application|paperwork|documents|forms|mortgage",
    "broker .. processing|submitted|submitting|application|applied|sent|chasing",
    "with the underwriters|underwriter|lender",
    "being assessed|underwritten|processed",
    "in underwriting",
    "paperwork .. lender|bank",
    "lender|bank .. processing|reviewing|looking|assessing|considering",
    "mortgage .. in progress|process|pending",
    "applying for .. mortgage",
    "mortgage valuation",
];
pub(super) const LOOKING: &[&str] = &[
    "not|havent|hasnt .. spoken|talked|spoke|speak|looked|started|sorted|approached|contacted|thought .. \
    lender|broker|bank|mortgage|adviser|advisor|finance",
    "looking|look|look|shopping|shop|comparing|compare|researching|checking .. \
    rates|mortgage|mortgages|lenders|deals|borrow|finance",
    "thinking about .. mortgage",
    "broker|adviser|advisor|bank|lender next|on|soon|tomorrow|this",
    "seeing|see|meeting|meet|speaking|speak|talking|talk|booked .. broker|adviser|advisor|bank|lender",
    "how much .. borrow",
    "what .. borrow",
    "need|needs|want|require|get|getting a? mortgage|loan",
    "exploring .. mortgage|finance|options|borrowing",
    "mortgage .. not .. yet|sorted|started",
    "working out .. borrow|afford|mortgage",
    "need to .. broker|lender|bank|mortgage|dip|aip",
    "will|would need a? mortgage",
    "early stages .. mortgage|finance|lender",
    "havent .. mortgage|broker|lender|dip|aip|principle",
];
pub(super) const FUNDS: &[&str] = &[
    "proof",
    "evidence",
    "bank statement|statements",
    "funds|money|cash .. \
    place|bank|account|savings|solicitor|solicitors|ready|available|cleared|sitting|waiting|proven|verified|hand|there",
    "solicitor|solicitors|lawyer .. has|have|hold|holds|holding|funds|money",
    "funds .. ready|available|proven|verified|there",
    "statement|statements .. show|send|bank",
    "letter from .. bank|solicitor|accountant",
    "bank|solicitors|accountants|solicitor letter|confirmation|reference",
];
pub(super) const CASH_SAID: &[&str] = &[
    "cash",
    "without a? mortgage",
    "no mortgage",
    "dont need .. mortgage",
    "not .. mortgage",
    "outright",
    "inheritance",
    "savings",
    "mortgage free",
];
pub(super) const ABROAD_SAID: &[&str] = &[
    "non resident|residents|uk",
    "nonresident",
    "not .. uk resident|residents",
    "not resident",
    "overseas buyer|buyers|resident|investor|client",
    "live|living|lives|based|working|work|reside|residing|resident|am|are|currently overseas|abroad",
    "expat|expats",
    "foreign buyer|national|resident",
    "outside the? uk|britain|england",
    "tax resident in",
];
pub(super) const COUNTRIES: &str = "dubai singapore spain france germany italy portugal ireland usa america \
    states canada australia china india nigeria kenya japan qatar doha bahrain kuwait switzerland sweden norway \
    denmark netherlands holland belgium austria malaysia thailand zealand africa hong uae abu dhabi york paris \
    madrid berlin lisbon toronto sydney melbourne shanghai beijing mumbai delhi lagos nairobi tokyo zurich geneva \
    monaco cyprus malta greece turkey israel brazil mexico riyadh jeddah saudi oman texas california florida \
    dublin boston";
pub(super) const SECOND_SAID: &[&str] = &[
    "second|2nd|additional|another|extra|third home|property|house|flat|place|residence|one .. to|as|for?",
    "holiday home|cottage|house|let|flat|place|property|bolthole|lodge|apartment|rental",
    "buy to let",
    "btl",
    "investment|rental property|properties|flat|house|purchase",
    "an investment",
    "as investment",
    "keep|keeping our|my|the .. house|home|flat|place|property|one|current|it",
    "keep|keeping .. current|existing|house|home|flat",
    "already own|have .. house|home|flat|property|place|another|one|properties|mortgage",
    "own another|other|several|two|three",
    "let|rent|letting|renting it out",
    "rent|let .. out .. tenants?",
    "weekend place|home|retreat|bolthole",
    "weekends",
    "pied a terre",
    "bolthole",
    "landlord|landlords",
    "portfolio",
    "airbnb",
    "as well as our|my home|house",
    "to let|rent out",
];
pub(super) const FIRST_SAID: &[&str] = &[
    "first time buyer|buyers|buy|buying|buyer's|purchaser|purchasers",
    "ftb|ftbs",
    "never owned|bought",
    "first property|home|house|flat|place|purchase|one .. buy|bought|buying|owned?",
    "my|our|a|her|his|their first property|home|house|flat|place|purchase|mortgage",
    "buying .. first time",
    "never .. owned|bought .. property|home|house|before|anything",
    "first rung",
    "not|havent|hasnt owned|bought .. before",
    "dont|not own .. property|home|anything|already",
    "first .. property|ladder",
    "getting on the .. ladder",
];
pub(super) const MAIN_SAID: &[&str] = &[
    "main|primary|only|principal residence|home|house|property",
    "live|living in it|there|the|this|ourselves|myself",
    "to live in",
    "well|wed|ill|id|would|will|be|we|i live|living|move|moving .. in|there|into",
    "our|my forever home|house",
    "family home",
    "forever home",
    "for ourselves|myself",
    "permanent home|residence|base",
    "replacing our|my .. home|house|residence",
    "home for us|me|the family",
    "where we|i live|ll|will|would",
    "well|ill|wed|id be? living|live there|here|in",
    "moving .. into it|there",
];
/// People whose affairs are not the visitor's.
pub(super) const OTHERS: &str = "son daughter friend friends brother sister colleague neighbour neighbours cousin \
    tenant tenants nephew niece client clients mate";
