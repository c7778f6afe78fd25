//! The words that carry no meaning, those that carry little, and those that mean the same, for ranking.
//!
//! Kept small and general: what one trade alone says belongs into the owner's entries. What is meant by the same line is
//! one term in all six languages, so that a question finds an entry that is written in another.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::stem::stem;

/// Words of the six languages that say nothing about a question's subject, folded.
const STOP_WORDS: &str = "\
    a about also am an and any are as at be been before both but by can cannot could did do does doing dont each for from \
    get got had has have hello hey hi how i if ill im in into is isnt it its ive just know let like many may me might more much must my \
    need no not of off ok on one only or our out over please really shall she should so some sort such tell than thank thanks \
    that thats the their them then there theres these they thing this those to too up us use very want was we were what whats when \
    where wheres which while who whose why will with would yes you your youre he her his him hers id lot bit \
    go goes going went gone come comes coming take takes taken put puts use uses used using onto through via ever still already \
    again give gives given keep keeps happen happens mean means say says said look looks looking exactly \
    actually currently usually always sometimes now later soon between during wondering wonder \
    plus minus aus moglich posible possivel until able possible policy policies terms someone somebody help question anything something hoping guys whats hows back \
    el la los las lo un una unos unas de del y en que es por para con se su sus mi mis tu no si al como cual cuando cuanto cuanta hay \
    me te le nos les esta este esto ser son tiene tienen puedo puede podeis pueden quiero hola gracias favor muy mas va van ir hacer hace hago \
    dar usar desde hasta sobre \
    donde dove onde wo ou der die das den dem des ein eine einen einem einer und oder ist sind ich du er sie es wir ihr mein meine meinen zu zum zur mit von vom fur \
    auf im in an am bei nicht was wer wie wann warum kann konnen haben habe hat gibt es bitte danke hallo auch noch \
    gehen geht kommt kommen machen macht nehmen wird werden man sich wenn dann mal denn doch etwa schon sehr alle alles viel viele ihre ihren \
    le les un une des du et est sont je tu il elle nous vous ils mon ma mes ce cette ces que qui quoi quel quelle quels quelles quand comment \
    pourquoi dans sur avec pour par pas ne bonjour merci avez ai ca y a votre vos peut peux puis peuvent \
    aller va vont faire fait prendre on se si alors tres tout tous cela \
    il lo gli i uno e di da dal della dei delle che chi cosa come quando quanto sono ho hai ha mio mia vostro con per non ciao grazie avete \
    posso potete andare fare fa prendere si se molto tutto qual quale \
    o os as um uma do dos das no na nos nas em e que quem qual quando como quanto com por para nao meu minha seu sua voces tem posso podem \
    ola obrigado obrigada ir vai fazer faz muito tudo";

/// Words that say little: what is done with anything, what anything has, who anybody knows. A question is seldom about them,
/// and one that shares no other word with an entry is not answered by it.
const LIGHT: &str = "\
    sell sold buy bought offer provide supply find found start work show make making made receive received see seen sees \
    check choose enter ask asked answer talk speak accept allow include add try run hold held allowed stay survive last stand leave left bring carry fit fits \
    new old good best great better nice bad big small large different other another two three first last same \
    place item product kind type way part people person customer company everything nothing number name list page website site online \
    friend sister brother mother mum mom father dad husband wife partner son daughter niece nephew grandma child children kid family \
    life world certain amount available availability birthday anniversary love hate favourite favorite recommend town near nearby \
    day today tomorrow yesterday monday tuesday wednesday thursday friday week month year time \
    vender venden vende vendeis comprar compro ofrecen ofreceis encontrar nuevo nueva bueno mejor grande pequeno \
    verkaufen verkauft kaufen bieten anbieten finden neu neue gut beste gross klein \
    vendre vendez acheter proposez trouver nouveau nouvelle bon meilleur grand petit \
    vendere vendete comprare offrite trovare mandare nuovo nuova buono migliore piccolo \
    vendem oferecem encontrar mandar novo nova bom melhor pequeno";

/// What anything has: asked alone, it is asked of nothing.
const MEASURES: [&str; 3] = ["price", "duration", "size"];

