//! The floor of the round trip: the product with its storage left out. The same frames read and written, the same line
//! below each socket, the same limits, the same bus; messages are numbered in memory and kept nowhere.
//!
//! It runs in a process of its own, like the product.

mod agent;
mod visitor;

use std::collections::HashMap;
use std::env;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Stdio;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result};
use axum::Router;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use frontdesk::bus::Bus;
use frontdesk::config;
use frontdesk::conversation::message::{Body, Message};
use frontdesk::door::limit::Limits;
use frontdesk::door::opening::Openings;
use frontdesk::event::{Author, Channel, Event};
use frontdesk::gateway::wire::{self, Wire};
use frontdesk::id::{BotId, ConversationId, Id as _, Ids};
use frontdesk::time::Clock;
use tokio::net::TcpListener;

use crate::process::{Guarded, command};

/// The argument that makes this program the server.
pub const ARGUMENT: &str = "--serve-bare";

/// More than anybody here comes to, as the product under measurement has it.
const MUCH: u32 = 1_000_000;

/// One that runs.
pub struct Bare {
    process: Guarded,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Bare {
    /// Starts it.
    pub fn start() -> Result<Self> {
        let mut command = command(&env::current_exe()?);
        command.arg(ARGUMENT).stdout(Stdio::piped());
        let mut process = Guarded::start(command)?;
        let mut line = String::new();
        BufReader::new(process.output().context("its output")?).read_line(&mut line)?;
        Ok(Self { process, address: line.trim().parse().context("it tells its address")? })
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }
}

/// A conversation, as far as it is kept: whose it is, and its last number.
#[derive(Clone)]
struct Room {
    id: ConversationId,
    last: Arc<AtomicI64>,
}

/// What all sockets share.
#[derive(Clone)]
struct House {
    bot: BotId,
    bus: Bus,
    limits: Arc<Limits>,
    openings: Arc<Openings>,
    rooms: Arc<Mutex<HashMap<String, Room>>>,
    clock: Clock,
    ids: Ids,
}

impl House {
    /// Numbers a message and rings: where the product stores it, this does not.
    fn append(&self, room: &Room, author: Author, client_id: String, text: String) -> Result<(i64, i64)> {
        let at = self.clock.now();
        let seq = room.last.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        let id = self.ids.next(at);
        let message = Message { seq, id, client_id: Some(client_id), author, name: None, at, body: Body::text(text) };
        self.bus.publish(Event::MessageAppended {
            bot: self.bot.clone(),
            conversation: room.id.clone(),
            channel: Channel::Web,
            seq,
            author,
            to_bot: false,
            to_agent: false,
            message: serde_json::to_string(&message)?.into(),
        });
        Ok((seq, at.millis()))
    }
}

/// Is the server.
pub async fn serve() -> Result<()> {
    let limits = config::Limits {
        message_burst: MUCH,
        messages_a_minute: MUCH,
        sign_ins: MUCH,
        socket_burst: MUCH,
        sockets_a_minute: MUCH,
        sockets_opening: MUCH,
    };
    let house = House {
        bot: BotId::from_text("bot_00000000000000000000000000".to_owned()),
        bus: Bus::local(),
        limits: Arc::new(Limits::new(limits)),
        openings: Arc::new(Openings::new(4_000)),
        rooms: Arc::default(),
        clock: Clock::System,
        ids: Ids::System,
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("{}", listener.local_addr()?);
    let app = Router::new().route("/ws", any(to_visitor)).route("/ws/agent", any(to_agent)).with_state(house);
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        let _ = stream.set_nodelay(true);
    });
    tokio::select! {
        served = axum::serve(listener, app) => served?,
        stopped = tokio::signal::ctrl_c() => stopped?,
    }
    Ok(())
}

async fn to_visitor(State(house): State<House>, upgrade: WebSocketUpgrade) -> Response {
    let Some(opening) = house.openings.come() else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    let serve = move |socket| visitor::serve(house, opening, Wire::new(socket, "visitor"));
    wire::sized(upgrade).on_upgrade(serve)
}

async fn to_agent(State(house): State<House>, upgrade: WebSocketUpgrade) -> Response {
    wire::sized(upgrade).on_upgrade(move |socket| agent::serve(house, Wire::new(socket, "agent")))
}
