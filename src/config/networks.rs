//! Networks by their addresses: `10.1.0.0/16`, `fd00::/8`, or one address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// Some networks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<Network>);

/// One network: its first address, and how many bits its addresses share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    first: IpAddr,
    bits: u8,
}

impl Networks {
    /// Whether an address lies in one of them.
    #[must_use]
    pub fn contain(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }
}

impl FromStr for Networks {
    type Err = ();

    /// Networks with commas between; none of an empty text.
    fn from_str(text: &str) -> Result<Self, ()> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(Network::read).collect::<Option<Vec<_>>>().map(Self).ok_or(())
    }
}

impl Network {
    fn read(text: &str) -> Option<Self> {
        let (first, bits) = text.split_once('/').map_or((text, None), |(first, bits)| (first, Some(bits)));
        let first: IpAddr = first.parse().ok()?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Some(most), |bits| bits.parse().ok().filter(|bits| *bits <= most))?;
        // Everything at once is no network: nobody opens all of them by a slip.
        (bits > 0).then_some(Self { first, bits })
    }

    fn contains(self, address: IpAddr) -> bool {
        match (self.first, address) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                let shift = 32 - u32::from(self.bits);
                Ipv4Addr::to_bits(first) >> shift == Ipv4Addr::to_bits(address) >> shift
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                let shift = 128 - u32::from(self.bits);
                Ipv6Addr::to_bits(first) >> shift == Ipv6Addr::to_bits(address) >> shift
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_lies_in_its_network_and_in_no_other() {
        let networks: Networks = "10.1.0.0/16, fd00::/8,192.0.2.7".parse().unwrap();
        for (address, inside) in [
            ("10.1.255.9", true),
            ("10.2.0.1", false),
            ("fd12::1", true),
            ("fe80::1", false),
            ("192.0.2.7", true),
            ("192.0.2.8", false),
            ("::ffff:10.1.0.1", false),
        ] {
            assert_eq!(networks.contain(address.parse().unwrap()), inside, "{address}");
        }
        assert!(!"".parse::<Networks>().unwrap().contain("10.0.0.1".parse().unwrap()));
    }

    #[test]
    fn what_is_no_network_is_told() {
        for text in ["10.0.0.0/33", "all", "0.0.0.0/0", "::/0", "10.0.0.0/", "10.0.0/8", "10.0.0.0/8 11.0.0.0/8"] {
            assert!(text.parse::<Networks>().is_err(), "{text}");
        }
    }
}
