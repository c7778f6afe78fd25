//! Visitors who write at a fixed rate, whatever the server does: what it is like to write while others do. Each wait is
//! counted from when the message was meant to leave, so that a server (or a client) that falls behind cannot hide it.

use std::collections::VecDeque;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::timeout;

use crate::crowd::{Crowd, Writer};
use crate::line::LONGEST;
use crate::load::client_id;
use crate::table::quantile;

/// How long they write before it counts.
const WARM: Duration = Duration::from_millis(500);

/// They all write, `rate` messages a second together, for this long. How long each waited for its ack, in order.
pub async fn run(crowd: Crowd, rate: f64, span: Duration) -> Result<Vec<Duration>> {
    let (from, local) = (Instant::now() + WARM, LocalSet::new());
    let (mut writing, mut pace) = (JoinSet::new(), Vec::new());
    for writer in crowd.writers {
        let (tell, due) = unbounded_channel();
        pace.push(tell);
        writing.spawn_local_on(write(writer, due, from), &local);
    }
    // A thread of its own: the runtime's timer counts whole milliseconds, which is longer than a flush may take.
    let metronome = thread::spawn(move || beat(&pace, rate, WARM + span));
    let gathered = async {
        let mut waits = Vec::new();
        while let Some(done) = writing.join_next().await {
            waits.extend(done??);
        }
        quantile(&mut waits, 0.5);
        anyhow::Ok(waits)
    };
    let waits =
        local.run_until(timeout(WARM + span + LONGEST, gathered)).await.context("somebody was never answered")?;
    let _ = metronome.join();
    waits
}

/// Tells one after another that it is time.
fn beat(pace: &[UnboundedSender<Instant>], rate: f64, span: Duration) {
    let begun = Instant::now();
    for (count, writer) in (0_u32..).zip(pace.iter().cycle()) {
        let at = Duration::from_secs_f64(f64::from(count) / rate);
        if at >= span {
            return;
        }
        thread::sleep(at.saturating_sub(begun.elapsed()));
        // Who has gone is missed when their task ends.
        let _ = writer.send(begun + at);
    }
}

async fn write(mut writer: Writer, mut due: UnboundedReceiver<Instant>, from: Instant) -> Result<Vec<Duration>> {
    let (mut waiting, mut waits, number) = (VecDeque::new(), Vec::new(), writer.number);
    let (mut count, mut is_over) = (0, false);
    while !is_over || !waiting.is_empty() {
        tokio::select! {
            at = due.recv(), if !is_over => {
                let Some(at) = at else {
                    is_over = true;
                    continue;
                };
                count += 1;
                waiting.push_back(at);
                writer
                    .line
                    .say(format!(
                        r#"{{"type":"message.send","ref":"p","id":"{}","text":"v{number}n{count}"}}"#,
                        client_id(number, count)
                    ))
                    .await?;
            }
            frame = writer.line.next() => {
                // Acks come in the order of the messages.
                if frame?.starts_with(r#"{"type":"ack""#) && let Some(at) = waiting.pop_front() && at >= from {
                    waits.push(at.elapsed());
                }
            }
        }
    }
    Ok(waits)
}
