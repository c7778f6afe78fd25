//! A visitor with two tabs, as any websocket client would play them by `docs/protocol.md`.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// How long anything may take before the measurement is given up.
const LONGEST: Duration = Duration::from_secs(30);

/// One open socket.
pub struct Tab(WebSocketStream<TcpStream>);

impl Tab {
    /// Connects visitor `number` and opens. Each thousand come from an address of their own, so that ports suffice.
    pub async fn open(server: SocketAddr, bot: &str, run: &str, number: usize) -> Result<Self> {
        let from = Ipv4Addr::new(127, 0, 0, u8::try_from(2 + (number / 1000) % 200)?);
        let socket = TcpSocket::new_v4()?;
        socket.bind((from, 0).into())?;
        let stream = timeout(LONGEST, socket.connect(server)).await??;
        stream.set_nodelay(true)?;
        let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
        let address = format!("ws://{server}/ws?bot={bot}");
        let (socket, _) = timeout(LONGEST, client_async_with_config(address, stream, Some(config))).await??;
        let mut tab = Self(socket);
        let visitor = format!("{run}-{number}-");
        tab.say(format!(r#"{{"type":"open","ref":"open","visitor":"{visitor:x<43}","language":"en"}}"#)).await?;
        tab.hear(|frame| frame.contains(r#""ref":"open""#)).await?;
        Ok(tab)
    }

    async fn say(&mut self, frame: String) -> Result<()> {
        Ok(self.0.send(Message::text(frame)).await?)
    }

    /// Waits for a frame; when it came. Others are passed over, but an error ends the measurement.
    async fn hear(&mut self, is_it: impl Fn(&str) -> bool) -> Result<Instant> {
        let heard = async {
            loop {
                let frame = self.0.next().await.context("the server closed the socket")??;
                let Message::Text(text) = frame else {
                    if let Message::Close(why) = frame {
                        bail!("the server closed the socket: {why:?}");
                    }
                    continue;
                };
                if is_it(&text) {
                    return Ok(Instant::now());
                }
                if text.starts_with(r#"{"type":"error""#) {
                    bail!("the server refused: {text}");
                }
            }
        };
        timeout(LONGEST, heard).await.context("no answer came in time")?
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
        let (first, second) =
            tokio::try_join!(Tab::open(server, bot, run, number), Tab::open(server, bot, run, number))?;
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
        self.first.say(frame).await?;
        // The product acknowledges; the echo sends the frame itself.
        let is_answer = |frame: &str| frame.contains(&id) && !frame.starts_with(r#"{"type":"message","#);
        let acknowledged = self.first.hear(is_answer);
        let seen = self.second.hear(|frame| frame.contains(&id));
        let (acknowledged, seen) = tokio::try_join!(acknowledged, seen)?;
        let both = acknowledged.max(seen);
        Ok((acknowledged - begun, both - begun))
    }
}
