//! Reads back the mails that the file transport wrote, for the demo's mailbox page.
//!
//! Groups them into threads as a mail program does. It shows a mail as it was sent: the HTML part
//! belongs in a sandboxed frame without scripts, which is the page's business.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use mail_parser::{Address, HeaderValue, Message, MessageParser};

/// One mail as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its file's name without `.eml`: the mail's key in a URL.
    pub name: String,
    /// Without angle brackets.
    pub message_id: String,
    pub in_reply_to: Option<String>,
    pub references: Vec<String>,
    pub subject: String,
    /// Name (empty if none) and address.
    pub from: (String, String),
    pub to: Vec<String>,
    pub reply_to: Option<(String, String)>,
    /// When it was written, in unix milliseconds.
    pub date_ms: i64,
    /// All headers in their order, unfolded, otherwise as they were sent.
    pub headers: Vec<(String, String)>,
    pub text: String,
    pub html: String,
}

/// Mails that belong together, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// The first mail's subject.
    pub subject: String,
    /// When its newest mail was written.
    pub newest_ms: i64,
    pub mails: Vec<Stored>,
}

/// All mails in a directory, newest first. No directory is no mails; what is no mail is passed over.
pub fn list(dir: &Path) -> io::Result<Vec<Stored>> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut mails = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        if let Some(name) = name.strip_suffix(".eml")
            && !name.starts_with('.')
        {
            mails.extend(parse(name, &std::fs::read(&path)?));
        }
    }
    mails.sort_by(|a, b| (b.date_ms, &b.name).cmp(&(a.date_ms, &a.name)));
    Ok(mails)
}

/// The same mails by thread, the thread with the newest mail first.
pub fn threads(dir: &Path) -> io::Result<Vec<Thread>> {
    Ok(group(list(dir)?))
}

fn parse(name: &str, bytes: &[u8]) -> Option<Stored> {
    let message = MessageParser::default().parse(bytes)?;
    let first = |address: Option<&Address<'_>>| {
        address
            .and_then(Address::first)
            .map(|found| (found.name().unwrap_or_default().to_owned(), found.address().unwrap_or_default().to_owned()))
    };
    Some(Stored {
        name: name.to_owned(),
        message_id: message.message_id()?.to_owned(),
        in_reply_to: ids(message.in_reply_to()).into_iter().next(),
        references: ids(message.references()),
        subject: message.subject().unwrap_or_default().to_owned(),
        from: first(message.from()).unwrap_or_default(),
        to: message.to().into_iter().flat_map(Address::iter).filter_map(|to| to.address()).map(str::to_owned).collect(),
        reply_to: first(message.reply_to()),
        date_ms: message.date().map_or(0, |date| date.to_timestamp() * 1000),
        headers: headers(&message),
        text: message.body_text(0).unwrap_or_default().into_owned(),
        html: message.body_html(0).unwrap_or_default().into_owned(),
    })
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Text(id) => vec![id.to_string()],
        HeaderValue::TextList(ids) => ids.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

fn headers(message: &Message<'_>) -> Vec<(String, String)> {
    message
        .headers_raw()
        .map(|(name, value)| (name.to_owned(), value.split_whitespace().collect::<Vec<_>>().join(" ")))
        .collect()
}

