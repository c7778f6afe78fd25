//! The audit log: the trail's lines in words, by what and by whom, and as a file.
//!
//! Only owners and admins read it. It shows ids and counts as they were written; a lead is linked while it stands.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::Value;

use super::error::Answer;
use super::layout::{self, Seat};
use super::view::audit::{AuditPage, Line as Shown};
use super::view::layout::Place;
use super::view::leads::Choice;
use super::{way, words};
use crate::app::App;
use crate::db::Conn;
use crate::door::auth::SignedIn;
use crate::error::{Error, Result};
use crate::id::{BotId, Id as _, LeadId, MemberId, TrailId};
use crate::lead::erase;
use crate::organisation::role::Right;
use crate::organisation::trail::{self, Edge, Line, Look, What};
use crate::time::Timestamp;

/// How many lines a page holds.
const PAGE: usize = 50;

/// How many lines a file holds at most, and how many are read at once.
const FILE: usize = 100_000;
const PIECE: i64 = 1_000;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A kind's key.
    what: String,
    /// A member's id.
    who: String,
    /// The page after this place; a forged one is passed over.
    before: String,
}

impl Asked {
    fn look(&self) -> Look {
        Look { what: What::parse(&self.what), member: MemberId::parse(&self.who), before: self.edge() }
    }

    fn edge(&self) -> Option<Edge> {
        let (at, id) = self.before.split_once('.')?;
        Some(Edge { at: Timestamp::from_millis(at.parse().ok()?), id: TrailId::parse(id)? })
    }

    fn address(&self, path: &str, before: &str) -> String {
        let what = What::parse(&self.what).map_or("", What::as_str);
        let who = MemberId::parse(&self.who).map(|id| id.to_string()).unwrap_or_default();
        way::with(path, &[("what", what), ("who", &who), ("before", before)])
    }
}

/// It tells of the whole organisation: who is held to some of its bots does not read it.
fn may_read(who: &SignedIn) -> Result<()> {
    who.must(Right::Erase)?;
    if who.access.bots.is_none() { Ok(()) } else { Err(Error::Forbidden) }
}

/// `GET /audit`: what was done, newest first. Owners and admins of the whole organisation may call it.
///
/// # Errors
/// 403 for other roles, and for who is held to some bots.
pub async fn page(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    may_read(&who)?;
    let mut conn = app.db.read().await?;
    let seat = Seat::take(&mut conn, who, "", &headers).await?;
    let home = &seat.who.member.organisation_id;
    let look = asked.look();
    let mut lines = trail::list(&mut conn, home, &look, i64::try_from(PAGE + 1).unwrap_or(i64::MAX)).await?;
    let has_more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let last = lines.last().filter(|_| has_more);
    let older_href = last.map(|line| asked.address("/audit", &format!("{}.{}", line.created_at.millis(), line.id)));
    let newest_href = look.before.as_ref().map(|_| asked.address("/audit", ""));
    let member = |(id, name): (MemberId, String)| Choice {
        is_chosen: look.member.as_ref() == Some(&id),
        key: id.to_string(),
        name,
    };
    let kind = |what: &What| Choice {
        key: what.as_str().to_owned(),
        name: name(*what).to_owned(),
        is_chosen: look.what == Some(*what),
    };
    let page = AuditPage {
        frame: layout::frame("Audit log", seat.theme()),
        desk: layout::desk(&app, &mut conn, &seat, Place::Audit, "/audit", None).await?,
        whats: What::ALL.iter().map(kind).collect(),
        members: trail::members(&mut conn, home).await?.into_iter().map(member).collect(),
        lines: shown(&app, &mut conn, &seat, lines).await?,
        is_filtered: look.what.is_some() || look.member.is_some(),
        newest_href,
        older_href,
        csv_href: asked.address("/audit.csv", ""),
    };
    Ok(layout::page(&app, &seat, &headers, &page)?)
}

