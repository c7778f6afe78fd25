//! Visitors who write one message after another, as fast as they are answered. With agents who watch, the next comes
//! when the agent's socket has the one before; without, when it is acknowledged.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use frontdesk::time::Clock;
use tokio::sync::Notify;
use tokio::task::{JoinSet, LocalSet};
use tokio::time::timeout;

use crate::crowd::{Crowd, Writer};
use crate::line::{LONGEST, Line};
use crate::table::{Table, quantile, rate, spread};

/// How long they write before it counts.
const WARM: Duration = Duration::from_millis(500);

/// What was measured.
#[derive(Default)]
pub struct Load {
    /// Messages a second.
    pub rate: f64,
    /// From each message to its ack, in order.
    pub acknowledged: Vec<Duration>,
    /// From each message to the agent's socket, in order; empty where no agent watched.
    pub seen: Vec<Duration>,
}

impl Load {
    /// Its rows in the table, `row` first; `processor` is what the server took of it.
    pub fn tell(&self, table: &mut Table, row: &str, column: &'static str, processor: Duration) {
        table.tell(&format!("**{row}**"), column, rate(self.rate));
        table.tell(&format!("… {row}: acknowledged, p50 / p99"), column, spread(&self.acknowledged));
        if !self.seen.is_empty() {
            table.tell(&format!("… {row}: seen by the agent, p50 / p99"), column, spread(&self.seen));
        }
        let messages = u32::try_from(self.acknowledged.len()).unwrap_or(u32::MAX).max(1);
        let each = (processor / messages).as_secs_f64() * 1e6;
        table.tell(&format!("… {row}: processor of the server for each"), column, format!("{each:.0} µs"));
    }
}

/// Where an agent's socket notes what it has seen of a visitor.
#[derive(Default)]
struct Slot {
    count: Cell<usize>,
    at: Cell<Option<Instant>>,
    news: Notify,
}

/// They all write for this long.
pub async fn run(crowd: Crowd, span: Duration, is_watched: bool) -> Result<Load> {
    let Crowd { writers, agents } = crowd;
    let slots: Rc<Vec<Slot>> = Rc::new(writers.iter().map(|_| Slot::default()).collect());
    let local = LocalSet::new();
    let mut watching = JoinSet::new();
    if is_watched {
        for agent in agents {
            watching.spawn_local_on(watch(agent, Rc::clone(&slots)), &local);
        }
    }
    let from = Instant::now() + WARM;
    let until = from + span;
    let mut writing = JoinSet::new();
    for writer in writers {
        writing.spawn_local_on(write(writer, Rc::clone(&slots), is_watched, from, until), &local);
    }
    let gathered = async {
        let (mut acknowledged, mut seen, mut count) = (Vec::new(), Vec::new(), 0_u32);
        while let Some(done) = writing.join_next().await {
            for one in done?? {
                count += u32::from(one.at <= until);
                acknowledged.push(one.to_ack);
                seen.extend(one.to_agent);
            }
        }
        // Sorts them too.
        quantile(&mut acknowledged, 0.5);
        quantile(&mut seen, 0.5);
        Ok(Load { rate: f64::from(count) / span.as_secs_f64(), acknowledged, seen })
    };
    local.run_until(timeout(WARM + span + LONGEST, gathered)).await.context("somebody was never answered")?
}

/// One writes alone, then the next: so many messages each, since a socket may not send more at once. How long each took
/// to its ack, in order.
pub async fn in_turn(mut crowd: Crowd, each: usize) -> Result<Vec<Duration>> {
    let mut acknowledged = Vec::new();
    for writer in &mut crowd.writers {
        for count in 0..each {
            let begun = Instant::now();
            writer.say(count).await?;
            timeout(LONGEST, writer.hear_ack()).await.context("a message was never answered")??;
            // The first few find everything cold.
            if count >= each / 10 {
                acknowledged.push(begun.elapsed());
            }
        }
    }
    quantile(&mut acknowledged, 0.5);
    Ok(acknowledged)
}

/// An id as the widget makes them: the time, and what nobody else has.
pub fn client_id(number: usize, count: usize) -> String {
    let at = Clock::System.now().millis();
    format!("{at:011x}{number:06x}{count:06x}")
}

impl Writer {
    async fn say(&mut self, count: usize) -> Result<()> {
        let number = self.number;
        let frame = format!(
            r#"{{"type":"message.send","ref":"{count}","id":"{}","text":"v{number}n{count}"}}"#,
            client_id(number, count)
        );
        self.line.say(frame).await
    }

    /// Its own message comes too, like all of the conversation: it is read, and passed over.
    async fn hear_ack(&mut self) -> Result<()> {
        while !self.line.next().await?.starts_with(r#"{"type":"ack""#) {}
        Ok(())
    }
}

/// A message that has come through, when it was sent after the warm-up.
struct Through {
    at: Instant,
    to_ack: Duration,
    to_agent: Option<Duration>,
}

async fn write(
    mut writer: Writer,
    slots: Rc<Vec<Slot>>,
    is_watched: bool,
    from: Instant,
    until: Instant,
) -> Result<Vec<Through>> {
    let (mut done, number) = (Vec::new(), writer.number);
    let slot = &slots[number];
    for count in 1.. {
        let begun = Instant::now();
        if begun >= until {
            break;
        }
        writer.say(count).await?;
        writer.hear_ack().await?;
        let to_ack = begun.elapsed();
        let mut to_agent = None;
        if is_watched {
            while slot.count.get() < count {
                slot.news.notified().await;
            }
            to_agent = slot.at.get().map(|at| at - begun);
        }
        // Those of the warm-up do not count, unless they ended after it.
        let at = Instant::now();
        if at >= from {
            done.push(Through { at, to_ack, to_agent });
        }
    }
    Ok(done)
}

async fn watch(mut agent: Line, slots: Rc<Vec<Slot>>) -> Result<()> {
    loop {
        let frame = agent.next().await?;
        let Some((_, rest)) = frame.split_once(r#""text":"v"#) else { continue };
        let mut numbers = rest.split(|c: char| !c.is_ascii_digit()).map(str::parse::<usize>);
        if let (Some(Ok(number)), Some(Ok(count))) = (numbers.next(), numbers.next())
            && let Some(slot) = slots.get(number)
        {
            slot.count.set(count);
            slot.at.set(Some(Instant::now()));
            slot.news.notify_one();
        }
    }
}
