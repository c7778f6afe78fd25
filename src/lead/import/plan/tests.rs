use super::*;
use crate::id::Id as _;
use crate::lead::import::Duplicates;

fn read(columns: &[(&str, Target, &str)], region: &str) -> Result<Planned, Vec<String>> {
    let bot = BotId::from_text("bot_1".to_owned());
    let head: Vec<String> = columns.iter().map(|(name, _, _)| (*name).to_owned()).collect();
    let cells: Vec<String> = columns.iter().map(|(_, _, text)| (*text).to_owned()).collect();
    let choices = Choices {
        columns: columns.iter().map(|(_, target, _)| *target).collect(),
        duplicates: Duplicates::Join,
        tag: String::new(),
        status: "new".to_owned(),
        channel: Channel::Api,
    };
    let now = Timestamp::from_millis(1_795_257_960_000);
    let pipeline = Pipeline::preset("sales");
    let rules =
        Rules { bot: &bot, region, zone: "Europe/London", pipeline, tags: &[], head: &head, choices: &choices, now };
    plan(&cells, &rules)
}

#[test]
fn a_line_becomes_what_its_columns_say() {
    let planned = read(
        &[
            ("First", Target::FirstName, " Ann "),
            ("Last", Target::LastName, "Bell"),
            ("Mail", Target::Email, "Ann@Mail.example"),
            ("Tel", Target::Phone, "'+44 7700 900123"),
            ("Stage", Target::Status, "QUALIFIED"),
            ("Score", Target::Score, "81"),
            ("Budget (GBP)", Target::Field, "'=500"),
            ("Was", Target::Source, "SMS"),
        ],
        "GB",
    )
    .unwrap();
    assert_eq!(
        (planned.details.name.as_deref(), planned.email_key.as_deref()),
        (Some("Ann Bell"), Some("ann@mail.example"))
    );
    assert_eq!(
        (planned.details.phone.as_deref(), planned.score, planned.channel),
        (Some("+447700900123"), Some(81), Some(Channel::Sms))
    );
    assert_eq!(planned.status, Some(("qualified".to_owned(), Category::Good)));
    let field = planned.rows.last().unwrap();
    assert_eq!(
        (field.key.as_str(), field.label.as_str(), field.value.as_str()),
        ("budget_gbp", "Budget (GBP)", "=500")
    );
}

#[test]
fn every_reason_is_told_and_nothing_of_the_line() {
    let wrong = read(
        &[
            ("a", Target::Email, "secret@"),
            ("b", Target::Phone, "12"),
            ("c", Target::Score, "101"),
            ("d", Target::Status, "nowhere"),
            ("e", Target::Tag, "none"),
            ("f", Target::Captured, "31/02/2026"),
            ("g", Target::Name, &"n".repeat(10_000)),
        ],
        "GB",
    )
    .unwrap_err();
    assert_eq!(wrong.len(), 7, "{wrong:?}");
    assert!(!wrong.concat().contains("secret") && wrong[6] == "Name: longer than 200 characters");
    assert_eq!(read(&[("x", Target::Field, "red")], "GB").unwrap_err(), ["No name, email, phone or company"]);
}

#[test]
fn a_day_is_read_as_its_country_writes_it() {
    let at = |text: &str, region: &str| {
        let planned = read(&[("n", Target::Name, "Ann"), ("d", Target::Captured, text)], region);
        planned.ok().and_then(|planned| planned.captured_at).map(Timestamp::rfc3339)
    };
    for (text, region, expected) in [
        ("2026-07-20T12:00:00Z", "GB", Some("2026-07-20T12:00:00Z")),
        ("2026-07-20T12:00:00+02:00", "GB", Some("2026-07-20T10:00:00Z")),
        ("20/07/2026", "GB", Some("2026-07-19T23:00:00Z")),
        ("07/20/2026 13:00", "US", Some("2026-07-20T12:00:00Z")),
        ("20.7.2026", "DE", Some("2026-07-19T23:00:00Z")),
        ("2026-01-02 03:04:05", "GB", Some("2026-01-02T03:04:05Z")),
        ("07/20/2026", "GB", None),
        ("2026-12-01", "GB", None),
        ("1969-01-01", "GB", None),
        ("yesterday", "GB", None),
    ] {
        assert_eq!(at(text, region).as_deref(), expected, "{text} in {region}");
    }
}
