//! The file that says where addresses are: can it be read, and is it young enough to be true.

use super::Finding;
use crate::config::Config;
use crate::geo::Geo;
use crate::time::{Clock, Timestamp};

/// Addresses move: after half a year one in ten or so stands for another town.
const OLD: i64 = 180;

pub(super) fn look(config: &Config) -> Finding {
    let Some(file) = &config.geo else {
        return Finding::ok("places", "no file of places is set: leads show the time zone alone");
    };
    match Geo::open(file) {
        Ok(geo) => judge(geo.kind(), geo.made_at(), Clock::System.now()),
        Err(why) => Finding::problem("places", why.to_string()),
    }
}

fn judge(kind: &str, made_at: Timestamp, now: Timestamp) -> Finding {
    let date = made_at.in_zone("UTC").strftime("%Y-%m-%d").to_string();
    if (now.millis() - made_at.millis()).div_euclid(86_400_000) > OLD {
        return Finding::warning("places", format!("{kind} of {date} is old: fetch a newer one, then start again"));
    }
    Finding::ok("places", format!("{kind} of {date} is read at each start"))
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn a_file_grows_old() {
        let (made, day) = (Timestamp::from_millis(1_795_257_960_000), 86_400_000);
        let after = |days: i64| judge("GeoLite2-City", made, Timestamp::from_millis(made.millis() + days * day)).state;
        assert_eq!((after(0), after(OLD), after(OLD + 1)), (State::Ok, State::Ok, State::Warning));
    }
}
