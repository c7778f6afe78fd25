//! The bus between nodes: core NATS carries the rings of this process to the others, and theirs here.
//!
//! It never stands in anybody's way. Who listens here is rung at once, without the way through NATS; what goes out waits
//! in a bounded queue and is let go of when that is full or NATS is away. After an outage, and after anything else by
//! which rings may have been lost, every listener is told that it missed some.
//!
//! A node subscribes to everything (`bot.>`), once, and drops by its name what nobody here listens to, before reading it.
//! A subscription for each topic would be two for each idle socket, some kilobytes each in this process and more in the
//! server, would be made again at every reconnect, and would be deaf for the moment between asking for it and having it.

pub mod probe;

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_nats::{Client, ConnectOptions, Message, ServerAddr, Subscriber};
use bytes::Bytes;
use futures_util::StreamExt as _;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::{sleep, timeout};

use super::local::{Local, Subscription};
use super::rung::Rung;
use super::{Topic, subject};
use crate::event::Event;
use crate::id::ConversationId;
use crate::metric;

/// How many rings wait to go out; what comes when they do is let go of.
const QUEUE: usize = 8_192;

/// How many names are remembered of rings that could not go out.
const OWED: usize = 10_000;

/// How many listeners are told at once that they missed some, and how long until the next: each reads the database.
const SLICE: (usize, Duration) = (50, Duration::from_millis(20));

/// How long to wait for what NATS should take at once.
const PATIENCE: Duration = Duration::from_secs(2);

/// What goes out.
#[derive(Debug)]
enum Out {
    Ring(Arc<Event>),
    Call,
    /// NATS is back: whoever is owed a ring gets it now.
    Back,
    End(oneshot::Sender<()>),
}

/// The bus of one node.
#[derive(Clone, Debug)]
pub struct Nats(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    local: Local,
    out: mpsc::Sender<Out>,
    /// The other end, until the bus is started.
    waiting: Mutex<Option<mpsc::Receiver<Out>>>,
    connected: AtomicBool,
    rung: Rung,
}

impl Nats {
    /// A bus that is not connected yet.
    pub(super) fn new() -> Self {
        let (out, waiting) = mpsc::channel(QUEUE);
        Self(Arc::new(Inner {
            local: Local::default(),
            out,
            waiting: Mutex::new(Some(waiting)),
            connected: AtomicBool::new(false),
            rung: Rung::default(),
        }))
    }

