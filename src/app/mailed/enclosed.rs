//! The files of a mail: stored before its words are said, by the rules of the team's own files.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;

use crate::app::App;
use crate::app::attached::Sending;
use crate::channel::email::Inbound;
use crate::conversation::Conversation;
use crate::conversation::attachment::{MOST, Owner, Who};
use crate::conversation::mailed::Mailed;
use crate::error::{Error, Result};
use crate::id;

/// A picture that stands within the text and is smaller than this is a signature's, and is not kept.
const SMALLEST: usize = 5 * 1024;

/// What was kept of them.
pub(super) struct Kept {
    owner: Owner,
    files: Vec<String>,
    /// The names of those that were not: of no kind that is kept, empty, too large, or too many.
    left_out: Vec<String>,
}

/// Keeps them. A mail that comes twice is kept once: each file's id is made of the mail's.
pub(super) async fn keep(app: &App, talk: &Conversation, mail: &Inbound, (from, key): (&str, &str)) -> Result<Kept> {
    let owner = Owner { who: Who::Mail, key: id::token_hash(from) };
    let (mut files, mut left_out) = (Vec::new(), Vec::new());
    let mark: String = id::token_hash(&format!("{}\n{from}\n{key}", talk.id)).chars().take(32).collect();
    let told = mail
        .attachments
        .iter()
        .filter(|file| !(file.is_inline && file.kind.starts_with("image/") && file.bytes.len() < SMALLEST));
    for (at, file) in told.enumerate() {
        if files.len() == MOST {
            left_out.push(file.name.clone());
            continue;
        }
        let client_id = format!("mail-{mark}-{at}");
        let sending = Sending::trusted(&talk.bot_id, owner.clone(), Some(&talk.id), (&client_id, &file.name));
        let bytes = stream::iter([Ok::<_, Infallible>(Bytes::from(file.bytes.clone()))]);
        match app.attach(sending, bytes).await {
            Ok(stored) => files.push(stored.id.to_string()),
            Err(Error::Invalid(_)) => left_out.push(file.name.clone()),
            Err(error) => return Err(error),
        }
    }
    Ok(Kept { owner, files, left_out })
}

impl Kept {
    /// The mail's words, and which of its files are not here: whoever reads it should know.
    pub(super) fn told(&self, text: &str) -> String {
        let text = text.trim();
        let gap = if text.is_empty() { "" } else { "\n\n" };
        match self.left_out.as_slice() {
            [] => text.to_owned(),
            [one] => format!("{text}{gap}(the attachment {one} was not kept)"),
            more => format!("{text}{gap}({} attachments were not kept: {})", more.len(), more.join(", ")),
        }
    }

    /// The mail as it is said.
    pub(super) fn mailed<'a>(&'a self, (from, key): (&'a str, &'a str), text: &'a str) -> Mailed<'a> {
        Mailed { key, from, text, owner: &self.owner, files: &self.files }
    }
}
