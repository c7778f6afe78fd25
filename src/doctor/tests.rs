//! A report reads the same for a person and a program.

use super::*;

#[test]
fn a_report_has_one_line_a_finding_and_counts_them() {
    let report = Report::new(vec![
        Finding::ok("settings", "fine"),
        Finding::warning("backup", "none\r\nyet"),
        Finding::problem("mail", "535 no"),
    ]);
    insta::assert_snapshot!(report.to_string(), @r"
    ok       settings     fine
    warning  backup       none yet
    problem  mail         535 no

    1 ok, 1 warning, 1 problem
    ");
    assert_eq!(report.problems(), 1);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["findings"][2], serde_json::json!({"check": "mail", "state": "problem", "said": "535 no"}));
}

#[test]
fn every_wrong_setting_is_a_problem_of_its_own() {
    let told = "the settings have 2 problem(s):\n  mail.port: expected a number\n  mail.hots: there is no such setting\n`frontdesk config` prints";
    let report = Report::of_settings(told);
    assert_eq!(report.problems(), 2);
    assert_eq!(report.findings[1].said, "mail.hots: there is no such setting");
    assert_eq!(Report::of_settings("no file").findings[0].said, "no file");
}
