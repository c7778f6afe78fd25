//! Offers: what the assistant says when it is half sure what somebody wants, the one reply that takes it up, and who says
//! yes to an offer in words of their own.

use super::Intent;
use super::answer::Reply;
use super::language::spoken;
use crate::text;

/// What is offered, in one language: a question, the reply that takes it up, and how a yes is asked for where nothing can be
/// tapped. `{what}` is the tag's own name.
struct Words {
    language: &'static str,
    question: &'static str,
    by_text: &'static str,
    person: &'static str,
    order: &'static str,
    coupon: &'static str,
    refund: &'static str,
    cancellation: &'static str,
    quote: &'static str,
    appointment: &'static str,
    own: &'static str,
}

const ALL: [Words; 6] = [
    Words {
        language: "en",
        question: "Want us to get in touch?",
        by_text: "Reply YES and I will take your details.",
        person: "Yes, get in touch",
        order: "Yes, look into my order",
        coupon: "Yes, about a discount",
        refund: "Yes, about a refund",
        cancellation: "Yes, about cancelling",
        quote: "Yes, with a price",
        appointment: "Yes, arrange a time",
        own: "Yes: {what}",
    },
    Words {
        language: "es",
        question: "¿Quiere que nos pongamos en contacto?",
        by_text: "Responda SÍ y tomaré sus datos.",
        person: "Sí, contáctenme",
        order: "Sí, revisen mi pedido",
        coupon: "Sí, sobre un descuento",
        refund: "Sí, sobre un reembolso",
        cancellation: "Sí, sobre la cancelación",
        quote: "Sí, con un precio",
        appointment: "Sí, acordemos una cita",
        own: "Sí: {what}",
    },
    Words {
        language: "de",
        question: "Sollen wir uns bei Ihnen melden?",
        by_text: "Antworten Sie mit JA, dann nehme ich Ihre Daten auf.",
        person: "Ja, bitte melden",
        order: "Ja, zu meiner Bestellung",
        coupon: "Ja, zu einem Rabatt",
        refund: "Ja, zu einer Erstattung",
        cancellation: "Ja, zur Stornierung",
        quote: "Ja, mit einem Preis",
        appointment: "Ja, für einen Termin",
        own: "Ja: {what}",
    },
    Words {
        language: "fr",
        question: "Voulez-vous que nous vous contactions ?",
        by_text: "Répondez OUI et je prendrai vos coordonnées.",
        person: "Oui, contactez-moi",
        order: "Oui, pour ma commande",
        coupon: "Oui, pour une réduction",
        refund: "Oui, pour un remboursement",
        cancellation: "Oui, pour une annulation",
        quote: "Oui, avec un prix",
        appointment: "Oui, pour un rendez-vous",
        own: "Oui : {what}",
    },
    Words {
        language: "it",
        question: "Vuole che la contattiamo?",
        by_text: "Risponda SÌ e prenderò i suoi dati.",
        person: "Sì, contattatemi",
        order: "Sì, per il mio ordine",
        coupon: "Sì, per uno sconto",
        refund: "Sì, per un rimborso",
        cancellation: "Sì, per una disdetta",
        quote: "Sì, con un prezzo",
        appointment: "Sì, per un appuntamento",
        own: "Sì: {what}",
    },
    Words {
        language: "pt",
        question: "Quer que entremos em contato?",
        by_text: "Responda SIM e anoto os seus dados.",
        person: "Sim, entrem em contato",
        order: "Sim, sobre o meu pedido",
        coupon: "Sim, sobre um desconto",
        refund: "Sim, sobre um reembolso",
        cancellation: "Sim, sobre o cancelamento",
        quote: "Sim, com um preço",
        appointment: "Sim, para marcar um horário",
        own: "Sim: {what}",
    },
];

impl Words {
    /// The reply that takes up an offer of this tag.
    fn taking_up(&self, key: &str, label: &str) -> String {
        let words = match Intent::from_key(key) {
            Intent::AgentRequest | Intent::Spam => self.person,
            Intent::OrderQuestion => self.order,
            Intent::CouponRequest => self.coupon,
            Intent::RefundRequest => self.refund,
            Intent::Cancellation => self.cancellation,
            Intent::QuoteRequest => self.quote,
            Intent::AppointmentRequest => self.appointment,
            Intent::Custom(_) => self.own,
        };
        words.replace("{what}", label)
    }
}

