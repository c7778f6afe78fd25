//! What somebody reads who is asked to join a team. The link is the only way in, so it stands in the text as well.

use super::clean;
use super::lead_mail::Accent;
use super::rendered::{Rendered, rendered, templates};

/// The longest name that is shown, and the longest address.
const NAME: usize = 100;
const ADDRESS: usize = 254;

/// An invitation as its mail shows it.
#[derive(Debug, Clone, Default)]
pub struct InvitationMail {
    /// What they are asked to join.
    pub bot_name: String,
    /// Its first letter.
    pub initial: String,
    /// Its colours.
    pub accent: Accent,
    /// Who asks them.
    pub invited_by: String,
    /// Where the desk is.
    pub host: String,
    /// Where they join.
    pub link: String,
    /// The last day the link works, as it is read.
    pub until: String,
    /// Whom it goes to.
    pub sent_to: String,
}

templates! {
    Subject(InvitationMail) = "invitation.subject.txt";
    Text(InvitationMail) = "invitation.txt";
    Html(InvitationMail) = "invitation.html";
}

/// Writes the mail.
///
/// # Errors
/// When a template cannot be filled, a fault of ours.
pub fn render(mail: &InvitationMail) -> Result<Rendered, askama::Error> {
    let m = &InvitationMail {
        bot_name: clean::line(&mail.bot_name, NAME),
        initial: clean::line(&mail.initial, 2),
        accent: mail.accent.clone(),
        invited_by: clean::line(&mail.invited_by, NAME),
        host: clean::line(&mail.host, ADDRESS),
        link: mail.link.clone(),
        until: clean::line(&mail.until, NAME),
        sent_to: clean::line(&mail.sent_to, ADDRESS),
    };
    rendered(&Subject { m }, &Text { m }, &Html { m })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_says_who_asks_and_where_to_join_and_escapes_both() {
        let mail = InvitationMail {
            bot_name: "Loam & Lantern".to_owned(),
            initial: "L".to_owned(),
            invited_by: "Priya <b>Raman\r\nBcc: x@y".to_owned(),
            host: "desk.loam.example".to_owned(),
            link: "https://desk.loam.example/join/inv_1?key=abc".to_owned(),
            until: "28 November".to_owned(),
            sent_to: "una@loam.example".to_owned(),
            ..InvitationMail::default()
        };
        let told = render(&mail).unwrap();
        assert_eq!(told.subject, "Priya <b>Raman Bcc: x@y asks you to join Loam & Lantern");
        assert!(
            told.text.contains("https://desk.loam.example/join/inv_1?key=abc") && told.text.contains("28 November")
        );
        assert!(told.html.contains("Priya &#60;b&#62;Raman") && told.html.contains("Loam &#38; Lantern"));
        assert!(told.html.contains("href=\"https://desk.loam.example/join/inv_1?key=abc\""), "{}", told.html);
    }
}
