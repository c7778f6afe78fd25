//! A visitor with two tabs, as any websocket client would play them by `docs/protocol.md`.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::line::Line;

/// One tab: a socket that has opened.
pub struct Tab(Line);

impl Tab {
    /// Connects visitor `number` and opens.
    pub async fn open(server: SocketAddr, bot: &str, run: &str, number: usize) -> Result<Self> {
        let mut line = Line::connect(server, &format!("/ws?bot={bot}"), &[], number).await?;
        let visitor = format!("{run}-{number}-");
        line.say(format!(r#"{{"type":"open","ref":"open","visitor":"{visitor:x<43}","language":"en"}}"#)).await?;
        line.hear(|frame| frame.contains(r#""ref":"open""#)).await?;
        Ok(Self(line))
    }

    /// The socket alone.
    pub fn line(self) -> Line {
        self.0
    }

    async fn hear(&mut self, is_it: impl Fn(&str) -> bool) -> Result<Instant> {
        self.0.hear(is_it).await?;
        Ok(Instant::now())
    }
}

/// A visitor who looks at the same site twice.
pub struct Visitor {
    first: Tab,
    second: Tab,
    name: String,
    said: usize,
}

impl Visitor {
    /// Opens both tabs and says a first word, so that the conversation has begun.
    pub async fn open(server: SocketAddr, bot: &str, run: &str, number: usize) -> Result<Self> {
        Self::open_at([server, server], bot, run, number).await
    }

    /// The same, with each tab at a server of its own.
    pub async fn open_at(servers: [SocketAddr; 2], bot: &str, run: &str, number: usize) -> Result<Self> {
        let (first, second) =
            tokio::try_join!(Tab::open(servers[0], bot, run, number), Tab::open(servers[1], bot, run, number))?;
        let mut visitor = Self { first, second, name: format!("{run}-{number}"), said: 0 };
        visitor.round_trip().await?;
        Ok(visitor)
    }

    /// How many messages they have sent.
    pub fn said(&self) -> usize {
        self.said
    }

    /// Sends a message in the first tab: how long until it was acknowledged there, and until the second tab saw it too.
    pub async fn round_trip(&mut self) -> Result<(Duration, Duration)> {
        self.said += 1;
        let id = format!("\"{}-{}\"", self.name, self.said);
        let begun = Instant::now();
        let frame = format!(r#"{{"type":"message.send","ref":"{}","id":{id},"text":"note {}"}}"#, self.said, self.said);
        self.first.0.say(frame).await?;
        // The product acknowledges; the echo sends the frame itself.
        let is_answer = |frame: &str| frame.contains(&id) && !frame.starts_with(r#"{"type":"message","#);
        let acknowledged = self.first.hear(is_answer);
        let seen = self.second.hear(|frame| frame.contains(&id));
        let (acknowledged, seen) = tokio::try_join!(acknowledged, seen)?;
        let both = acknowledged.max(seen);
        Ok((acknowledged - begun, both - begun))
    }
}
