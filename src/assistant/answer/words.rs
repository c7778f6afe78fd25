//! The assistant's words, language by language.
//!
//! `{team}`, `{bot}`, `{name}` and `{until}` are blanks. English is the design's copy; the others say the same and call
//! the team "our team", because its name has no known gender there.

mod languages;

use languages::{ENGLISH, FRENCH, GERMAN, ITALIAN, PORTUGUESE, SPANISH};

/// Everything the assistant says of its own in one language.
#[derive(Debug)]
pub(super) struct Words {
    pub hello: &'static str,
    pub thanks: &'static str,
    pub goodbye: &'static str,
    pub bot: &'static str,
    pub no_answer: &'static str,
    pub again: &'static str,
    pub stuck: &'static str,
    pub here: &'static str,
    pub agreed: &'static str,
    pub well: &'static str,
    pub offer: &'static str,
    pub offer_person: &'static str,
    pub offer_order: &'static str,
    pub offer_coupon: &'static str,
    pub offer_refund: &'static str,
    pub offer_cancellation: &'static str,
    pub offer_quote: &'static str,
    pub offer_appointment: &'static str,
    pub declined: &'static str,
    pub filed: &'static str,
    pub submitted: &'static str,
    pub submitted_plain: &'static str,
    pub added: &'static str,
    pub added_plain: &'static str,
    pub noted: &'static str,
    pub sorry: &'static str,
    pub sorry_offer: &'static str,
    pub told: &'static str,
    pub told_plain: &'static str,
    pub passed_on: &'static str,
    pub passed_on_plain: &'static str,
    pub told_form: &'static str,
    pub told_form_plain: &'static str,
    pub noted_form: &'static str,
    pub noted_ask: &'static str,
    pub offer_answer: &'static str,
    pub looking: &'static str,
    pub closed: &'static str,
    pub away: &'static str,
    pub rang: &'static str,
    pub still_ringing: &'static str,
    pub dialogue: &'static str,
    pub ask_the_team: &'static str,
    pub talk_to_a_person: &'static str,
    pub leave_a_message: &'static str,
    pub keep_chatting: &'static str,
}

impl Words {
    /// The quick replies that ask for a person or a form. "Keep chatting" asks for nothing.
    pub fn quick_replies(&self) -> impl Iterator<Item = &'static str> {
        [self.ask_the_team, self.talk_to_a_person, self.leave_a_message].into_iter()
    }
}

/// The words of a language, any tag; English where there are none.
pub(super) fn of(language: &str) -> &'static Words {
    let spoken = super::super::language::spoken(language);
    ALL.iter().find(|(known, _)| *known == spoken).map_or(&ENGLISH, |(_, words)| words)
}

pub(super) static ALL: [(&str, &Words); 6] =
    [("en", &ENGLISH), ("es", &SPANISH), ("de", &GERMAN), ("fr", &FRENCH), ("it", &ITALIAN), ("pt", &PORTUGUESE)];

/// Greetings, folded, of all languages.
pub(super) const HELLO: &str = "hello hi hey hiya morning afternoon evening greetings hola buenas buenos hallo guten moin servus \
    bonjour bonsoir salut ciao buongiorno buonasera salve ola oi bom boa";
/// Thanks.
pub(super) const THANKS: &str = "thanks thank thx ta cheers gracias danke merci grazie obrigado obrigada";
/// Farewells.
pub(super) const GOODBYE: &str = "bye goodbye cya adios tschuss revoir arrivederci tchau adeus";
/// Words that go with any of them.
pub(super) const POLITE: &str = "hello hi hey there all everyone good morning afternoon evening day you so very much a lot ok okay great \
    lovely perfect brilliant for your help the that now and night thanks thank see later again team \
    buenas tardes dias noches muchas por todo hasta luego guten tag morgen abend schon sehr vielen dank zusammen auf wiedersehen \
    beaucoup bien a tous au bonne journee mille tante tutti dia tarde noite muito pessoal ate logo";
/// Words that agree, decline or acknowledge, and ask nothing.
pub(super) const AGREED: &str = "ok okay okey k kk great good fine perfect cool nice super sure right alright understood yes yep yeah \
    no nope nothing haha lol hehe wow brilliant lovely vale bien perfecto claro entendido si listo genial gut prima klar alles verstanden \
    ja nein passt toll daccord parfait compris oui non bon bene perfetto capito certo sim nao beleza entendi perfeito otimo";
/// The same in several words.
pub(super) const AGREED_WORDS: &[&str] = &[
    "got it",
    "thats all",
    "that is all",
    "that was all",
    "thats it",
    "that is it",
    "nothing else",
    "no thanks",
    "no thank you",
    "sounds good",
    "makes sense",
    "i see",
    "will do",
    "no worries",
    "never mind",
    "nevermind",
    "not now",
    "yes please",
    "de acuerdo",
    "esta bien",
    "eso es todo",
    "muy bien",
    "nada mas",
    "no gracias",
    "alles klar",
    "in ordnung",
    "das wars",
    "das war alles",
    "nein danke",
    "ja bitte",
    "sehr gut",
    "cest bon",
    "tres bien",
    "cest tout",
    "non merci",
    "bien sur",
    "va bene",
    "molto bene",
    "e tutto",
    "no grazie",
    "esta bem",
    "muito bem",
    "so isso",
    "nao obrigado",
    "nao obrigada",
    "tudo certo",
];
/// How people ask after somebody.
pub(super) const HOW_ARE_YOU: &[&str] = &[
    "how are you",
    "how are you doing",
    "how are you today",
    "how are things",
    "hows it going",
    "how is it going",
    "how do you do",
    "whats up",
    "que tal",
    "como estas",
    "como esta",
    "wie gehts",
    "wie geht es dir",
    "wie geht es ihnen",
    "ca va",
    "comment ca va",
    "comment allez vous",
    "comment vas tu",
    "come stai",
    "come sta",
    "come va",
    "tudo bem",
    "como vai",
    "como voce esta",
];
/// How a question about the assistant's nature begins.
pub(super) const ARE_YOU: &[&str] = &[
    "are you",
    "r u",
    "you are",
    "is this",
    "is that",
    "am i talking",
    "am i speaking",
    "am i chatting",
    "eres",
    "es usted",
    "bist du",
    "sind sie",
    "etes vous",
    "es tu",
    "tu es",
    "vous etes",
    "sei",
    "siete",
    "voce e",
    "es um",
];
/// And what it is about.
pub(super) const BOT_OR_PERSON: &[&str] = &[
    "bot",
    "robot",
    "chatbot",
    "human",
    "a person",
    "real person",
    "real",
    "ai",
    "a machine",
    "computer",
    "automated",
    "humano",
    "humana",
    "persona",
    "mensch",
    "maschine",
    "ki",
    "roboter",
    "humain",
    "machine",
    "umano",
    "pessoa",
    "robo",
];
