//! A mailbox on a server of ours that speaks as much IMAP as is needed, counts what is fetched, and hangs up when told.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

pub const USER: &str = "reply";
pub const PASSWORD: &str = "an imap \"password\"";

#[derive(Debug, Default)]
struct Kept {
    mails: Vec<(u32, Vec<u8>)>,
    validity: u32,
    next: u32,
    fetched: usize,
    sign_ins: usize,
}

/// The mailbox.
pub struct Imap {
    pub port: u16,
    kept: Arc<Mutex<Kept>>,
    /// Changes with each mail, and with each hanging up.
    news: watch::Sender<(u64, u64)>,
}

impl Imap {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let kept = Arc::new(Mutex::new(Kept { validity: 7, next: 1, ..Kept::default() }));
        let (news, hear) = watch::channel((0, 0));
        let served = Arc::clone(&kept);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A line that breaks has ended.
                tokio::spawn(serve(stream, Arc::clone(&served), hear.clone()));
            }
        });
        Self { port, kept, news }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A mail arrives.
    pub fn put(&self, raw: &str) {
        {
            let mut kept = self.kept();
            let uid = kept.next;
            kept.next += 1;
            kept.mails.push((uid, raw.as_bytes().to_vec()));
        }
        self.news.send_modify(|(mails, _)| *mails += 1);
    }

    /// Every line breaks.
    pub fn hang_up(&self) {
        self.news.send_modify(|(_, ends)| *ends += 1);
    }

    /// The server has forgotten what its numbers meant: all mails have others.
    pub fn renumber(&self) {
        {
            let mut kept = self.kept();
            kept.validity += 1;
            let mut next = 100;
            for (uid, _) in &mut kept.mails {
                *uid = next;
                next += 1;
            }
            kept.next = next;
        }
        self.hang_up();
    }

    /// How many mails were fetched.
    pub fn fetched(&self) -> usize {
        self.kept().fetched
    }

    /// How often somebody signed in.
    pub fn sign_ins(&self) -> usize {
        self.kept().sign_ins
    }
}

async fn serve(
    stream: TcpStream,
    kept: Arc<Mutex<Kept>>,
    mut news: watch::Receiver<(u64, u64)>,
) -> std::io::Result<()> {
    let ends = news.borrow_and_update().1;
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read.take(1024 * 1024)).lines();
    write.write_all(b"* OK ready\r\n").await?;
    let mut idle: Option<String> = None;
    loop {
        let line = tokio::select! {
            line = lines.next_line() => line?,
            changed = news.changed() => {
                if changed.is_err() || news.borrow().1 != ends {
                    return Ok(());
                }
                if idle.is_some() {
                    let count = kept.lock().unwrap_or_else(PoisonError::into_inner).mails.len();
                    write.write_all(format!("* OK still here\r\n* {count} EXISTS\r\n").as_bytes()).await?;
                }
                continue;
            }
        };
        let Some(line) = line else { return Ok(()) };
        if line == "DONE" {
            let tag = idle.take().unwrap_or_default();
            write.write_all(format!("{tag} OK done\r\n").as_bytes()).await?;
            continue;
        }
        let (tag, command) = line.split_once(' ').unwrap_or_default();
        if command == "IDLE" {
            idle = Some(tag.to_owned());
            write.write_all(b"+ idling\r\n").await?;
            // What came before it was asked for is news as well.
            news.mark_changed();
            continue;
        }
        let mut answer = said(command, &mut kept.lock().unwrap_or_else(PoisonError::into_inner));
        let end = if answer.is_some() { "OK" } else { "NO" };
        let mut bytes = answer.take().unwrap_or_default();
        bytes.extend(format!("{tag} {end} that is all\r\n").into_bytes());
        write.write_all(&bytes).await?;
    }
}

/// What is answered; none for no.
fn said(command: &str, kept: &mut Kept) -> Option<Vec<u8>> {
    let quoted = PASSWORD.replace('"', "\\\"");
    if command == "CAPABILITY" {
        return Some(b"* CAPABILITY IMAP4rev1 IDLE\r\n".to_vec());
    }
    if command.starts_with("LOGIN ") {
        let is_right = command == format!("LOGIN \"{USER}\" \"{quoted}\"");
        kept.sign_ins += usize::from(is_right);
        return is_right.then(Vec::new);
    }
    if command == "EXAMINE \"INBOX\"" {
        let Kept { mails, validity, next, .. } = kept;
        let text = format!(
            "* {} EXISTS\r\n* OK [UIDVALIDITY {validity}] valid\r\n* OK [UIDNEXT {next}] next\r\n",
            mails.len()
        );
        return Some(text.into_bytes());
    }
    if let Some(what) = command.strip_prefix("UID SEARCH ") {
        let from = what
            .strip_prefix("UID ")
            .and_then(|range| range.strip_suffix(":*"))
            .map_or(0, |from| from.parse::<u32>().unwrap());
        let last = kept.mails.last().map(|(uid, _)| *uid);
        let found = kept.mails.iter().map(|(uid, _)| *uid).filter(|uid| *uid >= from || Some(*uid) == last);
        let found: Vec<String> = found.map(|uid| uid.to_string()).collect();
        return Some(format!("* SEARCH {}\r\n", found.join(" ")).into_bytes());
    }
    let (uid, what) = command.strip_prefix("UID FETCH ")?.split_once(' ')?;
    let uid: u32 = uid.parse().ok()?;
    let raw = kept.mails.iter().find(|(other, _)| *other == uid).map(|(_, raw)| raw.clone());
    let Some(raw) = raw else { return Some(Vec::new()) };
    if what == "(RFC822.SIZE)" {
        return Some(format!("* 1 FETCH (UID {uid} RFC822.SIZE {})\r\n", raw.len()).into_bytes());
    }
    assert_eq!(what, "(BODY.PEEK[])", "nothing is marked as read");
    kept.fetched += 1;
    let mut answer = format!("* 1 FETCH (UID {uid} BODY[] {{{}}}\r\n", raw.len()).into_bytes();
    answer.extend(raw);
    answer.extend(b")\r\n");
    Some(answer)
}
