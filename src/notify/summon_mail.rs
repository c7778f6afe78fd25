//! What the team reads when a visitor waits for a person and nobody has come.

use super::clean;
use super::lead_mail::Accent;
use super::rendered::{Rendered, rendered, templates};

/// The longest name that is shown, and the most of what they wrote.
const NAME: usize = 100;
const WORDS: usize = 500;

/// Somebody who waits, as the mail shows them.
#[derive(Debug, Clone, Default)]
pub struct SummonMail {
    /// For whom the bot speaks.
    pub bot_name: String,
    /// Its first letter.
    pub initial: String,
    /// Its colours.
    pub accent: Accent,
    /// Who waits.
    pub who: String,
    /// How long: "3 minutes".
    pub waited: String,
    /// What they wrote last.
    pub last: String,
    /// The conversation's page.
    pub link: String,
    /// Why this comes to its reader.
    pub why: String,
}

templates! {
    Subject(SummonMail) = "summon.subject.txt";
    Text(SummonMail) = "summon.txt";
    Html(SummonMail) = "summon.html";
}

/// Writes the mail.
///
/// # Errors
/// When a template cannot be filled, a fault of ours.
pub fn render(mail: &SummonMail) -> Result<Rendered, askama::Error> {
    let m = &SummonMail {
        bot_name: clean::line(&mail.bot_name, NAME),
        initial: clean::line(&mail.initial, 2),
        accent: mail.accent.clone(),
        who: clean::line(&mail.who, NAME),
        waited: clean::line(&mail.waited, NAME),
        last: clean::line(&mail.last, WORDS),
        link: mail.link.clone(),
        why: clean::line(&mail.why, WORDS),
    };
    rendered(&Subject { m }, &Text { m }, &Html { m })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_is_named_with_their_words_escaped() {
        let mail = SummonMail {
            bot_name: "Loam & Lantern".to_owned(),
            who: "<b>Ada</b>\r\nBcc: x@example.org".to_owned(),
            waited: "3 minutes".to_owned(),
            last: "Is <script>alert(1)</script> anybody there?".to_owned(),
            link: "https://desk.example/inbox/cnv_1".to_owned(),
            ..SummonMail::default()
        };
        let rendered = render(&mail).unwrap();
        assert_eq!(rendered.subject.lines().count(), 1);
        assert!(rendered.text.contains("https://desk.example/inbox/cnv_1") && rendered.text.contains("3 minutes"));
        assert!(!rendered.html.contains("<script>") && !rendered.html.contains("<b>Ada"));
    }
}
