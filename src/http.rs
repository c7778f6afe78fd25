//! The outgoing HTTP clients: deadlines, no redirects, no surprises.
//!
//! One is for addresses out of the installation's settings. The other, [`outside`], is for addresses that owners name; it
//! reaches no private network (`guard`).

pub mod guard;
pub mod outside;

use std::time::Duration;

/// The client.
///
/// # Errors
/// When TLS cannot be set up.
pub fn client() -> anyhow::Result<reqwest::Client> {
    Ok(builder().build()?)
}

/// What every client of ours begins with, for those who set more.
pub fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(20))
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("Frontdesk/", env!("CARGO_PKG_VERSION")))
}
