//! What a visitor who has left reads of an agent's words: the view, and its rendering.
//!
//! It holds the agent's new words alone: who gave the address may not be who reads the mail, and what was said before is
//! nobody's but the visitor's.

use super::clean;
use super::lead_mail::Accent;
pub use super::rendered::Said;
use super::rendered::{Rendered, templates, worded};
use super::visitor_words::{self, Words};

/// The longest message shown; more is on the page.
const LONGEST: usize = 4_000;
/// The most messages in one mail.
const MOST: usize = 30;

/// Words for a visitor who has left.
#[derive(Debug, Clone, Default)]
pub struct AbsentMail {
    pub bot_name: String,
    /// The letter in the assistant's dome.
    pub initial: String,
    pub accent: Accent,
    /// Who answered: the last of them.
    pub agent: String,
    /// The words, oldest first.
    pub said: Vec<Said>,
    /// Answers to this mail come into the conversation.
    pub takes_answers: bool,
    /// The page where the widget is, where it is known.
    pub page: Option<String>,
    /// The visitor's language (BCP 47); English where it is none of the six.
    pub language: String,
    /// The thread's first subject; none where this mail begins it.
    pub first_subject: Option<String>,
}

templates! {
    Text(AbsentMail) = "absent.txt";
    Html(AbsentMail) = "absent.html";
}

/// Writes the mail.
///
/// # Errors
/// When a template cannot be filled, which a test would find.
pub fn render(mail: &AbsentMail) -> Result<Rendered, askama::Error> {
    let m = &mail.tidied();
    worded(subject(mail), &Text { m }, &Html { m })
}

/// A thread keeps the subject it began with.
#[must_use]
pub fn subject(mail: &AbsentMail) -> String {
    let first = mail.words().answered.replace("{bot}", &clean::line(&mail.bot_name, 80));
    mail.first_subject.as_ref().map_or(first, |first| format!("Re: {}", clean::line(first, 190)))
}

impl AbsentMail {
    fn words(&self) -> &'static Words {
        visitor_words::of(&self.language)
    }

    fn lang(&self) -> &'static str {
        visitor_words::tag(&self.language)
    }

    fn heading(&self) -> String {
        self.words().answered.replace("{bot}", &self.bot_name)
    }

    fn reply(&self) -> String {
        self.words().reply.replace("{agent}", &self.agent)
    }

    fn why(&self) -> String {
        self.words().why.replace("{bot}", &self.bot_name)
    }

    fn tidied(&self) -> Self {
        let label = |words: &String| clean::line(words, 80);
        let latest = &self.said[self.said.len().saturating_sub(MOST)..];
        Self {
            bot_name: label(&self.bot_name),
            initial: clean::line(&self.initial, 2),
            accent: self.accent.sound(),
            agent: label(&self.agent),
            said: latest
                .iter()
                .map(|said| Said { who: label(&said.who), at: label(&said.at), text: clean::text(&said.text, LONGEST) })
                .collect(),
            takes_answers: self.takes_answers,
            page: self
                .page
                .as_deref()
                .and_then(|page| url::Url::parse(page).ok())
                .and_then(|page| matches!(page.scheme(), "http" | "https").then(|| page.to_string())),
            language: self.language.clone(),
            first_subject: self.first_subject.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(at: &str, text: &str) -> Said {
        Said { who: "Priya Raman".into(), at: at.into(), text: text.into() }
    }

    fn mail() -> AbsentMail {
        AbsentMail {
            bot_name: "Loam & Lantern".into(),
            initial: "L".into(),
            agent: "Priya Raman".into(),
            said: vec![
                said("10:51", "It leaves tomorrow."),
                said("10:52", "Shall I add the candles?\nThey are <on offer>."),
            ],
            takes_answers: true,
            page: Some("https://loam.example/orders".into()),
            ..AbsentMail::default()
        }
    }

    #[test]
    fn an_agents_words_read_as_a_letter() {
        let rendered = render(&mail()).unwrap();
        insta::assert_snapshot!("absent", format!("{}\n\n{}", rendered.subject, rendered.text));
        insta::assert_snapshot!("absent_html", rendered.html);
    }

    #[test]
    fn it_is_in_the_visitors_language() {
        for (language, subject, words) in [
            ("de-CH", "Loam & Lantern hat Ihnen geantwortet", "Antworten Sie auf diese E-Mail, und Priya Raman erhält"),
            ("fr", "Loam & Lantern vous a répondu", "Répondez à cet e-mail"),
            ("es", "Loam & Lantern le ha respondido", "Responda a este correo"),
            ("it", "Loam & Lantern Le ha risposto", "Risponda a questa e-mail"),
            ("pt-BR", "Loam & Lantern respondeu-lhe", "Responda a este e-mail"),
            ("ja", "Loam & Lantern answered you", "Reply to this email"),
        ] {
            let rendered = render(&AbsentMail { language: language.into(), ..mail() }).unwrap();
            assert_eq!(rendered.subject, subject);
            assert!(rendered.text.contains(words) && rendered.html.contains("lang=\""), "{}", rendered.text);
            assert!(!rendered.text.contains('{'), "{}", rendered.text);
        }
        insta::assert_snapshot!("absent_german", render(&AbsentMail { language: "de".into(), ..mail() }).unwrap().text);
    }

    #[test]
    fn a_mail_that_cannot_be_answered_says_where_to_answer() {
        let rendered =
            render(&AbsentMail { takes_answers: false, first_subject: Some("Loam answered you".into()), ..mail() })
                .unwrap();
        assert_eq!(rendered.subject, "Re: Loam answered you");
        assert!(
            rendered.text.contains("https://loam.example/orders") && !rendered.text.contains("Reply to this email")
        );
    }

    #[test]
    fn no_word_becomes_markup_and_no_other_link_gets_in() {
        let evil = AbsentMail { page: Some("javascript:alert(1)".into()), bot_name: "<b>\r\nBcc: x".into(), ..mail() };
        let rendered = render(&evil).unwrap();
        assert!(
            !rendered.html.contains("javascript:")
                && !rendered.html.contains("<b>")
                && !rendered.subject.contains('\n')
        );
        assert!(rendered.html.contains("&#60;on offer&#62;") || rendered.html.contains("&lt;on offer&gt;"));
    }
}
