//! What the owner reads when a lead arrives: the view of a lead as a mail, and its rendering.
//!
//! A caller fills the view in with words that are ready to show (labels, times in the owner's zone).
//! Rendering cleans and cuts them, and the templates escape them. It knows no lead, no database and
//! no rule of who is told.

use super::rendered::{rendered, templates};
pub use crate::organisation::hue::Hue;

mod look;
mod tidy;

pub use super::rendered::Rendered;
pub use look::{Accent, Band};
use tidy::{mailto, tel, web_url};

/// A lead, or a later submission of it, as its mail shows it.
#[derive(Debug, Clone, Default)]
pub struct LeadMail {
    pub bot_name: String,
    /// Who looks after it, such as "Sales & lettings".
    pub team: String,
    /// The letter in the assistant's dome.
    pub initial: String,
    pub accent: Accent,
    /// The lead's name, else their contact, else "Anonymous": see [`who`].
    pub who: String,
    pub tag: Tag,
    /// What they did, such as "asked for a person": see [`wants`].
    pub wants: String,
    pub temperature: Option<Temperature>,
    pub summary: Option<String>,
    /// The lead's page.
    pub open_url: String,
    /// A phone number as it is read, and as it is dialled (E.164).
    pub call: Option<(String, String)>,
    /// Whom an answer to this mail goes to, by first name; nothing if there is no address.
    pub reply_name: Option<String>,
    /// Who gets an answer to this mail in the conversation; nothing where answers do not come in.
    pub answer_name: Option<String>,
    /// What its reader can do by a link.
    pub acts: Vec<Act>,
    /// How to reach them.
    pub contact: Vec<Row>,
    /// What the form asked.
    pub answers: Vec<Row>,
    /// Where and when it was captured.
    pub origin: Vec<Row>,
    pub signals_title: String,
    pub signals: Vec<Row>,
    pub products_title: String,
    pub products: Vec<Product>,
    /// The last messages, oldest first; in a follow-up those since the last mail.
    pub transcript: Vec<Line>,
    /// How many messages the conversation has in all.
    pub message_count: usize,
    /// Set for each submission after the first.
    pub follow_up: Option<FollowUp>,
    pub sent_to: String,
    /// Where these mails are turned off.
    pub settings_url: String,
}

/// Something its reader can do by a link, which asks first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    pub label: String,
    pub url: String,
}

/// What kind of request it was.
#[derive(Debug, Clone, Default)]
pub struct Tag {
    pub label: String,
    pub hue: Hue,
}

/// How ready to buy the lead is: the band in words and the score.
#[derive(Debug, Clone)]
pub struct Temperature {
    pub band: Band,
    pub label: String,
    pub score: u8,
}

/// A label and what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub label: String,
    pub value: String,
    href: Option<String>,
}

/// Something the visitor was shown or asked about.
#[derive(Debug, Clone)]
pub struct Product {
    pub title: String,
    pub price: String,
    pub url: Option<String>,
    pub image: Option<String>,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    Visitor,
    Assistant,
    Agent,
}

/// One message of the conversation.
#[derive(Debug, Clone)]
pub struct Line {
    pub who: Speaker,
    /// An agent's name; others are called what they are.
    pub name: String,
    /// The time as it is read, such as "10:51".
    pub at: String,
    pub text: String,
}

/// What a later submission adds.
#[derive(Debug, Clone, Default)]
pub struct FollowUp {
    pub number: u32,
    /// The first mail's subject, which the thread keeps.
    pub first_subject: String,
    pub changed: Vec<Row>,
}

/// The mail that shows that mail arrives.
#[derive(Debug, Clone, Default)]
pub struct TestMail {
    pub bot_name: String,
    pub initial: String,
    pub accent: Accent,
    /// Who pressed the button.
    pub asked_by: String,
    /// When, as it is read.
    pub at: String,
    pub sent_to: String,
    pub settings_url: String,
}

templates! {
    NewLeadSubject(LeadMail) = "new_lead.subject.txt";
    NewLeadText(LeadMail) = "new_lead.txt";
    NewLeadHtml(LeadMail) = "new_lead.html";
    FollowUpSubject(LeadMail) = "follow_up.subject.txt";
    FollowUpText(LeadMail) = "follow_up.txt";
    FollowUpHtml(LeadMail) = "follow_up.html";
    TestSubject(TestMail) = "test.subject.txt";
    TestText(TestMail) = "test.txt";
    TestHtml(TestMail) = "test.html";
}

