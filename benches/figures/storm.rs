//! Ten thousand visitors lose the server at once: it is killed, something is stored for each of them, it is started
//! again. They come back by the widget's own rule (`widget/panel/socket.js`), each says what it has, and has to hear
//! what it missed. Against the echo they only come back. The client sleeps meanwhile, so that nobody has tried in vain
//! before: all draw their first pause at the same moment, which is the worst there is.

use std::hash::{BuildHasher as _, RandomState};
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _};
use tokio::runtime::Runtime;
use tokio::task::{JoinSet, LocalSet};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Error as Refusal;

use crate::desk::Desk;
use crate::echo::Echo;
use crate::line::Line;
use crate::process::{handles, peak};
use crate::table::{Table, mib, quantile, spread};

const VISITORS: usize = 10_000;

/// How many begin at the same time; how many come back is the rule's business.
const AT_ONCE: usize = 64;

/// Files that a server has open besides.
const OTHERS: usize = 300;

/// How long the whole may take.
const LONGEST: Duration = Duration::from_secs(180);

/// The widget's rule: up to so many seconds before each try, and how long a connection and its answer may take.
const STEPS: [u64; 6] = [1, 2, 4, 8, 16, 30];
const PATIENCE: Duration = Duration::from_secs(10);

/// What is stored for each while the server is away.
const STORED: [&str; 2] = [
    r#"INSERT INTO message (id, conversation_id, seq, author, author_name, body, created_at)
       SELECT 'msg_' || SUBSTR(id, 5), id, last_seq + 1, 'agent', 'Owner', '{"kind":"text","text":"We are back"}',
         updated_at FROM conversation"#,
    "UPDATE conversation SET last_seq = last_seq + 1",
];

/// What was measured.
pub struct Storm {
    /// How many came.
    visitors: usize,
    /// Until the last was back.
    all: Duration,
    /// How long each waited, in order.
    waits: Vec<Duration>,
    tries: Tries,
    /// The most memory that the new server had, in bytes.
    peak: u64,
}

/// What became of tries that brought nobody back.
#[derive(Clone, Copy, Default)]
struct Tries {
    /// Asked to come later.
    turned_away: usize,
    /// Not let in by the system, or without an answer in time.
    unheard: usize,
}

impl Storm {
    /// Its rows in the table.
    pub fn tell(&self, table: &mut Table, column: &'static str) {
        let row = "come back at once after the server was killed";
        let all = format!("{} in {:.1} s", self.visitors, self.all.as_secs_f64());
        table.tell(&format!("**{row}**"), column, all);
        table.tell(&format!("… {row}: a visitor's wait, p50 / p99"), column, spread(&self.waits));
        let Tries { turned_away, unheard } = self.tries;
        let tries = format!("{turned_away} asked to come later, {unheard} not heard");
        table.tell(&format!("… {row}: tries in vain"), column, tries);
        table.tell(&format!("… {row}: the server's memory, at most"), column, mib(self.peak));
    }
}

/// One of them: where they stand.
struct Guest {
    number: usize,
    line: Line,
    conversation: Option<String>,
    seq: i64,
}

/// Against the product, on this database of PostgreSQL or in its own file.
pub fn against_desk(runtime: &Runtime, desk: &Desk, url: Option<String>) -> Result<Storm> {
    let serving = desk.start(true)?;
    let (server, path) = (serving.address, format!("/ws?bot={}", desk.bot));
    let guests = runtime.block_on(gather(server, &path, true))?;
    // A rest is waited for 20 s, and 10,000 answers may take longer.
    let has_rested = (0..6).any(|_| serving.rest().is_ok_and(|rest| rest.is_some()));
    ensure!(has_rested, "the assistant has answered everybody");
    serving.kill();
    match url {
        Some(url) => runtime.block_on(store_in_postgres(&url))?,
        None => store_in_file(&desk.file())?,
    }
    let serving = desk.start_at(server, false)?;
    let storm = runtime.block_on(storm(server, &path, guests))?;
    let storm = Storm { peak: peak(serving.pid())?, ..storm };
    serving.stop();
    Ok(storm)
}

/// Against the echo.
pub fn against_echo(runtime: &Runtime) -> Result<Storm> {
    let echo = Echo::start()?;
    let server = echo.address;
    let guests = runtime.block_on(gather(server, "/ws", false))?;
    echo.kill();
    let echo = Echo::start_at(server)?;
    let storm = runtime.block_on(storm(server, "/ws", guests))?;
    Ok(Storm { peak: peak(echo.pid())?, ..storm })
}

fn store_in_file(file: &Path) -> Result<()> {
    let conn = rusqlite::Connection::open(file)?;
    Ok(conn.execute_batch(&format!("BEGIN; {}; COMMIT", STORED.join(";")))?)
}

