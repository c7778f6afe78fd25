//! The words that carry no meaning, and the words that mean the same, for ranking.
//!
//! Kept small and general: what one trade alone says belongs into the owner's entries.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::stem;

/// Words of the six languages that say nothing about a question's subject, folded.
const STOP_WORDS: &str = "\
    a about also am an and any are as at be been before both but by can cannot could did do does doing dont each for from \
    get got had has have hello hey hi how i if ill im in into is isnt it its ive just know let like many may me might more much must my \
    need no not of off ok on one only or our out over please really shall she should so some sort such tell than thank thanks \
    that thats the their them then there theres these they thing things this those to too up us use very want was we were what whats when \
    where wheres which while who whose why will with would yes you your youre he her his him hers id lot bit \
    go goes going went gone come comes coming take takes taken put puts use uses used using into onto through via ever still already \
    again give gives given keep keeps happen happens mean means say says said look looks looking exactly \
    actually currently usually always sometimes now later soon between during \
    able possible policy policies terms someone somebody help question wondering wonder anything something hoping guys \
    el la los las lo un una unos unas de del y en que es por para con se su sus mi mis tu no si al como cual cuando donde cuanto hay \
    me te le nos esta este esto ser son tiene tienen puedo puede quiero hola gracias favor muy mas va van ir hacer hace hago dar usar \
    der die das den dem des ein eine einen einem einer und oder ist sind ich du er sie es wir ihr mein meine meinen zu zum zur mit von vom fur \
    auf im in an am bei nicht was wer wie wo wann warum kann konnen haben habe hat gibt es bitte danke hallo auch noch \
    gehen geht kommt kommen machen macht nehmen wird werden man sich wenn dann mal denn doch etwa schon sehr alle alles viel viele \
    le les un une des du et est sont je tu il elle nous vous ils mon ma mes ce cette ces que qui quoi quel quelle ou quand comment pourquoi \
    dans sur avec pour par pas ne bonjour merci avez ai ca y a \
    aller va vont faire fait prendre on se si alors tres tout tous cela \
    il lo gli i uno e di da dal della dei delle che chi cosa come dove quando quanto sono ho hai ha mio mia vostro con per non ciao grazie avete posso andare fare fa prendere si se molto tutto \
    o os as um uma do dos das no na nos nas em e que quem qual quando onde como quanto com por para nao meu minha seu sua voces tem posso ola obrigado obrigada ir vai fazer faz muito tudo";

/// Words that mean the same to who asks; the first of a line stands for all.
const SAME: &str = "\
    delivery ship post postage dispatch courier despatch arrive
    price cost fee charge how expensive much rate
    open hours close closed clock
    gift present
    repair mend fix
    return send back
    refund money reimburse
    cancel stop
    phone telephone call ring
    email mail
    park car
    photo picture image
    offer bid
    view visit tour see
    value worth appraisal
    rent let lettings tenancy letting
    tenant renter
    landlord owner
    pet dog cat animal
    discount coupon voucher code promo
    abroad international overseas worldwide europe foreign country
    engrave personalise personalised inscribe
    pay payment paypal card
    candle tealight
    house home
    survey surveyor
    solicitor conveyancer conveyancing
    start begin
    sell sale
    broken damage crack fault faulty smash
    day today tomorrow monday tuesday wednesday thursday friday weekday
    store shop showroom workshop";

static STOPS: LazyLock<HashSet<&str>> = LazyLock::new(|| STOP_WORDS.split_whitespace().collect());

static COMMON: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let group = |line: &'static str| {
        let first = stem(line.split_whitespace().next().unwrap_or_default().to_owned());
        line.split_whitespace().map(move |word| (stem(word.to_owned()), first.clone()))
    };
    SAME.lines().flat_map(group).collect()
});

pub(super) fn is_stop_word(word: &str) -> bool {
    STOPS.contains(word)
}

/// The word that stands for a stem and all that mean the same.
pub(super) fn common_word(stem: String) -> String {
    COMMON.get(&stem).cloned().unwrap_or(stem)
}
