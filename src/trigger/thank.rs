//! Thanks for a form: said as it is stored, or by the assistant's next answer where something else is to be answered first.

use super::react::voice;
use super::ring::PERSON;
use crate::assistant::answer::Reply;
use crate::bot::Bot;
use crate::conversation::{self, Body, Conversation, NewMessage};
use crate::db::Tx;
use crate::error::Result;
use crate::form::session::{self, Session};
use crate::metric;

/// The thanks that are said as a form is stored; none where the assistant has more to do about it: a person may be rung for.
#[must_use]
pub fn at_once(
    bot: &Bot,
    to: &Conversation,
    form: &Session,
    name: Option<&str>,
    has_sent_before: bool,
) -> Option<Body> {
    let may_ring = bot.settings().handoff && form.tag() == Some(PERSON);
    (!may_ring).then(|| thanks(bot, to, form, name, has_sent_before))
}

/// Thanks for a form: in the owner's words where they wrote some. `has_sent_before` is this same visitor, not the lead:
/// who joined it by a claim must not learn that somebody left the same details earlier.
fn thanks(bot: &Bot, to: &Conversation, form: &Session, name: Option<&str>, has_sent_before: bool) -> Body {
    let voice = voice(bot, to);
    let words = form.definition.0.shown(voice.language).thank(name);
    let reply = if words.is_empty() {
        voice.submitted(name, has_sent_before)
    } else {
        Reply { text: words, ..Reply::default() }
    };
    let Reply { text, replies, .. } = metric::answered("thanks", reply);
    Body::Text { text, sources: Vec::new(), replies, files: Vec::new() }
}

/// Says it for a form that is stored.
pub(super) async fn thank(
    tx: &mut Tx,
    bot: &Bot,
    conversation: &Conversation,
    form: &Session,
    name: Option<&str>,
) -> Result<()> {
    let has_sent_before = session::sent_by(tx, &conversation.identity_id).await? > 1;
    let body = thanks(bot, conversation, form, name, has_sent_before);
    conversation::say(tx, conversation, NewMessage::bot(body)).await.map(drop)
}
