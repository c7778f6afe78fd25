//! How visitors say what they want, in English, and how they misspell it.
//!
//! Cues are ways of speaking, not sentences seen: a form that pops up wrongly costs more than one that comes late.

use super::recognise::Pack;
use crate::text::is_one_slip;

pub(super) const PACK: Pack = Pack {
    classes: CLASSES,
    cues: CUES,
    policy: POLICY,
    solved: SOLVED,
    about_the_bot: ABOUT_THE_BOT,
    details: DETAILS,
    negators: "not dont no never without nor didnt doesnt isnt wasnt wont wouldnt shouldnt havent hasnt instead",
    fillers: "a an the any to need needed want wanting wanted wish wishing asking ask looking for in interested about ready \
              like you please going trying planning actually my me even just requesting after book get getting",
    negates_after: false,
};

const CLASSES: &str = "
person: person|persons|human|humans|someone|somebody|anyone|anybody|agent|agents|operator|operators|representative|representatives|rep|adviser|advisor|staff|manager|owner|supervisor|boss|colleague|assistant|support|team|people|workshop|branch|shop|salesperson|seller|landlord|department
role: person|human|agent|operator|representative|rep|adviser|advisor|manager|supervisor
order: order|orders|purchase|purchases|parcel|parcels|package|packages|delivery|shipment|item|items|stuff
mine: my|our|the|this|that|these|those
change: change|changing|update|updating|edit|editing|modify|modifying|amend|amending|correct|correcting|switch|switching|swap|swapping
account: account|accounts|subscription|subscriptions|membership|profile|contract|plan
place: flat|house|home|cottage|apartment|property|place|bungalow|room|office|studio|villa
visit: appointment|appointments|viewing|viewings|visit|demo|consultation|slot|survey|fitting|session|valuation|booking|reservation|test
refund: refund*|reimburse*|reimbers*|compensat*|rebate*|restitution
fault: broken|cracked|damaged|smashed|faulty|scratched|chipped|dented|shattered|torn|defective|missing|wrong|empty
";

const CUES: &str = "
agent 95: talk*|speak*|chat|chatting|spoken ?to|with ... {person}
agent 92: {person} .. i|we .. talk|speak|chat|ring|call
agent 92: need|want|have|got|like to talk|speak to|with $
agent 93: contact*|reach* ?to ?an|a|the|your|some ?live|human|real {person}
agent 92: live|human|real|actual|proper {person}
agent 92: human being
agent 90: {person} real|human
agent 88: get|give|want|need|connect|transfer|put|pass|find ?me|us ?to|through|with ?to ?a|an|the ?another ?live|real {role}|someone|somebody
agent 90: ^ ?a ?an ?live|real ?human human|agent|operator|representative|person|adviser|advisor ?please $
agent 94: call|phone|ring|telephone|contact ?with me|us|back
agent 93: calls|phones|rings|contacts me|us|back
agent 88: reply|respond|write to me|us
agent 85: email|text|message|whatsapp me|us ?back ?please|on|at|about|with|tomorrow|today|instead $
agent 92: call back|backs
agent 92: callback|callbacks
agent 90: get|getting back to me|us
agent 90: get|getting in touch|contact
agent 88: number|email|phone|address|way|how .. to|can|do|could ?i|we reach|contact|call|phone|ring you|them|someone|somebody|support|the
agent 88: phone|telephone|contact|email|e number|address|details ?for ... support|desk|team|office|you|staff|service|department|branch|shop|workshop
agent 88: your ?customer ?service phone|telephone|contact|email number|address|details
agent 84: your ?customer ?service phone|telephone|email $
agent 84: make|file|filing|lodge|lodging|raise|raising|submit|submitting|register|registering|put|wish|want|need ?to ?in ?a|an ... complain|complaint|complaints|claim|claims|consumerclaim
agent 84: consumer|customer claim|claims|complaint
agent 88: complain|complaint|complaints to|about|against .. {person}
agent 90: dont|not|stop|hate ?want|like|need ?to ?talk|talking|speak ?to|with ?a|an|the|this ?chat|stupid ro|robot|bot|bots|machine|chatbot|robots
agent 90: leave|give|take|send|pass ?on ?you|your ?with my|our details|number|contact|name
agent 90: give|drop me|us a bell|ring|shout|call|buzz|line
agent 90: put|pass|transfer ?me|us ?straight through|over to
agent 88: anyone|anybody|someone|somebody available|around|free|there ?to ?who ?can chat|talk|help|speak
agent 90: call|ring|phone ?me ?on my mobile|phone|number|cell|landline
agent 86: someone|somebody|anyone .. call|phone|ring|contact|reach|email .. me|us