/// Offers the form of a tag: one reply takes it up. `draws` is false where nothing can be tapped, as in text messages.
#[must_use]
pub fn offer(language: &str, key: &str, label: &str, draws: bool) -> Reply {
    let language = spoken(language);
    let words = ALL.iter().find(|words| words.language == language).unwrap_or(&ALL[0]);
    let text = if draws { words.question.to_owned() } else { format!("{} {}", words.question, words.by_text) };
    Reply { text, replies: vec![words.taking_up(key, label)], ..Reply::default() }
}

/// The tag whose offer these words take up, as they were offered, in any language. `tags` are keys and labels.
#[must_use]
pub fn taken_up<'a>(said: &str, tags: impl Iterator<Item = (&'a str, &'a str)>) -> Option<&'a str> {
    let said = text::words(text::head(said, 120));
    if !said.first().is_some_and(|first| is_of(YES, first)) {
        return None;
    }
    let mut tags = tags;
    tags.find(|(key, label)| ALL.iter().any(|words| text::words(&words.taking_up(key, label)) == said))
        .map(|(key, _)| key)
}

/// Words that say yes, folded, of all languages; and those that go with them.
const YES: &str = "yes yeah yep yup sure ok okay absolutely definitely certainly si claro vale dale ja gerne klar jawohl oui \
    volontiers va certo volentieri sim pode";
const BESIDE: &str = "please thanks thank you that would be great do it go ahead sounds good lovely perfect i d like id to por favor \
    gracias perfecto bitte danke gern das ware super toll s il vous plait svp merci daccord bien sur per favore grazie \
    perfetto bene por favor obrigado obrigada ser";

fn is_of(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|listed| listed == word)
}

/// Whether somebody says yes and nothing more.
#[must_use]
pub fn is_yes(said: &str) -> bool {
    const LONGEST: usize = 7;
    let said = text::words(text::head(said, 80));
    !said.is_empty()
        && said.len() <= LONGEST
        && said.iter().any(|word| is_of(YES, word))
        && said.iter().all(|word| is_of(YES, word) || is_of(BESIDE, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 8] = [
        "agent_request",
        "order_question",
        "coupon_request",
        "refund_request",
        "cancellation",
        "quote_request",
        "appointment_request",
        "valuation",
    ];

    #[test]
    fn each_offer_is_taken_up_by_its_own_reply_in_every_language() {
        let tags = || KEYS.iter().map(|key| (*key, "House valuation"));
        for words in &ALL {
            for key in KEYS {
                let offered = offer(words.language, key, "House valuation", true);
                assert_eq!(offered.replies.len(), 1);
                assert_eq!(taken_up(&offered.replies[0], tags()), Some(key), "{}", offered.replies[0]);
                assert!(offered.replies[0].chars().count() <= 40, "{}", offered.replies[0]);
            }
            let by_text = offer(words.language, "refund_request", "", false).text;
            assert!(by_text.len() > words.question.len() && by_text.ends_with('.'));
        }
        assert_eq!(taken_up("yes", tags()), None);
        assert_eq!(taken_up("", tags()), None);
        assert_eq!(offer("cy", "refund_request", "", true).text, "Want us to get in touch?");
    }

    #[test]
    fn a_yes_is_a_yes_in_words_of_any_language_and_nothing_else_is() {
        for text in [
            "yes",
            "Yes please!",
            "sure, go ahead",
            "ok",
            "sí",
            "sí, por favor",
            "ja bitte",
            "Ja gerne",
            "oui merci",
            "d'accord oui",
            "sì grazie",
            "sim, por favor",
            "YES",
        ] {
            assert!(is_yes(text), "{text}");
        }
        for text in [
            "",
            "no",
            "yes but how much is it",
            "no thanks",
            "please",
            "thanks",
            "yesterday",
            "ja aber nicht heute",
            "okay I will think about it",
            "je ne sais pas",
        ] {
            assert!(!is_yes(text), "{text}");
        }
    }
}
