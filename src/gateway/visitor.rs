//! What each frame of a visitor does. Every frame is checked against what this socket's visitor may do: it names a
//! form or a message only within the conversation held under their own identity.

mod say;

use std::net::IpAddr;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::page::{PAGE, fit};
use super::protocol::{self, ClientFrame, Page, ServerFrame};
use super::standing::Standing;
use crate::app::App;
use crate::app::capture::Filled;
use crate::bot::Bot;
use crate::contact::identity::{self, Sender};
use crate::conversation::handoff::{self, By, Move};
use crate::conversation::{self, Appended, Conversation, Status, Whereabouts, message};
use crate::error::{Error, Result};
use crate::event::{Author, Event};
use crate::form::session::{self, Cause};
use crate::id::{self, ConversationId, FormSessionId, Id as _};
use crate::metric;
use crate::tag;
use crate::text;
use crate::trigger::react;

pub(super) use say::Said;

/// A visitor, as one socket knows them.
pub(super) struct Visitor {
    app: App,
    bot: Arc<Bot>,
    sender: Option<Sender>,
    /// Where their line comes from; never stored.
    address: IpAddr,
    whereabouts: Whereabouts,
    /// The conversation they are in, once something was written.
    pub conversation: Option<Conversation>,
    /// The last message this socket has sent them.
    pub seen: i64,
    /// Who answers besides the assistant, as they were told last; and whether that is news.
    standing: Standing,
    moved: bool,
}

impl Visitor {
    pub(super) fn new(app: App, bot: Arc<Bot>, address: IpAddr) -> Self {
        let (whereabouts, standing) = (Whereabouts::default(), Standing::default());
        Self { app, bot, sender: None, address, whereabouts, conversation: None, seen: 0, standing, moved: false }
    }

    /// Whom this socket speaks for, once it has said so.
    pub(super) fn sender(&self) -> Option<&Sender> {
        self.sender.as_ref()
    }

    /// Where they are as a conversation begins: what their browser says, and the place of their address.
    fn arrived(&self) -> Whereabouts {
        let place = self.app.geo.as_ref().and_then(|geo| geo.place(self.address));
        Whereabouts { place, ..self.whereabouts.clone() }
    }

    /// Notes who answers now; what cannot be read stays as it was told.
    pub(super) async fn stand(&mut self, conversation: &Conversation) {
        if let Ok(now) = Standing::of(&self.app, conversation).await {
            self.moved = now != self.standing;
            self.standing = now;
        }
    }

    /// Whether that was news.
    pub(super) const fn has_moved(&self) -> bool {
        self.moved
    }

    /// Who answers besides the assistant.
    pub(super) const fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The bot's id.
    pub(super) fn bot(&self) -> &Bot {
        &self.bot
    }

    /// Does what a frame asks; gives the frame to answer with.
    pub(super) async fn hear(&mut self, frame: ClientFrame) -> Option<String> {
        tracing::trace!("heard");
        let (reference, id) = (frame.reference().cloned(), frame.id().cloned());
        let (reference, id) = (reference.as_deref(), id.as_deref());
        // Boxed, so that an idle socket does not carry the room for the longest frame's work.
        match Box::pin(self.act(frame)).await {
            Ok(answer) => answer,
            Err(error) => Some(refusal(&error, reference, id)),
        }
    }

    /// As `hear`, for a door that has its own way to say no.
    pub(super) async fn act(&mut self, frame: ClientFrame) -> Result<Option<String>> {
        match frame {
            ClientFrame::Open { reference, visitor, conversation, seq, page, language, time_zone } => {
                self.identify(&visitor, page, language, time_zone).await?;
                self.snapshot(reference.as_deref(), conversation.as_deref(), seq.unwrap_or(0)).await.map(Some)
            }
            ClientFrame::Ping { reference } => Ok(Some(ServerFrame::Pong { reference: reference.as_deref() }.text())),
            frame => {
                let sender = self.sender.clone().ok_or(Error::Unauthorized)?;
                self.act_for(&sender, frame).await
            }
        }
    }

