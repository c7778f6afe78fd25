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
    let client = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(20))
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("Frontdesk/", env!("CARGO_PKG_VERSION")))
        .build()?;
    Ok(client)
}
