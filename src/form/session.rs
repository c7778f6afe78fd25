//! A form being filled, on any channel: offered, half answered, sent or put aside.
//!
//! It keeps the definition it began with. What is known already is filled in only from what this same identity sent
//! before: a contact grouped by a claim gives nothing away.

use std::collections::HashMap;

use serde_json::Value;

use super::definition::{Definition, Known, Values};
use super::field::Kind;
use super::sql;
use crate::bot::Bot;
use crate::contact::email::Email;
use crate::contact::identity;
use crate::contact::phone::Phone;
use crate::conversation::message::Offer;
use crate::conversation::{self, Appended, Body, Conversation, NewMessage};
use crate::db::{Conn, Json, Tx, record};
use crate::error::{Error, Result};
use crate::event::{Event, names};
use crate::id::{BotId, ConversationId, FormId, FormSessionId, IdentityId};
use crate::metric;
use crate::time::Timestamp;

names! {
    /// Where a form stands.
    pub enum State {
        /// It can be filled.
        Open = "open",
        /// It was sent; sending it again edits.
        Sent = "sent",
        /// The visitor put it aside.
        Declined = "declined",
    }
}
crate::db::named!(State);

names! {
    /// Why a form was offered.
    pub enum Cause {
        /// The assistant understood that the visitor wants it.
        Intent = "intent",
        /// The visitor asked for it, by words or by a button.
        Asked = "asked",
        /// A rule of the bot.
        Rule = "rule",
    }
}
crate::db::named!(Cause);

record! {
    /// A form being filled.
    #[derive(Clone, Debug)]
    pub struct Session {
        /// Its id.
        pub id: FormSessionId,
        /// Whose.
        pub bot_id: BotId,
        /// In which conversation.
        pub conversation_id: ConversationId,
        /// By whom.
        pub identity_id: IdentityId,
        /// The form.
        pub form_id: FormId,
        /// Its tag; empty for the default form.
        pub tag: String,
        /// Why it was offered.
        pub cause: Cause,
        /// The form as it was when it was offered.
        pub definition: Json<Definition>,
        /// Where it stands.
        pub state: State,
        /// What was answered so far; a null is a field that was skipped.
        pub answers: Json<Values>,
        /// When it was offered.
        pub shown_at: Timestamp,
    }
}

impl Session {
    /// The tag, where there is one.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        Some(self.tag.as_str()).filter(|tag| !tag.is_empty())
    }
}

/// Offers a form in a conversation: the tag's own, else the bot's default. A form of the same tag that is still open
/// comes again, with its answers: its card moves to the end of the log. `said` is what the visitor has told in passing.
///
/// # Errors
/// `NotFound` when the bot has no form at all.
pub async fn offer(
    tx: &mut Tx,
    bot: &Bot,
    to: &Conversation,
    tag: Option<&str>,
    cause: Cause,
    said: &Known,
    client_id: Option<String>,
) -> Result<(Session, Appended)> {
    let known = known(tx, &to.identity_id, said).await?;
    let language = to.language.as_deref().unwrap_or(&bot.settings().language);
    let open = sql::open_for_tag(tx, &to.id, tag.unwrap_or_default()).await?;
    if let Some(session) = open {
        let body = Body::Form(Box::new(drawn(&session, &known, language)?));
        let appended = conversation::say(tx, to, NewMessage { client_id, ..NewMessage::bot(body) }).await?;
        return Ok((session, appended));
    }
    let form = super::for_tag(tx, &bot.id, tag).await?;
    let session = Session {
        id: tx.id(),
        bot_id: bot.id.clone(),
        conversation_id: to.id.clone(),
        identity_id: to.identity_id.clone(),
        form_id: form.id,
        tag: tag.unwrap_or_default().to_owned(),
        cause,
        state: State::Open,
        // In a dialogue what is known is not asked again; a card shows it, to be looked at before it is sent.
        answers: Json(if to.channel.draws_forms() { Values::new() } else { form.definition.0.fill(&known) }),
        definition: form.definition,
        shown_at: tx.now,
    };
    let body = Body::Form(Box::new(drawn(&session, &known, language)?));
    let appended = conversation::say(tx, to, NewMessage { client_id, ..NewMessage::bot(body) }).await?;
    if !appended.again {
        sql::insert_session(tx, &session).await?;
        metric::form("shown");
    }
    Ok((session, appended))
}

