//! Five hundred visitors wait for a person, and twenty agents take them: how long a claim takes, beside what the same agents'
//! plain messages take in the conversations they have then; and that nobody who waits is forgotten.
//!
//! Each agent has the whole line before them and takes one of the few who wait longest, as their Inbox shows it, so that
//! several often reach for the same visitor: one gets them, the others are told who, and go on.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use futures_util::future::try_join_all;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::desk::{Desk, Serving};
use crate::line::{LONGEST, Line, word};
use crate::table::{Table, at, quantile, spread, times};
use crate::visitor::Tab;

const VISITORS: usize = 500;
const AGENTS: usize = 20;

/// How many of those who wait longest an agent chooses from.
const FRONT: usize = 5;

/// How many ask for a person at the same time.
const AT_ONCE: usize = 32;

/// What was measured.
pub struct Taken {
    /// Claims that won, in order of their time.
    claims: Vec<Duration>,
    /// Claims that came second.
    refused: Vec<Duration>,
    /// A plain message's way to its ack, by the same agents right after.
    messages: Vec<Duration>,
    /// From the first claim to the last visitor taken.
    all: Duration,
}

impl Taken {
    /// Its rows in the table.
    pub fn tell(&self, table: &mut Table, column: &'static str) {
        let row = "500 wait, 20 agents take them";
        let all = format!("{} in {:.2} s, none forgotten", self.claims.len(), self.all.as_secs_f64());
        table.tell(&format!("**{row}**"), column, all);
        table.tell(&format!("… {row}: a claim, p50 / p99"), column, spread(&self.claims));
        let second = format!("{}, told in {}", self.refused.len(), spread(&self.refused));
        table.tell(&format!("… {row}: came second, p50 / p99"), column, second);
        table.tell(&format!("… {row}: a message by the same agents, p50 / p99"), column, spread(&self.messages));
        let over = |share| times(at(&self.claims, share), at(&self.messages, share));
        let over = format!("{:.2} / {:.2} times", over(0.5), over(0.99));
        table.tell(&format!("… {row}: a claim over a message, p50 / p99"), column, over);
    }
}

/// A visitor who waits: their tab, and their conversation.
struct Waiting {
    line: Line,
    conversation: String,
}

/// An agent, and those they have taken.
struct Agent {
    name: String,
    line: Line,
    has: Vec<String>,
    claims: Vec<Duration>,
    refused: Vec<Duration>,
    /// Draws among the first of the line; each agent's own.
    draw: usize,
}

