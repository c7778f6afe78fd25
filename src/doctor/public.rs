//! The public address: does it lead here, safely, and for how long still.

use serde::Deserialize;
use url::{Host, Url};

use super::certificate::{self, Line};
use super::clock::ahead_of;
use super::{Finding, Seen, in_time};
use crate::config::Config;
use crate::http;
use crate::time::Clock;

/// Who answered at the public address.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// Nobody, or not as a web server.
    Nobody(String),
    /// Somebody who sends elsewhere.
    Elsewhere(String),
    /// A web server that is none of ours.
    Stranger(u16),
    /// A Frontdesk.
    Frontdesk(Answer),
}

/// What a Frontdesk says at `/healthz`.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Answer {
    version: String,
    #[serde(default)]
    installation: String,
}

/// Who answers, its clock, and its certificate.
pub(super) async fn look(config: &Config) -> (Seen, Reached) {
    let url = &config.public_url;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let certificate = async {
        let port = url.port_or_known_default().unwrap_or(443);
        if url.scheme() == "https" { certificate::look("certificate", &host, port, Line::Tls).await } else { None }
    };
    let (reached, certificate) = tokio::join!(in_time(reach(url)), certificate);
    let (reached, ahead) = reached.unwrap_or_else(|late| (Reached::Nobody(late), None));
    let clocks = ahead.map(|ahead| (url.host_str().unwrap_or_default().to_owned(), ahead));
    (Seen { findings: certificate.into_iter().collect(), clocks: clocks.into_iter().collect() }, reached)
}

async fn reach(url: &Url) -> (Reached, Option<i64>) {
    let place = format!("{}/healthz", url.as_str().trim_end_matches('/'));
    let sent = async { anyhow::Ok(http::client()?.get(place).send().await?) };
    let answer = match sent.await {
        Ok(answer) => answer,
        Err(error) => return (Reached::Nobody(cause(&error)), None),
    };
    let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let ahead = header("date").and_then(|date| ahead_of(&date, Clock::System.now().millis()));
    let (status, location) = (answer.status(), header("location"));
    let reached = if let Some(location) = location.filter(|_| status.is_redirection()) {
        Reached::Elsewhere(location)
    } else {
        answer.json().await.map_or(Reached::Stranger(status.as_u16()), Reached::Frontdesk)
    };
    (reached, ahead)
}

/// The innermost reason: the outer ones only say that there was a request.
fn cause(error: &anyhow::Error) -> String {
    error.root_cause().to_string()
}

/// `installation` is the name that the database gives this one, where it has one yet.
pub(super) fn judge(url: &Url, reached: &Reached, installation: Option<&str>, is_running: bool) -> Finding {
    match reached {
        Reached::Nobody(why) if is_running => Finding::problem(
            "public url",
            format!(
                "{url} cannot be reached from here ({why}): visitors cannot either, or only from elsewhere. Look at DNS, the proxy and the firewall, or at server.public_url"
            ),
        ),
        Reached::Nobody(why) => {
            Finding::problem("public url", format!("{url} cannot be reached ({why}). Start the server and ask again"))
        }
        Reached::Elsewhere(to) => Finding::problem(
            "public url",
            format!(
                "{url} sends on to {to}: set server.public_url to the address where it ends, since Twilio's signatures are made for that"
            ),
        ),
        Reached::Stranger(status) => Finding::problem(
            "public url",
            format!(
                "at {url} answers something that is no Frontdesk (status {status}): let the proxy pass everything to server.listen"
            ),
        ),
        Reached::Frontdesk(answer) if installation.is_some_and(|ours| ours != answer.installation) => Finding::problem(
            "public url",
            format!("{url} leads to another Frontdesk than this one: look at the proxy, or at server.public_url"),
        ),
        Reached::Frontdesk(answer) if answer.version != env!("CARGO_PKG_VERSION") => Finding::warning(
            "public url",
            format!(
                "{url} is served by version {}, and this is {}: restart the server",
                answer.version,
                env!("CARGO_PKG_VERSION")
            ),
        ),
        Reached::Frontdesk(_) if url.scheme() != "https" && !is_local(url) => Finding::problem(
            "public url",
            format!(
                "{url} leads here without encryption: put a proxy with TLS in front, and set server.public_url to its https address"
            ),
        ),
        Reached::Frontdesk(_) if is_local(url) => {
            Finding::ok("public url", format!("{url} leads here; set server.public_url before others are to reach it"))
        }
        Reached::Frontdesk(_) => Finding::ok("public url", format!("{url} leads here")),
    }
}

fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn who_answers_at_the_public_address_is_told_apart() {
        let state = |url: &str, reached: Reached, ours: Option<&str>| {
            let found = judge(&Url::parse(url).unwrap(), &reached, ours, true);
            assert!(found.said.contains(url.trim_end_matches('/')), "{found:?}");
            found.state
        };
        let ours = |version: &str| Reached::Frontdesk(Answer { version: version.into(), installation: "a".into() });
        let now = env!("CARGO_PKG_VERSION");
        assert_eq!(state("https://chat.example/", ours(now), Some("a")), State::Ok);
        assert_eq!(state("https://chat.example/", ours(now), None), State::Ok);
        assert_eq!(state("http://127.0.0.1:8080/", ours(now), Some("a")), State::Ok);
        assert_eq!(state("http://chat.example/", ours(now), Some("a")), State::Problem);
        assert_eq!(state("https://chat.example/", ours("0.0.1"), Some("a")), State::Warning);
        assert_eq!(state("https://chat.example/", ours(now), Some("b")), State::Problem);
        assert_eq!(state("https://chat.example/", Reached::Stranger(404), Some("a")), State::Problem);
        assert_eq!(
            state("https://chat.example/", Reached::Elsewhere("https://www.chat.example/".into()), None),
            State::Problem
        );
        assert_eq!(state("https://chat.example/", Reached::Nobody("refused".into()), None), State::Problem);
    }
}