/// The form as the widget draws it: what was answered in it before wins over what is known from others.
fn drawn(session: &Session, known: &Known, language: &str) -> Result<Offer> {
    let definition = session.definition.0.shown(language);
    let mut values = definition.fill(known);
    values.extend(
        session.answers.0.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.clone(), value.clone())),
    );
    let fields = definition
        .fields
        .iter()
        .map(serde_json::to_value)
        .collect::<Result<Vec<_>, _>>()
        .map_err(anyhow::Error::new)?;
    Ok(Offer {
        form: session.id.clone(),
        tag: session.tag().map(str::to_owned),
        title: definition.title,
        intro: definition.intro,
        fields,
        values: Value::Object(values),
        submit: definition.submit,
        decline: definition.decline,
    })
}

/// What this identity sent before, and above that what they have said in passing: only their own words, whatever
/// contact they are grouped with. A number that writes text messages is known by that.
async fn known(conn: &mut Conn, identity: &IdentityId, said: &Known) -> Result<Known> {
    let mut known = sent_before(conn, identity).await?;
    if known.phone.is_none()
        && let Some(number) = identity::by_id(conn, identity).await?.filter(|own| own.kind == identity::Kind::Sms)
    {
        known.phone = Phone::parse(&number.value, "").ok();
    }
    known.name = said.name.clone().or(known.name);
    known.email = said.email.clone().or(known.email);
    known.phone = said.phone.clone().or(known.phone);
    known.company = said.company.clone().or(known.company);
    known.order_number.clone_from(&said.order_number);
    Ok(known)
}

async fn sent_before(conn: &mut Conn, identity: &IdentityId) -> Result<Known> {
    let mut known = Known::default();
    let Some((definition, answers)) = sql::last_sent(conn, identity).await? else { return Ok(known) };
    for field in definition.asked() {
        let Some(text) = answers.get(&field.key).and_then(Value::as_str) else { continue };
        match field.kind {
            Kind::Name => known.name = Some(text.to_owned()),
            Kind::Email => known.email = Email::parse(text).ok(),
            Kind::Phone => known.phone = Phone::parse(text, "").ok(),
            Kind::Company => known.company = Some(text.to_owned()),
            Kind::Website => known.website = Some(text.to_owned()),
            _ => {}
        }
    }
    Ok(known)
}

/// The form with this id, held in this conversation.
///
/// # Errors
/// `NotFound` when there is none, also when it is another visitor's.
pub async fn find(conn: &mut Conn, conversation: &ConversationId, id: &FormSessionId) -> Result<Session> {
    sql::session(conn, id).await?.filter(|found| found.conversation_id == *conversation).ok_or(Error::NotFound("form"))
}

/// The forms with these ids, whosever they are.
///
/// # Errors
/// What the database says.
pub async fn by_ids(tx: &mut Tx, ids: &[&FormSessionId]) -> Result<HashMap<FormSessionId, Session>> {
    let found = sql::sessions_by_id(tx, ids).await?;
    Ok(found.into_iter().map(|session| (session.id.clone(), session)).collect())
}

/// The newest form of a conversation that is still open.
///
/// # Errors
/// What the database says.
pub async fn open_in(conn: &mut Conn, conversation: &ConversationId) -> Result<Option<Session>> {
    sql::newest_open(conn, conversation).await
}

