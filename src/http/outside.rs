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
        Self::with_patience(open, Duration::from_secs(15))
    }

    fn with_patience(open: Networks, patience: Duration) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(patience)
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

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    fn client(open: &str) -> Outside {
        let _ = rustls::crypto::ring::default_provider().install_default();
        Outside::with_patience(open.parse().unwrap(), Duration::from_millis(600)).unwrap()
    }

    /// A server that answers one request with this, and then with `x` for ever, or with nothing.
    async fn server(head: &'static str, goes_on: bool) -> Url {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        tokio::spawn(async move {
            let (mut line, _) = listener.accept().await.unwrap();
            let mut asked = [0; 1_024];
            let _ = line.read(&mut asked).await;
            let _ = line.write_all(head.as_bytes()).await;
            while goes_on && line.write_all(&[b'x'; 16 * 1024]).await.is_ok() {}
            std::future::pending::<()>().await;
        });
        url
    }

    #[tokio::test]
    async fn what_never_ends_is_cut() {
        let url = server("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", true).await;
        let answer = client("127.0.0.0/8").get(&url, &[], 100_000).await.unwrap();
        assert_eq!((answer.status, answer.body.len(), answer.is_cut), (200, 100_000, true));
        assert_eq!(answer.header("content-type"), Some("text/html"));
    }

    #[tokio::test]
    async fn what_never_comes_is_not_waited_for() {
        for head in ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"] {
            let url = server(head, false).await;
            assert_eq!(client("127.0.0.0/8").get(&url, &[], 100).await.unwrap_err(), Refusal::TooSlow, "{head}");
        }
    }

    #[tokio::test]
    async fn a_private_network_is_not_reached_by_number_or_by_name() {
        let url = server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false).await;
        let by_name = Url::parse(&format!("http://localhost:{}/", url.port().unwrap())).unwrap();
        for url in [&url, &by_name] {
            assert_eq!(client("").get(url, &[], 100).await.unwrap_err(), Refusal::Inward, "{url}");
        }
        assert_eq!(client("127.0.0.0/8").get(&url, &[], 100).await.unwrap().status, 200, "where the settings open it");
    }

    #[tokio::test]
    async fn what_is_packed_or_no_page_is_refused() {
        let url = server("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n", false).await;
        assert_eq!(client("127.0.0.0/8").get(&url, &[], 100).await.unwrap_err(), Refusal::Packed);
        for odd in ["file:///etc/passwd", "ftp://127.0.0.1/", "http://me:secret@127.0.0.1/"] {
            let refused = client("127.0.0.0/8").get(&Url::parse(odd).unwrap(), &[], 100).await.unwrap_err();
            assert_eq!(refused, Refusal::NoAddress, "{odd}");
        }
    }
}
