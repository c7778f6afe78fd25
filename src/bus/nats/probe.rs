//! A look at each NATS server that the settings name: whether it takes this node, and how far away it is.
//!
//! It keeps no connection, rings for nobody, and tells no password.

use std::io;
use std::time::{Duration, Instant};

use async_nats::{ConnectErrorKind, ServerAddr};
use bytes::Bytes;
use secrecy::SecretString;
use tokio::time::timeout;

use super::options;

/// What a server has said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// Its version.
    pub version: String,
    /// A question and its answer took so long; none, and it takes no question from this user.
    pub round_trip: Option<Duration>,
}

/// Why a server could not be met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmet {
    /// No such host.
    Unknown,
    /// Nothing listens there.
    Refused,
    /// It does not take the user and the password, or wants some.
    Stranger,
    /// No answer in time.
    Late,
    /// The two could not agree on encryption.
    Tls,
    /// Anything else, in its own words.
    Other(String),
}

/// Meets each of `servers` (their URLs, separated by commas) at once, each within `patience`; gives them by host and port.
///
/// # Errors
/// When the URLs are none.
pub async fn probe(servers: &SecretString, patience: Duration) -> anyhow::Result<Vec<(String, Result<Met, Unmet>)>> {
    let (_, addresses) = options(servers)?;
    let each = addresses.into_iter().map(|address| async move {
        let name = format!("{}:{}", address.host(), address.port());
        let met = timeout(patience, meet(servers, address, patience)).await.unwrap_or(Err(Unmet::Late));
        (name, met)
    });
    Ok(futures_util::future::join_all(each).await)
}

async fn meet(servers: &SecretString, address: ServerAddr, patience: Duration) -> Result<Met, Unmet> {
    let (options, _) = options(servers).map_err(|error| Unmet::Other(error.to_string()))?;
    // Once: the first answer is what is to be told.
    let options = options.connection_timeout(patience).max_reconnects(1);
    let client = options.connect(address).await.map_err(|error| why(&error))?;
    let asked = Instant::now();
    // That nobody is there to answer is the answer.
    let answered = timeout(patience / 2, client.request("frontdesk.nobody", Bytes::new())).await;
    let round_trip = answered.is_ok().then(|| asked.elapsed());
    let version = client.server_info().version;
    // It is only a goodbye.
    let _ = timeout(patience / 4, client.drain()).await;
    Ok(Met { version, round_trip })
}

fn why(error: &async_nats::ConnectError) -> Unmet {
    let io = std::error::Error::source(error).and_then(|source| source.downcast_ref::<io::Error>());
    match (error.kind(), io.map(io::Error::kind)) {
        (ConnectErrorKind::AuthorizationViolation | ConnectErrorKind::Authentication, _) => Unmet::Stranger,
        (ConnectErrorKind::Dns, _) => Unmet::Unknown,
        (ConnectErrorKind::TimedOut, _) | (_, Some(io::ErrorKind::TimedOut)) => Unmet::Late,
        (ConnectErrorKind::Tls, _) => Unmet::Tls,
        (_, Some(io::ErrorKind::ConnectionRefused)) => Unmet::Refused,
        _ => Unmet::Other(error.to_string()),
    }
}
