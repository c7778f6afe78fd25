//! What the first lines of a file become, before any of them does.

use super::plan::{self, Planned};
use super::{Detail, rules, sql};
use crate::bot::Bot;
use crate::contact::identity;
use crate::db::Conn;
use crate::error::Result;
use crate::lead;
use crate::tag;
use crate::task::Task;
use crate::time::Timestamp;

/// A line of the preview.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its place in the file.
    pub line: i64,
    /// What stands in it.
    pub cells: Vec<String>,
    /// What it becomes.
    pub becomes: Becomes,
}

/// What a line becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// A lead of this name.
    Lead(String),
    /// About somebody who is a lead already, or stands further up: what was chosen for those.
    Known(String),
    /// Nothing, for these reasons.
    Refused(Vec<String>),
}

/// What the first lines of a draft become.
///
/// # Errors
/// What the database says.
pub async fn preview(conn: &mut Conn, task: &Task, detail: &Detail, bot: &Bot, now: Timestamp) -> Result<Vec<Shown>> {
    let tags = tag::list(conn, &bot.id).await?;
    let rules = rules(bot, detail, &tags, now);
    let (mut shown, mut seen) = (Vec::new(), Vec::new());
    for (line, cells) in sql::rows(conn, &task.id, 0, 20).await? {
        let becomes = match plan::plan(&cells, &rules) {
            Err(why) => Becomes::Refused(why),
            Ok(planned) => becomes(conn, bot, &planned, &mut seen).await?,
        };
        shown.push(Shown { line, cells, becomes });
    }
    Ok(shown)
}

async fn becomes(conn: &mut Conn, bot: &Bot, planned: &Planned, seen: &mut Vec<identity::Key>) -> Result<Becomes> {
    let (keys, who) = (planned.keys(&bot.id), planned.who().to_owned());
    let is_further_up = keys.iter().any(|key| seen.contains(key));
    seen.extend(keys.iter().cloned());
    if is_further_up {
        return Ok(Becomes::Known(who));
    }
    for key in &keys {
        if let Some(found) = identity::find(conn, &bot.id, key.kind, &key.value).await?
            && lead::current(conn, &found.contact_id).await?.is_some()
        {
            return Ok(Becomes::Known(who));
        }
    }
    Ok(Becomes::Lead(who))
}