    async fn act_for(&mut self, sender: &Sender, frame: ClientFrame) -> Result<Option<String>> {
        match frame {
            ClientFrame::FormRequest { reference, id, tag } => {
                self.limit(sender)?;
                let appended = self.request_form(sender, tag.as_deref(), &id).await?;
                Ok(self.ack(reference.as_deref(), Some(&id), &appended))
            }
            ClientFrame::FormProgress { form, field, values, .. } => {
                let form = FormSessionId::parse(&form).ok_or(Error::NotFound("form"))?;
                let conversation = self.conversation.as_ref().ok_or(Error::NotFound("form"))?;
                let mut tx = self.app.tx().await?;
                session::progress(&mut tx, &conversation.id, &form, &field, values.as_ref()).await?;
                tx.commit().await?;
                Ok(None)
            }
            ClientFrame::FormSubmit { reference, id, form, values } => {
                self.limit(sender)?;
                let appended = self.submit(&form, &values, &id).await?;
                Ok(self.ack(reference.as_deref(), Some(&id), &appended))
            }
            ClientFrame::FormDecline { reference, id, form } => {
                let form = FormSessionId::parse(&form).ok_or(Error::NotFound("form"))?;
                let conversation = self.conversation.as_ref().ok_or(Error::NotFound("form"))?;
                let mut tx = self.app.tx().await?;
                let appended = session::decline(&mut tx, conversation, &form, Some(id.clone())).await?;
                tx.commit().await?;
                Ok(self.ack(reference.as_deref(), Some(&id), &appended))
            }
            ClientFrame::Feedback { reference, seq, helpful } => {
                let conversation = self.conversation.as_ref().ok_or(Error::NotFound("message"))?;
                let mut tx = self.app.tx().await?;
                if !message::set_helpful(&mut tx, &conversation.id, seq, helpful).await? {
                    return Err(Error::NotFound("message"));
                }
                let at = tx.now;
                tx.commit().await?;
                Ok(self.ack(reference.as_deref(), None, &Appended { seq, at, again: false }))
            }
            ClientFrame::History { reference, before } => {
                let conversation = self.conversation.as_ref().ok_or(Error::NotFound("message"))?;
                let found = message::before(&mut self.app.db.read().await?, &conversation.id, before, PAGE).await?;
                let (messages, more) = fit(found);
                Ok(Some(ServerFrame::History { reference: reference.as_deref(), messages: &messages, more }.text()))
            }
            ClientFrame::Page { page, seconds } => {
                self.whereabouts =
                    whereabouts(Some(page), self.whereabouts.language.take(), self.whereabouts.time_zone.take());
                if let Some(conversation) = &self.conversation {
                    let mut tx = self.app.tx().await?;
                    let seconds = seconds.unwrap_or(0).clamp(0, 86_400);
                    conversation::set_whereabouts(&mut tx, &conversation.id, &self.whereabouts, seconds).await?;
                    tx.commit().await?;
                }
                Ok(None)
            }
            ClientFrame::Typing { on, text } => {
                if let Some(conversation) = self.conversation.clone() {
                    let words = match text.filter(|_| on && conversation.status == Status::Agent) {
                        Some(text) => self.typed_ahead(&text).await?,
                        None => None,
                    };
                    let (bot, author) = (conversation.bot_id, Author::Visitor);
                    self.app.bus.publish(Event::Typing { bot, conversation: conversation.id, author, on, words });
                }
                Ok(None)
            }
            ClientFrame::Seen { seq } => {
                // Where nobody of the team is in, nobody asks what was read.
                let taken = self.conversation.as_ref().filter(|known| known.status == Status::Agent);
                if let Some(conversation) = taken {
                    let mut tx = self.app.tx().await?;
                    let (bot, id) = (&conversation.bot_id, &conversation.id);
                    handoff::note_seen(&mut tx, bot, id, Author::Visitor, seq).await?;
                    tx.commit().await?;
                }
                Ok(None)
            }
            ClientFrame::PersonCancel { reference } => {
                self.limit(sender)?;
                let conversation = self.conversation.as_ref().ok_or(Error::NotFound("conversation"))?;
                let mut tx = self.app.tx().await?;
                // Where somebody has come meanwhile, they are told so by the status; it is no error.
                handoff::shift(&mut tx, conversation, &Move::Cancel, &By::House).await?.ok();
                let at = tx.now;
                tx.commit().await?;
                Ok(self.ack(reference.as_deref(), None, &Appended { seq: self.seen, at, again: false }))
            }
            ClientFrame::Rate { reference, conversation, rating, words } => {
                self.limit(sender)?;
                let Appended { seq, at, .. } = self.rate(sender, &conversation, rating, words.as_deref()).await?;
                let (reference, at) = (reference.as_deref(), at.millis());
                Ok(Some(ServerFrame::Ack { reference, id: None, conversation: &conversation, seq, at }.text()))
            }
            // These are answered elsewhere: see `act` and `hear_said`.
            ClientFrame::Open { .. } | ClientFrame::Ping { .. } | ClientFrame::MessageSend { .. } => Ok(None),
        }
    }