order 86: where ?is|are|s|can ?i ?find|see ?my|our|the|this {order}|courier
order 88: status|eta|progress|whereabouts|location .. ?of|on|for ?the|my|our|a ?last {order}
order 88: {order} ?# .. status|eta|progress
order 86: track|tracking|trace|locate|follow .. {mine} .. {order}
order 82: tracking|courier|carrier .. says|say|shows|number|link|code|status|update*
order 84: ^ track ?an {order}
order 84: happening|happened|going|news ?on ?to ?with ?about {mine} {order}
order 80: what|hows ?is|about {mine} {order} $
order 80: happening with {order} #
order 86: my|our .. {order} .. late|lost|delayed|stuck|missing|gone|there|here|says|say|shows|not|hasnt|havent|never|wrong|damaged|broken
order 86: when|what ?time ?is|are|will|does|can|should ?i ?expect ?my|our|the|it|they|this {order}|it .. arrive|arriving|come|coming|delivered|here|get|due|turn
order 84: when ?is|are|will my|our {order}
order 84: not|never|hasnt|havent|havnt|didnt|isnt|nothing|still ?yet ?been ?has arrive*|received|receive|recieved|delivered|turned|shown|come|came|here ?yet
order 82: not|never|didnt|havent|havnt get|got|gotten ?my|our|the|any {order}
order 84: waiting|waited for|on ?my|our|the {order}
order 78: i ordered|bought ... ago|yet|still|nothing|no|weeks|days|not|never|hasnt|havent
order 78: i|we ?have ?had|ve ordered|bought ... and|but ... no|nothing|not|never|still|hasnt|havent
order 86: {fault} ?size|colour|color ?item|items|colour|color|size|product|one|thing|order|parts|pieces|address .. came|arrived|sent|delivered|received|in
order 86: sent|got|received|gave|delivered|getting ?me|us ?the|a|an ?me {fault}
order 86: arrived|came|turned|delivered|received ?up ?all ?and|was|is|has|completely|totally {fault}|late
order 86: arrived|came|turned ?up ?all in bits|pieces|half
order 84: when .. expect my|our
order 82: sent|got|received|delivered ... instead of
order 82: box|parcel|package was|is|came ?completely empty
order 84: {fault} ?a|an|the|some|one|two item|items|part|parts|piece|pieces|product ?from ?in ?my|our|the ?{order}
order 80: left it|them|parcel|package|box in|with|outside|on|at|by
order 80: driver|courier|postman|delivery left|threw|dropped|lost|never|said|didnt
order 80: says|shows|marked|say|showing ?as|it|its|was|is|has|been|that|to delivered|returned|dispatched|shipped|lost
order 84: my|our {order} ?been ?has ?have shipped|dispatched|sent|left|posted
order 84: has|have|did|is ?my|our {order} ?been ?shipped|dispatched|sent|left|posted|shipping
order 60: order|purchase ?no|number|num|nr|id|ref #
order 84: {change} ?to|the|my|our|an|a|about ?shipping|delivery|postal address
order 84: trouble|troubles|problem|problems|issue .. {change} ?my|the|delivery|shipping address
order 85: {change}|add|adding|remove|removing|delete|deleting|combine ... ?my|our|the|to|from|of|in order|purchase ?#
order 82: add|change|remove|swap|include ... i ?just ordered|bought|purchased
order 76: get*|need|see|check*|download*|send|find|want|copy|request|have|where .. ?my|our|the|an|a|last .. invoice|invoices|bill|bills|receipt|receipts
order 60: invoice|invoices|receipt for|from

