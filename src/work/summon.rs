//! Somebody waits for a person, and nobody has come: the team is told by e-mail, then the next of them, then by text message.

use std::collections::HashSet;
use std::time::Instant;

use crate::app::App;
use crate::bot::{self, Bot};
use crate::channel::sms::twilio::Twilio;
use crate::contact;
use crate::conversation::handoff::{self, Hand};
use crate::conversation::letter::{self, Kind, New};
use crate::conversation::{self, Conversation, Status};
use crate::error::{Error, Result};
use crate::event::Channel;
use crate::id::{ConversationId, MemberId};
use crate::job::{self, Job, Outcome, retry};
use crate::metric;
use crate::organisation::presence;
use crate::organisation::role::Right;
use crate::time::Timestamp;

/// Who is told at this step: nobody, some by e-mail, some by text message.
enum Told<'a> {
    Mail(&'a [String]),
    Sms(&'a [String]),
}

/// Tells those of a step, where the visitor has not been answered meanwhile.
pub(super) async fn run(app: &App, id: &ConversationId, step: i64, job: &Job) -> Result<Outcome> {
    let mut conn = app.db.read().await?;
    let Some(found) = conversation::by_id(&mut conn, id).await? else { return Ok(Outcome::Done) };
    let Some(bot) = bot::by_id(&mut conn, &found.bot_id).await? else { return Ok(Outcome::Done) };
    let Some(hand) = handoff::of(&mut conn, id).await? else { return Ok(Outcome::Done) };
    drop(conn);
    // Handed back with a promise, they still wait to hear from a person.
    if matches!(hand.status, Status::Agent | Status::Closed) {
        return Ok(Outcome::Done);
    }
    let (settings, rules) = (bot.settings(), &bot.settings().handoff_rules);
    let told = match step {
        1 => Told::Mail(&settings.recipients),
        2 => Told::Mail(&rules.escalate_to),
        _ => Told::Sms(&rules.escalate_sms),
    };
    match told {
        // The first time, somebody may want to be told though nobody is named.
        Told::Mail([]) if step > 1 => Ok(Outcome::Done),
        Told::Sms([]) => Ok(Outcome::Done),
        Told::Mail(to) => by_mail(app, (&bot, &found, &hand), (step, to), job).await,
        Told::Sms(to) => by_sms(app, (&bot, &found), to, job).await,
    }
}

/// A mail to each of those to be told, with links and an address of their own for a member.
async fn by_mail(
    app: &App,
    (bot, found, hand): (&Bot, &Conversation, &Hand),
    (step, list): (i64, &[String]),
    job: &Job,
) -> Result<Outcome> {
    if app.mail.is_none() {
        return Ok(Outcome::Done);
    }
    let mut conn = app.db.read().await?;
    let contact = contact::by_id(&mut conn, &found.contact_id).await?.ok_or(Error::NotFound("contact"))?;
    let everybody = presence::everybody(&mut conn, &bot.organisation_id, app.clock.now()).await?;
    drop(conn);
    let people: Vec<Person> = everybody
        .into_iter()
        .map(|(member, access, presence)| Person {
            may_answer: access.can(Right::Answer) && access.sees(&bot.id),
            is_here: presence.is_here,
            wish: member.wishes.0.mailed_of_waiting(),
            email: member.email.clone(),
            id: member.id,
        })
        .collect();
    let since = hand.waiting_since.or(hand.promised_at).unwrap_or(found.updated_at);
    let told = told(list, &people, step == 1);
    let mut tx = app.tx().await?;
    // Another node tells them.
    if !job::hold(&mut tx, job).await? {
        return Ok(Outcome::Lost);
    }
    for (recipient, member) in &told {
        let new = New {
            kind: Kind::Summon,
            key: format!("{}.{step}", hand.promised_at.unwrap_or(since).millis()),
            recipient,
            member: member.as_ref(),
            range: (0, found.last_seq),
            detail: since.millis().to_string(),
            subject: format!("{} is waiting for a person", contact.who()),
            host: app.host(),
        };
        letter::make(&mut tx, found, new).await?;
    }
    tx.commit().await?;
    Ok(Outcome::Done)
}

/// Somebody of the organisation, as far as it matters for who is told.
#[derive(Clone, Debug)]
struct Person {
    id: MemberId,
    email: String,
    /// They may answer this bot's conversations.
    may_answer: bool,
    /// A page of theirs is open.
    is_here: bool,
    /// Whether they want to be mailed that somebody waits; none where they have not said.
    wish: Option<bool>,
}

/// Who is mailed that somebody waits. Those on the list, but for members who want no such mail; and, the first time, members
/// who may answer, are not at the dashboard and want it. Where that leaves nobody, the list whole: somebody is always told.
fn told(list: &[String], people: &[Person], is_first: bool) -> Vec<(String, Option<MemberId>)> {
    let is_of = |person: &&Person, address: &str| person.email.eq_ignore_ascii_case(address.trim());
    let all: Vec<(String, Option<&Person>)> = list
        .iter()
        .map(|address| (address.trim().to_lowercase(), people.iter().find(|person| is_of(person, address))))
        .collect();
    let mut told: Vec<(String, Option<&Person>)> =
        all.iter().filter(|(_, person)| person.is_none_or(|person| person.wish != Some(false))).cloned().collect();
    let wants = |person: &&Person| is_first && person.may_answer && !person.is_here && person.wish == Some(true);
    told.extend(people.iter().filter(wants).map(|person| (person.email.to_lowercase(), Some(person))));
    if told.is_empty() {
        told = all;
    }
    let mut seen = HashSet::new();
    told.retain(|(address, _)| seen.insert(address.clone()));
    // Who may not answer reads that somebody waits, and has no link that does anything.
    let reader = |person: &Person| person.may_answer.then(|| person.id.clone());
    told.into_iter().map(|(address, person)| (address, person.and_then(reader))).collect()
}

async fn by_sms(app: &App, (bot, found): (&Bot, &Conversation), to: &[String], job: &Job) -> Result<Outcome> {
    let Some(twilio) = &app.sms else { return Ok(Outcome::Done) };
    let Some(from) = bot::address(&mut app.db.read().await?, &bot.id, Channel::Sms).await? else {
        return Ok(Outcome::Done);
    };
    let text =
        format!("{}: a visitor is waiting for a person. {}", bot.name, app.public(&format!("/inbox/{}", found.id)));
    for number in to {
        if let Some(outcome) = text_to(twilio, (&from, number), &text, (found.started_at, job)).await {
            return Ok(outcome);
        }
    }
    Ok(Outcome::Done)
}

/// Sends one, unless an earlier attempt has; an outcome means: again later.
pub(super) async fn text_to(
    twilio: &Twilio,
    (from, to): (&str, &str),
    text: &str,
    (since, job): (Timestamp, &Job),
) -> Option<Outcome> {
    let later = |why: String| Some(super::again(retry::HOURS, job.attempts, job.id.as_str(), why));
    if job.attempts > 1 {
        match twilio.find_sent(from, to, text, since.millis()).await {
            Ok(sent) if !sent.is_empty() => return None,
            Ok(_) => {}
            Err(error) if error.is_permanent() => return None,
            Err(error) => return later(error.to_string()),
        }
    }
    let begun = Instant::now();
    let answer = twilio.send(from, to, text, None).await;
    let outcome = match &answer {
        Ok(_) => "sent",
        Err(error) if error.is_permanent() => "refused",
        Err(_) => "later",
    };
    metric::send("sms", outcome, begun.elapsed());
    match answer {
        Err(error) if !error.is_permanent() => later(error.to_string()),
        _ => None,
    }
}

/// One conversation's bells ring one after the other.
pub(super) fn lane(id: &ConversationId) -> String {
    format!("summon/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id as _;
    use proptest::prelude::*;

    fn person(n: u8, wish: Option<bool>) -> Person {
        let (id, email) = (MemberId::from_text(format!("mem_{n}")), format!("p{n}@loam.example"));
        Person { id, email, may_answer: true, is_here: false, wish }
    }

    fn to(list: &[&str], people: &[Person], is_first: bool) -> Vec<String> {
        let list: Vec<String> = list.iter().map(|address| (*address).to_owned()).collect();
        told(&list, people, is_first).into_iter().map(|(address, _)| address).collect()
    }

    #[test]
    fn who_wants_no_mail_gets_none_and_who_wants_one_does() {
        let people = [person(1, Some(false)), person(2, None), person(3, Some(true)), person(4, None)];
        let list = ["P1@loam.example", "p2@loam.example", "desk@loam.example"];
        assert_eq!(to(&list, &people, true), ["p2@loam.example", "desk@loam.example", "p3@loam.example"]);
        assert_eq!(to(&list, &people, false), ["p2@loam.example", "desk@loam.example"], "later, the list alone");
        let busy =
            [Person { is_here: true, ..person(3, Some(true)) }, Person { may_answer: false, ..person(4, Some(true)) }];
        assert_eq!(to(&["desk@loam.example"], &busy, true), ["desk@loam.example"]);
    }

    #[test]
    fn where_all_have_switched_it_off_the_list_is_told() {
        assert_eq!(to(&["p1@loam.example"], &[person(1, Some(false))], true), ["p1@loam.example"]);
    }

    proptest! {
        #[test]
        fn somebody_is_always_told_and_nobody_twice(
            wishes in prop::collection::vec(prop::option::of(any::<bool>()), 1..6),
            on_list in prop::collection::vec(0_u8..8, 1..8),
        ) {
            let people: Vec<Person> = (0_u8..).zip(wishes).map(|(n, wish)| person(n, wish)).collect();
            let list: Vec<String> = on_list.iter().map(|n| format!("p{n}@loam.example")).collect();
            let list: Vec<&str> = list.iter().map(String::as_str).collect();
            let told = to(&list, &people, true);
            let mut once = told.clone();
            once.sort();
            once.dedup();
            prop_assert!(!told.is_empty());
            prop_assert_eq!(once.len(), told.len());
        }
    }
}