    fn limit(&self, sender: &Sender) -> Result<()> {
        self.app.limits.message(&sender.value).map_err(|retry_after| Error::TooMany { retry_after })
    }

    /// Takes the visitor's word for who they are (it is a secret only they have), and finds their conversation. Writes
    /// nothing.
    pub(super) async fn identify(
        &mut self,
        visitor: &str,
        page: Option<Page>,
        language: Option<String>,
        time_zone: Option<String>,
    ) -> Result<()> {
        self.whereabouts = whereabouts(page, language, time_zone);
        if !id::is_token(visitor) {
            return Err(Error::field(
                "visitor",
                "wrong_kind",
                "A secret of 43 to 128 characters of base64url is expected",
            ));
        }
        let sender = Sender::visitor(&id::token_hash(visitor));
        let app = self.app.clone();
        let _turn = app.openings.turn().await;
        if let Some(fresh) = app.bots.by_key(&app.db, &self.bot.key).await? {
            self.bot = fresh;
        }
        let mut conn = app.db.read().await?;
        self.conversation = conversation::current(&mut conn, &self.bot.id, &sender).await?;
        self.sender = Some(sender);
        Ok(())
    }

    /// Where the conversation stands: what came after `seq`, when the client holds this conversation.
    pub(super) async fn snapshot(&mut self, reference: Option<&str>, holds: Option<&str>, seq: i64) -> Result<String> {
        let now = self.app.clock.now().millis();
        if let Some(conversation) = self.conversation.clone() {
            self.stand(&conversation).await;
        }
        let Some(conversation) = &self.conversation else {
            self.seen = 0;
            return Ok(ServerFrame::Opened {
                reference,
                conversation: None,
                status: "bot",
                agent: None,
                waiting: None,
                seq: 0,
                messages: &[],
                more: false,
                now,
            }
            .text());
        };
        let after = if holds == Some(conversation.id.as_str()) { seq.max(0) } else { 0 };
        let found = message::after(&mut self.app.db.read().await?, &conversation.id, after, PAGE).await?;
        let (messages, more) = fit(found);
        self.seen = messages.last().map_or(after.min(conversation.last_seq), |last| last.seq);
        if after > 0 {
            metric::resumed(messages.len());
        }
        let opened = ServerFrame::Opened {
            reference,
            conversation: Some(conversation.id.as_str()),
            status: conversation.status.as_str(),
            agent: self.standing.agent(),
            waiting: self.standing.waiting,
            seq: self.seen,
            messages: &messages,
            more,
            now,
        };
        Ok(opened.text())
    }

    async fn request_form(&mut self, sender: &Sender, tag: Option<&str>, id: &str) -> Result<Appended> {
        let mut tx = self.app.tx().await?;
        if let Some(key) = tag {
            let known = tag::find(&mut tx, &self.bot.id, key).await?;
            known.filter(|tag| tag.active && tag.kind == tag::Kind::Request).ok_or(Error::NotFound("tag"))?;
        }
        let (conversation, _) = conversation::begin(&mut tx, &self.bot, sender, &self.arrived()).await?;
        let said = react::said(&mut tx, &self.bot, &conversation).await?;
        let (_, appended) =
            session::offer(&mut tx, &self.bot, &conversation, tag, Cause::Asked, &said, Some(id.to_owned())).await?;
        tx.commit().await?;
        self.enter(conversation);
        Ok(appended)
    }

