//! What buyers say of what they want and ask for next, as patterns (`signal::phrase`) and lists of words.

pub(super) const NEED: &[&str] = &[
    "need|needs|needing|want|wants|wanting|require|requires",
    "looking for|to|at|into",
    "look for|into|to",
    "interested in",
    "id|wed|would like|love",
    "after|seeking|wanting a|an|some|something|somewhere|anything|the|new|another|#",
    "looking|look near|around|round|within|between|towards",
    "are|is|was there any|a|an|some|something|anything|#",
    "have|got you got? any|anything|something|a|some|the",
    "asking for|about a|an|the|your",
    "adding|add another|a|an|more",
    "recommend|suggest",
    "how long|soon would|does|do|will|to",
    "which .. suit|suits|recommend|work|works|best|have|has|do",
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
/// What is wanted, when something of its kind and no certain one is meant: "need a two bed", not "need my invoice".
pub(super) const A_NEW: &[&str] = &[
    "need|needs|want|wants|require|requires|like|love|wanting|needing|buy|get|find|after|seeking a|an|some|somewhere|another|new|#",
    "looking|look|searching|hunting|shopping for|at a|an|some|somewhere|another|new|#",
    "busco|buscamos|necesito|necesitamos|quiero|queremos|quisiera un|una|unos|unas|#",
    "suche|suchen|brauche|brauchen|mochte|mochten ein|eine|einen|neue|neuen|neues|#",
    "cherche|cherchons|voudrais|voudrions|faut|faudrait un|une|des|#",
    "cerco|cerchiamo|vorrei|vorremmo|serve|servono un|una|uno|dei|delle|#",
    "procuro|procuramos|preciso|precisamos|quero|queremos de? um|uma|uns|umas|#",
];
/// None of these is bought.
pub(super) const NOT_SOLD: &str = "refund return exchange replacement invoice receipt copy help hand answer update label \
    reembolso devolucion factura erstattung rechnung umtausch remboursement facture rimborso fattura devolucao fatura ayuda \
    hilfe aide aiuto ajuda";
/// These say that a sale is meant, whatever else is told of what they have.
pub(super) const SALE: &[&str] = &[
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
pub(super) const NEXT: &[&str] = &[
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
pub(super) const NO_STEP: &[&str] = &[
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
pub(super) const OFFERS: &[&str] = &[
    "would you like|want",
    "shall|should|can|could|may we|i",
    "do you want",
    "interested in .. viewing|demo|quote|call|visit|booking",
    "want me|us to",
    "book|arrange|schedule",
];
pub(super) const OFFERED: &str = "\
    viewing|view|visit|demo|call|quote|book|appointment|meet|test|survey|brochure|send|meeting|slot|reserve|order|tour|consultation|trial|estimate";
pub(super) const YES: &str = "yes yeah yep sure ok okay please absolutely definitely great perfect lovely brilliant";
/// A day that is offered.
pub(super) const DAY: &str = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow";
pub(super) const EMERGENCY: &[&str] = &[
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
pub(super) const COLOURS: &str = "black white grey gray blue red green yellow navy beige cream brown pink purple orange oak \
    walnut pine leather linen velvet steel brass copper marble granite quartz wood wooden glass matte gloss \
    electric diesel hybrid petrol automatic manual wireless waterproof organic vegan vegetarian halal ensuite \
    detached semi terraced bungalow cottage flat studio penthouse maisonette terrace garden parking garage \
    balcony south-facing freehold leasehold furnished unfurnished ground victorian negro blanco schwarz weiss \
    noir blanc blanche nero bianco preto branco";
pub(super) const NO_COUNTS: &str = "day days week weeks month months year years hour hours minute minutes am pm k pounds \
    pound quid euros euro dollars thousand grand million percent o th st nd rd bit while few lot look quick \
    question to or of and at by for in on the is it that few couple moment sec time times please more else tage \
    wochen dias semanas jours semaines giorni settimane";
pub(super) const COMMON: &str = "i im ive id ill i'm hi hello hey yes no ok okay thanks thank please monday tuesday \
    wednesday thursday friday saturday sunday january february march april may june july august september october \
    november december christmas easter asap uk gb the we our my is are it its and but can could would do does how \
    what when where who why not";
/// Words that many talk with and that tell nothing of a thing.
pub(super) const PLAIN: &str = "know knew information info details detail question questions works work working really \
    actually maybe perhaps currently today wondering wonder curious interested thinking considering hear hearing mean means \
    does possible available anyone someone somewhere thing things stuff kind sort sorts type types lots bits just well good \
    better able thats whats also even still already sure true take takes took long soon long price prices pricing charge \
    charges cost costs rates services products company team website bueno buena informacion saber algo cosas leistungen \
    informationen wissen etwas sache chose choses savoir quelque informazioni sapere qualcosa cose informacoes saber coisa";
/// Questions of ours whose answer is what they want.
pub(super) const ASKED: &[&str] = &[
    "what .. after|need|like|want|looking|interested|have",
    "what kind|sort|type|size|model|product|item|of",
    "que|cual .. necesita|necesitas|necesitan|busca|buscas|buscan|quiere|quieres|interesa",
    "was|wonach|wobei .. suchen|suchst|brauchen|brauchst|mochten|helfen",
    "que|quel|quelle .. cherchez|cherches|voulez|souhaitez|faut|besoin",
    "cosa|che .. cerca|cerchi|cercate|serve|desidera|vuole|vuoi",
    "que .. procura|precisa|deseja|quer|gostaria",
];
/// Answers that want nothing.
pub(super) const NOTHING: &str = "nothing none no not just only nope why nada nichts rien niente nein non nao hello hi bye solo nur \
    dunno idk unsure anything open";
/// What they ask of our house, which nobody buys.
pub(super) const OF_US: &[&str] = &[
    "do|have you|u have|got? a|any .. branch|branches|shop|shops|store|stores|office|offices|showroom|wifi|toilets|newsletter|app",
    "is|are there a|any .. branch|branches|shop|shops|store|stores|office|offices|showroom|wifi|toilets",
    "branch|store|shop|showroom in|near|at",
];
