//! What the bot asked last, which gives sense to a bare answer.

use crate::text::words;

/// The details a question asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a question may ask for any of them, each by itself")]
pub(super) struct Prompt {
    pub name: bool,
    pub email: bool,
    pub phone: bool,
    pub order: bool,
    pub company: bool,
}

const EMAIL: &str = "email mail emails correo courriel mailadresse emailadresse";
const PHONE: &str = "phone mobile telephone tel cell telefono movil celular telefon telefonnummer handy \
    handynummer rufnummer portable cellulare telefone telemovel whatsapp";
const ORDER: &str = "order pedido encomenda bestellung bestellnummer auftragsnummer bestellnr commande ordine \
    compra purchase";
const COMPANY: &str = "company business organisation organization employer empresa firma unternehmen societe \
    entreprise azienda ditta societa companhia";
const NAME: &str = "name namen names surname firstname lastname nombre apellido apellidos vorname nachname familienname \
    nom prenom nome cognome sobrenome apelido";
/// "What's the name of the road?" asks for nobody's.
const OF_THINGS: &str = "road street property product model item shop store town city pet dog cat brand project \
    website domain plan school child son daughter partner landlord agent bank lender course event venue producto \
    calle producte produkt strasse rue via prodotto rua";
const WHO: &[&str] = &[
    "who am i",
    "who is this",
    "whos this",
    "who are you",
    "who do i",
    "who should we ask",
    "what should i call you",
    "what can i call you",
    "what do i call you",
    "what may i call you",
    "how should i address you",
    "como te llamas",
    "como se llama",
    "con quien",
    "quien eres",
    "wie heissen",
    "wie heisst",
    "mit wem",
    "wie darf ich sie",
    "comment vous appelez",
    "comment tu tappelles",
    "a qui ai je",
    "qui etes vous",
    "come ti chiami",
    "come si chiama",
    "con chi",
    "como se chama",
    "voce se chama",
    "voces se chama",
    "heissen sie",
    "heisst du",
    "ti chiami",
    "si chiama lei",
    "llamas tu",
    "llama usted",
    "vous appelez vous",
    "am i speaking with",
    "am i speaking to",
    "am i talking to",
    "am i chatting with",
    "como te chamas",
    "com quem",
    "qual e a sua graca",
];

/// The last sentence that asks, where one does: what stands before it only tells.
fn asked(text: &str) -> &str {
    let text = text.trim();
    let Some(end) = text.rfind(['?', '？']) else { return text };
    let before = &text[..end];
    let start = before.rfind(['!', '?', '\n']).into_iter().chain(before.rfind(". ")).max();
    start.map_or(before, |start| before[start + 1..].trim())
}

impl Prompt {
    pub fn read(question: Option<&str>) -> Self {
        const LONGEST: usize = 600;
        let Some(question) = question else { return Self::default() };
        let question = asked(crate::text::head(question, LONGEST));
        let said = words(question);
        // "your dog's" is folded to "dogs".
        let is_in = |list: &str, word: &str| list.split(' ').any(|listed| listed == word);
        let has = |list: &str| {
            said.iter().any(|word| is_in(list, word) || word.strip_suffix('s').is_some_and(|one| is_in(list, one)))
        };
        let line = format!(" {} ", said.join(" "));
        let order = has(ORDER)
            && (has("number numero nummer num no nr ref reference id which")
                || has(ORDER) && !line.contains(" would you like to order "));
        let company = has(COMPANY) || line.contains(" where do you work ");
        let of_company =
            ["company name", "name of your company", "name of the company", "business name", "name of your business"]
                .iter()
                .any(|phrase| line.contains(phrase));
        let is_theirs = !company || line.contains(" your name ");
        let name = (has(NAME) && !of_company && !has(OF_THINGS) && is_theirs)
            || WHO.iter().any(|phrase| line.contains(&format!(" {phrase} ")));
        Self {
            name,
            email: has(EMAIL),
            phone: has(PHONE) || line.contains(" number ") && line.contains(" call you "),
            order,
            company,
        }
    }
}
