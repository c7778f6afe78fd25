//! Files and pages read for the knowledge, where no door and no transaction waits for it.
//!
//! Text is read on a thread of its own. A PDF is read by a process of its own, without our settings, with little memory and
//! time: whatever it does to its reader, it does to nobody else.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;
use tokio::sync::Semaphore;

use super::App;
use crate::error::{Error, Result};
use crate::http::outside::Outside;
use crate::knowledge::read::{self, Document, decode, html, kind, markdown, pdf, plain};
use crate::knowledge::source::{Kind, Ready, ready};

/// How many PDFs are read at once.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// How long one may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// How much a reader may answer, in bytes: all the text that is kept, as JSON.
const ANSWER: u64 = 32 * 1024 * 1024;

fn refused(words: impl Into<String>) -> Error {
    Error::field("file", "unreadable", words)
}

impl App {
    /// The client for addresses that owners name.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn outside(&self) -> Result<&Outside> {
        if let Some(made) = self.outside.get() {
            return Ok(made);
        }
        let made = Outside::new(self.config.knowledge.open_networks.clone())?;
        // Made twice at once, the first stays: they are the same.
        Ok(self.outside.get_or_init(|| made))
    }

    /// Reads a file: what it is, and its passages, ready to be stored.
    ///
    /// # Errors
    /// `Invalid`, with a sentence for whoever sent it.
    pub async fn read_file(&self, name: &str, bytes: Vec<u8>) -> Result<(Kind, Vec<Ready>)> {
        let kind = kind::of(name, &bytes).map_err(|refusal| refused(refusal.words()))?;
        let passages = self.read_as(kind, name.to_owned(), None, None, bytes).await?;
        if passages.is_empty() {
            return Err(refused(kind::Refusal::Empty.words()));
        }
        Ok((kind, passages))
    }

    /// Reads bytes that are known to be of this kind. `name` is what it is called where it says nothing itself, `url` where
    /// it is, `charset` what it says that it is written in.
    ///
    /// # Errors
    /// `Invalid`, with a sentence for the owner.
    pub async fn read_as(
        &self,
        kind: Kind,
        name: String,
        url: Option<String>,
        charset: Option<String>,
        bytes: Vec<u8>,
    ) -> Result<Vec<Ready>> {
        if kind == Kind::Pdf {
            let document = self.read_pdf(&bytes).await?;
            return Ok(ready(&document, &name, url.as_deref(), read::MOST_PASSAGES));
        }
        let read = move || {
            let text = decode::decode(&bytes, charset.as_deref());
            let document = match kind {
                Kind::Markdown => markdown::read(&text),
                Kind::Html | Kind::Site => html::read(&text).document,
                Kind::Text | Kind::Pdf => plain::read(&text),
            };
            ready(&document, &name, url.as_deref(), read::MOST_PASSAGES)
        };
        tokio::task::spawn_blocking(read).await.map_err(|_| refused("This file could not be read"))
    }

    async fn read_pdf(&self, bytes: &[u8]) -> Result<Document> {
        // The semaphore is never closed.
        let _place = AT_ONCE.acquire().await;
        match tokio::time::timeout(PATIENCE, self.ask_reader(bytes)).await {
            Ok(Ok(answer)) => answer.map_err(|refusal| refused(refusal.words())),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the reader of PDFs failed");
                Err(refused(pdf::Refusal::Broken.words()))
            }
            Err(_) => Err(refused("This PDF takes too long to read: save it anew or split it, and send that")),
        }
    }

    /// Asks a process of its own. Dropped, it is killed.
    async fn ask_reader(&self, bytes: &[u8]) -> anyhow::Result<Result<Document, pdf::Refusal>> {
        let program = match &self.config.knowledge.pdf_reader {
            Some(program) => program.clone(),
            None => std::env::current_exe()?,
        };
        let mut child = Command::new(program)
            .arg("read-pdf")
            .env_clear()
            // Address space is bounded there, so none is set aside (mimalloc's own option, in KiB; a GiB by default).
            .env("MIMALLOC_ARENA_RESERVE", "16384")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else { anyhow::bail!("it has no pipes") };
        let send = async {
            // It may have given up before it has read everything.
            let _ = stdin.write_all(bytes).await;
            drop(stdin);
        };
        let mut answer = Vec::new();
        let hear = async { stdout.take(ANSWER).read_to_end(&mut answer).await };
        let ((), heard) = tokio::join!(send, hear);
        heard?;
        let status = child.wait().await?;
        anyhow::ensure!(status.success(), "it ended with {status}");
        Ok(serde_json::from_slice(&answer)?)
    }
}

/// What the reader does: a PDF on its standard input, and on its standard output what it says, as JSON.
///
/// # Errors
/// When the pipes break.
pub fn serve_pdf(mut input: impl std::io::Read, output: impl std::io::Write) -> anyhow::Result<()> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    let most = u64::try_from(read::LARGEST).unwrap_or(u64::MAX);
    input.by_ref().take(most + 1).read_to_end(&mut bytes)?;
    let read: Result<Document, pdf::Refusal> =
        if bytes.len() > read::LARGEST { Err(pdf::Refusal::Broken) } else { pdf::read(&bytes) };
    serde_json::to_writer(output, &read)?;
    Ok(())
}