async fn shown(app: &App, conn: &mut Conn, seat: &Seat, lines: Vec<Line>) -> Result<Vec<Shown>> {
    let bots: Vec<BotId> = seat.bots.iter().map(|bot| bot.id.clone()).collect();
    let leads: Vec<LeadId> = lines.iter().filter_map(|line| LeadId::parse(&line.subject)).collect();
    let standing = erase::standing(conn, &bots, &leads).await?;
    let several = seat.bots.len() > 1;
    let names: BTreeMap<&BotId, &str> = seat.bots.iter().map(|bot| (&bot.id, bot.name.as_str())).collect();
    let line = |line: Line| Shown {
        at: words::stamp(line.created_at, app.clock.now(), seat.zone()),
        href: standing.iter().find(|id| id.as_str() == line.subject).map(|id| format!("/leads/{id}")),
        what: name(line.what).to_owned(),
        more: more(&line.detail.0),
        bot: line.bot_id.as_ref().filter(|_| several).and_then(|id| names.get(id)).map_or("", |name| name).to_owned(),
        who: by(&line),
    };
    Ok(lines.into_iter().map(line).collect())
}

/// `GET /audit.csv`: the same lines as a file, times in UTC. Who may read the page may call it.
///
/// # Errors
/// 403 for others.
pub async fn csv(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    may_read(&who)?;
    let home = &who.member.organisation_id;
    let mut look = asked.look();
    let mut conn = app.db.read().await?;
    let (mut text, mut written) = (String::from("When,Who,What,Subject,Details\r\n"), 0);
    loop {
        let lines = trail::list(&mut conn, home, &look, PIECE).await?;
        for line in &lines {
            let cells = [&line.created_at.rfc3339(), &by(line), name(line.what), &line.subject, &more(&line.detail.0)];
            text.push_str(&cells.map(cell).join(","));
            text.push_str("\r\n");
        }
        written += lines.len();
        let Some(last) = lines.last().filter(|_| written < FILE) else { break };
        look.before = Some(Edge { at: last.created_at, id: last.id.clone() });
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit-log.csv\""),
    ];
    let response: Response = (headers, text).into_response();
    Ok(response)
}

/// A cell as RFC 4180 has it; one that a table program would take for a formula begins with an apostrophe.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if text.contains([',', '"', '\r', '\n']) || !guard.is_empty() {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn by(line: &Line) -> String {
    line.by.clone().unwrap_or_else(|| "Frontdesk, by itself".to_owned())
}

/// What people read for what was done.
const fn name(what: What) -> &'static str {
    match what {
        What::LeadsExported => "Leads exported",
        What::ContactExported => "A contact’s data exported",
        What::LeadsImported => "Leads imported",
        What::ImportUndone => "Import undone",
        What::LeadsChanged => "Many leads changed",
        What::LeadMoved => "Lead moved",
        What::LeadAssigned => "Lead assigned",
        What::TemperatureSet => "Temperature set",
        What::ContactEdited => "Contact edited",
        What::LeadTagged => "Lead tagged",
        What::NoteChanged => "Note changed",
        What::LeadsMerged => "Leads merged",
        What::LeadsUnmerged => "Leads unmerged",
        What::LeadErased => "Lead erased",
        What::LeadDeleted => "Lead deleted",
        What::PipelineChanged => "Pipeline changed",
        What::SettingsChanged => "Settings changed",
        What::MemberChanged => "Member changed",
        What::MemberInvited => "Member invited",
        What::InvitationRevoked => "Invitation taken back",
        What::MemberJoined => "Member joined",
        What::MemberRemoved => "Member removed",
        What::PlanChanged => "Plan changed",
    }
}

/// The further facts in a line: "conversations 3, leads 1".
fn more(detail: &Value) -> String {
    let Value::Object(facts) = detail else { return String::new() };
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.replace('_', " ")),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is) => Some(if *is { "yes" } else { "no" }.to_owned()),
        Value::Array(all) => Some(words::number(i64::try_from(all.len()).unwrap_or(0))),
        Value::Null | Value::Object(_) => None,
    };
    let told = facts.iter().filter_map(|(key, value)| Some(format!("{} {}", key.replace('_', " "), plain(value)?)));
    told.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_is_no_formula() {
        assert_eq!(cell("Mirela Oakes"), "Mirela Oakes");
        assert_eq!(cell("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
    }

    #[test]
    fn facts_are_told_by_their_keys() {
        let detail = serde_json::json!({"leads": 1, "retention_days": "0", "by": null, "fields": ["name", "email"]});
        assert_eq!(more(&detail), "leads 1, retention days 0, fields 2");
    }

    #[test]
    fn a_forged_place_is_none() {
        for before in ["", "7", "7.trl", "x.trl_1", "9999999999999999999999.trl_0"] {
            assert_eq!(Asked { before: before.to_owned(), ..Asked::default() }.edge(), None, "{before}");
        }
    }
}