coupon 84: discount|discounts|voucher|vouchers|coupon|coupons|promo|promos|promocode|promocodes|promotional
coupon 84: % ?percent|pounds|quid|pc off
coupon 82: # isnt|not|wont|doesnt|is|says ?not work*|valid|invalid|apply*|accept*|expired
coupon 82: knock|take|money|quid|pounds|percent|anything|something|bit ... off
coupon 80: cheaper ?for|if|price|deal|one|rate
coupon 80: better|best|lower|special|trade|bulk|student|mates price|prices|deal|rate
coupon 80: price match
coupon 80: any|an|a|is|are|there|the|special|your|current|have|got .. offer|offers|deal|deals|sale ?if|on|for|coming|at|now|when|soon|running|this|$
coupon 82: code .. invalid|expired|work|working|works|accepted|rejected|apply|applied|says|error
coupon 80: black friday|cyber monday
coupon 82: free shipping|delivery code
coupon 82: welcome|discount|newsletter|birthday|referral|student|nhs code|offer

refund 88: {refund}
refund 92: money back
refund 88: want|get|give|have|need|like|can ?i ?me ?us ?my|the|our|some|half|all|part ?of money|cash|payment|deposit|it|that back
refund 86: get|have|want half|part|some .. back
refund 86: send|sending|post|posting|bring|take the|my|this|it|these|them|those .. back
refund 88: return|returning|exchange|exchanging|swap|swapping|replace my|this|these|those|it|them|our
refund 86: want|like|need|wish|how|can|could|have ?do|can ?i|we to|i|we return|exchange|replace|swap ?a|an|the|some|one something|item|items|order|purchase|product|goods|stuff
refund 84: want|like|need|wish|trying ?to return|exchange the|my|this|a|an|these
refund 84: return|exchange|send|swap .. the|a|an ... i|we bought|ordered|received|got
refund 84: replacement ?one|item|please $
refund 84: replacement for|of my|the|this|order
refund 84: send|get|want ... a|the replacement
refund 86: charged|billed|paid|payment|taken|debited|charge|pay .. twice|double|again
refund 86: charged|billed|debited|paid|taken ... two|three|multiple|several times
refund 86: double|duplicate|second|extra charge*|payment|billing|transaction|billed
refund 84: charge|charges|transaction|payment .. several|multiple|many|two|three times
refund 84: more|than one|two charge|charges|transaction
refund 82: overcharged|chargeback
refund 84: reverse|dispute|undo .. transaction|payment|charge
refund 82: posted|sent|returned ?back ?the ?my ?it return|back ... credited|received|processed|arrived|money
refund 82: posted|sent|send ?off|back the|my return
refund 82: my return ?been|has|label|is|request|status
refund 80: want|wants|wanted money ?of|back

cancel 92: cancel|cancels|cancelled|cancelling|canceled|canceling|cancellation|cancellations|cancle*
cancel 90: close|closing|delete|deleting|remove|removing|disable|disabling|deactivate|terminate|terminating|shut|end|ending|quit|erase ?down ?off ?my|this|the|our|your|a|an|that ... {account}
cancel 86: {account} ... close|closing|cancel*|delete|deleting|terminate ?it|this|that|them
cancel 90: stop|end|pause|halt ?my|our|the|this|that ?magazine|monthly|weekly order|subscription|membership|delivery|deliveries|payments|contract|renewal
cancel 88: unsubscribe
cancel 86: call|calling off ?my|our|the
cancel 88: get|getting rid of ?my|our|the|this ... {account}
cancel 88: dont|not|longer|never ?want|need ?my|our|the|this|that|it want|need ?my|our|the|this|that order|purchase|subscription|appointment|booking|membership|delivery ?#
cancel 92: no longer want|need|require|wish .. {visit}|{order}|it
cancel 84: no longer ?able ?to afford|pay ?for ?my|the order|purchase|subscription
cancel 84: cant|unable ?to afford|pay ?for ?my|the order|purchase|subscription
cancel 93: cant|wont|unable ?be ?to make|attend|come ?it|to|the|my ... {visit}|today|tomorrow|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|then|on
cancel 84: opt out of|my

