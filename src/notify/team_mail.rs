//! What a member of the team reads about a conversation: that somebody waits in it, what its visitor wrote, that it was given
//! to them, or that a note names them.
//!
//! A caller fills the view with words that are ready to show. Rendering cleans and cuts them, and the templates escape them.

use super::clean;
use super::lead_mail::{Accent, Act};
pub use super::rendered::Said;
use super::rendered::{Rendered, templates, worded};

/// The longest name that is shown, the longest message, and the most of them.
const NAME: usize = 100;
const LONGEST: usize = 4_000;
const MOST: usize = 30;

/// A conversation, as such a mail shows it.
#[derive(Debug, Clone, Default)]
pub struct TeamMail {
    /// For whom the bot speaks.
    pub bot_name: String,
    /// Its first letter.
    pub initial: String,
    /// Its colours.
    pub accent: Accent,
    /// The mail's own subject, or its thread's.
    pub subject: String,
    /// What it is about in a word or two: "Waiting".
    pub kicker: String,
    /// What happened: "Ada wrote to you".
    pub title: String,
    /// More of it in a sentence; none where the title says it all.
    pub more: Option<String>,
    /// What was said, oldest first.
    pub said: Vec<Said>,
    /// Who gets an answer to this mail; nobody where answers do not come in, or are not meant for them.
    pub answer_name: Option<String>,
    /// The conversation's page, and what the button to it says.
    pub link: String,
    pub open: String,
    /// What its reader can do by a link.
    pub acts: Vec<Act>,
    /// Why this comes to its reader, and where that is changed.
    pub why: String,
}

templates! {
    Text(TeamMail) = "team_mail.txt";
    Html(TeamMail) = "team_mail.html";
}

/// Writes the mail.
///
/// # Errors
/// When a template cannot be filled, a fault of ours.
pub fn render(mail: &TeamMail) -> Result<Rendered, askama::Error> {
    let m = &mail.tidied();
    worded(m.subject.clone(), &Text { m }, &Html { m })
}

impl TeamMail {
    fn tidied(&self) -> Self {
        let line = |words: &String| clean::line(words, NAME);
        let latest = &self.said[self.said.len().saturating_sub(MOST)..];
        let said =
            |said: &Said| Said { who: line(&said.who), at: line(&said.at), text: clean::text(&said.text, LONGEST) };
        Self {
            bot_name: line(&self.bot_name),
            initial: clean::line(&self.initial, 2),
            accent: self.accent.sound(),
            subject: clean::line(&self.subject, 200),
            kicker: line(&self.kicker),
            title: clean::line(&self.title, 200),
            more: self.more.as_ref().map(|more| clean::line(more, 500)),
            said: latest.iter().map(said).collect(),
            answer_name: self.answer_name.as_ref().map(line),
            link: self.link.clone(),
            open: line(&self.open),
            acts: self.acts.clone(),
            why: clean::line(&self.why, 500),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> TeamMail {
        TeamMail {
            bot_name: "Loam & Lantern".into(),
            initial: "L".into(),
            subject: "Re: New lead: Ada Grove, Order question".into(),
            kicker: "Yours".into(),
            title: "Ada Grove wrote to you".into(),
            said: vec![
                Said {
                    who: "Ada Grove".into(),
                    at: "Mon 23 Nov, 10:51".into(),
                    text: "Thank you.\nAnd the <candles>?".into(),
                },
                Said { who: "Ada Grove".into(), at: "Mon 23 Nov, 10:52".into(), text: "Are they dear?".into() },
            ],
            answer_name: Some("Ada".into()),
            link: "https://desk.example/inbox/cnv_1".into(),
            open: "Open it in the Inbox".into(),
            acts: vec![Act { label: "Close the conversation".into(), url: "https://desk.example/answer/c".into() }],
            why: "You get this because you have this conversation and answer by email.".into(),
            ..TeamMail::default()
        }
    }

    #[test]
    fn what_a_visitor_wrote_reads_as_a_letter_that_is_answered() {
        let rendered = render(&mail()).unwrap();
        insta::assert_snapshot!("team", format!("{}\n\n{}", rendered.subject, rendered.text));
        insta::assert_snapshot!("team_html", rendered.html);
    }

    #[test]
    fn who_waits_is_named_with_their_words_escaped() {
        let evil = TeamMail {
            title: "<b>Ada</b>\r\nBcc: x@example.org".to_owned(),
            subject: "Ada\r\nBcc: x@example.org is waiting".to_owned(),
            said: vec![Said { text: "Is <script>alert(1)</script> anybody there?".to_owned(), ..Said::default() }],
            ..mail()
        };
        let rendered = render(&evil).unwrap();
        assert_eq!(rendered.subject.lines().count(), 1);
        assert!(rendered.text.contains("https://desk.example/inbox/cnv_1"));
        assert!(!rendered.html.contains("<script>") && !rendered.html.contains("<b>Ada"));
    }
}
