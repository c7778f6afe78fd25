//! Ways to say who one is.

/// Ways that leave no doubt.
pub(super) const NAMED: &[&str] = &[
    "my name is", "my names", "my full name is", "my first name is", "the name is", "the names", "name is", "names", "i am called", "im called",
    "they call me", "people call me", "everyone calls me", "friends call me", "you can call me", "just call me", "i go by",
    "me llamo", "mi nombre es", "mi nombre completo es", "ich heisse", "ich heiss", "mein name ist", "mein name lautet", "je mappelle", "mon nom est", "mon nom cest",
    "je me nomme", "moi cest", "je me prenomme", "mon prenom est", "mi chiamo", "il mio nome e", "mio nome e", "me chamo", "chamo me", "chamo-me", "meu nome e", "o meu nome e",
    "mijn naam is", "ik heet", "jag heter", "mitt namn ar", "jeg hedder", "jeg heter", "mam na imie", "nazywam sie",
    "jmenuji se", "ma numesc", "numele meu este", "menya zovut", "меня зовут", "мое имя", "με λενε", "ονομαζομαι", "adim", "اسمي", "मरा नाम",
];

/// A way that also begins other sentences.
pub(super) struct Cue {
    pub words: &'static str,
    /// Only at the beginning of a sentence.
    pub opens: bool,
    /// Only before a name that is known to be one, or two words of one.
    pub needs_known: bool,
}

const fn likely(words: &'static str) -> Cue {
    Cue { words, opens: false, needs_known: false }
}

const fn known(words: &'static str) -> Cue {
    Cue { words, opens: false, needs_known: true }
}

const fn opening(words: &'static str) -> Cue {
    Cue { words, opens: true, needs_known: true }
}

pub(super) const MAYBE: &[Cue] = &[
    likely("i am"), likely("im"), likely("i m"), known("this is"), opening("its"), opening("it is"), opening("this's"), known("call me"), known("youre speaking to"), known("youre speaking with"),
    known("you are speaking to"), known("speaking with you is"), known("soy"), known("le escribe"), known("les escribe"), known("les habla"), known("le habla"), opening("habla"), opening("aqui"),
    known("ich bin"), known("ich bins"), known("hier ist"), known("hier spricht"), known("hier schreibt"), opening("hier"), known("je suis"), opening("cest"),
    opening("ici"), known("sono"), known("mi presento"), opening("qui"), known("qui parla"), known("sou"), opening("aqui e"), opening("fala"), known("quem fala e"), known("quem escreve e"),
    known("ik ben"), known("jag ar"), known("jeg er"), known("jestem"), known("ben"),
];

/// Behind these stands the name that something is kept under.
pub(super) const AFTER: &[&str] = &[
    "under the name", "under the name of", "in the name of", "under name", "name on the order is", "name on order", "ordered as", "a nombre de", "auf den namen", "unter dem namen",
    "au nom de", "sous le nom", "sous le nom de", "a nome di", "a nome", "em nome de", "no nome de",
];

pub(super) const LABELS: &[&str] = &[
    "name", "full name", "first name", "your name", "my name", "nombre", "nombre completo", "nombre y apellidos", "vorname", "vor- und nachname", "vollstandiger name", "nom", "nom complet", "prenom", "nom et prenom",
    "nome", "nome completo", "nome e cognome", "contact name", "contact",
];

pub(super) const LAST: &[&str] = &["last name", "surname", "family name", "apellido", "apellidos", "nachname", "familienname", "nom de famille", "cognome", "sobrenome", "apelido"];

pub(super) const HERE: &str = "here speaking calling writing again aqui hier ici qui falando";

pub(super) const GREETINGS: &str = "hi hello hey hiya dear good morning afternoon evening day there hola buenas buenos dias tardes noches hallo guten tag morgen abend moin servus \
    bonjour bonsoir salut coucou ciao buongiorno buonasera salve ola oi bom boa dia tarde noite yes yeah ok okay and its it is so well";

/// Behind these, on the same line or the next, stands who signs.
pub(super) const SIGNED: &[&str] = &[
    "regards", "kind regards", "best regards", "warm regards", "many regards", "best wishes", "all the best", "yours sincerely", "yours faithfully", "sincerely", "yours truly", "best",
    "saludos", "un saludo", "saludos cordiales", "atentamente", "mit freundlichen grussen", "freundliche grusse", "viele grusse", "liebe grusse", "beste grusse", "schone grusse", "mfg", "vg", "lg",
    "cordialement", "bien cordialement", "bien a vous", "sinceres salutations", "cordiali saluti", "distinti saluti", "un saluto", "saluti", "atenciosamente", "cumprimentos", "com os melhores cumprimentos", "abraco", "um abraco", "abracos",
    "signed",
];

/// Behind these too, when a sign stands between: "Thanks Daniel" speaks to Daniel.
pub(super) const SIGNED_AFTER_COMMA: &[&str] = &[
    "thanks", "thank you", "many thanks", "thanks again", "thanks in advance", "thx", "cheers", "ta", "gracias", "muchas gracias", "danke", "vielen dank", "danke schon", "danke im voraus", "merci",
    "merci davance", "merci beaucoup", "grazie", "grazie mille", "obrigado", "obrigada", "muito obrigado", "muito obrigada",
];
