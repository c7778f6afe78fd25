//! The socket of who is signed in: one task hears what they say, and tells them of the conversations they watch.
//!
//! Each frame is authorised anew by the session it came with; who may no longer sit here loses the socket within a
//! second, also when nothing is said. What belongs to another organisation, to a bot they may not
//! see, or to a contact beyond the plan is absent. `watch` holds what is watched.

mod moves;
mod watch;

use std::sync::Arc;

use axum::extract::State;
use axum::extract::ws::{Message as Frame, WebSocket, WebSocketUpgrade, close_code};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;

use super::protocol::{self, AgentFrame, DeskFrame, ServerFrame};
use super::wire::{self, End, Wire};
use crate::app::App;
use crate::bot::{self, Bot};
use crate::conversation::message::said;
use crate::conversation::{self, Body, Conversation, handoff};
use crate::door::auth::{self, SignedIn};
use crate::door::problem::Problem;
use crate::door::roll::{self, Seat};
use crate::error::{Error, Result};
use crate::event::{Author, Event};
use crate::id::{ConversationId, Id as _};
use crate::lead::reach::{self, Reach};
use crate::metric;
use crate::organisation::access::Access;
use crate::organisation::member::Member;
use crate::organisation::presence;
use crate::organisation::role::Right;
use crate::organisation::session;
use watch::{Ring, Watch};

/// How much news is told before frames are heard again.
const NEWS: usize = 256;

/// `GET /ws/agent`. Members who have the Inbox may: viewers read, the others write too. Only from a page of this server.
///
/// # Errors
/// 403 for a page of another site or none, 401 when nobody is signed in.
pub async fn connect(
    State(app): State<App>,
    who: Option<SignedIn>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    if !auth::is_own_page(&headers, &app) {
        return Err(Error::Forbidden.into());
    }
    let (Some(who), Some(token)) = (who, auth::token(&headers, &app)) else { return Err(Error::Unauthorized.into()) };
    who.must(Right::SeeInbox)?;
    Ok(wire::sized(upgrade).on_upgrade(move |socket| serve(app, who.member, who.access, token, socket)).into_response())
}

async fn serve(app: App, member: Member, access: Access, token: String, socket: WebSocket) {
    let seat = roll::sit(&app, &token, access.clone());
    let watch = Watch::new(app.clone(), Reach::of(access.plan));
    let mut line = Line { app, member, access, token, seat, watch, wire: Wire::new(socket, "agent") };
    let end = line.run().await;
    line.wire.end(end).await;
}

struct Line {
    app: App,
    member: Member,
    access: Access,
    token: String,
    seat: Seat,
    watch: Watch,
    wire: Wire,
}

const SIGNED_OUT: End = End::Close(close_code::POLICY, "signed out");

impl Line {
    async fn run(&mut self) -> End {
        let stop = self.app.stop.clone();
        let lost = self.seat.lost.clone();
        let mut heartbeat = wire::heartbeat();
        // They are there from the first frame on.
        self.beat().await;
        let mut presence = wire::every(presence::BEAT);
        loop {
            let end = tokio::select! {
                () = stop.cancelled() => return End::Close(close_code::AWAY, "the server stops"),
                () = lost.cancelled() => return SIGNED_OUT,
                frame = self.wire.next() => match frame {
                    Ok(frame) => Box::pin(self.hear(frame)).await,
                    Err(end) => Err(end),
                },
                ring = self.watch.next() => Box::pin(self.tell(ring)).await,
                _ = presence.tick() => {
                    Box::pin(self.beat()).await;
                    Ok(())
                }
                _ = heartbeat.tick() => Box::pin(self.wire.beat()).await,
            };
            if let Err(end) = end {
                return end;
            }
        }
    }

    /// Hears a frame, and every other that has come with it; then sends all answers at once.
    async fn hear(&mut self, frame: Frame) -> Result<(), End> {
        let mut next = Some(frame);
        while let Some(frame) = next {
            if let Some(text) = self.wire.words(frame).await? {
                let parsed = AgentFrame::parse(&text);
                metric::heard(parsed.as_ref().map_or("other", AgentFrame::kind), text.len());
                match parsed {
                    Ok(frame) => self.answer(frame).await?,
                    Err(refused) => {
                        let error = self.wire.refuse(&refused)?;
                        self.wire.feed(error).await?;
                    }
                }
            }
            next = self.wire.ready()?;
        }
        self.wire.flush().await
    }

    /// News; and all that has come with it, sent at once.
    async fn tell(&mut self, ring: Ring) -> Result<(), End> {
        let mut next = Some(ring);
        for _ in 0..NEWS {
            let Some(ring) = next else { break };
            let frames = self.watch.tell(ring).await.map_err(|_| LOST)?;
            for frame in frames {
                self.wire.feed(frame).await?;
            }
            next = self.watch.next().now_or_never();
        }
        self.wire.flush().await
    }

    async fn answer(&mut self, frame: AgentFrame) -> Result<(), End> {
        let (reference, id) = (frame.reference().cloned(), frame.id().cloned());
        let done = match self.is_here().await {
            Ok(true) => self.act(frame).await,
            Ok(false) => return Err(SIGNED_OUT),
            Err(error) => Err(error),
        };
        match done {
            Ok(Some(answer)) => self.wire.answer(answer).await,
            Ok(None) => Ok(()),
            Err(error) => self.wire.feed(refusal(&error, reference.as_deref(), id.as_deref())).await,
        }
    }

    /// Whether the session still holds, and gives the same. Asked for each frame: by its key, one row.
    async fn is_here(&mut self) -> Result<bool> {
        let found = session::find(&mut self.app.db.read().await?, &self.token, self.app.clock.now()).await?;
        let Some(session) = found.filter(|found| found.access == self.access) else { return Ok(false) };
        self.member = session.member;
        Ok(true)
    }

