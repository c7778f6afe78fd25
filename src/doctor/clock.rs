//! The machine's clock, against the others that were met on the way.
//!
//! Leads, sessions and jobs carry its time, and signatures and certificates are judged by it.

use std::process::{Command, Stdio};

use super::{Finding, in_time};

/// Beyond this something is about to go wrong: a certificate or a signature is refused.
const WRONG: i64 = 60_000;
/// A header's second, and the way there.
const OFF: i64 = 5_000;

/// Whether the machine keeps its clock by others; none where that cannot be told.
pub(super) async fn synchronised() -> Option<bool> {
    let asked = tokio::task::spawn_blocking(|| {
        let mut ask = Command::new("timedatectl");
        ask.args(["show", "--property=NTPSynchronized", "--value"]).stdin(Stdio::null());
        ask.output().ok().filter(|output| output.status.success()).map(|output| output.stdout)
    });
    let said = in_time(asked).await.ok()?.ok()??;
    match String::from_utf8_lossy(&said).trim() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// `clocks`: whose, and by how many milliseconds ours is ahead.
pub(super) fn judge(clocks: &[(String, i64)], synchronised: Option<bool>) -> Finding {
    let Some((whose, ahead)) = clocks.iter().max_by_key(|(_, ahead)| ahead.abs()) else {
        return match synchronised {
            Some(true) => Finding::ok("clock", "kept by NTP"),
            Some(false) => Finding::warning("clock", "not kept by NTP: switch it on (timedatectl set-ntp true)"),
            None => Finding::ok("clock", "no other clock was met to compare with"),
        };
    };
    #[expect(clippy::cast_precision_loss, reason = "told in seconds")]
    let seconds = ahead.abs() as f64 / 1000.0;
    let way = if *ahead < 0 { "behind" } else { "ahead of" };
    if ahead.abs() > WRONG {
        let said =
            format!("{seconds:.0} seconds {way} that of {whose}: set it right, best by NTP (timedatectl set-ntp true)");
        return Finding::problem("clock", said);
    }
    if ahead.abs() > OFF || synchronised == Some(false) {
        let said = format!("{seconds:.0} seconds {way} that of {whose}: let NTP keep it (timedatectl set-ntp true)");
        return Finding::warning("clock", said);
    }
    Finding::ok("clock", format!("within {:.0} seconds of that of {whose}", seconds.max(1.0)))
}

/// By how much ours, which said `now`, is ahead of an HTTP answer's `Date` (RFC 9110, 6.6.1), which drops the fraction.
pub(super) fn ahead_of(date: &str, now: i64) -> Option<i64> {
    let theirs = jiff::fmt::rfc2822::parse(date).ok()?.timestamp().as_millisecond();
    let ahead = now - theirs;
    Some(if (0..1000).contains(&ahead) { 0 } else { ahead })
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn the_clock_that_differs_most_is_told() {
        let clocks = |a, b| [("PostgreSQL".to_owned(), a), ("Twilio".to_owned(), b)];
        assert_eq!(judge(&clocks(20, -900), None).state, State::Ok);
        let off = judge(&clocks(20, -9_000), None);
        assert!(off.state == State::Warning && off.said.contains("9 seconds behind that of Twilio"), "{off:?}");
        assert_eq!(judge(&clocks(61_000, 0), Some(true)).state, State::Problem);
        assert_eq!(judge(&clocks(0, 0), Some(false)).state, State::Warning);
        assert_eq!(judge(&[], None).state, State::Ok);
    }

    #[test]
    fn a_date_header_names_a_whole_second() {
        let at = 1_784_548_800_000;
        assert_eq!(ahead_of("Mon, 20 Jul 2026 12:00:00 GMT", at + 999), Some(0));
        assert_eq!(ahead_of("Mon, 20 Jul 2026 12:00:00 GMT", at + 7_000), Some(7_000));
        assert_eq!(ahead_of("Mon, 20 Jul 2026 12:00:00 GMT", at - 7_000), Some(-7_000));
        assert_eq!(ahead_of("yesterday", at), None);
    }
}
