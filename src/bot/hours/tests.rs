//! The rules of the clock, on days that have no usual length.

use jiff::civil::date;
use proptest::prelude::*;

use super::check::WEEKDAYS;
use super::*;
use crate::error::Error;

const ZONES: [&str; 12] = [
    "Europe/London",
    "America/New_York",
    "Pacific/Auckland",
    // Half an hour of daylight saving.
    "Australia/Lord_Howe",
    // Put forward at midnight: some days begin at one.
    "America/Havana",
    "Asia/Beirut",
    "America/Santiago",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    // Left out the whole of 30 December 2011.
    "Pacific/Apia",
    "Europe/Dublin",
    "UTC",
];

fn at(text: &str) -> Timestamp {
    Timestamp::from_millis(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

fn interval(text: &str) -> Interval {
    let (from, to) = text.split_once('-').unwrap();
    Interval { from: Minute::parse(from).unwrap(), to: Minute::parse(to).unwrap() }
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn special(first: &str, last: Option<&str>, hours: Option<&str>) -> Special {
    Special { name: String::new(), first: day(first), last: last.map(day), hours: hours.map(interval) }
}

fn each_day(zone: &str, times: &[&str]) -> Hours {
    let weekly = std::array::from_fn(|_| times.iter().map(|text| interval(text)).collect());
    Hours { time_zone: zone.to_owned(), weekly, ..Hours::default() }
}

fn told(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "never".to_owned(), Timestamp::rfc3339)
}

#[test]
fn a_week_is_open_when_it_says() {
    let office = Hours::office("Europe/London");
    // 2026-11-20 is a Friday.
    assert!(office.is_open(at("2026-11-20T09:00:00Z")) && office.is_open(at("2026-11-20T17:29:59Z")));
    assert!(!office.is_open(at("2026-11-20T08:59:59Z")) && !office.is_open(at("2026-11-20T17:30:00Z")));
    assert_eq!(told(office.opens_next(at("2026-11-20T17:30:00Z"))), "2026-11-23T09:00:00Z");
    assert_eq!(told(office.opens_next(at("2026-11-20T10:00:00Z"))), "2026-11-20T10:00:00Z", "it is open");
    assert_eq!(told(office.closes_next(at("2026-11-20T10:00:00Z"))), "2026-11-20T17:30:00Z");
    assert_eq!(told(office.closes_next(at("2026-11-21T10:00:00Z"))), "2026-11-21T10:00:00Z", "it is closed");
    // In summer the same clock is an hour earlier.
    assert_eq!(told(office.opens_next(at("2026-07-04T10:00:00Z"))), "2026-07-06T08:00:00Z");
}

#[test]
fn an_evening_goes_on_after_midnight() {
    let mut bar = Hours { time_zone: "Europe/London".to_owned(), ..Hours::default() };
    bar.weekly[4] = vec![interval("18:00-02:00")];
    assert!(bar.is_open(at("2026-11-21T01:59:00Z")) && !bar.is_open(at("2026-11-21T02:00:00Z")));
    assert_eq!(told(bar.closes_next(at("2026-11-20T23:00:00Z"))), "2026-11-21T02:00:00Z");
    // Saturday is closed: what began on Friday stays.
    bar.closures.push(special("2026-11-21", None, None));
    assert!(bar.is_open(at("2026-11-21T01:00:00Z")));
    // A closure with hours takes just those.
    bar.closures.push(special("2026-11-20", None, Some("23:00-00:30")));
    assert!(!bar.is_open(at("2026-11-21T00:15:00Z")) && bar.is_open(at("2026-11-21T00:30:00Z")));
    assert_eq!(told(bar.closes_next(at("2026-11-20T22:00:00Z"))), "2026-11-20T23:00:00Z");
}

#[test]
fn always_and_never_are_two_ends() {
    let (always, never) = (Hours::around_the_clock("Asia/Kolkata"), Hours::default());
    let now = at("2026-11-20T17:30:00Z");
    assert!(always.is_open(now) && !never.is_open(now));
    assert_eq!((told(always.opens_next(now)), told(always.closes_next(now))), (now.rfc3339(), "never".to_owned()));
    assert_eq!((told(never.opens_next(now)), told(never.closes_next(now))), ("never".to_owned(), now.rfc3339()));
    let closed_on_weekdays = Hours { closures: vec![special("01-01", Some("12-31"), None)], ..always.clone() };
    assert_eq!(told(closed_on_weekdays.opens_next(now)), "never", "closed on every day of the year");
    let one_holiday = Hours { closures: vec![special("12-25", None, None)], ..always };
    // Midnight in Kolkata is half past six in the evening before.
    assert_eq!(told(one_holiday.closes_next(now)), "2026-12-24T18:30:00Z");
    assert_eq!(told(one_holiday.opens_next(at("2026-12-25T01:00:00Z"))), "2026-12-25T18:30:00Z");
}

#[test]
fn holidays_come_each_year_or_once_and_may_be_several_days() {
    let mut hours = each_day("Europe/London", &["09:00-17:00"]);
    hours.closures = vec![special("12-24", Some("01-02"), None), special("2026-08-03", Some("2026-08-14"), None)];
    assert_eq!(told(hours.opens_next(at("2026-12-23T18:00:00Z"))), "2027-01-03T09:00:00Z");
    assert_eq!(told(hours.opens_next(at("2031-12-23T18:00:00Z"))), "2032-01-03T09:00:00Z");
    assert_eq!(told(hours.opens_next(at("2026-08-03T08:00:00Z"))), "2026-08-15T08:00:00Z");
    assert!(hours.is_open(at("2027-08-03T08:00:00Z")), "that was once");
    // An opening stands above a closure.
    hours.openings = vec![special("2026-12-27", None, Some("11:00-15:00"))];
    assert_eq!(told(hours.opens_next(at("2026-12-23T18:00:00Z"))), "2026-12-27T11:00:00Z");
    assert_eq!(told(hours.closes_next(at("2026-12-27T12:00:00Z"))), "2026-12-27T15:00:00Z");
    let leap = Hours { openings: vec![special("02-29", None, None)], ..Hours::default() };
    assert_eq!(told(leap.opens_next(at("2026-03-01T00:00:00Z"))), "2028-02-29T00:00:00Z");
    assert_eq!(told(leap.opens_next(at("2096-03-01T00:00:00Z"))), "2104-02-29T00:00:00Z");
}

#[test]
fn a_day_has_as_many_hours_as_the_clock_gives_it() {
    for (zone, day, hours) in [
        ("Europe/London", "2026-03-29", 23),
        ("Europe/London", "2026-10-25", 25),
        ("Europe/London", "2026-10-26", 24),
        ("America/Havana", "2026-03-08", 23),
    ] {
        let only = Hours { time_zone: zone.to_owned(), openings: vec![special(day, None, None)], ..Hours::default() };
        let opens = only.opens_next(at("2026-01-01T00:00:00Z")).unwrap();
        let closes = only.closes_next(opens).unwrap();
        assert_eq!(closes.since(opens).as_secs(), hours * 3600, "{zone} {day}");
    }
}

#[test]
fn what_the_clock_leaves_out_or_shows_twice_is_one_stretch() {
    // On 29 March 2026 London's clock goes from 00:59 to 02:00, on 25 October from 01:59 back to 01:00.
    let early = |times: &[&str]| each_day("Europe/London", times);
    let spring = at("2026-03-29T00:00:00Z");
    // One hour of it is left out: it begins with the first minute there is.
    assert_eq!(told(early(&["01:30-03:00"]).opens_next(spring)), "2026-03-29T01:00:00Z");
    assert_eq!(told(early(&["01:30-03:00"]).closes_next(at("2026-03-29T01:00:00Z"))), "2026-03-29T02:00:00Z");
    // All of it is left out.
    assert_eq!(told(early(&["01:15-01:45"]).opens_next(spring)), "2026-03-30T00:15:00Z");
    let autumn = at("2026-10-24T23:30:00Z");
    // Shown twice: from the first time, once.
    assert_eq!(told(early(&["01:15-01:45"]).opens_next(autumn)), "2026-10-25T00:15:00Z");
    assert_eq!(told(early(&["01:15-01:45"]).opens_next(at("2026-10-25T00:45:00Z"))), "2026-10-26T01:15:00Z");
    // Over it: an hour longer.
    let night = early(&["22:00-06:00"]);
    assert_eq!(told(night.closes_next(at("2026-10-24T22:00:00Z"))), "2026-10-25T06:00:00Z");
    // A day that a zone left out takes its hours with it.
    let apia = each_day("Pacific/Apia", &["09:00-17:00"]);
    assert_eq!(told(apia.opens_next(at("2011-12-30T03:30:00Z"))), "2011-12-30T19:00:00Z");
}

#[test]
fn what_cannot_be_kept_is_named_by_its_field() {
    let mut hours = Hours::office("Nowhere/At_All");
    hours.weekly[1].push(interval("17:00-18:00"));
    hours.weekly[2] = vec![interval("09:00-09:00")];
    hours.weekly[6] = vec![interval("20:00-02:00"), interval("12:00-20:00")];
    hours.closures = vec![
        special("12-25", None, None),
        special("2026-12-24", Some("01-02"), None),
        special("2026-12-24", Some("2026-12-20"), None),
    ];
    hours.openings = vec![special("2026-12-24", None, Some("10:00-10:00"))];
    let Err(Error::Invalid(wrong)) = hours.check() else { panic!("it can be kept") };
    let fields: Vec<&str> = wrong.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["time_zone", "tue", "wed", "closure.1", "closure.2", "opening.0"]);
    assert!(Hours::office("Europe/London").check().is_ok());
    assert_eq!(WEEKDAYS.len(), hours.weekly.len());
}

#[test]
fn times_and_days_are_read_as_people_type_them() {
    for (typed, kept) in [("9:00", "09:00"), ("09:30", "09:30"), ("0930", "09:30"), ("9", "09:00"), ("24:00", "24:00")]
    {
        assert_eq!(Minute::parse(typed).unwrap().to_string(), kept);
    }
    for odd in ["", "25:00", "24:01", "9:60", "9:5", "nine", "-1:00", "9:00:00", "٩:٠٠"] {
        assert_eq!(Minute::parse(odd), None, "{odd}");
    }
    for typed in ["2026-12-25", "12-25", "02-29", "2028-02-29"] {
        assert_eq!(day(typed).to_string(), typed);
    }
    for odd in ["", "2026-02-29", "13-01", "2026-1", "25.12.2026", "26-12-25", "0001-01-01", "2026-12-25-1"] {
        assert_eq!(Day::parse(odd), None, "{odd}");
    }
    assert_eq!(day("02-29").next(date(2026, 3, 1)), date(2028, 2, 29));
    let hours = Hours { closures: vec![special("12-24", Some("01-02"), Some("18:00-02:00"))], ..Hours::office("UTC") };
    let json = serde_json::to_string(&hours).unwrap();
    assert!(json.contains(r#""from":"09:00""#) && json.contains(r#""first":"12-24""#), "{json}");
    assert_eq!(serde_json::from_str::<Hours>(&json).unwrap(), hours);
}

fn any_interval() -> impl Strategy<Value = Interval> {
    (0_u16..96, 1_u16..=96)
        .prop_map(|(from, to)| Interval { from: Minute::of(0, from * 15), to: Minute::of(0, to * 15) })
}

fn any_special() -> impl Strategy<Value = Special> {
    (0_i16..3, 1_i8..=12, 1_i8..=28, 0_i8..4, prop::option::of(any_interval())).prop_map(
        |(kind, month, first, more, hours)| {
            let at = |day: i8| Day::once(date(2024 + kind, month, day));
            let (first, last) = (at(first), (more > 0).then(|| at((first + more).min(28))));
            let (first, last) = if kind == 0 { (first.yearly(), last.map(Day::yearly)) } else { (first, last) };
            Special { name: String::new(), first, last, hours }
        },
    )
}

fn any_hours() -> impl Strategy<Value = Hours> {
    let day = prop::collection::vec(any_interval(), 0..3);
    let specials = || prop::collection::vec(any_special(), 0..4);
    (0..ZONES.len(), prop::collection::vec(day, 7), specials(), specials()).prop_map(
        |(zone, days, closures, openings)| Hours {
            time_zone: ZONES[zone].to_owned(),
            weekly: days.try_into().unwrap_or_default(),
            closures,
            openings,
        },
    )
}

/// Moments within some years, mostly near a change of the clocks of some zone.
fn any_moment() -> impl Strategy<Value = Timestamp> {
    // 2024-01-01 to 2027-12-31, at whole quarters of an hour and one second off.
    (0_i64..140_256, -1_i64..=1)
        .prop_map(|(quarters, off)| Timestamp::from_millis(1_704_067_200_000 + quarters * 900_000 + off * 1_000))
}

proptest! {
    #[test]
    fn it_is_open_when_it_opens_and_at_no_moment_before(hours in any_hours(), now in any_moment()) {
        let Some(opens) = hours.opens_next(now) else {
            prop_assert!(!hours.is_open(now));
            return Ok(());
        };
        prop_assert!(opens >= now && hours.is_open(opens));
        prop_assert_eq!(hours.is_open(now), opens == now);
        if opens > now {
            prop_assert!(!hours.is_open(Timestamp::from_millis(opens.millis() - 1)));
            // Ends and beginnings are at whole minutes: between two looks nothing can open and close.
            let wait = opens.millis() - now.millis();
            let step = (wait / 200).max(1);
            prop_assert!((0..200).all(|n| !hours.is_open(Timestamp::from_millis(now.millis() + (n * step).min(wait - 1)))));
        }
    }

    #[test]
    fn it_is_open_until_it_closes(hours in any_hours(), now in any_moment()) {
        let Some(closes) = hours.closes_next(now) else {
            prop_assert!(hours.is_open(now));
            return Ok(());
        };
        prop_assert!(closes >= now && !hours.is_open(closes));
        prop_assert_eq!(!hours.is_open(now), closes == now);
        if closes > now {
            let open = closes.millis() - now.millis();
            let step = (open / 200).max(1);
            prop_assert!((0..200).all(|n| hours.is_open(Timestamp::from_millis(now.millis() + (n * step).min(open - 1)))));
        }
    }

    #[test]
    fn far_from_a_change_of_clocks_the_wall_clock_decides(hours in any_hours(), now in any_moment()) {
        let zone = hours.zone();
        let moment = jiff::Timestamp::from_millisecond(now.millis()).unwrap();
        let near = |hours: i64| zone.to_offset(moment.checked_add(jiff::SignedDuration::from_hours(hours)).unwrap());
        prop_assume!((-50..=26).all(|hours| near(hours) == near(0)));
        let plain = Hours { closures: Vec::new(), openings: Vec::new(), ..hours };
        let shown = zone.to_datetime(moment);
        let minute = u16::try_from(shown.hour()).unwrap() * 60 + u16::try_from(shown.minute()).unwrap();
        let weekday = usize::try_from(shown.date().weekday().to_monday_zero_offset()).unwrap();
        let today = plain.weekly[weekday].iter().any(|one| one.begins() <= minute && minute < one.ends());
        let evening = plain.weekly[(weekday + 6) % 7].iter().any(|one| minute + 24 * 60 < one.ends());
        prop_assert_eq!(plain.is_open(now), today || evening);
    }
}
