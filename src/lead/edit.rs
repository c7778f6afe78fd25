//! A person of the team edits what is known of a lead's contact, by the rules that forms have.
//!
//! The lead's history says what was there and what is there now, and goes when the lead is erased; the trail says only
//! which fields. A new e-mail or phone is a claim, as a visitor's own word is: it groups, and never shows anybody anything.

use serde_json::Value;

use super::history::{self, Change, Kind};
use super::{Lead, folded, sql};
use crate::bot::Bot;
use crate::contact::identity::{self, Key};
use crate::contact::{self, Contact, Details};
use crate::db::{Conn, Tx};
use crate::error::{Error, FieldError, Result};
use crate::event::Event;
use crate::form::answer::Answer;
use crate::form::field::{self, Field};
use crate::id::{self, LeadId, MemberId};
use crate::organisation::trail::{self, Entry, What};

/// The fields that can be edited, in the order shown: key, kind, label.
pub const FIELDS: [(&str, field::Kind, &str); 6] = [
    ("name", field::Kind::Name, "Name"),
    ("email", field::Kind::Email, "Email"),
    ("phone", field::Kind::Phone, "Phone"),
    ("company", field::Kind::Company, "Company"),
    ("website", field::Kind::Website, "Website"),
    ("order_number", field::Kind::OrderNumber, "Order number"),
];

/// The values of [`FIELDS`], in their order; an empty text is none.
pub type Values = [String; 6];

/// What stands now.
#[must_use]
pub fn values(contact: &Contact, order_number: Option<&str>) -> Values {
    let Contact { name, email, phone, company, website, .. } = contact;
    [name.as_deref(), email.as_deref(), phone.as_deref(), company.as_deref(), website.as_deref(), order_number]
        .map(|value| value.unwrap_or_default().to_owned())
}

/// A word for what somebody saw before they edited it, so that two who edit at once do not undo each other.
#[must_use]
pub fn seen(values: &Values) -> String {
    let mut word = id::token_hash(&values.join("\u{1f}"));
    word.truncate(32);
    word
}

/// Writes what a person edited. Gives the keys of what changed.
///
/// # Errors
/// `Invalid` names every field that is wrong; `Conflict("edited")` when it is no longer what the editor saw; `NotFound`
/// when it is another bot's lead.
pub async fn contact(
    tx: &mut Tx,
    bot: &Bot,
    id: &LeadId,
    new: &Values,
    saw: &str,
    by: &MemberId,
) -> Result<Vec<&'static str>> {
    let checked = check(new, &bot.settings().region)?;
    let lead = super::find(tx, &bot.id, id).await?;
    let now = known(tx, &lead).await?;
    let before = values(&now, lead.order_number.as_deref());
    lock(tx, bot, &before, &checked).await?;
    // Whoever waited reads again what is there now.
    let lead = sql::hold(tx, &bot.id, id).await?;
    let now = known(tx, &lead).await?;
    let before = values(&now, lead.order_number.as_deref());
    if seen(&before) != saw {
        return Err(Error::Conflict("edited"));
    }
    let changed: Vec<usize> = (0..FIELDS.len()).filter(|at| before[*at] != checked[*at]).collect();
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let details = details(&checked);
    contact::replace(tx, &lead.contact_id, &details).await?;
    claim(tx, bot, &lead, &before, &checked).await?;
    let after = Contact {
        name: details.name,
        email: details.email,
        phone: details.phone,
        company: details.company,
        website: details.website,
        ..now
    };
    refold(tx, &lead, &after, &checked[5]).await?;
    let keys: Vec<&'static str> = changed.iter().map(|at| FIELDS[*at].0).collect();
    let filled = |text: &str| if text.is_empty() { None } else { Some(text.to_owned()) };
    let words: Vec<_> = changed.iter().map(|at| (FIELDS[*at].0, filled(&before[*at]), filled(&checked[*at]))).collect();
    let changes: Vec<(&LeadId, Change<'_>)> = words
        .iter()
        .map(|(key, was, became)| {
            let (was, became) = (was.as_deref(), became.as_deref());
            (id, Change { kind: Kind::Edited, was, became, reason: Some(key), by: Some(by) })
        })
        .collect();
    history::note_all(tx, &changes).await?;
    let entry = Entry {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by: Some(by),
        what: What::ContactEdited,
        subject: id.as_str(),
        detail: serde_json::json!({ "fields": keys }),
    };
    trail::note(tx, &entry).await?;
    tx.emit(Event::LeadChanged { bot: bot.id.clone(), lead: id.clone() });
    Ok(keys)
}

