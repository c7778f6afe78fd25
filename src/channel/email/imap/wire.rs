//! Commands and answers of IMAP as bytes: lines of some length, literals of some size, and an end to every silence.

use std::time::Duration;

use tokio::io::{
    AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::time::timeout;

use super::Trouble;
use crate::channel::email::LARGEST;

/// The longest line; the list of a search holds some thousand numbers.
const LONGEST_LINE: usize = 1024 * 1024;

/// The most answers to one command.
const MOST_REPLIES: usize = 10_000;

/// One answer: its text without the literals, and those.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub(super) text: String,
    literals: Vec<Vec<u8>>,
}

impl Reply {
    /// The longest of its literals, which of a mail's answer is the mail.
    pub(super) fn literal(self) -> Option<Vec<u8>> {
        self.literals.into_iter().max_by_key(Vec::len)
    }
}

/// A line to a server.
pub(super) struct Wire<L> {
    line: BufReader<L>,
    patience: Duration,
    count: u32,
}

impl<L: AsyncRead + AsyncWrite + Unpin> Wire<L> {
    pub(super) fn new(line: L, patience: Duration) -> Self {
        Self { line: BufReader::new(line), patience, count: 0 }
    }

    /// Gives a command; its answers, or none when the server says no.
    pub(super) async fn command(&mut self, command: &str) -> Result<Option<Vec<Reply>>, Trouble> {
        let tag = self.begin(command).await?;
        self.end(&tag).await
    }

    /// Gives a command, and its tag.
    pub(super) async fn begin(&mut self, command: &str) -> Result<String, Trouble> {
        self.count += 1;
        let tag = format!("f{}", self.count);
        self.say(format!("{tag} {command}\r\n").as_bytes()).await?;
        Ok(tag)
    }

    /// Hears until the command of this tag has ended.
    pub(super) async fn end(&mut self, tag: &str) -> Result<Option<Vec<Reply>>, Trouble> {
        let mut replies = Vec::new();
        loop {
            let reply = self.reply().await?;
            if let Some(rest) = reply.text.strip_prefix(tag).and_then(|rest| rest.strip_prefix(' ')) {
                let word = rest.split(' ').next().unwrap_or_default();
                return Ok(word.eq_ignore_ascii_case("OK").then_some(replies));
            }
            if replies.len() >= MOST_REPLIES {
                return Err(Trouble::Protocol);
            }
            replies.push(reply);
        }
    }

    pub(super) async fn say(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        let said = async {
            self.line.write_all(bytes).await?;
            self.line.flush().await
        };
        timeout(self.patience, said).await.map_err(|_| Trouble::Broken)?.map_err(|_| Trouble::Broken)
    }

    /// The next answer, which is owed.
    pub(super) async fn reply(&mut self) -> Result<Reply, Trouble> {
        let patience = self.patience;
        // A large mail on a slow line takes its time, so each of its lines and literals has it anew.
        next(&mut self.line, Some(patience)).await
    }

    /// The next answer, whenever it comes. What it has heard of one is lost where it is dropped within it, so it is asked
    /// again only for what has no literals: the short lines of a server that waits.
    pub(super) async fn next_reply(&mut self) -> Result<Reply, Trouble> {
        next(&mut self.line, None).await
    }
}

async fn next<L: AsyncBufRead + Unpin>(line: &mut L, patience: Option<Duration>) -> Result<Reply, Trouble> {
    let mut reply = Reply::default();
    let mut held = 0;
    loop {
        let text = within(patience, read_line(line)).await?;
        let size = literal_size(&text);
        reply.text.push_str(size.map_or(text.as_str(), |_| text.rfind('{').map_or(text.as_str(), |at| &text[..at])));
        let Some(size) = size else { return Ok(reply) };
        held += size;
        if held > LARGEST + 1024 * 1024 || reply.text.len() > LONGEST_LINE {
            return Err(Trouble::Protocol);
        }
        let mut literal = Vec::new();
        while literal.len() < size {
            let most = u64::try_from((size - literal.len()).min(64 * 1024)).unwrap_or(0);
            let piece = async {
                let mut limited = (&mut *line).take(most);
                limited.read_buf(&mut literal).await.map_err(|_| Trouble::Broken)
            };
            if within(patience, piece).await? == 0 {
                return Err(Trouble::Broken);
            }
        }
        reply.literals.push(literal);
    }
}

async fn within<T>(patience: Option<Duration>, what: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
    match patience {
        Some(patience) => timeout(patience, what).await.map_err(|_| Trouble::Broken)?,
        None => what.await,
    }
}

async fn read_line<L: AsyncBufRead + Unpin>(line: &mut L) -> Result<String, Trouble> {
    let mut bytes = Vec::new();
    let most = u64::try_from(LONGEST_LINE).unwrap_or(u64::MAX);
    (&mut *line).take(most).read_until(b'\n', &mut bytes).await.map_err(|_| Trouble::Broken)?;
    if bytes.last() != Some(&b'\n') {
        return Err(if bytes.len() >= LONGEST_LINE { Trouble::Protocol } else { Trouble::Broken });
    }
    while bytes.last().is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
        bytes.pop();
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// How many bytes follow a line that ends in `{n}`.
fn literal_size(text: &str) -> Option<usize> {
    text.strip_suffix('}')?.rsplit_once('{')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn heard(bytes: &'static [u8]) -> Result<Option<Vec<Reply>>, Trouble> {
        let (client, mut server) = tokio::io::duplex(64);
        let writer = tokio::spawn(async move {
            // The client may hang up over what it hears.
            let _ = server.write_all(bytes).await;
            let mut rest = Vec::new();
            let _ = server.read_to_end(&mut rest).await;
        });
        let mut wire = Wire::new(client, Duration::from_millis(200));
        let found = wire.command("X").await;
        drop(wire);
        writer.await.unwrap();
        found
    }

    #[tokio::test]
    async fn answers_are_read_with_their_literals() {
        let replies = heard(b"* 1 FETCH (UID 7 BODY[] {10}\r\nFrom: a\r\n)x FLAGS ())\r\n* OK {\r\nf1 OK done\r\n")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(replies.len(), 2);
        assert_eq!(replies[0].text, "* 1 FETCH (UID 7 BODY[] x FLAGS ())");
        assert_eq!(replies.into_iter().next().unwrap().literal().unwrap(), b"From: a\r\n)");
    }

    #[tokio::test]
    async fn a_no_is_none_and_a_broken_line_is_trouble() {
        assert!(heard(b"f1 NO [AUTHENTICATIONFAILED] no\r\n").await.unwrap().is_none());
        assert!(heard(b"f1 BAD what\r\n").await.unwrap().is_none());
        assert_eq!(heard(b"* OK").await.unwrap_err(), Trouble::Broken);
        assert_eq!(heard(b"* 1 FETCH {99999999999}\r\n").await.unwrap_err(), Trouble::Protocol);
        assert_eq!(heard(b"* 1 FETCH {5}\r\nab").await.unwrap_err(), Trouble::Broken);
    }
}
