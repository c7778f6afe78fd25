//! Many send a form at the same time, or one does: the same few statements for all of them.
//!
//! What one of them does may decide what becomes of the next, who left the same e-mail address. So they go in rounds: those
//! who share nothing with an earlier one go together, and the others after them, in the same transaction. A round of new
//! people is the common case.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::edit::{self, Earlier};
use super::sent::Sent;
use super::store::{Captured, store};
use super::whose::Known;
use super::{Sending, Standing, Submitted, Thanks};
use crate::contact::identity::{self, Key};
use crate::conversation::append::{Repeats, say_all};
use crate::conversation::{self, Conversation, NewMessage, Place, Saying};
use crate::db::Tx;
use crate::error::{Error, FieldError, Result};
use crate::form::session::{self, Session};
use crate::id::SubmissionId;
use crate::lead::{Origin, sql};

/// A form whose answers are right.
struct Checked<'a> {
    /// Its place among those that came together.
    at: usize,
    sending: Sending<'a>,
    session: Session,
    sent: Sent,
    /// What its sender is recognised by, and what it claims.
    own: Key,
    claims: Vec<Key>,
}

/// One that is sent for the first time.
struct Fresh<'a> {
    one: Checked<'a>,
    /// As it is now.
    to: Conversation,
}

/// What their e-mails and answers are made with.
#[derive(Clone, Copy)]
struct Words<'a> {
    host: &'a str,
    thanks: Option<&'a Thanks<'a>>,
}

/// What came of each, in their order.
type Outcomes = Vec<Option<Result<Submitted>>>;

/// Visitors send forms; each has its own outcome, as [`submit`](super::submit) has. They are thanked for in the same
/// moment, where `thanks` are given and the assistant has nothing else to answer before.
///
/// # Errors
/// What the database says: then nothing is stored.
pub async fn submit_all(
    tx: &mut Tx,
    sendings: &[Sending<'_>],
    host: &str,
    thanks: Option<&Thanks<'_>>,
) -> Result<Vec<Result<Submitted>>> {
    let words = Words { host, thanks };
    let mut outcomes: Outcomes = sendings.iter().map(|_| None).collect();
    let mut waiting = check(tx, sendings, &mut outcomes).await?;
    // A form is sent by one at a time: who was first decides, the others find it sent.
    identity::lock_all(tx, waiting.iter().flat_map(Checked::keys)).await?;
    while !waiting.is_empty() {
        waiting = round(tx, waiting, &mut outcomes, words).await?;
    }
    Ok(outcomes.into_iter().map(|outcome| outcome.unwrap_or(Err(Error::NotFound("form")))).collect())
}

impl Checked<'_> {
    /// Everything it could be recognised by.
    fn keys(&self) -> impl Iterator<Item = &Key> {
        self.claims.iter().chain([&self.own])
    }
}

/// Those whose form is theirs, and whose answers are right.
async fn check<'a>(tx: &mut Tx, sendings: &[Sending<'a>], outcomes: &mut Outcomes) -> Result<Vec<Checked<'a>>> {
    let forms: Vec<_> = sendings.iter().map(|one| one.form).collect();
    let senders: Vec<_> = sendings.iter().map(|one| &one.to.identity_id).collect();
    let sessions = session::by_ids(tx, &forms).await?;
    let owns = identity::keys_of(tx, &senders).await?;
    let mut checked = Vec::with_capacity(sendings.len());
    for (at, sending) in sendings.iter().enumerate() {
        let session = sessions.get(sending.form).filter(|session| session.conversation_id == sending.to.id);
        let own = owns.get(&sending.to.identity_id);
        let found = session.ok_or(Error::NotFound("form")).and_then(|session| {
            let own = own.ok_or(Error::NotFound("identity"))?.clone();
            let sent = read(sending, session)?;
            let claims = sent.claims(&sending.bot.id);
            Ok(Checked { at, sending: *sending, session: session.clone(), sent, own, claims })
        });
        match found {
            Ok(one) => checked.push(one),
            Err(error) => outcomes[at] = Some(Err(error)),
        }
    }
    Ok(checked)
}

/// What the form says, where every answer is right.
fn read(sending: &Sending<'_>, session: &Session) -> Result<Sent> {
    let settings = sending.bot.settings();
    let language = sending.to.language.as_deref().unwrap_or(&settings.language);
    let wrong = |wrong: Vec<crate::form::answer::Invalid>| {
        let fields = wrong.into_iter();
        let told = fields.map(|w| FieldError { field: w.field, code: w.code.to_string(), message: w.message });
        Error::Invalid(told.collect())
    };
    let definition = session.definition.0.shown(language);
    Ok(Sent::of(&definition.validate_all(sending.values, &settings.region).map_err(wrong)?))
}

