//! One websocket of one visitor, which may be broken off in every way a network breaks one: between frames, inside a
//! frame, with a farewell of the system or without.
//!
//! It knows frames and nothing of what they mean, but for the numbers that a socket promises to count up.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

/// How long a server may take to answer a handshake or take a frame, before the line counts as lost.
const PATIENCE: Duration = Duration::from_secs(10);

/// A socket.
pub(super) struct Line {
    socket: WebSocketStream<TcpStream>,
    /// The last message it brought: the next is one more.
    pub last: i64,
}

impl Line {
    /// Connects; none when nobody answers.
    pub(super) async fn connect(address: SocketAddr, key: &str) -> Option<Self> {
        let connected = async {
            let stream = TcpStream::connect(address).await.ok()?;
            stream.set_nodelay(true).ok()?;
            let (socket, _) = client_async(format!("ws://{address}/ws?bot={key}"), stream).await.ok()?;
            Some(Self { socket, last: 0 })
        };
        timeout(PATIENCE, connected).await.ok().flatten()
    }

    /// Sends a frame; false when the line is lost.
    pub(super) async fn send(&mut self, frame: &Value) -> bool {
        let sent = timeout(PATIENCE, self.socket.send(Message::text(frame.to_string()))).await;
        sent.is_ok_and(|sent| sent.is_ok())
    }

    /// The next frame; none when the line is lost. It may be given up on and asked again.
    pub(super) async fn hear(&mut self) -> Option<Value> {
        loop {
            match self.socket.next().await? {
                Ok(Message::Text(text)) => return serde_json::from_str(&text).ok(),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// Loses the line: with a reset, or as a program that ends does.
    pub(super) fn cut(self, with_reset: bool) {
        if with_reset {
            // Without it the line is lost all the same, only more politely.
            let _ = self.socket.get_ref().set_zero_linger();
        }
    }

    /// Writes the first `part` bytes of a frame (less than all of them), and loses the line.
    pub(super) async fn break_off(mut self, frame: &Value, part: usize, with_reset: bool) {
        let bytes = masked(&frame.to_string());
        let part = part.clamp(1, bytes.len() - 1);
        // Where the line is lost already, the half frame is lost with it.
        let _ = timeout(PATIENCE, self.socket.get_mut().write_all(&bytes[..part])).await;
        self.cut(with_reset);
    }
}

/// A text frame as a client sends it (RFC 6455, 5.2). The mask hides nothing here, so any will do.
fn masked(text: &str) -> Vec<u8> {
    const MASK: [u8; 4] = [0x17, 0x2a, 0x91, 0x5c];
    let mut bytes = vec![0x81];
    match u8::try_from(text.len()) {
        Ok(short) if short < 126 => bytes.push(0x80 | short),
        _ => {
            bytes.push(0x80 | 0x7e);
            // No frame of ours comes near 64 KiB.
            bytes.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
        }
    }
    bytes.extend(MASK);
    bytes.extend(text.bytes().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig, WebSocketContext};

    #[test]
    fn a_frame_made_by_hand_is_one_that_a_server_reads() {
        for text in ["{\"type\":\"ping\"}".to_owned(), "x".repeat(300)] {
            let mut stream = std::io::Cursor::new(masked(&text));
            let mut server = WebSocketContext::new(Role::Server, Some(WebSocketConfig::default()));
            assert_eq!(server.read(&mut stream).unwrap(), Message::text(text));
        }
    }
}