quote 85: quote|quotes|quotation|quotations
quote 85: estimate|estimates|pricing|pricelist|ballpark
quote 76: how|hw much ?is|are|does|do|to|would|will|for|it|the|a|s|can|i
quote 74: how|hw much
quote 80: whats|what|wots|wats|wat|tell|know ?me ?is|are|the|s|your|a|an ?hourly|daily|total|full|sale|asking price|prices|cost|costs|rate|rates|fee|fees
quote 82: hourly|daily|day rate|rates
quote 80: what|how ?much|do|would|does|will do|would|does|will|you|it ?you ?it charge|cost for|to|per|?me
quote 76: price|cost|prices|costs of|for|to|on a|an|the|#|your|some|my
quote 82: price up
quote 70: ^ price|prices|pricing|cost|costs ?please|list $
quote 72: your|the|current prices|fees|rates|charges

appointment 90: book|booking|schedule|scheduling|arrange|arranging|make|making|reserve|set|fix|request|get ?up ?me|us ?in ?for ?a|an|the|my|another|second|first .. {visit}|time|table
appointment 88: book|fit|squeeze|pencil|slot me|us|them in
appointment 88: reschedule|rescheduling|rearrange|rearranging
appointment 90: move|moving|change|changing|postpone|push|bring|shift|swap ?forward ?back ?my|our|the {visit}
appointment 82: viewing|viewings|appointment|appointments|demo|consultation ?for|of|on|at|this|next|please|slot*|tomorrow|today|available|$
appointment 84: test drive
appointment 86: can|could|may|like|want|love|able|when|possible ?i|we ?to ?come ?and|to ?round view|see|visit|look|tour|inspect ?at|around|round ?the|your|this|that ... {place}
appointment 82: can|could|may|like|want ?to ?i|we ?to view|visit it|the|your|this|# ?on|this|tomorrow|today
appointment 84: pop|come|drop ?in|by|over|round|along .. to|and see|view|look ?at ?round .. {place}
appointment 84: come|visit|someone|somebody|send .. to|and|out|round measure|quote|survey|value|inspect|assess|fit
appointment 80: free|available|any|next|earliest|spare ?free|available slot|slots|appointment|appointments|times
appointment 80: when|can ?can|could i|we ?come|pop ?in|to|and|by try|visit|view|test ?it|the|out
appointment 78: meet|meeting with|at|you|on .. monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|week

spam 96: first|top|one|1 page|ranking|position|spot|results .. google
spam 95: one|1|top on|in|of google
spam 90: we|i do|offer|provide|sell .. seo|backlinks|leads
spam 94: rank|ranking|ranked .. google
spam 95: seo service*|package*|expert*|agency|audit|company
spam 95: backlink|backlinks
spam 95: guest post|posts|posting|blog|article
spam 94: buy|get|cheap|real|gain|more .. followers|likes|subscribers|views|youtube
spam 95: double|triple|invest|multiply|earn|trade .. bitcoin|crypto|btc|forex|usdt
spam 94: earn|earning|make|making .. # ... day|daily|week|weekly|hour|home|online
spam 94: earn|make|making money|cash|income ... online|home|fast|easy|daily
spam 94: cheap|easy|instant|payday|quick|business|guaranteed|fast loan|loans|credit|funding
spam 94: loan|loans .. everyone|approved|apply|guaranteed
spam 95: adult|sexy|hot|nude|sex|webcam chat|girls|singles|dating|video|videos|women
spam 95: casino|viagra|cialis|lottery|jackpot|inheritance|onlyfans|escort|escorts
spam 93: claim|claiming|won|win|collect .. ?free prize|voucher|reward|gift|iphone|cash
spam 93: congratulations ... won|winner|selected|prize
spam 92: we|i can|offer|provide|will|are|specialise|specialize ... your|for|web|mobile ... traffic|website design|web design|leads|ranking|google|outsourcing
spam 92: increase|boost|grow|double .. your .. traffic|sales|ranking|followers|revenue|leads
spam 93: verify|confirm|update|suspended .. your|account .. http|https|www|click
spam 93: click|visit .. here|link|http|https ... free|win|prize|offer|bonus
spam 93: free http|https
";

