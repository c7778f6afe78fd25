//! A sender: visitors one after the other who write, wait for acks, lose their line in every way, come back, resume by
//! `seq`, and send again what was not acknowledged, under the same id.
//!
//! Half of them wait for each ack, and send forms; the others send ahead. It keeps to docs/protocol.md and looks at
//! nothing but its sockets.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use super::chance::Chance;
use super::faults::{Counts, Fault};
use super::line::Line;
use super::record::{Heard, Record, What, client_id};
use crate::id;

/// How much a visitor writes before another takes their place.
pub(super) const MOST_ENTRIES: usize = 100;
/// How much a sender may write in a round, so that a run is bounded in count too.
const A_ROUND: usize = 24;
/// How far a sender who does not wait sends ahead.
const AHEAD: usize = 8;
/// How long an answer may take on a line that holds.
const PATIENCE: Duration = Duration::from_secs(10);

/// What every sender knows of the house.
#[derive(Clone, Debug, Default)]
pub(super) struct Doors {
    /// Where servers listen now.
    pub open: Vec<SocketAddr>,
    /// The round, from 1; nothing is sent before.
    pub round: usize,
    /// Nothing new is written any more; what is open is settled until then.
    pub over: Option<Instant>,
}

/// A sender.
pub(super) struct Sender {
    number: usize,
    key: Arc<str>,
    doors: watch::Receiver<Doors>,
    counts: Arc<Counts>,
    chance: Chance,
    done: Vec<Record>,
    record: Record,
    /// All that was written, by the visitors before too.
    written: usize,
}

impl Sender {
    pub(super) fn new(
        number: usize,
        key: Arc<str>,
        doors: watch::Receiver<Doors>,
        counts: Arc<Counts>,
        chance: Chance,
    ) -> crate::error::Result<Self> {
        let record = Record::new(format!("s{number}v0"), id::token()?);
        Ok(Self { number, key, doors, counts, chance, done: Vec::new(), record, written: 0 })
    }

    /// Writes until it is over and all is settled; gives what each visitor remembers.
    pub(super) async fn run(mut self) -> Vec<Record> {
        loop {
            let over = self.doors.borrow().over;
            let is_settled = self.record.is_settled();
            if over.is_some_and(|until| is_settled || Instant::now() > until) {
                break;
            }
            if is_settled && self.record.entries.len() >= MOST_ENTRIES {
                self.next_visitor();
            }
            match self.come_in(false).await {
                Some(line) => self.talk(line).await,
                None => sleep(Duration::from_millis(5 + self.chance.below(20))).await,
            }
        }
        self.done.push(self.record);
        self.done
    }

    fn next_visitor(&mut self) {
        // Without randomness the old one goes on.
        if let Ok(secret) = id::token() {
            let name = format!("s{}v{}", self.number, self.done.len() + 1);
            self.done.push(std::mem::replace(&mut self.record, Record::new(name, secret)));
        }
    }

    /// Connects to one of the servers and resumes; `whole` is as a new tab does.
    async fn come_in(&mut self, whole: bool) -> Option<Line> {
        let open =
            timeout(PATIENCE, self.doors.wait_for(|doors| !doors.open.is_empty())).await.ok()?.ok()?.open.clone();
        let address = *open.get(self.chance.place(open.len()))?;
        let mut line = Line::connect(address, &self.key).await?;
        if !line.send(&self.record.open(whole)).await {
            return None;
        }
        loop {
            let frame = timeout(PATIENCE, line.hear()).await.ok()??;
            self.record.hear(&mut line.last, &frame);
            match frame["type"].as_str() {
                Some("opened") => return Some(line),
                Some("error") => return None,
                _ => {}
            }
        }
    }

