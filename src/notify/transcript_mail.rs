//! What a visitor reads who is sent their conversation: everything that both sides said, in their language. What the team noted
//! for itself is no part of it.

use super::clean;
use super::lead_mail::Accent;
use super::rendered::{Rendered, templates, worded};
use super::visitor_words::{self, Words};

/// The longest message shown, and the most of them.
const LONGEST: usize = 4_000;
const MOST: usize = 500;

/// A conversation, as its visitor is sent it.
#[derive(Debug, Clone, Default)]
pub struct TranscriptMail {
    pub bot_name: String,
    /// The letter in the assistant's dome.
    pub initial: String,
    pub accent: Accent,
    /// The visitor's language (BCP 47); English where it is none of the six.
    pub language: String,
    /// The day it began, as they say it.
    pub day: String,
    /// What was said, oldest first.
    pub said: Vec<Said>,
    /// There was more before.
    pub is_cut: bool,
    /// Answers to this mail come into the conversation.
    pub takes_answers: bool,
}

/// Who said something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Speaker {
    #[default]
    Visitor,
    Assistant,
    Agent,
}

/// Something that was said.
#[derive(Debug, Clone, Default)]
pub struct Said {
    pub by: Speaker,
    /// What an agent is called.
    pub name: Option<String>,
    /// When, as it is read.
    pub at: String,
    /// The words.
    pub text: String,
}

templates! {
    Text(TranscriptMail) = "transcript.txt";
    Html(TranscriptMail) = "transcript.html";
}

/// Writes the mail.
///
/// # Errors
/// When a template cannot be filled, which a test would find.
pub fn render(mail: &TranscriptMail) -> Result<Rendered, askama::Error> {
    let m = &mail.tidied();
    worded(subject(&mail.bot_name, &mail.language), &Text { m }, &Html { m })
}

/// "Your conversation with Loam & Lantern".
#[must_use]
pub fn subject(bot_name: &str, language: &str) -> String {
    visitor_words::of(language).transcript.replace("{bot}", &clean::line(bot_name, 80))
}

impl TranscriptMail {
    fn words(&self) -> &'static Words {
        visitor_words::of(&self.language)
    }

    fn lang(&self) -> &'static str {
        visitor_words::tag(&self.language)
    }

    fn heading(&self) -> String {
        subject(&self.bot_name, &self.language)
    }

    fn intro(&self) -> String {
        self.words().all_that_was_said.replace("{day}", &self.day)
    }

    fn reply(&self) -> String {
        self.words().reply.replace("{agent}", &self.bot_name)
    }

    fn why(&self) -> String {
        self.words().why.replace("{bot}", &self.bot_name)
    }

    fn who(&self, said: &Said) -> String {
        match said.by {
            Speaker::Visitor => self.words().you.to_owned(),
            Speaker::Assistant => self.words().assistant.to_owned(),
            Speaker::Agent => said.name.clone().unwrap_or_else(|| self.bot_name.clone()),
        }
    }

    fn tidied(&self) -> Self {
        let label = |words: &String| clean::line(words, 80);
        let latest = &self.said[self.said.len().saturating_sub(MOST)..];
        let said = |said: &Said| Said {
            by: said.by,
            name: said.name.as_ref().map(label),
            at: label(&said.at),
            text: clean::text(&said.text, LONGEST),
        };
        Self {
            bot_name: label(&self.bot_name),
            initial: clean::line(&self.initial, 2),
            accent: self.accent.sound(),
            language: self.language.clone(),
            day: label(&self.day),
            said: latest.iter().map(said).collect(),
            is_cut: self.is_cut || self.said.len() > MOST,
            takes_answers: self.takes_answers,
        }
    }
}

impl Said {
    const fn class(&self) -> &'static str {
        match self.by {
            Speaker::Visitor => "visitor",
            Speaker::Assistant => "bot",
            Speaker::Agent => "agent",
        }
    }

    const fn style(&self) -> &'static str {
        match self.by {
            Speaker::Visitor => "border:1px solid #E3EDFA;background:#E3EDFA;color:#12355F",
            Speaker::Assistant => "border:1px solid #E2F2E8;background:#E2F2E8;color:#0F4030",
            Speaker::Agent => "border:1px solid #CDD5CF;background:#FFFFFF;color:#14201B",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> TranscriptMail {
        let said = |by, name: Option<&str>, at: &str, text: &str| Said {
            by,
            name: name.map(str::to_owned),
            at: at.into(),
            text: text.into(),
        };
        TranscriptMail {
            bot_name: "Loam & Lantern".into(),
            initial: "L".into(),
            day: "23 November".into(),
            said: vec![
                said(Speaker::Visitor, None, "23 November, 10:50", "My lantern came broken"),
                said(Speaker::Assistant, None, "23 November, 10:50", "I am sorry about that."),
                said(Speaker::Agent, Some("Priya Raman"), "23 November, 10:52", "It leaves tomorrow.\nWith <care>."),
            ],
            takes_answers: true,
            ..TranscriptMail::default()
        }
    }

    #[test]
    fn both_sides_stand_in_it_each_by_name() {
        let rendered = render(&mail()).unwrap();
        insta::assert_snapshot!("transcript", format!("{}\n\n{}", rendered.subject, rendered.text));
        insta::assert_snapshot!("transcript_html", rendered.html);
    }

    #[test]
    fn it_is_in_the_visitors_language_and_says_where_it_is_cut() {
        let long = TranscriptMail { language: "fr".into(), said: vec![Said::default(); 501], ..mail() };
        let rendered = render(&long).unwrap();
        assert_eq!(rendered.subject, "Votre conversation avec Loam & Lantern");
        assert!(rendered.text.contains("Elle était plus longue") && rendered.html.contains("lang=\"fr\""));
        let german = TranscriptMail { language: "de".into(), takes_answers: false, ..mail() };
        insta::assert_snapshot!("transcript_german", render(&german).unwrap().text);
    }
}
