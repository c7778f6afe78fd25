//! Asking a field as a message, where no form can be drawn.
//!
//! One question a message, short enough for one SMS where the owner's words allow. The owner's own words are theirs
//! in each language; the words around them are ours, in English where we have no others.

use super::field::{Field, Kind};

/// Our words around a question, in one language.
struct Words {
    name: &'static str,
    email: &'static str,
    phone: &'static str,
    company: &'static str,
    website: &'static str,
    order_number: &'static str,
    yes_or_no: &'static str,
    one: &'static str,
    several: &'static str,
    date: &'static str,
    skip: &'static str,
}

const ENGLISH: Words = Words {
    name: "What is your name?",
    email: "What is your email?",
    phone: "What is your phone number?",
    company: "What is your company?",
    website: "What is your website?",
    order_number: "What is your order number?",
    yes_or_no: "Reply YES or NO.",
    one: "Reply with a number:",
    several: "Reply with one or more numbers, like 1, 3:",
    date: "For example 2026-11-21.",
    skip: "Reply SKIP to leave it out.",
};

const GERMAN: Words = Words {
    name: "Wie heißen Sie?",
    email: "Wie lautet Ihre E-Mail-Adresse?",
    phone: "Wie lautet Ihre Telefonnummer?",
    company: "Wie heißt Ihre Firma?",
    website: "Wie lautet Ihre Website?",
    order_number: "Wie lautet Ihre Bestellnummer?",
    yes_or_no: "Antworten Sie JA oder NEIN.",
    one: "Antworten Sie mit einer Zahl:",
    several: "Antworten Sie mit einer oder mehreren Zahlen, etwa 1, 3:",
    date: "Zum Beispiel 2026-11-21.",
    skip: "Mit SKIP überspringen.",
};

const SPANISH: Words = Words {
    name: "¿Cómo se llama?",
    email: "¿Cuál es su correo electrónico?",
    phone: "¿Cuál es su número de teléfono?",
    company: "¿Cuál es su empresa?",
    website: "¿Cuál es su página web?",
    order_number: "¿Cuál es su número de pedido?",
    yes_or_no: "Responda SÍ o NO.",
    one: "Responda con un número:",
    several: "Responda con uno o más números, como 1, 3:",
    date: "Por ejemplo 2026-11-21.",
    skip: "Responda SKIP para omitirlo.",
};

const FRENCH: Words = Words {
    name: "Quel est votre nom ?",
    email: "Quelle est votre adresse e-mail ?",
    phone: "Quel est votre numéro de téléphone ?",
    company: "Quelle est votre entreprise ?",
    website: "Quel est votre site web ?",
    order_number: "Quel est votre numéro de commande ?",
    yes_or_no: "Répondez OUI ou NON.",
    one: "Répondez par un numéro :",
    several: "Répondez par un ou plusieurs numéros, comme 1, 3 :",
    date: "Par exemple 2026-11-21.",
    skip: "Répondez SKIP pour passer.",
};

fn words(language: &str) -> &'static Words {
    match language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "de" => &GERMAN,
        "es" => &SPANISH,
        "fr" => &FRENCH,
        _ => &ENGLISH,
    }
}

impl Field {
    /// The field as a question in a message, its options numbered, with how to leave it out when that is allowed.
    #[must_use]
    pub fn ask(&self, language: &str) -> String {
        let shown = self.shown(language);
        let words = words(language);
        let own = || question(&shown.label);
        let question = match self.kind {
            Kind::Name => words.name.to_owned(),
            Kind::Email => words.email.to_owned(),
            Kind::Phone => words.phone.to_owned(),
            Kind::Company => words.company.to_owned(),
            Kind::Website => words.website.to_owned(),
            Kind::OrderNumber => words.order_number.to_owned(),
            Kind::Text | Kind::LongText | Kind::Number => own(),
            Kind::Date => format!("{} {}", own(), words.date),
            Kind::Dropdown => format!("{} {}", own(), words.one),
            Kind::MultiSelect => format!("{} {}", own(), words.several),
            Kind::Checkbox | Kind::Consent => {
                let link = shown.link.as_ref().map(|link| format!(" ({})", link.url)).unwrap_or_default();
                format!("{}{link} {}", shown.label.trim(), words.yes_or_no)
            }
        };
        let options = shown.options.iter().enumerate().map(|(at, choice)| format!("{}. {}", at + 1, choice.label));
        let help = shown.help.iter().map(|help| help.trim().to_owned());
        let skip = (!self.required).then(|| words.skip.to_owned());
        let is_choice = matches!(self.kind, Kind::Dropdown | Kind::MultiSelect);
        if is_choice {
            std::iter::once(question).chain(options).chain(help).chain(skip).collect::<Vec<_>>().join("\n")
        } else {
            std::iter::once(question).chain(help).chain(skip).collect::<Vec<_>>().join(" ")
        }
    }
}

/// A label as a question, unless it ends as a sentence already.
fn question(label: &str) -> String {
    let label = label.trim();
    if label.ends_with(['?', '.', ':', '؟', '？']) { label.to_owned() } else { format!("{label}?") }
}

#[cfg(test)]
mod tests {
    use super::super::field::{Choice, FieldWords, Link};
    use super::*;

    #[test]
    fn a_question_says_how_to_answer() {
        let email = Field::new("email", Kind::Email, "Email");
        assert_eq!(email.ask("en-GB"), "What is your email?");
        assert_eq!(email.optional().ask("en"), "What is your email? Reply SKIP to leave it out.");
        let mut size = Field::new("size", Kind::Dropdown, "Which size").optional();
        size.options = [("s", "Small"), ("l", "Large")]
            .map(|(value, label)| Choice { value: value.into(), label: label.into() })
            .into();
        assert_eq!(size.ask("en"), "Which size? Reply with a number:\n1. Small\n2. Large\nReply SKIP to leave it out.");
        let mut consent = Field::new("consent", Kind::Consent, "Loam & Lantern may contact me about this request.");
        consent.link = Some(Link { label: "Privacy".into(), url: "https://example.com/privacy".into() });
        assert_eq!(
            consent.ask("en"),
            "Loam & Lantern may contact me about this request. (https://example.com/privacy) Reply YES or NO."
        );
        assert_eq!(Field::new("d", Kind::Date, "Move-in date").ask("en"), "Move-in date? For example 2026-11-21.");
    }

    #[test]
    fn a_question_is_asked_in_the_visitors_language() {
        let mut reason = Field::new("reason", Kind::LongText, "Reason");
        reason.labels.insert("de".into(), FieldWords { label: Some("Grund".into()), ..FieldWords::default() });
        assert_eq!(reason.ask("de-CH"), "Grund?");
        assert_eq!(Field::new("n", Kind::Name, "Name").ask("fr"), "Quel est votre nom ?");
        assert_eq!(Field::new("n", Kind::Name, "Name").ask("xx"), "What is your name?");
    }

    #[test]
    fn the_first_number_of_a_list_is_the_first_option() {
        let mut field = Field::new("f", Kind::Dropdown, "F");
        field.options = vec![Choice { value: "x".into(), label: "X".into() }];
        assert!(field.ask("en").contains("\n1. X"));
        assert_eq!(field.parse_words("1", "GB").unwrap().unwrap().value(), "x");
    }
}