    /// Sends and hears on this line until it is lost, or all is said.
    async fn talk(&mut self, line: Line) {
        let (mut line, mut at) = (line, self.record.first_unacked());
        loop {
            if self.may_send(at) {
                let Some(kept) = self.send(line, at).await else { return };
                (line, at) = (kept, at + 1);
                continue;
            }
            let is_full = self.record.entries.len() >= MOST_ENTRIES;
            if self.record.is_settled() && (is_full || self.doors.borrow().over.is_some()) {
                return;
            }
            let is_waiting = !self.record.is_settled();
            tokio::select! {
                heard = line.hear() => {
                    let Some(frame) = heard else { return };
                    match self.hear(&mut line.last, &frame) {
                        Heard::Acked(_) if self.chance.one_in(32) => return self.cut(line),
                        Heard::Refused(seconds) => return sleep(Duration::from_secs(seconds.min(5))).await,
                        _ => {}
                    }
                }
                changed = self.doors.changed() => if changed.is_err() { return },
                () = sleep(PATIENCE), if is_waiting => return Counts::add(&self.counts.stalls),
            }
        }
    }

    /// Whether the thing in this place may be sent now; writes it where there is none.
    fn may_send(&mut self, at: usize) -> bool {
        let ahead = if self.waits() { 1 } else { AHEAD };
        if at >= self.record.first_unacked() + ahead {
            return false;
        }
        if at < self.record.entries.len() {
            return true;
        }
        let (round, is_over) = {
            let doors = self.doors.borrow();
            (doors.round, doors.over.is_some())
        };
        if is_over || self.written >= round * A_ROUND || self.record.entries.len() >= MOST_ENTRIES {
            return false;
        }
        let what = match self.record.entries.last().map(|entry| &entry.what) {
            Some(What::Ask(None)) => return false,
            Some(What::Ask(Some(_))) => What::Submit(self.record.entries.len() - 1),
            _ if self.waits() && self.chance.one_in(10) => What::Ask(None),
            _ => What::Text,
        };
        self.record.write(what);
        self.written += 1;
        true
    }

    /// Whether this one waits for each ack.
    fn waits(&self) -> bool {
        self.number.is_multiple_of(2)
    }

    /// Sends the thing in this place, with what may go wrong; gives the line where it holds.
    async fn send(&mut self, mut line: Line, at: usize) -> Option<Line> {
        let frame = self.record.frame(at)?;
        let fault = Fault::choose(&mut self.chance, at == self.record.first_unacked());
        if fault == Fault::Half {
            let part = 1 + self.chance.place(frame.to_string().len());
            let with_reset = self.chance.one_in(2);
            Counts::add(&self.counts.cuts);
            line.break_off(&frame, part, with_reset).await;
            return None;
        }
        self.note_sent(at);
        match fault {
            Fault::Twin => return self.twin(line, at, &frame).await,
            Fault::Again => {
                self.note_sent(at);
                if !line.send(&frame).await {
                    return None;
                }
            }
            _ => {}
        }
        let is_sent = line.send(&frame).await;
        if fault == Fault::Unheard {
            self.cut(line);
            return None;
        }
        is_sent.then_some(line)
    }

    /// Sends it on two lines at the same moment, and hears the other line's answer, or cuts it.
    async fn twin(&mut self, mut line: Line, at: usize, frame: &Value) -> Option<Line> {
        let Some(mut other) = self.come_in(true).await else {
            return line.send(frame).await.then_some(line);
        };
        self.note_sent(at);
        let (is_sent, is_sent_twice) = tokio::join!(line.send(frame), other.send(frame));
        if is_sent_twice && self.chance.one_in(3) {
            self.cut(other);
        } else if is_sent_twice {
            let id = client_id(at);
            while let Ok(Some(frame)) = timeout(PATIENCE, other.hear()).await {
                self.hear(&mut other.last, &frame);
                if frame["id"] == id.as_str() {
                    break;
                }
            }
        }
        is_sent.then_some(line)
    }

    fn hear(&mut self, last: &mut i64, frame: &Value) -> Heard {
        let before = self.record.first_unacked();
        let heard = self.record.hear(last, frame);
        if matches!(heard, Heard::Refused(_)) {
            Counts::add(&self.counts.refusals);
        }
        for _ in before..self.record.first_unacked() {
            Counts::add(&self.counts.acked);
        }
        heard
    }

    fn note_sent(&mut self, at: usize) {
        if let Some(entry) = self.record.entries.get_mut(at) {
            if entry.times > 0 {
                Counts::add(&self.counts.duplicates);
            }
            entry.times += 1;
        }
    }

    fn cut(&mut self, line: Line) {
        Counts::add(&self.counts.cuts);
        line.cut(self.chance.one_in(2));
    }
}