/// Words that mean the same to who asks; the first of a line stands for all.
const SAME: &str = "\
    delivery deliver send sent sending ship shipping post postage dispatch courier despatch arrive arrival envio enviar entrega entregar entregan \
    lieferung liefern liefert versand versenden schicken senden livraison livrer livrez expedition envoyer spedizione spedire spedite consegna consegnate entregas
    price cost free fee charge commission expensive rate precio cuesta cuestan coste preis preise kostet kosten gebuhr wieviel prix tarif coute coutent \
    combien prezzo costa costano preco custa custam gratis kostenlos gratuit gratuite gratuito gratuita
    duration dauer duracion duree durata duracao plazo delai
    size dimension measurement measure width height length wide tall tamano medida grosse abmessung taille misura tamanho
    place address located location based situated direccion adresse ou ubicacion indirizzo endereco morada
    open hours close closed clock shut horario abierto abren abierto cierran offnungszeit offnungszeiten geoffnet offen horaire ouvert ouverte \
    orario aperto aperti aberto abertos
    gift present regalo geschenk cadeau dono presente prenda
    wrap wrapping
    repair mend fix reparacion reparar reparatur reparieren reparation reparer riparazione riparare reparacao
    return returns devolucion devolver ruckgabe rucksendung retoure zuruckgeben retour retourner reso restituire devolucao
    refund money reimburse reembolso erstattung ruckerstattung remboursement rembourser rimborso
    exchange swap cambio umtausch umtauschen echange echanger scambio troca trocar
    cancel stop cancelar stornieren annuler annulation annullare cancelamento
    telephone phone call ring telefono telefon telefone
    email mail correo courriel
    park parking carpark car aparcamiento aparcar parken parkplatz stationnement parcheggio estacionamento
    photo picture image photograph foto
    offer bid
    view visit tour visita besichtigung besuch visite visitare
    value worth valuation appraisal tasacion bewertung estimation valutazione avaliacao
    rent let lettings tenancy letting alquiler alquilar miete mieten loyer louer affitto affittare aluguel arrendar
    tenant renter
    landlord owner
    pet dog cat animal mascota perro haustier hund chien chat cane gatto cachorro
    discount coupon voucher code promo descuento rabatt gutschein reduction remise sconto desconto
    abroad international overseas worldwide europe foreign country extranjero ausland etranger estero exterior
    engrave engraving personalise personalised inscribe grabado grabar gravur gravieren gravure graver incisione gravacao
    pay payment paid paypal pagar pago zahlen zahlung bezahlen payer paiement pagare pagamento
    candle tealight vela kerze bougie candela
    house home casa haus maison
    flat apartment piso wohnung appartement appartamento apartamento
    survey surveyor
    solicitor conveyancer conveyancing
    begin start
    sale
    guarantee warranty garantia garantie garanzia
    damage damaged broken broke break crack cracked fault faulty smash smashed roto kaputt beschadigt casse  rotto quebrado partido
    store shop showroom tienda laden geschaft boutique magasin negozio loja
    clean cleaning wash washing washable polish polishing tarnish stain limpiar lavar reinigen waschen nettoyer laver pulire lavare limpar
    outside outdoor outdoors fuera draussen dehors fuori fora
    inside indoor indoors dentro drinnen interieur interno
    instock vorratig
    duty custom customs tariff
    expire expiry valid validity
    material fabric
    subscribe signup subscription
    saturday sunday weekend weekends
    complain complaint queja reclamacion beschwerde reclamation reclamo reclamacao
    video virtual
    track tracking trace follow
    message note
    id identity";

/// Countries: each is itself, and somewhere abroad.
const COUNTRIES: &str = "france germany spain italy portugal ireland netherlands holland belgium austria switzerland sweden norway denmark \
    finland poland greece usa america canada australia japan china india brazil mexico espana francia alemania italia deutschland frankreich \
    spanien italien osterreich schweiz espagne allemagne suisse belgique germania svizzera spagna alemanha espanha eu";