    /// Connects to one of `servers` (their URLs, separated by commas), now or as soon as one answers. `work` is woken
    /// when another node has more to do than it can.
    ///
    /// # Errors
    /// When the URLs are none. That no server answers is no error.
    pub async fn start(&self, servers: &SecretString, work: Arc<Notify>) -> anyhow::Result<()> {
        let Some(queue) = self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner).take() else { return Ok(()) };
        let (options, servers) = options(servers)?;
        let (told, changes) = mpsc::channel(64);
        let options = options.retry_on_initial_connect().max_reconnects(None).event_callback(move |event| {
            let told = told.clone();
            async move {
                // Full means that a change is waiting already, and what is done about it covers this one.
                let _ = told.try_send(event);
            }
        });
        // With a connection retried from the start this only fails on names that are none.
        let client = options.connect(servers).await?;
        let rings = client.subscribe(subject::ALL).await?;
        let calls = client.subscribe(subject::WORK).await?;
        metric::bus_connected(false);
        tokio::spawn(hear_calls(calls, work));
        tokio::spawn(hear_rings(self.clone(), rings));
        tokio::spawn(watch(self.clone(), client.clone(), changes));
        tokio::spawn(say(self.clone(), client, queue));
        Ok(())
    }

    pub(super) fn publish(&self, event: &Arc<Event>) {
        let topics = Topic::of(event);
        if topics.is_empty() {
            return;
        }
        self.ring(&topics, event);
        if self.0.out.try_send(Out::Ring(Arc::clone(event))).is_err() {
            metric::rang("dropped");
        }
    }

    fn ring(&self, topics: &[Topic], event: &Arc<Event>) {
        let mut is_heard = false;
        for topic in topics {
            is_heard |= self.0.local.publish(topic, event);
        }
        if is_heard && let Event::MessageAppended { conversation, seq, .. } = &**event {
            self.0.rung.note(conversation, *seq);
        }
    }

    pub(super) fn subscribe(&self, topic: Topic) -> Subscription {
        self.0.local.subscribe(topic)
    }

    pub(super) fn is_heard(&self, topic: &Topic) -> bool {
        self.0.local.is_heard(topic)
    }

    pub(super) fn call(&self) {
        // Full: others have enough to hear of, and look for work by themselves.
        let _ = self.0.out.try_send(Out::Call);
    }

    pub(super) fn is_connected(&self) -> bool {
        self.0.connected.load(Ordering::Relaxed)
    }

    /// The database says that a conversation, of which these topics tell, has come to `seq`. When somebody listens here
    /// and it was not rung for, they are told that they missed some.
    pub fn mend(&self, topics: &[Topic], conversation: &ConversationId, seq: i64) {
        if topics.iter().any(|topic| self.0.local.is_heard(topic)) && self.0.rung.note(conversation, seq) < seq {
            metric::rang("mended");
            for topic in topics {
                self.0.local.missed(topic);
            }
        }
    }

    /// Forgets what was rung for long ago; said after each round of [`Nats::mend`].
    pub fn turn(&self) {
        self.0.rung.turn();
    }

    pub(super) async fn close(&self) {
        let (done, ended) = oneshot::channel();
        if self.0.out.send_timeout(Out::End(done), PATIENCE).await.is_ok() {
            let _ = timeout(PATIENCE, ended).await;
        }
    }
}

/// The client's settings, and the servers without their credentials: it does not take them from a URL, and logs those.
fn options(servers: &SecretString) -> anyhow::Result<(ConnectOptions, Vec<ServerAddr>)> {
    let mut options = ConnectOptions::new()
        .name("frontdesk")
        .no_echo()
        .ping_interval(Duration::from_secs(10))
        .reconnect_delay_callback(|attempts| {
            Duration::from_millis(100).saturating_mul(u32::try_from(attempts.min(20)).unwrap_or(20))
        });
    let mut addresses = Vec::new();
    let mut is_signed_in = false;
    for server in servers.expose_secret().split(',').map(str::trim).filter(|server| !server.is_empty()) {
        let mut url = url::Url::parse(server)?;
        if !url.username().is_empty() && !is_signed_in {
            options = options.user_and_password(plain(url.username()), plain(url.password().unwrap_or_default()));
            is_signed_in = true;
        }
        // A URL with a host takes both.
        let _ = (url.set_username(""), url.set_password(None));
        addresses.push(url.as_str().parse()?);
    }
    Ok((options, addresses))
}

/// A part of a URL without its percent signs.
fn plain(text: &str) -> String {
    let kept = text.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    url::form_urlencoded::parse(kept.as_bytes()).next().map_or_else(String::new, |(name, _)| name.into_owned())
}

async fn hear_calls(mut calls: Subscriber, work: Arc<Notify>) {
    while calls.next().await.is_some() {
        work.notify_one();
    }
}

async fn hear_rings(nats: Nats, mut rings: Subscriber) {
    while let Some(ring) = rings.next().await {
        hear(&nats, &ring);
    }
}

fn hear(nats: &Nats, ring: &Message) {
    let Some(topic) = subject::topic(&ring.subject) else { return };
    if !nats.0.local.is_heard(&topic) {
        return;
    }
    match serde_json::from_slice::<Event>(&ring.payload) {
        Ok(event) => nats.ring(&[topic], &Arc::new(event)),
        // Too large to be carried, or of a newer version: what it tells of is in the database.
        Err(_) => {
            nats.0.local.missed(&topic);
        }
    }
}

