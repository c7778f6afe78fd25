//! What a socket of a story hears. Frames come in the server's order and are taken by what they are: one that came before
//! another is left to be heard later.
//!
//! It knows no frame. Whoever has the ear keeps what a frame holds, each when it comes (`keep`).

use std::collections::VecDeque;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::DEADLINE;

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Opens a socket with these headers; the status when it is refused.
pub async fn connect(url: &str, headers: &[(&'static str, Option<&str>)]) -> Result<Socket, u16> {
    let mut request = url.into_client_request().unwrap();
    for (name, value) in headers.iter().filter_map(|(name, value)| Some((*name, (*value)?))) {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    match timeout(DEADLINE, connect_async(request)).await.expect("the server answers") {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(answer)) => Err(answer.status().as_u16()),
        Err(error) => panic!("no socket: {error}"),
    }
}

/// A socket, or none yet; dropped, it closes as a lost network does.
#[derive(Default)]
pub struct Ear {
    socket: Option<Socket>,
    unheard: VecDeque<Value>,
}

impl Ear {
    /// Listens at this socket; nothing is left of another.
    pub fn take(&mut self, socket: Socket) {
        self.drop_line();
        self.socket = Some(socket);
    }

    /// Loses the line.
    pub fn drop_line(&mut self) {
        self.socket = None;
        self.unheard.clear();
    }

    /// Sends anything.
    pub async fn send(&mut self, message: Message) -> Result<(), Error> {
        self.socket.as_mut().expect("a socket").send(message).await
    }

    /// The first frame of which this is true, of those not heard yet.
    pub async fn find(&mut self, what: &str, is_it: impl Fn(&Value) -> bool, mut keep: impl FnMut(&Value)) -> Value {
        loop {
            if let Some(at) = self.unheard.iter().position(&is_it) {
                return self.unheard.remove(at).unwrap();
            }
            let next = timeout(DEADLINE, self.next(&mut keep)).await;
            let Ok(next) = next else { panic!("it never came: {what}; unheard: {:#?}", self.unheard) };
            match next {
                Ok(frame) => self.unheard.push_back(frame),
                Err(code) => panic!("the line ended ({code:?}) before {what}; unheard: {:#?}", self.unheard),
            }
        }
    }

    /// Hears one frame, which is left to be found; whether one came.
    pub async fn hear(&mut self, keep: impl FnMut(&Value)) -> bool {
        let next = timeout(DEADLINE, self.next(keep)).await;
        let Ok(Ok(frame)) = next else { return false };
        self.unheard.push_back(frame);
        true
    }

    /// Hears everything to the end; gives the code the server closed with.
    pub async fn hear_end(&mut self, mut keep: impl FnMut(&Value)) -> Option<u16> {
        loop {
            match timeout(DEADLINE, self.next(&mut keep)).await.expect("the server closes") {
                Ok(frame) => self.unheard.push_back(frame),
                Err(code) => return code,
            }
        }
    }

    /// What has come and was not asked for.
    pub fn unheard(&self) -> impl Iterator<Item = &Value> {
        self.unheard.iter()
    }

    async fn next(&mut self, mut keep: impl FnMut(&Value)) -> Result<Value, Option<u16>> {
        let socket = self.socket.as_mut().expect("a socket");
        loop {
            match socket.next().await {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text).expect("a frame is JSON");
                    keep(&frame);
                    return Ok(frame);
                }
                Some(Ok(Message::Close(close))) => return Err(close.map(|close| close.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }
}
