//! How much is too much: by visitor, by address, by account. Kept in memory; a restart forgives.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};

use crate::{config, metric};

/// So many wrong secrets from one address within so long, and none is looked at any more until then.
const GUESSES: u32 = 10;
const GUESSING: Duration = Duration::from_secs(15 * 60);

/// The limits of the doors.
pub struct Limits {
    messages: DefaultKeyedRateLimiter<String>,
    sockets: DefaultKeyedRateLimiter<IpAddr>,
    posts: DefaultKeyedRateLimiter<IpAddr>,
    files: DefaultKeyedRateLimiter<IpAddr>,
    /// By account and address together, by address, by account: each more generous than the one before, so that a
    /// stranger cannot lock somebody else's account with a few wrong guesses.
    sign_ins: [DefaultKeyedRateLimiter<String>; 3],
    /// Wrong secrets at the door for mail, by address: how many since when.
    guesses: Mutex<HashMap<IpAddr, (u32, Instant)>>,
    clock: DefaultClock,
}

fn at_least_one(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN)
}

impl Limits {
    /// Limits by the settings.
    pub fn new(limits: config::Limits) -> Self {
        let sign_ins = |most: u32| {
            let quarter = Duration::from_secs(15 * 60) / most.max(1);
            // A period of zero cannot be: sign_ins is at most a thousand.
            let quota = Quota::with_period(quarter).unwrap_or(Quota::per_minute(NonZeroU32::MIN));
            RateLimiter::keyed(quota.allow_burst(at_least_one(most)))
        };
        Self {
            messages: RateLimiter::keyed(
                Quota::per_minute(at_least_one(limits.messages_a_minute))
                    .allow_burst(at_least_one(limits.message_burst)),
            ),
            sockets: RateLimiter::keyed(
                Quota::per_minute(at_least_one(limits.sockets_a_minute)).allow_burst(at_least_one(limits.socket_burst)),
            ),
            // Two floods of a socket: an office whose network blocks sockets has one address for all of its people.
            posts: RateLimiter::keyed(Quota::per_second(at_least_one(100)).allow_burst(at_least_one(600))),
            // Each may be some megabytes, so an address sends few, an office's people together too.
            files: RateLimiter::keyed(Quota::per_minute(at_least_one(30)).allow_burst(at_least_one(60))),
            sign_ins: [1, 3, 10].map(|times| sign_ins(limits.sign_ins.saturating_mul(times))),
            guesses: Mutex::default(),
            clock: DefaultClock::default(),
        }
    }

    /// A visitor writes; an error says how long to wait.
    pub fn message(&self, visitor: &str) -> Result<(), Duration> {
        self.messages.check_key(&visitor.to_owned()).map_err(|not_yet| self.refused("message", &not_yet))
    }

    /// An address opens a socket.
    pub fn socket(&self, address: IpAddr) -> Result<(), Duration> {
        self.sockets.check_key(&network(address)).map_err(|not_yet| self.refused("socket", &not_yet))
    }

    /// An address posts frames, where it opens no socket to send them on.
    pub fn post(&self, address: IpAddr, frames: usize) -> Result<(), Duration> {
        let cost = u32::try_from(frames).unwrap_or(u32::MAX).saturating_add(1);
        match self.posts.check_key_n(&network(address), at_least_one(cost)) {
            Ok(verdict) => verdict.map_err(|not_yet| not_yet.wait_time_from(self.clock.now())),
            // More at once than could ever pass.
            Err(_) => Err(Duration::from_secs(60)),
        }
    }

    /// An address sends a file.
    pub fn file(&self, address: IpAddr) -> Result<(), Duration> {
        self.files.check_key(&network(address)).map_err(|not_yet| self.refused("file", &not_yet))
    }

    /// Somebody tries to sign in: by account, and by address.
    pub fn sign_in(&self, account: &str, address: IpAddr) -> Result<(), Duration> {
        let address = network(address).to_string();
        let keys = [format!("{account} from {address}"), address, account.to_owned()];
        for (limit, key) in self.sign_ins.iter().zip(&keys) {
            limit.check_key(key).map_err(|not_yet| self.refused("sign_in", &not_yet))?;
        }
        Ok(())
    }