async fn store_in_postgres(url: &str) -> Result<()> {
    let mut conn = sqlx::PgConnection::connect(url).await?;
    for statement in STORED {
        conn.execute(statement).await?;
    }
    Ok(conn.close().await?)
}

/// They all open; where there is something to store, each says a word, so that their conversation has begun.
async fn gather(server: SocketAddr, path: &str, speak: bool) -> Result<Vec<Guest>> {
    let visitors = VISITORS.min(handles().saturating_sub(OTHERS)).max(1);
    let opening = stream::iter(0..visitors).map(|number| async move {
        let line = Line::connect(server, path, &[], number).await?;
        let mut guest = Guest { number, line, conversation: None, seq: 0 };
        guest.open().await?;
        if speak {
            let word = json!({"type": "message.send", "ref": "w", "id": "w", "text": "Good morning"});
            guest.line.say(word.to_string()).await?;
            let ack = guest.line.hear(|frame| frame.contains(r#""ref":"w""#)).await?;
            let ack: Value = serde_json::from_str(&ack)?;
            guest.conversation = ack["conversation"].as_str().map(str::to_owned);
            guest.note(&ack["seq"]);
        }
        Ok(guest)
    });
    opening.buffered(AT_ONCE).try_collect().await
}

impl Guest {
    /// Says who they are and what they have; what they missed.
    async fn open(&mut self) -> Result<Value> {
        let visitor = format!("storm-{}-", self.number);
        let open = json!({"type": "open", "ref": "open", "visitor": format!("{visitor:x<43}"), "language": "en",
            "conversation": self.conversation, "seq": self.seq});
        self.line.say(open.to_string()).await?;
        Ok(serde_json::from_str(&self.line.hear(|frame| frame.contains(r#""ref":"open""#)).await?)?)
    }

    fn note(&mut self, seq: &Value) {
        self.seq = self.seq.max(seq.as_i64().unwrap_or(0));
    }

    /// Hears what comes until the line breaks, and comes back: when that was, and what was in vain.
    async fn live(mut self, server: SocketAddr, path: Rc<str>) -> Result<(Instant, Tries, Self)> {
        while let Ok(frame) = self.line.next().await {
            let frame: Value = serde_json::from_str(&frame)?;
            self.note(&frame["message"]["seq"]);
        }
        let mut tries = Tries::default();
        for step in STEPS.into_iter().chain(std::iter::repeat(30)) {
            tokio::time::sleep(pause(step)).await;
            match timeout(PATIENCE, Line::connect(server, &path, &[], self.number)).await {
                Ok(Ok(line)) => self.line = line,
                Ok(Err(error)) => {
                    match error.downcast_ref() {
                        Some(Refusal::Http(_)) => tries.turned_away += 1,
                        _ => tries.unheard += 1,
                    }
                    continue;
                }
                Err(_) => {
                    tries.unheard += 1;
                    continue;
                }
            }
            let Ok(Ok(opened)) = timeout(PATIENCE, self.open()).await else {
                tries.unheard += 1;
                continue;
            };
            let at = Instant::now();
            if self.conversation.is_some() {
                let missed: Vec<_> =
                    opened["messages"].as_array().into_iter().flatten().map(|one| &one["seq"]).collect();
                ensure!(missed == [&json!(self.seq + 1)], "each has what they missed, once: {opened}");
            }
            return Ok((at, tries, self));
        }
        unreachable!("the steps never end")
    }
}

/// As the widget draws it: anything up to this many seconds, a fifth of one at least.
fn pause(step: u64) -> Duration {
    let drawn = RandomState::new().hash_one(step) % (step * 1_000);
    Duration::from_millis(drawn.max(200))
}

/// They hear that the server was gone, which is there again, and come back.
async fn storm(server: SocketAddr, path: &str, guests: Vec<Guest>) -> Result<Storm> {
    let (local, path, visitors, begun) = (LocalSet::new(), Rc::from(path), guests.len(), Instant::now());
    let mut living = JoinSet::new();
    for guest in guests {
        living.spawn_local_on(guest.live(server, Rc::clone(&path)), &local);
    }
    let gathered = async {
        // Who is back stays.
        let (mut waits, mut tries, mut stay) = (Vec::new(), Tries::default(), Vec::new());
        while let Some(back) = living.join_next().await {
            let (at, own, guest) = back??;
            tries.unheard += own.unheard;
            tries.turned_away += own.turned_away;
            waits.push(at - begun);
            stay.push(guest);
        }
        let all = quantile(&mut waits, 1.0);
        anyhow::Ok(Storm { visitors, all, waits, tries, peak: 0 })
    };
    local.run_until(timeout(LONGEST, gathered)).await.context("somebody did not come back")?
}
