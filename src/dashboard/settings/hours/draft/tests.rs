//! What an owner types, and what is kept of it.

use super::*;

const TODAY: Date = jiff::civil::date(2026, 11, 20);

fn pairs(own: &[(&str, &str)]) -> Vec<(String, String)> {
    let usual = [
        ("open", "hours"),
        ("time_zone", "Europe/London"),
        ("handoff", "on"),
        ("assignment", "first_to_take"),
        ("capacity", "4"),
        ("wait_limit_minutes", "3"),
        ("escalate_after_minutes", "10"),
        ("unreviewed_after_hours", "24"),
        ("absent_mail_minutes", "5"),
    ];
    let usual = usual.iter().filter(|(key, _)| !own.iter().any(|(name, _)| name == key));
    usual.chain(own).map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn read(own: &[(&str, &str)]) -> Draft {
    Draft::read(&pairs(own), &Settings::default(), TODAY)
}

fn fields(draft: &Draft) -> Vec<String> {
    draft.checked("GB").map_or_else(|wrong| wrong.into_iter().map(|one| one.field).collect(), |_| Vec::new())
}

#[test]
fn what_is_set_reads_back_as_it_was() {
    let hours = Hours {
        closures: vec![
            Special {
                name: "Christmas".into(),
                first: Day::parse("12-24").unwrap(),
                last: Day::parse("01-02"),
                hours: None,
            },
            Special { name: String::new(), first: Day::parse("2026-08-03").unwrap(), last: None, hours: None },
        ],
        ..Hours::office("Europe/London")
    };
    let settings = Settings { hours: Some(hours.clone()), ..Settings::default() };
    let checked = Draft::of(&settings, TODAY).checked("GB").ok().unwrap();
    assert_eq!((checked.hours, checked.rules), (Some(hours), settings.handoff_rules));
    assert!(Draft::of(&Settings::default(), TODAY).checked("GB").ok().unwrap().hours.is_none(), "no hours: always");
}

#[test]
fn rows_that_are_empty_are_left_out_and_faults_stay_at_their_own() {
    let draft = read(&[
        ("mon.0.from", "9"),
        ("mon.0.to", "12:30"),
        ("mon.1.from", "13:30"),
        ("mon.1.to", ""),
        ("tue.0.from", ""),
        ("tue.0.to", ""),
        ("closure.0.first", ""),
        ("closure.1.first", "2026-12-24"),
        ("closure.1.last", "2026-12-20"),
        ("closure.2.first", "Christmas"),
        ("opening.0.first", "2026-12-06"),
        ("opening.0.from", "10:00"),
        ("opening.0.to", "10:00"),
    ]);
    assert_eq!(fields(&draft), ["mon", "closure.2", "closure.1", "opening.0"]);
    let right = read(&[
        ("sat.0.from", "22:00"),
        ("sat.0.to", "2:00"),
        ("closure.0.first", "2026-12-25"),
        ("closure.0.yearly", "on"),
    ]);
    let hours = right.checked("GB").ok().unwrap().hours.unwrap();
    assert_eq!(hours.weekly[5].len(), 1);
    assert_eq!(hours.closures[0].first.to_string(), "12-25");
}

#[test]
fn numbers_and_addresses_are_told_by_their_field_and_kept_as_they_were_typed() {
    let draft =
        read(&[("capacity", "many"), ("escalate_to", "Ann@Post.example\nbo"), ("escalate_sms", "020 7946 0018, 12")]);
    assert_eq!(fields(&draft), ["capacity", "escalate_to", "escalate_sms"]);
    assert_eq!((draft.numbers[0].as_str(), draft.escalate_to.as_str()), ("many", "Ann@Post.example\nbo"));
    let right = read(&[("escalate_to", "Ann@Post.example"), ("escalate_sms", "020 7946 0018")]);
    let rules = right.checked("GB").ok().unwrap().rules;
    assert_eq!(
        (rules.escalate_to, rules.escalate_sms),
        (vec!["ann@post.example".to_owned()], vec!["+442079460018".to_owned()])
    );
    assert_eq!(fields(&read(&[("wait_limit_minutes", "0")])), ["wait_limit_minutes"]);
}

#[test]
fn buttons_change_the_draft_and_nothing_else() {
    let mut draft = read(&[("mon.0.from", "10:00"), ("mon.0.to", "16:00"), ("closure.0.first", "2026-12-25")]);
    draft.act(&Act::read("copy"));
    assert_eq!((draft.week[4].clone(), draft.week[5].len()), (draft.week[0].clone(), 0));
    draft.act(&Act::read("add.closure"));
    draft.act(&Act::read("drop.closure.0"));
    assert_eq!(draft.rows[0], [Row::default()]);
    draft.act(&Act::read("times.mon"));
    draft.act(&Act::read("times.sun"));
    assert_eq!((draft.week[0].len(), draft.week[6].len()), (2, 2));
    for odd in ["", "drop.closure", "drop.closure.9", "add.cellar", "times.someday", "times.mon.4"] {
        let before = draft.rows.clone();
        draft.act(&Act::read(odd));
        assert_eq!(draft.rows, before, "{odd}");
    }
    assert_eq!(Act::read("save"), Act::Save);
}

#[test]
fn always_asks_for_no_hours() {
    let draft = read(&[("open", "always"), ("time_zone", "Mars"), ("mon.0.from", "x"), ("mon.0.to", "y")]);
    assert!(fields(&draft).is_empty());
    assert!(draft.checked("GB").ok().unwrap().hours.is_none());
}
