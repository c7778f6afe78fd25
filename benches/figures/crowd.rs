//! Visitors whom an agent has taken: the assistant keeps quiet, so that what is measured is their messages alone.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, ensure};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::line::{Line, word};
use crate::visitor::Tab;

/// How many an agent's socket watches.
const WATCHED: usize = 50;

/// How many open at the same time.
const AT_ONCE: usize = 64;

/// Who sits at the agents' sockets, and where.
pub struct Door<'a> {
    /// The server.
    pub server: SocketAddr,
    /// The bot's key.
    pub bot: &'a str,
    /// An agent's cookie.
    pub cookie: &'a str,
}

/// A visitor's socket, in a conversation that an agent has.
pub struct Writer {
    /// Their socket.
    pub line: Line,
    /// Which of the crowd they are; it stands in what they write.
    pub number: usize,
}

/// All of them.
pub struct Crowd {
    /// The visitors.
    pub writers: Vec<Writer>,
    /// Sockets of agents, which watch fifty of them each.
    pub agents: Vec<Line>,
}

impl Crowd {
    /// So many visitors open, write a first word each, and are taken.
    pub async fn gather(door: &Door<'_>, run: &str, size: usize) -> Result<Self> {
        let opening = stream::iter(0..size).map(|number| begin(door, run, number));
        let begun: Vec<(Writer, String)> = opening.buffered(AT_ONCE).try_collect().await?;
        let (writers, conversations): (Vec<_>, Vec<_>) = begun.into_iter().unzip();
        let watching = conversations.chunks(WATCHED).map(|some| watch(door, some));
        let agents = futures_util::future::try_join_all(watching).await?;
        ensure!(writers.len() == size, "everybody came");
        Ok(Self { writers, agents })
    }
}

async fn begin(door: &Door<'_>, run: &str, number: usize) -> Result<(Writer, String)> {
    let mut line = Tab::open(door.server, door.bot, run, number).await?.line();
    line.say(format!(r#"{{"type":"message.send","ref":"hello","id":"hello","text":"{run} {number}"}}"#)).await?;
    let ack = line.hear(|frame| frame.contains(r#""ref":"hello""#)).await?;
    let conversation = word(&ack, r#""conversation":""#).context("an ack names the conversation")?.to_owned();
    Ok((Writer { line, number }, conversation))
}

/// An agent's socket that watches these conversations, and has written in each.
async fn watch(door: &Door<'_>, conversations: &[String]) -> Result<Line> {
    let origin = format!("http://{}", door.server);
    let headers = [("cookie", door.cookie), ("origin", origin.as_str())];
    let mut line = Line::connect(door.server, "/ws/agent", &headers, 0).await?;
    for conversation in conversations {
        let bot = door.bot;
        line.say(format!(r#"{{"type":"watch","ref":"w","bot":"{bot}","conversation":"{conversation}"}}"#)).await?;
        line.hear(|frame| frame.contains(r#""ref":"w""#)).await?;
        line.say(format!(
            r#"{{"type":"message.send","ref":"t","id":"taken","conversation":"{conversation}","text":"Here I am"}}"#
        ))
        .await?;
        line.hear(|frame| frame.contains(r#""ref":"t""#)).await?;
    }
    Ok(line)
}
