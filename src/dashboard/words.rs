//! Words: times, numbers and plurals as the dashboard says them (design, section 9).
//!
//! Times are told in the viewer's time zone, else in the bot's; the machine-readable form beside them is UTC.

use super::view::part::badge::Moment;
use crate::organisation::role::Role;
use crate::time::Timestamp;

/// A moment in short words: "2 min ago", "09:12", "Yesterday", "18 Nov".
pub fn moment(at: Timestamp, now: Timestamp, zone: &str) -> Moment {
    told(at, zone, short(at, now, zone))
}

/// A moment with day and time: "Today 10:31", "Tue 17 Nov, 11:52".
pub fn stamp(at: Timestamp, now: Timestamp, zone: &str) -> Moment {
    told(at, zone, day_and_time(at, now, zone))
}

/// A moment as the clock shows it: "11:52".
pub fn clock(at: Timestamp, zone: &str) -> Moment {
    told(at, zone, time(at, zone))
}

/// "11:52".
pub fn time(at: Timestamp, zone: &str) -> String {
    at.in_zone(zone).strftime("%H:%M").to_string()
}

/// "Today", "Yesterday", "Tue 17 Nov", "Tue 17 Nov 2025".
pub fn day(at: Timestamp, now: Timestamp, zone: &str) -> String {
    let (then, today) = (at.in_zone(zone), now.in_zone(zone));
    if then.date() == today.date() {
        return "Today".to_owned();
    }
    if then.date().tomorrow().is_ok_and(|next| next == today.date()) {
        return "Yesterday".to_owned();
    }
    let format = if then.year() == today.year() { "%a %-d %b" } else { "%a %-d %b %Y" };
    then.strftime(format).to_string()
}

/// "Today 10:31", "Tue 17 Nov, 11:52".
pub fn day_and_time(at: Timestamp, now: Timestamp, zone: &str) -> String {
    let day = day(at, now, zone);
    let comma = if day.contains(' ') { "," } else { "" };
    format!("{day}{comma} {}", time(at, zone))
}

fn short(at: Timestamp, now: Timestamp, zone: &str) -> String {
    let (then, today) = (at.in_zone(zone), now.in_zone(zone));
    match now.since(at).as_secs() / 60 {
        0 => "Just now".to_owned(),
        minutes @ 1..60 => format!("{minutes} min ago"),
        minutes @ 60..240 => format!("{} h ago", minutes / 60),
        _ if then.date() == today.date() => time(at, zone),
        _ if then.date().tomorrow().is_ok_and(|next| next == today.date()) => "Yesterday".to_owned(),
        _ if then.year() == today.year() => then.strftime("%-d %b").to_string(),
        _ => then.strftime("%-d %b %Y").to_string(),
    }
}

fn told(at: Timestamp, zone: &str, text: String) -> Moment {
    Moment { text, iso: at.rfc3339(), full: at.in_zone(zone).strftime("%a %-d %B %Y, %H:%M %Z").to_string() }
}

/// "1,284".
pub fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::from(if n < 0 { "\u{2212}" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A wait in milliseconds, as people say it: "48 s", "3 min", "2 h", "4 days".
pub fn wait(millis: i64) -> String {
    match millis / 1_000 {
        seconds @ ..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

/// "1 follow-up", "2 follow-ups".
pub fn count(n: i64, one: &str) -> String {
    format!("{} {one}{}", number(n), if n == 1 { "" } else { "s" })
}

/// "Owner".
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owner",
        Role::Admin => "Admin",
        Role::Agent => "Agent",
        Role::Viewer => "Viewer",
    }
}

/// A stored key as words, for one that no list explains any more: `in_review` is "In review".
pub fn of_key(key: &str) -> String {
    let mut letters = key.chars().map(|c| if c == '_' { ' ' } else { c });
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What somebody typed, for a search or a name: on one line, without control characters, at most `most` characters.
pub fn one_line(text: &str, most: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(most).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-07-20T12:00:00Z, 13:00 in London.
    const NOON: i64 = 1_784_548_800_000;

    #[test]
    fn a_moment_is_told_as_people_say_it() {
        let now = Timestamp::from_millis(NOON);
        let ago = |minutes: i64| moment(Timestamp::from_millis(NOON - minutes * 60_000), now, "Europe/London").text;
        assert_eq!(ago(0), "Just now");
        assert_eq!(ago(46), "46 min ago");
        assert_eq!(ago(119), "1 h ago");
        assert_eq!(ago(5 * 60), "08:00");
        assert_eq!(ago(13 * 60 + 1), "Yesterday");
        assert_eq!(ago(3 * 24 * 60), "17 Jul");
        assert_eq!(ago(300 * 24 * 60), "23 Sep 2025");
    }

    #[test]
    fn the_full_date_names_its_zone() {
        let told = stamp(Timestamp::from_millis(NOON), Timestamp::from_millis(NOON), "Europe/London");
        assert_eq!(told.text, "Today 13:00");
        assert_eq!(told.iso, "2026-07-20T12:00:00Z");
        assert_eq!(told.full, "Mon 20 July 2026, 13:00 BST");
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!([0, 999, 1_000, 1_284_567].map(number), ["0", "999", "1,000", "1,284,567"]);
        assert_eq!(count(1, "follow-up"), "1 follow-up");
        assert_eq!(count(1_200, "lead"), "1,200 leads");
    }
}