    /// A mail server calls from an address: refused for as long as told, where too many wrong secrets came from there, whatever
    /// it shows now. A right secret costs nothing, so that a mail server is never held up by how much it has to hand over.
    pub fn secret(&self, address: IpAddr) -> Result<(), Duration> {
        let guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        match guesses.get(&network(address)) {
            Some((wrong, since)) if *wrong >= GUESSES && since.elapsed() < GUESSING => {
                metric::refused("secret");
                Err(GUESSING.saturating_sub(since.elapsed()))
            }
            _ => Ok(()),
        }
    }

    /// The secret it showed was wrong.
    pub fn wrong_secret(&self, address: IpAddr) {
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        let (wrong, since) = guesses.entry(network(address)).or_insert_with(|| (0, Instant::now()));
        if since.elapsed() >= GUESSING {
            (*wrong, *since) = (0, Instant::now());
        }
        *wrong = wrong.saturating_add(1);
    }

    /// Counts a refusal; gives how long to wait.
    fn refused(
        &self,
        kind: &'static str,
        not_yet: &NotUntil<<DefaultClock as governor::clock::Clock>::Instant>,
    ) -> Duration {
        metric::refused(kind);
        not_yet.wait_time_from(self.clock.now())
    }

    /// Forgets those who have been quiet.
    pub fn tidy(&self) {
        self.messages.retain_recent();
        self.sockets.retain_recent();
        self.posts.retain_recent();
        self.files.retain_recent();
        self.sign_ins.iter().for_each(RateLimiter::retain_recent);
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        guesses.retain(|_, (_, since)| since.elapsed() < GUESSING);
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
            sockets_opening: 1,
        });
        assert!((0..3).all(|_| limits.message("a").is_ok()));
        let wait = limits.message("a").unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(10));
        assert!(limits.message("b").is_ok());
        let (one, neighbour): (IpAddr, IpAddr) = ("2001:db8::1".parse().unwrap(), "2001:db8::2".parse().unwrap());
        assert!(limits.socket(one).is_ok() && limits.socket(neighbour).is_err());
    }

    #[test]
    fn who_guesses_secrets_is_not_listened_to_and_a_neighbour_is() {
        let limits = Limits::new(config::Limits {
            message_burst: 1,
            messages_a_minute: 1,
            sign_ins: 1,
            socket_burst: 1,
            sockets_a_minute: 1,
            sockets_opening: 1,
        });
        let (stranger, server): (IpAddr, IpAddr) = ("198.51.100.7".parse().unwrap(), "203.0.113.9".parse().unwrap());
        for _ in 0..GUESSES {
            assert!(limits.secret(stranger).is_ok());
            limits.wrong_secret(stranger);
        }
        assert!(limits.secret(stranger).unwrap_err() <= GUESSING);
        assert!((0..1_000).all(|_| limits.secret(server).is_ok()), "what is right costs nothing");
        limits.tidy();
        assert!(limits.secret(stranger).is_err());
    }

    #[test]
    fn posted_frames_count_each() {
        let limits = Limits::new(config::Limits {
            message_burst: 1,
            messages_a_minute: 1,
            sign_ins: 1,
            socket_burst: 1,
            sockets_a_minute: 1,
            sockets_opening: 1,
        });
        let (loud, quiet): (IpAddr, IpAddr) = ("198.51.100.7".parse().unwrap(), "203.0.113.9".parse().unwrap());
        let passed = (0..100).take_while(|_| limits.post(loud, 19).is_ok()).count();
        assert!((30..40).contains(&passed), "{passed} times twenty");
        assert!(limits.post(quiet, 0).is_ok());
        assert!(limits.post(quiet, usize::MAX).is_err());
    }

    #[test]
    fn a_strangers_guesses_do_not_lock_the_owner_out() {
        let limits = Limits::new(config::Limits {
            message_burst: 1,
            messages_a_minute: 1,
            sign_ins: 5,
            socket_burst: 1,
            sockets_a_minute: 1,
            sockets_opening: 1,
        });
        let (stranger, owner): (IpAddr, IpAddr) = ("198.51.100.7".parse().unwrap(), "203.0.113.9".parse().unwrap());
        assert!((0..5).all(|_| limits.sign_in("o@shop.example", stranger).is_ok()));
        assert!(limits.sign_in("o@shop.example", stranger).is_err());
        assert!(limits.sign_in("o@shop.example", owner).is_ok());
    }
}
