//! Everything that is stored about one person, as one JSON document: for a request to see it (GDPR, article 15).
//!
//! It leaves piece by piece, each read by a short look, so that a conversation of any length needs little memory. Private
//! notes are about the person too: they are in it, and marked. docs/contact-export.md says what stands where; a reader
//! goes by `format` and `version`, and passes over what it does not know.

use serde_json::{Map, Value, json};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::sql::whole::{self as parts, Kind, Part};
use super::{Lead, sql};
use crate::db::{Db, Row, Tx};
use crate::error::{Error, Result};
use crate::id::{ContactId, MemberId, OrganisationId};
use crate::organisation::trail::{self, What};
use crate::time::Timestamp;

/// The document's version: it grows when a part changes its meaning, not when one is added.
pub const VERSION: i64 = 1;

/// How many messages are read at once.
const PAGE: i64 = 500;

/// When a piece is large enough to leave, in bytes.
const PIECE: usize = 32 * 1024;

/// What belongs to a lead, by the names it has in the document.
const OF_LEAD: [(&str, Part); 5] = [
    ("submissions", parts::SUBMISSIONS),
    ("history", parts::HISTORY),
    ("notes", parts::NOTES),
    ("notifications", parts::NOTIFICATIONS),
    ("imported", parts::IMPORTED),
];

/// What belongs to a conversation, beside its messages.
const OF_CONVERSATION: [(&str, Part); 3] =
    [("forms", parts::FORMS), ("deliveries", parts::DELIVERIES), ("discussed", parts::DISCUSSED)];

/// Writes down who takes a contact's data away.
///
/// # Errors
/// What the database says.
pub async fn note(tx: &mut Tx, organisation: &OrganisationId, by: Option<&MemberId>, lead: &Lead) -> Result<()> {
    let (bot, subject, detail) = (Some(&lead.bot_id), lead.contact_id.as_str(), json!({ "lead": lead.id }));
    trail::note(tx, &trail::Entry { organisation, bot, by, what: What::ContactExported, subject, detail }).await
}

/// The document, piece by piece. Who stops listening ends it.
#[must_use]
pub fn stream(db: Db, contact: ContactId, now: Timestamp) -> Receiver<Result<Vec<u8>>> {
    let (tell, told) = channel(2);
    tokio::spawn(async move {
        let mut writer = Writer { db, tell, piece: Vec::new() };
        if let Err(error) = writer.document(&contact, now).await {
            // Who listened is gone, and needs no reason.
            let _ = writer.tell.send(Err(error)).await;
        }
    });
    told
}

struct Writer {
    db: Db,
    tell: Sender<Result<Vec<u8>>>,
    piece: Vec<u8>,
}

impl Writer {
    async fn document(&mut self, contact: &ContactId, now: Timestamp) -> Result<()> {
        let id = contact.as_str();
        if !sql::whole::is_there(&mut self.db.read().await?, contact).await? {
            return Err(Error::NotFound("contact"));
        }
        let made = json!(now.rfc3339());
        self.add(&format!("{{\"format\":\"frontdesk.contact\",\"version\":{VERSION},\"made_at\":{made}"));
        let about = self.rows(&parts::CONTACT, id).await?.pop().unwrap_or_default();
        self.add(&format!(",\"contact\":{}", Value::Object(about)));
        self.list("earlier_contacts", &parts::EARLIER, id).await?;
        self.list("identities", &parts::IDENTITIES, id).await?;
        self.add(",\"conversations\":[");
        for (place, talk) in self.rows(&parts::CONVERSATIONS, id).await?.into_iter().enumerate() {
            let id = self.open(place, talk);
            self.messages(&id).await?;
            for (name, part) in &OF_CONVERSATION {
                self.list(name, part, &id).await?;
            }
            self.add("}");
        }
        self.add("],\"leads\":[");
        for (place, lead) in self.rows(&parts::LEADS, id).await?.into_iter().enumerate() {
            let id = self.open(place, lead);
            for (name, part) in &OF_LEAD {
                self.list(name, part, &id).await?;
            }
            self.add("}");
        }
        self.add("]}\n");
        self.flush().await
    }

    fn add(&mut self, text: &str) {
        self.piece.extend_from_slice(text.as_bytes());
    }

    /// Begins an object of a list, and leaves it open for what belongs to it; gives its id.
    fn open(&mut self, place: usize, object: Map<String, Value>) -> String {
        let id = object.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let text = Value::Object(object).to_string();
        self.add(if place > 0 { "," } else { "" });
        self.add(text.strip_suffix('}').unwrap_or(&text));
        id
    }

    async fn rows(&mut self, part: &Part, id: &str) -> Result<Vec<Map<String, Value>>> {
        let rows = part.rows(&mut self.db.read().await?, id).await?;
        rows.iter().map(|row| object(row, part.columns)).collect()
    }

    async fn list(&mut self, name: &str, part: &Part, id: &str) -> Result<()> {
        self.add(&format!(",\"{name}\":["));
        for (place, row) in self.rows(part, id).await?.into_iter().enumerate() {
            self.add(if place > 0 { "," } else { "" });
            self.add(&Value::Object(row).to_string());
        }
        self.add("]");
        self.leave().await
    }

    async fn messages(&mut self, conversation: &str) -> Result<()> {
        self.add(",\"messages\":[");
        let (mut after, mut comma) = (0, "");
        loop {
            let rows = sql::whole::messages(&mut self.db.read().await?, conversation, after, PAGE).await?;
            for row in &rows {
                after = row.get("seq")?;
                self.add(comma);
                self.add(&Value::Object(object(row, parts::MESSAGE)?).to_string());
                comma = ",";
            }
            self.leave().await?;
            if i64::try_from(rows.len()).unwrap_or(0) < PAGE {
                break;
            }
        }
        self.add("]");
        Ok(())
    }

    /// A piece that is large enough leaves.
    async fn leave(&mut self) -> Result<()> {
        if self.piece.len() < PIECE { Ok(()) } else { self.flush().await }
    }

    async fn flush(&mut self) -> Result<()> {
        let piece = std::mem::take(&mut self.piece);
        self.tell.send(Ok(piece)).await.map_err(|_| Error::Conflict("nobody listens"))
    }
}

/// A row as an object. What is not known is null.
fn object(row: &Row, columns: &[(&'static str, Kind)]) -> Result<Map<String, Value>> {
    let mut object = Map::with_capacity(columns.len());
    for (name, kind) in columns {
        let value = match kind {
            Kind::Text => row.get::<Option<String>>(name)?.map(Value::String),
            Kind::Number => row.get::<Option<i64>>(name)?.map(Value::from),
            Kind::Flag => row.get::<Option<bool>>(name)?.map(Value::Bool),
            Kind::Time => row.get::<Option<Timestamp>>(name)?.map(|at| Value::String(at.rfc3339())),
            // What is no document is told as the text it is: nothing is held back.
            Kind::Json => {
                let text = row.get::<Option<String>>(name)?;
                text.map(|text| serde_json::from_str(&text).unwrap_or(Value::String(text)))
            }
        };
        object.insert((*name).to_owned(), value.unwrap_or(Value::Null));
    }
    Ok(object)
}
