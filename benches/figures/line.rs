//! One websocket of the client: as light as a client can be, since it shares the machine with what it measures.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// How long anything may take before the measurement is given up.
pub const LONGEST: Duration = Duration::from_secs(30);

/// One open socket.
pub struct Line(WebSocketStream<TcpStream>);

impl Line {
    /// Connects the socket of this number. Each thousand come from an address of their own, so that ports suffice.
    pub async fn connect(server: SocketAddr, path: &str, headers: &[(&str, &str)], number: usize) -> Result<Self> {
        let from = Ipv4Addr::new(127, 0, 0, u8::try_from(2 + (number / 1000) % 200)?);
        let socket = TcpSocket::new_v4()?;
        socket.bind((from, 0).into())?;
        let stream = timeout(LONGEST, socket.connect(server)).await??;
        stream.set_nodelay(true)?;
        let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
        let mut request = format!("ws://{server}{path}").into_client_request()?;
        for (name, value) in headers {
            request.headers_mut().insert(reqwest::header::HeaderName::from_bytes(name.as_bytes())?, value.parse()?);
        }
        let (socket, _) = timeout(LONGEST, client_async_with_config(request, stream, Some(config))).await??;
        Ok(Self(socket))
    }

    /// Sends a frame.
    pub async fn say(&mut self, frame: String) -> Result<()> {
        Ok(self.0.send(Message::text(frame)).await?)
    }

    /// The next frame, however long it takes. An error ends the measurement. May be dropped half-way.
    pub async fn next(&mut self) -> Result<Utf8Bytes> {
        let text = self.any().await?;
        ensure!(!text.starts_with(r#"{"type":"error""#), "the server refused: {text}");
        Ok(text)
    }

    /// The same, an error too.
    pub async fn any(&mut self) -> Result<Utf8Bytes> {
        loop {
            match self.0.next().await.context("the server closed the socket")?? {
                Message::Text(text) => return Ok(text),
                Message::Close(why) => bail!("the server closed the socket: {why:?}"),
                _ => {}
            }
        }
    }

    /// Waits for a frame; others are passed over.
    pub async fn hear(&mut self, is_it: impl Fn(&str) -> bool) -> Result<Utf8Bytes> {
        let heard = async {
            loop {
                let text = self.next().await?;
                if is_it(&text) {
                    return Ok(text);
                }
            }
        };
        timeout(LONGEST, heard).await.context("no answer came in time")?
    }
}

/// What stands in a frame between these words and the next quote.
pub fn word<'a>(frame: &'a str, before: &str) -> Option<&'a str> {
    frame.split_once(before)?.1.split('"').next()
}
