//! Holds an image of the disk against what visitors had been told: opens it with SQLite, as the next start would.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rusqlite::Connection;

use super::load::{Ack, Kind};

pub enum Verdict {
    Whole,
    Lost(String),
}

/// Whether everything acked is in the image, with what is owed for it.
pub fn judge(image: &Path, acked: &[Ack]) -> Verdict {
    match Found::read(&image.join("frontdesk.db")) {
        Err(error) => Verdict::Lost(format!("the database cannot be read: {error}")),
        Ok(found) => found.holds(acked).map_or(Verdict::Whole, Verdict::Lost),
    }
}

/// What an image holds.
struct Found {
    /// What SQLite says of its own file.
    integrity: String,
    /// Rows that point at rows which are not there.
    orphans: i64,
    /// Conversations whose numbers have a hole.
    holed: i64,
    /// The place of each entry that a visitor named: by conversation and their own id.
    places: HashMap<(String, String), i64>,
    /// How far each conversation is answered.
    answered: HashMap<String, i64>,
    /// The notification of each submission and its state: by conversation and the place of the receipt.
    told: HashMap<(String, i64), (String, String)>,
    /// The work that waits.
    owed: HashSet<String>,
}

impl Found {
    fn read(path: &Path) -> rusqlite::Result<Self> {
        let db = Connection::open(path)?;
        // An image is thrown away: nothing of it has to be safe.
        db.execute_batch("PRAGMA synchronous = OFF")?;
        let number = |sql: &str| db.query_row(sql, (), |row| row.get::<_, i64>(0));
        let mut places = HashMap::new();
        each(&db, "SELECT conversation_id, client_id, seq FROM message WHERE client_id IS NOT NULL", |row| {
            places.insert((row.get(0)?, row.get(1)?), row.get(2)?);
            Ok(())
        })?;
        let mut answered = HashMap::new();
        each(&db, "SELECT id, answered_seq FROM conversation", |row| {
            answered.insert(row.get(0)?, row.get(1)?);
            Ok(())
        })?;
        let mut told = HashMap::new();
        let notifications = "SELECT s.conversation_id, s.seq, n.id, n.state FROM submission s
                             JOIN notification n ON n.submission_id = s.id JOIN lead l ON l.id = s.lead_id";
        each(&db, notifications, |row| {
            told.insert((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?));
            Ok(())
        })?;
        let mut owed = HashSet::new();
        each(&db, "SELECT work FROM job WHERE state = 'ready'", |row| {
            owed.insert(row.get(0)?);
            Ok(())
        })?;
        Ok(Self {
            integrity: db.query_row("PRAGMA integrity_check", (), |row| row.get(0))?,
            orphans: number("SELECT COUNT(*) FROM pragma_foreign_key_check")?,
            holed: number(
                "SELECT COUNT(*) FROM conversation c WHERE last_seq <>
                 (SELECT COUNT(*) FROM message m WHERE m.conversation_id = c.id AND m.seq BETWEEN 1 AND c.last_seq)",
            )?,
            places,
            answered,
            told,
            owed,
        })
    }

    /// The first thing that is not as it must be.
    fn holds(&self, acked: &[Ack]) -> Option<String> {
        if self.integrity != "ok" || self.orphans > 0 || self.holed > 0 {
            let (integrity, orphans, holed) = (&self.integrity, self.orphans, self.holed);
            return Some(format!("{integrity}; {orphans} rows without their parent, {holed} logs with a hole"));
        }
        let missing: Vec<String> = acked.iter().filter_map(|ack| self.lacks(ack)).collect();
        let first = missing.first()?;
        Some(format!("{} of {} acked are not whole; the first: {first}", missing.len(), acked.len()))
    }

    fn lacks(&self, ack: &Ack) -> Option<String> {
        let named = (ack.conversation.clone(), ack.id.clone());
        match self.places.get(&named) {
            None => return Some(format!("{ack:?} is missing")),
            Some(seq) if *seq != ack.seq => return Some(format!("{ack:?} stands at {seq}")),
            Some(_) => {}
        }
        if ack.kind == Kind::Lead {
            let Some((notification, state)) = self.told.get(&(ack.conversation.clone(), ack.seq)) else {
                return Some(format!("{ack:?} made no lead with its e-mail"));
            };
            if state != "sent" && !self.is_owed("mail", notification) {
                return Some(format!("the e-mail of {ack:?} is {state}, and nobody will send it"));
            }
        }
        // A form that the visitor asked for is the bot's entry, and wants no answer.
        if ack.kind != Kind::Form
            && self.answered.get(&ack.conversation).is_none_or(|answered| *answered < ack.seq)
            && !self.is_owed("reply", &ack.conversation)
        {
            return Some(format!("nobody will answer {ack:?}"));
        }
        None
    }

    fn is_owed(&self, work: &str, id: &str) -> bool {
        let field = if work == "mail" { "notification" } else { "conversation" };
        self.owed.contains(&format!(r#"{{"work":"{work}","{field}":"{id}"}}"#))
    }
}

fn each(
    db: &Connection,
    sql: &str,
    mut keep: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query(())?;
    while let Some(row) = rows.next()? {
        keep(row)?;
    }
    Ok(())
}
