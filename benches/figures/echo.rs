//! The floor: a bare server with the product's socket settings that sends each frame to every socket of its visitor.
//! No storage, no rules, no answers. It runs in a process of its own, like the product.

use std::collections::HashMap;
use std::env;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result};
use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::any;
use tokio::net::TcpListener;
use tokio::sync::broadcast::{self, Receiver, Sender};

use crate::process::{Guarded, command};

/// The argument that makes this program the echo.
pub const ARGUMENT: &str = "--serve-echo";

/// The sockets of each visitor, by the frame they opened with.
type Rooms = Arc<Mutex<HashMap<String, Sender<Utf8Bytes>>>>;

/// An echo that runs.
pub struct Echo {
    process: Guarded,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Echo {
    /// Starts it.
    pub fn start() -> Result<Self> {
        Self::start_at((Ipv4Addr::LOCALHOST, 0).into())
    }

    /// The same at this address.
    pub fn start_at(address: SocketAddr) -> Result<Self> {
        let mut command = command(&env::current_exe()?);
        command.arg(ARGUMENT).arg(address.to_string()).stdout(Stdio::piped());
        let mut process = Guarded::start(command)?;
        let mut line = String::new();
        BufReader::new(process.output().context("its output")?).read_line(&mut line)?;
        Ok(Self { process, address: line.trim().parse().context("the echo tells its address")? })
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// Ends it as a crash does.
    pub fn kill(self) {
        self.process.kill();
    }
}

/// Is the echo.
pub async fn serve() -> Result<()> {
    let address: SocketAddr = env::args().next_back().context("an address")?.parse()?;
    let listener = TcpListener::bind(address).await?;
    println!("{}", listener.local_addr()?);
    let app = Router::new().route("/ws", any(connect)).with_state(Rooms::default());
    // As the product does: a small frame leaves at once.
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        let _ = stream.set_nodelay(true);
    });
    tokio::select! {
        served = axum::serve(listener, app) => served?,
        stopped = tokio::signal::ctrl_c() => stopped?,
    }
    Ok(())
}

async fn connect(State(rooms): State<Rooms>, upgrade: WebSocketUpgrade) -> Response {
    let upgrade = upgrade.read_buffer_size(4096).write_buffer_size(0).max_write_buffer_size(1024 * 1024);
    upgrade.on_upgrade(move |socket| echo(rooms, socket))
}

async fn news(room: Option<&mut (Sender<Utf8Bytes>, Receiver<Utf8Bytes>)>) -> Option<Utf8Bytes> {
    match room {
        Some((_, receiver)) => receiver.recv().await.ok(),
        None => std::future::pending().await,
    }
}

async fn echo(rooms: Rooms, mut socket: WebSocket) {
    let mut room = None;
    loop {
        let said = tokio::select! {
            frame = socket.recv() => match frame {
                Some(Ok(Message::Text(text))) => match &room {
                    None => {
                        let mut rooms = rooms.lock().unwrap_or_else(PoisonError::into_inner);
                        let sender = rooms.entry(text.to_string()).or_insert_with(|| broadcast::channel(64).0);
                        room = Some((sender.clone(), sender.subscribe()));
                        Some(text)
                    }
                    Some((sender, _)) => {
                        // This socket hears it too.
                        let _ = sender.send(text);
                        None
                    }
                },
                Some(Ok(_)) => None,
                Some(Err(_)) | None => return,
            },
            said = news(room.as_mut()) => said,
        };
        if let Some(text) = said
            && socket.send(Message::Text(text)).await.is_err()
        {
            return;
        }
    }
}