const POLICY: &str = "
policy|policies|polic|polici|guarantee|warranty|eligible|eligibility
cancel*|cancellation|termination|terminating|exit|withdrawal|withdrawing|early|return|returns|returning|refund|refunds|restocking .. fee|fees|penalty|penalties|charge|charges|cost|costs|payment
fee|fees|charge|charges|penalty|cost|costs|pay ?for|to|of|if|i cancel*|cancellation|return*|exit|terminating|delivery|shipping|postage|parking
in|under|on|check|see|know which|what cases|case|situations|situation|circumstances|conditions|instances
how|hw long|quick|quickly|fast|soon|many|much ?time ?days ?do|does|will|would|is|are|it|i|you|should ?the|a|an|have|take|it|to|for|usually|receive|process|see ... {refund}|return|returning|returns|delivery|deliver|shipping|cancel*|parcels|orders|postage|exchange
how|hw long|quickly|fast|soon|many do|does|will|are {refund}|returns|delivery|deliveries|parcels|orders|cancellations
how much ?is|are|does|do|for|you ?it|you|i ?cost|charge|pay ?for|to ?the|a ?standard|next|express delivery|shipping|postage|parking|returns|deliver|ship|post
how|hw do|does|will|is delivery|shipping|returns|return|refunds|cancellation|postage|gift work|works|working|calculated|done
do|does|can|will|would|are you|u|ya|they|your|ye ?guys ?also ?still|ever track|offer|accept|do|take|give|allow|charge|provide|process|send|ship|deliver|sell|replace|support ?any ?a ?free|full|the ?tracked ?on .. parcels|parcel|orders|packages|{refund}|returns|return|returning|exchanges|exchange|replacement*|cancellation*|invoices|receipts
do|does|will {order}|gift|vouchers|voucher|coupons|cards|codes ?gift|cards|codes .. expire|expires|track|tracked|need|come
^ returns|refunds|cancellations ?and|or ?returns|refunds|exchanges $
do|does|is you|there ?a charge|fee|fees|cost ?for .. valuation|valuations|viewing|viewings
what if
can|could|may i|we|you|one ?still ?change ?or cancel|return|exchange ?it|an|something|order|orders|item|items after|if|once|when|before|within|without
what happens|if|when .. ?i|my|it|the ... {refund}|return|cancel*|lost|late|damaged|broken
can|could|may|is|are|if|able ?i|it|they|you|items|item|sale|engraved|anything|something|personalised|possible ?to ?items ?be return|returned|refunded|exchanged|cancelled ?a|an ?if|when|after|sale|without|engraved|personalised|within|opened|used
noise cancel*
exchange rate|rates|for|fees
exchanges
price match
where|how ?do|can|should i|you enter|use|apply|redeem|put|type|add ?in ?a|the|my|your ?gift|discount|promo code|codes|voucher|vouchers|coupon
difference between
withdraw*|withdrawal
definition|meaning|mean|means
buy|sell|purchase|use|send|order .. gift voucher|vouchers|card|cards
gift|discount voucher|vouchers|card|cards|codes expire|work|valid|stack|combine*
pin|passcode|password
shipping|delivery|shipment methods|method|options|option|policies|times|time|costs|cost|charge|charges
delivery time
";

const SOLVED: &str = "
never mind
nevermind
?its|it|thats|all|been|already|is|now|problem|issue|everything sorted ?now|it|out|thanks|already
its|thats|already|issue|problem resolved|solved|fixed
already|have|has|just|i|you got|received|had|been|has ?my|the|a {refund}|cancelled ?it|thanks|already|today
?i already|just|have|has|finally arrived|cancelled|refunded|returned ?it|thanks|today|now
it|parcel|order|package|they ?has|have|just|finally|is|s now|just|finally|has|have ?just|now arrived|here|turned|come
refund ?has|have|already|just|money arrived|landed|came|received|here
found it
no longer needed|necessary|waiting
";

/// Words that make "it has arrived" a complaint.
pub(super) const COMPLAINTS: &str = "broken cracked damaged smashed faulty wrong missing late empty dented torn half only why not \
    roto rota danado kaputt beschadigt defekt falsch casse cassee abime rotto rotta danneggiato quebrado quebrada partido";

