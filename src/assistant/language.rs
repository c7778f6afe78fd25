//! Which of the languages the assistant speaks a message is written in.
//!
//! By counting small words, which is enough to choose the assistant's own words. It says nothing when the evidence is
//! thin or even: the caller keeps the language it had.

use crate::text::words;

/// The languages the assistant's own words exist in (ISO 639-1).
pub const SPOKEN: [&str; 6] = ["en", "es", "de", "fr", "it", "pt"];

/// Words that tell the six languages apart, folded. A word in two lists counts for both.
const MARKERS: [(&str, &str); 6] = [
    (
        "en",
        "the is are was were my your you i im ive id to of and what whats when where how why who can could would please \
         thanks thank hello hi hey need want like have has with for this that it its not dont order do does did will \
         from about get help been there any on at in",
    ),
    (
        "es",
        "el los las que de y en un una por para con mi su tu quiero puedo hola gracias esta donde cuando como pedido \
         quisiera necesito hablar no es lo se al del mas muy buenas buenos dias tardes tienen teneis hay alguien dinero",
    ),
    (
        "de",
        "der die das und ich ist nicht ein eine einen mein meine meinen zu mit fur auf wie was wo wann kann konnen \
         mochte bitte danke hallo guten tag haben habe hat sie wir ihr es gibt noch meiner bestellung jemand geld schon",
    ),
    (
        "fr",
        "le la les des et je est pas un une mon ma mes pour avec sur vous nous que qui quoi ou quand comment puis \
         voudrais bonjour merci bonsoir commande sil plait ai jai suis du au dans votre cest ne quelquun argent",
    ),
    (
        "it",
        "il lo gli che di e un una per con mio mia vorrei posso ciao grazie buongiorno buonasera dove quando come \
         ordine non sono ho mi della del al nel qualcuno vostro quanto soldi siete avete questo",
    ),
    (
        "pt",
        "o os as que de e um uma por para com meu minha quero posso ola oi obrigado obrigada bom dia boa tarde onde \
         quando como pedido nao esta voces tem preciso falar alguem gostaria em no na do da dinheiro seu sua",
    ),
];

/// The language of a message, or nothing when it cannot be told.
#[must_use]
pub fn detect(text: &str) -> Option<&'static str> {
    let said = words(crate::text::head(text, super::ANALYSED_CHARS));
    let mut scores: Vec<(usize, &'static str)> = MARKERS
        .iter()
        .map(|(language, markers)| {
            let hits = said.iter().filter(|word| markers.split_whitespace().any(|marker| marker == *word)).count();
            (hits * 2 + letters_only_of(language, text), *language)
        })
        .collect();
    scores.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    match scores[..] {
        [(best, language), (second, _), ..] if best > second && (best >= 4 || (best >= 2 && said.len() <= 4)) => {
            Some(language)
        }
        _ => None,
    }
}

/// Letters and marks that only one of the six uses.
fn letters_only_of(language: &str, text: &str) -> usize {
    let letters = match language {
        "es" => "ñ¿¡",
        "de" => "ßäÄ",
        "fr" => "œêîûëïÊŒ",
        "it" => "ìò",
        "pt" => "ãõÃÕ",
        _ => return 0,
    };
    usize::from(text.chars().any(|c| letters.contains(c))) * 2
}

/// The language to speak, from any tag: `pt-BR` gives `pt`, one the assistant has no words for gives `en`.
#[must_use]
pub fn spoken(tag: &str) -> &'static str {
    let primary = tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    SPOKEN.into_iter().find(|language| *language == primary).unwrap_or("en")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_sentences_are_told_apart() {
        for (text, language) in [
            ("Where is my order, please?", Some("en")),
            ("¿Dónde está mi pedido?", Some("es")),
            ("Ich möchte mein Geld zurück", Some("de")),
            ("Je voudrais parler à quelqu'un", Some("fr")),
            ("Vorrei parlare con qualcuno", Some("it")),
            ("Não recebi o meu pedido", Some("pt")),
            ("hello", Some("en")),
            ("danke schön", Some("de")),
            ("LL-20418", None),
            ("", None),
            ("何時に開きますか", None),
        ] {
            assert_eq!(detect(text), language, "{text}");
        }
    }

    #[test]
    fn any_language_tag_gives_a_spoken_language() {
        assert_eq!(spoken("pt-BR"), "pt");
        assert_eq!(spoken("DE_at"), "de");
        assert_eq!(spoken("cy"), "en");
        assert_eq!(spoken(""), "en");
    }
}
