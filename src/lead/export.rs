//! Leads as CSV: what is filtered, newest first, in pieces of one short look each, two at once, so that a million of them
//! need no more memory than two thousand and no reader stays open.
//!
//! Times are ISO 8601 in UTC, and the header says so. The order is that of capture, which no change of a lead moves: each
//! lead that is there when the export begins is in it once. An erased lead is a line without a person. docs/export.md
//! tells owners what the columns hold.

pub mod cell;
mod column;
mod line;

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::stream::{self, Stream, StreamExt as _};
use tokio::sync::mpsc::{Receiver, channel};

use super::list::{self, Filter, Place};
use super::sql;
use crate::bot::Bot;
use crate::db::{Conn, Db};
use crate::error::{Error, Result};
use crate::id::{LeadId, MemberId, OrganisationId};
use crate::organisation::trail::{self, What};
use crate::{form, tag};

use column::Customs;

/// How many looks are taken at the same time.
const AT_ONCE: usize = 2;

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

/// The file, piece by piece; who stops listening ends it.
#[must_use]
pub fn stream(db: Db, shape: Shape, wanted: Wanted) -> Receiver<Result<Vec<u8>>> {
    let (tell, told) = channel(2);
    let from = Arc::new(Source { db, shape, wanted });
    tokio::spawn(async move {
        if tell.send(Ok(from.shape.head(from.wanted.bom))).await.is_err() {
            return;
        }
        // Each on a task of its own: a database in a file is read where it is asked.
        let pieces = ranges(&from).map(|range| tokio::spawn(piece(Arc::clone(&from), range))).buffered(AT_ONCE);
        let mut pieces = std::pin::pin!(pieces);
        while let Some(piece) = pieces.next().await {
            let piece = piece.unwrap_or_else(|cut| Err(Error::Internal(anyhow::Error::new(cut))));
            let is_over = piece.is_err();
            if tell.send(piece).await.is_err() || is_over {
                return;
            }
        }
    });
    told
}

struct Source {
    db: Db,
    shape: Shape,
    wanted: Wanted,
}

/// Leads that stand next to each other in the order of capture.
#[derive(Clone, Debug, Default)]
pub(in crate::lead) struct Range {
    /// They come after this one, the newest first.
    pub after: Option<Place>,
    /// This one is the last of them.
    pub last: Option<Place>,
}

/// Where one look ends and the next begins, found a few looks ahead: the borders stand in an index, which is nothing
/// beside what a line is made of.
fn ranges(from: &Arc<Source>) -> impl Stream<Item = Result<Range>> {
    let from = Arc::clone(from);
    stream::unfold(Some(None), move |after: Option<Option<Place>>| {
        let from = Arc::clone(&from);
        async move {
            let after = after?;
            let last = border(&from, after.as_ref()).await;
            let next = last.as_ref().ok().cloned().flatten().map(Some);
            Some((last.map(|last| Range { after, last }), next))
        }
    })
}

async fn border(from: &Source, after: Option<&Place>) -> Result<Option<Place>> {
    let Wanted { bot, filter, only, .. } = &from.wanted;
    // Those that are named are one look.
    if !only.is_empty() {
        return Ok(None);
    }
    sql::export::border(&mut from.db.read().await?, &bot.id, filter, after, sql::export::CHUNK).await
}

/// One short look, and its lines.
async fn piece(from: Arc<Source>, range: Result<Range>) -> Result<Vec<u8>> {
    let (Wanted { bot, filter, only, .. }, range) = (&from.wanted, range?);
    let rows = sql::export::rows(&mut from.db.read().await?, &bot.id, filter, only, &range).await?;
    let mut out = Vec::with_capacity(rows.len() * 400);
    for row in &rows {
        line::push(&from.shape, row, &mut out)?;
    }
    Ok(out)
}
