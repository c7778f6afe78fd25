//! What a visitor writes reaches the agent who has the conversation by e-mail, where they answer from their mailbox or want to
//! be mailed: looked at once the visitor has paused, made once, in one thread.

use crate::app::App;
use crate::conversation::handoff;
use crate::conversation::letter::{self, Decision, Kind, New};
use crate::conversation::{self, Conversation, Status};
use crate::error::Result;
use crate::id::{ConversationId, MemberId};
use crate::job::{Job, Outcome};
use crate::organisation::member::Member;
use crate::organisation::presence;
use crate::time::Timestamp;
use crate::{bot, contact};

use super::Work;

/// One conversation's words are looked at one after the other.
pub(super) fn lane(id: &ConversationId) -> String {
    format!("holder/{id}")
}

/// Looks whether there is anything to mail, now or later.
pub(super) async fn run(app: &App, id: &ConversationId, job: &Job) -> Result<Outcome> {
    let mut conn = app.db.read().await?;
    let Some(found) = conversation::by_id(&mut conn, id).await? else { return Ok(Outcome::Done) };
    let Some(hand) = handoff::of(&mut conn, id).await? else { return Ok(Outcome::Done) };
    let (Status::Agent, Some(agent)) = (hand.status, &hand.agent_id) else { return Ok(Outcome::Done) };
    let Some((member, name)) = about(app, &found, agent).await? else { return Ok(Outcome::Done) };
    if !(hand.by_mail || member.wishes.0.assigned.email) {
        return Ok(Outcome::Done);
    }
    let now = app.clock.now();
    let is_here = presence::is_here(&mut conn, agent, now).await?;
    let (known, unread) = letter::unread(&mut conn, &found, agent, hand.team_seen).await?;
    drop(conn);
    let moments: Vec<Timestamp> = unread.iter().map(|message| message.at).collect();
    match letter::decide(&moments, is_here, now) {
        Decision::Nothing => Ok(Outcome::Done),
        Decision::Wait(until) => {
            let work = Work::Holder { conversation: id.clone() };
            super::look_again(app, lane(id), &work, until, job).await
        }
        Decision::Send => {
            let until = unread.last().map_or(known, |message| message.seq);
            let new = New {
                kind: Kind::Words,
                key: until.to_string(),
                recipient: &member.email,
                member: Some(agent),
                range: (known, until),
                detail: String::new(),
                subject: format!("{name} wrote to you"),
                host: app.host(),
            };
            super::letter::make(app, &found, new, job).await
        }
    }
}

/// A member who may still answer there, and what to call the visitor; none where there is no such member, or visitor.
pub(super) async fn about(app: &App, found: &Conversation, member: &MemberId) -> Result<Option<(Member, String)>> {
    let mut conn = app.db.read().await?;
    let Some(bot) = bot::by_id(&mut conn, &found.bot_id).await? else { return Ok(None) };
    let reader = super::letter::reader(&mut conn, &bot, member).await?;
    let contact = contact::by_id(&mut conn, &found.contact_id).await?;
    Ok(reader.zip(contact).map(|((member, _), contact)| (member, contact.who().to_owned())))
}
