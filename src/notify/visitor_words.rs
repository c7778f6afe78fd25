//! The words of e-mails to visitors, language by language: the six that the assistant speaks.
//!
//! `{bot}`, `{agent}` and `{day}` are blanks. What was said stands in them as it was said.

/// What mails to visitors say in one language.
#[derive(Debug)]
pub struct Words {
    /// The subject of an agent's words.
    pub answered: &'static str,
    /// Their heading.
    pub you_have_an_answer: &'static str,
    /// What such a mail is about, beside the bot's name.
    pub your_conversation: &'static str,
    /// How it is answered.
    pub reply: &'static str,
    /// The button to the page with the widget.
    pub go_on: &'static str,
    /// Why it comes.
    pub why: &'static str,
    /// The subject of a transcript.
    pub transcript: &'static str,
    /// What stands above it.
    pub all_that_was_said: &'static str,
    /// The visitor, in it.
    pub you: &'static str,
    /// The assistant, in it.
    pub assistant: &'static str,
    /// Where it was too long.
    pub cut: &'static str,
}

static ENGLISH: Words = Words {
    answered: "{bot} answered you",
    you_have_an_answer: "You have an answer",
    your_conversation: "Your conversation",
    reply: "Reply to this email and {agent} gets your answer.",
    go_on: "Go on with the chat",
    why: "You get this email because you left your address in the chat of {bot}.",
    transcript: "Your conversation with {bot}",
    all_that_was_said: "This is what was said in your conversation of {day}.",
    you: "You",
    assistant: "Assistant",
    cut: "It was longer; this is the last part of it.",
};

static GERMAN: Words = Words {
    answered: "{bot} hat Ihnen geantwortet",
    you_have_an_answer: "Sie haben eine Antwort",
    your_conversation: "Ihr Gespräch",
    reply: "Antworten Sie auf diese E-Mail, und {agent} erhält Ihre Antwort.",
    go_on: "Im Chat weiterschreiben",
    why: "Sie erhalten diese E-Mail, weil Sie im Chat von {bot} Ihre Adresse hinterlassen haben.",
    transcript: "Ihr Gespräch mit {bot}",
    all_that_was_said: "Das wurde in Ihrem Gespräch vom {day} gesagt.",
    you: "Sie",
    assistant: "Assistent",
    cut: "Es war länger; dies ist der letzte Teil.",
};

static FRENCH: Words = Words {
    answered: "{bot} vous a répondu",
    you_have_an_answer: "Vous avez une réponse",
    your_conversation: "Votre conversation",
    reply: "Répondez à cet e-mail et {agent} recevra votre réponse.",
    go_on: "Continuer la discussion",
    why: "Vous recevez cet e-mail parce que vous avez laissé votre adresse dans le chat de {bot}.",
    transcript: "Votre conversation avec {bot}",
    all_that_was_said: "Voici ce qui a été dit dans votre conversation du {day}.",
    you: "Vous",
    assistant: "Assistant",
    cut: "Elle était plus longue ; en voici la dernière partie.",
};

static SPANISH: Words = Words {
    answered: "{bot} le ha respondido",
    you_have_an_answer: "Tiene una respuesta",
    your_conversation: "Su conversación",
    reply: "Responda a este correo y {agent} recibirá su respuesta.",
    go_on: "Seguir en el chat",
    why: "Recibe este correo porque dejó su dirección en el chat de {bot}.",
    transcript: "Su conversación con {bot}",
    all_that_was_said: "Esto es lo que se dijo en su conversación del {day}.",
    you: "Usted",
    assistant: "Asistente",
    cut: "Era más larga; esta es la última parte.",
};

static ITALIAN: Words = Words {
    answered: "{bot} Le ha risposto",
    you_have_an_answer: "Ha ricevuto una risposta",
    your_conversation: "La Sua conversazione",
    reply: "Risponda a questa e-mail e {agent} riceverà la Sua risposta.",
    go_on: "Continua nella chat",
    why: "Riceve questa e-mail perché ha lasciato il Suo indirizzo nella chat di {bot}.",
    transcript: "La Sua conversazione con {bot}",
    all_that_was_said: "Questo è ciò che è stato detto nella Sua conversazione, {day}.",
    you: "Lei",
    assistant: "Assistente",
    cut: "Era più lunga; questa è l’ultima parte.",
};

static PORTUGUESE: Words = Words {
    answered: "{bot} respondeu-lhe",
    you_have_an_answer: "Tem uma resposta",
    your_conversation: "A sua conversa",
    reply: "Responda a este e-mail e {agent} receberá a sua resposta.",
    go_on: "Continuar no chat",
    why: "Recebe este e-mail porque deixou o seu endereço no chat de {bot}.",
    transcript: "A sua conversa com {bot}",
    all_that_was_said: "Isto é o que foi dito na sua conversa de {day}.",
    you: "Você",
    assistant: "Assistente",
    cut: "Era mais longa; esta é a última parte.",
};

/// The words of a language, any tag (BCP 47); English where there are none.
#[must_use]
pub fn of(language: &str) -> &'static Words {
    let primary = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    match primary.as_str() {
        "de" => &GERMAN,
        "fr" => &FRENCH,
        "es" => &SPANISH,
        "it" => &ITALIAN,
        "pt" => &PORTUGUESE,
        _ => &ENGLISH,
    }
}

/// The language's own tag, for the mail's `lang`.
#[must_use]
pub fn tag(language: &str) -> &'static str {
    let words = of(language);
    let known = [("de", &GERMAN), ("fr", &FRENCH), ("es", &SPANISH), ("it", &ITALIAN), ("pt", &PORTUGUESE)];
    known.into_iter().find(|(_, one)| std::ptr::eq(*one, words)).map_or("en", |(tag, _)| tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_fills_the_same_blanks() {
        for tag in ["en", "de-AT", "fr_CA", "ES", "it", "pt-BR", "ja", ""] {
            let words = of(tag);
            for (text, blank) in [
                (words.answered, "{bot}"),
                (words.reply, "{agent}"),
                (words.why, "{bot}"),
                (words.transcript, "{bot}"),
                (words.all_that_was_said, "{day}"),
            ] {
                assert_eq!(text.matches('{').count(), 1, "{text}");
                assert!(text.contains(blank), "{text}");
            }
        }
        assert_eq!((of("de-AT").you, tag("de-AT"), tag("ja"), tag("pt-BR")), ("Sie", "de", "en", "pt"));
    }
}