/// Twenty more members of the desk, then five hundred visitors, then the claims.
pub async fn measure(desk: &Desk, serving: &Serving) -> Result<Taken> {
    let mut agents = Vec::with_capacity(AGENTS);
    for number in 0..AGENTS {
        let (email, name) = (format!("agent{number}@desk.example"), format!("Agent {number}"));
        desk.run(&["member", "add", "--email", &email, "--name", &name, "--role", "agent"])?;
        agents.push(Agent::sit_down(serving, &email, name, number).await?);
    }
    let server = serving.address;
    let asking = stream::iter(0..VISITORS).map(|number| wait(server, &desk.bot, number));
    let mut visitors: Vec<Waiting> = asking.buffered(AT_ONCE).try_collect().await?;
    serving.rest()?;
    try_join_all(agents.iter_mut().map(|agent| agent.open_inbox(&desk.bot))).await?;
    let line: Rc<[String]> = visitors.iter().map(|one| one.conversation.clone()).collect();
    let begun = Instant::now();
    try_join_all(agents.iter_mut().map(|agent| agent.take_all(&line))).await?;
    let all = begun.elapsed();
    let mut owner: HashMap<&str, &str> = HashMap::new();
    for agent in &agents {
        for conversation in &agent.has {
            let other = owner.insert(conversation, &agent.name);
            ensure!(other.is_none(), "{conversation} was taken by {other:?} and by {}", agent.name);
        }
    }
    ensure!(owner.len() == VISITORS, "{} of {VISITORS} were taken: somebody was forgotten", owner.len());
    for visitor in &mut visitors {
        let told = visitor.line.hear(|frame| frame.contains(r#""status":"agent""#)).await?;
        let told: Value = serde_json::from_str(&told)?;
        let by = owner.get(visitor.conversation.as_str()).context("somebody has them")?;
        ensure!(told["agent"]["name"] == **by, "the visitor is told who has them: {told}, and it is {by}");
    }
    let mut messages: Vec<Duration> =
        try_join_all(agents.iter_mut().map(Agent::greet_all)).await?.into_iter().flatten().collect();
    quantile(&mut messages, 0.5);
    let (mut claims, mut refused) = (Vec::new(), Vec::new());
    for agent in &mut agents {
        claims.append(&mut agent.claims);
        refused.append(&mut agent.refused);
    }
    quantile(&mut claims, 0.5);
    quantile(&mut refused, 0.5);
    Ok(Taken { claims, refused, messages, all })
}

/// One asks for a person, leaves their details, and waits.
async fn wait(server: SocketAddr, bot: &str, number: usize) -> Result<Waiting> {
    let mut line = Tab::open(server, bot, "waits", number).await?.line();
    line.say(r#"{"type":"message.send","ref":"a","id":"a","text":"Can I talk to a person please?"}"#.to_owned())
        .await?;
    let frame = line.hear(|frame| frame.contains(r#""form":"fse_"#)).await?;
    let form = word(&frame, r#""form":""#).context("a form has a name")?;
    let conversation = word(&frame, r#""conversation":""#).context("it is in a conversation")?.to_owned();
    let values = json!({"name": "Ada Grove", "email": format!("ada{number}@example.org"), "consent": true});
    line.say(json!({"type": "form.submit", "ref": "s", "id": "s", "form": form, "values": values}).to_string()).await?;
    line.hear(|frame| frame.contains(r#""status":"waiting""#)).await?;
    Ok(Waiting { line, conversation })
}

impl Agent {
    async fn sit_down(serving: &Serving, email: &str, name: String, number: usize) -> Result<Self> {
        let (cookie, origin) = (serving.sign_in_as(email)?, format!("http://{}", serving.address));
        let headers = [("cookie", cookie.as_str()), ("origin", origin.as_str())];
        let line = Line::connect(serving.address, "/ws/agent", &headers, 0).await?;
        Ok(Self { name, line, has: Vec::new(), claims: Vec::new(), refused: Vec::new(), draw: number })
    }

    /// Hears from now on who is taken. Only now: nobody reads this socket while the visitors gather.
    async fn open_inbox(&mut self, bot: &str) -> Result<()> {
        self.line.say(json!({"type": "inbox", "ref": "inbox", "bot": bot}).to_string()).await?;
        self.line.hear(|frame| frame.contains(r#""ref":"inbox""#)).await?;
        Ok(())
    }

    /// Takes one after the other, until by what they were told nobody waits any more.
    async fn take_all(&mut self, line: &[String]) -> Result<()> {
        let mut waiting: Vec<&str> = line.iter().map(String::as_str).collect();
        while !waiting.is_empty() {
            // An odd step goes through all the places at the front.
            self.draw = self.draw.wrapping_mul(7).wrapping_add(3);
            let conversation = waiting.remove(self.draw % FRONT.min(waiting.len()));
            let begun = Instant::now();
            let claim = json!({"type": "move", "ref": "c", "conversation": conversation, "do": "claim"});
            self.line.say(claim.to_string()).await?;
            let answer = timeout(LONGEST, self.answer(&mut waiting)).await.context("a claim was never answered")??;
            if answer["type"] == "moved" {
                self.claims.push(begun.elapsed());
                self.has.push(conversation.to_owned());
            } else {
                ensure!(answer["code"] == "taken", "a claim is won or taken by a colleague: {answer}");
                self.refused.push(begun.elapsed());
            }
        }
        Ok(())
    }

    /// The answer to a claim; who was taken meanwhile is struck off.
    async fn answer(&mut self, waiting: &mut Vec<&str>) -> Result<Value> {
        loop {
            let frame: Value = serde_json::from_str(&self.line.any().await?)?;
            if frame["ref"] == "c" {
                return Ok(frame);
            }
            if frame["type"] == "conversation" && frame["status"] != "waiting" {
                waiting.retain(|one| frame["conversation"] != **one);
            }
        }
    }

    /// Says a word to each they have, one after the other: how long each took to its ack.
    async fn greet_all(&mut self) -> Result<Vec<Duration>> {
        let mut waits = Vec::with_capacity(self.has.len());
        for conversation in &self.has {
            let begun = Instant::now();
            let hello = json!({"type": "message.send", "ref": "m", "id": "hello", "conversation": conversation, "text": "Hello"});
            self.line.say(hello.to_string()).await?;
            self.line.hear(|frame| frame.contains(r#""ref":"m""#)).await?;
            waits.push(begun.elapsed());
        }
        Ok(waits)
    }
}
