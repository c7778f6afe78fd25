//! The line below a socket, whoever sits at it: frames in, frames out, the heartbeat, the goodbye.
//!
//! It knows nothing of what frames mean. What is fed is sent by one flush; a reader that is too slow is given up, and
//! holds nobody else back, since nobody else waits for this task.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message as Frame, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code};
use futures_util::{FutureExt as _, Sink, SinkExt as _, Stream, StreamExt as _};
use governor::DefaultDirectRateLimiter;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};

use super::protocol::{Refused, ServerFrame};
use crate::door::limit;
use crate::metric;

/// How often an idle client is asked whether it is still there.
const HEARTBEAT: Duration = Duration::from_secs(30);

/// Silence after which it is not.
const GONE: Duration = Duration::from_secs(75);

/// How long a frame may wait for a slow reader.
const SLOW: Duration = Duration::from_secs(10);

/// How long a goodbye may wait for a slow reader: who wakes up in time hears why.
const FAREWELL: Duration = Duration::from_secs(5);

/// Bad frames after which the rest is not worth reading.
const BAD_FRAMES: u32 = 20;

/// The largest frame taken, in bytes, and the largest body of frames.
pub const LARGEST_FRAME: usize = 64 * 1024;

/// What is read at once. It is held while a socket idles, and most do: larger frames make room for themselves.
const READ: usize = 1024;

/// What is gathered before the system is called; nothing is held of it while a socket idles.
const WRITE: usize = 16 * 1024;

/// The most that may wait for a slow reader.
const WAITING: usize = 1024 * 1024;

/// Why a socket ends.
#[derive(Debug)]
pub enum End {
    /// The client is gone, or said goodbye.
    Gone,
    /// We say goodbye, with this code and reason.
    Close(u16, &'static str),
}

/// An upgrade with the buffers that sockets here have.
pub fn sized(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .read_buffer_size(READ)
        .write_buffer_size(WRITE)
        .max_write_buffer_size(WAITING)
        .max_message_size(LARGEST_FRAME)
        .max_frame_size(LARGEST_FRAME)
}

/// Ticks when it is time to [`beat`](Wire::beat).
pub fn heartbeat() -> Interval {
    every(HEARTBEAT)
}

/// A tick from time to time, the first after one of these.
pub fn every(pause: Duration) -> Interval {
    let mut ticks = interval_at(Instant::now() + pause, pause);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// What carries frames both ways: a websocket, or what stands in for one.
pub trait Socket: Stream<Item = Result<Frame, axum::Error>> + Sink<Frame, Error = axum::Error> + Unpin + Send {}

impl<S: Stream<Item = Result<Frame, axum::Error>> + Sink<Frame, Error = axum::Error> + Unpin + Send> Socket for S {}

/// A socket's line.
pub struct Wire<S = WebSocket> {
    socket: S,
    bad: u32,
    frames: DefaultDirectRateLimiter,
    heard: Instant,
    counted: metric::Socket,
}

impl<S: Socket> Wire<S> {
    /// `kind` is who sits there, as it is counted.
    pub fn new(socket: S, kind: &'static str) -> Self {
        tracing::debug!("a socket opens");
        Self { socket, bad: 0, frames: limit::frames(), heard: Instant::now(), counted: metric::socket(kind) }
    }

    /// The next frame. May be dropped half-way: nothing is lost by that.
    pub async fn next(&mut self) -> Result<Frame, End> {
        match self.socket.next().await {
            Some(Ok(frame)) => Ok(frame),
            Some(Err(error)) => Err(too_large(&error)),
            None => Err(End::Gone),
        }
    }

    /// A frame that has come already.
    pub fn ready(&mut self) -> Result<Option<Frame>, End> {
        self.next().now_or_never().transpose()
    }

    /// The words of a frame; none where it only said that somebody is there.
    pub async fn words(&mut self, frame: Frame) -> Result<Option<Utf8Bytes>, End> {
        self.heard = Instant::now();
        match frame {
            Frame::Text(text) => {
                if self.frames.check().is_err() {
                    metric::refused("frames");
                    return Err(End::Close(close_code::POLICY, "too many frames"));
                }
                Ok(Some(text))
            }
            Frame::Ping(_) | Frame::Pong(_) => Ok(None),
            Frame::Binary(_) => Err(End::Close(close_code::UNSUPPORTED, "text frames only")),
            Frame::Close(_) => {
                // Heard to the end, so that the close is a clean one.
                while timeout(SLOW, self.socket.next()).await.is_ok_and(|frame| frame.is_some()) {}
                Err(End::Gone)
            }
        }
    }

    /// What to say to a frame that is none; the end after too many of them.
    pub fn refuse(&mut self, refused: &Refused) -> Result<String, End> {
        self.bad += 1;
        if self.bad > BAD_FRAMES {
            return Err(End::Close(close_code::POLICY, "too many bad frames"));
        }
        Ok(ServerFrame::refused(refused).text())
    }

    /// Asks a quiet client whether it is there; the end when it has not been for long.
    pub async fn beat(&mut self) -> Result<(), End> {
        if self.heard.elapsed() > GONE {
            return Err(End::Gone);
        }
        within(self.socket.feed(Frame::Ping(bytes::Bytes::new()))).await?;
        self.flush().await
    }

    /// Gives a frame to be sent by the next flush, or by itself when much has gathered.
    pub async fn feed(&mut self, text: impl Into<Utf8Bytes>) -> Result<(), End> {
        let text = text.into();
        metric::told(&text);
        within(self.socket.feed(Frame::Text(text))).await
    }

    /// Gives an answer to be sent, and notes how long who asked has waited.
    pub async fn answer(&mut self, text: String) -> Result<(), End> {
        let is_ack = text.starts_with("{\"type\":\"ack\"");
        self.feed(text).await?;
        if is_ack {
            metric::acked(self.heard.elapsed());
        }
        Ok(())
    }

    /// Sends what was fed.
    pub async fn flush(&mut self) -> Result<(), End> {
        within(self.socket.flush()).await
    }

    /// Says goodbye, where there is anything to say.
    pub async fn end(mut self, end: End) {
        let End::Close(code, reason) = end else {
            return tracing::debug!(reason = self.counted.reason(), "a socket ends");
        };
        self.counted.ends(reason);
        tracing::debug!(reason = self.counted.reason(), "a socket ends");
        let frame = Frame::Close(Some(CloseFrame { code, reason: reason.into() }));
        if timeout(FAREWELL, self.socket.send(frame)).await.is_ok_and(|sent| sent.is_ok()) {
            // The client answers with its own close; what else it still says is let go.
            let farewell = async { while self.socket.next().await.is_some_and(|frame| frame.is_ok()) {} };
            let _ = timeout(Duration::from_secs(2), farewell).await;
        }
    }
}

/// Writes, unless the reader is too slow.
async fn within(write: impl Future<Output = Result<(), axum::Error>>) -> Result<(), End> {
    match timeout(SLOW, write).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(End::Close(close_code::AGAIN, "reading too slowly")),
    }
}

/// A frame above the limit is told so; anything else is a line that broke.
fn too_large(error: &axum::Error) -> End {
    let said = error.to_string();
    if said.contains("too long") || said.contains("too large") || said.contains("Space limit") {
        End::Close(close_code::SIZE, "a frame is at most 64 KiB")
    } else {
        End::Gone
    }
}
