//! `frontdesk classify` and `frontdesk eval`, through the program.

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::support::binary;

fn classify(data: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = binary::frontdesk(data, &[], arguments);
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    process.stdin.take().unwrap().write_all(input).unwrap();
    process.wait_with_output().unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn messages_are_classified_without_a_database() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("none");
    let input = br#"{"id":"a","text":"I want a refund for my order","lang":"en","unknown":[1,2]}

{"id":7,"text":"what are your opening hours?"}
{"text":""}
{"id":"s","text":"Get 10,000 instagram followers today, only 19 dollars, click here"}
"#;
    let output = classify(&data, &["classify"], input);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = lines(&output);
    let told: Vec<_> =
        lines.iter().map(|line| (line["id"].clone(), line["intent"].clone(), line["form"].clone())).collect();
    let expected = [
        ("\"a\"", "refund_request", "open"),
        ("7", "none", "none"),
        ("null", "none", "none"),
        ("\"s\"", "spam", "none"),
    ];
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(id, intent, form)| (serde_json::from_str(id).unwrap(), Value::from(intent), Value::from(form)))
        .collect();
    assert_eq!(told, expected);
    assert!(lines.iter().all(|line| line["confidence"].as_f64().is_some_and(|share| (0.0..=1.0).contains(&share))));
    assert!(lines.iter().all(|line| line.as_object().unwrap().len() == 4));
    assert!(!data.exists(), "no data folder was made");
}

#[test]
fn a_bad_line_is_named_and_the_good_ones_are_answered() {
    let dir = tempfile::tempdir().unwrap();
    let input = b"{\"id\":1,\"text\":\"hello\"}\nnot json\n{\"id\":3}\n{\"id\":4,\"text\":\"\xff\"}\n{\"id\":5,\"text\":\"cancel my order\"}\n";
    let output = classify(dir.path(), &["classify"], input);
    assert!(!output.status.success());
    let told = String::from_utf8(output.stderr.clone()).unwrap();
    for line in ["line 2:", "line 3:", "line 4:", "3 of 5 lines could not be read"] {
        assert!(told.contains(line), "{told}");
    }
    let lines = lines(&output);
    assert_eq!(lines.len(), 2);
    assert_eq!((lines[1]["id"].as_i64(), lines[1]["intent"].as_str()), (Some(5), Some("cancellation")));
}

#[test]
fn a_bot_that_is_not_there_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let output = classify(dir.path(), &["classify", "--bot", "nobody"], b"");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("frontdesk bot list"));
}

#[test]
fn an_evaluation_counts_by_language() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("gold.jsonl");
    let rows = [
        r#"{"id":"1","text":"I want a refund for my order","lang":"en","intent":"refund_request"}"#,
        r#"{"id":"2","text":"cancel it and refund me","lang":"en","intent":"cancellation","accept":["refund_request"]}"#,
        r#"{"id":"3","text":"what are your opening hours?","lang":"en","intent":"none"}"#,
        r#"{"id":"4","text":"quiero cancelar mi pedido","lang":"es","intent":"cancellation"}"#,
    ];
    std::fs::write(&file, rows.join("\n")).unwrap();
    let output = binary::run(dir.path(), &[], &["eval", file.to_str().unwrap()]);
    let told = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(output.status.success(), "{told}");
    for part in ["macro-F1", "all             4  1.000", "en              3", "es              1", "cancellation"] {
        assert!(told.contains(part), "{part} in {told}");
    }
    let known = [
        r#"{"id":"c1","text":"I'm Ute Brandt, ute@brandt.example","lang":"de","region":"DE","expect":{"name":"Ute Brandt","email":"ute@brandt.example"}}"#,
        r#"{"id":"c2","text":"danke","lang":"de","region":"DE","expect":{"name":null}}"#,
        r#"{"id":"s1","preset":"generic","turns":[{"role":"visitor","text":"just browsing"}],"expect":{"band":"cold"}}"#,
    ];
    std::fs::write(&file, known.join("\n")).unwrap();
    let output = binary::run(dir.path(), &[], &["eval", file.to_str().unwrap()]);
    let told = String::from_utf8(output.stdout.clone()).unwrap();
    for part in ["all             2  1.000", "nothing invented", "order_number", "band right                  1.000"] {
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(!told.contains("macro-F1"), "there was no message with an intent: {told}");
    std::fs::write(&file, r#"{"id":"1","text":"hello"}"#).unwrap();
    let unknown = binary::run(dir.path(), &[], &["eval", file.to_str().unwrap()]);
    assert!(
        !unknown.status.success() && String::from_utf8_lossy(&unknown.stderr).contains("neither `intent` nor `expect`")
    );
    let none = binary::run(dir.path(), &[], &["eval", "no-such-file.jsonl"]);
    assert!(!none.status.success() && String::from_utf8_lossy(&none.stderr).contains("no-such-file.jsonl"));
}
