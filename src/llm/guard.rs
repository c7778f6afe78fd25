//! Where a request to the model may go: what a name resolves to is looked at before it is connected to, each time, so that
//! a name which leads into the house tomorrow is refused tomorrow. Addresses written as numbers are looked at when the
//! settings are read.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::config::model::network::{Network, is_allowed};

/// Resolves names to addresses that may be reached.
#[derive(Debug)]
pub(super) struct Guard {
    pub(super) networks: Arc<[Network]>,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let networks = Arc::clone(&self.networks);
        Box::pin(async move {
            // The port is the client's business; it takes the place of this one.
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|found| is_allowed(found.ip(), &networks)).collect();
            if allowed.is_empty() {
                return Err("the name leads to no address that model.networks allows".into());
            }
            let addresses: Addrs = Box::new(allowed.into_iter());
            Ok(addresses)
        })
    }
}