const ABOUT_THE_BOT: &str = "
are|r|is you|u|this|that|it|i|ya ?just|really|actually|even ?talking|speaking|chatting ?to|with ?a|an|the ?real|live|actual bot|robot|human|person|ai|machine|real|chatbot|computer|automated|people|agent|assistant
am i|we ?talking|speaking|chatting ?to|with ?a|an ?real|live|actual bot|robot|human|person|ai|machine|real|chatbot|someone|somebody
not|isnt ?a bot $
thank|thanks ... talking|speaking|chatting
estate|travel|letting|cleaning agent|agents .. same|fees|mean
i ?have ?just|already|ve spoke|spoken|talked|chatted
";

const DETAILS: &str = "
leave|leaving|give|giving|take|share|sharing|submit|pass|send ?on ?you|your ?with my|our ?contact|phone|email ?phone details|number|contact|info|information|email
fill|complete ?in|out ?the|a|your contact|enquiry|lead form
^ leave|give ?your|a|me|my details|message $
contact form
leave|take a message
";

/// Short forms of the keyboard.
const SHORT: [(&str, &str); 27] = [
    ("pls", "please"),
    ("plz", "please"),
    ("u", "you"),
    ("ur", "your"),
    ("ya", "you"),
    ("wanna", "want to"),
    ("gotta", "got to"),
    ("wud", "would"),
    ("cud", "could"),
    ("sum1", "someone"),
    ("some1", "someone"),
    ("any1", "anyone"),
    ("wen", "when"),
    ("wots", "whats"),
    ("wats", "whats"),
    ("wat", "what"),
    ("hav", "have"),
    ("dnt", "dont"),
    ("b4", "before"),
    ("tmrw", "tomorrow"),
    ("tomoz", "tomorrow"),
    ("thx", "thanks"),
    ("ineed", "i need"),
    ("uneed", "you need"),
    ("nomore", "no more"),
    ("im", "i am"),
    ("cannot", "cant"),
];

/// Words that cues hang on, which a slip of the finger should not hide.
const MENDED: &str = "refund refunds refunded reimbursement reimbursements compensation cancel cancelled cancelling \
    cancellation order orders purchase purchased parcel package delivery delivered deliver delivers tracking status \
    discount discounts voucher vouchers coupon promo invoice invoices receipt appointment viewing booking subscription \
    account speak speaking contact agent agents operator human manager complaint return returns returned returning \
    exchange arrive arrived arriving coming address policy phone number quote estimate price cancels";

/// Words near to one of those that mean something else.
const LEFT_ALONE: &str = "policies tracing discounted person persons account accounts accountant praise prize prices \
    priced contract contacts contacted contacting manage managers managed addressed arrives ordered ordering agenda \
    statues opera operators operate humans humane phones number numbers viewings bookings quotes quite estimates \
    estimated exchanged exchanges vouched subscriptions invoiced receipts appointments complaints complain parcels \
    packages packaged deliveries purchases coupons promos promote returner refundable reimbursed cancellations argent parcela contacto \
    contato humano humana agente operador operatore operadora quota price combing coding coning phoney photo";

/// A word as it was meant: short forms spelled out, one slip in an important word mended. May give two words.
pub(super) fn mended(word: &str) -> &str {
    if let Some((_, whole)) = SHORT.iter().find(|(short, _)| *short == word) {
        return whole;
    }
    if word.len() < 5 || !word.is_ascii() || is_listed(MENDED, word) || is_listed(LEFT_ALONE, word) {
        return word;
    }
    MENDED.split_whitespace().find(|meant| is_one_slip(word, meant)).unwrap_or(word)
}

fn is_listed(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|listed| listed == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_mended_and_another_word_is_not() {
        for (said, meant) in [
            ("refnd", "refund"),
            ("cancfel", "cancel"),
            ("discuont", "discount"),
            ("parcell", "parcel"),
            ("pls", "please"),
            ("contract", "contract"),
            ("border", "border"),
            ("prices", "prices"),
            ("agenda", "agenda"),
        ] {
            assert_eq!(mended(said), meant);
        }
    }
}
