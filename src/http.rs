//! The one outgoing HTTP client: deadlines, no redirects, no surprises.
//!
//! Addresses that owners or visitors name come with the issues that need them, and with a guard for private networks;
//! what goes out today goes to Twilio's configured base address alone.

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
