//! Capture of a lead: 256 visitors at once send a form each, one after another. The forms were asked for before.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::time::timeout;

use crate::line::{LONGEST, Line, word};
use crate::table::quantile;
use crate::visitor::Tab;

/// How many send at once, and how many each place sends: every one is a visitor of their own, and makes a lead.
const PLACES: usize = 256;
const EACH: usize = 10;

/// How many ask for their forms at the same time.
const AT_ONCE: usize = 64;

/// What was measured.
pub struct Captured {
    /// Leads a second.
    pub rate: f64,
    /// From each form to its ack, in order.
    pub waits: Vec<Duration>,
}

/// A visitor who has a form before them: their line, and the form.
type Asked = (Line, String);

/// They all ask for their forms.
pub async fn ask_all(server: SocketAddr, bot: &str) -> Result<Vec<Asked>> {
    stream::iter(0..PLACES * EACH).map(|number| ask(server, bot, number)).buffered(AT_ONCE).try_collect().await
}

/// They send them: this is what is measured.
pub async fn send_all(asked: Vec<Asked>) -> Result<Captured> {
    let (mut places, mut asked) = (Vec::new(), asked.into_iter().enumerate());
    for _ in 0..PLACES {
        places.push(asked.by_ref().take(EACH).collect::<Vec<_>>());
    }
    let begun = Instant::now();
    let sending = places.into_iter().map(|place| async move {
        let (mut waits, mut open) = (Vec::with_capacity(EACH), Vec::with_capacity(EACH));
        for (number, (mut line, form)) in place {
            let sent = Instant::now();
            line.say(format!(
                r#"{{"type":"form.submit","ref":"s","id":"s","form":"{form}","values":{{"name":"Ada Grove","email":"ada{number}@example.org","consent":true}}}}"#
            ))
            .await?;
            line.hear(|frame| frame.contains(r#""ref":"s""#)).await?;
            waits.push(sent.elapsed());
            // It stays open to the end: a closing socket is not what is measured.
            open.push(line);
        }
        anyhow::Ok((waits, open))
    });
    let done =
        timeout(LONGEST, futures_util::future::try_join_all(sending)).await.context("a form was never taken")??;
    let took = begun.elapsed();
    let mut waits: Vec<Duration> = done.into_iter().flat_map(|(waits, _)| waits).collect();
    quantile(&mut waits, 0.5);
    let count = u32::try_from(waits.len())?;
    Ok(Captured { rate: f64::from(count) / took.as_secs_f64(), waits })
}

async fn ask(server: SocketAddr, bot: &str, number: usize) -> Result<Asked> {
    let mut line = Tab::open(server, bot, "lead", number).await?.line();
    line.say(r#"{"type":"form.request","ref":"f","id":"f"}"#.to_owned()).await?;
    let frame = line.hear(|frame| frame.contains(r#""form":"fse_"#)).await?;
    let form = word(&frame, r#""form":""#).context("a form has a name")?.to_owned();
    Ok((line, form))
}
