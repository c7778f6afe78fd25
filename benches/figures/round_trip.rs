//! The durable round trip: a visitor's frame in, stored, acknowledged, seen by a second socket; by many visitors at
//! once, each sending one message after another. The assistant answers meanwhile, as it always does.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::desk::{REST, Serving};
use crate::table::{FLOOR, Table, quantile, rate, spread};
use crate::visitor::Visitor;

/// How many sockets send at once.
pub const SOCKETS: [usize; 3] = [1, 64, 256];

/// How long is measured, against the product and against the echo.
const SPAN: Duration = Duration::from_secs(4);
const ECHO_SPAN: Duration = Duration::from_secs(2);

/// The product takes 300 frames at once of one socket and then 50 a second; nobody writes more.
const MOST: usize = 250;

/// With few sockets one visitor follows another, so that nobody gets there.
const AT_LEAST: usize = 8;

/// What was measured with so many sockets.
pub struct RoundTrip {
    /// How many sent.
    pub sockets: usize,
    /// Messages a second.
    pub rate: f64,
    /// How long each took to its acknowledgement, in order.
    pub acknowledged: Vec<Duration>,
    /// How long each took until the second socket had seen it too, in order.
    pub seen: Vec<Duration>,
    /// Jobs that waited when the last message had come through: each is an answer of the assistant.
    pub waiting: usize,
    /// How long until they were done too, where that was seen.
    pub rested: Option<Duration>,
    /// Jobs of the run before that were not done when this one began: then they have taken part in it.
    pub was_busy: bool,
}

impl RoundTrip {
    /// Its rows in the table, beside the echo's.
    pub fn tell(&self, table: &mut Table, engine: &'static str, echo: &Self) {
        let row = format!("**round trip with answers, {} sending**", self.sockets);
        table.tell(&row, engine, rate(self.rate));
        table.tell(&row, FLOOR, format!("echo: {}", rate(echo.rate)));
        let part = |what: &str| format!("… {} sending: {what}", self.sockets);
        table.tell(&part("acknowledged, p50 / p99"), engine, spread(&self.acknowledged));
        table.tell(&part("seen by the second tab, p50 / p99"), engine, spread(&self.seen));
        table.tell(&part("seen by the second tab, p50 / p99"), FLOOR, spread(&echo.seen));
        let rested = self
            .rested
            .map_or(format!("more than {} s", REST.as_secs()), |rested| format!("{:.1} s", rested.as_secs_f64()));
        let before = if self.was_busy { " (those of the run before disturbed this one)" } else { "" };
        let answers = format!("{} of {}, {rested}{before}", self.waiting, self.seen.len());
        table.tell(&part("answers that waited at the end, and when they were given"), engine, answers);
    }
}

/// Against the echo.
pub fn against_echo(runtime: &Runtime, echo: SocketAddr, sockets: usize) -> Result<RoundTrip> {
    let visitors = runtime.block_on(open(echo, "any", sockets))?;
    runtime.block_on(send(visitors, sockets, ECHO_SPAN, usize::MAX))
}

/// Against the product, when it has nothing else to do.
pub fn against_desk(runtime: &Runtime, desk: &Serving, bot: &str, sockets: usize) -> Result<RoundTrip> {
    let visitors = runtime.block_on(open(desk.address, bot, sockets))?;
    let was_busy = desk.rest()?.is_none();
    let measured = runtime.block_on(send(visitors, sockets, SPAN, MOST))?;
    let waiting = desk.jobs()?;
    Ok(RoundTrip { waiting, was_busy, rested: desk.rest()?, ..measured })
}

async fn open(server: SocketAddr, bot: &str, sockets: usize) -> Result<Vec<Visitor>> {
    let run = format!("of-{sockets}");
    let opening = (0..sockets.max(AT_LEAST)).map(|number| Visitor::open(server, bot, &run, number));
    futures_util::future::try_join_all(opening).await
}

async fn send(mut visitors: Vec<Visitor>, sockets: usize, span: Duration, most: usize) -> Result<RoundTrip> {
    let mut places: Vec<Vec<Visitor>> = (0..sockets).map(|_| Vec::new()).collect();
    for place in (0..sockets).cycle() {
        let Some(visitor) = visitors.pop() else { break };
        places[place].push(visitor);
    }
    let begun = Instant::now();
    let mut sending = JoinSet::new();
    for place in places {
        sending.spawn(one_after_another(place, begun + span, most));
    }
    let (mut acknowledged, mut seen, mut in_time, mut last) = (Vec::new(), Vec::new(), 0_u32, begun);
    while let Some(done) = sending.join_next().await {
        for (at, to_ack, to_both) in done?? {
            if at <= begun + span {
                in_time += 1;
                last = last.max(at);
            }
            acknowledged.push(to_ack);
            seen.push(to_both);
        }
    }
    // Sorts them too.
    quantile(&mut acknowledged, 0.5);
    quantile(&mut seen, 0.5);
    let rate = f64::from(in_time) / (last - begun).as_secs_f64().max(0.001);
    Ok(RoundTrip { sockets, rate, acknowledged, seen, waiting: 0, rested: None, was_busy: false })
}

/// One place: its visitors in turn, until the time is over. When each message had come through, and its two times.
async fn one_after_another(
    place: Vec<Visitor>,
    until: Instant,
    most: usize,
) -> Result<Vec<(Instant, Duration, Duration)>> {
    let mut done = Vec::new();
    // They stay open to the end: a closing socket is not what is measured.
    let mut place = place;
    for visitor in &mut place {
        while visitor.said() < most && Instant::now() < until {
            let (acknowledged, seen) = visitor.round_trip().await?;
            done.push((Instant::now(), acknowledged, seen));
        }
    }
    Ok(done)
}