    /// How a conversation of theirs was; it may be closed.
    async fn rate(&self, sender: &Sender, id: &str, rating: i64, words: Option<&str>) -> Result<Appended> {
        if !(1..=5).contains(&rating) {
            return Err(Error::field("rating", "out_of_range", "A number from 1 to 5 is expected"));
        }
        let absent = || Error::NotFound("conversation");
        let id = ConversationId::parse(id).ok_or_else(absent)?;
        let mut tx = self.app.tx().await?;
        let found = conversation::find(&mut tx, &self.bot.id, &id).await?;
        let own = identity::find(&mut tx, &self.bot.id, sender.kind, &sender.value).await?;
        if own.is_none_or(|own| own.id != found.identity_id) {
            return Err(absent());
        }
        let words = words.map(|words| text::head(words.trim(), 1_000)).filter(|words| !words.is_empty());
        handoff::rate(&mut tx, &found, rating, words).await?;
        let done = Appended { seq: found.last_seq, at: tx.now, again: false };
        tx.commit().await?;
        Ok(done)
    }

    async fn submit(&mut self, form: &str, values: &Map<String, Value>, id: &str) -> Result<Appended> {
        let form = FormSessionId::parse(form).ok_or(Error::NotFound("form"))?;
        let to = self.conversation.clone().ok_or(Error::NotFound("form"))?;
        let (bot, values, client_id) = (Arc::clone(&self.bot), values.clone(), id.to_owned());
        let sent = self.app.capture(Filled { bot, to, form, values, client_id }).await?;
        Ok(Appended { seq: sent.seq, at: sent.at, again: false })
    }

    /// From now on this is their conversation.
    pub(super) fn enter(&mut self, conversation: Conversation) {
        if self.conversation.as_ref().is_none_or(|known| known.id != conversation.id) {
            self.seen = 0;
        }
        self.conversation = Some(conversation);
    }

    fn ack(&self, reference: Option<&str>, id: Option<&str>, appended: &Appended) -> Option<String> {
        let conversation = self.conversation.as_ref()?;
        let ack = ServerFrame::Ack {
            reference,
            id,
            conversation: conversation.id.as_str(),
            seq: appended.seq,
            at: appended.at.millis(),
        };
        Some(ack.text())
    }
}

/// An error as a frame; what is internal is logged, and not told.
fn refusal(error: &Error, reference: Option<&str>, id: Option<&str>) -> String {
    crate::door::problem::log(error);
    let (code, message, retry_after) = protocol::words(error);
    let fields = if let Error::Invalid(fields) = error { fields.as_slice() } else { &[] };
    ServerFrame::Error { reference, id, code, message, fields, retry_after }.text()
}

/// Where a browser says it is, cut to length; an address that is no web address is left out.
fn whereabouts(page: Option<Page>, language: Option<String>, time_zone: Option<String>) -> Whereabouts {
    let page = page.unwrap_or_default();
    let clean = |text: Option<String>, most: usize| {
        let text: String = text?.chars().filter(|c| !c.is_control()).collect();
        Some(text::head(text.trim(), most).to_owned()).filter(|text| !text.is_empty())
    };
    let web = |text: Option<String>| {
        clean(text, 2_000).filter(|url| url.starts_with("https://") || url.starts_with("http://"))
    };
    let known_zone = |zone: &String| jiff::tz::TimeZone::get(zone).is_ok();
    Whereabouts {
        page_url: web(page.url),
        page_title: clean(page.title, 200),
        referrer: web(page.referrer),
        language: clean(language, 35).filter(|tag| tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')),
        time_zone: clean(time_zone, 64).filter(known_zone),
        place: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browsers_word_is_cut_to_what_it_can_be() {
        let page = Page { url: Some("javascript:alert(1)".into()), title: Some("x".repeat(500)), referrer: None };
        let found = whereabouts(Some(page), Some("en-GB<script>".into()), Some("Mars/Olympus".into()));
        assert_eq!((found.page_url, found.language, found.time_zone), (None, None, None));
        assert_eq!(found.page_title.unwrap().len(), 200);
    }
}