/// A mail belongs to the thread of the first mail it refers to, whether or not that one is here.
fn group(mut mails: Vec<Stored>) -> Vec<Thread> {
    mails.sort_by(|a, b| (a.date_ms, &a.name).cmp(&(b.date_ms, &b.name)));
    let mut roots: HashMap<String, String> = HashMap::new();
    let mut found: HashMap<String, Vec<Stored>> = HashMap::new();
    for mail in mails {
        let parent = mail.references.first().or(mail.in_reply_to.as_ref()).unwrap_or(&mail.message_id);
        let root = roots.get(parent).unwrap_or(parent).clone();
        roots.insert(mail.message_id.clone(), root.clone());
        found.entry(root).or_default().push(mail);
    }
    let mut threads: Vec<Thread> = found
        .into_values()
        .map(|mails| Thread {
            subject: mails.first().map(|mail| mail.subject.clone()).unwrap_or_default(),
            newest_ms: mails.last().map_or(0, |mail| mail.date_ms),
            mails,
        })
        .collect();
    threads.sort_by(|a, b| {
        let key = |thread: &Thread| (thread.newest_ms, thread.mails.last().map(|mail| mail.name.clone()));
        key(b).cmp(&key(a))
    });
    threads
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notify::mail::Transport;
    use crate::notify::message::Outgoing;

    fn mail(id: &str, parent: Option<&str>, at: i64) -> Outgoing {
        Outgoing {
            from_name: "Loam, Lantern & Söhne".into(),
            from_address: "desk@loam.example".into(),
            to: vec!["a@x.example".into(), "b@x.example".into()],
            reply_to: Some(("José".into(), "jose@mail.example".into())),
            subject: format!("Ünïcode {id}, with a subject long enough that it must be folded over two lines at least"),
            text: "Plain — text\n.\nFrom here".into(),
            html: "<p>Rich — text</p>".into(),
            message_id: format!("{id}@desk.example"),
            in_reply_to: parent.map(|id| format!("{id}@desk.example")),
            references: parent.map(|id| format!("{id}@desk.example")).into_iter().collect(),
            list_id: None,
            list_unsubscribe: None,
            auto_submitted: true,
            date_ms: at * 1000,
        }
    }

    async fn written(mails: &[Outgoing]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for mail in mails {
            Transport::Files(dir.path().to_owned()).send(mail).await.unwrap();
        }
        dir
    }

    #[tokio::test]
    async fn a_mail_reads_back_as_it_was_written() {
        let sent = mail("one", None, 1_795_171_560);
        let dir = written(std::slice::from_ref(&sent)).await;
        let stored = list(dir.path()).unwrap().remove(0);
        assert_eq!(stored.message_id, "one@desk.example");
        assert_eq!(stored.subject, sent.subject);
        assert_eq!(stored.from, (sent.from_name, sent.from_address));
        assert_eq!(stored.to, sent.to);
        assert_eq!(stored.reply_to, sent.reply_to);
        assert_eq!(stored.date_ms, sent.date_ms);
        assert_eq!(stored.text.replace("\r\n", "\n"), sent.text);
        assert_eq!(stored.html, sent.html);
        assert!(stored.headers.contains(&("Message-ID".into(), "<one@desk.example>".into())));
    }

    #[tokio::test]
    async fn sending_again_after_a_crash_gives_one_file() {
        let dir = written(&[mail("one", None, 1), mail("one", None, 1)]).await;
        std::fs::write(dir.path().join(".half.eml.1-1.tmp"), "Subject: half").unwrap();
        std::fs::write(dir.path().join("note.eml"), "no mail").unwrap();
        assert_eq!(list(dir.path()).unwrap().len(), 1);
    }

    #[tokio::test]
    async fn follow_ups_stand_in_their_thread_and_the_newest_thread_comes_first() {
        let dir = written(&[
            mail("a1", None, 10),
            mail("b1", None, 20),
            mail("a2", Some("a1"), 30),
            mail("c2", Some("lost"), 5),
            mail("c3", Some("lost"), 6),
        ])
        .await;
        let found: Vec<Vec<String>> = threads(dir.path())
            .unwrap()
            .into_iter()
            .map(|thread| thread.mails.into_iter().map(|mail| mail.message_id.replace("@desk.example", "")).collect())
            .collect();
        assert_eq!(found, [vec!["a1", "a2"], vec!["b1"], vec!["c2", "c3"]]);
    }

    #[test]
    fn no_directory_is_an_empty_mailbox() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(list(&dir.path().join("none")).unwrap(), []);
    }
}