    async fn act(&mut self, frame: AgentFrame) -> Result<Option<String>> {
        match frame {
            AgentFrame::Watch { reference, bot, conversation, seq } => {
                let id = ConversationId::parse(&conversation).ok_or(Error::NotFound("conversation"))?;
                let bot = self.own_bot(&bot).await?;
                let opened = self.watch.begin(reference.as_deref(), &bot, &id, seq.unwrap_or(0)).await?;
                Ok(Some(opened))
            }
            AgentFrame::Unwatch { conversation } => {
                self.watch.end(&conversation);
                Ok(None)
            }
            AgentFrame::MessageSend { reference, id, conversation, text } => {
                self.must_answer()?;
                let to = self.own_conversation(&conversation).await?;
                let body = Body::text(said(&text)?);
                let agent = (&self.member.id, self.member.name.as_str());
                let mut tx = self.app.tx().await?;
                let appended = handoff::answer(&mut tx, agent, &to, Some(id.clone()), body).await?;
                tx.commit().await?;
                let ack = ServerFrame::Ack {
                    reference: reference.as_deref(),
                    id: Some(&id),
                    conversation: to.id.as_str(),
                    seq: appended.seq,
                    at: appended.at.millis(),
                };
                Ok(Some(ack.text()))
            }
            AgentFrame::Typing { conversation, on } => {
                self.must_answer()?;
                let (bot, conversation) = self.watch.find(&conversation).ok_or(Error::NotFound("conversation"))?;
                self.app.bus.publish(Event::Typing { bot, conversation, author: Author::Agent, on, words: None });
                Ok(None)
            }
            AgentFrame::Inbox { reference, bot } => {
                let bot = self.own_bot(&bot).await?;
                self.watch.inbox(&bot);
                Ok(Some(DeskFrame::Inbox { reference: reference.as_deref(), bot: &bot.key }.text()))
            }
            AgentFrame::Move { reference, conversation, wanted, to, minutes } => {
                let wanted = crate::door::moves::read(&wanted, to.as_deref(), minutes, self.app.clock.now())?;
                Ok(Some(match self.shift(&conversation, &wanted).await? {
                    Ok(hand) => {
                        let (status, agent) = (hand.status.as_str(), hand.agent_name.as_deref());
                        let reference = reference.as_deref();
                        DeskFrame::Moved { reference, conversation: &conversation, status, agent }.text()
                    }
                    Err(refused) => {
                        let (code, message, reference) = (refused.why.code(), refused.sentence(), reference.as_deref());
                        let (id, fields, retry_after) = (None, &[][..], None);
                        ServerFrame::Error { reference, id, code, message: &message, fields, retry_after }.text()
                    }
                }))
            }
            AgentFrame::Note { reference, conversation, text } => {
                self.note(&conversation, &text).await?;
                Ok(Some(DeskFrame::Done { reference: reference.as_deref() }.text()))
            }
            AgentFrame::Seen { conversation, seq } => {
                self.read_up_to(&conversation, seq).await?;
                Ok(None)
            }
            AgentFrame::Presence { reference, state } => {
                self.choose(&state).await?;
                Ok(Some(DeskFrame::Done { reference: reference.as_deref() }.text()))
            }
            AgentFrame::Ping { reference } => Ok(Some(ServerFrame::Pong { reference: reference.as_deref() }.text())),
        }
    }

    fn must_answer(&self) -> Result<()> {
        if self.access.can(Right::Answer) { Ok(()) } else { Err(Error::Forbidden) }
    }

    /// The bot of this key, where it is their organisation's and they may see it.
    async fn own_bot(&mut self, key: &str) -> Result<Arc<Bot>> {
        let found = self.app.bots.by_key(&self.app.db, key).await?;
        found.filter(|bot| self.is_own(bot)).ok_or(Error::NotFound("bot"))
    }

    /// The conversation of this id, where it is with such a bot and the plan shows its contact.
    async fn own_conversation(&mut self, id: &str) -> Result<Conversation> {
        let absent = Error::NotFound("conversation");
        let Some(id) = ConversationId::parse(id) else { return Err(absent) };
        let mut conn = self.app.db.read().await?;
        let Some(found) = conversation::by_id(&mut conn, &id).await? else { return Err(absent) };
        let bot = bot::by_id(&mut conn, &found.bot_id).await?;
        if !bot.is_some_and(|bot| self.is_own(&bot)) {
            return Err(absent);
        }
        let hidden = reach::hides(&mut conn, &found.bot_id, Reach::of(self.access.plan), &[&found.contact_id]).await?;
        if hidden.is_empty() { Ok(found) } else { Err(absent) }
    }

    fn is_own(&self, bot: &Bot) -> bool {
        bot.organisation_id == self.member.organisation_id && self.access.sees(&bot.id)
    }
}

/// What was missed cannot be read: the client comes back when it can.
const LOST: End = End::Close(close_code::AGAIN, "the database does not answer");

/// An error as a frame; what is internal is logged, and not told.
fn refusal(error: &Error, reference: Option<&str>, id: Option<&str>) -> String {
    crate::door::problem::log(error);
    let (code, message, retry_after) = match error {
        Error::Forbidden => ("not_allowed", "Your role reads here, and does not write.", None),
        Error::Conflict("watched") => ("watched", "Too many are watched already. Unwatch one first.", None),
        Error::Conflict(_) => ("closed", "This conversation is closed.", None),
        Error::NotFound(_) => ("not_found", "There is no such bot or conversation.", None),
        other => protocol::words(other),
    };
    let fields = if let Error::Invalid(fields) = error { fields.as_slice() } else { &[] };
    ServerFrame::Error { reference, id, code, message, fields, retry_after }.text()
}