/// Writes the mail about a lead: the first one, or a follow-up in its thread.
pub fn render(mail: &LeadMail) -> Result<Rendered, askama::Error> {
    let m = &mail.tidied();
    if m.follow_up.is_some() {
        rendered(&FollowUpSubject { m }, &FollowUpText { m }, &FollowUpHtml { m })
    } else {
        rendered(&NewLeadSubject { m }, &NewLeadText { m }, &NewLeadHtml { m })
    }
}

/// Writes the mail that shows that mail arrives.
pub fn render_test(mail: &TestMail) -> Result<Rendered, askama::Error> {
    let m = &mail.tidied();
    rendered(&TestSubject { m }, &TestText { m }, &TestHtml { m })
}

/// What a lead is called: their name, else how to reach them, else "Anonymous".
#[must_use]
pub fn who<'a>(name: Option<&'a str>, email: Option<&'a str>, phone: Option<&'a str>) -> &'a str {
    [name, email, phone].into_iter().flatten().map(str::trim).find(|words| !words.is_empty()).unwrap_or("Anonymous")
}

/// What a submission's visitor did, by the key of its tag (spec section 4).
#[must_use]
pub fn wants(tag: &str) -> &'static str {
    match tag.replace('-', "_").as_str() {
        "agent_request" => "asked for a person",
        "order_question" => "has an order question",
        "coupon_request" => "asked for a coupon",
        "refund_request" => "asked for a refund",
        "cancellation" => "asked to cancel",
        "order_resolved" => "had an order question answered",
        "coupon_created" => "was given a coupon",
        _ => "left their details",
    }
}

impl Row {
    #[must_use]
    pub fn text(label: &str, value: &str) -> Self {
        Self { label: label.to_owned(), value: value.to_owned(), href: None }
    }

    /// An address that opens the mail program.
    #[must_use]
    pub fn email(label: &str, address: &str) -> Self {
        Self { href: Some(mailto(address)), ..Self::text(label, address) }
    }

    /// A number as it is read, and as it is dialled (E.164).
    #[must_use]
    pub fn phone(label: &str, display: &str, number: &str) -> Self {
        Self { href: Some(tel(number)), ..Self::text(label, display) }
    }

    /// A web address; any other kind stays plain text.
    #[must_use]
    pub fn link(label: &str, value: &str, url: &str) -> Self {
        Self { href: web_url(url), ..Self::text(label, value) }
    }

    fn set_in(&self) -> String {
        set_in(&self.value)
    }
}

impl Line {
    /// "Visitor", "Assistant", or the agent's name.
    fn speaker(&self) -> &str {
        match self.who {
            Speaker::Visitor => "Visitor",
            Speaker::Assistant => "Assistant",
            Speaker::Agent if self.name.is_empty() => "Team",
            Speaker::Agent => &self.name,
        }
    }

    fn set_in(&self) -> String {
        set_in(&self.text)
    }
}

/// In plain text, further lines are set in under the first: no visitor can write a line that
/// looks like one of ours.
fn set_in(words: &str) -> String {
    words.replace('\n', "\n    ")
}

impl LeadMail {
    fn title(&self) -> String {
        format!("{} {}", self.who, self.wants)
    }

    /// Temperature and tag in words.
    fn standing(&self) -> String {
        match &self.temperature {
            Some(temperature) => format!("{}, {}. {}.", temperature.label, temperature.score, self.tag.label),
            None => format!("{}.", self.tag.label),
        }
    }

    fn details(&self) -> impl Iterator<Item = &Row> {
        self.contact.iter().chain(&self.answers).chain(&self.origin)
    }

    fn changes(&self) -> impl Iterator<Item = &Row> {
        self.follow_up.iter().flat_map(|follow_up| &follow_up.changed).chain(&self.answers)
    }

    fn follow_up_number(&self) -> u32 {
        self.follow_up.as_ref().map_or(0, |follow_up| follow_up.number)
    }

    fn first_subject(&self) -> &str {
        let subject = self.follow_up.as_ref().map_or("", |follow_up| &follow_up.first_subject);
        subject.strip_prefix("Re: ").unwrap_or(subject)
    }

    fn is_shortened(&self) -> bool {
        self.message_count > self.transcript.len()
    }

    /// The signals two by two, as the tiles stand.
    fn signal_pairs(&self) -> impl Iterator<Item = &[Row]> {
        self.signals.chunks(2)
    }
}

#[cfg(test)]
mod tests;
