//! Leads as CSV: what is filtered, newest first, in pieces that are read one short look after another, so that a million
//! of them need no more memory than two thousand and no reader stays open.
//!
//! Times are ISO 8601 in UTC, and the header says so. The order is that of capture, which no change of a lead moves: each
//! lead that is there when the export begins is in it once. An erased lead is a line without a person. docs/export.md
//! tells owners what the columns hold.

pub mod cell;
mod column;
mod line;

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::list::{self, Filter, Place};
use super::sql::{self, export::at};
use crate::bot::Bot;
use crate::db::{Conn, Db, Row};
use crate::error::{Error, Result};
use crate::id::{BotId, Id as _, LeadId, MemberId, OrganisationId};
use crate::organisation::trail::{self, What};
use crate::{form, tag};

use column::Customs;

/// How many leads are read at once.
const CHUNK: i64 = 2_000;

/// How many may be named one by one.
pub const MOST_NAMED: usize = 500;

/// What leaves.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Whose leads.
    pub bot: Bot,
    /// Which of them.
    pub filter: Filter,
    /// These alone, where some are named.
    pub only: Vec<LeadId>,
    /// A byte order mark comes first: Excel takes the file for UTF-8 then.
    pub bom: bool,
}

/// What the lines need to know of their bot.
#[derive(Debug)]
pub struct Shape {
    bot: String,
    retention_days: i64,
    statuses: HashMap<String, String>,
    tags: HashMap<String, String>,
    customs: Customs,
}

impl Shape {
    /// Reads it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(conn: &mut Conn, bot: &Bot) -> Result<Self> {
        let (tags, forms) = (tag::list(conn, &bot.id).await?, form::list(conn, &bot.id).await?);
        let statuses = &bot.settings().pipeline().statuses;
        Ok(Self {
            bot: bot.name.clone(),
            retention_days: bot.settings().retention_days,
            statuses: statuses.iter().map(|status| (status.key.clone(), status.label.clone())).collect(),
            tags: tags.into_iter().map(|tag| (tag.key, tag.label)).collect(),
            customs: Customs::of(forms.iter().map(|form| &form.definition.0)),
        })
    }

    /// The first line.
    #[must_use]
    pub fn head(&self, bom: bool) -> Vec<u8> {
        let mut out = if bom { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
        let names = column::NAMES.iter().copied().chain(self.customs.labels());
        for (place, name) in names.chain([column::OTHERS]).enumerate() {
            if place > 0 {
                out.push(b',');
            }
            cell::push(&mut out, name);
        }
        out.extend_from_slice(b"\r\n");
        out
    }
}

/// Writes down who takes how many leads away; done before the first leaves, so that a broken download stands there too.
///
/// # Errors
/// What the database says.
pub async fn note(
    tx: &mut crate::db::Tx,
    organisation: &OrganisationId,
    by: Option<&MemberId>,
    wanted: &Wanted,
) -> Result<()> {
    let n = match wanted.only.len() {
        0 => {
            let counts = list::counts(tx, &wanted.bot.id).await?;
            list::found(tx, &wanted.bot.id, &wanted.filter, &counts).await?.n
        }
        named => i64::try_from(named).unwrap_or(0),
    };
    let detail = serde_json::json!({ "leads": n, "filter": keys(&wanted.filter), "named": wanted.only.len() });
    let (bot, subject) = (Some(&wanted.bot.id), wanted.bot.id.as_str());
    trail::note(tx, &trail::Entry { organisation, bot, by, what: What::LeadsExported, subject, detail }).await
}

/// Which filters are on, by name; what they ask for may be personal.
fn keys(filter: &Filter) -> Vec<&'static str> {
    [
        ("search", filter.search.is_some()),
        ("tag", filter.tag.is_some()),
        ("status", filter.status.is_some()),
        ("temperature", filter.temperature.is_some()),
        ("score", filter.least.is_some() || filter.most.is_some()),
        ("source", filter.source.is_some()),
        ("date", filter.from.is_some() || filter.until.is_some()),
        ("assignee", filter.assignee.is_some()),
        ("unseen", filter.unseen),
    ]
    .into_iter()
    .filter_map(|(name, is_on)| is_on.then_some(name))
    .collect()
}

/// The file, piece by piece. While one piece is written, the next is read; who stops listening ends both.
#[must_use]
pub fn stream(db: Db, shape: Shape, wanted: Wanted) -> Receiver<Result<Vec<u8>>> {
    let (tell, told) = channel(2);
    let (read, rows) = channel(1);
    let Wanted { bot, filter, only, bom } = wanted;
    tokio::spawn(async move {
        if let Err(error) = look(&db, &bot.id, &filter, &only, &read).await {
            // Who listened is gone, and needs no reason.
            let _ = read.send(Err(error)).await;
        }
    });
    tokio::spawn(write(Arc::new(shape), bom, rows, tell));
    told
}

/// One short look after another.
async fn look(db: &Db, bot: &BotId, filter: &Filter, only: &[LeadId], read: &Sender<Result<Vec<Row>>>) -> Result<()> {
    let mut after: Option<Place> = None;
    loop {
        let rows = {
            let mut conn = db.read().await?;
            sql::export::chunk(&mut conn, bot, filter, only, after.as_ref(), CHUNK).await?
        };
        let is_last = i64::try_from(rows.len()).unwrap_or(0) < CHUNK;
        after = rows.last().map(place).transpose()?;
        if read.send(Ok(rows)).await.is_err() || is_last {
            return Ok(());
        }
    }
}

fn place(row: &Row) -> Result<Place> {
    let id = row.text_at(at::ID)?.unwrap_or_default();
    Ok(Place { key: row.int_at(at::CAPTURED)?.unwrap_or(0), id: LeadId::from_text(id.to_owned()) })
}

async fn write(shape: Arc<Shape>, bom: bool, mut rows: Receiver<Result<Vec<Row>>>, tell: Sender<Result<Vec<u8>>>) {
    let mut next = Ok(shape.head(bom));
    loop {
        let is_over = next.is_err();
        if tell.send(next).await.is_err() || is_over {
            return;
        }
        let Some(read) = rows.recv().await else { return };
        let shape = Arc::clone(&shape);
        // Some thousand lines take milliseconds: not on a thread that others wait for.
        let written = tokio::task::spawn_blocking(move || lines(&shape, &read?));
        next = written.await.unwrap_or_else(|cut| Err(Error::Internal(anyhow::Error::new(cut))));
    }
}

fn lines(shape: &Shape, rows: &[Row]) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(rows.len() * 400);
    for row in rows {
        line::push(shape, row, &mut out)?;
    }
    Ok(out)
}
