//! The client for addresses that an owner names: one answer, bounded in size and time, from the public internet.
//!
//! It follows no redirect, goes through no proxy and unpacks nothing; whoever reads on asks again, and is guarded again.

use std::time::Duration;

use reqwest::header::{CONTENT_ENCODING, HeaderMap, HeaderValue};
use url::Url;

use super::guard::{self, Lookup};
use crate::config::Networks;

/// The client.
#[derive(Clone, Debug)]
pub struct Outside {
    client: reqwest::Client,
    open: Networks,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    headers: HeaderMap,
    /// What it holds, cut at the bound.
    pub body: Vec<u8>,
    /// There was more.
    pub is_cut: bool,
}

impl Answer {
    /// A header's value, where it is plain text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Why nothing came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is an address of a private network.
    Inward,
    /// It is no address of the web.
    NoAddress,
    /// Nobody answers there.
    Unreachable,
    /// It took too long.
    TooSlow,
    /// It is packed, which was not asked for.
    Packed,
}

impl Refusal {
    /// A sentence for the owner.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Inward => "This leads to a private network, which is not read",
            Self::NoAddress => "This is no address of a page: it begins with https:// or http://",
            Self::Unreachable => "Nobody answered at this address",
            Self::TooSlow => "The site took too long to answer",
            Self::Packed => "The site sent this in a packed form that was not asked for",
        }
    }
}

impl Outside {
    /// A client to which these networks are open beside the public internet.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(open: Networks) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(15))
            .redirect(reqwest::redirect::Policy::none())
            // A proxy would look names up by itself.
            .no_proxy()
            .dns_resolver(std::sync::Arc::new(Lookup { open: open.clone() }))
            .user_agent(concat!("Frontdesk/", env!("CARGO_PKG_VERSION"), " (reads its owner's site)"))
            .build()?;
        Ok(Self { client, open })
    }

    /// Gets what is at an address: at most `most` bytes of it. `headers` are sent along.
    ///
    /// # Errors
    /// Why nothing came.
    pub async fn get(&self, url: &Url, headers: &[(&'static str, String)], most: usize) -> Result<Answer, Refusal> {
        let is_web = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
        if !is_web {
            return Err(Refusal::NoAddress);
        }
        if !guard::may_name(url, &self.open) {
            return Err(Refusal::Inward);
        }
        let mut request = self.client.get(url.clone());
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::from_str(value) {
                request = request.header(*name, value);
            }
        }
        let mut response = request.send().await.map_err(|error| refusal(&error))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
            return Err(Refusal::Packed);
        }
        let (mut body, mut is_cut) = (Vec::new(), false);
        while let Some(piece) = response.chunk().await.map_err(|error| refusal(&error))? {
            let room = most - body.len();
            body.extend_from_slice(&piece[..piece.len().min(room)]);
            if piece.len() > room {
                is_cut = true;
                break;
            }
        }
        Ok(Answer { status, headers, body, is_cut })
    }
}

fn refusal(error: &reqwest::Error) -> Refusal {
    if guard::is_inward(error) {
        Refusal::Inward
    } else if error.is_timeout() {
        Refusal::TooSlow
    } else {
        Refusal::Unreachable
    }
}