/// Sends what waits. While NATS is away it notes whom it owes a ring.
async fn say(nats: Nats, client: Client, mut queue: mpsc::Receiver<Out>) {
    let mut owed: HashSet<String> = HashSet::new();
    while let Some(out) = queue.recv().await {
        if nats.is_connected() && !owed.is_empty() {
            for name in std::mem::take(&mut owed) {
                send(&client, name, Bytes::new()).await;
            }
        }
        match out {
            Out::Back => {}
            Out::Ring(event) => {
                for (name, payload) in written(&event, client.max_payload()) {
                    let is_sent = nats.is_connected() && send(&client, name.clone(), payload).await;
                    // Who typed a while ago is nothing to tell.
                    if !is_sent && owed.len() < OWED && !matches!(*event, Event::Typing { .. }) {
                        owed.insert(name);
                    }
                }
            }
            Out::Call => {
                if nats.is_connected() {
                    send(&client, subject::WORK.to_owned(), Bytes::new()).await;
                }
            }
            Out::End(done) => {
                if nats.is_connected() {
                    let _ = timeout(PATIENCE, client.flush()).await;
                }
                // Who asked may have given up waiting.
                let _ = done.send(());
            }
        }
    }
}

/// An event as NATS carries it: written once, under each of its names. One that is too large is a bare ring.
fn written(event: &Event, largest: usize) -> Vec<(String, Bytes)> {
    let payload = serde_json::to_vec(event).map_or_else(|_| Bytes::new(), Bytes::from);
    let payload = if payload.len() > largest { Bytes::new() } else { payload };
    let names = Topic::of(event).into_iter().filter_map(|topic| subject::name(&topic, event));
    names.map(|name| (name, payload.clone())).collect()
}

async fn send(client: &Client, name: String, payload: Bytes) -> bool {
    // The client waits when its own buffer is full, which is when the line has just broken.
    matches!(timeout(PATIENCE, client.publish(name, payload)).await, Ok(Ok(())))
}

/// Watches the connection: what was missed while it was away is told to everybody here.
async fn watch(nats: Nats, client: Client, mut changes: mpsc::Receiver<async_nats::Event>) {
    let mut telling: Option<tokio::task::JoinHandle<()>> = None;
    let mut is_told = false;
    while let Some(change) = changes.recv().await {
        match change {
            async_nats::Event::Connected => {
                tracing::info!("NATS carries news between the nodes");
                is_told = false;
                set_connected(&nats, true);
                // Full: what comes next brings the same about.
                let _ = nats.0.out.try_send(Out::Back);
            }
            async_nats::Event::SlowConsumer(_) => {
                tracing::warn!("rings from other nodes came faster than they could be heard");
            }
            async_nats::Event::Disconnected => {
                is_told = away(&nats, is_told);
                continue;
            }
            // An attempt to connect has failed; or the server says no to something else.
            async_nats::Event::ClientError(_) if !is_up(&client) => {
                is_told = away(&nats, is_told);
                continue;
            }
            _ => continue,
        }
        if let Some(earlier) = telling.take() {
            earlier.abort();
        }
        telling = Some(tokio::spawn(tell_all(nats.clone(), client.clone())));
    }
}

/// Notes that NATS is away, and says so once.
fn away(nats: &Nats, is_told: bool) -> bool {
    set_connected(nats, false);
    if !is_told {
        tracing::warn!("NATS is away: this node goes on, and looks into the database for what the others do");
    }
    true
}

fn is_up(client: &Client) -> bool {
    client.connection_state() == async_nats::connection::State::Connected
}

fn set_connected(nats: &Nats, is_connected: bool) {
    nats.0.connected.store(is_connected, Ordering::Relaxed);
    metric::bus_connected(is_connected);
}

/// Tells every listener that it missed some, a few at a time.
async fn tell_all(nats: Nats, client: Client) {
    // NATS takes things in order: when it has answered this, it has the subscriptions again. That nobody is there to
    // answer is the answer.
    let _ = timeout(PATIENCE, client.request("frontdesk.nobody", Bytes::new())).await;
    for topics in nats.0.local.topics().chunks(SLICE.0) {
        for topic in topics {
            nats.0.local.missed(topic);
        }
        sleep(SLICE.1).await;
    }
}

#[cfg(test)]
mod tests;
