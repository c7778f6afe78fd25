//! The guard for addresses that an owner names: nothing of ours, of the machine's or of its neighbours' is reached by them.
//!
//! A name is looked up once, and the connection goes to the addresses that were looked at, so that a name cannot show one
//! address to the guard and another to the connection. Networks that the installation's settings name are open; nothing
//! opens all of them.

use std::error::Error as StdError;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use crate::config::Networks;

/// An address that is not to be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inward;

impl fmt::Display for Inward {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address of a private network")
    }
}

impl StdError for Inward {}

/// Whether an error comes from the guard.
#[must_use]
pub fn is_inward(error: &(dyn StdError + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(this) = cause {
        if this.is::<Inward>() {
            return true;
        }
        cause = this.source();
    }
    false
}

/// Whether an address may be reached: one of the public internet, or of the networks that the settings open.
#[must_use]
pub fn may_reach(address: IpAddr, open: &Networks) -> bool {
    let address = plain(address);
    open.contain(address) || is_public(address)
}

/// Whether the host of an address may be reached, where it is a number already; a name is looked at when it is looked up.
#[must_use]
pub fn may_name(url: &Url, open: &Networks) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => may_reach(address.into(), open),
        Some(Host::Ipv6(address)) => may_reach(address.into(), open),
        Some(Host::Domain(name)) => !name.is_empty(),
        None => false,
    }
}

/// An address of version 4 in the clothes of version 6 is what it is: RFC 4291 2.5.5.2, RFC 6052, RFC 3056.
fn plain(address: IpAddr) -> IpAddr {
    let IpAddr::V6(six) = address else { return address };
    let four = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)).into();
    match six.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            four(high, low)
        }
        [0, 0, 0, 0, 0, 0, high, low] if six != Ipv6Addr::UNSPECIFIED && six != Ipv6Addr::LOCALHOST => four(high, low),
        _ => address,
    }
}

/// Whether everybody reaches this address: the IANA special-purpose registries, RFC 6890.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => {
            let [a, b, c, _] = four.octets();
            !(four.is_private()
                || four.is_loopback()
                || four.is_link_local()
                || four.is_documentation()
                || four.is_broadcast()
                || a == 0
                || a >= 224
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 192 && b == 88 && c == 99)
                || (a == 198 && (b == 18 || b == 19)))
        }
        IpAddr::V6(six) => {
            let [a, b, ..] = six.segments();
            // Global unicast alone, less Teredo and its kind, and documentation.
            (0x2000..0x4000).contains(&a)
                && !(a == 0x2001 && b < 0x200)
                && !(a == 0x2001 && b == 0xdb8)
                && a != 0x2002
                && !(a == 0x3fff && b < 0x1000)
        }
    }
}

/// Looks names up, and gives the addresses that may be reached. Where one of them may not, none is: such a name is a trap.
pub struct Lookup {
    pub(super) open: Networks,
}

impl Resolve for Lookup {
    fn resolve(&self, name: Name) -> Resolving {
        let open = self.open.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.iter().all(|address| may_reach(address.ip(), &open)) {
                let addresses: Addrs = Box::new(found.into_iter());
                Ok(addresses)
            } else {
                Err(Box::new(Inward) as Box<dyn StdError + Send + Sync>)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_everybodys_is_not_reached() {
        let none = Networks::default();
        for inward in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.5.4",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.0.8",
            "198.18.0.1",
            "203.0.113.5",
            "240.0.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "2002:a00:1::",
            "::7f00:1",
            "2001:db8::1",
            "2001::1",
            "fec0::1",
            "100::1",
        ] {
            assert!(!may_reach(inward.parse().unwrap(), &none), "{inward}");
        }
        for outward in
            ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "100.128.0.1"]
        {
            assert!(may_reach(outward.parse().unwrap(), &none), "{outward}");
        }
    }

    #[test]
    fn a_network_that_the_settings_open_is_open_and_its_neighbours_are_not() {
        let open: Networks = "127.0.0.0/8,10.1.0.0/16".parse().unwrap();
        for (address, may) in [("127.0.0.1", true), ("::ffff:10.1.2.3", true), ("10.2.0.1", false), ("::1", false)] {
            assert_eq!(may_reach(address.parse().unwrap(), &open), may, "{address}");
        }
    }

    #[test]
    fn a_number_is_seen_however_an_address_spells_it() {
        for spelt in [
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://017700000001/",
            "http://[::ffff:7f00:1]/",
            "http://[::1]/",
            "http://169.254.169.254/latest/",
        ] {
            assert!(!may_name(&Url::parse(spelt).unwrap(), &Networks::default()), "{spelt}");
        }
        assert!(
            may_name(&Url::parse("https://loam.example/").unwrap(), &Networks::default()),
            "a name is looked up first"
        );
    }

    proptest! {
        #[test]
        fn clothes_change_nothing(bits: u32) {
            let four = Ipv4Addr::from_bits(bits);
            let none = Networks::default();
            prop_assert_eq!(may_reach(four.into(), &none), may_reach(four.to_ipv6_mapped().into(), &none));
        }
    }
}
