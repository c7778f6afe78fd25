//! The owner's e-mail about a submission: how far it has come, in words.
//!
//! The mail server's own words are shown where it said no.

use std::collections::HashMap;

use super::Known;
use crate::dashboard::view::part::email::{EmailStage, EmailState, SendAgain};
use crate::dashboard::words;
use crate::db::Conn;
use crate::error::Result;
use crate::id::{LeadId, SubmissionId};
use crate::lead::notification::{self, Notification, State};
use crate::lead::submission::Submission;

/// A lead's e-mails by the submission they tell of.
pub struct Emails(HashMap<SubmissionId, Notification>);

impl Emails {
    /// The e-mails of a lead.
    ///
    /// # Errors
    /// What the database says.
    pub async fn of(conn: &mut Conn, lead: &LeadId) -> Result<Self> {
        let all = notification::of(conn, lead).await?;
        Ok(Self(all.into_iter().map(|found| (found.submission_id.clone(), found)).collect()))
    }
}

/// What the lead shows of the e-mail about this submission.
pub fn state(known: &Known<'_>, submission: &Submission) -> EmailState {
    let Some(email) = known.emails.0.get(&submission.id) else {
        let text = "Nobody is told: this bot has no recipients.".to_owned();
        return EmailState { stage: EmailStage::Off, text, send_again: None };
    };
    let (stage, text) = match email.state {
        State::Sent => (EmailStage::Sent, sent(known, submission, email)),
        State::Queued => (EmailStage::Queued, queued(known, email)),
        State::Failed => (EmailStage::Failed, failed(email)),
    };
    let may_send_again = email.state == State::Failed && known.seat.may_change();
    let send_again = may_send_again.then(|| SendAgain {
        action: format!("/leads/{}/notifications/{}/again", known.lead.id, email.id),
        csrf: known.seat.who.csrf.clone(),
        notification: email.id.to_string(),
    });
    EmailState { stage, text, send_again }
}

/// "Sent to desk@shop.example and 1 more, Today 11:52".
fn sent(known: &Known<'_>, submission: &Submission, email: &Notification) -> String {
    let at = email.sent_at.unwrap_or(email.created_at);
    let at = words::day_and_time(at, known.app.clock.now(), known.seat.zone());
    let thread = if submission.number > 0 { " in the same thread" } else { "" };
    format!("Sent to {}{thread}, {at}", people(&email.recipients.0))
}

fn queued(known: &Known<'_>, email: &Notification) -> String {
    let to = people(&email.recipients.0);
    if known.app.mail.is_none() {
        return format!("Queued for {to}. It leaves once a mail server is set up.");
    }
    match &email.words {
        Some(words) if email.attempts > 0 => {
            format!("Queued for {to}, tried {}. The mail server said: {words}", words::count(email.attempts, "time"))
        }
        _ => format!("Queued for {to}"),
    }
}

/// Names those who have not got it; who has is not told again.
fn failed(email: &Notification) -> String {
    let missed: Vec<String> = email.recipients.0.iter().filter(|to| !email.accepted.0.contains(to)).cloned().collect();
    let why = email.words.as_deref().unwrap_or("the mail server gave no reason");
    format!("Not delivered to {}. The mail server said: {why}.", people(&missed))
}

/// Two by name, more by number.
fn people(addresses: &[String]) -> String {
    match addresses {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [one, rest @ ..] => format!("{one} and {} more", rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_people_are_named_and_more_are_counted() {
        let all = ["a@x.example", "b@x.example", "c@x.example"].map(str::to_owned);
        assert_eq!(people(&all[..1]), "a@x.example");
        assert_eq!(people(&all[..2]), "a@x.example and b@x.example");
        assert_eq!(people(&all), "a@x.example and 2 more");
    }
}
