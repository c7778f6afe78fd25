//! An owner at a terminal with a file of messages: JSON Lines in, JSON Lines out.

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::support::binary;

fn run(data: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = binary::frontdesk(data, &[("FRONTDESK_PASSWORD".into(), "long enough".into())], arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn answers(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A data folder that is not there: nothing may be made in it.
fn nowhere(dir: &tempfile::TempDir) -> std::path::PathBuf {
    dir.path().join("none")
}

#[test]
fn details_are_drawn_out_of_each_line_without_a_database() {
    let dir = tempfile::tempdir().unwrap();
    let lines = [
        json!({"id": "a", "text": "I'm Ottilie, 07700 900187, order 55120", "region": "GB"}),
        json!({"id": 2, "text": "Rose", "prompt": "first name?", "expect": {"name": "Rose"}}),
        json!({"id": null, "text": "no thanks"}),
    ];
    let input = lines.map(|line| line.to_string()).join("\n");
    let output = run(&nowhere(&dir), &["extract"], &input);
    assert!(output.status.success(), "{}", told(&output));
    let found = answers(&output);
    assert_eq!(
        found[0],
        json!({"id": "a", "name": "Ottilie", "email": null, "phone": "+447700900187", "order_number": "55120", "company": null})
    );
    assert_eq!((&found[1]["id"], &found[1]["name"]), (&json!(2), &json!("Rose")));
    assert_eq!(
        found[2],
        json!({"id": null, "name": null, "email": null, "phone": null, "order_number": null, "company": null})
    );
    assert!(!nowhere(&dir).exists(), "no database was asked for, and none was made");
}

#[test]
fn conversations_are_scored_with_their_reasons_and_signals() {
    let dir = tempfile::tempdir().unwrap();
    let said = |role: &str, text: &str| json!({"role": role, "text": text});
    let hot = json!({"id": "hot", "preset": "uk_property", "turns": [
        said("visitor", "We want a 2 bed flat in Hexham, up to £210k, and have nothing to sell"),
        said("assistant", "Do you have a mortgage in principle?"),
        said("visitor", "Yes. We need to move within 6 weeks, can we view it on Saturday? 07700 900188"),
    ]});
    let cold = json!({"id": "cold", "turns": [said("visitor", "just browsing")]});
    let file = dir.path().join("talks.jsonl");
    std::fs::write(&file, format!("{hot}\n\n{cold}\n")).unwrap();
    let output = run(&nowhere(&dir), &["score", file.to_str().unwrap()], "");
    assert!(output.status.success(), "{}", told(&output));
    let found = answers(&output);
    let signals = &found[0]["signals"];
    assert_eq!((&found[0]["id"], &found[0]["band"]), (&json!("hot"), &json!("hot")), "{}", found[0]);
    assert_eq!((&signals["chain"], &signals["mortgage"]), (&json!("chain_free"), &json!("dip_held")));
    assert_eq!((&signals["scheme"], &signals["timeline"]), (&Value::Null, &json!("soon")));
    let reasons = found[0]["reasons"].as_array().unwrap();
    let points: i64 = reasons.iter().map(|reason| reason["points"].as_i64().unwrap()).sum();
    assert_eq!(json!(points), found[0]["score"]);
    assert!(reasons.iter().all(|reason| [1, 3].contains(&reason["turn"].as_i64().unwrap())), "{reasons:?}");
    assert_eq!((&found[1]["band"], found[1]["signals"].get("chain")), (&json!("cold"), None));
}

#[test]
fn a_bad_line_is_told_by_its_number_and_the_good_ones_are_answered() {
    let dir = tempfile::tempdir().unwrap();
    let input = "{\"id\":1,\"text\":\"my name is Ada\"}\nnot json\n{\"id\":3}\n{\"id\":4,\"text\":\"order 55121\"}";
    let output = run(&nowhere(&dir), &["extract"], input);
    assert_eq!(output.status.code(), Some(1));
    let found = answers(&output);
    assert_eq!(found.iter().map(|line| line["id"].clone()).collect::<Vec<_>>(), [json!(1), json!(4)]);
    let why = told(&output);
    assert!(why.contains("line 2: ") && why.contains("line 3: missing field `text`"), "{why}");
    assert!(why.contains("2 of 4 lines could not be read"), "{why}");
    let score = run(&nowhere(&dir), &["score"], "{\"id\":1,\"turns\":[]}\n[]\n");
    assert_eq!((answers(&score).len(), score.status.code()), (1, Some(1)));
    let missing = run(&nowhere(&dir), &["score", "nowhere.jsonl"], "");
    assert!(
        !missing.status.success() && told(&missing).contains("nowhere.jsonl could not be read"),
        "{}",
        told(&missing)
    );
}

#[test]
fn a_message_of_ten_megabytes_is_a_line_like_any_other() {
    let dir = tempfile::tempdir().unwrap();
    let input =
        format!("{}\n{}\n", json!({"id": 1, "text": "a".repeat(10 << 20)}), json!({"id": 2, "text": "I'm Ada"}));
    let output = run(&nowhere(&dir), &["extract"], &input);
    assert!(output.status.success(), "{}", told(&output));
    let found = answers(&output);
    assert_eq!((&found[0]["name"], &found[1]["name"]), (&Value::Null, &json!("Ada")));
}

#[test]
fn a_bot_gives_its_country_its_addresses_and_its_preset() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    assert!(run(&data, &["member", "add", "--email", "o@shop.example", "--name", "Olive"], "").status.success());
    let made = run(&data, &["bot", "add", "--name", "Casa", "--recipient", "desk@casa.example"], "");
    let snippet = String::from_utf8(made.stdout).unwrap();
    let key = snippet.split("data-bot=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let shown = String::from_utf8(run(&data, &["bot", "show", &key], "").stdout).unwrap();
    let changed = shown
        .replace("region = \"GB\"", "region = \"ES\"")
        .replace("score_preset = \"general\"", "score_preset = \"uk_property\"");
    let file = dir.path().join("bot.toml");
    std::fs::write(&file, changed).unwrap();
    assert!(run(&data, &["bot", "set", &key, file.to_str().unwrap()], "").status.success());
    let input = format!("{}\n", json!({"id": 1, "text": "desk@casa.example, llamadme al 612 34 56 78"}));
    let found = answers(&run(&data, &["extract", "--bot", &key], &input));
    assert_eq!((&found[0]["email"], &found[0]["phone"]), (&Value::Null, &json!("+34612345678")));
    let talk = json!({"id": 1, "turns": [{"role": "visitor", "text": "chain free, first time buyer"}]});
    let found = answers(&run(&data, &["score", "--bot", &key], &format!("{talk}\n")));
    assert_eq!(found[0]["signals"]["sdlt"], json!("first_time_buyer"));
    let nobody = run(&data, &["extract", "--bot", "nobody"], "");
    assert!(!nobody.status.success() && told(&nobody).contains("frontdesk bot list"), "{}", told(&nobody));
}