/// When somebody was last at a form of this conversation that is still open.
///
/// # Errors
/// What the database says.
pub async fn touched(conn: &mut Conn, conversation: &ConversationId) -> Result<Option<Timestamp>> {
    sql::touched(conn, conversation).await
}

/// All forms of a conversation, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_conversation(conn: &mut Conn, conversation: &ConversationId) -> Result<Vec<Session>> {
    sql::sessions(conn, conversation).await
}

/// How many forms this identity has sent.
///
/// # Errors
/// What the database says.
pub async fn sent_by(conn: &mut Conn, identity: &IdentityId) -> Result<i64> {
    sql::sent_by(conn, identity).await
}

/// How many forms each of these has sent; those who sent none are not there.
///
/// # Errors
/// What the database says.
pub async fn sent_by_each(tx: &mut Tx, identities: &[&IdentityId]) -> Result<HashMap<IdentityId, i64>> {
    sql::sent_by_each(tx, identities).await
}

/// Notes how far the visitor has come, and keeps what they have written so far where they consented to that.
///
/// # Errors
/// `NotFound`, or `Conflict("closed")` when it is no longer open.
pub async fn progress(
    tx: &mut Tx,
    conversation: &ConversationId,
    id: &FormSessionId,
    field: &str,
    values: Option<&Values>,
) -> Result<()> {
    let session = find(tx, conversation, id).await?;
    let definition = &session.definition.0;
    if !definition.asked().any(|asked| asked.key == field) {
        return Err(Error::NotFound("field"));
    }
    if session.state != State::Open {
        return Err(Error::Conflict("closed"));
    }
    let consents = |values: &Values| {
        definition.asked().filter(|f| f.kind == Kind::Consent).all(|f| values.get(&f.key) == Some(&Value::Bool(true)))
    };
    let partial = values.filter(|values| consents(values)).map(|values| only_valid(definition, values));
    sql::set_progress(tx, id, field, partial.as_ref()).await?;
    if partial.is_some_and(|kept| !kept.is_empty()) {
        tx.emit(Event::FormKept { bot: session.bot_id, conversation: session.conversation_id });
    }
    Ok(())
}

/// Of what was written so far, that which could be sent as it is.
fn only_valid(definition: &Definition, values: &Values) -> Values {
    definition
        .asked()
        .filter_map(|field| {
            let answer = field.validate(values.get(&field.key)?, "").ok()??;
            Some((field.key.clone(), answer.value()))
        })
        .collect()
}

/// The visitor puts it aside; they are not asked again for the same thing in this conversation.
///
/// # Errors
/// `NotFound`, or `Conflict("closed")` when it was sent.
pub async fn decline(
    tx: &mut Tx,
    conversation: &Conversation,
    id: &FormSessionId,
    client_id: Option<String>,
) -> Result<Appended> {
    let session = find(tx, &conversation.id, id).await?;
    if session.state == State::Sent {
        return Err(Error::Conflict("closed"));
    }
    sql::end(tx, [(id, None)].into_iter(), State::Declined).await?;
    metric::form("declined");
    let body = Body::Declined { form: id.clone() };
    conversation::say(tx, conversation, NewMessage::visitor(client_id, body)).await
}

/// These forms were sent, each with these answers.
///
/// # Errors
/// What the database says.
pub async fn mark_sent(tx: &mut Tx, sent: &[(&FormSessionId, &Values)]) -> Result<()> {
    for _ in sent {
        metric::form("sent");
    }
    sql::end(tx, sent.iter().map(|(id, answers)| (*id, Some(*answers))), State::Sent).await
}

/// Keeps one answer of a dialogue; null for a field that was skipped.
///
/// # Errors
/// What the database says.
pub async fn keep_answer(tx: &mut Tx, session: &mut Session, key: &str, value: Value) -> Result<()> {
    session.answers.0.insert(key.to_owned(), value);
    sql::set_progress(tx, &session.id, key, Some(&session.answers.0)).await
}
