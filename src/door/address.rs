//! Where a request comes from.
//!
//! The socket's own address, unless proxies are configured: then the entry of X-Forwarded-For that the outermost
//! trusted one wrote. What stands before it is hearsay.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use crate::app::App;

/// The address a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address(pub IpAddr);

impl FromRequestParts<App> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        let forwarded = parts.headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let chain: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
        Ok(Self(behind(peer, &chain, app.config.trusted_proxies)))
    }
}

/// The address seen by the outermost of `trusted` proxies.
fn behind(peer: IpAddr, chain: &[&str], trusted: usize) -> IpAddr {
    if trusted == 0 {
        return peer;
    }
    chain
        .len()
        .checked_sub(trusted)
        .and_then(|place| chain.get(place))
        .and_then(|text| text.parse().ok())
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_trusted_proxy_wrote_counts() {
        let peer: IpAddr = "10.0.0.1".parse().unwrap();
        let client: IpAddr = "203.0.113.9".parse().unwrap();
        assert_eq!(behind(peer, &["6.6.6.6"], 0), peer);
        assert_eq!(behind(peer, &["6.6.6.6", "203.0.113.9"], 1), client);
        assert_eq!(behind(peer, &["6.6.6.6", "203.0.113.9", "10.0.0.2"], 2), client);
        assert_eq!(behind(peer, &["nonsense"], 1), peer);
        assert_eq!(behind(peer, &[], 1), peer);
    }
}
