//! A member who is not at the dashboard is told by e-mail that a conversation was given to them, or that a note names them,
//! where they want to be.

use crate::app::App;
use crate::conversation::handoff;
use crate::conversation::letter::{self, Kind, New};
use crate::conversation::{self, remark};
use crate::error::Result;
use crate::id::{ConversationId, MemberId, RemarkId};
use crate::job::{Job, Outcome};
use crate::organisation::presence;

use super::holder::about;

/// Makes the mail, where there is to be one.
pub(super) async fn run(
    app: &App,
    id: &ConversationId,
    who: &MemberId,
    note: Option<&RemarkId>,
    job: &Job,
) -> Result<Outcome> {
    let mut conn = app.db.read().await?;
    let Some(found) = conversation::by_id(&mut conn, id).await? else { return Ok(Outcome::Done) };
    let Some(hand) = handoff::of(&mut conn, id).await? else { return Ok(Outcome::Done) };
    let Some((member, name)) = about(app, &found, who).await? else { return Ok(Outcome::Done) };
    let (ways, still_so) = match note {
        Some(_) => (member.wishes.0.mentioned, remark::calling(&mut conn, who).await?.contains(id)),
        None => (member.wishes.0.assigned, hand.agent_id.as_ref() == Some(who)),
    };
    if !ways.email || !still_so || presence::is_here(&mut conn, who, app.clock.now()).await? {
        return Ok(Outcome::Done);
    }
    let (known, _) = letter::unread(&mut conn, &found, who, 0).await?;
    drop(conn);
    let new = match note {
        Some(note) => New {
            kind: Kind::Mentioned,
            key: note.to_string(),
            recipient: &member.email,
            member: Some(who),
            range: (found.last_seq, found.last_seq),
            detail: note.to_string(),
            subject: format!("You were named in a note about {name}"),
            host: app.host(),
        },
        None => New {
            kind: Kind::Assigned,
            key: found.last_seq.to_string(),
            recipient: &member.email,
            member: Some(who),
            range: (known, found.last_seq),
            detail: String::new(),
            subject: format!("The conversation with {name} is yours"),
            host: app.host(),
        },
    };
    super::letter::make(app, &found, new, job).await
}
