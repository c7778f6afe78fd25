//! A piece of an undo: lines of an import, the last first, so that a follow-up goes before the lead it joined.
//!
//! What somebody has worked on since stays, and the line says so. What the team wrote is never taken away.

use super::run::{Done, Filled};
use super::{Fate, PIECE, Undoing, read, sql, told, written};
use crate::contact;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::{LeadId, MemberId};
use crate::lead::{self, folded};
use crate::organisation::trail::What;
use crate::task::{self, State, Task};

/// Why a line stays.
const TOUCHED: &str = "Somebody has worked on it since";

/// Does the next piece of an undo.
///
/// # Errors
/// `Conflict("stopped")` when a person stopped it meanwhile; what the database says.
pub async fn piece(tx: &mut Tx, task: &Task) -> Result<()> {
    let mut undoing: Undoing = read(&task.detail.0)?;
    let import = task::by_id(tx, &undoing.of).await?.ok_or(Error::NotFound("task"))?;
    let lines = sql::to_undo(tx, &import.id, undoing.line, PIECE).await?;
    let count = i64::try_from(lines.len()).unwrap_or(0);
    for (line, fate, lead, done) in lines {
        let done: Done = serde_json::from_str(&done).map_err(anyhow::Error::new)?;
        let is_gone = match fate {
            Fate::Made => unmake(tx, &lead, &done).await?,
            _ => unjoin(tx, &lead, &done, import.member_id.as_ref()).await?,
        };
        sql::set_undone(tx, &import.id, line, (!is_gone).then_some(TOUCHED)).await?;
        undoing.line = line;
        if is_gone {
            undoing.undone += 1;
        } else {
            undoing.stayed += 1;
        }
    }
    task::went_on(tx, task, count, &written(&undoing)?).await?;
    if count < PIECE {
        let counts = serde_json::json!({ "import": undoing.of, "undone": undoing.undone, "stayed": undoing.stayed });
        told(tx, task, What::ImportUndone, counts).await?;
        task::end(tx, task, State::Done, None).await?;
    }
    Ok(())
}

/// A lead goes again, with its contact where nothing else is known of them.
async fn unmake(tx: &mut Tx, id: &LeadId, done: &Done) -> Result<bool> {
    if !sql::is_untouched(tx, id, done.at, i64::from(done.is_noted)).await? {
        return Ok(false);
    }
    sql::remove(tx, id).await?;
    if let Some(previous) = &done.previous {
        sql::wake(tx, previous).await?;
    }
    sql::unclaim(tx, &done.contact, done.at).await?;
    if done.is_new_contact {
        sql::remove_contact(tx, &done.contact).await?;
    } else {
        sql::unfill(tx, &done.contact, &done.filled.details()).await?;
    }
    Ok(true)
}

/// A follow-up goes again, and what was filled in.
async fn unjoin(tx: &mut Tx, id: &LeadId, done: &Done, by: Option<&MemberId>) -> Result<bool> {
    let Some(mut lead) = lead::by_id(tx, id).await? else { return Ok(true) };
    let Some(was) = &done.was else { return Ok(false) };
    if let Some(submission) = &done.submission {
        if !sql::remove_follow_up(tx, &lead, submission, done.at, by).await? {
            return Ok(false);
        }
        lead.submissions -= 1;
        lead.tag.clone_from(&was.tag);
        lead.intent.clone_from(&was.intent);
        lead.order_number.clone_from(&was.order_number);
    } else if done.filled.order_number.is_some() && lead.order_number == done.filled.order_number {
        lead.order_number = None;
    }
    if done.filled != Filled::default() {
        sql::unfill(tx, &done.contact, &done.filled.details()).await?;
    }
    sql::unclaim(tx, &done.contact, done.at).await?;
    // Nobody has done anything since: it is as old again as it was.
    lead.updated_at = if lead.updated_at == done.at { was.updated_at } else { lead.updated_at };
    let contact = contact::by_id(tx, &lead.contact_id).await?.ok_or(Error::NotFound("contact"))?;
    sql::follow_up(tx, &lead, &folded(&contact, lead.order_number.as_deref())).await?;
    Ok(true)
}
