//! How much is too much: by visitor, by address, by account. Kept in memory; a restart forgives.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config;

/// The limits of the doors.
pub struct Limits {
    messages: DefaultKeyedRateLimiter<String>,
    sockets: DefaultKeyedRateLimiter<IpAddr>,
    sign_ins: DefaultKeyedRateLimiter<String>,
    clock: DefaultClock,
}

fn at_least_one(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN)
}

impl Limits {
    /// Limits by the settings.
    pub fn new(limits: config::Limits) -> Self {
        let quarter = Duration::from_secs(15 * 60) / limits.sign_ins.max(1);
        // A period of zero cannot be: sign_ins is at most a thousand.
        let sign_ins = Quota::with_period(quarter).unwrap_or(Quota::per_minute(NonZeroU32::MIN));
        Self {
            messages: RateLimiter::keyed(
                Quota::per_minute(at_least_one(limits.messages_a_minute))
                    .allow_burst(at_least_one(limits.message_burst)),
            ),
            sockets: RateLimiter::keyed(
                Quota::per_minute(at_least_one(limits.sockets_a_minute)).allow_burst(at_least_one(limits.socket_burst)),
            ),
            sign_ins: RateLimiter::keyed(sign_ins.allow_burst(at_least_one(limits.sign_ins))),
            clock: DefaultClock::default(),
        }
    }

    /// A visitor writes; an error says how long to wait.
    pub fn message(&self, visitor: &str) -> Result<(), Duration> {
        self.messages.check_key(&visitor.to_owned()).map_err(|not_yet| not_yet.wait_time_from(self.clock.now()))
    }

    /// An address opens a socket.
    pub fn socket(&self, address: IpAddr) -> Result<(), Duration> {
        self.sockets.check_key(&network(address)).map_err(|not_yet| not_yet.wait_time_from(self.clock.now()))
    }

    /// Somebody tries to sign in: by account, and by address.
    pub fn sign_in(&self, account: &str, address: IpAddr) -> Result<(), Duration> {
        for key in [format!("account {account}"), format!("address {}", network(address))] {
            self.sign_ins.check_key(&key).map_err(|not_yet| not_yet.wait_time_from(self.clock.now()))?;
        }
        Ok(())
    }

    /// Forgets those who have been quiet.
    pub fn tidy(&self) {
        self.messages.retain_recent();
        self.sockets.retain_recent();
        self.sign_ins.retain_recent();
    }
}

/// One household has a whole /64 of IPv6 addresses.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()),
    }
}

/// Frames of one socket: more is a flood.
pub fn frames() -> DefaultDirectRateLimiter {
    RateLimiter::direct(Quota::per_second(at_least_one(50)).allow_burst(at_least_one(300)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_there_is_a_wait() {
        let limits = Limits::new(config::Limits {
            message_burst: 3,
            messages_a_minute: 6,
            sign_ins: 2,
            socket_burst: 1,
            sockets_a_minute: 1,
        });
        assert!((0..3).all(|_| limits.message("a").is_ok()));
        let wait = limits.message("a").unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(10));
        assert!(limits.message("b").is_ok());
        let (one, neighbour): (IpAddr, IpAddr) = ("2001:db8::1".parse().unwrap(), "2001:db8::2".parse().unwrap());
        assert!(limits.socket(one).is_ok() && limits.socket(neighbour).is_err());
    }
}