/// Those who share no key with an earlier one, and the others, who come after them.
fn apart<T, K: Eq + Hash>(all: Vec<T>, keys: impl Fn(&T) -> Vec<K>) -> (Vec<T>, Vec<T>) {
    let mut taken = HashSet::new();
    all.into_iter().partition(|one| {
        let keys = keys(one);
        let is_free = keys.iter().all(|key| !taken.contains(key));
        // Those who wait count too: who shares with them comes after them.
        taken.extend(keys);
        is_free
    })
}

/// Stores those who have nothing to do with each other; gives the others.
async fn round<'a>(
    tx: &mut Tx,
    waiting: Vec<Checked<'a>>,
    outcomes: &mut Outcomes,
    words: Words<'_>,
) -> Result<Vec<Checked<'a>>> {
    let (now, mut later) = apart(waiting, |one| one.keys().cloned().collect());
    let fresh = fresh(tx, now, outcomes).await?;
    let asked = fresh.iter().map(|fresh| (&fresh.to.contact_id, fresh.one.claims.as_slice()));
    let known = Known::read(tx, asked).await?;
    // Different keys may come to one contact.
    let (fresh, after) = apart(fresh, |fresh| known.possible(&fresh.to.contact_id, &fresh.one.claims));
    later.extend(after.into_iter().map(|fresh| fresh.one));
    later.sort_by_key(|one| one.at);
    capture(tx, &fresh, &known, outcomes, words).await?;
    Ok(later)
}

/// Those that are sent for the first time; one that was sent before is edited.
async fn fresh<'a>(tx: &mut Tx, all: Vec<Checked<'a>>, outcomes: &mut Outcomes) -> Result<Vec<Fresh<'a>>> {
    let forms: Vec<_> = all.iter().map(|one| &one.session.id).collect();
    let mut standing = sql::standing(tx, &forms).await?;
    let places: Vec<_> = all.iter().map(|one| &one.sending.to.id).collect();
    let mut conversations = conversation::by_ids(tx, &places).await?;
    let mut fresh = Vec::with_capacity(all.len());
    for one in all {
        let to = conversations.remove(&one.sending.to.id);
        outcomes[one.at] = Some(match (to, standing.remove(&one.session.id)) {
            (Some(to), Some(Standing::Open)) => {
                fresh.push(Fresh { one, to });
                continue;
            }
            (Some(to), Some(Standing::Stored { submission, lead })) => {
                let earlier = Earlier { submission, lead };
                match edit::edit(tx, &one.sending, &to, &one.session, earlier, &one.sent, &one.claims).await {
                    // It is found before anything is written.
                    Err(Error::Conflict(why)) => Err(Error::Conflict(why)),
                    edited => Ok(edited?),
                }
            }
            (Some(_), Some(Standing::Closed)) => Err(Error::Conflict("closed")),
            (None, _) => Err(Error::NotFound("conversation")),
            (_, None) => Err(Error::NotFound("form")),
        });
    }
    Ok(fresh)
}

/// Makes the submissions, and their leads where their contacts have none to join. No two are about the same contact.
async fn capture(
    tx: &mut Tx,
    fresh: &[Fresh<'_>],
    known: &Known,
    outcomes: &mut Outcomes,
    Words { host, thanks }: Words<'_>,
) -> Result<()> {
    let ids: Vec<SubmissionId> = fresh.iter().map(|_| tx.id()).collect();
    let senders: Vec<_> = fresh.iter().map(|fresh| &fresh.to.identity_id).collect();
    let sent_before = if thanks.is_some() { session::sent_by_each(tx, &senders).await? } else { HashMap::new() };
    let receipts = fresh.iter().zip(&ids).map(|(Fresh { one, to }, id)| Saying {
        to: Place::of(to),
        new: NewMessage::visitor(one.sending.client_id.map(str::to_owned), one.sent.receipt(&one.session, id, false)),
        answer: thanks.and_then(|thanks| {
            let is_again = sent_before.contains_key(&to.identity_id);
            thanks(one.sending.bot, to, &one.session, one.sent.name(), is_again)
        }),
    });
    let appended = say_all(tx, receipts.collect(), Repeats::LookedFor).await?;
    let (mut captured, mut sent) = (Vec::with_capacity(fresh.len()), Vec::with_capacity(fresh.len()));
    for ((Fresh { one, to }, id), appended) in fresh.iter().zip(ids).zip(appended) {
        outcomes[one.at] = Some(appended.map(|appended| {
            captured.push(Captured {
                bot: one.sending.bot,
                to,
                id: id.clone(),
                tag: &one.session.tag,
                was: "",
                origin: Origin::Form,
                session: Some(&one.session.id),
                sent: &one.sent,
                claims: &one.claims,
                seq: appended.seq,
                whose: known.whose(&to.contact_id, &one.claims),
            });
            sent.push((&one.session.id, &one.sent.values));
            Submitted { submission: id, seq: appended.seq, at: appended.at }
        }));
    }
    session::mark_sent(tx, &sent).await?;
    store(tx, captured, host).await
}
