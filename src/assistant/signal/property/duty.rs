//! What buyers of homes say of where they live, what they own and what they own it for: what stamp duty hangs on.

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
    "no uk residency|residence",
    "resident|residents|residency|taxes|tax elsewhere|overseas|abroad|there|here",
    "from|in overseas|abroad",
    "overseas|abroad",
    "not .. living|based|live|reside in the? uk|england|britain",
    "living|live|based|residing outside",
    "no resid*|vivo|vivimos .. reino|unido|inglaterra|espana|mexico",
    "non resid*|residente|residenti .. regno|uk",
];
/// Who came home, or lives here as well, does not live abroad.
pub(super) const CAME_HOME: &[&str] = &[
    "used to live|be|work",
    "came|come|moved|moving|returned|returning|back home|back|to .. uk|england|britain|wales|scotland|home",
    "back home|in .. uk|england|britain|wales|scotland",
    "born|grew|holiday|holidays in|up|abroad",
    "until|till last|recently|#",
    "formerly|previously|originally",
];
pub(super) const COUNTRIES: &str = "dubai singapore spain france germany italy portugal ireland usa america \
    states canada australia china india nigeria kenya japan qatar doha bahrain kuwait switzerland sweden norway \
    denmark netherlands holland belgium austria malaysia thailand zealand africa hong uae abu dhabi york paris \
    madrid berlin lisbon toronto sydney melbourne shanghai beijing mumbai delhi lagos nairobi tokyo zurich geneva \
    indonesia jakarta vietnam hanoi philippines manila korea seoul taiwan taipei pakistan karachi lahore bangladesh dhaka \
    ghana accra uganda kampala ethiopia zimbabwe harare zambia botswana egypt cairo morocco tunisia israel jordan lebanon beirut \
    kong beijing shenzhen macau bangkok kuala lumpur colombo perth brisbane adelaide auckland wellington vancouver montreal calgary \
    chicago seattle houston washington angeles francisco miami philadelphia atlanta denver \
    rome milan naples athens vienna brussels amsterdam rotterdam copenhagen oslo stockholm helsinki finland iceland warsaw poland \
    prague czechia hungary budapest romania bucharest bulgaria sofia croatia slovenia serbia ukraine kyiv russia moscow estonia latvia \
    lithuania luxembourg barcelona valencia malaga porto lyon marseille munich hamburg frankfurt cologne istanbul ankara \
    argentina chile colombia peru bogota lima santiago sharjah emirates bermuda cayman barbados jamaica trinidad mauritius seychelles \
    gibraltar johannesburg durban cape marbella tenerife \
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
    "landlord|landlords here|with|looking|buying|by|since",
    "im|am|are|were|as|portfolio|professional|accidental|fellow a? landlord|landlords",
    "portfolio",
    "airbnb",
    "as well as our|my home|house",
    "to let|rent out",
    "add|adding another|more|an|a|to",
    "own|have|owns # already|properties|houses|flats|units|others|of",
    "keep|keeping|retain|retaining .. own|our|my|present|existing|current|main|family house|home|flat|place|residence",
    "i|we|already own .. house|home|flat|place|property .. in|already|and",
    "second|2nd|additional|another|third home|property|residence|purchase|dwelling",
    "higher|surcharge|extra|additional rate|rates|stamp|sdlt|surcharge|3|5",
    "pay|paying|know|with|the surcharge",
    "yield|yields|hmo",
    "student let|rental",
    "for weekends|holidays|summers",
    "weekends|holidays and|only|away|there",
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
    "first ever|proper|own|real|joint home|house|flat|place|property|purchase|buy|mortgage",
    "my|our|we|a|is|its|this|be|very first house|home|flat|place|property|purchase|buy|mortgage|one",
    "never|not|havent|hasnt had .. property|house|home|mortgage|flat .. name|life|ever|before",
    "never had|got|held|taken .. mortgage|property|house|home|deeds",
    "neither|none|nobody|noone .. owned|bought|had",
    "nor|neither .. ever owned|bought|had|been",
    "nor i|me|my|we|us .. owned|bought|had",
    "get|getting|step|foot|climb|climbing|on|onto on|onto the ladder|housing|property",
    "on|onto the .. ladder",
    "new|newbie|newbies to .. buying|ladder|ownership",
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
    "be|am|are|is living|moving|settling in|into|there|here",
    "live|living|lived .. permanently|permanent|alone|myself|ourselves",
    "live|living|moving|move|settle|settling|relocate|relocating .. for good",
    "live|living .. full time",
    "live|living .. year round",
    "only|sole|single|permanent|principal|main|primary|new|next|forever home|residence|house|address|base",
    "next|new family|main home|house",
    "love|like|want|going|plan|planning|hope|intend to live",
    "where .. retire|live|settle",
    "home for my|our family|kids|children|wife|husband|partner",
    "owner occupier|occupiers|occupied",
];
/// People whose affairs are not the visitor's.
pub(super) const OTHERS: &str = "son daughter friend friends brother sister colleague neighbour neighbours cousin \
    tenant tenants nephew niece client clients mate ex boss aunt uncle grandson granddaughter flatmate housemate";