/// Two words that say one thing, perhaps with some between.
const PHRASES: &[(&str, &str, usize, &str)] = &[
    ("how", "much", 0, "price"),
    ("how", "long soon fast quick quickly", 0, "duration"),
    ("many", "day days week weeks month months hour hours", 0, "duration"),
    ("how", "big large wide tall high deep heavy small thick", 0, "size"),
    ("what", "size sizes", 0, "size"),
    ("send sent sending bring bringing take taking give giving ship post", "back", 2, "return"),
    ("in", "stock", 0, "instock"),
    ("money", "back", 0, "refund"),
    ("have", "pay", 1, "price"),
    ("when", "arrive arrives come comes delivered ship", 3, "duration delivery"),
    ("made", "of from", 0, "material"),
    ("sign", "up", 0, "subscribe"),
    ("where", "you", 1, "place"),
    ("donde", "estan estais", 0, "place"),
    ("wo", "sie ihr", 1, "place"),
    ("ou", "etes vous", 1, "place"),
    ("dove", "siete", 0, "place"),
    ("onde", "ficam estao", 0, "place"),
    ("car", "park", 0, "park"),
    ("tea", "light lights", 0, "tealight"),
    ("pay", "pal", 0, "paypal"),
    ("turn turns turned", "up", 0, "delivery"),
    ("next", "day", 0, "nextday"),
    ("chain", "free", 0, "chainfree"),
    ("wie", "lange", 0, "duration"),
    ("wie", "teuer", 0, "price"),
    // "Wie viel Liter" asks for no price.
    ("viel", "ist sind macht", 0, "price"),
    ("wie", "gross hoch breit lang schwer", 0, "size"),
    ("cuanto cuanta quanto", "tiempo tarda tardan demora demoran tempo dura ci", 0, "duration"),
    ("combien", "temps jours", 1, "duration"),
];

/// What may follow a word that begins a phrase, how many words may stand between, and the term of it.
type Rest = (Vec<&'static str>, usize, &'static str);

static BEGUN: LazyLock<HashMap<&'static str, Vec<Rest>>> = LazyLock::new(|| {
    let mut begun: HashMap<&str, Vec<Rest>> = HashMap::new();
    for (begins, ends, between, term) in PHRASES {
        for word in begins.split_whitespace() {
            begun.entry(word).or_default().push((ends.split_whitespace().collect(), *between, term));
        }
    }
    begun
});

static STOPS: LazyLock<HashSet<&str>> = LazyLock::new(|| STOP_WORDS.split_whitespace().collect());

static STOP_STEMS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let long = STOP_WORDS.split_whitespace().filter(|word| word.len() >= 4);
    long.map(|word| stem(word.to_owned())).filter(|stem| stem.len() >= 3).collect()
});

static COMMON: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let group = |line: &'static str| {
        let first = stem(line.split_whitespace().next().unwrap_or_default().to_owned());
        line.split_whitespace().map(move |word| (stem(word.to_owned()), first.clone()))
    };
    SAME.lines().flat_map(group).collect()
});

static LIGHTS: LazyLock<HashSet<String>> =
    LazyLock::new(|| LIGHT.split_whitespace().map(|word| common_word(stem(word.to_owned()))).collect());

static MEASURED: LazyLock<HashSet<String>> =
    LazyLock::new(|| MEASURES.iter().map(|word| common_word(stem((*word).to_owned()))).collect());

static ABROAD: LazyLock<(HashSet<String>, String)> = LazyLock::new(|| {
    let countries = COUNTRIES.split_whitespace().map(|word| stem(word.to_owned())).collect();
    (countries, common_word(stem("abroad".to_owned())))
});

/// Whether a folded word says nothing.
pub(super) fn is_stop_word(word: &str) -> bool {
    STOPS.contains(word)
}

/// Whether a stem is one of a word that says nothing: "needs", "looked".
pub(super) fn is_stop_stem(stem: &str) -> bool {
    STOP_STEMS.contains(stem)
}

/// Whether a term says little.
pub(super) fn is_light(term: &str) -> bool {
    LIGHTS.contains(term)
}

/// Whether a term is what anything has.
pub(super) fn is_measure(term: &str) -> bool {
    MEASURED.contains(term)
}

/// The wider word that a term is one of.
pub(super) fn wider(term: &str) -> Option<&'static str> {
    let (countries, abroad) = &*ABROAD;
    countries.contains(term).then_some(abroad.as_str())
}

/// The word that stands for a stem and all that mean the same.
pub(super) fn common_word(stem: String) -> String {
    COMMON.get(&stem).cloned().unwrap_or(stem)
}

/// The phrase that begins a text, and how many words it has.
pub(super) fn phrase(said: &[String]) -> Option<(usize, &'static str)> {
    let (first, rest) = said.split_first()?;
    BEGUN.get(first.as_str())?.iter().find_map(|(ends, between, term)| {
        let place = rest.iter().take(between + 1).position(|word| ends.contains(&word.as_str()))?;
        Some((place + 2, *term))
    })
}
