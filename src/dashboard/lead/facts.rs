//! The contact block and the follow-ups: the filled fields alone, each with the link that fits it.

use super::{Known, email};
use crate::conversation::Conversation;
use crate::conversation::message::ReceiptRow;
use crate::dashboard::view::lead::{Fact, FollowUp, Value};
use crate::dashboard::view::part::badge::Source;
use crate::dashboard::{badge, way, words};
use crate::form::preset::CONSENT;
use crate::lead::Origin;
use crate::lead::submission::Submission;

/// The contact block.
pub fn of_lead(known: &Known<'_>) -> Vec<Fact> {
    let contact = &known.contact;
    let first = known.submissions.first();
    let conversation = first.and_then(|first| conversation_of(known, first));
    let (now, zone) = (known.app.clock.now(), known.seat.zone());
    let mut facts = Vec::new();
    let mut add = |label: &str, value: Option<Value>| facts.extend(value.map(|value| fact(label, value)));
    add("Name", contact.name.clone().map(Value::Text));
    add("Email", contact.email.as_deref().map(|email| link(email, way::mailto(email))));
    add("Phone", contact.phone.as_deref().map(|phone| link(&badge::national(phone), format!("tel:{phone}"))));
    add("Company", contact.company.clone().map(Value::Text));
    add("Website", contact.website.as_deref().map(on_the_web));
    add("Order number", known.lead.order_number.clone().map(Value::Code));
    add("Type", first.and_then(|first| badge::tag(&known.tags, &first.tag)).map(|tag| Value::Text(tag.name)));
    add("Created", Some(Value::Time(words::stamp(known.lead.captured_at, now, zone))));
    add("Source", Some(Value::Source(Source::from_key(known.lead.last_channel.as_str()))));
    add("Page", conversation.and_then(|found| found.page_url.as_deref()).map(on_the_web));
    add("Came from", conversation.and_then(|found| found.referrer.as_deref()).map(on_the_web));
    let mut newest = known.conversations.iter().rev();
    add("Location", newest.find_map(|found| found.place.clone()).map(Value::Text));
    add("Time zone", conversation.and_then(|found| found.time_zone.as_deref()).map(|zone| place(known, zone)));
    // What is known of the custom fields now; the consent stands with them, as it was given.
    facts.extend(known.detail.fields.iter().map(|field| fact(&field.label, Value::Text(field.value.clone()))));
    facts.extend(first.into_iter().flat_map(consent));
    facts.extend(first.map(|first| fact("Email sent", Value::Email(email::state(known, first)))));
    facts
}

/// The later submissions, newest first.
pub fn follow_ups(known: &Known<'_>) -> Vec<FollowUp> {
    let (now, zone) = (known.app.clock.now(), known.seat.zone());
    let shown = |submission: &Submission| FollowUp {
        tag: badge::tag(&known.tags, &submission.tag).unwrap_or_else(badge::untagged),
        at: words::stamp(submission.created_at, now, zone),
        facts: if is_noted(submission) {
            vec![fact("Added", Value::Text("By your team, beside what they sent.".to_owned()))]
        } else {
            submission.answers.0.iter().map(answer).collect()
        },
        email: (!is_noted(submission)).then(|| email::state(known, submission)),
    };
    // What a member noted and took back says nothing any more.
    let says = |one: &&Submission| one.number > 0 && !(is_noted(one) && one.tag.is_empty());
    known.submissions.iter().rev().filter(says).map(shown).collect()
}

/// A tag that a member added, and nothing more.
fn is_noted(submission: &Submission) -> bool {
    submission.origin == Origin::Agent && submission.answers.0.is_empty()
}

/// What they agreed to.
fn consent(submission: &Submission) -> Vec<Fact> {
    submission.answers.0.iter().filter(|row| row.key == CONSENT).map(answer).collect()
}

/// One answer as it was given. A consent is a whole sentence: it is the value, and not the label.
fn answer(row: &ReceiptRow) -> Fact {
    if row.key == CONSENT {
        return fact("Consent", Value::Text(format!("{}: {}", row.value, row.label)));
    }
    fact(&row.label, Value::Text(row.value.clone()))
}

fn conversation_of<'a>(known: &'a Known<'_>, submission: &Submission) -> Option<&'a Conversation> {
    let id = submission.conversation_id.as_ref()?;
    known.conversations.iter().find(|conversation| conversation.id == *id)
}

pub(super) fn fact(label: &str, value: Value) -> Fact {
    Fact { label: label.to_owned(), value }
}

fn link(text: &str, href: String) -> Value {
    Value::Link { text: text.to_owned(), href }
}

/// A visitor's word for an address: a link where it leads to the web, else only text.
fn on_the_web(address: &str) -> Value {
    way::web(address).map_or_else(|| Value::Text(address.to_owned()), |href| link(address, href))
}

/// Where the visitor's clock is, and what it shows.
fn place(known: &Known<'_>, zone: &str) -> Value {
    let now = words::time(known.app.clock.now(), zone);
    Value::Place { text: zone.replace('_', " "), now: format!("{now} there now"), zone: zone.to_owned() }
}