/// The values as they are stored, where every one is right.
fn check(new: &Values, region: &str) -> Result<Values> {
    let mut wrong = Vec::new();
    let mut checked = Values::default();
    for (at, (key, kind, label)) in FIELDS.into_iter().enumerate() {
        let field = Field::new(key, kind, label).optional();
        match field.validate(&Value::String(new[at].clone()), region) {
            Ok(Some(Answer::Phone(phone))) => phone.as_str().clone_into(&mut checked[at]),
            Ok(Some(answer)) => checked[at] = answer.display(&field),
            Ok(None) => {}
            Err(said) => {
                wrong.push(FieldError { field: said.field, code: said.code.to_owned(), message: said.message });
            }
        }
    }
    if wrong.is_empty() { Ok(checked) } else { Err(Error::Invalid(wrong)) }
}

fn details(values: &Values) -> Details {
    let [name, email, phone, company, website, _] =
        values.clone().map(|value| Some(value).filter(|value| !value.is_empty()));
    Details { name, email, phone, company, website }
}

async fn known(conn: &mut Conn, lead: &Lead) -> Result<Contact> {
    contact::by_id(conn, &lead.contact_id).await?.ok_or(Error::NotFound("contact"))
}

/// What these values claim: the e-mail and the phone, normalised.
fn claims(bot: &Bot, values: &Values) -> [Option<Key>; 2] {
    let key = |kind, value: &str| Key { bot: bot.id.clone(), kind, value: value.to_owned() };
    let email = contact::email::Email::parse(&values[1]).ok();
    let phone = Some(&values[2]).filter(|phone| !phone.is_empty());
    [
        email.map(|email| key(identity::Kind::Email, email.as_str())),
        phone.map(|phone| key(identity::Kind::Phone, phone)),
    ]
}

async fn lock(tx: &mut Tx, bot: &Bot, before: &Values, after: &Values) -> Result<()> {
    let keys: Vec<Key> = claims(bot, before).into_iter().chain(claims(bot, after)).flatten().collect();
    identity::lock_all(tx, keys.iter()).await
}

/// The contact goes by the new e-mail and phone, and no longer by those that only a claim held.
async fn claim(tx: &mut Tx, bot: &Bot, lead: &Lead, before: &Values, after: &Values) -> Result<()> {
    for (old, new) in claims(bot, before).into_iter().zip(claims(bot, after)) {
        if old == new {
            continue;
        }
        if let Some(old) = old {
            identity::unclaim(tx, &old, &lead.contact_id).await?;
        }
        if let Some(new) = new {
            identity::claim_all(tx, &[(&new, &lead.contact_id)]).await?;
        }
    }
    Ok(())
}

/// What a search looks in follows, in every lead of the contact.
async fn refold(tx: &mut Tx, lead: &Lead, contact: &Contact, order_number: &str) -> Result<()> {
    let order_number = Some(order_number).filter(|number| !number.is_empty());
    sql::refold(tx, &lead.id, order_number, &folded(contact, order_number)).await?;
    for other in sql::of_contact(tx, &lead.contact_id).await?.into_iter().filter(|other| other.id != lead.id) {
        let order_number = other.order_number.as_deref();
        sql::refold(tx, &other.id, order_number, &folded(contact, order_number)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(usize, &str)]) -> Values {
        let mut values = Values::default();
        for (at, text) in pairs {
            (*text).clone_into(&mut values[*at]);
        }
        values
    }

    #[test]
    fn values_are_stored_as_a_form_stores_them() {
        let new = values(&[(0, " Ann "), (1, "Ann@Example.COM"), (2, "020 7946 0018"), (4, "example.com")]);
        let checked = check(&new, "GB").unwrap();
        assert_eq!(checked, values(&[(0, "Ann"), (1, "ann@example.com"), (2, "+442079460018"), (4, "example.com")]));
        assert_eq!(check(&Values::default(), "GB").unwrap(), Values::default());
    }

    #[test]
    fn every_wrong_field_is_named() {
        let long = "x".repeat(10_000);
        let new = values(&[(0, &long), (1, "ann@"), (2, "12"), (3, "a\0b"), (5, "a\nb")]);
        let Err(Error::Invalid(wrong)) = check(&new, "GB") else { panic!("it was taken") };
        let keys: Vec<_> = wrong.iter().map(|field| (field.field.as_str(), field.code.as_str())).collect();
        let told = [
            ("name", "too_long"),
            ("email", "email"),
            ("phone", "phone"),
            ("company", "not_plain"),
            ("order_number", "not_plain"),
        ];
        assert_eq!(keys, told);
    }

    #[test]
    fn what_was_seen_differs_with_any_field() {
        let (one, other) = (values(&[(0, "ab")]), values(&[(0, "a"), (1, "b")]));
        assert_ne!(seen(&one), seen(&other));
        assert_eq!(seen(&one), seen(&one.clone()));
    }
}
